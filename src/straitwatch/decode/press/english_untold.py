"""The words of an English sentence turned into whether it only asks, or tells what always is so."""

from collections.abc import Sequence

import regex

from straitwatch.decode.press.grammar import Grammar
from straitwatch.decode.press.token import Token

__all__ = ["is_asked", "is_denied", "is_general", "is_on_others"]

_ASKED = regex.compile(r"\s*(?:Q|Question|QUESTION)\d{0,2}\s?[:.]\s")
_DATES = frozenset({"moment", "period", "twice"})
_IF = frozenset({"'if'", "'what if'", "'whenever'"})


def is_asked(text: str, start: int, end: int) -> bool:
    """Tell whether a sentence is a question, or a journalist's part of a press conference."""
    return text[end : end + 1] == "?" or _ASKED.match(text, start, end) is not None


def is_denied(tokens: Sequence[Token], grammar: Grammar, *, before: bool) -> bool:
    """Tell whether somebody denies what the words tell: "denied that they had entered ...".

    Args:
        tokens: of a clause.
        grammar: whose words DENY deny.
        before: whether the clauses before left it denied; "and said that ..." ends it.
    """
    zone = next((one.start for one in tokens if one.kind == "zone"), tokens[-1].end)
    denied = before
    for one in tokens:
        if one.start < zone and one.kind in grammar.kinds["DENY"]:
            denied = True
        elif one.start < zone and one.kind == "said":
            denied = False
    return denied


def is_on_others(tokens: Sequence[Token]) -> bool:
    """Tell whether an item starts, after its day and a colon, with what is no ship."""
    parts = zip(tokens, tokens[1:], tokens[2:], strict=False)
    first = next((c for a, b, c in parts if a.kind == "moment" and b.kind == "':'"), None)
    return first is not None and first.kind not in ("fleet", "flight", "them", "same")


def is_general(tokens: Sequence[Token], grammar: Grammar) -> bool:
    """Tell whether a sentence says what happens as a rule, or would.

    Args:
        tokens: of one sentence, phrases among them.
        grammar: whose words RULE speak of what always is so, DAILY too where no verb is of
            the past, IMAGE of what is only shown.

    Returns:
        "whenever a warship passes", "every day", "on a constant basis" are general where the
        sentence names no day; "if a warship passed, we would" is, whatever it names.
    """
    kinds = {token.kind for token in tokens}
    if not kinds.isdisjoint(grammar.kinds["IMAGE"]):
        return True
    first = next((token.kind for token in tokens if token.kind not in ("'\"'", "WORD")), None)
    if first in _IF:
        return True
    when = first == "'when'" and not kinds.isdisjoint(grammar.kinds["PRESENT"])
    past = any(kind.endswith("ed'") for kind in kinds)
    daily = not past and not kinds.isdisjoint(grammar.kinds["DAILY"])
    if not when and not daily and kinds.isdisjoint(grammar.kinds["RULE"]):
        return False
    return not any(token.kind in _DATES and _is_dated(token) for token in tokens)


def _is_dated(token: Token) -> bool:
    return any(
        slot in ("month", "weekday", "yesterday", "same", "next", "before")
        for slot, _ in token.walk()
    )

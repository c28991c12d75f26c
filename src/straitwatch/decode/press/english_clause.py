"""The words of a sentence turned into clauses: what one verb says, with what goes with it."""

from collections.abc import Sequence
from itertools import pairwise

from straitwatch.decode.press.grammar import Grammar
from straitwatch.decode.press.token import Token

__all__ = ["clauses"]

_PHRASE_HEADS = frozenset({"tally", "opword", "unreal", "same"})
_PHRASES_BETWEEN = frozenset(
    [
        "fleet",
        "flight",
        "them",
        "watchers",
        "moment",
        "period",
        "twice",
        "vague",
        "said",
        "number",
        "heading",
        "elsewhere",
        "WORD",
        "NAME",
        "SERVICE",
        "JAPAN",
        "NAVY",
        "SPAN",
    ]
)
_DAYS = frozenset({"moment", "period"})
_ON = frozenset({"'on'", "'in'", "'at'", "'the'", "'early'", "'late'"})
_IS = frozenset({"'was'", "'were'"})
_SUBJECTS = frozenset({"fleet", "flight", "them"})


def clauses(tokens: Sequence[Token], grammar: Grammar) -> list[list[Token]]:
    """Cut a sentence into clauses.

    Args:
        tokens: of one sentence, phrases among them.
        grammar: whose words HEAD, LESSHEAD, BREAK and BETWEEN say where a clause starts.

    Returns:
        its clauses in order; together they hold all tokens. A clause starts at the joining words
        ("and then", "before", "which") that lead to the next verb.
    """
    kinds = grammar.kinds
    heads = [
        place
        for place, token in enumerate(tokens)
        if token.kind in kinds["HEAD"]
        or token.kind in kinds["LESSHEAD"]
        or token.kind in _PHRASE_HEADS
        or (token.kind in ("to", "from") and token.get("go") is not None)
        or (token.kind in _IS and any(one.kind == "spot" for one in tokens[place + 1 : place + 3]))
    ]
    cuts = [0]
    listed = [  # a line of a list: "September 21: fighters about 40 times"
        place
        for place, token in enumerate(tokens[:-1])
        if token.kind in ("moment", "period") and tokens[place + 1].kind == "':'"
    ]
    for before, head in pairwise(heads):
        cut = _cut(tokens, before, head, grammar)
        if cut is not None and cut > cuts[-1]:
            cuts.append(cut)
    listed += [  # "..., then south through the strait"
        place
        for place, token in enumerate(tokens[:-1])
        if token.kind == "'then'" and tokens[place + 1].kind == "heading"
    ]
    cuts = sorted({*cuts, *listed})
    return [list(tokens[a:b]) for a, b in zip(cuts, [*cuts[1:], len(tokens)], strict=True)]


def _with_day(tokens: Sequence[Token], found: int, before: int) -> int:
    """Move the start of a clause before its day: ", and on Oct. 31, both were seen"."""
    place = found - 1
    while place > before and (tokens[place].kind in _DAYS or tokens[place].kind in _ON):
        place -= 1
    dated = any(token.kind in _DAYS for token in tokens[place + 1 : found])
    joined = place > before and tokens[place].kind in ("'and'", "'but'", "'then'")
    return place if dated and joined and tokens[found].kind == "','" else found


def _cut(tokens: Sequence[Token], before: int, head: int, grammar: Grammar) -> int | None:
    """Find where the clause of a verb starts, going back from it; None where it has none."""
    breaks, between = grammar.kinds["BREAK"], grammar.kinds["BETWEEN"]
    soft = grammar.kinds["LATER"]
    place, found, hard = head - 1, None, False
    while place > before:
        kind = tokens[place].kind
        if kind in breaks:
            found = place
            hard = hard or kind not in soft
        elif found is not None and (hard or kind not in _SUBJECTS):
            break  # past "then" the subject may stand, and the joining word before it
        elif kind not in _PHRASES_BETWEEN and kind not in between:
            break
        place -= 1
    if found is None:
        return None
    found = _with_day(tokens, found, before)
    if tokens[head].kind in ("to", "from"):
        starts = {one.kind for one in tokens[found:head]}
        return None if starts.isdisjoint(_SUBJECTS | {"'had'"}) else found
    if tokens[head].kind in grammar.kinds["LESSHEAD"]:
        starts = {token.kind for token in tokens[found:head]}
        return None if starts.isdisjoint(_SUBJECTS | grammar.kinds["BEFORE"]) else found
    return found

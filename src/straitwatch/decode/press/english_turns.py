"""English sentences that count ("the first from ..., the second at ...") turned into rows."""

from collections.abc import Sequence
from itertools import pairwise

from straitwatch.decode.press.english_story import Story
from straitwatch.decode.press.statement import Statement
from straitwatch.decode.press.token import Token

__all__ = ["tell_turns"]

_LEAST = 2  # one alone counts nothing


def tell_turns(story: Story, tokens: Sequence[Token]) -> list[Statement]:
    """Tell each entry that a sentence counts, with its own time.

    Args:
        story: of the text, which has told that somebody entered.
        tokens: of the sentence.

    Returns:
        an entry a turn, placed where the entry told before was; none where the sentence does not
        count entries by their hours.
    """
    last = next((s for s in reversed(story.told) if s.kind == "entry"), None)
    turns = _turns(tokens)
    if last is None or last.when is None or len(turns) < _LEAST:
        return []
    told = []
    for number, token in turns:
        when = story.almanac.period(token) if token.kind == "period" else None
        when = when or (story.almanac.moment(token) if token.kind == "moment" else None)
        if when is None:
            return []
        start, end = story.plain.span(number.start, token.end)
        one = last.but(when=when)
        one.start, one.end, one.spans = start, end, []
        one.derived = [*one.derived, ("objects", "those of the entry told before")]
        told.append(one)
    return told


def _turns(tokens: Sequence[Token]) -> list[tuple[Token, Token]]:
    """Pair "the first", "the second" with the hours that stand behind each."""
    orders = [k for k, token in enumerate(tokens) if _is_order(token)]
    found = []
    for first, then in pairwise([*orders, len(tokens)]):
        hours = [one for one in tokens[first:then] if _is_hour(one)]
        if len(hours) != 1:
            return []
        found.append((tokens[first], hours[0]))
    return found


def _is_order(token: Token) -> bool:
    return token.kind in ("ORDER", "nth") or token.kind in ("'first'", "'second'", "'third'")


def _is_hour(token: Token) -> bool:
    if token.kind not in ("moment", "period"):
        return False
    return any(one.kind == "clock" for _, one in token.walk())

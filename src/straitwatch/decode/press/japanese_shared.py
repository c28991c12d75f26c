"""Japanese lists of ways that share one verb turned into the day and the heading of each."""

from collections.abc import Iterable

import regex

from straitwatch.decode.press.japanese_place import course_of, letters_of
from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.token import Token
from straitwatch.decode.vocabulary import winds

__all__ = ["heading_before", "heading_shared", "times_after"]

_WENT = regex.compile(r"(?:(北上)|(南下)|([東西南北]{1,3})進)し(?:て|、|た後、?|つつ、?)?$")
_REACHED = regex.compile(r"(?:付近|の?海域)?(?:に達|に至|まで)")
_COURSES = {wind.letter for wind in winds()}
_LETTERS = str.maketrans("東西南北", "EWSN")
_TIMES = ("moment", "period")
_NO_VERB = regex.compile(r"(?:を|に|、|また|さらに|及び|および|並びに|そして|と|それぞれ)*")
_DAY_ENDS = regex.compile(r"(?:に|、|それぞれ)+")


def times_after(node: Token, scene: Scene) -> dict[int, Token]:
    """Find the ways whose day stands behind them: A on the 3rd, B on the 5th, went north.

    Returns:
        the token of the time, by the place where the way starts; empty where days stand before.
    """
    ways = sorted(_held(node, ("way", "passed", "seen")), key=lambda one: one.start)
    times = sorted(_held(node, _TIMES), key=lambda one: one.start)
    text = scene.plain.text
    told: dict[int, Token] = {}
    for way in ways:
        after = next((one for one in times if one.start >= way.end), None)
        if after is None or text[way.end : after.start] != "を":
            continue
        if _DAY_ENDS.match(text, after.end):
            told[way.start] = after
    first = ways[0] if ways else None
    return told if first is not None and first.start in told else {}


def heading_shared(way: Token, node: Token, scene: Scene) -> str | None:
    """Give the heading of the verb that stands behind a list of ways, for one without a verb."""
    later = [*_held(node, (*_TIMES, "way", "passed", "toward", "seen"))]
    done = way.end
    for token in sorted(later, key=lambda one: one.start):
        if token.start < done:
            continue
        if not _NO_VERB.fullmatch(scene.plain.text, done, token.start):
            return None
        found = letters_of(token) if token.kind == "toward" else course_of(token)
        if found is not None:
            return found
        done = token.end
    return None


def _held(node: Token, slots: Iterable[str]) -> list[Token]:
    return [token for slot in slots for token in node.all(slot)]


def heading_before(seen: Token, scene: Scene) -> str | None:
    """Give the heading told before a place that ships came to: 北上して…に達し."""
    text = scene.plain.text
    if not _REACHED.match(text, seen.end):
        return None
    found = _WENT.search(text[max(0, seen.start - 12) : seen.start])
    if found is None:
        return None
    letters = "N" if found[1] else "S" if found[2] else found[3].translate(_LETTERS)
    return letters if letters in _COURSES else None

"""Japanese lists of ways that share one verb turned into the day and the heading of each."""

from collections.abc import Iterable

import regex

from straitwatch.decode.press.japanese_place import course_of, letters_of
from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.token import Token

__all__ = ["heading_shared", "times_after"]

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
    later = [*_held(node, (*_TIMES, "way", "passed", "toward"))]
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

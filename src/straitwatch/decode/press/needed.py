"""A pattern over signs turned into the signs without which it cannot fit anywhere."""

from collections.abc import Set as AbstractSet

import regex

__all__ = ["Needs", "may_fit", "needs_of"]

Needs = list[list[frozenset[str]]]
"""For each way to fit: sets of signs, of each of which one must be there."""

_TOKEN = regex.compile(
    r"(?P<gap>\[\^[^\]]*\](?:\{\d+,\d+\}\??)?)|\[(?P<kinds>[^\]]*)\]"
    r"|(?P<look>\(\?(?:!|<=))|(?P<open>\((?:\?:|\?P<\w+>)?)|(?P<close>\))"
    r"|(?P<either>\|)|(?P<anchor>[\^$])|(?P<sign>.)",
    regex.DOTALL,
)
_MAYBE = ("?", "*")


def needs_of(pattern: str) -> Needs:
    """Tell what a pattern needs.

    Args:
        pattern: as `grammar.read_grammar` writes it: signs, sets of signs, groups, `|`, `?`,
            `*`, `+` and looks ahead and back.
    """
    found, _ = _ways(pattern, 0)
    return found


def may_fit(needs: Needs, there: AbstractSet[str]) -> bool:
    """Tell whether signs that are there let a pattern fit."""
    return any(all(not kinds.isdisjoint(there) for kinds in way) for way in needs)


def _ways(pattern: str, place: int) -> tuple[Needs, int]:
    """Read up to the bracket that closes, or the end; where that is."""
    ways: Needs = [[]]
    while place < len(pattern):
        found = _TOKEN.match(pattern, place)
        if found is None or found["close"]:
            return ways, place + 1
        place = found.end()
        inner: list[frozenset[str]] = []
        if found["look"] or found["open"]:
            held, place = _ways(pattern, place)
            inner = [] if found["look"] else _of_group(held)
        elif found["kinds"] is not None:
            inner = [frozenset(found["kinds"])]
        elif found["sign"] and found["sign"] not in "?*+":
            inner = [frozenset(found["sign"])]
        if found["either"]:
            ways.append([])
        elif pattern[place : place + 1] not in _MAYBE:
            ways[-1] += inner
    return ways, place


def _of_group(ways: Needs) -> list[frozenset[str]]:
    """Give what a group needs whichever way it fits."""
    if len(ways) == 1:
        return ways[0]
    if any(not way for way in ways):
        return []
    return [frozenset().union(*(min(way, key=len) for way in ways))]

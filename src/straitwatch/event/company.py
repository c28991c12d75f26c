"""Links between ships into groups: who sailed with whom, from which mark to which."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.event.mark import Sighted
from straitwatch.kernel.company import count_links, label_links

__all__ = ["Group", "Log", "Ship", "Spell", "Ties", "count_ships", "find_ties", "join_groups"]

Records = npt.NDArray[np.void]
Ints = npt.NDArray[np.int64]


Ship = tuple[int, int]
"""Its identity and its lane: one identity may be sent by several ships."""

Link = tuple[int, Ship, Ship]
"""A mark and two ships."""


class Ties(NamedTuple):
    """Ships that hang together at a mark by links that are old enough.

    Attributes:
        links: since when, one ship, the other, by that mark.
        seen: the last mark at which each hung together with the core, by links that were good then.
    """

    links: list[Link]
    seen: dict[Ship, int]


def count_ships(ships: Iterable[Ship]) -> int:
    """Count identities."""
    return len({identity for identity, _ in ships})


def find_ties(
    links: Records, inside: set[Ship], *, window: int, least: int, share: float
) -> list[Ties]:
    """Find the ships that hang together, enough of them.

    Args:
        links: of dtype LINK.
        inside: ships that are in a group.
        window: marks that a link must have held.
        least: ships.
        share: of all links of theirs, at least so many must have held, unless one is in a group.
    """
    held = links[links["good"] - links["start"] >= window]
    if len(held) < least - 1:
        return []
    lanes, number = np.unique(np.concatenate([held["lane_a"], held["lane_b"]]), return_inverse=True)
    label = label_links(number[: len(held)], number[len(held) :], len(lanes))
    enough = np.bincount(label, minlength=len(lanes)) >= least
    good, total = count_links(links, lanes, label, window)
    known = np.zeros(len(lanes), bool)
    known[label[np.isin(lanes, np.array([lane for _, lane in inside], np.int64))]] = True
    of_link, found = label[number[: len(held)]], []
    for root in np.flatnonzero(enough & (known | (good >= share * total))).tolist():
        mine = held[of_link == root]
        seen = _last_seen(_tell(mine, "good"), least)
        if count_ships(seen) >= least:
            found.append(Ties(sorted(_tell(mine, "start")), seen))
    return found


def _tell(links: Records, mark: str) -> list[Link]:
    columns = [links[name].tolist() for name in (mark, "object_a", "lane_a", "object_b", "lane_b")]
    return [(m, (a, i), (b, j)) for m, a, i, b, j in zip(*columns, strict=True)]


def _last_seen(links: list[Link], least: int) -> dict[Ship, int]:
    """Tell when each ship last hung together with the core: the most that did so last."""
    own: dict[Ship, set[Ship]] = {}
    seen: dict[Ship, int] = {}
    core: set[Ship] = set()
    for mark, level in groupby(sorted(links, reverse=True), key=itemgetter(0)):
        for _, one, other in level:
            both = own.get(one, {one}) | own.get(other, {other})
            for ship in both:
                own[ship] = both
        if not core:
            most = min(own.values(), key=lambda together: (-len(together), min(together)))
            core = most if count_ships(most) >= least else core
        if core:
            core = own[min(core)]
            for ship in core:
                seen.setdefault(ship, mark)
    return seen


def _attach(ties: Ties, inside: set[Ship], least: int) -> dict[Ship, int]:
    """Tell since when each ship hangs together with those inside, or with enough others."""
    own: dict[Ship, set[Ship]] = {ship: {ship} for ship in ties.seen}
    since: dict[Ship, int] = {}
    core = {ship for ship in inside if ship in own}
    for ship in core:
        own[ship] = core
    for start, one, other in ties.links:
        if own[one] is own[other]:
            continue
        both = own[one] | own[other]
        grown = own[one] is core or own[other] is core
        for ship in both:
            own[ship] = both
        if grown or (not core and count_ships(both) >= least):
            for ship in both - core:
                since[ship] = start
            core = both
    return since


@dataclass
class Spell:
    """A time that a ship spent in a group: marks, and the fixes nearest to them."""

    start: int
    end: int
    first: Any
    last: Any = None


class Log:
    """The fixes nearest to the last marks, one a ship: evidence for what is known only later."""

    def __init__(self, marks: int) -> None:
        """Make one that goes back so many marks."""
        self._pages: deque[tuple[int, Ints, Records]] = deque(maxlen=marks)

    def copy(self) -> "Log":
        """Give another with the same pages."""
        other = Log(self._pages.maxlen or 1)
        other._pages = self._pages.copy()
        return other

    def add(self, sighted: Sighted, step_us: int) -> None:
        """Add a page."""
        ends, t = sighted.ends, sighted.mark * step_us
        nearer = np.abs(ends["t"] - t).argmin(axis=1) if len(ends) else np.empty(0, np.int64)
        points = ends[np.arange(len(ends)), nearer]
        self._pages.append((sighted.mark, sighted.spots["lane"].copy(), points))

    def first(self, ship: Ship, mark: int) -> Any:  # noqa: ANN401 - a NumPy record
        """Give the fix of a ship at a mark or the next one at which it was seen; None for none."""
        return self._look(ship, (page for page in self._pages if page[0] >= mark))

    def last(self, ship: Ship, mark: int) -> Any:  # noqa: ANN401 - a NumPy record
        """Give the fix of a ship at a mark or the last one before at which it was seen."""
        return self._look(ship, (page for page in reversed(self._pages) if page[0] <= mark))

    @staticmethod
    def _look(ship: Ship, pages: Iterable[tuple[int, Ints, Records]]) -> Any:  # noqa: ANN401 - same
        for _, lanes, points in pages:
            found = points[lanes == ship[1]]
            if len(found):
                return found[0]
        return None


@dataclass
class Group:
    """Ships that move as one.

    Attributes:
        start: first mark at which there were enough of them.
        founders: those of that mark, sorted.
        inside: those that are in it now.
        spells: of each that ever was in it.
        most: how many there were at once.
        speed_kn: sum over ships and marks.
        n: how many summands.
    """

    start: int
    founders: tuple[Ship, ...]
    inside: set[Ship] = field(default_factory=set)
    spells: dict[Ship, list[Spell]] = field(default_factory=dict)
    most: int = 0
    speed_kn: float = 0.0
    n: int = 0

    def end(self, least: int) -> int:
        """Give the last mark at which there were enough of them."""
        return sorted((self.spells[ship][-1].end for ship in self.inside), reverse=True)[least - 1]

    def meet(self, ties: Ties, log: Log, least: int) -> dict[Ship, int]:
        """Take in those that came, let go those that left: returns when these were seen last."""
        left = {ship: self.spells[ship][-1].end for ship in self.inside - ties.seen.keys()}
        for ship, end in left.items():
            self.spells[ship][-1].last = log.last(ship, end)
        came = ties.seen.keys() - self.inside
        if came:
            since = _attach(ties, self.inside, least)
            for ship in sorted(came):
                self._enter(ship, max(since[ship], self.start), ties.seen[ship], log)
        self.inside = set(ties.seen)
        self.most = max(self.most, count_ships(self.inside))
        for ship, seen in ties.seen.items():
            self.spells[ship][-1].end = seen
        return left

    def _enter(self, ship: Ship, start: int, seen: int, log: Log) -> None:
        spells = self.spells.setdefault(ship, [])
        start = max([start, *(spell.end for spell in spells)])
        spells.append(Spell(start, seen, log.first(ship, start)))

    def finish(self, log: Log, least: int) -> int:
        """Let all go: returns the last mark at which there were enough of them."""
        end = self.end(least)
        for ship in self.inside:
            spell = self.spells[ship][-1]
            spell.end = min(spell.end, end)
            spell.last = log.last(ship, spell.end)
        return end


def _found(ties: Ties, log: Log, left: dict[Ship, int], window: int, least: int) -> Group | None:
    since = _attach(ties, set(), least)
    born = min(since.values())
    start = max(max(born, left.get(ship, born)) for ship, mark in since.items() if mark == born)
    if sorted(ties.seen.values(), reverse=True)[least - 1] - start < window:
        return None
    founders = tuple(sorted(ship for ship, mark in since.items() if mark <= start))
    group = Group(start, founders)
    group.meet(ties, log, least)
    return group


def join_groups(
    groups: list[Group],
    ties: list[Ties],
    log: Log,
    left: dict[Ship, int],
    *,
    window: int,
    least: int,
) -> tuple[list[Group], list[Group]]:
    """Join the ties of a mark to the groups so far.

    Ties go on as the group with which they share most ships, the older one if in doubt. Where a
    group parts, the larger part is the group; the other is one of its own from then on.

    Args:
        groups: those that go on; changed in place.
        ties: of this mark.
        log: the last marks.
        left: when ships left a group lately, changed in place.
        window: marks that a group must have held.
        least: ships.

    Returns:
        groups that go on, and those that ended.
    """
    shared = [
        (-len(group.inside & tie.seen.keys()), group.start, group.founders, min(tie.seen), g, k)
        for g, group in enumerate(groups)
        for k, tie in enumerate(ties)
        if not group.inside.isdisjoint(tie.seen)
    ]
    going: dict[int, int] = {}
    taken: set[int] = set()
    for *_, g, k in sorted(shared):
        if g not in going and k not in taken:
            going[g] = k
            taken.add(k)
    for g, k in going.items():
        left |= groups[g].meet(ties[k], log, least)
    free = [tie for k, tie in enumerate(ties) if k not in taken]
    new = [group for tie in free if (group := _found(tie, log, left, window, least))]
    ended = [group for g, group in enumerate(groups) if g not in going]
    return [groups[g] for g in sorted(going)] + new, ended

"""Ships at marks of time into groups: which move as one for hours, who joined and who left."""

import copy
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.event.base import Batch, World
from straitwatch.event.company import (
    Group,
    Log,
    Ship,
    Spell,
    count_ships,
    find_ties,
    join_groups,
)
from straitwatch.event.mark import Marked, Sieve, Sighted
from straitwatch.event.memory import is_simulated, tell_point
from straitwatch.event.table import events_table
from straitwatch.kernel.company import LINK, find_companions, join_links
from straitwatch.kernel.grid import pairs_at_mark
from straitwatch.model.identity import event_id, text_of_object_id
from straitwatch.model.unit import NM_M, iso, moment

__all__ = ["Company", "GroupDetector", "make"]

Records = npt.NDArray[np.void]
Singles = npt.NDArray[np.float32]


@dataclass
class Company:
    """What the detector remembers.

    Attributes:
        rings: distances of each link at the last marks, shape (r, window).
        log: fixes of the last marks.
        marked: the stream between marks.
        links: pairs that go the same way, of dtype LINK, sorted by key.
        groups: those that go on.
        left: when ships left a group lately.
    """

    rings: Singles
    log: Log
    marked: Marked = field(default_factory=Marked.empty)
    links: Records = field(default_factory=lambda: np.empty(0, LINK))
    groups: list[Group] = field(default_factory=list)
    left: dict[Ship, int] = field(default_factory=dict)

    def is_busy(self) -> bool:
        """Tell whether a mark without any ship says something, too."""
        return bool(len(self.links) or self.groups)


class GroupDetector:
    """Finds ships under way that keep their distances to each other for hours.

    Attributes:
        kind: `group`.
        rule: its version.
    """

    kind = "group"
    rule = "group/1"

    def __init__(
        self,
        world: World,
        *,
        least_members: int = 3,
        least_h: float = 2.0,
        link_m: float = 5.0 * NM_M,
        drift_m: float = 0.5 * NM_M,
        least_kn: float = 3.0,
        most_apart_kn: float = 3.0,
        patience_h: float = 1.0,
        share: float = 0.67,
    ) -> None:
        """Make it. All thresholds are ours.

        Args:
            world: not used.
            least_members: two in company are too often chance.
            least_h: as long as an encounter; each pair must have kept its distance so long.
            link_m: 5 nm, several times the spacing of ships in a formation, less than the horizon
                of a ship's own radar.
            drift_m: how much a distance may change over `least_h`: 0.5 nm in 2 h is 0.25 kn, while
                ships that follow one lane by chance differ by some knots.
            least_kn: slower ones are at anchor, drift or fish.
            most_apart_kn: greatest speed of one as seen from the other: 3 kn is a difference of
                course of 12° at 15 kn. Who is within this and `link_m` is a companion.
            patience_h: how long a pair may break this: a turn in column, a silence.
            share: of all pairs of companions of its ships, so many must have kept their distance
                when a group begins. In a lane a ship has many companions, of which few do so by
                chance: one in ten of those within 3 kn is within 0.25 kn. On simulated lanes two
                thirds left a fifth of the false groups that one half gave, and all true ones.
        """
        del world
        self._sieve = Sieve(least_kn=least_kn)
        self._least, self._window = least_members, self._sieve.slots(least_h)
        self._patience = self._sieve.slots(patience_h)
        self._link_m, self._drift_m, self._most_apart_kn = link_m, drift_m, most_apart_kn
        self._share = share

    def detect(self, batch: Batch, carry: Company | None) -> tuple[pa.Table, Company]:
        """Find the groups that broke up."""
        company = carry or self._start()
        company.marked.take_in(batch, self._sieve)
        found = []
        for sighted in company.marked.settle(self._sieve, company.is_busy):
            found += self._advance(company, sighted)
        return self._table(company, found, "closed"), company

    def close(self, carry: Company) -> pa.Table:
        """Tell the groups that go on, or may."""
        company = copy.copy(carry)
        company.groups, company.log = copy.deepcopy(carry.groups), carry.log.copy()
        company.left = dict(carry.left)
        found = []
        for sighted in carry.marked.waiting(company.is_busy):
            found += self._advance(company, sighted)
        return self._table(company, found + company.groups, "open")

    def _start(self) -> Company:
        rings = np.empty((0, self._window), np.float32)
        return Company(rings, Log(self._window + 2 * self._patience + 2))

    def _advance(self, company: Company, sighted: Sighted) -> list[Group]:
        """Look at a mark: returns the groups that broke up."""
        self._link(company, sighted)
        company.log.add(sighted, self._sieve.step_us)
        inside = {ship for group in company.groups for ship in group.inside}
        ties = find_ties(
            company.links, inside, window=self._window, least=self._least, share=self._share
        )
        if not (ties or company.groups):
            return []
        lately = sighted.mark - self._window - 2 * self._patience
        company.left = {ship: mark for ship, mark in company.left.items() if mark >= lately}
        company.groups, ended = join_groups(
            company.groups,
            ties,
            company.log,
            company.left,
            window=self._window,
            least=self._least,
        )
        _add_speeds(company.groups, sighted.spots)
        for group in ended:
            group.finish(company.log, self._least)
        return ended

    def _link(self, company: Company, sighted: Sighted) -> None:
        """Join those that go the same way at a mark to the links so far."""
        spots = sighted.spots
        lon, lat = np.ascontiguousarray(spots["lon"]), np.ascontiguousarray(spots["lat"])
        a, b, dist_m = pairs_at_mark(lon, lat, self._link_m)
        keys, which = np.empty(len(a), np.int64), np.empty(len(a), np.int64)
        n = find_companions(spots, a, b, self._most_apart_kn, keys, which)
        order = np.argsort(keys[:n])
        room = n + len(company.links)
        links, rings = np.empty(room, LINK), np.empty((room, self._window), np.float32)
        n = join_links(
            sighted.mark, spots, a, b, dist_m, keys[:n][order], which[:n][order], self._drift_m,
            self._patience, company.links, company.rings, links, rings,
        )  # fmt: skip
        company.links, company.rings = links[:n], rings[:n]

    def _table(self, company: Company, found: list[Group], status: str) -> pa.Table:
        return events_table(self._event(company, group, status) for group in found)

    def _event(self, company: Company, group: Group, status: str) -> dict[str, Any]:
        step_us, end = self._sieve.step_us, group.end(self._least)
        evidence = _evidence(company, group)
        lead, *others = _by_time(group)
        start = moment(group.start * step_us)
        names = [text_of_object_id(identity) for identity, _ in group.founders]
        first = group.spells[group.founders[0]][0].first
        return {
            "event_id": event_id(self.kind, names[0], start, self.rule, *names[1:]),
            "kind": self.kind,
            "object_id": text_of_object_id(lead),
            "t_start": start,
            "t_end": moment(end * step_us) if status == "closed" else None,
            "lon": round(float(first["lon"]), 7),
            "lat": round(float(first["lat"]), 7),
            "others": [text_of_object_id(ship) for ship in sorted(others)],
            "n": count_ships(group.spells),
            "n_is": "exact",
            "certainty": "simulated" if is_simulated(evidence) else "inferred",
            "evidence": evidence,
            "detail": self._detail(group, end, status),
            "status": status,
            "rule": self.rule,
            "source": evidence[0]["source"],
        }

    def _detail(self, group: Group, end: int, status: str) -> dict[str, Any]:
        step_us, hours = self._sieve.step_us, self._window * self._sieve.step_s / 3600.0
        members = [
            {
                "object_id": text_of_object_id(ship[0]),
                "t_from": iso(moment(spell.start * step_us)),
                "t_to": None if status == "open" and _goes_on(group, ship, spell)
                else iso(moment(spell.end * step_us)),
            }
            for ship, spell in _spells(group)
        ]  # fmt: skip
        return {
            "hours": round((end - group.start) * self._sieve.step_s / 3600.0, 3),
            "most_members": group.most,
            "speed_kn": round(group.speed_kn / group.n, 2) if group.n else None,
            "members": members,
            "reason": (
                f"under way within {self._link_m / NM_M:g} nm of each other, their distances "
                f"changed by less than {self._drift_m / NM_M:g} nm in {hours:g} h; ships that "
                "share a lane at one speed can do so by chance"
            ),
        }


def _add_speeds(groups: list[Group], spots: Records) -> None:
    if not groups or not len(spots):
        return
    order = np.argsort(spots["lane"])
    lanes, speeds = spots["lane"][order], spots["speed_kn"][order]
    for group in groups:
        wanted = np.array([lane for _, lane in sorted(group.inside)], np.int64)
        at = np.minimum(np.searchsorted(lanes, wanted), len(lanes) - 1)
        seen = lanes[at] == wanted
        group.speed_kn += float(speeds[at][seen].sum())
        group.n += int(seen.sum())


def _spells(group: Group) -> list[tuple[Ship, Spell]]:
    told = [(ship, spell) for ship, spells in group.spells.items() for spell in spells]
    return sorted(told, key=lambda pair: (pair[1].start, pair[0]))


def _goes_on(group: Group, ship: Ship, spell: Spell) -> bool:
    return ship in group.inside and spell is group.spells[ship][-1]


def _by_time(group: Group) -> list[int]:
    """Identities, the one that was in it longest first."""
    spent: dict[int, int] = {}
    for (identity, _), spell in _spells(group):
        spent[identity] = spent.get(identity, 0) + spell.end - spell.start
    return sorted(spent, key=lambda identity: (-spent[identity], identity))


def _evidence(company: Company, group: Group) -> list[dict[str, Any]]:
    """The fixes nearest to where each ship came in and went out, or was last seen."""
    told, sources = [], company.marked.memory.sources
    for ship, spell in _spells(group):
        last = spell.last if spell.last is not None else company.log.last(ship, spell.end)
        points = [point for point in (spell.first, last) if point is not None]
        name = {"object_id": text_of_object_id(ship[0])}
        fixes = [name | tell_point(point, sources) for point in points]
        told += fixes if len(fixes) < 2 or fixes[0] != fixes[1] else fixes[:1]  # noqa: PLR2004
    return told


def make(world: World) -> GroupDetector:
    """Make the detector: entry point `group`."""
    return GroupDetector(world)

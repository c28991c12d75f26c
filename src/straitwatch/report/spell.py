"""Events and routes become spells: from when to when texts follow a group of ships."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from straitwatch.model.identity import is_type
from straitwatch.report.rows import Row, Told

__all__ = ["Spell", "find_spells"]

_APART = timedelta(days=30)
"""Ours: longer than a group is out of sight on one voyage, shorter than the time between two."""

_LEAST_STOPS, _LEAST_SPAN = 3, timedelta(days=3)
"""Ours: less is a passage, of which the tables of events tell all."""

_Rec = dict[str, Any]


@dataclass(frozen=True)
class Spell:
    """A span over which texts follow some ships.

    Attributes:
        lead: text identity of the ship that leads.
        name: what to call it.
        others: text identities of those with it.
        t_start: start of the first transit, or of the first sighting.
        t_end: end of the last.
        deployment: the event that joins a way out and a way back; None where they were not told.
        through: the lead's transits, by time.
    """

    lead: str
    name: str
    others: tuple[str, ...]
    t_start: datetime
    t_end: datetime
    deployment: Row | None
    through: tuple[Row, ...]

    @property
    def ships(self) -> set[str]:
        """All of them."""
        return {self.lead, *self.others}

    @property
    def ends(self) -> tuple[datetime, datetime]:
        """Start and end."""
        return self.t_start, self.t_end


def find_spells(told: Told, routes: pa.Table) -> list[Spell]:
    """Find the deployments that rest on texts, and the longer stays without a way out or back.

    Args:
        told: events of the page.
        routes: ROUTE.

    Returns:
        by t_start. A stay is of the ship with most stops that no other spell tells of: three
        stops and three days at least, with no month between two.
    """
    spells, stops = list(_deployments(told)), routes.to_pylist()
    by_ship: dict[str, list[Spell]] = defaultdict(list)
    for spell in spells:
        for ship in spell.ships:
            by_ship[ship].append(spell)
    told_ids = {
        stop["sighting_id"]
        for stop in stops
        if any(_inside(stop, spell) for spell in by_ship[stop["object_id"]])
    }
    together: dict[str, set[str]] = defaultdict(set)
    for stop in stops:
        together[stop["sighting_id"]].add(stop["object_id"])
    for run in sorted(_stays(stops), key=lambda some: (-len(some), some[0]["object_id"])):
        new = [stop for stop in run if stop["sighting_id"] not in told_ids]
        if len(new) * 2 > len(run) and _is_long(new):
            told_ids |= {stop["sighting_id"] for stop in run}
            spells.append(_stay(new, together, told))
    return sorted(spells, key=lambda spell: (spell.t_start, spell.lead))


def _deployments(told: Told) -> Iterator[Spell]:
    by_id = {row.event_id: row for row in told.rows}
    for row in told.of("deployment"):
        out, back = (by_id.get(str(row.detail.get(key))) for key in ("out_event", "back_event"))
        if out and back and out.from_text and back.from_text and row.t_start and row.t_end:
            ends = out.t_start or row.t_start, back.t_end or row.t_end
            yield Spell(
                row.object_id,
                row.name,
                tuple(row.others),
                *ends,
                row,
                _transits(told, row.object_id, ends),
            )


def _transits(told: Told, lead: str, ends: tuple[datetime, datetime]) -> tuple[Row, ...]:
    return tuple(
        row
        for row in told.of("transit")
        if row.from_text
        and lead in (row.object_id, *row.others)
        and row.t_start is not None
        and ends[0] <= row.t_start <= ends[1]
    )


def _inside(stop: _Rec, spell: Spell) -> bool:
    t = stop["t"]
    return t is not None and spell.t_start <= t <= spell.t_end


def _stays(told: list[_Rec]) -> Iterator[list[_Rec]]:
    """Cut the stops of each ship where texts lose it for a month."""
    by_ship: dict[str, list[_Rec]] = defaultdict(list)
    for stop in told:
        if stop["t_start"] is not None and not is_type(stop["object_id"]):
            by_ship[stop["object_id"]].append(stop)
    for stops in by_ship.values():
        run: list[_Rec] = []
        last = stops[0]["t_end"]
        for stop in sorted(stops, key=lambda one: (one["t_start"], one["sighting_id"])):
            if run and stop["t_start"] - last > _APART:
                yield run
                run = []
            run.append(stop)
            last = max(last, stop["t_end"])
        yield run


def _is_long(stops: list[_Rec]) -> bool:
    span = max(stop["t_end"] for stop in stops) - min(stop["t_start"] for stop in stops)
    places = {(stop["t_start"], stop["place"]) for stop in stops}
    return len(places) >= _LEAST_STOPS and span >= _LEAST_SPAN


def _stay(stops: list[_Rec], together: dict[str, set[str]], told: Told) -> Spell:
    lead = stops[0]["object_id"]
    with_it = set().union(*(together[stop["sighting_id"]] for stop in stops)) - {lead}
    ends = min(stop["t_start"] for stop in stops), max(stop["t_end"] for stop in stops)
    others = tuple(sorted(with_it, key=lambda one: (len(one), one)))
    name = next((s["object_name"] for s in stops if s["object_name"] != lead), None) or ""
    return Spell(lead, name, others, *ends, None, _transits(told, lead, ends))

"""Sightings become custody: who placed an object where, and what is not known in between."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.kernel.sector import gap_between
from straitwatch.model.identity import identity_of, is_type
from straitwatch.model.schema import GATE, SIGHTING, conform
from straitwatch.track.area import area_of
from straitwatch.track.sighted import is_repeat, route_of

__all__ = ["AIRCRAFT_KN", "BETWEEN", "HELD", "SHIP_KN", "custody_between", "custody_held"]

SHIP_KN = 35.0
"""Ours: above the 30 to 33 kn that are published of the fastest carriers and destroyers. A vague
text shall not make a ship impossible; what needs more than this cannot be one ship."""

AIRCRAFT_KN = 1300.0
"""Ours: Mach 2.25 at height, the most that is published of fighters that such texts name."""

_T = pa.timestamp("us", tz="UTC")
_NM_M, _KM_M, _HOUR = 1852.0, 1000.0, timedelta(hours=1)
_LOOK_BACK = 5  # stops: a day's release seldom gives more within one vague span
_HALF_ROUND_KM = 20_015.0  # half the Earth's girth: anywhere
_INDEX = re.compile(r"objects\[(\d+)\]")
_Row = dict[str, Any]
Floats = npt.NDArray[np.float64]

HELD = pa.schema(
    [
        ("object_id", pa.string()),  # text identity
        ("object_name", pa.string()),
        ("t_start", _T),
        ("t_end", _T),
        ("place", pa.string()),
        ("lon", pa.float64()),
        ("lat", pa.float64()),
        ("radius_km", pa.float64()),
        ("area", pa.string()),  # WKT, as in ROUTE
        ("kind", pa.string()),
        ("heading", pa.string()),
        ("publisher", pa.string()),
        ("published", _T),
        ("document", pa.string()),
        ("observers", pa.list_(pa.string())),  # then: of the row, or told of a span that holds it
        ("joined", pa.list_(pa.string())),  # why this row is of this object; empty: it says so
        ("sighting_id", pa.string()),
    ]
)
"""Who placed an object where and when: one row a sighting and object."""

BETWEEN = pa.schema(
    [
        ("object_id", pa.string()),
        ("object_name", pa.string()),
        ("t_start", _T),  # end of what was told before
        ("t_end", _T),  # start of what was told next; null-length where spans overlap
        ("unknown_h", pa.float64()),  # 0 where the spans touch or overlap
        ("widest_h", pa.float64()),  # start of the one to end of the other
        ("place_before", pa.string()),
        ("place_after", pa.string()),
        ("dist_km", pa.float64()),  # nearest edges of both areas
        ("least_kn", pa.float64()),  # that way in the widest time; null: two places at one instant
        ("top_kn", pa.float64()),
        ("reach_km", pa.float64()),  # how far it may have been from either place
        ("possible", pa.bool_()),
        ("sighting_before", pa.string()),
        ("sighting_after", pa.string()),
    ]
)
"""What lies between two successive sightings of one object."""


def custody_held(sightings: pa.Table, gates: pa.Table) -> pa.Table:
    """List who placed each object where, and when.

    Args:
        sightings: SIGHTING in any order, as `name_objects` and `apply_corrections` leave it.
        gates: GATE.

    Returns:
        HELD by object_id, t_start, sighting_id. What `route_of` leaves out is left out, but
        repetitions by further documents are in.

    Raises:
        SchemaError: a column is missing or mistyped.
    """
    table = conform(sightings, SIGHTING)
    rows = {row["sighting_id"]: row for row in table.to_pylist()}
    stops = route_of(_unlinked(table, rows), gates).to_pylist()
    watches: dict[str, list[_Row]] = defaultdict(list)
    for row in filter(_is_watch, rows.values()):
        for object_id in {identity_of(one) for one in row["objects"] or []}:
            watches[object_id].append(row)
    held = [
        _held(stop, rows[stop["sighting_id"]], rows, watches.get(stop["object_id"], []))
        for stop in stops
    ]
    return pa.Table.from_pylist(held, schema=HELD)


def _unlinked(table: pa.Table, rows: Mapping[str, _Row]) -> pa.Table:
    """Lend each row the objects that it takes from another, and cut the link: all rows count."""
    told = []
    for row in rows.values():
        lent = rows.get(row["same_as"] or "", {}).get("objects") or []
        told.append({**row, "objects": row["objects"] or lent, "same_as": None})
    return pa.Table.from_pylist(told, schema=table.schema)


def _is_watch(row: _Row) -> bool:
    told = row["kind"] == "observation" and row["t_start"] is not None
    return told and not row["negation"] and not row["superseded_by"]


def _watches(watch: _Row, stop: _Row) -> bool:
    """Tell whether a watch that is told of in a row of its own was kept on a stop."""
    end = watch["t_end"] or watch["t_start"]
    return bool(watch["t_start"] <= stop["t_start"] and stop["t_end"] <= end)


def _held(stop: _Row, row: _Row, rows: Mapping[str, _Row], watches: Sequence[_Row]) -> _Row:
    seen = [row, *(watch for watch in watches if _watches(watch, stop))]
    seers = {_watcher(one) for some in seen for one in some["observers"] or []}
    return {
        **{name: stop[name] for name in HELD.names if name in stop},
        **{name: row[name] for name in ("kind", "heading", "publisher", "published", "document")},
        "observers": sorted(filter(None, seers)),
        "joined": _reasons(stop["object_id"], row, rows),
    }


def _watcher(one: _Row) -> str | None:
    named: str | None = one["name"] or one["unit"]
    service = one["service"] if named and one["service"] not in named else None
    return " ".join(filter(None, (service, named))) or one["service"] or one["as_written"]


def _reasons(object_id: str, row: _Row, rows: Mapping[str, _Row]) -> list[str]:
    """Say why a row is held to be of an object, where it does not say so itself."""
    mine = {
        str(number)
        for number, one in enumerate(row["objects"] or [])
        if identity_of(one) == object_id
    }
    found = [
        f"{one['slot'].partition('.')[2]}: {one['reason']}"
        for one in row["derived"] or []
        if (at := _INDEX.match(one["slot"])) and at.group(1) in mine
    ]
    if row["same_as"] in rows:
        repeats = is_repeat(row, rows)
        said = "a further document tells the same as" if repeats else "the document recalls it in"
        found.append(f"{said} {row['same_as']}")
    return found


def custody_between(
    sightings: pa.Table,
    gates: pa.Table,
    *,
    ship_kn: float = SHIP_KN,
    aircraft_kn: float = AIRCRAFT_KN,
    class_kn: Mapping[str, float] | None = None,
) -> pa.Table:
    """List what lies between the sightings of each object, and whether it can be.

    Args:
        sightings: SIGHTING, as for `custody_held`.
        gates: GATE.
        ship_kn: top speed of ships.
        aircraft_kn: of aircraft that are told from each other.
        class_kn: of classes, by the name that SIGHTING gives them; goes before both.

    Returns:
        BETWEEN by object_id, t_start: one row for each two stops that follow each other; tellings
        of one place and span are one stop. Spans count with their widest time, areas with their
        nearest edges, so that least_kn is the least that the words allow. A type of aircraft is
        no object and has no row.

    Raises:
        SchemaError: a column is missing or mistyped.
    """
    table = conform(sightings, SIGHTING)
    rows = {row["sighting_id"]: row for row in table.to_pylist()}
    charted = {gate["gate_id"]: gate for gate in conform(gates, GATE).to_pylist()}
    top = _Top(ship_kn, aircraft_kn, class_kn or {}, _classes(rows))
    told = route_of(table, gates).to_pylist()
    legs: list[_Row] = []
    areas = _Areas(rows, charted)
    for object_id, stops in groupby(told, key=lambda stop: stop["object_id"]):
        if not is_type(object_id):
            legs += _legs(list(_merge(stops)), areas, top.of(object_id))
    return pa.Table.from_pylist(legs, schema=BETWEEN)


class _Top:
    """Knows the top speed of each object."""

    def __init__(
        self, ship: float, aircraft: float, by_class: Mapping[str, float], classes: dict[str, str]
    ) -> None:
        self._ship, self._aircraft = ship, aircraft
        self._by_class, self._classes = by_class, classes

    def of(self, object_id: str) -> float:
        """Give it in knots."""
        known = self._by_class.get(self._classes.get(object_id, ""))
        flies = object_id.startswith("icao24:")
        return known if known is not None else self._aircraft if flies else self._ship


def _classes(rows: Mapping[str, _Row]) -> dict[str, str]:
    told = sorted(
        (identity_of(one), one["class"])
        for row in rows.values()
        for one in row["objects"] or []
        if one["class"]
    )
    return dict(told)


def _merge(stops: Iterator[_Row]) -> Iterator[_Row]:
    """Keep the first of stops that tell the same span and place; by time."""
    seen = set()
    for stop in sorted(stops, key=lambda one: (one["t_start"], one["t_end"], one["sighting_id"])):
        key = stop["t_start"], stop["t_end"], stop["place"], stop["lon"], stop["lat"]
        if key not in seen:
            seen.add(key)
            yield stop


def _legs(stops: list[_Row], areas: "_Areas", top_kn: float) -> Iterator[_Row]:
    known_to: datetime | None = None
    for number, b in enumerate(stops[1:], start=1):
        a = stops[number - 1]
        known_to = a["t_end"] if known_to is None else max(known_to, a["t_end"])
        way = _way(a, b, areas)
        for earlier in _hidden(stops[:number], b):  # a vague span between hides nothing
            other = _way(earlier, b, areas)
            if other.above(top_kn) and not way.above(top_kn):
                a, way = earlier, other
        end = max(b["t_start"], known_to)
        unknown_h = (end - known_to) / _HOUR
        yield {
            "object_id": a["object_id"],
            "object_name": b["object_name"],
            "t_start": known_to,
            "t_end": end,
            "unknown_h": unknown_h,
            "widest_h": way.widest_h,
            "place_before": a["place"],
            "place_after": b["place"],
            "dist_km": way.dist_m / _KM_M,
            "least_kn": way.least_kn,
            "top_kn": top_kn,
            "reach_km": min(top_kn * _NM_M / _KM_M * unknown_h, _HALF_ROUND_KM),
            "possible": not way.above(top_kn),
            "sighting_before": a["sighting_id"],
            "sighting_after": b["sighting_id"],
        }


@dataclass(frozen=True)
class _Way:
    """The way between two stops, and the time for it: either may have been first."""

    dist_m: float
    widest_h: float

    @property
    def least_kn(self) -> float | None:
        """Least speed; None for two places at one instant."""
        if self.widest_h > 0.0:
            return self.dist_m / _NM_M / self.widest_h
        return None if self.dist_m else 0.0

    def above(self, top_kn: float) -> bool:
        """Tell whether no speed up to this one will do."""
        return self.least_kn is None or self.least_kn > top_kn


def _way(a: _Row, b: _Row, areas: "_Areas") -> _Way:
    widest = max(b["t_end"] - a["t_start"], a["t_end"] - b["t_start"])
    return _Way(gap_between(areas.of(a["sighting_id"]), areas.of(b["sighting_id"])), widest / _HOUR)


def _hidden(before: list[_Row], b: _Row) -> list[_Row]:
    """Give the stops before the last that a span which reaches over the next one hides."""
    if before[-1]["t_end"] <= b["t_start"]:
        return []
    return before[-1 - _LOOK_BACK : -1]


class _Areas:
    """Keeps the area of each sighting: several objects share it."""

    def __init__(self, rows: Mapping[str, _Row], gates: Mapping[str, _Row]) -> None:
        self._rows, self._gates = rows, gates
        self._known: dict[str, Floats] = {}

    def of(self, sighting_id: str) -> Floats:
        """Give its corners; a sighting that is a stop has a place."""
        if sighting_id not in self._known:
            row = self._rows[sighting_id]
            found = area_of(row, self._gates.get(row["gate"] or ""))
            self._known[sighting_id] = found.points if found else np.empty((0, 2))
        return self._known[sighting_id]

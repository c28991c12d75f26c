"""Sightings by people turned into routes: where texts put each object, in the order of time."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, cast

import pyarrow as pa

from straitwatch.model.identity import identity_of, is_type
from straitwatch.model.schema import GATE, SIGHTING, conform
from straitwatch.track.area import area_of

__all__ = ["ROUTE", "is_repeat", "route_of"]

_T = pa.timestamp("us", tz="UTC")
_KINDS = ("sighting", "transit", "entry", "aircraft")
_TOLD = ("t_start", "t_end", "place", "gate", "lon", "lat")
_WIDEST_KM = 300.0
"""How wide an area without a bearing may be that puts a ship somewhere: ours, what a ship sails
in 8 hours at 20 knots."""

_LONGEST = timedelta(days=2)
"""How long a span may be: ours, "from the 27th to the 28th" with both days whole."""

_Row = dict[str, Any]
_Rows = Mapping[str, _Row]

ROUTE = pa.schema(
    [
        ("object_id", pa.string()),  # text identity
        ("object_name", pa.string()),
        ("t", _T),  # middle of the span
        ("t_start", _T),
        ("t_end", _T),
        ("lon", pa.float64()),
        ("lat", pa.float64()),
        ("radius_km", pa.float64()),  # somewhere within
        ("place", pa.string()),
        ("sighting_id", pa.string()),
        ("area", pa.string()),  # WKT of the sector; null: the circle, or the gate's line
        ("document", pa.string()),
        ("publisher", pa.string()),
    ]
)
"""Where texts put an object: one row a sighting and object."""


def route_of(sightings: pa.Table, gates: pa.Table) -> pa.Table:
    """List where each object was seen, as far as texts place it.

    Args:
        sightings: SIGHTING, in any order. Of the kinds only sighting, transit, entry and aircraft
            count: they put an object at a place, the others tell of a span or an area. A sighting
            that repeats one in the table (`is_repeat`), a denied and a superseded one are left
            out; a leg of a voyage that a later text recalls (`same_as` with a time and place of
            its own) is a stop.
        gates: GATE; a sighting at a gate stands at the middle of its line.

    Returns:
        ROUTE, sorted by object_id, t_start, sighting_id. radius_km is the sighting's own, or half
        the gate's width.

    Raises:
        SchemaError: a column is missing or mistyped.
    """
    by_gate = {gate["gate_id"]: gate for gate in conform(gates, GATE).to_pylist()}
    unique = {row["sighting_id"]: row for row in conform(sightings, SIGHTING).to_pylist()}
    told = [row for row in unique.values() if _counts(row) and not is_repeat(row, unique)]
    rows = [stop for row in told for stop in _stops(row, by_gate, unique)]
    rows.sort(key=lambda stop: (stop["object_id"], stop["t_start"], stop["sighting_id"]))
    return pa.Table.from_pylist(rows, schema=ROUTE)


def is_repeat(row: _Row, rows: Mapping[str, _Row]) -> bool:
    """Tell whether a sighting says the same as the one that it points to.

    Args:
        row: of SIGHTING.
        rows: SIGHTING rows by sighting_id.

    Returns:
        true when `same_as` is there, with the same time and place. With another it is a link: an
        earlier leg of the same voyage.
    """
    other = rows.get(row["same_as"] or "")
    return other is not None and all(row[name] == other[name] for name in _TOLD)


def _counts(row: _Row) -> bool:
    return row["kind"] in _KINDS and not row["negation"] and not row["superseded_by"]


def _stops(row: _Row, gates: _Rows, rows: _Rows) -> Iterator[_Row]:
    area = area_of(row, gates.get(row["gate"] or ""))
    t_start, t_end = row["t_start"], row["t_end"] or row["t_start"]
    if area is None or t_start is None:
        return
    wide = row["bearing_deg"] is None and (area.radius_km or 0.0) > _WIDEST_KM
    if wide or t_end - t_start > _LONGEST:
        return  # "in the Philippine Sea, from 17 to 31 December" puts it nowhere on a route
    lent = rows.get(row["same_as"] or "", {}).get("objects")
    stops = {identity_of(one): _called(one) for one in row["objects"] or lent or []}
    for object_id, name in stops.items():
        yield {
            "object_id": object_id,
            "object_name": name or object_id,
            "t": _middle(t_start, t_end),
            "t_start": t_start,
            "t_end": t_end,
            **{key: getattr(area, key) for key in ("lon", "lat", "radius_km", "place")},
            "area": area.wkt,
            **{key: row[key] for key in ("sighting_id", "document", "publisher")},
        }


def _called(one: _Row) -> str | None:
    """Give the name of an object; of an aircraft without one that of its type: WZ-7."""
    if one["name"] or one["hull"] or not is_type(identity_of(one)):
        return cast("str | None", one["name"])
    return cast("str", one["class"]).split(" ")[0]


def _middle(t_start: datetime, t_end: datetime) -> datetime:
    return t_start + (t_end - t_start) / 2

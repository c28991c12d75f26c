"""Sightings by people turned into routes: where texts put each object, in the order of time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pyarrow as pa

from straitwatch.model.identity import identity_of
from straitwatch.model.schema import GATE, SIGHTING, conform

__all__ = ["ROUTE", "route_of"]

_T = pa.timestamp("us", tz="UTC")
_KINDS = ("sighting", "transit", "entry", "aircraft")
_NM_KM = 1.852
_Row = dict[str, Any]

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
    ]
)
"""Where texts put an object: one row a sighting and object."""


def route_of(sightings: pa.Table, gates: pa.Table) -> pa.Table:
    """List where each object was seen, as far as texts place it.

    Args:
        sightings: SIGHTING, in any order. Of the kinds only sighting, transit, entry and aircraft
            count: they put an object at a place, the others tell of a span or an area. A sighting
            that repeats one in the table (`same_as`) and a denied one are left out.
        gates: GATE; a sighting at a gate stands at the middle of its line.

    Returns:
        ROUTE, sorted by object_id, t_start, sighting_id. radius_km is the sighting's own, or half
        the gate's width.

    Raises:
        SchemaError: a column is missing or mistyped.
    """
    by_gate = {gate["gate_id"]: gate for gate in conform(gates, GATE).to_pylist()}
    unique = {row["sighting_id"]: row for row in conform(sightings, SIGHTING).to_pylist()}
    told = [
        row
        for row in unique.values()
        if row["kind"] in _KINDS and not row["negation"] and row["same_as"] not in unique
    ]
    rows = [stop for row in told for stop in _stops(row, by_gate)]
    rows.sort(key=lambda stop: (stop["object_id"], stop["t_start"], stop["sighting_id"]))
    return pa.Table.from_pylist(rows, schema=ROUTE)


def _stops(row: _Row, gates: dict[str, _Row]) -> Iterator[_Row]:
    at = _place(row, gates.get(row["gate"] or ""))
    t_start, t_end = row["t_start"], row["t_end"] or row["t_start"]
    if at is None or t_start is None:
        return
    for one in row["objects"] or []:
        object_id = identity_of(one)
        yield {
            "object_id": object_id,
            "object_name": one["name"] or object_id,
            "t": _middle(t_start, t_end),
            "t_start": t_start,
            "t_end": t_end,
            **at,
            "sighting_id": row["sighting_id"],
        }


def _middle(t_start: datetime, t_end: datetime) -> datetime:
    return t_start + (t_end - t_start) / 2


def _place(row: _Row, gate: _Row | None) -> _Row | None:
    if gate is not None:
        turn = (gate["lon_b"] - gate["lon_a"] + 540.0) % 360.0 - 180.0
        return {
            "lon": (gate["lon_a"] + turn / 2 + 540.0) % 360.0 - 180.0,
            "lat": (gate["lat_a"] + gate["lat_b"]) / 2,
            "radius_km": (gate["width_nm"] or 0.0) * _NM_KM / 2,
            "place": gate["name"],
        }
    if row["lon"] is None or row["lat"] is None:
        return None
    return {key: row[key] for key in ("lon", "lat", "radius_km", "place")}

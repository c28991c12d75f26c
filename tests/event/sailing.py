"""Small PATH, JUMP and GATE tables for tests of detectors, and streams cut in slices."""

import json
import pickle
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from straitwatch.event.base import Batch, Detector, World
from straitwatch.model.schema import GATE, JUMP, PATH

SHIP = 431_000_001
MINUTE, HOUR = 60.0, 3600.0
NM = 1852.0
START = datetime(2022, 12, 16, tzinfo=UTC)
INSIDE, OUTSIDE = 2, 4
ECS, PHILIPPINE = "East China Sea", "Philippine Sea"


def gate_row(**more: object) -> dict[str, Any]:
    """The Miyako Strait, from Okinawa to Miyakojima: left is the south-east."""
    row = dict.fromkeys(GATE.names)
    return row | {
        "gate_id": "miyako",
        "name": "Miyako Strait",
        "lon_a": 127.53044,
        "lat_a": 26.11081,
        "lon_b": 125.36119,
        "lat_b": 24.97417,
        "left_sea": PHILIPPINE,
        "right_sea": ECS,
        **more,
    }


def world(*gates: dict[str, Any], **more: float) -> World:
    """A world of these gates; of the Miyako Strait alone without."""
    return World(gates=pa.Table.from_pylist(list(gates or [gate_row()]), schema=GATE), **more)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def fix(seconds: float, lon: float, lat: float, **more: object) -> dict[str, Any]:
    """A row of PATH, far out at sea unless said otherwise; coast_nm: distance to the coast."""
    coast_nm = more.pop("coast_nm", None)
    row = dict.fromkeys(PATH.names) | {
        "object_id": SHIP,
        "track_id": 1,
        "t": at(seconds),
        "lon": lon,
        "lat": lat,
        "zone": OUTSIDE,
        "source": "a.nmea",
        "line": int(seconds) + 1,
    }
    if coast_nm is not None:
        row |= {"coast_m": coast_nm * NM, "zone": 2 if coast_nm <= 12 else 3, "state": "JP"}
    return row | more


def to_path(rows: list[dict[str, Any]]) -> pa.Table:
    """A PATH; each object and lane of the rows (`lane` in a row, else one) has its slot."""
    rows = sorted(rows, key=lambda row: (row["object_id"], row["t"]))
    slots: dict[tuple[int, int], int] = {}
    told = []
    for row in rows:
        lane = row["object_id"], row.get("lane", 0)
        fresh = lane not in slots
        slot = slots.setdefault(lane, len(slots))
        told.append(row | {"slot": slot, "fresh": fresh or bool(row.get("fresh"))})
    return pa.Table.from_pylist(told, schema=PATH)


def batches(
    path: pa.Table, jumps: pa.Table | None = None, cuts: tuple = (), retired: tuple = ()
) -> list[Batch]:
    """Slices of time; `retired`: pairs of seconds and a slot that is given up then."""
    jumps = JUMP.empty_table() if jumps is None else jumps
    first = int(START.timestamp() * 1e6)
    edges = [-(2**62), *(first + round(s * 1e6) for s in sorted(cuts)), 2**62]
    gone = [(first + round(seconds * 1e6), slot) for seconds, slot in retired]
    return [
        Batch(
            _between(path, a, b),
            _between(jumps, a, b),
            retired=np.array([slot for t, slot in gone if a <= t < b], np.int32),
        )
        for a, b in pairwise(edges)
    ]


def _between(table: pa.Table, a: int, b: int) -> pa.Table:
    t = np.asarray(table["t"].cast(pa.int64()))
    return table.filter(pa.array((t >= a) & (t < b)))


def watch(detector: Detector, slices: list[Batch]) -> list[dict[str, Any]]:
    """All events of a stream in order of time, with evidence and detail parsed."""
    carry, tables = None, []
    for batch in slices:
        events, carry = detector.detect(batch, carry)
        tables.append(events)
        carry = pickle.loads(pickle.dumps(carry))  # noqa: S301 - our own carry, as a checkpoint does
        detector.close(carry)  # asking what is open must not change what comes
    tables.append(detector.close(carry))
    return parsed(pa.concat_tables(tables))


def parsed(events: pa.Table) -> list[dict[str, Any]]:
    rows = events.to_pylist()
    for row in rows:
        row["evidence"] = json.loads(row["evidence"]) if row["evidence"] else None
        row["detail"] = json.loads(row["detail"])
    assert len({row["event_id"] for row in rows}) == len(rows)
    return sorted(rows, key=lambda row: (row["t_start"], row["event_id"]))


def observe(
    detector: Detector, rows: list[dict[str, Any]], *cuts: float, retired: tuple = ()
) -> list[dict[str, Any]]:
    return watch(detector, batches(to_path(rows), cuts=cuts, retired=retired))

"""Impossible positions of several objects at one place into events that name each other."""

import json
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.event.table import events_table
from straitwatch.kernel.sphere import arc_distance
from straitwatch.model.schema import EVENT, conform

__all__ = ["gather_displaced"]

_KIND, _PATTERN = "impossible_position", "several at one place"


def gather_displaced(
    events: pa.Table, *, near_km: float = 5.0, within_h: float = 6.0, least: int = 3
) -> pa.Table:
    """Name in each impossible position the other objects that were put to the same place.

    Interference and false signals put many receivers' positions to one place; a broken receiver
    puts its own anywhere. So many at one place bear each other out.

    Args:
        events: EVENT, n rows.
        near_km: places so near are one: ours, several times what a position that drifts makes.
        within_h: likewise of their starts: ours, a watch and a half.
        least: so many different objects: ours, since two may be an accident of one identity.

    Returns:
        EVENT, in the same order; `others`, `detail.pattern` and `detail.objects` of those filled.
    """
    events = conform(events, EVENT)
    rows = events.to_pylist()
    which = [k for k, row in enumerate(rows) if row["kind"] == _KIND and row["lon"] is not None]
    if len(which) < least:
        return events
    lon, lat = (np.array([rows[k][name] for k in which]) for name in ("lon", "lat"))
    changed = False
    for k in which:
        near = _near(rows, which, (lon, lat), k, (near_km * 1000.0, timedelta(hours=within_h)))
        who = {rows[j]["object_id"] for j in near}
        if len(who) >= least:
            rows[k] = _told(rows[k], sorted(who - {rows[k]["object_id"]}))
            changed = True
    return events_table(rows) if changed else events


def _near(
    rows: list[dict[str, Any]],
    which: list[int],
    places: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]],
    k: int,
    bounds: tuple[float, timedelta],
) -> list[int]:
    row, (near_m, within) = rows[k], bounds
    lon, lat = places
    box = np.flatnonzero(np.abs(lat - row["lat"]) <= near_m / 110_000.0)
    return [
        which[j]
        for j in box
        if abs(rows[which[j]]["t_start"] - row["t_start"]) <= within
        and arc_distance(lon[j], lat[j], row["lon"], row["lat"]) <= near_m
    ]


def _told(row: dict[str, Any], others: list[str]) -> dict[str, Any]:
    detail = json.loads(row["detail"] or "{}")
    said = detail.get("pattern") or []
    pattern = [*([said] if isinstance(said, str) else said), _PATTERN]
    return row | {
        "others": others,
        "detail": detail | {"pattern": pattern, "objects": len(others) + 1},
    }

"""Row numbers that the sweep chose into PATH, JUMP and TRACK rows."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.kernel import segment as sweep
from straitwatch.kernel.sphere import arc_distance
from straitwatch.model.schema import JUMP, PATH, TRACK
from straitwatch.model.unit import KN_TO_M_S, US_PER_S

__all__ = ["closed_tracks", "jump_rows", "open_tracks", "path_rows"]

Ints = npt.NDArray[np.int64]

_MARKED_SHARED = 2
"""Fixes set aside as a second object's, from which on an identity counts as shared."""


def path_rows(rows: pa.Table, columns: dict[str, Any], good: Ints, track: Ints) -> pa.Table:
    """Make PATH of the rows that stand.

    Args:
        rows: rows in memory, then the batch: at least sog_kn, source and line.
        columns: object_id, t in µs, lon and lat of the same rows.
        good: which rows, shape (k,).
        track: track_id of each, shape (k,).
    """
    n = len(good)
    said = ["sog_kn", "cog_deg", "alt_ft", "vrate_ft_min", "nav_status"]
    taken = rows.select([*said, "source", "receiver", "line"]).take(pa.array(good))
    return pa.table(
        {
            "object_id": columns["object_id"][good],
            "track_id": track,
            "slot": pa.nulls(n, pa.int32()),
            "fresh": pa.nulls(n, pa.bool_()),
            "t": pa.array(columns["t"][good], PATH.field("t").type),
            "lon": columns["lon"][good],
            "lat": columns["lat"][good],
            "sog_kn": taken["sog_kn"],
            "cog_deg": taken["cog_deg"],
            "alt_ft": taken["alt_ft"],
            "vrate_ft_min": taken["vrate_ft_min"],
            "nav_status": taken["nav_status"],
            "zone": pa.nulls(n, pa.int8()),
            "coast_m": pa.nulls(n, pa.float32()),
            "state": pa.nulls(n, PATH.field("state").type),
            "breadth_m": pa.nulls(n, pa.float32()),
            "source": taken["source"],
            "receiver": taken["receiver"],
            "line": taken["line"],
        },
        schema=PATH,
    )


def jump_rows(rows: pa.Table, columns: dict[str, Any], bad: Ints) -> pa.Table:
    """Make JUMP of rows set aside; `bad` as the sweep filled it, shape (k, 4)."""
    row, before, after = bad[:, 0], bad[:, 1], bad[:, 2]
    t, lon, lat = columns["t"], columns["lon"], columns["lat"]
    taken = rows.select(["source", "line"]).take(pa.array(row))
    has_before, has_after = before >= 0, after >= 0
    other = np.where(has_before, before, after)  # a first fix is judged by the one after it
    moment = JUMP.field("t").type
    speeds = [
        arc_distance(lon[i], lat[i], lon[j], lat[j])
        / max(abs(int(t[i] - t[j])) / US_PER_S, 1.0)
        / KN_TO_M_S
        for i, j in zip(row, other, strict=True)
    ]
    return pa.table(
        {
            "object_id": columns["object_id"][row],
            "t": pa.array(t[row], moment),
            "lon": lon[row],
            "lat": lat[row],
            "t_before": pa.array(t[before], moment, mask=~has_before),
            "lon_before": pa.array(lon[before], mask=~has_before),
            "lat_before": pa.array(lat[before], mask=~has_before),
            "t_after": pa.array(t[after], moment, mask=~has_after),
            "speed_kn": pa.array(speeds, pa.float64()),
            "source": taken["source"],
            "line": taken["line"],
        },
        schema=JUMP,
    )


def closed_tracks(closed: Ints) -> pa.Table:
    """Make TRACK of tracks that ended; `closed` as the sweep filled it, shape (k, 6)."""
    return _tracks(closed, np.full(len(closed), "closed"))


def open_tracks(t: Ints, object_id: Ints, marks: Ints, which: Ints, horizon: int) -> pa.Table:
    """Make TRACK of slots; those that ended before the horizon are closed.

    Args:
        t: µs of the rows that marks point at.
        object_id: of all slots, shape (m,).
        marks: of all slots, shape (m, 8).
        which: slots to tell; one whose first fix is still held back is not.
        horizon: µs.
    """
    m = marks[which]
    confirmed = (m[:, sweep.HELD] == 0) | (m[:, sweep.COUNT] > 0)
    m, ids = m[confirmed], object_id[which][confirmed]
    t_end = t[m[:, sweep.LAST]]
    parts = [m[:, sweep.TRACK], ids, m[:, sweep.T_START], t_end, m[:, sweep.COUNT]]
    state = np.where(t_end < horizon, "closed", "open")
    return _tracks(np.stack([*parts, m[:, sweep.ASIDE]], axis=1), state)


def _tracks(figures: Ints, state: npt.NDArray[np.str_]) -> pa.Table:
    moment = TRACK.field("t_start").type
    return pa.table(
        {
            "track_id": figures[:, 0],
            "object_id": figures[:, 1],
            "t_start": pa.array(figures[:, 2], moment),
            "t_end": pa.array(figures[:, 3], moment),
            "n": figures[:, 4],
            "state": pa.array(state.tolist(), pa.string()),
            "shared_identity": figures[:, 5] >= _MARKED_SHARED,
        },
        schema=TRACK,
    )

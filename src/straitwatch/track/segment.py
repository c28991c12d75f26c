"""FIX rows into tracks: PATH rows that stand, JUMP rows set aside, TRACK rows."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.kernel import segment as sweep
from straitwatch.kernel.slots import compact_marks, find_runs, merge_slots
from straitwatch.model.error import OrderError, SchemaError
from straitwatch.model.schema import FIX, PATH
from straitwatch.model.unit import KN_TO_M_S, NM_M, US_PER_S
from straitwatch.track.rows import closed_tracks, jump_rows, open_tracks, path_rows

__all__ = ["TrackCarry", "Tracked", "assign_tracks", "close_tracks"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MAX_SPEED_KN = 60.0
"""Above the fastest ships in service: car ferry `Francisco`, 58 kn on trial (2013)."""

MAX_AIRCRAFT_KN = 1000.0
"""Above jets at cruise with a jet stream behind them (480 + 200 kn), below AIS's 1022 kn."""

SLACK_M = NM_M
"""Granted at any speed: what 3 minutes of wrong time stamp are at 20 kn; 1-s stamps of several
receivers and positions rounded to 1/600' need far less."""

GAP_S = 3600.0
"""Where a gap begins, a track ends: the least class of Global Fishing Watch's pipe-gaps."""

GHOST_S = 3600.0
"""A fix that goes on from one set aside within 1 h is a second object, no second jump."""

_KIND_SHIFT, _ICAO24 = 56, 1
_SAR_AIRCRAFT = (111_000_000, 111_999_999)  # ITU-R M.585-9, annex 1: 111MIDxxx
_COLUMNS = [name for name in PATH.names if name in FIX.names]
_FIX_PART = pa.schema([FIX.field(name) for name in _COLUMNS])
_NEVER = -(2**62)


class _Limits(NamedTuple):
    """Thresholds in the kernel's units, kept so that closing judges as assigning did."""

    slack_m: float
    gap_us: float
    ghost_us: float
    ship_m_us: float
    aircraft_m_us: float


class TrackCarry(NamedTuple):
    """What the next batch must know: opaque, may be pickled."""

    rows: pa.Table
    object_id: Ints
    marks: Ints
    t_max: int
    limits: _Limits


@dataclass(frozen=True)
class Tracked:
    """What fixes turned into.

    Attributes:
        path: PATH by object_id, t; zone, coast_m and state are null.
        jumps: JUMP, in the order in which they were decided.
        duplicates: fixes that were told twice: same object, time and place. Not in path.
        late: fixes older than the last one of their object. Not in path.
        tracks: TRACK rows that were closed or updated; the last row of a track_id holds.
        aside: JUMP rows that go on from a fix set aside within the hour: a second object that
            sends under the same identity. Kept, and no events.
    """

    path: pa.Table
    jumps: pa.Table
    duplicates: int
    late: int
    tracks: pa.Table
    aside: pa.Table


def assign_tracks(
    fixes: pa.Table,
    carry: TrackCarry | None,
    *,
    max_speed_kn: float = MAX_SPEED_KN,
    gap_s: float = GAP_S,
    max_aircraft_kn: float = MAX_AIRCRAFT_KN,
    slack_m: float = SLACK_M,
    ghost_s: float = GHOST_S,
) -> tuple[Tracked, TrackCarry]:
    """Hold fixes to be one object's track, and set aside those that no ship can have sent.

    A fix that the last good one cannot have reached is a suspect and is held back. When the next
    fix agrees with the last good one, the suspect is a jump; when it agrees with the suspect, the
    track breaks and a new one goes on there. A first fix that the next two contradict is the jump
    itself, so the first fix of an object is held back until a second bears it out.

    Args:
        fixes: FIX, n rows by object_id, t. Null t, lon or lat are the caller's to remove.
        carry: what the batch before handed back; None at the start.
        max_speed_kn: more than this between two fixes is no ship.
        gap_s: silence that ends a track.
        max_aircraft_kn: the same as max_speed_kn, for ICAO addresses and SAR aircraft's MMSI.
        slack_m: distance that is granted at any speed.
        ghost_s: how long a fix set aside is remembered.

    Returns:
        What the fixes turned into, and the carry for the next batch. Rows that are held back come
        out with a later batch or with `close_tracks`; those of one object stay in order of time.

    Raises:
        SchemaError: a column is missing or mistyped, or t, lon or lat hold nulls.
        OrderError: rows are not sorted by object_id, t.

    Notes:
        O(n); about 5 M fixes/s on one core. Cut the stream anywhere: the same rows come out.
        Distances on the sphere, up to 0.6 % off: the top speed's margin is wider.
    """
    limits = _Limits(
        slack_m,
        gap_s * US_PER_S,
        ghost_s * US_PER_S,
        max_speed_kn * KN_TO_M_S / US_PER_S,
        max_aircraft_kn * KN_TO_M_S / US_PER_S,
    )
    carry = carry or _start(limits)
    rows, new = _join(carry.rows, fixes)
    ids, first = find_runs(new["object_id"])
    slots, marks = merge_slots(carry.object_id, carry.marks, ids)
    touched = np.searchsorted(slots, ids)
    slot = np.repeat(touched, np.diff(np.append(first, len(new["t"]))))
    columns = _columns(rows)
    swept = _sweep(columns, slot, _top_speed(slots, limits), limits, marks)
    t_max = max(carry.t_max, int(new["t"].max())) if len(new["t"]) else carry.t_max
    updated = open_tracks(columns["t"], slots, marks, touched, _NEVER)
    tracked = Tracked(
        path=path_rows(rows, columns, swept.good, swept.good_track),
        jumps=jump_rows(rows, columns, swept.bad[swept.bad[:, 3] == 0]),
        duplicates=swept.duplicates,
        late=swept.late,
        tracks=pa.concat_tables([closed_tracks(swept.closed), updated]),
        aside=jump_rows(rows, columns, swept.bad[swept.bad[:, 3] == 1]),
    )
    keep, marks = compact_marks(marks, sweep.POINTS)
    return tracked, TrackCarry(rows.take(keep).combine_chunks(), slots, marks, t_max, limits)


def close_tracks(carry: TrackCarry) -> Tracked:
    """Let go of what is held back at the end of a stream.

    A first fix that nothing bore out stands as a track of one. A suspect that nothing bore out is a
    jump without a fix after it.

    Returns:
        path, jumps and the TRACK rows of all tracks in memory: `closed` when silent for longer
        than gap_s at the stream's last fix, else `open`.
    """
    rows, columns, marks = carry.rows, _columns(carry.rows), carry.marks.copy()
    held = np.flatnonzero(marks[:, sweep.HELD] == 1)
    marks[held, sweep.COUNT] = 1
    accused = np.flatnonzero(marks[:, sweep.SUSPECT] >= 0)
    ghost = _goes_on(columns, carry, accused)
    marks[accused, sweep.ASIDE] += ghost
    bad = np.full((len(accused), 4), -1, np.int64)
    bad[:, 0], bad[:, 1] = marks[accused, sweep.SUSPECT], marks[accused, sweep.LAST]
    everyone = np.arange(len(marks))
    horizon = carry.t_max - int(carry.limits.gap_us)
    return Tracked(
        path=path_rows(rows, columns, marks[held, sweep.LAST], marks[held, sweep.TRACK]),
        jumps=jump_rows(rows, columns, bad[~ghost]),
        duplicates=0,
        late=0,
        tracks=open_tracks(columns["t"], carry.object_id, marks, everyone, horizon),
        aside=jump_rows(rows, columns, bad[ghost]),
    )


class _Swept(NamedTuple):
    good: Ints
    good_track: Ints
    bad: Ints
    closed: Ints
    duplicates: int
    late: int


def _sweep(
    columns: dict[str, Any], slot: Ints, speed: Floats, limits: _Limits, marks: Ints
) -> _Swept:
    """Run the kernel over rows in memory and batch; changes marks in place."""
    n = len(columns["t"])
    good, good_track = np.empty(n, np.int64), np.empty(n, np.int64)
    bad, closed = np.empty((n, 4), np.int64), np.empty((n, 6), np.int64)
    tally = np.zeros(5, np.int64)
    sweep.sweep_segments(
        columns["object_id"],
        columns["t"],
        columns["lon"],
        columns["lat"],
        slot,
        speed,
        np.array(limits[:3]),
        marks,
        good,
        good_track,
        bad,
        closed,
        tally,
    )
    n_good, n_bad, n_closed, same, late = tally.tolist()
    return _Swept(good[:n_good], good_track[:n_good], bad[:n_bad], closed[:n_closed], same, late)


def _goes_on(columns: dict[str, Any], carry: TrackCarry, slots: Ints) -> npt.NDArray[np.bool_]:
    """Tell which suspects go on from the fix that was last set aside."""
    ghost, suspect = carry.marks[slots, sweep.GHOST], carry.marks[slots, sweep.SUSPECT]
    t, lon, lat = columns["t"], columns["lon"], columns["lat"]
    near = sweep.can_reach(
        (lon[ghost], lat[ghost], t[ghost]),
        (lon[suspect], lat[suspect], t[suspect]),
        _top_speed(carry.object_id[slots], carry.limits),
        carry.limits.slack_m,
    )
    fresh = (ghost >= 0) & (t[suspect] - t[ghost] <= carry.limits.ghost_us)
    return np.asarray(near & fresh, bool)


def _start(limits: _Limits) -> TrackCarry:
    none = np.empty(0, np.int64)
    rows = _FIX_PART.empty_table()
    return TrackCarry(rows, none, np.empty((0, sweep.MARKS), np.int64), _NEVER, limits)


def _join(held: pa.Table, fixes: pa.Table) -> tuple[pa.Table, dict[str, Any]]:
    """Put the rows in memory before the batch, with one dictionary of sources."""
    missing = [name for name in _COLUMNS if name not in fixes.column_names]
    if missing:
        raise SchemaError(f"columns {missing} are missing; found {fixes.column_names}")
    try:
        batch = fixes.select(_COLUMNS).cast(_FIX_PART)
    except (pa.ArrowInvalid, ValueError) as error:
        raise SchemaError(f"fixes are no FIX: {error}") from error
    for name in ("t", "lon", "lat"):
        if batch[name].null_count:
            raise SchemaError(f"column '{name}' holds {batch[name].null_count} nulls: remove them")
    new = _columns(batch)
    _check(new)
    order = _order_of_ties(new)
    if order is not None:
        batch, new = batch.take(pa.array(order)), {name: new[name][order] for name in new}
    rows = pa.concat_tables([held, batch]).unify_dictionaries().combine_chunks()
    return rows, new


def _order_of_ties(new: dict[str, Any]) -> Ints | None:
    """Order fixes of one object and moment by place, so that a repeated one follows itself.

    Returns:
        the rows in their new order; None when no two rows are of one object and moment.
    """
    ids, t = new["object_id"], new["t"]
    tied = (ids[1:] == ids[:-1]) & (t[1:] == t[:-1])
    if not tied.any():
        return None
    rows = np.flatnonzero(np.append(tied, False) | np.append(False, tied))
    order = np.arange(len(ids))
    order[rows] = rows[np.lexsort((new["lat"][rows], new["lon"][rows], t[rows], ids[rows]))]
    return order


def _columns(rows: pa.Table) -> dict[str, Any]:
    """Copy what the kernel reads: Arrow's own memory may not be written, another type to it."""
    return {
        "object_id": np.asarray(rows["object_id"]).copy(),
        "t": np.asarray(rows["t"].cast(pa.int64())).copy(),
        "lon": np.asarray(rows["lon"]).copy(),
        "lat": np.asarray(rows["lat"]).copy(),
    }


def _check(new: dict[str, Any]) -> None:
    ids, t = new["object_id"], new["t"]
    step = np.diff(ids)
    if np.any(step < 0) or np.any((step == 0) & (np.diff(t) < 0)):
        raise OrderError("fixes must be sorted by object_id, t")


def _top_speed(object_id: Ints, limits: _Limits) -> Floats:
    sar = (object_id >= _SAR_AIRCRAFT[0]) & (object_id <= _SAR_AIRCRAFT[1])
    airborne = (object_id >> _KIND_SHIFT == _ICAO24) | sar
    return np.where(airborne, limits.aircraft_m_us, limits.ship_m_us)

"""Fixes into gaps: silences that end, with how well each lane was heard before."""

# Kernels take arrays one by one, in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.coverage import Heard, others_heard
from straitwatch.kernel.jit import jit
from straitwatch.kernel.rows import NEVER, POINT, Records, Rows, keep

__all__ = [
    "BEARERS",
    "BUCKETS",
    "HOUR_US",
    "JUDGED",
    "MARKS",
    "STATUS",
    "TRACK",
    "TWICE",
    "Found",
    "Reception",
    "clear_slot",
    "empty_found",
    "empty_reception",
    "judge",
    "sum_receptions",
    "sweep_gaps",
]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]
Counts = npt.NDArray[np.uint16]

HOUR_US = 3_600_000_000
BUCKETS = 12
"""Hours that reception is counted over: that of the last fix and the eleven before."""
BEARERS = 4
"""Receivers that are counted one by one; what further ones heard is in the total alone."""

TWICE, TRACK, BEFORE, AFTER, STATUS = range(5)
MARKS = 5
"""Marks of a slot: heard at two moments, track, what `judge` found, -1 before it was asked, and
nav_status of the last fix."""
JUDGED = slice(BEFORE, AFTER + 1)
_LAST = 0
_MOST = 65_535


class Reception(NamedTuple):
    """How often each lane was heard, by hours of the clock.

    Attributes:
        total: uint16, shape (m, BUCKETS); hour h is in bucket h % BUCKETS.
        who: receivers that are counted, -1 for none, int32, shape (m, BEARERS).
        by: fixes of each of them, uint16, shape (m, BEARERS, BUCKETS).
    """

    total: Counts
    who: Codes
    by: Counts


class Found(NamedTuple):
    """Gaps that ended; room for r of them.

    Attributes:
        points: fixes on either side, of dtype POINT, shape (r, 2).
        slot: shape (r,).
        track: track before the gap, shape (r,).
        judged: others heard before and after, -1 where that was not asked yet, shape (r, 2).
        n: fixes in the hours before: in all, then by each of `who`, shape (r, 1 + BEARERS).
        who: receivers, -1 for none, shape (r, BEARERS).
        coast_m: distance from shore at its beginning, nan where not known, shape (r,).
        status: nav_status of the fix before, shape (r,).
    """

    points: Records
    slot: Ints
    track: Ints
    judged: Ints
    n: Ints
    who: Codes
    coast_m: Floats
    status: Ints


def empty_reception(slots: int) -> Reception:
    """Make room for so many slots."""
    return Reception(
        np.zeros((slots, BUCKETS), np.uint16),
        np.full((slots, BEARERS), -1, np.int32),
        np.zeros((slots, BEARERS, BUCKETS), np.uint16),
    )


def empty_found(room: int) -> Found:
    """Make room for so many gaps."""
    points = np.zeros((room, 2), POINT)
    points["t"] = NEVER
    return Found(
        points,
        np.zeros(room, np.int64),
        np.zeros(room, np.int64),
        np.full((room, 2), -1, np.int64),
        np.zeros((room, 1 + BEARERS), np.int64),
        np.full((room, BEARERS), -1, np.int32),
        np.full(room, np.nan),
        np.full(room, -1, np.int64),
    )


@jit
def clear_slot(points: Records, marks: Ints, reception: Reception, s: int) -> None:
    """Forget what is remembered of a slot."""
    points[s, _LAST].t = NEVER
    marks[s, :] = -1
    reception.total[s, :] = 0
    reception.who[s, :] = -1
    reception.by[s, :, :] = 0


@jit
def _go_to_hour(reception: Reception, s: int, last_h: int, h: int) -> None:
    """Empty the buckets of the hours since the last fix."""
    for k in range(max(last_h + 1, h - BUCKETS + 1), h + 1):
        reception.total[s, k % BUCKETS] = 0
        for r in range(BEARERS):
            reception.by[s, r, k % BUCKETS] = 0


@jit
def _bearer(who: Codes, by: Counts, s: int, receiver: int) -> int:
    """Find the place of a receiver, or take one whose receiver heard nothing lately; else -1."""
    if receiver < 0:
        return -1
    for r in range(BEARERS):
        if who[s, r] == receiver:
            return r
    for r in range(BEARERS):
        lately = 0
        for k in range(BUCKETS):
            lately += by[s, r, k]
        if who[s, r] < 0 or lately == 0:
            who[s, r], by[s, r, :] = receiver, 0
            return r
    return -1


@jit
def sum_receptions(reception: Reception, slots: Ints, n: Ints, who: Codes) -> None:
    """Add up the buckets of slots into n, shape (k, 1 + BEARERS), and name receivers in who."""
    for k in range(len(slots)):
        _sum_reception(reception, slots[k], n[k], who[k])


@jit
def _sum_reception(reception: Reception, s: int, n: Ints, who: Codes) -> None:
    n[0] = reception.total[s].sum()
    for r in range(BEARERS):
        n[1 + r] = reception.by[s, r].sum()
        who[r] = reception.who[s, r] if n[1 + r] > 0 else -1


@jit
def sweep_gaps(  # noqa: C901 - a call for each row would cost as much as the rest
    rows: Rows,
    source: Codes,
    receiver: Codes,
    gap_us: int,
    start: int,
    points: Records,
    marks: Ints,
    coast_m: Floats,
    reception: Reception,
    found: Found,
) -> tuple[int, int]:
    """Sweep fixes and find the silences that end.

    Args:
        rows: n rows.
        source: code of each row's source in the memory, shape (n,).
        receiver: same of its receiver, -1 for none.
        gap_us: least silence, µs.
        start: first row.
        points: last fix of each slot, of dtype POINT, shape (m, 1); changed in place, as are the
            next three.
        marks: shape (m, MARKS).
        coast_m: distance from shore at the last fix, shape (m, 1).
        reception: of each slot.
        found: filled from its beginning.

    Returns:
        the row to go on with, n at the end, and how many gaps were found.
    """
    k, hour, began, bucket = 0, np.int64(0), np.int64(0), 0
    total, who, by = reception.total, reception.who, reception.by
    for i in range(start, len(rows.t)):
        s, t = rows.slot[i], rows.t[i]
        if rows.fresh[i]:
            clear_slot(points, marks, reception, s)
        if not 0 <= t - began < HOUR_US:
            hour = t // HOUR_US
            began, bucket = hour * HOUR_US, hour % BUCKETS
        last = points[s, _LAST].t
        if last != NEVER:
            if t - last >= gap_us:
                if k == len(found.slot):
                    return i, k
                _end_gap(rows, source, i, points, marks, coast_m, reception, found, k)
                k += 1
            if last < began:
                _go_to_hour(reception, s, last // HOUR_US, hour)
            if t > last:
                marks[s, TWICE] = 1
        if t > last:  # a repeated fix is not heard again
            if total[s, bucket] < _MOST:
                total[s, bucket] += 1
            r = 0 if who[s, 0] == receiver[i] else _bearer(who, by, s, receiver[i])
            if r >= 0 and by[s, r, bucket] < _MOST:
                by[s, r, bucket] += 1
        marks[s, TRACK], coast_m[s, 0] = rows.track_id[i], rows.coast_m[i]
        marks[s, STATUS] = rows.nav_status[i]
        keep(points, s, _LAST, rows, source, i)
    return len(rows.t), k


@jit
def _end_gap(
    rows: Rows,
    source: Codes,
    i: int,
    points: Records,
    marks: Ints,
    coast_m: Floats,
    reception: Reception,
    found: Found,
    k: int,
) -> None:
    s = rows.slot[i]
    found.points[k, 0] = points[s, _LAST]
    keep(found.points, k, 1, rows, source, i)
    found.slot[k], found.track[k], found.coast_m[k] = s, marks[s, TRACK], coast_m[s, 0]
    found.status[k] = marks[s, STATUS]
    found.judged[k, 0], found.judged[k, 1] = marks[s, BEFORE], marks[s, AFTER]
    _sum_reception(reception, s, found.n[k], found.who[k])
    marks[s, BEFORE], marks[s, AFTER] = -1, -1


@jit
def judge(
    t: Ints,
    lon: Floats,
    lat: Floats,
    object_id: Ints,
    group: Codes,
    until: Ints,
    step_us: int,
    before_us: int,
    window_us: int,
    heard: Heard,
    judged: Ints,
) -> None:
    """Ask who else was heard where a silence began, before and after; see `others_heard`.

    Args:
        t: last fix, µs, shape (k,); lon and lat in degrees, object and group of the same.
        lon: same.
        lat: same.
        object_id: same.
        group: same.
        until: what is earlier has been counted, µs, shape (k,).
        step_us: of `heard`.
        before_us: how far back to look.
        window_us: how far on at most.
        heard: the counts.
        judged: filled where it is -1, shape (k, 2).
    """
    for k in range(len(t)):
        if judged[k, 1] >= 0:
            continue
        end = min(until[k], t[k] + window_us)
        judged[k, 0], judged[k, 1] = others_heard(
            heard, group[k], object_id[k], t[k], lon[k], lat[k], step_us, before_us, end
        )

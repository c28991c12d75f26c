"""Fixes with zones into stays inside a State's waters, with what each measured on the way.

A stay begins with the first fix of a run inside that is sure or goes on for the dwell, and ends
with the last fix inside before such a run outside. Between the first fix and the one that settles
it the straight leg counts.
"""

# Kernels take arguments in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.here import Here, put, put_again
from straitwatch.kernel.jit import jit
from straitwatch.kernel.pace import SPEEDS, add_speed, median_speed
from straitwatch.kernel.rows import NEVER, Rows
from straitwatch.kernel.side import begin_side, is_deep, lies_inside, turn
from straitwatch.kernel.stay_measure import fall_silent, stay_on
from straitwatch.kernel.staying import (
    BEFORE,
    BEGAN_INSIDE,
    ENTERED,
    EXIT,
    FIRST,
    LAST,
    NEAREST,
    NEXT,
    OPEN,
    OTHER_STATE,
    REVERSAL,
    SILENCE,
    SLOW,
    STATUS,
    WIDTH,
    Bounds,
    Stays,
    Told,
)
from straitwatch.kernel.turns import begin_turns

__all__ = ["end_stays", "sweep_passages"]

Codes = npt.NDArray[np.int32]
Counts = npt.NDArray[np.uint16]

_OUTSIDE = 0  # side; a State's is its code in memory + 2, as a code may be -1
_ICAO24, _SHIFT = 1, 56
_SAR_FROM, _SAR_TO = 111_000_000, 111_999_999  # aircraft: ITU-R M.585-9, annex 1
_MINUTE_US = 60_000_000


@jit
def _forget(memory: Stays, s: int) -> None:
    begin_side(memory.sides[s])
    stay = memory.stays[s]
    stay.began, stay.t_last, stay.t_counted = 0, NEVER, NEVER
    stay.side = stay.out_side = stay.other_side = -1
    for k in range(SPEEDS):
        memory.speeds[s, k] = 0
    for p in range(WIDTH):
        memory.points[s, p].t = NEVER


@jit
def _begin(memory: Stays, s: int, began: int, here: Here) -> None:
    """Begin a stay at the fix NEXT."""
    points, stay, side = memory.points, memory.stays[s], memory.sides[s]
    first = points[s, NEXT]
    points[s, FIRST] = points[s, LAST] = points[s, NEAREST] = first
    for p in range(SLOW, WIDTH):
        points[s, p].t = NEVER
    stay.slot, stay.state, stay.began, stay.track_id = s, here.state, began, here.track_id
    stay.n, stay.n_status, stay.status, stay.zone = 0, 0, -1, -1
    stay.path_m, stay.farthest_m, stay.nearest_m, stay.deep = 0.0, 0.0, np.inf, False
    stay.heard_us = stay.internal_us = stay.inshore_us = stay.silence_us = 0
    stay.anchor_us = stay.fishing_us = stay.hampered_us = 0
    stay.slow_from = stay.half_from = -1
    stay.slow_us = stay.half_us = 0
    stay.usual_kn, stay.least_kn = median_speed(memory.speeds[s]), np.nan
    stay.away_us = -1
    if stay.out_side == side.held:
        stay.away_us = first.t - stay.out_t
    elif stay.other_side == side.held:
        stay.away_us = first.t - stay.other_t
    begin_turns(memory.turns[s], first.lon, first.lat)


@jit
def _end(memory: Stays, s: int, ended: int, told: Told, found: int) -> int:
    stay = memory.stays[s]
    told.stays[found] = stay
    told.stays[found].ended = ended
    told.turns[found] = memory.turns[s]
    for p in range(WIDTH):
        told.points[found, p] = memory.points[s, p]
    if ended != OPEN:
        stay.began = 0
    return found + 1


@jit
def _leave(memory: Stays, s: int, was: int, told: Told, found: int) -> int:
    """End the stay that was, at the fix LAST; the fix NEXT is the first on another side."""
    stay = memory.stays[s]
    held = memory.sides[s].held
    if stay.out_side != was:
        stay.other_side, stay.other_t = stay.out_side, stay.out_t
    stay.out_side, stay.out_t = was, memory.points[s, LAST].t
    return _end(memory, s, EXIT if held == _OUTSIDE else OTHER_STATE, told, found)


@jit
def _is_ship(object_id: int) -> bool:
    return object_id >> _SHIFT != _ICAO24 and not _SAR_FROM <= object_id <= _SAR_TO


@jit
def _side_of(zone: int, state: int) -> int:
    inside = lies_inside(zone, state >= 0)
    return state + 2 if inside > 0 else inside  # outside or not known


@jit
def _is_sure(here: Here, side: int, held: int, error_m: float) -> bool:
    """Tell whether a fix is past the limit by more than the error; never from State to State."""
    if side == _OUTSIDE:
        return not here.coast_m <= here.limit_m + error_m  # nan is far out
    return held == _OUTSIDE and is_deep(here.zone, here.coast_m, here.limit_m, error_m)


@jit
def _change(memory: Stays, s: int, was: int, here: Here, told: Told, found: int) -> int:
    """End the stay that was, begin the one that is."""
    if was > _OUTSIDE:
        found = _leave(memory, s, was, told, found)
        put_again(memory.points[s, BEFORE], memory.points[s, LAST])
    if memory.sides[s].held > _OUTSIDE:
        _begin(memory, s, BEGAN_INSIDE if was < 0 else ENTERED, here)
    return found


@jit
def sweep_passages(  # noqa: C901 - one loop: see kernel.here on helpers
    rows: Rows, source: Codes, state: Codes, memory: Stays, bounds: Bounds, told: Told
) -> int:
    """Sweep rows by object and time, and find the stays that end; aircraft have no passage.

    Args:
        rows: a path, n rows.
        source: codes of the sources in memory, shape (n,).
        state: codes of the States in memory, -1 where the chart names none, shape (n,).
        memory: changed in place.
        bounds: thresholds.
        told: room for n.

    Returns:
        how many stays ended. A second fix of a lane at the same time is passed over.
    """
    found = 0
    for i in range(len(rows.t)):
        s, t = rows.slot[i], rows.t[i]
        if not _is_ship(rows.object_id[i]):
            continue
        if rows.fresh[i]:
            _forget(memory, s)
            memory.stays[s].t_heard = t
        side, stay = memory.sides[s], memory.stays[s]
        now = _side_of(rows.zone[i], state[i])
        if now < 0 or t == stay.t_last:
            continue
        wide = bounds.limit_m if np.isnan(rows.breadth_m[i]) else rows.breadth_m[i]
        here = Here(
            t, rows.lon[i], rows.lat[i], rows.sog_kn[i], rows.coast_m[i], wide, rows.zone[i],
            rows.nav_status[i], state[i], source[i], rows.line[i], rows.track_id[i],
        )  # fmt: skip
        lull_us, stay.t_last = t - stay.t_last, t
        was = side.held
        if now not in (was, side.next):
            put(memory.points[s, NEXT], here)
        silent = lull_us >= bounds.gap_us and stay.side > _OUTSIDE
        if silent and stay.side == was:
            fall_silent(stay, memory.points[s, LAST], memory.points[s, SILENCE], lull_us)
        if turn(side, now, _is_sure(here, now, was, bounds.error_m), t, bounds.dwell_us):
            found = _change(memory, s, was, here, told, found)
            if silent and stay.side == side.held:
                fall_silent(stay, memory.points[s, LAST], memory.points[s, SILENCE], lull_us)
        stay.side = now
        if now == _OUTSIDE and side.held == _OUTSIDE:
            put(memory.points[s, BEFORE], here)
        elif now == side.held:
            p = memory.points
            stay_on(
                stay, memory.turns[s], p[s, FIRST], p[s, LAST], p[s, NEAREST], p[s, SLOW],
                p[s, STATUS], p[s, REVERSAL], here, bounds,
            )  # fmt: skip
        if t - stay.t_counted >= _MINUTE_US and add_speed(memory.speeds[s], here.sog_kn):
            stay.t_counted = t
    return found


@jit
def end_stays(slots: Codes, memory: Stays, ended: int, told: Told) -> int:
    """Tell the stays that lanes are in: those given up, or all that are OPEN.

    Args:
        slots: shape (k,).
        memory: lanes that end are forgotten in it, else it is not changed.
        ended: TRACK_ENDS or OPEN.
        told: room for k.

    Returns:
        how many are told.
    """
    found = 0
    for s in slots:
        if memory.sides[s].held > _OUTSIDE and memory.stays[s].began:
            found = _end(memory, s, ended, told, found)
        if ended != OPEN:
            _forget(memory, s)
    return found

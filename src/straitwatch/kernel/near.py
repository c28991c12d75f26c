"""Fixes with zones into approaches: runs near a State's coast that stay out of its waters.

Each lane is beyond reach, near, or inside some State's waters. While it is near, up to two
approaches are kept, one a State, so that a lane along an equidistance line gives one for each and
not one a change. A lane that leaves a State's own waters does not approach that State, and one that
ends inside did not stay out: that is an entry.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit
from straitwatch.kernel.rows import NEVER, POINT, Rows, keep
from straitwatch.kernel.side import SIDE, begin_side, is_deep, lies_inside, turn

__all__ = [
    "APPROACH",
    "BEYOND",
    "ENTERED_OTHER",
    "FIRST",
    "KEPT",
    "LANE",
    "LAST",
    "NEAREST",
    "OPEN",
    "OTHER_STATES",
    "SILENCE",
    "TRACK_ENDS",
    "WIDTH",
    "Bounds",
    "Near",
    "Told",
    "empty_near",
    "end_lanes",
    "grow_near",
    "room_for",
    "sweep_near",
]

Codes = npt.NDArray[np.int32]
Records = npt.NDArray[np.void]

FAR, NEAR, IN = 0, 1, 2
FIRST, NEAREST, LAST = 0, 1, 2
WIDTH = 3  # points of an approach
KEPT = 2  # approaches of a lane
NOBODY = -2  # no State; -1 is the one that the chart cannot name

BEYOND, ENTERED_OTHER, SILENCE, TRACK_ENDS, OTHER_STATES, OPEN = range(6)
"""How an approach ended: back beyond reach; inside another State's waters; no fix for too long;
its lane was given up; two other States were nearer since; not yet."""

LANE = np.dtype(
    [
        ("t_last", np.int64),
        ("left", np.int32),  # State whose waters the lane came out of, in this run
        ("inside", np.int32),  # State of the latest fix inside
        ("n_states", np.int32),  # States that this run has been nearest to
        ("began_near", np.bool_),
    ]
)
APPROACH = np.dtype(
    [
        ("slot", np.int32),
        ("state", np.int32),
        ("n", np.int32),
        ("ended", np.int32),
        ("track_id", np.int64),
        ("nearest_m", np.float64),
        ("limit_m", np.float64),  # breadth of the territorial sea at the nearest fix
        ("before_s", np.float64),  # leg to the nearest fix
        ("after_s", np.float64),  # leg from it
        ("began_near", np.bool_),
    ]
)


class Bounds(NamedTuple):
    """What a sweep holds against the fixes.

    Attributes:
        reach_m: an approach is within this distance of a baseline.
        limit_m: breadth of the territorial sea where a row does not say.
        error_m: error of a distance.
        dwell_us: a change of side within the error counts after this long.
        silence_us: so long without a fix ends an approach.
    """

    reach_m: float
    limit_m: float
    error_m: float
    dwell_us: int
    silence_us: int


class Near(NamedTuple):
    """Memory of all lanes, one row a slot.

    Attributes:
        points: POINT, shape (m, 6): first, nearest and last fix of each approach.
        sides: SIDE, shape (m,).
        lanes: LANE, shape (m,).
        approaches: APPROACH, shape (m, 2).
    """

    points: Records
    sides: Records
    lanes: Records
    approaches: Records


class Told(NamedTuple):
    """Room for what ends.

    Attributes:
        points: POINT, shape (k, 3).
        approaches: APPROACH, shape (k,).
    """

    points: Records
    approaches: Records


def room_for(n: int) -> Told:
    """Make room for all approaches that n fixes, or n lanes, can end."""
    return Told(np.empty((KEPT * n, WIDTH), POINT), np.empty(KEPT * n, APPROACH))


@jit
def _clear(near: Near, s: int) -> None:
    lane = near.lanes[s]
    lane.left, lane.n_states, lane.began_near = NOBODY, 0, False
    for a in range(KEPT):
        near.approaches[s, a].state = NOBODY


@jit
def _forget(near: Near, s: int) -> None:
    begin_side(near.sides[s])
    _clear(near, s)
    near.lanes[s].t_last, near.lanes[s].inside = NEVER, NOBODY


@jit
def _tell(near: Near, s: int, a: int, ended: int, told: Told, found: int, dwell_us: int) -> int:
    """Tell one approach; no fleeting one beside another State's, and none of a lane's only fix."""
    one, lane = near.approaches[s, a], near.lanes[s]
    first = near.points[s, WIDTH * a + FIRST].t
    fleeting = near.points[s, WIDTH * a + LAST].t - first < dwell_us
    only = one.n == 1 and np.isnan(one.before_s) and np.isnan(one.after_s)
    if only or (fleeting and (lane.n_states > 1 or ended == ENTERED_OTHER)):
        return found
    told.approaches[found] = one
    row = told.approaches[found]
    row.slot, row.ended = s, ended
    for p in range(WIDTH):
        told.points[found, p] = near.points[s, WIDTH * a + p]
    return found + 1


@jit
def _tell_all(
    near: Near, s: int, but: int, ended: int, told: Told, found: int, dwell_us: int
) -> int:
    for a in range(KEPT):
        state = near.approaches[s, a].state
        if state not in (NOBODY, but):
            found = _tell(near, s, a, ended, told, found, dwell_us)
    return found


@jit
def _choose(near: Near, s: int, state: int) -> int:
    """Find the approach of this State, else a free one, else the one not added to for longest."""
    free = -1
    for a in range(KEPT):
        if near.approaches[s, a].state == state:
            return a
        if near.approaches[s, a].state == NOBODY and free < 0:
            free = a
    if free >= 0:
        return free
    return 0 if near.points[s, LAST].t <= near.points[s, WIDTH + LAST].t else 1


@jit
def _add(
    near: Near,
    s: int,
    rows: Rows,
    source: Codes,
    state: int,
    i: int,
    bounds: Bounds,
    told: Told,
    found: int,
) -> int:
    """Take a near row into the approach of its State."""
    lane, t = near.lanes[s], rows.t[i]
    if state == lane.left:
        return found
    a = _choose(near, s, state)
    one, p = near.approaches[s, a], WIDTH * a
    if one.state != state:
        if one.state != NOBODY:
            found = _tell(near, s, a, OTHER_STATES, told, found, bounds.dwell_us)
        lane.n_states += 1
        one.state, one.n, one.track_id = state, 0, rows.track_id[i]
        one.nearest_m, one.began_near = np.inf, lane.began_near
        keep(near.points, s, p + FIRST, rows, source, i)
    one.n += 1
    keep(near.points, s, p + LAST, rows, source, i)
    if rows.coast_m[i] < one.nearest_m:
        one.nearest_m, one.after_s = rows.coast_m[i], np.nan
        one.limit_m = bounds.limit_m if np.isnan(rows.breadth_m[i]) else rows.breadth_m[i]
        one.before_s = np.nan if lane.t_last == NEVER else (t - lane.t_last) / 1e6
        keep(near.points, s, p + NEAREST, rows, source, i)
    return found


@jit
def _end_leg(near: Near, s: int, t: int) -> None:
    """Note how long after the nearest fix the next one of the lane came."""
    for a in range(KEPT):
        one = near.approaches[s, a]
        if one.state != NOBODY and np.isnan(one.after_s):
            one.after_s = (t - near.points[s, WIDTH * a + NEAREST].t) / 1e6


@jit
def _where(rows: Rows, i: int, reach_m: float) -> int:
    inside = lies_inside(rows, i)
    if inside < 0:
        return -1
    if inside:
        return IN
    return NEAR if rows.coast_m[i] <= reach_m else FAR  # nan is farther than the chart measures


@jit
def _is_sure(rows: Rows, i: int, where: int, held: int, bounds: Bounds) -> bool:
    coast_m = rows.coast_m[i]
    limit_m = bounds.limit_m if np.isnan(rows.breadth_m[i]) else rows.breadth_m[i]
    if where == FAR:
        return held == IN or coast_m > bounds.reach_m + bounds.error_m
    if where == IN:
        return is_deep(rows, i, limit_m, bounds.error_m)
    if held == IN:
        return coast_m > limit_m + bounds.error_m
    return coast_m < bounds.reach_m - bounds.error_m


@jit
def _change(
    near: Near, s: int, was: int, state: int, bounds: Bounds, told: Told, found: int
) -> int:
    """Tell what the change of side from `was` ends, and begin anew where it begins something."""
    lane, held = near.lanes[s], near.sides[s].held
    if held == NEAR:
        if was == IN:
            _clear(near, s)
            lane.left, lane.n_states = lane.inside, 1
        lane.began_near = was < 0
        return found
    if was == NEAR:
        but = state if held == IN else NOBODY
        ended = ENTERED_OTHER if held == IN else BEYOND
        found = _tell_all(near, s, but, ended, told, found, bounds.dwell_us)
    _clear(near, s)
    return found


@jit
def sweep_near(
    rows: Rows, source: Codes, state: Codes, near: Near, bounds: Bounds, told: Told
) -> int:
    """Sweep rows by object and time, and find the approaches that end.

    Args:
        rows: a path, n rows.
        source: codes of the sources in memory, shape (n,).
        state: codes of the States in memory, -1 where the chart names none, shape (n,).
        near: memory, changed in place.
        bounds: thresholds.
        told: room for 2 n.

    Returns:
        how many approaches ended. A second fix of a lane at the same time is passed over.

    Notes:
        A row beyond reach costs some ns, one within about 20.
    """
    found = 0
    for i in range(len(rows.t)):
        s = rows.slot[i]
        if rows.fresh[i]:
            _forget(near, s)
        side, lane, t = near.sides[s], near.lanes[s], rows.t[i]
        where = _where(rows, i, bounds.reach_m)
        if where < 0 or t == lane.t_last:
            continue
        if where == FAR and side.held == FAR and side.next < 0:
            lane.t_last = t
            continue
        _end_leg(near, s, t)
        if side.held == NEAR and t - lane.t_last >= bounds.silence_us:
            found = _tell_all(near, s, NOBODY, SILENCE, told, found, bounds.dwell_us)
            _clear(near, s)
            begin_side(side)
        was = side.held
        sure = _is_sure(rows, i, where, was, bounds)
        if turn(side, where, sure, t, bounds.dwell_us):
            found = _change(near, s, was, state[i], bounds, told, found)
        elif where == FAR and was == FAR:  # a run within the error came to nothing
            _clear(near, s)
        if where == IN and side.held == IN:
            lane.inside = state[i]
        elif where != FAR and side.held != IN:
            found = _add(near, s, rows, source, state[i], i, bounds, told, found)
        lane.t_last = t
    return found


@jit
def end_lanes(slots: Codes, near: Near, dwell_us: int, ended: int, told: Told) -> int:
    """Tell the approaches that lanes are in: those given up, or all that are OPEN.

    Args:
        slots: shape (k,).
        near: memory; of lanes that end what is told is forgotten, else it is not changed.
        dwell_us: as in `Bounds`.
        ended: TRACK_ENDS or OPEN.
        told: room for 2 k.

    Returns:
        how many are told.
    """
    found = 0
    for s in slots:
        if near.sides[s].held == NEAR:
            found = _tell_all(near, s, NOBODY, ended, told, found, dwell_us)
        if ended != OPEN:
            _forget(near, s)
    return found


def empty_near(points: Records) -> Near:
    """Make a memory of lanes that have not been heard, around their points, shape (m, 6)."""
    n = len(points)
    near = Near(points, np.zeros(n, SIDE), np.zeros(n, LANE), np.zeros((n, KEPT), APPROACH))
    near.sides["held"] = near.sides["next"] = -1
    near.lanes["left"] = near.lanes["inside"] = near.approaches["state"] = NOBODY
    near.lanes["t_last"] = NEVER
    return near


def grow_near(near: Near, points: Records) -> Near:
    """Give a memory as many lanes as there are points now, shape (m, 6)."""
    have = len(near.sides)
    if len(points) == have:
        return near
    grown = empty_near(points)
    for old, new in zip(near[1:], grown[1:], strict=True):
        new[:have] = old
    return grown

"""Fixes with zones into approaches: runs near a State's coast that stay out of its waters.

Each lane is beyond reach, near, or inside some State's waters. While it is near, up to two
approaches are kept, one a State, so that a lane along an equidistance line gives one for each and
not one a change. A lane that leaves a State's own waters does not approach that State, and one that
ends inside did not stay out: that is an entry.
"""

# Kernels take arguments in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.craft import is_aircraft
from straitwatch.kernel.here import Here, put
from straitwatch.kernel.jit import inlined, jit
from straitwatch.kernel.rows import NEVER, POINT, Rows
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
        ("dwell_us", np.int64),  # of a ship or of an aircraft
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
        air_dwell_us: the same, of an aircraft.
        silence_us: so long without a fix ends an approach.
    """

    reach_m: float
    limit_m: float
    error_m: float
    dwell_us: int
    air_dwell_us: int
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
def _tell(near: Near, s: int, a: int, ended: int, told: Told, found: int) -> int:
    """Tell one approach.

    Not one that is fleeting, if its beginning or its end was not seen or another State was near.
    """
    one, lane = near.approaches[s, a], near.lanes[s]
    first = near.points[s, WIDTH * a + FIRST].t
    fleeting = near.points[s, WIDTH * a + LAST].t - first < lane.dwell_us
    if fleeting and (lane.n_states > 1 or one.began_near or ended != BEYOND):
        return found
    told.approaches[found] = one
    row = told.approaches[found]
    row.slot, row.ended = s, ended
    for p in range(WIDTH):
        told.points[found, p] = near.points[s, WIDTH * a + p]
    return found + 1


@jit
def _tell_all(near: Near, s: int, but: int, ended: int, told: Told, found: int) -> int:
    for a in range(KEPT):
        state = near.approaches[s, a].state
        if state not in (NOBODY, but):
            found = _tell(near, s, a, ended, told, found)
    return found


@jit
def _choose(a: Any, b: Any, t_a: int, t_b: int, state: int) -> int:  # noqa: ANN401 - records
    """Choose the approach of this State, else a free one, else the one not added to for longest."""
    if state in (a.state, b.state):
        return 0 if a.state == state else 1
    if NOBODY in (a.state, b.state):
        return 0 if a.state == NOBODY else 1
    return 0 if t_a <= t_b else 1


@jit
def _begin(one: Any, lane: Any, first: Any, here: Here) -> None:  # noqa: ANN401 - records
    """Begin an approach in the place of what was."""
    lane.n_states += 1
    one.state, one.n, one.track_id = here.state, 0, here.track_id
    one.nearest_m, one.began_near = np.inf, lane.began_near
    put(first, here)


@jit
def _add(one: Any, lane: Any, nearest: Any, last: Any, here: Here) -> None:  # noqa: ANN401 - records
    """Take a near row into the approach of its State."""
    one.n += 1
    put(last, here)
    if here.coast_m < one.nearest_m:
        one.nearest_m, one.after_s, one.limit_m = here.coast_m, np.nan, here.limit_m
        one.before_s = np.nan if lane.t_last == NEVER else (here.t - lane.t_last) / 1e6
        put(nearest, here)


@jit
def _end_leg(one: Any, nearest: Any, t: int) -> None:  # noqa: ANN401 - records
    """Note how long after the nearest fix the next one of the lane came."""
    if one.state != NOBODY and np.isnan(one.after_s):
        one.after_s = (t - nearest.t) / 1e6


@jit
def _where(zone: int, has_state: bool, coast_m: float, reach_m: float) -> int:
    inside = lies_inside(zone, has_state)
    if inside < 0:
        return -1
    if inside:
        return IN
    return NEAR if coast_m <= reach_m else FAR  # nan is farther than the chart measures


@jit
def _is_sure(here: Here, where: int, held: int, reach_m: float, error_m: float) -> bool:
    if where == FAR:
        return held == IN or here.coast_m > reach_m + error_m
    if where == IN:
        return is_deep(here.zone, here.coast_m, here.limit_m, error_m)
    if held == IN:
        return here.coast_m > here.limit_m + error_m
    return here.coast_m < reach_m - error_m


@jit
def _change(near: Near, s: int, was: int, state: int, told: Told, found: int) -> int:
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
        found = _tell_all(near, s, but, ended, told, found)
    _clear(near, s)
    return found


@inlined
def _approach(near: Near, s: int, here: Here, told: Told, found: int) -> int:
    """Add a fix near a State's waters to the approach to that State, or begin one."""
    lane = near.lanes[s]
    t_a, t_b = near.points[s, LAST].t, near.points[s, WIDTH + LAST].t
    a = _choose(near.approaches[s, 0], near.approaches[s, 1], t_a, t_b, here.state)
    one, p = near.approaches[s, a], WIDTH * a
    if one.state != here.state:
        if one.state != NOBODY:
            found = _tell(near, s, a, OTHER_STATES, told, found)
        _begin(one, lane, near.points[s, p + FIRST], here)
    _add(one, lane, near.points[s, p + NEAREST], near.points[s, p + LAST], here)
    return found


@jit
def sweep_near(  # noqa: C901 - one loop: see kernel.here on helpers
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
    """
    found = 0
    for i in range(len(rows.t)):
        s = rows.slot[i]
        if rows.fresh[i]:
            _forget(near, s)
            flies = is_aircraft(rows.object_id[i])
            near.lanes[s].dwell_us = bounds.air_dwell_us if flies else bounds.dwell_us
        side, lane, t = near.sides[s], near.lanes[s], rows.t[i]
        where = _where(rows.zone[i], state[i] >= 0, rows.coast_m[i], bounds.reach_m)
        if where < 0 or t == lane.t_last:
            continue
        if where != NEAR and where == side.held and side.next < 0:
            lane.t_last = t
            if where == IN:
                lane.inside = state[i]
            continue
        wide = bounds.limit_m if np.isnan(rows.breadth_m[i]) else rows.breadth_m[i]
        here = Here(
            t, rows.lon[i], rows.lat[i], rows.sog_kn[i], rows.coast_m[i], wide, rows.zone[i],
            rows.nav_status[i], state[i], source[i], rows.line[i], rows.track_id[i],
        )  # fmt: skip
        for a in range(KEPT):
            _end_leg(near.approaches[s, a], near.points[s, WIDTH * a + NEAREST], t)
        if side.held == NEAR and t - lane.t_last >= bounds.silence_us:
            found = _tell_all(near, s, NOBODY, SILENCE, told, found)
            _clear(near, s)
            begin_side(side)
        was = side.held
        sure = _is_sure(here, where, was, bounds.reach_m, bounds.error_m)
        if turn(side, where, sure, t, lane.dwell_us):
            found = _change(near, s, was, here.state, told, found)
        elif where == FAR and was == FAR:  # a run within the error came to nothing
            _clear(near, s)
        if where == IN and side.held == IN:
            lane.inside = here.state
        elif where != FAR and side.held != IN and here.state != lane.left:
            found = _approach(near, s, here, told, found)
        lane.t_last = t
    return found


@jit
def end_lanes(slots: Codes, near: Near, ended: int, told: Told) -> int:
    """Tell the approaches that lanes are in: those given up, or all that are OPEN.

    Args:
        slots: shape (k,).
        near: memory; of lanes that end what is told is forgotten, else it is not changed.
        ended: TRACK_ENDS or OPEN.
        told: room for 2 k.

    Returns:
        how many are told.
    """
    found = 0
    for s in slots:
        if near.sides[s].held == NEAR:
            found = _tell_all(near, s, NOBODY, ended, told, found)
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

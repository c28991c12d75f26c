"""Fixes of each identity into lanes: up to K objects that send under it, followed side by side."""

# Kernels take arrays one by one, in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inlined
from straitwatch.kernel.craft import is_aircraft
from straitwatch.kernel.jit import jit
from straitwatch.kernel.laneform import (
    AFTER,
    ALONE,
    BORNE_OUT,
    FREE,
    N_CLOSED,
    N_JUMPS,
    N_KEPT,
    N_LATE,
    N_RETIRED,
    N_SAME,
    N_SLOTS,
    N_STALE,
    N_SWITCHES,
    SHARED,
    Fixes,
    K,
    Kept,
    Limits,
)
from straitwatch.kernel.sphere import EARTH_RADIUS_M, arc_distance

__all__ = ["hash_track", "sweep_lanes"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Records = npt.NDArray[Any]
Record = Any  # one of them

_METRES_PER_DEGREE = EARTH_RADIUS_M * np.pi / 180.0
_HALF_TURN = 180.0


_arc_distance = inlined(arc_distance.py_func)  # type: ignore[attr-defined]


@jit
def hash_track(object_id: int, t_us: int, lon: float, lat: float) -> np.int64:
    """Hash an object and the fix at the start of its track into a positive 64-bit track_id.

    Notes:
        The place, to 1e-7 degrees, parts two tracks that begin in one moment.
        Source: finaliser of SplitMix64, Steele et al. 2014, OOPSLA.
    """
    x = np.uint64(object_id)
    for word in (t_us, np.int64(np.round(lon * 1e7)), np.int64(np.round(lat * 1e7))):
        x = x * np.uint64(0x9E3779B97F4A7C15) + np.uint64(word)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x = x ^ (x >> np.uint64(31))
    return np.int64(x >> np.uint64(1))


_is_aircraft = inlined(is_aircraft.py_func)  # type: ignore[attr-defined]
_hash_track = inlined(hash_track.py_func)  # type: ignore[attr-defined]


@inlined
def _reach_m(f: Fixes, i: int, lane: Record, speed: float, slack_m: float) -> float:
    """How far an object may have come from a lane by the time of a fix; -1 for one before it."""
    t = f.t[i] - lane.t
    return slack_m + speed * t if t >= 0 else -1.0


@inlined
def _bound_m(f: Fixes, i: int, lane: Record) -> float:
    """The way round by degrees: no less than the distance, and quick."""
    turn = abs(f.lon[i] - lane.lon)
    turn = min(turn, abs(2.0 * _HALF_TURN - turn))
    return (abs(f.lat[i] - lane.lat) + turn) * _METRES_PER_DEGREE


@inlined
def _choose(f: Fixes, i: int, o: Record, lanes: Records, speed: float, slack_m: float) -> int:
    """Which lane a fix goes on from: the nearest of those that can reach it; -1 for none."""
    n, only = 0, 0
    for k in range(K):
        if o.lanes[k] >= 0:
            n, only = n + 1, k
    if n == 1:
        lane = lanes[o.lanes[only]]
        if _bound_m(f, i, lane) <= _reach_m(f, i, lane, speed, slack_m):
            return only
    best, chosen = np.inf, -1
    for k in range(K):
        if o.lanes[k] < 0:
            continue
        lane = lanes[o.lanes[k]]
        dist_m = _arc_distance(lane.lon, lane.lat, f.lon[i], f.lat[i])
        if dist_m < best and dist_m <= _reach_m(f, i, lane, speed, slack_m):
            best, chosen = dist_m, k
    return chosen


@inlined
def _close(lane: Record, shared: bool, closed: Records, tally: Ints) -> None:
    row = closed[tally[N_CLOSED]]
    row.track_id, row.object_id, row.t_start = lane.track_id, lane.object_id, lane.t_start
    row.t_end, row.n, row.shared = lane.t, lane.n, shared
    tally[N_CLOSED] += 1


@inlined
def _begin(f: Fixes, i: int, lane: Record) -> None:
    lane.track_id = _hash_track(f.object_id[i], f.t[i], f.lon[i], f.lat[i])
    lane.t_start, lane.n = f.t[i], 0


@inlined
def _put(f: Fixes, i: int, lane: Record) -> None:
    lane.t, lane.lon, lane.lat = f.t[i], f.lon[i], f.lat[i]
    lane.line, lane.source = f.line[i], f.source[i]
    lane.n += 1


@inlined
def _give_up(
    o: Record,
    k: int,
    lanes: Records,
    jumps: Records,
    closed: Records,
    retired: Codes,
    tally: Ints,
) -> None:
    """Let a lane go: of one fix that others deny it was a jump, else its track is closed."""
    lane = lanes[o.lanes[k]]
    if lane.state == ALONE and (lane.t_before != AFTER or lane.t_after != AFTER):
        jumps[tally[N_JUMPS]] = lane
        tally[N_JUMPS] += 1
    else:
        _close(lane, o.switches >= SHARED, closed, tally)
    lane.state = FREE
    retired[tally[N_RETIRED]] = o.lanes[k]
    tally[N_RETIRED] += 1
    o.lanes[k] = -1
    if o.last == k:
        o.last = -1


@inlined
def _tidy(
    f: Fixes,
    i: int,
    o: Record,
    k: int,
    lanes: Records,
    limits: Limits,
    jumps: Records,
    closed: Records,
    retired: Codes,
    tally: Ints,
) -> None:
    """Look at the other lanes, now that this one was heard: whose time is over, what came after."""
    for j in range(K):
        if j == k or o.lanes[j] < 0:
            continue
        lane = lanes[o.lanes[j]]
        if lane.state == ALONE and lane.t_after == AFTER and k >= 0:
            lane.t_after, lane.lon_after, lane.lat_after = f.t[i], f.lon[i], f.lat[i]
        silent = f.t[i] - lane.t
        if silent > (limits.alone_us if lane.state == ALONE else limits.given_up_us):
            _give_up(o, j, lanes, jumps, closed, retired, tally)


@inlined
def _free_lane(
    o: Record, lanes: Records, jumps: Records, closed: Records, retired: Codes, tally: Ints
) -> int:
    """A place for a further lane; when all are taken, that of one fix or else the most silent."""
    oldest = -1
    for k in range(K):
        if o.lanes[k] < 0:
            return k
        if oldest < 0:
            oldest = k
            continue
        lane, other = lanes[o.lanes[k]], lanes[o.lanes[oldest]]
        first = lane.state < other.state
        if first or (lane.state == other.state and lane.t < other.t):
            oldest = k
    _give_up(o, oldest, lanes, jumps, closed, retired, tally)
    return oldest


@inlined
def _open_lane(f: Fixes, i: int, o: Record, k: int, slot: int, lanes: Records) -> None:
    """Begin a lane at a fix that none can have reached; the fix before it is the last one heard."""
    lane = lanes[slot]
    lane.state, lane.object_id = ALONE, f.object_id[i]
    lane.t_before, lane.t_after = AFTER, AFTER
    if o.last >= 0:
        before = lanes[o.lanes[o.last]]
        lane.t_before, lane.lon_before, lane.lat_before = before.t, before.lon, before.lat
    _begin(f, i, lane)
    _put(f, i, lane)
    o.lanes[k] = slot


@inlined
def _go_on(
    f: Fixes, i: int, o: Record, lane: Record, gap_us: float, closed: Records, tally: Ints
) -> None:
    """Add a fix to a lane; after a silence a new track begins."""
    if f.t[i] - lane.t > gap_us:
        _close(lane, o.switches >= SHARED, closed, tally)
        _begin(f, i, lane)
    _put(f, i, lane)
    lane.state = BORNE_OUT


@inlined
def _switch(
    f: Fixes,
    i: int,
    o: Record,
    k: int,
    lanes: Records,
    fresh: bool,
    switches: Records,
    tally: Ints,
) -> None:
    """Tell that another lane is heard than the time before."""
    left, row = lanes[o.lanes[o.last]], switches[tally[N_SWITCHES]]
    row.object_id, row.n_run = f.object_id[i], o.n_run
    row.slot_from, row.slot_to = o.lanes[o.last], o.lanes[k]
    row.opens, row.alone = fresh, left.state == ALONE
    row.t_run, row.lon_run, row.lat_run = o.t_run, o.lon_run, o.lat_run
    row.line_run, row.source_run = o.line_run, o.source_run
    row.t_from, row.lon_from, row.lat_from = left.t, left.lon, left.lat
    row.line_from, row.source_from = left.line, left.source
    row.t_to, row.lon_to, row.lat_to = f.t[i], f.lon[i], f.lat[i]
    row.line_to, row.source_to = f.line[i], f.source[i]
    tally[N_SWITCHES] += 1
    o.switches += not (fresh or row.alone)


@inlined
def _hear(f: Fixes, i: int, o: Record, k: int) -> None:
    """Count a fix to the run of its lane, or begin one."""
    if o.last != k:
        o.last, o.n_run = k, 0
        o.t_run, o.lon_run, o.lat_run = f.t[i], f.lon[i], f.lat[i]
        o.line_run, o.source_run = f.line[i], f.source[i]
    o.n_run += 1


@inlined
def _is_same(f: Fixes, i: int, o: Record, k: int, lanes: Records) -> bool:
    return k >= 0 and lanes[o.lanes[k]].t == f.t[i]


@inlined
def _is_stale(f: Fixes, i: int, o: Record, k: int, lanes: Records, flying_kn: float) -> bool:
    """Tell whether an aircraft that flies is told to be where it was: the place is an old one."""
    if k < 0 or not f.sog_kn[i] >= flying_kn or not _is_aircraft(f.object_id[i]):
        return False
    lane = lanes[o.lanes[k]]
    return lane.lon == f.lon[i] and lane.lat == f.lat[i]


@inlined
def _is_late(f: Fixes, i: int, o: Record, lanes: Records) -> bool:
    return o.last >= 0 and f.t[i] < lanes[o.lanes[o.last]].t


@entry
def sweep_lanes(
    f: Fixes,
    objects: Records,
    lanes: Records,
    free: Codes,
    limits: Limits,
    kept: Kept,
    jumps: Records,
    closed: Records,
    retired: Codes,
    switches: Records,
    tally: Ints,
) -> None:
    """Sweep fixes in order of time; all outputs are arrays given, filled from the front.

    Args:
        f: b fixes.
        objects: of dtype OBJECT, by the number of the object; changed in place.
        lanes: of dtype LANE, by slot, with room for all that may come; changed in place.
        free: slots that may be taken, the next one first, shape (b,).
        limits: thresholds.
        kept: room for b.
        jumps: of dtype LANE, room for b + 4 objects: lanes of one fix that nothing bore out.
        closed: of dtype CLOSED, likewise.
        retired: slots given up, likewise.
        switches: of dtype SWITCH, room for b.
        tally: shape (9,), zeros: how many of each; how many free slots were taken.

    Notes:
        O(b). The answer does not depend on where the stream was cut, but for the numbers of slots.
    """
    for i in range(len(f.t)):
        o = objects[f.which[i]]
        speed = limits.aircraft_m_us if _is_aircraft(f.object_id[i]) else limits.ship_m_us
        if _is_late(f, i, o, lanes):
            tally[N_LATE] += 1
            continue
        k = _choose(f, i, o, lanes, speed, limits.slack_m)
        if _is_same(f, i, o, k, lanes):
            tally[N_SAME] += 1
            continue
        if _is_stale(f, i, o, k, lanes, limits.flying_kn):
            tally[N_STALE] += 1
            continue
        _tidy(f, i, o, k, lanes, limits, jumps, closed, retired, tally)
        fresh = k < 0
        if fresh:
            k = _free_lane(o, lanes, jumps, closed, retired, tally)
            _open_lane(f, i, o, k, free[tally[N_SLOTS]], lanes)
            tally[N_SLOTS] += 1
        else:
            _go_on(f, i, o, lanes[o.lanes[k]], limits.gap_us, closed, tally)
        if o.last >= 0 and o.last != k:
            _switch(f, i, o, k, lanes, fresh, switches, tally)
        _hear(f, i, o, k)
        row = tally[N_KEPT]
        kept.row[row], kept.slot[row], kept.fresh[row] = i, o.lanes[k], fresh
        kept.track_id[row] = lanes[o.lanes[k]].track_id
        tally[N_KEPT] += 1

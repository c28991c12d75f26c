"""Fixes with zones into stays inside a State's sea: with hysteresis and dwell."""

# Kernels take arrays one by one, in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inlined
from straitwatch.kernel.craft import is_aircraft
from straitwatch.kernel.rows import NEVER, POINT, Rows

__all__ = [
    "BROKEN",
    "CANDIDATE",
    "CHANGED",
    "HOW",
    "IN_AFTER",
    "IN_BEFORE",
    "NEAR",
    "OUT_AFTER",
    "OUT_BEFORE",
    "SIDE",
    "SLOT",
    "SPOT",
    "SPOTS",
    "Bounds",
    "end_broken",
    "spot_of",
    "sweep_stays",
]

Array = npt.NDArray[Any]
Record = Any  # one element of a record array
Codes = npt.NDArray[np.int32]

SPOT = np.dtype(
    [
        *((name, POINT[name]) for name in POINT.names or ()),
        ("coast_m", np.float64),
        ("limit_m", np.float64),
        ("track_id", np.int64),
        ("side", np.int32),
        ("zone", np.int32),
        ("sure", np.bool_),
    ]
)
"""A fix, how far from the coast it is (inf where far), where the limit is there, whose sea it is
in (0: nobody's, -1: not known, else State code + 2), which zone, and whether it is beyond the
error there."""

SIDE, CANDIDATE, IN_BEFORE, IN_AFTER, NEAR = range(5)
"""Spots of a slot: last fix on the side that holds; first of a run on another side; last fix
outside before the stay (t is NEVER for one that began inside) and first inside; the one of the stay
nearest the coast."""
SPOTS = 5

OUT_BEFORE, OUT_AFTER = SIDE, CANDIDATE
"""In a stay that ended: last fix inside, and first one outside (t is NEVER for none)."""

SLOT, HOW = range(2)
CHANGED, BROKEN = range(2)
"""How a stay ended: a change to another side, or the lane was given up."""

_LAND, _INTERNAL, _TERRITORIAL, _ARCHIPELAGIC = 0, 1, 2, 6
"""Land, internal and archipelagic waters and territorial sea are a State's own: UNCLOS 2, 49."""

_is_aircraft = inlined(is_aircraft.py_func)  # type: ignore[attr-defined]


class Bounds(NamedTuple):
    """Metres and µs: the limit where a fix does not say, the error of a distance, the dwell.

    `air_us` is the dwell of an aircraft that has passed from one State's to another's.
    """

    limit_m: float
    error_m: float
    dwell_us: float
    air_us: float


@inlined
def spot_of(rows: Rows, source: Codes, i: int, bounds: Bounds, spot: Record) -> None:
    """Say of row i whose sea it is in and how sure; fills `spot`."""
    zone, state = rows.zone[i], rows.state[i]
    inside = 0 <= zone <= _TERRITORIAL or zone == _ARCHIPELAGIC
    spot.t, spot.lon, spot.lat = rows.t[i], rows.lon[i], rows.lat[i]
    spot.line, spot.source, spot.sog_kn = rows.line[i], source[i], rows.sog_kn[i]
    spot.track_id, spot.zone = rows.track_id[i], zone
    breadth = rows.breadth_m[i]
    limit = bounds.limit_m if np.isnan(breadth) else np.float64(breadth)
    coast = np.inf if np.isnan(rows.coast_m[i]) else np.float64(rows.coast_m[i])
    spot.limit_m, spot.coast_m = limit, coast
    if zone < 0 or (zone == _LAND and state < 0):  # far inland nobody is told
        spot.side, spot.sure = -1, False
    elif inside:
        spot.side = state + 2
        deep = zone <= _INTERNAL or zone == _ARCHIPELAGIC
        spot.sure = deep or coast < limit - bounds.error_m
    else:
        spot.side, spot.sure = 0, coast > limit + bounds.error_m


@inlined
def _end_stay(m: Array, slot: int, how: int, stays: Array, ends: Array, found: int) -> int:
    for k in range(SPOTS):
        stays[found, k] = m[k]
    ends[found, SLOT], ends[found, HOW] = slot, how
    m[IN_BEFORE].t, m[IN_AFTER].t, m[NEAR].t = NEVER, NEVER, NEVER
    return found + 1


@inlined
def _begin(m: Array, spot: Record) -> None:
    m[SIDE] = spot
    m[CANDIDATE].t, m[IN_BEFORE].t = NEVER, NEVER
    if spot.side > 0:
        m[IN_AFTER] = spot
        m[NEAR] = spot


@inlined
def _goes_on(rows: Rows, i: int, m: Array) -> bool:
    """Tell whether row i says nothing new of its lane: the next one will stand for it.

    So it is where both are of one lane and zone, on the side that holds, and it is no nearer.
    """
    k = i + 1
    if k >= len(rows.t) or rows.slot[k] != rows.slot[i] or rows.fresh[k] or rows.fresh[i]:
        return False
    zone, state = rows.zone[i], rows.state[i]
    same = zone == rows.zone[k] and state == rows.state[k] and m[SIDE].t != NEVER
    if not same or m[CANDIDATE].t != NEVER:
        return False
    if zone == _TERRITORIAL:
        return m[SIDE].side == state + 2 and not rows.coast_m[i] < m[NEAR].coast_m
    return zone > _TERRITORIAL and zone != _ARCHIPELAGIC and m[SIDE].side == 0


@inlined
def _go_on(m: Array, spot: Record) -> None:
    m[SIDE] = spot
    m[CANDIDATE].t = NEVER
    if spot.side > 0 and spot.coast_m < m[NEAR].coast_m:
        m[NEAR] = spot


@inlined
def _change(m: Array, spot: Record) -> None:
    if spot.side > 0:
        m[IN_BEFORE] = m[SIDE]
        m[IN_AFTER] = m[CANDIDATE]
        m[NEAR] = m[CANDIDATE]
        if spot.coast_m < m[NEAR].coast_m:
            m[NEAR] = spot
    m[SIDE] = spot
    m[CANDIDATE].t = NEVER


@entry
def sweep_stays(
    rows: Rows,
    source: Codes,
    spots: Array,
    count: Array,
    bounds: Bounds,
    stays: Array,
    ends: Array,
    room: Array,
) -> int:
    """Sweep fixes in order of time and find the stays that end.

    A side is left when a fix on another one is sure, or when fixes on that other side go on for
    the dwell; a run that returns before either is no change. Between two States only the dwell
    speaks, and that of an aircraft is its own.

    Args:
        rows: n rows of a path.
        source: codes of their sources in the memory, shape (n,).
        spots: of dtype SPOT, by slot, shape (m, 5), changed in place.
        count: fixes of each slot, up to 2, int64, shape (m, 1); changed in place.
        bounds: thresholds.
        stays: of dtype SPOT, room for n, shape (n, 5): the spots of each stay that ended.
        ends: its SLOT and HOW, int64, shape (n, 2).
        room: of dtype SPOT, shape (1,): the fix at hand.

    Returns:
        how many stays ended.
    """
    found, spot = 0, room[0]
    for i in range(len(rows.t)):
        slot = rows.slot[i]
        m = spots[slot]
        if rows.fresh[i]:
            m[SIDE].t = NEVER
            count[slot, 0] = 0
        count[slot, 0] = min(2, max(0, count[slot, 0]) + 1)
        if _goes_on(rows, i, m):
            continue
        spot_of(rows, source, i, bounds, spot)
        if spot.side < 0:
            continue
        if m[SIDE].t == NEVER:
            _begin(m, spot)
        elif spot.side == m[SIDE].side:
            _go_on(m, spot)
        else:
            if m[CANDIDATE].t == NEVER or m[CANDIDATE].side != spot.side:
                m[CANDIDATE] = spot
            limit = spot.side == 0 or m[SIDE].side == 0
            air = not limit and _is_aircraft(rows.object_id[i])
            dwell_us = bounds.air_us if air else bounds.dwell_us
            if (spot.sure and limit) or spot.t - m[CANDIDATE].t >= dwell_us:
                if m[SIDE].side > 0:
                    found = _end_stay(m, slot, CHANGED, stays, ends, found)
                _change(m, spot)
    return found


@entry
def end_broken(retired: Codes, spots: Array, count: Array, stays: Array, ends: Array) -> int:
    """End the stays of lanes that were given up; a lane of one fix has none.

    Args:
        retired: slots, int32, shape (k,); those beyond the memory are passed over.
        spots: as in `sweep_stays`; so is count.
        count: changed in place.
        stays: of dtype SPOT, shape (k, 5): see `sweep_stays`.
        ends: int64, shape (k, 2).

    Returns:
        how many stays ended.
    """
    found = 0
    for slot in retired:
        if slot >= len(spots):
            continue
        m = spots[slot]
        m[CANDIDATE].t = NEVER
        if m[SIDE].t != NEVER and m[SIDE].side > 0 and count[slot, 0] > 1:
            found = _end_stay(m, slot, BROKEN, stays, ends, found)
        m[SIDE].t, count[slot, 0] = NEVER, 0
    return found

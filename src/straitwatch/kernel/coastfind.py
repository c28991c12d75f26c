"""Points turned into side, distance and State, through the cells of tiles that are built."""

# ruff: noqa: PLR0917 - kernels take coordinates one by one: a tuple would cost time to compile

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inlined, inner
from straitwatch.kernel.coast import ECCENTRICITY2, EQUATOR_M
from straitwatch.kernel.coastgrid import (
    HAS_LAKE,
    HAS_SHORE,
    ON_LAKE,
    ON_LAND,
    PER_DEGREE,
    SIDE,
    TILE_COLS,
    TILE_ROWS,
    crosses,
)

__all__ = ["INLAND", "NOT_BUILT", "OPEN_SEA", "Pool", "locate", "trig_table"]

Array = npt.NDArray[Any]

NOT_BUILT, OPEN_SEA, INLAND = -1, -2, -3
"""Slots of tiles that have no cells."""

_RADIUS_M = 6_371_008.8
_FINE = PER_DEGREE * SIDE  # cells in a degree


class Pool(NamedTuple):
    """What was built so far.

    Attributes:
        slot: number of each tile; NOT_BUILT, or OPEN_SEA, INLAND: nothing within reach; int32,
            shape (tiles,).
        flags: bits of each cell, int8, shape (slots, 256).
        start: where each cell's candidates start in `cand`, int64, shape (slots, 257).
        lake_start: the same for lake shores in `lake_cand`.
        cand: rows of `seg`, int32.
        lake_cand: rows of `lake_ends`, int32.
        seg: a and b - a in earth-centred metres, State code, 1 / |b - a|²: float64, (k, 8).
        ends: lon, lat of a and of b, float64, shape (k, 4); nan for lines that bound no land.
        lake_ends: the same as `ends` for lake shores.
        trig: see `trig_table`.
    """

    slot: Array
    flags: Array
    start: Array
    lake_start: Array
    cand: Array
    lake_cand: Array
    seg: Array
    ends: Array
    lake_ends: Array
    trig: Array


def trig_table() -> Array:
    """Sine and cosine of latitude and longitude of the middles of cells, shape (23040, 4)."""
    middle = np.radians((np.arange(TILE_COLS * SIDE) + 0.5) / PER_DEGREE / SIDE)
    lat, lon = middle - np.pi / 2.0, middle - np.pi  # rows above 11519 are no latitudes
    return np.stack([np.sin(lat), np.cos(lat), np.sin(lon), np.cos(lon)], axis=1)


@inner
def _across(ends: Array, rows: Array, x0: float, y0: float, x1: float, y1: float) -> bool:
    """Tell whether an odd number of lines lies across the way from 0 to 1."""
    odd = False
    for k in range(len(rows)):
        if crosses(ends[rows[k]], x0, y0, x1, y1):
            odd = not odd
    return odd


@inner
def _nearest_of(px: float, py: float, pz: float, seg: Array, rows: Array) -> tuple[float, int]:
    """Chord to the nearest of a cell's candidates, and its State code; inf and -1 for none."""
    best, code = np.inf, -1
    for k in range(len(rows)):
        s = seg[rows[k]]
        qx, qy, qz = px - s[0], py - s[1], pz - s[2]
        share = min(1.0, max(0.0, (qx * s[3] + qy * s[4] + qz * s[5]) * s[7]))
        qx, qy, qz = qx - share * s[3], qy - share * s[4], qz - share * s[5]
        found2 = qx * qx + qy * qy + qz * qz
        if found2 < best:
            best, code = found2, int(s[6])
    return np.sqrt(best), code


@inlined
def _turn(sine: float, cosine: float, by_deg: float) -> tuple[float, float]:
    """Sine and cosine of an angle plus a turn under 0.01°, without calling either."""
    d = by_deg * (np.pi / 180.0)
    sin_d, cos_d = d - d * d * d / 6.0, 1.0 - d * d / 2.0
    return sine * cos_d + cosine * sin_d, cosine * cos_d - sine * sin_d


@inlined
def _place(x: float, y: float) -> tuple[int, int]:
    """Column and row of the cell of a point, counted over all tiles."""
    col = min(TILE_COLS * SIDE - 1, int((x + 180.0) * _FINE))
    return col, min(TILE_ROWS * SIDE - 1, int((y + 90.0) * _FINE))


@inner
def _fetch(lon: Array, lat: Array, pool: Pool, ahead: Array) -> float:
    """Look up the cells of a block of points, step by step for all.

    A point waits for memory at every step; those of a block wait together. `ahead`, int64, shape
    (block, 4), is filled with slot, flags, first candidate and end of candidates. What is returned
    only keeps the compiler from dropping the last step.
    """
    for k in range(len(lon)):
        col, row = _place(lon[k], lat[k])
        ahead[k, 0] = pool.slot[row // SIDE * TILE_COLS + col // SIDE]
        ahead[k, 1] = row % SIDE * SIDE + col % SIDE
    for k in range(len(lon)):
        slot, cell = ahead[k, 0], ahead[k, 1]
        ahead[k, 1], ahead[k, 2], ahead[k, 3] = 0, 0, 0
        if slot >= 0:
            ahead[k, 1] = pool.flags[slot, cell]
            ahead[k, 2], ahead[k, 3] = pool.start[slot, cell], pool.start[slot, cell + 1]
    touched = 0.0
    for k in range(len(lon)):
        if ahead[k, 3] > ahead[k, 2]:
            touched += pool.seg[pool.cand[ahead[k, 2]], 0]
    return touched


@inlined
def _metres_to(
    x: float, y: float, x0: float, y0: float, trig: Array, seg: Array, rows: Array
) -> tuple[float, int]:
    """Metres along the ground to the nearest of a cell's candidates, and its State code."""
    col, row = _place(x, y)
    sin_y, cos_y = _turn(trig[row, 0], trig[row, 1], y - y0)
    sin_x, cos_x = _turn(trig[col, 2], trig[col, 3], x - x0)
    normal = EQUATOR_M / np.sqrt(1.0 - ECCENTRICITY2 * sin_y * sin_y)
    px, py = normal * cos_y * cos_x, normal * cos_y * sin_x
    chord, state = _nearest_of(px, py, normal * (1.0 - ECCENTRICITY2) * sin_y, seg, rows)
    return chord * (1.0 + chord * chord / (24.0 * _RADIUS_M * _RADIUS_M)), state


@entry
def locate(
    lon: Array,
    lat: Array,
    pool: Pool,
    limits: Array,
    label: Array,
    dist: Array,
    code: Array,
    ahead: Array,
) -> float:
    """Find side, ring, distance and State of points in tiles that are all built.

    Args:
        lon: degrees from -180 up to, but not, 180; float64, shape (n,).
        lat: degrees, float64, shape (n,).
        pool: the tiles.
        limits: metres, float64, shape (3,), ascending; beyond the last no distance is told.
        label: filled with bits ON_LAND, ON_LAKE, and 4 times the number of limits passed; int8.
        dist: filled with metres to the nearest segment, negative on land, else nan; float32.
        code: filled with the State code of that segment, -1 for none; int16.
        ahead: room for a block of points: int64, shape (block, 4).

    Returns:
        nothing of use: see `_fetch`.
    """
    block, touched = len(ahead), 0.0
    for k in range(len(lon)):
        if k % block == 0:
            touched += _fetch(lon[k : k + block], lat[k : k + block], pool, ahead)
        x, y = lon[k], lat[k]
        at = k % block
        slot, flags, first, last = ahead[at, 0], ahead[at, 1], ahead[at, 2], ahead[at, 3]
        dist[k], code[k] = np.nan, -1
        if slot < 0:
            label[k] = 12 | (ON_LAND if slot == INLAND else 0)
            continue
        col, row = _place(x, y)
        side, metres = flags & (ON_LAND | ON_LAKE), np.inf
        x0, y0 = (col + 0.5) / _FINE - 180.0, (row + 0.5) / _FINE - 90.0
        if last > first:
            rows = pool.cand[first:last]
            metres, state = _metres_to(x, y, x0, y0, pool.trig, pool.seg, rows)
            if flags & HAS_SHORE and _across(pool.ends, rows, x0, y0, x, y):
                side ^= ON_LAND
            if metres <= limits[2]:
                code[k] = state
                dist[k] = -metres if side & ON_LAND else metres
        if flags & HAS_LAKE:
            cell = row % SIDE * SIDE + col % SIDE
            first, last = pool.lake_start[slot, cell], pool.lake_start[slot, cell + 1]
            if _across(pool.lake_ends, pool.lake_cand[first:last], x0, y0, x, y):
                side ^= ON_LAKE
        ring = (metres > limits[0]) + (metres > limits[1]) + (metres > limits[2])
        label[k] = side | ring << 2
    return touched

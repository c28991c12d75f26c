"""Points turned into side, distance and State, through the cells of tiles that are built."""

# ruff: noqa: PLR0917 - kernels take coordinates one by one: a tuple would cost time to compile

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

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
from straitwatch.kernel.jit import jit

__all__ = ["INLAND", "NOT_BUILT", "OPEN_SEA", "Pool", "locate", "trig_table"]

Array = npt.NDArray[Any]

NOT_BUILT, OPEN_SEA, INLAND = -1, -2, -3
"""Slots of tiles that have no cells."""

_RADIUS_M = 6_371_008.8


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


@jit
def _across(ends: Array, rows: Array, x0: float, y0: float, x1: float, y1: float) -> bool:
    """Tell whether an odd number of lines lies across the way from 0 to 1."""
    odd = False
    for k in range(len(rows)):
        if crosses(ends[rows[k]], x0, y0, x1, y1):
            odd = not odd
    return odd


@jit
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


@jit
def _turn(sine: float, cosine: float, by_deg: float) -> tuple[float, float]:
    """Sine and cosine of an angle plus a turn under 0.01°, without calling either."""
    d = by_deg * (np.pi / 180.0)
    sin_d, cos_d = d - d * d * d / 6.0, 1.0 - d * d / 2.0
    return sine * cos_d + cosine * sin_d, cosine * cos_d - sine * sin_d


@jit
def locate(
    lon: Array, lat: Array, pool: Pool, limits: Array, label: Array, dist: Array, code: Array
) -> None:
    """Find side, ring, distance and State of points in tiles that are all built.

    Args:
        lon: degrees from -180 up to, but not, 180; float64, shape (n,).
        lat: degrees, float64, shape (n,).
        pool: the tiles.
        limits: metres, float64, shape (3,), ascending; beyond the last no distance is told.
        label: filled with bits ON_LAND, ON_LAKE, and 4 times the number of limits passed; int8.
        dist: filled with metres to the nearest segment, negative on land, else nan; float32.
        code: filled with the State code of that segment, -1 for none; int16.
    """
    fine, size = PER_DEGREE * SIDE, 1.0 / PER_DEGREE / SIDE
    for k in range(len(lon)):
        x, y = lon[k], lat[k]
        col = min(TILE_COLS * SIDE - 1, int((x + 180.0) * fine))
        row = min(TILE_ROWS * SIDE - 1, int((y + 90.0) * fine))
        slot = pool.slot[row // SIDE * TILE_COLS + col // SIDE]
        dist[k], code[k] = np.nan, -1
        if slot < 0:
            label[k] = 12 | (ON_LAND if slot == INLAND else 0)
            continue
        cell = row % SIDE * SIDE + col % SIDE
        flags = pool.flags[slot, cell]
        side, metres = flags & (ON_LAND | ON_LAKE), np.inf
        x0, y0 = (col + 0.5) * size - 180.0, (row + 0.5) * size - 90.0
        rows = pool.cand[pool.start[slot, cell] : pool.start[slot, cell + 1]]
        if len(rows):
            sin_y, cos_y = _turn(pool.trig[row, 0], pool.trig[row, 1], y - y0)
            sin_x, cos_x = _turn(pool.trig[col, 2], pool.trig[col, 3], x - x0)
            normal = EQUATOR_M / np.sqrt(1.0 - ECCENTRICITY2 * sin_y * sin_y)
            px, py = normal * cos_y * cos_x, normal * cos_y * sin_x
            pz = normal * (1.0 - ECCENTRICITY2) * sin_y
            chord, state = _nearest_of(px, py, pz, pool.seg, rows)
            metres = chord * (1.0 + chord * chord / (24.0 * _RADIUS_M * _RADIUS_M))
            if flags & HAS_SHORE and _across(pool.ends, rows, x0, y0, x, y):
                side ^= ON_LAND
            if metres <= limits[2]:
                code[k] = state
                dist[k] = -metres if side & ON_LAND else metres
        if flags & HAS_LAKE:
            first, last = pool.lake_start[slot, cell], pool.lake_start[slot, cell + 1]
            if _across(pool.lake_ends, pool.lake_cand[first:last], x0, y0, x, y):
                side ^= ON_LAKE
        ring = (metres > limits[0]) + (metres > limits[1]) + (metres > limits[2])
        label[k] = side | ring << 2

"""Tiles of 0.25° cut into 16×16 cells, each with the few shore segments that can be nearest in it.

A segment stays out of a cell's list when some point of the shore is nearer to all four corners
than any point of the segment is: then it is nearer in the whole cell, for the set of places nearer
to one point than to another is a half-space, and one that holds the corners holds the cell.
"""

# ruff: noqa: PLR0917 - kernels take coordinates one by one: a tuple would cost time to compile

from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.coast import (
    Shore,
    gather,
    nearest,
    to_ecef,
    to_segment,
    vertex,
)
from straitwatch.kernel.jit import jit

__all__ = [
    "CELLS",
    "HAS_LAKE",
    "HAS_SHORE",
    "ON_LAKE",
    "ON_LAND",
    "PER_DEGREE",
    "SIDE",
    "TILE_COLS",
    "TILE_ROWS",
    "build_tile",
    "crosses",
]

Array = npt.NDArray[Any]

PER_DEGREE = 4
SIDE = 16
CELLS = SIDE * SIDE
TILE_COLS = 360 * PER_DEGREE
TILE_ROWS = 180 * PER_DEGREE
ON_LAND, ON_LAKE, HAS_SHORE, HAS_LAKE = 1, 2, 4, 8
"""Bits of a cell's flags: its centre is on land, on a lake; shore, lake shore may cut it."""

_LEVELS = 4  # SIDE == 2 ** _LEVELS
_SITES = 5  # four corners and the middle
_RADIUS_M = 6_371_008.8


@jit
def _parts(shore: Shore, ids: Array) -> tuple[Array, Array]:
    """Earth-centred a and b - a, and the ends in degrees, of segments."""
    n = len(ids)
    seg, ends = np.zeros((n, 8)), np.empty((n, 4))
    for k in range(n):
        lon_a, lat_a = vertex(shore.xy, shore.extra, ids[k])
        lon_b, lat_b = vertex(shore.xy, shore.extra, ids[k] + 1)
        ends[k, 0], ends[k, 1], ends[k, 2], ends[k, 3] = lon_a, lat_a, lon_b, lat_b
        ax, ay, az = to_ecef(lon_a, lat_a)
        bx, by, bz = to_ecef(lon_b, lat_b)
        seg[k, 0], seg[k, 1], seg[k, 2] = ax, ay, az
        seg[k, 3], seg[k, 4], seg[k, 5] = bx - ax, by - ay, bz - az
        length2 = seg[k, 3] ** 2 + seg[k, 4] ** 2 + seg[k, 5] ** 2
        seg[k, 7] = 1.0 / length2 if length2 > 0.0 else 0.0
    return seg, ends


@jit
def _apart(a: Array, i: int, b: Array, j: int) -> float:
    """Chord between row i of a and row j of b."""
    x, y, z = a[i, 0] - b[j, 0], a[i, 1] - b[j, 1], a[i, 2] - b[j, 2]
    return float(np.sqrt(x * x + y * y + z * z))


@jit
def _places(west: float, south: float, size: float) -> tuple[Array, float]:
    """Corners and middle of a square in degrees, earth-centred, shape (5, 3); and its radius."""
    places, half = np.empty((_SITES, 3)), size / 2.0
    for k in range(_SITES):
        lon = west + half if k == 4 else west + (size if k % 2 else 0.0)  # noqa: PLR2004
        lat = south + half if k == 4 else south + (size if k // 2 else 0.0)  # noqa: PLR2004
        x, y, z = to_ecef(lon, lat)
        places[k, 0], places[k, 1], places[k, 2] = x, y, z
    radius = 0.0
    for k in range(4):
        radius = max(radius, _apart(places, k, places, 4))
    return places, radius


@jit
def _measure(parent: Array, seg: Array, places: Array, dist: Array, feet: Array) -> float:
    """Fill `dist`, (k, 5), and the nearest shore point of each place; least of the middle's."""
    least = np.full(_SITES, np.inf)
    for k in range(len(parent)):
        s = seg[parent[k]]
        for p in range(_SITES):
            x, y, z = places[p, 0], places[p, 1], places[p, 2]
            found2, share = to_segment(x, y, z, s[0], s[1], s[2], s[3], s[4], s[5])
            dist[k, p] = np.sqrt(found2)
            if dist[k, p] < least[p]:
                least[p] = dist[k, p]
                for axis in range(3):
                    feet[p, axis] = s[axis] + share * s[3 + axis]
    return float(least[4])


@jit
def _prune(
    parent: Array, seg: Array, places: Array, margin: float, limit: float, out: Array, n: int
) -> tuple[Array, int]:
    """Append to `out` those of `parent` that can be nearest somewhere in a square.

    `limit` bounds the distance to its middle; `margin` makes up for the curve of its sides.
    """
    k_max = len(parent)
    dist, feet = np.empty((k_max, _SITES)), np.empty((_SITES, 3))
    if k_max == 0 or _measure(parent, seg, places, dist, feet) > limit:
        return out, n
    reach = np.empty((_SITES, 4))
    for site in range(_SITES):
        for p in range(4):
            reach[site, p] = _apart(places, p, feet, site) + margin
    for k in range(k_max):
        if dist[k, 4] > limit or _is_beaten(dist[k], reach):
            continue
        if n == len(out):
            wider = np.empty(2 * n, np.int32)
            for old in range(n):
                wider[old] = out[old]
            out = wider
        out[n] = parent[k]
        n += 1
    return out, n


@jit
def _is_beaten(dist: Array, reach: Array) -> bool:
    for site in range(_SITES):
        beaten = True
        for p in range(4):
            if dist[p] <= reach[site, p]:
                beaten = False
                break
        if beaten:
            return True
    return False


@jit
def _refine(west: float, south: float, seg: Array, reach_m: float) -> tuple[Array, Array]:
    """Share the segments of a tile out to its cells, halving squares four times."""
    start, cand = np.zeros(2, np.int64), np.empty(len(seg), np.int32)
    start[1] = len(seg)
    for k in range(len(seg)):
        cand[k] = k
    for level in range(1, _LEVELS + 1):
        side = 1 << level
        size = 1.0 / PER_DEGREE / side
        next_start = np.zeros(side * side + 1, np.int64)
        out, n = np.empty(max(64, 2 * len(cand)), np.int32), 0
        for cell in range(side * side):
            row, col = cell // side, cell % side
            up = row // 2 * (side // 2) + col // 2
            places, radius = _places(west + col * size, south + row * size, size)
            steep = abs(np.tan(np.radians(min(89.0, abs(south) + 0.5))))
            margin = 1.0 + 2.0 * radius * radius / _RADIUS_M * (1.0 + steep)
            parent = cand[start[up] : start[up + 1]]
            out, n = _prune(parent, seg, places, margin, reach_m + radius, out, n)
            next_start[cell + 1] = n
        start, cand = next_start, out[:n]
    return start, cand


@jit
def crosses(ends: Array, x0: float, y0: float, x1: float, y1: float) -> bool:
    """Tell whether a segment lies across the way from 0 to 1; a touch counts to one side."""
    ax, ay, bx, by = ends[0], ends[1], ends[2], ends[3]
    wx, wy = x1 - x0, y1 - y0
    left_a = wx * (ay - y0) - wy * (ax - x0) > 0.0
    left_b = wx * (by - y0) - wy * (bx - x0) > 0.0
    if left_a == left_b:
        return False
    sx, sy = bx - ax, by - ay
    return bool((sx * (y0 - ay) - sy * (x0 - ax) > 0.0) != (sx * (y1 - ay) - sy * (x1 - ax) > 0.0))


@jit
def _touches(ends: Array, west: float, south: float, size: float) -> bool:
    """Tell whether a segment's bounding box meets a square."""
    return bool(
        min(ends[0], ends[2]) <= west + size
        and max(ends[0], ends[2]) >= west
        and min(ends[1], ends[3]) <= south + size
        and max(ends[1], ends[3]) >= south
    )


@jit
def _mark(
    west: float, south: float, inside: bool, ends: Array, on: int, has: int, flags: Array
) -> None:
    """Set each cell's bits: its centre's side, and whether a line may cut it."""
    size, half = 1.0 / PER_DEGREE / SIDE, 0.5 / PER_DEGREE
    rows = _within(ends, west, south, 2.0 * half)
    for cell in range(CELLS):
        x, y = west + (cell % SIDE) * size, south + (cell // SIDE) * size
        odd = inside
        for k in rows:
            if _touches(ends[k], x, y, size):
                flags[cell] |= has
            if crosses(ends[k], west + half, south + half, x + size / 2.0, y + size / 2.0):
                odd = not odd
        if odd:
            flags[cell] |= on


@jit
def _within(ends: Array, west: float, south: float, size: float) -> Array:
    """Rows of `ends` whose boxes meet a square; int32."""
    rows, n = np.empty(len(ends), np.int32), 0
    for k in range(len(ends)):
        if _touches(ends[k], west, south, size):
            rows[n] = k
            n += 1
    return rows[:n]


@jit
def _share_lakes(west: float, south: float, ends: Array) -> tuple[Array, Array]:
    """Lake shores of each cell: where each cell's start, and rows of `ends`."""
    start, cand, n = np.zeros(CELLS + 1, np.int64), np.empty(64, np.int32), 0
    size = 1.0 / PER_DEGREE / SIDE
    for cell in range(CELLS):
        rows = _within(ends, west + (cell % SIDE) * size, south + (cell // SIDE) * size, size)
        for row in rows:
            if n == len(cand):
                wider = np.empty(2 * n, np.int32)
                for old in range(n):
                    wider[old] = cand[old]
                cand = wider
            cand[n] = row
            n += 1
        start[cell + 1] = n
    return start, cand[:n]


@jit
def _keep_used(cand: Array, ids: Array) -> Array:
    """Renumber candidates, in place, in the order of their first use; the ids that are used."""
    number, used, m = np.full(len(ids), -1, np.int32), np.empty(len(ids), np.int64), 0
    for k in range(len(cand)):
        if number[cand[k]] < 0:
            number[cand[k]] = m
            used[m] = ids[cand[k]]
            m += 1
        cand[k] = number[cand[k]]
    return used[:m]


def build_tile(
    tile: int, sides: int, shore: Shore, lakes: Shore, reach_m: float
) -> tuple[Array, Array, Array, Array, Array, Array, Array, Array, Array]:
    """Build one tile.

    Args:
        tile: row * 1440 + column, from 90° S 180° W.
        sides: bits ON_LAND and ON_LAKE of the tile's centre.
        shore: sea shores; vertices of `extra` are lines that bound no land.
        lakes: lake shores and the islands in lakes.
        reach_m: distances beyond it are not asked for.

    Returns:
        flags (256,), start (257,), cand, ids and seg (k, 8) and ends (k, 4) of its segments,
        lake_start (257,), lake_cand, lake_ends; see `coastfind.Pool`.

    Notes:
        Python between kernels: one kernel that calls all of them takes 4 s more to compile.
    """
    edge = 1.0 / PER_DEGREE
    west, south = (tile % TILE_COLS) * edge - 180.0, (tile // TILE_COLS) * edge - 90.0
    places, radius = _places(west, south, edge)
    x, y, z = places[4].tolist()
    radius *= 1.01
    limit = reach_m + radius
    middle = np.array([west + edge / 2.0]), np.array([south + edge / 2.0])
    least = float(nearest(*middle, shore)[0][0])
    ids = gather(x, y, z, min(least + 2.0 * radius, limit) if least < limit else -1.0, shore)
    start, cand = _refine(west, south, _parts(shore, ids)[0], reach_m)
    ids = _keep_used(cand, ids)
    seg, ends = _parts(shore, ids)
    ends[ids >= len(shore.xy)] = np.nan
    flags = np.zeros(CELLS, np.int8)
    _mark(west, south, bool(sides & ON_LAND), ends, ON_LAND, HAS_SHORE, flags)

    _, lake_ends = _parts(lakes, gather(x, y, z, radius, lakes))
    _mark(west, south, bool(sides & ON_LAKE), lake_ends, ON_LAKE, HAS_LAKE, flags)
    lake_start, lake_cand = _share_lakes(west, south, lake_ends)
    return flags, start, cand, ids, seg, ends, lake_start, lake_cand, lake_ends

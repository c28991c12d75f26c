"""A tile's segments turned into cells: one answer each, or the few segments that decide in it.

A segment stays out of a square's list when some point of the shore is nearer to all four corners
than any point of the segment is: then it is nearer in the whole square, for the set of places
nearer to one point than to another is a half-space, and one that holds the corners holds the
square. A square has one answer when no line cuts it, its candidates are of one State, and the
distance of its middle is further from each limit than its radius, for a distance never changes by
more than the way gone.
"""

# ruff: noqa: PLR0917 - kernels take coordinates one by one: a tuple would cost time to compile

from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.coast import to_ecef
from straitwatch.kernel.coastlayout import (
    HIGH_SEAS,
    ON_LAKE,
    ON_LAND,
    OPEN,
    PER_DEGREE,
    SIDE,
    Plan,
    breadth_at,
    zone_at_sea,
    zone_of_side,
)
from straitwatch.kernel.jit import jit

__all__ = ["CENTRE", "split_tile", "square_sites"]

Array = npt.NDArray[Any]

CENTRE = 4
_LEVELS = 4  # SIDE == 2 ** _LEVELS
_SITES = 5  # four corners and the middle
_RADIUS_M = 6_371_008.8
_SLACK_M = 20.0  # what a mean radius and straight chords may be off, and more

_zone_at_sea, _zone_of_side, _breadth_at = jit(zone_at_sea), jit(zone_of_side), jit(breadth_at)


@jit
def square_sites(west: float, south: float, size: float) -> tuple[Array, float]:
    """Corners and middle of a square in degrees, earth-centred, shape (5, 3); and its radius."""
    sites, half = np.empty((_SITES, 3)), size / 2.0
    for k in range(_SITES):
        lon = west + half if k == CENTRE else west + (size if k % 2 else 0.0)
        lat = south + half if k == CENTRE else south + (size if k // 2 else 0.0)
        x, y, z = to_ecef(lon, lat)
        sites[k, 0], sites[k, 1], sites[k, 2] = x, y, z
    radius = 0.0
    for k in range(CENTRE):
        radius = max(radius, _apart(sites, k, sites, CENTRE))
    return sites, radius * 1.01


@jit
def _apart(a: Array, i: int, b: Array, j: int) -> float:
    """Chord between row i of a and row j of b."""
    x, y, z = a[i, 0] - b[j, 0], a[i, 1] - b[j, 1], a[i, 2] - b[j, 2]
    return float(np.sqrt(x * x + y * y + z * z))


@jit
def _measure(of: Array, seg: Array, sites: Array, dist: Array, feet: Array) -> float:
    """Fill `dist`, (k, 5), and the nearest shore point of each site; least of the middle's."""
    least = np.empty(_SITES)
    for p in range(_SITES):
        least[p] = np.inf
    for k in range(len(of)):
        s = seg[of[k]]
        for p in range(_SITES):
            qx, qy, qz = sites[p, 0] - s[0], sites[p, 1] - s[1], sites[p, 2] - s[2]
            share = min(1.0, max(0.0, (qx * s[3] + qy * s[4] + qz * s[5]) * s[6]))
            qx, qy, qz = qx - share * s[3], qy - share * s[4], qz - share * s[5]
            dist[k, p] = np.sqrt(qx * qx + qy * qy + qz * qz)
            if dist[k, p] < least[p]:
                least[p] = dist[k, p]
                for axis in range(3):
                    feet[p, axis] = s[axis] + share * s[3 + axis]
    return float(least[CENTRE])


@jit
def _prune(
    of: Array, seg: Array, sites: Array, margin: float, limit: float, out: Array, n: int
) -> tuple[Array, int, float]:
    """Append to `out` those that can be nearest somewhere in a square; least of the middle's.

    `limit` bounds the distance to its middle; `margin` makes up for the curve of its sides.
    """
    dist, feet = np.empty((len(of), _SITES)), np.empty((_SITES, 3))
    least = _measure(of, seg, sites, dist, feet)
    if least > limit:
        return out, n, least
    reach = np.empty((_SITES, CENTRE))
    for site in range(_SITES):
        for p in range(CENTRE):
            reach[site, p] = _apart(sites, p, feet, site) + margin
    for k in range(len(of)):
        if dist[k, CENTRE] > limit or _is_beaten(dist[k], reach):
            continue
        if n == len(out):
            wider = np.empty(2 * n, np.int32)
            for old in range(n):
                wider[old] = out[old]
            out = wider
        out[n] = of[k]
        n += 1
    return out, n, least


@jit
def _is_beaten(dist: Array, reach: Array) -> bool:
    for site in range(_SITES):
        beaten = True
        for p in range(CENTRE):
            if dist[p] <= reach[site, p]:
                beaten = False
                break
        if beaten:
            return True
    return False


@jit
def _one_side(
    bits: Array, busy: Array, land: Array, row: int, col: int, width: int
) -> tuple[bool, int]:
    """Tell whether one side holds in a square of cells; and its land's code + 1, -1 for several."""
    first = row * SIDE + col
    code = int(land[first])
    for r in range(row, row + width):
        for c in range(col, col + width):
            cell = r * SIDE + c
            if busy[cell] or bits[cell] != bits[first]:
                return False, -1
            if land[cell] != code:
                code = -1
    return True, code


@jit
def _one_state(of: Array, code: Array) -> int:
    """State code of all candidates, -2 where they differ."""
    for k in range(1, len(of)):
        if code[of[k]] != code[of[0]]:
            return -2
    return int(code[of[0]]) if len(of) else -1


@jit
def _decide(bits: int, land: int, state: int, chord_m: float, radius: float, plan: Plan) -> int:
    """Answer that holds in a whole square that no line cuts, or OPEN."""
    zone = _zone_of_side(bits)
    if bits & ON_LAND:
        return zone + 8 * land if land > 0 else OPEN
    dist_m = chord_m * (1.0 + chord_m * chord_m / (24.0 * _RADIUS_M * _RADIUS_M))
    away = radius + _SLACK_M
    if zone == OPEN and dist_m - away > plan.limits[1]:
        return HIGH_SEAS
    if state < -1:
        return OPEN
    if zone != OPEN:
        return zone + 8 * (state + 1)
    breadth_m = _breadth_at(bits, state, plan.breadths, plan.area_state, plan.area_breadth)
    for limit_m in (breadth_m, plan.limits[0], plan.limits[1]):
        if abs(dist_m - limit_m) <= away:
            return OPEN
    return _zone_at_sea(dist_m, breadth_m, plan.limits) + 8 * (state + 1)


@jit
def split_tile(
    west: float,
    south: float,
    seg: Array,
    code: Array,
    bits: Array,
    busy: Array,
    land: Array,
    plan: Plan,
    keep_m: float,
) -> tuple[Array, Array, Array, Array]:
    """Share the segments of a tile out to its cells, halving squares four times.

    Args:
        west: of the tile, degrees.
        south: of the tile, degrees.
        seg: see `gather_segments`.
        code: State codes of them, int16.
        bits: sides of the cells' centres, shape (256,).
        busy: not 0 where a line may cut a cell, shape (256,).
        land: State codes + 1 of the cells' land, shape (256,).
        plan: the rules.
        keep_m: a cell that is nearer to a shore than this keeps its candidates even where one
            answer holds; negative: none does.

    Returns:
        answer of each cell, or OPEN, int32, shape (256,); of those that a line cuts, the answer
        at sea, or OPEN, int32, shape (256,); where each cell's candidates start, int32,
        shape (257,); rows of `seg`, int32.
    """
    answer, final, sea = np.zeros(1, np.int32), np.zeros(1, np.bool_), np.zeros(1, np.int32)
    start, cand = np.zeros(2, np.int32), np.empty(len(seg), np.int32)
    start[1] = len(seg)
    for k in range(len(seg)):
        cand[k] = k
    for level in range(_LEVELS + 1):
        side = 1 << level
        size, width = 1.0 / PER_DEGREE / side, SIDE // side
        next_answer, next_final = np.empty(side * side, np.int32), np.empty(side * side, np.bool_)
        sea = np.empty(side * side, np.int32)
        next_start = np.zeros(side * side + 1, np.int32)
        out, n = np.empty(max(64, len(cand)), np.int32), 0
        for cell in range(side * side):
            row, col = cell // side, cell % side
            up = row // 2 * max(1, side // 2) + col // 2
            next_answer[cell], next_final[cell], sea[cell] = answer[up], final[up], OPEN
            if not final[up]:
                sites, radius = square_sites(west + col * size, south + row * size, size)
                steep = abs(np.tan(np.radians(min(89.0, abs(south) + 0.5))))
                margin = 1.0 + 2.0 * radius * radius / _RADIUS_M * (1.0 + steep)
                old = n
                limit = plan.limits[1] + radius + _SLACK_M
                of = cand[start[up] : start[up + 1]]
                out, n, chord_m = _prune(of, seg, sites, margin, limit, out, n)
                one, code_of_land = _one_side(bits, busy, land, row * width, col * width, width)
                found, at = OPEN, row * width * SIDE + col * width
                if one or width == 1:
                    state, side_of = _one_state(out[old:n], code), int(bits[at])
                    found = _decide(side_of, code_of_land, state, chord_m, radius, plan)
                if width == 1 and not one:
                    side_of = int(bits[at]) & ~(ON_LAND | ON_LAKE)
                    sea[cell] = _decide(side_of, 0, state, chord_m, radius, plan)
                    found = OPEN
                next_answer[cell] = found
                next_final[cell] = found != OPEN and chord_m - radius > keep_m
                if next_final[cell]:
                    n = old
            next_start[cell + 1] = n
        answer, final, start, cand = next_answer, next_final, next_start, out[:n]
    return answer, sea, start, cand

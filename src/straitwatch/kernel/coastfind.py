"""Points turned into zone, State and distance, through the cells of units that are built."""

# ruff: noqa: PLR0917 - kernels take coordinates one by one: a tuple would cost time to compile

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inlined
from straitwatch.kernel.coast import ECCENTRICITY2, EQUATOR_M, TIE, vertex, wins_tie
from straitwatch.kernel.coastlayout import (
    EDGE,
    FIRST,
    HAS_SHORE,
    HIGH_SEAS,
    INTERNAL,
    KNOWN,
    LAND,
    ON_LAKE,
    ON_LAND,
    OPEN,
    PER_DEGREE,
    SIDE,
    SIDES,
    TILE_COLS,
    TILE_ROWS,
    breadth_at,
    zone_at_sea,
    zone_of_side,
)
from straitwatch.kernel.coastmark import crosses

__all__ = ["BAD", "BLOCK", "MISSING", "NOT_BUILT", "Pool", "locate", "trig_table"]

Array = npt.NDArray[Any]

NOT_BUILT = -1
"""Slot of a tile that was not asked for yet."""
BAD, MISSING = -1, -2
"""Zones of what is no place, and of a place whose tile is not built."""
BLOCK = 512
"""Points that are looked up together."""

_RADIUS_M = 6_371_008.8
_LOW = 0xFFFF  # the lower 16 bits of a word; all set: OPEN
_AHEAD = 4  # candidates of a point that are read ahead
_NEAR_M = 60_000.0  # up to here one mean radius will do: 20 mm
_FINE = PER_DEGREE * SIDE  # cells in a degree
_X, _Y, _SLOT, _FOUND = range(4)


class Pool(NamedTuple):
    """What was built so far, and the shores it speaks of.

    It is handed on as it stands, a kilobyte: all that takes it is put where it is called, or each
    point would wait for that copy.

    Attributes:
        slot: of each tile: its number among those that are cut, NOT_BUILT, or -2 - its answer;
            int32, shape (tiles,).
        cells: of each cut tile, int16, shape (s, 256): an answer, or -1 - the number of an open
            cell, counted from `base`.
        base: int32, shape (s,).
        info: of each open cell, int32, shape (m + 1, 4): KNOWN, its answer, or OPEN, above 16 bits
            with its answer at sea, or OPEN, if a line cuts it; SIDES, State code + 1 of its land
            above 16 bits; FIRST and EDGE, where its candidates and its edges start in the next two.
            The last row only ends the one before.
        cand: first vertices of segments of the sea's shore, int32.
        edges: the same of lines that part sides alone.
        xy: see `coast.Shore`; so `extra`, and `edge_extra` of the lines.
        code: State code of each segment of the sea's shore, int16.
        edge_code: bit that changes across each line of `edge_extra`, int16.
        breadths: see `coastlayout.Plan`; so the next three.
        trig: see `trig_table`.
    """

    slot: Array
    cells: Array
    base: Array
    info: Array
    cand: Array
    edges: Array
    xy: Array
    extra: Array
    edge_extra: Array
    code: Array
    edge_code: Array
    breadths: Array
    area_state: Array
    area_breadth: Array
    limits: Array
    trig: Array


def trig_table() -> Array:
    """Sine and cosine of latitude and longitude of the middles of cells, shape (23040, 4)."""
    middle = np.radians((np.arange(TILE_COLS * SIDE) + 0.5) / PER_DEGREE / SIDE)
    lat, lon = middle - np.pi / 2.0, middle - np.pi  # rows above 11519 are no latitudes
    return np.stack([np.sin(lat), np.cos(lat), np.sin(lon), np.cos(lon)], axis=1)


_zone_at_sea, _zone_of_side = inlined(zone_at_sea), inlined(zone_of_side)
_breadth_at, _wins_tie = inlined(breadth_at), inlined(wins_tie)


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


@inlined
def _angles(x: float, y: float, trig: Array) -> tuple[float, float, float, float]:
    """Sine and cosine of latitude, sine and cosine of longitude."""
    col, row = _place(x, y)
    sin_y, cos_y = _turn(trig[row, 0], trig[row, 1], y - ((row + 0.5) / _FINE - 90.0))
    sin_x, cos_x = _turn(trig[col, 2], trig[col, 3], x - ((col + 0.5) / _FINE - 180.0))
    return sin_y, cos_y, sin_x, cos_x


@inlined
def _metres(sin_y: float, cos_y: float, sin_x: float, cos_x: float) -> tuple[float, float, float]:
    """Earth-centred metres of a place on the ellipsoid.

    a / sqrt(1 - u), u = e² sin², by its series to u⁵: within 0.1 mm, and half the time.
    """
    u = ECCENTRICITY2 * sin_y * sin_y
    series = 35.0 / 128.0 + u * (63.0 / 256.0)
    normal = EQUATOR_M * (1.0 + u * (0.5 + u * (0.375 + u * (0.3125 + u * series))))
    z = normal * (1.0 - ECCENTRICITY2) * sin_y
    return normal * cos_y * cos_x, normal * cos_y * sin_x, z


_vertex = inlined(vertex.py_func)  # type: ignore[attr-defined]
_crosses = inlined(crosses.py_func)  # type: ignore[attr-defined]


@inlined
def _along(
    chord2: float, qx: float, qy: float, qz: float, at: tuple[float, float, float, float]
) -> float:
    """Metres along the ground of a chord q from a place, the radius of curvature along it used.

    Source: Euler 1767; `coast.arc_of_chord` does the same for arrays.
    """
    chord = np.sqrt(chord2)
    if chord < _NEAR_M:
        return chord * (1.0 + chord2 / (24.0 * _RADIUS_M * _RADIUS_M))
    sin_y, cos_y, sin_x, cos_x = at
    north = cos_y * qz - sin_y * (cos_x * qx + sin_x * qy)
    up = sin_y * qz + cos_y * (cos_x * qx + sin_x * qy)
    cos2 = min(1.0, north * north / (chord2 - up * up))
    shrink = 1.0 - ECCENTRICITY2 * sin_y * sin_y
    prime = EQUATOR_M / np.sqrt(shrink)
    meridian = prime * (1.0 - ECCENTRICITY2) / shrink
    radius = 1.0 / (cos2 / meridian + (1.0 - cos2) / prime)
    return 2.0 * radius * np.arcsin(min(1.0, chord / (2.0 * radius)))


@inlined
def _nearest_of(
    at: tuple[float, float, float, float], pool: Pool, first: int, last: int
) -> tuple[float, int]:
    """Metres to the nearest of the candidates, and which it is; inf and -1 for none."""
    px, py, pz = _metres(at[0], at[1], at[2], at[3])
    best2, where, qx, qy, qz = np.inf, -1, 0.0, 0.0, 0.0
    bx, by, bz, before = 0.0, 0.0, 0.0, -1
    for k in range(first, last):
        i = pool.cand[k]
        ax, ay, az = bx, by, bz
        if i != before:  # else it begins where the last one ended
            lon, lat = _vertex(pool.xy, pool.extra, i)
            sin_y, cos_y, sin_x, cos_x = _angles(lon, lat, pool.trig)
            ax, ay, az = _metres(sin_y, cos_y, sin_x, cos_x)
        before = i + 1
        lon, lat = _vertex(pool.xy, pool.extra, i + 1)
        sin_y, cos_y, sin_x, cos_x = _angles(lon, lat, pool.trig)
        bx, by, bz = _metres(sin_y, cos_y, sin_x, cos_x)
        dx, dy, dz = bx - ax, by - ay, bz - az
        rx, ry, rz = px - ax, py - ay, pz - az
        length2 = dx * dx + dy * dy + dz * dz
        share = 0.0
        if length2 > 0.0:
            share = min(1.0, max(0.0, (rx * dx + ry * dy + rz * dz) / length2))
        rx, ry, rz = rx - share * dx, ry - share * dy, rz - share * dz
        found2 = rx * rx + ry * ry + rz * rz
        tie = where >= 0 and found2 <= best2 * (1.0 + TIE) and _wins_tie(pool.code, i, where)
        if found2 < best2 * (1.0 - TIE) or tie:
            best2, where, qx, qy, qz = found2, i, rx, ry, rz
    if where < 0:
        return np.inf, -1
    return _along(best2, qx, qy, qz, at), where


@inlined
def _side(e: int, x: float, y: float, pool: Pool) -> int:
    """Bits of a point: those of the middle of its open cell, changed by the lines between."""
    col, row = _place(x, y)
    x0, y0 = (col + 0.5) / _FINE - 180.0, (row + 0.5) / _FINE - 90.0
    bits, n = int(pool.info[e, SIDES]) & _LOW, len(pool.xy)
    if bits & HAS_SHORE:
        for k in range(pool.info[e, FIRST], pool.info[e + 1, FIRST]):
            i = pool.cand[k]
            if i < n:
                ax, ay = _vertex(pool.xy, pool.extra, i)
                bx, by = _vertex(pool.xy, pool.extra, i + 1)
                if _crosses(ax, ay, bx, by, x0, y0, x, y):
                    bits ^= ON_LAND
    for k in range(pool.info[e, EDGE], pool.info[e + 1, EDGE]):
        i = pool.edges[k]
        ax, ay = _vertex(pool.xy, pool.edge_extra, i)
        bx, by = _vertex(pool.xy, pool.edge_extra, i + 1)
        if _crosses(ax, ay, bx, by, x0, y0, x, y):
            bits ^= ON_LAKE if i < n else pool.edge_code[i - n]
    return bits


@inlined
def _judge(bits: int, metres: float, code: int, land: int, pool: Pool) -> tuple[int, int]:
    """Zone and State code of a point of an open cell."""
    zone = _zone_of_side(bits)
    if zone == OPEN:
        breadth = _breadth_at(bits, code, pool.breadths, pool.area_state, pool.area_breadth)
        zone = _zone_at_sea(metres, breadth, pool.limits)
    of_land = land > 0 and (zone == LAND or (zone == INTERNAL and bits & ON_LAND != 0))
    if of_land and (bits & HAS_SHORE == 0 or code < 0 or zone != LAND):
        code = land - 1
    return zone, -1 if zone == HIGH_SEAS else code


@inlined
def _fetch(
    lon: Array, lat: Array, pool: Pool, zone: Array, state: Array, missing: Array, room: Array
) -> tuple[int, int, int]:
    """Answer what the cells of a block tell alone; number the rest in `room`.

    A point waits for memory at every step; those of a block wait together, since no step of one
    hangs on what another's memory holds.
    """
    for k in range(len(lon)):
        x, y = lon[k], lat[k]
        if not (np.abs(y) <= 90.0 and np.abs(x) <= 1.0e6):  # noqa: PLR2004 - nan too
            x, y = np.nan, 0.0
        elif x < -180.0 or x >= 180.0:  # noqa: PLR2004 - the antimeridian
            x -= np.floor((x + 180.0) / 360.0) * 360.0
        room[k, _X], room[k, _Y] = x, y
        col, row = _place(0.0 if np.isnan(x) else x, y)
        room[k, _SLOT] = pool.slot[row // SIDE * TILE_COLS + col // SIDE]
    for k in range(len(lon)):
        col, row = _place(0.0 if np.isnan(room[k, _X]) else room[k, _X], room[k, _Y])
        slot = int(room[k, _SLOT])
        cell = int(pool.cells[max(slot, 0), row % SIDE * SIDE + col % SIDE])
        room[k, _FOUND] = cell if slot >= 0 else -2 - slot
    n, absent, bad = 0, 0, 0
    for k in range(len(lon)):
        found, slot, x, y = int(room[k, _FOUND]), int(room[k, _SLOT]), room[k, _X], room[k, _Y]
        zone[k], state[k] = found & 7, (found >> 3) - 1
        if np.isnan(x):
            zone[k], state[k] = BAD, -1
            bad += 1
        elif slot == NOT_BUILT:
            zone[k], state[k] = MISSING, -1
            col, row = _place(x, y)
            missing[row // SIDE * TILE_COLS + col // SIDE] = 1
            absent += 1
        elif found < 0:
            room[n, _X], room[n, _Y] = x, y
            room[n, _SLOT], room[n, _FOUND] = pool.base[slot] - 1 - found, k
            n += 1
    return n, absent, bad


@inlined
def _touch(pool: Pool, room: Array, n: int) -> float:
    """Read the memory that the open points of a block will want, so that they wait together."""
    touched = 0.0
    for k in range(n):
        touched += pool.info[int(room[k, _SLOT]), FIRST]
    for k in range(n):
        e = int(room[k, _SLOT])
        if pool.info[e + 1, FIRST] > pool.info[e, FIRST]:
            touched += pool.cand[pool.info[e, FIRST]]
    for k in range(n):
        e = int(room[k, _SLOT])
        first = pool.info[e, FIRST]
        for j in range(first, min(first + _AHEAD, pool.info[e + 1, FIRST])):
            i = pool.cand[j]
            if i < len(pool.xy):
                touched += pool.xy[i, 0]
    return touched


@inlined
def _resolve(
    pool: Pool, row: Array, reach_m: float, zone: Array, state: Array, dist: Array
) -> None:
    """Find the answer of a point of an open cell, and its distance where `dist` has room."""
    x, y, e, k = row[_X], row[_Y], int(row[_SLOT]), int(row[_FOUND])
    wants, land = len(dist) > 0, int(pool.info[e, SIDES]) >> 16
    answer, sea = int(pool.info[e, KNOWN]) >> 16, int(pool.info[e, KNOWN]) & _LOW
    if answer != OPEN:
        zone[k], state[k] = answer & 7, (answer >> 3) - 1
        if not wants:
            return
    bits = _side(e, x, y, pool)
    if sea != _LOW and not wants:
        zone[k], state[k] = sea & 7, (sea >> 3) - 1
        if bits & ON_LAND:
            zone[k], state[k] = _judge(bits, -1.0, (sea >> 3) - 1, land, pool)
        return
    at = _angles(x, y, pool.trig)
    metres, where = _nearest_of(at, pool, pool.info[e, FIRST], pool.info[e + 1, FIRST])
    if answer == OPEN:
        code = int(pool.code[where]) if where >= 0 else -1
        zone[k], state[k] = _judge(bits, metres, code, land, pool)
    if wants and metres <= reach_m:
        dist[k] = -metres if bits & ON_LAND else metres


@entry
def locate(
    lon: Array,
    lat: Array,
    pool: Pool,
    reach_m: float,
    zone: Array,
    state: Array,
    dist: Array,
    missing: Array,
    told: Array,
    room: Array,
) -> float:
    """Find zone, State and distance of points.

    Args:
        lon: degrees, any turn of the circle; float64, shape (n,).
        lat: degrees, float64, shape (n,).
        pool: what is built.
        reach_m: beyond this no distance is told; float.
        zone: filled with zones; BAD for what is no place, MISSING where a tile is not built; int8.
        state: filled with State codes, -1 for none; int16.
        dist: filled with metres to the nearest baseline, negative on land, nan beyond reach or
            where the pool keeps no candidates; float32; or of length 0: not asked for.
        missing: set to 1 for each tile that is wanted and not built; int8, shape (tiles,).
        told: filled with the numbers of MISSING and BAD; int64, shape (2,).
        room: float64, shape (BLOCK, 4).

    Returns:
        nothing of use: it keeps the compiler from dropping `_touch`.
    """
    touched, wants = 0.0, len(dist) > 0
    told[0], told[1] = 0, 0
    for start in range(0, len(lon), BLOCK):
        stop = min(len(lon), start + BLOCK)
        n, absent, bad = _fetch(
            lon[start:stop],
            lat[start:stop],
            pool,
            zone[start:stop],
            state[start:stop],
            missing,
            room,
        )
        told[0] += absent
        told[1] += bad
        touched += _touch(pool, room, n)
        if wants:
            for k in range(start, stop):
                dist[k] = np.nan
        for j in range(n):
            _resolve(pool, room[j], reach_m, zone[start:stop], state[start:stop], dist[start:stop])
    return touched

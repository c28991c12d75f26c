"""Legs and gates into crossings: which leg passes which arc, where and to which side."""

# Kernels take arrays one by one, in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inlined
from straitwatch.kernel.jit import jit
from straitwatch.kernel.rows import NEVER, Rows
from straitwatch.kernel.rows import keep as kept
from straitwatch.kernel.sphere import along, to_degrees, to_vectors

__all__ = ["Arcs", "choose_legs", "cross_arc", "find_crossings", "to_arcs"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int32]
Records = npt.NDArray[Any]

_ROWS, _COLUMNS = 180, 360
_MARGIN_CELLS = 3
"""A short leg spans under 1.01° each way: 2 cells; a sample of an arc lies within 0.05°: 1 cell."""
_SAMPLE_DEG = 0.1
_POLAR_ROWS = 6
_FIRST_ROOM = 1024
_BOX_SAMPLES = 65
_BULGE_DEG = 0.01  # a leg of 1° lies up to 0.0011° north of the straight line on a chart
_HALF_TURN = 180.0
_STEEP_DEG = 80.0  # nearer to a pole a short leg may span many degrees


@dataclass(frozen=True)
class Arcs:
    """Gates made ready for kernels.

    Attributes:
        a: unit vectors of the first ends, shape (g, 3).
        b: of the second ends, shape (g, 3).
        normal: a × b, shape (g, 3); what has a positive product with it lies left of a→b.
        starts: where the gates that are in or beside each cell of 1° start in `gates`, shape
            (64801,); cells go by rows from the south pole.
        gates: numbers of gates, cell by cell.
        boxes: west, south, east and north of each arc, a little wider, shape (g, 4); the whole
            circle where it meets the antimeridian.
    """

    a: Floats
    b: Floats
    normal: Floats
    starts: Ints
    gates: Ints
    boxes: Floats


def to_arcs(lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats) -> Arcs:
    """Make gates ready; degrees, shape (g,) each; each arc shorter than 180°."""
    a, b = to_vectors(lon_a, lat_a), to_vectors(lon_b, lat_b)
    return Arcs(a, b, np.cross(a, b), *_by_cell(_near_cells(a, b)), _boxes(a, b))


def _near_cells(a: Floats, b: Floats) -> Bools:
    """Which cells hold or adjoin which arc, shape (g, 180, 360)."""
    near = np.zeros((len(a), _ROWS, _COLUMNS), bool)
    steps = np.arange(-_MARGIN_CELLS, _MARGIN_CELLS + 1)
    for own, pair in zip(near, np.stack([a, b], axis=1), strict=True):
        angle = np.degrees(np.arctan2(np.linalg.norm(np.cross(*pair)), pair[0] @ pair[1]))
        share = np.linspace(0.0, 1.0, int(angle / _SAMPLE_DEG) + 2)
        x, y, z = along(pair, np.zeros(len(share), np.int64), share).T
        row = np.floor(np.degrees(np.arctan2(z, np.hypot(x, y))) + 90.0).astype(np.int64)
        column = np.floor(np.degrees(np.arctan2(y, x)) + 180.0).astype(np.int64)
        rows = np.clip(row[:, None] + steps, 0, _ROWS - 1)
        columns = (column[:, None] + steps) % _COLUMNS
        own[rows[:, :, None], columns[:, None, :]] = True
        for rim in (slice(None, _POLAR_ROWS), slice(-_POLAR_ROWS, None)):
            own[rim] |= own[rim].any(axis=1, keepdims=True)  # meridians are near each other there
    return near


def _boxes(a: Floats, b: Floats) -> Floats:
    """Boxes of arcs: of places on each, widened by what lies between two."""
    boxes = np.empty((len(a), 4))
    for own, pair in zip(boxes, np.stack([a, b], axis=1), strict=True):
        share = np.linspace(0.0, 1.0, _BOX_SAMPLES)
        lon, lat = to_degrees(along(pair, np.zeros(_BOX_SAMPLES, np.int64), share))
        step = np.abs(np.diff(lon)).max() + np.abs(np.diff(lat)).max() + _BULGE_DEG
        own[:] = lon.min() - step, lat.min() - step, lon.max() + step, lat.max() + step
        if own[2] - own[0] > _HALF_TURN or own[0] < -_HALF_TURN or own[2] > _HALF_TURN:
            own[0], own[2] = -2.0 * _HALF_TURN, 2.0 * _HALF_TURN
        if max(abs(own[1]), abs(own[3])) > _STEEP_DEG:
            own[:] = -2.0 * _HALF_TURN, -_HALF_TURN, 2.0 * _HALF_TURN, _HALF_TURN
    return boxes


def _by_cell(near: Bools) -> tuple[Ints, Ints]:
    """List the gates of each cell: where each list starts, and the lists, one after the other."""
    cell, gate = np.nonzero(near.reshape(len(near), _ROWS * _COLUMNS).T)
    starts = np.zeros(_ROWS * _COLUMNS + 1, np.int64)
    np.cumsum(np.bincount(cell, minlength=_ROWS * _COLUMNS), out=starts[1:])
    return starts, gate


def cross_arc(path: Floats, a: Floats, b: Floats) -> tuple[Ints, Floats, Bools]:
    """Find the legs of one path that cross one arc: the plain reference.

    Args:
        path: unit vectors, shape (n, 3).
        a: unit vector of the arc's first end, shape (3,).
        b: of its second end.

    Returns:
        leg (row of its first end), share of the leg at the crossing by angle, and whether it
        passes to the left of a→b; shape (k,) each.
    """
    normal = np.cross(a, b)
    side = path @ normal
    leg = np.flatnonzero((side[:-1] >= 0.0) != (side[1:] >= 0.0))
    p, q, s, r = path[leg], path[leg + 1], side[leg], side[leg + 1]
    place = p + (s / (s - r))[:, None] * (q - p)
    within = (np.cross(a, place) @ normal >= 0.0) & (np.cross(place, b) @ normal >= 0.0)
    leg, place, p, q = leg[within], place[within], p[within], q[within]
    share = _angle(p, place) / _angle(p, q)
    return leg, share, side[leg + 1] >= 0.0


def _angle(p: Floats, q: Floats) -> Floats:
    return np.arctan2(np.linalg.norm(np.cross(p, q), axis=-1), np.sum(p * q, axis=-1))


def find_crossings(
    lon: Floats, lat: Floats, before: Ints, start: int, arcs: Arcs
) -> tuple[Ints, Ints, Floats, Bools]:
    """Find every leg that crosses a gate.

    Args:
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).
        before: row before each of the rows from `start` on, -1 for none, shape (n - start,).
        start: first row that ends a leg.
        arcs: g gates.

    Returns:
        row that ends the leg, gate, share of the leg at the crossing by angle, whether it passes
        to the left; shape (k,) each, by row, then gate.

    Notes:
        A place on the arc's great circle counts as left, so no crossing is counted twice. Legs
        that stay within 1° are tried only near a gate, all others against all gates. A leg is the
        shorter way round.
    """
    room = _FIRST_ROOM
    while True:
        out = np.empty((room, 2), np.int64)
        figures = np.empty((room, 2), np.float64)
        ends, cells = (arcs.a, arcs.b, arcs.normal), (arcs.starts, arcs.gates, arcs.boxes)
        found = _cross(lon, lat, before, start, *cells, *ends, out, figures)
        if found <= room:
            break
        room = found
    out, figures = out[:found], figures[:found]
    return out[:, 0], out[:, 1], figures[:, 0], figures[:, 1] > 0.0


def _cell_of_leg(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> int:
    """Cell in which a short leg begins; -1 for a long one."""
    turn = abs(lon_b - lon_a)
    if min(turn, abs(360.0 - turn)) > 1.0 or abs(lat_b - lat_a) > 1.0:
        return -1
    row = min(max(int(np.floor(lat_a + 90.0)), 0), 179)
    return row * 360 + int(np.floor(lon_a + 180.0)) % 360


_cell, _cell_inlined = jit(_cell_of_leg), inlined(_cell_of_leg)
_keep = inlined(kept.py_func)  # type: ignore[attr-defined]


def _misses_plain(box: Floats, lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> bool:
    """Tell whether a short leg lies wholly on one side of a box; not of one over 180°."""
    if abs(lon_a - lon_b) > _HALF_TURN:
        return False
    aside = max(lon_a, lon_b) < box[0] or min(lon_a, lon_b) > box[2]
    return aside or max(lat_a, lat_b) < box[1] or min(lat_a, lat_b) > box[3]


_misses, _misses_inlined = jit(_misses_plain), inlined(_misses_plain)


@inlined
def _is_near(
    lon_a: float, lat_a: float, lon_b: float, lat_b: float, starts: Ints, gates: Ints, boxes: Floats
) -> bool:
    """Tell whether a leg may meet a gate: a long one may."""
    cell = _cell_inlined(lon_a, lat_a, lon_b, lat_b)
    if cell < 0:
        return True
    for k in range(starts[cell], starts[cell + 1]):
        if not _misses_inlined(boxes[gates[k]], lon_a, lat_a, lon_b, lat_b):
            return True
    return False


@entry
def choose_legs(
    rows: Rows,
    source: Codes,
    points: Records,
    starts: Ints,
    gates: Ints,
    boxes: Floats,
    row: Ints,
    legs: Records,
) -> int:
    """Choose the legs that may cross a gate, and remember the last fix of each lane.

    Args:
        rows: n rows of a path.
        source: codes of their sources in the memory, shape (n,).
        points: of dtype POINT, by slot, shape (m, 1): last fix; changed in place.
        starts: see `Arcs`; so are gates and boxes.
        gates: likewise.
        boxes: likewise.
        row: filled with the row that ends each leg, shape (n,).
        legs: of dtype POINT, filled with the fix that begins it, shape (n, 1).

    Returns:
        how many there are.
    """
    found, n = 0, len(rows.t)
    for i in range(n):
        slot = rows.slot[i]
        if not rows.fresh[i]:
            lon, lat = rows.lon[i], rows.lat[i]
            if i > 0 and rows.slot[i - 1] == slot:
                if _is_near(rows.lon[i - 1], rows.lat[i - 1], lon, lat, starts, gates, boxes):
                    row[found] = i
                    _keep(legs, found, 0, rows, source, i - 1)
                    found += 1
            elif points[slot, 0].t != NEVER:
                point = points[slot, 0]
                if _is_near(point.lon, point.lat, lon, lat, starts, gates, boxes):
                    row[found], legs[found, 0] = i, point
                    found += 1
        if i + 1 == n or rows.slot[i + 1] != slot:
            _keep(points, slot, 0, rows, source, i)
    return found


@jit
def _vector(lon: float, lat: float) -> tuple[float, float, float]:
    lam, phi = np.radians(lon), np.radians(lat)
    return np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)


@jit
def _side(x: float, y: float, z: float, n: Floats) -> float:
    return x * n[0] + y * n[1] + z * n[2]


@jit
def _turn(ax: float, ay: float, az: float, bx: float, by: float, bz: float, n: Floats) -> float:
    """(a × b) · n."""
    return (ay * bz - az * by) * n[0] + (az * bx - ax * bz) * n[1] + (ax * by - ay * bx) * n[2]


@jit
def _between(ax: float, ay: float, az: float, bx: float, by: float, bz: float) -> float:
    """Angle between two vectors of any length."""
    cx, cy, cz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
    return np.arctan2(np.sqrt(cx * cx + cy * cy + cz * cz), ax * bx + ay * by + az * bz)


@jit
def _pass(
    lon_a: float, lat_a: float, lon_b: float, lat_b: float, a: Floats, b: Floats, n: Floats
) -> tuple[float, float]:
    """Share of a leg at a gate, and its way: 1 to the left, -1 to the right, 0 for no crossing."""
    px, py, pz = _vector(lon_a, lat_a)
    qx, qy, qz = _vector(lon_b, lat_b)
    s, r = _side(px, py, pz, n), _side(qx, qy, qz, n)
    if (s >= 0.0) == (r >= 0.0):
        return 0.0, 0.0
    u = s / (s - r)
    x, y, z = px + u * (qx - px), py + u * (qy - py), pz + u * (qz - pz)
    if _turn(a[0], a[1], a[2], x, y, z, n) < 0.0 or _turn(x, y, z, b[0], b[1], b[2], n) < 0.0:
        return 0.0, 0.0
    share = _between(px, py, pz, x, y, z) / _between(px, py, pz, qx, qy, qz)
    return share, 1.0 if r >= 0.0 else -1.0


@jit
def _cross(
    lon: Floats,
    lat: Floats,
    before: Ints,
    start: int,
    starts: Ints,
    gates: Ints,
    boxes: Floats,
    a: Floats,
    b: Floats,
    normal: Floats,
    out: Ints,
    figures: Floats,
) -> int:
    """Fill `out` (row, gate) and `figures` (share, 1 to the left else -1) as far as they reach.

    Returns:
        how many crossings there are, which may be more than there is room for.
    """
    found = 0
    for i in range(len(before)):
        p, q = before[i], start + i
        if p < 0:
            continue
        cell = _cell(lon[p], lat[p], lon[q], lat[q])
        first, last = (0, len(a)) if cell < 0 else (starts[cell], starts[cell + 1])
        if first == last:
            continue
        for k in range(first, last):
            g = k if cell < 0 else gates[k]
            if cell >= 0 and _misses(boxes[g], lon[p], lat[p], lon[q], lat[q]):
                continue
            share, way = _pass(lon[p], lat[p], lon[q], lat[q], a[g], b[g], normal[g])
            if way != 0.0:
                if found < len(out):
                    out[found, 0], out[found, 1] = q, g
                    figures[found, 0], figures[found, 1] = share, way
                found += 1
    return found

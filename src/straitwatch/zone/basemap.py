"""The coastline turned into what a map draws: simplified land and a grid of distances."""

from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.model.error import ContractError
from straitwatch.model.unit import EARTH_RADIUS_M
from straitwatch.zone.shore import polygons

__all__ = ["FAR_M", "clip", "distance_grid", "land_polygons", "thin"]

Array = npt.NDArray[Any]

Box2 = tuple[float, float]

FAR_M = 55_000.0
"""`distance_grid` tells no more than this: 24 nm and some."""

_DEGREE_M = EARTH_RADIUS_M * float(np.pi) / 180.0
_NO_CELL = 1 << 40
_COASTS = (1, 5)  # levels of GSHHG: land, and the ice front of Antarctica
_MOST_OUTLINES = 6_000  # the largest ones are drawn
_PIXELS = 1500.0  # detail finer than this share of the box is not drawn


def land_polygons(
    west: float, south: float, east: float, north: float, *, max_points: int = 20_000
) -> list[Array]:
    """Find the land of a box, for drawing.

    Args:
        west: degrees; east < west crosses the antimeridian.
        south: degrees.
        east: degrees.
        north: degrees.
        max_points: about how many vertices to give at most: detail is given up for it.

    Returns:
        closed outlines, lon and lat, float64, shape (n, 2) each, clipped to the box. A small island
        is drawn by at least four vertices. Lakes are left out.

    Raises:
        ContractError: the box is empty.
    """
    if east < west:
        halves = (west, 180.0), (-180.0, east)
        return [
            o for a, b in halves for o in land_polygons(a, south, b, north, max_points=max_points)
        ]
    _check_box(west, south, east, north)
    xy, first, count, level = polygons()
    low, high = np.minimum.reduceat(xy, first), np.maximum.reduceat(xy, first)
    meets = (
        (low[:, 0] <= east) & (high[:, 0] >= west) & (low[:, 1] <= north) & (high[:, 1] >= south)
    )
    step = max(east - west, north - south) / _PIXELS
    wanted = np.flatnonzero(meets & np.isin(level, _COASTS))
    size = (high - low)[wanted].max(axis=1)
    wanted = wanted[size >= np.sort(size)[-_MOST_OUTLINES:].min(initial=np.inf)]
    box = west, south, east, north
    outlines = [np.asarray(xy[first[p] : first[p] + count[p]], float) for p in wanted]
    clipped = [outline for whole in outlines if len(outline := clip(whole, *box))]
    while True:
        drawn = [thin(outline, step) for outline in clipped]
        if sum(map(len, drawn)) <= max_points or step > (east - west):
            return drawn
        step *= 1.5
        clipped = [c for c in clipped if np.ptp(c, axis=0).max() > step / 4.0] or clipped


def _check_box(west: float, south: float, east: float, north: float) -> None:
    if not (west < east and south < north):
        raise ContractError(f"empty box: {west} to {east} east, {south} to {north} north")


def thin(outline: Array, step: float) -> Array:
    """Keep the first vertex of each run within one square of a grid: closed, shape (n, 2)."""
    square = np.floor(outline / step)
    keep = np.ones(len(outline), bool)
    keep[1:] = (square[1:] != square[:-1]).any(axis=1)
    keep[-1] = True
    if keep.sum() < 4:  # noqa: PLR2004 - an islet still shows
        low, high = outline.min(axis=0), outline.max(axis=0)
        return np.array([low, [high[0], low[1]], high, [low[0], high[1]], low])
    return outline[keep]


def clip(outline: Array, west: float, south: float, east: float, north: float) -> Array:
    """Clip a closed outline to a box (Sutherland and Hodgman 1974, CACM 17:32-42)."""
    for axis, limit, sign in ((0, west, 1.0), (0, east, -1.0), (1, south, 1.0), (1, north, -1.0)):
        if not len(outline):
            return outline
        a, depth_a = outline, sign * (outline[:, axis] - limit)
        if depth_a.min() >= 0.0:
            continue
        b, depth_b = np.roll(a, -1, axis=0), np.roll(depth_a, -1)
        in_a, crosses = depth_a >= 0.0, (depth_a >= 0.0) != (depth_b >= 0.0)
        share = np.divide(depth_a, depth_a - depth_b, out=np.zeros(len(a)), where=crosses)
        cut = a + share[:, None] * (b - a)
        order = np.concatenate([np.flatnonzero(in_a) * 2, np.flatnonzero(crosses) * 2 + 1])
        points = np.concatenate([a[in_a], cut[crosses]])
        outline = points[np.argsort(order, kind="stable")]
    is_open = len(outline) and (outline[0] != outline[-1]).any()
    return np.concatenate([outline, outline[:1]]) if is_open else outline


def distance_grid(  # noqa: PLR0917 - a box and its two counts, in the order maps use
    west: float, south: float, east: float, north: float, nx: int, ny: int
) -> tuple[Array, Array, Array]:
    """Measure how far the coast is on a grid, for contours of 12 and 24 nm and for coarse bounds.

    Args:
        west: degrees; east < west crosses the antimeridian.
        south: degrees.
        east: degrees.
        north: degrees.
        nx: columns.
        ny: rows.

    Returns:
        lons (nx,), rising, past 180 where the box crosses the antimeridian; lats (ny,); and metres
        (ny, nx), never negative, at most `FAR_M`.

    Raises:
        ContractError: the box is empty.

    Notes:
        Off by up to a cell's diagonal: this is for drawing; `chart.coast_distance` is exact.
        Coast cells are marked, then the distance is taken row by row and over rows, as in
        Felzenszwalb and Huttenlocher 2012, Theory of Computing 8:415-428.
    """
    east = east + 360.0 if east < west else east
    _check_box(west, south, east, north)
    dx, dy = (east - west) / (nx - 1), (north - south) / (ny - 1)
    squeeze = max(float(np.cos(np.radians(max(abs(south), abs(north))))), 0.05)
    pad_x, pad_y = int(FAR_M / (_DEGREE_M * squeeze * dx)) + 1, int(FAR_M / (_DEGREE_M * dy)) + 1
    corner = west - pad_x * dx, south - pad_y * dy
    marked = _mark_coast(corner, (dx, dy), (ny + 2 * pad_y, nx + 2 * pad_x))
    lats = np.linspace(south, north, ny)
    across = _to_marked(marked)[:, pad_x : pad_x + nx]
    metres = np.full((ny, nx), FAR_M * FAR_M)
    wide = (np.cos(np.radians(lats)) * dx * _DEGREE_M)[:, None]
    for step in range(-pad_y, pad_y + 1):
        row = across[pad_y + step : pad_y + step + ny] * wide
        np.minimum(metres, row * row + (step * dy * _DEGREE_M) ** 2, out=metres)
    return np.linspace(west, east, nx), lats, np.sqrt(metres)


def _mark_coast(corner: Box2, cell: Box2, shape: tuple[int, int]) -> Array:
    """Mark the cells of a grid that hold a vertex of the coast."""
    xy, first, count, level = polygons()
    wanted = np.flatnonzero(np.isin(level, _COASTS))
    marked = np.zeros(shape, bool)
    for some in np.array_split(wanted, max(1, len(wanted) // 20_000)):
        part = xy[first[some[0]] : first[some[-1]] + count[some[-1]]] if len(some) else xy[:0]
        column = np.rint((part[:, 0] - corner[0]) % 360.0 / cell[0]).astype(np.int64)
        row = np.rint((part[:, 1] - corner[1]) / cell[1]).astype(np.int64)
        inside = (column < shape[1]) & (row >= 0) & (row < shape[0])
        marked[row[inside], column[inside]] = True
    return marked


def _to_marked(marked: Array) -> Array:
    """Count the cells to the nearest marked one in the same row."""
    here = np.arange(marked.shape[1])
    left = np.maximum.accumulate(np.where(marked, here, -_NO_CELL), axis=1)
    right = np.minimum.accumulate(np.where(marked, here, _NO_CELL)[:, ::-1], axis=1)[:, ::-1]
    return np.minimum(here - left, right - here).astype(float)

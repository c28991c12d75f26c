"""The coastline turned into what a map draws: simplified land and a grid of distances."""

from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.model.error import ContractError
from straitwatch.zone.chart import coast_distance, open_chart
from straitwatch.zone.shore import polygons

__all__ = ["distance_grid", "land_polygons"]

Array = npt.NDArray[Any]

_PIXELS = 1500.0  # detail finer than this share of the box is not drawn


def land_polygons(
    west: float, south: float, east: float, north: float, *, max_points: int = 20_000
) -> list[Array]:
    """Find the land of a box, for drawing.

    Args:
        west: degrees; the box must not cross the antimeridian.
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
    _check_box(west, south, east, north)
    xy, first, count, level = polygons()
    low, high = np.minimum.reduceat(xy, first), np.maximum.reduceat(xy, first)
    meets = (
        (low[:, 0] <= east) & (high[:, 0] >= west) & (low[:, 1] <= north) & (high[:, 1] >= south)
    )
    step = max(east - west, north - south) / _PIXELS
    wanted = np.flatnonzero(meets & np.isin(level, (1, 5)))
    outlines = [np.asarray(xy[first[p] : first[p] + count[p]], float) for p in wanted]
    clipped = [clip(outline, west, south, east, north) for outline in outlines]
    clipped = [outline for outline in clipped if len(outline)]
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
        a, b = outline, np.roll(outline, -1, axis=0)
        depth_a, depth_b = sign * (a[:, axis] - limit), sign * (b[:, axis] - limit)
        in_a, crosses = depth_a >= 0.0, (depth_a >= 0.0) != (depth_b >= 0.0)
        share = np.divide(depth_a, depth_a - depth_b, out=np.zeros(len(a)), where=crosses)
        cut = a + share[:, None] * (b - a)
        order = np.concatenate([np.flatnonzero(in_a) * 2, np.flatnonzero(crosses) * 2 + 1])
        points = np.concatenate([a[in_a], cut[crosses]])
        outline = points[np.argsort(order, kind="stable")]
    return np.concatenate([outline, outline[:1]]) if len(outline) else outline


def distance_grid(
    west: float, south: float, east: float, north: float, nx: int, ny: int
) -> tuple[Array, Array, Array]:
    """Measure the distance to the nearest baseline on a grid, for contours of 12 and 24 nm.

    Args:
        west: degrees; so the other three.
        south: degrees.
        east: degrees.
        north: degrees.
        nx: columns.
        ny: rows.

    Returns:
        lons (nx,), lats (ny,) and metres (ny, nx), land negative.

    Raises:
        ContractError: the box is empty.

    Notes:
        Some 20 µs a point, far or near, and a few ms for each 0.25° tile not touched before.
    """
    _check_box(west, south, east, north)
    lons, lats = np.linspace(west, east, nx), np.linspace(south, north, ny)
    lon, lat = (part.ravel() for part in np.meshgrid(lons, lats))
    return lons, lats, coast_distance(open_chart(), lon, lat).reshape(ny, nx)

"""Ports into a grid in which the nearest to a place is found at once."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit
from straitwatch.kernel.sphere import arc_distance

__all__ = ["PortGrid", "nearest_port", "nearest_port_plain", "to_port_grid"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_CELLS_PER_DEG = 2
_ROWS, _COLUMNS = 180 * _CELLS_PER_DEG, 360 * _CELLS_PER_DEG


class PortGrid(NamedTuple):
    """Ports by cell of half a degree.

    Attributes:
        lon: degrees, by cell, shape (p,).
        lat: degrees, shape (p,).
        index: number of each in the table that they came from, shape (p,).
        start: first port of each cell, and the end of the last, shape (360 * 720 + 1,).
    """

    lon: Floats
    lat: Floats
    index: Ints
    start: Ints


def to_port_grid(lon: Floats, lat: Floats) -> PortGrid:
    """Sort ports into cells; degrees, shape (p,) each, lon from -180 to 180."""
    row = np.clip(np.floor((lat + 90.0) * _CELLS_PER_DEG).astype(np.int64), 0, _ROWS - 1)
    column = np.floor((lon + 180.0) * _CELLS_PER_DEG).astype(np.int64) % _COLUMNS
    cell = row * _COLUMNS + column
    order = np.argsort(cell, kind="stable")
    start = np.searchsorted(cell[order], np.arange(_ROWS * _COLUMNS + 1))
    return PortGrid(lon[order], lat[order], order.astype(np.int64), start.astype(np.int64))


@jit
def nearest_port(grid: PortGrid, lon: float, lat: float, within_m: float) -> tuple[int, float]:
    """Find the port nearest to a place.

    Args:
        grid: the ports.
        lon: degrees, -180 to 180.
        lat: degrees.
        within_m: no farther away; at most 5 km, so that only adjoining cells need be looked at up
            to 84° north or south; beyond, all cells of the three rows are.

    Returns:
        its place in the grid (not in the table) and its distance in metres; -1 for none.
    """
    best, best_m = -1, within_m
    row = min(max(int(np.floor((lat + 90.0) * 2.0)), 0), 359)
    column = int(np.floor((lon + 180.0) * 2.0))
    wide = 1 if abs(lat) < 84.0 else 360  # noqa: PLR2004 - half a degree is under 6 km there
    for r in range(max(row - 1, 0), min(row + 2, 360)):
        for step in range(-wide, wide + 1):
            cell = r * 720 + (column + step) % 720
            for k in range(grid.start[cell], grid.start[cell + 1]):
                dist = arc_distance(lon, lat, grid.lon[k], grid.lat[k])
                if dist < best_m or (dist == best_m and best < 0):
                    best, best_m = k, dist
    return best, best_m


def nearest_port_plain(
    grid: PortGrid, lon: float, lat: float, within_m: float
) -> tuple[int, float]:
    """Find it by looking at all: the reference."""
    dist = [arc_distance(lon, lat, a, b) for a, b in zip(grid.lon, grid.lat, strict=True)]
    if not dist or min(dist) > within_m:
        return -1, within_m
    best = int(np.argmin(dist))
    return best, dist[best]

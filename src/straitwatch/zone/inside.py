"""An outline turned into a test for points."""

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["is_inside"]

Array = npt.NDArray[Any]

_PAIRS = 4_000_000  # of points and edges looked at together


def is_inside(lon: Array, lat: Array, outline: Array) -> Array:
    """Tell which points lie inside an outline, straight in degrees: bool, shape (n,)."""
    low, high = outline.min(axis=0), outline.max(axis=0)
    inside = (lon >= low[0]) & (lon <= high[0]) & (lat >= low[1]) & (lat <= high[1])
    near = np.flatnonzero(inside)
    a, b = outline, np.roll(outline, -1, axis=0)
    edges = np.flatnonzero(a[:, 1] != b[:, 1])
    inside[near] = [] if not len(near) else _by_edge(lon[near], lat[near], a[edges], b[edges])
    return np.asarray(inside)


def _by_edge(x: Array, y: Array, a: Array, b: Array) -> Array:
    """Count the edges west of points, a block of points at a time."""
    odd = np.zeros(len(x), bool)
    step = max(1, _PAIRS // max(1, len(a)))
    for first in range(0, len(x), step):
        px, py = x[first : first + step, None], y[first : first + step, None]
        across = (a[:, 1] <= py) != (b[:, 1] <= py)
        at = a[:, 0] + (py - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])
        odd[first : first + step] = (across & (px < at)).sum(axis=1) % 2 == 1
    return odd

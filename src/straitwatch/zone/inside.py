"""An outline turned into a test for points."""

from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.inside import are_inside

__all__ = ["is_inside"]

Array = npt.NDArray[Any]


def is_inside(lon: Array, lat: Array, outline: Array) -> Array:
    """Tell which points lie inside an outline, straight in degrees: bool, shape (n,)."""
    low, high = outline.min(axis=0), outline.max(axis=0)
    inside = (lon >= low[0]) & (lon <= high[0]) & (lat >= low[1]) & (lat <= high[1])
    near = np.flatnonzero(inside)
    a, b = outline, np.roll(outline, -1, axis=0)
    edges = np.flatnonzero(a[:, 1] != b[:, 1])
    sides = [np.ascontiguousarray(ends[edges], np.float64) for ends in (a, b)]
    places = (np.ascontiguousarray(part[near], np.float64) for part in (lon, lat))
    inside[near] = are_inside(*places, *sides)
    return np.asarray(inside)

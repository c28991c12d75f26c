"""An outline turned into a test for points."""

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["is_inside"]

Array = npt.NDArray[Any]


def is_inside(lon: Array, lat: Array, outline: Array) -> Array:
    """Tell which points lie inside an outline, straight in degrees: bool, shape (n,)."""
    low, high = outline.min(axis=0), outline.max(axis=0)
    inside = (lon >= low[0]) & (lon <= high[0]) & (lat >= low[1]) & (lat <= high[1])
    near = np.flatnonzero(inside)
    x, y, odd = lon[near], lat[near], np.zeros(len(near), bool)
    for (xa, ya), (xb, yb) in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        if ya != yb:
            odd ^= ((ya <= y) != (yb <= y)) & (x < xa + (y - ya) / (yb - ya) * (xb - xa))
    inside[near] = odd
    return np.asarray(inside)

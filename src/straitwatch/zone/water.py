"""Outlines of enclosed waters turned into a test for points."""

from csv import DictReader
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.zone.shore import data_path

__all__ = ["is_enclosed", "is_inside", "outlines"]

Array = npt.NDArray[Any]


@cache
def outlines() -> dict[str, Array]:
    """Outlines of waters by name: vertices in order, shape (n, 2)."""
    found: dict[str, list[tuple[float, float]]] = {}
    with data_path("internal_waters.csv").open(encoding="utf-8") as file:
        for row in DictReader(line for line in file if not line.startswith("#")):
            found.setdefault(row["water"], []).append((float(row["lon"]), float(row["lat"])))
    return {name: np.array(outline) for name, outline in found.items()}


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


def is_enclosed(lon: Array, lat: Array) -> Array:
    """Tell which points lie behind a closing line (or on the land around that water)."""
    enclosed = np.zeros(len(lon), bool)
    for outline in outlines().values():
        enclosed |= is_inside(lon, lat, outline)
    return enclosed

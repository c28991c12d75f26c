"""A true course turned into chords, its sharpest turn, and lines that lie side by side."""

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["side_by_side", "turned_deg", "way_chords"]

Array = npt.NDArray[Any]

_CHORD_NM = 0.5
_TIGHT, _WIDE = 3, 5  # chords: surely within 2 nm, and perhaps
_BLUR_DEG = 8.0
_STRAIGHT_DEG, _ALIKE_DEG = 25.0, 12.0
_ASIDE_NM = (0.1, 5.0)
_LINE_NM = (1.4, 0.6)  # a line for sure, and perhaps


def way_chords(lon: Array, lat: Array) -> tuple[Array, Array]:
    """Corners of a way in chords of half a nautical mile, first and last place among them."""
    rows = [0]
    for k in range(1, len(lon)):
        here = rows[-1]
        north = (lat[k] - lat[here]) * 60.0
        east = (lon[k] - lon[here]) * 60.0 * np.cos(np.radians(lat[here]))
        if east * east + north * north >= _CHORD_NM**2:
            rows.append(k)
    if rows[-1] != len(lon) - 1:
        rows.append(len(lon) - 1)
    return lon[rows], lat[rows]


def _headings(lon: Array, lat: Array) -> Array:
    east = np.diff(lon) * np.cos(np.radians(lat[1:]))
    return np.asarray(np.degrees(np.arctan2(east, np.diff(lat))))


def _between_deg(a: Array, b: Array) -> Array:
    return np.abs((b - a + 180.0) % 360.0 - 180.0)


def turned_deg(lon: Array, lat: Array) -> tuple[float, float]:
    """Sharpest change of course within 2 nm: at least, at most.

    Args:
        lon: of corners of the way, shape (n,).
        lat: likewise.
    """
    whole, found = _headings(lon, lat), []
    # the last chord is cut short: it counts perhaps
    for heading, chords, blur in ((whole[:-1], _TIGHT, -_BLUR_DEG), (whole, _WIDE, _BLUR_DEG)):
        turns = [_between_deg(heading[:-k], heading[k:]) for k in range(1, chords + 1)
                 if k < len(heading)]  # fmt: skip
        most = max((float(turn.max()) for turn in turns), default=0.0)
        found.append(max(most + blur, 0.0) if most else 0.0)
    return found[0], found[1]


def side_by_side(lon: Array, lat: Array) -> tuple[float, float]:
    """Most parallel lines next to each other: at least, at most."""
    low = _count(_lines(lon, lat, _LINE_NM[0]))
    high = _count(_lines(lon, lat, _LINE_NM[1]))
    return float(low), float(high)


def _lines(lon: Array, lat: Array, least_nm: float) -> list[tuple[float, float, float]]:
    """Straight runs of a way: middle in nautical miles east and north, axis in degrees."""
    heading = _headings(lon, lat)
    x, y = (lon - lon[0]) * 60.0 * np.cos(np.radians(lat)), (lat - lat[0]) * 60.0
    found, begin = [], 0
    for k in range(1, len(heading) + 1):
        if k < len(heading) and _between_deg(heading[begin], heading[k]) < _STRAIGHT_DEG:
            continue
        east, north = x[k] - x[begin], y[k] - y[begin]
        if np.hypot(east, north) >= least_nm:
            axis = float(np.degrees(np.arctan2(east, north)) % 180.0)
            found.append(((x[k] + x[begin]) / 2.0, (y[k] + y[begin]) / 2.0, axis))
        begin = k
    return found


def _count(lines: list[tuple[float, float, float]]) -> int:
    """Longest row of lines, each parallel to the one before and further aside."""
    most = row = min(len(lines), 1)
    way = 0.0
    for (x, y, axis), (east, north, other) in pairwise(lines):
        tilt = np.radians(axis)
        aside = (east - x) * np.cos(tilt) - (north - y) * np.sin(tilt)
        slant = abs((other - axis + 90.0) % 180.0 - 90.0)
        alike = slant < _ALIKE_DEG and _ASIDE_NM[0] <= abs(aside) <= _ASIDE_NM[1]
        row = row + 1 if alike and way * aside >= 0.0 else 2 if alike else 1
        way = aside if alike else 0.0
        most = max(most, row)
    return most

"""Lines through a tile turned into the sides of its cells: what holds at each centre.

A place on a line counts as one a hair to the west, and far less than that to the north: so in all
that asks for sides, here, in `coastfind` and in `zone.coastindex`, or cells would change sides.
"""

# ruff: noqa: PLR0917 - kernels take coordinates one by one: a tuple would cost time to compile

from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.coastlayout import CELLS, PER_DEGREE, SIDE, LandMap
from straitwatch.kernel.jit import jit

__all__ = ["cells_met", "crosses", "land_codes", "mark_lines", "share_lines"]

Array = npt.NDArray[Any]

_FINE = PER_DEGREE * SIDE  # cells in a degree


@jit
def crosses(
    ax: float, ay: float, bx: float, by: float, x0: float, y0: float, x1: float, y1: float
) -> bool:
    """Tell whether a line a-b lies across the way from 0 to 1; see the head for a touch.

    Without branches, which no processor could foretell: which side a line's end is on is chance.
    """
    wx, wy, sx, sy = x1 - x0, y1 - y0, bx - ax, by - ay
    touch_w = (wy < 0.0) | ((wy == 0.0) & (wx < 0.0))
    touch_s = (sy > 0.0) | ((sy == 0.0) & (sx > 0.0))
    a, b = wx * (ay - y0) - wy * (ax - x0), wx * (by - y0) - wy * (bx - x0)
    p, q = sx * (y0 - ay) - sy * (x0 - ax), sx * (y1 - ay) - sy * (x1 - ax)
    left_a, left_b = (a > 0.0) | ((a == 0.0) & touch_w), (b > 0.0) | ((b == 0.0) & touch_w)
    left_p, left_q = (p > 0.0) | ((p == 0.0) & touch_s), (q > 0.0) | ((q == 0.0) & touch_s)
    return (left_a != left_b) & (left_p != left_q)


@jit
def _columns(west: float, low: float, high: float) -> tuple[int, int]:
    """First and last column of cells that a span of longitudes meets; none: first > last."""
    first = max(0, int(np.floor((low - west) * _FINE)))
    return first, min(SIDE - 1, int(np.floor((high - west) * _FINE)))


@jit
def cells_met(ends: Array, west: float, south: float) -> tuple[int, int, int, int]:
    """First and last column, first and last row of a tile's cells that the box of a line meets."""
    low, high = _columns(west, min(ends[0], ends[2]), max(ends[0], ends[2]))
    first, last = _columns(south, min(ends[1], ends[3]), max(ends[1], ends[3]))
    return low, high, first, last


@jit
def _flip_row(ends: Array, west: float, south: float, bit: int, bits: Array) -> None:
    """Change a bit of the cells whose way along their row from the middle column meets a line."""
    xa, ya, xb, yb = ends[0], ends[1], ends[2], ends[3]
    first, last = _columns(south, min(ya, yb), max(ya, yb))
    middle = (SIDE // 2 + 0.5) / _FINE + west
    for row in range(first, last + 1):
        y = south + (row + 0.5) / _FINE
        if (ya <= y) == (yb <= y):
            continue
        x = xa + (y - ya) / (yb - ya) * (xb - xa)
        for col in range(SIDE):
            centre = west + (col + 0.5) / _FINE
            if (centre > x) != (middle > x):
                bits[row * SIDE + col] ^= bit


@jit
def _flip_column(ends: Array, west: float, south: float, bit: int, bits: Array) -> None:
    """Change a bit of the rows whose way up the middle column from the centre meets a line.

    The way starts at the tile's centre, a corner of cells, and goes to the middle of one.
    """
    x, x0 = west + (SIDE // 2 + 0.5) / _FINE, west + 0.5 / PER_DEGREE
    y0, y1 = south + 0.5 / PER_DEGREE, south + (SIDE // 2 + 0.5) / _FINE
    first = crosses(ends[0], ends[1], ends[2], ends[3], x0, y0, x, y1)
    xa, ya, xb, yb = ends[0], ends[1], ends[2], ends[3]
    across = (xa < x) != (xb < x)
    y = ya + (x - xa) / (xb - xa) * (yb - ya) if across else 0.0
    rises = across and (yb - ya) * (xb - xa) >= 0.0
    above = y1 > y or (y1 == y and rises)
    for row in range(SIDE):
        centre = south + (row + 0.5) / _FINE
        if first != (across and (centre > y or (centre == y and rises)) != above):
            for col in range(SIDE):
                bits[row * SIDE + col] ^= bit


@jit
def mark_lines(
    ends: Array, bit_of: Array, west: float, south: float, has: int, bits: Array, busy: Array
) -> None:
    """Change the bits of cells that lines part from the tile's centre.

    Args:
        ends: lon, lat of both ends of each line, float64, shape (k, 4).
        bit_of: bit that changes across each, int16, shape (k,); 0 for a line that parts nothing.
        west: of the tile, degrees.
        south: of the tile, degrees.
        has: bit that is set in `busy` for each cell that the box of such a line meets.
        bits: of the cells, int16, shape (256,): the tile's centre's on entry.
        busy: int16, shape (256,).
    """
    for k in range(len(ends)):
        if bit_of[k] == 0:
            continue
        low, high, first, last = cells_met(ends[k], west, south)
        for row in range(first, last + 1):
            for col in range(low, high + 1):
                busy[row * SIDE + col] |= has
        _flip_row(ends[k], west, south, bit_of[k], bits)
        _flip_column(ends[k], west, south, bit_of[k], bits)


@jit
def share_lines(ends: Array, west: float, south: float) -> tuple[Array, Array]:
    """Lines of each cell: where each cell's start, int32, shape (257,), and rows of `ends`."""
    start = np.zeros(CELLS + 1, np.int32)
    for turn in range(2):
        if turn:
            for cell in range(CELLS):
                start[cell + 1] += start[cell]
            rows, fill = np.empty(start[CELLS], np.int32), start[:CELLS].copy()
        for k in range(len(ends)):
            low, high, first, last = cells_met(ends[k], west, south)
            for row in range(first, last + 1):
                for col in range(low, high + 1):
                    if turn:
                        rows[fill[row * SIDE + col]] = k
                        fill[row * SIDE + col] += 1
                    else:
                        start[row * SIDE + col + 1] += 1
    return start, rows


@jit
def land_codes(land: LandMap, row: int, col: int, codes: Array) -> None:
    """Fill the State codes + 1 of the land of a tile's cells; its south-west cell is given."""
    for r in range(SIDE):
        first, last = land.start[row + r], land.start[row + r + 1]
        k, end = first - 1, last  # the last run that begins at or before the column
        while end - k > 1:
            middle = (k + end) // 2
            if land.col[middle] <= col:
                k = middle
            else:
                end = middle
        for c in range(SIDE):
            while k + 1 < last and land.col[k + 1] <= col + c:
                k += 1
            codes[r * SIDE + c] = land.code[k] if first <= k < last else 0

"""A box turned into the lines on which two States' baselines are equally near."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.model.place import Box
from straitwatch.zone.chart import Chart
from straitwatch.zone.trace import Grid, fill_grid, lay_grid, legs_m, near_states, shift, state_of

__all__ = ["CELL_NM", "Divide", "trace_divides"]

Array = npt.NDArray[Any]

CELL_NM = 0.5
"""Cells of the search: what is narrower between two States' nearer waters may be missed."""

_CLOSE_M = 0.2
_OFF_M = 1.0
_FARTHEST_M = 1_500.0  # from a leg's middle, where the line is looked for
_SHORTEST_M = 4.0
_MOST_PASSES = 12


@dataclass(frozen=True)
class Divide:
    """A line between the waters nearer to one State and to another.

    Attributes:
        codes: State codes, the lower first; -1 is a coast without a known State.
        xy: lon (running on past 180) and lat, shape (n, 2).
    """

    codes: tuple[int, int]
    xy: Array


def trace_divides(chart: Chart, box: Box) -> list[Divide]:
    """Trace where the State of the nearest baseline changes, over land too.

    Args:
        chart: the chart.
        box: the box.

    Returns:
        lines, in no order. At each vertex the two distances differ by less than 1 m.

    Notes:
        Labels on a grid; then each edge of it between two labels is halved until its ends lie
        `_CLOSE_M` apart, and legs are halved likewise. Pockets narrower than a cell may be
        missed; beyond 30 nm of any coast, ones narrower than 16 cells.
    """
    grid = lay_grid(box, CELL_NM)
    codes = _labels(chart, grid)
    points, pairs = _cross(chart, grid, codes)
    points, segments = _link(chart, grid, codes, points, pairs)
    return [
        Divide(pair, _refine(chart, xy, pair))
        for pair, ids in segments.items()
        for xy in _chains(points, ids)
    ]


def _labels(chart: Chart, grid: Grid) -> Array:
    """State codes at the nodes, int16, shape (ny, nx)."""
    rows, cols = np.meshgrid(*map(np.arange, grid.shape), indexing="ij")
    known = near_states(chart, *grid.place(rows.ravel(), cols.ravel())).reshape(grid.shape)

    def ask(x: Array, y: Array) -> Array:
        return state_of(chart, x, y).astype(float)

    def guess(corners: Array, _wide: int) -> Array:
        return np.where((corners == corners[0]).all(axis=0), corners[0], np.nan)

    return fill_grid(grid, known, ask, guess).astype(np.int16)


def _cross(chart: Chart, grid: Grid, codes: Array) -> tuple[Array, Array]:
    """Find the points where edges of the grid pass from one label to another.

    Returns:
        places (k, 2), and indices of edges to points, -1 for none: horizontal edges first, then
        vertical ones, each as (ny, nx).
    """
    ny, nx = grid.shape
    index = np.full((2, ny, nx), -1, np.int64)
    ends: list[Array] = []
    for axis, (down, right) in enumerate(((0, 1), (1, 0))):
        a, b = codes[: ny - down, : nx - right], codes[down:, right:]
        rows, cols = np.nonzero(a != b)
        n = sum(len(part) for part in ends)
        index[axis, rows, cols] = np.arange(n, n + len(rows))
        first, second = grid.place(rows, cols), grid.place(rows + down, cols + right)
        ends.append(np.column_stack([*first, *second, a[rows, cols]]))
    both = np.concatenate(ends)
    return _bisect(chart, both[:, :2], both[:, 2:4], both[:, 4].astype(np.int16)), index


def _bisect(chart: Chart, a: Array, b: Array, code: Array) -> Array:
    """Halve the way from a, which has the label `code`, to b, which has not; shape (n, 2)."""
    a, b = a.copy(), b.copy()
    for _ in range(60):
        wide = np.flatnonzero(legs_m(a, b) > _CLOSE_M)
        if not len(wide):
            break
        middle = (a[wide] + b[wide]) / 2.0
        same = state_of(chart, middle[:, 0], middle[:, 1]) == code[wide]
        a[wide[same]], b[wide[~same]] = middle[same], middle[~same]
    return (a + b) / 2.0


Segments = dict[tuple[int, int], list[tuple[int, int]]]


def _link(
    chart: Chart, grid: Grid, codes: Array, points: Array, index: Array
) -> tuple[Array, Segments]:
    """Join the points of each cell: two by a leg, more through a point in the midst."""
    edges = np.stack(  # bottom, right, top, left
        [index[0, :-1, :-1], index[1, :-1, 1:], index[0, 1:, :-1], index[1, :-1, :-1]], axis=-1
    )
    corner = np.stack([codes[:-1, :-1], codes[:-1, 1:], codes[1:, 1:], codes[1:, :-1]], axis=-1)
    segments: Segments = defaultdict(list)
    more, n = [], len(points)
    for row, col in zip(*np.nonzero((edges >= 0).any(axis=-1)), strict=True):
        ids, labels = edges[row, col], corner[row, col]
        met = np.flatnonzero(ids >= 0)
        if len(met) == 2:  # noqa: PLR2004 - one line through the cell
            p, q = (int(ids[k]) for k in met)
            segments[_pair(labels, int(met[0]))].append((p, q))
            continue
        more.append(_junction(chart, grid, int(row), int(col)))
        for k in met:
            segments[_pair(labels, int(k))].append((int(ids[k]), n + len(more) - 1))
    return (np.concatenate([points, np.array(more)]) if more else points), segments


def _pair(labels: Array, edge: int) -> tuple[int, int]:
    """Labels at the two ends of an edge of a cell, the lower first."""
    a, b = int(labels[edge]), int(labels[(edge + 1) % 4])
    return min(a, b), max(a, b)


def _junction(chart: Chart, grid: Grid, row: int, col: int) -> Array:
    """Close in on the point of a cell where most labels meet, by quarters of it."""
    low = np.array([grid.lons[col], grid.lats[row]])
    high = np.array([grid.lons[col + 1], grid.lats[row + 1]])
    for _ in range(14):
        ticks = np.linspace(low, high, 5)
        x, y = np.meshgrid(ticks[:, 0], ticks[:, 1])
        code = state_of(chart, x.ravel(), y.ravel()).reshape(x.shape)
        best, place = 0, (1, 1)
        for j in range(3):
            for i in range(3):
                n = len(np.unique(code[j : j + 3, i : i + 3]))
                if n > best or (n == best and (j, i) == (1, 1)):
                    best, place = n, (j, i)
        if best < 2:  # noqa: PLR2004 - the labels were lost
            break
        j, i = place
        low, high = (
            np.array([ticks[i, 0], ticks[j, 1]]),
            np.array([ticks[i + 2, 0], ticks[j + 2, 1]]),
        )
    return np.asarray((low + high) / 2.0)


def _chains(points: Array, ids: list[tuple[int, int]]) -> Iterator[Array]:
    """Join legs that share an end into lines, shape (n, 2) each."""
    import shapely  # noqa: PLC0415 - a fifth of a second

    legs = points[np.array(ids)]
    merged = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(legs)))
    return (np.array(part.coords) for part in getattr(merged, "geoms", [merged]) if part.length)


def _refine(chart: Chart, xy: Array, pair: tuple[int, int]) -> Array:
    """Put vertices between others until the line between them holds too."""
    fresh = np.ones(len(xy) - 1, bool)
    for _ in range(_MOST_PASSES):
        legs = np.flatnonzero(fresh & (legs_m(xy[:-1], xy[1:]) > _SHORTEST_M))
        if not len(legs):
            break
        found, place = _beside(chart, xy[legs], xy[legs + 1], pair)
        legs, place = legs[found], place[found]
        fresh[:] = False
        fresh[legs] = True
        fresh = np.insert(fresh, legs + 1, True)
        xy = np.insert(xy, legs + 1, place, axis=0)
    return xy


def _beside(chart: Chart, a: Array, b: Array, pair: tuple[int, int]) -> tuple[Array, Array]:
    """Look across the middle of legs for the line: whether it is off there, and where it is."""
    middle, way = (a + b) / 2.0, b - a
    squeeze = np.maximum(np.cos(np.radians(middle[:, 1])), 0.01)
    size = np.hypot(way[:, 0] * squeeze, way[:, 1])
    across = np.column_stack([-way[:, 1], way[:, 0] * squeeze]) / size[:, None]
    found, place = np.zeros(len(a), bool), middle.copy()
    todo, off_m = np.arange(len(a)), _OFF_M
    reach = np.minimum(legs_m(a, b), _FARTHEST_M)
    while len(todo):
        left, right = (_step(middle[todo], across[todo], side * off_m) for side in (1.0, -1.0))
        code_l, code_r = (state_of(chart, *end.T) for end in (left, right))
        met = (code_l != code_r) & np.isin(code_l, pair) & np.isin(code_r, pair)
        if off_m > _OFF_M and met.any():
            hit = todo[met]
            found[hit] = True
            place[hit] = _bisect(chart, left[met], right[met], code_l[met])
        todo, off_m = todo[~met], off_m * 4.0
        todo = todo[off_m < reach[todo]]
    return found, place


def _step(places: Array, across: Array, off_m: float) -> Array:
    return np.column_stack(
        shift(places[:, 0], places[:, 1], off_m * across[:, 0], off_m * across[:, 1])
    )

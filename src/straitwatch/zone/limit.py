"""A box turned into the lines that lie at 3, 12, 24 or 200 nm from the baseline."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.model.place import Box
from straitwatch.model.unit import NM_M
from straitwatch.zone.chart import REACH_NM, Chart
from straitwatch.zone.trace import Grid, corner_of, fill_grid, lay_grid, legs_m, signed_m, to_limit
from straitwatch.zone.walk import join_ends

__all__ = ["CELL_NM", "FAR_CELL_NM", "Line", "distance_field", "trace_limit"]

Array = npt.NDArray[Any]

CELL_NM, FAR_CELL_NM = 0.25, 1.0
"""Cells of the first search, up to 30 nm and beyond: what is smaller may be missed."""

OFF_M, FAR_OFF_M = 0.5, 4.0
"""A line is refined until it is no further from the limit than this where it is tested."""

_LONGEST_M, _FAR_LONGEST_M = 900.0, 3_000.0
_SHARES = np.array([0.5, 0.2, 0.8])  # of a leg, where it is tested
_MOST_PASSES = 14
_CORNERS_FROM = 3


@dataclass(frozen=True)
class Line:
    """A line: vertices in order, lon (running on past 180) and lat, shape (n, 2)."""

    xy: Array
    closed: bool


def distance_field(chart: Chart, grid: Grid, limit_m: float) -> Array:
    """Measure the signed distance on a grid, as exactly as finding one limit asks.

    Returns:
        metres, float64, shape (ny, nx); where no limit can be near only the side is right.
    """
    rows, cols = np.meshgrid(*map(np.arange, grid.shape), indexing="ij")
    lon, lat = grid.place(rows.ravel(), cols.ravel())
    if limit_m < REACH_NM * NM_M:
        metres = signed_m(chart, lon, lat).reshape(grid.shape)
        return np.clip(metres, -2.0 * limit_m, 2.0 * limit_m)
    known = np.full(grid.shape, np.nan)

    def ask(x: Array, y: Array) -> Array:
        return signed_m(chart, x, y, far=True) - limit_m

    def guess(corners: Array, wide: int) -> Array:
        reach = wide * grid.cell_nm * NM_M * 1.02 / np.sqrt(2.0)  # to the nearest corner
        least = np.abs(corners).min(axis=0) - reach  # distance changes no faster than one goes
        sure = (least > 0.0) & (np.abs(np.sign(corners).sum(axis=0)) == len(corners))
        return np.where(sure, np.sign(corners[0]) * least, np.nan)

    return np.clip(fill_grid(grid, known, ask, guess), -limit_m, limit_m) + limit_m


def trace_limit(
    chart: Chart, box: Box, limit_nm: float, off_m: float | None = None, *, coarse: float = 1.0
) -> list[Line]:
    """Trace the line at one distance from the baseline through a box and a little around it.

    Args:
        chart: the chart.
        box: the box.
        limit_nm: nautical miles, more than 0.
        off_m: how far what is between vertices may lie off, where a picture asks for less than
            `OFF_M` and `FAR_OFF_M`.
        coarse: by how much cells of the first search and legs may be longer, where a picture of a
            large box asks for less.

    Returns:
        lines, in no order; the sea beyond the limit lies on the left.

    Notes:
        Every vertex lies within 0.1 m of the limit and, up to 30 nm, what is between vertices
        within 1 m of it; beyond, within 10 m. Missed are pockets of water beyond the limit that
        are narrower than a cell of the search (`CELL_NM`, `FAR_CELL_NM`) throughout, and so are
        islands of a belt narrower than it, which only limits under a cell can have.
        The first search takes contours of distances on a grid; then each vertex is moved along
        its shortest way to the baseline, and legs are halved until they lie on the limit.
    """
    far = limit_nm >= REACH_NM
    grid = lay_grid(box, min(coarse * (FAR_CELL_NM if far else CELL_NM), limit_nm / 4.0))
    field = distance_field(chart, grid, limit_nm * NM_M)
    lines = []
    for rough in _contours(grid, field, limit_nm * NM_M):
        lon, lat, off = to_limit(chart, rough[:, 0], rough[:, 1], limit_nm * NM_M)
        xy = np.column_stack([lon, lat])[np.abs(off) < 1.0]
        if len(xy) > 1:
            lines += _refine(chart, xy, limit_nm * NM_M, off_m, coarse, far=far)
    whole = [line for line in lines if line.closed]
    walked = join_ends(chart, [line.xy for line in lines if not line.closed], limit_nm * NM_M, box)
    for xy in walked:
        whole += _refine(chart, xy, limit_nm * NM_M, off_m, coarse, far=far)
    return whole


def _contours(grid: Grid, field: Array, level: float) -> list[Array]:
    from contourpy import LineType, contour_generator  # noqa: PLC0415 - half a second

    made = contour_generator(grid.lons, grid.lats, field, line_type=LineType.Separate)
    return [np.asarray(line, float) for line in made.lines(level)]


def _refine(
    chart: Chart, xy: Array, limit_m: float, off_m: float | None, coarse: float, *, far: bool
) -> list[Line]:
    """Halve legs until they lie on the limit; those that cannot are cut out."""
    most, longest = (FAR_OFF_M, _FAR_LONGEST_M) if far else (OFF_M, _LONGEST_M)
    most, longest = max(most, off_m or 0.0), longest * coarse
    fresh = np.ones(len(xy) - 1, bool)  # legs that are not tested yet
    for turn in range(_MOST_PASSES):
        off = np.zeros(len(xy) - 1)
        off[fresh] = _off(chart, xy[:-1][fresh], xy[1:][fresh], limit_m, far=far)
        bad = np.flatnonzero(fresh & ((off > most) | (legs_m(xy[:-1], xy[1:]) > longest)))
        if not len(bad):
            return [_line(xy)]
        made = _between(chart, xy[bad], xy[bad + 1], limit_m, corners=turn >= _CORNERS_FROM)
        fresh[:] = False
        fresh[bad] = True
        fresh = np.insert(fresh, bad + 1, True)
        xy = np.insert(xy, bad + 1, made, axis=0)
    off = np.zeros(len(xy) - 1)
    off[fresh] = _off(chart, xy[:-1][fresh], xy[1:][fresh], limit_m, far=far)
    parts = np.split(xy, np.flatnonzero(off > 2.0 * most) + 1)
    if len(parts) > 1 and (xy[0] == xy[-1]).all():  # a ring begins where it is cut
        parts = [*parts[1:-1], np.concatenate([parts[-1][:-1], parts[0]])]
    return [_line(part) for part in parts if len(part) > 1]


def _between(chart: Chart, a: Array, b: Array, limit_m: float, *, corners: bool) -> Array:
    """Find a point of the limit for each leg: the corner between, else one beside its middle."""
    middle = (a + b) / 2.0
    made = np.column_stack(to_limit(chart, middle[:, 0], middle[:, 1], limit_m)[:2])
    if corners:
        met, ok = corner_of(chart, a, b, limit_m)
        fresh = (np.abs(met - a).max(axis=1) > 1e-8) & (np.abs(met - b).max(axis=1) > 1e-8)  # noqa: PLR2004 - a millimetre
        made[ok & fresh] = met[ok & fresh]
    return made


def _line(xy: Array) -> Line:
    return Line(xy, bool((xy[0] == xy[-1]).all()))


def _off(chart: Chart, a: Array, b: Array, limit_m: float, *, far: bool) -> Array:
    """How far legs are from the limit at most, where they are tested: metres, shape (n,)."""
    places = (a[:, None] + _SHARES[:, None] * (b - a)[:, None]).reshape(-1, 2)
    found = np.abs(signed_m(chart, places[:, 0], places[:, 1], far=far))
    return np.asarray(np.abs(found - limit_m).reshape(-1, len(_SHARES)).max(axis=1, initial=0.0))

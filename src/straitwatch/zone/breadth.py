"""Places turned into the breadth of the territorial sea that the nearest State keeps there."""

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.model.place import Box
from straitwatch.model.unit import NM_M
from straitwatch.zone.baseline import System
from straitwatch.zone.chart import Chart
from straitwatch.zone.inside import is_inside
from straitwatch.zone.outline import coast_runs
from straitwatch.zone.waters import Outline

__all__ = ["area_bounds", "areas_near", "areas_of", "breadth_at", "breadths_near"]

Array = npt.NDArray[Any]

_BY_DEG = 0.7  # around a box: more than 24 nm, at 60° still 20


def breadth_at(chart: Chart, lon: Array, lat: Array, code: Array) -> Array:
    """Look up what the State of each place keeps there.

    Args:
        chart: the chart.
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).
        code: State codes of the nearest baseline, -1 for none, shape (n,).

    Returns:
        nautical miles, float64, shape (n,).
    """
    code = np.asarray(code, np.int64)
    found = chart.coast.plan.breadths[code + 1] / NM_M
    for area in _areas(chart):
        own = np.flatnonzero(code == chart.coast.states.index(area.state))
        middle = area.places[:, 0].mean()
        x = lon[own] + 360.0 * np.round((middle - lon[own]) / 360.0)
        found[own[is_inside(x, lat[own], area.places)]] = area.breadth_nm
    return np.asarray(found)


def breadths_near(chart: Chart, box: Box) -> list[float]:
    """All breadths that may hold in a box, in nautical miles, ascending."""
    around = Box(
        box.west - _BY_DEG,
        max(-90.0, box.south - _BY_DEG),
        box.east + _BY_DEG,
        min(90.0, box.north + _BY_DEG),
    )
    codes = {code for code, _ in coast_runs(chart, around)}
    found = {float(chart.coast.plan.breadths[code + 1] / NM_M) for code in codes}
    found |= {area.breadth_nm for area in _areas(chart) if _meets(area, around)}
    return sorted(found)


def area_bounds(chart: Chart, box: Box) -> list[Array]:
    """Outlines of the areas of another breadth that meet a box, in its turn of the circle."""
    return [_turned(area, box) for area in _areas(chart) if _meets(area, box)]


def areas_near(chart: Chart, box: Box) -> list[tuple[System, Array]]:
    """Areas of another breadth that meet a box, with their outlines in its turn of the circle."""
    systems = [system for system in chart.coast.waters.systems if system.kind == "breadth"]
    return [
        (system, _turned(area, box))
        for system, area in zip(systems, _areas(chart), strict=True)
        if _meets(area, box)
    ]


def areas_of(chart: Chart, states: Collection[str]) -> list[Outline]:
    """Areas in which one of these States keeps another breadth than elsewhere."""
    return [area for area in _areas(chart) if area.state in states]


def _turned(area: Outline, box: Box) -> Array:
    middle = (box.west + box.east) / 2.0
    turn = 360.0 * np.round((middle - area.places[:, 0].mean()) / 360.0)
    return np.asarray(area.places + np.array([turn, 0.0]))


def _areas(chart: Chart) -> list[Outline]:
    return [water for water in chart.coast.waters.outlines if water.kind == "breadth"]


def _meets(area: Outline, box: Box) -> bool:
    (west, south), (east, north) = area.places.min(axis=0), area.places.max(axis=0)
    turn = 360.0 * np.round(((box.west + box.east) / 2.0 - (west + east) / 2.0) / 360.0)
    across = west + turn <= box.east and east + turn >= box.west
    return bool(across and south <= box.north and north >= box.south)

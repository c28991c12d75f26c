"""Places into how far they are from one State's waters, and how deep within: bounds."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.coast import MIXED, Shore, nearest
from straitwatch.model.error import ContractError
from straitwatch.model.unit import NM_M
from straitwatch.zone.breadth import breadth_at
from straitwatch.zone.chart import ARCHIPELAGIC, INTERNAL, LAND, Chart, label, nearest_coast
from straitwatch.zone.coastindex import group_spheres

__all__ = ["StateSea", "measure_sea"]

Array = npt.NDArray[Any]

_FOOT_ERROR_M = 1.0  # of `arc_of_chord` within the distances that decide


@dataclass(frozen=True)
class StateSea:
    """Where n places stand towards one State's waters, every error counted against the claim.

    Attributes:
        out_m: no way from the true place into them is shorter; 0 where it may be inside.
        deep_m: no way from the true place out of them is shorter; 0 where it may be outside.
        sure: whether the true place is inside.
    """

    out_m: Array
    deep_m: Array
    sure: Array


def measure_sea(
    chart: Chart, state: str, lon: Array, lat: Array, error_m: float, *, internal: bool = False
) -> StateSea:
    """Measure places against the territorial sea of a State, all that lies landward of it included.

    Args:
        chart: the chart.
        state: ISO 3166 alpha-2.
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).
        error_m: of the position and of the baseline, added.
        internal: only what is landward of the baseline.

    Raises:
        ContractError: the chart knows no coast of that State.

    Notes:
        Outside it errs towards the zone: the greatest breadth that the State keeps anywhere, coasts
        that it claims and does not hold alone, and no account of another State's nearer coast.
        Inside it asks for the opposite: the breadth kept there, and its own coast nearer than any
        other by more than the error. Some 0.1 ms a place.
    """
    lon = np.ascontiguousarray(lon, np.float64)
    lat = np.ascontiguousarray(lat, np.float64)
    own, claimed, widest_m = _codes(chart, state)
    shore = _shore(chart, tuple(claimed), wanted=True)
    chord = nearest(lon, lat, shore)[0] if len(lon) else np.empty(0)
    told = label(chart, lon, lat)
    inward = np.isin(told.zone, (LAND, INTERNAL, ARCHIPELAGIC))
    out = np.maximum(chord - (0.0 if internal else widest_m) - error_m, 0.0)
    out = np.where(inward & np.isin(told.state, claimed), 0.0, out)
    deep, sure = np.zeros(len(lon)), np.zeros(len(lon), np.bool_)
    some = np.flatnonzero(out == 0.0)  # nothing else can be inside
    if len(some):
        within = (inward & np.isin(told.state, own))[some]
        if internal:
            found = np.where(within, chord[some] - error_m, 0.0)
        else:
            found = _depth(chart, lon[some], lat[some], within, own=own, error_m=error_m)
        sure[some] = found > 0.0
        on_land = told.zone[some] == LAND  # how far the land border is nobody knows here
        deep[some] = np.where(on_land, 0.0, np.maximum(found, 0.0))
    return StateSea(out, deep, sure)


def _depth(
    chart: Chart, lon: Array, lat: Array, within: Array, *, own: list[int], error_m: float
) -> Array:
    """Metres to the outer limit or to the middle line, whichever is nearer; 0 or less outside."""
    near = nearest_coast(chart, lon, lat)
    others = nearest(lon, lat, _shore(chart, tuple(own), wanted=False))[0]
    breadth = breadth_at(chart, lon, lat, near.state) * NM_M
    off = np.where(within, 0.0, near.dist_m + _FOOT_ERROR_M)
    deep = np.minimum(breadth - off, (others - off) / 2.0) - error_m
    return np.where(within | np.isin(near.state, own), deep, 0.0)


def _codes(chart: Chart, state: str) -> tuple[list[int], list[int], float]:
    """Codes of what is a State's alone and of all that it claims, and its greatest breadth."""
    states = chart.coast.states
    own = [k for k, name in enumerate(states) if name == state]
    if not own:
        raise ContractError(
            f"the chart knows no coast of '{state}': write the two letters of a State, as JP"
        )
    claimed = [k for k, name in enumerate(states) if state in name.split("|")]
    plan = chart.coast.plan
    kept = [plan.breadths[k + 1] for k in claimed]
    kept += plan.area_breadth[np.isin(plan.area_state, claimed)].tolist()
    return own, claimed, float(max(kept))


@lru_cache(maxsize=16)
def _shore(chart: Chart, codes: tuple[int, ...], *, wanted: bool) -> Shore:
    """Cut the shore down to the chunks that are, or are not, wholly of others.

    Args:
        chart: the chart.
        codes: of States.
        wanted: True for chunks with any segment of these, False for those with any of others.
    """
    sea = chart.coast.sea
    keep = np.isin(sea.chunk_code, codes) == wanted
    for k in np.flatnonzero(sea.chunk_code == MIXED):
        part = sea.code[sea.first[k] : sea.first[k] + sea.segments[k]]
        keep[k] = (np.isin(part, codes) == wanted).any()
    chunks = sea.chunks[keep]
    return sea._replace(
        groups=group_spheres(chunks),
        chunks=chunks,
        first=sea.first[keep],
        segments=sea.segments[keep],
        chunk_code=sea.chunk_code[keep],
    )

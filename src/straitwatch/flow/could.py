"""Reach meets charts: which gates and whose waters an object could have touched in between."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from straitwatch.model.unit import NM_M
from straitwatch.reach.straight import Anchor, Reach, bound_reach, points_on_arc, spare_hours
from straitwatch.zone.basemap import distance_grid
from straitwatch.zone.chart import nearest_coast, open_chart
from straitwatch.zone.gate_file import watched_gates

__all__ = ["Could", "could_have"]

_GRID = 200
_TERRITORIAL_NM = 12.0
_LONG_SEGMENT_M = 6_000.0  # half the longest stretch of coast between two vertices


@dataclass(frozen=True)
class Could:
    """A thing that may have been touched between two anchors, and for how long at most."""

    what: str
    kind: str
    at_most_h: float
    flips_at_kn: float


def could_have(
    a: Anchor, b: Anchor, speed_kn: float, *, gate_files: Sequence[str | Path] = ()
) -> tuple[Reach, list[Could]]:
    """Say which gates could have been passed and which territorial seas touched.

    Args:
        a: where and when it was.
        b: where and when it was next.
        speed_kn: its top speed, assumed.
        gate_files: users' gates, beside the project's own.

    Returns:
        the bound itself, and what it leaves open, the longest possible stay first. What is not in
        the list could not have been touched at that speed.

    Notes:
        Straight lines over land and sea: never shorter than the true way, so an exclusion holds.
    """
    reach = bound_reach(a, b, speed_kn)
    if not reach.fits:
        return reach, []
    found = _gates(reach, watched_gates(gate_files)) + _waters(reach)
    return reach, sorted(found, key=lambda could: -could.at_most_h)


def _gates(reach: Reach, charted: pa.Table) -> list[Could]:
    found = []
    for gate in charted.to_pylist():
        lon, lat, cell_m = points_on_arc(gate["lon_a"], gate["lat_a"], gate["lon_b"], gate["lat_b"])
        spare = float(spare_hours(reach, lon, lat, cell_m=cell_m).max())
        if spare >= 0.0:
            found.append(_could(reach, gate["name"], "gate", spare))
    return found


def _waters(reach: Reach) -> list[Could]:
    west, south, east, north = _box(reach)
    lons, lats, dist_m = distance_grid(west, south, east, north, _GRID, _GRID)
    lon, lat = (axis.ravel() for axis in np.meshgrid(lons, lats))
    cell_m = _half_diagonal_m(lons, lats)
    spare = spare_hours(reach, lon, lat, cell_m=cell_m)
    belt_m = _TERRITORIAL_NM * NM_M + 3.0 * cell_m + _LONG_SEGMENT_M
    near = (spare >= 0.0) & (dist_m.ravel() <= belt_m)
    if not near.any():
        return []
    chart = open_chart()
    coast = nearest_coast(chart, lon[near], lat[near])
    found = []
    for code in np.unique(coast.state):
        whose = chart.coast.states[code] if code >= 0 else "an islet whose State is not known"
        most = float(spare[near][coast.state == code].max())
        found.append(_could(reach, f"territorial sea of {whose}", "territorial_sea", most))
    return found


def _could(reach: Reach, what: str, kind: str, spare: float) -> Could:
    spare = min(spare, reach.slack_h)  # no way is shorter than the straight one
    way_h = reach.hours - spare
    flips_at = reach.speed_kn * way_h / reach.hours
    return Could(what, kind, round(spare, 2), round(flips_at, 2))


def _box(reach: Reach) -> tuple[float, float, float, float]:
    a, b = reach.a, reach.b
    half = reach.hours * reach.speed_kn / 60.0 / 2.0
    mid_lat = (a.lat + b.lat) / 2.0
    south, north = max(mid_lat - half, -85.0), min(mid_lat + half, 85.0)
    squeeze = float(np.cos(np.radians(max(abs(south), abs(north)))))
    apart = (b.lon - a.lon + 540.0) % 360.0 - 180.0
    mid_lon, half_lon = a.lon + apart / 2.0, half / squeeze
    if half_lon >= 180.0:  # noqa: PLR2004 - all the way round
        return -180.0, south, 180.0, north
    return mid_lon - half_lon, south, mid_lon + half_lon, north


def _half_diagonal_m(lons: np.ndarray, lats: np.ndarray) -> float:
    high = (lats[1] - lats[0]) * 60.0 * NM_M
    wide = (lons[1] - lons[0]) * 60.0 * NM_M
    return float(np.hypot(high, wide)) / 2.0

"""A box of the chart turned into features: limits, equidistance lines, baselines and gates."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.sphere import along, arc_distance, to_degrees, to_vectors
from straitwatch.model.feature import Feature
from straitwatch.model.place import Box
from straitwatch.model.unit import NM_M
from straitwatch.model.version import __version__
from straitwatch.zone.breadth import breadth_at
from straitwatch.zone.chart import Chart
from straitwatch.zone.coastline import CONTIGUOUS_NM, ECONOMIC_NM, TERRITORIAL_NM
from straitwatch.zone.equidistance import trace_divides
from straitwatch.zone.gate import gates
from straitwatch.zone.limit import trace_limit
from straitwatch.zone.outline import closing_runs, coast_runs
from straitwatch.zone.shore import BASELINE
from straitwatch.zone.trace import signed_m, split_line, state_of
from straitwatch.zone.verdict import BASELINE_ERROR_M

__all__ = [
    "baseline_features",
    "common",
    "cut_line",
    "equidistance_features",
    "gate_features",
    "limit_features",
    "state_name",
]

Array = npt.NDArray[Any]
_KINDS = {
    TERRITORIAL_NM: "territorial_sea_limit",
    CONTIGUOUS_NM: "contiguous_zone_limit",
    ECONOMIC_NM: "exclusive_economic_zone_limit",
}
_GATE_STEP_M = NM_M
_SAME_NM = 1e-6  # one figure
_SHORTEST = 1e-9  # degrees: a touch of the box's edge is no line


def common(source: str) -> dict[str, str | float | None]:
    """Say of every feature by which baseline it is, how sure, and who made it."""
    return {
        "baseline": BASELINE,
        "uncertainty_m": BASELINE_ERROR_M,
        "source": source,
        "made_by": f"straitwatch {__version__}",
    }


def state_name(chart: Chart, code: int) -> str:
    """Name of a State code: claimants joined by `|`; empty where none is known."""
    return chart.coast.states[code] if code >= 0 else ""


def cut_line(xy: Array, box: Box) -> Any:  # noqa: ANN401 - a shapely geometry
    """Cut a line to the box; None where nothing is left."""
    import shapely  # noqa: PLC0415 - a fifth of a second

    kept = shapely.intersection(
        shapely.linestrings(xy), shapely.box(box.west, box.south, box.east, box.north)
    )
    parts = [p for p in shapely.get_parts(kept) if p.geom_type == "LineString"]
    if len(parts) > 1:
        return shapely.line_merge(shapely.multilinestrings(parts))
    return parts[0] if parts and parts[0].length > _SHORTEST else None


def limit_features(
    chart: Chart,
    box: Box,
    limits_nm: Sequence[float],
    off_m: float | None = None,
    *,
    coarse: float = 1.0,
) -> list[Feature]:
    """Trace limits through a box: lines, cut where the State of the nearest baseline changes.

    Args:
        chart: the chart.
        box: the box.
        limits_nm: distances from the baseline.
        off_m: see `limit.trace_limit`.
        coarse: likewise.

    Returns:
        features; the sea beyond the limit lies on the left of each line. A line of up to 12 nm is
        `territorial_sea_limit` only where the State keeps just that breadth.
    """
    features = []
    for limit_nm in limits_nm:

        def label(lon: Array, lat: Array, limit_nm: float = limit_nm) -> Array:
            code = state_of(chart, lon, lat).astype(np.int64)
            holds = np.abs(breadth_at(chart, lon, lat, code) - limit_nm) < _SAME_NM
            return np.asarray(2 * code + holds)

        for line in trace_limit(chart, box, limit_nm, off_m, coarse=coarse):
            for code, xy in split_line(line.xy, label):
                kind = (
                    "distance" if limit_nm <= TERRITORIAL_NM else _KINDS.get(limit_nm, "distance")
                )
                told = {
                    "kind": _KINDS[TERRITORIAL_NM] if code % 2 else kind,
                    "state": state_name(chart, code // 2),
                    "limit_nm": limit_nm,
                    **common("computed at this distance from the baseline"),
                }
                if (cut := cut_line(xy, box)) is not None:
                    features.append(Feature("limits", cut, told))
    return features


def equidistance_features(chart: Chart, box: Box, within_nm: float = ECONOMIC_NM) -> list[Feature]:
    """Trace the lines at sea on which two States' baselines are equally near.

    Args:
        chart: the chart.
        box: the box.
        within_nm: how far from those baselines lines go.

    Returns:
        features; `states` joins the two by a hyphen, `?` is a coast without a known State.
    """

    def at_sea(lon: Array, lat: Array) -> Array:
        metres = signed_m(chart, lon, lat, far=True)
        return ((metres > 0.0) & (metres <= within_nm * NM_M)).astype(np.int64)

    features = []
    for divide in trace_divides(chart, box):
        names = [state_name(chart, code) or "?" for code in divide.codes]
        told = {
            "kind": "equidistance",
            "states": "-".join(sorted(names)),
            "disputed": "yes" if any("|" in name for name in names) else "no",
            "limit_nm": None,
            **common("equally far from both baselines; no agreed boundary"),
        }
        for label, xy in split_line(divide.xy, at_sea):
            if label and (cut := cut_line(xy, box)) is not None:
                features.append(Feature("equidistance", cut, told))
    return features


def baseline_features(chart: Chart, box: Box) -> list[Feature]:
    """Cut the shoreline and the closing lines to a box."""
    features = []
    for kind, runs in (
        ("shoreline", coast_runs(chart, box)),
        ("closing_line", closing_runs(chart, box)),
    ):
        for code, xy in runs:
            if (cut := cut_line(xy, box)) is not None:
                told = {"kind": kind, "state": state_name(chart, code), **common(BASELINE)}
                features.append(Feature("baselines", cut, told))
    return features


def gate_features(box: Box) -> list[Feature]:
    """Find the gates that touch a box: whole great-circle lines, with what is known of them."""
    import shapely  # noqa: PLC0415 - a fifth of a second

    frame = shapely.box(box.west, box.south, box.east, box.north)
    features = []
    for gate in gates().to_pylist():
        ends = to_vectors([gate["lon_a"], gate["lon_b"]], [gate["lat_a"], gate["lat_b"]])
        long_m = arc_distance(gate["lon_a"], gate["lat_a"], gate["lon_b"], gate["lat_b"])
        share = np.linspace(0.0, 1.0, 2 + int(long_m / _GATE_STEP_M))
        lon, lat = to_degrees(along(ends, np.zeros(len(share), np.int64), share))
        lon[[0, -1]], lat[[0, -1]] = (gate["lon_a"], gate["lon_b"]), (gate["lat_a"], gate["lat_b"])
        lon = np.unwrap(lon, period=360.0)
        for turn in (-360.0, 0.0, 360.0):
            line = shapely.linestrings(np.column_stack([lon + turn, lat]))
            if line.intersects(frame):
                told = {k: v for k, v in gate.items() if k[:4] not in {"lon_", "lat_"}}
                told = {"kind": "gate", **told, **common(gate["source"])}
                features.append(Feature("gates", line, told))
    return features

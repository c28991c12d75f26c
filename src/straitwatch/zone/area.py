"""A box of the chart turned into polygons: each zone of each State."""

from collections import defaultdict
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.model.feature import Feature
from straitwatch.model.place import Box
from straitwatch.zone.breadth import area_bounds, breadths_near
from straitwatch.zone.chart import (
    NAMES,
    Chart,
    classify,
)
from straitwatch.zone.coastline import CONTIGUOUS_NM, ECONOMIC_NM
from straitwatch.zone.equidistance import trace_divides
from straitwatch.zone.layer import common, state_name
from straitwatch.zone.limit import trace_limit
from straitwatch.zone.outline import closing_runs, coast_runs
from straitwatch.zone.trace import state_of

__all__ = ["zone_features"]

Array = npt.NDArray[Any]

_STATELESS = ("high_seas",)


def zone_features(chart: Chart, box: Box) -> list[Feature]:
    """Cut a box into zones by State.

    Args:
        chart: the chart.
        box: the box.

    Returns:
        one feature for each zone and State that the box holds; their polygons meet without
        overlap and fill the box.

    Notes:
        The box is cut along coasts, closing lines, limits and equidistance lines; what the chart
        says of one point inside each piece holds for all of it.
    """
    import shapely  # noqa: PLC0415 - a fifth of a second

    frame = shapely.box(box.west, box.south, box.east, box.north)
    limits = [*breadths_near(chart, box), CONTIGUOUS_NM, ECONOMIC_NM]
    runs = [xy for _, xy in coast_runs(chart, box, lakes=True) + closing_runs(chart, box)]
    runs += [line.xy for limit in limits for line in trace_limit(chart, box, limit)]
    runs += [divide.xy for divide in trace_divides(chart, box)]
    runs += [
        water.places + np.array([turn, 0.0])
        for water in chart.coast.waters.outlines
        if water.kind != "breadth"
        for turn in (-360.0, 0.0, 360.0)
    ]
    runs += area_bounds(chart, box)
    lines = shapely.intersection([shapely.linestrings(xy) for xy in runs], frame)
    noded = shapely.union_all([*lines, frame.exterior])
    faces = np.array(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))))
    inside = shapely.get_coordinates(shapely.point_on_surface(faces))
    zone, state = _labels(chart, inside[:, 0], inside[:, 1])
    held: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for face, z, s in zip(faces, zone.tolist(), state.tolist(), strict=True):
        held[z, s].append(face)
    return [
        Feature(
            "zones",
            shapely.coverage_union_all(parts),
            {
                "kind": "zone",
                "zone": NAMES[z],
                "state": state_name(chart, s),
                **common("cut along the coast, its limits and equidistance lines"),
            },
        )
        for (z, s), parts in sorted(held.items())
    ]


def _labels(chart: Chart, lon: Array, lat: Array) -> tuple[Array, Array]:
    """Zone and State codes of points; -1 where no State matters."""
    zoned = classify(chart, lon, lat)
    state = zoned.state.astype(np.int64)
    unknown = np.isnan(zoned.coast_m) & (state < 0)
    if unknown.any():
        state[unknown] = state_of(chart, lon[unknown], lat[unknown])
    free = [k for k, name in enumerate(NAMES) if name in _STATELESS]
    return zoned.zone, np.where(np.isin(zoned.zone, free), -1, state)

"""A tile of the map turned into the limits and gates that are drawn in it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa

from straitwatch.kernel.sphere import along, arc_distance, to_degrees, to_vectors
from straitwatch.model.feature import Feature
from straitwatch.model.place import Box
from straitwatch.model.unit import NM_M
from straitwatch.zone.breadth import breadths_near
from straitwatch.zone.chart import open_chart
from straitwatch.zone.coastline import CONTIGUOUS_NM, ECONOMIC_NM, TERRITORIAL_NM
from straitwatch.zone.layer import limit_features
from straitwatch.zone.published_layer import published_features
from straitwatch.zone.pyramid import MOST_NORTH

__all__ = ["FAR_ZOOM", "NEAR_ZOOM", "gate_lines", "limits_in_box", "limits_in_tile", "tile_box"]

FAR_ZOOM = 3
"""From this zoom on the 200-mile limits are drawn: below, a tile would take many seconds."""

NEAR_ZOOM = 4
"""From this zoom on the other limits are drawn: below, 12 nm are under four pixels."""

_BLOCK_BUFFER = 1.0 / 16.0  # of a block: more than the buffer of a tile in it
_EXACT_ZOOM = {False: 8, True: 6}  # by far: blocks of this zoom serve all that are closer
_FINE_ZOOM = {False: 7, True: 5}  # below it the search is coarser, by 2 a zoom
_OFF_PX = 0.25  # what a line may lie off, of 512 pixels a tile
_TILE_PX = 512.0
_EQUATOR_M = 40_075_016.0
_CLOSE_DEG, _FAR_OFF_M = 3.0, 600.0
_tracing = Lock()  # one at a time: tracing takes all cores as it is


def tile_box(z: int, x: int, y: int, buffer: float = 0.0) -> Box:
    """Bounds of a tile in degrees, and of so many parts of it around it, short of the poles."""
    side = 2.0**-z
    west, east = ((x + part) * side * 360.0 - 180.0 for part in (-buffer, 1.0 + buffer))
    return Box(west, _latitude((y + 1.0 + buffer) * side), east, _latitude((y - buffer) * side))


def _latitude(down: float) -> float:
    lat = float(np.degrees(np.arctan(np.sinh((0.5 - down) * 2.0 * np.pi))))
    return min(max(lat, -MOST_NORTH), MOST_NORTH)


def limits_in_tile(z: int, x: int, y: int) -> list[Feature]:
    """Find the limits that a tile shows.

    Args:
        z: zoom; tiles of 512 pixels.
        x: column from 180 W.
        y: row from the north.

    Returns:
        lines in degrees that may run on beyond the tile, each with `kind` (as in `layer`), `state`,
        `limit_nm` and `basis`: `computed`, or the title of the published set. Below `FAR_ZOOM`
        none; below `NEAR_ZOOM` those of 200 nm only. The territorial sea is drawn at the breadth
        that the State keeps.

    Raises:
        ConfigError: the coastline is not installed.

    Notes:
        Computed lines lie within a quarter of a pixel of the limit where they are vertices or were
        tested; from zoom 8 on within a metre. At low zooms pockets and islets of a belt that are
        smaller than a pixel may be missed. A block takes 0.1 to 4 s the first time; the last ones
        stay in memory.
    """
    found: list[Feature] = []
    for far, least in ((True, FAR_ZOOM), (False, NEAR_ZOOM)):
        if z >= least:
            up = max(0, z - _EXACT_ZOOM[far])
            found += _traced(z - up, x >> up, y >> up, far=far)
    if z >= NEAR_ZOOM:
        found += map(_told, published_features(tile_box(z, x, y, _BLOCK_BUFFER)))
    return found


def _traced(z: int, x: int, y: int, *, far: bool) -> Sequence[Feature]:
    with _tracing:
        return _trace(z, x, y, far)


@lru_cache(maxsize=64)
def _trace(z: int, x: int, y: int, far: bool) -> Sequence[Feature]:
    chart, box = open_chart(), tile_box(z, x, y, _BLOCK_BUFFER)
    off_m = None if z >= _EXACT_ZOOM[far] else _OFF_PX * _EQUATOR_M / _TILE_PX / 2.0**z
    coarse = 2.0 ** max(0, _FINE_ZOOM[far] - z)
    near = {*breadths_near(chart, box), TERRITORIAL_NM, CONTIGUOUS_NM} - {0.0}
    limits = [ECONOMIC_NM] if far else sorted(near)
    found = map(_told, limit_features(chart, box, limits, off_m, coarse=coarse))
    return [feature for feature in found if feature.properties["kind"] != "distance"]


def limits_in_box(box: Box) -> list[Feature]:
    """Find the limits of a box, cut to it: as `limits_in_tile` of a zoom that fits the box.

    Args:
        box: in degrees; of 20 degrees a side some seconds.

    Returns:
        lines: of a box up to 3 degrees a side within a metre of the limit, else within 600 m.
    """
    chart = open_chart()
    close = max(box.east - box.west, box.north - box.south) <= _CLOSE_DEG
    off_m, coarse = (None, 1.0) if close else (_FAR_OFF_M, 2.0)
    limits = sorted(
        {*breadths_near(chart, box), TERRITORIAL_NM, CONTIGUOUS_NM, ECONOMIC_NM} - {0.0}
    )
    with _tracing:
        traced = limit_features(chart, box, limits, off_m, coarse=coarse)
    found = list(map(_told, traced))
    found += map(_told, published_features(box))
    return [feature for feature in found if feature.properties["kind"] != "distance"]


def _told(feature: Feature) -> Feature:
    """Keep what a map says of a line."""
    told = feature.properties
    computed = feature.layer == "limits"
    return replace(
        feature,
        properties={
            "kind": told["kind"],
            "state": told["state"] if computed else told["states"],
            "limit_nm": told.get("limit_nm"),
            "basis": "computed" if computed else told["baseline"],
        },
    )


def gate_lines(gates: pa.Table) -> list[Feature]:
    """Draw gates as great circles, a vertex each nautical mile.

    Args:
        gates: GATE.

    Returns:
        lines with `id`, `name`, `name_ja`, `width_nm` and `regime`; one over the antimeridian runs
        on past 180.
    """
    import shapely  # noqa: PLC0415 - a fifth of a second

    features = []
    for gate in gates.to_pylist():
        a, b = (gate["lon_a"], gate["lat_a"]), (gate["lon_b"], gate["lat_b"])
        share = np.linspace(0.0, 1.0, 2 + int(arc_distance(*a, *b) / NM_M))
        ends = to_vectors([a[0], b[0]], [a[1], b[1]])
        lon, lat = to_degrees(along(ends, np.zeros(len(share), np.int64), share))
        xy: Any = np.column_stack([np.unwrap(lon, period=360.0), lat])
        told = {key: gate.get(key) for key in ("name", "name_ja", "width_nm", "regime")}
        features.append(Feature("gates", shapely.linestrings(xy), {"id": gate["gate_id"], **told}))
    return features

"""Rows, fixes and charts into GeoJSON features: what OGC API - Features gives out."""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from straitwatch.model.error import ContractError
from straitwatch.model.place import Box
from straitwatch.report.export import to_records
from straitwatch.report.row_feature import row_feature, trail_feature
from straitwatch.report.trail import trails_of
from straitwatch.zone.chart_tile import gate_lines, limits_in_box

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from straitwatch.serve.ogc_items import Makers

__all__ = ["feature_makers"]

MOST_DEGREES = 20.0
"""Side of a box in which zones are traced: ours; some seconds the first time."""

Feature = dict[str, Any]


def feature_makers() -> Makers:
    """Give what turns rows into features; see `serve/ogc_items.py`."""
    from straitwatch.serve.ogc_items import Makers  # noqa: PLC0415 - an extra

    return Makers(
        of_row=row_feature,
        of_fixes=_fix_features,
        of_track=_track_feature,
        of_gates=lambda gates: [_chart_feature(f) for f in gate_lines(gates)],
        of_zones=_zone_features,
        most_degrees=MOST_DEGREES,
    )


def _fix_features(fixes: pa.Table) -> list[Feature]:
    """Fixes as points; the id of one is its object, time and line in the source."""
    found = []
    for row in to_records(fixes):
        feature = row_feature(row, "object_id")
        feature["id"] = f"{row['object_id']}@{row['t']}~{row['line'] or 0}"
        found.append(feature)
    return found


def _track_feature(track: Mapping[str, Any], fixes: pa.Table, known: Mapping[str, Any]) -> Feature:
    """A track as one line, whatever silence is in it; without a fix that may be seen, no shape."""
    fid = str(track["track_id"])
    told = {"track_id": fid, "object_id": track["object_id"], "state": track["state"]}
    for trail in trails_of(fixes, known, gap_s=float("inf")):
        feature = trail_feature(trail, fid)
        feature["properties"].update(told)
        return feature
    ends = {"t_start": track["t_start"], "t_end": track["t_end"]}
    return {"type": "Feature", "id": fid, "geometry": None, "properties": {**told, **ends}}


def _chart_feature(feature: Any) -> Feature:  # noqa: ANN401 - a Feature of the model
    import shapely  # noqa: PLC0415 - a fifth of a second

    shape = json.loads(shapely.to_geojson(shapely.set_precision(feature.geometry, 1e-6)))
    told = dict(feature.properties)
    fid = told.get("id") or _fid(told, shape)
    return {"type": "Feature", "id": fid, "geometry": shape, "properties": told}


def _fid(told: Mapping[str, Any], shape: Feature) -> str:
    words = json.dumps([told, shape], sort_keys=True).encode()
    return blake2b(words, digest_size=8).hexdigest()


def _zone_features(box: tuple[float, float, float, float]) -> list[Feature]:
    west, south, east, north = box
    east = east + 360.0 if east < west else east
    if max(east - west, north - south) > MOST_DEGREES:
        raise ContractError(
            f"zones of {east - west:g} by {north - south:g} degrees take too long to trace: "
            f"ask with a bbox of {MOST_DEGREES:g} degrees a side at most"
        )
    return _traced(Box(west, south, east, north))


@lru_cache(maxsize=16)
def _traced(box: Box) -> list[Feature]:
    return [_chart_feature(feature) for feature in limits_in_box(box)]

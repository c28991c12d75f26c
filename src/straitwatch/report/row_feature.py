"""Rows and trails become GeoJSON features, and these a file."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from straitwatch.report.placed import place_of
from straitwatch.report.trail import Trail

__all__ = ["row_feature", "to_collection", "trail_feature"]

Row = Mapping[str, Any]
Feature = dict[str, Any]


def row_feature(row: Row, key: str) -> Feature:
    """Turn a row into a feature.

    Args:
        row: as JSON holds it; `area`, a geometry, goes before `lon` and `lat`, a point.
        key: the column that is its id.

    Returns:
        a GeoJSON feature (RFC 7946); without a place its geometry is null.
    """
    place = place_of(row)
    point = None if place is None else {"type": "Point", "coordinates": list(place)}
    told = {name: value for name, value in row.items() if name != "area"}
    return {"type": "Feature", "id": row[key], "geometry": row.get("area") or point,
            "properties": told}  # fmt: skip


def trail_feature(trail: Trail, fid: str | None = None) -> Feature:
    """Turn a trail into a feature: a line, with the times of its vertices in `times`.

    A single fix is a line of no length, so that all trails are of one kind.
    """
    parts = trail.lines()
    times = trail.times
    if len(parts) == 1:
        line = parts[0] * 2 if len(times) == 1 else parts[0]
        shape: Feature = {"type": "LineString", "coordinates": line}
    else:
        shape = {"type": "MultiLineString", "coordinates": parts}
    told = {
        "object_id": trail.object_id,
        "object_name": trail.name or None,
        "flag": trail.flag or None,
        "craft": trail.craft or None,
        "simulated": trail.simulated,
        "t_start": times[0],
        "t_end": times[-1],
        "n": len(times),
        "times": times,
    }
    fid = fid or f"{trail.object_id}/{trail.number}"
    return {"type": "Feature", "id": fid, "geometry": shape, "properties": told}


def to_collection(features: Iterable[Feature]) -> Iterator[str]:
    """Write features as one FeatureCollection, one feature a line."""
    yield '{"type": "FeatureCollection", "features": ['
    between = "\n"
    for feature in features:
        yield between + json.dumps(feature, ensure_ascii=False, allow_nan=False)
        between = ",\n"
    yield "\n]}\n"

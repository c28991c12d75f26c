"""EVENT rows become a GeoJSON file."""

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pyarrow as pa

from straitwatch.report.export import plain
from straitwatch.report.route import Route, Stop
from straitwatch.report.rows import json_dict, json_list

__all__ = ["to_geojson"]

_CHUNK = 10_000


def to_geojson(events: pa.Table, routes: list[Route]) -> Iterator[str]:
    """Write events as one FeatureCollection, one feature a line.

    Args:
        events: EVENT, any order; evidence and detail become JSON values.
        routes: where texts put objects; a deployment of one of them becomes a line, and each
            sighting by bearing and distance an area, a feature of its own.

    Yields:
        pieces of the file.

    Notes:
        Source: RFC 7946. Longitudes are within -180 to 180, six decimals; an event without a
        place has a null geometry. Times are ISO 8601 UTC.
    """
    stops = {route.object_id: route.stops for route in routes}
    yield '{"type": "FeatureCollection", "features": ['
    between = "\n"
    for batch in events.to_batches(max_chunksize=_CHUNK):
        rows = batch.to_pylist()
        lines = (
            json.dumps(_feature(row, stops), ensure_ascii=False, allow_nan=False) for row in rows
        )
        if rows:
            yield between + ",\n".join(lines)
            between = ",\n"
    for route in routes:
        areas = [json.dumps(_area(route, stop)) for stop in route.stops if stop.ring]
        if areas:
            yield between + ",\n".join(areas)
            between = ",\n"
    yield "\n]}\n"


def _area(route: Route, stop: Stop) -> dict[str, Any]:
    """Where the words of a sighting leave an object: bearing and distance within their errors."""
    corners = [[round(lon, 6), round(lat, 6)] for lon, lat in stop.ring]
    east = sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise([*corners, corners[0]]))
    way = corners if east < 0 else corners[::-1]  # against the clock, as RFC 7946 asks
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [[*way, way[0]]]},
        "properties": {
            "kind": "sighting_area",
            "object_id": route.object_id,
            "object_name": route.name or None,
            "t_start": plain(stop.t_start),
            "t_end": plain(stop.t_end),
            "place": stop.place,
        },
    }


def _feature(row: dict[str, Any], stops: dict[str, list[Stop]]) -> dict[str, Any]:
    told = {name: plain(value) for name, value in row.items()}
    told["evidence"] = plain(json_list(row["evidence"]))
    told["detail"] = plain(json_dict(row["detail"]))
    return {
        "type": "Feature",
        "id": row["event_id"],
        "geometry": _line(row, stops) or _geometry(row["lon"], row["lat"]),
        "properties": told,
    }


def _line(row: dict[str, Any], stops: dict[str, list[Stop]]) -> dict[str, Any] | None:
    """A deployment's reported positions, joined; cut where the line passes the antimeridian."""
    start, end = row["t_start"], row["t_end"]
    if row["kind"] != "deployment" or start is None or end is None:
        return None
    way = [s for s in stops.get(row["object_id"], []) if start <= s.t <= end]
    places = [[round(stop.lon, 6), round(stop.lat, 6)] for stop in way]
    if len(places) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    parts = [places[:1]]
    for a, b in pairwise(places):
        if abs(b[0] - a[0]) > 180.0:  # noqa: PLR2004 - degrees: the short way is over the antimeridian
            edge = 180.0 if a[0] > 0 else -180.0
            share = (edge - a[0]) / (b[0] + 2 * edge - a[0])
            lat = round(a[1] + share * (b[1] - a[1]), 6)
            parts[-1].append([edge, lat])
            parts.append([[-edge, lat]])
        parts[-1].append(b)
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts}


def _geometry(lon: float | None, lat: float | None) -> dict[str, Any] | None:
    if lon is None or lat is None or not abs(lat) <= 90.0 or not abs(lon) <= 1e6:  # noqa: PLR2004 - degrees
        return None
    east = (lon + 180.0) % 360.0 - 180.0 if abs(lon) > 180.0 else lon  # noqa: PLR2004 - degrees
    return {"type": "Point", "coordinates": [round(east, 6), round(lat, 6)]}

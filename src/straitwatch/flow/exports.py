"""The writers of report/ into the forms that the server exports."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import pyarrow as pa

from straitwatch.report.export import to_csv, to_ndjson
from straitwatch.report.gpx import rows_to_gpx, trails_to_gpx
from straitwatch.report.kml import (
    events_to_kml,
    objects_to_kml,
    sightings_to_kml,
    trails_to_kml,
)
from straitwatch.report.row_feature import row_feature, to_collection, trail_feature
from straitwatch.report.trail import trails_of

__all__ = ["KEYS", "export_writers"]

KEYS = {"events": "event_id", "objects": "object_id", "sightings": "sighting_id"}
"""The column that names a row."""

_Row = Mapping[str, Any]
_Writer = Callable[..., Iterable[str]]


def export_writers() -> dict[tuple[str, str], _Writer]:
    """Give what writes each form: see `serve/route_export.py`."""
    writers: dict[tuple[str, str], _Writer] = {}
    for what, key in KEYS.items():
        writers[what, "geojson"] = partial(_geojson, key)
        writers[what, "gpx"] = rows_to_gpx
    for what in (*KEYS, "tracks"):
        writers[what, "csv"] = to_csv
        writers[what, "ndjson"] = to_ndjson
    return {
        **writers,
        ("events", "kml"): events_to_kml,
        ("objects", "kml"): objects_to_kml,
        ("sightings", "kml"): sightings_to_kml,
        ("tracks", "kml"): lambda fixes, known: trails_to_kml(trails_of(fixes, known)),
        ("tracks", "gpx"): lambda fixes, known: trails_to_gpx(trails_of(fixes, known)),
        ("tracks", "geojson"): _track_geojson,
    }


def _geojson(key: str, rows: Iterable[_Row]) -> Iterator[str]:
    return to_collection(row_feature(row, key) for row in rows)


def _track_geojson(fixes: pa.Table, known: Mapping[str, _Row]) -> Iterator[str]:
    return to_collection(map(trail_feature, trails_of(fixes, known)))

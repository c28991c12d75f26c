"""A JSON document turned into records: which of the known shapes it has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from straitwatch.decode.readsb import Record, read_snapshot, read_states, read_trace
from straitwatch.decode.wrapped import flatten, name_rows, unwrap_list

__all__ = ["Shape", "read_shape"]


@dataclass(frozen=True)
class Shape:
    """Records of one document.

    Attributes:
        format: name of the shape.
        records: one a position.
        taken: when the whole list was taken, where it says so; None where it does not.
        notes: remarks for the reader.
    """

    format: str
    records: list[Record]
    taken: str | None = None
    notes: list[str] = field(default_factory=list)


def read_shape(doc: object) -> Shape | None:
    """Find the records of a document; None where it has no known shape.

    Known are: a list of records; columns (`{"lat": {"0": 1.5}}` or `{"lat": [1.5]}`); readsb's
    `aircraft.json`; a tar1090 trace; OpenSky's states; GeoJSON points, as Digitraffic writes
    them; what `decode/wrapped.py` knows of other services; a list of records under any name; one
    record.
    """
    if isinstance(doc, list):
        rows, notes = unwrap_list(doc)
        return Shape("records", _records(rows), notes=notes) if doc else None
    if not isinstance(doc, Mapping):
        return None
    if (named := name_rows(doc)) is not None:
        return Shape("records", named)
    if {"topic", "class", "msg_type"} & doc.keys() and not _holds_records(doc):
        return Shape("records", [flatten(dict(doc))])
    return _read_aviation(doc) or _read_features(doc) or _read_table(doc)


def _holds_records(doc: Mapping[str, Any]) -> bool:
    """Tell a list of records under some name from one record, in which a list may stand too."""
    return any(isinstance(one, list) and one and isinstance(one[0], dict) for one in doc.values())


def _read_aviation(doc: Mapping[str, Any]) -> Shape | None:
    """A list of aircraft, a trace of one, or states."""
    if isinstance(doc.get("aircraft", doc.get("ac")), list):
        return Shape("readsb", read_snapshot(doc))
    if isinstance(doc.get("trace"), list):
        records, notes = read_trace(doc)
        return Shape("trace", records, notes=notes)
    if "time" in doc and isinstance(doc.get("states"), list):
        return Shape("opensky", read_states(doc))
    return None


def _read_features(doc: Mapping[str, Any]) -> Shape | None:
    """GeoJSON points."""
    features = doc.get("features")
    if not isinstance(features, list):
        return None
    return Shape("digitraffic", [_read_feature(feature) for feature in features])


def _records(rows: list[Any]) -> list[Record]:
    return [flatten(row) if isinstance(row, dict) else {} for row in rows]


def _read_feature(feature: object) -> Record:
    """One GeoJSON point: its properties and its coordinates."""
    if not isinstance(feature, Mapping):
        return {}
    properties, geometry = feature.get("properties"), feature.get("geometry")
    record = dict(properties) if isinstance(properties, Mapping) else {}
    if "mmsi" in feature:
        record["mmsi"] = feature["mmsi"]
    place = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    if isinstance(place, list) and len(place) >= 2:  # noqa: PLR2004 - longitude and latitude
        record["lon"], record["lat"] = place[:2]
    return record


def _read_table(doc: Mapping[str, Any]) -> Shape | None:
    """Columns, a list under some name, or one record."""
    values = list(doc.values())
    if values and all(isinstance(value, Mapping) for value in values):
        rows = dict.fromkeys(key for value in values for key in value)
        return Shape("records", [{name: doc[name].get(row) for name in doc} for row in rows])
    lists = [value for value in values if isinstance(value, list)]
    if lists and all(value and isinstance(value[0], dict) for value in lists):
        taken = doc.get("timestamp")
        return Shape("records", _records(max(lists, key=len)), taken=str(taken) if taken else None)
    if values and len(lists) == len(values) and len({len(value) for value in lists}) == 1:
        rows_of = zip(*lists, strict=True)
        return Shape("records", [dict(zip(doc, row, strict=True)) for row in rows_of])
    plain = all(not isinstance(value, list | Mapping) for value in values)
    return Shape("records", [dict(doc)]) if values and plain else None

"""Records as known services wrap them turned into flat ones, with the names of `columns`."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from straitwatch.decode.readsb import Record
from straitwatch.decode.told import is_number

__all__ = ["flatten", "is_gpsd_report", "name_rows", "unwrap_list"]

_TOPIC = re.compile(r"vessels(?:-v2)?/(\d{1,9})/locations?")

_NORWEGIAN = (
    *("mmsi", "date_time_utc", "longitude", "latitude", "cog", "sog", "message_nr"),
    *("calc_speed", "sec_prevpoint", "dist_prevpoint", "true_heading", "rot"),
)
"""Columns of the rows without names that Kystdatahuset's services give; older ones lack the last
two."""
_FEWEST_NORWEGIAN = 7

_POSITION_TYPES = (1, 2, 3, 4, 9, 11, 18, 19, 21, 27)
_STATIC_TYPES = (5, 19, 21, 24)
_NOT_OURS = ("timestamp", "second")
_OF_PLACE = ("lon", "lat")
"""What type 17 says of a reference station, and 22 and 23 of an area."""
_OF_STATIC = (
    *("length", "beam", "draught", "name", "shipname", "destination", "eta", "shiptype"),
    "ship_type",
)
"""What binary messages of type 8 may say in other units, and of another."""

_RAW_TYPES = {9: (1.0, 10.0), 27: (1.0, 1.0)}
"""Message type -> units of speed a knot, and of course a degree, where not 10 and 10 (ITU-R
M.1371-5, tables 53 and 84): 9 the SAR aircraft, 27 the long-range report."""
_RAW_DEGREES, _RAW_LONG_RANGE = 600_000.0, 600.0  # tables 45 and 84: 1/10,000 and 1/10 minute
_LONG_RANGE, _SAR = 27, 9
_NO_SPEED, _NO_SPEED_LONG, _NO_COURSE = 1023, 63, 3600
_ROT_FACTOR, _MOST_ROT = 4.733, 126  # table 45


def unwrap_list(doc: Sequence[Any]) -> tuple[list[Any], list[str]]:
    """Take the records out of a list: AISHub's is the second thing in it, after a head.

    Returns:
        the records, and remarks: what the head says went wrong.
    """
    if not doc or not isinstance(doc[0], Mapping) or "ERROR" not in doc[0]:
        return list(doc), []
    if doc[0].get("ERROR"):
        return [], [f"AISHub answered: {doc[0].get('ERROR_MESSAGE', 'an error')}"]
    return (list(doc[1]), []) if len(doc) > 1 and isinstance(doc[1], list) else ([], [])


def name_rows(doc: Mapping[str, Any]) -> list[Record] | None:
    """Name the columns of rows that are bare lists, as Kystdatahuset gives them under `data`."""
    rows = doc.get("data")
    if not isinstance(rows, list) or not rows or not all(_is_norwegian(row) for row in rows[:5]):
        return None
    return [
        dict(zip(_NORWEGIAN, row, strict=False)) if isinstance(row, list) else {} for row in rows
    ]


def _is_norwegian(row: object) -> bool:
    return (
        isinstance(row, list)
        and _FEWEST_NORWEGIAN <= len(row) <= len(_NORWEGIAN)
        and isinstance(row[0], int)
        and isinstance(row[1], str)
    )


def flatten(record: Record) -> Record:
    """Give a record flat: out of a message of MQTT, of VesselFinder's `AIS`, or of gpsdecode."""
    if isinstance(record.get("AIS"), Mapping):
        return dict(record["AIS"])
    if isinstance(record.get("topic"), str) and "payload" in record:
        return _of_topic(record)
    if is_gpsd_report(record):
        return {}
    if record.get("class") == "AIS":
        return _of_gpsd(record)
    return _of_type(record, record["msg_type"]) if _is_pyais(record) else record


def _is_pyais(record: Record) -> bool:
    return "msg_type" in record and "repeat" in record and "mmsi" in record


def _of_type(record: Record, kind: object) -> Record:
    """What a message of a type says of its own ship: no other's place, no cargo's length.

    The name of type 21 is `name` and that of the others `shipname`: both are `name` here.
    """
    left_out = (
        *(() if kind in _STATIC_TYPES else _OF_STATIC),
        *(() if kind in _POSITION_TYPES else _OF_PLACE),
    )
    flat = {name: value for name, value in record.items() if name not in left_out}
    if flat.get("shipname"):
        flat["name"] = flat.pop("shipname")
    return flat


def is_gpsd_report(record: Mapping[str, Any]) -> bool:
    """Tell what gpsd says of itself and of its own place: VERSION, DEVICES, TPV, SKY, ..."""
    kind = record.get("class")
    return isinstance(kind, str) and kind.isupper() and "mmsi" not in record


def _of_topic(record: Record) -> Record:
    """A recorded message of Digitraffic's `vessels-v2/MMSI/location`: the topic has the MMSI."""
    payload = record["payload"]
    if isinstance(payload, str):
        try:
            payload = json.loads(payload)
        except (ValueError, RecursionError):
            return record
    if not isinstance(payload, Mapping):
        return record
    found = _TOPIC.fullmatch(record["topic"])
    return {**payload, "mmsi": int(found[1])} if found else dict(payload)


def _of_gpsd(record: Record) -> Record:
    """A line of gpsdecode in our names and in degrees and knots, scaled or not.

    Its `timestamp` is only of base stations, and is left out with the second of the minute.
    """
    flat = {name: value for name, value in record.items() if name not in _NOT_OURS}
    if record.get("scaled") is False:
        flat |= _scale(record)
    flat = _of_type(flat, record.get("type"))
    turn = flat.get("turn")
    flat["turn"] = turn if is_number(turn) else None
    return flat


def _scale(record: Record) -> Record:
    """Values of a line that gpsdecode was told not to scale."""
    kind = record.get("type")
    speed, course = _RAW_TYPES.get(kind if isinstance(kind, int) else 0, (10.0, 10.0))
    degree = _RAW_LONG_RANGE if kind == _LONG_RANGE else _RAW_DEGREES
    no_speed = _NO_SPEED_LONG if kind == _LONG_RANGE else _NO_SPEED
    no_course = _NO_COURSE / (10.0 / course)
    return {
        "lon": _divide(record.get("lon"), degree),
        "lat": _divide(record.get("lat"), degree),
        "speed": _divide(record.get("speed"), speed, no_speed),
        "course": _divide(record.get("course"), course, no_course),
        "turn": _turn(record.get("turn")),
        "draught": _divide(record.get("draught"), 10.0),
    }


def _divide(value: object, by: float, absent: float | None = None) -> float | None:
    return value / by if is_number(value) and value != absent else None


def _turn(value: object) -> float | None:
    if not is_number(value) or abs(value) > _MOST_ROT:
        return None
    return float((value / _ROT_FACTOR) ** 2) * (1 if value >= 0 else -1)

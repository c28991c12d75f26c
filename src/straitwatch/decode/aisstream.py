"""A message of aisstream.io turned into one of ours."""

import re
from collections.abc import Mapping
from typing import Any

from straitwatch.decode.feed_lines import Line
from straitwatch.decode.message import Message
from straitwatch.decode.told import altitude_of, cell, moment_text, sum_of, turn_of, whole_numbers
from straitwatch.model.fault import Fault

__all__ = ["read_aisstream"]

_KINDS = {
    "PositionReport": 1,
    "BaseStationReport": 4,
    "ShipStaticData": 5,
    "StandardSearchAndRescueAircraftReport": 9,
    "StandardClassBPositionReport": 18,
    "ExtendedClassBPositionReport": 19,
    "AidsToNavigationReport": 21,
    "StaticDataReport": 24,
    "LongRangeAisBroadcastMessage": 27,
}
_SILENT = frozenset({"SubscriptionConfirmation"})
_SAME = {
    "UserID": "mmsi",
    "Latitude": "lat",
    "Longitude": "lon",
    "Sog": "sog_kn",
    "Cog": "cog_deg",
    "TrueHeading": "heading_deg",
    "NavigationalStatus": "nav_status",
    "ImoNumber": "imo",
    "CallSign": "callsign",
    "Name": "name",
    "Destination": "destination",
    "MaximumStaticDraught": "draught_m",
}
_WORDS = frozenset({5, 24})
_BOTH = frozenset({19, 21})
_AID = 21
_GO_TIME = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?) ([+-]\d{4})(?: \S+)?")
_NO_LAT, _NO_LON = 91.0, 181.0


def read_aisstream(line: Line, doc: Mapping[str, Any], t_us: int | None) -> Message | Fault | None:
    """Read one message of aisstream.io.

    Args:
        line: where it stands.
        doc: with `MessageType`, `Message` and `MetaData`.
        t_us: time of receipt, for a message that tells none.

    Returns:
        the message; why it is none; None for what claims nothing.

    Notes:
        Source: aisstream.io/documentation and its message models: values of the message in
        degrees, knots and metres, `RateOfTurn` as coded, `Altitude` in metres; what is not
        available as ITU-R M.1371-5 codes it. `MetaData.time_utc` is when it was received. The
        name and the place in `MetaData` are what the service last knew, not what was sent: they
        are not taken.
    """
    name = doc.get("MessageType")
    if not isinstance(name, str):
        return Fault.MALFORMED
    if name in _SILENT:
        return None
    if name not in _KINDS:
        return Fault.UNSUPPORTED_TYPE
    body = _body(doc, name)
    if body is None or body.get("Valid") is False:
        return Fault.MALFORMED
    told = body.get("MessageID")
    kind = told if name == "PositionReport" and told in (1, 2, 3) else _KINDS[name]
    values = {ours: said for theirs, ours in _SAME.items() if (said := cell(body.get(theirs)))}
    values |= _measures(_parts(body, kind), kind)
    moment = _moment(doc, t_us)
    if moment is not None:
        values["t"] = moment
    placed = _has_place(body) if kind in _BOTH else kind not in _WORDS
    return Message(line, values, kind, placed, bool(body.get("PositionAccuracy")))


def _body(doc: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    held = doc.get("Message")
    body = held.get(name) if isinstance(held, Mapping) else None
    return body if isinstance(body, Mapping) else None


def _parts(body: Mapping[str, Any], kind: int) -> Mapping[str, Any]:
    """Lay the two reports of message 24 beside the rest; one that is not there says nothing."""
    if kind != 24:  # noqa: PLR2004 - message 24
        return body
    reports = [body.get("ReportA"), body.get("ReportB")]
    said = [one for one in reports if isinstance(one, Mapping) and one.get("Valid") is not False]
    return {name: value for one in said for name, value in one.items()}


def _measures(body: Mapping[str, Any], kind: int) -> dict[str, str]:
    """Values that are put together or turned into our units."""
    size = body.get("Dimension")
    size = size if isinstance(size, Mapping) else {}
    ship_type = None if kind == _AID else body.get("Type", body.get("ShipType"))
    values = {
        "name": cell(body.get("Name")),
        "callsign": cell(body.get("CallSign")),
        "ship_type": cell(ship_type),
        "length_m": sum_of(size, "A", "B"),
        "beam_m": sum_of(size, "C", "D"),
        "rot_deg_min": turn_of(body.get("RateOfTurn")),
        "eta": _eta(body.get("Eta")),
        "alt_ft": altitude_of(body.get("Altitude")),
    }
    return {name: value for name, value in values.items() if value}


def _eta(told: object) -> str | None:
    """Arrival as MM-DDThh:mm; 0 for month or day, 24 h and 60 min say that there is none."""
    if not isinstance(told, Mapping):
        return None
    parts = whole_numbers(told, "Month", "Day", "Hour", "Minute")
    if parts is None:
        return None
    month, day, hour, minute = parts
    if not month or not day or hour > 23 or minute > 59:  # noqa: PLR2004 - of a day
        return None
    return f"{month:02d}-{day:02d}T{hour:02d}:{minute:02d}"


def _has_place(body: Mapping[str, Any]) -> bool:
    lat, lon = body.get("Latitude"), body.get("Longitude")
    return lat is not None and lon is not None and lat != _NO_LAT and lon != _NO_LON


def _moment(doc: Mapping[str, Any], t_us: int | None) -> str | None:
    """When the service received it, as Go writes times; else when we did."""
    about = doc.get("MetaData", doc.get("Metadata"))
    told = about.get("time_utc") if isinstance(about, Mapping) else None
    if isinstance(told, str) and told:
        found = _GO_TIME.fullmatch(told.strip())
        return f"{found[1]}{found[2]}" if found else told
    return moment_text(t_us)

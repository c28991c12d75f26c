"""Declared layouts of AIS messages turned into docs/messages.md.

Run it after a layout was changed: `python scripts/make_messages.py`. A test checks that the page
is up to date and that no column is without words.
"""

from pathlib import Path

from straitwatch.decode.ais.columns import arrow_type
from straitwatch.decode.ais.field import Field, Form, Group
from straitwatch.decode.ais.kinds import KINDS, Kind
from straitwatch.decode.ais.words import WORDS

PAGE = Path(__file__).parent.parent / "docs" / "messages.md"

MEANING = {
    "accurate": "position better than 10 m",
    "acks": "what is acknowledged, 1 to 4 times",
    "addressed": "meant for stations that it names",
    "aid_type": "type of the aid",
    "ais_version": "edition of M.1371 that the station keeps: 0 is -1, 1 is -3, 2 is -5",
    "altitude_m": "altitude; 4094 means that or higher",
    "assigned": "in assigned mode",
    "assignments": "what is assigned, to one or two stations",
    "aton_status": "status of the aid, as its authority defines it",
    "band": "works on the whole marine band",
    "band_a": "channel A is 12.5 kHz wide",
    "band_b": "channel B is 12.5 kHz wide",
    "barometric": "altitude from a barometer, else from GNSS",
    "callsign": "call sign",
    "channel_a": "channel number (ITU-R M.1084)",
    "channel_b": "channel number (ITU-R M.1084)",
    "cog_deg": "course over ground",
    "correction_type": "message type of ITU-R M.823",
    "cs": "carrier sense unit (CS), else self-organizing (SO)",
    "dac": "designated area code of the application",
    "data": "data as sent, the first bit highest, the last byte filled with 0",
    "day": "UTC day",
    "dest1_mmsi": "first station addressed",
    "dest2_mmsi": "second station addressed",
    "dest_mmsi": "station addressed",
    "destination": "destination, as typed aboard",
    "display": "has a display for text",
    "draught_m": "draught; 25.5 means that or more",
    "dsc": "has a DSC function",
    "epfd": "type of the position fixing device",
    "eta_day": "UTC day of arrival",
    "eta_hour": "UTC hour of arrival",
    "eta_minute": "UTC minute of arrival",
    "eta_month": "month of arrival",
    "fi": "function identifier of the application",
    "heading_deg": "true heading",
    "health": "health of the reference station (ITU-R M.823)",
    "hour": "UTC hour",
    "imo": "IMO number",
    "increment": "slots from one report or reservation to the next",
    "interval": "reporting interval commanded",
    "itdma": "communication state is that of ITDMA, else of SOTDMA",
    "keep_slot": "the slot is kept for one more frame",
    "lat": "latitude, WGS 84",
    "lon": "longitude, WGS 84",
    "long_range_control": "class A stations are asked to send message 27",
    "low_power": "send with low power",
    "maneuver": "engaged in a special manoeuvre",
    "minute": "UTC minute",
    "mmsi": "the station",
    "mmsi1": "first station asked",
    "mmsi2": "second station asked",
    "month": "UTC month",
    "mothership_mmsi": "mother ship of an auxiliary craft",
    "msg22": "can be managed by message 22",
    "msg_type": "message type",
    "n_slots": "slots reserved, one behind the other",
    "n_words": "words of 24 bits in `data`",
    "name": "name",
    "name_extension": "what of the name does not fit into 20 characters",
    "nav_status": "navigational status",
    "ne_lat": "north-east corner",
    "ne_lon": "north-east corner",
    "no_dte": "data terminal not ready, or none there",
    "no_gnss": "position is not of a GNSS fix of now",
    "object_id": "MMSI of the sender",
    "off_position": "floating aid off its place; holds where `second` is 59 or less",
    "offset": "slots from now to the first",
    "offset1_1": "slots to its answer",
    "offset1_2": "slots to its second answer",
    "offset2_1": "slots to its answer",
    "part": "part of the report",
    "quiet_min": "minutes of silence commanded",
    "raim": "integrity of the position is monitored",
    "repeat": "how often it was repeated by others, at most 3: do not repeat",
    "reservations": "what is reserved, 1 to 4 times",
    "retransmit": "sent again",
    "rot_deg_min": "rate of turn, positive to starboard: sign x (code / 4.733)^2",
    "second": "UTC second of the position; 61 typed in, 62 dead reckoning, 63 inoperative",
    "seqno": "sequence number of the message",
    "sequence": "sequence number",
    "serial": "serial number of the unit",
    "ship_type": "type of ship and cargo (M.1371-5 table 53)",
    "slot_increment": "slots to the next use",
    "slot_timeout": "frames until the slot is left",
    "sog_kn": "speed over ground",
    "station_id": "reference station",
    "station_type": "which stations it commands",
    "structured": "`dac` and `fi` tell what the data are",
    "sub_message": "what `slot_timeout` says it is: slot offset, UTC, slot number, stations heard",
    "sw_lat": "south-west corner",
    "sw_lon": "south-west corner",
    "sync_state": "what it is synchronized to",
    "text": "safety related text",
    "timeout_min": "minutes that the reservation holds",
    "to_bow_m": "from the position's reference point to the bow; 511 means that or more",
    "to_port_m": "ditto to port; 63 means that or more",
    "to_starboard_m": "ditto to starboard; 63 means that or more",
    "to_stern_m": "ditto to the stern; 511 means that or more",
    "txrx_mode": "channels to send and to receive on",
    "type1_1": "message type that it is asked for",
    "type1_2": "second message type",
    "type2_1": "message type that it is asked for",
    "unit_model": "model of the unit",
    "vendor_id": "vendor of the unit",
    "virtual": "no such object is there: the aid is only sent",
    "year": "UTC year",
    "z_count": "time of the correction, 0.6 s each",
    "zone_nm": "width of the transition between areas",
}
"""What each column tells."""

HEAD = Path(__file__).with_name("messages.md")
"""What the page begins with."""


def _type(part: Field | Group) -> str:
    if isinstance(part, Group):
        return "list of struct"
    name = str(arrow_type(part))
    return {"float": "float32", "double": "float64"}.get(name, name)


def _bits(part: Field | Group) -> str:
    if isinstance(part, Group):
        return f"{sum(f.width for f in part.fields if isinstance(f, Field))} each"
    return str(part.width) if part.width else "rest"


def _null(part: Field | Group) -> str:
    if isinstance(part, Group):
        return ""
    rules = [str(code) for code in part.absent]
    if part.form is Form.TURN:
        rules = ["-128 and ±127 (turns fast, no rate)"]
    if part.form is Form.TEXT:
        rules = ["empty or all `@`"]
    if part.high is not None and part.low is None:
        rules.append(f"above {part.high}")
    if part.low is not None:
        rules.append(f"beyond ±{part.high}")
    if part.is_optional:
        rules.append("missing")
    return ", ".join(rules)


def _value(part: Field | Group) -> str:
    if isinstance(part, Group) or part.form is Form.TURN:
        return ""
    if part.divisor != 1:
        return f"code / {part.divisor:,.0f}"
    return f"code + {part.offset:.0f}" if part.offset else ""


def _row(part: Field | Group, name: str) -> str:
    cells = (f"`{name}`", _type(part), _bits(part), MEANING[part.name], _value(part), _null(part))
    return "| " + " | ".join(cells) + " |"


def _rows(kind: Kind) -> list[str]:
    rows = []
    for part in kind.parts:
        if part.name in {"msg_type", "repeat", "object_id"}:
            continue
        rows.append(_row(part, part.name))
        if isinstance(part, Group):
            rows += [_row(inner, f"{part.name}.{inner.name}") for inner in part.fields]
    if any(part.name == "year" for part in kind.parts):
        rows.append(
            "| `utc` | timestamp, UTC | | the six together | | one is null, or no such day |"
        )
    if any(part.name == "fi" for part in kind.parts):
        rows.append(
            "| one an application | struct | | its data field by field | | another application |"
        )
    return rows


def _section(kind: Kind) -> list[str]:
    types = ", ".join(map(str, kind.types))
    clauses = list(dict.fromkeys(case.layout.clause for case in kind.cases))
    lengths = sorted({case.layout.shortest for case in kind.cases})
    least = " to ".join(dict.fromkeys(str(n) for n in (lengths[0], lengths[-1])))
    told = (
        f"Type{'s' * (len(kind.types) > 1)} {types}; {', '.join(clauses)}; at least {least} bits."
    )
    head = ["| column | type | bits | what | value | null when the code is |", "|" + "---|" * 6]
    title = f"{kind.title[0].upper()}{kind.title[1:]}. {told}"
    return [f"## {kind.name}", "", title, "", *head, *_rows(kind), ""]


def _codes() -> list[str]:
    lines = ["## Codes in words", "", "Ship types have words in `straitwatch.model.ship_type`.", ""]
    for name, words in WORDS.items():
        told = "; ".join(f"{code} {word}" for code, word in words.items())
        lines += [f"- `{name}`: {told}."]
    return lines


def page() -> str:
    """Write the page."""
    sections = [line for kind in KINDS.values() for line in _section(kind)]
    return "\n".join([HEAD.read_text(encoding="utf-8"), *sections, *_codes()]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

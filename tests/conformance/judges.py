"""Other decoders' answers to the same lines: what each says, by line, in our names and units.

Values stay as the judge says them: its codes for "not available" are numbers still. Names and
scales stand here a second time, apart from the layouts, so that a wrong one there is seen.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from enum import Enum
from typing import Any

from apps import their_fields

from straitwatch.decode.ais.applications import APPLICATIONS
from straitwatch.decode.ais.field import Field

Row = dict[str, Any]
Judge = Callable[[bytes], dict[int, Row]]

# our name: gpsd's, which others have taken over
NAMES = {
    "msg_type": "type", "object_id": "mmsi", "nav_status": "status", "rot_deg_min": "turn",
    "sog_kn": "speed", "accurate": "accuracy", "cog_deg": "course", "heading_deg": "heading",
    "altitude_m": "alt", "name": "shipname", "ship_type": "shiptype", "to_bow_m": "to_bow",
    "to_stern_m": "to_stern", "to_port_m": "to_port", "to_starboard_m": "to_starboard",
    "draught_m": "draught", "no_dte": "dte", "fi": "fid", "txrx_mode": "txrx",
    "low_power": "power", "dest1_mmsi": "dest1", "dest2_mmsi": "dest2", "quiet_min": "quiet",
    "part": "partno", "vendor_id": "vendorid", "unit_model": "model", "zone_nm": "zonesize",
    "no_gnss": "gnss", "virtual": "virtual_aid", "station_type": "stationtype",
    "aton_status": "regional", "eta_month": "month", "eta_day": "day", "eta_hour": "hour",
    "eta_minute": "minute",
}  # fmt: skip
_OURS = {theirs: ours for ours, theirs in NAMES.items()}
# what a judge tells of bits that mean nothing, or a second time in other words
_BESIDE = {
    "gpsd": {"reserved", "regional", "app_id"},
    "libais": {
        "class", "device", "scaled", "timestamp", "sync_state", "slot_timeout", "slot_number",
        "slot_offset", "received_stations", "slot_increment", "slots_to_allocate", "keep_flag",
        "commstate_cs_fill", "unit", "msg_2", "slot_offset_2", "type2_2", "offset2_2",
    },
    "pyais": {"reserved_1", "reserved_2", "empty_1", "empty_2", "full_name", "app_id"},
    "aiscat": {
        "turn_unscaled", "slot_number", "slot_offset", "slot_timeout", "received_stations",
        "sync_state", "utc_hour", "utc_minute", "reserved", "quality", "eta", "vdes_capabilities",
        "slot_increment", "slots_to_allocate", "keep_flag",
    },
}  # fmt: skip
_APPS = {(one.dac, one.fi): one for one in APPLICATIONS}
_BASE = ("type", "repeat", "mmsi", "seqno", "dest_mmsi", "retransmit", "dac", "fid", "data")
_TENTHS = ("speed", "course", "draught")
_ROUGH = (17, 22, 23, 27)
_PLACES = ("lon", "lat", "ne_lon", "ne_lat", "sw_lon", "sw_lat")


def _renamed(judge: str, message: Row, more: dict[str, str]) -> Row:
    """Put our names on what a judge says; of names without one of ours its own stay."""
    if message.get("dac") is not None and "fid" in message:
        return _of_application(judge, message)
    kept = {name for name in more if name in message}
    message = {k: v for k, v in message.items() if k not in _BESIDE[judge] - kept}
    kind = message["type"] if "type" in message else message["msg_type"]
    ours = dict(_OURS)
    if kind in (4, 11):
        ours |= {name: name for name in ("month", "day", "hour", "minute")}
    return {more.get(name, ours.get(name, name)): value for name, value in message.items()}


def _of_application(judge: str, message: Row) -> Row:
    """Tell the fields that the application has here apart; others have no name of ours."""
    names = {*_BASE, "msg_type"} - ({"type"} if judge == "pyais" else set())
    base = {name: value for name, value in message.items() if name in names}
    rest = {name: value for name, value in message.items() if name not in base}
    known = _APPS.get((message["dac"], message["fid"]))
    told = {_OURS.get(name, name): value for name, value in base.items()}
    if known is None or "data" in base:
        more = {"addressed": "addressed", "structured": "structured", "radio": "radio"}
        more |= {"ai_available": "structured"}
        return told | {more[name]: value for name, value in rest.items() if name in more}
    fields = {f"{known.name}.{part.name}" for part in known.fields if isinstance(part, Field)}
    given = their_fields(judge, known.name, rest)
    return told | {name: value for name, value in given.items() if name in fields}


def gpsd_says(data: bytes, text: bytes) -> dict[int, Row]:
    """Read gpsd's JSON with raw values, each behind the line that ends its message.

    Args:
        data: what gpsd was given.
        text: its lines again, those that it took, and what it says of them.
    """
    lines = [line.strip() for line in data.split(b"\n")]
    told: dict[int, Row] = {}
    line = 0
    for row in text.split(b"\n"):
        if row.startswith((b"!", b"$")):
            sent = row.strip()
            line = next(k for k in range(line + 1, len(lines) + 1) if lines[k - 1].startswith(sent))
        elif row.startswith(b'{"class":"AIS"'):
            try:
                told[line] = _of_gpsd(json.loads(row.decode("latin-1"), object_pairs_hook=_first))
            except json.JSONDecodeError:
                continue  # of some applications gpsd 3.22 writes no JSON
    return told


def _first(pairs: list[tuple[str, Any]]) -> Row:
    """Keep the first of several values of one name: gpsd names two things `type`."""
    return dict(reversed(pairs))


def _of_gpsd(message: Row) -> Row:
    kind = message["type"]
    for name in ("class", "device", "scaled"):
        message.pop(name, None)
    message = {name: value for name, value in message.items() if not name.endswith("_text")}
    if kind not in (6, 8):
        _scale_gpsd(message, kind)
    if "eta" in message and kind == 5:
        month, day, hour, minute = map(int, re.findall(r"\d+", message.pop("eta")))
        message |= {"month": month, "day": day, "hour": hour, "minute": minute}
    if kind in (4, 11):
        clock = map(int, re.findall(r"\d+", message.pop("timestamp")))
        message |= dict(
            zip(("year", "month", "day", "hour", "minute", "second"), clock, strict=True)
        )
    if "data" in message:
        message["data"] = bytes.fromhex(message["data"].partition(":")[2])
    if "partno" in message or kind == 24:
        message["partno"] = {"A": 0, "B": 1}.get(message.pop("part", "B"), 2)
        if message["partno"]:
            message.pop("shipname", None)  # of the part A before it
    more = {"name": "name"} | ({"regional": "aton_status"} if kind == 21 else {})
    return _renamed("gpsd", message, more)


def _scale_gpsd(message: Row, kind: int) -> None:
    for name in _TENTHS:
        if name in message and not (name == "speed" and kind == 9) and kind != 27:
            message[name] /= 10
    for name in _PLACES:
        if name in message:
            message[name] /= 600 if kind in _ROUGH else 600_000
    if "zonesize" in message:
        message["zonesize"] += 1
    if "turn" in message and abs(message["turn"]) <= 126:
        message["turn"] = (message["turn"] / 4.733) ** 2 * (1 if message["turn"] >= 0 else -1)


def gpsdecode_says(data: bytes) -> dict[int, Row]:
    """Ask gpsdecode, which repeats each sentence before what it says of it."""
    lines = [line.strip() for line in data.split(b"\n")]
    sent = b"".join(line + b"\n" for line in lines if line.startswith(b"!"))
    words = ["gpsdecode", "-v", "-u", "-j", "-s"]
    done = subprocess.run(words, input=sent, capture_output=True, check=True)
    return gpsd_says(data, done.stdout)


def has_gpsdecode() -> bool:
    """Tell whether gpsd's decoder is installed."""
    return shutil.which("gpsdecode") is not None


def libais_says(data: bytes, text: bytes) -> dict[int, Row]:
    """Read what libais says of the lines of its examples, one line of JSON for each."""
    told = {}
    rows = [json.loads(row) for row in text.split(b"\n") if row]
    numbers = [k for k, line in enumerate(data.split(b"\n"), 1) if line.startswith(b"!")]
    for number, row in zip(numbers, rows, strict=True):
        told[number] = _of_libais(row)
    return told


def _of_libais(message: Row) -> Row:
    kind = message["type"]
    if "timestamp" in message:
        clock = map(int, re.findall(r"\d+", message["timestamp"]))
        message |= dict(
            zip(("year", "month", "day", "hour", "minute", "second"), clock, strict=True)
        )
    if "imo" in message:
        message["imo"] = int(message["imo"])
    if "zonesize" in message:
        message["zonesize"] += 1
    if kind == 24:
        message["partno"] = message.pop("part_num")
    more = {"alt_sensor": "barometric", "transmission_ctl": "long_range_control"}
    more |= {"regional": "aton_status", "mode": "assigned", "name": "name"}
    message = {
        name: value
        for name, value in message.items()
        if not name.endswith(("_text", "_str")) and not name.startswith("spare")
    }
    return _renamed("libais", message, more)


def pyais_says(data: bytes) -> dict[int, Row]:
    """Ask pyais, which joins parts itself."""
    from pyais.exceptions import AISBaseException
    from pyais.queue import NMEAQueue

    queue, told = NMEAQueue(), {}
    for number, line in enumerate(data.split(b"\n"), 1):
        start = line.find(b"!")
        if start < 0 or line.startswith(b"#"):
            continue
        try:
            queue.put_line(re.sub(rb"(\*[0-9A-Fa-f]{2}).*", rb"\1", line[start:].strip()))
            whole = queue.get_or_none()
            if whole is not None:
                told[number] = _of_pyais(whole.decode().asdict())
        except AISBaseException:
            continue
    return told


def _of_pyais(message: Row) -> Row:
    kind = message["msg_type"]
    message = {
        name: value.value if isinstance(value, Enum) else value
        for name, value in message.items()
        if value is not None
    }
    if kind in (17, 22, 23):  # in tenths of a minute, whatever it says of others
        for name in _PLACES:
            if name in message:
                message[name] /= 60
    if "zonesize" in message:
        message["zonesize"] += 1
    more = {"ship_type": "ship_type", "station_type": "station_type"}
    if kind == 21:
        more |= {"name": "name", "name_ext": "name_extension", "reserved_1": "aton_status"}
    return _renamed("pyais", message, more)


def aiscat_says(data: bytes) -> dict[int, Row]:
    """Ask AIS-catcher's decoder, line by line."""
    import aiscat

    decoder, told = aiscat.Decoder(format="dictionary"), {}
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.startswith(b"#"):
            continue
        decoder.feed(line[max(line.find(b"!"), 0) :] + b"\n")
        message = decoder.next()
        while message is not None:
            told[number] = _of_aiscat(dict(message))
            message = decoder.next()
    return told


def _of_aiscat(message: Row) -> Row:
    drop = ("class", "device", "rxtime", "rxuxtime", "scaled", "channel", "nmea", "timestamp")
    message = {
        name: value
        for name, value in message.items()
        if name not in drop and not name.endswith("_text")
    }
    if isinstance(message.get("data"), str):
        digits = message["data"].partition(":")[2]
        message["data"] = bytes.fromhex(digits + "0" * (len(digits) % 2))
    if "zonesize" in message:
        message["zonesize"] += 1
    if message["type"] != 22:
        message.pop("power", None)  # spare bits
    if message["type"] == 24:
        message.pop("epfd", None)
    more = {
        "station_type": "station_type",
        "ai_available": "structured",
        "alt_sensor": "barometric",
    }
    more |= {"aton_status": "aton_status", "transmission_control": "long_range_control"}
    if message["type"] == 21:
        more["name"] = "name"
    return _renamed("aiscat", message, more)


JUDGES: dict[str, Judge] = {
    "pyais": pyais_says,
    "aiscat": aiscat_says,
    "gpsdecode": gpsdecode_says,
}

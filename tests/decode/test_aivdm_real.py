"""Real logs: every line accounted for, and other decoders' answers message by message."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyais.exceptions import AISBaseException
from pyais.queue import NMEAQueue
from test_aivdm_law import decode

NO_RATES = (-128.0, -127.0, 127.0)  # pyais passes these codes on; no rate of turn rounds to them
# pyais leaves the extension of a full buoy name aside, and keeps what follows the first @
NAMES = {
    ("CHINA ROSE MURPHY EXPRESS ALERT", "CHINA ROSE MURPHY EX"),
    ("IBC G BUOY", "IBC G BUOY@?????????"),
    ("NEIST POINT", "NEIST POINT@@@@@@@"),
}
RESERVED_TYPES = {6, 15, 39}
WITHOUT_ROWS = {6, 7, 8, 10, *range(12, 18), 20, 22, 23, 25, 26}  # of FIX and STATIC


def near(found: float | None, told: float | None) -> bool:
    if found is None or told is None:
        return found is told
    return bool(np.isclose(found, told, rtol=1e-6, atol=1e-5))


def told_fix(message: dict[str, Any]) -> dict[str, Any]:
    """What pyais says, with the wire's `not available` values made null as the design asks."""
    kind = message["msg_type"]
    absent = {
        "sog_kn": 63 if kind == 27 else 1023 if kind == 9 else 102.3,
        "cog_deg": 360,
        "heading_deg": 360,
        "nav_status": 15,
    }
    names = {
        "sog_kn": "speed",
        "cog_deg": "course",
        "heading_deg": "heading",
        "nav_status": "status",
    }
    row: dict[str, Any] = {"object_id": int(message["mmsi"]), "msg_type": kind}
    for column, name in names.items():
        value = message.get(name)
        # cog > 360 and heading > 359 are out of range, not only 360 and 511: null here
        row[column] = None if value is None or float(value) >= absent[column] else float(value)
    turn = message.get("turn")
    row["rot_deg_min"] = None if turn is None or float(turn) in NO_RATES else float(turn)
    row["lon"], row["lat"] = message["lon"], message["lat"]
    row["accuracy_m"] = 10.0 if message["accuracy"] else None
    alt = message.get("alt")
    row["alt_ft"] = None if alt in (None, 4095) else alt / 0.3048
    return row


def told_static(message: dict[str, Any]) -> dict[str, Any]:
    """What pyais says of a ship; 0 and blank are null."""

    def text(name: str) -> str | None:
        return (message.get(name) or "").rstrip(" ") or None

    row: dict[str, Any] = {"object_id": int(message["mmsi"]), "msg_type": message["msg_type"]}
    row |= {"imo": message.get("imo") or None, "callsign": text("callsign")}
    row |= {"name": text("shipname") or text("name"), "destination": text("destination")}
    row["ship_type"] = message.get("ship_type") or None
    row["draught_m"] = message.get("draught") or None
    craft = message["mmsi"] // 10_000_000 == 98  # auxiliary craft: no size, a mother ship's MMSI
    size = {n: 0 if craft else message.get(n) or 0 for n in ("to_bow", "to_stern")}
    side = {n: 0 if craft else message.get(n) or 0 for n in ("to_port", "to_starboard")}
    return row | {"length_m": sum(size.values()) or None, "beam_m": sum(side.values()) or None}


def told_messages(data: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    """What pyais decodes, with the line of the last part."""
    queue = NMEAQueue()
    for number, line in enumerate(data.split(b"\n"), 1):
        start = line.find(b"!")
        if start < 0 or line.startswith(b"#"):
            continue
        try:
            queue.put_line(re.sub(rb"(\*[0-9A-Fa-f]{2}).*", rb"\1", line[start:].strip()))
            whole = queue.get_or_none()
            if whole is not None:
                yield number, whole.decode().asdict()
        except AISBaseException:
            continue


def is_same(column: str, found: Any, told: Any) -> bool:  # noqa: ANN401 - any column
    """Compare one value; each difference that is pyais's own is named here."""
    if column == "rot_deg_min" and found is not None:
        found = float(round(found))  # pyais rounds rates of turn to whole degrees
    if isinstance(found, str):
        found = found.lstrip(" ")  # pyais strips both ends; ours is as sent, but for its end
    if column == "ship_type" and told is None and found in RESERVED_TYPES:
        return True  # pyais has no word for these numbers
    if isinstance(told, float):
        return near(found, told)
    return found == told or (found, told) in NAMES


def differences(path: Path) -> tuple[Counter[str], list[Any]]:
    """Compare with pyais line by line, parts joined by pyais itself."""
    data = path.read_bytes()
    decoded, tally = decode(data)
    assert tally.is_balanced()
    fixes = {row["line"]: row for row in decoded.fixes.to_pylist()}
    statics = {row["line"]: row for row in decoded.statics.to_pylist()}
    rejects = {row["line"]: row["fault"] for row in decoded.rejects.to_pylist()}
    seen: Counter[str] = Counter()
    odd: list[Any] = []
    joined: set[str] = set()
    for number, message in told_messages(data):
        if message["msg_type"] == 24:  # ours tells what the other part said, too
            joined = {"callsign", "ship_type", "length_m", "beam_m"}
            joined = {"name"} if message["partno"] else joined
        else:
            joined = set()
        tables = ((told_fix, fixes), (told_static, statics))
        pairs = [(tell(message), rows[number]) for tell, rows in tables if number in rows]
        seen["rows"] += len(pairs)
        if not pairs and message["msg_type"] not in WITHOUT_ROWS:
            seen[rejects.get(number, "lost")] += 1
        for told, found in pairs:
            odd += [
                (number, message["msg_type"], column, found[column], value)
                for column, value in told.items()
                if column not in joined and not is_same(column, found[column], value)
            ]
    return seen, odd


def test_dma_log_is_accounted_for(shared: Path) -> None:
    decoded, tally = decode((shared / "ais" / "dma-stream-example.nmea").read_bytes())
    assert tally.is_balanced()
    assert tally.lines == 8551
    assert tally.times == 4051
    assert sum(tally.by_type.values()) + tally.parts == 4500
    assert tally.rejects == {"no_position": 27, "identity": 2}
    assert tally.flags == {"own": 141}
    assert decoded.fixes["t"].null_count == 0
    assert decoded.statics["t"].null_count == 0
    times = decoded.fixes["t"].drop_null().to_pylist()
    inside = [t for t in times if t.date().isoformat() == "2010-06-11"]
    assert len(inside) >= len(times) - 3


def test_dma_log_agrees_with_pyais(shared: Path) -> None:
    seen, odd = differences(shared / "ais" / "dma-stream-example.nmea")
    assert seen["lost"] == 0
    assert seen["rows"] > 3600
    assert odd == []


def test_gpsd_sample_agrees_with_pyais(shared: Path) -> None:
    seen, odd = differences(shared / "ais" / "gpsd-sample.aivdm")
    assert seen["rows"] > 30
    assert odd == []


def test_gpsd_log_agrees_with_gpsd(shared: Path) -> None:
    decoded, tally = decode((shared / "ais" / "gpsd-ais-nmea.log").read_bytes())
    assert tally.is_balanced()
    text = (shared / "ais" / "gpsd-ais-nmea.log.chk").read_bytes().decode("latin-1")
    told = [json.loads(line) for line in text.split("\n") if line.startswith('{"class":"AIS"')]
    rows = sorted(
        [*decoded.fixes.to_pylist(), *decoded.statics.to_pylist()], key=lambda row: row["line"]
    )
    known = [m for m in told if m["type"] in (1, 2, 3, 4, 5, 9, 18, 19, 21, 24, 27)]
    counted = Counter(str(m["type"]) for m in told)
    counted["24"] = tally.by_type[
        "24"
    ]  # gpsd tells one message for parts A and B, and waits for both
    assert counted == tally.by_type
    for row in rows:
        match = [m for m in known if m["mmsi"] == row["object_id"] and m["type"] == row["msg_type"]]
        assert match or row["msg_type"] == 24, row
        if "lon" in row:
            assert any(
                abs(m["lon"] - row["lon"] * 600_000) < 0.5
                and abs(m["lat"] - row["lat"] * 600_000) < 0.5
                for m in match
            )
        elif row["name"] and match:
            assert row["name"] in {m.get("shipname", m.get("name", "")).rstrip() for m in match}


def test_libais_examples_agree(shared: Path) -> None:
    decoded, _ = decode((shared / "ais" / "libais-typeexamples.nmea").read_bytes())
    text = (shared / "ais" / "libais-typeexamples.json").read_text()
    told = {(m["mmsi"], m["type"]): m for m in map(json.loads, text.strip().split("\n"))}
    for row in decoded.fixes.to_pylist():
        message = told[row["object_id"], row["msg_type"]]
        assert abs(message["lon"] - row["lon"]) < 2e-5
        assert abs(message["lat"] - row["lat"]) < 2e-5


def test_tag_blocks_give_time_and_receiver(shared: Path) -> None:
    decoded, tally = decode((shared / "ais" / "libais-tagblock.nmea").read_bytes())
    assert tally.rejects == {}
    assert decoded.fixes["receiver"].to_pylist() == ["rORBCOMM104", "rORBCOMM007", "rORBCOMM007"]
    assert decoded.fixes["t"][0].as_py() == datetime(2014, 12, 10, 0, 41, 53, tzinfo=UTC)
    assert decoded.statics["line"].to_pylist() == [3]


@pytest.mark.parametrize("name", ["gpsd-sample.aivdm", "gpsd-ais-nmea.log"])
def test_logs_are_accounted_for(shared: Path, name: str) -> None:
    _, tally = decode((shared / "ais" / name).read_bytes())
    assert tally.is_balanced()

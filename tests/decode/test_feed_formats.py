"""What each format of a feed says, and what its rows are."""

import gzip
import json
import pickle
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from feed_samples import CATCHER, NOW, NOW_US, SBS, STREAM, catcher, lines_of, run

from straitwatch.decode.feed import open_decoder
from straitwatch.decode.told import turn_of
from straitwatch.model.record import Tally


def test_lines_that_tell_no_time_are_dated_by_receipt() -> None:
    found, _ = run([b"!AIVDM,1,1,,B,3776k`5000a3SLPEKnDQQWpH0000,0*78\n"], "nmea")
    assert [row["t"] for row in found["fixes"]] == [NOW]
    told = b"\\c:1671152500*5B\\!AIVDM,1,1,,B,3776k`5000a3SLPEKnDQQWpH0000,0*78\n"
    found, _ = run([told], "nmea")
    assert [row["t"] for row in found["fixes"]] == [datetime(2022, 12, 16, 1, 1, 40, tzinfo=UTC)]


def test_a_sentence_that_lost_only_its_line_end_is_whole() -> None:
    found, tally = run([b"!AIVDM,1,1,,B,3776k`5000a3SLPEKnDQQWpH0000,0*78"], "nmea")
    assert len(found["fixes"]) == 1
    assert tally.rejects == {}
    assert tally.n_bytes == 47


def test_what_basestation_says() -> None:
    found, tally = run([SBS], "sbs")
    fixes = found["fixes"]
    assert [fix["line"] for fix in fixes] == [2, 3, 6, 7]
    first, other, landed, late = fixes
    assert (first["lon"], first["lat"], first["alt_ft"]) == (126.5, 25.5, 37000)
    assert first["sog_kn"] == pytest.approx(408.3)
    assert first["cog_deg"] == pytest.approx(146.4)
    assert first["vrate_ft_min"] == 64
    assert first["t"] == datetime(2022, 12, 16, 1, 2, 3, 250_000, tzinfo=UTC)
    assert (other["sog_kn"], other["object_id"]) == (None, 1 << 56 | 0xAE0456)
    assert (landed["alt_ft"], landed["nav_status"]) == (None, 16)  # MSG,8 said so 5 s before
    assert landed["sog_kn"] is not None  # told 9 s before
    assert late["sog_kn"] is None  # 12 s
    assert [(row["callsign"], row["line"]) for row in found["statics"]] == [("PSWRD35", 5)]
    faults = [(row["line"], row["fault"]) for row in found["rejects"]]
    assert faults == [
        *((9, "identity"), (10, "time"), (12, "encoding"), (13, "not_a_sentence")),
        (14, "malformed"),
    ]
    assert (tally.parts, tally.skipped) == (2, 2)


def test_lines_of_mlat_are_positions_too() -> None:
    line = (
        b"MLAT,3,1,1,AE0455,1,2022/12/16,01:02:03.250,2022/12/16,01:02:03.500,,37000,250,90,"
        b"25.5,126.5,64,,,,,,4,,0.5\n"
    )
    found, tally = run([line], None)
    assert tally.format == "sbs"
    assert [(fix["lat"], fix["sog_kn"], fix["vrate_ft_min"]) for fix in found["fixes"]] == [
        (25.5, 250, 64)
    ]


@pytest.mark.parametrize(("hours", "kept"), [(9, False), (-3.5, False), (0, True), (9.1, True)])
def test_a_sender_in_local_time_is_set_right(hours: float, kept: bool) -> None:
    own = NOW - timedelta(seconds=1) + timedelta(hours=hours)
    day, clock = f"{own:%Y/%m/%d}", f"{own:%H:%M:%S}.000"
    line = f"MSG,3,1,1,AE0455,1,{day},{clock},{day},{clock},,900,,,25.5,126.5,,,0,0,0,0\n"
    found, tally = run([line.encode()], "sbs")
    expected = own if kept else NOW - timedelta(seconds=1)
    assert found["fixes"][0]["t"] == expected.replace(microsecond=0)
    assert any("local time" in note for note in tally.notes) is not kept


def test_what_ais_catcher_says() -> None:
    found, tally = run([CATCHER], "aiscatcher")
    fixes = {fix["line"]: fix for fix in found["fixes"]}
    assert sorted(fixes) == [1, 3, 8, 10]
    first = fixes[1]
    assert (first["object_id"], first["msg_type"], first["accuracy_m"]) == (431000001, 1, 10)
    assert (first["sog_kn"], first["heading_deg"], first["nav_status"]) == (12.5, None, 0)
    assert first["rot_deg_min"] == pytest.approx(-((10 / 4.733) ** 2))
    assert first["t"] == datetime(2022, 12, 16, 1, 2, 3, tzinfo=UTC)
    assert fixes[3]["alt_ft"] == pytest.approx(1000 / 0.3048)
    assert fixes[8]["t"] == datetime(2022, 12, 16, 1, 2, 3, 250_000, tzinfo=UTC)
    assert fixes[8]["object_id"] == 477213600
    assert fixes[10]["t"] == NOW  # it tells none
    ship, boat = found["statics"]
    assert (ship["name"], ship["imo"], ship["flag"], ship["msg_type"]) == (
        "ASAHI",
        9074729,
        "JP",
        5,
    )
    assert (ship["length_m"], ship["beam_m"], ship["draught_m"]) == (120, 18, 7.5)
    assert (ship["eta"], ship["destination"], ship["ship_type"]) == ("12-17T05:30", "NAHA", 70)
    assert (boat["name"], boat["line"], boat["ship_type"]) == ("KOMARU", 5, 30)
    faults = [(row["line"], row["fault"]) for row in found["rejects"]]
    assert faults == [
        *((4, "no_position"), (6, "unsupported_type"), (7, "not_a_sentence"), (9, "time")),
        (11, "malformed"),
    ]
    assert tally.by_type["1"] == 2


@pytest.mark.parametrize(
    ("coded", "degrees"),
    [(0, 0.0), (47, 98.6), (-126, -708.7), (127, None), (-127, None), (-128, None), ("x", None)],
)
def test_the_coded_rate_of_turn(coded: object, degrees: float | None) -> None:
    told = turn_of(coded)
    assert (told if told is None else pytest.approx(float(told), abs=0.05)) == degrees


def test_what_was_said_is_known_again_by_the_next_process() -> None:
    doc = catcher(type=19, shipname="ASAHI", lat=25.5, lon=126.5)
    decoder = open_decoder("aiscatcher", "x", Tally("x"))
    assert len(decoder.feed(lines_of(doc), NOW_US).statics) == 1
    code = (
        "import pickle, sys\n"
        "kept, line = pickle.load(sys.stdin.buffer)\n"
        "print(len(kept.feed(line, 1).statics))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=pickle.dumps((decoder, lines_of(doc))),
        capture_output=True,
        check=True,
        timeout=120,
    )
    assert done.stdout.strip() == b"0"


def test_what_aisstream_says() -> None:
    found, tally = run([STREAM], "aisstream")
    first, aircraft = found["fixes"]
    assert (first["msg_type"], first["lon"], first["sog_kn"]) == (3, 126.5, 12.5)
    assert (first["nav_status"], first["rot_deg_min"], first["heading_deg"]) == (None, None, None)
    assert first["t"] == datetime(2022, 12, 16, 1, 2, 3, 318_353, tzinfo=UTC)
    assert (aircraft["msg_type"], aircraft["alt_ft"]) == (9, None)
    ship, part, boat = found["statics"]
    assert (ship["name"], ship["imo"], ship["length_m"], ship["beam_m"]) == (
        *("ASAHI", 9074729, 120, 18),
    )
    assert (ship["eta"], ship["draught_m"]) == ("12-17T05:30", 7.5)
    assert (part["callsign"], part["name"], part["ship_type"]) == ("JD2345", None, 37)
    assert (boat["name"], boat["msg_type"]) == ("KOMARU", 19)
    faults = [(row["line"], row["fault"]) for row in found["rejects"]]
    assert faults == [
        *((6, "no_position"), (7, "unsupported_type"), (9, "malformed"), (10, "malformed")),
    ]
    assert tally.skipped == 1


def _short(value: object) -> object:
    """A number as the 32-bit one nearest to its tenth: what AIS sends of a speed."""
    return float(np.float32(round(value, 1))) if isinstance(value, float) else value


_SAID = ("name", "callsign")
"""Alone: sentences join parts A and B of type 24 in one row, JSON does not."""


def test_ais_catchers_json_gives_the_fixes_of_its_sentences(shared: Path) -> None:
    aiscat = pytest.importorskip("aiscat")
    raw, docs = [], []
    for line in (shared / "ais/dma-stream-example.nmea").read_bytes().splitlines()[:2500]:
        if line.startswith(b"!") and line.split(b",")[1] == b"1":
            try:
                told = aiscat.decode(line.decode())
            except ValueError:
                continue
            raw.append(line + b"\n")
            docs.append({**told, "class": "AIS", "nmea": [line.decode()]})
    ours, ours_tally = run(raw, "nmea")
    theirs, tally = run([lines_of(*docs)], "aiscatcher")
    wraps = [{"mmsi": doc["mmsi"], "nmea": doc["nmea"]} for doc in docs]
    wrapped, _ = run([lines_of(*wraps)], "aiscatcher")
    assert len(ours["fixes"]) == len(theirs["fixes"]) > 700
    names = ("object_id", "line", "msg_type", "nav_status", "heading_deg", "sog_kn", "accuracy_m")
    for one, other, third in zip(ours["fixes"], theirs["fixes"], wrapped["fixes"], strict=True):
        assert [one[name] for name in names] == [third[name] for name in names]
        assert [one[name] for name in names] == [_short(other[name]) for name in names]
        assert (third["lon"], third["lat"]) == (one["lon"], one["lat"])
        assert abs(other["lon"] - one["lon"]) < 2e-5  # theirs are rounded to float32
        assert abs(other["lat"] - one["lat"]) < 2e-5
        assert (other["rot_deg_min"] is None) == (one["rot_deg_min"] is None)
    said = {(row["object_id"], row[name]) for row in ours["statics"] for name in _SAID}
    assert said == {(row["object_id"], row[name]) for row in theirs["statics"] for name in _SAID}
    untold = tally.rejects.pop("unsupported_type")  # whose sentences are decoded, and JSON is not
    assert untold < 10
    assert tally.rejects == ours_tally.rejects
    assert tally.messages + untold == ours_tally.messages


def aircraft(now: float, **values: object) -> bytes:
    one = {"hex": "ae0455", "lat": 25.5, "lon": 126.5, "seen_pos": 0.5, "alt_baro": 900, **values}
    return json.dumps({"now": now, "aircraft": [one, {"hex": "ae0456", "flight": "A1"}]}).encode()


def test_a_list_that_is_asked_for_again_tells_only_what_is_new() -> None:
    now = NOW_US / 1e6
    pieces = [
        aircraft(now),
        aircraft(now + 1, seen_pos=1.5),  # the same position, older
        aircraft(now + 2, lat=25.51, seen_pos=0.2),
        aircraft(now + 5, lat=25.51, seen_pos=0.1, gs=20.0),  # it did not move: a new report
        b'{"now": 1, "aircraft": [{"he',
        b"\xff{}",
        b'{"x": [1]}',
    ]
    found, tally = run(pieces, "aircraft.json", pickled=True)
    seconds = [(fix["t"] - NOW).total_seconds() for fix in found["fixes"]]
    assert seconds == pytest.approx([-0.5, 1.8, 4.9])
    assert [row["fault"] for row in found["rejects"]] == [
        *("no_position", "truncated", "encoding", "malformed"),
    ]
    assert (tally.lines, tally.skipped) == (11, 4)
    assert tally.is_balanced()


def test_a_list_tells_how_sure_positions_are() -> None:
    told = ({"nac_p": 9, "rc": 75}, {"nac_p": 0, "rc": 186}, {"nac_p": "9", "rc": True}, {})
    pieces = [
        aircraft(NOW_US / 1e6 + 5 * k, lat=25.5 + k / 100, **said) for k, said in enumerate(told)
    ]
    found, _ = run(pieces, "aircraft.json")
    assert [fix["accuracy_m"] for fix in found["fixes"]] == [30.0, 186.0, None, None]


def test_a_list_without_times_is_dated_only_by_its_changes(shared: Path) -> None:
    path = shared / "ais/digitraffic-latest-20251211.json.gz"
    doc = json.loads(gzip.decompress(path.read_bytes()))
    (records,) = [value for value in doc.values() if isinstance(value, list)]
    first = json.dumps({"ships": records[:500]}).encode()
    changed = [{**record} for record in records[:500]]
    changed[7]["lat"] = 60.0
    found, tally = run([first, json.dumps({"ships": changed}).encode()], "aircraft.json")
    assert [(fix["lat"], fix["t"]) for fix in found["fixes"]] == [(60.0, NOW)]
    assert tally.skipped == 999
    assert any("may be old" in note for note in tally.notes)


def test_ships_of_ais_catcher_are_dated_by_their_last_signal() -> None:
    ship = {"mmsi": 431000001, "lat": 25.5, "lon": 126.5, "speed": 3.5, "shipname": "ASAHI"}

    def ships(*ages: float) -> bytes:
        aged = [{**ship, "mmsi": 431000001 + k, "last_signal": age} for k, age in enumerate(ages)]
        return json.dumps({"count": len(ages), "ships": aged}).encode()

    decoder = open_decoder(None, "x", Tally("x"))
    first = decoder.feed(ships(4, 90), NOW_US)
    assert decoder.format == "aircraft.json"
    again = decoder.feed(ships(6, 92), NOW_US + 2_000_000)
    heard = decoder.feed(ships(1, 94), NOW_US + 4_000_000)
    rows = [*first.fixes.to_pylist(), *again.fixes.to_pylist(), *heard.fixes.to_pylist()]
    assert [(row["t"] - NOW).total_seconds() for row in rows] == [-4, 3]
    assert rows[0]["sog_kn"] == 3.5
    assert decoder.tally.rejects == {"late": 1}
    assert decoder.tally.skipped == 3
    assert decoder.tally.is_balanced()

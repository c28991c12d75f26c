"""Decoders of feeds: any cut, pickled between, gives the same rows; every line is counted."""

import gzip
import json
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from straitwatch.decode.feed import FEED_FORMATS, open_decoder
from straitwatch.decode.feed_form import guess_format
from straitwatch.model.error import ConfigError
from straitwatch.model.record import Decoded, Tally

NOW_US = 1_671_152_523_500_000
NOW = datetime(2022, 12, 16, 1, 2, 3, 500_000, tzinfo=UTC)
NAMES = ("fixes", "statics", "rejects")


def rows_of(parts: list[Decoded]) -> dict[str, list[dict[str, Any]]]:
    return {
        name: pa.concat_tables([getattr(part, name) for part in parts]).to_pylist()
        for name in NAMES
    }


def run(pieces: list[bytes], format_: str | None, *, pickled: bool = False) -> tuple[Any, Tally]:
    decoder = open_decoder(format_, "x", Tally("x"))
    parts = []
    for piece in pieces:
        parts.append(decoder.feed(piece, NOW_US))
        if pickled:
            decoder = pickle.loads(pickle.dumps(decoder))  # noqa: S301 - made one line above
    parts.append(decoder.close())
    return rows_of(parts), decoder.tally


def counts(tally: Tally) -> tuple[object, ...]:
    told = (tally.lines, tally.messages, tally.fixes, tally.statics, tally.parts, tally.skipped)
    return *told, tally.times, tally.n_bytes, dict(tally.rejects)


SBS = b"""\
MSG,4,5,211,AE0455,1,2022/12/16,01:02:00.000,2022/12/16,01:02:03.500,,,408.3,146.4,,,64,,,,,\r
MSG,3,5,211,AE0455,1,2022/12/16,01:02:03.250,2022/12/16,01:02:03.500,,37000,,,25.5,126.5,,,0,0,0,0\r
MSG,3,5,211,AE0456,1,2022/12/16,01:02:03.250,2022/12/16,01:02:03.500,,3700,,,25.6,126.5,,,0,0,0,0\r
MSG,8,5,211,AE0455,1,2022/12/16,01:02:04.000,2022/12/16,01:02:03.500,,,,,,,,,,,,-1\r
MSG,1,5,211,AE0455,1,2022/12/16,01:02:04.000,2022/12/16,01:02:03.500,PSWRD35 ,,,,,,,,,,,\r
MSG,3,5,211,AE0455,1,2022/12/16,01:02:09.000,2022/12/16,01:02:03.500,,120,,,25.6,126.6,,,0,0,0,\r
MSG,3,5,211,AE0455,1,2022/12/16,01:02:12.000,2022/12/16,01:02:03.500,,120,,,25.7,126.6,,,0,0,0,\r
STA,,5,179,AE0455,1,2022/12/16,01:02:12.000,2022/12/16,01:02:03.500,RM\r
MSG,3,5,211,XYZ,1,2022/12/16,01:02:12.000,2022/12/16,01:02:03.500,,120,,,25.7,126.6,,,0,0,0,\r
MSG,3,5,211,AE0455,1,2022/13/16,01:02:12.000,2022/12/16,01:02:03.500,,120,,,25.8,126.6,,,0,0,0,\r
\r
noise\xff\r
what is this\r
MSG,3,5\r
"""


def catcher(**values: object) -> dict[str, object]:
    head = {"class": "AIS", "device": "AIS-catcher", "rxtime": "20221216010203", "channel": "B"}
    return {**head, "mmsi": 431000001, **values}


def lines_of(*docs: object) -> bytes:
    return b"".join(json.dumps(doc).encode() + b"\n" for doc in docs)


CATCHER = lines_of(
    catcher(type=1, status=0, speed=12.5, lon=126.5, lat=25.5, course=90.1, heading=511,
            turn_unscaled=-10, accuracy=True, nmea=["!AIVDM,1,1,,B,x,0*00"]),
    catcher(type=5, shipname="ASAHI", callsign="7JAB", imo=9074729, shiptype=70, to_bow=100,
            to_stern=20, to_port=10, to_starboard=8, draught=7.5, destination="NAHA",
            eta="12-17T05:30Z"),
    catcher(type=9, lon=127.0, lat=26.0, speed=90, alt=1000),
    catcher(type=18, speed=3.0),
    catcher(type=19, shipname="KOMARU", shiptype=30),
    catcher(type=8, dac=1),
    {"class": "AIS", "rxuxtime": 1671152523.25, "mmsi": 431000001, "nmea": ["nothing"]},
    {"class": "AIS", "rxuxtime": 1671152523.25, "mmsi": 477213600,
     "nmea": ["!AIVDM,1,1,,B,3776k`5000a3SLPEKnDQQWpH0000,0*78"]},
    catcher(type=1, mmsi=431000002, rxtime="garbage", lat=25.0, lon=126.0),
    {"mmsi": 431000003, "type": 1, "lat": 24.0, "lon": 125.0},
) + b"{half\n"  # fmt: skip

STREAM_TIME = "2022-12-16 01:02:03.318353 +0000 UTC"


def stream(name: str, **values: object) -> dict[str, object]:
    meta = {"MMSI": 431000001, "ShipName": "LAST KNOWN", "time_utc": STREAM_TIME}
    body = {"UserID": 431000001, "Valid": True, **values}
    return {"MessageType": name, "MetaData": meta, "Message": {name: body}}


SIZE = {"A": 100, "B": 20, "C": 10, "D": 8}
STREAM = lines_of(
    stream("PositionReport", MessageID=3, Latitude=25.5, Longitude=126.5, Sog=12.5, Cog=90.1,
           TrueHeading=511, NavigationalStatus=15, RateOfTurn=-128, PositionAccuracy=True),
    stream("ShipStaticData", ImoNumber=9074729, Name="ASAHI@@", CallSign="7JAB", Type=70,
           Dimension=SIZE, Eta={"Month": 12, "Day": 17, "Hour": 5, "Minute": 30},
           MaximumStaticDraught=7.5, Destination="NAHA"),
    stream("StaticDataReport", PartNumber=True, ReportA={"Valid": False, "Name": "WRONG"},
           ReportB={"Valid": True, "CallSign": "JD2345", "ShipType": 37, "Dimension": SIZE}),
    stream("ExtendedClassBPositionReport", Latitude=91.0, Longitude=181.0, Name="KOMARU", Type=30),
    stream("StandardSearchAndRescueAircraftReport", Latitude=26.0, Longitude=127.0, Altitude=4095),
    stream("StandardClassBPositionReport", Latitude=91.0, Longitude=181.0),
    stream("SafetyBroadcastMessage", Text="hello"),
    {"MessageType": "SubscriptionConfirmation", "Message": {}},
    {"error": "Api Key Is Not Valid"},
    {"MessageType": "PositionReport", "Message": {}},
)  # fmt: skip

RECORDS = lines_of(
    {"mmsi": 431000001, "lat": 25.5, "lon": 126.5},
    {"mmsi": 431000001, "lat": 25.6, "lon": 126.5, "time": 1671152524, "sog": 5.5},
    [{"mmsi": 431000002, "lat": 25.6, "lon": 126.5}, {"mmsi": 1, "lat": 95.0, "lon": 126.5}],
    "text",
)

CSV = b"""\
# made for this test

time,mmsi,lat,lon,sog
2022-12-16 01:02:03,431000001,25.5,126.5,12.5
2022-12-16 01:02:04,431000001,25.6,126.5,12.5
,431000001,25.7,126.5,12.5
a,b
time,mmsi,lat,lon,sog
2022-12-16 01:02:05,431000001,25.7,126.5,12.5
"""


def samples(shared: Path) -> dict[str, bytes]:
    nmea = (shared / "ais/gpsd-ais-nmea.log").read_bytes()[:9_000]
    nmea = nmea[: nmea.rfind(b"\n") + 1]
    return {
        "nmea": nmea + (shared / "ais/libais-tagblock.nmea").read_bytes(),
        "sbs": SBS,
        "aiscatcher": CATCHER,
        "aisstream": STREAM,
        "ndjson": RECORDS,
        "csv": CSV,
    }


@pytest.mark.parametrize("format_", ["nmea", "sbs", "aiscatcher", "aisstream", "ndjson", "csv"])
@pytest.mark.parametrize("told", [True, False])
def test_cut_at_any_line_and_pickled_between_the_rows_are_the_same(
    shared: Path, format_: str, told: bool
) -> None:
    data = samples(shared)[format_]
    expected, tally = run([data], format_ if told else None)
    assert tally.is_balanced()
    assert tally.fixes == len(expected["fixes"]) > 0
    assert tally.lines == data.count(b"\n") + (format_ == "ndjson")
    assert tally.n_bytes == len(data)
    lines = data.splitlines(keepends=True)

    @settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.integers(1, max(1, len(lines) - 1)), max_size=4, unique=True))
    def check(cuts: list[int]) -> None:
        edges = [0, *sorted(cuts), len(lines)]
        pieces = [b"".join(lines[a:b]) for a, b in pairwise(edges)]
        found, counted = run(pieces, format_ if told else None, pickled=True)
        assert {n: sorted(map(repr, found[n])) for n in NAMES} == {
            n: sorted(map(repr, expected[n])) for n in NAMES
        }
        assert counts(counted) == counts(tally)

    check()


@pytest.mark.parametrize("format_", ["nmea", "sbs", "aiscatcher", "aisstream", "ndjson", "csv"])
def test_half_a_line_is_truncated_and_what_comes_after_it_is_good(
    shared: Path, format_: str
) -> None:
    data = samples(shared)[format_]
    half = {"csv": b"2022-12-", "nmea": b"!AIVDM,1,1,,A,15Mg"}.get(format_, data[:7])
    _, tally = run([data, half, data], format_)
    _, alone = run([data, data], format_)
    assert tally.rejects["truncated"] == 1
    assert tally.fixes == alone.fixes
    assert tally.is_balanced()


@pytest.mark.parametrize("format_", [None, *FEED_FORMATS])
@settings(max_examples=8, deadline=None)
@given(st.lists(st.binary(max_size=60), max_size=6))
def test_bytes_of_any_kind_are_counted_and_never_raise(
    format_: str | None, pieces: list[bytes]
) -> None:
    _, tally = run([piece + b"\n" for piece in pieces], format_)
    assert tally.is_balanced()
    if format_ != "aircraft.json":
        assert tally.lines == sum(piece.count(b"\n") + 1 for piece in pieces)


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**400), 10**400),
    st.integers(-200, 200),
    st.floats(),
    st.text(max_size=8),
    st.just("20221216010203"),
    st.lists(st.text(max_size=8), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)
CATCHER_NAMES = (
    *("mmsi", "lat", "lon", "speed", "course", "heading", "turn", "turn_unscaled", "alt", "eta"),
    *("rxtime", "rxuxtime", "shipname", "imo", "to_bow", "to_stern", "accuracy", "nmea", "status"),
)
STREAM_NAMES = (
    *("UserID", "Latitude", "Longitude", "Sog", "Cog", "RateOfTurn", "Altitude", "Dimension"),
    *("Eta", "Name", "ReportA", "ReportB", "ImoNumber", "Valid", "MessageID"),
)
LIST_NAMES = (
    *("hex", "lat", "lon", "seen_pos", "alt_baro", "gs", "track", "flight", "t", "r", "seen"),
    *("lastPosition", "true_heading", "baro_rate"),
)


def odd_docs(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, object]]:
    return st.dictionaries(st.sampled_from(names), ODD)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([1, 5, 9, 18, 19, 21, 24]), odd_docs(CATCHER_NAMES))
def test_odd_values_of_ais_catcher_never_raise(kind: int, doc: dict[str, object]) -> None:
    _, tally = run([lines_of(catcher(type=kind, **doc), catcher(**doc), doc)], "aiscatcher")
    assert tally.is_balanced()
    assert tally.lines == 3


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["PositionReport", "ShipStaticData", "StaticDataReport", "BaseStationReport",
                     "AidsToNavigationReport", "StandardSearchAndRescueAircraftReport"]),
    odd_docs(STREAM_NAMES),
    ODD,
)  # fmt: skip
def test_odd_values_of_aisstream_never_raise(
    name: str, doc: dict[str, object], about: object
) -> None:
    whole = {**stream(name, **doc), "MetaData": about}
    _, tally = run([lines_of(stream(name, **doc), whole, doc)], "aisstream")
    assert tally.is_balanced()
    assert tally.lines == 3


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(odd_docs(LIST_NAMES), ODD), max_size=4), ODD)
def test_odd_lists_never_raise(rows: list[object], now: object) -> None:
    doc = json.dumps({"now": now, "aircraft": rows}).encode()
    _, tally = run([doc, doc, lines_of(*rows)], "aircraft.json")
    assert tally.is_balanced()
    _, tally = run([doc + b"\n", lines_of(*rows)], "ndjson")
    assert tally.is_balanced()


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
    said = {(row["object_id"], row["name"], row["callsign"]) for row in ours["statics"]}
    assert said == {(row["object_id"], row["name"], row["callsign"]) for row in theirs["statics"]}
    assert tally.rejects == ours_tally.rejects


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


@pytest.mark.parametrize(
    ("heard", "format_"),
    [
        (b"noise\n\x00\xff\n!AIVDM,1,1,,A,x,0*00\n", "nmea"),
        (b'{"class":"VERSION","release":"3.25"}\n$GPGGA,1\n', "nmea"),
        (SBS, "sbs"),
        (CATCHER, "aiscatcher"),
        (STREAM, "aisstream"),
        (b'{"error": "no"}\n', "aisstream"),
        (RECORDS, "ndjson"),
        (CSV, "csv"),
        (b'{ "now" : 1.5,\n "aircraft" : [\n', "aircraft.json"),
        (b'{"time":1,"states":[[', "aircraft.json"),
        (b"hello\nworld\n", None),
        (b"", None),
    ],
)
def test_the_format_is_found_from_the_first_line_that_tells_it(
    heard: bytes, format_: str | None
) -> None:
    assert guess_format(heard) == format_


def test_what_never_tells_its_format_is_all_rejects() -> None:
    found, tally = run([b"hello\n"] * 3, None)
    assert [row["fault"] for row in found["rejects"]] == ["not_a_sentence"] * 3
    assert tally.is_balanced()


def test_a_table_without_a_header_is_all_rejects() -> None:
    found, tally = run([b"1,2\n", b"3,4\n5,6\n", b"7,8\n"], "csv")
    assert len(found["rejects"]) == tally.lines == 4
    assert any("without dated positions" in note for note in tally.notes)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ConfigError, match="choose one of nmea"):
        open_decoder("morse", "x", Tally("x"))


def test_memory_of_a_busy_sky_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("straitwatch.decode.sbs._MOST_AIRCRAFT", 100)
    make: Callable[[int], str] = lambda n: (  # noqa: E731 - one line of the format
        f"MSG,4,1,1,{n:06X},1,2022/12/16,01:02:03.000,2022/12/16,01:02:03.000,,,40,9,,,6,,,,,\n"
    )
    decoder = open_decoder("sbs", "x", Tally("x"))
    decoder.feed("".join(map(make, range(1, 5000))).encode(), NOW_US)
    assert len(decoder._inner._motion) <= 101  # type: ignore[union-attr]

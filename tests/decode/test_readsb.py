"""Documents of aircraft and JSON records."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.decode.icao24 import address_of
from straitwatch.decode.records import decode_json, decode_json_lines
from straitwatch.model.error import SourceError
from straitwatch.model.identity import text_of_object_id
from straitwatch.model.record import Tally

NOW = 1671152523.5
AE0455 = 1 << 56 | 0xAE0455


def decode(
    doc: object, *, lines: bool = False
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], Tally]:
    data = doc if isinstance(doc, bytes) else json.dumps(doc).encode()
    tally = Tally("x.json")
    read = decode_json_lines if lines else decode_json
    out = list(read([data[i : i + 1000] for i in range(0, len(data), 1000)], "x.json", tally))
    tables = [
        pa.concat_tables([getattr(d, name) for d in out]).to_pylist() if out else []
        for name in ("fixes", "statics", "rejects")
    ]
    return tables[0], tables[1], tables[2], tally


def aircraft(**values: object) -> dict[str, object]:
    return {"hex": "ae0455", "lat": 25.5, "lon": 126.5, "seen_pos": 1.5, **values}


def test_a_snapshot_of_readsb() -> None:
    flying = aircraft(
        flight="PSWRD35 ", r="168-1", t="C2", alt_baro=1200, gs=99.5, track=10.5, baro_rate=-64
    )
    landed = aircraft(hex="84b3c1", alt_baro="ground", gs=0, true_heading=90)
    fixes, statics, _, tally = decode({"now": NOW, "messages": 7, "aircraft": [flying, landed]})
    first, second = fixes
    assert first["object_id"] == AE0455
    assert first["t"] == datetime(2022, 12, 16, 1, 2, 2, tzinfo=UTC)  # now less seen_pos
    assert (first["alt_ft"], first["sog_kn"], first["cog_deg"]) == (1200, 99.5, 10.5)
    assert first["vrate_ft_min"] == -64
    assert not any("left out" in note for note in tally.notes)
    assert (second["alt_ft"], second["heading_deg"], second["cog_deg"]) == (None, 90, None)
    assert (statics[0]["callsign"], statics[0]["name"]) == ("PSWRD35", "168-1")
    assert statics[0]["aircraft_type"] == "C2"
    assert (tally.format, tally.lines, tally.messages) == ("readsb", 2, 2)


def test_stale_and_missing_positions_and_addresses_of_no_register() -> None:
    rows = [
        aircraft(seen_pos=60.5),
        {"hex": "ae0456", "lastPosition": {"lat": 25, "lon": 126, "seen_pos": 600}},
        {"hex": "ae0457", "seen": 0.1},
        aircraft(hex="~2b1234"),
        "nonsense",
    ]
    fixes, _, rejects, tally = decode({"now": NOW, "aircraft": rows})
    assert [text_of_object_id(fix["object_id"]) for fix in fixes] == ["icao24:~2b1234"]
    assert address_of(np.array([fixes[0]["object_id"]])).tolist() == [-1]  # of no State
    faults = ["late", "late", "no_position", "identity"]
    assert [row["fault"] for row in rejects] == faults
    assert [row["line"] for row in rejects] == [1, 2, 3, 5]
    assert tally.is_balanced()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("B739", "B739"), ("c2", "C2"), ("A", None), ("BOEING", None), ("", None), (7, None)],
)
def test_the_type_of_an_aircraft_is_a_designator(sent: object, kept: str | None) -> None:
    row = aircraft(r="168-1", t=sent)
    assert decode({"now": NOW, "aircraft": [row]})[1][0]["aircraft_type"] == kept


def test_an_api_that_writes_milliseconds() -> None:
    fixes, *_ = decode({"now": NOW * 1000, "ac": [aircraft(seen_pos=0)]})
    assert fixes[0]["t"] == datetime(2022, 12, 16, 1, 2, 3, 500000, tzinfo=UTC)


def test_the_trace_of_one_aircraft(shared: Path) -> None:
    fixes, statics, _, tally = decode((shared / "adsb/trace_full_ac671b.json").read_bytes())
    assert len(fixes) == 2500
    assert {fix["object_id"] for fix in fixes} == {1 << 56 | 0xAC671B}
    assert fixes[1]["t"] == datetime(2025, 2, 4, 21, 13, 51, 579000, tzinfo=UTC)
    assert (fixes[1]["lat"], fixes[1]["alt_ft"], fixes[1]["vrate_ft_min"]) == (16.795675, 32000, 0)
    assert sum(fix["alt_ft"] is None for fix in fixes) == 394  # on the ground
    assert all(fix["cog_deg"] is None for fix in fixes if fix["alt_ft"] is None)
    assert (statics[-1]["name"], statics[-1]["aircraft_type"]) == ("N899DN", "B739")
    assert any(static["callsign"] == "DAL1812" for static in statics)
    assert any("came after a silence" in note for note in tally.notes)
    assert not any("left out" in note for note in tally.notes)


def test_frozen_positions_are_not_news(shared: Path) -> None:
    doc = gzip.decompress((shared / "adsb/aircraft_carrier.json.gz").read_bytes())
    fixes, _, _, tally = decode(doc)
    assert tally.rejects == {"no_position": 1689, "duplicate": 4405}
    same = [
        (a["t"], a["sog_kn"])
        for a, b in pairwise(fixes)
        if (a["lon"], a["lat"]) == (b["lon"], b["lat"]) and (b["sog_kn"] or 0) >= 30
    ]
    assert same == []


def test_positions_are_dated_by_their_own_time(shared: Path) -> None:
    doc = gzip.decompress((shared / "adsb/noisy_spoofing.json.gz").read_bytes())
    fixes, _, _, tally = decode(doc)
    assert tally.rejects["late"] == 2005
    assert len({fix["t"] for fix in fixes}) == len(fixes)


def test_positions_without_a_time_are_undated(shared: Path) -> None:
    path = shared / "ais/digitraffic-latest-20251211.json.gz"
    fixes, statics, _, tally = decode(gzip.decompress(path.read_bytes()))
    assert {fix["t"] for fix in fixes} == {None}
    assert statics[0]["name"] == "FFS ATLAS"
    assert any("undated" in note for note in tally.notes)


def test_digitraffic_as_geojson() -> None:
    properties = {"mmsi": 230938050, "sog": 4.5, "navStat": 5, "timestamp": 59, "heading": 511}
    feature = {
        "mmsi": 230938050,
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [24.9, 60.1]},
        "properties": {**properties, "timestampExternal": 1671152523500},
    }
    doc = {"type": "FeatureCollection", "features": [feature, None, {"geometry": {}}]}
    fixes, _, rejects, tally = decode(doc)
    assert fixes[0]["t"] == datetime(2022, 12, 16, 1, 2, 3, 500000, tzinfo=UTC)
    assert (fixes[0]["lon"], fixes[0]["nav_status"], fixes[0]["heading_deg"]) == (24.9, 5, None)
    assert [row["fault"] for row in rejects] == ["identity", "identity"]
    assert tally.format == "digitraffic"


RECORD = {"mmsi": 431000001, "timestamp": NOW, "lat": 25.5, "lon": 126.5}


@pytest.mark.parametrize(
    "doc",
    [
        [RECORD],
        {"data": [RECORD]},
        RECORD,
        {key: [value] for key, value in RECORD.items()},
        {key: {"7": value} for key, value in RECORD.items()},
    ],
)
def test_records_in_many_shapes(doc: object) -> None:
    fixes, *_ = decode(doc)
    assert [(fix["object_id"], fix["lat"], fix["line"]) for fix in fixes] == [(431000001, 25.5, 1)]


def test_half_characters_do_not_crash() -> None:
    good = b'{"mmsi": 431000001, "t": 1671152523, "lat": 1, "lon": 2, "name": "A\\ud800"}'
    doc = b"[" + good + b', {"lat": "\\ud800"}]'
    _, statics, rejects, _ = decode(doc)
    assert statics[0]["name"] == "A?"
    assert [row["fault"] for row in rejects] == ["identity"]


def test_states_of_opensky() -> None:
    state = ["ae0455", "CALL", "US", 1671152520, 1671152523, 126.5, 25.5, 3048, False, 100, 90, 0]
    fixes, *_ = decode({"time": 1671152523, "states": [state]})
    assert fixes[0]["alt_ft"] == pytest.approx(10_000)
    assert fixes[0]["t"].second == 0  # when the position came


def test_lines_of_json_and_those_that_are_none() -> None:
    lines = [
        json.dumps(RECORD),
        "",
        '{"mmsi": 4310',
        json.dumps({**RECORD, "lat": 91}),
        "\xff",
        json.dumps([RECORD, {**RECORD, "timestamp": NOW + 1}]),
    ]
    data = "\n".join(lines).encode("latin1")
    fixes, _, rejects, tally = decode(data, lines=True)
    assert [fix["line"] for fix in fixes] == [1, 6, 6]
    assert [(row["line"], row["fault"]) for row in rejects] == [
        *((3, "malformed"), (4, "no_position"), (5, "encoding"))
    ]
    assert tally.is_balanced()
    assert tally.skipped == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"now": 1, "aircraft": [{"hex": }]}', "damaged JSON at line 1, column 33"),
        (b'[{"mmsi": 1},\n{"mmsi"', "damaged JSON at line 2"),
        (b'{"a": "\xff"}', "not UTF-8 at byte 7"),
        (b"[" * 100_000, "cannot be read"),
        (b'{"a": ' + b"9" * 5000 + b"}", "cannot be read"),
        (b'"text"', "no shape known"),
        (b"[]", "no shape known"),
        (b'[{"mmsi": 1, "lat": 2}]', "no column for t, lon"),
    ],
)
def test_damaged_documents_are_named_with_the_place(data: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        decode(data)


def test_a_document_cut_short_tells_the_first_reason() -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"now": 1'
        raise SourceError("x.gz: cut short")

    with pytest.raises(SourceError, match="cut short"):
        list(decode_json(chunks(), "x", Tally("x")))


VALUE = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.dictionaries(st.sampled_from(["hex", "lat", "lon", "gs", "seen_pos", "r"]), VALUE)),
    VALUE,
)
def test_any_values_in_a_snapshot_never_crash(rows: list, now: object) -> None:
    doc = {"now": now, "aircraft": [aircraft(), *rows]}
    fixes, _, rejects, tally = decode(json.dumps(doc).encode())
    assert len(fixes) + len(rejects) == len(rows) + 1
    assert tally.is_balanced()


@settings(max_examples=50, deadline=None)
@given(VALUE)
def test_any_document_is_read_or_refused(doc: object) -> None:
    try:
        *_, tally = decode(json.dumps(doc).encode())
    except SourceError:
        return
    assert tally.is_balanced()

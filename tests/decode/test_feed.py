"""Decoders of feeds: any cut, pickled between, gives the same rows; every line is counted."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from feed_samples import (
    CATCHER,
    CSV,
    NAMES,
    NOW,
    NOW_US,
    RECORDS,
    SBS,
    STREAM,
    catcher,
    counts,
    lines_of,
    rows_of,
    run,
    samples,
    stream,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from straitwatch.decode.detect import decode_stream
from straitwatch.decode.feed import FEED_FORMATS, open_decoder
from straitwatch.decode.feed_form import guess_format
from straitwatch.model.error import ConfigError
from straitwatch.model.record import Tally


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
    found, tally = run([data, half, data], format_)
    _, alone = run([data, data], format_)
    assert tally.rejects["truncated"] == 1
    cut = [row["raw"] for row in found["rejects"] if row["fault"] == "truncated"]
    assert cut == [half.decode()]
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
    if format_ not in ("aircraft.json", "beast"):  # what has lines
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


@pytest.mark.parametrize("format_", ["sbs", "aiscatcher", "aisstream"])
@pytest.mark.parametrize("told", [True, False])
def test_a_record_of_a_feed_is_read_as_a_file(shared: Path, format_: str, told: bool) -> None:
    data = samples(shared)[format_]
    tally = Tally("x")
    chunks = [data[at : at + 300] for at in range(0, len(data), 300)]
    parts = list(decode_stream(chunks, "x", tally, format=format_ if told else None))
    found = rows_of(parts)
    heard, counted = run([data], format_)
    dated = [row for row in heard["fixes"] if row["t"] != NOW]
    assert found["fixes"] == dated
    assert found["statics"] == heard["statics"]
    assert tally.rejects.get("no_time", 0) == len(heard["fixes"]) - len(dated)
    assert tally.is_balanced()
    assert (tally.lines, tally.n_bytes, tally.format) == (counted.lines, len(data), format_)


def test_the_last_line_of_a_file_needs_no_line_end() -> None:
    lines = SBS.splitlines()
    tally = Tally("x")
    parts = list(decode_stream([b"\r\n".join(lines[:2])], "x", tally))
    assert [row["line"] for row in rows_of(parts)["fixes"]] == [2]
    assert tally.rejects == {}
    assert tally.n_bytes == len(b"\r\n".join(lines[:2]))

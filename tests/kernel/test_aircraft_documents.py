"""The kernel that scans readsb's documents, and its plain twin: they agree on whatever it takes."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.decode.adsb_scan import read_loaded, scan_bytes
from straitwatch.kernel import aircraft_key
from straitwatch.kernel.aircraft_scan import DOC, GROUND, IDENT, KIND, SAID
from straitwatch.kernel.json_scan import hash_plain

NUMBER = st.none() | st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6).map(lambda x: round(x, 5))
WORD = st.none() | st.text(
    st.characters(min_codepoint=32, max_codepoint=126, exclude_characters='"\\'), max_size=9
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=2,
)
ADDRESS = st.sampled_from(["ae0455", "AE0456", "~2b1234", "000000"])
AIRCRAFT = st.fixed_dictionaries(
    {"hex": ADDRESS},
    optional={
        **dict.fromkeys(
            ("lat", "lon", "alt_geom", "gs", "track", "true_heading", "baro_rate"), NUMBER
        ),
        **dict.fromkeys(("geom_rate", "seen_pos", "nac_p", "rc"), NUMBER),
        "alt_baro": NUMBER | st.just("ground"),
        **dict.fromkeys(("flight", "r", "t"), WORD),
        "type": st.sampled_from([*aircraft_key.KINDS[1:], "unheard_of", None]),
        "lastPosition": st.fixed_dictionaries(
            {"lat": st.just(1.5), "lon": st.just(2.5)}, optional={"seen_pos": st.just(70)}
        ),
        "nav_modes": ANYTHING,
        "a name longer than all of ours": ANYTHING,
    },
)
POINT = st.tuples(
    st.floats(0, 9e4).map(lambda x: round(x, 2)), NUMBER, NUMBER, NUMBER | st.just("ground"),
    NUMBER, NUMBER, st.none() | st.integers(0, 15), NUMBER, st.none() | AIRCRAFT,
    st.sampled_from(["adsb_icao", "mlat", None]), NUMBER, NUMBER, NUMBER, NUMBER,
).flatmap(lambda point: st.integers(9, 14).map(lambda n: list(point[:n])))  # fmt: skip
NOW = st.none() | st.floats(1e9, 2e9).map(lambda x: round(x, 3))
LIST = st.fixed_dictionaries(
    {"now": NOW, "messages": ANYTHING, "aircraft": st.lists(AIRCRAFT, max_size=4)}
)
API = st.fixed_dictionaries(
    {"ac": st.lists(AIRCRAFT, max_size=3), "msg": st.just("No error"), "now": NOW}
)
TRACE = st.fixed_dictionaries(
    {"icao": ADDRESS, "r": WORD, "t": WORD, "timestamp": NOW, "trace": st.lists(POINT, max_size=4)}
)
CHUNK = st.fixed_dictionaries({"files": st.lists(LIST, min_size=1, max_size=3)})


def words_of(scan: object, data: bytes, row: int) -> list[str | None]:
    marks = scan.marks[row]  # type: ignore[attr-defined]
    return [data[marks[at] : marks[at + 1]].decode() or None for at in (7, 9, 11)]


@settings(max_examples=60, deadline=None)
@given(LIST | API | TRACE | CHUNK, st.sampled_from([None, 1]), st.booleans())
def test_the_kernel_reads_what_its_twin_reads(doc: dict, indent: int | None, tight: bool) -> None:
    data = json.dumps(doc, indent=indent, separators=(",", ":") if tight else None).encode()
    scan, at = scan_bytes(data)
    twin = read_loaded(doc)
    assert twin is not None
    if at < len(data):  # it left the document to its twin
        assert len(scan.heads) == 0
        return
    assert np.array_equal(scan.numbers, twin.numbers, equal_nan=True)
    columns = [GROUND, KIND, DOC]
    assert np.array_equal(scan.marks[:, columns], twin.marks[:, columns])
    assert np.array_equal(scan.times, twin.times, equal_nan=True)
    assert np.array_equal(scan.heads[:, SAID], twin.heads[:, SAID])
    if "trace" in doc:
        assert np.array_equal(scan.heads[:, IDENT], twin.heads[:, IDENT])
    else:
        assert np.array_equal(scan.marks[:, [IDENT, SAID]], twin.marks[:, [IDENT, SAID]])
        assert [tuple(words_of(scan, data, row)) for row in range(len(scan))] == twin.words


def test_usual_documents_are_not_left_to_the_twin() -> None:
    row = {"hex": "ae0455", "flight": "NAVY7   ", "lat": -25.5, "lon": 126.5, "alt_baro": "ground",
           "seen_pos": 0.125, "nav_modes": ["a", "b"], "type": "tisb_trackfile"}  # fmt: skip
    for doc in ({"now": 1671152523.5, "aircraft": [row]}, {"ac": [row, row], "now": 1671152523500}):
        data = json.dumps(doc).encode()
        scan, at = scan_bytes(data)
        assert (at, len(scan.heads)) == (len(data), 1)
        assert scan.numbers[0, aircraft_key.LAT] == -25.5
        assert aircraft_key.KINDS[scan.marks[0, KIND]] == "tisb_trackfile"
        assert scan.marks[0, SAID] == hash_plain([b"NAVY7", b"", b""])


@pytest.mark.parametrize(
    "text",
    ['{"now": 1, "aircraft": [{"hex": "ae0455", "lat": "25.5"}]}',
     '{"now": 1, "aircraft": [{"hex": "ae0455", "flight": "A\\u0041"}]}',
     '{"now": 1, "aircraft": [{"hex": "nonsense"}]}', '{"now": 1, "aircraft": ["x"]}',
     '{"now": 1, "aircraft": [{"hex": "ae0455"]}', '{"now": 1e9, "aircraft": []}',
     '{"aircraft": [], "ac": []}', '{"now": 1, "aircraft": [{"hex": }]}', '{"now": 1',
     '{"trace": [[1, 2, 3]]}', '{"aircraft": [{"lat": 1234567890123456}]}', '{"a": 1}'],
)  # fmt: skip
def test_odd_documents_are_left_to_the_twin(text: str) -> None:
    scan, at = scan_bytes(text.encode())
    assert (len(scan.heads), at) == (0, 0)


def test_documents_that_follow_each_other_up_to_the_odd_one() -> None:
    good = b'{"now": 1671152523, "aircraft": [{"hex": "ae0455", "lat": 1, "lon": 2}]}\n'
    scan, at = scan_bytes(good * 3 + b'{"now": 1, "aircraft": [7]}\n' + good)
    assert (len(scan.heads), len(scan), at) == (3, 3, 3 * len(good))


def test_more_rows_than_the_usual_size_suggests() -> None:
    doc = {"now": 1671152523, "aircraft": [{"hex": "ae0455"}] * 5000}
    data = json.dumps(doc, separators=(",", ":")).encode()
    scan, at = scan_bytes(data)
    assert (len(scan), at) == (5000, len(data))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 400), st.sampled_from(b'{}[]",:0-.e\\n \xff')), max_size=6),
    st.integers(0, 400),
)
def test_damage_never_crashes_it(changes: list[tuple[int, int]], cut: int) -> None:
    row = {"hex": "ae0455", "flight": "NAVY7", "lat": -25.5, "lon": 126.5, "alt_baro": 1200}
    point = [0.5, 1.5, 2.5, 1000, 100.5, 90.0, 0, 64, row, "mlat", 1100, 64, None, None]
    text = json.dumps({"now": 1671152523, "aircraft": [row]})
    text += json.dumps({"icao": "ae0455", "timestamp": 1671152523, "trace": [point, point]})
    data = bytearray(text.encode())
    for place, byte in changes:
        data[place % len(data)] = byte
    scan, at = scan_bytes(bytes(data[: max(1, len(data) - cut)]))
    assert 0 <= at <= len(data)
    assert len(scan.heads) <= 3
    assert all(math.isfinite(x) or math.isnan(x) for x in scan.numbers.ravel().tolist())

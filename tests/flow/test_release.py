"""What a partner may see: no id, name, place or time beyond it, in any table, in any column."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.event.table import events_table
from straitwatch.flow.live_settings import ReleaseSettings
from straitwatch.flow.release import Release
from straitwatch.flow.release_area import Area, read_boxes
from straitwatch.model.error import ConfigError, ContractError
from straitwatch.model.identity import parse_object_id
from straitwatch.model.schema import COVERAGE, FIX, OBJECT, SIGHTING, STATIC, TRACK

NOW = datetime(2026, 6, 1, tzinfo=UTC)
NIGHT = datetime(2026, 5, 31, 20, tzinfo=UTC)


def release(**words: object) -> Release:
    return Release.of(ReleaseSettings(**words))


def event(**more: object) -> dict[str, Any]:
    row = {
        "event_id": "e1", "kind": "transit", "object_id": "mmsi:431000001", "object_name": "ALPHA",
        "t_start": NIGHT, "t_end": NIGHT, "lon": 125.0, "lat": 25.0, "status": "closed",
        "evidence": [], "detail": {}, "certainty": "observed",
    }  # fmt: skip
    return row | more


def seen(rule: Release, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = rule.events(events_table(rows), NOW).to_pylist()
    return found


def sighting(**more: object) -> pa.Table:
    row = {
        "sighting_id": "s1", "kind": "transit", "t_start": NIGHT, "t_end": NIGHT, "lon": 125.0,
        "lat": 25.0, "text": "Six ships sailed south.", "objects": [ship()],
    }  # fmt: skip
    return pa.Table.from_pylist([row | more], schema=SIGHTING)


def ship(**more: object) -> dict[str, Any]:
    return {"navy": "CN", "class": "Luyang III", "name": "Wuxi", "hull": "104"} | more


def test_without_bounds_everything_is_seen_and_nothing_is_touched() -> None:
    table = events_table([event()])
    assert Release.ALL.whole
    assert Release.of(ReleaseSettings(name="all")).events(table, NOW) is table


@pytest.mark.parametrize(
    ("box", "lon", "inside"),
    [
        ("120,20,130,30", 125.0, True),
        ("120,20,130,30", 131.0, False),
        ("170,20,-170,30", 179.0, True),
        ("170,20,-170,30", -175.0, True),
        ("170,20,-170,30", 0.0, False),
        ("170,20,180,30", -180.0, True),
        ("120,20,130,30", None, False),
    ],
)
def test_boxes_hold_events_fixes_and_sightings(box: str, lon: float | None, inside: bool) -> None:
    rule = release(boxes=(box,))
    assert bool(seen(rule, event(lon=lon))) is inside
    fix = pa.Table.from_pylist([{"object_id": 1, "t": NIGHT, "lon": lon, "lat": 25.0}], schema=FIX)
    assert bool(rule.fixes(fix, NOW).num_rows) is inside
    assert bool(rule.sightings(sighting(lon=lon), NOW).num_rows) is inside


def test_kinds_hold_events_and_sightings() -> None:
    rule = release(kinds=("gap",))
    assert [row["kind"] for row in seen(rule, event(), event(kind="gap"))] == ["gap"]
    assert not rule.sightings(sighting(), NOW).num_rows


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ({"hidden": ("mmsi:431000001",)}, False),
        ({"hidden": ("431000001",)}, False),
        ({"hidden": ("mmsi:431*",)}, False),
        ({"hidden": ("mmsi:432*",)}, True),
        ({"hidden": ("*",)}, False),
        ({"objects": ("mmsi:431*",)}, True),
        ({"objects": ("mmsi:431*",), "hidden": ("mmsi:431000001",)}, False),
        ({"objects": ("hull:CN/*",)}, False),
    ],
)
def test_objects_and_hidden(words: dict[str, Any], shown: bool) -> None:
    rule = release(**words)
    number = parse_object_id("mmsi:431000001")
    rows = [{"object_id": number, "t": NIGHT, "lon": 1.0, "lat": 1.0}]
    named = [{"object_id": "mmsi:431000001"}]
    assert rule.may_see("mmsi:431000001") is shown
    assert bool(seen(rule, event())) is shown
    assert bool(rule.fixes(pa.Table.from_pylist(rows, schema=FIX), NOW).num_rows) is shown
    assert bool(rule.statics(pa.Table.from_pylist(rows, schema=STATIC), NOW).num_rows) is shown
    tracks = pa.Table.from_pylist([{"object_id": number, "track_id": 1}], schema=TRACK)
    assert bool(rule.tracks(tracks, NOW).num_rows) is shown
    assert bool(rule.objects(pa.Table.from_pylist(named, schema=OBJECT)).num_rows) is shown


@pytest.mark.parametrize("hidden", ["hull:CN/104", "name:CN/wuxi", "hull:cn/*", "name:CN/wu*"])
def test_hidden_is_any_identity_of_a_sightings_objects(hidden: str) -> None:
    assert not release(hidden=(hidden,)).sightings(sighting(), NOW).num_rows


@pytest.mark.parametrize(
    "text",
    [
        "The destroyer WUXI followed.",
        "The destroyer Wu-xi followed.",
        "hull number 104 was seen",
        "ミサイル駆逐艦「104」",
        "https://example.org/chinese-wuxi-seen",
        "seen with hull:CN/104.",
    ],
)
def test_a_sighting_whose_text_names_a_hidden_one_is_absent(text: str) -> None:
    rule = release(hidden=("hull:CN/104",)).knowing(None, sighting())
    other = sighting(sighting_id="s2", objects=[ship(name="Anshan", hull="103")], text=text)
    assert not rule.sightings(other, NOW).num_rows
    harmless = sighting(sighting_id="s3", objects=[ship(name="Anshan", hull="103")])
    assert rule.sightings(harmless, NOW).num_rows


def test_a_name_in_japanese_is_found_within_words() -> None:
    told = sighting(objects=[ship(name="遼寧", hull="16")])
    rule = release(hidden=("hull:CN/16",)).knowing(None, told)
    for text in ("空母遼寧が南下した。", "https://example.org/%E9%81%BC%E5%AF%A7", "空母(16)"):
        assert not rule.sightings(
            sighting(sighting_id="s5", objects=[ship()], text=text), NOW
        ).num_rows
    assert rule.sightings(
        sighting(sighting_id="s4", text="On 16 December they sailed."), NOW
    ).num_rows


def test_another_identity_with_the_same_name_is_hidden_too() -> None:
    objects = pa.Table.from_pylist(
        [
            {"object_id": "hull:CN/104", "name": "Wuxi", "imo": None},
            {"object_id": "mmsi:412000001", "name": "WUXI", "imo": None},
            {"object_id": "mmsi:412000002", "name": "OTHER", "imo": None},
        ],
        schema=OBJECT,
    )
    rule = release(hidden=("hull:CN/104",)).knowing(objects)
    assert rule.objects(objects)["object_id"].to_pylist() == ["mmsi:412000002"]
    assert not seen(rule, event(object_id="mmsi:412000001", object_name=None))


def test_hidden_others_go_from_lists_numbers_and_words() -> None:
    rule = release(hidden=("hull:CN/104",)).knowing(None, sighting())
    detail = {"gate_id": "miyako", "names": {"hull:CN/104": "Wuxi"}, "objects": 3}
    proof = [{"source": "x", "text": "Three ships, one of them Wuxi."}, {"lon": 1.0, "lat": 2.0}]
    others = ["hull:CN/103", "hull:CN/104"]
    [row] = seen(rule, event(others=others, n=3, n_is="exact", detail=detail, evidence=proof))
    assert row["others"] == ["hull:CN/103"]
    assert (row["n"], row["n_is"], row["evidence"]) == (None, None, "[]")
    assert json.loads(row["detail"]) == {"gate_id": "miyako"}


@pytest.mark.parametrize("kind", ["encounter", "group", "deck_landing", "a_kind_of_tomorrow"])
def test_an_event_of_company_goes_with_the_hidden_one(kind: str) -> None:
    rule = release(hidden=("mmsi:431000002",))
    assert not seen(rule, event(kind=kind, others=["mmsi:431000002"]))
    assert seen(rule, event(kind=kind, others=["mmsi:431000003"]))


def test_evidence_and_detail_lose_what_names_a_hidden_one() -> None:
    rule = release(hidden=("mmsi:431000002",))
    proof = [{"source": "a", "line": 1}, {"source": "a", "object_id": "mmsi:431000002", "line": 2}]
    detail = {"with": 431000002, "mmsi:431000002": 1, "others_heard": 7, "zone": "high_seas"}
    [row] = seen(rule, event(evidence=proof, detail=detail, where="near mmsi:431000002"))
    assert json.loads(row["evidence"]) == [{"source": "a", "line": 1}]
    assert json.loads(row["detail"]) == {"zone": "high_seas"}
    assert row["where"] is None


def test_what_rests_on_a_withheld_sighting_goes() -> None:
    rule = release(hidden=("hull:CN/104",)).knowing(None, sighting())
    proof = [{"text": "Six ships sailed south.", "sighting_id": "s1"}]
    [row] = seen(rule, event(evidence=proof, detail={"sightings": ["s1", "s2"]}))
    assert row["evidence"] == "[]"
    assert json.loads(row["detail"]) == {"sightings": ["s2"]}


def test_places_in_evidence_and_detail_are_rounded_or_gone() -> None:
    rule = release(boxes=("120,20,130,30",), round_deg=0.5)
    proof = [{"t": "2026-05-01T00:00:00Z", "lon": 125.13, "lat": 25.2}, {"lon": 10.0, "lat": 25.0}]
    detail = {
        "lon_before": 125.3, "lat_before": 24.9, "lon_after": 9.0, "lat_after": 9.0,
        "nearest_nm": 2.13, "place": [125.13, 25.2], "words": "at 25.123, 125.456", "hours": 3.5,
        "text": "2.13 nm from the coast",
    }  # fmt: skip
    [row] = seen(rule, event(lon=125.13, lat=25.2, evidence=proof, detail=detail))
    assert (row["lon"], row["lat"]) == (125.0, 25.0)
    assert row["uncertainty_m"] > 39_000
    assert json.loads(row["evidence"]) == [{"t": "2026-05-01T00:00:00Z", "lon": 125.0, "lat": 25.0}]
    assert json.loads(row["detail"]) == {"lon_before": 125.5, "lat_before": 25.0, "hours": 3.5}


def test_a_place_that_rounding_would_move_out_of_the_box_is_absent() -> None:
    assert not seen(release(boxes=("120,20,130.3,30",), round_deg=1.0), event(lon=130.2 + 0.35))
    assert not seen(release(boxes=("124.6,20,124.9,30",), round_deg=1.0), event(lon=124.7))


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({}, True),
        ({"t_start": NOW - timedelta(minutes=30)}, False),
        ({"t_end": NOW - timedelta(minutes=30)}, False),
        ({"t_end": None, "status": "open"}, False),
        ({"t_start": None}, False),
        ({"evidence": [{"t": "2026-05-31T23:30:00Z"}]}, False),
        ({"evidence": [{"t": "2026-06-01T08:15:00+09:00"}]}, False),
        ({"detail": {"t_after": "2026-05-31T22:30:00Z"}}, True),
    ],
)
def test_delay(more: dict[str, Any], shown: bool) -> None:
    rule = release(delay_min=60)
    assert not rule.live
    assert bool(seen(rule, event(**more))) is shown


def test_delay_of_fixes_sightings_and_words() -> None:
    rule = release(delay_min=60)
    rows = [{"object_id": 1, "t": t, "lon": 1.0, "lat": 1.0} for t in (NIGHT, NOW, None)]
    assert rule.fixes(pa.Table.from_pylist(rows, schema=FIX), NOW)["t"].to_pylist() == [NIGHT]
    assert not rule.sightings(sighting(published=NOW), NOW).num_rows
    assert not rule.sightings(sighting(t_start=None, t_end=None), NOW).num_rows
    counts = [{"what": "sorties", "n": 3, "t_start": NOW, "t_end": NOW}]
    assert not rule.sightings(sighting(counts=counts), NOW).num_rows
    assert rule.sightings(sighting(t_end=None), NOW).num_rows
    statics = pa.Table.from_pylist(rows, schema=STATIC)
    assert rule.statics(statics, NOW, seen={"mmsi:000000001"}).num_rows == 1
    with pytest.raises(ContractError, match="needs now"):
        rule.fixes(statics, NOW.replace(tzinfo=None))


def test_an_object_of_which_nothing_may_be_seen_is_not_listed() -> None:
    rows = [
        {"object_id": name, "fixes": 9, "t_last": NIGHT}
        for name in ("mmsi:431000001", "mmsi:431000002")
    ]
    table = pa.Table.from_pylist(rows, schema=OBJECT)
    rule = release(boxes=("120,20,130,30",))
    [row] = rule.objects(table, NOW, seen={"mmsi:431000002"}).to_pylist()
    assert (row["object_id"], row["fixes"], row["t_last"]) == ("mmsi:431000002", None, None)
    for nobody in (None, (), set()):
        assert not rule.objects(table, NOW, seen=nobody).num_rows


def test_tracks_tell_no_time_outside() -> None:
    row = {"track_id": 1, "object_id": 1, "t_start": NIGHT, "t_end": NOW, "n": 9, "state": "open"}
    table = pa.Table.from_pylist([row], schema=TRACK)
    [late] = release(delay_min=60).tracks(table, NOW, seen={"mmsi:000000001"}).to_pylist()
    assert (late["t_start"], late["t_end"], late["n"], late["state"]) == (NIGHT, None, None, None)
    [boxed] = release(boxes=("1,1,2,2",)).tracks(table, NOW, seen={"mmsi:000000001"}).to_pylist()
    assert (boxed["t_start"], boxed["t_end"], boxed["n"]) == (None, None, None)


def test_coverage_tells_of_no_single_object() -> None:
    cell = {
        "source": "rx",
        "west": 125.0,
        "south": 25.0,
        "east": 125.25,
        "north": 25.25,
        "t_start": NIGHT,
    }
    rows = [cell | {"n_fixes": 9, "n_objects": n} for n in (1, 12)]
    table = pa.Table.from_pylist(rows, schema=COVERAGE)
    [row] = release(hidden=("mmsi:1*",)).coverage(table, NOW).to_pylist()
    assert (row["n_fixes"], row["n_objects"]) == (None, None)
    assert not release(boxes=("125.1,20,130,30",)).coverage(table, NOW).num_rows
    assert release(boxes=("125,20,130,30",)).coverage(table, NOW).num_rows == 2
    assert not release(delay_min=210).coverage(table, NOW).num_rows


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ({"boxes": ("1,2,3",)}, "four numbers"),
        ({"boxes": ("1,30,3,20",)}, "south"),
        ({"boxes": ("1,20,300,30",)}, "longitude"),
        ({"hidden": ("the carrier",)}, "no identity"),
        ({"objects": ("mmsi:4*1",)}, "no identity"),
        ({"round_deg": 11.0}, "round_deg"),
    ],
)
def test_a_senseless_release_is_refused(words: dict[str, Any], found: str) -> None:
    with pytest.raises(ConfigError, match=found):
        release(**words)


_IDS = st.sampled_from(
    ["mmsi:431000001", "mmsi:431000002", "hull:CN/104", "name:CN/wuxi", "icao24:ae0455"]
)
_WORD = st.sampled_from(
    ["Wuxi", "WU XI", "nothing here", "mmsi:431000002", "saw hull:CN/104,", "431000001",
     "遼寧wuxi艦", "2026-05-31T23:59:00Z", "25.31N 126.14E", "x"]
)  # fmt: skip
_DEG = st.floats(-180, 180, allow_nan=False)
_JSON = st.recursive(
    _WORD | _DEG | st.none() | st.just(431000002),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            _IDS | st.sampled_from(["lon", "lat", "lon_b", "lat_b", "words", "n"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
_EVENTS = st.builds(
    event,
    object_id=_IDS, object_name=_WORD, where=_WORD, source=_WORD, lon=_DEG,
    lat=st.floats(-90, 90), others=st.lists(_IDS, max_size=3), evidence=st.lists(_JSON, max_size=3),
    detail=st.dictionaries(st.sampled_from(["a", "lon", "lat", "lon_b"]), _JSON, max_size=3),
    kind=st.sampled_from(["transit", "encounter", "gap"]),
    t_end=st.sampled_from([NIGHT, NOW, NOW - timedelta(minutes=59), None]),
)  # fmt: skip


@settings(deadline=None)
@given(
    st.lists(_EVENTS, max_size=4), st.sampled_from(["mmsi:43*", "mmsi:431000002", "hull:CN/104"])
)
def test_law_no_row_names_a_hidden_one(rows: list[dict[str, Any]], hidden: str) -> None:
    told = sighting() if hidden.startswith("hull") else None
    for row in seen(release(hidden=(hidden,)).knowing(None, told), *rows):
        whole = json.dumps(row, default=str, ensure_ascii=False).casefold()
        assert hidden.rstrip("*").casefold() not in whole
        assert "431000002" not in whole or hidden.startswith("hull")
        if hidden.startswith("hull"):
            assert "wuxi" not in whole.replace(" ", "")


@settings(deadline=None)
@given(st.lists(_EVENTS, max_size=4), st.sampled_from([0.0, 0.25, 1.0]))
def test_law_no_row_has_a_place_outside(rows: list[dict[str, Any]], grid: float) -> None:
    def check(value: object) -> None:
        if isinstance(value, dict):
            for key, one in value.items():
                if key.startswith("lon"):
                    lon, lat = one, value["lat" + key[3:]]
                    assert lon >= 100 or lon <= -100
                    assert -40 <= lat <= 60
                    if grid:
                        assert abs(lon / grid - round(lon / grid)) < 1e-6
                        assert abs(lat / grid - round(lat / grid)) < 1e-6
                check(one)
        if isinstance(value, list):
            assert not (len(value) == 2 and all(isinstance(one, float) for one in value))
            for one in value:
                check(one)

    for row in seen(release(boxes=("100,-40,-100,60",), round_deg=grid), *rows):
        check(row)
        check([json.loads(row[name]) for name in ("evidence", "detail")])
        assert "25.31N 126.14E" not in row["evidence"] + row["detail"]


@settings(deadline=None)
@given(st.lists(_EVENTS, max_size=4))
def test_law_no_row_has_a_time_within_the_delay(rows: list[dict[str, Any]]) -> None:
    limit = NOW - timedelta(hours=1)
    for row in seen(release(delay_min=60), *rows):
        assert row["t_end"] <= limit
        assert "2026-05-31T23:59" not in row["evidence"] + row["detail"]


@settings(deadline=None)
@given(
    st.floats(-400, 400), st.floats(-90, 90), st.sampled_from([0.0, 0.1, 0.25, 1.0]),
    st.sampled_from([(), ("120,20,130,30",), ("170,-40,-170,60",), ("170,-40,180,60", "1,1,2,2")]),
)  # fmt: skip
def test_law_one_place_is_shown_as_many_are(
    lon: float, lat: float, grid: float, boxes: tuple[str, ...]
) -> None:
    area = Area(read_boxes(boxes), grid)
    east, north, good = area.show(np.array([lon]), np.array([lat]))
    found = area.show_one(lon, lat)
    assert (found is not None) == good[0]
    assert found is None or found == pytest.approx((east[0], north[0]), abs=1e-8)


def test_figures_that_are_no_numbers_are_taken_out() -> None:
    rule = release(round_deg=0.5)
    [row] = seen(rule, event(detail='{"lon":NaN,"lat":Infinity,"a":1}'))
    assert json.loads(row["detail"]) == {"a": 1}
    [row] = seen(rule, event(detail="no json", evidence="["))
    assert (row["detail"], row["evidence"]) == (None, None)


def test_an_escaped_name_is_found() -> None:
    rule = release(hidden=("name:CN/wuxi",))
    [row] = seen(rule, event(detail='{"a":"\\u0057uxi","b":"line\\nWuxi","c":1}'))
    assert json.loads(row["detail"]) == {"c": 1}

"""Reports become events: one for each thing that happened, whoever tells it, in any order."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.decode.facts import deployment_facts
from straitwatch.event.reported import reported_events
from straitwatch.event.wording import word_span
from straitwatch.model.schema import EVENT, GATE, SIGHTING

MIYAKO = {
    "gate_id": "miyako",
    "name": "Miyako Strait",
    "lon_a": 127.53044,
    "lat_a": 26.11081,
    "lon_b": 125.36119,
    "lat_b": 24.97417,
    "left_sea": "Philippine Sea",
    "right_sea": "East China Sea",
    "width_nm": 135.939,
}
GATES = pa.Table.from_pylist([MIYAKO], schema=GATE)
GROUP = ["hull:CN/103", "hull:CN/104", "hull:CN/120", "hull:CN/542", "hull:CN/901"]
WUXI = {"navy": "CN", "class": "Renhai-class destroyer", "name": "Wuxi", "hull": "104"}
LIAONING = {"navy": "CN", "class": "aircraft carrier", "name": "Liaoning", "hull": "16"}
DAY = datetime(2022, 12, 15, 15, tzinfo=UTC)


def _told(sightings: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = reported_events(sightings, GATES).to_pylist()
    return [{**row, "detail": json.loads(row["detail"])} for row in rows]


def _sighting(number: int = 1, **keys: Any) -> dict[str, Any]:  # noqa: ANN401 - any column
    return {
        "sighting_id": f"s{number}",
        "document": f"https://example.org/{number}",
        "publisher": "A paper",
        "kind": "transit",
        "t_start": DAY,
        "t_end": DAY + timedelta(days=1),
        "gate": "miyako",
        "to_sea": "Philippine Sea",
        "objects": [WUXI],
        "counts": [],
        "observers": [],
        "negation": False,
        "text": "Our words.",
        "confidence": 1.0,
        **keys,
    }


def _table(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=SIGHTING)


@pytest.fixture(scope="module")
def told() -> list[dict[str, Any]]:
    return _told(deployment_facts())


def _of(told: list[dict[str, Any]], kind: str, object_id: str) -> list[dict[str, Any]]:
    return [row for row in told if (row["kind"], row["object_id"]) == (kind, object_id)]


def test_the_group_passes_the_miyako_strait_out_and_back(told: list[dict[str, Any]]) -> None:
    out, back = _of(told, "transit", "hull:CN/16")
    assert (out["when"], back["when"]) == ("2022-12-16 JST", "night of 2023-01-01 JST")
    assert (out["from_sea"], out["to_sea"]) == ("East China Sea", "Philippine Sea")
    assert (back["from_sea"], back["to_sea"]) == ("Philippine Sea", "East China Sea")
    for row in (out, back):
        assert row["where"] == "Miyako Strait"
        assert row["detail"]["gate_id"] == "miyako"
        assert row["others"] == GROUP
        assert (row["n"], row["n_is"], row["certainty"]) == (6, "exact", "reported")
        assert row["object_name"] == "Liaoning"
        assert (row["lon"], row["lat"]) == pytest.approx((126.4458, 25.5425), abs=1e-3)
        assert len(json.loads(row["evidence"])) >= 2
        assert row["legal_basis"] is None


def test_flight_operations_are_one_total_and_its_part(told: list[dict[str, Any]]) -> None:
    helicopters, whole, part = _of(told, "flight_operations", "hull:CN/16")
    assert (helicopters["n"], helicopters["n_is"]) == (None, None)
    assert helicopters["when"] == "2022-12-15 to 2022-12-16 JST"
    assert (whole["n"], whole["n_is"], whole["when"]) == (
        320,
        "about",
        "2022-12-17 to 2022-12-31 JST",
    )
    assert (part["n"], part["when"]) == (60, "2022-12-28 to 2022-12-31 JST")
    assert part["detail"]["part_of"] == whole["event_id"]
    assert "part_of" not in whole["detail"]
    assert "part_of" not in helicopters["detail"]
    assert "together" in whole["detail"]["counted"]
    assert "also_told" not in whole["detail"]


def test_the_drone_is_a_first_sighting_and_four_transits(told: list[dict[str, Any]]) -> None:
    (first,) = _of(told, "first_sighting", "name:CN/wz-7")
    assert first["when"] == "morning to afternoon of 2023-01-01 JST"
    ways = {
        (row["t_start"].date().isoformat(), row["to_sea"])
        for row in _of(told, "transit", "name:CN/wz-7")
    }
    seas = ("Philippine Sea", "East China Sea")
    assert ways == {(day, sea) for day in ("2022-12-31", "2023-01-01") for sea in seas}


def test_absence_is_somebodys_statement(told: list[dict[str, Any]]) -> None:
    ships = _of(told, "reported_absence", "hull:CN/16")
    drone = _of(told, "reported_absence", "name:CN/wz-7")
    assert [row["where"] for row in ships] == ["territorial sea of Japan"]
    assert [row["where"] for row in drone] == ["airspace of Japan"]
    for row in ships + drone:
        assert row["detail"]["stated_by"] == ["Ministry of Defense of Japan"]


def test_the_survey_ship_entered(told: list[dict[str, Any]]) -> None:
    (entry,) = _of(told, "entry", "name:CN/survey-ship-2022-12-19")
    assert (entry["where"], entry["when"]) == ("Japan", "2022-12-19 JST")
    assert (entry["detail"]["duration_h"], entry["detail"]["duration_is"]) == (3.5, "about")
    assert entry["detail"]["place"] == "south of Yakushima"
    assert entry["lat"] == pytest.approx(30.15, abs=0.1)


def test_observers_and_scrambles_are_named(told: list[dict[str, Any]]) -> None:
    watch = [row for row in told if row["kind"] == "observation"]
    names = {one["name"] for row in watch for one in row["detail"]["observers"]}
    assert {"JS Kirisame (DD-104)", "P-1", "P-3C", "JS Ariake (DD-109)"} <= names
    scrambles = [row for row in told if row["kind"] == "scramble"]
    assert [row["when"] for row in scrambles] == [
        "2022-12-17 to 2022-12-31 JST",
        "morning to afternoon of 2023-01-01 JST",
        "morning to afternoon of 2023-01-02 JST",
    ]
    units = [row["detail"]["observers"][0].get("unit") for row in scrambles]
    assert units == [None, "Southwestern Air Defense Force", "Southwestern Air Defense Force"]
    assert {row["n"] for row in scrambles} == {None}


def test_every_event_leads_to_its_sources(told: list[dict[str, Any]]) -> None:
    assert len({row["event_id"] for row in told}) == len(told) == 23
    for row in told:
        for one in json.loads(row["evidence"]):
            assert one["source"].startswith("http")
            assert one["text"]
            assert one["text_is"] == "summary"
        assert row["status"] == "closed"


_FACTS = deployment_facts()
_GOLDEN = reported_events(_FACTS, GATES)


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_order_and_repeats_do_not_matter(random: Any) -> None:  # noqa: ANN401 - random.Random
    order = [*range(_FACTS.num_rows), *random.choices(range(_FACTS.num_rows), k=9)]
    random.shuffle(order)
    assert reported_events(_FACTS.take(order), GATES).equals(_GOLDEN)


def test_two_papers_on_one_transit_are_one_event_with_the_fuller_list() -> None:
    evening = DAY + timedelta(hours=9)
    fuller = _sighting(
        2, objects=[WUXI, LIAONING], t_start=evening, t_end=DAY + timedelta(hours=15)
    )
    (event,) = _told(_table(_sighting(1), fuller))
    assert event["object_id"] == "hull:CN/16"  # the carrier leads
    assert (event["others"], event["n"]) == (["hull:CN/104"], 2)
    assert event["t_start"] == evening  # the narrower span
    assert {one["source"][-1] for one in json.loads(event["evidence"])} == {"1", "2"}


@pytest.mark.parametrize(
    "change",
    [
        {"to_sea": "East China Sea"},
        {"objects": [LIAONING]},
        {"gate": None, "place": "Osumi Strait"},
        {"t_start": DAY + timedelta(days=1), "t_end": DAY + timedelta(days=2)},
        {"kind": "first_sighting"},
    ],
)
def test_another_way_ship_gate_day_or_kind_is_another_event(change: dict[str, Any]) -> None:
    assert len(_told(_table(_sighting(1), _sighting(2, **change)))) == 2


@pytest.mark.parametrize(
    ("heading", "seas"),
    [
        ("SE", ("East China Sea", "Philippine Sea")),
        ("S", ("East China Sea", "Philippine Sea")),
        ("N", ("Philippine Sea", "East China Sea")),
        ("NW", ("Philippine Sea", "East China Sea")),
        (None, (None, "Yellow Sea")),
    ],
)
def test_a_heading_tells_the_seas_where_the_text_does_not(
    heading: str | None, seas: tuple[str | None, str]
) -> None:
    (event,) = _told(_table(_sighting(to_sea="Yellow Sea", heading=heading)))
    assert (event["from_sea"], event["to_sea"]) == seas


def _flights(number: int, days: tuple[int, int], *counts: tuple[str, int, str]) -> dict[str, Any]:
    return _sighting(
        number,
        kind="flight_operations",
        t_start=DAY + timedelta(days=days[0]),
        t_end=DAY + timedelta(days=days[1]),
        objects=[LIAONING],
        counts=[{"what": what, "n": n, "n_is": n_is} for what, n, n_is in counts],
    )


def test_counts_of_one_span_by_craft_are_parts_and_a_bound_is_not_a_second_count() -> None:
    rows = [
        _flights(1, (0, 6), ("take-offs and landings", 180, "about")),
        _flights(2, (0, 6), ("take-offs and landings", 150, "at_least")),
        _flights(3, (4, 6), ("by fighters", 40, "about"), ("by helicopters", 20, "about")),
        _flights(4, (4, 6), ("fighters and helicopters", 60, "about")),
    ]
    told = {(row["n"], row["detail"]["craft"]): row for row in _told(_table(*rows))}
    whole, both = told[180, "all"], told[60, "all"]
    assert len(told) == 4
    assert whole["detail"]["also_told"] == [{"n": 150, "n_is": "at_least"}]
    assert both["detail"]["part_of"] == whole["event_id"]
    for key in ((40, "fixed-wing"), (20, "helicopters")):
        assert told[key]["detail"]["part_of"] == both["event_id"]


def test_a_sighting_with_observers_is_an_observation_and_a_denial_is_nothing() -> None:
    seen = _sighting(1, kind="sighting", observers=[{"service": "JMSDF", "name": "JS Ariake"}])
    assert [row["kind"] for row in _told(_table(seen))] == ["observation"]
    assert _told(_table(_sighting(1, negation=True))) == []
    assert _told(_table(_sighting(1, objects=[]))) == []
    assert reported_events(SIGHTING.empty_table(), GATE.empty_table()).equals(EVENT.empty_table())


def test_a_gate_that_is_not_charted_keeps_its_name() -> None:
    (event,) = _told(_table(_sighting(gate="nowhere", lon=1.0, lat=2.0, radius_km=3.0)))
    assert (event["where"], event["from_sea"]) == ("nowhere", None)
    assert (event["lon"], event["uncertainty_m"]) == (1.0, 3000.0)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2022-12-16T00", "2022-12-17T00", "2022-12-16 JST"),
        ("2022-12-17T00", "2023-01-01T00", "2022-12-17 to 2022-12-31 JST"),
        ("2023-01-01T18", "2023-01-02T00", "night of 2023-01-01 JST"),
        ("2023-01-01T12", "2023-01-01T18", "afternoon of 2023-01-01 JST"),
        ("2022-12-15T09:30", "2022-12-15T10:30", "about 10:00, 2022-12-15 JST"),
        ("2022-12-15T23:30", "2022-12-16T00:30", "about 00:00, 2022-12-16 JST"),
        ("2022-12-15T10", "2022-12-15T10", "10:00, 2022-12-15 JST"),
        ("2022-12-19T06:50", "2022-12-19T10:30", "06:50 to 10:30, 2022-12-19 JST"),
        ("2022-12-19T22", "2022-12-20T10", "2022-12-19 22:00 to 2022-12-20 10:00 JST"),
    ],
)
def test_spans_are_worded_in_the_zone_of_the_report(start: str, end: str, words: str) -> None:
    jst = timedelta(hours=9)
    span = [datetime.fromisoformat(t).replace(tzinfo=UTC) - jst for t in (start, end)]
    assert word_span(*span) == words

"""Rows as texts give them, vague and overlapping, still make one event for each thing."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.decode.facts import deployment_facts
from straitwatch.event.reported import reported_events
from straitwatch.model.identity import identity_of, is_nameless
from straitwatch.model.schema import GATE, SIGHTING

Row = dict[str, Any]
GATES = pa.Table.from_pylist(
    [
        {
            "gate_id": "miyako",
            "name": "Miyako Strait",
            "lon_a": 127.53044,
            "lat_a": 26.11081,
            "lon_b": 125.36119,
            "lat_b": 24.97417,
            "left_sea": "Philippine Sea",
            "right_sea": "East China Sea",
        },
        {
            "gate_id": "tsugaru",
            "name": "Tsugaru Strait",
            "lon_a": 140.34,
            "lat_a": 41.26,
            "lon_b": 140.19,
            "lat_b": 41.39,
            "left_sea": "Sea of Japan",
            "right_sea": "Pacific",
        },
    ],
    schema=GATE,
)
DAY = datetime(2024, 9, 16, 15, tzinfo=UTC)  # midnight in Japan
LIAONING = {"navy": "CN", "class": "Kuznetsov-class aircraft carrier", "name": "Liaoning"}
LIAONING |= {"hull": "16", "count": 1, "count_is": "exact"}
CHENGDU = {"navy": "CN", "class": "Luyang III-class destroyer", "hull": "120", "name": None}
FIVE = {"navy": "CN", "class": "warship", "count": 5, "count_is": "exact"}
A_DESTROYER = {"navy": "CN", "class": "destroyer", "count": 1, "count_is": "at_least"}


def _at(hours: float) -> datetime:
    return DAY + timedelta(hours=hours)


def _row(number: int = 1, **keys: Any) -> Row:  # noqa: ANN401 - any column
    return {
        "sighting_id": f"s{number}",
        "document": f"text {number}",
        "publisher": "An office",
        "kind": "transit",
        "t_start": DAY,
        "t_end": _at(24),
        "gate": "miyako",
        "heading": "SE",
        "to_sea": "Pacific Ocean",
        "objects": [LIAONING, CHENGDU],
        "counts": [],
        "observers": [],
        "negation": False,
        "text": "Our words.",
        "confidence": 1.0,
        **keys,
    }


def _told(*rows: Row) -> list[Row]:
    table = reported_events(pa.Table.from_pylist(list(rows), schema=SIGHTING), GATES)
    return [{**row, "detail": json.loads(row["detail"])} for row in table.to_pylist()]


def test_the_pacific_is_the_sea_on_which_the_gate_opens() -> None:
    (south,) = _told(_row(heading=None))
    assert (south["from_sea"], south["to_sea"]) == ("East China Sea", "Philippine Sea")
    (north,) = _told(_row(gate="tsugaru", heading="E"))
    assert (north["from_sea"], north["to_sea"]) == ("Sea of Japan", "Pacific")
    (back,) = _told(_row(heading=None, to_sea=None, from_sea="Western Pacific"))
    assert (back["from_sea"], back["to_sea"]) == ("Philippine Sea", "East China Sea")
    (wind,) = _told(_row(heading="SSE", to_sea=None))
    assert wind["to_sea"] == "Philippine Sea"


def test_five_warships_of_which_one_at_least_is_a_destroyer_are_five() -> None:
    (event,) = _told(_row(objects=[LIAONING, FIVE, A_DESTROYER]))
    assert (event["object_id"], event["n"], event["n_is"]) == ("hull:CN/16", 6, "exact")
    assert event["others"] == ["name:CN/warship", "name:CN/destroyer"]
    (apart,) = _told(_row(objects=[LIAONING, {**A_DESTROYER, "count": 2}]))
    assert (apart["n"], apart["n_is"]) == (3, "at_least")


def test_a_vague_telling_joins_the_only_transit_that_it_fits() -> None:
    news = _row(2, objects=[{**FIVE, "count": 2}], t_end=_at(12), confidence=0.9, heading=None)
    (event,) = _told(_row(1, t_end=_at(24)), news)
    assert (event["object_id"], event["others"], event["n"]) == ("hull:CN/16", ["hull:CN/120"], 2)
    assert event["t_end"] == _at(12)
    assert len(json.loads(event["evidence"])) == 2
    assert [one["when"] for one in event["detail"]["told_as"]] == ["2024-09-17 JST"]


@pytest.mark.parametrize(
    "objects",
    [
        [{**FIVE, "count": 3}],  # not as many
        [{**FIVE, "count": 2, "navy": "RU"}],
        [{**FIVE, "count": 2, "class": "frigates"}],
    ],
)
def test_a_vague_telling_of_others_is_an_event_of_its_own(objects: list[Row]) -> None:
    assert len(_told(_row(1), _row(2, objects=objects))) == 2


def test_a_vague_telling_that_fits_two_transits_stays_alone() -> None:
    one, other = _row(1, objects=[LIAONING]), _row(2, objects=[CHENGDU])
    vague = _row(3, objects=[{**FIVE, "count": 1}])
    assert len(_told(one, other, vague)) == 3


def test_a_ship_told_without_a_way_is_told_of_out_and_back() -> None:
    back = _row(2, heading="N", to_sea="East China Sea", t_start=_at(12))
    told = _told(_row(1, t_end=_at(10)), back, _row(3, heading=None, to_sea=None))
    assert [len(json.loads(event["evidence"])) for event in told] == [2, 2]
    assert len(_told(_row(3, heading=None, to_sea=None))) == 1


def test_a_leg_recalled_later_is_the_transit_that_was_told_then() -> None:
    today = _row(2, document="later", t_start=_at(240), t_end=_at(264), heading="N",
                 to_sea="East China Sea")  # fmt: skip
    leg = _row(3, document="later", same_as="s2", to_sea=None, objects=[])
    told = _told(_row(1), today, leg)
    assert [(event["to_sea"], len(json.loads(event["evidence"]))) for event in told] == [
        ("Philippine Sea", 2),
        ("East China Sea", 1),
    ]
    assert told[0]["others"] == ["hull:CN/120"]


def test_tallies_by_day_and_of_the_whole_in_one_row_are_parts_of_one() -> None:
    counts = [
        {"what": "take-offs and landings", "n": n, "n_is": "about", "t_start": a, "t_end": b}
        for n, a, b in ((40, DAY, _at(24)), (30, _at(24), _at(48)), (70, DAY, _at(48)))
    ]
    told = _told(_row(kind="flight_operations", t_end=_at(48), counts=counts, gate=None))
    whole = next(event for event in told if event["n"] == 70)
    assert {event["detail"].get("part_of") for event in told} == {None, whole["event_id"]}
    assert len(told) == 3


def test_an_aircraft_through_a_gate_is_a_transit_and_elsewhere_none() -> None:
    wz7 = {"navy": "CN", "class": "WZ-7 reconnaissance UAV", "count": 1, "count_is": "exact"}
    flown = _row(kind="aircraft", objects=[wz7])
    (event,) = _told(flown)
    assert (event["kind"], event["object_id"]) == ("transit", "name:CN/wz-7")
    assert event["object_name"] == "WZ-7"
    assert _told({**flown, "gate": None}) == []


@pytest.mark.parametrize("kind", ["joint_flight", "live_firing", "first_sighting", "scramble"])
def test_two_texts_on_one_day_tell_one(kind: str) -> None:
    day = _row(1, kind=kind, gate=None, place="Sea of Japan")
    hours = _row(2, kind=kind, gate=None, t_start=_at(6), t_end=_at(18), confidence=0.9)
    (event,) = _told(day, hours)
    assert event["kind"] == kind
    assert len(json.loads(event["evidence"])) == 2
    assert len(_told(day, {**hours, "t_start": _at(30), "t_end": _at(42)})) == 2


def test_watches_of_several_days_and_of_one_of_them_are_two() -> None:
    watch = {"kind": "observation", "observers": [{"service": "JMSDF", "name": "P-1"}]}
    days = _row(1, **watch, t_end=_at(72), gate=None)
    assert len(_told(days, _row(2, **watch, gate=None))) == 2


def test_what_was_superseded_makes_no_event() -> None:
    assert _told(_row(superseded_by="text 2")) == []
    assert _told(_row(kind="correction", supersedes="2024-09-17")) == []


def test_a_type_of_aircraft_is_known_by_its_type_and_a_ship_by_number_or_name() -> None:
    def one(**keys: str) -> Row:
        return {"navy": "RU", "class": None, "name": None, "hull": None, **keys}

    assert identity_of(one(**{"class": "Tu-95 bomber"})) == "name:RU/tu-95"
    assert identity_of(one(**{"class": "survey ship (class not told)"})) == "name:RU/survey-ship"
    assert not is_nameless(one(**{"class": "IL-20M intelligence aircraft"}))
    assert is_nameless(one(**{"class": "tug"}))
    assert is_nameless(one(name="tug 2024-09-17", **{"class": "tug"}))
    assert not is_nameless(one(name="Gremyashchiy"))


_MANY = [
    _row(1),
    _row(2, objects=[{**FIVE, "count": 2}], heading=None),
    _row(3, objects=[LIAONING, FIVE], t_end=_at(12)),
    _row(4, objects=[CHENGDU], to_sea=None, heading=None),
    _row(5, kind="sighting", observers=[{"service": "JMSDF", "name": "P-3C"}], gate=None),
    _row(6, kind="scramble", t_end=_at(20), same_as="s1", objects=[]),
    _row(7, kind="aircraft", t_start=_at(30), t_end=_at(40)),
]


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(len(_MANY))), st.integers(-4000, 4000))
def test_neither_order_nor_the_date_matters(order: list[int], days: int) -> None:
    def shifted(row: Row) -> Row:
        by = timedelta(days=days)
        return {**row, "t_start": row["t_start"] + by, "t_end": row["t_end"] + by}

    told = [_shape(event) for event in _told(*_MANY)]
    assert [_shape(event) for event in _told(*(shifted(_MANY[i]) for i in order))] == told


def _shape(event: Row) -> tuple[Any, ...]:
    named = ("kind", "object_id", "from_sea", "to_sea", "n", "n_is", "others")
    return (*(event[name] for name in named), event["t_end"] - event["t_start"],
            event["detail"]["sightings"])  # fmt: skip


def test_facts_as_texts_give_them_make_the_same_events() -> None:
    def as_text(row: Row) -> Row:
        flown = [one for one in row["objects"] if one["class"] in TYPES]
        objects = [{**one, "name": None if one in flown else one["name"]} for one in row["objects"]]
        sea = "Pacific Ocean" if row["to_sea"] == "Philippine Sea" else row["to_sea"]
        kind = "aircraft" if flown and row["kind"] == "transit" else row["kind"]
        told = {"same_as": None, "objects": objects, "to_sea": sea, "kind": kind}
        return {**row, **told, "start": 0, "end": 9}

    facts = deployment_facts()
    texts = pa.Table.from_pylist([as_text(row) for row in facts.to_pylist()], schema=SIGHTING)
    columns = ["kind", "object_id", "t_start", "t_end", "n", "n_is", "where", "from_sea", "to_sea",
               "others", "object_name", "lon", "lat", "when"]  # fmt: skip
    found, wanted = (
        reported_events(some, GATES).select(columns).to_pylist() for some in (texts, facts)
    )
    assert found == wanted


TYPES = {"WZ-7 reconnaissance UAV", "H-6 bomber"}

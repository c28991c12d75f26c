"""Events tied to the law, and the four statements that stay apart."""

import re
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from straitwatch.model.error import ContractError
from straitwatch.model.schema import EVENT
from straitwatch.zone.basis import basis_of, tie_law
from straitwatch.zone.gate import gates
from straitwatch.zone.law import CRAFT, law_zones
from straitwatch.zone.statement import activities, statements, statements_of

SHIPS, FLIERS = CRAFT[:3], CRAFT[3:]
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
GATES = {gate["gate_id"]: gate for gate in gates().to_pylist()}
KINDS = [
    *("crossing", "transit", "deployment", "entry", "exit", "could_have_entered"),
    *("reported_absence", "absence", "flight_operations", "deck_takeoff", "deck_landing"),
    *("scramble", "first_sighting", "observation", "proximity", "passage"),
]
IN_SEA = '{"zone": "territorial_sea", "gate_id": "hormuz"}'


def _row(**columns: object) -> dict:
    return dict.fromkeys(EVENT.names) | {"t_start": datetime(2022, 12, 16, tzinfo=UTC)} | columns


def _tie(**columns: object) -> str | None:
    events = pa.Table.from_pylist([_row(**columns)], schema=EVENT)
    tied = tie_law(events, gates())
    assert tied.schema == EVENT
    return tied["legal_basis"][0].as_py()


# The legal basis of an event


@pytest.mark.parametrize(
    ("kind", "columns", "told"),
    [
        ("transit", {"where": "Miyako Strait"}, "UNCLOS 36"),
        ("crossing", {"where": "?", "detail": '{"gate_id": "hormuz"}'}, "UNCLOS 37-44: transit"),
        ("deployment", {"where": "Miyako Strait"}, "104.6 nm wide"),
        ("crossing", {"where": GATES["bosphorus"]["name"]}, "35(c)"),
        ("crossing", {"where": GATES["bosphorus"]["name"]}, "Montreux"),
        ("crossing", {"detail": '{"gate_id": "palk"}'}, "no article of UNCLOS: regime in dispute"),
        ("transit", {"object_id": "mmsi:1", "detail": '{"gate_id": "dover"}'}, "not hampered"),
        ("transit", {"object_id": "icao24:a", "detail": '{"gate_id": "dover"}'}, "overflight"),
        ("entry", {}, "UNCLOS 2, 3, 17-19, 21"),
        ("entry", {}, "no breach in itself"),
        ("passage", {}, "no finding"),
        ("passage", {"detail": '{"zone": "archipelagic_waters"}'}, "UNCLOS 18, 19, 25"),
        ("proximity", {"detail": '{"zone": "contiguous_zone"}'}, "33"),
        ("entry", {"object_id": "hull:CN/16"}, "29-32"),
        ("entry", {"detail": '{"zone": "territorial_sea", "craft": "submarine"}'}, "(20)"),
        ("entry", {"detail": '{"zone": "territorial_sea", "craft": "aircraft"}'}, "Chicago"),
        ("entry", {"detail": '{"zone": "airspace of Japan"}'}, "no right of innocent passage"),
        ("entry", {"detail": '{"zone": "adiz", "craft": "aircraft"}'}, "no breach"),
        ("exit", {"detail": '{"zone": 3}'}, "33"),
        ("exit", {"detail": '{"zone": 5}'}, "UNCLOS 86, 87"),
        ("exit", {"detail": '{"zone": 6}'}, "52"),
        ("exit", {"detail": '{"zone": "somewhere"}'}, "not recorded"),
        ("flight_operations", {}, "58, 87"),
        ("flight_operations", {"detail": '{"zone": "contiguous_zone"}'}, "58, 87"),
        ("flight_operations", {"detail": '{"zone": "territorial_sea"}'}, "UNCLOS 19(2)(e)"),
        ("deck_landing", {"detail": '{"zone": 2}'}, "not innocent"),
        ("reported_absence", {}, "No entry was reported"),
        ("reported_absence", {"where": "airspace of Japan"}, "Chicago 1, 2, 3(c)"),
        ("first_sighting", {}, "58, 87"),
        ("first_sighting", {"where": "Miyako Strait"}, "UNCLOS 36"),
        ("observation", {}, "not recorded"),
        ("proximity", {"detail": '{"zone": "contiguous_zone"}'}, "sanitary"),
        ("loitering", {"detail": '{"zone": "territorial_sea"}'}, "expeditious"),
        ("scramble", {}, "Chicago"),
        ("scramble", {}, "No treaty defines"),
    ],
)
def test_basis(kind: str, columns: dict, told: str) -> None:
    assert told in _tie(kind=kind, **columns)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_each_kind_has_a_basis_in_both_languages(kind: str, lang: str) -> None:
    told = basis_of(_row(kind=kind, detail=IN_SEA, object_id="mmsi:1"), GATES, lang)
    assert re.search(r"\d", told)
    assert bool(JAPANESE.search(told)) == (lang == "ja")
    assert "{" not in told


def test_absence_speaks_of_what_was_said_to_be_absent() -> None:
    sea, air = (
        _tie(kind="reported_absence", where=where)
        for where in ("territorial sea of Japan", "airspace of Japan")
    )
    both = _tie(kind="reported_absence")
    assert "Chicago" not in sea
    assert "17-19" not in air
    assert "Chicago" in both
    assert "17-19" in both
    assert not [told for told in (sea, air, both) if "Entered" in told or "Flew" in told]


def test_only_an_entry_says_that_something_entered() -> None:
    for kind in KINDS:
        told = _tie(kind=kind, detail=IN_SEA, object_id="mmsi:1")
        assert ("Entered the territorial sea" in told) == (kind == "entry"), kind


def test_nothing_but_flights_in_a_territorial_sea_is_called_not_innocent() -> None:
    flights = {"flight_operations", "deck_takeoff", "deck_landing"}
    for kind in KINDS:
        told = _tie(kind=kind, detail=IN_SEA, object_id="hull:CN/16")
        assert ("Passage not innocent" in told) == (kind in flights), kind


def test_a_gate_is_told_in_japanese() -> None:
    told = basis_of(_row(kind="transit", where="miyako", object_id="hull:CN/16"), GATES, "ja")
    assert told.startswith("国連海洋法条約36条、58条、87条: 公海又は排他的経済水域の通路、")
    assert "104.6海里" in told
    assert "宮古海峡" in told


def test_a_users_gate_may_cite_what_is_not_known() -> None:
    gate = GATES["dover"] | {"articles": "Treaty of Nowhere 7", "name_ja": None}
    told = basis_of(_row(kind="transit", where="mine"), {"mine": gate}, "ja")
    assert told.startswith("Treaty of Nowhere 7: ")


@pytest.mark.parametrize("kind", ["gap", "encounter", "impossible_position", "group"])
def test_what_has_no_basis_stays_empty(kind: str) -> None:
    assert _tie(kind=kind) is None


def test_an_unknown_gate_gives_no_basis() -> None:
    assert _tie(kind="transit", where="nowhere") is None


def test_what_is_filled_stays() -> None:
    assert _tie(kind="entry", legal_basis="mine", detail="no json") == "mine"


def test_no_events() -> None:
    assert tie_law(EVENT.empty_table(), gates()).num_rows == 0


# Four statements


def _said(zone: str, craft: str, activity: str | None = None) -> list[str]:
    return [one.statement for one in statements_of(zone, craft, activity)]


def test_there_are_four_and_each_is_of_its_own_kind() -> None:
    assert {name: row["kind"] for name, row in statements().items()} == {
        "entered_territorial_sea": "fact",
        "passage_not_innocent": "assessment",
        "entered_adiz": "no_breach",
        "overflew": "no_right",
    }


@pytest.mark.parametrize("craft", CRAFT)
@pytest.mark.parametrize("zone", law_zones())
def test_without_an_activity_nothing_is_assessed(zone: str, craft: str) -> None:
    said = _said(zone, craft)
    assert len(said) <= 1
    assert "passage_not_innocent" not in said
    assert not {"entered_territorial_sea"} & set(said) or craft in SHIPS
    assert not {"overflew", "entered_adiz"} & set(said) or craft in FLIERS


def test_the_fact_and_the_assessment_stay_two() -> None:
    fact, judged = statements_of("territorial_sea", "warship", "aircraft_operations")
    assert (fact.kind, fact.activity) == ("fact", "")
    assert (judged.kind, judged.activity) == ("assessment", "aircraft_operations")
    assert judged.articles == "19(2)(e)"
    assert "launching, landing" in judged.en
    assert "UNCLOS 19(2)(e)" in judged.en
    assert "innocent:" not in fact.en
    assert judged.tell("ja").startswith("国連海洋法条約19条2項(e): ")


@pytest.mark.parametrize("activity", activities())
def test_an_assessment_names_its_activity(activity: str) -> None:
    (judged,) = (
        one
        for one in statements_of("territorial_sea", "submarine", activity)
        if one.kind == "assessment"
    )
    assert activities()[activity]["en"] in judged.en
    assert activities()[activity]["ja"] in judged.ja


def test_the_list_of_article_19_is_whole() -> None:
    articles = [row["article"] for row in activities().values()]
    assert articles[:12] == [f"19(2)({letter})" for letter in "abcdefghijkl"]
    assert articles[12:] == ["18(2)", "20"]


def test_where_navigation_is_free_no_activity_is_assessed() -> None:
    for zone in ("contiguous_zone", "exclusive_economic_zone", "high_seas", "high_seas_corridor"):
        assert _said(zone, "warship", "weapons_practice") == []
    assert _said("transit_passage", "warship", "weapons_practice") == []
    assert _said("archipelagic", "aircraft") == []
    assert _said("archipelagic_waters", "aircraft") == ["overflew"]
    assert _said("territorial_sea", "ship", "submerged") == ["entered_territorial_sea"]


def test_an_adiz_is_no_entry_and_no_airspace() -> None:
    (said,) = statements_of("ADIZ", "aircraft")
    assert (said.statement, said.kind) == ("entered_adiz", "no_breach")
    assert "no breach" in said.en
    assert _said("adiz", "warship") == []
    assert _said("airspace of Japan", "aircraft") == ["overflew"]


@pytest.mark.parametrize(
    ("zone", "craft", "activity"),
    [("moon", "ship", None), ("land", "balloon", None), ("territorial_sea", "ship", "spying")],
)
def test_what_is_not_known_is_refused(zone: str, craft: str, activity: str | None) -> None:
    with pytest.raises(ContractError, match=activity or (craft if zone == "land" else zone)):
        statements_of(zone, craft, activity)

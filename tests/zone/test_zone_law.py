"""The table of law against the treaties, row by row; and verdicts on places."""

import json
import re
from itertools import product

import pytest
from typer.testing import CliRunner

from straitwatch.cli import app
from straitwatch.model.error import ContractError
from straitwatch.zone import chart
from straitwatch.zone.gate import gates
from straitwatch.zone.law import (
    ALLOWED,
    CRAFT,
    find_zone,
    law,
    law_zones,
    rule_of,
    tell_rule,
    title_of,
    zone_names,
)
from straitwatch.zone.treaty import parse_articles
from straitwatch.zone.verdict import zone_at

ROWS = law().to_pylist()
SHIPS, FLIERS = CRAFT[:3], CRAFT[3:]
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def test_every_zone_and_craft_has_one_rule() -> None:
    pairs = [(row["zone"], row["craft"]) for row in ROWS]
    assert pairs == list(product(law_zones(), CRAFT))
    assert {row["allowed"] for row in ROWS} == set(ALLOWED)


def test_zones_have_the_codes_of_the_chart() -> None:
    assert zone_names() == [
        "land",
        "internal_waters",
        "territorial_sea",
        "contiguous_zone",
        "exclusive_economic_zone",
        "high_seas",
        "archipelagic_waters",
    ]
    assert [find_zone(name) for name in chart.NAMES[:4]] == zone_names()[:4]
    assert all(find_zone(name) for name in chart.NAMES)


def test_every_regime_of_a_gate_is_in_the_table() -> None:
    assert set(gates()["regime"].to_pylist()) <= set(law_zones())


def test_zones_are_named_in_both_languages() -> None:
    for zone in law_zones():
        assert JAPANESE.search(title_of(zone, "ja"))
        assert find_zone(title_of(zone)) == find_zone(title_of(zone, "ja")) == zone


# What the treaties say, zone by zone

EXPECTED = [
    ("land", "ship", "no", "", "no rule"),
    ("land", "aircraft", "consent", "Chicago 3(c)", "leave"),
    ("land", "civil_aircraft", "treaty", "Chicago 5, 6", "scheduled flights need permission"),
    ("internal_waters", "ship", "consent", "8", "8(2)"),
    ("internal_waters", "warship", "consent", "8, 32", "immunity"),
    ("internal_waters", "submarine", "consent", "8", "only with consent"),
    ("internal_waters", "aircraft", "consent", "Chicago 1, 2, 3(c)", "sovereign"),
    ("territorial_sea", "ship", "innocent_passage", "3, 17, 18, 19, 21", "expeditious"),
    ("territorial_sea", "warship", "innocent_passage", "17, 30, 32", "leave at once (30)"),
    ("territorial_sea", "submarine", "innocent_passage", "17, 20", "on the surface"),
    ("territorial_sea", "aircraft", "consent", "2(2); Chicago 3(c)", "no innocent passage"),
    ("territorial_sea", "civil_aircraft", "treaty", "2(2); Chicago 6", "no innocent passage"),
    ("contiguous_zone", "ship", "free", "33, 58, 87", "sanitary"),
    ("contiguous_zone", "warship", "free", "58, 95", "no State but its own"),
    ("contiguous_zone", "submarine", "free", "58, 87", "submerged too"),
    ("contiguous_zone", "aircraft", "free", "58, 87", "Overflight is free"),
    ("exclusive_economic_zone", "ship", "free", "56, 58, 87", "due regard"),
    ("exclusive_economic_zone", "warship", "free", "58, 95", "no State but its own"),
    ("exclusive_economic_zone", "submarine", "free", "58, 87", "submerged too"),
    ("exclusive_economic_zone", "aircraft", "free", "58, 87", "Overflight is free"),
    ("exclusive_economic_zone", "civil_aircraft", "free", "58; Chicago 12", "rules of the air"),
    ("high_seas", "ship", "free", "87, 89, 90", "no State"),
    ("high_seas", "warship", "free", "87, 95", "no State but its own"),
    ("high_seas", "submarine", "free", "87, 90", "submerged too"),
    ("high_seas", "aircraft", "free", "87", "Overflight is free"),
    ("archipelagic_waters", "ship", "innocent_passage", "49, 52", "suspend"),
    ("archipelagic_waters", "submarine", "innocent_passage", "20, 52", "on the surface"),
    ("archipelagic_waters", "aircraft", "consent", "49(2); Chicago 3(c)", "need leave"),
    ("transit_passage", "ship", "transit_passage", "37, 38, 39, 44", "never suspended (44)"),
    ("transit_passage", "warship", "transit_passage", "38, 42, 44", "42(5)"),
    ("transit_passage", "submarine", "transit_passage", "38, 39", "normal mode"),
    ("transit_passage", "aircraft", "transit_passage", "38, 39", "includes overflight"),
    ("transit_passage", "civil_aircraft", "transit_passage", "38, 39", "includes overflight"),
    ("high_seas_corridor", "ship", "free", "36, 58, 87", "does not arise (36)"),
    ("high_seas_corridor", "submarine", "free", "36, 58, 87", "submerged too"),
    ("high_seas_corridor", "aircraft", "free", "36, 58, 87", "overflight is free"),
    (
        "non_suspendable_innocent_passage",
        "ship",
        "non_suspendable_innocent_passage",
        "17, 38(1), 45",
        "may not be suspended here (45(2))",
    ),
    (
        "non_suspendable_innocent_passage",
        "submarine",
        "non_suspendable_innocent_passage",
        "20, 45",
        "on the surface",
    ),
    ("non_suspendable_innocent_passage", "aircraft", "consent", "2(2), 45", "for ships (45)"),
    ("innocent_passage", "ship", "innocent_passage", "17, 25", "25(3)"),
    ("innocent_passage", "submarine", "innocent_passage", "17, 20", "on the surface"),
    ("innocent_passage", "aircraft", "consent", "2(2)", "no innocent passage"),
    ("treaty", "ship", "treaty", "35(c); Montreux 2; Copenhagen I", "35(c)"),
    ("treaty", "warship", "treaty", "35(c); Montreux 13, 14, 18", "tonnage"),
    ("treaty", "submarine", "treaty", "35(c); Montreux 12", "on the surface and singly"),
    ("treaty", "aircraft", "treaty", "Egypt-Israel V(2)", "grants overflight"),
    (
        "canal",
        "ship",
        "treaty",
        "Constantinople I; Neutrality Treaty II; Versailles 380",
        "Kiel",
    ),
    ("canal", "warship", "treaty", "Constantinople I; Neutrality Treaty III(1)(e)", "warships"),
    ("canal", "aircraft", "consent", "Chicago 1, 2, 3(c)", "sovereign"),
    ("archipelagic", "ship", "sea_lanes_passage", "53, 54, 44", "53(12)"),
    ("archipelagic", "submarine", "sea_lanes_passage", "53, 54", "normal mode"),
    ("archipelagic", "aircraft", "sea_lanes_passage", "53, 54", "includes overflight"),
    ("disputed", "ship", "disputed", "", "takes no side"),
    ("lake", "ship", "consent", "Aktau 3, 7", "15 nm"),
    ("lake", "warship", "consent", "Aktau 3", "armed forces"),
    ("adiz", "ship", "free", "", "asks nothing of ships"),
    ("adiz", "aircraft", "free", "58, 87", "no breach"),
    ("adiz", "civil_aircraft", "free", "58, 87", "No treaty defines"),
    ("land", "warship", "no", "", "no rule"),
    ("land", "submarine", "no", "", "no rule"),
    ("internal_waters", "civil_aircraft", "treaty", "Chicago 1, 2, 5, 6, 9", "sovereign"),
    ("contiguous_zone", "civil_aircraft", "free", "58, 87; Chicago 12", "Overflight is free"),
    ("high_seas", "civil_aircraft", "free", "87; Chicago 12", "Overflight is free"),
    ("archipelagic_waters", "warship", "innocent_passage", "30, 32, 49, 52", "immunity"),
    ("archipelagic_waters", "civil_aircraft", "treaty", "49(2); Chicago 5, 6", "sovereign"),
    ("high_seas_corridor", "warship", "free", "36, 58, 87, 95", "no State but its own"),
    ("high_seas_corridor", "civil_aircraft", "free", "36, 58, 87", "overflight is free"),
    (
        "non_suspendable_innocent_passage",
        "warship",
        "non_suspendable_innocent_passage",
        "17, 30, 32, 38(1), 45",
        "may not be suspended here (45(2))",
    ),
    ("non_suspendable_innocent_passage", "civil_aircraft", "treaty", "2(2), 45", "for ships"),
    ("innocent_passage", "warship", "innocent_passage", "17, 25, 30, 32", "immunity"),
    ("innocent_passage", "civil_aircraft", "treaty", "2(2); Chicago 5, 6", "sovereign"),
    ("treaty", "civil_aircraft", "treaty", "35(c); Montreux 23", "routes that Turkey names"),
    ("canal", "submarine", "treaty", "Neutrality Treaty III(1)(e)", "whatever drives them"),
    ("canal", "civil_aircraft", "treaty", "Chicago 1, 2, 5, 6, 9", "sovereign"),
    ("archipelagic", "warship", "sea_lanes_passage", "42, 44, 53, 54", "never suspended"),
    ("archipelagic", "civil_aircraft", "sea_lanes_passage", "39, 53, 54", "rules of the air"),
    ("disputed", "warship", "disputed", "", "takes no side"),
    ("disputed", "submarine", "disputed", "", "takes no side"),
    ("disputed", "aircraft", "disputed", "", "takes no side"),
    ("disputed", "civil_aircraft", "disputed", "", "takes no side"),
    ("lake", "submarine", "consent", "Aktau 3, 11", "armed forces"),
    ("lake", "aircraft", "consent", "Chicago 1, 2, 3(c)", "sovereign"),
    ("lake", "civil_aircraft", "treaty", "Chicago 1, 2, 5, 6, 9", "sovereign"),
    ("adiz", "warship", "free", "", "asks nothing of ships"),
    ("adiz", "submarine", "free", "", "asks nothing of ships"),
]


def test_every_row_is_held_against_a_treaty() -> None:
    assert sorted(row[:2] for row in EXPECTED) == sorted(product(law_zones(), CRAFT))


@pytest.mark.parametrize(("zone", "craft", "allowed", "articles", "words"), EXPECTED)
def test_what_the_treaty_says(
    zone: str, craft: str, allowed: str, articles: str, words: str
) -> None:
    row = rule_of(zone, craft)
    assert row["allowed"] == allowed
    assert set(parse_articles(articles)) <= set(parse_articles(row["articles"]))
    assert words in row["en"]


def test_aircraft_have_no_innocent_passage_anywhere() -> None:
    fliers = [row for row in ROWS if row["craft"] in FLIERS]
    assert not [row for row in fliers if "innocent_passage" in row["allowed"]]


def test_submarines_surface_wherever_passage_is_innocent_and_nowhere_else() -> None:
    for row in ROWS:
        if row["craft"] == "submarine" and row["zone"] not in ("treaty", "internal_waters"):
            cites = any(one.article == "20" for one in parse_articles(row["articles"]))
            assert cites == ("innocent_passage" in row["allowed"]), row["zone"]
            assert ("on the surface" in row["en"]) == cites


def test_a_rule_that_does_not_let_through_names_no_passage() -> None:
    for zone in ("transit_passage", "archipelagic"):
        assert {rule_of(zone, craft)["allowed"] for craft in CRAFT} <= {
            "transit_passage",
            "sea_lanes_passage",
        }
    for zone in ("contiguous_zone", "exclusive_economic_zone", "high_seas", "high_seas_corridor"):
        assert {rule_of(zone, craft)["allowed"] for craft in CRAFT} == {"free"}
    for zone in ("territorial_sea", "archipelagic_waters", "innocent_passage"):
        assert {rule_of(zone, craft)["allowed"] for craft in SHIPS} == {"innocent_passage"}


# Finding a rule


@pytest.mark.parametrize(
    ("told", "zone"),
    [
        (2, "territorial_sea"),
        (6, "archipelagic_waters"),
        (7, None),
        (-1, None),
        (True, None),
        (None, None),
        ("", None),
        ("territorial sea of Japan", "territorial_sea"),
        ("airspace of Japan", "territorial_sea"),
        ("territorial_sea_airspace", "territorial_sea"),
        ("contiguous zone airspace", "contiguous_zone"),
        ("Territorial  Waters", "territorial_sea"),
        ("日本の領海", "territorial_sea"),
        ("接続水域", "contiguous_zone"),
        ("beyond_24nm", "exclusive_economic_zone"),
        ("EEZ", "exclusive_economic_zone"),
        ("ADIZ", "adiz"),
        ("Philippine Sea", None),
    ],
)
def test_words_and_codes_find_their_zone(told: object, zone: str | None) -> None:
    assert find_zone(told) == zone


def test_no_such_rule() -> None:
    with pytest.raises(ContractError, match="balloon"):
        rule_of("territorial_sea", "balloon")
    with pytest.raises(ContractError, match="moon"):
        rule_of("moon", "ship")


def test_a_rule_is_told_in_both_languages() -> None:
    assert tell_rule("high_seas", "aircraft").startswith("UNCLOS 86, 87: Overflight is free")
    assert tell_rule("high_seas", "aircraft", "ja").startswith("国連海洋法条約86条、87条: ")
    assert tell_rule("land", "ship").startswith("On land")


def test_the_command_prints_the_table() -> None:
    def run(*words: str) -> str:
        done = CliRunner().invoke(app, ["law", *words])
        assert done.exit_code == 0, done.output
        return done.stdout

    assert len(run().splitlines()) == len(ROWS) + 2
    assert "showing their flag" in run("--zone", "領海", "--craft", "submarine")
    assert "領海" in run("--zone", "territorial_sea", "--lang", "ja")
    (line,) = run("--zone", "transit_passage", "--craft", "ship", "--json").splitlines()
    row = json.loads(line)
    assert row["allowed"] == "transit_passage"
    assert {"treaty": "UNCLOS", "article": "38"}.items() <= row["subjects"][1].items()


@pytest.mark.parametrize("words", [("--zone", "moon"), ("--craft", "balloon"), ("--lang", "fr")])
def test_the_command_refuses_what_it_does_not_know(words: tuple[str, str]) -> None:
    done = CliRunner().invoke(app, ["law", *words])
    assert words[1] in str(done.exception)
    assert done.exit_code


# Verdicts on places


def test_place_by_the_reef_north_of_miyako() -> None:
    verdict = zone_at(125.36, 24.98)
    assert (verdict.zone, verdict.state) == ("territorial_sea", "JP")
    assert verdict.dist_nm == pytest.approx(0.329, abs=0.005)
    assert verdict.uncertainty_m == pytest.approx(510.0)
    assert verdict.baseline == "GSHHG 2.3.7 full"
    assert "17-19" in verdict.articles
    assert "consent" not in verdict.ships
    assert "no innocent passage" in verdict.aircraft


def test_a_limit_within_the_error_says_so() -> None:
    far, near = zone_at(125.36, 25.10), zone_at(125.36, 24.977)
    assert not far.within_error
    assert near.within_error
    assert "coast of GSHHG 2.3.7 full lies" in near.doubt
    assert "and the error is ±510 m" in near.doubt
    assert far.doubt == ""
    assert zone_at(125.36, 25.10, position_error_m=20_000.0).within_error


def test_disputed_shores_name_all_claimants() -> None:
    assert "CN, JP, TW" in zone_at(123.5, 25.65).note


def test_a_lake_is_no_sea() -> None:
    verdict = zone_at(51.0, 40.0)
    assert (verdict.zone, verdict.state) == ("internal_waters", "")
    assert "lake" in verdict.note


def test_japan_keeps_three_miles_in_five_straits() -> None:
    assert "3 nm" in zone_at(141.3, 41.45).note


def test_numbers_are_plain() -> None:
    verdict = zone_at(0, 0)
    assert json.dumps(verdict.dist_nm)
    assert json.dumps(verdict.within_error)


def test_no_such_place() -> None:
    with pytest.raises(ContractError):
        zone_at(0.0, 91.0)

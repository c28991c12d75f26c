"""The table of law against the treaties, row by row; and verdicts on places."""

import json
import re
from itertools import product
from pathlib import Path

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
from straitwatch.zone.shore import data_path
from straitwatch.zone.statement import activities, statements
from straitwatch.zone.table import read_rows
from straitwatch.zone.treaty import find_article, misfits, parse_articles, spell_articles
from straitwatch.zone.verdict import zone_at

ROOT = Path(__file__).parent.parent.parent
ROWS = law().to_pylist()
IDS = [f"{row['zone']}-{row['craft']}" for row in ROWS]
SHIPS, FLIERS = CRAFT[:3], CRAFT[3:]
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
NUMBER = r"(?:\d+|[IVX]+)(?:\(\w+\))*"
IN_BRACKETS = re.compile(
    rf"\(((?:[A-Z][\w' -]*? )?{NUMBER}(?:-\d+)?(?:,? (?:by )?{NUMBER})*)\)(?!\w)"
)
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}


def _base(article: str) -> int:
    number = article.split("(", maxsplit=1)[0]
    return ROMAN.get(number) or int(number)


def _cited_in(sentence: str) -> list:
    """Articles in the brackets of an English sentence."""
    found = IN_BRACKETS.findall(sentence)
    return [one for text in found for one in parse_articles(re.sub(r",? by ", ", ", text))]


# The table as such


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


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_both_languages_say_the_same_articles(row: dict) -> None:
    assert row["en"].endswith(".")
    assert row["ja"].endswith("。")
    assert JAPANESE.search(row["ja"])
    assert not re.search(r"[A-Za-z]", row["ja"])
    english = {_base(one.article) for one in _cited_in(row["en"])}
    assert {int(number) for number in re.findall(r"(\d+)条", row["ja"])} == english


def test_zones_are_named_in_both_languages() -> None:
    for zone in law_zones():
        assert JAPANESE.search(title_of(zone, "ja"))
        assert find_zone(title_of(zone)) == find_zone(title_of(zone, "ja")) == zone


# Every number is one of the treaty


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_cited_articles_speak_of_this_zone_and_craft(row: dict) -> None:
    assert misfits(row["articles"], row["zone"], row["craft"]) == []
    cited = {(one.treaty, _base(one.article)) for one in parse_articles(row["articles"])}
    for one in _cited_in(row["en"]):
        assert (one.treaty, _base(one.article)) in cited, one
        assert one.speaks_of(row["zone"], row["craft"]), one


@pytest.mark.parametrize("name", ["gates.csv", "gate_hints.csv"])
def test_articles_of_gates_speak_of_their_regime(name: str) -> None:
    rows = read_rows(name)
    assert len(rows) >= 69
    for row in rows:
        assert misfits(row["articles"], row["regime"]) == [], row["gate_id"]


def test_other_tables_cite_what_there_is() -> None:
    for row in [*statements().values(), *read_rows("basis.csv")]:
        cited = {_base(one.article) for one in parse_articles(row["articles"])}
        assert JAPANESE.search(row["ja"])
        english = {_base(one.article) for one in _cited_in(row["en"])}
        assert {int(number) for number in re.findall(r"(\d+)条", row["ja"])} == english
        assert english - {19} <= cited
    for row in statements().values():
        for zone, craft in product(row["zones"].split("|"), row["craft"].split("|")):
            fit = [one.speaks_of(zone, craft) for one in parse_articles(row["articles"])]
            assert any(fit), (row["statement"], zone, craft)
    for row in activities().values():
        for craft in row["craft"].split("|"):
            assert misfits(row["article"], "territorial_sea", craft) == []


def test_what_code_and_pages_say_of_unclos_resolves() -> None:
    list_of = re.compile(
        rf"UNCLOS (?:Art(?:icle)?s?\.? )?({NUMBER}(?:-\d+)?(?:(?:, | and |; ){NUMBER}(?:-\d+)?)*)"
    )
    files = [*(ROOT / "src").rglob("*.py"), *(ROOT / "docs").glob("*.md"), ROOT / "README.md"]
    files += [data_path("gate_hints.csv"), data_path("disputed.csv"), data_path("basis.csv")]
    found = [
        (path.name, text) for path in files for text in list_of.findall(path.read_text("utf-8"))
    ]
    assert len(found) > 30
    for name, text in found:
        assert parse_articles(re.sub(r" and |; ", ", ", text)), name


def _falls(article: str, row: dict) -> bool:
    try:
        return bool(misfits(article, row["zone"], row["craft"]))
    except ContractError:
        return True


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_a_number_that_is_wrong_falls(row: dict) -> None:
    """Each article of the row, moved by 70, is none or speaks of something else."""
    for one in parse_articles(row["articles"]):
        name = "" if one.treaty == "UNCLOS" else f"{one.treaty} "
        assert not _falls(f"{name}{one.article}", row)
        assert _falls(f"{name}{_base(one.article) + 70}", row)


@pytest.mark.parametrize(
    ("articles", "zone", "craft"),
    [
        ("38", "contiguous_zone", "ship"),
        ("39(1)(c)", "territorial_sea", "submarine"),
        ("33", "exclusive_economic_zone", "ship"),
        ("17", "territorial_sea", "aircraft"),
        ("20", "territorial_sea", "ship"),
        ("30", "territorial_sea", "ship"),
        ("44", "non_suspendable_innocent_passage", "ship"),
        ("45(2)", "transit_passage", "ship"),
        ("25(3)", "non_suspendable_innocent_passage", "ship"),
        ("2(2)", "internal_waters", "aircraft"),
        ("87", "territorial_sea", "ship"),
        ("53", "territorial_sea", "ship"),
        ("Chicago 1", "high_seas", "aircraft"),
        ("Chicago 6", "territorial_sea", "aircraft"),
        ("Montreux 12", "transit_passage", "submarine"),
    ],
)
def test_an_article_on_something_else_is_named(articles: str, zone: str, craft: str) -> None:
    (told,) = misfits(articles, zone, craft)
    assert zone in told
    assert craft in told


def test_citations_are_read() -> None:
    def read(text: str) -> list[str]:
        return [f"{one.treaty} {one.article}" for one in parse_articles(text)]

    assert read("17-19, 21") == ["UNCLOS 17", "UNCLOS 18", "UNCLOS 19", "UNCLOS 21"]
    assert read("UNCLOS 2(2), Chicago 1".replace(",", ";")) == ["UNCLOS 2(2)", "Chicago 1"]
    assert read("Chicago Convention 1, 3(c)") == ["Chicago 1", "Chicago 3(c)"]
    assert read("Neutrality Treaty III(1)(e)") == ["Neutrality Treaty III(1)(e)"]
    assert read("") == []
    assert find_article("UNCLOS", "20").subject.startswith("Submarines")


@pytest.mark.parametrize(
    "text",
    ["199", "19(2)(m)", "8(9)", "21-17", "17-19-21", "17,", "Chicago 99", "Hague 1", "XIV", "soon"],
)
def test_what_is_no_citation_is_refused(text: str) -> None:
    with pytest.raises(ContractError, match=re.escape(text.rsplit(maxsplit=1)[-1].rstrip(","))):
        parse_articles(text)


def test_articles_are_spelled_for_readers() -> None:
    assert spell_articles("17-19, 21") == "UNCLOS 17-19, 21"
    assert spell_articles("Chicago 1, 3(c)") == "Chicago 1, 3(c)"
    told = spell_articles(
        "17-19, 19(2)(e); Chicago 3(c); Egypt-Israel V(2); Constantinople IV", "ja"
    )
    assert told == (
        "国連海洋法条約17~19条、19条2項(e);シカゴ条約3条(c);"
        "エジプト・イスラエル平和条約5条2項;コンスタンティノープル条約4条"
    )
    assert spell_articles("", "ja") == spell_articles("") == ""


def test_every_treaty_says_where_it_was_checked() -> None:
    names = {row["treaty"]: row for row in read_rows("treaty_names.csv")}
    articles = read_rows("treaty.csv")
    assert {row["treaty"] for row in articles} == set(names)
    assert len({(row["treaty"], row["article"]) for row in articles}) == len(articles)
    for row in names.values():
        assert row["checked"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["signed"])
        assert JAPANESE.search(row["ja"])
    for row in articles:
        assert {*row["zones"].split("|")} <= {"*", *law_zones()}, row
        assert {*row["craft"].split("|")} <= {"*", *CRAFT}, row
        assert row["subject"]
    cited = {one for row in ROWS for one in parse_articles(row["articles"])}
    assert {one.treaty for one in cited} >= set(names) - {"Friendship Treaty"}


# What the treaties say, zone by zone


@pytest.mark.parametrize(
    ("zone", "craft", "allowed", "articles", "words"),
    [
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
    ],
)
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
    assert "limit lies within the error" in near.note
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

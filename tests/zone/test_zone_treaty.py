"""Citations of treaties: read, spelled, and held against what the articles speak of."""

import re
from itertools import product
from pathlib import Path

import pytest

from straitwatch.model.error import ContractError
from straitwatch.zone.law import CRAFT, law, law_zones
from straitwatch.zone.shore import data_path
from straitwatch.zone.statement import activities, statements
from straitwatch.zone.table import read_rows
from straitwatch.zone.treaty import find_article, misfits, parse_articles, spell_articles

ROOT = Path(__file__).parent.parent.parent
ROWS = law().to_pylist()
IDS = [f"{row['zone']}-{row['craft']}" for row in ROWS]
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


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_both_languages_say_the_same_articles(row: dict) -> None:
    assert row["en"].endswith(".")
    assert row["ja"].endswith("。")
    assert JAPANESE.search(row["ja"])
    assert not re.search(r"[A-Za-z]", row["ja"])
    english = {_base(one.article) for one in _cited_in(row["en"])}
    assert {int(number) for number in re.findall(r"(\d+)条", row["ja"])} == english


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_cited_articles_speak_of_this_zone_and_craft(row: dict) -> None:
    assert misfits(row["articles"], row["zone"], row["craft"]) == []
    articles = parse_articles(row["articles"])
    cited = {(one.treaty, _base(one.article)) for one in articles}
    assert len(cited) == len(articles)
    for treaty in {one.treaty for one in articles}:
        numbers = [_base(one.article) for one in articles if one.treaty == treaty]
        assert numbers == sorted(numbers)
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

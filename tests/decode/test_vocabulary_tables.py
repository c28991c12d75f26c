"""Every row of the vocabulary loads, and no spelling stands for two things."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from importlib.resources import files

import pytest

from straitwatch.decode.spelling import ordinal, plain
from straitwatch.decode.vocabulary import (
    bases,
    classes,
    find_class,
    navies,
    observer_ships,
    observers,
    ships,
    spans,
    units,
    winds,
)
from straitwatch.model.error import ContractError

LOADERS = {
    "bases": bases,
    "classes": classes,
    "navies": navies,
    "observers": observers,
    "ships": ships,
    "spans": spans,
    "units": units,
    "winds": winds,
}
ENGLISH = re.compile(r"[ -~À-ɏ]+")


def shared(claims: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Spellings that more than one row claims."""
    found: dict[str, set[str]] = defaultdict(set)
    for word, row in claims:
        found[plain(word)].add(row)
    return {word: rows for word, rows in found.items() if len(rows) > 1}


@pytest.mark.parametrize("name", LOADERS)
def test_every_row_loads_and_is_whole(name: str) -> None:
    text = files("straitwatch.decode").joinpath(f"data/{name}.csv").read_text("utf-8")
    head, *rows = list(csv.reader(text.splitlines()))
    assert all(len(row) == len(head) for row in rows)
    assert all(cell == cell.strip() for row in rows for cell in row)
    assert not [cell for row in rows for cell in row if ";;" in cell or cell[:1] == ";"]
    assert len(LOADERS[name]()) == len(rows) > 10
    assert len({tuple(row) for row in rows}) == len(rows)


def test_ids_are_unique() -> None:
    for ids in (
        [row.class_id for row in classes()],
        [row.observer_id for row in observers()],
        [row.unit_id for row in units()],
        [row.letter for row in winds()],
        [(row.iso, row.branch) for row in navies()],
        [(row.language, row.word) for row in spans()],
        [row.name_ja for row in bases()],
        [(row.navy, row.hull) for row in ships() if row.hull],
        [(row.navy, row.name) for row in ships()],
    ):
        assert len(ids) == len(set(ids))


def test_no_class_shares_a_spelling_with_another() -> None:
    assert not shared((word, row.class_id) for row in classes() for word in row.spellings)


def test_no_branch_of_a_state_shares_a_spelling_with_another() -> None:
    claims = [
        (word, f"{row.iso} {row.branch}")
        for row in navies()
        for word in (row.name, row.name_ja, *row.aliases_en, *row.aliases_ja)
    ]
    assert not shared(claims)


def test_no_observing_ship_shares_a_name_with_another_of_its_service() -> None:
    claims = [(f"{row.service} {row.name_ja}", row.observer_id) for row in observer_ships()]
    assert not shared(claims)
    assert all(row.hull in row.name for row in observer_ships())


def test_no_unit_shares_a_spelling_with_another_of_its_service() -> None:
    claims = [
        (f"{row.service} {word}", row.unit_id)
        for row in units()
        for word in (row.name_ja, row.name, *row.aliases_ja, *row.aliases_en)
    ]
    assert not shared(claims)


def test_no_wind_shares_a_word_with_another() -> None:
    for key in ("ja", "en", "heading_ja", "heading_en"):
        assert not shared((word, wind.letter) for wind in winds() for word in getattr(wind, key))


def test_the_winds_stand_in_a_circle() -> None:
    assert [wind.degrees for wind in winds()] == [22.5 * k for k in range(16)]
    assert {wind.letter for wind in winds() if wind.half_deg == 22.5} == {
        *("N", "NE", "E", "SE"),
        *("S", "SW", "W", "NW"),
    }
    by_word = {word: wind.letter for wind in winds() for word in wind.ja + wind.heading_ja}
    assert [by_word[word] for word in ("北北東", "南下", "北上", "西進", "東北東", "北西進")] == (
        ["NNE", "S", "N", "W", "ENE", "NW"]
    )


def test_spans_lie_within_a_day() -> None:
    assert all(0 <= span.from_h < span.to_h <= 24 for span in spans())
    hours = {span.word: (span.from_h, span.to_h) for span in spans()}
    assert hours["未明"] == hours["before dawn"] == (0, 4)
    assert hours["夜"] == hours["night"] == (18, 24)
    assert hours["午前から午後にかけて"] == hours["from morning to afternoon"] == (6, 18)


def test_every_ship_is_of_a_class_that_her_navy_may_have() -> None:
    known = {row.class_id: row for row in classes()}
    for ship in ships():
        assert known[ship.class_id].navy in ("", ship.navy)
        assert ship.source
        assert not ship.hull or ship.hull.isdigit()


@pytest.mark.parametrize(
    ("text", "class_id"),
    [
        ("ルーヤンⅢ級ミサイル駆逐艦", "luyang-3"),
        ("ルーヤンIII級駆逐艦", "luyang-3"),
        ("Luyang III-class", "luyang-3"),
        ("Luyang III-class guided-missile destroyer", "luyang-3"),
        ("ルーヤン3級ミサイル駆逐艦", "luyang-3"),
        ("ユーシェン級揚陸艦", "yushen"),
        ("Type 052D", "luyang-3"),
        ("ジャンダオ級小型フリゲート", "jiangdao"),
        ("ユーシェン級揚陸強襲艦", "yushen"),
        ("キロ改級潜水艦", "kilo-improved"),
        ("キロ級潜水艦", "kilo"),
        ("マーシャル・ネデリン級ミサイル観測支援艦", "nedelin"),
        ("マルシャルネデリン級ミサイル観測支援艦", "nedelin"),
        ("改ウダロイ級駆逐艦", "udaloy-2"),
        ("Ｙ－９", "y-9"),
        ("TB001", "tb-001"),
        ("Tu-95MS", "tu-95"),
        ("H-6K bomber", "h-6"),
        ("駆逐艦", "destroyer"),
        ("艦載ヘリ", "helicopter"),
        ("warships", "warship"),
    ],
)
def test_a_class_is_found_by_any_of_its_spellings(text: str, class_id: str) -> None:
    assert find_class(text).class_id == class_id


def test_an_unknown_class_is_refused() -> None:
    with pytest.raises(ContractError, match=r"'Nautilus' is not in classes\.csv"):
        find_class("Nautilus")


def test_bare_words_are_told_from_classes() -> None:
    assert {row.class_id for row in classes() if row.generic} >= {
        *("destroyer", "frigate", "submarine", "warship", "survey-ship", "uav", "fighter"),
        *("helicopter", "bomber", "patrol-ship", "coast-guard-ship", "tug", "research-ship"),
    }
    assert not find_class("luyang-3").generic
    assert all(row.kind for row in classes())


def test_units_are_named_in_english() -> None:
    named = {unit.name_ja: unit for unit in units()}
    assert named["第{n}護衛隊"].named(8) == "8th Escort Division"
    assert named["第{n}航空群"].named(4) == "4th Air Wing"
    assert named["{place}警備隊"].named(place="Ominato") == "Ominato Guard Force"
    assert named["南西航空方面隊"].named() == "Southwestern Air Defense Force"
    assert all(ENGLISH.fullmatch(unit.name) for unit in units())
    assert [ordinal(n) for n in (1, 2, 3, 11, 12, 13, 21, 46, 101)] == (
        ["1st", "2nd", "3rd", "11th", "12th", "13th", "21st", "46th", "101st"]
    )


def test_bases_lie_in_japan() -> None:
    assert all(122 < base.lon < 154 and 20 < base.lat < 46 for base in bases())
    assert {"Sasebo", "Kanoya", "Ominato", "Hanshin", "Naha"} <= {base.name for base in bases()}


def test_the_ships_that_releases_name_are_there() -> None:
    named = {ship.name_ja: ship.name for ship in observer_ships()}
    assert named["きりさめ"] == "JS Kirisame (DD-104)"
    assert named["おおたか"] == "JS Otaka (PG-826)"
    assert len(named) > 130

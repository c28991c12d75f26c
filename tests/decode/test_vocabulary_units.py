"""Units are known by their Japanese and English names, old and new."""

import pytest

from straitwatch.decode.unit import name_unit
from straitwatch.decode.vocabulary import units


@pytest.mark.parametrize(
    ("text", "service", "name"),
    [
        ("第8護衛隊", "JMSDF", "8th Escort Division"),
        ("第１護衛隊群", "JMSDF", "1st Escort Flotilla"),
        ("第3水上戦隊", "JMSDF", "3rd Surface Warfare Division"),
        ("第4航空群", "JMSDF", "4th Air Wing"),
        ("Fleet Air Wing 4", "JMSDF", "4th Air Wing"),
        ("5th Air Wing", "JMSDF", "5th Air Wing"),
        ("第46掃海隊", "JMSDF", "46th Minesweeper Division"),
        ("第2ミサイル艇隊", "JMSDF", "2nd Missile Boat Division"),
        ("第1海上補給隊", "JMSDF", "1st Replenishment-at-Sea Division"),
        ("第1音響測定隊", "JMSDF", "1st Ocean Surveillance Division"),
        ("大湊警備隊", "JMSDF", "Ominato Guard Force"),
        ("対馬防備隊", "JMSDF", "Tsushima Coastal Defense Group"),
        ("沖縄基地隊", "JMSDF", "Okinawa Base"),
        ("Ominato Guard Corps", "JMSDF", "Ominato Guard Force"),
        ("南西航空方面隊", "JASDF", "Southwestern Air Defense Force"),
        ("Northern Air Defence Force", "JASDF", "Northern Air Defense Force"),
        ("第301沿岸監視隊", "JGSDF", "301st Coast Observation Unit"),
        ("与那国沿岸監視隊", "JGSDF", "Yonaguni Coast Observation Unit"),
        ("第11管区海上保安本部", "JCG", "11th Regional Coast Guard Headquarters"),
        ("Escort Division 13", "JMSDF", "13th Escort Division"),
    ],
)
def test_a_unit_is_named_in_english(text: str, service: str, name: str) -> None:
    found = name_unit(text)
    assert found is not None
    assert (found[0].service, found[1]) == (service, name)


@pytest.mark.parametrize("text", ["", "護衛", "第8護衛隊所属", "東京警備隊", "The Guard"])
def test_what_is_no_unit_is_none(text: str) -> None:
    assert name_unit(text) is None


def test_every_unit_is_found_by_every_spelling() -> None:
    for unit in units():
        for word in (unit.name_ja, unit.name, *unit.aliases_ja, *unit.aliases_en):
            place = "呉" if word.isascii() is False else "Kure"
            said = word.replace("{nth}", "4th").replace("{n}", "4").replace("{place}", place)
            found = name_unit(said)
            assert found is not None, said
            assert found[0].unit_id == unit.unit_id or (found[0].service != unit.service), said

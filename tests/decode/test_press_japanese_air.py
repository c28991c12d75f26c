"""Japanese sentences on aircraft, on those who watched, and releases of another kind."""

from datetime import UTC, datetime
from typing import Any

import pytest

from straitwatch.decode.document.record import Document
from straitwatch.decode.press import read_sightings

Row = dict[str, Any]


def read(text: str, published: str = "2026-06-06") -> list[Row]:
    day = datetime.fromisoformat(published).replace(tzinfo=UTC)
    document = Document("release.txt", text, "text", "utf-8", published=day)
    return list(read_sightings(document).sightings.to_pylist())


def told(rows: list[Row], kind: str) -> list[Row]:
    return [row for row in rows if row["kind"] == kind]


def names(row: Row) -> list[tuple[str, str, int]]:
    return [(one["navy"], one["name"], one["count"]) for one in row["objects"]]


TWO = (
    "6月4日（木）午前、中国軍のY-9哨戒機1機が東シナ海から飛来し、沖縄本島と宮古島との間を通過して太平洋に至った。"
    "また、同日午後、中国軍のWZ-7偵察型無人機1機が太平洋から飛来し、与那国島と台湾との間を通過して東シナ海に至ったことを確認した。"
    "これらに対し、航空自衛隊の南西航空方面隊の戦闘機を緊急発進させ対応した。"
)


def test_fighters_answer_all_flights_that_these_are() -> None:
    (up,) = told(read(TWO), "scramble")
    assert names(up) == [("CN", "Y-9", 1), ("CN", "WZ-7", 1)]


def test_a_sea_flown_over_is_not_where_a_flight_went() -> None:
    text = (
        "6月4日（木）午後、ロシアの情報収集機（IL-20）×1機が、大陸方面から飛来し、日本海の上空を飛行した後、"
        "反転し、再び日本海から大陸方面へ飛行したことを確認した。"
    )
    (row,) = told(read(text), "aircraft")
    assert (row["place"], row["from_sea"], row["to_sea"]) == ("Sea of Japan", None, None)


@pytest.mark.parametrize(
    "words",
    [
        "TU-95爆撃機2機",
        "Tu‐95爆撃機2機",
        "Ｔｕ－９５爆撃機２機",
        "爆撃機「Tu-95」2機",
        "爆撃機Tu95 2機",
    ],
)
def test_spellings_of_a_type(words: str) -> None:
    way = "日本海から対馬海峡を通過して東シナ海に至ったことを確認した。"
    text = f"6月4日（木）午前、ロシアの{words}が、{way}"
    (row,) = told(read(text), "aircraft")
    assert names(row) == [("RU", "Tu-95", 2)]


def test_where_a_joint_flight_began_is_where_the_two_met() -> None:
    text = (
        "6月4日（木）午前、日本海方面から飛来したロシアのTu-95爆撃機2機が、東シナ海において中国のH-6爆撃機2機と合流し、"
        "東シナ海から太平洋にかけて共同飛行を実施したことを確認した。"
    )
    (row,) = told(read(text), "joint_flight")
    assert row["place"] == "East China Sea"
    assert names(row) == [("RU", "Tu-95", 2), ("CN", "H-6", 2)]


def test_aircraft_within_the_airspace_are_an_entry() -> None:
    text = (
        "6月4日（木）午前10時20分頃、ロシアのIL-38哨戒機1機が、北海道礼文島北方の我が国領海上空を侵犯した。"
        "これに対し、航空自衛隊の北部航空方面隊の戦闘機を緊急発進させた。"
    )
    rows = read(text)
    assert [row["kind"] for row in rows] == ["entry", "scramble"]
    assert rows[0]["to_sea"] == "airspace of Japan"
    assert names(rows[0]) == [("RU", "IL-38", 1)]


SHIP = "見島（山口県）の北約60kmの海域を東進するロシア海軍ウダロイⅠ級駆逐艦1隻を確認した。"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "海上自衛隊第2航空群所属P-3C（八戸）及び第1ミサイル艇隊所属「くまたか」（余市）が、",
            [
                ("2nd Air Wing", "P-3C", "Hachinohe"),
                ("1st Missile Boat Division", "JS Kumataka (PG-827)", "Yoichi"),
            ],
        ),
        (
            "海上自衛隊第1護衛隊所属「むらさめ」「いかづち」（横須賀）が、",
            [
                ("1st Escort Division", "JS Murasame (DD-101)", "Yokosuka"),
                ("1st Escort Division", "JS Ikazuchi (DD-107)", "Yokosuka"),
            ],
        ),
        (
            "海上自衛隊の護衛艦「かが」並びにP-1哨戒機及びP-3C哨戒機が、",
            [(None, "JS Kaga (DDH-184)", None), (None, "P-1", None), (None, "P-3C", None)],
        ),
    ],
)
def test_who_watched(words: str, expected: list[tuple[str | None, ...]]) -> None:
    (row,) = read(f"6月4日（木）午前、{words}{SHIP}")
    assert [(one["unit"], one["name"], one["base"]) for one in row["observers"]] == expected


def test_a_submerged_submarine_in_waters_that_brackets_name() -> None:
    text = (
        "6月4日（木）深夜、海上自衛隊第5航空群所属「P-3C」（那覇）が、久米島（沖縄県）の南の海域（接続水域内）を東進する"
        "国籍不明の潜没潜水艦を確認した。その後、5日（金）朝、当該潜水艦が我が国の接続水域から出域し、南東進したことを確認した。"
    )
    first, left = read(text)
    assert (first["kind"], first["heading"], first["objects"][0]["navy"]) == ("sighting", "E", None)
    assert (left["kind"], left["from_sea"]) == ("entry", "contiguous zone of Japan")


def test_waters_entered_and_left_in_one_sentence() -> None:
    text = (
        "6月4日（木）午前2時頃、中国海軍シュパン級測量艦1隻が屋久島（鹿児島県）南の我が国領海に入域し、"
        "午前4時10分頃、口之島（鹿児島県）北東の我が国領海から出域したことを確認した。"
    )
    entries = told(read(text), "entry")
    assert [(row["from_sea"] is None, row["to_sea"] is None) for row in entries] == [
        (True, False),
        (False, True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "令和8年度の緊急発進実施状況について\n中国軍のY-9情報収集機が男女群島沖の領海上空を侵犯した事案を公表した。沖縄本島と宮古島との間を通過した中国軍機は40機であった。",
        "海上自衛隊護衛艦「すずつき」は、6月4日（木）、他国海軍の駆逐艦1隻及び補給艦1隻とともに大隅海峡を東進し、太平洋へ向けて航行した。",
        "6月4日（木）、海上自衛隊第1航空群所属「P-1」（鹿屋）が、上海の東約300kmの海域において、タンカー1隻と小型の船舶1隻が接舷しているのを確認した。",
        "防衛白書について\n中国海軍の艦艇は、平成20年以降、毎年沖縄本島と宮古島との間の海域を通過しており、大隅海峡を初めて東進した。",
        "新造の補給艦の命名・進水式典について\n中国海軍の空母「福建」に関する質問があった。",
    ],
)
def test_releases_of_another_kind_give_no_row(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ロシア機と推定される航空機2機", ("RU", "aircraft (type not told)", 2)),
        ("推定ロシア機2機", ("RU", "aircraft (type not told)", 2)),
        ("中国のものとみられる無人機1機", ("CN", "UAV (type not told)", 1)),
    ],
)
def test_what_is_only_an_estimate_is_less_sure(words: str, expected: tuple[Any, ...]) -> None:
    (row,) = read(f"6月4日（木）午前、{words}が日本海を飛行したことを確認した。")
    (craft,) = row["objects"]
    assert (craft["navy"], craft["class"], craft["count"]) == expected
    assert row["confidence"] < 1.0


def test_a_minute_alone_is_of_the_hour_before() -> None:
    text = "6月4日（木）午後1時3分から5分にかけて、ロシアのIL-38哨戒機1機が我が国領空を侵犯した。"
    (row,) = read(text)
    assert (row["t_end"] - row["t_start"]).total_seconds() == 120.0


def test_those_of_another_service_are_of_no_unit_before_them() -> None:
    text = (
        f"6月4日（木）午前、{SHIP}防衛省・自衛隊は、海上自衛隊第1護衛隊所属「いずも」（横須賀）及び"
        "海上保安庁巡視船により、警戒監視を行った。"
    )
    (row,) = told(read(text), "observation")
    assert [(one["service"], one["unit"]) for one in row["observers"]] == [
        ("JMSDF", "1st Escort Division"),
        ("JCG", None),
    ]

"""Japanese words that several ships of a list share, and waters named before."""

from datetime import UTC, datetime
from typing import Any

import pytest

from straitwatch.decode.document.record import Document
from straitwatch.decode.press import read_sightings

Row = dict[str, Any]
SEEN = "6月3日（水）午前5時頃、海上自衛隊は、対馬の南西約100kmの海域において、"


def read(text: str) -> list[Row]:
    day = datetime(2026, 6, 6, tzinfo=UTC)
    document = Document("release.txt", text, "text", "utf-8", published=day)
    return list(read_sightings(document).sightings.to_pylist())


def ships(row: Row) -> list[tuple[Any, ...]]:
    return [(one["navy"], one["class"].split("-class")[0], one["count"]) for one in row["objects"]]


@pytest.mark.parametrize("each", ["各2隻", "それぞれ2隻", "2隻ずつ"])
def test_a_number_for_each_class_of_a_run(each: str) -> None:
    rows = read(
        f"{SEEN}北東進する中国海軍ルーヤンⅢ級ミサイル駆逐艦、フチ級補給艦各1隻及びジャンカイⅡ級フリゲート3隻並びに"
        f"ロシア海軍ウダロイ級駆逐艦及びステレグシチー級フリゲート{each}を確認した。"
        "その後、これらの艦艇は、対馬海峡を北東進した。"
    )
    told = [
        ("CN", "Luyang III", 1),
        ("CN", "Fuchi", 1),
        ("CN", "Jiangkai II", 3),
        ("RU", "Udaloy", 2),
        ("RU", "Steregushchiy", 2),
    ]
    assert [row["kind"] for row in rows] == ["sighting", "transit"]
    assert ships(rows[0]) == ships(rows[1]) == told


@pytest.mark.parametrize("waters", ["同海域", "同海峡"])
def test_an_earlier_way_through_the_waters_named_last(waters: str) -> None:
    rows = read(
        f"{SEEN}北東進する中国海軍フチ級補給艦1隻を確認した。その後、当該艦艇は対馬海峡を北東進した。"
        f"当該艦艇は、5月28日に{waters}を南西進したものと同一である。"
    )
    assert [row["kind"] for row in rows] == ["sighting", "transit", "transit"]
    assert rows[2]["gate"] == rows[1]["gate"]
    assert (rows[2]["heading"], rows[2]["same_as"]) == ("SW", rows[0]["sighting_id"])
    assert ships(rows[2]) == [("CN", "Fuchi", 1)]


def test_the_heading_of_a_block_says_whose_lines_follow() -> None:
    rows = read(
        f"{SEEN}北東進する中国海軍ルーヤンⅢ級ミサイル駆逐艦1隻（艦番号「155」）及び"
        "フチ級補給艦1隻（艦番号「886」）を確認した。\n"
        "なお、当該艦艇は、以下のとおり航行したものと同一である。\n"
        "（1）ルーヤンⅢ級ミサイル駆逐艦（155）\n"
        "　ア　5月1日（金）、大隅海峡を東進\n"
        "　イ　5月3日（日）、与那国島と台湾の間の海域を北進\n"
        "（2）フチ級補給艦（886）\n"
        "　　5月4日（月）、宮古海峡を南東進\n"
    )
    legs = [(row["gate"], row["heading"], row["objects"][0]["hull"]) for row in rows[1:]]
    assert legs == [
        ("osumi", "E", "155"),
        ("yonaguni-taiwan", "N", "155"),
        ("miyako", "SE", "886"),
    ]
    assert all(len(row["objects"]) == 1 for row in rows[1:])
    assert all(row["same_as"] == rows[0]["sighting_id"] for row in rows[1:])


def test_a_course_of_the_ships_of_the_sentence_before() -> None:
    rows = read(
        f"{SEEN}中国海軍フチ級補給艦（艦番号「886」）を確認した。"
        "4日の午前3時頃には、犬吠埼の東約60kmの海域を南進し、翌5日の午前8時頃に八丈島と御蔵島の間を西進した。"
    )
    told = [(row["kind"], row["heading"], row["t_start"].day) for row in rows[1:]]
    assert told == [("sighting", "S", 3), ("transit", "W", 4)]  # in UTC
    assert rows[1]["dist_km"] == 60


def test_those_who_watch_while_fighters_go_up() -> None:
    rows = read(
        "6月3日（水）、ロシアのIL-38哨戒機1機が日本海から対馬海峡を通過して東シナ海へ飛行した。"
        "対馬防備隊「とよしま」により警戒監視を行うとともに、戦闘機を緊急発進させる等して対応した。"
    )
    (scramble,) = [row for row in rows if row["kind"] == "scramble"]
    (watch,) = [row for row in rows if row["kind"] == "observation"]
    assert [(one["name"], one["unit"]) for one in scramble["observers"]] == [("fighters", None)]
    assert [one["name"] for one in watch["observers"]] == ["JS Toyoshima (MSC-685)"]


def test_counts_beside_a_total_with_a_span_of_its_own() -> None:
    rows = read(
        "6月2日（火）から4日（木）にかけて、海上自衛隊は、空母「遼寧」が沖大東島の南約200kmの海域を航行していることを確認した。"
        "その間、空母「遼寧」の艦載戦闘機約70回、艦載ヘリ約50回の発着艦を確認し、5月25日からの合計は約335回である。"
    )
    counts = [(one["n"], one["t_start"].day) for one in rows[-1]["counts"]]
    assert counts == [(70, 1), (50, 1), (335, 24)]  # in UTC


def test_a_carrier_named_without_brackets_and_an_earlier_day() -> None:
    rows = read(
        "防衛省によると、3日に中国海軍の空母「山東」が宮古島の南約300キロの海域を航行した。"
        "空母山東は1日にも宮古島の南約200キロの海域で確認された。"
    )
    assert [(row["dist_km"], row["objects"][0]["name"]) for row in rows] == [
        (300, "Shandong"),
        (200, "Shandong"),
    ]
    assert [row["objects"][0]["navy"] for row in rows] == ["CN", "CN"]


def test_a_service_straight_before_the_name_of_its_ship() -> None:
    (row,) = read(
        "6月3日午前9時頃、海自「さざなみ」（呉）と第1航空群（鹿屋）のP3Cが、"
        "中国海軍の駆逐艦3隻が対馬の南西約100キロの海域を航行しているのを確認した。"
    )
    assert [(one["name"], one["base"]) for one in row["observers"]] == [
        ("JS Sazanami (DD-113)", "Kure"),
        ("P-3C", "Kanoya"),
    ]


def test_aircraft_from_the_direction_of_a_sea() -> None:
    (row,) = read(
        "6月3日午前9時ごろ、ロシア軍の爆撃機2機が東シナ海の方向から飛来し、対馬海峡を通過した。"
    )
    assert (row["kind"], row["from_sea"]) == ("aircraft", "East China Sea")


def test_the_heading_after_a_turn_in_the_same_waters() -> None:
    rows = read(
        f"{SEEN}中国海軍フチ級補給艦（艦番号「886」）を確認した。その後、4日（木）、"
        "当該艦艇が宮古島の南約80kmの海域で反転し、同海域を北東進したことを確認した。"
    )
    assert [(row["dist_km"], row["heading"]) for row in rows] == [(100, None), (80, "NE")]

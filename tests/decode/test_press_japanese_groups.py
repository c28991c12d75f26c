"""Which ships a Japanese sentence is of: lists, words that point back, words for several."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from straitwatch.decode.document.record import Document
from straitwatch.decode.press import read_sightings

JST = timezone(timedelta(hours=9))
Row = dict[str, Any]
SEEN = "6月3日（水）午前5時頃、海上自衛隊は、草垣群島（鹿児島県）の西約150kmの海域において、"


def read(text: str, published: str = "2026-06-06") -> list[Row]:
    day = datetime.fromisoformat(published).replace(tzinfo=UTC)
    document = Document("release.txt", text, "text", "utf-8", published=day)
    return list(read_sightings(document).sightings.to_pylist())


def told(rows: list[Row], kind: str) -> list[Row]:
    return [row for row in rows if row["kind"] == kind]


def ships(row: Row) -> list[tuple[Any, ...]]:
    return [(one["class"].split("-class")[0], one["hull"], one["count"]) for one in row["objects"]]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "ロシア海軍艦艇ウダロイⅠ級駆逐艦1隻及びドゥブナ級補給艦1隻",
            [("Udaloy I", None, 1), ("Dubna", None, 1)],
        ),
        (
            "中国海軍ジャンカイⅡ級フリゲート（艦番号「541」）及び同級フリゲート1隻",
            [("Jiangkai II", "541", 1), ("Jiangkai II", None, 1)],
        ),
        ("中国海軍艦艇数隻", [("warship (class not told)", None, None)]),
        (
            "中国海軍「シュパン級測量艦」1隻",  # a class in brackets is no name
            [("Shupang", None, 1)],
        ),
        (
            "中国海軍レンハイ級ミサイル駆逐艦など5隻",
            [("Renhai", None, 1), ("warship (class not told)", None, 4)],
        ),
        (
            "中国海軍フチ級補給艦（艦番号「887」）及び敷設艦1隻",
            [("Fuchi", "887", 1), ("cable ship (class not told)", None, 1)],
        ),
    ],
)
def test_words_for_ships(words: str, expected: list[tuple[Any, ...]]) -> None:
    (row,) = read(f"{SEEN}同海域を東進する{words}を確認した。")
    assert ships(row) == expected


def test_one_hull_number_may_be_that_of_two_classes() -> None:
    words = (
        "ロシア海軍ステレグシチー級フリゲート（艦番号「335」）"
        "及びグリシャⅤ級小型フリゲート（艦番号「335」）"
    )
    (row,) = read(f"{SEEN}同海域を東進する{words}を確認した。")
    assert ships(row) == [("Steregushchiy", "335", 1), ("Grisha", "335", 1)]


CARRIERS = """海上自衛隊は、令和8年6月1日（月）以降、6月4日（木）までに、
中国海軍クズネツォフ級空母「遼寧」（艦番号「16」）及び「山東」（艦番号「17」）を
含む複数の中国海軍艦艇が、太平洋上の海域において航行していることを確認した。
また、両空母からの艦載戦闘機等の発着艦を確認した。
両空母の発着艦の回数は別紙のとおりである。
（別紙）中国海軍クズネツォフ級空母「遼寧」（艦番号「16」）の発着艦の回数
当該期間に、空母「遼寧」の艦載戦闘機及び艦載ヘリによる発着艦を計約180回確認した。
なお、5月26日（火）から29日（金）までの発着艦の実績を含めると、計約310回となった。
"""


def test_two_carriers_of_one_class_and_the_days_that_a_document_is_of() -> None:
    rows = read(CARRIERS)
    (seen,) = told(rows, "sighting")
    names = [(one["class"], one["name"], one["hull"]) for one in seen["objects"]]
    assert names == [
        ("Kuznetsov-class aircraft carrier", "Liaoning", "16"),
        ("Kuznetsov-class aircraft carrier", "Shandong", "17"),
    ]
    assert seen["place"] == "Pacific Ocean"
    flights = told(rows, "flight_operations")
    assert [[one["name"] for one in row["objects"]] for row in flights] == [
        ["Liaoning", "Shandong"],
        ["Liaoning"],
        ["Liaoning"],
    ]
    counts = [
        (
            one["n"],
            f"{one['t_start'].astimezone(JST):%m-%d}",
            f"{one['t_end'].astimezone(JST):%m-%d}",
        )
        for row in flights[1:]
        for one in row["counts"]
    ]
    assert counts == [(180, "06-01", "06-05"), (310, "05-26", "06-05")]


GROUP = (
    f"{SEEN}同海域を南東進する中国海軍クズネツォフ級空母「山東」（艦番号「17」）を確認した。"
    "その後、4日（木）、当該空母、レンハイ級ミサイル駆逐艦（艦番号「106」）及びフユ級高速戦闘支援艦"
    "（艦番号「905」）の計3隻が、沖縄本島と宮古島との間の海域を南東進したことを確認した。"
)


def test_that_carrier_and_others_go_together() -> None:
    (way,) = told(read(GROUP), "transit")
    assert [one["hull"] for one in way["objects"]] == ["17", "106", "905"]


def test_two_sightings_of_one_sentence_with_days_of_their_own() -> None:
    text = (
        "また、6月3日（水）午前5時頃、見島（山口県）の北約30kmの海域において、アルタイ改級補給艦1隻を、"
        "午前8時頃、礼文島（北海道）の北西約40kmの海域において、キロ級潜水艦1隻をそれぞれ確認した。"
    )
    first, second = told(read(f"ロシア海軍艦艇の動向について\n{text}"), "sighting")
    assert (first["dist_km"], ships(first)) == (30.0, [("Altay", None, 1)])
    assert (second["dist_km"], ships(second)) == (40.0, [("Kilo", None, 1)])
    assert second["objects"][0]["navy"] == "RU"  # Kilo are of several navies: that of the heading


WAYS = (
    f"{SEEN}同海域を南東進する中国海軍レンハイ級ミサイル駆逐艦（艦番号「106」）及びフチ級補給艦"
    "（艦番号「887」）を確認した。なお、これらの艦艇のうち、レンハイ級ミサイル駆逐艦は5月20日（水）に、"
    "フチ級補給艦は同月22日（金）に、それぞれ対馬海峡を南西進したものと同一である。"
)


def test_one_way_of_several_ships_each_on_its_day() -> None:
    legs = told(read(WAYS), "transit")
    days = [f"{leg['t_start'].astimezone(JST):%m-%d}" for leg in legs]
    assert days == ["05-20", "05-22"]
    assert [[one["hull"] for one in leg["objects"]] for leg in legs] == [["106"], ["887"]]
    assert any("hull" in one["reason"] for one in legs[0]["derived"])


def test_the_same_submarine_is_not_its_escort() -> None:
    text = (
        f"{SEEN}同海域を南西進するロシア海軍キロ改級潜水艦1隻及びバクラザン級救難えい船1隻を確認した。"
        "なお、同潜水艦は、5月2日（土）に宗谷海峡を西進したものと同一である。"
    )
    (leg,) = told(read(text), "transit")
    assert ships(leg) == [("improved Kilo", None, 1)]


def test_a_bare_word_for_the_ship_points_back() -> None:
    text = (
        f"{SEEN}同海域を東進する中国海軍シュパン級測量艦1隻を確認した。"
        "その後、午前9時頃、測量艦は大隅海峡を東進した。"
    )
    (way,) = told(read(text), "transit")
    assert ships(way) == [("Shupang", None, 1)]


def test_ships_that_went_and_came_back_have_two_days() -> None:
    text = (
        f"{SEEN}同海域を北東進する中国海軍ジャンカイⅡ級フリゲート1隻を確認した。"
        "その後、当該艦艇は対馬海峡を北上し、一時的に日本海に進出したが、5日（金）に対馬海峡を南下した。"
    )
    out, back = told(read(text), "transit")
    assert (out["heading"], back["heading"]) == ("N", "S")
    assert out["t_start"] < back["t_start"]
    assert f"{back['t_start'].astimezone(JST):%m-%d}" == "06-05"


def test_when_such_a_thing_was_last_seen_is_no_sighting() -> None:
    text = (
        f"{SEEN}同海域を北東進する中国海軍クズネツォフ級空母「山東」1隻を確認した。"
        "なお、中国の空母が大隅海峡を通過したことを確認したのは、令和7年4月以来である。"
    )
    assert [row["kind"] for row in read(text)] == ["sighting"]


def test_the_navy_of_a_heading_is_not_that_of_what_stands_before_it() -> None:
    text = (
        "潜没潜水艦及び中国海軍艦艇の動向について\n"
        "6月3日（水）午前、海上自衛隊第5航空群所属「P-3C」（那覇）が、"
        "宮古島（沖縄県）の東北東の接続水域を北西進する潜没潜水艦を確認した。"
    )
    (row,) = told(read(text), "sighting")
    assert row["objects"][0]["navy"] is None


def test_a_second_place_in_brackets_leaves_the_way() -> None:
    text = (
        "6月3日（水）午前7時頃、海上自衛隊は、仲ノ神島の南西約40km（与那国島の南南東約50km）の海域を"
        "太平洋から東シナ海に向けて北進する中国海軍ジャンカイⅡ級フリゲート1隻を確認した。"
    )
    (row,) = told(read(text), "sighting")
    assert (row["place"], row["heading"]) == ("40 km SW of Nakanokami Island", "N")
    assert (row["from_sea"], row["to_sea"]) == ("Pacific Ocean", "East China Sea")

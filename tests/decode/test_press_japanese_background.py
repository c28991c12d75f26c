"""Counts, histories, rules and questions give no row; ways that share a verb share its heading."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from straitwatch.decode.document.record import Document
from straitwatch.decode.press import read_sightings


def read(text: str, published: date | None = date(2025, 6, 20)) -> list[dict[str, Any]]:
    day = datetime.combine(published, time(), UTC) if published else None
    document = Document("a", text, "text", "utf-8", published=day)
    return read_sightings(document).sightings.to_pylist()


@pytest.mark.parametrize(
    "text",
    [
        "昨年度に宮古海峡を通過した中国海軍艦艇は延べ58隻であった。",
        "2 通峡 延べ30隻（うち宮古海峡 12隻、大隅海峡 18隻）",
        "1990年代、ロシア海軍の駆逐艦が津軽海峡を通過して太平洋に入った。",
        "2008年10月には駆逐艦など4隻が津軽海峡を通過した。",
        "1996年3月8日、中国海軍の駆逐艦2隻が台湾海峡を通過した。",
        "中国軍の無人機が与那国島と台湾との間を通過する事例が続いている。",
        "外国の軍艦が領海に入域した場合は、自衛隊が監視する。",
        "ロシア海軍の艦艇5隻が9月に宗谷海峡を通過する見通しである。",
        "10日午前8時ごろ、津軽海峡を航行していた漁船とフェリーが衝突した。",
        "問 中国の空母「遼寧」が接続水域を航行したが、どう受け止めるか。",
    ],
)
def test_what_is_of_no_single_day_gives_no_row(text: str) -> None:
    assert read(text) == []


def test_from_the_side_of_a_strait_is_not_through_it() -> None:
    (row,) = read("6月19日午後、ロシアのIL-20情報収集機1機が、対馬海峡方面から飛来した。")
    assert (row["kind"], row["gate"]) == ("aircraft", None)


def test_hours_after_are_no_stay() -> None:
    rows = read(
        "6月12日（木）午前1時頃、口永良部島の南西から我が国領海に入域する中国海軍シュパン級測量艦"
        "（艦番号「25」）を確認した。同艦は、約3時間後の同日午前4時頃、屋久島の南西で領海を出た。"
    )
    assert [row["counts"] for row in rows] == [[], []]


def test_two_dated_ways_share_the_heading_of_one_verb() -> None:
    rows = read(
        "6月18日（水）、海上自衛隊は、屋久島の西約80kmの海域を東進する中国海軍フチ級補給艦"
        "（艦番号「886」）を確認した。同艦は、宮古海峡を6月3日に、また、対馬海峡を6月11日に"
        "それぞれ北上したものと同一である。"
    )
    legs = [(row["gate"], row["heading"], row["t_start"].day) for row in rows if row["same_as"]]
    assert legs == [("miyako", "N", 2), ("tsushima-east", "N", 10)]


def test_the_same_waters_again() -> None:
    rows = read(
        "統幕によると、18日午後4時ごろ、中国海軍のフリゲート2隻が沖縄本島と宮古島の間を通過して"
        "太平洋に出た。翌19日に同じ海域を北西進し、東シナ海に入った。"
    )
    assert [(row["gate"], row["to_sea"]) for row in rows] == [
        ("miyako", "Pacific Ocean"),
        ("miyako", "East China Sea"),
    ]


def test_news_says_where_a_ship_sailed_and_not_who_saw_it() -> None:
    (row,) = read("中国海軍の空母「遼寧」は17日夜9時ごろ、南鳥島の南西約300キロの海を航行した。")
    assert (row["kind"], row["dist_km"], row["t_start"].hour) == ("sighting", 300.0, 11)


def test_a_lead_without_a_day_is_told_with_the_way_that_has_one() -> None:
    (row,) = read(
        "露艦2隻が通過\n\n\u3000ロシア海軍の駆逐艦2隻が宗谷海峡を通過し、オホーツク海に入ったと統幕が"
        "発表した。\n2隻は17日に宗谷海峡を東進した。"
    )
    assert (row["gate"], row["heading"], row["to_sea"]) == ("soya", "E", "Sea of Okhotsk")

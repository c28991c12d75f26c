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


def test_a_headline_is_told_by_the_text_below_it() -> None:
    (row,) = read(
        "ロシア海軍駆逐艦2隻が宗谷海峡を通過\n\n\u3000ロシア海軍の駆逐艦2隻が17日に宗谷海峡を東進し、"
        "オホーツク海に入ったと統幕が発表した。"
    )
    assert (row["gate"], row["heading"], row["to_sea"]) == ("soya", "E", "Sea of Okhotsk")


def test_a_table_of_tallies_is_one_statement_and_its_sum_belongs_to_it() -> None:
    _, row = read(
        "6月17日、海上自衛隊は、宮古島の南約50kmの海域において、中国海軍空母「遼寧」を確認した。"
        "発着艦の回数は次のとおり。\n"
        "　17日　戦闘機　約60回　ヘリコプター　約20回\n　18日　戦闘機　約40回\n"
        "17日からの累計は約120回である。"
    )
    assert [(one["n"], one["n_is"]) for one in row["counts"]] == [
        (60, "about"),
        (20, "about"),
        (40, "about"),
        (120, "about"),
    ]


def test_each_of_several_entries_has_its_hours() -> None:
    rows = read(
        "17日午後、ロシアのIL-38哨戒機1機が礼文島の北の我が国の領空を2回にわたって侵犯した。"
        "1回目は午後1時3分から4分まで、2回目は午後3時31分から32分までだった。"
    )
    assert [(row["kind"], row["t_start"].hour, row["t_end"].minute) for row in rows] == [
        ("entry", 4, 4),
        ("entry", 6, 32),
    ]


def test_coast_guard_ships_of_a_list_with_a_total() -> None:
    (row,) = read("17日午前9時5分ごろ、魚釣島の北で、海警「2502」など4隻が相次いで領海に入った。")
    assert [(o["navy"], o["hull"], o["count"]) for o in row["objects"]] == [
        ("CN", "2502", 1),
        ("CN", None, 3),
    ]


def test_a_meeting_of_ships_after_a_way_of_one_of_them() -> None:
    meeting, way = read(
        "6月17日に津軽海峡を西進したロシア海軍ウダロイⅠ級駆逐艦（艦番号「548」）が、18日午前2時頃、"
        "積丹岬の北約100kmの海域で、キロ級潜水艦1隻と合流したことを確認した。"
    )
    assert [one["hull"] for one in way["objects"]] == ["548"]
    assert [one["hull"] for one in meeting["objects"]] == ["548", None]


def test_all_but_one_of_a_group() -> None:
    first, rest = read(
        "6月17日、海上自衛隊は、宮古島の南約50kmの海域において、中国海軍ルーヤンⅢ級ミサイル駆逐艦"
        "（艦番号「117」）及びフチ級補給艦（艦番号「903」）を確認した。このうち補給艦を除く1隻は、"
        "18日に与那国島の南約70kmの海域を西進した。"
    )
    assert len(first["objects"]) == 2
    assert [one["hull"] for one in rest["objects"]] == ["117"]


def test_a_joint_flight_on_a_second_day_is_of_both() -> None:
    rows = read(
        "6月17日、中国のH-6爆撃機2機が東シナ海から沖縄本島と宮古島の間を通過した。翌18日には、"
        "ロシアのTu-95爆撃機2機が東シナ海で中国機と合流し、四国沖まで共同飛行した。"
    )
    assert [row["kind"] for row in rows] == ["aircraft", "joint_flight"]
    assert [one["name"] for one in rows[1]["objects"]] == ["Tu-95", "H-6"]


def test_guns_fired_at_sea() -> None:
    (row,) = read("17日午前、秋田県沖の日本海において、ロシア海軍艦艇計3隻が射撃を行った。")
    assert (row["kind"], row["place"]) == ("live_firing", "Sea of Japan")


def test_questions_and_answers_give_no_row() -> None:
    assert (
        read(
            "記者：17日に中国の空母「遼寧」が宮古海峡を通過しましたが。\n大臣：お答えは控えます。\n"
            "記者：ロシアの爆撃機が日本海を飛行しましたが。\n"
        )
        == []
    )


def test_names_of_coast_guard_ships_are_their_numbers() -> None:
    (row,) = read("海警局の船「海警1303」と「海警2301」が17日未明、魚釣島沖の領海に侵入した。")
    assert [(one["navy"], one["hull"]) for one in row["objects"]] == [
        ("CN", "1303"),
        ("CN", "2301"),
    ]


def test_the_same_hour_goes_on() -> None:
    first, second = read(
        "17日午後3時9分、ロシアのA50早期警戒管制機1機が竹島周辺の領空を侵犯し、同33分にも再び侵犯した。"
    )
    assert [(row["t_start"].hour, row["t_start"].minute) for row in (first, second)] == [
        (6, 9),
        (6, 33),
    ]


def test_a_ship_in_the_territorial_sea_has_entered_it() -> None:
    (row,) = read(
        "6月17日午前2時50分、屋久島南方の我が国領海において、北西に航行する中国海軍シュパン級測量艦"
        "1隻を確認した。"
    )
    assert (row["kind"], row["heading"], row["to_sea"]) == (
        "entry",
        "NW",
        "territorial sea of Japan",
    )


def test_where_aircraft_flew_is_told_with_the_fighters_that_went_up() -> None:
    rows = read(
        "17日午前、ロシアのTu95爆撃機2機が日本海上空を飛行し、空自の戦闘機がスクランブルした。"
    )
    assert [row["kind"] for row in rows] == ["aircraft", "scramble"]


@pytest.mark.parametrize(
    "text",
    [
        "2021年10月に駆逐艦など10隻が津軽海峡を通過し、同月23日に大隅海峡を通過した。",
        "17日の委員会で、防衛相は中国海軍の測量艦が領海に侵入した問題について答弁した。",
        "17日午後3時ごろ、津軽海峡を航行中のロシア船籍の貨物船で浸水があった。",
        "中国国防省の報道官は17日、艦艇が大隅海峡を通過したのは正当だと主張した。",
        "海上自衛隊の潜水艦「たいげい」が17日、津軽海峡を通過し太平洋に出た。",
    ],
)
def test_old_months_debates_and_mishaps_give_no_row(text: str) -> None:
    assert read(text) == []


def test_two_carriers_of_one_sentence_keep_their_places() -> None:
    rows = read(
        "統幕によると、空母「山東」は17日午前、宮古島の南東約550キロの海域を航行し、空母「遼寧」は18日、"
        "沖ノ鳥島の南約300キロの海域を北へ進んだ。"
    )
    assert [(row["objects"][0]["name"], row["dist_km"]) for row in rows] == [
        ("Shandong", 550.0),
        ("Liaoning", 300.0),
    ]


def test_from_one_sea_to_another_through_a_strait() -> None:
    (row,) = read(
        "6月17日、中国海軍の駆逐艦1隻が屋久島と口永良部島の間を抜けて東シナ海から太平洋に出た。"
    )
    assert (row["from_sea"], row["to_sea"]) == ("East China Sea", "Pacific Ocean")


def test_those_of_the_day_before_go_on_when_another_joins() -> None:
    rows = read(
        "6月17日、中国のH-6爆撃機2機とロシアのTu-95爆撃機2機が日本海で合流し、東シナ海まで共同で飛行。"
        "翌18日には、中国のY-9哨戒機1機が加わり、太平洋まで共同飛行した。"
    )
    assert [len(row["objects"]) for row in rows] == [2, 3]


def test_lines_of_a_table_of_tallies_make_one_statement() -> None:
    _, row = read(
        "6月17日、海上自衛隊は、宮古島の南約50kmの海域において、中国海軍空母「遼寧」を確認した。\n"
        "発着艦の回数は以下のとおり。\n・6月17日　戦闘機　約30回\n・6月18日　戦闘機　約50回"
    )
    assert [one["n"] for one in row["counts"]] == [30, 50]

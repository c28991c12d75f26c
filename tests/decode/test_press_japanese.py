"""Japanese releases of our own writing become sightings, slot by slot."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.decode.document.record import Document
from straitwatch.decode.press import read_sightings

JST = timezone(timedelta(hours=9))
Row = dict[str, Any]

RELEASE = """令和8年3月4日
統合幕僚監部
（お知らせ）
中国海軍艦艇の動向について
令和8年3月2日（月）午前6時頃、海上自衛隊は、久米島（沖縄県）の北西約
130kmの海域において、同海域を南東進する中国海軍ルーヤンⅢ級ミサイル駆逐艦（艦
番号「155」及び「163」）及びフチ級補給艦（艦番号「889」）の計3隻を確認した。
その後、3日（火）にかけて、これらの艦艇が沖縄本島と宮古島（沖縄県）との間の海域を南東進
し、太平洋へ向けて航行したことを確認した。
なお、これらの艦艇のうち、フチ級補給艦（艦番号「889」）は、2月9日（月）に対馬海峡を
南西進し、同月11日（水）に大隅海峡を東進したものと同一である。
防衛省・自衛隊は、海上自衛隊第8護衛隊所属「きりさめ」（佐世保）及び第5航空群所属
「P-3C」（那覇）により、警戒監視・情報収集を行った。

統合幕僚監部報道官
中国海軍艦艇の行動概要
3月2日（月）午前6時頃 久米島の北西約130km ルーヤンⅢ級ミサイル駆逐艦「155」を確認した。
"""


NEAR = "見島（山口県）の北約60kmの海域において、同海域を東進するロシア海軍ウダロイⅠ級駆逐艦1隻"


def read(text: str, published: str | None = "2026-03-04") -> list[Row]:
    day = datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None
    document = Document("release.txt", text, "text", "utf-8", published=day)
    return list(read_sightings(document).sightings.to_pylist())


def local(t: datetime | None) -> str:
    return t.astimezone(JST).strftime("%m-%d %H:%M") if t else ""


def span(row: Row) -> tuple[str, str]:
    return local(row["t_start"]), local(row["t_end"])


def told(rows: list[Row], kind: str) -> list[Row]:
    return [row for row in rows if row["kind"] == kind]


def ships(row: Row) -> list[tuple[Any, ...]]:
    return [(one["navy"], one["class"], one["hull"], one["count"]) for one in row["objects"]]


def test_a_release_is_one_row_a_statement_and_nothing_of_its_captions() -> None:
    rows = read(RELEASE)
    assert [row["kind"] for row in rows] == [
        *("sighting", "transit", "transit", "transit", "observation")
    ]
    assert all(row["language"] == "ja" for row in rows)


def test_a_sighting_says_when_where_whither_and_who() -> None:
    (row,) = told(read(RELEASE), "sighting")
    assert span(row) == ("03-02 05:30", "03-02 06:30")
    assert row["place"] == "130 km NW of Kume Island"
    assert (row["bearing_deg"], row["dist_km"]) == (315.0, 130.0)
    assert (row["bearing_error_deg"], row["dist_error_km"]) == (22.5, 5.0)
    assert row["radius_km"] > 50
    assert row["heading"] == "SE"
    assert ships(row) == [
        ("CN", "Luyang III-class destroyer", "155", 1),
        ("CN", "Luyang III-class destroyer", "163", 1),
        ("CN", "Fuchi-class replenishment ship", "889", 1),
    ]
    assert row["derived"] == []


def test_a_transit_points_back_to_the_ships_and_names_gate_and_sea() -> None:
    out = told(read(RELEASE), "transit")[0]
    assert (out["gate"], out["heading"], out["to_sea"]) == ("miyako", "SE", "Pacific Ocean")
    assert [one["hull"] for one in out["objects"]] == ["155", "163", "889"]
    assert out["same_as"] is None


def test_earlier_ways_of_the_same_ship_are_linked_to_what_was_seen_now() -> None:
    rows = read(RELEASE)
    legs = told(rows, "transit")[1:]
    assert [(leg["gate"], leg["heading"], span(leg)[0]) for leg in legs] == [
        ("tsushima-east", "SW", "02-09 00:00"),
        ("osumi", "E", "02-11 00:00"),
    ]
    assert {leg["same_as"] for leg in legs} == {told(rows, "sighting")[0]["sighting_id"]}
    assert [[one["hull"] for one in leg["objects"]] for leg in legs] == [["889"], ["889"]]
    assert any("year" in one["reason"] for one in legs[0]["derived"])


def test_who_watched_is_told_with_unit_craft_and_base() -> None:
    (row,) = told(read(RELEASE), "observation")
    seen = [(o["service"], o["unit"], o["name"], o["base"]) for o in row["observers"]]
    assert seen == [
        ("JMSDF", "8th Escort Division", "JS Kirisame (DD-104)", "Sasebo"),
        ("JMSDF", "5th Air Wing", "P-3C", "Naha"),
    ]
    assert row["observers"][1]["as_written"] == "第5航空群所属「P-3C」（那覇）"


def test_every_row_quotes_the_words_that_it_rests_on() -> None:
    for row in read(RELEASE):
        assert row["text"] == RELEASE[row["start"] : row["end"]]
        assert row["spans"]
        for one in row["spans"]:
            assert row["start"] <= one["start"] < one["end"] <= row["end"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(60, 560), max_size=25))
def test_lines_may_break_anywhere(breaks: list[int]) -> None:
    text = RELEASE
    for place in sorted(breaks, reverse=True):
        text = f"{text[:place]}\n{text[place:]}"
    columns = ("kind", "t_start", "t_end", "place", "gate", "heading", "to_sea", "same_as")

    def plainly(rows: list[Row]) -> list[tuple[Any, ...]]:
        return [
            (*(row[name] for name in columns[:-1]), row["same_as"] is None, ships(row))
            for row in rows
        ]

    assert plainly(read(text)) == plainly(read(RELEASE))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("5月1日（金）正午頃", ("05-01 11:30", "05-01 12:30")),
        ("5月1日（金）午前0時頃", ("04-30 23:30", "05-01 00:30")),
        ("5月1日（金）午後3時", ("05-01 15:00", "05-01 15:00")),
        ("5月1日（金）早朝", ("05-01 04:00", "05-01 07:00")),
        ("5月1日（金）夜", ("05-01 18:00", "05-02 00:00")),
        ("5月1日（金）午前から午後にかけて", ("05-01 06:00", "05-01 18:00")),
        ("5月1日（金）から2日（土）にかけて", ("05-01 00:00", "05-03 00:00")),
        ("５月１日（金）午後１１時２０分頃", ("05-01 22:50", "05-01 23:50")),
        ("4月30日（木）から5月1日（金）にかけて", ("04-30 00:00", "05-02 00:00")),
    ],
)
def test_words_of_time_keep_their_vagueness(words: str, expected: tuple[str, str]) -> None:
    (row,) = read(f"{words}、海上自衛隊は、{NEAR}を確認した。", "2026-05-02")
    assert span(row) == expected


def test_without_any_date_the_time_stays_open() -> None:
    (row,) = read(f"海上自衛隊は、{NEAR}を確認した。", None)
    assert (row["t_start"], row["t_end"]) == (None, None)
    assert row["objects"][0]["hull"] is None


FLIGHT = """令和8年7月9日（木）午後、推定中国無人機1機が東シナ海から飛来し、
与那国島と台湾との間を通過して太平洋に至り、
先島諸島の南で旋回した後、反転し、
沖縄本島と宮古島との間を通過して東シナ海に至ったことを確認した。
これに対し、航空自衛隊の南西航空方面隊の戦闘機を緊急発進させ対応した。領空侵犯はなかった。"""


def test_a_flight_is_a_row_for_each_way_through_a_strait() -> None:
    rows = read(FLIGHT, "2026-07-10")
    ways = told(rows, "aircraft")
    assert [(row["gate"], row["from_sea"], row["to_sea"]) for row in ways] == [
        ("yonaguni-taiwan", "East China Sea", "Pacific Ocean"),
        ("miyako", "Pacific Ocean", "East China Sea"),
    ]
    assert ways[0]["confidence"] < 1.0  # an estimate, as the words say
    assert span(ways[0]) == ("07-09 12:00", "07-09 18:00")


def test_fighters_went_up_and_nothing_entered() -> None:
    rows = read(FLIGHT, "2026-07-10")
    (up,) = told(rows, "scramble")
    assert up["observers"][0]["unit"] == "Southwestern Air Defense Force"
    assert up["objects"] == told(rows, "aircraft")[0]["objects"]
    (none,) = told(rows, "reported_absence")
    assert (none["negation"], none["to_sea"]) == (True, "airspace of Japan")


DECK = """令和8年10月6日（火）、海上自衛隊は、空母「山東」（艦番号「17」）からの
艦載戦闘機及び艦載ヘリによる発着艦を、
4日（日）に約30回、5日（月）に約50回、6日（火）に約20回、それぞれ確認した。
これにより、1日（木）からの発着艦は計約240回となった。"""


def test_tallies_have_each_a_span_of_its_own() -> None:
    rows = told(read(DECK, "2026-10-07"), "flight_operations")
    counts = [
        (c["n"], c["n_is"], local(c["t_start"]), local(c["t_end"])) for c in rows[0]["counts"]
    ]
    assert counts == [
        (30, "about", "10-04 00:00", "10-05 00:00"),
        (50, "about", "10-05 00:00", "10-06 00:00"),
        (20, "about", "10-06 00:00", "10-07 00:00"),
    ]
    total = rows[1]["counts"][0]
    assert (total["n"], local(total["t_start"]), local(total["t_end"])) == (
        *(240, "10-01 00:00", "10-07 00:00"),
    )
    assert rows[1]["objects"][0]["hull"] == "17"


def test_a_correction_names_what_it_corrects_and_the_error_is_not_read() -> None:
    text = """令和8年9月3日
統合幕僚監部
「ロシア海軍艦艇の動向について」の一部訂正について
令和8年9月1日に公表した「ロシア海軍艦艇の動向について」の一部を、次のとおり訂正します。
（誤）9月1日（火）、海上自衛隊は、宗谷岬の西約50kmの海域において、ロシア海軍ウダロイⅠ級駆逐艦1隻を確認した。
（正）9月1日（火）、海上自衛隊は、宗谷岬の西約80kmの海域において、ロシア海軍ウダロイⅠ級駆逐艦1隻を確認した。
"""
    rows = read(text, "2026-09-03")
    assert [row["kind"] for row in rows] == ["correction", "sighting"]
    assert rows[0]["supersedes"] == "2026-09-01 ロシア海軍艦艇の動向について"
    assert rows[1]["dist_km"] == 80.0


def test_a_ship_comes_into_the_territorial_sea_and_leaves_it() -> None:
    text = """令和8年11月5日（木）午前2時頃、海上自衛隊は、
屋久島（鹿児島県）の南西約40kmの海域において、
同海域を東進する中国海軍シュパン級測量艦1隻を確認し、
同日午前4時頃、当該測量艦が屋久島南の我が国領海に入域したことを確認した。
その後、同日午前7時30分頃、当該測量艦が我が国領海から出域したことを確認した。"""
    entries = told(read(text, "2026-11-06"), "entry")
    assert [(row["from_sea"], row["to_sea"], span(row)[0]) for row in entries] == [
        (None, "territorial sea of Japan", "11-05 03:30"),
        ("territorial sea of Japan", None, "11-05 07:00"),
    ]


def test_first_of_its_kind_is_told() -> None:
    text = (
        "令和8年2月3日（火）、海上自衛隊は、沖大東島の南約90kmの海域において、"
        "中国海軍ユーシェン級揚陸艦（艦番号「33」）を確認した。"
        "ユーシェン級揚陸艦を同海域で確認したのは今回が初めてである。"
    )
    (row,) = told(read(text, "2026-02-04"), "first_sighting")
    assert [one["class"] for one in row["objects"]] == ["Yushen-class amphibious assault ship"]


@pytest.mark.parametrize(
    "text",
    [
        "海上自衛隊は、3月4日（水）から8日（日）までの間、宮古島の南東の海域において、護衛艦「いずも」及び米海軍空母との共同訓練を実施した。",
        "令和7年度の緊急発進回数は700回であり、中国機に対する緊急発進は460回であった。",
        "中国海軍の空母「福建」が就役したとの報道について、防衛省として分析を行っている。",
        "海賊対処行動に従事する護衛艦は、2月に15隻の民間船舶を護衛した。",
        "統合幕僚長は、3月2日（月）に海上自衛隊佐世保基地を視察し、護衛艦「きりさめ」を訪れた。",
        "弾道ミサイルの可能性があるものが、午前6時頃、日本海に向けて発射された。",
    ],
)
def test_what_tells_of_no_foreign_ship_gives_no_row(text: str) -> None:
    assert read(text, "2026-03-09") == []


def test_half_width_and_full_width_say_the_same() -> None:
    wide = RELEASE.translate(
        {ord(a): ord(b) for a, b in zip("0123456789()", "０１２３４５６７８９（）", strict=True)}
    )
    assert [ships(row) for row in read(wide)] == [ships(row) for row in read(RELEASE)]

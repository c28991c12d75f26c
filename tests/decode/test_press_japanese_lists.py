"""Ships that a Japanese text names beside the sentence that says where they were, and forms."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from straitwatch.decode.document.record import Document
from straitwatch.decode.press import read_sightings

JST = timezone(timedelta(hours=9))
Row = dict[str, Any]
SEEN = "6月3日（水）午前5時頃、海上自衛隊は、草垣群島（鹿児島県）の西約150kmの海域において、"
THREE = [("CN", "Luyang III", "131"), ("CN", "Jiangkai II", "530"), ("CN", "Fuchi", "890")]


def read(text: str, published: str = "2026-06-06") -> list[Row]:
    day = datetime.fromisoformat(published).replace(tzinfo=UTC)
    document = Document("release.txt", text, "text", "utf-8", published=day)
    return list(read_sightings(document).sightings.to_pylist())


def told(rows: list[Row], kind: str) -> list[Row]:
    return [row for row in rows if row["kind"] == kind]


def ships(row: Row) -> list[tuple[Any, ...]]:
    return [
        (one["navy"], one["class"].split("-class")[0], one["hull"] or one["count"])
        for one in row["objects"]
    ]


def watchers(row: Row) -> list[tuple[Any, ...]]:
    return [(one["service"], one["name"], one["base"]) for one in row["observers"]]


@pytest.mark.parametrize(
    "named",
    [
        "艦種は、ルーヤンⅢ級ミサイル駆逐艦「131」、ジャンカイⅡ級フリゲート「530」及びフチ級補給艦「890」である。",
        "その内訳は、ルーヤンⅢ級ミサイル駆逐艦「131」、ジャンカイⅡ級フリゲート「530」、フチ級補給艦「890」です。",
        "3隻は、ルーヤンⅢ級ミサイル駆逐艦「131」、ジャンカイⅡ級フリゲート「530」及びフチ級補給艦「890」であった。",
        "\n・ルーヤンⅢ級ミサイル駆逐艦「131」\n・ジャンカイⅡ級フリゲート「530」\n・フチ級補給艦「890」\n",
        "\nルーヤンⅢ級ミサイル駆逐艦（１３１）\nジャンカイⅡ級フリゲート（５３０）\nフチ級補給艦（８９０）\n",
    ],
)
@pytest.mark.parametrize("later", ["3隻は", "これら3隻は", "これらの艦艇は", "その後、当該艦艇は"])
def test_ships_named_after_the_sentence_are_those_seen(named: str, later: str) -> None:
    rows = read(
        f"{SEEN}南東に進む中国海軍艦艇3隻を確認した。{named}{later}、大隅海峡を東に抜け、太平洋に入った。"
    )
    (seen,), (passed,) = told(rows, "sighting"), told(rows, "transit")
    assert ships(seen) == ships(passed) == THREE
    assert (seen["heading"], passed["heading"], passed["to_sea"]) == ("SE", "E", "Pacific Ocean")


def test_ships_named_before_the_sentence_are_those_seen() -> None:
    rows = read(
        "確認した艦艇は、中国海軍のルーヤンⅢ級ミサイル駆逐艦「131」、ジャンカイⅡ級フリゲート「530」、"
        "フチ級補給艦「890」の3隻である。3隻は、6月3日（水）午前5時頃、草垣群島の西約150kmの海域を"
        "東進していた。"
    )
    assert ships(rows[0]) == THREE
    assert (rows[0]["kind"], rows[0]["heading"]) == ("sighting", "E")


def test_headings_within_a_list_tell_whose_ships_they_are() -> None:
    text = (
        f"{SEEN}北東へ航行する中国海軍艦艇2隻及びロシア海軍艦艇2隻の計4隻を確認した。\n"
        "（中国海軍）\n・ルーヤンⅢ級ミサイル駆逐艦「131」\n・フチ級補給艦「890」\n"
        "（ロシア海軍）\n・ウダロイⅠ級駆逐艦「543」「564」\n"
        "その後、これらの艦艇は対馬海峡を北東進した。"
    )
    seen, passed = read(text)
    assert ships(seen) == [
        ("CN", "Luyang III", "131"),
        ("CN", "Fuchi", "890"),
        ("RU", "Udaloy I", "543"),
        ("RU", "Udaloy I", "564"),
    ]
    assert ships(passed) == ships(seen)


def test_ships_in_brackets_behind_a_total() -> None:
    (row,) = read(
        f"{SEEN}中国海軍の艦艇3隻（ルーヤンⅢ級ミサイル駆逐艦1隻「131」、"
        "ジャンカイⅡ級フリゲート1隻「530」、フチ級補給艦1隻「890」）を確認した。"
    )
    assert ships(row) == THREE


def test_the_navy_may_stand_behind_a_list() -> None:
    (row,) = read(
        f"{SEEN}ウダロイⅠ級駆逐艦1隻及びキロ級潜水艦2隻からなるロシア海軍艦艇計3隻を確認した。"
    )
    assert ships(row) == [("RU", "Udaloy I", 1), ("RU", "Kilo", 2)]


@pytest.mark.parametrize("but", ["を除く", "をのぞく"])
def test_all_but_one_and_the_one_that_is_left(but: str) -> None:
    rows = read(
        f"{SEEN}ルーヤンⅢ級ミサイル駆逐艦「131」、ジャンカイⅡ級フリゲート「530」及びフチ級補給艦「890」を確認した。"
        f"このうち、補給艦{but}2隻は、4日（木）に大隅海峡を東進した。"
        "残る1隻は、5日（金）に宮古島の南約90kmの海域を西進した。"
    )
    assert [ships(row) for row in rows] == [THREE, THREE[:2], THREE[2:]]


def test_the_lines_of_a_form_make_one_sighting() -> None:
    rows = read(
        "１　日　時　　令和８年６月３日（水）午前５時頃\n"
        "２　場　所　　宗谷岬（北海道）の西約５０ｋｍの海域\n"
        "３　艦　種　　ロシア海軍ウダロイⅠ級駆逐艦（艦番号「５４３」）\n"
        "　　　　　　　ロシア海軍ドゥブナ級補給艦\n"
        "４　状　況　　同海域を東進する上記２隻を確認した。\n"
        "その後、宗谷海峡を東航し、オホーツク海に入った。\n"
        "５　対　応　　第１ミサイル艇隊所属「くまたか」（余市）が警戒監視を行った。\n"
    )
    assert [row["kind"] for row in rows] == ["sighting", "transit", "observation"]
    seen = rows[0]
    assert (seen["place"], seen["heading"]) == ("50 km W of Cape Soya", "E")
    assert seen["t_start"] == datetime(2026, 6, 3, 4, 30, tzinfo=JST)
    assert ships(seen) == ships(rows[1]) == [("RU", "Udaloy I", "543"), ("RU", "Dubna", 1)]
    assert watchers(rows[2]) == [("JMSDF", "JS Kumataka (PG-827)", "Yoichi")]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "海上自衛隊第5護衛隊「あきづき」（佐世保）及び第5航空群の「P-3C」（那覇）が警戒監視に当たった。",
            [("JMSDF", "JS Akizuki (DD-115)", "Sasebo"), ("JMSDF", "P-3C", "Naha")],
        ),
        (
            "警戒監視には、第1航空群の「P-1」（鹿屋）及び余市防備隊第1ミサイル艇隊の「わかたか」が当たった。",
            [("JMSDF", "P-1", "Kanoya"), ("JMSDF", "JS Wakataka (PG-825)", None)],
        ),
        (
            "護衛艦「あさひ」、掃海艇「とよしま」及び「P-1」が追尾した。",
            [
                ("JMSDF", "JS Asahi (DD-119)", None),
                ("JMSDF", "JS Toyoshima (MSC-685)", None),
                ("JMSDF", "P-1", None),
            ],
        ),
        ("海自はP3C哨戒機（那覇）で追尾した。", [("JMSDF", "P-3C", "Naha")]),
        ("対応した部隊は、第1航空群所属「P-1」（鹿屋）である。", [("JMSDF", "P-1", "Kanoya")]),
    ],
)
def test_who_watched_in_other_words(words: str, expected: list[tuple[Any, ...]]) -> None:
    rows = read(f"{SEEN}中国海軍シュパン級測量艦（艦番号「22」）を確認した。{words}")
    assert watchers(told(rows, "observation")[0]) == expected


def test_those_who_watched_may_be_the_subject() -> None:
    (row,) = read(
        "3日午前5時ごろ、草垣群島の西約150キロを南に進む中国海軍のフリゲート「530」を、"
        "海自の掃海艇「ししじま」が発見。"
    )
    assert watchers(row) == [("JMSDF", "JS Shishijima (MSC-691)", None)]
    assert (row["heading"], ships(row)[0][2]) == ("S", "530")


@pytest.mark.parametrize(
    "text",
    [
        "艦種は、レンハイ級ミサイル駆逐艦8隻、ルーヤンⅢ級ミサイル駆逐艦25隻である。\n・フチ級補給艦「902」\n",
        (
            "１　日　時　令和８年６月３日（水）\n２　場　所　宮古島の南約９０ｋｍの海域\n"
            "３　艦　艇　護衛艦「あさひ」、米海軍駆逐艦「ヒギンズ」\n"
        ),
        "対応部隊は、海上自衛隊第5護衛隊「あきづき」（佐世保）である。",
        "ロシア海軍の艦艇3隻が、20日に宗谷岬の西約50kmの海域を東進する可能性がある。",
    ],
)
def test_lists_and_forms_of_nothing_seen_give_no_row(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "named",
    [
        "フリゲートは「531」と「577」です。",
        "確認した艦艇は次のとおり。\n・ジャンカイⅡ級フリゲート　艦番号「531」、同「577」\n",
        "艦種：ジャンカイⅡ級フリゲート（艦番号は順に「531」、「577」）\n",
    ],
)
def test_numbers_told_after_the_ships(named: str) -> None:
    (row,) = read(f"{SEEN}中国海軍ジャンカイⅡ級フリゲート2隻を確認した。\n{named}")
    assert ships(row) == [("CN", "Jiangkai II", "531"), ("CN", "Jiangkai II", "577")]


def test_a_class_told_after_the_ship_with_its_number() -> None:
    (row,) = read(
        f"{SEEN}中国海軍艦艇を確認した。艦種はドンディアオ級情報収集艦、艦番号は「794」。"
    )
    assert ships(row) == [("CN", "Dongdiao", "794")]


def test_ships_that_show_up_are_those_named_before() -> None:
    rows = read(
        "今回確認されたのは、中国海軍のドンディアオ級情報収集艦（艦番号791）です。"
        "6月3日正午頃に宮古島の北東120kmの海域に出現し、宮古海峡を太平洋側から北に進み、東シナ海に入った。"
    )
    (seen,), (passed,) = told(rows, "sighting"), told(rows, "transit")
    assert ships(seen) == ships(passed) == [("CN", "Dongdiao", "791")]
    assert (seen["place"], passed["heading"]) == ("120 km NE of Miyakojima", "N")
    assert (passed["from_sea"], passed["to_sea"]) == ("Pacific Ocean", "East China Sea")


def test_the_base_may_stand_before_the_ship() -> None:
    (row,) = read(
        "6月3日(水)6時ごろ、海上自衛隊第12護衛隊所属で呉基地の護衛艦「うみぎり(DD-158)」が、屋久島の西約70キロの"
        "海域を東進する、中国海軍フチ級補給艦を確認しました。"
    )
    assert watchers(row) == [("JMSDF", "JS Umigiri (DD-158)", "Kure")]

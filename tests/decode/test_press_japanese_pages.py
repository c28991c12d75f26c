"""Releases as pages have them: letters apart, radicals, page numbers, cells of tables as lines."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from straitwatch.decode.document.record import Document
from straitwatch.decode.press import read_sightings

Row = dict[str, Any]

RELEASE = """令和8年6月6日
統合幕僚監部
（お知らせ）
ロシア海軍艦艇の動向について
令和8年6月3日（水）午前5時頃、海上自衛隊は、龍飛崎（青森県）の西約30kmの海域において、同海域を東進するロシア海軍ヴィシニャ級情報収集艦1隻（艦番号「208」）を確認した。
その後、当該艦艇が津軽海峡を東進し、太平洋へ向けて航行したことを確認した。
なお、当該艦艇は、5月12日（火）に大隅海峡を西進したものと同一である。
防衛省・自衛隊は、海上自衛隊第2航空群所属「P-3C」（八戸）及び第3ミサイル艇隊所属「おおたか」（佐世保）により、警戒監視・情報収集を行った。
"""
_RADICALS = str.maketrans("戸長西青日月水飛見大行高", "⼾⻑⻄⻘⽇⽉⽔⾶⾒⼤⾏⾼")


def read(text: str) -> list[Row]:
    published = datetime(2026, 6, 6, tzinfo=UTC)
    document = Document("release.txt", text, "text", "utf-8", published=published)
    return list(read_sightings(document).sightings.to_pylist())


def told(text: str) -> list[tuple[Any, ...]]:
    names = ("kind", "t_start", "t_end", "place", "gate", "heading", "to_sea")
    return [
        (
            *(row[name] for name in names),
            tuple((one["class"], one["hull"], one["count"]) for one in row["objects"]),
            tuple((one["unit"], one["name"], one["base"]) for one in row["observers"]),
        )
        for row in read(text)
    ]


def with_page(text: str) -> str:
    lines = text.splitlines()
    return "\n".join([*lines[:5], "- 1 -", *lines[5:]])


def broken(text: str) -> str:
    return "\n".join(text[at : at + 9] for at in range(0, len(text), 9))


@pytest.mark.parametrize(
    "change",
    [
        " ".join,
        lambda text: text.translate(_RADICALS),
        lambda text: text.replace("-", "‐"),
        lambda text: text.replace("-", "\u2212"),
        lambda text: text.replace("隻", "隻\U000e0100"),
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("を確認した。\n", "を確認した。"),
        with_page,
        broken,
    ],
)
def test_a_page_says_the_same_however_its_letters_came(change: Callable[[str], str]) -> None:
    assert len(told(RELEASE)) == 4
    assert told(change(RELEASE)) == told(RELEASE)


def test_offsets_hold_where_letters_were_left_out() -> None:
    text = RELEASE.translate(_RADICALS).replace("情報収集艦1隻", "「情報収集艦」1隻")
    for row in read(text):
        assert row["text"] == text[row["start"] : row["end"]]


CELLS = """6月2日（火）正午頃、海上自衛隊は、
中国海軍クズネツォフ級空母「山東」（艦番号「17」）が、
沖ノ鳥島（東京都）の西約200kmの海域において航行していることを確認した。
その後の位置等は、次の表のとおりである。
日時
位置
確認された艦艇
6月3日（水）午前3時頃
南鳥島（東京都）の南西約350kmの海域
クズネツォフ級空母「山東」（17）、レンハイ級ミサイル駆逐艦（106）
6月4日（木）正午頃
石垣島（沖縄県）の南約220kmの海域
クズネツォフ級空母「山東」（17）
空母「山東」からの艦載戦闘機及び艦載ヘリの発着艦を、6月3日（水）に約70回、6月
4日（木）に約40回、それぞれ確認した。
"""


def test_cells_of_a_table_may_stand_in_lines_of_their_own() -> None:
    rows = read(CELLS)
    seen = [row for row in rows if row["kind"] == "sighting"]
    assert [row["dist_km"] for row in seen] == [200.0, 350.0, 220.0]
    assert [[one["hull"] for one in row["objects"]] for row in seen] == [
        ["17"],
        ["17", "106"],
        ["17"],
    ]
    (flights,) = [row for row in rows if row["kind"] == "flight_operations"]
    assert [one["n"] for one in flights["counts"]] == [70, 40]


def test_an_item_begins_even_after_a_full_line() -> None:
    text = """6月3日（水）午前5時頃、海上自衛隊は、見島の北約60kmの海域において、
中国海軍ドンディアオ級情報収集艦（艦番号「794」）を確認した。
なお、当該艦艇は、次のとおり航行したものと同一である。
　1 5月4日（月）から5日（火）にかけて 与那国島と台湾との間の海域を南東進
　2 同月11日（月） 沖縄本島と宮古島（沖縄県）との間の海域を北西進
"""
    legs = [row for row in read(text) if row["same_as"]]
    assert [row["gate"] for row in legs] == ["yonaguni-taiwan", "miyako"]


@pytest.mark.parametrize(
    "token", ["「", "（", "領海", "1日", "ルーヤンⅢ級", "を確認した", "あ", "宮古島と"]
)
def test_hostile_repetition_ends_soon_and_says_nothing(token: str) -> None:
    assert read(token * (20_000 // len(token))) == []

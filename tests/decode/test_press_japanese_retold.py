"""Japanese retellings: two navies in a word, flights answered, days that look back."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from straitwatch.decode.document.record import Document
from straitwatch.decode.press import read_sightings

JST = timezone(timedelta(hours=9))
Row = dict[str, Any]


def read(text: str, published: str) -> list[Row]:
    day = datetime.fromisoformat(published).replace(tzinfo=UTC)
    document = Document("retold.txt", text, "text", "utf-8", published=day)
    return list(read_sightings(document).sightings.to_pylist())


def local(t: datetime | None) -> str:
    return t.astimezone(JST).strftime("%m-%d %H:%M") if t else ""


def test_ships_of_two_navies_in_one_word_go_through_a_strait() -> None:
    (row,) = read(
        "防衛省は8日、露中両国の海軍艦艇計6隻が7日に津軽海峡を東に抜けたと発表した。", "2026-08-08"
    )
    assert (row["kind"], row["heading"], local(row["t_start"])) == ("transit", "E", "08-07 00:00")
    assert [(one["navy"], one["count"]) for one in row["objects"]] == [(None, 6)]


def test_a_flight_and_the_fighters_that_answered_it_stand_in_one_sentence() -> None:
    rows = read(
        "9日午前、中国のH6爆撃機2機が沖縄本島と宮古島の間を通過して太平洋に出て、"
        "航空自衛隊の戦闘機がスクランブルした。",
        "2026-04-10",
    )
    assert [row["kind"] for row in rows] == ["aircraft", "scramble"]
    assert rows[0]["gate"] == "miyako"
    assert rows[1]["objects"][0]["count"] == 2


def test_what_a_sentence_dates_before_today_is_linked_to_today() -> None:
    rows = read(
        "3月9日（月）午後2時頃、宮古島（沖縄県）の北約70kmの海域において、中国海軍"
        "ルーヤンⅢ級ミサイル駆逐艦（艦番号「155」）を確認した。"
        "この駆逐艦（艦番号「155」）は、2月20日（金）に大隅海峡を東進したことを確認している。",
        "2026-03-10",
    )
    today, earlier = rows
    assert earlier["same_as"] == today["sighting_id"]
    assert (earlier["gate"], earlier["heading"]) == ("osumi", "E")


def test_a_heading_may_stand_behind_the_ships() -> None:
    (row,) = read(
        "3月9日（月）午後2時頃、宮古島（沖縄県）の北約70kmの海域において、中国海軍"
        "フチ級補給艦1隻が南東進するのを、確認した。",
        "2026-03-10",
    )
    assert row["heading"] == "SE"


def test_the_side_of_an_island_may_be_told_by_its_contiguous_zone() -> None:
    rows = read(
        "3月9日（月）午前6時12分、久米島の北西の我が国接続水域において、ロシア海軍"
        "フリゲート1隻を確認した。同フリゲートは、同日午前6時40分、久米島の北において"
        "接続水域を出域し、北東へ航行した。",
        "2026-03-10",
    )
    assert [local(row["t_start"]) for row in rows] == ["03-09 06:12", "03-09 06:40"]
    assert rows[1]["from_sea"] == "contiguous zone of Japan"
    assert rows[1]["heading"] == "NE"


def test_fighters_that_went_up_are_no_watch() -> None:
    rows = read(
        "1 期日 令和8年3月9日（月）\n2 国籍 ロシア\n3 機種及び機数 IL-20情報収集機1機\n"
        "4 行動概要 日本海から飛来し、対馬海峡を通過して東シナ海に至った。\n"
        "5 対応 西部航空方面隊の戦闘機を緊急発進させ対応した。",
        "2026-03-10",
    )
    assert [row["kind"] for row in rows] == ["aircraft", "scramble"]


def test_a_helicopter_flown_from_a_ship_and_the_fighters_of_one_sentence() -> None:
    rows = read(
        "9日午前8時ごろ、屋久島の南約110キロで中国のレンハイ級ミサイル駆逐艦から"
        "ヘリコプターが発着艦し、空自機が緊急発進した。",
        "2026-03-10",
    )
    assert {"flight_operations", "scramble"} <= {row["kind"] for row in rows}

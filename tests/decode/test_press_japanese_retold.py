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


def test_toward_a_strait_is_not_through_it() -> None:
    rows = read(
        "3月9日（月）午後2時頃、与那国島（沖縄県）の南約70kmの海域において、中国海軍"
        "フチ級補給艦（艦番号「889」）を確認した。その後、同艦はバシー海峡に向けて南西進した。",
        "2026-03-10",
    )
    assert [row["gate"] for row in rows] == [None]


def test_a_strait_may_be_what_a_distance_is_told_from() -> None:
    (row,) = read(
        "3月9日（月）午前3時頃、津軽海峡の西側約80kmの海域を東進するロシア海軍ソルム級航洋曳船"
        "1隻を確認した。",
        "2026-03-10",
    )
    assert (row["kind"], row["place"]) == ("sighting", "80 km W of Tsugaru Strait")


def test_others_who_took_part_in_the_watch_are_told() -> None:
    rows = read(
        "3月9日（月）午後2時頃、宮古島の北約70kmの海域において、中国海軍フチ級補給艦1隻を確認した。"
        "本件に関しては、第1航空群「P-1」（鹿屋）及び第12護衛隊「うみぎり」（呉）が対応した。",
        "2026-03-10",
    )
    (watch,) = [row for row in rows if row["kind"] == "observation"]
    assert [one["base"] for one in watch["observers"]] == ["Kanoya", "Kure"]


def test_days_counted_and_concern_voiced_are_no_rows() -> None:
    assert not read(
        "第11管区海上保安本部は10日、中国海警局の船が9日までの1か月間に尖閣諸島周辺の"
        "接続水域を航行した日数が28日だったと明らかにした。",
        "2025-03-10",
    )
    assert not read(
        "防衛相は1日の会見で、中国海軍の空母「遼寧」が与那国島と西表島の間を航行した"
        "ことに関し、懸念を中国側に伝えたと述べた。",
        "2024-10-01",
    )


def test_a_class_may_have_its_figure_in_arabic_digits_as_news_writes_it() -> None:
    (row,) = read(
        "統幕は3日、ロシア海軍のウダロイ1級駆逐艦1隻など計3隻が2日午後8時ごろ、礼文島の西約45キロを"
        "北東に進んだと発表した。",
        "2025-09-03",
    )
    told = [(one["navy"], one["class"], one["count"]) for one in row["objects"]]
    assert told == [("RU", "Udaloy I-class destroyer", 1), ("RU", "warship (class not told)", 2)]


def test_a_sentence_may_tell_the_way_in_and_the_way_out() -> None:
    rows = read(
        "中国海軍のシュパン級測量艦1隻が31日午前6時ごろ口永良部島の南西で領海に入り、"
        "同7時53分ごろ屋久島の南西から出た。",
        "2024-08-31",
    )
    assert [(row["kind"], local(row["t_start"])) for row in rows] == [
        ("entry", "08-31 05:30"),
        ("entry", "08-31 07:23"),
    ]
    assert rows[1]["from_sea"] == "territorial sea of Japan"
    assert rows[1]["place"] == "SW of Yakushima"


def test_ships_named_again_by_class_and_count_keep_their_hulls() -> None:
    rows = read(
        "8月12日（火）午前2時頃、対馬の北東約55kmの海域において、ロシア海軍の艦艇を確認した。"
        "艦艇は、ステレグシチー級フリゲート「333」「343」の2隻及びドゥブナ級補給艦1隻の計3隻である。"
        "なお、ステレグシチー級フリゲート2隻は、8月2日（土）に宗谷海峡を西進している。",
        "2025-08-14",
    )
    assert [one["hull"] for one in rows[0]["objects"]] == ["333", "343", None]
    assert [one["hull"] for one in rows[1]["objects"]] == ["333", "343"]
    assert rows[1]["same_as"] == rows[0]["sighting_id"]


def test_ships_of_an_ally_and_what_a_government_decides_are_no_rows() -> None:
    assert not read(
        "米海軍第7艦隊は5日、駆逐艦「ヒギンズ」が1日に台湾海峡を通過したと発表した。", "2025-08-05"
    )
    assert not read(
        "政府は7日、2023年12月に中国とロシアの爆撃機が東シナ海から太平洋まで共同飛行したことを"
        "踏まえ、防空態勢を強化する方針を決めた。",
        "2025-08-07",
    )


def test_the_values_of_a_form_may_stand_below_its_headings() -> None:
    rows = read(
        "令和7年6月12日\n統合幕僚監部\n中国海軍艦艇の動向について\n１．日時\n"
        "　６月１０日（火）午後０時頃\n２．場所\n　南鳥島（東京都）の南西約７３０ｋｍの海域\n"
        "３．艦艇\n　レンハイ級ミサイル駆逐艦２隻（艦番号「１０１」「１０２」）\n４．対応\n"
        "　海上自衛隊第８護衛隊所属「はぐろ」（佐世保）\n",
        "2025-06-12",
    )
    assert [row["kind"] for row in rows] == ["sighting", "observation"]
    assert rows[0]["place"] == "730 km SW of Minami-Torishima"
    assert [one["hull"] for one in rows[0]["objects"]] == ["101", "102"]


def test_fighters_against_aircraft_that_flew_somewhere_tell_both_and_the_way_goes_on() -> None:
    rows = read(
        "空自は24日、日本海の上空を飛行したロシア軍のTu142哨戒機2機に対し、千歳基地などの戦闘機を"
        "緊急発進させた。2機は能登半島の北西約150キロで北へ引き返した。",
        "2025-06-25",
    )
    assert [row["kind"] for row in rows] == ["aircraft", "scramble", "aircraft"]
    assert rows[2]["place"] == "150 km NW of Noto Peninsula"
    assert rows[2]["objects"] == rows[0]["objects"]


def test_the_other_ships_are_those_not_told_of_just_before() -> None:
    rows = read(
        "5月9日（土）午後5時頃、宮古島の北東約100kmの海域において、中国海軍ユージャオ級揚陸艦"
        "（艦番号「980」）及びジャンカイⅡ級フリゲート（艦番号「536」）の計2隻を確認した。"
        "ユージャオ級揚陸艦（艦番号「980」）は、4月20日（月）に与那国島と台湾との間を、"
        "その他の1隻は、4月25日（土）に大隅海峡をそれぞれ通過したものと同一である。",
        "2026-05-11",
    )
    legs = [row for row in rows if row["same_as"]]
    assert [[one["hull"] for one in leg["objects"]] for leg in legs] == [["980"], ["536"]]

"""Texts on scrambles: own sentences in the patterns of releases and news, and what holds none."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.decode.statistics_text import read_statistics
from straitwatch.model.schema import STATISTIC

SPRING = datetime(2011, 4, 20, tzinfo=UTC)

RELEASE = """平成２２年度における緊急発進の状況
　航空自衛隊が平成２２年度に実施した緊急発進回数は３８６回で、前年度に比べ８７
回増加した。割合でみると、ロシア約６８％、中国約２５％になる。
　ロシア機に対する緊急発進回数は２６４回で、前年度の同時期より６７回多い。中国機に対する緊急発進
回数は約９０回で、前年度より多かった。台湾機は７回、その他は１９回だった。
　部隊ごとには、北部航空方面隊が１９３回、中部航空方面隊が７３回、西部航空方面隊が２４回、
南西航空方面隊が９６回。
　平成１０年度以降、２００回を超える水準が続く。特異な飛行として９件を公表した。
　無人機に対する緊急発進は４回であった。２月の「その他」に対する緊急発進は８回であった。
"""
NEWS = """TOKYO, April 20 - Air Self-Defense Force jets were scrambled 386 times in fiscal 2010,
which ended in March, the Joint Staff said.

The figure was up by 87 from the previous year. Scrambles in response to Russian aircraft
accounted for 264, or 68 pct, of the total, an increase of 67 from a year earlier. About 96 were
against Chinese aircraft, with 7 against Taiwanese planes and 19 against others.

The Northern Air Defense Force scrambled 193 times and the Southwestern Air Defense Force 96
times. The number of cases involving drones rose from two to four. The carrier's jets took off
320 times.
"""


def _read(text: str, **more: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any option
    table = read_statistics(text, document="own.txt", **more)
    assert table.schema == STATISTIC
    rows = table.to_pylist()
    for row in rows:
        assert 0 <= row["start"] < row["end"] <= len(text)
        assert row["text"] == " ".join(text[row["start"] : row["end"]].split())
    assert len({row["statistic_id"] for row in rows}) == len(rows)
    return rows


def _told(rows: list[dict[str, Any]]) -> set[tuple[str, str | None, int, str]]:
    return {
        (row["period"], row["group"], row["value"], row["value_is"])
        for row in rows
        if not any(one["slot"] == "value" for one in row["derived"])
    }


def _derived(rows: list[dict[str, Any]]) -> dict[tuple[str, str | None], int]:
    return {
        (row["period"], row["group"]): row["value"]
        for row in rows
        if any(one["slot"] == "value" for one in row["derived"])
    }


def test_a_release_tells_the_year_by_state_and_by_force() -> None:
    rows = _read(RELEASE, publisher="統合幕僚監部")
    assert _told(rows) == {
        ("FY2010", None, 386, "exact"),
        ("FY2010", "Russia", 264, "exact"),
        ("FY2010", "China", 90, "about"),
        ("FY2010", "Taiwan", 7, "exact"),
        ("FY2010", "other", 19, "exact"),
        ("FY2010", "north", 193, "exact"),
        ("FY2010", "central", 73, "exact"),
        ("FY2010", "west", 24, "exact"),
        ("FY2010", "southwest", 96, "exact"),
    }
    assert _derived(rows) == {("FY2009", None): 299, ("FY2009", "Russia"): 197}
    assert {row["confidence"] for row in rows} == {1.0, 0.8}


def test_white_space_may_break_words_anywhere() -> None:
    broken = "\n".join(RELEASE)
    assert _told(_read(broken)) == _told(_read(RELEASE))


def test_news_tell_the_same_in_english() -> None:
    rows = _read(NEWS, published=SPRING, publisher="Own News")
    assert _told(rows) == {
        ("FY2010", None, 386, "exact"),
        ("FY2010", "Russia", 264, "exact"),
        ("FY2010", "China", 96, "about"),
        ("FY2010", "Taiwan", 7, "exact"),
        ("FY2010", "other", 19, "exact"),
        ("FY2010", "north", 193, "exact"),
        ("FY2010", "southwest", 96, "exact"),
    }
    assert _derived(rows) == {("FY2009", None): 299, ("FY2009", "Russia"): 197}
    why = next(row["derived"][0]["reason"] for row in rows if row["period"] == "FY2009")
    assert why == "386 is said to be 87 more than the year before"
    assert {row["confidence"] for row in rows} == {0.9, 0.8}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("令和3年度3四半期までの緊急発進回数は500回であり、前年度同期の400回から100回増加した。",
         {("FY2021 Q1-Q3", None, 500, "exact"), ("FY2020 Q1-Q3", None, 400, "exact")}),
        ("2021年度上半期の緊急発進は390回だった。", {("FY2021 H1", None, 390, "exact")}),
        ("令和3年度第1四半期の緊急発進回数は142回。", {("FY2021 Q1", None, 142, "exact")}),
        ("2021年4~12月の緊急発進は500回だった。", {("FY2021 Q1-Q3", None, 500, "exact")}),
        ("令和元年度の緊急発進は947回で、過去最多の1,168回(平成28年度)に次ぐ。",
         {("FY2019", None, 947, "exact"), ("FY2016", None, 1168, "exact")}),
        ("緊急発進回数は平成16年度は141回だったが、23年度は425回になった。",
         {("FY2004", None, 141, "exact"), ("FY2011", None, 425, "exact")}),
        ("昨年度の緊急発進は300回で、2008年度の200回から増えたが、中国機に対するものは90回だった。",
         {("FY2010", None, 300, "exact"), ("FY2008", None, 200, "exact"),
          ("FY2010", "China", 90, "exact")}),
        ("平成28年度の緊急発進件数は1,000件を超えた。", {("FY2016", None, 1000, "at_least")}),
        ("Japan scrambled fighters 500 times in the first half of fiscal 2021.",
         {("FY2021 H1", None, 500, "exact")}),
        ("Jets scrambled at least 500 times from April to December 2021.",
         {("FY2021 Q1-Q3", None, 500, "at_least")}),
        ("Jets scrambled 142 times in the three months through June 2021.",
         {("FY2021 Q1", None, 142, "exact")}),
        ("Jets scrambled 300 times in the year to March 2011, compared with 299 a year earlier.",
         {("FY2010", None, 300, "exact"), ("FY2009", None, 299, "exact")}),
        ("Jets scrambled 300 times in the past fiscal year.", {("FY2010", None, 300, "exact")}),
        ("令和3年度の緊急発進は90回で、令和2年度の緊急発進回数(70回)に比べ、20回増えた。",
         {("FY2021", None, 90, "exact"), ("FY2020", None, 70, "exact")}),
        ("令和3年度、ロシア機への緊急発進は9回で、昨年度同時期の緊急発進回数(7回)より2回も増えた。",
         {("FY2021", "Russia", 9, "exact"), ("FY2020", "Russia", 7, "exact")}),
        ("2021年度(令和3)3四半期(4~12月)のスクランブルは50回。ロシア機を対象にした緊急発進は6回。",
         {("FY2021 Q1-Q3", None, 50, "exact"), ("FY2021 Q1-Q3", "Russia", 6, "exact")}),
        ("令和3年度の緊急発進は、ロシア機についても8回の緊急発進が行われた。",
         {("FY2021", "Russia", 8, "exact")}),
        ("Fighters scrambled 90 times in fiscal 2021, 20 times more than the high of fiscal 1984.",
         {("FY2021", None, 90, "exact")}),
        ("Jets scrambled 40 times in the first six months of fiscal 2021 to counter incursions.",
         {("FY2021 H1", None, 40, "exact")}),
        ("Sorties against Russia fell. Jets were ordered into the air 77 times in fiscal 2021.",
         {("FY2021", None, 77, "exact")}),
        ("Scrambles totaled 944 in fiscal 1984.", {("FY1984", None, 944, "exact")}),
        ("In fiscal 2021, 71 of the 100 scrambles were against Chinese aircraft.",
         {("FY2021", "China", 71, "exact"), ("FY2021", None, 100, "exact")}),
    ],
)  # fmt: skip
def test_periods_and_comparisons(text: str, told: set[tuple[str, str | None, int, str]]) -> None:
    assert _told(_read(text, published=SPRING)) == told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "昨年度の緊急発進は300回だった。",  # no date: which year is not said
        "28年度の緊急発進は300回だった。",  # of which era is not said
        "令和3年度3四半期の緊急発進は300回だった。",  # the third quarter, or all up to it
        "空母から艦載戦闘機の発着艦を約140回確認した。これに対し戦闘機を緊急発進させ対応した。",
        "令和3年度、空母の発着艦は140回で、空自は緊急発進させ対応した。",
        "令和5年度予算で緊急発進用の器材2件を要求する。",
        "令和3年度の領空侵犯は1回だった。緊急発進して警告した。",
        "The carrier conducted more than 300 takeoffs and landings. Fighters were scrambled.",
        "Fighters were scrambled on Sunday and again on Monday, for the 3rd time.",
        "Japan scrambled jets 1,189 times in 2016.",  # a calendar year
        "Jets scrambled 300 times in the past fiscal year.",  # no date
        "In fiscal 2021 scrambles against Chinese and Russian jets were 72 and 26, respectively.",
        "In fiscal 2021 fighters scrambled. Of all, 72 scrambles, or 9 percent, met Chinese jets.",
        "In the last part of fiscal 2021 fighters scrambled 50 times.",
        "In fiscal 2021 fighters scrambled 5 times against unidentified objects.",
        "令和3年度の緊急発進のうち、無人機対応は中国機と推定されるものを含め10回だった。",
        "今年度2回目となる緊急発進。令和3年度。",
        "In fiscal 2021 jets were scrambled to meet Chinese and Russian aircraft 98 times.",
        "The defense budget for fiscal 2023 grew by 26 percent; fighters scrambled often.",
    ],
)
def test_no_count_is_taken_where_none_is_said(text: str) -> None:
    assert _read(text) == []


def test_a_stated_year_before_is_not_derived_as_well() -> None:
    text = "令和3年度の緊急発進回数は500回で、前年度の400回から100回増加した。"
    assert [(row["period"], row["value"]) for row in _read(text)] == [
        ("FY2021", 500),
        ("FY2020", 400),
    ]


def test_a_text_that_contradicts_itself_keeps_both() -> None:
    text = "令和3年度の緊急発進は500回。令和3年度の緊急発進は501回。令和3年度の緊急発進は500回。"
    assert [row["value"] for row in _read(text)] == [500, 501]


def test_the_same_text_gives_the_same_ids() -> None:
    assert _read(RELEASE) == _read(RELEASE)


_PIECES = st.sampled_from(
    ["緊急発進", "令和", "4", "年度", "元", "回", "前年度", "の", "(", ")", "中国機", "その他",
     "12月", "~", "scrambled ", "fiscal ", "2022", " times ", "Chinese ", "down ", "from ",
     "and ", ", ", ". ", "0000", "9999", "year to March ", "April to March ", "third half of ",
     "more than ", "respectively", "\n", "。"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=25).map("".join))
def test_whatever_the_words_the_rows_rest_on_them(text: str) -> None:
    for row in _read(text, published=SPRING):
        assert row["value"] >= 0
        assert row["period_start"] < row["period_end"]


@pytest.mark.parametrize(
    "text",
    ["緊急発進令和4年度" + "1" * 200_000, "緊急発進 令和4年度" + "1回、" * 30_000,
     "scrambled fiscal 2022 " + "1" * 200_000, "scrambl " + ", and " * 30_000,
     "scrambled in fiscal 2022 " * 10_000],
)  # fmt: skip
def test_a_hostile_text_ends_soon(text: str) -> None:
    start = time.perf_counter()
    assert read_statistics(text, document="x").num_rows <= 1
    assert time.perf_counter() - start < 5

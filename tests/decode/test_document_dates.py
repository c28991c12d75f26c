"""Date, publisher, title and address of a document, and where each of them stood."""

from datetime import UTC, date, datetime

import pytest

from straitwatch.decode.document import Document, read_document
from straitwatch.decode.document.dates import find_date, find_named_date, read_instant
from straitwatch.decode.document.publisher import find_by_address, find_by_name, publishers

_JSO = "Joint Staff Office, Ministry of Defense of Japan"
_RELEASE = "１月５日（日）午前４時頃、海上自衛隊は、架空島の東約７０ｋｍの海域で艦艇を確認した。\n"


def _read(text: str, label: str = "x", **more: object) -> Document:
    return read_document(text.encode(), label, **more)


def _day(document: Document) -> str | None:
    return document.published.date().isoformat() if document.published else None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("令和７年１月６日", "2025-01-06"),
        ("令 和 元 年 ５ 月 ６ 日", "2019-05-06"),
        ("平成３１年４月３０日", "2019-04-30"),
        ("昭和62年12月9日", "1987-12-09"),
        ("R7.1.6", "2025-01-06"),
        ("2023年1月2日 19時30分", "2023-01-02"),
        ("2023/1/2", "2023-01-02"),
        ("2023-01-02T03:04:05Z", "2023-01-02"),
        ("Monday, January 2, 2023", "2023-01-02"),
        ("Jan. 2, 2023 3:04 PM", "2023-01-02"),
        ("2 Sept 2023", "2023-09-02"),
        ("1st of May 2023", "2023-05-01"),
        ("January 2", None),
        ("1月2日", None),
        ("1/2/2023", None),
        ("2023-02-30", None),
        ("平成99年13月40日", None),
        ("May 2023", None),
    ],
)
def test_dates_in_words_and_figures(written: str, day: str | None) -> None:
    assert find_date(written) == (date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("p20230101_01.pdf", "2023-01-01"),
        ("a/b/2022-12-19-name.txt", "2022-12-19"),
        ("20221219.html", "2022-12-19"),
        ("2022_12_19.txt", "2022-12-19"),
        ("令和５年１月２日.txt", "2023-01-02"),
        ("000_c909cfd0cad83866.txt", None),
        ("120221219.txt", None),
        ("20221399.txt", None),
        ("2022-12-19_2022-12-20.txt", None),
        ("20221219/name.txt", None),
    ],
)
def test_dates_in_names_of_files(name: str, day: str | None) -> None:
    assert find_named_date(name) == (date.fromisoformat(day) if day else None)


def test_a_time_stamp_is_the_day_at_its_publisher() -> None:
    assert read_instant("2023-01-01T16:30:00Z", "Asia/Tokyo") == date(2023, 1, 2)
    assert read_instant("2023-01-02T03:00:00Z", "America/New_York") == date(2023, 1, 1)
    assert read_instant("2023-01-01T23:00:00-05:00", "") == date(2023, 1, 1)


def test_front_lines_tell_and_are_no_part_of_the_body() -> None:
    read = _read(
        "Source: https://news.usni.org/2022/12/19/x\nPublished: 2022-12-20\nPublisher: USNI\n"
        "Retrieved: 2024-05-05\n\nThe ship sailed on Jan. 2, 2023.\n",
        "20010101.txt",
    )
    assert (_day(read), read.published_from) == ("2022-12-20", "text")
    assert read.published == datetime(2022, 12, 20, tzinfo=UTC)
    assert (read.publisher, read.publisher_from) == ("USNI News", "text")
    assert read.address == "https://news.usni.org/2022/12/19/x"
    assert read.text[read.body_start :].startswith("The ship sailed")


@pytest.mark.parametrize(
    "front",
    [
        "出典：https://www.mod.go.jp/js/a.pdf\n発表：統幕\n発表日：令和５年１月２日\n",
        "発表：統合幕僚監部（令和5年1月2日）\nURL：https://www.mod.go.jp/js/a.pdf\n",
        "出典：統合幕僚監部 https://www.mod.go.jp/js/a.pdf 2023年1月2日\n---\n",
    ],
)
def test_japanese_front_lines(front: str) -> None:
    read = _read(front + "\n" + _RELEASE)
    assert (_day(read), read.publisher) == ("2023-01-02", _JSO)
    assert read.address == "https://www.mod.go.jp/js/a.pdf"
    assert read.text[read.body_start :] == _RELEASE


def test_a_title_may_stand_above_the_front_lines() -> None:
    front = "# A carrier off the cape\n\nSource: https://example.org/a\nDate: 2 January 2023\n\n"
    read = _read(front + "It sailed.")
    assert (read.title, read.address) == ("A carrier off the cape", "https://example.org/a")
    assert (_day(read), read.text[read.body_start :]) == ("2023-01-02", "It sailed.")


def test_a_sentence_after_a_name_and_a_colon_is_a_sentence() -> None:
    for text in (
        "Source: the ministry said that on 2 January 2023 five ships sailed by the cape, and left.",
        "The five ships sailed by the cape, and left.\nPublished: 2023-01-02\nIt was said.",
        "発表：海上自衛隊は、令和5年1月2日に艦艇を確認した。",
    ):
        read = _read(text)
        assert (read.body_start, read.published, read.publisher) == (0, None, None)


def test_a_front_line_that_cannot_be_read_is_told() -> None:
    read = _read("Published: 01/02/2023\nThe ship sailed.")
    assert read.published is None
    assert "was not read" in read.notes[0]


@pytest.mark.parametrize(
    "head",
    [
        "令和７年１月６日\n統 合 幕 僚 監 部\n（お知らせ）\n中国海軍艦艇の動向につ\nいて\n",
        "令和７年１月６日 統合幕僚監部 （お知らせ）\n中国海軍艦艇の動向について\n",
        "（お知らせ） 令和７\n年１月６日（月）\n統合幕僚監\n部\n中国海軍艦艇の動向について\n\n",
        "７．１．６\n統合幕僚監部\n中国海軍艦艇の動向について\n",
    ],
)
def test_the_head_of_a_release(head: str) -> None:
    read = _read(head + _RELEASE)
    assert (_day(read), read.published_from) == ("2025-01-06", "text")
    assert (read.publisher, read.publisher_from) == (_JSO, "text")
    assert read.title == "中国海軍艦艇の動向について"
    assert read.text[read.body_start :] == _RELEASE


def test_a_year_without_its_era_is_read_with_its_reason() -> None:
    read = _read("３０．１．６\n統合幕僚監部\n" + _RELEASE)
    assert _day(read) == "2018-01-06"
    assert "Heisei 30" in read.notes[0]


@pytest.mark.parametrize(
    ("text", "day", "publisher"),
    [
        ("TOKYO, Dec. 19, 2022 — The ship sailed on Jan. 2, 2023.", "2022-12-19", None),
        ("NAHA, Japan (Kyodo) -- The ship sailed on Jan. 2, 2023.", None, "Kyodo News"),
        ("TOKYO, Jan 2 (Reuters) - The ship sailed.", None, "Reuters"),
        ("A carrier off the cape\nBy A. Name | Jan 2, 2023\n\nIt sailed.", "2023-01-02", None),
        ("A carrier\n\nPublished Jan. 2, 2023 3:04 PM EST\nIt sailed.", "2023-01-02", None),
        ("USNI News\nDecember 19, 2022 1:05 PM - Updated: December 20, 2022\nIt sailed by.",
         "2022-12-19", "USNI News"),
        ("Posted on 2 January 2023 by admin\nIt sailed.", "2023-01-02", None),
        ("Updated Jan 3, 2023\nIt sailed.", None, None),
        ("UPDATED: Jan 3, 2023 PUBLISHED: Jan 2, 2023\nIt sailed.", "2023-01-02", None),
        ("A ship\nPublished 3:04 p.m., Jan 2 2023\nIt sailed.", "2023-01-02", None),
        ("A ship\nBy A. Name, NHK, Jan 2, 2023\nIt sailed.", "2023-01-02", None),
        ("A Press Release (January 2, 2023)\nIt sailed.", "2023-01-02", None),
        ("News Release\n2023.1.2\nIt sailed.", "2023-01-02", None),
        ("A ship\nKyodo 2023/1/2(月) 19:30\nIt sailed.", "2023-01-02", "Kyodo News"),
        ("A ship\nKyodo - Jan 2, 2023 - 19:30\nIt sailed.", "2023-01-02", "Kyodo News"),
        ("TOKYO (Jan. 2, 2023) The ship sailed.", "2023-01-02", None),
        ("【2023年1月2日(月)1面】 It sailed.", "2023-01-02", None),
        ("中国空母が通過\n2023年1月2日 19時30分\n\n防衛省は1日、発表した。", "2023-01-02", None),
    ],
)  # fmt: skip
def test_the_head_of_an_article(text: str, day: str | None, publisher: str | None) -> None:
    read = _read(text)
    assert (_day(read), read.publisher) == (day, publisher)
    body = read.text[read.body_start :]
    assert body == text or body.startswith(("It sailed", "防衛省は"))


@pytest.mark.parametrize(
    "text",
    [
        "The ship sailed on Jan. 2, 2023 by the cape, and was seen on January 3, 2023.",
        "令和５年１月２日（月）午前４時頃、海上自衛隊は、艦艇を確認した。",
        "令和５年１月２日（月）\n午前４時頃、海上自衛隊は、艦艇を確認した。",
        "防衛省は１月２日、艦艇を確認したと発表した。\n2023年1月2日\n終わり。",
        "Posted on 2 January 2023 off the cape, the destroyer watched the ships sail west.",
        "By Jan. 2, 2023, the ships had left.\nThey sailed west.",
        "By night the ships\nhad left on Jan. 2, 2023,\nsailing west.",
        "By Monday they sailed.\nJan. 2, 2023 was the day of it all, said the ministry of defence.",
        "On 2 January 2023 - Monday - the ships sailed.",
        "The carrier and\nfive warships sailed on\nJan. 2, 2023\nby the cape.",
    ],
)
def test_dates_of_what_happened_are_not_taken(text: str) -> None:
    read = _read(text)
    assert (read.published, read.published_from, read.body_start) == (None, None, 0)


def test_the_order_of_places() -> None:
    page = (
        '<html><meta property="article:published_time" content="2023-01-03">'
        '<link rel="canonical" href="https://news.usni.org/2023/01/05/x"><p>{}The ship sailed.'
    )
    line = "January 4, 2023<p>"
    assert _day(_read(page.format(line), "20230106.html")) == "2023-01-03"
    plain = page.replace("article:published_time", "x")
    read = _read(plain.format(line), "20230106.html")
    assert (_day(read), read.published_from) == ("2023-01-04", "text")
    read = _read(plain.format(""), "20230106.html")
    assert (_day(read), read.published_from) == ("2023-01-05", "address")
    assert (read.publisher, read.publisher_from) == ("USNI News", "address")
    read = _read("<html><p>The ship sailed.", "20230106.html")
    assert (_day(read), read.published_from) == ("2023-01-06", "file name")
    read = _read(page.format(line), published=date(2023, 1, 1), publisher="統幕")
    assert (_day(read), read.published_from) == ("2023-01-01", "option")
    assert (read.publisher, read.publisher_from) == (_JSO, "option")


def test_json_ld_tells() -> None:
    read = _read(
        '<html><script type="application/ld+json">{"@graph": [{"@type": "Person", "name": "x"},'
        '{"@type": "NewsArticle", "datePublished": "2023-01-01T16:30:00Z", "headline": "A ship",'
        '"publisher": {"name": "共同通信"}}]}</script><p>The ship sailed.'
    )
    assert (_day(read), read.published_from) == ("2023-01-02", "page")
    assert (read.publisher, read.title) == ("Kyodo News", "A ship")


def test_json_ld_that_is_none_says_nothing() -> None:
    for script in ("{", "[" * 100_000, '{"@type": "NewsArticle", "datePublished": 5}', "NaN"):
        read = _read(f'<html><script type="application/ld+json">{script}</script><p>The ship.')
        assert read.published is None


def test_times_that_differ_tell_nothing() -> None:
    times = '<time datetime="2023-01-01">a</time><time datetime="2023-01-02">b</time>'
    assert _read(f"<html><main>{times}<p>The ship sailed.</main>").published is None


def test_every_name_and_host_is_of_one_publisher() -> None:
    for publisher in publishers():
        names = (publisher.name, publisher.name_ja, *publisher.aliases)
        assert {find_by_name(name) for name in names if name} == {publisher}
        assert {find_by_address(f"https://www.{host}/x") for host in publisher.hosts} <= {publisher}
    assert find_by_address("https://[broken/") is None
    assert find_by_address("https://notmod.go.jp/js/x") is None

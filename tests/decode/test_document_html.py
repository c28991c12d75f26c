"""A page gives the text of its article and what its head says, in bounded time."""

import time

import pytest

from straitwatch.decode.document.html import read_page
from straitwatch.decode.document.markup import Tag, read_attributes, scan_markup
from straitwatch.model.error import SourceError

_PAGE = """<!DOCTYPE html><html><head><title>A title &amp; more</title>
<meta property="og:title" content="A carrier &quot;seen&quot;">
<link rel="canonical" href="https://example.org/a"><style>p { color: red }</style>
<script type="application/ld+json">{"datePublished": "2023-01-02"}</script>
<body><header><a href="/">Home</a></header><nav>menu<div>more menu</div></nav>
<main><article><header><h1>Headline</h1>
<p>By A. Name | <time datetime="2023-01-02T03:00Z" class="published">Jan 2</time></header>
<p>The first&nbsp;paragraph
 of the <b>text</b>.<p>A second,<br>in two lines. <!-- not > this -->3 &lt; 4 < 5
<ruby>宮古<rt>みやこ</rt></ruby>島<aside>related</aside>
<table><tr><th>Day<th>Count</tr><tr><td><p>1</p></td><td>40<br>(about)</td></tr></table>
<ul><li>one<li>two</ul><form>search</form><div style="display: none">hidden<div>too</div></div>
<footer>tags</footer></article><article>a card</article></main><footer>imprint</footer></html>"""


def test_the_article_is_read_line_by_line() -> None:
    assert read_page(_PAGE, "x").text.split("\n") == [
        "Headline",
        "By A. Name | Jan 2",
        "The first paragraph of the text.",
        "A second,",
        "in two lines. 3 < 4 < 5 宮古島",
        "Day\tCount",
        "1\t40 (about)",
        "one",
        "two",
        "search",
    ]


def test_its_head_is_read() -> None:
    page = read_page(_PAGE, "x")
    assert page.title == "A title & more"
    assert page.metas["og:title"] == 'A carrier "seen"'
    assert page.canonical == "https://example.org/a"
    assert page.times == [(True, "2023-01-02T03:00Z")]
    assert page.scripts == ['{"datePublished": "2023-01-02"}']


def test_without_an_article_the_main_part_is_read_and_without_it_the_body() -> None:
    words = "The ship sailed by the cape. " * 5
    assert read_page(f"<p>top<main><p>{words}</main><p>end", "x").text == words.strip()
    assert read_page(f"<p>top<p>{words}<form>form</form>", "x").text == f"top\n{words.strip()}"


def test_a_page_within_one_form_is_not_lost() -> None:
    assert read_page("<body><form><p>The ship sailed.</form>", "x").text == "The ship sailed."


def test_several_articles_of_like_length_are_all_read() -> None:
    words = "The ship sailed by the cape. " * 5
    text = read_page(f"<main>{f'<article>{words}</article>' * 3}</main>", "x").text
    assert text.count("sailed") == 15


def test_an_empty_cell_keeps_its_place_and_rows_stay_apart() -> None:
    page = "<table><tr><td>a<td><td>c<tr><td><td>b<td></table>after"
    assert read_page(page, "x").text == "a\t\tc\n\tb\t\nafter"


def test_lines_of_preformatted_text_stay() -> None:
    assert read_page("<pre>one\ntwo</pre><p>three\nfour", "x").text == "one\ntwo\nthree four"


def test_a_sign_within_quotes_ends_no_tag() -> None:
    assert read_page('<p title="a > b" x>text', "x").text == "text"
    assert read_attributes(""" a="1 > 0" B='two' c=3 d A=9""") == {
        "a": "1 > 0",
        "b": "two",
        "c": "3",
        "d": "",
    }


def test_what_never_ends_ends_with_the_page() -> None:
    for page in ("a<!-- b", "a<script>b", "a<p b", "a</p b", "a<!b"):
        assert read_page(page, "x").text == "a"


def test_tags_and_text_in_order() -> None:
    pieces = list(scan_markup("<P CLASS=a>x</p><br/>"))
    assert pieces == [Tag("p", False, " CLASS=a"), "x", Tag("p", True, ""), Tag("br", False, "/")]


_HOSTILE = {
    "nest": "<div>" * 150_000 + "end",
    "formatting": "<p><b id=1>" * 70_000,
    "never closed": "<div>" * 70_000 + "</p>" * 70_000,
    "comments": "<!--" * 500_000,
    "less than": "<" * 300_000,
    "open tags": "<a " * 700_000,
    "quotes": "<a =\"'" * 350_000,
    "attributes": "<div " + "a=b " * 500_000 + ">",
    "equals": "<meta " + "=" * 2_000_000 + ">",
    "breaks": "<br>" * 150_000 + "<td> " * 1_000,
    "spaces": "<p> " * 100_000 + "end",
    "entities": "<p>" + "&#9" * 500_000,
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_hostile_markup_takes_linear_time(name: str) -> None:
    begun = time.process_time()
    text = read_page(_HOSTILE[name], name).text
    assert len(text) <= len(_HOSTILE[name])
    assert time.process_time() - begun < 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<div>" * 1_000_001, "more than 1,000,000 tags"),
        ("<" * 50_000_000, "more than 1,000,000 tags"),
        ("<p>" + "a" * 50_000_000, "more than 2,000,000 characters"),
        ("<p>hello" * 6_000_000, "more than 1,000,000 tags"),
    ],
    ids=["nest", "less than", "a", "flat"],
)
def test_fifty_megabytes_of_markup_end_in_a_clear_error(page: str, found: str) -> None:
    begun = time.process_time()
    with pytest.raises(SourceError, match=rf"^large: .*{found}.*save"):
        read_page(page, "large")
    assert time.process_time() - begun < 30

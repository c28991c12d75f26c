"""Any bytes end in a Document or in a clear error, and soon."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.decode.document import is_prose, read_document
from straitwatch.model.error import SourceError

_TEXT = "The ship sailed by the cape.\n"
_WORDS = st.sampled_from(
    ["<p>", "<table><tr><td>", "</div>", "<!--", "-->", "<script>", "<title>", "Published: ",
     "令和７年１月６日", "統合幕僚監部", "Jan 2, 2023", "\n", "\x1b$B", "\ufeff", "\0", "By x | ",
     "出典：https://[", "Source: http://a/", "&#0;", "&amp", "について", "\t", ",", "{", "TOKYO, "]
)  # fmt: skip


def _check(data: bytes) -> None:
    begun = time.monotonic()
    read, said = None, "x: "
    try:
        read = read_document(data, "x")
    except SourceError as error:
        said = str(error)
    assert said.startswith("x: ")
    if read:
        assert read.text.strip()
        assert 0 <= read.body_start <= len(read.text)
        assert read.n_broken == read.text.count("\ufffd")
        assert not set(read.text) & {"\0", "\r", "\x1b"}
        assert (read.published is None) == (read.published_from is None)
        assert (read.publisher is None) == (read.publisher_from is None)
    assert time.monotonic() - begun < 5


@given(st.binary(max_size=300).filter(lambda data: b"%PDF-" not in data))
@settings(max_examples=150, deadline=None)
def test_any_bytes_end(data: bytes) -> None:
    _check(data)
    assert is_prose(data) in {True, False}


@given(
    st.lists(_WORDS | st.text(max_size=8), max_size=30),
    st.sampled_from(["utf-8", "utf-16", "cp932", "euc_jp", "iso2022_jp"]),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_any_words_end(words: list[str], name: str, is_page: bool) -> None:
    text = ("<html>" if is_page else "") + "".join(words)
    _check(text.encode(name, "replace"))


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "0 bytes"),
        (b"\xef\xbb\xbf", "nothing but white space"),
        (b"\xff\xfe", "nothing but white space"),
        (b" \n\t", "nothing but white space"),
        (b"<html><body></body>", "nothing but white space in the page"),
        (b"\0" * 500, "no text"),
        (b"PK\x03\x04" + b"\0" * 50, "zip archive.*unpack it first"),
        (b"\x1f\x8b\x08", "gzip.*unpack"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office file"),
        (b"a" * 2_000_001, "more than 2,000,000 characters.*split it"),
        (b" " * ((64 << 20) + 1), "more than 67,108,864"),
    ],
    ids=[
        "empty",
        "mark",
        "mark 16",
        "blank",
        "blank page",
        "nul",
        "zip",
        "gzip",
        "doc",
        "a",
        "big",
    ],
)
def test_what_is_no_document_says_why(data: bytes, found: str) -> None:
    with pytest.raises(SourceError, match=f"^pile: .*{found}"):
        read_document(data, "pile")


def test_broken_bytes_are_told() -> None:
    read = read_document(_TEXT.encode() * 9 + b"\xe3\x81" + _TEXT.encode(), "x")
    assert read.n_broken == 1
    assert read.notes == ("1 characters could not be read in utf-8: shown as \ufffd",)


def test_a_page_in_shift_jis_is_read() -> None:
    page = "<html><head><title>題</title><body><p>海上自衛隊は、艦艇を確認した。</html>"
    read = read_document(page.encode("cp932"), "x")
    assert (read.text, read.title) == ("海上自衛隊は、艦艇を確認した。", "題")
    assert (read.media, read.encoding) == ("html", "cp932")


def test_a_release_takes_under_half_a_millisecond() -> None:
    line = "１月５日（日）午前４時頃、海上自衛隊は、架空島の東約７０ｋｍの海域で艦艇を確認した。\n"
    data = ("令和７年１月６日\n統合幕僚監部\n（お知らせ）\n動向について\n" + line * 23).encode()
    assert len(data.decode()) > 1_000
    read_document(data, "x")
    spans = []
    for _ in range(5):
        begun = time.process_time()
        for _ in range(100):
            read_document(data, "x")
        spans.append((time.process_time() - begun) / 100)
    assert min(spans) < 0.0005

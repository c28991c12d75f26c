"""Bytes in any usual character set give the same text; what cannot be read is counted."""

import random
import time

import pytest

from straitwatch.decode.document.charset import decode_text
from straitwatch.model.error import SourceError

_RELEASE = (
    "令和７年１月６日\n統合幕僚監部\n（お知らせ）\n中国海軍艦艇の動向について\n"
    "１月５日（日）午前４時頃、海上自衛隊は、架空島（沖縄県）の北東約７０ｋｍの海域において、"
    "同海域を西進する中国海軍ルーヤン級ミサイル駆逐艦１隻（艦番号「９９９」）を確認した。\n"
)
_LONG = (_RELEASE * 5)[:600]
_SHORT = _RELEASE[60:120]
_SETS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16-le",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "utf-32": "utf-32-le",
    "cp932": "cp932",
    "euc_jp": "euc_jp",
    "iso2022_jp": "iso2022_jp_2",
}


@pytest.mark.parametrize("name", _SETS)
@pytest.mark.parametrize("text", [_LONG, _SHORT, _RELEASE[:60]])
def test_a_release_reads_the_same_in_every_set(name: str, text: str) -> None:
    read = decode_text(text.encode(name), "x")
    assert read.text == text
    assert read.encoding == _SETS[name]
    assert read.n_broken == 0


def test_signs_of_row_13_are_read_in_euc_and_jis() -> None:
    text = "海上自衛隊は、ルーヤンⅢ級及びジャンカイⅡ級の①隻を㎞で確認した。"
    euc = b"".join(_as_euc(sign) for sign in text)
    assert decode_text(euc, "x").text == text
    jis = b"\x1b$B" + bytes(byte & 0x7F for byte in euc) + b"\x1b(B"
    assert decode_text(jis, "x").text == text


def _as_euc(sign: str) -> bytes:
    try:
        return sign.encode("euc_jp")
    except UnicodeEncodeError:
        lead, trail = sign.encode("cp932")
        assert lead == 0x87
        return bytes([0xAD, (trail - (0x1F if trail < 0x80 else 0x20)) | 0x80])


def test_a_broken_byte_in_jis_leaves_the_rest() -> None:
    data = _SHORT.encode("iso2022_jp")
    read = decode_text(data + b"\x1b$B\x7f\x7f\x1b(B" + data, "x")
    assert read.n_broken > 0
    assert read.text.replace("\ufffd", "").count(_SHORT) == 2


def test_a_big_endian_mark_is_read() -> None:
    assert decode_text(b"\xfe\xff" + _SHORT.encode("utf-16-be"), "x").text == _SHORT


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be", "utf-8", "cp1252"])
def test_english_reads_the_same(name: str) -> None:
    text = "TOKYO — The ministry’s staff said “three ships” were seen off the café’s cape.\n" * 3
    assert decode_text(text.encode(name), "x").text == text


def test_line_ends_become_one() -> None:
    assert decode_text(b"a\r\nb\rc\n", "x").text == "a\nb\nc\n"


def test_what_a_page_declares_is_taken_where_it_fits() -> None:
    page = '<html><head><meta charset="windows-1251"><p>Корабль'
    read = decode_text(page.encode("cp1251"), "x")
    assert (read.text, read.encoding) == (page, "cp1251")


def test_a_false_declaration_is_not_believed() -> None:
    page = '<html><head><meta charset="euc-jp"><p>' + _RELEASE
    assert decode_text(page.encode("cp932"), "x").text == page


def test_other_languages_in_utf_8_are_text() -> None:
    assert decode_text("Корабль прошёл пролив.".encode(), "x").encoding == "utf-8"


@pytest.mark.parametrize("name", ["utf-8", "cp932", "euc_jp"])
def test_broken_bytes_are_counted_not_lost(name: str) -> None:
    read = decode_text(_LONG.encode(name) + b"\xff\xff\n" + _SHORT.encode(name), "x")
    assert read.encoding == name
    assert read.n_broken == 2
    assert read.text.replace("\ufffd", "") == _LONG + "\n" + _SHORT


def test_lines_in_two_sets_are_both_read() -> None:
    read = decode_text(_LONG.encode() + b"\n" + _LONG.encode("cp932"), "x")
    assert read.text == f"{_LONG}\n{_LONG}"
    assert read.encoding == "cp932+utf-8"


def test_control_signs_are_counted() -> None:
    read = decode_text(b"A ship sailed by the cape.\x07 It was seen.", "x")
    assert read.n_broken == 1
    assert "\x07" not in read.text


@pytest.mark.parametrize("data", [b"\0" * 1000, bytes(range(128, 256)) * 40, b"\x01\x02\x03" * 99])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match=r"pile: no text: the first bytes are .* give plain text"):
        decode_text(data, "pile")


def test_noise_is_refused() -> None:
    for seed in range(20):
        with pytest.raises(SourceError, match="no text"):
            decode_text(random.Random(seed).randbytes(4_000), "noise")


@pytest.mark.slow
@pytest.mark.parametrize(
    "data",
    [
        b"a" * 50_000_000,
        _RELEASE.encode("cp932") * 160_000,
        _RELEASE.encode("utf-16-le") * 150_000,
        random.Random(1).randbytes(50_000_000),
        _RELEASE.encode() * 110_000 + b"\xff",
        b"\x1b$B" * 16_000_000,
        b"\n\xff" * 4_000_000,
    ],
    ids=["a", "cp932", "utf-16", "noise", "broken", "escapes", "lines"],
)
def test_fifty_megabytes_take_seconds(data: bytes) -> None:
    begun = time.process_time()
    try:
        n_characters = len(decode_text(data, "large").text)
    except SourceError:
        n_characters = None
    assert n_characters is None or n_characters <= len(data)
    assert time.process_time() - begun < 20

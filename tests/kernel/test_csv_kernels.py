"""Kernels of the CSV reader against Python's own csv, float, datetime and UTF-8."""

import csv
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from straitwatch.kernel.changes import find_changes, keep_seats
from straitwatch.kernel.csv_bytes import PAD, pad_bytes
from straitwatch.kernel.csv_cells import BLANK, LOOK, ROW, cut_cells
from straitwatch.kernel.csv_number import read_addresses, read_identities, read_plain
from straitwatch.kernel.csv_time import EMPTY, READ, read_clock_times
from straitwatch.kernel.csv_word import NOTHING, find_distinct, gather_cells, mix_cells

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PIECE = st.one_of(
    st.sampled_from(
        ["", '"', ",", "\r", "\n", "a", "é", "﻿", "#", '"b"', '"c,d"', '""', "x" * 70, "\r\n"]
    ),
    st.binary(max_size=3).map(lambda raw: raw.decode("latin1")),
)
NUMBER = st.one_of(
    st.from_regex(r"-?[0-9]{0,17}(\.[0-9]{0,17})?", fullmatch=True),
    st.floats(-1e6, 1e6).map(lambda value: f"{value:.6f}"),
    st.text(st.sampled_from("0123456789.-+eE x"), max_size=9),
)


def lay(words: list[bytes]) -> tuple[np.ndarray, np.ndarray]:
    """Bytes and cells of words that lie one behind the other."""
    buf, _ = pad_bytes(b"".join(words))
    length = np.array([len(word) for word in words], np.int64)
    return buf, (np.cumsum(length) - length) | length << 32


def cut(text: bytes, width: int, head: bytes = b"head") -> list[tuple[int, list[bytes]]]:
    """Kind of each line and its cells."""
    buf, n = pad_bytes(text)
    most = text.count(b"\n") + 1
    cells = np.full((width + 1, most), -1, np.int64)
    start, end = np.empty(most, np.int64), np.empty(most, np.int64)
    kind = np.empty(most, np.uint8)
    stream = np.arange(width + 1)
    raw = np.frombuffer(head, np.uint8)
    n_lines = cut_cells(buf, n, np.uint8(44), stream, raw, 1 << 20, cells, start, end, kind)
    own = [[one.tobytes() for one in _bytes_of(buf, cells[:-1, k])] for k in range(n_lines)]
    lines = [bytes(text[a:b]) for a, b in zip(start[:n_lines], end[:n_lines], strict=True)]
    wanted = [line.removesuffix(b"\r") for line in text.split(b"\n")]
    assert lines == (wanted[:-1] if text.endswith(b"\n") or not text else wanted)
    return list(zip(kind[:n_lines].tolist(), own, strict=True))


def _bytes_of(buf: np.ndarray, cells: np.ndarray) -> list[np.ndarray]:
    return [buf[cell & 0xFFFFFFFF :][: cell >> 32] for cell in cells.tolist()]


def _is_text(line: bytes) -> bool:
    try:
        return "\ufeff" not in line.decode()
    except UnicodeDecodeError:
        return False


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECE, min_size=1, max_size=30))
@example(["a", ",", '"c,d"', "\r\n", '"', '""', '"', "\n"])
@example(["x" * 63, ",", "é" * 40, "\n", "a,b"])
def test_lines_and_cells_are_those_of_a_csv_reader(pieces: list[str]) -> None:
    text = "".join(pieces).encode("utf-8", "surrogatepass")
    if any(0x80 <= ord(one) < 0x100 for one in "".join(pieces)):
        text += "".join(pieces).encode("latin1", "ignore")
    lines = [line.removesuffix(b"\r") for line in text.split(b"\n")]
    for line, (kind, cells) in zip(lines, cut(text, 2), strict=False):
        if kind == BLANK:
            assert line == b""
        elif kind == ROW:
            assert _is_text(line)
            assert line[:1] != b"#"
            assert b"\r" not in line
            assert [next(csv.reader([line.decode()], strict=True))] == [
                [cell.decode() for cell in cells]
            ]
        else:
            usual = _is_text(line) and b"\r" not in line and b'"' not in line
            assert (
                not usual or line.count(b",") != 1 or line[:1] == b"#" or len(line) == len("head")
            )
        if kind != ROW:
            assert cells == [b"", b""]


def test_what_is_to_be_looked_at() -> None:
    rows = {b"a,b": ROW, b"#,b": LOOK, b"a": LOOK, b"a,b,c": LOOK, b'"a",b': ROW, b'a",b': LOOK}
    rows |= {b'"a"x,b': LOOK, b'"a""b",c': LOOK, b'a,"b': LOOK, b"a\rb,c": LOOK, b"": BLANK}
    rows |= {
        b"\xff,b": LOOK,
        b"\xc3\x98,b": ROW,
        b"\xef\xbb\xbf,": LOOK,
        b"h,bb": LOOK,
        b"x,bb": ROW,
    }
    rows |= {
        b"\xed\xa0\x80,b": LOOK,
        b"\xf4\x90\x80\x80,": LOOK,
        b"\xc0\x80,b": LOOK,
        b'"",""': ROW,
    }
    told = cut(b"\n".join(rows) + b"\r\n", 2)
    assert [kind for kind, _ in told] == list(rows.values())
    assert told[4][1] == [b"a", b"b"]
    assert told[-1][1] == [b"", b""]


@settings(max_examples=60, deadline=None)
@given(st.lists(NUMBER, max_size=20))
@example(["254.65393708930063", "0.1234567890123456789", "9007199254740993"])
@example(
    ["-0.0", "9007199254740992.0", "123456789012345678.1", ".5", "5.", ".", "-", "NULL", "1_0"]
)
def test_numbers_are_the_nearest_doubles(words: list[str]) -> None:
    buf, cells = lay([word.encode() for word in words])
    values, hard = np.empty(len(words)), np.empty(len(words), np.int64)
    hard = hard[: read_plain(buf, cells, values, hard)].tolist()
    for row, word in enumerate(words):
        if row in hard or word in {"", *NOTHING}:
            assert np.isnan(values[row])
        else:
            assert repr(float(word)) == repr(float(values[row]))
            assert not set(word) & set("+eE_ ")
    plain = [k for k, word in enumerate(words) if word.isdecimal() and len(word) < 16]
    assert not set(plain) & set(hard)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(st.sampled_from("0123456789 x:"), max_size=20), max_size=20))
@example(["999999999", "1000000000", "0", "000000001", "9" * 19, "NaN"])
def test_identities_are_digits(words: list[str]) -> None:
    buf, cells = lay([word.encode() for word in words])
    ids, hard = np.empty(len(words), np.int64), np.empty(len(words), np.int64)
    hard = hard[: read_identities(buf, cells, ids, hard)].tolist()
    for row, word in enumerate(words):
        plain = word.isdecimal() and len(word) <= 18
        assert (row in hard) == (not plain and word not in {"", *NOTHING})
        assert ids[row] == (int(word) if plain and int(word) <= 999_999_999 else 0)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)), min_size=1))  # noqa: DTZ001 - a zone is added
def test_times_are_those_of_the_calendar(moments: list[datetime]) -> None:
    forms = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S.%fZ", "%d/%m/%Y %H:%M:%S"]
    moments = [moment.replace(tzinfo=UTC) for moment in moments for _ in forms]
    words = [moment.strftime(forms[k % 3]) for k, moment in enumerate(moments)]
    t_us, hard = _times(words, day_first=True)
    assert hard == []
    for k, (moment, told) in enumerate(zip(moments, t_us, strict=True)):
        whole = moment if k % 3 == 1 else moment.replace(microsecond=0)
        assert EPOCH + timedelta(microseconds=told) == whole


def _times(words: list[str], *, day_first: bool) -> tuple[list[int], list[int]]:
    buf, cells = lay([word.encode() for word in words])
    n = len(words)
    t_us, state, hard = np.empty(n, np.int64), np.empty(n, np.uint8), np.empty(n, np.int64)
    hard = hard[: read_clock_times(buf, cells, day_first, t_us, state, hard)]
    assert [k for k in range(n) if state[k] == EMPTY] == [
        k for k in range(n) if words[k] in {"", *NOTHING}
    ]
    assert (state[hard] == READ).all()
    return t_us.tolist(), hard.tolist()


def test_unusual_and_impossible_times_are_handed_back() -> None:
    good = {"2024-02-29T23:59:59": 1_709_251_199, "1671152523": 1_671_152_523}
    good |= {"1671152523000": 1_671_152_523, "1990-01-01 00:00:00": 631_152_000}
    bad = [
        "2023-02-29T00:00:00",
        "2023-13-01T00:00:00",
        "2023-00-01T00:00:00",
        "2023-01-32 00:00:00",
    ]
    bad += [
        "2023-01-01T24:00:00",
        "2023-01-01T00:60:00",
        "2023-01-01T00:00:60",
        "1989-12-31T00:00:00",
    ]
    bad += [
        "2100-01-01T00:00:00",
        "19x0-01-01T00:00:00",
        "2023-01-01T00:00:00.1234567",
        "2023-01-0",
    ]
    bad += [
        "2023-01-01T00:00:00+09:00",
        "2023-01-01X00:00:00",
        "01/01/2023T00:00:00",
        "16711525230",
    ]
    bad += [
        "2023-01-01T00:00:00ZZ",
        "2023-01-01T00:00:00.",
        "2023-01-01T0/:00:00",
        "2023-01-01T00:0::00",
    ]
    bad += ["2023-01-1-T00:00:00", "202 -01-01T00:00:00", "2023-01-01T00:00:00.1/"]
    bad += ["01/01/2023 00:00:00Z", "2023-01-01T00-00:00", "20231-01-01T00:00:0", "167115252x"]
    t_us, hard = _times([*good, *bad, "", "null"], day_first=True)
    assert hard == list(range(len(good), len(good) + len(bad)))
    assert t_us[: len(good)] == [second * 1_000_000 for second in good.values()]
    assert _times(["01/02/2023 00:00:00"], day_first=False)[1] == [0]


WORDS = st.lists(
    st.one_of(
        st.sampled_from([b"", b"NULL", b"Moored", b"At anchor", b"At anchor again", b"a"]),
        st.binary(max_size=20),
    ),
    max_size=20,
)


@settings(max_examples=50, deadline=None)
@given(WORDS)
def test_distinct_words_are_numbered_as_they_come(words: list[bytes]) -> None:
    buf, cells = lay(words)
    table, firsts = np.full(64, -1, np.int32), np.empty(32, np.int64)
    codes = np.empty(len(words), np.int32)
    n = find_distinct(buf, cells, table, firsts, codes)
    nothing = {b"", *(word.encode() for word in NOTHING)}
    wanted = list(dict.fromkeys(word for word in words if word not in nothing))
    assert [one.tobytes() for one in _bytes_of(buf, firsts[:n])] == wanted
    assert codes.tolist() == [-1 if w in nothing else wanted.index(w) for w in words]


def test_too_many_words_are_told() -> None:
    buf, cells = lay([b"a", b"b", b"c"])
    out = np.empty(3, np.int32)
    assert find_distinct(buf, cells, np.full(8, -1, np.int32), np.empty(2, np.int64), out) == -1


@settings(max_examples=50, deadline=None)
@given(WORDS, st.integers(0, 99))
@example([b"a", b"a\0", b"a\0\0", b"12345678", b"12345678\0"], 3)
def test_hashes_tell_words_apart_wherever_they_lie(words: list[bytes], shift: int) -> None:
    nothing = {b"", *(word.encode() for word in NOTHING)}
    plain = [b"" if word in nothing else word for word in words]
    told, says = _mixed(*lay(words))
    again, _ = _mixed(*(lay([b"?" * shift, *words])[k][k:] for k in (0, 1)))
    assert told == again
    for word, mixed, is_said in zip(plain, told, says, strict=True):
        assert is_said == bool(word.strip(b" \x1f"))
        assert [mixed == other for other in told] == [word == other for other in plain]


def _mixed(buf: np.ndarray, cells: np.ndarray) -> tuple[list[int], list[bool]]:
    hashes, says = np.zeros(len(cells), np.uint64), np.zeros(len(cells), bool)
    mix_cells(buf, cells, hashes, says)
    return hashes.tolist(), says.tolist()


def test_the_order_of_cells_counts() -> None:
    buf, cells = lay([b"ab", b"c", b"a", b"bc"])
    hashes, says = np.zeros(2, np.uint64), np.zeros(2, bool)
    mix_cells(buf, cells[[0, 2]], hashes, says)
    mix_cells(buf, cells[[1, 3]], hashes, says)
    assert hashes[0] != hashes[1]


@settings(max_examples=50, deadline=None)
@given(WORDS)
def test_cells_are_gathered(words: list[bytes]) -> None:
    buf, cells = lay(words)
    ends, valid = np.zeros(len(words) + 1, np.int32), np.empty(len(words), bool)
    text = np.empty(sum(map(len, words)), np.uint8)
    gather_cells(buf, cells, ends, text, valid)
    data = text.tobytes()
    assert [data[a:b] for a, b in pairwise(ends.tolist())] == words
    nothing = {b"", *(word.encode() for word in NOTHING)}
    assert valid.tolist() == [word not in nothing for word in words]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 2)), max_size=30), st.integers(1, 7))
def test_changes_are_those_of_a_dictionary(rows: list[tuple[int, int]], step: int) -> None:
    last: dict[int, int] = {}
    wanted = []
    for own, said in rows:
        wanted.append(said != 0 and last.get(own) != said)
        last[own] = said or last.get(own, 0)
    room = [np.zeros(64, np.int64), np.zeros(64, np.uint64), np.zeros(64, np.int64)]
    found = []
    for start in range(0, len(rows), step):
        part = rows[start : start + step]
        own, said = np.array([k for k, _ in part]), np.array([k for _, k in part], np.uint64)
        fresh = np.empty(len(part), np.int64)
        n, _ = find_changes(own, said, start, *room, fresh)
        found += [k in fresh[:n] for k in range(len(part))]
        larger = [np.zeros(128, np.int64), np.zeros(128, np.uint64), np.zeros(128, np.int64)]
        keep_seats(*room, *larger)
        room = larger
    assert found == wanted


@pytest.mark.parametrize("data", [b"", b"a", b"a\n", b"\n"])
def test_bytes_end_in_a_line_feed_and_room(data: bytes) -> None:
    buf, n = pad_bytes(data, b"more")
    assert buf[:n].tobytes() == (data.removesuffix(b"\n") + b"\n" if data else b"")
    assert buf[n:].tobytes() == b"more" + bytes(PAD)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(st.sampled_from("09afAFgG/:@` -"), max_size=8), max_size=20))
@example(["ae0455", "AE0455", "000000", "ffffff", "ae045", "ae04555", "/e0455", "ge0455", "nan"])
def test_addresses_are_six_hexadecimal_digits(words: list[str]) -> None:
    buf, cells = lay([word.encode() for word in words])
    addresses, hard = np.empty(len(words), np.int64), np.empty(len(words), np.int64)
    hard = hard[: read_addresses(buf, cells, addresses, hard)].tolist()
    for row, word in enumerate(words):
        plain = len(word) == 6 and set(word.lower()) <= set("0123456789abcdef")
        assert addresses[row] == (int(word, 16) if plain else 0)
        assert (row in hard) == (not plain and word not in {"", *NOTHING})

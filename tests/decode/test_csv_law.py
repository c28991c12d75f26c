"""Laws of the CSV reader: cut anywhere, never crash, every line accounted for."""

import csv
import io
from datetime import datetime

import numpy as np
import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from straitwatch.decode import lines as lines_module
from straitwatch.decode.cell import read_numbers, read_times
from straitwatch.decode.lines import cut_blocks, find_lines, replace_lines, take_lines
from straitwatch.decode.memory import Memory
from straitwatch.decode.repeat import Repeats
from straitwatch.decode.table import decode_csv
from straitwatch.model.record import Tally

FIRST, LAST = datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2099-12-31")
HEAD = b"time,mmsi,lat,lon,name\n"
CELL = st.text(st.sampled_from('ab1.9-"\r ,é\x00'), max_size=6)
GOOD = st.sampled_from(["2022-12-16 01:02:03,431000001,25,126,A", "1671152523,431000002,1,2,B"])
LINE = st.one_of(GOOD, st.lists(CELL, max_size=6).map(",".join))


def _run(data: bytes, step: int, size: int) -> tuple[list, Tally]:
    tally = Tally("x")
    chunks = [data[i : i + step] for i in range(0, len(data), step)]
    out = list(decode_csv(chunks, "x", tally, block_size=size))
    tables = [
        pa.concat_tables([getattr(d, name) for d in out]).to_pylist()
        for name in ("fixes", "statics", "rejects")
    ]
    return tables, tally


@settings(max_examples=50, deadline=None)
@given(st.lists(LINE, max_size=12), st.integers(1, 60))
@example(['1671152523,431000002,1,2,"', "a", '1671152523,431000002,1,2,"B'], 9)
@example(['1671152523,431000002,1,2,a"b,"c', "x"], 30)
@example(["1671152523,431000002,1,2,a\rb"], 30)
def test_any_rows_are_all_accounted_for_and_good_ones_are_found(rows: list[str], step: int) -> None:
    good = {"2022-12-16 01:02:03,431000001,25,126,A", "1671152523,431000002,1,2,B"}
    data = HEAD + "\n".join(rows).encode()
    (fixes, _, rejects), tally = _run(data, step, 1 << 20)
    assert tally.is_balanced()
    assert tally.lines == data.count(b"\n") + (not data.endswith(b"\n"))
    assert {i + 2 for i, row in enumerate(rows) if row in good} <= {fix["line"] for fix in fixes}
    told = [row["line"] for row in fixes + rejects]
    assert len(told) == len(set(told)), "a line is told twice"


@settings(max_examples=50, deadline=None)
@given(st.lists(LINE, min_size=1, max_size=12), st.integers(1, 60), st.integers(24, 200))
def test_the_stream_cut_anywhere_gives_the_same(rows: list[str], step: int, size: int) -> None:
    data = HEAD + "\n".join(["1671152523,431000002,1,2,B", *rows]).encode()
    whole, tally = _run(data, len(data), 1 << 20)
    cut, tally_cut = _run(data, step, size)
    assert cut == whole
    assert tally_cut == tally


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
@example(b"\xef\xbb\xbf")
def test_any_bytes_after_a_header_never_crash(noise: bytes) -> None:
    _, tally = _run(HEAD + noise, 64, 1 << 20)
    assert tally.is_balanced()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.binary(max_size=30)), st.integers(1, 64))
def test_blocks_are_the_stream(chunks: list[bytes], size: int) -> None:
    blocks = list(cut_blocks([chunk for chunk in chunks if chunk], size))
    assert b"".join(block.data for block in blocks) == b"".join(chunks)
    assert all(block.data.endswith(b"\n") for block in blocks[:-1])
    offsets = np.cumsum([0, *[len(block.data) for block in blocks]])[:-1]
    assert [block.offset for block in blocks] == offsets.tolist()


def test_a_line_beyond_any_length_does_not_fill_the_memory() -> None:
    long = lines_module.MAX_LINE + 5
    chunks = [b"a\nb", *[b"x" * 1000] * (4 * long // 1000), b"\nlast\n"]
    blocks = list(cut_blocks(chunks, 4096))
    whole = b"".join(chunks)
    assert max(len(block.data) for block in blocks) <= lines_module.MAX_LINE + 8192
    assert blocks[-1].data == b"last\n"
    assert blocks[-1].offset == whole.index(b"last")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from([b"", b"a", b"bb", b"c\r"]), min_size=1), st.data())
def test_lines_are_found_taken_and_replaced(parts: list[bytes], data: st.DataObject) -> None:
    text = b"\n".join(parts)
    ends = [part.removesuffix(b"\r") for part in text.split(b"\n")]
    ends = ends[:-1] if text.endswith(b"\n") or not text else ends
    lines = find_lines(text)
    assert [text[a:b] for a, b in zip(lines.start, lines.end, strict=True)] == ends
    keep = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(ends), max_size=len(ends))), bool
    )
    pieces = text.splitlines(keepends=True) if b"\r" not in text else None
    if pieces is not None:
        kept = [piece for piece, good in zip(pieces, keep, strict=True) if good]
        assert take_lines(text, lines, keep) == b"".join(kept)
        new = dict.fromkeys(np.flatnonzero(keep).tolist(), b"new")
        wanted = [b"new\n" if i in new else piece for i, piece in enumerate(pieces)]
        assert replace_lines(text, lines, new) == b"".join(wanted)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats().map(repr), CELL), max_size=8))
def test_numbers_are_read_as_python_reads_them(cells: list[str | None]) -> None:
    values, bad = read_numbers(pa.array(cells, pa.string()))
    for cell, value, odd in zip(cells, values.to_pylist(), bad, strict=True):
        try:
            wanted = float(cell) if cell and "_" not in cell else None
        except ValueError:
            wanted = None
        if wanted is not None and 1e-90 < abs(wanted) < 1e90:
            assert value == wanted
            assert not odd
        assert not (odd and value is not None)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.datetimes(
            min_value=FIRST,
            max_value=LAST,
        ),
        min_size=1,
    ),
    st.booleans(),
)
def test_both_ways_of_reading_times_agree(moments: list, damaged: bool) -> None:
    cells = [moment.isoformat(sep=" ", timespec="microseconds") for moment in moments]
    t_us, bad, empty = read_times(pa.array([*cells, "x"] if damaged else cells))
    wanted = np.array(moments, "datetime64[us]").astype(np.int64)
    assert t_us[: len(cells)].tolist() == wanted.tolist()
    assert bad.tolist() == [False] * len(cells) + [True] * damaged
    assert not empty.any()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.dictionaries(st.integers(0, 9), st.integers(0, 99), min_size=1), max_size=6))
def test_the_memory_is_a_dictionary(steps: list[dict[int, int]]) -> None:
    memory, plain = Memory(np.zeros(0, np.int64)), {}
    for step in steps:
        ids = np.array(sorted(step))
        memory.remember(ids, np.array([step[i] for i in sorted(step)]))
        plain.update(step)
    known, (values,) = memory.recall(np.arange(10))
    assert {i: int(values[i]) for i in range(10) if known[i]} == plain


ROWS = st.lists(
    st.tuples(
        st.integers(1, 2), st.integers(0, 2), st.integers(0, 1), st.sampled_from([0.0, 99.0])
    ),
    max_size=12,
)


@settings(max_examples=50, deadline=None)
@given(ROWS, st.integers(1, 5))
def test_repeats_are_those_of_a_plain_loop_cut_anywhere(rows: list, step: int) -> None:
    last: dict[int, tuple[int, int]] = {}
    wanted = []
    for own, t, lon, sog in rows:
        before = last.get(own)
        wanted.append(bool(before and before[1] == lon and (before[0] == t or sog >= 30)))
        last[own] = t, lon
    repeats, found = Repeats(), []
    for start in range(0, len(rows), step):
        own, t, lon, sog = map(np.array, zip(*rows[start : start + step], strict=True))
        found += repeats.find(own, t, lon.astype(float), lon * 0.0, sog).tolist()
    assert found == wanted


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), min_size=1))
def test_names_written_by_a_csv_writer_come_back(names: list[str]) -> None:
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(["time", "mmsi", "lat", "lon", "name"])
    for i, name in enumerate(names):
        writer.writerow([1671152523 + i, 431000001 + i, 25, 126, name])
    (fixes, statics, rejects), _ = _run(page.getvalue().encode(), 4096, 1 << 20)
    assert (len(fixes), rejects) == (len(names), [])
    got = {static["line"]: static["name"] for static in statics}
    nothing = {"unknown", "undefined", "none", "null", "nan", "n/a", "na", "-", "\\n"}
    for line, name in enumerate(names, 2):
        plain = name.strip().rstrip("@ ")
        if plain and plain.casefold() not in nothing and not set(plain) & set("\x85\u2028\u2029"):
            assert got[line] == plain

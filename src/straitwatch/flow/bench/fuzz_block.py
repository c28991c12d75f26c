"""A block of damaged lines turned into what is wrong with its decoding: nothing, if all is well."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyarrow as pa

from straitwatch.decode import aivdm
from straitwatch.decode.ais.reference import read_message
from straitwatch.decode.aivdm_reference import read_lines
from straitwatch.model.record import Decoded, Tally

__all__ = ["cut_differences", "decode_cut", "order_differences", "reference_differences"]

_TABLES = ("fixes", "statics", "rejects")
_GAP = 40  # code behind the gap of the alphabet: IEC 61162-1
_ONE = re.compile(rb"!..VD[MO],1,1,[0-9]?,[^,]{0,2},([^,*]*),([0-5])\*")
_BEFORE = re.compile(rb"[^!$\\]{0,128}(?:\\[^\\]*\\)*")  # stamps and tag blocks, of any content
_PARTS = re.compile(rb"VD[MO],[^1]")
_PLACE = ("line", "offset")  # columns that tell where a line stood


def decode_cut(
    data: bytes, cuts: Sequence[int] = (), *, threads: int = 1, kinds: Sequence[str] = ()
) -> tuple[Decoded, Tally]:
    """Decode bytes as a stream that was cut at some places.

    Raises:
        pa.ArrowInvalid: a table is not what it says of itself.
    """
    tally = Tally("fuzz")
    chunks = [data[a:b] for a, b in pairwise([0, *sorted(cuts), len(data)])]
    parts = list(aivdm.decode_aivdm(chunks, "fuzz", tally, threads=threads, kinds=kinds))
    tables = [pa.concat_tables([getattr(part, name) for part in parts]) for name in _TABLES]
    told: dict[str, list[pa.Table]] = {}
    for part in parts:
        for name, table in part.messages.items():
            told.setdefault(name, []).append(table)
    messages = {name: pa.concat_tables(some) for name, some in sorted(told.items())}
    for table in (*tables, *messages.values()):
        table.validate(full=True)
    return replace(Decoded(*tables), messages=messages), tally


def _tables(decoded: Decoded) -> dict[str, pa.Table]:
    return {name: getattr(decoded, name) for name in _TABLES} | {
        name: table for name, table in decoded.messages.items() if table.num_rows
    }


def _unlike(one: Decoded, two: Decoded, shape: Callable[[pa.Table], pa.Table]) -> list[str]:
    """Name the tables that differ, the second in another shape."""
    first, second = _tables(one), _tables(two)
    return [
        name
        for name in sorted(first.keys() | second.keys())
        if name not in first
        or name not in second
        or not _plain(first[name]).equals(shape(second[name]))
    ]


def cut_differences(data: bytes, whole: tuple[Decoded, Tally], seed: int) -> list[str]:
    """Hold one pass on one thread against another, cut at random places, on two threads.

    Args:
        data: the block.
        whole: what `decode_cut` made of it.
        seed: of the places.

    Returns:
        what differs, or does not add up, in words.
    """
    decoded, tally = whole
    found = [] if tally.is_balanced() else [f"not every line is accounted for: {tally}"]
    lines = data.count(b"\n") + (not data.endswith(b"\n") and bool(data))
    if tally.lines != lines:
        found.append(f"{lines} lines came, {tally.lines} were counted")
    if decoded.rejects.num_rows != sum(tally.rejects.values()):
        found.append("rejects and their count differ")
    rng = np.random.default_rng(seed)
    cuts = rng.integers(0, len(data) + 1, int(rng.integers(1, 12))).tolist()
    other, count = decode_cut(data, cuts, threads=2, kinds=("all",) if decoded.messages else ())
    if count != tally:
        found.append(f"the tally of a stream cut at {cuts} differs: {count}, not {tally}")
    names = _unlike(decoded, other, _plain)
    return found + [f"the {name} of a stream cut at {cuts} differ" for name in names]


def order_differences(data: bytes, kinds: Sequence[str] = ()) -> list[str]:
    """Hold lines that stand alone against the same lines in the other order.

    What one line says must not depend on the line before: nothing may be left of it in memory.
    """
    lines = [
        line
        for line in data.split(b"\n")
        if b"PGHP" not in line
        and b"VD" in line
        and not _PARTS.search(line)
        and b",H" not in line  # parts of type 24 are joined
        and b"g:" not in line  # lines of one group share time and receiver
    ]
    (one, tally), (two, count) = (
        decode_cut(b"\n".join(some), kinds=kinds) for some in (lines, lines[::-1])
    )
    if tally.rejects != count.rejects or tally.messages != count.messages:
        return [f"the other order gives other counts: {count}, not {tally}"]
    return [f"the {name} of the other order differ" for name in _unlike(_bare(one), two, _turned)]


def _plain(table: pa.Table) -> pa.Table:
    """Spell dictionaries out: their codes may differ where their words do not."""
    return pa.table(
        {
            name: column.cast(column.type.value_type)
            if pa.types.is_dictionary(column.type)
            else column
            for name, column in zip(table.column_names, table.columns, strict=True)
        }
    ).combine_chunks()


def _turned(table: pa.Table) -> pa.Table:
    """Turn the rows about, and leave out where they stood."""
    table = _plain(table.drop_columns([name for name in _PLACE if name in table.column_names]))
    return table.take(pa.array(np.arange(table.num_rows)[::-1]))


def _bare(decoded: Decoded) -> Decoded:
    """Leave out where rows stood."""
    tables = {
        name: table.drop_columns([one for one in _PLACE if one in table.column_names])
        for name, table in _tables(decoded).items()
    }
    messages = {name: table for name, table in tables.items() if name not in _TABLES}
    return replace(Decoded(*(tables[name] for name in _TABLES)), messages=messages)


def reference_differences(data: bytes, decoded: Decoded) -> list[str]:
    """Hold kernels against the plain reference, value by value.

    Args:
        data: the block.
        decoded: what the kernels made of it.

    Returns:
        what differs, in words.
    """
    fixes, statics, faults = [], [], []
    for line, fix, static, fault in read_lines(data):
        if fix is not None:
            fixes.append(fix | {"line": line})
        if static is not None:
            statics.append(static | {"line": line})
        if fault is not None:
            faults.append((line, str(fault)))
    rejects = decoded.rejects
    told = sorted(zip(rejects["line"].to_pylist(), rejects["fault"].to_pylist(), strict=True))
    found = _first_odd("reject", sorted(faults), told, data)
    for name, rows in (("fixes", fixes), ("statics", statics)):
        found += _row_differences(name, rows, getattr(decoded, name), data)
    return found + _kind_differences(data, decoded)


def _kind_differences(data: bytes, decoded: Decoded) -> list[str]:
    """Hold the tables of messages of one sentence against the reference of their layouts."""
    lines = data.split(b"\n")
    found: list[str] = []
    for name, table in decoded.messages.items():
        for row in table.to_pylist():
            line = lines[row["line"] - 1]
            before = _BEFORE.match(line)
            sentence = _ONE.match(line, before.end() if before else 0)
            if not sentence:
                continue
            told = read_message(_bits(sentence[1], int(sentence[2])))
            want = {key: value for key, value in (told or ("", {}))[1].items() if key != "flags"}
            odd = {key for key, value in want.items() if row.get(key) != value}
            if odd or not told or told[0] != name:
                found.append(f"{name}, {sorted(odd)}: the reference says {told}, we {row}")
    return found


def _bits(payload: bytes, fill: int) -> str:
    codes = np.frombuffer(payload, np.uint8) - np.uint8(48)
    codes = np.where(codes >= _GAP, codes - 8, codes)
    text = "".join(f"{code:06b}" for code in codes.tolist())
    return text[: len(text) - fill]


def _row_differences(
    name: str, rows: list[dict[str, object]], table: pa.Table, data: bytes
) -> list[str]:
    lines = table["line"].to_pylist()
    found = _first_odd(name, [row["line"] for row in rows], lines, data)
    if found:
        return found
    table = _plain(table)
    for column in sorted({key for row in rows for key in row}):
        ours = table[column].combine_chunks()
        want = pa.array([row.get(column) for row in rows], ours.type)
        if not want.equals(ours):
            found += _first_odd(
                f"{name}, {column}",
                list(zip(lines, want.to_pylist(), strict=True)),
                list(zip(lines, ours.to_pylist(), strict=True)),
                data,
            )
    return found


def _first_odd(
    what: str, want: Iterable[object], found: Iterable[object], data: bytes
) -> list[str]:
    """Name the first difference of two lists in the order of lines, and show the line."""
    want, found = list(want), list(found)
    if want == found:
        return []
    pairs = zip([*want, None], [*found, None], strict=False)
    wanted, got = next(pair for pair in pairs if pair[0] != pair[1])
    numbers = [pair[0] if isinstance(pair, tuple) else pair for pair in (wanted, got)]
    line = min(number for number in numbers if isinstance(number, int))
    shown = data.split(b"\n")[line - 1][:400]
    return [f"{what}: the reference says {wanted}, the kernel {got}, of line {line}: {shown!r}"]

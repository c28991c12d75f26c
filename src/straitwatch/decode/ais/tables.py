"""Whole messages turned into tables, one for each kind of message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.ais.applications import application_fields, read_applications
from straitwatch.decode.ais.columns import Columns, fields_of, read_columns, width_of
from straitwatch.decode.ais.field import Field, Layout
from straitwatch.decode.ais.kinds import KINDS, Case, Kind
from straitwatch.decode.ais.nulls import ROOM, empty_lists, null_column
from straitwatch.decode.ais.utc import utc_column
from straitwatch.decode.heard import Heard
from straitwatch.kernel.aivdm_code import (
    FLAG_APPLICATION_LONG,
    FLAG_APPLICATION_SHORT,
    FLAG_APPLICATION_VALUE,
    FLAG_SHORT,
    FLAG_VALUE,
    FLAG_WORDS,
    NO_TIME,
)
from straitwatch.kernel.message_bits import read_number
from straitwatch.kernel.message_own import count_flags, fill_flag_words, fill_valid

__all__ = ["SCHEMAS", "flag_column", "make_table", "place_of"]

Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]

_T = pa.timestamp("us", tz="UTC")
_WORD = pa.dictionary(pa.int32(), pa.string())
_FLAGS = pa.list_(pa.string())
_LETTERS = np.frombuffer("".join(FLAG_WORDS).encode(), np.uint8).copy()
_CUTS = np.cumsum([0, *(len(word) for word in FLAG_WORDS)])
_FIRST = ("object_id", "msg_type", "repeat")


def _schema(kind: Kind) -> pa.Schema:
    named = {f.name: f for f in fields_of(kind.parts)}
    utc = [pa.field("utc", _T)] if "year" in named else []
    return pa.schema(
        [
            pa.field("object_id", pa.int64(), nullable=False),
            ("t", _T),
            ("msg_type", pa.int8()),
            ("repeat", pa.int8()),
            *(f for name, f in named.items() if name not in _FIRST),
            *utc,
            *(application_fields() if "fi" in named else []),
            ("flags", _FLAGS),
            ("receiver", _WORD),
            ("source", _WORD),
            ("line", pa.int64()),
        ]
    )


SCHEMAS: Mapping[str, pa.Schema] = {name: _schema(kind) for name, kind in KINDS.items()}
"""Schema of each kind's table."""


def _types(heard: Heard) -> Ints:
    return (heard.words[:, 0] >> np.uint64(58)).astype(np.int64)


def make_table(name: str, heard: Heard, source: pa.Array, receivers: pa.Array) -> pa.Table:
    """Turn messages of one kind into its table; rows in the order of the messages.

    Args:
        name: of the kind.
        heard: messages of its types.
        source: array of the one source label.
        receivers: names of all receivers, by number.
    """
    kind, n = KINDS[name], len(heard.bits)
    if len(kind.cases) == 1:
        return _whole(name, [_case_columns(kind.cases[0].layout, heard)], heard, source, receivers)
    types = _types(heard)
    left = np.arange(n)
    parts, order = [], []
    for case in kind.cases:
        holds = _holds(case, heard, types, left)
        if holds.any():
            rows = left[holds]
            parts.append(_case_columns(case.layout, heard if len(rows) == n else heard.take(rows)))
            order.append(rows)
        left = left[~holds]
    rows = np.concatenate([left[:0], *order])
    if len(parts) > 1:
        heard, back = heard.take(np.sort(rows)), pa.array(np.argsort(rows))
        return _whole(name, parts, heard, source, receivers, back)
    return _whole(name, parts, heard if len(rows) == n else heard.take(rows), source, receivers)


@dataclass(frozen=True)
class _Part:
    """Columns of n messages of one case, and their flags."""

    n: int
    columns: dict[str, pa.Array]
    flags: Ints


def _whole(  # noqa: PLR0917 - what a table is made of
    name: str,
    parts: Sequence[_Part],
    heard: Heard,
    source: pa.Array,
    receivers: pa.Array,
    back: pa.Array | None = None,
) -> pa.Table:
    """Lay the columns of the cases end to end and put the rows back in order."""
    flags = np.concatenate([heard.flags[:0], *(part.flags for part in parts)])
    if back is not None:
        flags = flags[back.to_numpy()]
    own = _own_columns(heard, flags, source, receivers)
    arrays = []
    for f in SCHEMAS[name]:
        if f.name in own:
            arrays.append(own[f.name])
            continue
        found = [part.columns.get(f.name) for part in parts]
        if all(column is None for column in found):
            arrays.append(_nulls(name, f.name, len(heard.bits)))
            continue
        columns = [
            _nulls(name, f.name, part.n) if column is None else column
            for part, column in zip(parts, found, strict=True)
        ]
        column = columns[0] if back is None else pa.concat_arrays(columns).take(back)
        arrays.append(column)
    return pa.Table.from_arrays(arrays, schema=SCHEMAS[name])


@cache
def _ready(table: str, column: str) -> pa.Array:
    return null_column(SCHEMAS[table].field(column).type, ROOM)


def _nulls(table: str, column: str, n: int) -> pa.Array:
    """Give n nulls of a column; the ready ones are found by name, as a type takes long to hash."""
    if n > ROOM:
        return null_column(SCHEMAS[table].field(column).type, n)
    return _ready(table, column).slice(0, n)


def _holds(case: Case, heard: Heard, types: Ints, left: Ints) -> Truths:
    """Tell which of the messages that are left have a case; a bit that is missing counts as 0."""
    holds: Truths = _is_of(case.layout.types)[types[left]]
    if case.when and holds.any():
        words, bits = heard.words[left], heard.bits[left]
        for name, low, high in case.when:
            at, width, is_last = place_of(case.layout, name)
            start = bits - at if is_last else at
            raw, _ = read_number(words, bits, start, width)
            holds &= (raw >= low) & (raw <= high)
    return holds


@cache
def _is_of(types: tuple[int, ...]) -> Truths:
    """Tell of each message type whether it is one of some."""
    is_of = np.zeros(64, np.bool_)
    is_of[list(types)] = True
    return is_of


def place_of(layout: Layout, name: str) -> tuple[int, int, bool]:
    """Tell where a field of fixed place stands.

    Returns:
        its first bit, its width; and whether the bit is counted back from the end, because the
        field stands behind one without a width.
    """
    k = next(k for k, part in enumerate(layout.fields) if part.name == name)
    part, before = layout.fields[k], layout.fields[:k]
    width = part.width if isinstance(part, Field) else 0
    if any(not isinstance(each, Field) or each.width == 0 for each in before):
        return width_of(layout.fields[k:]), width, True
    return width_of(before), width, False


def _case_columns(layout: Layout, heard: Heard) -> _Part:
    """Read the messages of one layout."""
    read = read_columns(layout.fields, heard.words, heard.bits)
    flags = heard.flags | np.where(read.beyond, FLAG_VALUE, 0)
    flags |= np.where(heard.bits < layout.shortest, FLAG_SHORT, 0)
    applied, marks = _applications(layout, heard, read)
    utc = {"utc": utc_column(read.arrays)} if "year" in read.arrays else {}
    return _Part(len(heard.bits), read.arrays | applied | utc, flags | marks)


def _own_columns(
    heard: Heard, flags: Ints, source: pa.Array, receivers: pa.Array
) -> dict[str, pa.Array]:
    """Make the columns that do not stand in the message's bits."""
    n = len(heard.bits)
    receiver = heard.receiver.astype(np.int32)
    codes = _where(pa.int32(), receiver, heard.receiver, 0)
    zeros = pa.array(np.zeros(n, np.int32))
    return {
        "t": _where(_T, np.ascontiguousarray(heard.t), heard.t, NO_TIME + 1),
        "flags": flag_column(flags),
        "receiver": pa.DictionaryArray.from_arrays(codes, receivers, safe=False),
        "source": pa.DictionaryArray.from_arrays(zeros, source),
        "line": pa.array(heard.line),
    }


def _where(kind: pa.DataType, values: npt.NDArray[Any], told: Ints, least: int) -> pa.Array:
    """Make a column, null where what is told is below the least."""
    valid = np.zeros(len(told) // 8 + 1, np.uint8)
    nulls = fill_valid(told, least, valid)
    buffers = [pa.py_buffer(valid) if nulls else None, pa.py_buffer(values)]
    return pa.Array.from_buffers(kind, len(told), buffers, nulls)


def _applications(layout: Layout, heard: Heard, read: Columns) -> tuple[dict[str, pa.Array], Ints]:
    """Make the nested columns of application data, and the flags of what is odd about them."""
    n = len(heard.bits)
    names = [part.name for part in layout.fields]
    if "fi" not in names:
        return {}, np.zeros(n, np.int64)
    at = names.index("data")
    start = np.full(n, width_of(layout.fields[:at]))
    end = np.maximum(heard.bits - width_of(layout.fields[at + 1 :]), 0)
    is_told = read.arrays["fi"].is_valid().to_numpy(zero_copy_only=False)
    dac = np.where(is_told, read.raw["dac"], -1)
    found = read_applications(heard.words, end, start, dac, read.raw["fi"], every=False)
    marks = np.where(found.is_short, FLAG_APPLICATION_SHORT, 0)
    marks |= np.where(found.is_long, FLAG_APPLICATION_LONG, 0)
    marks |= np.where(found.is_bad, FLAG_APPLICATION_VALUE, 0)
    return found.columns, marks


def flag_column(flags: Ints) -> pa.Array:
    """Turn flags, FLAG_... or'ed, into lists of their words.

    Args:
        flags: shape (n,).
    """
    counts, n = np.zeros(2, np.int64), len(flags)
    count_flags(flags, _CUTS, counts)
    if not counts[0]:
        return empty_lists(_FLAGS, n)
    ends, text = np.zeros(n + 1, np.int32), np.empty(counts[1], np.uint8)
    word_ends = np.zeros(counts[0] + 1, np.int32)
    fill_flag_words(flags, _CUTS, _LETTERS, ends, word_ends, text)
    buffers = [None, pa.py_buffer(word_ends), pa.py_buffer(text)]
    words = pa.Array.from_buffers(pa.string(), int(counts[0]), buffers)
    return pa.Array.from_buffers(_FLAGS, n, [None, pa.py_buffer(ends)], 0, children=[words])

"""Nested Arrow columns turned into the bits of messages, as a layout declares them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.ais.app_layout import Choice, Part, Series
from straitwatch.decode.ais.app_read import width_of
from straitwatch.decode.ais.encode_code import (
    Where,
    check_names,
    default_code,
    plain,
    to_codes,
    to_data,
    to_letters,
    told,
)
from straitwatch.decode.ais.field import Field, Form, Group
from straitwatch.decode.ais.value import struct_type
from straitwatch.model.error import ContractError, SchemaError

__all__ = ["MOST_BITS", "Page", "most_bits", "take_children", "write_parts"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
Columns = Mapping[str, pa.Array]
Parts = Sequence[Part | Group]

MOST_BITS = 1278
"""Bits of the longest payload: 213 characters (ITU-R M.1371-5, annex 2, 3.3.7: five slots)."""


@dataclass
class Page:
    """Bits that are being written.

    Attributes:
        bits: a byte each, 0 where nothing is written, shape (n, most).
        needed: of each message, bit behind the last field that is not left out, shape (n,).
        is_cut: whether fields at the end of a message are left out, shape (n,).
    """

    bits: Bytes
    needed: Ints
    is_cut: Truths

    @classmethod
    def blank(cls, n: int, most: int) -> "Page":
        """Give an empty page for n messages."""
        return cls(np.zeros((n, most), np.uint8), np.zeros(n, np.int64), np.zeros(n, np.bool_))

    def put(self, rows: Ints, at: Ints, codes: Ints, width: int) -> None:
        """Write codes, the first bit highest."""
        for place in range(width):
            self.bits[rows, at + place] = codes >> (width - 1 - place) & 1


def most_bits(parts: Parts) -> int:
    """Count the bits that fields may have at most."""
    bits = 0
    for part in _series(parts):
        if isinstance(part, Series):
            bits += part.most * most_bits(part.fields)
        else:
            bits += part.width or MOST_BITS
    return min(bits, MOST_BITS)


def _series(parts: Parts) -> tuple[Part, ...]:
    """Take a message's groups as series."""
    return tuple(
        Series(part.name, part.fields, part.most, part.count) if isinstance(part, Group) else part
        for part in parts
    )


@dataclass
class _Pen:
    """What is written now: some rows of a page, from where on, and what stands around."""

    page: Page
    rows: Ints
    at: Ints
    where: Where
    scope: dict[str, Ints]

    def of(self, name: str, which: Ints, at: Ints) -> "_Pen":
        scope = {key: codes[which] for key, codes in self.scope.items()}
        return _Pen(self.page, self.rows[which], at, self.where.inner(name, which), scope)


def write_parts(parts: Parts, columns: Columns, page: Page, rows: Ints, where: Where) -> Ints:
    """Write fields of messages, one behind the other from the first bit on.

    Args:
        parts: fields, groups, choices.
        columns: by name, a value for each of the rows; one that is missing is "not available".
        page: where they are written.
        rows: messages of the page, shape (n,).
        where: place of the columns, for errors.

    Returns:
        bits of each message, shape (n,). Fields that may be missing are left out at the end of a
        message where they are null.

    Raises:
        SchemaError: a column holds what a field cannot.
        ContractError: a value does not fit.
    """
    pen = _Pen(page, rows, np.zeros(len(rows), np.int64), where, {})
    _write(_series(parts), columns, pen)
    return np.where(page.is_cut[rows], page.needed[rows], pen.at)


def _write(parts: tuple[Part, ...], columns: Columns, pen: _Pen) -> None:
    check_names(columns, struct_type(parts).names, pen.where)
    counts = {part.count: part.name for part in parts if isinstance(part, Series) and part.count}
    for part in parts:
        if isinstance(part, Series):
            _write_group(part, columns.get(part.name), pen)
        elif isinstance(part, Choice):
            _write_choice(part, columns, pen)
        elif part.name in counts:
            turns = _turns(columns.get(counts[part.name]), len(pen.rows))
            pen.page.put(pen.rows, pen.at, turns, part.width)
            pen.at = pen.at + part.width
        elif part.form in {Form.TEXT, Form.DATA}:
            _write_letters(part, columns.get(part.name), pen)
        else:
            _write_number(part, columns.get(part.name), pen)


def _mark(part: Field, column: pa.Array | None, end: Ints, pen: _Pen) -> None:
    """Note how far a message reaches.

    Fields that may be missing and are null are left out at its end, from the first one on that has
    no code for "not available".
    """
    page, rows = pen.page, pen.rows
    if part.form == Form.SPARE:
        return
    is_there = np.ones(len(rows), np.bool_)
    if part.is_optional and column is not None:
        is_there = told(column)
    is_cut = ~is_there & (page.is_cut[rows] | (not part.absent))
    page.needed[rows] = np.where(is_cut, page.needed[rows], end)
    page.is_cut[rows] = is_cut


def _write_number(part: Field, column: pa.Array | None, pen: _Pen) -> None:
    n, end = len(pen.rows), pen.at + part.width
    if part.form == Form.SPARE:
        pen.at = end
        return
    if column is None:
        mask = (1 << part.width) - 1
        codes = np.full(n, default_code(part) & mask, np.int64)
    else:
        power = pen.scope[part.power] if part.power else None
        codes = to_codes(part, column, pen.where.inner(part.name), power)
    pen.scope[part.name] = codes
    pen.page.put(pen.rows, pen.at, codes, part.width)
    _mark(part, column, end, pen)
    pen.at = end


def _write_letters(part: Field, column: pa.Array | None, pen: _Pen) -> None:
    n, size = len(pen.rows), 6 if part.form == Form.TEXT else 8
    if column is None:
        words = [b""] * n
    else:
        turn = to_letters if part.form == Form.TEXT else to_data
        words = turn(part, column, pen.where.inner(part.name))
    lengths = np.array([len(word) for word in words], np.int64)
    letters = np.frombuffer(b"".join(words), np.uint8).astype(np.int64)
    which = np.repeat(np.arange(n), lengths)
    nth = np.arange(len(letters)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    end = pen.at + (part.width or size * lengths)
    _check_room(end, pen, part.name)
    at = pen.at[which] + size * nth
    for place in range(size):
        inside = at + place < end[which]
        bit = letters[inside] >> (size - 1 - place) & 1
        pen.page.bits[pen.rows[which[inside]], at[inside] + place] = bit
    _mark(part, column, end, pen)
    pen.at = end


def _check_room(end: Ints, pen: _Pen, name: str) -> None:
    over = np.flatnonzero(end > pen.page.bits.shape[1])
    if len(over):
        k, where = int(over[0]), pen.where.inner(name)
        raise ContractError(
            f"column {where.path}, row {where.rows[k]}: the message needs {end[k]} bits: "
            f"at most {pen.page.bits.shape[1]} are wanted"
        )


def _write_choice(part: Choice, columns: Columns, pen: _Pen) -> None:
    codes, n = pen.scope[part.by], len(pen.rows)
    end = pen.at + part.width
    for one in part.variants:
        column = columns.get(one.name)
        is_chosen = codes == one.code
        if column is not None:
            where = pen.where.inner(one.name)
            given = np.flatnonzero(told(column) & ~is_chosen)
            if len(given):
                k = int(given[0])
                wanted = f"null where {part.by} is {codes[k]}; {part.by} {one.code} says {one.name}"
                raise where.misfit(k, column[k].as_py(), wanted)
        rows = np.flatnonzero(is_chosen)
        inner = pen.of(one.name, rows, pen.at[rows])
        _write(one.fields, take_children(column, rows, n, pen.where.inner(one.name)), inner)
        if not part.width:
            end[rows] = inner.at
    pen.at = end


def take_children(column: pa.Array | None, rows: Ints, n: int, where: Where) -> dict[str, pa.Array]:
    """Take the columns within some rows of a column of structs."""
    if column is None or pa.types.is_null(column.type):
        return {}
    if not pa.types.is_struct(column.type):
        raise SchemaError(f"column {where.path} holds {column.type}: a struct is wanted")
    some = column if len(rows) == n else column.take(pa.array(rows))
    return {one.name: plain(child) for one, child in zip(some.type, some.flatten(), strict=True)}


def _turns(column: pa.Array | None, n: int) -> Ints:
    """Count the turns of each list; of null none."""
    if column is None or pa.types.is_null(column.type):
        return np.zeros(n, np.int64)
    lengths = column.value_lengths().fill_null(0)
    return np.asarray(lengths.to_numpy(zero_copy_only=False), np.int64)


def _write_group(part: Series, column: pa.Array | None, pen: _Pen) -> None:
    n, where = len(pen.rows), pen.where.inner(part.name)
    if column is not None and not (pa.types.is_list(column.type) or pa.types.is_null(column.type)):
        raise SchemaError(f"column {where.path} holds {column.type}: a list of structs is wanted")
    turns, width = _turns(column, n), width_of(part.fields)
    if turns.max(initial=0) > part.most:
        k = int(np.argmax(turns))
        raise where.misfit(k, f"{turns[k]} turns", f"at most {part.most}")
    written = np.full(n, part.most) if part.until else turns
    end = pen.at + written * width
    _check_room(end, pen, part.name)
    which = np.repeat(np.arange(n), written)
    nth = np.arange(len(which)) - np.repeat(np.cumsum(written) - written, written)
    inner = pen.of(part.name, which, pen.at[which] + nth * width)
    items = _items(part, column, turns, which, nth)
    _write(part.fields, take_children(items, np.arange(len(which)), len(which), where), inner)
    pen.page.needed[pen.rows] = end
    pen.at = end


def _items(part: Series, column: pa.Array | None, turns: Ints, which: Ints, nth: Ints) -> pa.Array:
    """Give the structs of all turns, null where a list is shorter than what is written."""
    if column is None or pa.types.is_null(column.type):
        return pa.nulls(len(which), struct_type(part.fields))
    first = np.cumsum(turns) - turns
    items = column.flatten()
    if not part.until:
        return items
    is_gone = nth >= turns[which]
    return items.take(pa.array(first[which] + nth, mask=is_gone))

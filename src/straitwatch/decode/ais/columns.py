"""Messages and a layout's fields turned into Arrow columns.

The fields stand one behind the other. A field without a width takes what the message has, less
what the fields behind it need; a group comes as often as its count says, or as it fits.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.ais.field import Field, Form, Group
from straitwatch.decode.ais.numbers import How, Messages, Plan, plan_of, read_field
from straitwatch.kernel.message_bits import read_data, read_text

__all__ = ["Columns", "arrow_type", "fields_of", "read_columns", "width_of"]

Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]
Part = Field | Group

_APPLICATION = frozenset({"dac", "fi"})
_FLOAT_BITS = 20  # raw codes of so many bits come back from a 32-bit float, scaled, unchanged
_SIMPLE = {
    Form.BOOL: pa.bool_(),
    Form.TEXT: pa.string(),
    Form.DATA: pa.binary(),
    Form.TURN: pa.float32(),
}
_RUNS = {Form.TEXT, Form.DATA}
_WHOLE = ((7, pa.int8()), (15, pa.int16()), (31, pa.int32()), (63, pa.int64()))


@dataclass
class Columns:
    """What was read from n messages.

    Attributes:
        words: the messages, the first bit highest; shape (n, w).
        bits: length of each; shape (n,).
        end: bit behind the last field, which a message that is too short does not have; shape (n,).
        beyond: whether a field of the message had a code that the standard gives no meaning; it is
            null; shape (n,).
        arrays: a column of n for each field and group with a name, in their order.
        messages: words and bits, for reading numbers.
        needed: names of whole numbers whose codes are kept.
        raw: their codes, 0 where missing; each of shape (n,).
    """

    words: Words
    bits: Ints
    end: Ints
    beyond: Truths
    messages: Messages
    needed: frozenset[str] = _APPLICATION
    arrays: dict[str, pa.Array] = field(default_factory=dict)
    raw: dict[str, Ints] = field(default_factory=dict)


def arrow_type(part: Part) -> pa.DataType:
    """Tell the type of a column.

    Whole numbers take the smallest that holds them, identities always 64 bits; coordinates and
    other scaled numbers of more than 20 bits are 64-bit floats, the rest 32-bit ones.
    """
    if isinstance(part, Group):
        return pa.list_(pa.struct(fields_of(part.fields)))
    if part.form in _SIMPLE:
        return _SIMPLE[part.form]
    if part.name in {"lon", "lat"} or part.name.endswith(("_lon", "_lat")):
        return pa.float64()
    if part.divisor != 1 or not float(part.offset).is_integer():
        return pa.float32() if part.width <= _FLOAT_BITS else pa.float64()
    bits = part.width - (part.form is Form.INT) + (part.offset != 0)
    if "mmsi" in part.name or part.name == "object_id":
        bits = 63
    return next(kind for most, kind in _WHOLE if bits <= most)


def fields_of(parts: tuple[Part, ...]) -> list[pa.Field]:
    """Tell the columns of fields and groups that have a name."""
    return [pa.field(part.name, arrow_type(part)) for part in parts if part.name]


def width_of(parts: tuple[Part, ...]) -> int:
    """Add the bits of fields; those without a width, and groups, count nothing."""
    return sum(part.width for part in parts if isinstance(part, Field))


def read_columns(
    parts: tuple[Part, ...], words: Words, bits: Ints, start: Ints | int = 0
) -> Columns:
    """Read fields of messages.

    Args:
        parts: fields and groups, in order.
        words: messages, the first bit highest, shape (n, w), C order.
        bits: length of each, shape (n,).
        start: where the first field starts: one bit for all, or shape (n,).

    Returns:
        their columns. What lies behind the end of a message is null, a list is then empty.
    """
    counts = {part.count for part in parts if isinstance(part, Group)}
    beyond = np.zeros(len(bits), np.bool_)
    read = Columns(words, bits, bits, beyond, Messages(words, bits), _APPLICATION | counts)
    k = 0
    while k < len(parts):
        run = _run(parts[k:])
        part, behind = parts[k], parts[k + 1 :]
        if run:
            _read_run(run, start, read)
            start = start + width_of(run)
            k += len(run)
            continue
        begin = _each(start, len(bits))
        if isinstance(part, Group):
            start = _read_group(part, begin, read)
        else:
            start = np.maximum(begin, bits - width_of(behind))
            _put_runs(part, begin, start - begin, read)
        k += 1
    read.end = _each(start, len(bits))
    return read


def _each(start: Ints | int, n: int) -> Ints:
    return np.full(n, start, np.int64) if isinstance(start, int) else start


def _run(parts: tuple[Part, ...]) -> tuple[Field, ...]:
    """Give the fields up to the first group or field without a width."""
    run = []
    for part in parts:
        if isinstance(part, Group) or part.width == 0:
            break
        run.append(part)
    return tuple(run)


def _read_run(run: tuple[Field, ...], start: Ints | int, read: Columns) -> None:
    """Read fields of fixed width: all numbers in one go, then texts."""
    offsets = accumulate((part.width for part in run), initial=0)
    first = np.atleast_1d(np.asarray(start))
    for part, at in zip(run, offsets, strict=False):
        if part.form in _RUNS:
            _put_runs(part, start + at, part.width, read)
        elif part.name:
            read.arrays[part.name] = _number(part, at, first, read)


def _put_runs(part: Field, start: Ints | int, width: Ints | int, read: Columns) -> None:
    """Add a column of text, null where it says nothing, or of data."""
    function = read_text if part.form is Form.TEXT else read_data
    data, ends, present = function(read.words, read.bits, start, width)
    if part.form is Form.TEXT:
        present = ends[1:] > ends[:-1]
    buffers = [_validity(present), pa.py_buffer(ends), pa.py_buffer(data)]
    read.arrays[part.name] = pa.Array.from_buffers(arrow_type(part), len(read.bits), buffers)


def _validity(valid: Truths) -> pa.Buffer | None:
    return None if valid.all() else pa.py_buffer(np.packbits(valid, bitorder="little"))


@lru_cache(maxsize=4096)
def _plan(part: Field, at: int) -> Plan:
    kind = arrow_type(part)
    if part.form is Form.BOOL:
        how = How.FLAG
    elif part.form is Form.TURN:
        how = How.TURN
    else:
        how = How.REAL if pa.types.is_floating(kind) else How.WHOLE
    return plan_of(part, at, kind, how)


def _number(part: Field, at: int, start: Ints, read: Columns) -> pa.Array:
    """Read a column of numbers; marks in `read.beyond` what the standard gives no meaning."""
    raw = np.empty(len(read.bits) if part.name in read.needed else 0, np.int64)
    if part.name in read.needed:
        read.raw[part.name] = raw
    return read_field(_plan(part, at), read.messages, start, read.beyond, raw)


def _read_group(part: Group, start: Ints, read: Columns) -> Ints:
    """Add a column of lists of structs; returns the bit behind the last turn of each message."""
    width, n = width_of(part.fields), len(read.bits)
    turns = np.clip((read.bits - start) // width, 0, part.most)
    if part.count:
        turns = np.minimum(turns, read.raw[part.count])
    which = np.repeat(np.arange(n), turns)
    ends = np.zeros(n + 1, np.int32)
    np.cumsum(turns, out=ends[1:])
    first = start[which] + width * (np.arange(len(which)) - ends[which])
    words = np.ascontiguousarray(read.words[which])
    inner = read_columns(part.fields, words, read.bits[which], first)
    read.beyond[which[inner.beyond]] = True
    structs = pa.StructArray.from_arrays([*inner.arrays.values()], fields=fields_of(part.fields))
    read.arrays[part.name] = pa.ListArray.from_arrays(pa.array(ends), structs)
    behind: Ints = start + width * turns
    return behind

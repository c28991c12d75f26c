"""Bits of messages turned into nested Arrow columns, as a layout declares them."""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.ais.app_layout import Choice, Part, Series
from straitwatch.decode.ais.field import Field, Form
from straitwatch.decode.ais.numbers import How, Messages, Plan, plan_of, read_field
from straitwatch.decode.ais.value import column_type, is_whole, struct_type, to_column
from straitwatch.kernel.message_bits import read_data, read_number, read_text

__all__ = ["Bits", "Found", "read_parts", "to_struct", "width_of"]

Ints = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]

_LETTERS = frozenset({Form.TEXT, Form.DATA})
_NUMBERS = frozenset(Form) - _LETTERS - {Form.SPARE}
_PLAIN = frozenset({Form.INT, Form.UINT})


@dataclass(frozen=True)
class Bits:
    """Where fields are read.

    Attributes:
        words: messages, shape (n, w).
        end: bit behind the last that may be read, shape (n,).
        start: bit where the fields start, shape (n,).
        scope: codes of fields around, which a power may name; shape (n,) each.
    """

    words: Words
    end: Ints
    start: Ints
    scope: dict[str, Ints] = field(default_factory=dict)

    @cached_property
    def messages(self) -> Messages:
        """Words and ends, for reading numbers."""
        return Messages(self.words, self.end)

    @cached_property
    def first(self) -> Ints:
        """The one start of all, shape (1,), or that of each."""
        is_one = len(self.start) > 0 and bool((self.start == self.start[0]).all())
        return self.start[:1] if is_one else self.start

    def of(self, rows: Ints, start: Ints, end: Ints | None = None) -> "Bits":
        """Take some messages, with another start of each."""
        scope = {name: codes[rows] for name, codes in self.scope.items()}
        return Bits(self.words[rows], self.end[rows] if end is None else end, start, scope)


@dataclass
class Found:
    """What was read.

    Attributes:
        columns: name to column, n rows each, in the order of the layout.
        is_short: whether a message ends before a field that it must have, shape (n,).
        is_bad: whether a code has no meaning in the standard, shape (n,).
        start: bit behind the fields, shape (n,).
    """

    is_short: Truths
    is_bad: Truths
    start: Ints
    columns: dict[str, pa.Array] = field(default_factory=dict)


def width_of(parts: tuple[Part, ...]) -> int:
    """Count the bits of fields of which each has a width of its own; a group without end: 0."""
    width = 0
    for part in parts:
        if not isinstance(part, Series):
            width += part.width
        elif part.until:
            width += part.most * width_of(part.fields)
    return width


def read_parts(bits: Bits, parts: tuple[Part, ...]) -> Found:
    """Read all fields of all messages.

    Args:
        bits: n messages.
        parts: what stands in them one behind the other.

    Returns:
        the columns of `struct_type(parts)`.

    Notes:
        A group and a case of a choice are read from the rows that have them, flattened.
    """
    n = len(bits.end)
    found = Found(np.zeros(n, np.bool_), np.zeros(n, np.bool_), bits.start)
    for some in _sections(parts):
        last = some[-1]
        if isinstance(last, Series):
            _read_section(bits, some[:-1], found, last)
        else:
            _read_section(bits, some, found, None)
    return found


def to_struct(found: Found, parts: tuple[Part, ...]) -> pa.StructArray:
    """Put columns side by side."""
    kind = struct_type(parts)
    return pa.StructArray.from_arrays([found.columns[one.name] for one in kind], fields=list(kind))


def _sections(parts: tuple[Part, ...]) -> list[tuple[Part, ...]]:
    """Cut fields behind each group: up to there all have one distance from the start."""
    cuts = [0, *(k + 1 for k, part in enumerate(parts) if isinstance(part, Series)), len(parts)]
    return [parts[a:b] for a, b in pairwise(cuts) if a < b]


def _read_section(bits: Bits, parts: tuple[Part, ...], found: Found, group: Series | None) -> None:
    """Read fields of fixed width, then the group behind them."""
    starts = np.cumsum([0, *(_fixed(part) for part in parts)]).tolist()
    named = _named((*parts, group) if group else parts)
    here = Bits(bits.words, bits.end, found.start, dict(bits.scope))
    must = 0
    for start, part in zip(starts, parts, strict=False):
        if isinstance(part, Choice):
            _read_choice(here, part, start, found)
        elif isinstance(part, Field) and part.form in _LETTERS:
            _read_letters(here, part, start, found)
        elif isinstance(part, Field) and part.form in _NUMBERS:
            found.columns[part.name] = _read_number(here, part, start, found, named)
            must = must if part.is_optional else start + part.width
    if must:
        found.is_short |= here.start + must > here.end
    found.start = here.start + starts[-1]
    if group is not None:
        _read_group(here, group, found)


def _named(parts: tuple[Part, ...]) -> set[str]:
    """Give the fields whose codes are needed to read others: powers, counts, choices."""
    named = set()
    for part in parts:
        if isinstance(part, Field):
            named.add(part.power)
        elif isinstance(part, Choice):
            named |= {part.by}.union(*(_named(one.fields) for one in part.variants))
        else:
            named |= {part.count} | _named(part.fields)
    return named - {""}


@lru_cache(maxsize=8192)
def _plan(part: Field, at: int) -> Plan | None:
    """Plan to read a field; None for values that the kernels do not make."""
    kind, shift = column_type(part), part.offset * part.divisor
    if part.form == Form.BOOL:
        return plan_of(part, at, kind, How.FLAG)
    if part.power or part.form not in _PLAIN:
        return None
    if is_whole(part):
        return plan_of(part, at, kind, How.WHOLE)
    is_exact = part.divisor > 1 and float(shift).is_integer()
    return plan_of(part, at, kind, How.SCALED) if is_exact else None


def _read_number(here: Bits, part: Field, at: int, found: Found, named: set[str]) -> pa.Array:
    """Read a column of numbers; its codes become known to the fields around that need them."""
    plan, is_named = _plan(part, at), part.name in named
    if plan is not None and (plan.how is How.WHOLE or not is_named):
        raw = np.empty(len(here.end) if is_named else 0, np.int64)
        column = read_field(plan, here.messages, here.first, found.is_bad, raw)
    else:
        is_signed = part.form == Form.INT
        raw, present = read_number(
            here.words, here.end, here.start + at, part.width, signed=is_signed
        )
        power = here.scope[part.power] if part.power else None
        column, is_bad = to_column(part, raw, present, power)
        found.is_bad |= is_bad
    if is_named:
        here.scope[part.name] = raw
    return column


def _fixed(part: Part) -> int:
    return 0 if isinstance(part, Series) else part.width


def _read_letters(here: Bits, part: Field, at: int, found: Found) -> None:
    read = read_text if part.form == Form.TEXT else read_data
    start = here.start + at
    data, ends, present = read(here.words, here.end, start, part.width)
    is_told = ends[1:] > ends[:-1] if part.form == Form.TEXT else present
    mask = pa.py_buffer(np.packbits(is_told, bitorder="little"))
    kind = pa.string() if part.form == Form.TEXT else pa.binary()
    buffers = [mask, pa.py_buffer(ends), pa.py_buffer(data)]
    found.columns[part.name] = pa.Array.from_buffers(kind, len(is_told), buffers)
    if part.width and not part.is_optional:
        found.is_short |= start + part.width > here.end


def _read_choice(here: Bits, part: Choice, at: int, found: Found) -> None:
    start, codes = here.start + at, here.scope[part.by]
    for one in part.variants:
        rows = np.flatnonzero((codes == one.code) & (start < here.end))
        begin = start[rows]
        inside = here.end[rows]
        if part.width:
            inside = np.minimum(inside, begin + part.width)
        inner = read_parts(here.of(rows, begin, inside), one.fields)
        found.columns[one.name] = _spread(to_struct(inner, one.fields), rows, len(codes))
        found.is_bad[rows] |= inner.is_bad
        found.is_short[rows] |= inner.is_short


def _spread(some: pa.Array, rows: Ints, n: int) -> pa.Array:
    """Put rows where they belong among n rows; null elsewhere."""
    index = np.zeros(n, np.int64)
    index[rows] = np.arange(len(rows))
    is_empty = np.ones(n, np.bool_)
    is_empty[rows] = False
    return some.take(pa.array(index, mask=is_empty))


def _read_group(here: Bits, group: Series, found: Found) -> None:
    width, count = width_of(group.fields), here.scope[group.count] if group.count else None
    fit = np.clip((here.end - found.start) // width, 0, group.most)
    turns = fit if count is None else np.minimum(count, fit)
    if count is not None:
        found.is_short |= (count > fit) & (count <= group.most)
        found.is_bad |= count > group.most
    if group.until:
        found.is_short |= fit < group.most
    offsets = np.concatenate([[0], np.cumsum(turns)])
    rows = np.repeat(np.arange(len(turns)), turns)
    turn = np.arange(offsets[-1]) - offsets[rows]
    inner = read_parts(here.of(rows, found.start[rows] + turn * width), group.fields)
    items = to_struct(inner, group.fields)
    for mark, inner_mark in ((found.is_short, inner.is_short), (found.is_bad, inner.is_bad)):
        np.logical_or.at(mark, rows, inner_mark)
    if group.until:
        items, offsets = _cut(items, group.until, rows, turn, turns)
    found.columns[group.name] = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), items)
    found.start = found.start + (group.most if group.until else turns) * width


def _cut(
    items: pa.StructArray, until: str, rows: Ints, turn: Ints, turns: Ints
) -> tuple[pa.StructArray, Ints]:
    """Drop, of each row's turns, the first that is not there and all behind it."""
    is_gone = ~items.field(until).is_valid().to_numpy(zero_copy_only=False)
    keep = turns.copy()
    np.minimum.at(keep, rows[is_gone], turn[is_gone])
    return items.filter(pa.array(turn < keep[rows])), np.concatenate([[0], np.cumsum(keep)])

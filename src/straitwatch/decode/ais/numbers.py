"""One field of numbers of many messages turned into an Arrow column."""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.ais.field import Field, Form
from straitwatch.kernel.message_column import (
    fill_flags,
    fill_reals,
    fill_scaled,
    fill_turns,
    fill_wholes,
)
from straitwatch.kernel.message_plain import (
    ABSENT,
    plain_flags,
    plain_scaled,
    plain_spec,
    plain_wholes,
)

__all__ = ["How", "Messages", "Plan", "plan_of", "read_field"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]

_FAR = 1 << 62
_LONGEST, _MOST = 63, 5 + ABSENT  # what `kernel.message_plain` takes
_SIGNED = {Form.INT, Form.TURN}
_NO_CODES: Ints = np.empty(0, np.int64)


class How(Enum):
    """How codes become values.

    Attributes:
        FLAG: one bit, a truth.
        TURN: rate of turn.
        WHOLE: code + offset.
        REAL: code / divisor + offset.
        SCALED: (code + offset) / divisor, the offset in codes.
    """

    FLAG = "flag"
    TURN = "turn"
    WHOLE = "whole"
    REAL = "real"
    SCALED = "scaled"


@dataclass(frozen=True)
class Plan:
    """What is to be known of a field of numbers to read it.

    Attributes:
        kind: of its column.
        dtype: of its values.
        how: they are made.
        rule: as `kernel.message_column.fill_wholes` takes it, shape (5 + k,).
        scale: divisor and offset, shape (2,).
    """

    kind: pa.DataType
    dtype: npt.DTypeLike
    how: How
    rule: Ints
    scale: Floats

    @property
    def is_plain(self) -> bool:
        """Whether the kernels that take many messages in a step can read it."""
        is_short = self.rule[1] < _LONGEST and len(self.rule) <= _MOST
        return bool(self.how is not How.TURN and is_short)


def plan_of(part: Field, at: int, kind: pa.DataType, how: How) -> Plan:
    """Plan to read a field.

    Args:
        part: of numbers, 1 to 63 bits.
        at: where it stands behind the start.
        kind: of its column.
        how: its values are made.
    """
    low = -_FAR if part.low is None else part.low
    high = _FAR if part.high is None else part.high
    rule = np.array([at, part.width, part.form in _SIGNED, low, high, *part.absent], np.int64)
    offset = part.offset * part.divisor if how is How.SCALED else part.offset
    dtype = np.dtype(np.uint8 if how is How.FLAG else kind.to_pandas_dtype())
    return Plan(kind, dtype, how, rule, np.array([part.divisor, offset]))


class Messages:
    """Messages whose fields are read one after the other.

    Attributes:
        words: the first bit highest, shape (n, w).
        bits: length of each, shape (n,).
    """

    def __init__(self, words: Words, bits: Ints) -> None:
        self.words, self.bits = words, bits

    @cached_property
    def columns(self) -> Words:
        """The words in columns, shape (w, n)."""
        return np.ascontiguousarray(self.words.T)

    @cached_property
    def shortest(self) -> int:
        """Bits of the shortest."""
        return int(self.bits.min(initial=0 if not len(self.bits) else _FAR))


def read_field(
    plan: Plan, of: Messages, start: Ints, beyond: Truths, raw: Ints = _NO_CODES
) -> pa.Array:
    """Read a field of messages.

    Args:
        plan: of the field.
        of: n messages.
        start: bit from which the field's place counts, shape (1,) or (n,).
        beyond: set where the code has no meaning in the standard, shape (n,).
        raw: codes of whole numbers out, 0 where missing; shape (n,), or (0,): not wanted.

    Returns:
        its column, null where it is missing, not available or without a meaning.
    """
    n, rule = len(of.bits), plan.rule
    if not len(raw) and plan.is_plain and len(start) == 1 < n:
        first = int(start[0])
        if first >= 0 and first + rule[0] + rule[1] <= of.shortest:
            return _read_plain(plan, of, first, beyond)
    valid = np.zeros(n // 8 + 1, np.uint8)
    given = (of.words, of.bits, start, rule)
    if plan.how is How.FLAG:
        values: npt.NDArray[Any] = np.zeros(n // 8 + 1, np.uint8)
        nulls = fill_flags(*given, values, valid, beyond)
    else:
        values = np.empty(n, plan.dtype)
        if plan.how is How.WHOLE:
            nulls = fill_wholes(*given, int(plan.scale[1]), raw, values, valid, beyond)
        elif plan.how is How.TURN:
            nulls = fill_turns(*given, values, valid, beyond)
        else:
            fill = fill_scaled if plan.how is How.SCALED else fill_reals
            nulls = fill(*given, plan.scale, values, valid, beyond)
    buffers = [pa.py_buffer(valid) if nulls else None, pa.py_buffer(values)]
    return pa.Array.from_buffers(plan.kind, n, buffers, nulls)


def _read_plain(plan: Plan, of: Messages, start: int, beyond: Truths) -> pa.Array:
    """Read a field that lies at one place within all messages."""
    n, columns = len(of.bits), of.columns
    spec = plain_spec(plan.rule, start, len(columns))
    told = np.empty(n, np.bool_)
    values = np.empty(n, plan.dtype)
    if plan.how is How.FLAG:
        truths = np.empty(n, np.bool_)
        plain_flags(columns, spec, truths, told, beyond)
        values = np.packbits(truths, bitorder="little")
    elif plan.how is How.WHOLE:
        plain_wholes(columns, spec, int(plan.scale[1]), values, told, beyond)
    else:
        divisor, offset = plan.scale
        is_scaled = plan.how is How.SCALED
        scale = np.array([offset, divisor, 0.0] if is_scaled else [0.0, divisor, offset])
        plain_scaled(columns, spec, scale, values, told, beyond)
    valid = None if told.all() else pa.py_buffer(np.packbits(told, bitorder="little"))
    return pa.Array.from_buffers(plan.kind, n, [valid, pa.py_buffer(values)])

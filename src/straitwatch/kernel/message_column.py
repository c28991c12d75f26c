"""One field of many messages turned into the values and validity bits of an Arrow column."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR0917

from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inlined
from straitwatch.kernel.message_bits import base_of, take_at

__all__ = ["fill_flags", "fill_reals", "fill_turns", "fill_wholes"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]

_LAST_TURN = 126  # M.1371-5, table 48: beyond, it says only which way the ship turns fast
_TURN = 4.733  # ditto: the sent value is 4.733 times the root of degrees a minute
_AT, _WIDTH, _SIGNED, _LOW, _HIGH, _ABSENT = range(6)


@inlined
def read_rule(
    words: Words, bits: Ints, start: Ints, rule: Ints, beyond: Truths, i: int
) -> tuple[int, bool]:
    """Read a field of message i; returns its raw code and whether it is available."""
    base, width = base_of(start, i), rule[_WIDTH]
    at = base + rule[_AT]
    if base < 0 or at + width > bits[i]:
        return 0, False
    raw = take_at(words, i, at, width)
    if rule[_SIGNED] > 0:
        raw -= raw >> (width - 1) << width
    for k in range(_ABSENT, len(rule)):
        if raw == rule[k]:
            return raw, False
    if raw < rule[_LOW] or raw > rule[_HIGH]:
        beyond[i] = True
        return raw, False
    return raw, True


@entry
def fill_wholes(
    words: Words, bits: Ints, start: Ints, rule: Ints, plus: int, raw: Ints,
    values: npt.NDArray[Any], valid: Bytes, beyond: Truths,
) -> int:  # fmt: skip
    """Write a column of whole numbers.

    Args:
        words: shape (n, w).
        bits: length of each message, shape (n,).
        start: bit from which the field's place counts, shape (1,) or (n,).
        rule: start behind `start`, width (1 to 63), whether it is signed, lowest and highest code
            with a meaning, and the codes that say `not available`; shape (5 + k,).
        plus: is added to each code.
        raw: codes out, 0 where missing, shape (n,); or shape (0,), when nobody needs them.
        values: out, shape (n,), of any whole type that holds them.
        valid: zeros, shape (n / 8 + 1,): bits are set where there is a value.
        beyond: set where the code has no meaning, shape (n,).

    Returns:
        how many are null.
    """
    nulls = np.int64(0)
    for i in range(len(bits)):
        code, known = read_rule(words, bits, start, rule, beyond, i)
        values[i] = code + plus
        valid[i >> 3] |= np.uint8(np.int64(known) << (i & 7))
        nulls += not known
        if len(raw) > 0:
            raw[i] = code
    return nulls


@entry
def fill_reals(
    words: Words, bits: Ints, start: Ints, rule: Ints, scale: Floats, values: npt.NDArray[Any],
    valid: Bytes, beyond: Truths,
) -> int:  # fmt: skip
    """Write a column of scaled numbers: code / scale[0] + scale[1]; else as `fill_wholes`."""
    nulls = np.int64(0)
    for i in range(len(bits)):
        code, known = read_rule(words, bits, start, rule, beyond, i)
        values[i] = code / scale[0] + scale[1]
        valid[i >> 3] |= np.uint8(np.int64(known) << (i & 7))
        nulls += not known
    return nulls


@entry
def fill_turns(
    words: Words, bits: Ints, start: Ints, rule: Ints, values: npt.NDArray[np.float32],
    valid: Bytes, beyond: Truths,
) -> int:  # fmt: skip
    """Write a column of rates of turn; else as `fill_wholes`."""
    nulls = np.int64(0)
    for i in range(len(bits)):
        code, known = read_rule(words, bits, start, rule, beyond, i)
        known &= abs(code) <= _LAST_TURN
        root = code / _TURN
        values[i] = root * abs(root)
        valid[i >> 3] |= np.uint8(np.int64(known) << (i & 7))
        nulls += not known
    return nulls


@entry
def fill_flags(
    words: Words, bits: Ints, start: Ints, rule: Ints, values: Bytes, valid: Bytes, beyond: Truths
) -> int:
    """Write a column of truths, as bits as well; else as `fill_wholes`."""
    nulls = np.int64(0)
    for i in range(len(bits)):
        code, known = read_rule(words, bits, start, rule, beyond, i)
        values[i >> 3] |= np.uint8(np.int64(code > 0) << (i & 7))
        valid[i >> 3] |= np.uint8(np.int64(known) << (i & 7))
        nulls += not known
    return nulls

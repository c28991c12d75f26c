"""One field of many messages turned into the values and validity bits of an Arrow column."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004, PLR0917

from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inlined
from straitwatch.kernel.message_bits import base_of, take_at

__all__ = ["fill_flags", "fill_reals", "fill_scaled", "fill_turns", "fill_wholes"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]
Rule = tuple[int, int, int, int, int]

_LAST_TURN = 126  # M.1371-5, table 48: beyond, it says only which way the ship turns fast
_TURN = 4.733  # ditto: the sent value is 4.733 times the root of degrees a minute
_AT, _WIDTH, _SIGNED, _LOW, _HIGH, _ABSENT = range(6)


@inlined
def rule_of(rule: Ints) -> Rule:
    """Take the numbers of a rule that are the same for every message."""
    return rule[_AT], rule[_WIDTH], rule[_SIGNED], rule[_LOW], rule[_HIGH]


@inlined
def read_rule(
    words: Words, bits: Ints, start: Ints, rule: Ints, head: Rule, beyond: Truths, i: int
) -> tuple[int, bool]:
    """Read a field of message i; returns its raw code and whether it is available."""
    place, width, sign, low, high = head
    base = base_of(start, i)
    at = base + place
    raw, known = np.int64(0), False
    if base >= 0 and at + width <= bits[i]:
        raw = take_at(words, i, at, width)
        raw -= (raw >> (width - 1) & sign) << width
        known = True
        for k in range(_ABSENT, len(rule)):
            known &= raw != rule[k]
        fits = (raw >= low) & (raw <= high)
        beyond[i] |= known & (not fits)
        known &= fits
    return raw, known


@inlined
def put_bit(out: Bytes, i: int, n: int, byte: int, is_set: bool) -> int:
    """Write bit i of n, eight at a time; returns the bits of a byte that is not yet full."""
    byte |= np.int64(is_set) << (i & 7)
    if i & 7 == 7 or i == n - 1:
        out[i >> 3] = byte
        return np.int64(0)
    return byte


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
        rule: start behind `start`, width (1 to 63), 1 if it is signed, lowest and highest code
            with a meaning, and the codes that say `not available`; shape (5 + k,).
        plus: is added to each code.
        raw: codes out, 0 where missing, shape (n,); or shape (0,), when nobody needs them.
        values: out, shape (n,), of any whole type that holds them.
        valid: zeros, shape (n / 8 + 1,): bits are set where there is a value.
        beyond: set where the code has no meaning, shape (n,).

    Returns:
        how many are null.
    """
    nulls = byte = np.int64(0)
    head, n = rule_of(rule), len(bits)
    for i in range(n):
        code, known = read_rule(words, bits, start, rule, head, beyond, i)
        values[i] = code + plus
        byte = put_bit(valid, i, n, byte, known)
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
    nulls = byte = np.int64(0)
    head, n, divisor, offset = rule_of(rule), len(bits), scale[0], scale[1]
    for i in range(n):
        code, known = read_rule(words, bits, start, rule, head, beyond, i)
        values[i] = code / divisor + offset
        byte = put_bit(valid, i, n, byte, known)
        nulls += not known
    return nulls


@entry
def fill_scaled(
    words: Words, bits: Ints, start: Ints, rule: Ints, scale: Floats, values: npt.NDArray[Any],
    valid: Bytes, beyond: Truths,
) -> int:  # fmt: skip
    """Write a column of scaled numbers: (code + scale[1]) / scale[0]; else as `fill_wholes`."""
    nulls = byte = np.int64(0)
    head, n, divisor, offset = rule_of(rule), len(bits), scale[0], scale[1]
    for i in range(n):
        code, known = read_rule(words, bits, start, rule, head, beyond, i)
        values[i] = (code + offset) / divisor
        byte = put_bit(valid, i, n, byte, known)
        nulls += not known
    return nulls


@entry
def fill_turns(
    words: Words, bits: Ints, start: Ints, rule: Ints, values: npt.NDArray[np.float32],
    valid: Bytes, beyond: Truths,
) -> int:  # fmt: skip
    """Write a column of rates of turn; else as `fill_wholes`."""
    nulls = byte = np.int64(0)
    head, n = rule_of(rule), len(bits)
    for i in range(n):
        code, known = read_rule(words, bits, start, rule, head, beyond, i)
        known &= abs(code) <= _LAST_TURN
        root = code / _TURN
        values[i] = root * abs(root)
        byte = put_bit(valid, i, n, byte, known)
        nulls += not known
    return nulls


@entry
def fill_flags(
    words: Words, bits: Ints, start: Ints, rule: Ints, values: Bytes, valid: Bytes, beyond: Truths
) -> int:
    """Write a column of truths, as bits as well; else as `fill_wholes`."""
    nulls = byte = said = np.int64(0)
    head, n = rule_of(rule), len(bits)
    for i in range(n):
        code, known = read_rule(words, bits, start, rule, head, beyond, i)
        said = put_bit(values, i, n, said, code > 0)
        byte = put_bit(valid, i, n, byte, known)
        nulls += not known
    return nulls

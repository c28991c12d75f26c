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
Place = tuple[int, int, np.uint64]

_LAST_TURN = 126  # M.1371-5, table 48: beyond, it says only which way the ship turns fast
_TURN = 4.733  # ditto: the sent value is 4.733 times the root of degrees a minute
_U0, _U1, _U63 = (np.uint64(k) for k in (0, 1, 63))
_AT, _WIDTH, _SIGNED, _LOW, _HIGH, _ABSENT = range(6)


@inlined
def place_of(words: Words, bits: Ints, start: Ints, rule: Ints) -> Place:
    """Tell where a field stands that all messages have at one place; its word is -1 if not."""
    at, last = start[0] + rule[_AT], np.int64(words.shape[1] - 1)
    if len(start) > 1 or start[0] < 0:
        return np.int64(-1), np.int64(0), _U0
    shortest = at + rule[_WIDTH]
    for i in range(len(bits)):
        shortest = min(shortest, bits[i])
    if shortest < at + rule[_WIDTH]:
        return np.int64(-1), np.int64(0), _U0
    return at >> 6, min((at >> 6) + 1, last), np.uint64(at) & _U63


@inlined
def rule_of(rule: Ints) -> Rule:
    """Take the numbers of a rule that are the same for every message."""
    return rule[_AT], rule[_WIDTH], rule[_SIGNED], rule[_LOW], rule[_HIGH]


@inlined
def read_rule(
    words: Words, bits: Ints, start: Ints, rule: Ints, head: Rule, place: Place, beyond: Truths,
    i: int,
) -> tuple[int, bool]:  # fmt: skip
    """Read a field of message i; returns its raw code and whether it is available."""
    offset, width, sign, low, high = head
    word, following, skip = place
    if word >= 0:
        both = words[i, word] << skip | (words[i, following] >> _U1) >> (_U63 - skip)
        raw = np.int64((both >> _U1) >> np.uint64(63 - width))
    else:
        base = base_of(start, i)
        at = base + offset
        if base < 0 or at + width > bits[i]:
            return np.int64(0), False
        raw = take_at(words, i, at, width)
    raw -= (raw >> (width - 1) & sign) << width
    known = True
    for k in range(_ABSENT, len(rule)):
        known &= raw != rule[k]
    fits = (raw >= low) & (raw <= high)
    beyond[i] |= known & (not fits)
    return raw, known & fits


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
    head, place, n = rule_of(rule), place_of(words, bits, start, rule), len(bits)
    for i in range(n):
        code, known = read_rule(words, bits, start, rule, head, place, beyond, i)
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
    head, place, n = rule_of(rule), place_of(words, bits, start, rule), len(bits)
    divisor, offset = scale[0], scale[1]
    for i in range(n):
        code, known = read_rule(words, bits, start, rule, head, place, beyond, i)
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
    head, place, n = rule_of(rule), place_of(words, bits, start, rule), len(bits)
    divisor, offset = scale[0], scale[1]
    for i in range(n):
        code, known = read_rule(words, bits, start, rule, head, place, beyond, i)
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
    head, place, n = rule_of(rule), place_of(words, bits, start, rule), len(bits)
    for i in range(n):
        code, known = read_rule(words, bits, start, rule, head, place, beyond, i)
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
    head, place, n = rule_of(rule), place_of(words, bits, start, rule), len(bits)
    for i in range(n):
        code, known = read_rule(words, bits, start, rule, head, place, beyond, i)
        said = put_bit(values, i, n, said, code > 0)
        byte = put_bit(valid, i, n, byte, known)
        nulls += not known
    return nulls

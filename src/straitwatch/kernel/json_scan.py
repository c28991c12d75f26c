"""Bytes of JSON turned into ends of values, plain numbers and hashes of words."""
# Bytes stand as numbers, as in RFC 8259; a kernel hands back its place in the text each time.
# ruff: noqa: PLR2004

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_scan import word_at
from straitwatch.kernel.bare import inlined, inner

__all__ = [
    "end_of_text",
    "hash_plain",
    "hash_word",
    "marks_of",
    "rank_of",
    "read_number",
    "skip_blank",
    "skip_value",
]

Bytes = npt.NDArray[np.uint8]
Wide = npt.NDArray[np.uint64]

QUOTE, BACKSLASH, COMMA, COLON = 34, 92, 44, 58
OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST = 123, 125, 91, 93
SMALL_N = 110
_MINUS, _POINT, _ZERO, _NINE, _SMALL_E = 45, 46, 48, 57, 101


def _every(byte: int) -> np.uint64:
    return np.uint64(byte * 0x0101010101010101)


QUOTES, _BACKSLASHES, _LOWS = _every(QUOTE), _every(BACKSLASH), _every(0x7F)
_RANK = np.uint64(0x0001020304050607)
_U0, _U1, _U7, _U56 = (np.uint64(k) for k in (0, 1, 7, 56))
_MOST_DIGITS = 15
_POWERS = 10.0 ** np.arange(_MOST_DIGITS + 1)
_ALL = (1 << 64) - 1
_SEED, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)  # FNV-1a


@inlined
def skip_blank(data: Bytes, at: int, end: int) -> int:
    """Find the next byte that is no white space."""
    while at < end and (data[at] == 32 or data[at] == 10 or data[at] == 13 or data[at] == 9):
        at += 1
    return at


@inlined
def marks_of(word: np.uint64, every: np.uint64) -> np.uint64:
    """Mark, in the top bit of each, which of eight bytes are the one that `every` repeats.

    Notes:
        Source: the exact test for zero bytes in Anderson, Bit Twiddling Hacks.
    """
    odd = word ^ every
    return ~(((odd & _LOWS) + _LOWS) | odd | _LOWS)


@inlined
def rank_of(marks: np.uint64) -> np.uint64:
    """Find which of eight bytes, the first 0, is the lowest that is marked."""
    lowest = marks & (~marks + _U1)
    return ((lowest >> _U7) * _RANK) >> _U56


@inlined
def end_of_text(data: Bytes, wide: Wide, at: int, end: int) -> int:
    """Find the quote that ends a text whose first byte is at `at`; -1 where none does."""
    while at < end:
        word = word_at(wide, at)
        quotes = marks_of(word, QUOTES)
        if quotes | marks_of(word, _BACKSLASHES) == _U0:
            at += 8
            continue
        if quotes and marks_of(word, _BACKSLASHES) == _U0:
            at += np.int64(rank_of(quotes))
            return at if at < end else -1
        stop = min(at + 8, end)  # a backslash: byte by byte
        while at < stop:
            if data[at] == QUOTE:
                return at
            at += 2 if data[at] == BACKSLASH else 1
    return -1


@inner
def skip_value(data: Bytes, wide: Wide, at: int, end: int) -> int:
    """Find the byte after the value that starts at `at`; -1 where none starts or it has no end.

    Notes:
        What it skips is not checked to be JSON, only to be closed.
    """
    if at >= end:
        return -1
    if data[at] == QUOTE:
        stop = end_of_text(data, wide, at + 1, end)
        return stop + 1 if stop >= 0 else -1
    if data[at] == OPEN_OBJECT or data[at] == OPEN_LIST:
        return _skip_nested(data, wide, at, end)
    start = at
    while at < end and not (
        data[at] <= 32 or data[at] == COMMA or data[at] == CLOSE_OBJECT or data[at] == CLOSE_LIST
    ):
        at += 1
    return at if at > start else -1


@inner
def _skip_nested(data: Bytes, wide: Wide, at: int, end: int) -> int:
    depth = 0
    while at < end:
        sign = data[at]
        if sign == QUOTE:
            at = end_of_text(data, wide, at + 1, end)
            if at < 0:
                return -1
        elif sign in (OPEN_OBJECT, OPEN_LIST):
            depth += 1
        elif sign in (CLOSE_OBJECT, CLOSE_LIST):
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return -1


@inlined
def read_number(data: Bytes, at: int, end: int) -> tuple[float, int]:
    """Read a decimal number without an exponent, of 15 digits at most.

    Returns:
        the number, and the byte after it: -1 where something else stands, which is not for here.

    Notes:
        Rounded as by IEEE 754: both the digits and the power of ten are whole numbers that a
        double holds exactly, so that their quotient is rounded once (Clinger 1990, "How to read
        floating point numbers accurately").
    """
    negative = at < end and data[at] == _MINUS
    at += 1 if negative else 0
    start, whole, scale = at, np.int64(0), 0
    while at < end and _ZERO <= data[at] <= _NINE:
        whole = whole * 10 + np.int64(data[at] - _ZERO)
        at += 1
    digits = at - start
    if digits == 0:
        return 0.0, -1
    if at < end and data[at] == _POINT:
        at += 1
        start = at
        while at < end and _ZERO <= data[at] <= _NINE:
            whole = whole * 10 + np.int64(data[at] - _ZERO)
            at += 1
        scale = at - start
        if scale == 0:
            return 0.0, -1
    if digits + scale > _MOST_DIGITS or (at < end and data[at] | 32 == _SMALL_E):
        return 0.0, -1
    value = whole / _POWERS[scale]
    return -value if negative else value, at


@inlined
def hash_word(data: Bytes, start: int, end: int, seed: np.uint64) -> np.uint64:
    """Hash bytes onto a hash (FNV-1a), and a byte that no text holds after them."""
    for at in range(start, end):
        seed = (seed ^ np.uint64(data[at])) * _PRIME
    return (seed ^ np.uint64(0xFF)) * _PRIME


FIRST_HASH = _SEED


def hash_plain(words: Sequence[bytes]) -> int:
    """Hash words one after the other as `hash_word` does, in Python; as a signed number."""
    said = int(_SEED)
    for word in words:
        for byte in (*word, 0xFF):
            said = (said ^ byte) * int(_PRIME) & _ALL
    return said - (1 << 64) if said >> 63 else said

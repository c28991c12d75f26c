"""Bytes of JSON turned into ends of values, plain numbers and hashes of words."""
# Bytes stand as numbers, as in RFC 8259; a kernel hands back its place in the text each time.
# ruff: noqa: PLR2004

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import inlined, inner

__all__ = ["end_of_text", "hash_plain", "hash_word", "read_number", "skip_blank", "skip_value"]

Bytes = npt.NDArray[np.uint8]

QUOTE, BACKSLASH, COMMA, COLON = 34, 92, 44, 58
OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST = 123, 125, 91, 93
SMALL_N = 110
_MINUS, _POINT, _ZERO, _NINE, _SMALL_E = 45, 46, 48, 57, 101

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
def end_of_text(data: Bytes, at: int, end: int) -> int:
    """Find the quote that ends a text whose first byte is at `at`; -1 where none does."""
    while at < end:
        if data[at] == QUOTE:
            return at
        at += 2 if data[at] == BACKSLASH else 1
    return -1


@inner
def skip_value(data: Bytes, at: int, end: int) -> int:
    """Find the byte after the value that starts at `at`; -1 where none starts or it has no end.

    Notes:
        What it skips is not checked to be JSON, only to be closed.
    """
    if at >= end:
        return -1
    if data[at] == QUOTE:
        stop = end_of_text(data, at + 1, end)
        return stop + 1 if stop >= 0 else -1
    if data[at] == OPEN_OBJECT or data[at] == OPEN_LIST:
        return _skip_nested(data, at, end)
    start = at
    while at < end and not (
        data[at] <= 32 or data[at] == COMMA or data[at] == CLOSE_OBJECT or data[at] == CLOSE_LIST
    ):
        at += 1
    return at if at > start else -1


@inner
def _skip_nested(data: Bytes, at: int, end: int) -> int:
    depth = 0
    while at < end:
        sign = data[at]
        if sign == QUOTE:
            at = end_of_text(data, at + 1, end)
            if at < 0:
                return -1
        elif sign == OPEN_OBJECT or sign == OPEN_LIST:
            depth += 1
        elif sign == CLOSE_OBJECT or sign == CLOSE_LIST:
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

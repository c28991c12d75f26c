"""Fields of whole messages turned into columns: numbers, text, data; with what the message lacks.

A message is a row of words, its first bit highest, and its length in bits. A field starts at one
bit for all messages or at each message's own; what does not lie whole within a message is not
present in it, and nothing behind its end is read.
"""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004, PLR0917

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_bits import eight_codes, put_codes
from straitwatch.kernel.bare import entry, inlined
from straitwatch.kernel.vector import store_word

__all__ = ["Column", "Runs", "read_data", "read_number", "read_numbers", "read_text"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Truths = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]
Column = tuple[Ints, Truths]
Runs = tuple[Bytes, Codes, Truths]

_U1, _U6, _U8, _U16, _U32, _U63 = (np.uint64(k) for k in (1, 6, 8, 16, 32, 63))
_BYTES, _PAIRS = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0000FFFF0000FFFF)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_ROOM = 8  # bytes behind text and data that may be written


@inlined
def word_at(words: Words, i: int, start: int) -> np.uint64:
    """Read 64 bits, of which the first must lie within the words of message i; 0 behind them."""
    w, skip = np.uint64(start) >> _U6, np.uint64(start) & _U63
    both = words[i, w] << skip
    if w + _U1 < np.uint64(words.shape[1]):
        both |= (words[i, w + _U1] >> _U1) >> (_U63 - skip)
    return both


@inlined
def take_at(words: Words, i: int, start: int, width: int) -> int:
    """Read an unsigned field of 0 to 63 bits, which must lie within the words of message i."""
    return np.int64((word_at(words, i, start) >> _U1) >> np.uint64(63 - width))


@inlined
def turned(word: np.uint64) -> np.uint64:
    """Turn the bytes of a word round: the highest becomes the lowest."""
    word = (word >> _U8 & _BYTES) | (word & _BYTES) << _U8
    word = (word >> _U16 & _PAIRS) | (word & _PAIRS) << _U16
    return word >> _U32 | word << _U32


@inlined
def base_of(start: Ints, i: int) -> int:
    """Where a field starts in message i: the one start of all, or its own."""
    return start[i] if len(start) > 1 else start[0]


@entry
def fill_numbers(
    words: Words, bits: Ints, start: Ints, places: Ints, values: Ints, present: Truths
) -> None:
    """Read fields of numbers.

    Args:
        words: shape (n, w).
        bits: length of each message, at most 64 w; shape (n,).
        start: bit from which `places` count, shape (1,) or (n,); negative: no field is there.
        places: start behind `start`, width (0 to 63), whether it is signed; shape (f, 3).
        values: out, shape (f, n); 0 where not present.
        present: out, whether the whole field lies within the message; shape (f, n).
    """
    for i in range(len(bits)):
        base = base_of(start, i)
        for f in range(len(places)):
            at, width = base + places[f, 0], places[f, 1]
            inside = base >= 0 and at + width <= bits[i]
            raw = np.int64(0)
            if inside and width > 0:
                raw = take_at(words, i, at, width)
                if places[f, 2] > 0:
                    raw -= raw >> (width - 1) << width
            values[f, i] = raw
            present[f, i] = inside


@entry
def fill_text(
    words: Words, bits: Ints, start: Ints, width: Ints, text: Bytes, ends: Codes, present: Truths
) -> None:
    """Write six-bit characters: cut at the first @, without blanks at the end.

    Args:
        words: shape (n, w).
        bits: length of each message; shape (n,).
        start: first bit, shape (1,) or (n,); negative: no field is there.
        width: bits of the field, shape (1,) or (n,); what the message lacks of them is left out.
        text: out, room for every character and _ROOM behind them.
        ends: zeros, shape (n + 1,): offsets out.
        present: out, whether at least one character lies within the message; shape (n,).

    Notes:
        Source: ITU-R M.1371-5, annex 8, table 47 (6-bit ASCII).
    """
    used = np.int64(0)
    for i in range(len(bits)):
        at = base_of(start, i)
        n = min(base_of(width, i), bits[i] - at) // 6 if at >= 0 else np.int64(0)
        last = used
        for c in range(0, n, 8):
            codes = eight_codes(word_at(words, i, at + 6 * c))
            if n - c < 8:
                codes &= (_U1 << np.uint64(8 * (n - c))) - _U1
            last, is_over = put_codes(codes, text, used + c, last)
            if is_over:
                break
        used = last
        ends[i + 1] = used
        present[i] = n > 0


@entry
def fill_data(
    words: Words, bits: Ints, start: Ints, width: Ints, data: Bytes, ends: Codes, present: Truths
) -> None:
    """Write bits as bytes, the first bit highest, the last byte filled up with 0.

    Args:
        words: shape (n, w).
        bits: length of each message; shape (n,).
        start: first bit, shape (1,) or (n,); negative: no field is there.
        width: bits of the field, shape (1,) or (n,); what the message lacks of them is left out.
        data: out, room for every byte and _ROOM behind them.
        ends: zeros, shape (n + 1,): offsets out.
        present: out, whether the message reaches up to the field's start; shape (n,).
    """
    used = np.int64(0)
    for i in range(len(bits)):
        at = base_of(start, i)
        n = min(base_of(width, i), bits[i] - at) if at >= 0 else np.int64(-1)
        for c in range(0, n, 64):
            word = word_at(words, i, at + c)
            if n - c < 64:
                word &= ~(_ALL >> np.uint64(n - c))
            store_word(data, used + c // 8, turned(word))
        used += max(n + 7, np.int64(0)) // 8
        ends[i + 1] = used
        present[i] = n >= 0


def _each(number: Ints | int) -> Ints:
    return np.atleast_1d(np.asarray(number, np.int64))


def read_numbers(words: Words, bits: Ints, start: Ints | int, places: Ints) -> Column:
    """Read several fields of numbers of all messages.

    Args:
        words: shape (n, w), C order.
        bits: length of each message, shape (n,).
        start: bit from which `places` count: one, or shape (n,); negative: no field is there.
        places: start behind `start`, width (0 to 63), whether it is signed; shape (f, 3).

    Returns:
        values, shape (f, n), 0 where not present; whether each is present, shape (f, n).
    """
    shape = len(places), len(bits)
    values, present = np.empty(shape, np.int64), np.empty(shape, np.bool_)
    fill_numbers(words, bits, _each(start), places, values, present)
    return values, present


def read_number(
    words: Words, bits: Ints, start: Ints | int, width: int, *, signed: bool = False
) -> Column:
    """Read one field of numbers of all messages.

    Args:
        words: shape (n, w), C order.
        bits: length of each message, shape (n,).
        start: its first bit: one, or shape (n,); negative: the field is not there.
        width: its bits, 0 to 63.
        signed: whether it is in two's complement.

    Returns:
        values, shape (n,), 0 where not present; whether each is present, shape (n,).
    """
    values, present = read_numbers(words, bits, start, np.array([[0, width, signed]], np.int64))
    return values[0], present[0]


def read_text(words: Words, bits: Ints, start: Ints | int, width: Ints | int = 0) -> Runs:
    """Read one field of six-bit characters of all messages, as Arrow lays text out.

    Args:
        words: shape (n, w), C order.
        bits: length of each message, shape (n,).
        start: its first bit: one, or shape (n,); negative: the field is not there.
        width: its bits: one, or shape (n,); a single 0: up to the end of the message.

    Returns:
        characters; their offsets, shape (n + 1,); whether the message has at least one character
        of the field (be it `@`), shape (n,).
    """
    return _runs(fill_text, 6, words, bits, start, width)


def read_data(words: Words, bits: Ints, start: Ints | int, width: Ints | int = 0) -> Runs:
    """Read one field of bits of all messages, as Arrow lays bytes out.

    Args:
        words: shape (n, w), C order.
        bits: length of each message, shape (n,).
        start: its first bit: one, or shape (n,); negative: the field is not there.
        width: its bits: one, or shape (n,); a single 0: up to the end of the message.

    Returns:
        bytes, the first bit highest; their offsets, shape (n + 1,); whether the message reaches up
        to the field's start, shape (n,).
    """
    return _runs(fill_data, 8, words, bits, start, width)


def _runs(
    fill: Callable[..., None], step: int, words: Words, bits: Ints, start: Ints | int,
    width: Ints | int,
) -> Runs:  # fmt: skip
    whole = isinstance(width, int) and width == 0
    n, starts = len(bits), _each(start)
    widths = _each(64 * words.shape[1] if whole else width)
    most = np.clip(np.minimum(bits - starts, widths), 0, None)
    out = np.empty(int(((most + step - 1) // step).sum()) + _ROOM, np.uint8)
    ends, present = np.zeros(n + 1, np.int32), np.empty(n, np.bool_)
    fill(words, bits, starts, widths, out, ends, present)
    return out[: ends[n]], ends, present

"""Six-bit payloads turned into numbers and text."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004, PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit

__all__ = ["N_WORDS", "put_text", "take", "unpack"]

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]

N_WORDS = 8
"""60-bit words that are kept of a payload: 480 bits, more than any decoded type has."""


def _armor() -> Bytes:
    table = np.full(256, 128, np.uint8)
    table[48:88] = np.arange(40)  # 0 to W
    table[96:120] = np.arange(40, 64)  # ` to w
    return table


_ARMOR = _armor()
_U6, _U60 = np.uint64(6), np.uint64(60)
_SIX = np.int64(6)


@jit
def unpack(buf: Bytes, at: int, length: int, words: Words, k: int) -> bool:
    """Turn armoured characters into 60-bit words, the first bit highest.

    Args:
        buf: bytes.
        at: where the payload starts.
        length: its characters.
        words: out, shape (n, N_WORDS or more): row k is filled, up with zeros.
        k: the row.

    Returns:
        whether every character is of the alphabet.

    Notes:
        Source: IEC 61162-1, six-bit field conversion; ITU-R M.1371-5 annex 8 for what it carries.
    """
    bad = np.uint8(0)
    whole = min(length // 10, N_WORDS)
    for w in range(whole):
        acc = np.uint64(0)
        for _ in range(10):
            value = _ARMOR[buf[at]]
            at += 1
            bad |= value
            acc = acc << _U6 | np.uint64(value)
        words[k, w] = acc
    acc = np.uint64(0)
    rest = length - 10 * whole
    for c in range(rest):
        value = _ARMOR[buf[at]]
        at += 1
        bad |= value
        if c < 10:
            acc = acc << _U6 | np.uint64(value)
    if whole < N_WORDS:
        words[k, whole] = acc << np.uint64(60 - 6 * rest) if rest > 0 else np.uint64(0)
    for w in range(whole + 1, N_WORDS):
        words[k, w] = np.uint64(0)
    return bad < 128


@jit
def take(words: Words, k: int, start: int, width: int) -> int:
    """Read an unsigned field of row k, of 0 to 32 bits; one of 0 bits reads as 0."""
    w = start // 60
    stop = start - 60 * w + width
    mask = (np.uint64(1) << np.uint64(width)) - np.uint64(1)
    if stop <= 60:
        return np.int64(words[k, w] >> np.uint64(60 - stop) & mask)
    over = np.uint64(stop - 60)
    return np.int64((words[k, w] << over | words[k, w + 1] >> (_U60 - over)) & mask)


@jit
def put_text(words: Words, k: int, start: int, width: int, text: Bytes, used: int) -> int:
    """Write a field of six-bit characters: cut at the first @, without blanks at its end.

    Args:
        words: payloads, shape (n, N_WORDS or more).
        k: the row.
        start: first bit of the field.
        width: its bits.
        text: bytes out.
        used: bytes of it already written.

    Returns:
        bytes of it written now; the same as `used` when the text is empty.

    Notes:
        Source: ITU-R M.1371-5, annex 8, table 47 (6-bit ASCII).
    """
    last = used
    for c in range(width // 6):
        value = take(words, k, start + 6 * c, _SIX)
        if value == 0:
            break
        text[used + c] = value + 64 if value < 32 else value
        if value != 32:
            last = used + c + 1
    return last

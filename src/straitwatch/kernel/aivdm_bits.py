"""Six-bit payloads turned into numbers and text."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_armor import CHARS, spell, unarmor
from straitwatch.kernel.aivdm_scan import Wide
from straitwatch.kernel.bare import inlined
from straitwatch.kernel.vector import count_leading, store_word

__all__ = ["N_WORDS", "Long", "Short", "eight_codes", "put_codes", "put_text", "take", "unpack"]
__all__ += ["unpack_long", "unpack_short"]

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Short = tuple[np.uint64, np.uint64, np.uint64, np.uint64]
"""Words of a payload of one slot, as a tuple: the compiler keeps them in registers."""
Long = tuple[
    np.uint64, np.uint64, np.uint64, np.uint64, np.uint64,
    np.uint64, np.uint64, np.uint64, np.uint64, np.uint64,
]  # fmt: skip
"""Ditto of two slots."""

N_WORDS = 24
"""Words of 64 bits that the longest payload fills, and some zeros behind."""

_CLEARED = 9  # words that are zero where the payload does not reach: as far as fields do


def _every(byte: int) -> np.uint64:
    return np.uint64(byte * 0x0101010101010101)


_TOP, _SEVENS, _BLANKS = _every(0x80), _every(0x7F), _every(32)
_PAIRS, _FOURS, _EIGHTS = (
    np.uint64(0x003F003F003F003F),
    np.uint64(0x00000FFF00000FFF),
    np.uint64(0x0000000000FFFFFF),
)
_U0, _U1, _U2, _U6, _U8, _U12, _U16, _U32, _U40, _U63 = (
    np.uint64(k) for k in (0, 1, 2, 6, 8, 12, 16, 32, 40, 63)
)


@inlined
def unpack(wide: Wide, at: int, length: int, words: Words) -> bool:
    """Turn armoured characters into 64-bit words, the first bit highest.

    Args:
        wide: bytes.
        at: where the payload starts.
        length: its characters, at most 213.
        words: out, shape (N_WORDS,), up to the ninth filled up with zeros.

    Returns:
        whether every character is of the alphabet.

    Notes:
        Source: IEC 61162-1, six-bit field conversion; ITU-R M.1371-5 annex 8 for what it carries.
    """
    for w in range(3, _CLEARED):
        words[w] = _U0
    is_good, words[0], words[1], words[2] = unarmor(wide, at, length)
    w = 3
    for c in range(CHARS, length, CHARS):
        more, words[w], words[w + 1], words[w + 2] = unarmor(wide, at + c, length - c)
        is_good &= more
        w += 3
    return is_good


@inlined
def unpack_short(wide: Wide, at: int) -> tuple[bool, Short]:
    """Turn 28 armoured characters, the 168 bits of one slot, into words, the last one zero.

    Args:
        wide: bytes.
        at: where the payload starts.

    Returns:
        whether every character is of the alphabet; the words, as of `unpack`.
    """
    is_good, first, second, third = unarmor(wide, at, 28)
    return is_good, (first, second, third, _U0)


@inlined
def unpack_long(wide: Wide, at: int, length: int) -> Long:
    """Turn up to 96 armoured characters, more than 64, of which each is good, into words."""
    _, a, b, c = unarmor(wide, at, CHARS)
    _, d, e, f = unarmor(wide, at + CHARS, CHARS)
    _, g, h, i = unarmor(wide, at + 2 * CHARS, length - 2 * CHARS)
    return a, b, c, d, e, f, g, h, i, _U0


@inlined
def take(words: Words | Short | Long, start: int, width: int) -> int:
    """Read an unsigned field of 0 to 32 bits; one of 0 bits reads as 0."""
    w, skip = np.uint64(start) >> _U6, np.uint64(start) & _U63
    both = words[w] << skip | (words[w + _U1] >> _U1) >> (_U63 - skip)
    return np.int64((both >> _U1) >> np.uint64(63 - width))


@inlined
def eight_codes(bits: np.uint64) -> np.uint64:
    """Turn the upper 48 bits of a word into eight bytes of six bits each, the first lowest."""
    value = bits >> _U40 | (bits >> _U16 & _EIGHTS) << _U32
    value = (value >> _U12 & _FOURS) | (value & _FOURS) << _U16
    return (value >> _U6 & _PAIRS) | (value & _PAIRS) << _U8


@inlined
def put_codes(codes: np.uint64, text: Bytes, at: int, end: int) -> tuple[int, bool]:
    """Write eight six-bit characters; bytes behind the text are overwritten.

    Args:
        codes: from `eight_codes`.
        text: bytes out.
        at: where the first stands.
        end: of the text before it, without blanks.

    Returns:
        its end now; whether an `@` ends it.
    """
    store_word(text, at, codes | (~codes & _BLANKS) << _U1)
    stops = ~(codes + _SEVENS) & _TOP
    told = ((codes ^ _BLANKS) + _SEVENS) & _TOP & ((stops & (~stops + _U1)) - _U1)
    if told != _U0:
        end = at + 8 - (count_leading(told) >> 3)
    return end, stops != _U0


@inlined
def put_text(
    words: Words | Short | Long, start: int, n: int, text: Bytes, used: int
) -> tuple[int, bool]:
    """Write a field of six-bit characters: cut at the first @, without blanks at its end.

    Args:
        words: a payload.
        start: first bit of the field.
        n: its characters, at most 20.
        text: bytes out, of which 32 are overwritten.
        used: bytes of it already written.

    Returns:
        bytes of it written now, the same as `used` when the text is empty; whether an @ ends it.
    """
    w, skip = np.uint64(start) >> _U6, np.uint64(start) & _U63
    first = words[w] << skip | (words[w + _U1] >> _U1) >> (_U63 - skip)
    second = words[w + _U1] << skip | (words[w + _U2] >> _U1) >> (_U63 - skip)
    ends, told = spell(text, used, first, second)
    behind = _U1 << np.uint64(n)
    told &= ~(ends | behind) & ((ends | behind) - _U1)
    return used + 64 - count_leading(told), (ends & (behind - _U1)) != _U0

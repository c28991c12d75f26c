"""Six-bit payloads turned into numbers and text."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_armor import CHARS, unarmor
from straitwatch.kernel.aivdm_scan import Wide
from straitwatch.kernel.bare import inlined
from straitwatch.kernel.vector import count_leading, store_word

__all__ = ["N_WORDS", "Short", "eight_codes", "put_codes", "put_text", "take", "unpack"]
__all__ += ["unpack_short"]

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Short = tuple[np.uint64, np.uint64, np.uint64, np.uint64]
"""Words of a payload of one slot, as a tuple: the compiler keeps them in registers."""

N_WORDS = 24
"""Words of 64 bits that the longest payload fills, and some zeros behind."""

_CLEARED = 9  # words that are zero where the payload does not reach: as far as fields do


def _every(byte: int) -> np.uint64:
    return np.uint64(byte * 0x0101010101010101)


_TOP, _ZERO_CHAR, _SEVENS, _BLANKS = _every(0x80), _every(48), _every(0x7F), _every(32)
_FROM_0, _FROM_X, _FROM_GRAVE, _FROM_LOWER_X = (_every(128 - c) for c in (48, 88, 96, 120))
_PAIRS, _FOURS, _EIGHTS = (
    np.uint64(0x003F003F003F003F),
    np.uint64(0x00000FFF00000FFF),
    np.uint64(0x0000000000FFFFFF),
)
_LAST_FOUR = np.uint64(0xFFFFFFFF)
_U0, _U1, _U4, _U6, _U8, _U12, _U16, _U24, _U32, _U40, _U48, _U63, _U64 = (
    np.uint64(k) for k in (0, 1, 4, 6, 8, 12, 16, 24, 32, 40, 48, 63, 64)
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
def take(words: Words | Short, start: int, width: int) -> int:
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
def put_text(words: Words, start: int, width: int, text: Bytes, used: int) -> int:
    """Write a field of six-bit characters: cut at the first @, without blanks at its end.

    Args:
        words: a payload.
        start: first bit of the field.
        width: its bits.
        text: bytes out, with room for eight more.
        used: bytes of it already written.

    Returns:
        bytes of it written now; the same as `used` when the text is empty.

    Notes:
        Source: ITU-R M.1371-5, annex 8, table 47 (6-bit ASCII).
    """
    last = used
    n = np.int64(width // 6)
    for c in range(0, n, 8):
        at = start + 6 * c
        w, skip = np.uint64(at) >> _U6, np.uint64(at) & _U63
        codes = eight_codes(words[w] << skip | (words[w + _U1] >> _U1) >> (_U63 - skip))
        if n - c < 8:
            codes &= (_U1 << np.uint64(8 * (n - c))) - _U1
        last, is_over = put_codes(codes, text, used + c, last)
        if is_over:
            break
    return last

"""Six-bit payloads turned into numbers and text."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_scan import Wide
from straitwatch.kernel.bare import inlined
from straitwatch.kernel.vector import count_leading, load_word, store_word

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
def armor_faults(chars: np.uint64) -> np.uint64:
    """Mark, in the top bit of each, which of eight characters are not of `0` to `W`, "`" to `w`.

    Args:
        chars: with top bits that are 0, so that no sum carries into the next.
    """
    gap = (chars + _FROM_X) & ~(chars + _FROM_GRAVE)
    return (~(chars + _FROM_0) | gap | (chars + _FROM_LOWER_X)) & _TOP


@inlined
def six_bits(chars: np.uint64) -> np.uint64:
    """Turn eight armoured characters, the first lowest, into 48 bits, the first highest."""
    value = chars - _ZERO_CHAR - (((chars + _FROM_GRAVE) & _TOP) >> _U4)
    value = (value & _PAIRS) << _U6 | (value >> _U8 & _PAIRS)
    value = (value & _FOURS) << _U12 | (value >> _U16 & _FOURS)
    return (value & _EIGHTS) << _U24 | value >> _U32


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
    bad = _U0
    for w in range(_CLEARED):
        words[w] = _U0
    w = np.int64(0)
    word = shift = _U0
    for c in range(0, length, 8):
        chars = load_word(wide, at + c)
        if length - c < 8:
            keep = (_U1 << np.uint64(8 * (length - c))) - _U1
            chars = (chars & keep) | (_ZERO_CHAR & ~keep)
        bad |= chars & _TOP
        chars &= ~_TOP
        bad |= armor_faults(chars)
        value = six_bits(chars) << _U16
        word |= value >> shift
        shift += _U48
        if shift >= _U64:
            shift -= _U64
            words[w] = word
            word = value << (_U48 - shift)
            w += 1
    words[w] = word
    return bad == _U0


@inlined
def unpack_short(wide: Wide, at: int) -> tuple[bool, Short]:
    """Turn 28 armoured characters, the 168 bits of one slot, into words, the last one zero.

    Args:
        wide: bytes.
        at: where the payload starts.

    Returns:
        whether every character is of the alphabet; the words, as of `unpack`.
    """
    a, b, c = load_word(wide, at), load_word(wide, at + 8), load_word(wide, at + 16)
    d = (load_word(wide, at + 24) & _LAST_FOUR) | (_ZERO_CHAR & ~_LAST_FOUR)
    bad = (a | b | c | d) & _TOP
    a, b, c, d = a & ~_TOP, b & ~_TOP, c & ~_TOP, d & ~_TOP
    bad |= armor_faults(a) | armor_faults(b) | armor_faults(c) | armor_faults(d)
    a, b, c, d = six_bits(a), six_bits(b), six_bits(c), six_bits(d)
    words = a << _U16 | b >> _U32, b << _U32 | c >> _U16, c << _U48 | d, _U0
    return bad == _U0, words


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

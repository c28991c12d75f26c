"""Bytes searched and xored eight at a time."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import inlined

__all__ = [
    "BACKSLASH",
    "COMMA",
    "LINE_FEED",
    "PAD",
    "STAR",
    "Wide",
    "pad",
    "scan",
    "widen",
    "word_at",
]

Bytes = npt.NDArray[np.uint8]
Wide = npt.NDArray[np.uint64]

STAR, COMMA, BACKSLASH, LINE_FEED = (np.int64(c) for c in b"*,\\\n")
"""Bytes to scan for; a plain number would make numba compile `scan` for each."""

PAD = 64
"""Line feeds behind the bytes, so that no search and no read of words runs past their end."""

_ONES, _LOWS, _LF = (
    np.uint64(0x0101010101010101),
    np.uint64(0x7F7F7F7F7F7F7F7F),
    np.uint64(0x0A0A0A0A0A0A0A0A),
)
_ALL, _RANK, _ZERO = (
    np.uint64(0xFFFFFFFFFFFFFFFF),
    np.uint64(0x0001020304050607),
    np.uint64(0),
)
_S1, _S3, _S7, _S8, _S16, _S32, _S56, _S63 = (np.uint64(k) for k in (1, 3, 7, 8, 16, 32, 56, 63))


def pad(data: Bytes, room: int = 0, buf: Bytes | None = None) -> Bytes:
    """Copy bytes to a place where they can be read eight at a time.

    Args:
        data: shape (n,).
        room: bytes to leave free behind the line feeds.
        buf: where to, if it is large enough.

    Returns:
        the bytes, PAD line feeds, and `room` bytes or more, of which the last eight are line feeds.
    """
    size = (len(data) + PAD + room + 15) // 8 * 8
    if buf is None or len(buf) < size:
        buf = np.empty(size, np.uint8)
    buf[: len(data)] = data
    buf[len(data) : len(data) + PAD] = 10
    buf[-8:] = 10
    return buf


def widen(buf: Bytes) -> Wide:
    """Give bytes from `pad` as words, the first byte lowest: the same memory where it can be."""
    wide = buf.view("<u8")
    return wide if wide.dtype.isnative else wide.astype(np.uint64)


@inlined
def word_at(wide: Wide, at: int) -> np.uint64:
    """Read the eight bytes from `at` on, the first lowest."""
    k, low = np.uint64(at) >> _S3, (np.uint64(at) & _S7) << _S3
    return wide[k] >> low | (wide[k + _S1] << _S1) << (_S63 - low)


@inlined
def scan(wide: Wide, at: int, want: int) -> tuple[int, int]:
    """Find the first byte `want`, or the line feed before it.

    Args:
        wide: bytes from `pad`.
        at: where to start.
        want: the byte.

    Returns:
        its index, and the xor of the bytes from `at` up to it.

    Notes:
        Source: the exact test for zero bytes in Anderson, Bit Twiddling Hacks; the shorter one
        marks a byte wrongly behind a match, such as a line feed just before `at`.
    """
    k = np.uint64(at) >> _S3
    keep = _ALL << ((np.uint64(at) & _S7) << _S3)
    pattern = _ONES * np.uint64(want)
    total = _ZERO
    while True:
        word = wide[k]
        a, b = word ^ pattern, word ^ _LF
        marks = ~(((a & _LOWS) + _LOWS) | a | _LOWS) | ~(((b & _LOWS) + _LOWS) | b | _LOWS)
        marks &= keep
        if marks != _ZERO:
            break
        total ^= word & keep
        keep = _ALL
        k += _S1
    lowest = marks & (~marks + _S1)
    rank = ((lowest >> _S7) * _RANK) >> _S56
    total ^= word & keep & ((_S1 << (rank << _S3)) - _S1)
    total ^= total >> _S32
    total ^= total >> _S16
    total ^= total >> _S8
    return np.int64((k << _S3) + rank), np.int64(total & np.uint64(255))

"""Bytes searched and xored eight at a time."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit

__all__ = ["PAD", "Wide", "pad", "scan"]

Bytes = npt.NDArray[np.uint8]
Wide = npt.NDArray[np.uint64]

PAD = 16
"""Line feeds behind the bytes, so that no search runs past their end."""

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
_S1, _S7, _S8, _S16, _S32, _S56 = (np.uint64(k) for k in (1, 7, 8, 16, 32, 56))
_THREE, _SEVEN = np.int64(3), np.int64(7)


def pad(data: Bytes) -> tuple[Bytes, Wide]:
    """Copy bytes to a place where they can be read eight at a time, lowest first.

    Args:
        data: shape (n,).

    Returns:
        the bytes and at least PAD line feeds, and the same memory as little-endian words.
    """
    size = (len(data) + PAD + 7) // 8 * 8
    buf = np.empty(size, np.uint8)
    buf[: len(data)] = data
    buf[len(data) :] = 10
    wide = buf.view("<u8")
    return buf, wide if wide.dtype.isnative else wide.astype(np.uint64)


@jit
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
    k = at >> _THREE
    low = np.uint64((at & _SEVEN) << _THREE)
    keep = _ALL << low
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
        k += 1
    lowest = marks & (~marks + _S1)
    rank = ((lowest >> _S7) * _RANK) >> _S56
    total ^= word & keep & ((_S1 << (rank << np.uint64(3))) - _S1)
    total ^= total >> _S32
    total ^= total >> _S16
    total ^= total >> _S8
    return (k << _THREE) + np.int64(rank), np.int64(total & np.uint64(255))

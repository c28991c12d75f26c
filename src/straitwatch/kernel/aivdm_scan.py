"""Bytes searched and xored sixty-four at a time."""

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inlined
from straitwatch.kernel.vector import STEP, count_ones, count_trailing, load_word, marks, xor_under

__all__ = [
    "BACKSLASH",
    "COMMA",
    "LINE_FEED",
    "PAD",
    "STAR",
    "Wide",
    "count_lines",
    "pad",
    "padded",
    "scan",
    "widen",
    "word_at",
]

Bytes = npt.NDArray[np.uint8]
Wide = npt.NDArray[np.uint64]

STAR, COMMA, BACKSLASH, LINE_FEED = (np.int64(c) for c in b"*,\\\n")
"""Bytes to scan for; a plain number would make numba compile `scan` for each."""

PAD = STEP
"""Line feeds behind the bytes, so that no search and no read of words runs past their end."""

_ALL, _U1 = np.uint64(0xFFFFFFFFFFFFFFFF), np.uint64(1)


def padded(n: int, room: int = 0) -> int:
    """Tell how many bytes `pad` needs."""
    return (n + PAD + room + 15) // 8 * 8


def pad(data: Bytes, room: int = 0, buf: Bytes | None = None) -> Bytes:
    """Copy bytes to a place where they can be read sixty-four at a time.

    Args:
        data: shape (n,).
        room: bytes to leave free behind the line feeds.
        buf: where to, if it is large enough.

    Returns:
        the bytes, PAD line feeds, and `room` bytes or more, of which the last eight are line feeds.
    """
    size = padded(len(data), room)
    if buf is None or len(buf) < size:
        buf = np.empty(size, np.uint8)
    buf[: len(data)] = data
    buf[len(data) : len(data) + PAD] = 10
    buf[-8:] = 10
    return buf


def widen(buf: Bytes) -> Wide:
    """Give bytes from `pad` as the kernels take them: the same memory."""
    return buf.view(np.uint64)


@inlined
def word_at(wide: Wide, at: int) -> np.uint64:
    """Read the eight bytes from `at` on, the first lowest."""
    return load_word(wide, at)


@entry
def count_lines(wide: Wide, end: int) -> int:
    """Count the line feeds among the first `end` of bytes from `pad`."""
    n = np.int64(0)
    for at in range(0, end, STEP):
        found = marks(wide, at, LINE_FEED)
        if end - at < STEP:
            found &= (_U1 << np.uint64(end - at)) - _U1
        n += count_ones(found)
    return n


@inlined
def scan(wide: Wide, at: int, want: int) -> tuple[int, int]:
    """Find the first byte `want`, or the line feed before it.

    Args:
        wide: bytes from `pad`.
        at: where to start, at most where the line feeds behind the bytes start.
        want: the byte.

    Returns:
        its index, and the xor of the bytes from `at` up to it.
    """
    total = np.int64(0)
    while True:
        found = marks(wide, at, want) | marks(wide, at, LINE_FEED)
        if found != np.uint64(0):
            break
        total ^= xor_under(wide, at, _ALL)
        at += STEP
    n = count_trailing(found)
    total ^= xor_under(wide, at, (_U1 << np.uint64(n)) - _U1)
    return at + n, total

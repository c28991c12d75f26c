"""Bytes of a stream cut into slabs of whole lines."""

import numpy as np
import numpy.typing as npt

from straitwatch.kernel import aivdm_code as code

__all__ = ["bytes_of", "cut_slabs", "last_line", "line_end"]

Bytes = npt.NDArray[np.uint8]

_LEAST_SLAB = 1 << 19  # bytes: of less, what a slab costs by itself shows


def bytes_of(data: bytes) -> Bytes:
    """Give bytes as an array, without a copy."""
    return np.frombuffer(data, np.uint8)


def cut_slabs(buf: Bytes, size: int, threads: int) -> list[Bytes]:
    """Cut whole lines into slabs, if it can be not behind a `$` or `#` line.

    Args:
        buf: bytes, of which all lines but the last have an end.
        size: bytes that a slab should have.
        threads: that share them: the last slabs are smaller, so that all end at about one time.
    """
    slabs, start = [], 0
    while start < len(buf):
        share = (len(buf) - start) // (2 * threads) if threads > 1 else size
        stop = start + min(size, max(share, _LEAST_SLAB))
        for _ in range(8):
            begin = stop
            stop = line_end(buf, stop)
            if stop >= len(buf) or buf[begin] not in b"$#":
                break
        slabs.append(buf[start:stop])
        start = stop
    return slabs


def last_line(buf: Bytes) -> int:
    """Find where the start of a line stands that has no end; 0 when no line ends."""
    stop = len(buf)
    while stop > 0:
        start = max(0, stop - code.MAX_LINE)
        found = np.flatnonzero(buf[start:stop] == ord("\n"))
        if len(found):
            return start + int(found[-1]) + 1
        stop = start
    return 0


def line_end(buf: Bytes, at: int) -> int:
    """Find the end of the line that `at` is in, behind its line feed."""
    while at < len(buf):
        found = np.flatnonzero(buf[at : at + code.MAX_LINE] == ord("\n"))
        if len(found):
            return at + int(found[0]) + 1
        at += code.MAX_LINE
    return len(buf)

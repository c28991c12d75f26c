"""Starts of bad lines gathered into one run of bytes."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_code import BITS, END, START, TEXT
from straitwatch.kernel.aivdm_join import RAW
from straitwatch.kernel.bare import entry

__all__ = ["gather"]

Bytes = npt.NDArray[np.uint8]


@entry
def gather(
    buf: Bytes, rec: npt.NDArray[np.int64], text: Bytes, ends: npt.NDArray[np.int32]
) -> bool:
    """Copy the first RAW bytes of each record's line.

    Args:
        buf: bytes of the slab.
        rec: records, shape (n, COLUMNS).
        text: bytes out, at least RAW for each record, or as many as the slab has.
        ends: zeros, shape (n + 1,): offsets out.

    Returns:
        whether all of it is printable ASCII, which needs no quoting.
    """
    plain = True
    used = np.int64(0)
    for i in range(len(rec)):
        start, end = rec[i, START], rec[i, END]
        if end < 0:  # a message whose lines are in other slabs: its payload
            start, end = rec[i, TEXT], rec[i, TEXT] + (rec[i, BITS] + 5) // 6
        for k in range(start, min(end, start + RAW)):
            value = buf[k]
            plain &= 32 <= value < 127
            text[used] = value
            used += 1
        ends[i + 1] = used
    return plain

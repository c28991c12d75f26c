"""Bytes of text laid where they can be looked at sixty-four at a time."""

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.vector import STEP

__all__ = ["PAD", "pad_bytes"]

Bytes = npt.NDArray[np.uint8]

PAD = STEP
"""Bytes behind the text, so that no look at sixty-four of them runs past the end."""


def pad_bytes(data: bytes, more: bytes = b"") -> tuple[Bytes, int]:
    """Copy text to where it can be read in chunks.

    Args:
        data: text; a line feed is put behind it when it ends in none.
        more: what is to lie behind it.

    Returns:
        text, line feed, `more` and PAD zeros; and where `more` begins.
    """
    n = len(data) + (data != b"" and not data.endswith(b"\n"))
    buf = np.empty(n + len(more) + PAD, np.uint8)
    buf[: len(data)] = np.frombuffer(data, np.uint8)
    buf[len(data) : n] = 10
    buf[n : n + len(more)] = np.frombuffer(more, np.uint8)
    buf[n + len(more) :] = 0
    return buf, n

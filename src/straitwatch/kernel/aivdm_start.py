"""What stands before a sentence, a logger's words and tag blocks, turned into times."""
# Bytes stand as numbers, which numba compiles to one comparison; kernels take arrays one by one.
# ruff: noqa: PLR2004

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_code import NO_TIME
from straitwatch.kernel.aivdm_scan import Wide
from straitwatch.kernel.aivdm_tag import T_LEAD, read_tag
from straitwatch.kernel.aivdm_time import read_clock
from straitwatch.kernel.bare import inner

__all__ = ["MAX_PREFIX", "skip_to_sentence"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

_GAP = np.zeros(256, np.bool_)
_GAP[list(b"\t ,;[](){}<>|=\"'")] = True
"""Whether a time stamp may follow a byte."""

_STARTS = np.zeros(256, np.bool_)
_STARTS[list(b"!$\\")] = True
"""Whether a sentence or a tag block may start with a byte."""

MAX_PREFIX = 128
"""Bytes before a sentence that a logger may have written: ours, host, program and time fit."""


@inner
def skip_prefix(buf: Bytes, at: int, end: int, more: Ints) -> int:
    """Step over what a logger wrote before a sentence; the first time stamp in it is taken.

    Returns:
        where a sentence or tag block starts, or -1 when none does in the first bytes.
    """
    stop, fresh = min(end, at + MAX_PREFIX), True
    while at < stop and not _STARTS[buf[at]]:
        if fresh and more[T_LEAD] == NO_TIME and 48 <= buf[at] <= 57:
            more[T_LEAD], after = read_clock(buf, at, end)
            if more[T_LEAD] != NO_TIME:
                at = after
                fresh = False
                continue
        fresh = _GAP[buf[at]]
        at += 1
    return at if at <= stop and at < end and _STARTS[buf[at]] else -1


@inner
def skip_to_sentence(buf: Bytes, wide: Wide, at: int, end: int, more: Ints) -> int:
    """Step over what a logger wrote before the sentence, and tag blocks.

    Returns:
        where the sentence starts, -1 for a tag block that does not end, -2 when there is none.
    """
    if not _STARTS[buf[at]]:
        at = skip_prefix(buf, at, end, more)
        if at < 0:
            return -2
    while at < end and buf[at] == 92:
        at = read_tag(buf, wide, at, more)
        if at < 0:
            return -1
    return at

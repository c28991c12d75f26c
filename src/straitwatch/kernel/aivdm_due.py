"""A line that comes turned into what of the parts that wait is due now."""

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_code import NO_TIME
from straitwatch.kernel.aivdm_pair import NEAR_LINES
from straitwatch.kernel.aivdm_wait import (
    H_FIRST,
    H_LAST,
    H_ORDER,
    H_RECEIVER,
    H_TIME,
    MAX_OPEN,
    count_open,
)
from straitwatch.kernel.bare import inlined

__all__ = ["is_late", "is_over"]

Ints = npt.NDArray[np.int64]

_MAX_AGE_LINES = 1_000
_MAX_AGE_US = 60_000_000
_OLDEST = np.int64(0)


@inlined
def is_stale(head: Ints, line: int, t: int, receiver: int) -> bool:
    """Tell whether the oldest slot waited too long, by lines or by its receiver's own clock."""
    slot = head[_OLDEST, H_ORDER]
    if line - head[slot, H_FIRST] > _MAX_AGE_LINES:
        return True
    if head[slot, H_TIME] == NO_TIME or t == NO_TIME or head[slot, H_RECEIVER] != receiver:
        return False
    return t - head[slot, H_TIME] > _MAX_AGE_US


@inlined
def is_over(head: Ints, line: int, t: int, receiver: int) -> bool:
    """Tell whether the oldest slot is to be given up."""
    n_open = count_open(head)
    return n_open == MAX_OPEN or (n_open > 0 and is_stale(head, line, t, receiver))


@inlined
def is_late(head: Ints, line: int) -> bool:
    """Tell whether nothing can come any more between the parts of the next slot to merge late."""
    rank = head[MAX_OPEN, H_LAST]
    return rank < count_open(head) and line - head[head[rank, H_ORDER], H_LAST] > NEAR_LINES

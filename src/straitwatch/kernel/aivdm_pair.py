"""A part that just came turned into the slot that it belongs to, by what else may be meant."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_code import GROUP, KEY, MAX_PAYLOAD, NO_TIME, PART
from straitwatch.kernel.aivdm_wait import (
    APART_US,
    DOUBTED,
    H_GROUP,
    H_HAVE,
    H_HELD,
    H_KEY,
    H_LAST,
    H_LENGTH,
    H_ORDER,
    H_RECEIVER,
    H_TIME,
    MAX_OPEN,
    count_open,
    is_akin,
    is_full,
    is_next,
    is_same,
    lay_out,
)
from straitwatch.kernel.aivdm_whole import HEARD, ILLEGAL, KNOWN, PLAUSIBLE, Digests, quality
from straitwatch.kernel.bare import inlined, inner

__all__ = ["HOLD", "NEAR_LINES", "NONE", "choose", "choose_for_held", "find_only", "is_near"]
__all__ += ["is_rest", "is_set"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

NEAR_LINES = 16
"""Lines between parts of a message, at most, where anything else speaks against them. Ours: a
receiver gives the parts of a message one behind the other; feeds of many mix a few lines."""

NONE, HOLD = -1, -2  # of `choose`: nothing is there to join; several are

# What `choose` asks for, one after the other: at least how good, and whether near.
_GOOD = np.array([ILLEGAL, PLAUSIBLE, PLAUSIBLE, KNOWN, KNOWN, HEARD])
_NEAR = np.array([False, True, False, True, False, False])


@inner
def is_grouped(head: Ints, a: int, x: int) -> bool:
    """Tell whether a tag-block group says that slot x is of the message in slot a."""
    if head[x, H_GROUP] < 0 or head[a, H_GROUP] != head[x, H_GROUP] or a == x:
        return False
    return not head[a, H_HAVE] & head[x, H_HAVE] and is_akin(head, a, x)


@inner
def quality_of(head: Ints, text: Bytes, a: int, b: int, memory: Digests) -> int:
    """Tell how well two slots go together: PLAUSIBLE as long as they are not whole."""
    if not is_full(head[a, H_KEY], head[a, H_HAVE] | head[b, H_HAVE]):
        return PLAUSIBLE
    if head[a, H_LENGTH] + head[b, H_LENGTH] > MAX_PAYLOAD:
        return ILLEGAL
    cut, length, bits = lay_out(head, text, a, b, text[MAX_OPEN], np.int64(0))
    return quality(text[MAX_OPEN], np.int64(0), cut, length, bits, memory)


@inner
def is_near(head: Ints, a: int, x: int) -> bool:
    """Tell whether few lines lie between two slots."""
    return abs(head[x, H_LAST] - head[a, H_LAST]) <= NEAR_LINES


@inner
def choose_grouped(head: Ints, text: Bytes, x: int) -> int:
    """Find the rank of the one slot that x's tag-block group names, or NONE, or HOLD."""
    found = NONE
    for k in range(count_open(head)):
        if is_grouped(head, head[k, H_ORDER], x):
            if found >= 0 and not is_same(head, text, head[found, H_ORDER], head[k, H_ORDER]):
                return HOLD
            found = k if found == NONE else found
    return found


@inner
def choose(head: Ints, text: Bytes, x: int, memory: Digests) -> int:
    """Find the slot that a part belongs to.

    Args:
        head: slots.
        text: their bytes.
        x: the slot of the part, which is the newest.
        memory: what was heard.

    Returns:
        rank of the slot; NONE when there is none, HOLD when there are several that differ and
        nothing tells which.
    """
    found = choose_grouped(head, text, x)
    if found != NONE:
        return found
    for level in range(len(_GOOD)):
        found = NONE
        for k in range(count_open(head)):
            a = head[k, H_ORDER]
            if not is_next(head, a, x) or (_NEAR[level] and not is_near(head, a, x)):
                continue
            if level > 0 and quality_of(head, text, a, x, memory) < _GOOD[level]:
                continue
            if found >= 0 and not is_same(head, text, head[found, H_ORDER], a):
                found = found if _GOOD[level] == HEARD else HOLD  # it is right of either
                break
            found = k if found == NONE else found
        if level == 0 and found >= 0:
            a = head[found, H_ORDER]
            good = is_near(head, a, x) or quality_of(head, text, a, x, memory) >= PLAUSIBLE
            return found if good else NONE
        if found >= 0 or (level == 0 and found == NONE):
            return found
    return HOLD


@inner
def choose_for_held(head: Ints, text: Bytes, x: int, memory: Digests) -> int:
    """Find the one slot that is left for a part that was held, and for no other; or NONE."""
    found = NONE
    for k in range(count_open(head)):
        a = head[k, H_ORDER]
        if is_next(head, a, x):
            if found != NONE and not is_same(head, text, head[found, H_ORDER], a):
                return NONE
            found = k if found == NONE else found
    if found == NONE:
        return NONE
    a = head[found, H_ORDER]
    for k in range(count_open(head)):
        b = head[k, H_ORDER]
        if b != x and is_next(head, a, b) and not is_same(head, text, b, x):
            return NONE
    return found if quality_of(head, text, a, x, memory) >= PLAUSIBLE else NONE


@inner
def is_set(head: Ints, text: Bytes, rank: int, memory: Digests) -> bool:
    """Tell whether a slot and those near to it, all older, are one message in the wrong order.

    Those that are akin to it must have each part once.
    """
    s = head[rank, H_ORDER]
    have = length = np.int64(0)
    one = s
    for k in range(count_open(head)):
        a = head[k, H_ORDER]
        if not is_akin(head, a, s) or not is_near(head, a, s):
            continue
        if k > rank or have & head[a, H_HAVE] or head[a, H_HELD] == DOUBTED:
            return False
        have |= head[a, H_HAVE]
        length += head[a, H_LENGTH]
        one = a if one == s else one
    if not is_full(head[s, H_KEY], have) or length > MAX_PAYLOAD:
        return False
    two = head[s, H_KEY] & 15 == 2
    return not two or quality_of(head, text, one, s, memory) >= PLAUSIBLE


@inner
def is_rest(head: Ints, text: Bytes, memory: Digests) -> bool:
    """Tell whether the oldest slot and all akin to it, none of them held, are one message."""
    s = head[0, H_ORDER]
    have = length = np.int64(0)
    other = s
    for k in range(count_open(head)):
        a = head[k, H_ORDER]
        if not is_akin(head, a, s):
            continue
        if head[a, H_HELD] > 0 or have & head[a, H_HAVE]:
            return False
        have |= head[a, H_HAVE]
        length += head[a, H_LENGTH]
        other = a
    if not is_full(head[s, H_KEY], have) or length > MAX_PAYLOAD:
        return False
    two = head[s, H_KEY] & 15 == 2
    return not two or quality_of(head, text, s, other, memory) >= PLAUSIBLE


@inlined
def find_only(  # noqa: C901, PLR0911, PLR0917 - a return a case
    head: Ints, parts: Ints, j: int, t: int, receiver: int, line: int
) -> int:
    """Find the rank of the one slot with the key of a last part, if that is the next and near.

    Returns:
        NONE for any other case, of which `choose` finds out what it is.
    """
    found = NONE
    if parts[j, PART] != parts[j, KEY] & 15:
        return NONE
    for k in range(count_open(head)):
        if head[head[k, H_ORDER], H_KEY] == parts[j, KEY]:
            if found != NONE:
                return NONE
            found = k
    if found == NONE:
        return NONE
    a = head[found, H_ORDER]
    if head[a, H_HAVE] + 1 != np.int64(1) << (parts[j, PART] - 1):
        return NONE
    if line - head[a, H_LAST] > NEAR_LINES:
        return NONE
    if head[a, H_GROUP] != parts[j, GROUP] and head[a, H_GROUP] >= 0 and parts[j, GROUP] >= 0:
        return NONE
    if head[a, H_RECEIVER] != receiver and head[a, H_RECEIVER] >= 0 and receiver >= 0:
        return NONE
    if head[a, H_TIME] != NO_TIME and t != NO_TIME and abs(head[a, H_TIME] - t) > APART_US:
        return NONE
    return found

"""Parts of messages kept in slots until they are whole, merged, or given up."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004, PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_code import (
    BITS,
    COLUMNS,
    END,
    FAULT,
    FLAG_SHORT,
    FLAGS,
    GROUP,
    KEY,
    LINE,
    MAX_PAYLOAD,
    NO_TIME,
    OK,
    PART,
    RECEIVER,
    RECORD,
    START,
    TEXT,
    TIME,
    WAITING,
)
from straitwatch.kernel.aivdm_whole import Digests, new_memory
from straitwatch.kernel.bare import inlined, inner
from straitwatch.kernel.vector import copy_bytes

__all__ = [
    "APART_US",
    "AT_END",
    "DOUBTED",
    "LOST_ROOM",
    "MAX_OPEN",
    "NOW",
    "N_EXTRA",
    "N_LOST",
    "N_PARTS",
    "RAW",
    "USED",
]
__all__ += [
    "H_FIRST",
    "H_FLAGS",
    "H_GROUP",
    "H_HAVE",
    "H_HELD",
    "H_KEY",
    "H_LAST",
    "H_LENGTH",
    "H_ORDER",
]
__all__ += [
    "H_RECEIVER",
    "H_TIME",
    "Waiting",
    "abandon",
    "count_open",
    "emit",
    "is_akin",
    "is_full",
    "is_next",
]
__all__ += ["is_same", "lay_out", "merge", "new_waiting", "open_part", "take_out", "tell_group"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Waiting = tuple[Ints, Bytes, Digests, Ints]

_GROUPS = 64

MAX_OPEN = 256
"""Slots, of parts that wait, at once; the oldest gives way."""

LOST_ROOM = 9 * MAX_OPEN
"""Parts that may be given up beside those of the slab."""

RAW = 200
N_LOST, N_PARTS, USED, AT_END, N_EXTRA, NOW = range(6)
"""What join_parts counts, how far it wrote, and at which line of the source it is."""

APART_US = 10_000_000

DOUBTED = 2
"""H_HELD of a part held, 1, of which a message was given up that it may have been of."""

# Columns of a slot. H_ORDER of row k is the slot of the k-th oldest. The last row has the number
# of slots in use in H_ORDER, the sum of H_HELD in H_HELD, and in H_LAST the number of slots,
# from the oldest, for which a late merge was tried.
(
    H_KEY, H_GROUP, H_RECEIVER, H_TIME, H_FIRST, H_LAST, H_HAVE, H_LENGTH, H_HELD, H_FLAGS, H_ORDER,
    _PLACES,
) = range(12)  # fmt: skip
_LINE, _OFFSET, _SHOWN, _AT, _CHARS, _BITS, _PLACE = range(7)  # columns of each part
_TOLD_BITS = 422  # of type 5: up to its destination's end
_HEAD_CHARS, _WHOLE_CHARS = 51, 71  # of type 5: to where its destination starts, bit 302; all 424
_TEXT = 9 * RAW  # where payloads stand in the bytes, behind the starts of the parts' lines
_ID, _SINCE, _TOLD, _BY = range(4)  # columns of a group: number, last line, time, receiver
_GROUP_LINES = 100  # lines after which a group's number means another group; ours
_ROW = _TEXT + MAX_PAYLOAD  # bytes of a slot


def new_waiting() -> Waiting:
    """Make the empty store that `join_parts` carries from slab to slab.

    Returns:
        head: what each slot has, shape (MAX_OPEN + 1, 66);
        text: starts of its parts' lines, and their payloads as they came, shape
        (MAX_OPEN + 1, 9 * RAW + MAX_PAYLOAD); the last row is scratch;
        memory: digests of what was heard;
        groups: of each tag-block group its number, last line, time and receiver, shape (64, 4).
    """
    head = np.zeros((MAX_OPEN + 1, _PLACES + 9 * _PLACE), np.int64)
    head[:MAX_OPEN, H_ORDER] = np.arange(MAX_OPEN)
    groups = np.full((_GROUPS, 4), -1, np.int64)
    return head, np.zeros((MAX_OPEN + 1, _ROW), np.uint8), new_memory(), groups


@inner
def tell_group(rec: Ints, i: int, group: int, receiver: int, line: int, groups: Ints) -> int:
    """Give a line of a tag-block group the time and receiver of the group, and remember them.

    Returns:
        number in the stream of its receiver, or -1.

    Notes:
        Source: NMEA 0183 4.10, 7.9: what the first line of a group says holds for all of it.
    """
    row = groups[group % len(groups)]
    if row[_ID] != group or line - row[_SINCE] > _GROUP_LINES:
        row[_ID], row[_TOLD], row[_BY] = group, NO_TIME, -1
    row[_SINCE] = line
    if rec[i, TIME] == NO_TIME:
        rec[i, TIME] = row[_TOLD]
    if row[_TOLD] == NO_TIME:
        row[_TOLD] = rec[i, TIME]
    if receiver < 0:
        receiver = row[_BY]
    if row[_BY] < 0:
        row[_BY] = receiver
    return receiver


@inlined
def count_open(head: Ints) -> int:
    """Number of slots in use."""
    return head[MAX_OPEN, H_ORDER]


@inlined
def is_full(key: int, have: int) -> bool:
    """Tell whether all parts are there."""
    return have == (np.int64(1) << (key & 15)) - 1


@inlined
def take_out(head: Ints, k: int) -> int:
    """Free the k-th oldest slot; returns it."""
    slot, n = head[k, H_ORDER], head[MAX_OPEN, H_ORDER]
    for j in range(k, n - 1):
        head[j, H_ORDER] = head[j + 1, H_ORDER]
    head[n - 1, H_ORDER] = slot
    head[MAX_OPEN, H_ORDER] = n - 1
    head[MAX_OPEN, H_HELD] -= head[slot, H_HELD]
    head[MAX_OPEN, H_LAST] -= k < head[MAX_OPEN, H_LAST]
    return slot


@inner
def is_next(head: Ints, a: int, x: int) -> bool:
    """Tell whether the one part in slot x is the next of slot a."""
    return head[a, H_HAVE] + 1 == head[x, H_HAVE] and a != x and is_akin(head, a, x)


@inner
def doubt(head: Ints, slot: int) -> None:
    """Mark the parts held that may be of a slot, which is given up: no other is sure of them."""
    for k in range(count_open(head)):
        x = head[k, H_ORDER]
        if head[x, H_HELD] == 1 and is_next(head, slot, x):
            head[x, H_HELD] = DOUBTED
            head[MAX_OPEN, H_HELD] += DOUBTED - 1


@inner
def abandon(
    head: Ints, text: Bytes, k: int, trigger: int, lost: Ints, lost_raw: Bytes, n: Ints
) -> None:
    """Give up the k-th oldest slot: its parts become orphans."""
    slot = take_out(head, k)
    doubt(head, slot)
    for p in range(9):
        if not head[slot, H_HAVE] >> p & 1:
            continue
        to, place = n[N_LOST], _PLACES + _PLACE * p
        lost[to, 0] = trigger
        for c in range(3):
            lost[to, 1 + c] = head[slot, place + c]
        copy_bytes(lost_raw, to * RAW, text, slot * _ROW + RAW * p, lost[to, 3])
        n[N_LOST] += 1
        n[N_PARTS] -= 1


@inlined
def open_part(
    head: Ints, text: Bytes, buf: Bytes, rec: Ints, parts: Ints, j: int, receiver: int, line: int,
    offset: int,
) -> int:  # fmt: skip
    """Put a part into a free slot as the newest; returns the slot."""
    slot, i, p = head[head[MAX_OPEN, H_ORDER], H_ORDER], parts[j, RECORD], parts[j, PART] - 1
    head[MAX_OPEN, H_ORDER] += 1
    head[slot, H_KEY], head[slot, H_GROUP] = parts[j, KEY], parts[j, GROUP]
    head[slot, H_RECEIVER], head[slot, H_TIME] = receiver, rec[i, TIME]
    head[slot, H_FIRST] = head[slot, H_LAST] = line
    head[slot, H_HAVE], head[slot, H_HELD] = np.int64(1) << p, 0
    head[slot, H_FLAGS] = rec[i, FLAGS]
    shown, chars = min(rec[i, END] - rec[i, START], RAW), (rec[i, BITS] + 5) // 6
    place = _PLACES + _PLACE * p
    head[slot, place + _LINE], head[slot, place + _OFFSET] = line, offset
    head[slot, place + _SHOWN], head[slot, place + _AT] = shown, 0
    head[slot, place + _CHARS], head[slot, place + _BITS] = chars, rec[i, BITS]
    head[slot, H_LENGTH] = chars
    copy_bytes(text, slot * _ROW + RAW * p, buf, rec[i, START], shown)
    copy_bytes(text, slot * _ROW + _TEXT, buf, rec[i, TEXT], chars)
    rec[i, FAULT] = WAITING
    return slot


@inner
def merge(head: Ints, text: Bytes, k: int, other: int) -> None:
    """Move what the slot of rank `other` has to the older one of rank k; frees the former."""
    a, b = head[k, H_ORDER], take_out(head, other)
    length = head[a, H_LENGTH]
    for p in range(9):
        if not head[b, H_HAVE] >> p & 1:
            continue
        place = _PLACES + _PLACE * p
        for c in range(_PLACE):
            head[a, place + c] = head[b, place + c]
        head[a, place + _AT] += length
        at = RAW * p
        copy_bytes(text, a * _ROW + at, text, b * _ROW + at, head[b, place + _SHOWN])
    copy_bytes(text, a * _ROW + _TEXT + length, text, b * _ROW + _TEXT, head[b, H_LENGTH])
    head[a, H_LENGTH] += head[b, H_LENGTH]
    head[a, H_HAVE] |= head[b, H_HAVE]
    head[a, H_FLAGS] |= head[b, H_FLAGS]
    head[a, H_LAST] = max(head[a, H_LAST], head[b, H_LAST])
    if head[a, H_TIME] == NO_TIME:
        head[a, H_TIME] = head[b, H_TIME]
    if head[a, H_RECEIVER] < 0:
        head[a, H_RECEIVER] = head[b, H_RECEIVER]
    if head[a, H_GROUP] < 0:
        head[a, H_GROUP] = head[b, H_GROUP]


@inner
def is_akin(head: Ints, a: int, b: int) -> bool:
    """Tell whether nothing but their parts says that two slots are not of one message."""
    if head[a, H_KEY] != head[b, H_KEY]:
        return False
    for c in (H_GROUP, H_RECEIVER):
        if head[a, c] != head[b, c] and head[a, c] >= 0 and head[b, c] >= 0:
            return False
    if head[a, H_TIME] == NO_TIME or head[b, H_TIME] == NO_TIME:
        return True
    return abs(head[a, H_TIME] - head[b, H_TIME]) <= APART_US


@inner
def is_same(head: Ints, text: Bytes, a: int, b: int) -> bool:
    """Tell whether two slots hold the same: one message, heard twice."""
    if head[a, H_HAVE] != head[b, H_HAVE] or head[a, H_LENGTH] != head[b, H_LENGTH]:
        return False
    for k in range(_TEXT, _TEXT + head[a, H_LENGTH]):  # noqa: SIM110 - numba has no all()
        if text[a, k] != text[b, k]:
            return False
    return True


@inlined
def lay_out(head: Ints, text: Bytes, a: int, b: int, out: Bytes, at: int) -> tuple[int, int, int]:
    """Write the payload that the parts of two slots give, in their order; b may be a.

    Returns:
        its characters before the last part, its characters, and its bits.
    """
    used = cut = bits = np.int64(0)
    for p in range(head[a, H_KEY] & 15):
        slot = a if head[a, H_HAVE] >> p & 1 else b
        if not head[slot, H_HAVE] >> p & 1:
            continue
        place = _PLACES + _PLACE * p
        start = slot * _ROW + _TEXT + head[slot, place + _AT]
        cut = used
        copy_bytes(out, at + used, text, start, head[slot, place + _CHARS])
        used += head[slot, place + _CHARS]
        bits += head[slot, place + _BITS]
    return cut, used, bits


@inner
def is_head(head: Ints, text: Bytes, slot: int) -> bool:
    """Tell whether a slot has a first part of type 5 that tells all but its destination."""
    if head[slot, H_HAVE] != 1 or head[slot, H_KEY] & 15 != 2 or text[slot, _TEXT] != 53:
        return False
    return _HEAD_CHARS <= head[slot, H_LENGTH] < _WHOLE_CHARS


@inner
def end_here(head: Ints, text: Bytes, slot: int) -> None:
    """Make a whole message of such a first part: no destination, and no word of a DTE."""
    doubt(head, slot)
    place = _PLACES
    char = np.int64(text[slot, _TEXT + _HEAD_CHARS - 1])  # its last four bits are of it
    if 48 <= char < 88 or 96 <= char < 120:
        char = (char - 48 if char < 88 else char - 56) & 0x30
        text[slot, _TEXT + _HEAD_CHARS - 1] = char + 48 if char < 40 else char + 56
    for k in range(_TEXT + _HEAD_CHARS, _TEXT + _WHOLE_CHARS):
        text[slot, k] = 48
    head[slot, place + _CHARS], head[slot, place + _BITS] = _WHOLE_CHARS, _TOLD_BITS
    head[slot, H_FLAGS] |= FLAG_SHORT


@inner
def emit(
    head: Ints, text: Bytes, k: int, buf: Bytes, row: Ints, base: int, offset: int, n: Ints
) -> tuple[int, int]:
    """Write the k-th oldest slot, which is whole, as a record of a message; frees the slot.

    Args:
        head: slots.
        text: their bytes.
        k: rank.
        buf: gets the payload.
        row: the record out, shape (COLUMNS,): the line that came last;
            END is -1 less the line that decided.
        base: line number of the slab's first line.
        offset: byte offset of the slab in the source.
        n: counts.

    Returns:
        characters before the last part, and characters.
    """
    slot = take_out(head, k)
    cut, length, bits = lay_out(head, text, slot, slot, buf, n[USED])
    for c in range(COLUMNS):
        row[c] = OK
    for p in range(9):
        place = _PLACES + _PLACE * p
        if head[slot, H_HAVE] >> p & 1 and head[slot, place + _LINE] == head[slot, H_LAST]:
            row[LINE], row[START] = head[slot, H_LAST] - base, head[slot, place + _OFFSET] - offset
    row[END], row[TEXT], row[BITS] = -1 - n[NOW], n[USED], bits
    row[TIME], row[RECEIVER] = head[slot, H_TIME], head[slot, H_RECEIVER]
    row[FLAGS] = head[slot, H_FLAGS]
    n[USED] += length
    n[N_PARTS] -= 1
    return cut, length

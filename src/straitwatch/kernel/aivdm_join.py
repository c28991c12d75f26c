"""Records of parts turned into records of whole messages, across slabs and chunks."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_code import (
    BITS,
    COLUMNS,
    END,
    FAULT,
    FLAGS,
    GROUP,
    KEY,
    LINE,
    MAX_PAYLOAD,
    NO_TIME,
    RECEIVER,
    RECORD,
    START,
    TEXT,
    TIME,
    TOO_LONG,
)
from straitwatch.kernel.aivdm_due import is_late, is_over
from straitwatch.kernel.aivdm_fetch import FAR, NEAR, fetch_bytes, fetch_record
from straitwatch.kernel.aivdm_pair import (
    HOLD,
    NEAR_LINES,
    NONE,
    choose,
    choose_for_held,
    find_only,
    is_near,
    is_rest,
    is_set,
)
from straitwatch.kernel.aivdm_wait import (
    AT_END,
    H_FLAGS,
    H_HAVE,
    H_HELD,
    H_KEY,
    H_LAST,
    H_LENGTH,
    H_ORDER,
    H_RECEIVER,
    H_TIME,
    LOST_ROOM,
    MAX_OPEN,
    N_EXTRA,
    N_LOST,
    N_PARTS,
    NOW,
    RAW,
    USED,
    Waiting,
    abandon,
    count_open,
    emit,
    end_here,
    is_akin,
    is_full,
    is_head,
    lay_out,
    merge,
    new_waiting,
    open_part,
    take_out,
    tell_group,
)
from straitwatch.kernel.aivdm_whole import Digests, remember
from straitwatch.kernel.bare import entry, inlined, inner
from straitwatch.kernel.vector import copy_bytes

__all__ = [
    "AT_END",
    "LOST_ROOM",
    "MAX_OPEN",
    "N_EXTRA",
    "N_LOST",
    "N_PARTS",
    "RAW",
    "USED",
    "Waiting",
    "join_parts",
    "new_waiting",
]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]

_OLDEST = np.int64(0)


@inner
def put_extra(
    head: Ints, text: Bytes, k: int, buf: Bytes, before: int, bases: Ints, extra: Ints,
    memory: Digests, n: Ints,
) -> None:  # fmt: skip
    """Write a message that a later line decided as a record to stand before record `before`."""
    is_cut = head[head[k, H_ORDER], H_HAVE] == 1
    row = extra[n[N_EXTRA]]
    extra[n[N_EXTRA], COLUMNS] = before
    used = n[USED]
    cut, length = emit(head, text, k, buf, row, bases[0], bases[1], n)
    if not is_cut:
        remember(buf, used, cut, length, row[BITS], memory)
    n[N_EXTRA] += 1


@inner
def shorten(
    head: Ints, text: Bytes, s: int, line: int, buf: Bytes, before: int, bases: Ints,
    lost: Ints, lost_raw: Bytes, extra: Ints, memory: Digests, n: Ints,
) -> None:  # fmt: skip
    """Give up who of several has which last part: the first parts tell all but one field.

    Nothing is done when no last part was held for the first part in slot s.
    """
    held = False
    for k in range(count_open(head)):
        a = head[k, H_ORDER]
        held |= head[a, H_HELD] > 0 and is_akin(head, a, s) and is_near(head, a, s)
    if not held or not is_head(head, text, s):
        return
    last = head[s, H_LAST]
    k = np.int64(0)
    while k < count_open(head):
        a = head[k, H_ORDER]
        if not is_akin(head, a, s) or abs(head[a, H_LAST] - last) > NEAR_LINES:
            k += 1
        elif is_head(head, text, a):
            end_here(head, text, a)
            put_extra(head, text, k, buf, before, bases, extra, memory, n)
        elif head[a, H_HELD] > 0:
            abandon(head, text, k, line, lost, lost_raw, n)
        else:
            k += 1


@inner
def merge_late(
    head: Ints, text: Bytes, line: int, buf: Bytes, before: int, bases: Ints, lost: Ints,
    lost_raw: Bytes, extra: Ints, memory: Digests, n: Ints,
) -> None:  # fmt: skip
    """Join parts that came in the wrong order, once no other can come between them."""
    while is_late(head, line):
        rank = head[MAX_OPEN, H_LAST]
        s = head[rank, H_ORDER]
        head[MAX_OPEN, H_LAST] += 1
        if not is_set(head, text, rank, memory):
            shorten(
                head, text, s, line, buf, before, bases, lost, lost_raw, extra, memory, n
            )  # fmt: skip
            continue
        first = NONE
        k = np.int64(0)
        while k < count_open(head):
            a = head[k, H_ORDER]
            if a == s or not (is_akin(head, a, s) and is_near(head, a, s)):
                k += 1
            elif first == NONE:
                first = k
                k += 1
            else:
                merge(head, text, first, k)
        k = _OLDEST
        while head[k, H_ORDER] != s:
            k += 1
        merge(head, text, first, k)
        put_extra(head, text, first, buf, before, bases, extra, memory, n)


@inner
def merge_rest(
    head: Ints, text: Bytes, buf: Bytes, before: int, bases: Ints, extra: Ints, memory: Digests,
    n: Ints,
) -> bool:  # fmt: skip
    """Join the oldest slot, before it is given up, with those akin to it, however far apart.

    Returns:
        False, and nothing is done, when they are not one message.
    """
    if not is_rest(head, text, memory):
        return False
    s = head[_OLDEST, H_ORDER]
    k = np.int64(1)
    while k < count_open(head):
        if is_akin(head, head[k, H_ORDER], s):
            merge(head, text, _OLDEST, k)
        else:
            k += 1
    put_extra(head, text, _OLDEST, buf, before, bases, extra, memory, n)
    return True


@inner
def settle(
    head: Ints, text: Bytes, buf: Bytes, before: int, bases: Ints, extra: Ints, memory: Digests,
    n: Ints,
) -> None:  # fmt: skip
    """Join parts that were held, of which now only one message is left."""
    x = np.int64(0)
    while x < count_open(head):
        slot = head[x, H_ORDER]
        k = choose_for_held(head, text, slot, memory) if head[slot, H_HELD] == 1 else NONE
        x += 1
        if k == NONE or not is_full(
            head[slot, H_KEY], head[head[k, H_ORDER], H_HAVE] | head[slot, H_HAVE]
        ):
            continue
        merge(head, text, k, x - 1)
        put_extra(head, text, k if k < x - 1 else k - 1, buf, before, bases, extra, memory, n)
        x = np.int64(0)


@inner
def take_part(
    head: Ints, text: Bytes, memory: Digests, buf: Bytes, rec: Ints, i: int, x: int, bases: Ints,
    lost: Ints, lost_raw: Bytes, extra: Ints, n: Ints,
) -> None:  # fmt: skip
    """Give a part, which stands in slot x, the newest, to its message, or hold it."""
    k = choose(head, text, x, memory)
    if k < 0:
        held = np.int64(k == HOLD)
        head[x, H_HELD] = held
        head[MAX_OPEN, H_HELD] += held
        return
    slot, newest = head[k, H_ORDER], count_open(head) - 1
    if head[slot, H_LENGTH] + head[x, H_LENGTH] > MAX_PAYLOAD:
        take_out(head, newest)
        rec[i, FAULT] = TOO_LONG
        n[N_PARTS] -= 1
        abandon(head, text, k, bases[0] + rec[i, LINE], lost, lost_raw, n)
        return
    merge(head, text, k, newest)
    if is_full(head[slot, H_KEY], head[slot, H_HAVE]):
        used, start, end, line = n[USED], rec[i, START], rec[i, END], rec[i, LINE]
        cut, length = emit(head, text, k, buf, rec[i], bases[0], bases[1], n)
        rec[i, START], rec[i, END], rec[i, LINE] = start, end, line
        remember(buf, used, cut, length, rec[i, BITS], memory)
        if head[MAX_OPEN, H_HELD] > 0:
            settle(head, text, buf, i, bases, extra, memory, n)


@inlined
def close_at_once(
    head: Ints, text: Bytes, memory: Digests, k: int, buf: Bytes, rec: Ints, i: int, receiver: int,
    n: Ints,
) -> bool:  # fmt: skip
    """Make a last part, without a slot of its own, the record of its message.

    Returns:
        False, and nothing is done, when that would be too long.
    """
    slot, used, chars = head[k, H_ORDER], n[USED], (rec[i, BITS] + 5) // 6
    if head[slot, H_LENGTH] + chars > MAX_PAYLOAD:
        return False
    take_out(head, k)
    _, cut, bits = lay_out(head, text, slot, slot, buf, used)
    copy_bytes(buf, used + cut, buf, rec[i, TEXT], chars)
    rec[i, TEXT], rec[i, BITS] = used, bits + rec[i, BITS]
    if head[slot, H_TIME] != NO_TIME:
        rec[i, TIME] = head[slot, H_TIME]
    rec[i, RECEIVER] = head[slot, H_RECEIVER] if head[slot, H_RECEIVER] >= 0 else receiver
    rec[i, FLAGS] |= head[slot, H_FLAGS]
    n[USED] = used + cut + chars
    remember(buf, used, cut, cut + chars, rec[i, BITS], memory)
    return True


@inner
def give_up_stale(
    head: Ints, text: Bytes, buf: Bytes, rec: Ints, i: int, receiver: int, line: int, bases: Ints,
    lost: Ints, lost_raw: Bytes, extra: Ints, memory: Digests, n: Ints,
) -> None:  # fmt: skip
    """Give up what waited too long before record i, or join it with all that is akin to it."""
    while is_over(head, line, rec[i, TIME], receiver):
        if not merge_rest(head, text, buf, i, bases, extra, memory, n):
            abandon(head, text, _OLDEST, line, lost, lost_raw, n)


@inner
def give_up_all(
    head: Ints, text: Bytes, buf: Bytes, before: int, bases: Ints, lost: Ints, lost_raw: Bytes,
    extra: Ints, memory: Digests, n: Ints,
) -> None:  # fmt: skip
    """Join or give up all that still waits, as no line comes any more."""
    n[NOW] = 0
    end = np.int64(1) << np.int64(60)
    merge_late(head, text, end, buf, before, bases, lost, lost_raw, extra, memory, n)
    while count_open(head) > 0:
        if not merge_rest(head, text, buf, before, bases, extra, memory, n):
            abandon(head, text, _OLDEST, _OLDEST, lost, lost_raw, n)


@entry
def join_parts(
    buf: Bytes, rec: Ints, parts: Ints, names: Codes, bases: Ints, head: Ints, text: Bytes,
    memory: Digests, groups: Ints, lost: Ints, lost_raw: Bytes, extra: Ints, n: Ints,
) -> None:  # fmt: skip
    """Join the parts of messages; the records are changed in place.

    A part that waits, or whose message ends in another line, gets FAULT = WAITING; the part that
    came last becomes the record of the whole message: TEXT points to the joined payload, TIME and
    RECEIVER come from the part that came first of those that have one, and RECEIVER is its number
    in the stream. A message that only a later line decides is a record of its own in `extra`.

    Args:
        buf: bytes of the slab; behind them joined payloads are written.
        rec: its records, shape (n, COLUMNS).
        parts: which of them are parts, and of what, shape (k, PART_COLUMNS).
        names: number in the stream of each of the slab's receivers; then room for one for each of
            `parts`, for messages that have it from their group; -1 last.
        bases: line number (1-based) and byte offset of the slab's start in the source, shape (2,).
        head: parts carried from slab to slab, this and the next three from `new_waiting`.
        text: their bytes.
        memory: what was heard.
        groups: what tag-block groups told.
        lost: orphans out: line that gave them up, own line, offset, raw length; shape (k, 4).
        lost_raw: starts of their lines, shape (k, RAW).
        extra: records out, and before which record of the slab each stands, shape
            (k, COLUMNS + 1).
        n: shape (6,): N_LOST, zero: orphans; N_PARTS, zero: parts that wait or were used, less
            those that became orphans or messages; USED, where in `buf` the joined payloads start,
            out: end; AT_END, whether all that still wait are to be given up afterwards; N_EXTRA;
            NOW.

    Notes:
        Parts may be of one message when formatter, talker, total, sequence number and channel are
        the same, when receiver and tag-block group do not differ, and when their times are at most
        10 s apart. Parts of one tag-block group are joined in any order. Else a part goes to the
        message of which it is the next; if there are several that differ, to the one that is

        - near (16 lines) and plausible: a length that its type can have, no text behind the end
          of a text where the cut is;
        - plausible; near, or else anywhere, with a destination that was heard or is a port; of a
          ship that was heard with the same last part, the first of them.

        If several remain, the part is *held*, until only one message is left for it: two stations
        that use one sequence number at once (A1 B1 A2 B2 or A1 B1 B2 A2). If one of
        them is given up instead, the part is of no other. What nothing tells apart is given up 16
        lines later: of type 5, each first part becomes a message without its destination, as all
        else stands in it (FLAG_SHORT), and the last parts are orphans; other types wait on. Parts
        that wait 1,000 lines or, by their receiver's clock, 60 s, are
        orphans: a lost message is better than one ship with the destination of another. Parts in
        the wrong order without group are joined 16 lines later, when nothing in order came for
        them and they are all that is there; those farther apart when the first of them would be
        given up, on the same condition.
        Source: IEC 61162-1, VDM sentence (sequential message identifier 0 to 9).
    """
    for j in range(len(parts)):
        i = parts[j, RECORD]
        fetch_record(rec, parts[min(j + FAR, len(parts) - 1), RECORD])
        fetch_bytes(buf, rec[parts[min(j + NEAR, len(parts) - 1), RECORD], START])
        line, offset = bases[0] + rec[i, LINE], bases[1] + rec[i, START]
        receiver, n[NOW] = np.int64(names[rec[i, RECEIVER]]), line
        if parts[j, GROUP] >= 0:
            receiver = tell_group(rec, i, parts[j, GROUP], receiver, line, groups)
        if parts[j, KEY] & 15 == 1:  # a whole message of a group
            own = len(names) - 1 - len(parts) + j
            names[own], rec[i, RECEIVER] = receiver, own
            continue
        if is_late(head, line):
            merge_late(head, text, line, buf, i, bases, lost, lost_raw, extra, memory, n)
        if is_over(head, line, rec[i, TIME], receiver):
            give_up_stale(
                head, text, buf, rec, i, receiver, line, bases, lost, lost_raw, extra, memory, n
            )  # fmt: skip
        k = find_only(head, parts, j, rec[i, TIME], receiver, line)
        if k != NONE and close_at_once(head, text, memory, k, buf, rec, i, receiver, n):
            if head[MAX_OPEN, H_HELD] > 0:
                settle(head, text, buf, i, bases, extra, memory, n)
            continue
        x = open_part(head, text, buf, rec, parts, j, receiver, line, offset)
        n[N_PARTS] += 1
        if count_open(head) > 1:
            take_part(head, text, memory, buf, rec, i, x, bases, lost, lost_raw, extra, n)
    if n[AT_END] > 0:
        give_up_all(head, text, buf, len(rec), bases, lost, lost_raw, extra, memory, n)

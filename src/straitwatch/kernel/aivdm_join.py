"""Records of parts turned into records of whole messages, across slabs and chunks."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004, PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_code import (
    BITS,
    END,
    FAULT,
    FLAGS,
    GROUP,
    KEY,
    LINE,
    MAX_PAYLOAD,
    NO_TIME,
    ORPHAN_PART,
    PART,
    RECEIVER,
    RECORD,
    START,
    TEXT,
    TIME,
    TOO_LONG,
    WAITING,
)
from straitwatch.kernel.bare import entry, inner

__all__ = [
    "MAX_OPEN",
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
Waiting = tuple[Ints, Bytes]

MAX_OPEN = 256
"""Messages that may wait for parts at once; the oldest gives way."""

RAW = 200
N_LOST, N_PARTS, USED, AT_END = range(4)
"""What join_parts counts, and how far it wrote."""

_MAX_AGE_LINES = 1_000
_NEAR_LINES = 16
_APART_US = 10_000_000
_OLDEST = np.int64(0)

# columns of what is known of a waiting message; then line, offset and raw length of each part
_KEY, _GROUP, _RECEIVER, _TIME, _LINE, _LENGTH, _PARTS, _LAST, _ORDER, _FLAGS, _PLACES = range(11)
_TEXT = 9 * RAW  # where the payload stands in the bytes, behind the starts of the parts' lines


def new_waiting() -> Waiting:
    """Make the empty store of waiting parts that `join_parts` carries from slab to slab.

    Returns:
        head: what each message has so far, shape (MAX_OPEN + 1, 37). Column _ORDER of row k is
            the slot of the k-th oldest; that of the last row is the number of slots in use;
        text: starts of its parts' lines, and its payload, shape (MAX_OPEN, 9 * RAW + MAX_PAYLOAD).
    """
    head = np.zeros((MAX_OPEN + 1, _PLACES + 27), np.int64)
    head[:MAX_OPEN, _ORDER] = np.arange(MAX_OPEN)
    return head, np.zeros((MAX_OPEN, _TEXT + MAX_PAYLOAD), np.uint8)


@inner
def take_out(head: Ints, k: int) -> int:
    """Free the k-th oldest slot; returns it."""
    slot, n = head[k, _ORDER], head[MAX_OPEN, _ORDER]
    for j in range(k, n - 1):
        head[j, _ORDER] = head[j + 1, _ORDER]
    head[n - 1, _ORDER] = slot
    head[MAX_OPEN, _ORDER] = n - 1
    return slot


@inner
def abandon(
    head: Ints, text: Bytes, k: int, trigger: int, lost: Ints, lost_raw: Bytes, n: Ints
) -> None:
    """Give up the k-th oldest message: its parts become orphans."""
    slot = take_out(head, k)
    for p in range(head[slot, _PARTS]):
        to = n[N_LOST]
        lost[to, 0] = trigger
        for c in range(3):
            lost[to, 1 + c] = head[slot, _PLACES + 3 * p + c]
        for c in range(lost[to, 3]):
            lost_raw[to, c] = text[slot, RAW * p + c]
        n[N_LOST] += 1
        n[N_PARTS] -= 1


@inner
def store_part(
    head: Ints, text: Bytes, slot: int, buf: Bytes, rec: Ints, i: int, line: int, offset: int
) -> None:
    """Append a part to a slot: its payload, and its line for the case that it stays an orphan."""
    part, length = head[slot, _PARTS], head[slot, _LENGTH]
    place = _PLACES + 3 * part
    shown = min(rec[i, END] - rec[i, START], RAW)
    head[slot, place], head[slot, place + 1], head[slot, place + 2] = line, offset, shown
    for k in range(shown):
        text[slot, RAW * part + k] = buf[rec[i, START] + k]
    more = (rec[i, BITS] + 5) // 6
    for k in range(more):
        text[slot, _TEXT + length + k] = buf[rec[i, TEXT] + k]
    head[slot, _PARTS], head[slot, _LENGTH] = part + 1, length + more
    head[slot, _LAST] = line
    head[slot, _FLAGS] |= rec[i, FLAGS]
    rec[i, FAULT] = WAITING


@inner
def fits(head: Ints, slot: int, parts: Ints, j: int, t: int, receiver: int) -> bool:
    """Tell whether a part can be the next one of a waiting message."""
    if head[slot, _KEY] != parts[j, KEY] or head[slot, _PARTS] + 1 != parts[j, PART]:
        return False
    if head[slot, _GROUP] != parts[j, GROUP] and head[slot, _GROUP] >= 0 and parts[j, GROUP] >= 0:
        return False
    if head[slot, _RECEIVER] != receiver and head[slot, _RECEIVER] >= 0 and receiver >= 0:
        return False
    return head[slot, _TIME] == NO_TIME or t == NO_TIME or abs(head[slot, _TIME] - t) <= _APART_US


@inner
def is_whole(head: Ints, text: Bytes, slot: int, parts: Ints, j: int, more: int) -> bool:
    """Tell whether a last part of `more` bits would give a length that the type can have."""
    if parts[j, PART] != parts[j, KEY] & 15 or head[slot, _LENGTH] == 0:
        return True
    bits = 6 * head[slot, _LENGTH] + more
    if text[slot, _TEXT] == 53:  # type 5: 424 bits, of which some leave out the last two
        return 420 <= bits <= 426
    if text[slot, _TEXT] == 67:  # type 19: 312 bits
        return 306 <= bits <= 318
    return True


@inner
def is_same(head: Ints, text: Bytes, a: int, b: int) -> bool:
    """Tell whether two waiting messages hold the same payload: one message, heard twice."""
    if head[a, _LENGTH] != head[b, _LENGTH]:
        return False
    for k in range(_TEXT, _TEXT + head[a, _LENGTH]):  # noqa: SIM110 - numba has no all()
        if text[a, k] != text[b, k]:
            return False
    return True


@inner
def choose(
    head: Ints, text: Bytes, rec: Ints, parts: Ints, j: int, receiver: int, line: int
) -> int:
    """Find the one waiting message that a part belongs to.

    It looks among all that fit, then among those that come out whole, then among the near ones.

    Args:
        head: what waits.
        text: its bytes.
        rec: records.
        parts: parts.
        j: the one.
        receiver: number of its receiver in the stream, or -1.
        line: its line in the source.

    Returns:
        its rank by age; -1 when there is none; -2 when there are several that differ.
    """
    t, more = rec[parts[j, RECORD], TIME], rec[parts[j, RECORD], BITS]
    found = -1
    for strictness in range(3):
        found = -1
        for k in range(head[MAX_OPEN, _ORDER]):
            slot = head[k, _ORDER]
            if not fits(head, slot, parts, j, t, receiver):
                continue
            if strictness > 0 and not is_whole(head, text, slot, parts, j, more):
                continue
            if strictness > 1 and line - head[slot, _LAST] > _NEAR_LINES:
                continue
            if found >= 0 and not is_same(head, text, head[found, _ORDER], slot):
                found = -2
                break
            found = k if found == -1 else found
        if found != -2:
            break
    return -2 if found == -1 and strictness > 0 else found


@inner
def open_message(head: Ints, parts: Ints, j: int, t: int, receiver: int, line: int) -> int:
    """Take a free slot for a first part; returns it."""
    slot = head[head[MAX_OPEN, _ORDER], _ORDER]
    head[MAX_OPEN, _ORDER] += 1
    head[slot, _KEY], head[slot, _GROUP] = parts[j, KEY], parts[j, GROUP]
    head[slot, _RECEIVER], head[slot, _TIME] = receiver, t
    head[slot, _LINE], head[slot, _LENGTH], head[slot, _PARTS] = line, 0, 0
    head[slot, _FLAGS] = 0
    return slot


@inner
def close_message(
    head: Ints, text: Bytes, k: int, buf: Bytes, rec: Ints, i: int, receiver: int, used: int
) -> int:
    """Write the whole payload of the k-th oldest message and make the last part its record.

    Returns:
        where the bytes end that are used now.
    """
    slot = take_out(head, k)
    length, more = head[slot, _LENGTH], (rec[i, BITS] + 5) // 6
    for c in range(length):
        buf[used + c] = text[slot, _TEXT + c]
    for c in range(more):
        buf[used + length + c] = buf[rec[i, TEXT] + c]
    rec[i, TEXT], rec[i, BITS] = used, rec[i, BITS] + 6 * length
    rec[i, FLAGS] |= head[slot, _FLAGS]
    if head[slot, _TIME] != NO_TIME:
        rec[i, TIME] = head[slot, _TIME]
    rec[i, RECEIVER] = head[slot, _RECEIVER] if head[slot, _RECEIVER] >= 0 else receiver
    return used + length + more


@inner
def take_part(
    head: Ints, text: Bytes, buf: Bytes, rec: Ints, parts: Ints, j: int, receiver: int, line: int,
    offset: int, lost: Ints, lost_raw: Bytes, n: Ints,
) -> None:  # fmt: skip
    """Give a second or later part to its message, or make it an orphan."""
    k = choose(head, text, rec, parts, j, receiver, line)
    i = parts[j, RECORD]
    if k < 0:
        rec[i, FAULT] = ORPHAN_PART
        rank = head[MAX_OPEN, _ORDER] - 1
        while k == -2 and rank >= 0:  # nobody can tell whose it is: give up all that it fits
            if fits(head, head[rank, _ORDER], parts, j, rec[i, TIME], receiver):
                abandon(head, text, rank, line, lost, lost_raw, n)
            rank -= 1
        return
    slot = head[k, _ORDER]
    if head[slot, _LENGTH] + (rec[i, BITS] + 5) // 6 > MAX_PAYLOAD:
        rec[i, FAULT] = TOO_LONG
        abandon(head, text, k, line, lost, lost_raw, n)
    elif parts[j, PART] < parts[j, KEY] & 15:
        store_part(head, text, slot, buf, rec, i, line, offset)
        n[N_PARTS] += 1
        if head[slot, _TIME] == NO_TIME:
            head[slot, _TIME] = rec[i, TIME]
        if head[slot, _RECEIVER] < 0:
            head[slot, _RECEIVER] = receiver
    else:
        n[USED] = close_message(head, text, k, buf, rec, i, receiver, n[USED])


@entry
def join_parts(
    buf: Bytes, rec: Ints, parts: Ints, names: Codes, bases: Ints, head: Ints, text: Bytes,
    lost: Ints, lost_raw: Bytes, n: Ints,
) -> None:  # fmt: skip
    """Join the parts of messages; the records are changed in place.

    A part that waits, or whose message ends in another line, gets FAULT = WAITING; the last part
    becomes the record of the whole message: TEXT points to the joined payload, TIME and RECEIVER
    come from the first part that has one, and RECEIVER is its number in the stream.

    Args:
        buf: bytes of the slab; behind them joined payloads are written.
        rec: its records, shape (n, COLUMNS).
        parts: which of them are parts, and of what, shape (k, PART_COLUMNS).
        names: number in the stream of each of the slab's receivers; -1 last.
        bases: line number (1-based) and byte offset of the slab's start in the source, shape (2,).
        head: parts carried from slab to slab, from `new_waiting`.
        text: their bytes.
        lost: orphans out: line that gave them up, own line, offset, raw length; shape (k, 4).
        lost_raw: starts of their lines, shape (k, RAW).
        n: shape (4,): N_LOST, zero: orphans; N_PARTS, zero: parts that wait or were used, less the
            orphans among them; USED, where in `buf` the joined payloads start, out: end; AT_END,
            whether all that still wait are to be given up afterwards.

    Notes:
        Parts belong together when formatter, talker, total, sequence number and channel are the
        same, when receiver and tag-block group do not differ, and when their times are at most
        10 s apart; they come in order, at most 1,000 lines after the first. A second first part
        opens a second message. If a later part then fits several that differ, it goes to the one
        that comes out at a length its type can have, else to the one whose last part is at most
        16 lines back; if several remain, *all are given up*: two stations that use one sequence
        number at once (A1 B1 A2 B2 or A1 B1 B2 A2) cannot be told apart, and a lost message is
        better than one ship with the destination of another.
        Source: IEC 61162-1, VDM sentence (sequential message identifier 0 to 9).
    """
    for j in range(len(parts)):
        i = parts[j, RECORD]
        line, offset = bases[0] + rec[i, LINE], bases[1] + rec[i, START]
        receiver = np.int64(names[rec[i, RECEIVER]])
        while head[MAX_OPEN, _ORDER] > 0 and (
            line - head[head[0, _ORDER], _LINE] > _MAX_AGE_LINES
            or (parts[j, PART] == 1 and head[MAX_OPEN, _ORDER] == MAX_OPEN)
        ):
            abandon(head, text, _OLDEST, line, lost, lost_raw, n)
        if parts[j, PART] == 1:
            slot = open_message(head, parts, j, rec[i, TIME], receiver, line)
            store_part(head, text, slot, buf, rec, i, line, offset)
            n[N_PARTS] += 1
        else:
            take_part(head, text, buf, rec, parts, j, receiver, line, offset, lost, lost_raw, n)
    while n[AT_END] > 0 and head[MAX_OPEN, _ORDER] > 0:
        abandon(head, text, _OLDEST, _OLDEST, lost, lost_raw, n)

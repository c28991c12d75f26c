"""Bytes of AIVDM lines turned into records: where the payload stands, whose, what is wrong."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004, PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_code import (
    BITS,
    END,
    FAULT,
    FLAG_BAD_TAG,
    FLAG_FILL_BITS,
    FLAG_NO_CHECKSUM,
    FLAG_OWN,
    FLAGS,
    GROUP,
    KEY,
    LINE,
    MALFORMED,
    MAX_LINE,
    MAX_PAYLOAD,
    NO_CHECKSUM,
    NO_TIME,
    NOT_A_SENTENCE,
    OK,
    PART,
    PAYLOAD,
    RECEIVER,
    RECORD,
    START,
    TAG_BLOCK,
    TEXT,
    TIME,
    TIME_FAULT,
    TOO_LONG,
    UNSUPPORTED_SENTENCE,
)
from straitwatch.kernel.aivdm_name import name_code
from straitwatch.kernel.aivdm_scan import STAR, Wide, scan
from straitwatch.kernel.aivdm_start import skip_to_sentence
from straitwatch.kernel.aivdm_tag import (
    BAD_TAG,
    MORE,
    NAME_AT,
    NAME_LEN,
    ODD,
    TAG_GROUP,
    VDM_KEY,
    VDM_PART,
    best_time,
    checked,
    clear,
    read_trailer,
)
from straitwatch.kernel.aivdm_time import read_pghp
from straitwatch.kernel.aivdm_usual import (
    find_star,
    line_end,
    read_front,
    read_parted,
    read_single,
    word_at,
)
from straitwatch.kernel.bare import entry, inlined, inner

__all__ = [
    "LENIENT",
    "N_BAD_TAGS",
    "N_GOOD",
    "N_LINES",
    "N_MARKS",
    "N_PIECES",
    "N_RECEIVERS",
    "N_RECORDS",
    "N_SKIPPED",
]
__all__ += ["N_TIMES", "PENDING", "parse_lines"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]

# what parse_lines counts
N_LINES, N_RECORDS, N_RECEIVERS, N_SKIPPED, N_TIMES, N_BAD_TAGS, N_GOOD, N_PIECES = range(8)
PENDING, N_MARKS, LENIENT = 8, 9, 10

_OWN = 79  # O, of VDO
_TYPE_24 = 72  # H, the armoured character that its payload begins with

_BLANK, _COMMENT, _CLOCK = -2, -3, -4  # outcomes of a line that makes no record


@inlined
def is_vdm(buf: Bytes, at: int, end: int) -> bool:
    """Tell whether `!xxVDM,` or `!xxVDO,` stands here."""
    if end - at < 7 or buf[at] != 33 or buf[at + 3] != 86 or buf[at + 4] != 68:
        return False
    return (buf[at + 5] == 77 or buf[at + 5] == 79) and buf[at + 6] == 44


@inner
def read_vdm(  # noqa: PLR0911 - one return a kind of damage
    buf: Bytes, at: int, star: int, rec: Ints, i: int, more: Ints
) -> int:
    """Read the fields of `!AIVDM,total,part,sequence,channel,payload,fill` into a record.

    Args:
        buf: bytes.
        at: where the `!` stands.
        star: where the `*` stands.
        rec: records.
        i: the one to fill in.
        more: VDM_KEY and VDM_PART are filled in.

    Returns:
        OK, or the fault.
    """
    if star - at < 15 or buf[at + 8] != 44 or buf[at + 10] != 44:
        return MALFORMED
    if buf[star - 2] != 44 or buf[star - 1] == 44:
        return MALFORMED
    total, part = np.int64(buf[at + 7]) - 48, np.int64(buf[at + 9]) - 48
    if total < 1 or total > 9 or part < 1 or part > total:
        return MALFORMED
    k = at + 11
    sequence = np.int64(0)
    if 48 <= buf[k] <= 57:
        sequence = np.int64(buf[k]) - 47
        k += 1
    channel = np.int64(1)  # a one before its bytes: a NUL among them counts
    stop = min(star - 2, k + 3)
    if buf[k] != 44:
        return MALFORMED
    k += 1
    while k < stop and buf[k] != 44:
        channel = channel << 8 | np.int64(buf[k])
        k += 1
    if k >= star - 2 or buf[k] != 44:
        return MALFORMED
    length, fill = star - 3 - k, np.int64(buf[star - 1]) - 48
    rec[i, TEXT], rec[i, BITS] = k + 1, 6 * length - fill
    talker = np.int64(buf[at + 1]) << 16 | np.int64(buf[at + 2]) << 8 | np.int64(buf[at + 5])
    more[VDM_KEY] = talker << 28 | channel << 8 | sequence << 4 | total
    more[VDM_PART] = part
    if 5 < fill <= 9 and part == total:
        rec[i, BITS] = 6 * length
        more[ODD] |= FLAG_FILL_BITS
    elif fill < 0 or fill > 5 or (fill > 0 and part < total):
        return PAYLOAD
    return TOO_LONG if length > MAX_PAYLOAD else OK


@inner
def is_word(buf: Bytes, at: int, end: int) -> bool:
    """Tell whether an NMEA address stands here: `!` or `$`, three or more of A-Z, 0-9 and -."""
    if end - at < 4 or (buf[at] != 33 and buf[at] != 36):
        return False
    for k in range(at + 1, at + 4):
        if not (65 <= buf[k] <= 90 or 48 <= buf[k] <= 57 or buf[k] == 45):
            return False
    return True


@inner
def is_pghp(buf: Bytes, at: int, end: int) -> bool:
    """Tell whether `$PGHP,1,` stands here."""
    if end - at < 8 or buf[at] != 36 or buf[at + 1] != 80 or buf[at + 2] != 71:
        return False
    return (
        buf[at + 3] == 72
        and buf[at + 4] == 80
        and buf[at + 5] == 44
        and buf[at + 6] == 49
        and buf[at + 7] == 44
    )


@inner
def parse_clock(buf: Bytes, wide: Wide, at: int, end: int, more: Ints, counts: Ints) -> int:
    """Take the time of a `$PGHP` line for the line that follows; returns _CLOCK or the fault."""
    state, star = checked(wide, at + 1, end)
    counts[PENDING] = NO_TIME
    if state != OK:
        return state
    counts[PENDING] = read_pghp(buf, at, star, more[MORE:])
    return TIME_FAULT if counts[PENDING] == NO_TIME else _CLOCK


@inner
def parse_sentence(  # noqa: PLR0911 - one return a kind of line
    buf: Bytes, wide: Wide, at: int, end: int, rec: Ints, i: int, more: Ints, counts: Ints
) -> int:
    """Read one stripped line into a record; returns OK, a fault, or an outcome without record."""
    if at >= end:
        return _BLANK
    if buf[at] == 35:
        return _COMMENT
    if is_pghp(buf, at, end):
        return parse_clock(buf, wide, at, end, more, counts)
    if buf[at] != 33:
        at = skip_to_sentence(buf, wide, at, end, more)
        if at < 0:
            return TAG_BLOCK if at == -1 else NOT_A_SENTENCE
    if not is_vdm(buf, at, end):
        return UNSUPPORTED_SENTENCE if is_word(buf, at, end) else NOT_A_SENTENCE
    state, star = checked(wide, at + 1, end)
    if state == NO_CHECKSUM and counts[LENIENT] and scan(wide, at, STAR)[0] >= end:
        more[ODD] |= FLAG_NO_CHECKSUM
        return read_vdm(buf, at, end, rec, i, more)
    if state != OK:
        return state
    state = read_vdm(buf, at, star, rec, i, more)
    if state == OK and star + 3 < end:
        state = read_trailer(buf, star + 3, end, more)
    return state


@inner
def parse_any(
    buf: Bytes, wide: Wide, at: int, stop: int, rec: Ints, i: int, more: Ints, counts: Ints
) -> int:
    """Read any line; its end without blanks goes to END; returns its outcome."""
    clear(more)
    rec[i, END] = stop
    if stop - at > MAX_LINE:
        return TOO_LONG
    last = stop
    while last > at and buf[last - 1] <= 32:
        last -= 1
    while at < last and buf[at] <= 32:
        at += 1
    rec[i, END] = last
    return parse_sentence(buf, wide, at, last, rec, i, more, counts)


@inlined
def put_part(parts: Ints, i: int, key: int, part: int, group: int, counts: Ints) -> None:
    """Note that record i is a part, or a whole message in a tag-block group."""
    j = counts[N_PIECES]
    parts[j, RECORD], parts[j, KEY] = i, key
    parts[j, PART], parts[j, GROUP] = part, group
    counts[N_PIECES] = j + 1


@inlined
def put_mark(wide: Wide, text: int, i: int, marks: Ints, counts: Ints) -> None:
    """Note record i if its payload begins as type 24 does; without a branch, as it may or not."""
    n = counts[N_MARKS]
    marks[n] = i
    counts[N_MARKS] = n + (word_at(wide, text) & 255 == _TYPE_24)


@inlined
def put_usual(
    wide: Wide, bang: int, star: int, group: int, rec: Ints, i: int, parts: Ints, marks: Ints,
    counts: Ints,
) -> bool:  # fmt: skip
    """Fill in what the fields of a good sentence tell; False when they are not the usual ones."""
    if group < 0:
        text, bits = read_single(wide, bang, star)
        if text >= 0:
            rec[i, TEXT], rec[i, BITS] = text, bits
            put_mark(wide, text, i, marks, counts)
            return True
    text, bits, key, part = read_parted(wide, bang, star)
    if text < 0:
        return False
    rec[i, TEXT], rec[i, BITS] = text, bits
    if key & 15 != 1 or group >= 0:
        put_part(parts, i, key, part, group, counts)
    if key & 15 == 1:
        put_mark(wide, text, i, marks, counts)
    return True


@inlined
def parse_usual(
    buf: Bytes, wide: Wide, at: int, stop: int, rec: Ints, i: int, parts: Ints, marks: Ints,
    counts: Ints,
) -> tuple[bool, int, int]:  # fmt: skip
    """Read a line that is a good sentence with or without a tag block, as nearly all are.

    Returns:
        False for any other line, of which `parse_any` finds out what it is; where the receiver's
        name stands, and its length.
    """
    bang, when, name, length, group = read_front(buf, wide, at, stop)
    if bang < 0:
        return False, name, length
    star = find_star(wide, bang, stop)
    if star < 0 or not put_usual(wide, bang, star, group, rec, i, parts, marks, counts):
        return False, name, length
    rec[i, END], rec[i, FAULT] = star + 3, OK
    rec[i, TIME] = when if when != NO_TIME else counts[PENDING]
    rec[i, FLAGS] = FLAG_OWN * (word_at(wide, bang + 5) & 255 == _OWN)
    counts[PENDING] = NO_TIME
    return True, name, length


@inlined
def put_other(
    wide: Wide, i: int, state: int, before: int, rec: Ints, parts: Ints, marks: Ints, more: Ints,
    counts: Ints,
) -> None:  # fmt: skip
    """Fill in what `parse_any` found out of a line, beside its sentence's fields."""
    rec[i, FAULT], rec[i, TIME] = state, best_time(more, before)
    rec[i, FLAGS] = FLAG_BAD_TAG * more[BAD_TAG] | more[ODD]
    counts[PENDING] = NO_TIME
    counts[N_BAD_TAGS] += more[BAD_TAG]
    if state != OK:
        counts[N_GOOD] -= 1
        more[NAME_LEN] = 0
        return
    rec[i, FLAGS] |= FLAG_OWN * (more[VDM_KEY] >> 28 & 255 == _OWN)
    if more[VDM_KEY] & 15 != 1 or more[TAG_GROUP] >= 0:
        put_part(parts, i, more[VDM_KEY], more[VDM_PART], more[TAG_GROUP], counts)
    if more[VDM_KEY] & 15 == 1:
        put_mark(wide, rec[i, TEXT], i, marks, counts)


@entry
def parse_lines(
    buf: Bytes, wide: Wide, end: int, pending: int, rec: Ints, parts: Ints, names: Ints,
    table: Codes, marks: Ints, more: Ints, counts: Ints,
) -> None:  # fmt: skip
    r"""Turn whole lines into records; the last may lack its line end.

    Args:
        buf: bytes, from `pad`.
        wide: the same in words, from `widen`.
        end: number of bytes before the padding.
        pending: time of a `$PGHP` line just before, or NO_TIME.
        rec: records out, shape (lines, COLUMNS).
        parts: which records are parts, and of what, and which are of a group, out, shape
            (lines, PART_COLUMNS).
        names: receivers out, start and length, shape (lines, 2).
        table: zeros, shape (a power of two above the lines): hash table of the receivers.
        marks: records of one sentence that begin as type 24 does, out, shape (lines,).
        more: room for what is known of a line, shape (MORE + 7,).
        counts: zeros, shape (11,): N_LINES ... N_MARKS, and the pending time out; LENIENT, in:
            whether a sentence without checksum is taken.

    Notes:
        A `$PGHP` time goes to the next line that is neither blank nor comment.
        Source: IEC 61162-1 (sentences, checksum), NMEA 0183 4.10 section 7 (tag blocks).
    """
    counts[PENDING] = pending
    stop = np.int64(-1)
    i = line = np.int64(0)
    while stop < end - 1:
        at = stop + 1
        stop = line_end(wide, at)
        good, name, length = parse_usual(buf, wide, at, stop, rec, i, parts, marks, counts)
        rec[i, LINE], rec[i, START] = line, at
        line += 1
        if not good:
            before = counts[PENDING]
            state = parse_any(buf, wide, at, stop, rec, i, more, counts)
            if state < 0:
                counts[N_TIMES if state == _CLOCK else N_SKIPPED] += 1
                continue
            put_other(wide, i, state, before, rec, parts, marks, more, counts)
            name, length = more[NAME_AT], more[NAME_LEN]
        code = np.int64(-1)
        if length > 0:
            code = name_code(wide, name, length, names, table, counts[N_RECEIVERS])
            if code == counts[N_RECEIVERS]:
                counts[N_RECEIVERS] += 1
        rec[i, RECEIVER] = code
        i += 1
    counts[N_LINES], counts[N_RECORDS] = line, i
    counts[N_GOOD] += i

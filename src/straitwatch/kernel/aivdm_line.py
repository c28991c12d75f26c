"""Bytes of AIVDM lines turned into records: where the payload stands, whose, what is wrong."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004, PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_code import (
    END,
    FAULT,
    FILL,
    GROUP,
    KEY,
    LENGTH,
    LINE,
    MALFORMED,
    MAX_LINE,
    MAX_PAYLOAD,
    NO_TIME,
    NOT_A_SENTENCE,
    OK,
    PART,
    PAYLOAD,
    RECEIVER,
    START,
    TAG_BLOCK,
    TEXT,
    TIME,
    TIME_FAULT,
    TOO_LONG,
    UNSUPPORTED_SENTENCE,
)
from straitwatch.kernel.aivdm_scan import Wide, scan
from straitwatch.kernel.aivdm_tag import (
    BAD_TAG,
    NAME_AT,
    NAME_LEN,
    SCANNED,
    STAR,
    T_LEAD,
    T_TAG,
    T_TRAIL,
    XOR,
    best_time,
    checked,
    read_tag,
    read_trailer,
)
from straitwatch.kernel.aivdm_time import read_clock, read_pghp
from straitwatch.kernel.jit import jit

__all__ = ["N_BAD_TAGS", "N_LINES", "N_RECEIVERS", "N_RECORDS", "N_SKIPPED", "N_TIMES", "PENDING"]
__all__ += ["parse_lines"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]

# what parse_lines counts
N_LINES, N_RECORDS, N_RECEIVERS, N_SKIPPED, N_TIMES, N_BAD_TAGS, PENDING = range(7)

_BLANK, _COMMENT, _CLOCK = -2, -3, -4  # outcomes of a line that makes no record


@jit
def is_vdm(buf: Bytes, at: int, end: int) -> bool:
    """Tell whether `!xxVDM,` or `!xxVDO,` stands here."""
    if end - at < 7 or buf[at] != 33 or buf[at + 3] != 86 or buf[at + 4] != 68:
        return False
    return (buf[at + 5] == 77 or buf[at + 5] == 79) and buf[at + 6] == 44


@jit
def read_vdm(buf: Bytes, at: int, star: int, rec: Ints, i: int) -> int:
    """Read the fields of `!AIVDM,total,part,sequence,channel,payload,fill` into a record.

    Args:
        buf: bytes.
        at: where the `!` stands.
        star: where the `*` stands.
        rec: records.
        i: the one to fill in.

    Returns:
        OK, or the fault.
    """
    if (
        star - at < 15
        or buf[at + 8] != 44
        or buf[at + 10] != 44
        or buf[star - 2] != 44
        or buf[star - 1] == 44
    ):
        return MALFORMED
    total, part = np.int64(buf[at + 7]) - 48, np.int64(buf[at + 9]) - 48
    if total < 1 or total > 9 or part < 1 or part > total:
        return MALFORMED
    k = at + 11
    sequence = np.int64(0)
    if 48 <= buf[k] <= 57:
        sequence = np.int64(buf[k]) - 47
        k += 1
    channel = np.int64(0)
    stop = min(star - 2, k + 3)
    if buf[k] != 44:
        return MALFORMED
    k += 1
    while k < stop and buf[k] != 44:
        channel = channel << 8 | np.int64(buf[k])
        k += 1
    if k >= star - 2 or buf[k] != 44:
        return MALFORMED
    rec[i, TEXT], rec[i, LENGTH] = k + 1, star - 3 - k
    rec[i, FILL], rec[i, PART] = np.int64(buf[star - 1]) - 48, part
    talker = np.int64(buf[at + 1]) << 16 | np.int64(buf[at + 2]) << 8 | np.int64(buf[at + 5])
    rec[i, KEY] = talker << 24 | channel << 8 | sequence << 4 | total
    if rec[i, FILL] < 0 or rec[i, FILL] > 5 or (rec[i, FILL] > 0 and part < total):
        return PAYLOAD
    return TOO_LONG if rec[i, LENGTH] > MAX_PAYLOAD else OK


@jit
def name_code(buf: Bytes, at: int, length: int, names: Ints, table: Codes, counts: Ints) -> int:
    """Give a receiver its number in this slab, the same for the same bytes (open addressing)."""
    digest = np.uint64(14695981039346656037)
    for k in range(at, at + length):
        digest = (digest ^ np.uint64(buf[k])) * np.uint64(1099511628211)
    mask = len(table) - 1
    slot = np.int64((digest ^ (digest >> np.uint64(29))) & np.uint64(mask))
    while table[slot] > 0:
        code = table[slot] - 1
        if names[code, 1] == length:
            same = True
            for k in range(length):
                if buf[names[code, 0] + k] != buf[at + k]:
                    same = False
                    break
            if same:
                return code
        slot = (slot + 1) & mask
    code = counts[N_RECEIVERS]
    names[code, 0], names[code, 1] = at, length
    table[slot] = code + 1
    counts[N_RECEIVERS] += 1
    return code


@jit
def is_word(buf: Bytes, at: int, end: int) -> bool:
    """Tell whether an NMEA address stands here: `!` or `$`, three or more of A-Z, 0-9 and -."""
    if end - at < 4 or (buf[at] != 33 and buf[at] != 36):
        return False
    for k in range(at + 1, at + 4):
        if not (65 <= buf[k] <= 90 or 48 <= buf[k] <= 57 or buf[k] == 45):
            return False
    return True


@jit
def is_pghp(buf: Bytes, at: int, end: int) -> bool:
    """Tell whether `$PGHP,1,` stands here."""
    if end - at < 9 or buf[at] != 36 or buf[at + 1] != 80 or buf[at + 2] != 71:
        return False
    return (
        buf[at + 3] == 72
        and buf[at + 4] == 80
        and buf[at + 5] == 44
        and buf[at + 6] == 49
        and buf[at + 7] == 44
    )


@jit
def parse_clock(buf: Bytes, wide: Wide, at: int, end: int, more: Ints, counts: Ints) -> int:
    """Take the time of a `$PGHP` line for the line that follows; returns _CLOCK or the fault."""
    state, star = checked(buf, wide, at + 1, end, more)
    counts[PENDING] = NO_TIME
    if state != OK:
        return state
    counts[PENDING] = read_pghp(buf, at, star)
    return TIME_FAULT if counts[PENDING] == NO_TIME else _CLOCK


@jit
def skip_to_sentence(
    buf: Bytes, wide: Wide, at: int, end: int, rec: Ints, i: int, more: Ints
) -> int:
    """Step over a leading time stamp and tag blocks.

    Returns:
        where the sentence starts, or -1 for a tag block that does not end, or -2 for other text.
    """
    if 48 <= buf[at] <= 57 or buf[at] == 91:
        more[T_LEAD], at = read_clock(buf, at + (buf[at] == 91), end)
        if more[T_LEAD] == NO_TIME:
            return -2
        while at < end and buf[at] != 33 and buf[at] != 92 and buf[at] != 36:
            c = buf[at]
            if c not in {9, 32, 44, 58, 59, 93, 124}:
                return -2
            at += 1
    while at < end and buf[at] == 92:
        at = read_tag(buf, wide, at, end, rec, i, more)
        if at < 0:
            return -1
    return at


@jit
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
        at = skip_to_sentence(buf, wide, at, end, rec, i, more)
        if at < 0:
            return TAG_BLOCK if at == -1 else NOT_A_SENTENCE
    if not is_vdm(buf, at, end):
        return UNSUPPORTED_SENTENCE if is_word(buf, at, end) else NOT_A_SENTENCE
    state, star = checked(buf, wide, at + 1, end, more)
    if state != OK:
        return state
    state = read_vdm(buf, at, star, rec, i)
    if state == OK and star + 3 < end:
        state = read_trailer(buf, star + 3, end, more)
    return state


@jit
def start_record(rec: Ints, i: int, more: Ints, line: int, start: int) -> None:
    """Clear a record and what is known beside it."""
    rec[i, LINE], rec[i, START] = line, start
    rec[i, GROUP] = rec[i, RECEIVER] = -1
    rec[i, KEY] = rec[i, PART] = 1
    more[T_TAG] = more[T_LEAD] = more[T_TRAIL] = NO_TIME
    more[NAME_LEN] = more[BAD_TAG] = 0


@jit
def end_of_line(buf: Bytes, wide: Wide, at: int, more: Ints) -> int:
    """Find the line feed, by way of the first `*`, whose place and xor are kept for `checked`."""
    star, more[XOR] = scan(wide, at, 42)
    whole = buf[star] == 42 and buf[star + 1] != 10 and buf[star + 2] != 10
    if whole and buf[at] == 92 and buf[star + 3] == 92:  # that was the tag block's
        at = star + 4
        star, more[XOR] = scan(wide, at, 42)
    more[SCANNED], more[STAR] = at, star
    if buf[star] == 42 and buf[star + 1] != 10 and buf[star + 2] != 10:
        if buf[star + 3] == 10:
            return star + 3
        if buf[star + 3] == 13 and buf[star + 4] == 10:
            return star + 4
    return scan(wide, star, 10)[0]


@jit
def parse_lines(
    buf: Bytes,
    wide: Wide,
    end: int,
    pending: int,
    rec: Ints,
    names: Ints,
    table: Codes,
    counts: Ints,
) -> None:
    r"""Turn whole lines into records; the last may lack its line end.

    Args:
        buf: bytes, from `pad`.
        wide: the same memory in words.
        end: number of bytes before the padding.
        pending: time of a `$PGHP` line just before, or NO_TIME.
        rec: records out, shape (lines, COLUMNS).
        names: receivers out, start and length, shape (lines, 2).
        table: zeros, shape (a power of two above the lines): hash table of the receivers.
        counts: zeros, shape (7,): N_LINES ... N_BAD_TAGS, and the pending time out.

    Notes:
        A `$PGHP` time goes to the next line that is neither blank nor comment.
        Source: IEC 61162-1 (sentences, checksum), NMEA 0183 4.10 section 7 (tag blocks).
    """
    counts[PENDING] = pending
    at = np.int64(0)
    more = np.zeros(9, np.int64)
    while at < end:
        stop = end_of_line(buf, wide, at, more)
        first, last = at, stop
        while last > first and buf[last - 1] <= 32:
            last -= 1
        while first < last and buf[first] <= 32:
            first += 1
        i = counts[N_RECORDS]
        start_record(rec, i, more, counts[N_LINES], at)
        before = counts[PENDING]
        if stop - at > MAX_LINE:
            state, last = TOO_LONG, stop
        else:
            state = parse_sentence(buf, wide, first, last, rec, i, more, counts)
        counts[N_LINES] += 1
        at = stop + 1
        if state == _CLOCK:
            counts[N_TIMES] += 1
        elif state < 0:
            counts[N_SKIPPED] += 1
        else:
            counts[PENDING] = NO_TIME
            counts[N_BAD_TAGS] += more[BAD_TAG]
            rec[i, END], rec[i, FAULT], rec[i, TIME] = last, state, best_time(more, before)
            if more[NAME_LEN] > 0 and state == OK:
                length = min(more[NAME_LEN], 64)
                rec[i, RECEIVER] = name_code(buf, more[NAME_AT], length, names, table, counts)
            counts[N_RECORDS] += 1

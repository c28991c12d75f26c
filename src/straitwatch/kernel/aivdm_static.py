"""Messages turned into the columns of statics."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004, PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel import aivdm_layout as at
from straitwatch.kernel.aivdm_armor import unarmor
from straitwatch.kernel.aivdm_bits import (
    Long,
    Short,
    put_text,
    take,
    unpack,
    unpack_long,
)
from straitwatch.kernel.aivdm_code import BITS, COLUMNS, LINE, NO_TIME, TEXT, TIME
from straitwatch.kernel.aivdm_layout import START, WIDTH
from straitwatch.kernel.aivdm_mate import words_of
from straitwatch.kernel.aivdm_rows import mmsi_of
from straitwatch.kernel.aivdm_scan import Wide
from straitwatch.kernel.aivdm_valid import put_valid
from straitwatch.kernel.bare import entry, inlined
from straitwatch.kernel.vector import STEP, load_word, prefetch, store_word

__all__ = ["Statics", "new_statics", "put_statics", "static_bytes"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Shorts = npt.NDArray[np.int16]
Smalls = npt.NDArray[np.int8]
Reals = npt.NDArray[np.float32]
Words = npt.NDArray[np.uint64]
Statics = tuple[Ints, Reals, Codes, Shorts, Smalls, Codes, Bytes, Bytes]
Numbers = tuple[Ints, Reals, Codes, Shorts, Smalls]

_VOYAGE, _PARTS, _PART_B = (np.int64(kind) for kind in (5, 24, at.PART_B))
_LONGEST = 34  # characters of a name with its extension
_STEP = 32  # bytes that the writing of a text may overwrite
_AHEAD = 8  # statics ahead of the one at work for which memory is fetched; measured
_ROW = 8 * COLUMNS
_U0, _U3, _U7, _U8, _U10, _U255 = (np.uint64(k) for k in (0, 3, 7, 8, 10, 255))
_TENS, _DIGITS = np.uint64(0x000F000F000F000F), np.uint64(0x3030303030303030)
_TWO = np.uint64(0xFFFF)

_SHAPES = ((3, np.int64), (3, np.float32), (1, np.int32), (1, np.int16), (1, np.int8))


def static_bytes(n: int) -> tuple[int, int]:
    """Tell how many bytes n statics take in each of two memories."""
    room = (n + 64) // 64 * 64
    kept = room * sum(rows * np.dtype(kind).itemsize for rows, kind in _SHAPES)
    return kept + 16 * room + 10 * room // 8, 4 * (_LONGEST * n + _STEP)


def new_statics(n: int, memory: Bytes, text: Bytes) -> Statics:
    """Cut room for n statics from two pieces of memory.

    Args:
        n: how many.
        memory: of `static_bytes(n)[0]`.
        text: of `static_bytes(n)[1]`, for texts, of which few are as long as may be: scratch.

    Returns:
        ids: object_id, t, line, shape (3, m), m a few more than n;
        real: length, beam, draught, shape (3, m);
        imo: shape (m,);
        ship_type: shape (m,);
        msg_type: shape (m,);
        ends: offsets of the texts in their quarter, shape (4, m);
        text: callsigns, names, destinations and ETAs, each in a quarter;
        valid: Arrow validity bits of the four texts, the three of `real`, t, imo, ship_type,
        shape (10, m / 8).
    """
    room = (n + 64) // 64 * 64
    sizes = [room * rows * np.dtype(kind).itemsize for rows, kind in _SHAPES]
    *cuts, ends, valid = np.split(memory, np.cumsum([*sizes, 16 * room]))
    ids, real, imo, ship_type, msg_type = (
        cut.view(kind).reshape(rows, room) for cut, (rows, kind) in zip(cuts, _SHAPES, strict=True)
    )
    begins = ends.view(np.int32).reshape(4, room)
    begins[:, 0] = 0
    bits = valid[: 10 * room // 8].reshape(10, -1)
    return ids, real, imo[0], ship_type[0], msg_type[0], begins, text, bits


@inlined
def put_eta(words: Words | Short | Long, kind: int, text: Bytes, used: int) -> int:
    """Write an ETA as `MM-DDTHH:MM`; nothing when any of the four is not available.

    Returns:
        bytes of `text` written now; sixteen are overwritten.
    """
    month = take(words, START[kind, at.ETA_MONTH], WIDTH[kind, at.ETA_MONTH])
    day = take(words, START[kind, at.ETA_DAY], WIDTH[kind, at.ETA_DAY])
    hour = take(words, START[kind, at.ETA_HOUR], WIDTH[kind, at.ETA_HOUR])
    minute = take(words, START[kind, at.ETA_MINUTE], WIDTH[kind, at.ETA_MINUTE])
    is_told = (month > 0) & (month <= 12) & (day > 0) & (hour <= 23) & (minute <= 59)
    four = np.uint64(month | day << 16 | hour << 32 | minute << 48)
    tens = four * np.uint64(103) >> _U10 & _TENS  # 103 / 1024: a tenth, of numbers up to 63
    two = (tens | (four - np.uint64(10) * tens) << _U8) + _DIGITS
    date = (
        two & _TWO | np.uint64(45) << np.uint64(16) | (two >> np.uint64(16) & _TWO) << np.uint64(24)
    )
    clock = np.uint64(84) << np.uint64(40) | (two >> np.uint64(32) & _TWO) << np.uint64(48)
    store_word(text, used, date | clock)
    store_word(text, used + 8, np.uint64(58) | two >> np.uint64(48) << _U8)
    return used + 11 * is_told


@inlined
def put_name(words: Words | Short | Long, kind: int, bits: int, text: Bytes, used: int) -> int:
    """Write a name; a full one of type 21 goes on in its extension at bit 272.

    Returns:
        bytes of `text` written now.
    """
    start = START[kind, at.NAME]
    stop, is_over = put_text(words, start, 20, text, used)
    if kind != 21 or is_over or bits < 278:
        return stop
    more, _ = put_text(words, start + 229, min(14, (bits - 272) // 6), text, used + 20)
    return more if more > used + 20 else stop


@inlined
def put_texts(
    named: Words | Short | Long, words: Words | Short | Long, kinds: tuple[int, int], bits: int,
    text: Bytes, ends: Codes, k: int,
) -> int:  # fmt: skip
    """Write callsign, name, destination and ETA of static k; the name is read from `named`.

    Returns:
        which of the four have a value, as bits.
    """
    quarter, kind, flags = len(text) // 4, kinds[1], 0
    for c in range(4):
        used = ends[c, k] + c * quarter
        stop = used
        if c == 1:
            stop = put_name(named, kinds[0], bits, text, used)
        elif c == 3:
            if WIDTH[kind, at.ETA_MONTH] > 0:
                stop = put_eta(words, kind, text, used)
        elif WIDTH[kind, at.CALLSIGN + c] > 0:
            field = at.CALLSIGN + c
            stop, _ = put_text(words, START[kind, field], WIDTH[kind, field] // 6, text, used)
        ends[c, k + 1] = stop - c * quarter
        flags |= (stop > used) << c
    return flags


@inlined
def put_sizes(words: Words | Short | Long, kind: int, numbers: Numbers, k: int) -> int:
    """Write length, beam, draught, IMO number and ship type of static k.

    Returns:
        which have a value, as bits 4 to 6, 8 and 9.
    """
    _, real, imo, ship_type, _ = numbers
    flags = 0
    for c in range(3):
        field = at.BOW + 2 * c  # the third is the draught
        size = take(words, START[kind, field], WIDTH[kind, field])
        if c < 2:
            size += take(words, START[kind, field + 1], WIDTH[kind, field + 1])
        real[c, k] = size / 10.0 if c == 2 else np.float64(size)
        flags |= (size > 0) << 4 + c
    number = take(words, START[kind, at.IMO], WIDTH[kind, at.IMO])
    code = take(words, START[kind, at.SHIP_TYPE], WIDTH[kind, at.SHIP_TYPE])
    imo[k], ship_type[k] = number, code
    return flags | (number > 0) << 8 | (code > 0) << 9


@inlined
def put_static(
    named: Words | Short | Long, words: Words | Short | Long, kinds: tuple[int, int], bits: int,
    numbers: Numbers, ends: Codes, text: Bytes, k: int,
) -> int:  # fmt: skip
    """Write what static k tells; returns which columns have a value, as bits."""
    flags = put_texts(named, words, kinds, bits, text, ends, k)
    return flags | put_sizes(words, kinds[1], numbers, k)


@inlined
def find_mark(marks: Ints, m: int, i: int) -> int:
    """Find the place of record i, or of the one behind it, from place m on."""
    while m < len(marks) and marks[m] < i:
        m += 1
    return m


@inlined
def choose(which: bool, first: Short, second: Short) -> Short:
    """Give the words of one of two payloads."""
    a, b, c, _ = first if which else second
    return a, b, c, _U0


@inlined
def put_part(
    wide: Wide, rec: Ints, i: int, other: Short, numbers: Numbers, ends: Codes, text: Bytes, k: int
) -> int:  # fmt: skip
    """Write what a part of type 24 and the other one tell; returns as `put_static`."""
    bits = rec[i, BITS]
    _, first, second, third = unarmor(wide, rec[i, TEXT], (bits + 5) // 6)
    own = first, second, third, _U0
    is_b = take(own, START[_PARTS, at.PART_NUMBER], WIDTH[_PARTS, at.PART_NUMBER]) == 1
    a, b = choose(is_b, other, own), choose(is_b, own, other)
    flags = put_static(a, b, (_PARTS, _PART_B), bits, numbers, ends, text, k)
    if mmsi_of(own) // 10_000_000 == 98:  # its mother ship's MMSI stands in place of its size
        numbers[1][0, k] = numbers[1][1, k] = 0
        flags &= ~0x30
    numbers[0][0, k] = mmsi_of(own)
    return flags


@inlined
def fetch(wide: Wide, rec: Ints, which: Ints, k: int) -> None:
    """Fetch records and payloads some statics ahead of the k-th."""
    ahead = which[min(k + 2 * _AHEAD, len(which) - 1)]
    prefetch(rec, _ROW * ahead)
    prefetch(rec, _ROW * ahead + _ROW - 8)
    text = rec[which[min(k + _AHEAD, len(which) - 1)], TEXT]
    prefetch(wide, text)
    prefetch(wide, text + STEP)


@entry
def put_statics(
    wide: Wide, rec: Ints, which: Ints, marks: Ints, mates: Words, line: int, ids: Ints,
    real: Reals, imo: Codes, ship_type: Shorts, msg_type: Smalls, ends: Codes, text: Bytes,
    valid: Bytes, words: Words,
) -> None:  # fmt: skip
    """Write the statics of the messages that have a name.

    Args:
        wide: bytes of the slab and joined payloads, from `widen`.
        rec: records, after `read_messages`.
        which: those that give a static, shape (n,).
        marks: those of which the other part of type 24 is looked for, shape (m,).
        mates: its words, from `find_mates`, shape (m, MATE_WORDS).
        line: line number (1-based) of the slab's first line.
        ids: this and the next from `new_statics`, filled.
        real: numbers.
        imo: IMO numbers.
        ship_type: ship types.
        msg_type: types of messages.
        ends: where each text ends.
        text: texts.
        valid: validity bits.
        words: room for a payload, shape (N_WORDS,).

    Notes:
        A part of type 24 tells what its other part said before, too: part B carries the name of
        part A, part A the callsign, ship type and size of part B.
        An auxiliary craft (MMSI 98...) sends its mother ship's MMSI in place of its dimensions.
        Source: ITU-R M.1371-5, annex 8, 3.3 (5), 3.17 (19), 3.19 (21), 3.22 (24).
    """
    numbers = ids, real, imo, ship_type, msg_type
    m, n = np.int64(0), len(which)
    flags = seldom = _U0
    for k in range(n):
        i = which[k]
        fetch(wide, rec, which, k)
        bits, t = rec[i, BITS], rec[i, TIME]
        kind = np.int64(load_word(wide, rec[i, TEXT]) & np.uint64(255)) - 48
        if kind == _VOYAGE:
            long = unpack_long(wide, rec[i, TEXT], (bits + 5) // 6)
            known = put_static(long, long, (_VOYAGE, _VOYAGE), bits, numbers, ends, text, k)
            ids[0, k] = mmsi_of(long)
        elif kind == _PARTS:
            m = find_mark(marks, m, i)
            other = _U0, _U0, _U0, _U0
            if m < len(marks) and marks[m] == i:
                other = words_of(mates, m)
            known = put_part(wide, rec, i, other, numbers, ends, text, k)
        else:
            unpack(wide, rec[i, TEXT], (bits + 5) // 6, words)
            known = put_static(words, words, (kind, kind), bits, numbers, ends, text, k)
            ids[0, k] = mmsi_of(words)
        ids[1, k], ids[2, k], msg_type[k] = t, line + rec[i, LINE], kind
        known |= (t != NO_TIME) << 7
        bit = np.uint64(k) & _U7
        flags |= np.uint64(known & 255) << (bit << _U3)
        seldom |= (np.uint64(known >> 8 & 1) | np.uint64(known >> 9) << _U8) << bit
        if bit == _U7 or k == n - 1:
            put_valid(valid, np.uint64(k) >> _U3, flags)
            valid[8, k >> 3], valid[9, k >> 3] = np.uint8(seldom & _U255), np.uint8(seldom >> _U8)
            flags = seldom = _U0

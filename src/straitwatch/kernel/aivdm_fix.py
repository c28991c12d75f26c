"""Records of whole messages turned into the columns of fixes."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004, PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel import aivdm_layout as at
from straitwatch.kernel.aivdm_bits import Short, take, unpack, unpack_short
from straitwatch.kernel.aivdm_code import (
    BITS,
    FAULT,
    FLAG_WORDS,
    FLAGS,
    LINE,
    NO_POSITION,
    NO_TIME,
    OK,
    PAYLOAD,
    POSITION,
    RECEIVER,
    TEXT,
    TIME,
    TOO_SHORT,
)
from straitwatch.kernel.aivdm_layout import LEAST, LIMIT, MOST, SCALE, START, TURNS, UNIT, WIDTH
from straitwatch.kernel.aivdm_rows import (
    FIX,
    coordinate,
    judge,
    length_flag,
    mmsi_of,
    own_time,
    type_of,
)
from straitwatch.kernel.aivdm_scan import Wide
from straitwatch.kernel.aivdm_valid import put_valid
from straitwatch.kernel.bare import entry, inlined
from straitwatch.kernel.vector import load_word

__all__ = ["COUNTS", "N_BAD", "N_FIXES", "N_FLAGS", "N_KEPT", "N_MESSAGES", "N_STATICS", "TYPES"]
__all__ += ["Fixes", "fix_bytes", "new_fixes", "read_messages"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Smalls = npt.NDArray[np.int8]
Codes = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Reals = npt.NDArray[np.float32]
Words = npt.NDArray[np.uint64]
Columns = tuple[Ints, Floats, Reals, Reals, Smalls, Codes]
Fixes = tuple[Ints, Floats, Reals, Reals, Smalls, Codes, Bytes]

N_FIXES, N_STATICS, N_MESSAGES, N_BAD, N_KEPT, TYPES = range(6)
N_FLAGS = TYPES + 64
_N_FLAGS = len(FLAG_WORDS)
COUNTS = N_FLAGS + _N_FLAGS
"""Where `read_messages` counts, and how many counts it has.

Messages of type k are counted at TYPES + k, those with flag 1 << b at N_FLAGS + b.
"""

_SHAPES = ((3, np.int64), (2, np.float64), (4, np.float32), (2, np.int8))
_ROW_BYTES = sum(rows * np.dtype(kind).itemsize for rows, kind in _SHAPES)
_RARE = 3  # columns of 32 bits that are often empty in all rows
_ACCURATE_M = np.float32(10.0)  # M.1371-5: accuracy flag set means better than 10 m
_NAN = np.float32(np.nan)
_LAST_STATUS = 14
_CLASS_A, _CLASS_B, _BASE = np.int64(1), np.int64(18), np.int64(4)  # types 1 to 3 are alike
_USUAL_BITS = 168
_U0, _U1, _U3, _U7, _U255 = (np.uint64(k) for k in (0, 1, 3, 7, 255))


def fix_bytes(n: int) -> tuple[int, int]:
    """Tell how many bytes n fixes take in each of two memories: rows a multiple of 64."""
    room = (n + 64) // 64 * 64
    return room * _ROW_BYTES + 9 * room // 8, 4 * _RARE * room


def new_fixes(n: int, memory: Bytes, rare: Bytes) -> Fixes:
    """Cut room for n fixes from two pieces of memory.

    Args:
        n: how many.
        memory: of `fix_bytes(n)[0]`.
        rare: of `fix_bytes(n)[1]`, for columns that are often empty: scratch will do.

    Returns:
        ids: object_id, t, line, shape (3, m), m a few more than n;
        place: lon, lat, shape (2, n);
        real: sog, cog, heading, rot, shape (4, n);
        rare: alt, accuracy, shape (2, n);
        code: nav_status, msg_type, shape (2, n);
        receiver: shape (n,);
        valid: Arrow validity bits of sog, cog, heading, alt, rot, accuracy, t, nav_status,
        receiver, shape (9, n / 8).
    """
    room = (n + 64) // 64 * 64
    cuts, start = [], 0
    for rows, kind in _SHAPES:
        stop = start + room * rows * np.dtype(kind).itemsize
        cuts.append(memory[start:stop].view(kind).reshape(rows, room))
        start = stop
    ids, place, real, code = cuts
    seldom = rare[: 4 * _RARE * room].view(np.float32).reshape(_RARE, room)
    valid = memory[start : start + 9 * room // 8].reshape(9, -1)
    return ids, place, real, seldom[:2], code, seldom[2].view(np.int32), valid


@inlined
def place_of(words: Words | Short, kind: int) -> tuple[int, int]:
    """Read raw longitude and latitude."""
    x = coordinate(words, START[kind, at.LON], WIDTH[kind, at.LON])
    return x, coordinate(words, START[kind, at.LAT], WIDTH[kind, at.LAT])


@inlined
def put_numbers(
    words: Words | Short, kind: int, real: Reals, rare: Reals, code: Smalls, k: np.uint64
) -> int:
    """Write what a fix tells beside its place; returns which of the columns have a value."""
    flags = 0
    for c in range(4):
        raw = take(words, START[kind, c], WIDTH[kind, c])
        known = raw < LIMIT[kind, c]
        value = raw * SCALE[kind, c] if known else _NAN
        if c < 3:
            real[c, k] = value
        else:
            rare[0, k] = value
        flags |= known << c
    turn = TURNS[take(words, START[kind, at.TURN], WIDTH[kind, at.TURN])]
    known = WIDTH[kind, at.TURN] > 0 and turn == turn  # noqa: PLR0124 - NaN is not itself
    real[3, k] = turn if known else _NAN
    accurate = take(words, START[kind, at.ACCURACY], WIDTH[kind, at.ACCURACY])
    rare[1, k] = _ACCURATE_M if accurate else _NAN
    status = take(words, START[kind, at.STATUS], WIDTH[kind, at.STATUS])
    code[0, k] = status
    has_status = WIDTH[kind, at.STATUS] > 0 and status <= _LAST_STATUS
    return flags | known << 4 | accurate << 5 | has_status << 7


@inlined
def fill_in_time(words: Words | Short, kind: int, rec: Ints, i: int) -> None:
    """Give a record the time that its message has, if nothing else said when."""
    if WIDTH[kind, at.DAY] > 0 and rec[i, TIME] == NO_TIME:
        rec[i, TIME] = own_time(words, kind)


@inlined
def finish(words: Words, kind: int, bits: int, rec: Ints, i: int, counts: Ints) -> None:
    """Flag a length that is odd, fill in a time that the message has, and count."""
    if bits < LEAST[kind] or bits > MOST[kind]:
        rec[i, FLAGS] |= length_flag(kind, bits)
    fill_in_time(words, kind, rec, i)
    if rec[i, FAULT] == OK:
        counts[N_MESSAGES] += 1
        if rec[i, FLAGS] != 0:
            for b in range(_N_FLAGS):
                counts[N_FLAGS + b] += rec[i, FLAGS] >> b & 1


@inlined
def put_fix(
    words: Words | Short, kind: int, x: int, y: int, rec: Ints, i: int, line: int, receiver: int,
    fixes: Columns, k: np.uint64,
) -> int:  # fmt: skip
    """Write fix k from record i; returns which columns of `valid` have a value, as bits."""
    ids, place, real, rare, code, receivers = fixes
    ids[0, k], ids[1, k], ids[2, k] = mmsi_of(words), rec[i, TIME], line + rec[i, LINE]
    place[0, k], place[1, k] = x / UNIT[kind], y / UNIT[kind]
    receivers[k], code[1, k] = max(receiver, 0), type_of(words)
    known = put_numbers(words, kind, real, rare, code, k)
    return known | (rec[i, TIME] != NO_TIME) << 6 | (receiver >= 0) << 8


@inlined
def usual_kind(wide: Wide, rec: Ints, i: int) -> int:
    """Tell whether a record is of the usual length without flags, and of which type.

    Returns:
        _CLASS_A for types 1 to 3, which are alike, or the type, of those of `read_messages`; 0
        for any other record.
    """
    if rec[i, BITS] != _USUAL_BITS or rec[i, FLAGS] != 0:
        return 0
    first = np.int64(load_word(wide, rec[i, TEXT]) & _U255) - 48
    if 1 <= first <= 3:
        return _CLASS_A
    return first if first in (_CLASS_B, _BASE) else 0


@inlined
def read_usual(
    wide: Wide, kind: int, rec: Ints, i: int, line: int, receiver: int, fixes: Columns,
    k: np.uint64, counts: Ints,
) -> tuple[int, int, int]:  # fmt: skip
    """Do what `read_other` does with a record of a usual kind, which is known when compiling."""
    is_good, words = unpack_short(wide, rec[i, TEXT])
    if not is_good:
        rec[i, FAULT] = PAYLOAD
        return 0, 0, 0
    own = type_of(words)
    counts[TYPES + own] += 1
    x, y = place_of(words, kind)
    fault, gives = judge(words, kind, _USUAL_BITS, mmsi_of(words), x, y)
    rec[i, FAULT] = fault
    if fault not in (OK, NO_POSITION, POSITION):
        return 0, 0, 0
    fill_in_time(words, kind, rec, i)
    if fault != OK:
        return own, 0, 0
    counts[N_MESSAGES] += 1
    return own, gives, put_fix(words, kind, x, y, rec, i, line, receiver, fixes, k)


@inlined
def read_other(
    wide: Wide, rec: Ints, i: int, line: int, receiver: int, fixes: Columns, k: np.uint64,
    words: Words, counts: Ints,
) -> tuple[int, int, int]:  # fmt: skip
    """Unpack and judge a record, set its fault, and write what it gives as fix k.

    Returns:
        its type, or 0 when no field of it can be read; FIX and STATIC or'ed: what it gives; which
        columns of `valid` have a value, as bits.
    """
    bits = rec[i, BITS]
    if not unpack(wide, rec[i, TEXT], (bits + 5) // 6, words):
        rec[i, FAULT] = PAYLOAD
        return 0, 0, 0
    if bits < 38:
        rec[i, FAULT] = TOO_SHORT
        return 0, 0, 0
    kind = type_of(words)
    counts[TYPES + kind] += 1
    x, y = place_of(words, kind)
    fault, gives = judge(words, kind, bits, mmsi_of(words), x, y)
    rec[i, FAULT] = fault
    if fault not in (OK, NO_POSITION, POSITION):
        return 0, 0, 0
    finish(words, kind, bits, rec, i, counts)
    if fault != OK or not gives & FIX:
        return kind, (gives if fault == OK else 0), 0
    return kind, gives, put_fix(words, kind, x, y, rec, i, line, receiver, fixes, k)


@inlined
def put_later(
    later: Ints, i: int, is_static: bool, is_bad: bool, is_kept: bool, counts: Ints
) -> None:
    """Note that record i gives a static, has a fault, or is kept."""
    if is_static:
        later[0, counts[N_STATICS]] = i
        counts[N_STATICS] += 1
    if is_bad:
        later[1, counts[N_BAD]] = i
        counts[N_BAD] += 1
    if is_kept:
        later[2, counts[N_KEPT]] = i
        counts[N_KEPT] += 1


@entry
def read_messages(
    wide: Wide, joined: int, rec: Ints, names: Codes, line: int, ids: Ints, place: Floats,
    real: Reals, rare: Reals, code: Smalls, receivers: Codes, valid: Bytes, wanted: int,
    later: Ints, words: Words, counts: Ints,
) -> None:  # fmt: skip
    """Turn records into fixes, in the order of their lines; faults are set in the records.

    Args:
        wide: bytes of the slab and joined payloads, from `widen`.
        joined: where the joined payloads start.
        rec: records, shape (n, COLUMNS), after `join_parts`.
        names: number in the stream of each of the slab's receivers; -1 last.
        line: line number (1-based) of the slab's first line.
        ids: this and the next from `new_fixes`, filled.
        place: longitude, latitude.
        real: numbers.
        rare: numbers that are seldom there.
        code: status, type.
        receivers: numbers of the stream's receivers.
        valid: validity bits.
        wanted: types of messages that are kept, as bits: type k is bit k.
        later: records that give a static, records with a fault, and those that are kept, with or
            without a position; out; shape (3, n).
        words: room for a payload, shape (N_WORDS,).
        counts: zeros, shape (COUNTS,): N_FIXES ... N_KEPT, the types, the flags.

    Notes:
        Source: ITU-R M.1371-5, annex 8 (message structures and `not available` values).
    """
    fixes = ids, place, real, rare, code, receivers
    k = flags = heard = _U0
    for i in range(len(rec)):
        kind = gives = known = 0
        if rec[i, FAULT] == OK:
            receiver = rec[i, RECEIVER]
            if rec[i, TEXT] < joined:
                receiver = np.int64(names[receiver])
            usual = usual_kind(wide, rec, i)
            if usual == _CLASS_A:
                kind, gives, known = read_usual(
                    wide, _CLASS_A, rec, i, line, receiver, fixes, k, counts
                )
            elif usual == _CLASS_B:
                kind, gives, known = read_usual(
                    wide, _CLASS_B, rec, i, line, receiver, fixes, k, counts
                )
            elif usual == _BASE:
                kind, gives, known = read_usual(
                    wide, _BASE, rec, i, line, receiver, fixes, k, counts
                )
            else:
                kind, gives, known = read_other(
                    wide, rec, i, line, receiver, fixes, k, words, counts
                )
        if gives & FIX:
            bit = k & _U7
            flags |= np.uint64(known & 255) << (bit << _U3)
            heard |= np.uint64(known >> 8) << bit
            if bit == _U7:
                put_valid(valid, k >> _U3, flags)
                valid[8, k >> _U3] = np.uint8(heard)
                flags = heard = _U0
            k += _U1
        put_later(later, i, gives > FIX, rec[i, FAULT] > OK, (wanted >> kind & 1) > 0, counts)
    put_valid(valid, k >> _U3, flags)
    valid[8, k >> _U3] = np.uint8(heard)
    counts[N_FIXES] = np.int64(k)

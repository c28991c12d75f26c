"""Records of whole messages turned into messages: payload words with type, identity and time."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004, PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel import aivdm_layout as at
from straitwatch.kernel.aivdm_bits import N_WORDS, take, unpack
from straitwatch.kernel.aivdm_code import (
    FAULT,
    FILL,
    IDENTITY,
    LENGTH,
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
    UNSUPPORTED_TYPE,
    VALUE,
)
from straitwatch.kernel.aivdm_layout import NEED, START, UNIT, WIDTH
from straitwatch.kernel.aivdm_time import moment
from straitwatch.kernel.jit import jit

__all__ = ["BITS", "HAS", "KIND", "MMSI", "M_LINE", "M_RECEIVER", "M_TIME", "N_FIXES", "N_MESSAGES"]
__all__ += ["N_STATICS", "TYPES", "X", "Y", "new_messages", "read_messages"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint64]

# columns of what goes with the words of a message
KIND, BITS, MMSI, M_LINE, M_TIME, M_RECEIVER, X, Y, HAS = range(9)

N_FIXES, N_STATICS, N_MESSAGES, TYPES = range(4)
"""Where `read_messages` counts; messages of type k are counted at TYPES + k."""

_FIX, _STATIC = 1, 2  # bits of HAS
_ROW_0 = np.int64(0)


def new_messages(n: int) -> tuple[Words, Ints]:
    """Make room for n messages: their words, shape (n + 1, N_WORDS), and columns, (n + 1, 9)."""
    return np.empty((n + 1, N_WORDS), np.uint64), np.empty((n + 1, 9), np.int64)


@jit
def own_time(words: Words, k: int, kind: int) -> int:
    """UTC that a message of type 4 or 11 carries, or NO_TIME."""
    value = np.zeros(6, np.int64)
    for c in range(6):
        value[c] = take(words, k, START[kind, at.DAY + c], WIDTH[kind, at.DAY + c])
    return moment(value[0], value[1], value[2], value[3], value[4], value[5])


@jit
def coordinate(words: Words, k: int, start: int, width: int) -> int:
    """Read a two's complement field."""
    raw = take(words, k, start, width)
    return raw - (1 << width) if raw >> (width - 1) else raw


@jit
def fault_of(words: Words, k: int, kind: int, bits: int, mmsi: int) -> int:
    """Judge a message by type, length and identity."""
    if NEED[kind] < 0:
        return UNSUPPORTED_TYPE
    if bits < NEED[kind]:
        return TOO_SHORT
    if mmsi == 0 or mmsi > 999_999_999:
        return IDENTITY
    if kind == 24:
        part = take(words, k, START[kind, at.PART_NUMBER], WIDTH[kind, at.PART_NUMBER])
        if part > 1:
            return VALUE
        if part == 1 and bits < 162:
            return TOO_SHORT
    return OK


@jit
def judge_place(words: Words, about: Ints, k: int, kind: int) -> int:
    """Read longitude and latitude, raw; returns OK, NO_POSITION (181, 91) or POSITION."""
    unit = UNIT[kind]
    x = coordinate(words, k, START[kind, at.LON], WIDTH[kind, at.LON])
    y = coordinate(words, k, START[kind, at.LAT], WIDTH[kind, at.LAT])
    about[k, X], about[k, Y] = x, y
    if x == 181 * unit or y == 91 * unit:
        return NO_POSITION
    if x < -180 * unit or x > 180 * unit or y < -90 * unit or y > 90 * unit:
        return POSITION
    return OK


@jit
def judge(words: Words, about: Ints, k: int, bits: int, counts: Ints) -> int:
    """Read type and identity of message k and say which rows it gives; returns OK or the fault."""
    kind = take(words, k, START[0, at.TYPE], WIDTH[0, at.TYPE])
    mmsi = take(words, k, START[0, at.MMSI], WIDTH[0, at.MMSI])
    about[k, KIND], about[k, BITS], about[k, MMSI] = kind, bits, mmsi
    counts[TYPES + kind] += 1
    fault = fault_of(words, k, kind, bits, mmsi)
    if fault != OK:
        return fault
    has = _STATIC if WIDTH[kind, at.NAME] > 0 else 0
    if WIDTH[kind, at.LON] > 0:
        fault = judge_place(words, about, k, kind)
        if fault == OK:
            has |= _FIX
        elif fault == POSITION or has == 0:
            return fault
    about[k, HAS] = has
    counts[N_FIXES] += has & _FIX
    counts[N_STATICS] += has >> 1
    return OK


@jit
def read_messages(
    buf: Bytes, joined: Bytes, rec: Ints, names: Codes, line: int,
    words: Words, about: Ints, counts: Ints,
) -> None:  # fmt: skip
    """Turn records into messages, in the order of their lines; faults are set in the records.

    Args:
        buf: bytes of the slab.
        joined: payloads that were joined from parts.
        rec: records, shape (n, COLUMNS), after `join_parts`.
        names: number in the stream of each of the slab's receivers; -1 last.
        line: line number (1-based) of the slab's first line.
        words: payloads out, from `new_messages(n)`.
        about: KIND ... HAS out, from `new_messages(n)`.
        counts: zeros, shape (TYPES + 64,): N_FIXES, N_STATICS, N_MESSAGES and the types.

    Notes:
        Source: ITU-R M.1371-5, annex 8 (message structures and `not available` values).
    """
    k = _ROW_0
    for i in range(len(rec)):
        if rec[i, FAULT] != OK:
            continue
        start, length, receiver = rec[i, TEXT], rec[i, LENGTH], rec[i, RECEIVER]
        if start < 0:
            good = unpack(joined, -1 - start, length, words, k)
        else:
            good = unpack(buf, start, length, words, k)
            receiver = np.int64(names[receiver])
        bits = 6 * length - rec[i, FILL]
        if not good:
            rec[i, FAULT] = PAYLOAD
            continue
        if bits < 38:
            rec[i, FAULT] = TOO_SHORT
            continue
        fault = judge(words, about, k, bits, counts)
        if fault != OK:
            rec[i, FAULT] = fault
            continue
        t = rec[i, TIME]
        if t == NO_TIME and WIDTH[about[k, KIND], at.DAY] > 0:
            t = own_time(words, k, about[k, KIND])
        about[k, M_LINE], about[k, M_TIME], about[k, M_RECEIVER] = line + rec[i, LINE], t, receiver
        k += 1
    counts[N_MESSAGES] = k

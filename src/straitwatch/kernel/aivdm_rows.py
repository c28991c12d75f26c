"""Records of whole messages judged: type, length, identity, place, and which rows they give."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004, PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel import aivdm_layout as at
from straitwatch.kernel.aivdm_bits import Short, take
from straitwatch.kernel.aivdm_code import (
    FLAG_FILL_BITS,
    FLAG_LONG,
    FLAG_SHORT,
    IDENTITY,
    NO_POSITION,
    OK,
    POSITION,
    TOO_SHORT,
    UNSUPPORTED_TYPE,
    VALUE,
)
from straitwatch.kernel.aivdm_layout import LEAST, MOST, NEED, START, UNIT, WIDTH
from straitwatch.kernel.aivdm_time import moment
from straitwatch.kernel.bare import inlined, inner

__all__ = [
    "FIX",
    "STATIC",
    "coordinate",
    "fault_of",
    "judge",
    "judge_place",
    "length_flag",
    "mmsi_of",
]
__all__ += ["own_time", "type_of"]

Words = npt.NDArray[np.uint64]

FIX, STATIC = 1, 2
"""Bits of what a message gives."""


@inlined
def own_time(words: Words | Short, kind: int) -> int:
    """UTC that a message of type 4 or 11 carries, or NO_TIME."""
    year = take(words, START[kind, at.DAY], WIDTH[kind, at.DAY])
    month = take(words, START[kind, at.DAY + 1], WIDTH[kind, at.DAY + 1])
    day = take(words, START[kind, at.DAY + 2], WIDTH[kind, at.DAY + 2])
    hour = take(words, START[kind, at.CLOCK], WIDTH[kind, at.CLOCK])
    minute = take(words, START[kind, at.CLOCK + 1], WIDTH[kind, at.CLOCK + 1])
    second = take(words, START[kind, at.CLOCK + 2], WIDTH[kind, at.CLOCK + 2])
    return moment(year, month, day, hour, minute, second)


@inner
def length_flag(kind: int, bits: int) -> int:
    """Flag a length that the type does not have; one that only fill bits explain is theirs."""
    right = LEAST[kind] if bits < LEAST[kind] else MOST[kind]
    if (bits + 5) // 6 == (right + 5) // 6:
        return FLAG_FILL_BITS
    return FLAG_SHORT if bits < right else FLAG_LONG


@inlined
def mmsi_of(words: Words | Short) -> int:
    """Read the MMSI."""
    return take(words, START[0, at.MMSI], WIDTH[0, at.MMSI])


@inlined
def type_of(words: Words | Short) -> int:
    """Read the message type."""
    return take(words, START[0, at.TYPE], WIDTH[0, at.TYPE])


@inlined
def coordinate(words: Words | Short, start: int, width: int) -> int:
    """Read a two's complement field."""
    raw = take(words, start, width)
    return raw - (raw >> (width - 1 & 63) << width)


@inlined
def fault_of(words: Words | Short, kind: int, bits: int, mmsi: int) -> int:
    """Judge a message by type, length and identity."""
    if NEED[kind] < 0:
        return UNSUPPORTED_TYPE
    if bits < NEED[kind]:
        return TOO_SHORT
    if mmsi == 0 or mmsi > 999_999_999:
        return IDENTITY
    if kind == 24:
        part = take(words, START[kind, at.PART_NUMBER], WIDTH[kind, at.PART_NUMBER])
        if part > 1:
            return VALUE
        if part == 1 and bits < 162:
            return TOO_SHORT
    return OK


@inlined
def judge_place(kind: int, x: int, y: int) -> int:
    """Judge raw longitude and latitude: OK, NO_POSITION (181, 91) or POSITION."""
    unit = UNIT[kind]
    if x == 181 * unit or y == 91 * unit:
        return NO_POSITION
    return POSITION if abs(x) > 180 * unit or abs(y) > 90 * unit else OK


@inlined
def judge(words: Words | Short, kind: int, bits: int, mmsi: int, x: int, y: int) -> tuple[int, int]:
    """Say which rows a message gives; returns OK or the fault, and FIX and STATIC or'ed."""
    fault = fault_of(words, kind, bits, mmsi)
    if fault != OK:
        return fault, 0
    gives = STATIC if WIDTH[kind, at.NAME] > 0 else 0
    if WIDTH[kind, at.LON] == 0:
        return OK, gives
    fault = judge_place(kind, x, y)
    if fault == OK:
        return OK, gives | FIX
    return (OK if fault == NO_POSITION and gives > 0 else fault), gives

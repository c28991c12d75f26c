"""Packed positions back into codes by slot: the counterpart of `pack_positions`."""

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit
from straitwatch.kernel.pack_positions import AGE, COG, COLUMNS, HEADING, TURN, VERSION, WHOLE

__all__ = ["unpack_rows"]

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]

_BITS = np.array([1, 1, 2, 4, 8, 16, 32, 256], np.int64)
_MORE, _LOW = 0x80, 0x7F


@jit
def _take(data: Bytes, at: int) -> tuple[int, int]:
    """Read a varint: its value, and where the next one begins."""
    value, shift = 0, 0
    while data[at] & _MORE:
        value |= np.int64(data[at] & _LOW) << shift
        shift += 7
        at += 1
    return value | np.int64(data[at]) << shift, at + 1


@jit
def _signed(value: int) -> int:
    return value >> 1 if value & 1 == 0 else -((value + 1) >> 1)


@jit
def unpack_rows(data: Bytes, known: Codes, t_ms: Ints) -> Ints:
    """Read a packed tick into what a reader has.

    Args:
        data: the bytes of one tick, as `pack_rows` wrote them: they are trusted.
        known: codes by slot, shape (slots, COLUMNS), large enough; changed in place.
        t_ms: moments of the fixes by slot, ms since 1970; changed in place.

    Returns:
        slots told, rising; empty where the version is not ours.
    """
    if data[0] != VERSION:
        return np.empty(0, np.int64)
    tick_ms, at = _take(data, 1)
    code, at = _take(data, at)
    common = _signed(code)
    n, at = _take(data, at)
    slots, masks = np.empty(n, np.int64), np.empty(n, np.int64)
    slot = 0
    for row in range(n):
        step, at = _take(data, at)
        slot += step
        slots[row] = slot
    for row in range(n):
        masks[row], at = _take(data, at)
        if masks[row] & WHOLE:
            known[slots[row]] = 0
    for column in range(COLUMNS):
        for row in range(n):
            if masks[row] & _BITS[column]:
                code, at = _take(data, at)
                moved = known[slots[row], column] + _signed(code)
                round_circle = column in (COG, HEADING)
                known[slots[row], column] = moved % TURN if round_circle else moved
    for row in range(n):
        age = common
        if masks[row] & AGE:
            code, at = _take(data, at)
            age += _signed(code)
        t_ms[slots[row]] = tick_ms - 1000 * age
    return slots

"""Messages turned into the columns of fixes."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004, PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel import aivdm_layout as at
from straitwatch.kernel.aivdm_bits import take
from straitwatch.kernel.aivdm_code import NO_TIME
from straitwatch.kernel.aivdm_layout import DIVISOR, LIMIT, START, UNIT, WIDTH
from straitwatch.kernel.aivdm_rows import HAS, KIND, M_LINE, M_RECEIVER, M_TIME, MMSI, X, Y
from straitwatch.kernel.jit import jit

__all__ = ["Fixes", "new_fixes", "put_fixes", "turn_of"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Reals = npt.NDArray[np.float32]
Words = npt.NDArray[np.uint64]
Fixes = tuple[Ints, Floats, Reals, npt.NDArray[np.int8], Codes, Bytes]

_ACCURATE_M = 10.0  # M.1371-5: accuracy flag set means better than 10 m
_NAN = np.nan
_FIRST, _LAST_STATUS = np.int64(0), 14


def new_fixes(n: int) -> Fixes:
    """Make room for n fixes.

    Returns:
        ids: object_id, t, line, shape (3, n);
        place: lon, lat, shape (2, n);
        real: sog, cog, heading, alt, rot, accuracy, shape (6, n);
        code: nav_status, msg_type, shape (2, n);
        receiver: shape (n,);
        valid: Arrow validity bits of the six of `real`, t, nav_status, receiver, shape (9, n / 8).
    """
    return (
        np.empty((3, n), np.int64),
        np.empty((2, n)),
        np.empty((6, n), np.float32),
        np.empty((2, n), np.int8),
        np.empty(n, np.int32),
        np.zeros((9, n // 8 + 1), np.uint8),
    )


@jit
def turn_of(raw: int) -> float:
    """Rate of turn in degrees a minute of the 8 bits sent, or NaN.

    Notes:
        ±127 says `turning faster than 5° in 30 s, no turn indicator`: no number; -128 is none.
        Source: M.1371-5, annex 8, table 48: the sent value is 4.733 times the root.
    """
    if 126 < raw < 130:
        return _NAN
    if raw > 127:
        return -(((raw - 256) / 4.733) ** 2)
    return (raw / 4.733) ** 2


@jit
def put_fixes(
    words: Words, about: Ints, ids: Ints, place: Floats, real: Reals,
    code: npt.NDArray[np.int8], receivers: Codes, valid: Bytes,
) -> None:  # fmt: skip
    """Write the fixes of the messages that have a place.

    Args:
        words: payloads of n messages.
        about: what goes with them, shape (n, 9).
        ids: this and the next from `new_fixes`, filled.
        place: longitude, latitude.
        real: numbers.
        code: status, type.
        receivers: numbers of the stream's receivers.
        valid: validity bits, set where there is a value.
    """
    k = _FIRST
    for i in range(len(about)):
        if about[i, HAS] & 1 == 0:
            continue
        kind = about[i, KIND]
        ids[0, k], ids[1, k], ids[2, k] = about[i, MMSI], about[i, M_TIME], about[i, M_LINE]
        place[0, k], place[1, k] = about[i, X] / UNIT[kind], about[i, Y] / UNIT[kind]
        for c in range(4):
            raw = take(words, i, START[kind, c], WIDTH[kind, c])
            real[c, k] = raw / DIVISOR[kind, c] if raw < LIMIT[kind, c] else _NAN
        raw = take(words, i, START[kind, at.TURN], WIDTH[kind, at.TURN])
        real[4, k] = turn_of(raw) if WIDTH[kind, at.TURN] > 0 else _NAN
        accurate = take(words, i, START[kind, at.ACCURACY], WIDTH[kind, at.ACCURACY])
        real[5, k] = _ACCURATE_M if accurate else _NAN
        status = take(words, i, START[kind, at.STATUS], WIDTH[kind, at.STATUS])
        code[0, k], code[1, k] = status, kind
        receiver = about[i, M_RECEIVER]
        receivers[k] = max(receiver, 0)
        byte, bit = k >> 3, k & 7
        for c in range(6):
            valid[c, byte] |= np.uint8(np.int64(real[c, k] == real[c, k]) << bit)
        has_status = WIDTH[kind, at.STATUS] > 0 and status <= _LAST_STATUS
        valid[6, byte] |= np.uint8(np.int64(about[i, M_TIME] != NO_TIME) << bit)
        valid[7, byte] |= np.uint8(np.int64(has_status) << bit)
        valid[8, byte] |= np.uint8(np.int64(receiver >= 0) << bit)
        k += 1

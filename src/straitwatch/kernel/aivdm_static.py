"""Messages turned into the columns of statics."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004, PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel import aivdm_layout as at
from straitwatch.kernel.aivdm_bits import put_text, take
from straitwatch.kernel.aivdm_code import NO_TIME
from straitwatch.kernel.aivdm_layout import START, WIDTH
from straitwatch.kernel.aivdm_rows import BITS, HAS, KIND, M_LINE, M_TIME, MMSI
from straitwatch.kernel.jit import jit

__all__ = ["Statics", "new_statics", "put_statics"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Reals = npt.NDArray[np.float32]
Words = npt.NDArray[np.uint64]
Statics = tuple[Ints, Reals, Bytes, Codes, Bytes]

_LONGEST = 34  # characters of a name with its extension
_FIRST = np.int64(0)


def new_statics(n: int) -> Statics:
    """Make room for n statics.

    Returns:
        ids: object_id, t, line, imo, ship_type, msg_type, shape (6, n);
        real: length, beam, draught, shape (3, n);
        text: callsigns, names, destinations and ETAs, each in a quarter, shape (4 * 34 * n,);
        ends: offsets of these texts in their quarter, shape (4, n + 1);
        valid: Arrow validity bits of the four texts, the three of `real`, t, imo, ship_type,
        shape (10, n / 8).
    """
    return (
        np.empty((6, n), np.int64),
        np.empty((3, n), np.float32),
        np.empty(4 * _LONGEST * n, np.uint8),
        np.zeros((4, n + 1), np.int32),
        np.zeros((10, n // 8 + 1), np.uint8),
    )


@jit
def put_eta(words: Words, k: int, kind: int, text: Bytes, used: int) -> int:
    """Write an ETA as `MM-DDTHH:MM`; nothing when any of the four is not available.

    Returns:
        bytes of `text` written now.
    """
    minute = take(words, k, START[kind, at.ETA_MINUTE], WIDTH[kind, at.ETA_MINUTE])
    hour = take(words, k, START[kind, at.ETA_HOUR], WIDTH[kind, at.ETA_HOUR])
    day = take(words, k, START[kind, at.ETA_DAY], WIDTH[kind, at.ETA_DAY])
    month = take(words, k, START[kind, at.ETA_MONTH], WIDTH[kind, at.ETA_MONTH])
    if month < 1 or month > 12 or day < 1 or hour > 23 or minute > 59:
        return used
    number = ((month * 100 + day) * 100 + hour) * 100 + minute
    for c in range(10, -1, -1):
        if c in {2, 5, 8}:
            text[used + c] = 45 if c == 2 else (84 if c == 5 else 58)
        else:
            text[used + c] = 48 + number % 10
            number //= 10
    return used + 11


@jit
def put_name(words: Words, k: int, kind: int, bits: int, text: Bytes, used: int) -> int:
    """Write a name; a full one of type 21 goes on in its extension at bit 272.

    Returns:
        bytes of `text` written now.
    """
    start, width = START[kind, at.NAME], WIDTH[kind, at.NAME]
    stop = put_text(words, k, start, width, text, used)
    if kind != 21 or bits < 278:
        return stop
    for c in range(20):
        value = take(words, k, start + 6 * c, WIDTH[kind, at.TYPE])
        if value == 0:
            return stop
        text[used + c] = value + 64 if value < 32 else value
    more = put_text(words, k, start + 229, min(14 * 6, bits - 272), text, used + 20)
    return more if more > used + 20 else stop


@jit
def put_statics(
    words: Words, about: Ints, ids: Ints, real: Reals, text: Bytes, ends: Codes, valid: Bytes
) -> None:
    """Write the statics of the messages that have a name.

    Args:
        words: payloads of n messages.
        about: what goes with them, shape (n, 9).
        ids: this and the next from `new_statics`, filled.
        real: numbers.
        text: texts.
        ends: where each text ends.
        valid: validity bits, set where there is a value.

    Notes:
        An auxiliary craft (MMSI 98...) sends its mother ship's MMSI in place of its dimensions.
        Source: ITU-R M.1371-5, annex 8, 3.3 (5), 3.17 (19), 3.19 (21), 3.22 (24).
    """
    k = _FIRST
    quarter = len(text) // 4
    for i in range(len(about)):
        if about[i, HAS] < 2:
            continue
        kind, mmsi, t = about[i, KIND], about[i, MMSI], about[i, M_TIME]
        ids[0, k], ids[1, k], ids[2, k], ids[5, k] = mmsi, t, about[i, M_LINE], kind
        if take(words, i, START[kind, at.PART_NUMBER], WIDTH[kind, at.PART_NUMBER]) == 1:
            kind = at.AUXILIARY if mmsi // 10_000_000 == 98 else at.PART_B
        byte, bit = k >> 3, k & 7
        for c in range(4):
            used = ends[c, k] + c * quarter
            if c == 1:
                stop = put_name(words, i, kind, about[i, BITS], text, used)
            elif c == 3:
                stop = put_eta(words, i, kind, text, used)
            else:
                field = at.CALLSIGN + c
                stop = put_text(words, i, START[kind, field], WIDTH[kind, field], text, used)
            ends[c, k + 1] = stop - c * quarter
            valid[c, byte] |= np.uint8(np.int64(stop > used) << bit)
        for c in range(3):
            field = at.BOW + 2 * c  # the third is the draught
            size = take(words, i, START[kind, field], WIDTH[kind, field])
            if c < 2:
                size += take(words, i, START[kind, field + 1], WIDTH[kind, field + 1])
            real[c, k] = size / 10.0 if c == 2 else np.float64(size)
            valid[4 + c, byte] |= np.uint8(np.int64(size > 0) << bit)
        for c in range(2):
            raw = take(words, i, START[kind, at.IMO + c], WIDTH[kind, at.IMO + c])
            ids[3 + c, k] = raw
            valid[8 + c, byte] |= np.uint8(np.int64(raw > 0) << bit)
        valid[7, byte] |= np.uint8(np.int64(t != NO_TIME) << bit)
        k += 1

"""Bytes that say when, turned into microseconds since 1970."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004, PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_code import NO_TIME
from straitwatch.kernel.aivdm_scan import Wide
from straitwatch.kernel.bare import inlined, inner
from straitwatch.kernel.vector import load_word

__all__ = ["moment", "read_clock", "read_iso", "read_pghp", "read_ten_digits", "read_unix"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

_MILLISECONDS_FROM = 100_000_000_000  # as seconds: the year 5138
_MICROSECONDS_FROM = 100_000_000_000_000
_CALENDAR_FROM = 10_000_000_000_000  # 14 digits: 20200131235959, or milliseconds of the year 2286
_LEAST_DIGITS, _MOST_DIGITS = 10, 16

_TOPS, _ZEROS, _ABOVE = (np.uint64(0x0101010101010101 * byte) for byte in (0x80, 0x30, 0x46))
_U0, _TEN, _S8, _S16, _S32 = (np.uint64(k) for k in (0, 10, 8, 16, 32))
_PAIRS = np.uint64(0x000000FF000000FF)
_BY_FIRST, _BY_SECOND = np.uint64(0x000F424000000064), np.uint64(0x0000271000000001)


@inner
def moment(year: int, month: int, day: int, hour: int, minute: int, second: int) -> int:
    """Turn a date and a clock time, UTC, into microseconds since 1970.

    Returns:
        NO_TIME when the date does not exist or the clock is past 23:59:59.

    Notes:
        Source: days from civil, Hinnant 2013, chrono-compatible low-level date algorithms.
    """
    if year < 1 or year > 9999 or month < 1 or month > 12 or day < 1:
        return NO_TIME
    if hour > 23 or minute > 59 or second > 59:
        return NO_TIME
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    last = 28 + leap if month == 2 else 30 + (month + month // 8) % 2
    if day > last:
        return NO_TIME
    y = year - 1 if month <= 2 else year
    era = y // 400
    yoe = y - era * 400
    shifted = month - 3 if month > 2 else month + 9
    doe = yoe * 365 + yoe // 4 - yoe // 100 + (153 * shifted + 2) // 5 + day - 1
    days = era * 146_097 + doe - 719_468
    return (days * 86_400 + hour * 3_600 + minute * 60 + second) * 1_000_000


@inlined
def eight_digits(chars: np.uint64) -> int:
    """Read eight characters, the first lowest, as a number; -1 when they are no digits.

    Notes:
        Source: Lemire 2022, quickly parsing eight digits; pairs, fours and all, by multiplying.
    """
    digits = chars - _ZEROS
    if (digits | chars + _ABOVE) & _TOPS != _U0:  # lower than 0, or higher than 9
        return -1
    chars = digits
    chars = chars * _TEN + (chars >> _S8)
    low, high = (chars & _PAIRS) * _BY_FIRST, (chars >> _S16 & _PAIRS) * _BY_SECOND
    return np.int64((low + high) >> _S32)


@inlined
def read_ten_digits(wide: Wide, at: int) -> int:
    """Read seconds since 1970 that are ten digits long; returns microseconds, or NO_TIME."""
    first = np.int64(load_word(wide, at))
    tens, ones = (first & 255) - 48, (first >> 8 & 255) - 48
    eight = eight_digits(load_word(wide, at + 2))
    if not (0 <= tens <= 9 and 0 <= ones <= 9) or eight < 0:
        return NO_TIME
    return ((tens * 10 + ones) * 100_000_000 + eight) * 1_000_000


@inner
def read_digits(buf: Bytes, at: int, end: int) -> tuple[int, int]:
    """Read an unsigned number of at most 16 digits; returns it and where it ends."""
    value = np.int64(0)
    stop = min(end, at + _MOST_DIGITS)
    while stop - at >= 8:
        eight = eight_digits(load_word(buf, at))
        if eight < 0:
            break
        value = value * 100_000_000 + eight
        at += 8
    while at < stop and 48 <= buf[at] <= 57:
        value = value * 10 + np.int64(buf[at]) - 48
        at += 1
    return value, at


@inner
def read_fraction(buf: Bytes, at: int, end: int) -> tuple[int, int]:
    """Read `.123` as microseconds; returns them and where the digits end."""
    if at >= end or buf[at] != 46:
        return 0, at
    at += 1
    value, worth = 0, 100_000
    while at < end and 48 <= buf[at] <= 57:
        value += (np.int64(buf[at]) - 48) * worth
        worth //= 10
        at += 1
    return value, at


@inner
def read_unix(buf: Bytes, at: int, end: int) -> tuple[int, int]:
    """Read seconds, milliseconds or microseconds since 1970, told apart by their size.

    Returns:
        the time or NO_TIME, and where it ends. It has 10 to 16 digits (from 2001 on: no AIS is
        older), and seconds may have a fraction. One of 14 digits is none: it is a calendar's.
    """
    value, stop = read_digits(buf, at, end)
    if stop - at < _LEAST_DIGITS or (stop < end and 48 <= buf[stop] <= 57):
        return NO_TIME, stop
    if value >= _MICROSECONDS_FROM:
        return value, stop
    if value >= _CALENDAR_FROM:
        return NO_TIME, stop
    if value >= _MILLISECONDS_FROM:
        return value * 1_000, stop
    fraction, stop = read_fraction(buf, stop, end)
    return value * 1_000_000 + fraction, stop


@inner
def read_pair(buf: Bytes, at: int, end: int) -> int:
    """Read exactly two digits; 10,000, more than any field allows, when they are none."""
    if at + 2 > end or not (48 <= buf[at] <= 57 and 48 <= buf[at + 1] <= 57):
        return 10_000
    return (np.int64(buf[at]) - 48) * 10 + np.int64(buf[at + 1]) - 48


@inner
def read_iso(buf: Bytes, at: int, end: int) -> tuple[int, int]:
    """Read `2020-01-31T23:59:59.5Z`, with T or a space; without a zone it is taken as UTC.

    Returns:
        the time or NO_TIME, and where it ends.
    """
    if at + 19 > end or buf[at + 4] != 45 or buf[at + 7] != 45:
        return NO_TIME, at
    if (buf[at + 10] != 84 and buf[at + 10] != 32) or buf[at + 13] != 58 or buf[at + 16] != 58:
        return NO_TIME, at
    year = read_pair(buf, at, end) * 100 + read_pair(buf, at + 2, end)
    month, day = read_pair(buf, at + 5, end), read_pair(buf, at + 8, end)
    hour, minute = read_pair(buf, at + 11, end), read_pair(buf, at + 14, end)
    t = moment(year, month, day, hour, minute, read_pair(buf, at + 17, end))
    if t == NO_TIME:
        return NO_TIME, at
    fraction, at = read_fraction(buf, at + 19, end)
    t += fraction
    if at < end and buf[at] == 90:
        return t, at + 1
    if at + 6 <= end and (buf[at] == 43 or buf[at] == 45) and buf[at + 3] == 58:
        hours, minutes = read_pair(buf, at + 1, end), read_pair(buf, at + 4, end)
        if hours > 23 or minutes > 59:
            return NO_TIME, at
        sign = -1 if buf[at] == 43 else 1
        t += sign * (hours * 3_600 + minutes * 60) * 1_000_000
        at += 6
    return t, at


@inner
def read_clock(buf: Bytes, at: int, end: int) -> tuple[int, int]:
    """Read a time stamp before a sentence: ISO 8601 or Unix; returns it and where it ends."""
    t, stop = read_iso(buf, at, end)
    if t != NO_TIME:
        return t, stop
    return read_unix(buf, at, end)


@inner
def read_pghp(buf: Bytes, at: int, end: int, part: Ints) -> int:
    """Read the time of `$PGHP,1,year,month,day,hour,minute,second,millisecond,...`.

    Args:
        buf: bytes.
        at: where `$PGHP` starts.
        end: where the fields end, at the `*`.
        part: room for seven numbers.

    Returns:
        the time, or NO_TIME when it cannot be read.

    Notes:
        Source: Gatehouse proprietary sentence, as in the logs of the Danish Maritime Authority.
    """
    at += 7  # $PGHP,1
    for k in range(7):
        if at >= end or buf[at] != 44:
            return NO_TIME
        part[k], stop = read_digits(buf, at + 1, end)
        if stop == at + 1:
            return NO_TIME
        at = stop
    t = moment(part[0], part[1], part[2], part[3], part[4], part[5])
    if t == NO_TIME or part[6] > 999 or (at < end and buf[at] != 44):
        return NO_TIME
    return t + part[6] * 1_000

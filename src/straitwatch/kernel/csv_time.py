"""Cells of a CSV turned into times, where they are of the usual forms."""
# Bytes stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR0917, PLR2004

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inlined, inner
from straitwatch.kernel.csv_word import begin_of, is_nothing, length_of
from straitwatch.kernel.vector import load_word

__all__ = ["EMPTY", "READ", "read_clock_times"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

READ, EMPTY = np.uint8(0), np.uint8(1)

_U8, _U16, _U24, _U32 = (np.uint64(k) for k in (8, 16, 24, 32))
_DASH, _SLASH, _T, _BLANK, _POINT, _Z = (np.uint8(ord(c)) for c in "-/T .Z")
_MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_US = 1_000_000
_NO_DAY = np.int64(-1)

# `:` in the third and the sixth of eight bytes, digits in the others
_CLOCK_MARKS, _CLOCK_MASK = np.uint64(0x00003A00003A0000), np.uint64(0x0000FF0000FF0000)
_CLOCK_ZERO = np.uint64(0x3030003030003030)
_SIXES, _HIGHS = np.uint64(0x0606060606060606), np.uint64(0xF0F0F0F0F0F0F0F0)


@inlined
def _digit(buf: Bytes, at: int) -> int:
    """A digit; far above nine for what is none."""
    return np.int64(np.uint8(buf[at] - np.uint8(48)))


@inlined
def _two(buf: Bytes, at: int) -> int:
    """Two digits as a number; far above 99 for what is none."""
    high, low = _digit(buf, at), _digit(buf, at + 1)
    return high * 10 + low if high <= 9 and low <= 9 else 10_000


@inlined
def _clock(buf: Bytes, at: int) -> int:
    """Read `HH:MM:SS` as seconds; negative for what is no time of a day."""
    word = load_word(buf, at)
    digits = (word ^ _CLOCK_MARKS) - _CLOCK_ZERO
    if word & _CLOCK_MASK != _CLOCK_MARKS:
        return -1
    bad = (digits | (digits + _SIXES)) & _HIGHS
    if bad != np.uint64(0):
        return -1
    pairs = digits * np.uint64(10) + (digits >> _U8)
    hour = np.int64(pairs & np.uint64(0xFF))
    minute = np.int64(pairs >> _U24 & np.uint64(0xFF))
    second = np.int64(pairs >> np.uint64(48) & np.uint64(0xFF))
    if hour > 23 or minute > 59 or second > 59:
        return -1
    return hour * 3600 + minute * 60 + second


@inner
def _day(year: int, month: int, day: int) -> int:
    """Days since 1970 of a date from 1990 to 2099; -1 for what the calendar does not have."""
    if not 1990 <= year <= 2099 or not 1 <= month <= 12 or day < 1:
        return _NO_DAY
    is_leap = year % 4 == 0  # 2000 is one too
    if day > _MONTH_DAYS[month - 1] + np.int64(is_leap and month == 2):
        return _NO_DAY
    days = (year - 1970) * 365 + (year - 1969) // 4
    for k in range(month - 1):
        days += _MONTH_DAYS[k]
    return days + np.int64(is_leap and month > 2) + day - 1


@inner
def _date(buf: Bytes, at: int, day_first: bool) -> int:
    """Read `yyyy-mm-dd` or `dd/mm/yyyy`, ten bytes, as days since 1970; -1 for what is neither."""
    if buf[at + 4] == _DASH and buf[at + 7] == _DASH:
        year = _two(buf, at) * 100 + _two(buf, at + 2)
        return _day(year, _two(buf, at + 5), _two(buf, at + 8))
    if day_first and buf[at + 2] == _SLASH and buf[at + 5] == _SLASH:
        year = _two(buf, at + 6) * 100 + _two(buf, at + 8)
        return _day(year, _two(buf, at + 3), _two(buf, at))
    return _NO_DAY


@inlined
def _rest(buf: Bytes, at: int, end: int, is_iso: bool) -> int:
    """Read a fraction and a `Z`, or nothing, as microseconds; negative for what is neither."""
    if at == end:
        return 0
    if not is_iso:
        return -1
    end -= np.int64(buf[end - 1] == _Z)
    if at == end:
        return 0
    if buf[at] != _POINT or not 1 <= end - at - 1 <= 6:
        return -1
    us = np.int64(0)
    for k in range(at + 1, at + 7):
        digit = _digit(buf, k) if k < end else 0
        if digit > 9:
            return -1
        us = us * 10 + digit
    return us


@inlined
def _unix(buf: Bytes, at: int, length: int) -> int:
    """Read ten digits as seconds, thirteen as milliseconds, as microseconds; -1 for others."""
    if length != 10 and length != 13:  # noqa: PLR1714 - a bare kernel makes no set
        return -1
    count = np.int64(0)
    for k in range(at, at + length):
        digit = _digit(buf, k)
        if digit > 9:
            return -1
        count = count * 10 + digit
    t_us = count * _US if length == 10 else count * 1000
    return t_us if 631_152_000 * _US <= t_us < 4_102_444_800 * _US else -1


@entry
def read_clock_times(
    buf: Bytes, cells: Ints, day_first: bool, t_us: Ints, state: Bytes, hard: Ints
) -> int:
    """Read times of the usual forms: ISO 8601, `dd/mm/yyyy HH:MM:SS`, seconds and ms since 1970.

    Args:
        buf: text, PAD bytes behind it.
        cells: as from `cut_cells`, n.
        day_first: whether 3/4/2020 is the third of April; else such dates are hard.
        t_us: out, n: microseconds since 1970, from 1990 to 2100; 0 where there is none.
        state: out, n: READ or EMPTY.
        hard: out, n: rows whose cell is to be read another way.

    Returns:
        how many are hard.
    """
    n = np.int64(0)
    known_a = known_b = np.uint64(0)
    known_day = _NO_DAY
    is_iso = False
    for row in range(len(cells)):
        at, length = begin_of(cells[row]), length_of(cells[row])
        t_us[row], state[row] = 0, READ
        if length >= 19:
            a, b = load_word(buf, at), load_word(buf, at + 2)  # the ten bytes of the date
            if a != known_a or b != known_b:
                known_a, known_b, known_day = a, b, _date(buf, at, day_first)
                is_iso = buf[at + 4] == _DASH
            second = _clock(buf, at + 11)
            gap = buf[at + 10]
            rest = _rest(buf, at + 19, at + length, is_iso)
            is_gap = gap == _BLANK or (is_iso and gap == _T)
            if known_day >= 0 and second >= 0 and rest >= 0 and is_gap:
                t_us[row] = (known_day * 86_400 + second) * _US + rest
                continue
        elif length > 0:
            moment = _unix(buf, at, length)
            if moment >= 0:
                t_us[row] = moment
                continue
        if is_nothing(buf, at, length):
            state[row] = EMPTY
        else:
            hard[n] = row
            n += 1
    return n

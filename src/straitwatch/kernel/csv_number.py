"""Cells of a CSV turned into numbers; what is no plain number is told apart."""
# Bytes stand as numbers, as in the documents; kernels take arrays one by one.

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inlined
from straitwatch.kernel.csv_word import begin_of, is_nothing, length_of

__all__ = ["read_addresses", "read_identities", "read_plain"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_TENS = 10.0 ** np.arange(19)
_EXACT = np.int64(1) << 53
_MOST_DIGITS = 18
_ZERO, _POINT, _MINUS = np.uint8(48), np.uint8(46), np.uint8(45)
_MAX_MMSI = 999_999_999
_ADDRESS_DIGITS = 6
_A, _SMALL = np.uint8(97), np.uint8(32)  # `a`, and what makes a letter small


@inlined
def _read(buf: Bytes, at: int, length: int) -> tuple[bool, float]:
    end = at + length
    is_negative = buf[at] == _MINUS
    at += np.int64(is_negative)
    digits, mantissa, point = end - at, np.int64(0), end
    for k in range(at, end):
        digit = np.uint8(buf[k] - _ZERO)
        if digit <= np.uint8(9):
            mantissa = mantissa * 10 + np.int64(digit)
        elif buf[k] == _POINT and point == end:
            point = k
        else:
            return False, 0.0
    after = np.int64(0)
    if point < end:
        digits -= 1
        after = end - point - 1
    if not 0 < digits <= _MOST_DIGITS or mantissa > _EXACT:
        return False, 0.0
    value = np.float64(mantissa) / _TENS[after]
    return True, -value if is_negative else value


@entry
def read_plain(buf: Bytes, cells: Ints, values: Floats, hard: Ints) -> int:
    """Read plain decimal numbers: digits, a point among them, a minus before them.

    Args:
        buf: text, PAD bytes behind it.
        cells: as from `cut_cells`, shape (n,).
        values: out, n; NaN where nothing stands.
        hard: out, n: rows whose cell is to be read another way.

    Returns:
        how many are hard.

    Notes:
        A value is a whole number up to 2^53 over a power of ten up to 10^18: both are exact
        doubles, so their quotient is the double next to the decimal, as IEEE 754 rounds a
        division (Clinger 1990, How to read floating point numbers accurately).
    """
    n = np.int64(0)
    for row in range(len(cells)):
        at, length = begin_of(cells[row]), length_of(cells[row])
        if length == 0:
            values[row] = np.nan
            continue
        good, value = _read(buf, at, length)
        values[row] = value
        if not good:
            values[row] = np.nan
            if not is_nothing(buf, at, length):
                hard[n] = row
                n += 1
    return n


@entry
def read_identities(buf: Bytes, cells: Ints, ids: Ints, hard: Ints) -> int:
    """Read MMSI: digits only; 0 where there is none, or one out of range.

    Args:
        buf: as in `read_plain`.
        cells: as there.
        ids: out, n.
        hard: out, n: rows whose cell is no row of digits.

    Returns:
        how many are hard.
    """
    n = np.int64(0)
    for row in range(len(cells)):
        at, length = begin_of(cells[row]), length_of(cells[row])
        value, plain = np.int64(0), length <= _MOST_DIGITS
        for k in range(at, at + min(length, _MOST_DIGITS)):
            digit = np.uint8(buf[k] - _ZERO)
            plain &= digit <= np.uint8(9)
            value = value * 10 + np.int64(digit)
        if plain:
            ids[row] = value if value <= _MAX_MMSI else 0
            continue
        ids[row] = 0
        if not is_nothing(buf, at, length):
            hard[n] = row
            n += 1
    return n


@entry
def read_addresses(buf: Bytes, cells: Ints, addresses: Ints, hard: Ints) -> int:
    """Read 24-bit addresses: six hexadecimal digits; 0 where there is none.

    Args:
        buf: as in `read_plain`.
        cells: as there.
        addresses: out, n.
        hard: out, n: rows whose cell is no such address.

    Returns:
        how many are hard.
    """
    n = np.int64(0)
    for row in range(len(cells)):
        at, length = begin_of(cells[row]), length_of(cells[row])
        value, plain = np.int64(0), length == _ADDRESS_DIGITS
        for k in range(at, at + min(length, _ADDRESS_DIGITS)):
            digit = np.uint8(buf[k] - _ZERO)
            letter = np.uint8((buf[k] | _SMALL) - _A)
            plain &= digit <= np.uint8(9) or letter <= np.uint8(5)
            value = value << 4 | np.int64(digit if digit <= np.uint8(9) else letter + np.uint8(10))
        addresses[row] = value if plain else 0
        if not plain and not is_nothing(buf, at, length):
            hard[n] = row
            n += 1
    return n

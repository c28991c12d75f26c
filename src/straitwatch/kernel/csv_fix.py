"""Columns that were read turned into faults, and into what a table of fixes holds."""
# Kernels take arrays one by one.
# ruff: noqa: PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inlined

__all__ = ["BAD_TIME", "NO_ROW", "find_good", "keep_in_range", "map_codes"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

BAD_TIME = np.uint8(2)
NO_ROW = np.uint8(255)
"""Fault of a line that is no row: blank, a comment, or one that was found broken before."""

_LIMIT_LON, _LIMIT_LAT = 180.0, 90.0
_NEAR = 1e-3  # 102.3 may come as 102.30000305


@inlined
def _is_absent(value: float, absent: Floats) -> bool:
    found = value != value  # noqa: PLR0124 - that is how NaN is told
    for k in range(len(absent)):
        found |= value == absent[k]
    return found


@inlined
def _fault_of(no_lon: bool, no_lat: bool, bad_lon: bool, bad_lat: bool, stale: bool) -> np.uint8:
    if no_lon or no_lat:
        return np.uint8(4)
    if bad_lon or bad_lat:
        return np.uint8(5)
    return np.uint8(6) if stale else np.uint8(0)


@entry
def find_good(
    fault: Bytes,
    ids: Ints,
    t_state: Bytes,
    lon: Floats,
    lat: Floats,
    no_lon: Floats,
    no_lat: Floats,
    stale: npt.NDArray[np.bool_],
    rows: Ints,
) -> int:
    """Find the fault of each row, and the rows without one.

    Args:
        fault: n; NO_ROW stays, else out: 0 for none, 1 identity, 2 no time, 3 time, 4 no position,
            5 position, 6 late.
        ids: identities, n; 0 for none.
        t_state: READ, EMPTY or BAD_TIME, n.
        lon: degrees, n; NaN for none, infinite for what cannot be read.
        lat: degrees, n.
        no_lon: longitudes that say that there is none.
        no_lat: latitudes that say so.
        stale: n, or none at all where no row is too old.
        rows: out, n: rows without a fault, rising.

    Returns:
        how many these are.
    """
    n = np.int64(0)
    for row in range(len(fault)):
        if fault[row] == NO_ROW:
            continue
        if ids[row] == 0:
            fault[row] = 1
        elif t_state[row] != 0:
            fault[row] = t_state[row] + np.uint8(1)
        else:
            x, y = lon[row], lat[row]
            fault[row] = _fault_of(
                _is_absent(x, no_lon),
                _is_absent(y, no_lat),
                not abs(x) <= _LIMIT_LON,
                not abs(y) <= _LIMIT_LAT,
                len(stale) > 0 and stale[row],
            )
        if fault[row] == 0:
            rows[n] = row
            n += 1
    return n


@entry
def keep_in_range(
    values: Floats,
    rows: Ints,
    is_ship: npt.NDArray[np.bool_],
    high_ship: float,
    scale: float,
    low: float,
    high: float,
    absent: Floats,
    out: npt.NDArray[np.float32],
    bits: Bytes,
) -> tuple[int, int]:
    """Take the values that are available and can be, in our unit.

    Args:
        values: as read, n; NaN for none, infinite for what cannot be read.
        rows: those to take, m.
        is_ship: whether a row is a ship's, n, or none at all where that does not matter.
        high_ship: highest value of a ship, in our unit.
        scale: what a value is multiplied by to be in our unit.
        low: lowest value that can be, in our unit.
        high: highest.
        absent: values that say that there is none, as they are written.
        out: m; 0 where there is none.
        bits: zeros, a bit for each of m: out: whether there is one.

    Returns:
        how many are not there, and how many of these could not be.
    """
    n_null = n_blanked = np.int64(0)
    for k in range(len(rows)):
        value = values[rows[k]]
        none = value != value  # noqa: PLR0124 - that is how NaN is told
        for j in range(len(absent)):
            none |= abs(value - absent[j]) < _NEAR
        value *= scale
        most = high_ship if len(is_ship) > 0 and is_ship[rows[k]] else high
        good = not none and low <= value <= most
        out[k] = np.float32(value) if good else np.float32(0)
        bits[k >> 3] |= np.uint8(good) << np.uint8(k & 7)
        n_null += not good
        n_blanked += not good and not none
    return n_null, n_blanked


@entry
def map_codes(
    codes: npt.NDArray[np.int32],
    meanings: npt.NDArray[np.int8],
    out: npt.NDArray[np.int8],
) -> None:
    """Turn numbers of words into what each means; -1 stays.

    Args:
        codes: number of each row's word, n.
        meanings: of each word.
        out: n.
    """
    for row in range(len(codes)):
        out[row] = meanings[codes[row]] if codes[row] >= 0 else np.int8(-1)

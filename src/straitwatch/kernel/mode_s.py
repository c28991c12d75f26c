"""Mode S messages, 7 or 14 bytes each, turned into what they tell: parity, address, values."""
# Bytes and bits stand as numbers, as in the standard; bits are counted from 1 in it.
# ruff: noqa: PLR0911, PLR2004

import math

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inner

__all__ = ["MARKS", "VALUES", "put_parity", "read_altitude", "read_messages"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

MARKS = ("role", "address", "format", "kind", "odd", "lat_cpr", "lon_cpr", "callsign")
"""Columns of what is whole; see `ROLES`. A callsign is 8 characters of 6 bits."""

VALUES = ("alt_ft", "alt_kind", "sog_kn", "cog_deg", "heading_deg", "vrate_ft_min", "nac_p", "rc_m")
"""Columns of what is measured; NaN: not told."""

ROLE, ADDRESS, FORMAT, KIND, ODD, LAT_CPR, LON_CPR, CALLSIGN = range(8)
ALT, ALT_KIND, SOG, COG, HEADING, VRATE, NAC_P, RC = range(8)

ROLES = ("parity", "other", "airborne", "surface", "velocity", "callsign", "status", "reply")
"""What a message is for: its parity is wrong; it tells nothing of ours; a position in the air, on
the ground; a velocity; a callsign; the operational status; an answer to a radar."""
BAD, OTHER, AIRBORNE, SURFACE, VELOCITY, NAMING, STATUS, REPLY = range(8)

NOT_ICAO = 1 << 24
_POLYNOMIAL = 0xFFF409
"""Source: ICAO Annex 10, volume IV, 3.1.2.3.3.1.2: the generator of the parity, 24 bits."""


def _parities() -> np.ndarray:
    table = np.zeros(256, np.int64)
    for byte in range(256):
        left = byte << 16
        for _ in range(8):
            left = (left << 1 ^ _POLYNOMIAL if left & 0x800000 else left << 1) & 0xFFFFFF
        table[byte] = left
    return table


_PARITY = _parities()
_KINDS = np.array([[1, 1, 1, 1, 1, 1, 1, 1], [2, 9, 4, 4, 0, 11, 3, 0]], np.int64)
"""Kinds of `aircraft_key.KINDS` by format (17, 18) and control field; see `_read_kind`."""
_RC_M = np.array(
    [np.nan] * 5 + [7.5, 25.0, 185.2, np.nan, 7.5, 25.0, 185.2, 370.4, 1111.2, 1852.0, 3704.0]
    + [14816.0, 37040.0, np.nan, np.nan, 7.5, 25.0, np.nan]
)  # fmt: skip
"""Radius of containment by type code, metres: the larger where a supplement decides.
Source: DO-260B, table 2-14 and 2-70."""


@inner
def remainder(data: Bytes, row: int, n: int) -> int:
    """Divide a message of n bytes by the polynomial; 0 where the parity is that of its bytes."""
    left = np.int64(0)
    for k in range(n - 3):
        left = (left << 8 & 0xFFFFFF) ^ _PARITY[(left >> 16) ^ data[row, k]]
    tail = np.int64(data[row, n - 3]) << 16 | np.int64(data[row, n - 2]) << 8
    return left ^ tail ^ np.int64(data[row, n - 1])


@entry
def put_parity(data: Bytes) -> None:
    """Write the parity of messages, shape (n, 14), into their last three bytes."""
    for row in range(len(data)):
        for k in range(11, 14):
            data[row, k] = 0
        left = remainder(data, row, 14)
        for k in range(3):
            data[row, 11 + k] = left >> (16 - 8 * k) & 255


@inner
def _gray(code: int) -> int:
    """Turn a Gray code into its number."""
    value = code
    while code:
        code >>= 1
        value ^= code
    return value


@inner
def altitude_of(told: int) -> float:
    """Read an altitude of 12 bits (C1 A1 C2 A2 C4 A4 B1 Q B2 D2 B4 D4), feet; NaN for none.

    Notes:
        Source: ICAO Annex 10, volume IV, 3.1.2.6.5.4: with Q in steps of 25 ft; else in those of
        100 ft of Mode C (appendix to chapter 3: a Gray code of 500 ft, and five of 100 ft in it).
    """
    if told == 0:
        return np.nan
    if told & 0x10:
        return 25.0 * (told >> 1 & 0x7F0 | told & 0xF) - 1000.0
    c1, a1, c2, a2 = told >> 11 & 1, told >> 10 & 1, told >> 9 & 1, told >> 8 & 1
    c4, a4, b1, b2 = told >> 7 & 1, told >> 6 & 1, told >> 5 & 1, told >> 3 & 1
    d2, b4, d4 = told >> 2 & 1, told >> 1 & 1, told & 1
    big = _gray(d2 << 7 | d4 << 6 | a1 << 5 | a2 << 4 | a4 << 3 | b1 << 2 | b2 << 1 | b4)
    small = _gray(c1 << 2 | c2 << 1 | c4)
    if small in (0, 5, 6):
        return np.nan
    small = 5 if small == 7 else small
    if big & 1:
        small = 6 - small
    return 500.0 * big + 100.0 * small - 1300.0


@entry
def read_altitude(told: Ints, feet: Floats) -> None:
    """Read altitudes of 12 bits, shape (n,), into feet, shape (n,)."""
    for i in range(len(told)):
        feet[i] = altitude_of(told[i])


@inner
def surface_speed(told: int) -> float:
    """Read a movement of 7 bits, knots; NaN for none. Source: DO-260B, table 2-15."""
    if told == 0 or told > 124:
        return np.nan
    if told < 9:
        return max(0.0, 0.125 * (told - 1))
    if told < 13:
        return 1.0 + 0.25 * (told - 9)
    if told < 39:
        return 2.0 + 0.5 * (told - 13)
    if told < 94:
        return 15.0 + (told - 39)
    if told < 109:
        return 70.0 + 2.0 * (told - 94)
    return 100.0 + 5.0 * (told - 109)


@inner
def _read_kind(data: Bytes, row: int, df: int) -> int:
    """Kind of `aircraft_key.KINDS`, and in bit 8 whether the address is not one of ICAO's.

    Notes:
        Source: DO-260B, 2.2.3.2.1.3: control field of format 18: 0 no transponder, 1 another
        address; 2, 3 and 5 TIS-B; 6 rebroadcast, of another address where its flag (IMF) is set.
    """
    if df == 17:
        return 1
    cf, code = data[row, 0] & 7, data[row, 4] >> 3
    flag = data[row, 4] & 1 if 9 <= code <= 18 or 20 <= code <= 22 else data[row, 6] >> 3 & 1
    if code == 19:
        flag = data[row, 5] >> 7
    own = cf in (0, 2, 3, 6) and not (cf != 0 and (5 <= code <= 22) and flag)
    kind = _KINDS[1, cf]
    if cf in (2, 3) and not own:
        kind = 12
    if cf == 6 and not own:
        kind = 10
    return kind if own else kind | 256


@inner
def _read_position(data: Bytes, row: int, code: int, marks: Ints, values: Floats) -> None:
    """Read a position in the air or on the surface."""
    marks[row, ODD] = data[row, 6] >> 2 & 1
    marks[row, LAT_CPR] = (
        np.int64(data[row, 6] & 3) << 15 | np.int64(data[row, 7]) << 7 | np.int64(data[row, 8]) >> 1
    )
    marks[row, LON_CPR] = (
        np.int64(data[row, 8] & 1) << 16 | np.int64(data[row, 9]) << 8 | np.int64(data[row, 10])
    )
    values[row, RC] = _RC_M[code]
    if code < 9:
        marks[row, ROLE] = SURFACE
        values[row, SOG] = surface_speed(
            np.int64(data[row, 4] & 7) << 4 | np.int64(data[row, 5]) >> 4
        )
        if data[row, 5] >> 3 & 1:
            track = np.int64(data[row, 5] & 7) << 4 | np.int64(data[row, 6]) >> 4
            values[row, HEADING] = 360.0 / 128.0 * track
        return
    marks[row, ROLE] = AIRBORNE
    told = np.int64(data[row, 5]) << 4 | np.int64(data[row, 6]) >> 4
    values[row, ALT] = altitude_of(told)
    values[row, ALT_KIND] = 2.0 if code >= 20 else 1.0


@inner
def _read_velocity(data: Bytes, row: int, marks: Ints, values: Floats) -> None:
    """Read a velocity. Source: DO-260B, 2.2.3.2.6."""
    subtype = data[row, 4] & 7
    if subtype < 1 or subtype > 4:
        return
    marks[row, ROLE] = VELOCITY
    rate = np.int64(data[row, 8] & 7) << 6 | np.int64(data[row, 9]) >> 2
    if rate:
        values[row, VRATE] = 64.0 * (rate - 1) * (-1.0 if data[row, 8] >> 3 & 1 else 1.0)
    if subtype > 2:
        return
    east = np.int64(data[row, 5] & 3) << 8 | np.int64(data[row, 6])
    north = np.int64(data[row, 7] & 127) << 3 | np.int64(data[row, 8]) >> 5
    if not east or not north:
        return
    step = 4.0 if subtype == 2 else 1.0
    x = step * (east - 1) * (-1.0 if data[row, 5] >> 2 & 1 else 1.0)
    y = step * (north - 1) * (-1.0 if data[row, 7] >> 7 else 1.0)
    values[row, SOG] = math.hypot(x, y)
    values[row, COG] = math.degrees(math.atan2(x, y)) % 360.0


@inner
def _read_extended(data: Bytes, row: int, marks: Ints, values: Floats) -> None:
    """Read the message of an extended squitter by its type code."""
    code = data[row, 4] >> 3
    if 1 <= code <= 4:
        marks[row, ROLE] = NAMING
        letters = np.int64(0)
        for k in range(5, 11):
            letters = letters << 8 | np.int64(data[row, k])
        marks[row, CALLSIGN] = letters
    elif 5 <= code <= 18 or 20 <= code <= 22:
        _read_position(data, row, code, marks, values)
    elif code == 19:
        _read_velocity(data, row, marks, values)
    elif code == 31:
        marks[row, ROLE] = STATUS
        if data[row, 9] >> 5 in (1, 2):
            values[row, NAC_P] = np.float64(data[row, 9] & 15)


@entry
def read_messages(data: Bytes, lengths: Ints, marks: Ints, values: Floats) -> None:
    """Read messages.

    Args:
        data: their bytes, shape (n, 14).
        lengths: 7 or 14, shape (n,).
        marks: filled, shape (n, 8): columns as in `MARKS`.
        values: filled, shape (n, 8): columns as in `VALUES`.

    Notes:
        The address of an answer (formats 0, 4, 5, 16, 20, 21) is what its parity leaves, so that
        damage gives another address: no row is made from one. Format 11 may be overlaid with the
        code of a radar, 7 bits (ICAO Annex 10, volume IV, 3.1.2.3.3.2). TIS-B's coarse position
        (control field 3) is not laid out as these are and is counted only.
    """
    for row in range(len(data)):
        for k in range(8):
            marks[row, k], values[row, k] = 0, np.nan
        df = np.int64(data[row, 0] >> 3)
        n = 14 if df >= 16 else 7
        if df > 24:
            df = np.int64(24)
        marks[row, FORMAT] = df
        if lengths[row] != n:
            continue
        _read_message(data, row, df, marks, values)


@inner
def _read_message(data: Bytes, row: int, df: int, marks: Ints, values: Floats) -> None:
    """Read a message of the length of its format."""
    left = remainder(data, row, 14 if df >= 16 else 7)
    own = np.int64(data[row, 1]) << 16 | np.int64(data[row, 2]) << 8 | np.int64(data[row, 3])
    marks[row, ADDRESS], marks[row, ROLE] = own, OTHER
    if df in (0, 4, 5, 16, 20, 21) or df >= 24:
        marks[row, ADDRESS], marks[row, ROLE] = left, REPLY
    elif df == 11:
        marks[row, ROLE] = REPLY if left & 0xFFFF80 == 0 else BAD
    elif df in (17, 18) and left == 0:
        kind = _read_kind(data, row, df)
        marks[row, KIND] = kind & 255
        marks[row, ADDRESS] = own | (NOT_ICAO if kind >> 8 else 0)
        if df == 17 or data[row, 0] & 7 not in (3, 4, 7):
            _read_extended(data, row, marks, values)
    elif df != 19:
        marks[row, ROLE] = BAD

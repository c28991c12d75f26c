"""Measured values into the small whole numbers that go over the wire, and back.

Only these are differenced, so nothing drifts: what a reader has is the rounded value itself.
"""

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.pack_positions import (
    ALT,
    COG,
    COLUMNS,
    HEADING,
    LAT,
    LON,
    NAV,
    SOG,
    VRATE,
)

__all__ = ["PER_DEG", "to_codes", "to_values"]

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]

PER_DEG = 1e5
"""Steps of a degree. Ours: 1.1 m, finer than a fix is good for (ITU-R M.1371-5: 10 m or worse)."""
COURSE_DEG = 2.0
"""Ours: a hand's breadth at the rim of a symbol 100 pixels wide."""
_COURSES = 180
SOG_KN = 0.1
ALT_FT, _ALT_NULL = 25.0, 101
"""Step of Mode S altitude codes (ICAO Annex 10, volume IV, 3.1.2.6.5.4); down to -2,500 ft."""
VRATE_FT_MIN, _VRATE_NULL = 64.0, 513
"""Step and span (511 steps) of ADS-B vertical rates (ICAO Doc 9871, table A-2-9a)."""
_MOST = 2**30


def to_codes(columns: list[npt.ArrayLike]) -> Codes:
    """Round values to codes.

    Args:
        columns: eight of n values: lon, lat in degrees, cog_deg, sog_kn, heading_deg, alt_ft,
            vrate_ft_min, nav_status; NaN is null, but not of lon and lat.

    Returns:
        codes, shape (n, COLUMNS).
    """
    values = [np.asarray(column, np.float64) for column in columns]
    codes = np.zeros((len(values[LON]), COLUMNS), np.int32)
    for column in (LON, LAT):
        codes[:, column] = np.rint(values[column] * PER_DEG)
    for column in (COG, HEADING):
        _fill(codes, column, np.rint(values[column] / COURSE_DEG) % _COURSES + 1)
    _fill(codes, SOG, np.rint(values[SOG] / SOG_KN) + 1)
    _fill(codes, ALT, np.rint(values[ALT] / ALT_FT) + _ALT_NULL)
    _fill(codes, VRATE, np.rint(values[VRATE] / VRATE_FT_MIN) + _VRATE_NULL)
    _fill(codes, NAV, values[NAV] + 1)
    return codes


def _fill(codes: Codes, column: int, numbers: Floats) -> None:
    told = np.isfinite(numbers)
    codes[told, column] = np.clip(numbers[told], 1, _MOST)


def to_values(codes: Codes) -> list[Floats]:
    """Turn codes back into values, in the order of `to_codes`; null is NaN."""
    parts = [codes[:, column].astype(np.float64) for column in range(COLUMNS)]
    null = codes == 0
    values = [
        np.round(parts[LON] / PER_DEG, 5),
        np.round(parts[LAT] / PER_DEG, 5),
        (parts[COG] - 1) * COURSE_DEG,
        np.round((parts[SOG] - 1) * SOG_KN, 1),
        (parts[HEADING] - 1) * COURSE_DEG,
        (parts[ALT] - _ALT_NULL) * ALT_FT,
        (parts[VRATE] - _VRATE_NULL) * VRATE_FT_MIN,
        parts[NAV] - 1,
    ]
    for column in range(COG, COLUMNS):
        values[column][null[:, column]] = np.nan
    return values

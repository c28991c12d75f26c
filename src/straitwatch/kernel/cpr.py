"""Compact position reports turned into latitude and longitude, by the equations of the standard."""
# The figures are those of the equations; kernels take them one by one.
# ruff: noqa: PLR2004, PLR0917

import math

import numpy as np

from straitwatch.kernel.bare import entry, inner

__all__ = ["count_zones", "decode_globally", "decode_locally", "place_near", "place_pair"]

SCALE = 131_072.0
"""2^17: a cell of latitude or longitude is told in so many steps."""

_NZ = 15
_N_ZONES = 59
_FROM_POLE = 1.0 - math.cos(math.pi / (2.0 * _NZ))


def _edges() -> np.ndarray:
    """Latitudes at which one zone of longitude fewer fits, rising: of 59 down to 2 zones."""
    zones = np.arange(_N_ZONES, 1, -1)
    share = np.sqrt(_FROM_POLE / (1.0 - np.cos(2.0 * np.pi / zones)))
    return np.degrees(np.arccos(np.minimum(share, 1.0)))


EDGES = _edges()
"""Source: DO-260B, A.1.7.2 (d), and the same in ICAO Doc 9871, C.2.6.2: the inverse of NL(lat)."""


@inner
def zones_at(lat: float) -> int:
    """Count the zones of longitude at a latitude: NL(lat) of the standard, 59 to 1."""
    lat = abs(lat)
    low, high = 0, len(EDGES)
    while low < high:
        middle = (low + high) >> 1
        if lat >= EDGES[middle]:
            low = middle + 1
        else:
            high = middle
    return max(_N_ZONES - low, 2 if lat <= 87.0 else 1)


@inner
def wrap(lon: float) -> float:
    """Bring a longitude to -180 to 180."""
    return lon - 360.0 * math.floor((lon + 180.0) / 360.0)


@inner
def _modulo(a: float, b: float) -> float:
    """MOD(a, b) of the standard: never negative."""
    return a - b * math.floor(a / b)


@inner
def place_pair(
    even_lat: int, even_lon: int, odd_lat: int, odd_lon: int, odd_last: bool, span: float,
    ref_lat: float, ref_lon: float,
) -> tuple[float, float]:  # fmt: skip
    """Place an aircraft by an even and an odd report: the globally unambiguous decoding.

    Args:
        even_lat: 17 bits of the even report; the others alike.
        even_lon: .
        odd_lat: .
        odd_lon: .
        odd_last: the odd one is the newer: the place is that of the newer.
        span: 360 in the air, 90 on the surface, where a pair means eight places.
        ref_lat: degrees, near the aircraft: tells which of the eight; not used in the air.
        ref_lon: degrees.

    Returns:
        latitude, longitude; NaN where the two lie in different zones.

    Notes:
        Source: DO-260B, A.1.7.7 and A.1.7.8; ICAO Doc 9871, C.2.6.7 and C.2.6.8. On the surface
        the latitude is as told or 90 degrees less, the longitude in steps of 90; the zones of
        longitude are those of the latitude that is taken.
    """
    y0, y1 = even_lat / SCALE, odd_lat / SCALE
    x0, x1 = even_lon / SCALE, odd_lon / SCALE
    j = math.floor(59.0 * y0 - 60.0 * y1 + 0.5)
    lat0 = span / 60.0 * (_modulo(j, 60.0) + y0)
    lat1 = span / 59.0 * (_modulo(j, 59.0) + y1)
    if span < 360.0:
        lat0, lat1 = _hemisphere(lat0, ref_lat), _hemisphere(lat1, ref_lat)
    elif lat0 >= 270.0 or lat1 >= 270.0:
        lat0, lat1 = lat0 - 360.0, lat1 - 360.0
    lat = lat1 if odd_last else lat0
    if abs(lat0) > 90.0 or abs(lat1) > 90.0 or zones_at(lat0) != zones_at(lat1):
        return np.nan, np.nan
    zones = zones_at(lat)
    m = math.floor(x0 * (zones - 1) - x1 * zones + 0.5)
    n = max(zones - 1, 1) if odd_last else zones
    lon = span / n * (_modulo(m, n) + (x1 if odd_last else x0))
    if span < 360.0:
        lon += 90.0 * math.floor((ref_lon - lon) / 90.0 + 0.5)
    return lat, wrap(lon)


@inner
def _hemisphere(lat: float, ref_lat: float) -> float:
    """Take a latitude as it is told, or 90 degrees less: whichever is nearer to a reference."""
    return lat - 90.0 if abs(lat - 90.0 - ref_lat) < abs(lat - ref_lat) else lat


@inner
def place_near(
    told_lat: int, told_lon: int, odd: bool, span: float, ref_lat: float, ref_lon: float
) -> tuple[float, float]:
    """Place an aircraft by one report, within half a cell of a reference: the local decoding.

    Args:
        told_lat: 17 bits.
        told_lon: 17 bits.
        odd: it is an odd report.
        span: 360 in the air, 90 on the surface.
        ref_lat: degrees, less than 180 nm (45 nm on the surface) from the aircraft.
        ref_lon: degrees.

    Notes:
        Source: DO-260B, A.1.7.5 and A.1.7.6; ICAO Doc 9871, C.2.6.5 and C.2.6.6.
    """
    y, x = told_lat / SCALE, told_lon / SCALE
    i = 1.0 if odd else 0.0
    cell = span / (60.0 - i)
    j = math.floor(ref_lat / cell) + math.floor(0.5 + _modulo(ref_lat, cell) / cell - y)
    lat = cell * (j + y)
    cell = span / max(zones_at(lat) - i, 1.0)
    m = math.floor(ref_lon / cell) + math.floor(0.5 + _modulo(ref_lon, cell) / cell - x)
    return lat, wrap(cell * (m + x))


@entry
def count_zones(lat: np.ndarray, zones: np.ndarray) -> None:
    """Count the zones of longitude at latitudes, shape (n,), into int64, shape (n,)."""
    for i in range(len(lat)):
        zones[i] = zones_at(lat[i])


@entry
def decode_globally(told: np.ndarray, span: float, refs: np.ndarray, places: np.ndarray) -> None:
    """Place pairs of reports.

    Args:
        told: even latitude and longitude, odd latitude and longitude, 1 where the odd is newer;
            int64, shape (n, 5).
        span: 360 in the air, 90 on the surface.
        refs: latitude and longitude near each, used on the surface only, shape (n, 2).
        places: filled with latitude and longitude, shape (n, 2).
    """
    for i in range(len(told)):
        places[i, 0], places[i, 1] = place_pair(
            told[i, 0], told[i, 1], told[i, 2], told[i, 3], told[i, 4] != 0, span,
            refs[i, 0], refs[i, 1],
        )  # fmt: skip


@entry
def decode_locally(told: np.ndarray, span: float, refs: np.ndarray, places: np.ndarray) -> None:
    """Place single reports near references.

    Args:
        told: latitude, longitude, 1 where odd; int64, shape (n, 3).
        span: 360 in the air, 90 on the surface.
        refs: latitude and longitude near each, shape (n, 2).
        places: filled with latitude and longitude, shape (n, 2).
    """
    for i in range(len(told)):
        places[i, 0], places[i, 1] = place_near(
            told[i, 0], told[i, 1], told[i, 2] != 0, span, refs[i, 0], refs[i, 1]
        )

"""The plain twin of `kernel/cpr.py`, and the way back: places turned into position reports."""
# The figures are those of the equations.
# ruff: noqa: PLR2004

import math

__all__ = ["encode", "global_place", "local_place", "zones"]

_STEPS = 1 << 17


def zones(lat: float) -> int:
    """NL(lat), as its equation has it. Source: DO-260B, A.1.7.2 (d)."""
    if lat == 0.0:
        return 59
    if abs(lat) >= 87.0:
        return 2 if abs(lat) == 87.0 else 1
    share = 1.0 - (1.0 - math.cos(math.pi / 30.0)) / math.cos(math.radians(abs(lat))) ** 2
    return math.floor(2.0 * math.pi / math.acos(share))


def encode(lat: float, lon: float, *, odd: bool, surface: bool = False) -> tuple[int, int]:
    """Write a place as a position report. Source: DO-260B, A.1.7.3 and A.1.7.4.

    Args:
        lat: degrees.
        lon: degrees.
        odd: as an odd report.
        surface: in the four times finer steps of the surface.

    Returns:
        17 bits of latitude, 17 bits of longitude.
    """
    steps = _STEPS * (4 if surface else 1)
    cell = 360.0 / (60 - odd)
    y = math.floor(steps * (lat % cell) / cell + 0.5)
    rounded = cell * (y / steps + math.floor(lat / cell))
    cell = 360.0 / max(zones(rounded) - odd, 1)
    x = math.floor(steps * (lon % cell) / cell + 0.5)
    return y % _STEPS, x % _STEPS


def global_place(
    even: tuple[int, int], odd: tuple[int, int], *, odd_last: bool
) -> tuple[float, float] | None:
    """Place a pair of airborne reports; None where they lie in different zones."""
    (y0, x0), (y1, x1) = even, odd
    j = (59 * y0 - 60 * y1 + (_STEPS >> 1)) // _STEPS
    lats = [360.0 / (60 - i) * (j % (60 - i) + y / _STEPS) for i, y in enumerate((y0, y1))]
    lats = [lat - 360.0 if lat >= 270.0 else lat for lat in lats]
    if max(map(abs, lats)) > 90.0 or zones(lats[0]) != zones(lats[1]):
        return None
    lat = lats[odd_last]
    n_zones = zones(lat)
    m = (x0 * (n_zones - 1) - x1 * n_zones + (_STEPS >> 1)) // _STEPS
    n = max(n_zones - odd_last, 1)
    lon = 360.0 / n * (m % n + (x1 if odd_last else x0) / _STEPS)
    return lat, (lon + 180.0) % 360.0 - 180.0


def local_place(
    told: tuple[int, int], near: tuple[float, float], *, odd: bool, surface: bool = False
) -> tuple[float, float]:
    """Place one report near a reference: of all places that it can mean, the nearest."""
    span = 90.0 if surface else 360.0
    cell = span / (60 - odd)
    y, x = told[0] / _STEPS, told[1] / _STEPS
    lat = cell * (round(near[0] / cell - y) + y)
    cell = span / max(zones(lat) - odd, 1)
    lon = cell * (round(near[1] / cell - x) + x)
    return lat, (lon + 180.0) % 360.0 - 180.0

"""Places one after another into how widely they are spread, in constant memory."""

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit
from straitwatch.kernel.sphere import EARTH_RADIUS_M

__all__ = ["SPREAD", "add_place", "begin_spread", "centre", "local", "width", "width_with"]

Floats = npt.NDArray[np.float64]

SPREAD = 8
"""Figures of a spread: least and greatest metres along four axes, each 45° from the next."""

_M_PER_DEG = EARTH_RADIUS_M * np.pi / 180.0
_HALF = np.sqrt(0.5)


@jit
def local(lon: float, lat: float, lon_0: float, lat_0: float) -> tuple[float, float]:
    """Metres east and north of a place; good to 1 % within 100 km, off the poles."""
    turn = (lon - lon_0 + 540.0) % 360.0 - 180.0
    x = turn * _M_PER_DEG * np.cos(np.radians((lat + lat_0) / 2.0))
    return x, (lat - lat_0) * _M_PER_DEG


@jit
def begin_spread(f: Floats, at: int) -> None:
    """Begin at the place that others are measured from; `f[at:at + SPREAD]` are the figures."""
    for k in range(8):
        f[at + k] = 0.0


@jit
def _axis(x: float, y: float, k: int) -> float:
    if k == 0:
        return x
    if k == 1:
        return y
    return (x + y) * _HALF if k == 2 else (x - y) * _HALF  # noqa: PLR2004 - the third axis


@jit
def add_place(f: Floats, at: int, x: float, y: float) -> None:
    """Take a place in."""
    for k in range(4):
        u = _axis(x, y, k)
        f[at + 2 * k] = min(f[at + 2 * k], u)
        f[at + 2 * k + 1] = max(f[at + 2 * k + 1], u)


@jit
def width(f: Floats, at: int) -> float:
    """Greatest width along the axes in metres.

    Notes:
        The least circle around the places is as wide or wider: exact for places all round a
        circle, at most 8 % more for places in a line, and 16 % for a regular triangle.
    """
    most = 0.0
    for k in range(4):
        most = max(most, f[at + 2 * k + 1] - f[at + 2 * k])
    return most


@jit
def width_with(f: Floats, at: int, x: float, y: float) -> float:
    """Width if one more place were taken in."""
    most = 0.0
    for k in range(4):
        u = _axis(x, y, k)
        most = max(most, max(f[at + 2 * k + 1], u) - min(f[at + 2 * k], u))
    return most


@jit
def centre(f: Floats, at: int, lon_0: float, lat_0: float) -> tuple[float, float]:
    """Middle of the extent east and north; lon and lat in degrees."""
    x, y = (f[at] + f[at + 1]) / 2.0, (f[at + 2] + f[at + 3]) / 2.0
    lat = lat_0 + y / _M_PER_DEG
    lon = lon_0 + x / (_M_PER_DEG * max(np.cos(np.radians((lat + lat_0) / 2.0)), 1e-6))
    return (lon + 540.0) % 360.0 - 180.0, lat

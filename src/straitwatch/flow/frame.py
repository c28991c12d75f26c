"""Places into the box of a map: all of them, a margin, never a sliver."""

import numpy as np
import numpy.typing as npt

__all__ = ["Box", "frame"]

Floats = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]
"""west, south, east, north in degrees; east < west crosses the antimeridian."""

_WHOLE_EARTH: Box = (-180.0, -80.0, 180.0, 80.0)
_MARGIN = 1.16
_LEAST_HALF = 0.05
_MAX_LAT = 85.0
_SQUAREST, _FLATTEST = 1.3, 2.0
"""Least and greatest ratio of width to height on the page."""


def frame(lon: Floats, lat: Floats) -> Box:
    """Find the box that shows all places.

    Args:
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).

    Returns:
        the box; the whole Earth when there is no place.
    """
    if not len(lon):
        return _WHOLE_EARTH
    west, east = _span(lon)
    south, north = float(lat.min()), float(lat.max())
    half_lon = max((east - west) / 2.0 * _MARGIN, _LEAST_HALF)
    half_lat = max((north - south) / 2.0 * _MARGIN, _LEAST_HALF)
    mid_lon, mid_lat = (west + east) / 2.0, (south + north) / 2.0
    squeeze = max(float(np.cos(np.radians(mid_lat))), 0.2)
    half_lon = max(half_lon, half_lat * _SQUAREST / squeeze)
    half_lat = max(half_lat, half_lon * squeeze / _FLATTEST)
    bottom, top = max(mid_lat - half_lat, -_MAX_LAT), min(mid_lat + half_lat, _MAX_LAT)
    if half_lon >= 180.0:  # noqa: PLR2004 - all the way round
        return -180.0, bottom, 180.0, top
    return _wrap(mid_lon - half_lon), bottom, _wrap(mid_lon + half_lon), top


def _span(lon: Floats) -> tuple[float, float]:
    """Least and greatest longitude, over the antimeridian where that is shorter."""
    eastward = lon % 360.0
    if np.ptp(eastward) < np.ptp(lon):
        lon = eastward
    return float(lon.min()), float(lon.max())


def _wrap(lon: float) -> float:
    return (lon + 180.0) % 360.0 - 180.0

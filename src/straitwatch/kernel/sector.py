"""Bearings and distances with their errors turned into rings, and rings into the gap between."""

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.inside import are_inside
from straitwatch.kernel.sphere import EARTH_RADIUS_M, along, destination, to_degrees, to_vectors

__all__ = ["arc_points", "disc_ring", "gap_between", "gaps_to", "origin_of", "sector_ring"]

Floats = npt.NDArray[np.float64]

_SIDES = 48
_STEP_DEG = 360.0 / _SIDES


def disc_ring(lon: float, lat: float, radius_m: float) -> Floats:
    """Draw a ring that holds a disc: shape (n, 2) of lon, lat; one point where the radius is 0."""
    if radius_m <= 0.0:
        return np.array([[lon, lat]])
    turns = np.arange(_SIDES) * _STEP_DEG
    far = radius_m / np.cos(np.radians(_STEP_DEG / 2))
    return np.stack(destination(lon, lat, turns, far), axis=1)


def sector_ring(
    lon: float,
    lat: float,
    bearing_deg: float,
    dist_m: float,
    *,
    bearing_error_deg: float,
    dist_error_m: float,
    extent_m: float = 0.0,
) -> Floats:
    """Draw a ring that holds all places at a bearing and a distance, each within its error.

    Args:
        lon: degrees, of the place that is measured from.
        lat: likewise.
        bearing_deg: from true north.
        dist_m: metres.
        bearing_error_deg: on either side.
        dist_error_m: more and less.
        extent_m: how far the place reaches: from which of its points was measured is not told.

    Returns:
        shape (n, 2) of lon, lat, not closed; a whole disc where the extent of the place lets the
        bearing be any.
    """
    near, far = dist_m - dist_error_m - extent_m, dist_m + dist_error_m + extent_m
    if near <= 0.0:
        return disc_ring(lon, lat, far)
    half = bearing_error_deg + np.degrees(np.arcsin(min(1.0, extent_m / (near + extent_m))))
    if half >= 180.0:  # noqa: PLR2004 - degrees: all around
        return disc_ring(lon, lat, far)
    steps = max(int(np.ceil(2 * half / _STEP_DEG)), 2) + 1
    turns = bearing_deg + np.linspace(-half, half, steps)
    outer = far / np.cos(np.radians(half / (steps - 1)))  # chords of the arc lie outside it
    rim = np.stack(destination(lon, lat, turns, outer), axis=1)
    return np.concatenate([rim, np.stack(destination(lon, lat, turns[::-1], near), axis=1)])


def origin_of(lon: float, lat: float, bearing_deg: float, dist_m: float) -> tuple[float, float]:
    """Find the place from which a bearing and a distance lead to a place; degrees.

    Notes:
        Three corrections of the way straight back: within a metre up to 2,000 km and 70° north.
    """
    lon_0, lat_0 = destination(lon, lat, bearing_deg + 180.0, dist_m)
    for _ in range(6):
        lon_1, lat_1 = destination(lon_0, lat_0, bearing_deg, dist_m)
        lon_0 = lon_0 - ((lon_1 - lon + 540.0) % 360.0 - 180.0)
        lat_0 = np.clip(lat_0 - (lat_1 - lat), -90.0, 90.0)
    return float((lon_0 + 540.0) % 360.0 - 180.0), float(lat_0)


def arc_points(lon: tuple[float, float], lat: tuple[float, float]) -> Floats:
    """Put points on the great circle between two places, ends included: shape (n, 2)."""
    path = to_vectors(lon, lat)
    share = np.linspace(0.0, 1.0, _SIDES)
    return np.stack(to_degrees(along(path, np.zeros(_SIDES, np.int64), share)), axis=1)


def gap_between(one: Floats, other: Floats) -> float:
    """Measure the way from one area to another, edge to edge, in metres; 0 where they touch.

    Args:
        one: ring, line or point, shape (n, 2) of lon, lat.
        other: likewise.

    Notes:
        From corner to corner: with the corners of these rings under 1 % more than from edge to
        edge unless the areas are nearly touching.
    """
    if _inside(one, other).any() or _inside(other, one).any():
        return 0.0
    return float(_to_corners(one, other).min())


def gaps_to(points: Floats, area: Floats) -> Floats:
    """Measure the way from each of some points to an area, in metres; 0 inside; shape (n,)."""
    return np.where(_inside(points, area), 0.0, _to_corners(points, area))


def _to_corners(points: Floats, ring: Floats) -> Floats:
    """Measure the way from each point to the nearest corner."""
    a, b = (to_vectors(some[:, 0], some[:, 1]) for some in (points, ring))
    chord = np.sqrt(((a[:, None] - b[None]) ** 2).sum(axis=-1).min(axis=1))
    return np.asarray(2.0 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, chord / 2.0)))


def _inside(points: Floats, ring: Floats) -> npt.NDArray[np.bool_]:
    """Tell which points lie inside a ring; none lies in a line or a point."""
    if len(ring) < 3:  # noqa: PLR2004 - a ring
        return np.zeros(len(points), bool)
    lon_0 = ring[0, 0]
    x, y = _about(points, lon_0)
    a = np.stack(_about(ring, lon_0), axis=1)
    b = np.roll(a, -1, axis=0)
    slant = a[:, 1] != b[:, 1]
    return np.asarray(are_inside(x, y, a[slant], b[slant]))


def _about(points: Floats, lon_0: float) -> tuple[Floats, Floats]:
    return (points[:, 0] - lon_0 + 540.0) % 360.0 - 180.0, np.ascontiguousarray(points[:, 1])

"""Places into how far they are from a circle, a box or a line, and how deep within: bounds."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.coast import arc_of_chord, to_ecef
from straitwatch.kernel.sphere import to_vectors
from straitwatch.model.unit import EARTH_RADIUS_M
from straitwatch.reach.straight import SPHERE_SLACK

__all__ = ["Measured", "box", "chord_m", "circle", "farthest_m", "line"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_LOCAL_M = 1.0e6
_LOCAL_ERROR_M = 1.0
_SPHERE_EXCESS = 1.0057


class Measured(NamedTuple):
    """Where n places stand towards a zone, with every error counted against the claim.

    Attributes:
        out_m: no way from the true place to the zone is shorter; 0 where it may be inside.
        deep_m: no way from the true place out of the zone is shorter; 0 where it may be outside.
        sure: whether the true place is inside.
    """

    out_m: Floats
    deep_m: Floats
    sure: Bools


def chord_m(lon_a: npt.ArrayLike, lat_a: npt.ArrayLike, lon_b: Floats, lat_b: Floats) -> Floats:
    """Straight lines through the ellipsoid, metres: never longer than any way over it."""
    a, b = (
        np.stack(to_ecef.py_func(np.asarray(lon, float), np.asarray(lat, float)), axis=-1)  # type: ignore[attr-defined]
        for lon, lat in ((lon_a, lat_a), (lon_b, lat_b))
    )
    return np.asarray(np.linalg.norm(a - b, axis=-1))


def farthest_m(lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats) -> Floats:
    """Metres that the shortest way between places is not longer than; shape (n,).

    Notes:
        Up to 1,000 km within 1 m of the geodesic, beyond 0.6 % more than the sphere's.
    """
    chord = chord_m(lon_a, lat_a, lon_b, lat_b)
    near = arc_of_chord(chord, lon_a, lat_a, lon_b, lat_b) + _LOCAL_ERROR_M
    a, b = to_vectors(lon_a, lat_a), to_vectors(lon_b, lat_b)
    half = np.clip(np.linalg.norm(a - b, axis=-1) / 2.0, 0.0, 1.0)
    sphere = 2.0 * np.arcsin(half) * EARTH_RADIUS_M
    return np.where(chord < _LOCAL_M, near, sphere * _SPHERE_EXCESS + _LOCAL_ERROR_M)


def circle(
    lon: Floats, lat: Floats, middle: tuple[float, float], radius_m: float, error_m: float
) -> Measured:
    """Measure places against a circle.

    Args:
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).
        middle: lon, lat.
        radius_m: metres.
        error_m: of each place.
    """
    lon_b, lat_b = np.full(len(lon), middle[0]), np.full(len(lat), middle[1])
    out = np.maximum(chord_m(lon, lat, lon_b, lat_b) - radius_m - error_m, 0.0)
    deep = np.maximum(radius_m - farthest_m(lon, lat, lon_b, lat_b) - error_m, 0.0)
    return Measured(out, deep, deep > 0.0)


def box(
    lon: Floats, lat: Floats, sides: tuple[float, float, float, float], error_m: float
) -> Measured:
    """Measure places against a box between two meridians and two parallels.

    Args:
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).
        sides: west, south, east, north; east is more than west, by at most 360.
        error_m: of each place.
    """
    west, south, east, north = sides
    places = to_vectors(lon, lat)
    to_east = (lon - west) % 360.0
    between = to_east <= east - west
    inside = between & (lat >= south) & (lat <= north)
    up = np.radians(np.maximum(np.maximum(south - lat, lat - north), 0.0))
    rims = [_to_arc(places, (x, south), (x, north)) for x in (west, east)]
    off = np.where(inside, 0.0, np.where(between, up, np.minimum(*rims)))
    whole = east - west >= 360.0  # noqa: PLR2004 - all the way round: no meridian bounds it
    edges = [np.radians(lat - south), np.radians(north - lat)]
    if not whole:
        edges += [_to_meridian(places, x) for x in (west, east)]
    within = np.where(inside, np.min(edges, axis=0), 0.0)
    scale = EARTH_RADIUS_M * SPHERE_SLACK
    deep = np.maximum(within * scale - error_m, 0.0)
    return Measured(np.maximum(off * scale - error_m, 0.0), deep, deep > 0.0)


def line(
    lon: Floats,
    lat: Floats,
    a: tuple[float, float],
    b: tuple[float, float],
    error_m: float,
) -> Measured:
    """Measure places against a great-circle arc: nothing is ever inside it."""
    off = _to_arc(to_vectors(lon, lat), a, b) * EARTH_RADIUS_M * SPHERE_SLACK
    none = np.zeros(len(lon))
    return Measured(np.maximum(off - error_m, 0.0), none, none > 0.0)


def _to_arc(places: Floats, a: tuple[float, float], b: tuple[float, float]) -> Floats:
    """Angle from places, shape (n, 3), to an arc shorter than 180°."""
    p, q = to_vectors([a[0], b[0]], [a[1], b[1]])
    to_ends = np.minimum(_angle(places, p), _angle(places, q))
    normal = np.cross(p, q)
    size = np.linalg.norm(normal)
    if size == 0.0:
        return to_ends
    normal = normal / size
    beside = (np.cross(normal, p) @ places.T >= 0.0) & (np.cross(q, normal) @ places.T >= 0.0)
    off = np.abs(np.arcsin(np.clip(places @ normal, -1.0, 1.0)))
    return np.where(beside, off, to_ends)


def _to_meridian(places: Floats, lon: float) -> Floats:
    """Angle to the whole great circle of a meridian: no farther than to the meridian itself."""
    normal = to_vectors([lon + 90.0], [0.0])[0]
    return np.asarray(np.abs(np.arcsin(np.clip(places @ normal, -1.0, 1.0))))


def _angle(places: Floats, p: Floats) -> Floats:
    return np.asarray(2.0 * np.arcsin(np.clip(np.linalg.norm(places - p, axis=-1) / 2.0, 0.0, 1.0)))

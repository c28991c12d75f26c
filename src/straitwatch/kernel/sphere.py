"""Directions on the sphere: degrees to unit vectors and back, distances, arcs."""

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit

__all__ = [
    "along",
    "arc_distance",
    "bearing",
    "destination",
    "place_between",
    "to_degrees",
    "to_vectors",
]

Floats = npt.NDArray[np.float64]

EARTH_RADIUS_M = 6_371_008.8


def to_vectors(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
    """Turn degrees into unit vectors.

    Args:
        lon: degrees east, shape (n,).
        lat: degrees north, shape (n,).

    Returns:
        shape (n, 3), x towards 0° 0°, z towards the north pole.

    Notes:
        Source: n-vectors, Gade 2010, Journal of Navigation 63:395-417.
    """
    lam, phi = np.radians(np.asarray(lon, float)), np.radians(np.asarray(lat, float))
    return np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=-1)


def to_degrees(vectors: Floats) -> tuple[Floats, Floats]:
    """Turn vectors, shape (n, 3), of any length into lon and lat in degrees, shape (n,) each."""
    x, y, z = vectors[..., 0], vectors[..., 1], vectors[..., 2]
    return np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))


def along(path: Floats, leg: npt.NDArray[np.int64], share: Floats) -> Floats:
    """Interpolate on legs of a path.

    Args:
        path: unit vectors, shape (n, 3).
        leg: index of the first end of each leg, shape (k,).
        share: 0 at that end, 1 at the next, shape (k,), by angle.

    Returns:
        unit vectors, shape (k, 3), on the great circle.
    """
    a, b = path[leg], path[leg + 1]
    angle = np.arctan2(np.linalg.norm(np.cross(a, b), axis=-1), np.sum(a * b, axis=-1))
    small = angle < 1e-12  # noqa: PLR2004 - a leg under 10 µm: the ends are one place
    sine = np.where(small, 1.0, np.sin(angle))
    left = np.where(small, 1.0 - share, np.sin((1.0 - share) * angle) / sine)
    right = np.where(small, share, np.sin(share * angle) / sine)
    return left[:, None] * a + right[:, None] * b


def destination(
    lon: npt.ArrayLike, lat: npt.ArrayLike, bearing_deg: npt.ArrayLike, dist_m: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """Go a distance along a great circle; returns lon and lat in degrees.

    Sphere: up to 0.6 % of the distance off the ellipsoid.
    """
    phi, theta = np.radians(np.asarray(lat, float)), np.radians(np.asarray(bearing_deg, float))
    delta = np.asarray(dist_m, float) / EARTH_RADIUS_M
    sin_phi = np.sin(phi) * np.cos(delta) + np.cos(phi) * np.sin(delta) * np.cos(theta)
    east = np.sin(theta) * np.sin(delta) * np.cos(phi)
    turn = np.degrees(np.arctan2(east, np.cos(delta) - np.sin(phi) * sin_phi))
    lon_out = (np.asarray(lon, float) + turn + 540.0) % 360.0 - 180.0
    return lon_out, np.degrees(np.arcsin(np.clip(sin_phi, -1.0, 1.0)))


def bearing(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Course at a of the great circle from a to b, in degrees from north; 0 at one place."""
    phi_a, phi_b, lam = np.radians([lat_a, lat_b, lon_b - lon_a]).tolist()
    east = np.sin(lam) * np.cos(phi_b)
    north = np.cos(phi_a) * np.sin(phi_b) - np.sin(phi_a) * np.cos(phi_b) * np.cos(lam)
    return float(np.degrees(np.arctan2(east, north)) % 360.0)


@jit
def arc_distance(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Distance of two places in metres on the sphere (haversine); degrees in.

    Notes:
        Up to 0.56 % off the ellipsoid; good for speeds and radii, not for limits.
        Source: Sinnott 1984, Sky and Telescope 68:159.
    """
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    half_phi, half_lam = (phi_b - phi_a) / 2.0, np.radians(lon_b - lon_a) / 2.0
    h = np.sin(half_phi) ** 2 + np.cos(phi_a) * np.cos(phi_b) * np.sin(half_lam) ** 2
    return 2.0 * EARTH_RADIUS_M * np.arcsin(np.sqrt(min(1.0, h)))


@jit
def place_between(
    lon_a: float, lat_a: float, lon_b: float, lat_b: float, share: float
) -> tuple[float, float]:
    """Interpolate between two places on the great circle: `along` for one leg.

    Args:
        lon_a: degrees; so the next three.
        lat_a: of the place where the share is 0.
        lon_b: of the place where it is 1.
        lat_b: likewise.
        share: by angle.

    Returns:
        lon and lat in degrees.
    """
    lam_a, phi_a, lam_b, phi_b = np.radians(np.array([lon_a, lat_a, lon_b, lat_b]))
    ax, ay, az = np.cos(phi_a) * np.cos(lam_a), np.cos(phi_a) * np.sin(lam_a), np.sin(phi_a)
    bx, by, bz = np.cos(phi_b) * np.cos(lam_b), np.cos(phi_b) * np.sin(lam_b), np.sin(phi_b)
    cx, cy, cz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
    angle = np.arctan2(np.sqrt(cx * cx + cy * cy + cz * cz), ax * bx + ay * by + az * bz)
    sine = np.sin(angle)
    p, q = 1.0 - share, share
    if sine > 0.0:
        p, q = np.sin((1.0 - share) * angle) / sine, np.sin(share * angle) / sine
    x, y, z = p * ax + q * bx, p * ay + q * by, p * az + q * bz
    return np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.sqrt(x * x + y * y)))

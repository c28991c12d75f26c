"""Shore segments turned into nearest distances, through spheres that bound them.

A shore is a chain of vertices in degrees, cut into chunks; a sphere bounds each chunk, and a
sphere each group of 64 chunks. Distances are straight chords between points of the ellipsoid.
"""

# ruff: noqa: PLR0917 - kernels take coordinates one by one: a tuple would cost time to compile

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit

__all__ = [
    "ECCENTRICITY2",
    "EQUATOR_M",
    "GROUP",
    "MIXED",
    "TIE",
    "Shore",
    "arc_of_chord",
    "gather",
    "is_seam",
    "nearest",
    "to_ecef",
    "to_segment",
    "vertex",
    "wins_tie",
]

Array = npt.NDArray[Any]

GROUP = 64
"""Chunks in a group."""
TIE = 1e-11
"""Squares of distances that differ by less of themselves are equal: under a micrometre."""
MIXED = -2
"""Label of a chunk whose segments have several."""

EQUATOR_M = 6_378_137.0
ECCENTRICITY2 = 0.006_694_379_990_141_317
"""WGS 84 (NIMA TR8350.2): semi-major axis; first eccentricity squared."""
_MEAN_RADIUS_M = 6_371_008.8


class Shore(NamedTuple):
    """A chain of vertices and the spheres that bound its pieces.

    Attributes:
        xy: vertices as lon, lat in degrees, float32, shape (n, 2).
        extra: further vertices, shape (e, 2); vertex i of these is vertex n + i of the chain.
        groups: centre and radius in metres, shape (g, 4).
        chunks: the same of each chunk, shape (c, 4), chunk k in group k // 64.
        first: first vertex of each chunk, int64, shape (c,).
        segments: how many each chunk has, int64, shape (c,); segment i joins vertices i and i + 1.
        code: label of each segment, int16, shape (n + e,).
        chunk_code: label of all segments of a chunk, MIXED where they differ; int16, shape (c,).
    """

    xy: Array
    extra: Array
    groups: Array
    chunks: Array
    first: Array
    segments: Array
    code: Array
    chunk_code: Array


def wins_tie(code: Array, i: int, j: int) -> bool:
    """Tell whether segment i goes before j where both are equally near: by its State code.

    Shores of two States that share a vertex are equally near to all places beyond it. The lower
    code goes first, and any before none, in each kernel alike; the codes of disputed places are the
    lowest, so that no claimant is left out.
    """
    return bool(code[i] >= 0 and (code[j] < 0 or code[i] < code[j]))


_wins_tie = jit(wins_tie)


@jit
def to_ecef(lon: float, lat: float) -> tuple[float, float, float]:
    """Turn degrees into earth-centred metres on the WGS 84 ellipsoid."""
    lam, phi = np.radians(lon), np.radians(lat)
    sine, cosine = np.sin(phi), np.cos(phi)
    normal = EQUATOR_M / np.sqrt(1.0 - ECCENTRICITY2 * sine * sine)
    return (
        normal * cosine * np.cos(lam),
        normal * cosine * np.sin(lam),
        normal * (1.0 - ECCENTRICITY2) * sine,
    )


@jit
def to_segment(
    px: float,
    py: float,
    pz: float,
    ax: float,
    ay: float,
    az: float,
    dx: float,
    dy: float,
    dz: float,
) -> tuple[float, float]:
    """Distance squared of p to the segment from a along d, and the share of d at its foot."""
    qx, qy, qz = px - ax, py - ay, pz - az
    length2 = dx * dx + dy * dy + dz * dz
    share = 0.0
    if length2 > 0.0:
        share = min(1.0, max(0.0, (qx * dx + qy * dy + qz * dz) / length2))
    qx, qy, qz = qx - share * dx, qy - share * dy, qz - share * dz
    return qx * qx + qy * qy + qz * qz, share


@jit
def vertex(xy: Array, extra: Array, i: int) -> tuple[float, float]:
    """Longitude and latitude of vertex i of the chain."""
    n = len(xy)
    if i < n:
        return float(xy[i, 0]), float(xy[i, 1])
    return float(extra[i - n, 0]), float(extra[i - n, 1])


@jit
def is_seam(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> bool:
    """Tell whether a segment only closes a polygon that the map's edge or the pole cuts."""
    south = lat_a < -60.0 and lat_b < -60.0  # noqa: PLR2004 - Antarctica is cut at 0° too
    on_edge = lon_a == lon_b and (abs(lon_a) == 180.0 or (lon_a == 0.0 and south))  # noqa: PLR2004
    return on_edge or (lat_a < -89.9 and lat_b < -89.9)  # noqa: PLR2004 - along the pole


@jit
def _try_segment(
    px: float, py: float, pz: float, xy: Array, extra: Array, i: int
) -> tuple[float, float]:
    lon_a, lat_a = vertex(xy, extra, i)
    lon_b, lat_b = vertex(xy, extra, i + 1)
    if is_seam(lon_a, lat_a, lon_b, lat_b):
        return np.inf, 0.0
    ax, ay, az = to_ecef(lon_a, lat_a)
    bx, by, bz = to_ecef(lon_b, lat_b)
    return to_segment(px, py, pz, ax, ay, az, bx - ax, by - ay, bz - az)


@jit
def _centre_distance(px: float, py: float, pz: float, sphere: Array) -> float:
    x, y, z = px - sphere[0], py - sphere[1], pz - sphere[2]
    return float(np.sqrt(x * x + y * y + z * z))


@jit
def _likeliest(
    px: float, py: float, pz: float, spheres: Array, first: int, last: int, least: float
) -> tuple[int, float]:
    """The sphere whose far side is nearest, and nearer than `least`: -1 for none; how far."""
    where = -1
    for k in range(first, last):
        bound = _centre_distance(px, py, pz, spheres[k]) + spheres[k, 3]
        if bound < least:
            least, where = bound, k
    return where, least


@jit
def _try_chunk(
    px: float, py: float, pz: float, shore: Shore, k: int, best: float, where: int, share: float
) -> tuple[float, int, float]:
    """Look for a nearer segment in one chunk."""
    for i in range(shore.first[k], shore.first[k] + shore.segments[k]):
        found2, found_share = _try_segment(px, py, pz, shore.xy, shore.extra, i)
        best2 = best * best
        if found2 < best2 * (1.0 - TIE) or (
            found2 <= best2 * (1.0 + TIE) and where >= 0 and _wins_tie(shore.code, i, where)
        ):
            best, where, share = np.sqrt(found2), i, found_share
    return best, where, share


@jit
def _search(
    px: float, py: float, pz: float, shore: Shore, group: int, best: float, where: int, share: float
) -> tuple[float, int, float]:
    """Look for a nearer segment in one group, its likeliest chunk first."""
    first, last = group * GROUP, min((group + 1) * GROUP, len(shore.chunks))
    likely, least = _likeliest(px, py, pz, shore.chunks, first, last, np.inf)
    if least < best:
        best, where, share = _try_chunk(px, py, pz, shore, likely, best, where, share)
    for k in range(first, last):
        if _centre_distance(px, py, pz, shore.chunks[k]) - shore.chunks[k, 3] < best:
            best, where, share = _try_chunk(px, py, pz, shore, k, best, where, share)
    return best, where, share


@jit
def _bounds(spheres: Array) -> Array:
    """Spheres around each GROUP of spheres, shape (g, 4)."""
    many = (len(spheres) + GROUP - 1) // GROUP
    bounds = np.zeros((many, 4))
    for b in range(many):
        first, last = b * GROUP, min((b + 1) * GROUP, len(spheres))
        for k in range(first, last):
            for axis in range(3):
                bounds[b, axis] += spheres[k, axis] / (last - first)
        x, y, z = bounds[b, 0], bounds[b, 1], bounds[b, 2]
        for k in range(first, last):
            bounds[b, 3] = max(bounds[b, 3], _centre_distance(x, y, z, spheres[k]) + spheres[k, 3])
    return bounds


@jit
def _find_nearest(
    px: float,
    py: float,
    pz: float,
    shore: Shore,
    bounds: Array,
    best: float,
    where: int,
    share: float,
) -> tuple[float, int, float]:
    """Find the nearest segment that is nearer than `best`: chord, segment, share of it."""
    done, least = -1, best
    for b in range(len(bounds)):
        if _centre_distance(px, py, pz, bounds[b]) - bounds[b, 3] < least:
            end = min((b + 1) * GROUP, len(shore.groups))
            found, least = _likeliest(px, py, pz, shore.groups, b * GROUP, end, least)
            done = found if found >= 0 else done
    if done >= 0:  # else what is known is likely to be it
        best, where, share = _search(px, py, pz, shore, done, best, where, share)
    for b in range(len(bounds)):
        if _centre_distance(px, py, pz, bounds[b]) - bounds[b, 3] >= best:
            continue
        for g in range(b * GROUP, min((b + 1) * GROUP, len(shore.groups))):
            away = _centre_distance(px, py, pz, shore.groups[g]) - shore.groups[g, 3]
            if away < best and g != done:
                best, where, share = _search(px, py, pz, shore, g, best, where, share)
    return best, where, share


@jit
def nearest(lon: Array, lat: Array, shore: Shore) -> tuple[Array, Array, Array]:
    """Find the nearest segment of each point, at any distance.

    Args:
        lon: degrees, float64, shape (n,).
        lat: degrees, float64, shape (n,).
        shore: the shore.

    Returns:
        chord in metres, index of the segment (-1: the shore is empty), share of the segment at
        the foot; shape (n,) each. Ties: see `wins_tie`.

    Notes:
        Quickest where neighbours in the input are neighbours at sea: each starts from what the
        last one found.
    """
    n, bounds = len(lon), _bounds(shore.groups)
    chord, where, share = np.empty(n), np.empty(n, np.int64), np.empty(n)
    last = -1
    for k in range(n):
        px, py, pz = to_ecef(lon[k], lat[k])
        best, best_share = np.inf, 0.0
        if last >= 0:
            found2, best_share = _try_segment(px, py, pz, shore.xy, shore.extra, last)
            best = np.sqrt(found2)
        best, last, best_share = _find_nearest(px, py, pz, shore, bounds, best, last, best_share)
        chord[k], where[k], share[k] = best, last, best_share
    return chord, where, share


@jit
def gather(px: float, py: float, pz: float, radius: float, shore: Shore) -> Array:
    """List the segments within a radius of a point, seams left out: int64, shape (k,)."""
    found, n = np.empty(256, np.int64), 0
    for g in range(len(shore.groups)):
        if _centre_distance(px, py, pz, shore.groups[g]) - shore.groups[g, 3] > radius:
            continue
        for k in range(g * GROUP, min((g + 1) * GROUP, len(shore.chunks))):
            if _centre_distance(px, py, pz, shore.chunks[k]) - shore.chunks[k, 3] > radius:
                continue
            for i in range(shore.first[k], shore.first[k] + shore.segments[k]):
                found2, _ = _try_segment(px, py, pz, shore.xy, shore.extra, i)
                if found2 > radius * radius:
                    continue
                if n == len(found):
                    wider = np.empty(2 * n, np.int64)
                    for old in range(n):
                        wider[old] = found[old]
                    found = wider
                found[n] = i
                n += 1
    return found[:n].copy()


def arc_of_chord(chord: Array, lon_a: Array, lat_a: Array, lon_b: Array, lat_b: Array) -> Array:
    """Turn chords of the ellipsoid into distances along it.

    Args:
        chord: metres, shape (n,).
        lon_a: one end, degrees; shape (n,), as the other three.
        lat_a: one end.
        lon_b: other end.
        lat_b: other end.

    Returns:
        metres, shape (n,).

    Notes:
        s = 2R asin(c / 2R), with R the radius of curvature at the middle of the arc along it
        (Euler 1767): within 1 mm of the geodesic (Karney 2013) up to 60 km, 1 m up to 1000 km.
    """
    lam = np.radians((np.asarray(lon_b) - lon_a + 540.0) % 360.0 - 180.0)
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    middle = (phi_a + phi_b) / 2.0
    east, north = lam * np.cos(middle), phi_b - phi_a
    along = np.hypot(east, north)
    cos2 = np.divide(north, along, out=np.zeros_like(along), where=along > 0.0) ** 2
    shrink = 1.0 - ECCENTRICITY2 * np.sin(middle) ** 2
    meridian, prime = EQUATOR_M * (1.0 - ECCENTRICITY2) / shrink**1.5, EQUATOR_M / np.sqrt(shrink)
    radius = 1.0 / (cos2 / meridian + (1.0 - cos2) / prime)
    # beyond a fifth of the way around, one place tells no longer the curvature of the whole
    radius = np.where(chord > _MEAN_RADIUS_M, _MEAN_RADIUS_M, radius)
    return np.asarray(2.0 * radius * np.arcsin(np.minimum(1.0, chord / (2.0 * radius))))

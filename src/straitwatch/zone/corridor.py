"""Two ends of a strait turned into its width, and into the gap between its two sides' belts."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.coast import ECCENTRICITY2, arc_of_chord, gather, to_ecef
from straitwatch.model.error import ContractError
from straitwatch.model.unit import NM_M
from straitwatch.zone.chart import coast_distance, open_chart

__all__ = [
    "ALONG_NM",
    "BELT_NM",
    "HOP_NM",
    "Corridor",
    "Line",
    "Place",
    "is_left",
    "land_on_line",
    "line_points",
    "measure_line",
    "narrowest_corridor",
    "width_nm",
]

Array = npt.NDArray[Any]
Place = tuple[float, float]

BELT_NM = 12.0
HOP_NM = 2.0 * BELT_NM
"""Coasts nearer to each other than this share their belt: they are one side of a strait."""

ALONG_NM = 0.02
"""Step at which a line is measured against the coast."""

_STEP_M = 250.0  # between two points of a coast, while its sides are told apart
_FINE_M = 2.0  # where the gap is narrowest
_CUBE_M = 0.99 * HOP_NM * NM_M / 3.0**0.5  # two points in one such cube are one hop apart
_FAR = 1 << 20  # cubes around the earth, and some
_TOUCH_M = 50.0  # how near to an end a line may still run over its own shore
_OPPOSITE = -0.9998  # cosine of 178.9 degrees: no line between such ends is the shortest


@dataclass(frozen=True)
class Line:
    """A line across a strait, measured.

    Attributes:
        width_nm: its geodesic length.
        beyond_3nm: nautical miles of it further than 3 nm from any coast; land counts as none.
        beyond_12nm: same, 12 nm.
        beyond_24nm: same, 24 nm.
    """

    width_nm: float
    beyond_3nm: float
    beyond_12nm: float
    beyond_24nm: float


@dataclass(frozen=True)
class Corridor:
    """What two sides of a strait leave open between their belts of 12 nm.

    Attributes:
        width_nm: least distance between the two sides less 24 nm; 0 where the belts meet; None
            where an end lies more than 12 nm off any coast: then it has no side.
        gap_nm: least distance between the two sides; None where they are one chain of coasts.
        a: lon and lat of the place of the first side where it is narrowest; None with `gap_nm`.
        b: same, of the second side.
    """

    width_nm: float | None
    gap_nm: float | None
    a: Place | None
    b: Place | None


def _ecef(places: Array) -> Array:
    """Earth-centred metres of places in degrees, shape (n, 2) to (n, 3)."""
    return np.stack(to_ecef.py_func(places[:, 0], places[:, 1]), axis=-1)  # type: ignore[attr-defined]


def _degrees(points: Array) -> Array:
    """Degrees of points on or just under the ellipsoid, shape (n, 3) to (n, 2)."""
    flat = np.hypot(points[:, 0], points[:, 1]) * (1.0 - ECCENTRICITY2)
    lon = np.arctan2(points[:, 1], points[:, 0])
    lat = np.arctan2(points[:, 2], flat)
    return np.asarray(np.degrees(np.stack([lon, lat], axis=-1)))


def width_nm(a: Place, b: Place) -> float:
    """Distance between two places in nautical miles, each lon and lat: 1 m off at 1000 km."""
    ends = np.array([a, b])
    chord = np.linalg.norm(np.diff(_ecef(ends), axis=0), axis=1)
    return float(arc_of_chord(chord, *(np.array([v]) for v in (*a, *b)))[0] / NM_M)


def line_points(a: Place, b: Place, n: int) -> Array:
    """Find n places along the great circle from a to b, its ends left out: lon, lat, (n, 2)."""
    share = ((np.arange(n) + 0.5) / n)[:, None]
    first, last = _ecef(np.array([a, b]))
    return _degrees(first + share * (last - first))


def is_left(a: Place, b: Place, place: Place) -> bool:
    """Tell whether a place lies on the left of one who looks from a to b, along a great circle."""
    first, last, other = _ecef(np.array([a, b, place]))
    return bool(np.dot(np.cross(first, last), other) > 0.0)


def measure_line(a: Place, b: Place) -> Line:
    """Measure a line across a strait, and how much of it lies off the coast.

    Args:
        a: lon and lat of one end, degrees.
        b: lon and lat of the other.

    Raises:
        ContractError: the ends are the same place, or opposite each other on the earth.

    Notes:
        Measured every 0.02 nm, so each `beyond` is off by that at most where the line meets a
        limit. 0.02 s for 100 nm once the tiles are built.
    """
    wide = width_nm(a, b)
    first, last = (end / np.linalg.norm(end) for end in _ecef(np.array([a, b])))
    if first @ last < _OPPOSITE:
        raise ContractError(
            "the ends lie opposite each other on the earth: no line is the shortest"
        )
    if wide == 0.0:
        raise ContractError("both ends are the same place")
    lon, lat = line_points(a, b, int(np.clip(wide / ALONG_NM, 8, 40_000))).T
    dist_nm = coast_distance(open_chart(), lon, lat) / NM_M
    dist_nm = np.where(np.isnan(dist_nm), np.inf, dist_nm)  # further than the chart's own reach
    shares = [round(float((dist_nm > limit).mean() * wide), 2) for limit in (3.0, 12.0, 24.0)]
    return Line(round(wide, 3), *shares)


def land_on_line(a: Place, b: Place) -> float:
    """Measure how many metres of a line run over land, its first and last 50 m left out."""
    wide_m = width_nm(a, b) * NM_M
    n = int(np.clip(wide_m / 20.0, 50, 40_000))
    lon, lat = line_points(a, b, n).T
    along = (np.arange(n) + 0.5) / n * wide_m
    inner = (along > _TOUCH_M) & (along < wide_m - _TOUCH_M)
    on_land = coast_distance(open_chart(), lon, lat) < 0.0
    return float((on_land & inner).mean() * wide_m)


def narrowest_corridor(a: Place, b: Place) -> Corridor:
    """Measure the narrowest gap between the belts of 12 nm of the two sides of a strait.

    The side of an end is the chain of coasts that hops of at most 24 nm link to it: over such a
    hop the belts of both shores meet. Only the coasts of the strait count: those within half the
    line's length and 12 nm of its middle.

    Args:
        a: lon and lat of one end of the strait, degrees; its coast is the one nearest to it.
        b: lon and lat of the other.

    Notes:
        Distances between points of the coast 250 m apart, and 2 m where the gap is narrowest: the
        gap is within 1 m. An islet in between that belongs to neither side is not counted. From
        the coastline only, without straight baselines. 0.1 to 2 s.
    """
    coast = _coast_around(a, b)
    points, at = _densify(coast, _STEP_M)
    starts = [_start(points, end) for end in _ecef(np.array([a, b]))]
    if min(starts) < 0:
        return Corridor(None, None, None, None)
    side = _sides(points, starts)
    if side is None:
        return Corridor(0.0, None, None, None)
    i, j = _nearest_pair(points, np.flatnonzero(side == 0), np.flatnonzero(side == 1))
    fine = [_densify(coast[_close_to(coast, points[k], at[k])], _FINE_M)[0] for k in (i, j)]
    k, m = _nearest_of(*fine)
    ends = _degrees(np.stack([fine[0][k], fine[1][m]])).round(5)
    first, last = ((float(x), float(y)) for x, y in ends)
    gap = width_nm(first, last)
    return Corridor(round(max(0.0, gap - HOP_NM), 3), round(gap, 3), first, last)


def _coast_around(a: Place, b: Place) -> Array:
    """Segments of the coast near a line: their ends as earth-centred metres, shape (k, 2, 3)."""
    ends = _ecef(np.array([a, b]))
    radius = float(np.linalg.norm(ends[0] - ends[1])) / 2.0 + BELT_NM * NM_M
    lon, lat = line_points(a, b, 1)[0]
    sea = open_chart().coast.sea
    ids = gather(*to_ecef(lon, lat), radius, sea)
    ids = ids[ids < len(sea.xy)]
    xy = np.stack([sea.xy[ids], sea.xy[ids + 1]], axis=1).astype(float)
    return _ecef(xy.reshape(-1, 2)).reshape(-1, 2, 3)


def _densify(segments: Array, step_m: float) -> tuple[Array, Array]:
    """Points at most a step apart on segments: shape (n, 3), and the segment of each, (n,)."""
    length = np.linalg.norm(segments[:, 1] - segments[:, 0], axis=1)
    many = 1 + np.ceil(length / step_m).astype(np.int64)
    at = np.repeat(np.arange(len(segments)), many)
    nth = np.arange(len(at)) - np.repeat(np.cumsum(many) - many, many)
    share = (nth / (many[at] - 1).clip(1))[:, None]
    return segments[at, 0] + share * (segments[at, 1] - segments[at, 0]), at


def _start(points: Array, end: Array) -> int:
    """Index of the point of the coast nearest to an end; -1 where none is within its belt."""
    away = np.linalg.norm(points - end, axis=1)
    return int(away.argmin()) if away.min(initial=np.inf) <= BELT_NM * NM_M else -1


def _sides(points: Array, starts: list[int]) -> Array | None:
    """Side of each point: 0, 1, or -1 for neither; None where both starts are on one chain."""
    cube = np.floor(points / _CUBE_M).astype(np.int64) + _FAR // 2
    key = (cube[:, 0] * _FAR + cube[:, 1]) * _FAR + cube[:, 2]
    _, first, of = np.unique(key, return_index=True, return_inverse=True)
    order = np.argsort(of, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(of))[:-1])
    start = [int(of[point]) for point in starts]
    side = np.full(len(members), -1)
    for number, cube_of_end in enumerate(start):
        _spread(points, members, cube[first], side, cube_of_end, number)
    return None if side[start[0]] == side[start[1]] else side[of]


def _spread(  # noqa: PLR0917 - the cubes, and where to begin
    points: Array, members: list[Array], cube: Array, side: Array, start: int, number: int
) -> None:
    """Mark the cubes that a chain of hops reaches from one of them."""
    side[start], todo = number, [start]
    while todo:
        here = todo.pop()
        apart = np.abs(cube - cube[here]).max(axis=1)
        for other in np.flatnonzero((apart <= 2) & (side != number)).tolist():  # noqa: PLR2004 - a hop spans two cubes
            if _one_hop(points[members[here]], points[members[other]]):
                side[other] = number
                todo.append(other)


def _one_hop(a: Array, b: Array) -> bool:
    hop2 = (HOP_NM * NM_M) ** 2
    for block in range(0, len(a), 512):
        gap = a[block : block + 512, None] - b[None]
        if (np.einsum("ijk,ijk->ij", gap, gap) <= hop2).any():
            return True
    return False


def _nearest_pair(points: Array, a: Array, b: Array) -> tuple[int, int]:
    """Nearest two of two sets of points: their indices in `points`."""
    cubes = [np.floor(points[ids] / _CUBE_M).astype(np.int64) for ids in (a, b)]
    kinds = [np.unique(cube, axis=0, return_inverse=True) for cube in cubes]
    away = np.abs(kinds[0][0][:, None] - kinds[1][0][None])
    bound = np.linalg.norm((away - 1).clip(0), axis=2) * _CUBE_M
    best, pair = np.inf, (0, 0)
    for flat in np.argsort(bound, axis=None):
        p, q = divmod(int(flat), bound.shape[1])
        if bound[p, q] >= best:
            break
        left, right = (
            ids[kind[1].ravel() == n] for ids, kind, n in ((a, kinds[0], p), (b, kinds[1], q))
        )
        i, j = _nearest_of(points[left], points[right])
        apart = float(np.linalg.norm(points[left[i]] - points[right[j]]))
        if apart < best:
            best, pair = apart, (int(left[i]), int(right[j]))
    return pair


def _nearest_of(a: Array, b: Array) -> tuple[int, int]:
    best, pair = np.inf, (0, 0)
    for block in range(0, len(a), 256):
        gap = a[block : block + 256, None] - b[None]
        apart2 = np.einsum("ijk,ijk->ij", gap, gap)
        i, j = divmod(int(apart2.argmin()), len(b))
        if apart2[i, j] < best:
            best, pair = apart2[i, j], (block + i, j)
    return pair


def _close_to(segments: Array, point: Array, own: int) -> Array:
    """Segments with an end within three steps of a point, and the point's own."""
    close = np.linalg.norm(segments - point, axis=2).min(axis=1) < 3.0 * _STEP_M
    close[own] = True
    return np.asarray(close)

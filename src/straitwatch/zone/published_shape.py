"""Packed limits turned into shapes: many points labelled, and corridors between two seas."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from straitwatch.kernel.coast import arc_of_chord
from straitwatch.model.error import ContractError
from straitwatch.model.unit import NM_M
from straitwatch.zone.published_pack import GAP_M
from straitwatch.zone.published_search import Search, densify, ecef

__all__ = [
    "Corridor",
    "label_points",
    "narrowest",
    "shapes_in",
]

Array = npt.NDArray[Any]

_MARGIN_DEG = 0.75  # beside a gate that is looked at too: 24 nm each way, and as much again
_STEP_M = 200.0  # between points of two limits that are compared
_NEAR = 1.03  # what a plane map may be off, to find edges that may hold the narrowest place
_ROUNDS = 10  # steps from limit to limit until the narrowest place is found


@dataclass(frozen=True)
class Corridor:
    """The narrowest passage between two territorial seas beside a gate.

    Attributes:
        width_nm: geodesic; 0 where they are one or touch.
        a: lon, lat of its end on the side of end a; so `b`.
        baseline: the set that says so.
    """

    width_nm: float
    a: tuple[float, float]
    b: tuple[float, float]
    baseline: str


def label_points(search: Search, x: Array, y: Array) -> tuple[list[tuple[int, ...]], Array]:
    """Find the owners of many points: sets of owners, and the set's number of each, -1 for none."""
    tree = shapely.STRtree(shapely.points(x, y))
    box = (x.min(), y.min(), x.max(), y.max()) if len(x) else (0.0, 0.0, 0.0, 0.0)
    keys = []
    for poly in _polys_in(search, *box).tolist():
        inside = tree.query(_shape(search, poly), predicate="intersects")
        keys.append(inside * len(search.poly_owner) + search.poly_owner[poly])
    key = np.unique(np.concatenate([np.empty(0, np.int64), *keys]))
    point, owner = key // len(search.poly_owner), key % len(search.poly_owner)
    sets: dict[tuple[int, ...], int] = {}
    codes = np.full(len(x), -1, np.int16)
    count = np.bincount(point, minlength=len(x))
    single = count[point] == 1
    for one in np.unique(owner[single]).tolist():
        codes[point[single & (owner == one)]] = sets.setdefault((one,), len(sets))
    several = np.flatnonzero(~single)
    cuts = np.flatnonzero(np.diff(point[several])) + 1
    for group in np.split(several, cuts) if len(several) else []:
        codes[point[group[0]]] = sets.setdefault(tuple(owner[group].tolist()), len(sets))
    return list(sets), codes


def _polys_in(search: Search, west: float, south: float, east: float, north: float) -> Array:
    """Polygons whose boxes touch a box."""
    boxes = search.poly_boxes
    touch = (boxes[:, 0] <= east) & (boxes[:, 2] >= west)
    return np.flatnonzero(touch & (boxes[:, 1] <= north) & (boxes[:, 3] >= south))


def _shape(search: Search, poly: int) -> Any:  # noqa: ANN401 - shapely has no types
    """One polygon, mended where rounding made it cross itself."""
    shell, *holes = (
        search.ring(ring) for ring in np.flatnonzero(search.ring_poly == poly).tolist()
    )
    shape = shapely.Polygon(shell, holes)
    shapely.prepare(shape)
    return shape if shapely.is_valid(shape) else shapely.make_valid(shape)


def shapes_in(search: Search, west: float, south: float, east: float, north: float) -> list[Any]:
    """Polygons of a set whose boxes touch a box, whole: shapely geometries."""
    return [_shape(search, poly) for poly in _polys_in(search, west, south, east, north).tolist()]


def _seas_near(search: Search, lon: float, lat: float, reach: float) -> list[Any]:
    """Parts of the union of all polygons near a place, longitudes counted from it."""
    wide = reach / max(0.05, float(np.cos(np.radians(lat))))
    found = []
    for turn in (-360.0, 0.0, 360.0):
        at = lon + turn
        box = (at - wide, lat - reach, at + wide, lat + reach)
        for poly in _polys_in(search, *box).tolist():
            part = shapely.clip_by_rect(_shape(search, poly), *box)
            moved = shapely.transform(part, lambda xy, at=at: xy - [at, 0.0])
            found.append(shapely.make_valid(moved))
    joined = shapely.union_all(found, grid_size=1e-6)  # what nearly touches at the seam is one
    return [part for part in shapely.get_parts(joined) if part.geom_type == "Polygon"]


def narrowest(
    search: Search, ends: tuple[float, float, float, float], baseline: str
) -> Corridor | None:
    """Find the narrowest gap between the seas of both ends of a gate.

    Args:
        search: the set.
        ends: lon_a, lat_a, lon_b, lat_b in degrees.
        baseline: the set's title.

    Returns:
        the corridor; None where no sea of the set lies near one of the ends.

    Notes:
        Only what lies beside the gate counts: within half its width and 45 nm of its middle. Two
        seas that meet elsewhere are two here.
    """
    lon_a, lat_a, lon_b, lat_b = ends
    if not np.isfinite(ends).all() or max(abs(lat_a), abs(lat_b)) > 85.0:  # noqa: PLR2004
        raise ContractError(f"a gate needs finite degrees and no pole: {ends}")
    half = ((lon_b - lon_a + 540.0) % 360.0 - 180.0) / 2.0
    lon, lat = lon_a + half, (lat_a + lat_b) / 2.0
    stretch = float(np.cos(np.radians(lat)))
    reach = float(np.hypot(half * stretch, (lat_b - lat_a) / 2.0)) + _MARGIN_DEG
    seas = _seas_near(search, lon, lat, reach)
    if not seas:
        return None
    flat = [shapely.transform(sea, lambda xy: xy * [stretch, 1.0]) for sea in seas]
    places = [shapely.Point(-half * stretch, lat_a), shapely.Point(half * stretch, lat_b)]
    away = [shapely.distance(flat, place) for place in places]
    if max(float(each.min()) for each in away) > _MARGIN_DEG:
        return None
    mine = [int(each.argmin()) for each in away]
    if mine[0] == mine[1]:
        return Corridor(0.0, (lon_a, lat_a), (lon_b, lat_b), baseline)
    outlines = [_facing(flat[mine[k]], flat[mine[1 - k]], stretch) for k in (0, 1)]
    width, a, b = _narrowest_of(outlines[0], outlines[1])
    if width < GAP_M:
        return Corridor(0.0, (lon_a, lat_a), (lon_b, lat_b), baseline)
    turned = [(float((p[0] + lon + 540.0) % 360.0 - 180.0), float(p[1])) for p in (a, b)]
    return Corridor(width / NM_M, turned[0], turned[1], baseline)


def _facing(sea: Any, other: Any, stretch: float) -> tuple[Array, Array]:  # noqa: ANN401 - shapely
    """Edges of a sea that may hold the narrowest place towards another: ends in degrees."""
    limit = shapely.distance(sea, other) * _NEAR + 0.02
    first, second = [], []
    for ring in shapely.get_rings(sea):
        xy = shapely.get_coordinates(ring)
        edges = shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1))
        near = shapely.dwithin(edges, other, limit)
        first.append(xy[:-1][near] / [stretch, 1.0])
        second.append(xy[1:][near] / [stretch, 1.0])
    a, b, _ = densify(np.concatenate(first), np.concatenate(second), _STEP_M)
    return a, b


def _narrowest_of(
    one: tuple[Array, Array], other: tuple[Array, Array]
) -> tuple[float, Array, Array]:
    """Shortest geodesic between two sets of short edges: metres, its two ends."""
    points, others = ecef(*one[0].T), ecef(*other[0].T)
    best, start = np.inf, 0
    for block in range(0, len(points), 512):
        apart = np.linalg.norm(points[block : block + 512, None] - others[None], axis=2)
        if apart.min() < best:
            best, start = float(apart.min()), block + int(apart.min(axis=1).argmin())
    a = b = one[0][start]
    for _ in range(_ROUNDS):
        b, _chord = _foot(a, other)
        a, chord = _foot(b, one)
    ends = [np.array([v]) for v in (a[0], a[1], b[0], b[1])]
    return float(arc_of_chord(np.array([chord]), *ends)[0]), a, b


def _foot(place: Array, edges: tuple[Array, Array]) -> tuple[Array, float]:
    """Nearest place of short edges, and the chord to it."""
    start = ecef(*edges[0].T)
    way = ecef(*edges[1].T) - start
    here = ecef(*place[:, None])[0]
    length2 = np.maximum((way * way).sum(axis=1), 1e-12)
    share = np.clip(((here - start) * way).sum(axis=1) / length2, 0.0, 1.0)
    chord = np.linalg.norm(start + share[:, None] * way - here, axis=1)
    k = int(chord.argmin())
    return edges[0][k] + share[k] * (edges[1][k] - edges[0][k]), float(chord[k])

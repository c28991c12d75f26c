"""Systems of baselines and the coast turned into outlines of the waters behind the lines."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.coast import ECCENTRICITY2, to_ecef
from straitwatch.model.error import ConfigError
from straitwatch.zone.baseline import Basepoint, System, is_closed
from straitwatch.zone.shore import polygons

__all__ = ["GAP_M", "ISLET_KM2", "drawn", "enclosed_waters"]

Array = npt.NDArray[Any]
_Box = tuple[float, float, float, float]  # west, south, east, north

GAP_M = 3000.0
"""How far a line's end may lie from the coast as drawn, to be carried on to it."""

ISLET_KM2 = 10.0
"""A line that ends on less land than this, which no other line touches, goes on to larger land."""

_LAND_LEVELS = (1, 5)  # land; Antarctica to the ice front
_MARGINS = (1.0, 2.0, 4.0, 6.0)  # degrees around the lines, tried in turn
_STEP_M = 1000.0  # pieces of a line as drawn: 2 cm off the geodesic between two of them
_INTO_LAND_DEG = 1e-5  # a line carried on ends a metre inside the land, so that it surely cuts
_NEAR_DEG = 0.05  # half the window around a line's end: more than GAP_M
_KM_PER_DEG = 111.195
_ON_EDGE_DEG = 1e-9

# ruff: noqa: PLC0415 - shapely is slow to import, few commands need it, and it has no types


def drawn(line: Sequence[Basepoint], step_m: float = _STEP_M) -> Array:
    """Draw a line: points along the great ellipse from basepoint to basepoint.

    Args:
        line: n >= 2 basepoints.
        step_m: greatest distance between two points.

    Returns:
        lon, lat, float64, shape (k, 2). Longitudes run on over the antimeridian: they may pass 180.

    Notes:
        Within a metre of the geodesic for lines up to 70 nm, 4 m up to 125 nm. A State's law may
        mean the loxodrome, which lies 0.6 km from it on a line of 100 nm along the parallel of 40;
        few laws say which.
    """
    pieces = []
    for a, b in pairwise(line):
        ends = [np.array(to_ecef.py_func(p.lon, p.lat)) for p in (a, b)]  # type: ignore[attr-defined]
        steps = 1 + int(np.linalg.norm(ends[0] - ends[1]) / step_m)
        share = np.arange(1, steps)[:, None] / steps
        x, y, z = (ends[0] + share * (ends[1] - ends[0])).T
        lon = np.degrees(np.arctan2(y, x))
        lat = np.degrees(np.arctan2(z, np.hypot(x, y) * (1.0 - ECCENTRICITY2)))
        pieces.append(np.vstack([[[a.lon, a.lat]], np.column_stack([lon, lat])]))
    pieces.append(np.array([[line[-1].lon, line[-1].lat]]))
    points = np.concatenate(pieces)
    points[:, 0] = np.unwrap(points[:, 0], period=360.0)
    return points


def enclosed_waters(system: System) -> list[Array]:
    """Find the waters behind the lines of a system.

    Args:
        system: of any kind; areas of set breadth enclose no water.

    Returns:
        closed outlines, lon and lat, float64, shape (n, 2) each. Islands in the water are not cut
        out: the outline is meant for places at sea. Longitudes run on over the antimeridian. A line
        that closes on itself is the outline.

    Raises:
        ConfigError: a line ends further than `GAP_M` from the coast, a place `inside` lies on land,
            or the water runs out past the lines. It names the system and the place.

    Notes:
        Faces that the coast of GSHHG and the lines bound; the outline's vertices are those of the
        coast. A line's end is carried on to the nearest shore, and from an islet to larger land:
        law ends lines at lights and rocks. 0.3 s for the Seto Inland Sea; the same answer for the
        same system and coast.
    """
    if system.kind == "breadth":
        return []
    found = [drawn(line) for line in system.lines if is_closed(line)]
    lines = [line for line in system.lines if not is_closed(line)]
    if lines:
        found.extend(_behind(system, lines))
    return found


@dataclass
class _Cut:
    """One system in one box: what the lines cut.

    Attributes:
        names: of the first and the last basepoint of each path.
        parts: pieces of land, shapely polygons; `km2` their areas.
        loose: places where a line ends on an islet with no larger land near.
    """

    system: System
    names: list[tuple[str, str]]
    paths: list[Array]
    places: Array
    box: _Box
    parts: Array
    km2: Array
    loose: list[str] = field(default_factory=list)

    def error(self, found: str, mend: str) -> ConfigError:
        whose = f"system '{self.system.system_id}' of {self.system.state}"
        return ConfigError(f"{whose}: {found}; {mend}")


def _behind(system: System, lines: list[tuple[Basepoint, ...]]) -> list[Array]:
    """Widen the box around the lines until the water behind them closes."""
    paths = [drawn(line) for line in lines]
    middle = float(paths[0][0, 0])
    paths = [_turn(path, middle) for path in paths]
    places = _turn(np.array([[p.lon, p.lat] for p in system.inside]), middle)
    known = np.concatenate([*paths, places])
    (west, south), (east, north) = known.min(axis=0), known.max(axis=0)
    names = [(line[0].name, line[-1].name) for line in lines]
    leaks = []
    for margin in _MARGINS:
        box = (west - margin, max(south - margin, -90.0), east + margin, min(north + margin, 90.0))
        cut = _Cut(system, names, paths, places, box, *_land(box))
        faces, leak = _faces(cut)
        if not len(leak):
            return faces
        leaks.append(leak[np.argmin(np.linalg.norm(leak - places[0], axis=1))])
    raise cut.error(
        f"the water inside runs out past the lines, for one at {_words(leaks[0])}"
        + "".join(f"; a line ends on an islet at {place}" for place in cut.loose),
        "add the line that is missing, or move the place inside",
    )


def _turn(points: Array, middle: float) -> Array:
    """Bring longitudes within half a circle of a middle one."""
    turned = points.copy()
    turned[:, 0] = middle + (points[:, 0] - middle + 180.0) % 360.0 - 180.0
    return turned


def _words(place: Array) -> str:
    return f"lon {(place[0] + 180.0) % 360.0 - 180.0:.4f}, lat {place[1]:.4f}"


def _faces(cut: _Cut) -> tuple[list[Array], Array]:
    """Cut the sea by the lines: outlines around the places, or where they reach the box's edge."""
    import shapely

    land = shapely.multipolygons(cut.parts)
    sea = shapely.get_parts(shapely.difference(shapely.box(*cut.box), land))
    points = shapely.points(cut.places)
    wet = shapely.intersects(sea[:, None], points)
    for k in np.flatnonzero(~wet.any(axis=0)):
        raise cut.error(
            f"the place inside at {_words(cut.places[k])} lies on land", "move it to sea"
        )
    lines = [shapely.LineString(_carry_on(cut, n)) for n in range(len(cut.paths))]
    found: list[Array] = []
    for water in sea[wet.any(axis=1)]:
        rings = shapely.get_rings(water)
        met = shapely.intersects(rings[:, None], lines).any(axis=1)
        met[0] = True  # the outer ring; of the islands those that the lines meet
        edges = shapely.union_all([*rings[met], *lines])
        faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
        for face in faces[shapely.intersects(faces[:, None], points).any(axis=1)]:
            outline = shapely.get_coordinates(shapely.get_exterior_ring(face))
            if len(reached := _reached(outline, cut.box)):
                return [], reached
            found.append(outline)
    return found, np.empty((0, 2))


def _reached(outline: Array, box: _Box) -> Array:
    """Points of an outline on the edge of the box."""
    x, y = outline.T
    on = np.minimum(np.abs(x - box[0]), np.abs(x - box[2])) < _ON_EDGE_DEG
    on |= np.minimum(np.abs(y - box[1]), np.abs(y - box[3])) < _ON_EDGE_DEG
    return np.asarray(outline[on])


@cache
def _boxes() -> Array:
    """Boxes around the polygons of the coast: west, south, east, north, shape (p, 4)."""
    xy, first, _, _ = polygons()
    return np.hstack([np.minimum.reduceat(xy, first), np.maximum.reduceat(xy, first)])


def _land(box: _Box) -> tuple[Array, Array]:
    """Land of a box, which may reach over the antimeridian: polygons and their areas in km²."""
    import shapely

    xy, first, count, level = polygons()
    west, south, east, north = _boxes().T
    pieces = []
    for turn in (-360.0, 0.0, 360.0):
        meets = (west + turn <= box[2]) & (east + turn >= box[0])
        meets &= (south <= box[3]) & (north >= box[1]) & np.isin(level, _LAND_LEVELS)
        for k in np.flatnonzero(meets):
            ring = _thin(xy[first[k] : first[k] + count[k]] + np.array([turn, 0.0]), box)
            whole = shapely.Polygon(ring)
            pieces.append(whole if shapely.is_valid(whole) else shapely.make_valid(whole))
    pieces = shapely.clip_by_rect(shapely.get_parts(pieces), *box)
    pieces = np.where(shapely.is_valid(pieces), pieces, shapely.make_valid(pieces))
    parts = shapely.get_parts(shapely.get_parts(pieces))
    parts = parts[shapely.area(parts) > 0.0]
    if not shapely.is_valid(shapely.multipolygons(parts)):  # halves that meet at the antimeridian
        parts = shapely.get_parts(shapely.union_all(parts))
    low, high = shapely.bounds(parts)[:, 1], shapely.bounds(parts)[:, 3]
    narrow = np.cos(np.radians((low + high) / 2.0))
    return parts, shapely.area(parts) * narrow * _KM_PER_DEG**2


def _thin(ring: Array, box: _Box) -> Array:
    """Drop what of a ring runs on along one side of a box, outside.

    The ring may cross itself out there then; which points of the box it holds stays the same.
    """
    x, y = ring.T
    side = np.select([x < box[0], x > box[2], y < box[1], y > box[3]], [1, 2, 3, 4], 0)
    turn = np.diff(side) != 0
    keep = (side == 0) | np.r_[True, turn] | np.r_[turn, True]
    return np.asarray(ring[keep])


def _carry_on(cut: _Cut, n: int) -> Array:
    """Carry the ends of a line on to the shore: its points, shape (k, 2)."""
    path, others = cut.paths[n], [path for k, path in enumerate(cut.paths) if k != n]
    first = _to_shore(cut, path[0], cut.names[n][0], others)[::-1]
    last = _to_shore(cut, path[-1], cut.names[n][1], others)
    return np.concatenate([first, path, last])


def _to_shore(cut: _Cut, end: Array, name: str, others: list[Array]) -> Array:
    """Find the way from a line's end into the land, unless it stands on another line.

    Works on a plane around the end whose unit is a degree of latitude.
    """
    import shapely

    narrow = max(0.01, float(np.cos(np.radians(end[1]))))
    to_plane, reach = [narrow, 1.0], GAP_M / 1000.0 / _KM_PER_DEG
    lines = [shapely.LineString((path - end) * to_plane) for path in others]
    origin = shapely.Point(0.0, 0.0)
    if lines and shapely.distance(lines, origin).min() < _INTO_LAND_DEG:
        return np.empty((0, 2))
    wide = _NEAR_DEG / narrow
    window = (end[0] - wide, end[1] - _NEAR_DEG, end[0] + wide, end[1] + _NEAR_DEG)
    near = shapely.clip_by_rect(cut.parts, *window)
    here = np.flatnonzero(~shapely.is_empty(near))
    near = shapely.transform(near[here], lambda xy: (xy - end) * to_plane)
    inner, km2 = shapely.buffer(near, -_INTO_LAND_DEG), cut.km2[here]
    away = np.where(shapely.is_empty(inner), np.inf, shapely.distance(inner, origin))
    if away.min(initial=np.inf) > reach:
        km = away.min(initial=np.inf) * _KM_PER_DEG
        far = f"{km:.1f} km" if np.isfinite(km) else "more than 5 km"
        which = f"the line's end {name} at {_words(end)}".replace("  ", " ")
        mend = f"add the basepoint on the shore: no more than {GAP_M / 1000.0:g} km are bridged"
        raise cut.error(f"{which} lies {far} from the coast", mend)
    at = int(np.argmin(away))
    way = [shapely.get_coordinates(shapely.shortest_line(origin, inner[at]))[1:]]
    while km2[at] < ISLET_KM2 and not (lines and shapely.distance(lines, near[at]).min() == 0.0):
        gap = np.where(
            (km2 > km2[at]) & np.isfinite(away), shapely.distance(inner, inner[at]), np.inf
        )
        if gap.min() > reach:
            cut.loose.append(f"{name or 'a line end'} ({_words(end)})")
            break
        bridge, at = shapely.shortest_line(inner[at], inner[np.argmin(gap)]), int(np.argmin(gap))
        way.append(shapely.get_coordinates(bridge))
    return np.concatenate(way) / to_plane + end

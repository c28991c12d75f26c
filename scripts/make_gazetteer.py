"""Hints of where places are turned into the gazetteer: names, middle and extent of each.

Reads src/straitwatch/decode/data/gazetteer_hints.csv and writes gazetteer.csv beside it. How a
place's position is found: `shore`: of an island, the area centroid of the polygon of the coastline
at the hint and the way to its farthest point; of a cape, the nearest point of the shore. `shores:`
the same of several islands as one. `members:` the middle of the box of other places, out to the
farthest end of any. `gate`: middle and half length of the line of that gate. `ends`: the same of
the shortest line between two places' shores. `told`: as the hint has it. A hint that the shore
does not bear out is refused. Run: python scripts/make_gazetteer.py
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely
from pyproj import Geod

from straitwatch.zone.shore import BASELINE, SEA_LEVELS, polygons

GEOD = Geod(ellps="WGS84")
DATA = Path(__file__).parent.parent / "src/straitwatch/decode/data"
GATES = Path(__file__).parent.parent / "src/straitwatch/zone/data/gates.csv"
HEAD = (
    *("id", "name_en", "name_ja", "reading", "prefecture", "aliases"),
    *("lon", "lat", "radius_km", "kind", "gate_id", "between", "source"),
)
NEAR_KM = 8.0  # how far a hint may lie from what it hints at
OFF = 2.5  # how many times the area may differ from the hint
CAPE_KM = 1.0  # what a cape's name covers
SOURCES = {
    "shore": f"{BASELINE}: area centroid and farthest shore point",
    "cape": f"general knowledge of the headland, moved to the nearest shore of {BASELINE}",
    "shores": f"{BASELINE}: area centroid of its islands and farthest shore point",
    "members": "middle of the box of its chief islands as listed here, out to the farthest",
    "gate": f"middle and half width of the shortest line from coast to coast, {BASELINE}",
    "ends": f"middle and half width of the shortest line between the two, {BASELINE}",
    "told": "general knowledge: a middle point and a radius of our own that covers what is meant",
    "sea": "our own: a middle point and a radius that covers what texts mean by it, not a limit",
    "rock": f"general knowledge: too small for {BASELINE}, or drawn there elsewhere",
}
Found = tuple[float, float, float]
Hint = dict[str, str]


def read(path: Path) -> list[Hint]:
    """Rows of a table whose first line is a remark."""
    return list(csv.DictReader(path.read_text("utf-8").splitlines()[1:]))


class Shores:
    """The polygons of the coastline, in a frame that has no seam in the Pacific."""

    def __init__(self) -> None:
        xy, first, count, level = polygons()
        keep = np.flatnonzero(np.isin(level, SEA_LEVELS))
        self.xy, self.first, self.count = xy, first[keep], count[keep]
        boxes = [self._box(i) for i in range(len(self.first))]
        self.tree = shapely.STRtree(shapely.box(*np.array(boxes).T))

    def ring(self, i: int) -> np.ndarray:
        """Vertices of one polygon, degrees."""
        return np.array(self.xy[self.first[i] : self.first[i] + self.count[i]], np.float64)

    def _box(self, i: int) -> tuple[float, float, float, float]:
        ring = self.ring(i)
        return (*ring.min(axis=0), *ring.max(axis=0))

    def at(self, lon: float, lat: float) -> tuple[int, float]:
        """The polygon that holds a place, or the nearest, and how far it is in km."""
        here, best = shapely.Point(lon, lat), (-1, np.inf)
        for i in self.tree.query(here.buffer(NEAR_KM / 80.0)):
            ring = self.ring(i)
            if shapely.Polygon(ring).contains(here):
                return int(i), 0.0
            away = reach(lon, lat, ring).min()
            if away < best[1]:
                best = int(i), float(away)
        return best


def reach(lon: float, lat: float, ring: np.ndarray) -> np.ndarray:
    """Geodesic distances in km from a place to points."""
    n = len(ring)
    return GEOD.inv(np.full(n, lon), np.full(n, lat), ring[:, 0], ring[:, 1])[2] / 1000.0


def area_km2(ring: np.ndarray) -> float:
    """Area of a polygon on the ellipsoid."""
    return abs(GEOD.polygon_area_perimeter(ring[:, 0], ring[:, 1])[0]) / 1e6


def island(shores: Shores, hint: Hint) -> np.ndarray:
    """The polygon of an island's hint."""
    i, away = shores.at(float(hint["lon"]), float(hint["lat"]))
    if i < 0:
        raise SystemExit(f"{hint['id']}: no shore within {NEAR_KM} km")
    ring = shores.ring(i)
    ratio = area_km2(ring) / float(hint["size"])
    if not 1 / OFF < ratio < OFF:
        raise SystemExit(f"{hint['id']}: {area_km2(ring):.2f} km2 at {away:.1f} km, x{ratio:.2f}")
    return ring


def around(rings: list[np.ndarray]) -> Found:
    """Area centroid of polygons, and the way to the farthest of their points."""
    middle = shapely.MultiPolygon([shapely.Polygon(ring) for ring in rings]).centroid
    radius = max(reach(middle.x, middle.y, ring).max() for ring in rings)
    return middle.x, middle.y, float(radius)


def cape(shores: Shores, hint: Hint) -> Found:
    """Nearest point of the shore."""
    lon, lat = float(hint["lon"]), float(hint["lat"])
    i, _ = shores.at(lon, lat)
    if i < 0:
        raise SystemExit(f"{hint['id']}: no shore within {NEAR_KM} km")
    ring = shores.ring(i)
    line, here = shapely.LineString(ring), shapely.Point(lon, lat)
    point = line.interpolate(line.project(here))
    away = reach(lon, lat, np.array([[point.x, point.y]]))[0]
    if away > 3.0 * CAPE_KM:
        raise SystemExit(f"{hint['id']}: the shore is {away:.1f} km away")
    return point.x, point.y, CAPE_KM


def middle_of(a: tuple[float, float], b: tuple[float, float]) -> Found:
    """Middle and half length of a line."""
    lon, lat = GEOD.npts(*a, *b, 1)[0]
    return lon, lat, GEOD.inv(*a, *b)[2] / 2000.0


def shortest(a: np.ndarray, b: np.ndarray) -> Found:
    """Middle and half length of the shortest line between two shores, to some 10 m."""
    squeeze = [np.cos(np.radians(a[:, 1].mean() / 2 + b[:, 1].mean() / 2)), 1.0]
    lines = [shapely.LineString(ring * squeeze) for ring in (a, b)]
    ends = shapely.get_coordinates(shapely.shortest_line(*lines)) / squeeze
    return middle_of(tuple(ends[0]), tuple(ends[1]))


def members(found: dict[str, Found], names: list[str]) -> Found:
    """Middle of the box of places, out to the farthest end of any."""
    there = np.array([found[name] for name in names])
    lon, lat = (there[:, :2].min(axis=0) + there[:, :2].max(axis=0)) / 2.0
    return lon, lat, float((reach(lon, lat, there[:, :2]) + there[:, 2]).max())


def locate(hints: list[Hint]) -> Iterator[tuple[Hint, Found, str]]:
    """Find each place, and say how: first what needs no other."""
    shores, found, rings = Shores(), {}, {}
    with GATES.open(encoding="utf-8") as lines:
        gates = {row["gate_id"]: row for row in csv.DictReader(list(lines)[1:])}
    late = ("shores", "members", "ends")
    for hint in sorted(hints, key=lambda hint: hint["how"].split(":")[0] in late):
        how, _, names = hint["how"].partition(":")
        source = how
        if how == "shore" and hint["kind"] == "cape":
            here, source = cape(shores, hint), "cape"
        elif how == "shore":
            rings[hint["id"]] = island(shores, hint)
            here = around([rings[hint["id"]]])
        elif how == "shores":
            here = around([rings[name] for name in names.split("+")])
        elif how == "members":
            here = members(found, names.split("+"))
        elif how == "gate":
            gate = gates[hint["gate_id"]]
            ends = [(float(gate[f"lon_{end}"]), float(gate[f"lat_{end}"])) for end in "ab"]
            here = middle_of(*ends)
        elif how == "ends":
            a, b = hint["between"].split(";")[0].split("+")
            line = [rings.get(end, np.array([found[end][:2]] * 2)) for end in (a, b)]
            here = shortest(*line)
        else:
            here = float(hint["lon"]), float(hint["lat"]), float(hint["size"])
            source = {"sea": "sea", "island": "rock"}.get(hint["kind"], how)
        found[hint["id"]] = here
        yield hint, here, SOURCES[source]


def main() -> None:
    """Write gazetteer.csv."""
    hints = read(DATA / "gazetteer_hints.csv")
    rows = {}
    for hint, (lon, lat, radius), source in locate(hints):
        plain = {key: hint[key] for key in HEAD if key in hint}
        where = {"lon": f"{lon:.3f}", "lat": f"{lat:.3f}", "radius_km": f"{max(radius, 0.1):.1f}"}
        rows[hint["id"]] = {**plain, **where, "source": source}
    with (DATA / "gazetteer.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEAD, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows[hint["id"]] for hint in hints)


if __name__ == "__main__":
    main()

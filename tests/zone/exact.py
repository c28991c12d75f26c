"""An independent way to a zone: a tree of vertices, geodesics of PROJ, polygons of GEOS.

It shares the file of the coast, the labels of its segments and the outlines of waters with the
chart, and no step of the computation.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import Geod, Transformer
from scipy.spatial import cKDTree

from straitwatch.model.unit import NM_M
from straitwatch.zone.chart import (
    ARCHIPELAGIC,
    CONTIGUOUS,
    ECONOMIC,
    HIGH_SEAS,
    INTERNAL,
    LAND,
    TERRITORIAL,
    Chart,
)
from straitwatch.zone.shore import SEA_LEVELS, polygons

GEOD = Geod(ellps="WGS84")
STEP_M = 300.0  # no two points of the tree along a shore are further apart
_TO_ECEF = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)


def ecef(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    return np.column_stack(_TO_ECEF.transform(lon, lat, np.zeros(len(lon))))


@dataclass
class Exact:
    """The shores of a box, for exact answers about points well inside it."""

    chart: Chart
    box: tuple[float, float, float, float] = (-180.0, -90.0, 180.0, 90.0)

    def __post_init__(self) -> None:
        west, south, east, north = self.box
        xy, first, count, level = polygons()
        sea = np.isin(level, SEA_LEVELS)
        on_shore = np.zeros(len(xy), bool)
        for a, n in zip(first[sea].tolist(), count[sea].tolist(), strict=True):
            on_shore[a : a + n - 1] = True
        a, b = np.asarray(xy[:-1], float), np.asarray(xy[1:], float)
        inside = ((a[:, 0] - west) % 360.0 <= east - west) & (a[:, 1] >= south)
        inside &= a[:, 1] <= north  # a box may reach over the antimeridian, past 180
        ids = np.flatnonzero(on_shore[:-1] & inside)
        ids = ids[~_is_seam(a[ids], b[ids])]
        lines = self.chart.coast.sea.extra
        ends = np.cumsum([len(line) for _, line in self.chart.coast.waters.lines]) - 1
        more = np.setdiff1d(np.arange(len(lines)), ends)
        self.a = np.concatenate([a[ids], lines[more]])
        self.b = np.concatenate([b[ids], lines[more + 1] if len(more) else lines[more]])
        self.ids = np.concatenate([ids, more + len(xy)])
        self._plant()
        self._draw(xy, first, count, level)

    def _plant(self) -> None:
        length = np.linalg.norm(ecef(*self.a.T) - ecef(*self.b.T), axis=1)
        steps = 1 + (length // STEP_M).astype(int)
        seg = np.repeat(np.arange(len(steps)), steps)
        share = (np.arange(len(seg)) - np.repeat(np.cumsum(steps) - steps, steps)) / steps[seg]
        places = self.a[seg] + share[:, None] * (self.b - self.a)[seg]
        ends = np.flatnonzero(np.append(np.any(self.b[:-1] != self.a[1:], axis=1), True))
        self.seg = np.concatenate([seg, ends])
        self.tree = cKDTree(ecef(*np.concatenate([places, self.b[ends]]).T))

    def _draw(
        self, xy: np.ndarray, first: np.ndarray, count: np.ndarray, level: np.ndarray
    ) -> None:
        west, south, east, north = self.box
        low, high = np.minimum.reduceat(xy, first), np.maximum.reduceat(xy, first)
        meets = np.zeros(len(low), bool)
        for turn in (-360.0, 0.0, 360.0):
            meets |= (low[:, 0] + turn <= east) & (high[:, 0] + turn >= west)
        meets &= (low[:, 1] <= north) & (high[:, 1] >= south)
        self.shapes = {}
        sea = np.isin(level, SEA_LEVELS)
        for name, wanted in (("sea", sea & meets), ("lake", ~sea & meets)):
            shapes = [
                shapely.Polygon(xy[first[p] : first[p] + count[p]]) for p in np.flatnonzero(wanted)
            ]
            shapely.prepare(shapes)
            self.shapes[name] = shapely.STRtree(shapes)

    def _parity(self, name: str, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        points = shapely.points(lon, lat)
        hits = self.shapes[name].query(points, predicate="within")[0]
        return np.bincount(hits, minlength=len(lon)) % 2 == 1

    def distance(self, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Geodesic metres to the nearest segment, and which it is: index into `ids`."""
        places = ecef(lon, lat)
        near, _ = self.tree.query(places)
        reach = np.sqrt(near**2 + STEP_M**2) + 5.0
        lists = self.tree.query_ball_point(places, reach, workers=2)
        point = np.repeat(np.arange(len(lon)), [len(each) for each in lists])
        seg = self.seg[np.concatenate(lists).astype(int)]
        pairs = np.unique(np.column_stack([point, seg]), axis=0)
        pairs = np.unique(np.concatenate([pairs, pairs - [0, 1]]), axis=0)
        pairs = pairs[pairs[:, 1] >= 0]
        metres = self._to_segments(lon[pairs[:, 0]], lat[pairs[:, 0]], pairs[:, 1])
        order = np.lexsort((metres, pairs[:, 0]))
        _, best = np.unique(pairs[order, 0], return_index=True)
        return metres[order][best], pairs[order, 1][best]

    def _to_segments(self, lon: np.ndarray, lat: np.ndarray, seg: np.ndarray) -> np.ndarray:
        """Least geodesic distance to segments, by golden section along each."""
        a, step = self.a[seg], self.b[seg] - self.a[seg]

        def metres(share: np.ndarray) -> np.ndarray:
            at = a + share[:, None] * step
            return GEOD.inv(lon, lat, at[:, 0], at[:, 1])[2]

        low, high = np.zeros(len(seg)), np.ones(len(seg))
        for _ in range(18):
            span = 0.381966 * (high - low)
            nearer = metres(low + span) < metres(high - span)
            high, low = np.where(nearer, high - span, high), np.where(nearer, low, low + span)
        return np.minimum.reduce([metres((low + high) / 2.0), metres(low * 0), metres(low * 0 + 1)])

    def zones(self, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Zone, distance, and State code of the nearest segment."""
        metres, seg = self.distance(lon, lat)
        code = self.chart.coast.sea.code[self.ids[seg]]
        breadth = self.chart.coast.plan.breadths[code + 1].copy()
        points, states = shapely.points(lon, lat), np.array(self.chart.coast.states)
        behind = {"internal": np.zeros(len(lon), bool), "archipelagic": np.zeros(len(lon), bool)}
        for water in self.chart.coast.waters.outlines:
            inside = shapely.within(points, shapely.Polygon(water.places))
            if water.kind == "breadth":
                own = inside & (np.where(code >= 0, states[code], "") == water.state)
                breadth[own] = water.breadth_nm * NM_M
            else:
                behind[water.kind] |= inside
        zone = np.select(
            [metres <= breadth, metres <= 24.0 * NM_M, metres <= 200.0 * NM_M],
            [TERRITORIAL, CONTIGUOUS, ECONOMIC],
            HIGH_SEAS,
        )
        zone[behind["archipelagic"]] = ARCHIPELAGIC
        zone[behind["internal"]] = INTERNAL
        land, lake = self._parity("sea", lon, lat), self._parity("lake", lon, lat)
        zone = np.where(land, np.where(lake, INTERNAL, LAND), zone)
        return zone, np.where(land, -metres, metres), code


def _is_seam(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Edges of the map, not of the land: the antimeridian, and the cut through Antarctica."""
    south = (a[:, 1] < -60.0) & (b[:, 1] < -60.0)
    upright = (a[:, 0] == b[:, 0]) & ((np.abs(a[:, 0]) == 180.0) | ((a[:, 0] == 0.0) & south))
    return upright | ((a[:, 1] < -89.9) & (b[:, 1] < -89.9))

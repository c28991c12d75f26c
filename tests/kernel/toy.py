"""Small worlds of a few polygons, and a plain reference that tells their zones."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely

from straitwatch.kernel.coast import Shore
from straitwatch.kernel.coastlayout import (
    ARCHIPELAGIC,
    AREA,
    CONTIGUOUS,
    ECONOMIC,
    HIGH_SEAS,
    IN_ARCHIPELAGO,
    IN_INTERNAL,
    INTERNAL,
    LAND,
    ON_LAKE,
    ON_LAND,
    SIDE,
    TERRITORIAL,
    TILE_ROWS,
    LandMap,
    Plan,
)
from straitwatch.model.unit import NM_M
from straitwatch.zone.chart import Chart
from straitwatch.zone.coastindex import Chain, chunk_chains, holds_centres
from straitwatch.zone.coastline import Coastline
from straitwatch.zone.join import join_outlines
from straitwatch.zone.waters import Waters

RADIUS_M = 6_371_008.8
Ring = Sequence[tuple[float, float]] | np.ndarray


@dataclass
class Toy:
    """Rings are not closed; longitudes may run on past 180: land is cut there, as in the file.

    `land`: State code and ring; `lakes`: rings, islands in lakes too; `lines`: State code and
    points of a straight baseline; `outlines`: bit and ring; `area`: State code and breadth in nm of
    the outlines of bit AREA; `breadths`: nm by State code.
    """

    land: list[tuple[int, Ring]]
    lakes: list[Ring] = field(default_factory=list)
    lines: list[tuple[int, Ring]] = field(default_factory=list)
    outlines: list[tuple[int, Ring]] = field(default_factory=list)
    area: tuple[int, float] = (0, 3.0)
    breadths: tuple[float, ...] = (12.0, 6.0, 12.0)

    def __post_init__(self) -> None:
        self.land = [(code, part) for code, ring in self.land for part in _cut_at_180(ring)]
        self.lakes = [part for ring in self.lakes for part in _cut_at_180(ring)]
        rings = [_closed(ring) for _, ring in self.land] + [_closed(ring) for ring in self.lakes]
        size = np.array([len(ring) for ring in rings])
        self.xy = np.concatenate(rings).astype(np.float32)
        self.xy.flags.writeable = False  # as a file that is mapped: the type kernels compile for
        first = np.cumsum(size) - size
        n, codes = len(self.land), [code for code, _ in self.land]
        parts = [np.asarray(points, float) for _, points in self.lines]
        extra, extra_first, extra_size = _joined(parts)
        code = np.concatenate(
            [
                np.repeat(codes, size[:n]),
                np.full(size[n:].sum(), -1),
                np.repeat([code for code, _ in self.lines], extra_size),
            ]
        ).astype(np.int16)
        by_bit: dict[int, list[np.ndarray]] = {}
        for bit, ring in self.outlines:
            by_bit.setdefault(bit, []).append(_closed(ring))
        turned = [(b, part) for b, rings in by_bit.items() for part in join_outlines(rings)]
        around, around_first, around_size = _joined([part for _, part in turned])
        bits = np.array([bit for bit, _ in turned], np.int16)
        sides = holds_centres(self.xy, first[:n], size[:n]) * np.int16(ON_LAND)
        sides |= holds_centres(self.xy, first[n:], size[n:]) * np.int16(ON_LAKE)
        for bit, part in turned:
            sides ^= holds_centres(part, np.array([0]), np.array([len(part)])) * np.int16(bit)
        sea = [
            Chain(self.xy, first[:n], size[:n]),
            Chain(extra, extra_first, extra_size, len(self.xy)),
        ]
        edges = [
            Chain(self.xy, first[n:], size[n:]),
            Chain(around, around_first, around_size, len(self.xy)),
        ]
        self.plan = Plan(
            sea=Shore(self.xy, extra, code=code, **chunk_chains(sea, code)),
            edges=Shore(
                self.xy,
                around,
                code=np.repeat(bits, around_size).astype(np.int16),
                **chunk_chains(edges, None),
            ),
            sides=sides,
            land=_no_land_map(),
            breadths=np.array([12.0, *self.breadths]) * NM_M,
            area_state=np.array([self.area[0]], np.int16),
            area_breadth=np.array([self.area[1]]) * NM_M,
            limits=np.array([24.0, 200.0]) * NM_M,
        )

    def chart(self, key: str) -> Chart:
        states = [chr(ord("A") + k) * 2 for k in range(len(self.breadths))]
        return Chart(Coastline(self.plan, states, key, Waters([], [], [], key)))

    def segments(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Ends of all segments that distances are taken to, and their codes."""
        parts = [(code, _closed(ring)) for code, ring in self.land]
        parts += [(code, np.asarray(points, float)) for code, points in self.lines]
        a = np.concatenate([part[:-1] for _, part in parts]).astype(float)
        b = np.concatenate([part[1:] for _, part in parts]).astype(float)
        codes = np.concatenate([np.full(len(part) - 1, code) for code, part in parts])
        seam = (a[:, 0] == b[:, 0]) & (np.abs(a[:, 0]) == 180.0)
        return a[~seam], b[~seam], codes[~seam]

    def reference(self, lon: np.ndarray, lat: np.ndarray) -> "Told":
        """Zones by plain means: every segment tried, every ring counted."""
        lon = (lon + 180.0) % 360.0 - 180.0
        metres, code, other = self._distance(lon, lat)
        land = sum(inside(lon, lat, ring) for _, ring in self.land) % 2 == 1
        lake = sum((inside(lon, lat, r) for r in self.lakes), np.zeros(len(lon), int)) % 2 == 1
        behind = dict.fromkeys((IN_INTERNAL, IN_ARCHIPELAGO, AREA), np.zeros(len(lon), bool))
        for bit, ring in self.outlines:
            turned = [inside(lon + turn, lat, ring) for turn in (-360.0, 0.0, 360.0)]
            behind[bit] = behind[bit] | (sum(turned) % 2 == 1)
        breadth = np.array(self.breadths)[code] * NM_M
        breadth[behind[AREA] & (code == self.area[0])] = self.area[1] * NM_M
        belts = [metres <= breadth, metres <= 24.0 * NM_M, metres <= 200.0 * NM_M]
        zone = np.select(belts, [TERRITORIAL, CONTIGUOUS, ECONOMIC], HIGH_SEAS)
        zone[behind[IN_ARCHIPELAGO]] = ARCHIPELAGIC
        zone[behind[IN_INTERNAL]] = INTERNAL
        zone = np.where(land, np.where(lake, INTERNAL, LAND), zone)
        off = [np.abs(metres - limit) for limit in (breadth, 24.0 * NM_M)]
        on_limit = np.minimum(*off) < 1.0
        on_limit |= np.abs(metres - 200.0 * NM_M) < 10.0
        return Told(zone, np.where(land, -metres, metres), code, on_limit, other - metres < 1.0)

    def _distance(
        self, lon: np.ndarray, lat: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Metres to the nearest segment, its code, and metres to the nearest of another code."""
        a, b, codes = self.segments()
        p, a3, b3 = ecef(lon, lat)[:, None], ecef(*a.T), ecef(*b.T)
        step = b3 - a3
        length2 = np.maximum((step * step).sum(axis=1), 1e-12)
        share = np.clip(((p - a3) * step).sum(axis=2) / length2, 0.0, 1.0)
        chord = np.linalg.norm(p - a3 - share[..., None] * step, axis=2)
        best = chord.argmin(axis=1)
        least = chord[np.arange(len(lon)), best]  # through the ground: lines here are long
        metres = 2.0 * RADIUS_M * np.arcsin(least / (2.0 * RADIUS_M))
        chord[codes[None] == codes[best][:, None]] = np.inf
        return metres, codes[best], chord.min(axis=1)


@dataclass
class Told:
    """What the reference tells; `on_limit` and `tied`: too near to a limit, to another State."""

    zone: np.ndarray
    metres: np.ndarray
    code: np.ndarray
    on_limit: np.ndarray
    tied: np.ndarray


def ecef(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    lam, phi = np.radians(lon), np.radians(lat)
    e2 = (2.0 - 1.0 / 298.257223563) / 298.257223563
    normal = 6_378_137.0 / np.sqrt(1.0 - e2 * np.sin(phi) ** 2)
    x, y = normal * np.cos(phi) * np.cos(lam), normal * np.cos(phi) * np.sin(lam)
    return np.stack([x, y, normal * (1.0 - e2) * np.sin(phi)], axis=-1)


def inside(lon: np.ndarray, lat: np.ndarray, ring: Ring) -> np.ndarray:
    """Count crossings of the way to the east, with integers of 1 where it is odd."""
    points = _closed(ring)
    (xa, ya), (xb, yb) = points[:-1].T, points[1:].T
    y = lat[:, None]
    spans = (ya <= y) != (yb <= y)
    run = np.where(yb == ya, 1.0, yb - ya)
    x = xa + (y - ya) / run * (xb - xa)
    return (spans & (x > lon[:, None])).sum(axis=1) % 2


def _cut_at_180(ring: Ring) -> list[np.ndarray]:
    """Cut a ring at the antimeridian, and round as the file of the coast does."""
    points = np.asarray(ring, float)
    if points[:, 0].max() <= 180.0:
        return [points.astype(np.float32).astype(float)]
    parts = []
    for west in (-180.0, 180.0):
        half = shapely.clip_by_rect(
            shapely.make_valid(shapely.Polygon(points)), west, -90, west + 360, 90
        )
        for part in [p for p in shapely.get_parts(half) if p.area > 0.0]:
            corners = shapely.get_coordinates(part.exterior)[:-1] - [west + 180.0, 0.0]
            parts.append(corners.astype(np.float32).astype(float))
    return parts


def _closed(ring: Ring) -> np.ndarray:
    points = np.asarray(ring, float)
    return np.concatenate([points, points[:1]])


def _joined(parts: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    size = np.array([len(part) for part in parts], np.int64)
    return np.concatenate([np.empty((0, 2)), *parts]), np.cumsum(size) - size, size


def _no_land_map() -> LandMap:
    rows = TILE_ROWS * SIDE
    return LandMap(np.zeros(rows + 1, np.int64), np.zeros(0, np.uint16), np.zeros(0, np.uint8))

"""Places turned into zones: land, internal waters, territorial sea, contiguous zone, beyond."""

from dataclasses import dataclass, field
from functools import cache
from threading import Lock, Thread
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.kernel.coast import arc_of_chord, nearest, vertex
from straitwatch.kernel.coastfind import (
    INLAND,
    NOT_BUILT,
    OPEN_SEA,
    Pool,
    locate,
    trig_table,
)
from straitwatch.kernel.coastgrid import (
    CELLS,
    ON_LAKE,
    ON_LAND,
    PER_DEGREE,
    TILE_COLS,
    TILE_ROWS,
    build_tile,
)
from straitwatch.model.error import ContractError
from straitwatch.model.schema import PATH, conform
from straitwatch.model.unit import NM_M
from straitwatch.zone.shore import Coastline, load_coastline
from straitwatch.zone.water import is_enclosed

__all__ = [
    "BEYOND",
    "CONTIGUOUS",
    "INTERNAL",
    "LAND",
    "NAMES",
    "REACH_NM",
    "TERRITORIAL",
    "Chart",
    "Near",
    "Zoned",
    "add_zones",
    "classify",
    "coast_distance",
    "nearest_coast",
    "open_chart",
]

Array = npt.NDArray[Any]

LAND, INTERNAL, TERRITORIAL, CONTIGUOUS, BEYOND = 0, 1, 2, 3, 4
NAMES = ["land", "internal_waters", "territorial_sea", "contiguous_zone", "beyond_24nm"]

TERRITORIAL_NM, CONTIGUOUS_NM = 12.0, 24.0
"""Greatest breadths: UNCLOS 3 and 33(2)."""

REACH_NM = 30.0
"""`classify` knows distances up to here: 24 nm, and what uncertainty may add to it."""

_TRIG = trig_table()
_BLOCK = 256  # points that are looked up together
_MAX_SEGMENTS = 8_000_000  # of the pool, some 1 GB; more empties it


class _Grown:
    """An array that grows at its end, by doubling."""

    def __init__(self, width: tuple[int, ...], dtype: npt.DTypeLike) -> None:
        self._room = np.empty((1024, *width), dtype)
        self.n = 0

    def append(self, rows: Array) -> None:
        while self.n + len(rows) > len(self._room):
            self._room = np.concatenate([self._room, np.empty_like(self._room)])
        self._room[self.n : self.n + len(rows)] = rows
        self.n += len(rows)

    def array(self) -> Array:
        return self._room


@dataclass
class Chart:
    """The coastline, and the tiles of it that were asked for so far."""

    coast: Coastline
    _slot: Array = field(
        default_factory=lambda: np.full(TILE_ROWS * TILE_COLS, NOT_BUILT, np.int32)
    )
    _parts: dict[str, _Grown] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        """Start with no tile built."""
        self._clear()

    def _clear(self) -> None:
        self._slot = np.full(TILE_ROWS * TILE_COLS, NOT_BUILT, np.int32)
        shapes: dict[str, tuple[tuple[int, ...], npt.DTypeLike]] = {
            "flags": ((CELLS,), np.int8),
            "start": ((CELLS + 1,), np.int64),
            "lake_start": ((CELLS + 1,), np.int64),
            "cand": ((), np.int32),
            "lake_cand": ((), np.int32),
            "seg": ((8,), np.float64),
            "ends": ((4,), np.float64),
            "lake_ends": ((4,), np.float64),
        }
        self._parts = {name: _Grown(*shape) for name, shape in shapes.items()}

    def pool(self, tiles: Array) -> Pool:
        """Build the tiles that are missing; tiles are numbers, shape (n,)."""
        with self._lock:
            if self._parts["seg"].n > _MAX_SEGMENTS:
                self._clear()
            for tile in np.unique(tiles[self._slot[tiles] == NOT_BUILT]).tolist():
                self._build(tile)
            arrays = {name: part.array() for name, part in self._parts.items()}
            return Pool(slot=self._slot, trig=_TRIG, **arrays)

    def _build(self, tile: int) -> None:
        coast, reach_m, parts = self.coast, REACH_NM * NM_M, self._parts
        built = build_tile(tile, int(coast.sides[tile]), coast.sea, coast.lakes, reach_m)
        flags, start, cand, ids, seg, ends, lake_start, lake_cand, lake_ends = built
        if not len(cand) and not len(lake_ends) and not (flags & ON_LAKE).any():
            self._slot[tile] = INLAND if flags[0] & ON_LAND else OPEN_SEA
            return
        slot = parts["flags"].n
        parts["flags"].append(flags[None])
        parts["start"].append(start[None] + parts["cand"].n)
        parts["lake_start"].append(lake_start[None] + parts["lake_cand"].n)
        parts["cand"].append(cand + np.int32(parts["seg"].n))
        parts["lake_cand"].append(lake_cand + np.int32(parts["lake_ends"].n))
        seg[:, 6] = coast.codes(ids)
        parts["seg"].append(seg)
        parts["ends"].append(ends)
        parts["lake_ends"].append(lake_ends)
        self._slot[tile] = slot


@dataclass(frozen=True)
class Zoned:
    """Zones of n points.

    Attributes:
        zone: codes LAND ... BEYOND, int8, shape (n,).
        coast_m: distance to the nearest baseline in metres, float32, shape (n,): negative inside
            the land's outline (lakes too), nan where it is more than REACH_NM.
        state: codes of `states`, int16, shape (n,): State of the nearest baseline, -1 for none.
        states: names of the codes, ISO 3166 alpha-2; claimants of a disputed place joined by `|`.
    """

    zone: Array
    coast_m: Array
    state: Array
    states: list[str]


@dataclass(frozen=True)
class Near:
    """The nearest baseline of n points, shape (n,) each: metres, place of the foot, State code."""

    dist_m: Array
    lon: Array
    lat: Array
    state: Array


@cache
def open_chart() -> Chart:
    """Open the chart of the world; the same one for the whole process.

    Raises:
        ConfigError: the package that brings the coastline is not installed.
    """
    return Chart(load_coastline())


def _check(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Array, Array]:
    """Bring longitudes into [-180, 180); both as float64, shape (n,)."""
    x, y = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
    if x.shape != y.shape or x.ndim != 1:
        raise ContractError(f"lon and lat differ in shape: {x.shape} and {y.shape}")
    if not (np.isfinite(x).all() and np.isfinite(y).all() and (np.abs(y) <= 90.0).all()):  # noqa: PLR2004
        raise ContractError("lon and lat must be finite degrees, lat from -90 to 90")
    if len(x) and (x.min() < -180.0 or x.max() >= 180.0):  # noqa: PLR2004 - the antimeridian
        x = (x + 180.0) % 360.0 - 180.0
    return np.ascontiguousarray(x), np.ascontiguousarray(y)


def _tiles(x: Array, y: Array) -> Array:
    col = np.minimum(TILE_COLS - 1, ((x + 180.0) * PER_DEGREE).astype(np.int32))
    row = np.minimum(TILE_ROWS - 1, ((y + 90.0) * PER_DEGREE).astype(np.int32))
    touched = np.zeros(TILE_ROWS * TILE_COLS, bool)
    touched[row * TILE_COLS + col] = True
    return np.flatnonzero(touched)


_LIMITS_M = np.array([TERRITORIAL_NM, CONTIGUOUS_NM, REACH_NM]) * NM_M
_ZONE_OF_LABEL = np.array(
    [
        INTERNAL if label & ON_LAND and label & ON_LAKE else LAND if label & ON_LAND else ring
        for label in range(16)
        for ring in [(TERRITORIAL, CONTIGUOUS, BEYOND, BEYOND)[label >> 2]]
    ],
    np.int8,
)


def _locate(x: Array, y: Array, pool: Pool) -> tuple[Array, Array, Array]:
    """Run the kernel, on two threads when there is enough to do: label, dist_m, State code."""
    n, half = len(x), len(x) // 2
    label, dist_m, code = np.empty(n, np.int8), np.empty(n, np.float32), np.empty(n, np.int16)

    def run(part: slice) -> None:
        room = np.empty((_BLOCK, 4), np.int64)
        locate(x[part], y[part], pool, _LIMITS_M, label[part], dist_m[part], code[part], room)

    if half < 50_000:  # noqa: PLR2004 - a thread costs more than this many points
        run(slice(None))
    else:
        other = Thread(target=run, args=(slice(half, None),))
        other.start()
        run(slice(0, half))
        other.join()
    return label, dist_m, code


def classify(chart: Chart, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Zoned:
    """Find the zone of each point, its distance to the nearest baseline and the State there.

    Args:
        chart: the chart.
        lon: degrees, any turn of the circle, shape (n,).
        lat: degrees, shape (n,).

    Returns:
        zones, n rows in the order given.

    Raises:
        ContractError: shapes differ, or a coordinate is not finite or no latitude.

    Notes:
        Exact to under 1 m of the geodesic distance to the outline as drawn. What the outline is
        worth is another question: see `verdict`. Points at sea inside closing lines are internal
        waters; the normal baseline stands for all straight baselines that the project does not
        know. Cost: 2 to 10 ms for each 0.25° tile touched the first time, then some 0.1 µs a point.
        Source: UNCLOS 3, 5, 8, 33.
    """
    x, y = _check(lon, lat)
    if not len(x):
        none = np.empty(0)
        states = chart.coast.states
        return Zoned(none.astype(np.int8), none.astype(np.float32), none.astype(np.int16), states)
    label, coast_m, code = _locate(x, y, chart.pool(_tiles(x, y)))
    zone = _ZONE_OF_LABEL[label]
    enclosed = is_enclosed(x, y)
    zone[enclosed & (zone != LAND)] = INTERNAL
    return Zoned(zone, coast_m, code, chart.coast.states)


def nearest_coast(chart: Chart, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Near:
    """Find the nearest baseline of each point, however far: some 0.1 ms a point.

    Raises:
        ContractError: as `classify`.
    """
    x, y = _check(lon, lat)
    sea = chart.coast.sea
    chord, where, share = nearest(x, y, sea)
    a = np.array([vertex(sea.xy, sea.extra, i) for i in where]).reshape(-1, 2)
    b = np.array([vertex(sea.xy, sea.extra, i + 1) for i in where]).reshape(-1, 2)
    foot = a + share[:, None] * (b - a)
    dist = arc_of_chord(chord, x, y, foot[:, 0], foot[:, 1])
    return Near(dist, foot[:, 0], foot[:, 1], chart.coast.codes(where))


def coast_distance(chart: Chart, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Array:
    """Distance to the nearest baseline, at any distance.

    Args:
        chart: the chart.
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).

    Returns:
        metres, float64, shape (n,): positive at sea, negative inside the land's outline.

    Raises:
        ContractError: as `classify`.
    """
    x, y = _check(lon, lat)
    label, _, _ = _locate(x, y, chart.pool(_tiles(x, y)))
    land = label & ON_LAND != 0
    return np.where(land, -1.0, 1.0) * nearest_coast(chart, x, y).dist_m


def add_zones(path: pa.Table, chart: Chart) -> pa.Table:
    """Fill the columns zone, coast_m and state of a PATH table; rows without a place stay null.

    Args:
        path: PATH, or a table that has its columns; n rows.
        chart: the chart.

    Returns:
        PATH, n rows in the same order.
    """
    path = conform(path, PATH)
    lon, lat = path["lon"].to_numpy(), path["lat"].to_numpy()
    placed = np.isfinite(lon) & np.isfinite(lat) & (np.abs(np.nan_to_num(lat)) <= 90.0)  # noqa: PLR2004
    zone, coast_m = np.zeros(len(lon), np.int8), np.full(len(lon), np.nan, np.float32)
    state = np.full(len(lon), NOT_BUILT, np.int32)
    zoned = classify(chart, lon[placed], lat[placed])
    zone[placed], coast_m[placed], state[placed] = zoned.zone, zoned.coast_m, zoned.state
    indices = pa.array(state, pa.int32(), mask=state < 0)
    filled = {
        "zone": pa.array(zone, mask=~placed),
        "coast_m": pa.array(coast_m, mask=np.isnan(coast_m)),
        "state": pa.DictionaryArray.from_arrays(indices, pa.array(zoned.states)),
    }
    for name, column in filled.items():
        path = path.set_column(
            path.column_names.index(name), PATH.field(name), pc.cast(column, PATH.field(name).type)
        )
    return path

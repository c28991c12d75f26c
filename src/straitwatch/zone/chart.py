"""Places turned into zones: land, internal waters, territorial sea, on to the high seas."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel import coastlayout
from straitwatch.kernel.coast import Shore, arc_of_chord, nearest
from straitwatch.kernel.coastfind import BAD, BLOCK, Pool, locate
from straitwatch.kernel.coastlayout import TILE_COLS, TILE_ROWS, UNIT_COLS, UNITS
from straitwatch.model.error import ContractError, OutputError
from straitwatch.model.unit import NM_M
from straitwatch.zone.coastline import Coastline, load_coastline
from straitwatch.zone.tiles import Tiles, units_of_tiles
from straitwatch.zone.waters import cache_folder

__all__ = [
    "ARCHIPELAGIC",
    "CONTIGUOUS",
    "ECONOMIC",
    "HIGH_SEAS",
    "INTERNAL",
    "LAND",
    "NAMES",
    "REACH_NM",
    "TERRITORIAL",
    "UNITS",
    "Chart",
    "Near",
    "Zoned",
    "classify",
    "coast_distance",
    "label",
    "nearest_coast",
    "open_chart",
    "prepare_world",
]

Array = npt.NDArray[Any]

LAND, INTERNAL, TERRITORIAL = coastlayout.LAND, coastlayout.INTERNAL, coastlayout.TERRITORIAL
CONTIGUOUS, ECONOMIC = coastlayout.CONTIGUOUS, coastlayout.ECONOMIC
HIGH_SEAS, ARCHIPELAGIC = coastlayout.HIGH_SEAS, coastlayout.ARCHIPELAGIC
NAMES = [
    "land",
    "internal_waters",
    "territorial_sea",
    "contiguous_zone",
    "exclusive_economic_zone",
    "high_seas",
    "archipelagic_waters",
]
"""Names of the codes."""

REACH_NM = 30.0
"""`classify` knows distances up to here: 24 nm, and what uncertainty may add to it."""

_MOST_BYTES = 1 << 30  # of tiles with distances; more are given up, and read again from disk


class Chart:
    """The coastline, and the tiles of it that were asked for so far.

    Attributes:
        coast: the shores and the rules.
        zones: tiles that tell zone and State alone, small enough for the whole world.
        ranges: tiles that tell distances too.
    """

    def __init__(self, coast: Coastline) -> None:
        self.coast = coast
        self.zones = Tiles(coast, -1.0)
        self.ranges = Tiles(coast, REACH_NM * NM_M, _MOST_BYTES)


@dataclass(frozen=True)
class Zoned:
    """Zones of n points.

    Attributes:
        zone: codes of `NAMES`, int8, shape (n,).
        coast_m: distance to the nearest baseline in metres, float32, shape (n,): negative inside
            the land's outline (lakes too), nan where it is more than REACH_NM.
        state: codes of `states`, int16, shape (n,): State of the nearest baseline, on land that of
            the land; -1 for none, as on the high seas.
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


def _places(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Array, Array]:
    x, y = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
    if x.shape != y.shape or x.ndim != 1:
        raise ContractError(f"lon and lat differ in shape: {x.shape} and {y.shape}")
    return np.ascontiguousarray(x), np.ascontiguousarray(y)


def _refuse(lon: Array, lat: Array, bad: Array) -> None:
    k = int(np.flatnonzero(bad)[0])
    raise ContractError(
        f"row {k}: lon {lon[k]}, lat {lat[k]} is no place: both must be finite degrees, lat from "
        "-90 to 90" + ("; are the two swapped?" if 90.0 < abs(lat[k]) <= 180.0 else "")  # noqa: PLR2004
    )


def _locate(lon: Array, lat: Array, tiles: Tiles, dist: Array) -> tuple[Array, Array]:
    """Zone and State code of each point; builds what is missing. `dist` is filled: see `locate`."""
    zone, state = np.empty(len(lon), np.int8), np.empty(len(lon), np.int16)
    missing = np.zeros(TILE_ROWS * TILE_COLS, np.int8)
    first = True
    while True:
        absent, bad = _run(lon, lat, tiles.pool(), (zone, state, dist, missing))
        if bad:
            _refuse(lon, lat, zone == BAD)
        if not absent:
            return zone, state
        tiles.build(units_of_tiles(np.flatnonzero(missing)), forget=first)
        first = False
        missing[:] = 0


def _run(
    lon: Array, lat: Array, pool: Pool, out: tuple[Array, Array, Array, Array]
) -> tuple[int, int]:
    """Run the kernel, on two threads when it pays: points without a tile, and bad ones."""
    half, told = len(lon) // 2, np.zeros((2, 2), np.int64)
    zone, state, dist, missing = out

    def run(part: slice, nth: int) -> None:
        room = np.empty((BLOCK, 4))
        some = dist[part] if len(dist) else dist
        filled = zone[part], state[part], some, missing, told[nth], room
        locate(lon[part], lat[part], pool, REACH_NM * NM_M, *filled)

    if half < 50_000:  # noqa: PLR2004 - a thread costs more than this many points
        run(slice(None), 0)
    else:
        other = Thread(target=run, args=(slice(half, None), 1))
        other.start()
        run(slice(0, half), 0)
        other.join()
    absent, bad = told.sum(axis=0).tolist()
    return absent, bad


@dataclass(frozen=True)
class Label:
    """Zones of n points without distances: see `Zoned`."""

    zone: Array
    state: Array
    states: list[str]


def label(chart: Chart, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Label:
    """Find zone and State of each point: the fast way, for the whole world.

    Args:
        chart: the chart.
        lon: degrees, any turn of the circle, shape (n,).
        lat: degrees, shape (n,).

    Returns:
        what `classify` finds, without distances.

    Raises:
        ContractError: shapes differ, or a coordinate is not finite or no latitude.

    Notes:
        `straitwatch bench zones` measures it. Most points share one answer with their whole cell
        of 1/64°; in the others the few segments that can be nearest are measured.
    """
    x, y = _places(lon, lat)
    zone, state = _locate(x, y, chart.zones, np.empty(0, np.float32))
    return Label(zone, state, chart.coast.states)


def prepare_world(chart: Chart, tell: Callable[[int], None]) -> Path:
    """Build the zones of the whole world and keep them on disk, for later runs to map.

    Args:
        chart: the chart.
        tell: called with the number of units that were just done, of `UNITS`.

    Returns:
        the folder that holds them.

    Raises:
        OutputError: the cache cannot be written.

    Notes:
        About a minute and a half on two cores; `straitwatch bench zones --world` measures it.
    """
    for first in range(0, UNITS, UNIT_COLS):
        if not chart.zones.is_whole:
            chart.zones.build(np.arange(first, first + UNIT_COLS), keep=False)
        tell(UNIT_COLS)
    try:
        return chart.zones.keep_world()
    except OSError as error:
        raise OutputError(f"{cache_folder()}: cannot be written: {error.strerror}") from error


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
    x, y = _places(lon, lat)
    coast_m = np.empty(len(x), np.float32)
    zone, state = _locate(x, y, chart.ranges, coast_m if len(x) else np.empty(0, np.float32))
    return Zoned(zone, coast_m, state, chart.coast.states)


def _nearest(x: Array, y: Array, shore: Shore) -> tuple[Array, Array, Array]:
    """Run the kernel, on two threads when there is enough to do."""
    if len(x) < 2_000:  # noqa: PLR2004 - a thread costs more than this many points
        chord, where, share = nearest(x, y, shore)
        return chord, where, share
    half = len(x) // 2
    with ThreadPoolExecutor(2) as threads:
        halves = slice(half), slice(half, None)
        parts = threads.map(lambda part: nearest(x[part], y[part], shore), halves)
        chord, where, share = (np.concatenate(both) for both in zip(*parts, strict=True))
    return chord, where, share


def _vertices(shore: Shore, ids: Array) -> Array:
    """Lon, lat of vertices of a shore, float64, shape (k, 2)."""
    n = len(shore.xy)
    places = np.asarray(shore.xy[np.minimum(ids, n - 1)], float)
    places[ids >= n] = shore.extra[ids[ids >= n] - n]
    return places


def nearest_coast(chart: Chart, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Near:
    """Find the nearest baseline of each point, however far: some 0.03 ms a point.

    Raises:
        ContractError: as `classify`.
    """
    x, y = _places(lon, lat)
    bad = ~((np.abs(x) <= 1.0e6) & (np.abs(y) <= 90.0))  # noqa: PLR2004 - as `locate`
    if bad.any():
        _refuse(x, y, bad)
    sea = chart.coast.sea
    chord, where, share = _nearest(x, y, sea)
    a, b = _vertices(sea, where), _vertices(sea, where + 1)
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
    x, y = _places(lon, lat)
    zoned = classify(chart, x, y)
    far_inland = np.isnan(zoned.coast_m) & np.isin(zoned.zone, (LAND, INTERNAL))
    sign = np.where(far_inland | (zoned.coast_m < 0.0), -1.0, 1.0)
    return np.asarray(sign * nearest_coast(chart, x, y).dist_m)

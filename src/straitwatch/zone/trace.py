"""Distances to the baseline turned into points that lie on a limit, and lines of them."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.coast import ECCENTRICITY2, EQUATOR_M, arc_of_chord
from straitwatch.model.error import ContractError
from straitwatch.model.place import Box
from straitwatch.model.unit import NM_M
from straitwatch.zone.chart import LAND, NAMES, REACH_NM, Chart, Near, classify, nearest_coast

__all__ = [
    "Grid",
    "away",
    "corner_of",
    "fill_grid",
    "is_landward",
    "lay_grid",
    "legs_m",
    "meet",
    "near_states",
    "shift",
    "signed_m",
    "split_line",
    "state_of",
    "to_limit",
]

Array = npt.NDArray[Any]

_CHUNK = 1_000_000
_MOST_NODES = 40_000_000
_LANDWARD = [
    k for k, name in enumerate(NAMES) if name in {"land", "internal_waters", "archipelagic_waters"}
]
_TOLERANCE_M = 0.05
_MOST_STEPS = 60


class Grid:
    """Nodes over a box: lons (nx,), running on past 180, and lats (ny,), and the cell in nm."""

    def __init__(self, lons: Array, lats: Array, cell_nm: float) -> None:
        self.lons, self.lats, self.cell_nm = lons, lats, cell_nm

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.lats), len(self.lons)

    def place(self, row: Array, column: Array) -> tuple[Array, Array]:
        """Longitude and latitude of nodes."""
        return self.lons[column], self.lats[row]


def lay_grid(box: Box, cell_nm: float, multiple: int = 16) -> Grid:
    """Lay nodes over a box and two cells around it.

    Args:
        box: the box.
        cell_nm: side of a cell at most, at the latitude where a degree is longest.
        multiple: cells a side are a multiple of it.

    Raises:
        ContractError: there would be more nodes than memory should hold.
    """
    low = 0.0 if box.south < 0.0 < box.north else min(abs(box.south), abs(box.north))
    dy = cell_nm / 60.0
    dx = dy / max(float(np.cos(np.radians(low))), 0.02)
    nx = -(-int((box.east - box.west) / dx + 5) // multiple) * multiple
    ny = -(-int((box.north - box.south) / dy + 5) // multiple) * multiple
    if nx * ny > _MOST_NODES:
        raise ContractError(
            f"the box is too large: {nx * ny:,} nodes of {cell_nm:g} nm, {_MOST_NODES:,} at most; "
            "choose a smaller box"
        )
    middle = box.middle
    lons = middle[0] + (np.arange(nx + 1) - nx / 2.0) * dx
    lats = middle[1] + (np.arange(ny + 1) - ny / 2.0) * dy
    return Grid(lons, lats[np.abs(lats) <= 89.9], cell_nm)  # noqa: PLR2004 - short of the poles


def _chunks(n: int) -> Iterator[slice]:
    return (slice(k, k + _CHUNK) for k in range(0, n, _CHUNK))


def is_landward(zone: Array) -> Array:
    """Tell which zone codes lie on the landward side of the baseline."""
    return np.isin(zone, _LANDWARD)


def signed_m(chart: Chart, lon: Array, lat: Array, *, far: bool = False) -> Array:
    """Distance to the baseline: positive seaward, negative landward; metres, shape (n,).

    Args:
        chart: the chart.
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).
        far: measure beyond `chart.REACH_NM` too, where it is infinite otherwise.
    """
    dist, inside = np.empty(len(lon)), np.empty(len(lon), bool)
    for part in _chunks(len(lon)):
        zoned = classify(chart, lon[part], lat[part])
        dist[part] = np.abs(zoned.coast_m)
        inside[part] = is_landward(zoned.zone)
    unknown = np.isnan(dist)
    dist[unknown] = np.inf
    if far and unknown.any():
        dist[unknown] = nearest_coast(chart, lon[unknown], lat[unknown]).dist_m
    return np.where(inside, -dist, dist)


def near_states(chart: Chart, lon: Array, lat: Array) -> Array:
    """State codes of the nearest baseline, nan beyond `chart.REACH_NM`: float64, shape (n,)."""
    code = np.empty(len(lon))
    for part in _chunks(len(lon)):
        zoned = classify(chart, lon[part], lat[part])
        far = ~(np.abs(zoned.coast_m) <= REACH_NM * NM_M) | (zoned.zone == LAND)
        code[part] = np.where(far, np.nan, zoned.state)
    return code


def state_of(chart: Chart, lon: Array, lat: Array) -> Array:
    """State codes of the nearest baseline, at any distance and on land too: int16, shape (n,)."""
    code = near_states(chart, lon, lat)
    unknown = np.isnan(code)
    if unknown.any():
        code[unknown] = nearest_coast(chart, lon[unknown], lat[unknown]).state
    return code.astype(np.int16)


def fill_grid(
    grid: Grid,
    known: Array,
    ask: Callable[[Array, Array], Array],
    guess: Callable[[Array, int], Array],
) -> Array:
    """Fill the nodes that are not known, asking only where a coarser grid leaves doubt.

    Args:
        grid: nodes, ny rows and nx columns; the cells a side are a multiple of 16.
        known: values, nan where they are to be found; float64, shape (ny, nx).
        ask: gives the values at lon, lat; (k,) each.
        guess: gives, from the values at the four corners, (4, k), of squares so many cells wide,
            a value for what lies half-way between; nan where there is doubt.

    Returns:
        values, shape (ny, nx).
    """
    values = known.copy()
    ny, nx = grid.shape
    for step in (16, 8, 4, 2, 1):
        mesh = np.meshgrid(np.arange(0, ny, step), np.arange(0, nx, step), indexing="ij")
        rows, cols = mesh[0].ravel(), mesh[1].ravel()
        open_ = np.isnan(values[rows, cols])
        rows, cols = rows[open_], cols[open_]
        if step < 16 and len(rows):  # noqa: PLR2004 - the coarsest
            wide = 2 * step
            r0, c0 = rows // wide * wide, cols // wide * wide
            r1, c1 = np.minimum(r0 + wide, ny - 1), np.minimum(c0 + wide, nx - 1)
            corners = np.stack([values[r0, c0], values[r0, c1], values[r1, c0], values[r1, c1]])
            values[rows, cols] = guess(corners, wide)
            open_ = np.isnan(values[rows, cols])
            rows, cols = rows[open_], cols[open_]
        if len(rows):
            values[rows, cols] = ask(*grid.place(rows, cols))
    return values


def shift(lon: Array, lat: Array, east_m: Array, north_m: Array) -> tuple[Array, Array]:
    """Move places by metres on the ellipsoid; exact to second order of the way."""
    phi = np.radians(lat)
    shrink = 1.0 - ECCENTRICITY2 * np.sin(phi) ** 2
    meridian = EQUATOR_M * (1.0 - ECCENTRICITY2) / shrink**1.5
    prime = EQUATOR_M / np.sqrt(shrink) * np.maximum(np.cos(phi), 1e-6)
    return lon + np.degrees(east_m / prime), lat + np.degrees(north_m / meridian)


def legs_m(a: Array, b: Array) -> Array:
    """Lengths of legs of a few miles from places to places, (n, 2) each; metres, shape (n,)."""
    middle = np.radians((a[:, 1] + b[:, 1]) / 2.0)
    shrink = 1.0 - ECCENTRICITY2 * np.sin(middle) ** 2
    meridian = EQUATOR_M * (1.0 - ECCENTRICITY2) / shrink**1.5
    prime = EQUATOR_M / np.sqrt(shrink) * np.cos(middle)
    way = np.radians(b - a)
    return np.asarray(np.hypot(way[:, 0] * prime, way[:, 1] * meridian))


def away(lon: Array, lat: Array, foot_lon: Array, foot_lat: Array) -> tuple[Array, Array]:
    """Unit vector, east and north, of the way from the foot as it arrives at each place."""
    lam = np.radians((foot_lon - lon + 540.0) % 360.0 - 180.0)
    a, b = np.radians(lat), np.radians(foot_lat)
    east = -np.sin(lam) * np.cos(b)
    north = -(np.cos(a) * np.sin(b) - np.sin(a) * np.cos(b) * np.cos(lam))
    size = np.maximum(np.hypot(east, north), 1e-15)
    return east / size, north / size


def to_limit(chart: Chart, lon: Array, lat: Array, limit_m: float) -> tuple[Array, Array, Array]:
    """Move points straight away from, or to, their nearest baseline until they lie on a limit.

    Args:
        chart: the chart.
        lon: degrees, running on past 180; shape (n,).
        lat: degrees, shape (n,).
        limit_m: the distance wanted.

    Returns:
        lon, lat, and what the distance is still off, in metres; shape (n,) each.
    """
    lon, lat, off = lon.copy(), lat.copy(), np.full(len(lon), np.inf)
    todo = np.arange(len(lon))
    for _ in range(_MOST_STEPS):
        near = nearest_coast(chart, lon[todo], lat[todo])
        off[todo] = near.dist_m - limit_m
        open_ = np.abs(off[todo]) > _TOLERANCE_M
        if not open_.any():
            break
        todo = todo[open_]
        east, north = away(lon[todo], lat[todo], near.lon[open_], near.lat[open_])
        lon[todo], lat[todo] = shift(lon[todo], lat[todo], -off[todo] * east, -off[todo] * north)
    return lon, lat, off


def corner_of(chart: Chart, a: Array, b: Array, limit_m: float) -> tuple[Array, Array]:
    """Find the corner of a limit between points of its two sides.

    Args:
        chart: the chart.
        a: places on the limit, shape (n, 2).
        b: places on the limit beyond the corner, shape (n, 2).
        limit_m: the distance.

    Returns:
        places as far from the foot of a as from that of b, and whether that is the limit: shapes
        (n, 2) and (n,).
    """
    feet = [nearest_coast(chart, *end.T) for end in (a, b)]
    return meet((a + b) / 2.0, feet, chart, limit_m)


def meet(place: Array, feet: list[Near], chart: Chart, limit_m: float) -> tuple[Array, Array]:
    """Move places until they are at a distance from both of two feet: as `corner_of`."""
    start, det = place.copy(), np.zeros(len(place))
    for _ in range(12):
        x, y = place[:, 0], place[:, 1]
        units, lack = [], []
        for foot in feet:
            units.append(np.stack(away(x, y, foot.lon, foot.lat), axis=-1))
            chord = np.linalg.norm(_ecef(x, y) - _ecef(foot.lon, foot.lat), axis=1)
            lack.append(limit_m - arc_of_chord(chord, x, y, foot.lon, foot.lat))
        (ae, an), (be, bn) = units[0].T, units[1].T
        det = ae * bn - an * be
        det = np.where(np.abs(det) < 1e-4, np.inf, det)  # noqa: PLR2004 - as good as one side
        east, north = (lack[0] * bn - lack[1] * an) / det, (lack[1] * ae - lack[0] * be) / det
        size = np.maximum(1.0, np.hypot(east, north) / NM_M)  # a mile a step at most
        place = np.column_stack(shift(x, y, east / size, north / size))
        place = np.where(np.isfinite(place), place, start)
        place[:, 1] = np.clip(place[:, 1], -90.0, 90.0)
    off = nearest_coast(chart, *place.T).dist_m - limit_m
    return place, (np.abs(off) < 0.1) & np.isfinite(det)  # noqa: PLR2004 - a tenth of a metre


def _ecef(lon: Array, lat: Array) -> Array:
    lam, phi = np.radians(lon), np.radians(lat)
    normal = EQUATOR_M / np.sqrt(1.0 - ECCENTRICITY2 * np.sin(phi) ** 2)
    flat = normal * np.cos(phi)
    high = normal * (1.0 - ECCENTRICITY2) * np.sin(phi)
    return np.stack([flat * np.cos(lam), flat * np.sin(lam), high], axis=-1)


def split_line(xy: Array, label: Callable[[Array, Array], Array]) -> list[tuple[int, Array]]:
    """Split a line where what is said of its points changes.

    Args:
        xy: vertices, shape (n, 2).
        label: says something of places, lon and lat (k,) each: integers, (k,).

    Returns:
        what is said of each part, and its vertices; parts meet within a fifth of a metre of the
        change. What changes and changes back between two vertices is not seen.
    """
    said = label(xy[:, 0], xy[:, 1])
    legs = np.flatnonzero(said[1:] != said[:-1])
    a, b = xy[legs].copy(), xy[legs + 1].copy()
    for _ in range(40):
        wide = np.flatnonzero(legs_m(a, b) > 0.2)  # noqa: PLR2004 - a fifth of a metre
        if not len(wide):
            break
        middle = (a[wide] + b[wide]) / 2.0
        same = label(middle[:, 0], middle[:, 1]) == said[legs[wide]]
        a[wide[same]], b[wide[~same]] = middle[same], middle[~same]
    met = (a + b) / 2.0
    cuts = [0, *(legs + 1).tolist(), len(xy)]
    parts = []
    for k in range(len(cuts) - 1):
        before, after = met[k - 1 : k] if k else met[:0], met[k : k + 1]
        part = np.concatenate([before, xy[cuts[k] : cuts[k + 1]], after])
        if len(part) > 1:
            parts.append((int(said[cuts[k]]), part))
    return _close(parts, closed=bool((xy[0] == xy[-1]).all()))


def _close(parts: list[tuple[int, Array]], *, closed: bool) -> list[tuple[int, Array]]:
    """Let the last part of a ring run on into the first where the same is said of both."""
    if closed and len(parts) > 2 and parts[0][0] == parts[-1][0]:  # noqa: PLR2004 - a ring cut twice
        code, last = parts[-1]
        return [(code, np.concatenate([last[:-1], parts[0][1]])), *parts[1:-1]]
    return parts

"""The coastline turned into land for each zoom of a map of tiles: simplified once, cut by tile."""

import hashlib
import os
import subprocess
import sys
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.zone.basemap import clip
from straitwatch.zone.shore import SEA_LEVELS, polygons, shore_file
from straitwatch.zone.waters import cache_folder, read_cache, write_cache

__all__ = ["FULL_ZOOM", "MOST_NORTH", "Pyramid", "land_version", "open_pyramid", "to_world"]

Array = npt.NDArray[Any]

MOST_NORTH = 85.0511287798066
"""Latitude at which web Mercator ends: the world is a square."""

FULL_ZOOM = 9
"""From this zoom on every vertex of the coastline is drawn."""

_VERSION = 1  # of what is kept: another number makes it anew
_OFF_PX = 0.35  # what simplifying may move a coast by, of 512 pixels a tile: not seen
_SMALLEST_PX = 0.7  # islets of less are left out at zooms under _ALL_ISLETS, else drawn so large
_ALL_ISLETS = 6
_TILE_PX = 512.0
_BLOCK_ZOOMS = (5, FULL_ZOOM)  # full detail is cut to blocks first, these into tiles
_BLOCK_BUFFER = 1.0 / 32.0  # of a block: more than the buffer of a tile of it
_FEWEST = 4  # vertices of a closed ring: a triangle

Box = tuple[float, float, float, float]


class _Rings(NamedTuple):
    """Closed rings: vertices (n, 2) in parts of the world's side; where each starts; its box."""

    xy: Array
    first: Array
    low: Array
    high: Array


def to_world(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Array:
    """Project places to web Mercator: x east and y south, 0 to 1 each, shape (n, 2).

    Notes:
        Sphere, as EPSG:3857 is defined; beyond `MOST_NORTH` a place lies on the edge.
    """
    phi = np.radians(np.clip(np.asarray(lat, float), -MOST_NORTH, MOST_NORTH))
    x = np.asarray(lon, float) / 360.0 + 0.5
    return np.stack([x, 0.5 - np.arctanh(np.sin(phi)) / (2.0 * np.pi)], axis=-1)


def land_version() -> str:
    """A word that changes with the coastline and with how it is drawn."""
    told = f"{_VERSION} {shore_file().stat().st_size} {_OFF_PX} {_SMALLEST_PX} {_ALL_ISLETS}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


class Pyramid:
    """Land at every zoom. Threads may share it."""

    def __init__(self, levels: list[_Rings]) -> None:
        self._levels = levels
        self._lock = Lock()
        self._full: _Rings | None = None
        self._block = lru_cache(maxsize=48)(self._make_block)

    def rings(self, z: int, x: int, y: int, *, buffer: float = 1.0 / 64.0) -> list[Array]:
        """Cut the land to a tile.

        Args:
            z: zoom; tiles of 512 pixels.
            x: column from 180 W.
            y: row from the north.
            buffer: how far around the tile, in parts of it.

        Returns:
            closed rings, float64, shape (n, 2) each, in parts of the tile: x east, y south, 0 to 1
            within it. A coast is the same in both tiles that share an edge. Lakes are left out.

        Notes:
            5 to 50 ms.
        """
        side = 2.0**-z
        box = _tile_box(z, x, y, buffer)
        if z < FULL_ZOOM:
            found = _cut(self._levels[z], box)
        else:
            up = z - FULL_ZOOM
            found = _cut(self._block(FULL_ZOOM, x >> up, y >> up), box)
        corner = np.array([x, y]) * side
        return [(ring - corner) / side for ring in found]

    def _make_block(self, z: int, x: int, y: int) -> _Rings:
        """All detail in one block: a copy, so that a tile need not walk along a continent."""
        box = _tile_box(z, x, y, _BLOCK_BUFFER)
        if z == _BLOCK_ZOOMS[0]:
            found = [to_world(*ring.T) for ring in _cut_degrees(self._whole(), box)]
        else:
            up = z - _BLOCK_ZOOMS[0]
            found = _cut(self._block(_BLOCK_ZOOMS[0], x >> up, y >> up), box)
        return _rings_of(found)

    def _whole(self) -> _Rings:
        with self._lock:
            if self._full is None:
                xy, first, count, level = polygons()
                low, high = np.minimum.reduceat(xy, first), np.maximum.reduceat(xy, first)
                wanted = np.isin(level, SEA_LEVELS)
                ends = np.column_stack([first, first + count])
                self._full = _Rings(xy, ends[wanted], low[wanted], high[wanted])
            return self._full


def _tile_box(z: int, x: int, y: int, buffer: float) -> Box:
    side = 2.0**-z
    return (
        (x - buffer) * side,
        (y - buffer) * side,
        (x + 1 + buffer) * side,
        (y + 1 + buffer) * side,
    )


def _cut(rings: _Rings, box: Box) -> list[Array]:
    """Clip rings to a box of the world, those beyond its edge too."""
    found = []
    for turn in (-1.0, 0.0, 1.0):
        if box[2] - turn <= 0.0 or box[0] - turn >= 1.0:
            continue
        own = box[0] - turn, box[1], box[2] - turn, box[3]
        found += [ring + np.array([turn, 0.0]) for ring in _clip_all(rings, own)]
    return found


def _cut_degrees(rings: _Rings, box: Box) -> list[Array]:
    """Clip rings in degrees to a box of the world; of the part beyond its edge too."""
    found = []
    for turn in (-1.0, 0.0, 1.0):
        if box[2] - turn <= 0.0 or box[0] - turn >= 1.0:
            continue
        west, east = ((side - turn - 0.5) * 360.0 for side in (box[0], box[2]))
        south, north = _latitude(box[3]), _latitude(box[1])
        cut = _clip_all(rings, (west, south, east, north))
        found += [ring + np.array([turn * 360.0, 0.0]) for ring in cut]
    return found


def _latitude(y: float) -> float:
    return float(np.degrees(np.arctan(np.sinh((0.5 - y) * 2.0 * np.pi))))


def _clip_all(rings: _Rings, box: Box) -> list[Array]:
    west, south, east, north = box
    low, high = rings.low, rings.high
    meets = (low[:, 0] < east) & (high[:, 0] > west) & (low[:, 1] < north) & (high[:, 1] > south)
    inside = (low[:, 0] >= west) & (high[:, 0] <= east)
    inside &= (low[:, 1] >= south) & (high[:, 1] <= north)
    found = []
    for k in np.flatnonzero(meets).tolist():
        start, end = rings.first[k].tolist()
        ring = np.asarray(rings.xy[start:end], float)
        cut = ring if inside[k] else clip(ring, *box)
        if len(cut) >= _FEWEST:
            found.append(cut)
    return found


def _rings_of(rings: list[Array]) -> _Rings:
    if not rings:
        none = np.empty((0, 2))
        return _Rings(none, np.empty((0, 2), np.int64), none, none)
    ends = np.cumsum([len(ring) for ring in rings])
    starts = np.concatenate([[0], ends[:-1]])
    xy = np.concatenate(rings)
    low, high = np.minimum.reduceat(xy, starts), np.maximum.reduceat(xy, starts)
    return _Rings(xy, np.column_stack([starts, ends]), low, high)


_opening = Lock()


def open_pyramid(*, apart: bool = False) -> Pyramid:
    """Open the land; made once, in some five seconds, and kept in the cache (90 MB, mapped).

    Args:
        apart: make it in a process of its own: making takes half a gigabyte, which a process
            that goes on for weeks should not keep.

    Raises:
        ConfigError: the coastline is not installed.
    """
    with _opening:
        version = land_version()
        if apart and not _paths(version)[0].is_file():
            subprocess.run(
                [sys.executable, "-m", "straitwatch.zone.pyramid"],
                check=False,
                stdin=subprocess.DEVNULL,
            )
        return _open(version)  # makes it here where that process failed


def _paths(version: str) -> tuple[Path, Path]:
    """Files of the vertices and of all else."""
    path = cache_folder() / f"land-{version}.npy"
    return path, path.with_suffix(".npz")


@lru_cache(maxsize=1)
def _open(version: str) -> Pyramid:
    path, rest = _paths(version)
    kept, xy = read_cache(rest), _read_vertices(path)
    if xy is None or not kept or len(xy) != kept["ends"][-1]:
        xy, kept = _simplify()
        write_cache(rest, kept)
        _write_vertices(path, xy)
    starts = np.concatenate([[0], kept["ends"][:-1]])
    ends = np.column_stack([starts, kept["ends"]])
    parts = np.split(np.arange(len(ends)), kept["rings"][:-1])
    return Pyramid([_Rings(xy, ends[p], kept["low"][p], kept["high"][p]) for p in parts])


def _read_vertices(path: Path) -> Array | None:
    """Map the vertices that `_write_vertices` wrote; None where they are not there, or broken."""
    with suppress(OSError, ValueError, EOFError):
        return np.asarray(np.load(path, mmap_mode="r"))
    return None


def _write_vertices(path: Path, xy: Array) -> None:
    """Write vertices whole, to be mapped; where that fails it only costs time."""
    with suppress(OSError):
        part = path.with_suffix(f".{os.getpid()}.part")
        try:
            with part.open("wb") as file:
                np.save(file, xy)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def _simplify() -> tuple[Array, dict[str, Array]]:
    """Simplify each coast as a whole, from zoom to zoom: so no seam comes between tiles.

    Returns:
        vertices of all zooms from 0 on, float32; where each ring ends and its box, and where each
        zoom ends among the rings.
    """
    import shapely  # noqa: PLC0415 - a fifth of a second

    xy, _, count, level = polygons()
    wanted = np.flatnonzero(np.isin(level, SEA_LEVELS))
    mask = np.repeat(np.isin(level, SEA_LEVELS), count)
    rings = shapely.linestrings(
        to_world(*xy[mask].T), indices=np.repeat(np.arange(len(wanted)), count[wanted])
    )
    levels = []
    for z in range(FULL_ZOOM - 1, -1, -1):
        pixel = 2.0**-z / _TILE_PX
        bounds = shapely.bounds(rings)
        size = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
        small = size < _SMALLEST_PX * pixel
        if z < _ALL_ISLETS:
            rings, small = rings[~small], small[~small]
        rings = shapely.simplify(rings, _OFF_PX * pixel, preserve_topology=False)
        drawn = rings.copy()
        flat = (shapely.get_num_coordinates(rings) < _FEWEST) | small
        drawn[flat] = _squares(rings[flat], _SMALLEST_PX * pixel)
        levels.append(drawn)
    every = np.concatenate(levels[::-1])
    bounds = shapely.bounds(every)
    kept = {
        "ends": np.cumsum(shapely.get_num_coordinates(every)),
        "low": bounds[:, :2].astype(np.float32),
        "high": bounds[:, 2:].astype(np.float32),
        "rings": np.cumsum([len(level) for level in levels[::-1]]),
    }
    return shapely.get_coordinates(every).astype(np.float32), kept


def _squares(rings: Array, side: float) -> Array:
    """What is too small to have a shape: a square where it lies, of one side at least."""
    import shapely  # noqa: PLC0415 - see above

    west, south, east, north = shapely.bounds(rings).T
    x, y = (west + east) / 2.0, (south + north) / 2.0
    wide, high = np.maximum(east - west, side) / 2.0, np.maximum(north - south, side) / 2.0
    boxes = shapely.box(x - wide, y - high, x + wide, y + high)
    return np.asarray(shapely.get_exterior_ring(boxes))


if __name__ == "__main__":
    open_pyramid()

"""Charts and names into map tiles: land, limits, gates, places and coverage, tile by tile."""

import hashlib
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.flow.tile_cache import TileCache
from straitwatch.flow.tile_places import label_places, places_in
from straitwatch.model.error import ContractError
from straitwatch.model.feature import Feature
from straitwatch.report.vector_tile import EXTENT, Shape, encode_layer
from straitwatch.zone.chart_tile import gate_lines, limits_in_tile, tile_box
from straitwatch.zone.gate_file import watched_gates
from straitwatch.zone.published import published_sets
from straitwatch.zone.pyramid import land_version, open_pyramid, to_world
from straitwatch.zone.waters import cache_folder, known_waters

__all__ = ["LAYERS", "MOST_ZOOM", "MapTiles", "cover_box", "coverage_tile"]

Array = npt.NDArray[Any]

LAYERS = ("land", "limits", "gates", "places")
"""Layers that are the same for everybody."""

MOST_ZOOM = 14
"""Closer up, pages stretch tiles of this zoom: a unit of it is 0.6 m."""

_BUFFER = 1.0 / 64.0  # around a tile, in parts of it: wider than any line on the page
_VERSION = 1  # of how tiles are drawn
_CELL_DEG = 0.25  # of COVERAGE
_WARM_ZOOMS = range(3, 7)
_WARM_DEG = 40.0  # some 50 tiles, each about a second
_FEWEST_PX = 2  # a cell of coverage is drawn no smaller: below, cells are put together


class MapTiles:
    """Tiles of one watch, each made once and kept. Threads may share it.

    Args:
        cache: where tiles are kept; by default the folder of what can be made again.
        gates: GATE; by default those that the project knows.
    """

    def __init__(self, cache: TileCache | None = None, gates: pa.Table | None = None) -> None:
        self._gates = watched_gates() if gates is None else gates
        self._cache = cache or TileCache(cache_folder() / "map-tiles")

    def warm(self, box: tuple[float, float, float, float] | None = None) -> None:
        """Make what the first tiles wait for: call it in a thread when the server starts.

        Args:
            box: west, south, east, north of what will be looked at: its limits are traced at low
                zooms, which takes longest; None, or a large one: none are.
        """
        open_pyramid(apart=True)
        _ = self.versions
        if box is None or box[2] - box[0] > _WARM_DEG or box[3] - box[1] > _WARM_DEG:
            return
        for z in _WARM_ZOOMS:
            corners = to_world([box[0], box[2]], [box[3], box[1]]) * 2.0**z
            (west, north), (east, south) = np.clip(corners.astype(int), 0, 2**z - 1).tolist()
            for y in range(north, south + 1):
                for x in range(west, east + 1):
                    self.tile("limits", z, x, y)

    @cached_property
    def versions(self) -> dict[str, str]:
        """A word for each layer that changes with what it draws."""
        waters = known_waters().key
        published = "|".join(f"{one.name} {one.about['date']}" for one in published_sets())
        return {
            "land": _hash(land_version()),
            "limits": _hash(land_version(), waters, published),
            "gates": _hash(*map(str, self._gates.to_pylist())),
            "places": _hash(*(place.place_id for place in label_places())),
        }

    def tile(self, layer: str, z: int, x: int, y: int) -> bytes:
        """Give a tile.

        Args:
            layer: one of `LAYERS`, also the name of the layer within the tile.
            z: zoom, 0 to `MOST_ZOOM`; tiles of 512 pixels.
            x: column from 180 W.
            y: row from the north.

        Returns:
            a Mapbox Vector Tile; no bytes where nothing is drawn.

        Raises:
            ContractError: there is no such layer or tile.
            ConfigError: the coastline is not installed.
        """
        if layer not in LAYERS:
            raise ContractError(f"no layer '{layer}': there are {', '.join(LAYERS)}, coverage")
        check_tile(z, x, y)
        make: Callable[[int, int, int], bytes] = getattr(self, f"_make_{layer}")
        key = f"{layer}-{self.versions[layer]}/{z}/{x}/{y}"
        return self._cache.get(key, lambda: make(z, x, y))

    @staticmethod
    def _make_land(z: int, x: int, y: int) -> bytes:
        rings = open_pyramid(apart=True).rings(z, x, y, buffer=_BUFFER)
        return encode_layer("land", [Shape("polygons", rings, {"kind": "land"})])

    @staticmethod
    def _make_limits(z: int, x: int, y: int) -> bytes:
        return encode_layer("limits", _lines(limits_in_tile(z, x, y), z, x, y))

    def _make_gates(self, z: int, x: int, y: int) -> bytes:
        return encode_layer("gates", _lines(gate_lines(self._gates), z, x, y))

    @staticmethod
    def _make_places(z: int, x: int, y: int) -> bytes:
        shapes = [
            Shape("points", [_in_tile(np.array([[place.lon, place.lat]]), z, x, y)], told)
            for place, told in places_in(tile_box(z, x, y, _BUFFER), z)
        ]
        return encode_layer("places", shapes)


def check_tile(z: int, x: int, y: int) -> None:
    """Refuse a tile that is not there.

    Raises:
        ContractError: zoom, column or row is out of bounds; names what is.
    """
    if not 0 <= z <= MOST_ZOOM:
        raise ContractError(f"zoom {z} is not drawn: 0 to {MOST_ZOOM}")
    if not (0 <= x < 1 << z and 0 <= y < 1 << z):
        raise ContractError(
            f"no tile {x}/{y} at zoom {z}: columns and rows are 0 to {(1 << z) - 1}"
        )


def cover_box(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """Bounds within which coverage meets a tile: west, south, east, north, within 180.

    Raises:
        ContractError: there is no such tile.
    """
    check_tile(z, x, y)
    box = tile_box(z, x, y, _BUFFER)
    wide = _CELL_DEG * _together(z)
    west, south = max(box.west - wide, -180.0), max(box.south - wide, -90.0)
    return west, south, min(box.east + wide, 180.0), min(box.north + wide, 90.0)


def _together(z: int) -> int:
    """How many cells of the store a side are drawn as one, so that it is two pixels wide."""
    return max(1, int(np.ceil(_FEWEST_PX * 360.0 / 512.0 / 2.0**z / _CELL_DEG)))


def _hash(*words: str) -> str:
    return hashlib.sha256("\n".join([str(_VERSION), *words]).encode()).hexdigest()[:12]


def _in_tile(xy: Array, z: int, x: int, y: int) -> Array:
    """Places in degrees, (n, 2), to parts of a tile."""
    return np.asarray(to_world(xy[:, 0], xy[:, 1]) * 2.0**z - np.array([x, y]))


def _lines(features: Iterable[Feature], z: int, x: int, y: int) -> Iterable[Shape]:
    """Cut lines to a tile and what is around it, in every turn of the world that meets it."""
    import shapely  # noqa: PLC0415 - a fifth of a second

    for feature in features:
        parts = []
        for line in shapely.get_parts(feature.geometry):
            world = _in_tile(shapely.get_coordinates(line), z, x, y)
            world = shapely.get_coordinates(
                shapely.simplify(shapely.linestrings(world), 1 / EXTENT)
            )
            for turn in (-(2.0**z), 0.0, 2.0**z):
                moved = shapely.linestrings(world + np.array([turn, 0.0]))
                cut = shapely.clip_by_rect(moved, -_BUFFER, -_BUFFER, 1 + _BUFFER, 1 + _BUFFER)
                parts += [shapely.get_coordinates(p) for p in shapely.get_parts(cut)]
        yield Shape("lines", [part for part in parts if len(part) > 1], feature.properties)


def coverage_tile(coverage: pa.Table, z: int, x: int, y: int) -> bytes:
    """Draw coverage in a tile.

    Args:
        coverage: COVERAGE of the span, of the tile's box at least.
        z: zoom; so `x` and `y`: see `MapTiles.tile`.
        x: column.
        y: row.

    Returns:
        a Mapbox Vector Tile: cells with `craft`, `hours` in which something was heard, `n_fixes`
        and, where it is a single cell of the store, `n_objects`, the most of an hour. At low zooms
        cells are put together until one is two pixels wide.
    """
    check_tile(z, x, y)
    if not coverage.num_rows:
        return b""
    together = _together(z)
    shapes = []
    for (craft, west, south), told in _cells(coverage, together).items():
        wide = _CELL_DEG * together
        ring = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]) * wide + [west, south]
        ring = _in_tile(ring, z, x, y)
        near = (ring.max(axis=0) > -_BUFFER) & (ring.min(axis=0) < 1 + _BUFFER)
        if near.all():
            ring = np.clip(ring, -_BUFFER, 1 + _BUFFER)
            shapes.append(Shape("polygons", [ring], {"craft": craft, **told}))
    return encode_layer("coverage", shapes)


def _cells(coverage: pa.Table, together: int) -> dict[tuple[str, float, float], dict[str, int]]:
    """Sum coverage by craft and cell, so many cells of the store a side put together."""
    wide = _CELL_DEG * together
    west = np.floor(coverage["west"].to_numpy() / wide + 1e-9) * wide
    south = np.floor(coverage["south"].to_numpy() / wide + 1e-9) * wide
    rows = pa.table(
        {
            "craft": coverage["craft"].cast(pa.string()),
            "west": west,
            "south": south,
            "t": coverage["t_start"],
            "n": coverage["n_fixes"],
            "objects": coverage["n_objects"],
        }
    )
    summed = rows.group_by(["craft", "west", "south"], use_threads=False).aggregate(
        [("t", "count_distinct"), ("n", "sum"), ("objects", "max")]
    )
    found = {}
    for row in summed.to_pylist():
        told = {"hours": row["t_count_distinct"], "n_fixes": row["n_sum"]}
        if together == 1:
            told["n_objects"] = row["objects_max"]
        found[row["craft"], row["west"], row["south"]] = told
    return found

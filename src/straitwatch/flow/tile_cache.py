"""Tiles that were made once into files that are there again: bounded, oldest out."""

import os
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock

from straitwatch.model.error import ConfigError

__all__ = ["MOST_BYTES", "TileCache"]

MOST_BYTES = 500_000_000
"""What the files of a cache take at most: ours; some 50,000 tiles."""


class TileCache:
    """A folder of tiles, by key. Threads and processes may share it.

    Args:
        folder: made with the first tile.
        most_bytes: files are dropped, the oldest first, until they take no more.

    Raises:
        ConfigError: the bound is no bound.
    """

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        if most_bytes <= 0:
            raise ConfigError(f"a tile cache of {most_bytes} bytes holds nothing: give more")
        self._folder, self._most = folder, most_bytes
        self._lock = Lock()
        self._busy: dict[str, tuple[Lock, list[int]]] = {}
        self._sizes: OrderedDict[Path, int] | None = None

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Give a tile: from its file, else made, once however many ask at a time.

        Args:
            key: a path of plain words, as `limits-1/7/108/54`.
            make: makes it; what it raises is raised here, to each who asked.

        Returns:
            the tile.
        """
        path = self._folder / f"{key}.mvt"
        if (kept := _read(path)) is not None:
            return kept
        with self._lock:
            lock, waiting = self._busy.setdefault(key, (Lock(), [0]))
            waiting[0] += 1
        try:
            with lock:
                if (kept := _read(path)) is not None:
                    return kept
                made = make()
                self._keep(path, made)
                return made
        finally:
            with self._lock:
                waiting[0] -= 1
                if not waiting[0]:
                    self._busy.pop(key, None)

    def _keep(self, path: Path, made: bytes) -> None:
        """Write a file whole; one that cannot be written only costs time."""
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}.part")
            try:
                part.write_bytes(made)
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)
            self._count(path, len(made))

    def _count(self, path: Path, size: int) -> None:
        with self._lock:
            if self._sizes is None:
                self._sizes = _sizes(self._folder)
            self._sizes.pop(path, None)
            self._sizes[path] = size
            total = sum(self._sizes.values()) if len(self._sizes) else 0
            while total > self._most and len(self._sizes) > 1:
                oldest, freed = self._sizes.popitem(last=False)
                oldest.unlink(missing_ok=True)
                total -= freed


def _read(path: Path) -> bytes | None:
    with suppress(OSError):
        return path.read_bytes()
    return None


def _sizes(folder: Path) -> OrderedDict[Path, int]:
    """Files that are there, the oldest first."""
    found = []
    for path in folder.rglob("*.mvt"):
        with suppress(OSError):  # another process may drop it meanwhile
            told = path.stat()
            found.append((told.st_mtime_ns, path, told.st_size))
    return OrderedDict((path, size) for _, path, size in sorted(found))

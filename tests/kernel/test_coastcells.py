"""Cells of small worlds against a plain reference: every segment tried, every ring counted."""

from pathlib import Path

import numpy as np
import pytest
from toy import Toy

from straitwatch.kernel.coastlayout import AREA, IN_ARCHIPELAGO, IN_INTERNAL, LAND
from straitwatch.model.unit import NM_M
from straitwatch.zone.chart import REACH_NM, classify, label

SNAPS = [0.0, 1 / 4, 1 / 8, 1 / 64, 1 / 128]
"""Vertices on multiples of this: anywhere, on edges and middles of tiles, of cells."""


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRAITWATCH_CACHE", str(tmp_path))


def _blob(
    rng: np.random.Generator, lon: float, lat: float, size: float, n: int, snap: float
) -> np.ndarray:
    """A star-shaped ring around a place; rounded to `snap`."""
    angle = np.sort(rng.uniform(0.0, 2.0 * np.pi, n))
    radius = size * rng.uniform(0.4, 1.0, n)
    stretch = 1.0 / max(0.1, np.cos(np.radians(lat)))
    ring = np.column_stack([lon + stretch * radius * np.cos(angle), lat + radius * np.sin(angle)])
    if snap:
        rounded = np.round(ring / snap) * snap
        rounded = rounded[np.any(rounded != np.roll(rounded, 1, axis=0), axis=1)]
        return rounded if len(rounded) > 2 else ring
    return ring


def _world(seed: int, lon: float, lat: float, snap: float) -> Toy:
    rng = np.random.default_rng(seed)
    land = [
        (k % 3, _blob(rng, lon + rng.uniform(-1, 1), lat + rng.uniform(-1, 1), s, 24, snap))
        for k, s in enumerate((0.2, 0.3, 0.15, 0.1))
    ]
    big = _blob(rng, lon, lat + 2.5, 1.2, 60, snap)
    lake, isle = (_blob(rng, lon, lat + 2.5, s, 20, snap) for s in (0.4, 0.12))
    water = _blob(rng, lon + 0.5, lat - 0.5, 0.8, 12, snap)
    area = _blob(rng, lon - 0.5, lat, 0.9, 8, snap)
    islands = _blob(rng, lon - 1.0, lat + 1.5, 0.7, 9, snap)
    return Toy(
        land=[*land, (1, big)],
        lakes=[lake, isle],
        lines=[(1, water[:5])],
        outlines=[
            (IN_INTERNAL, water),
            (AREA, area),
            (AREA, area * 0.5 + water[: len(area)].mean(axis=0) * 0.5),  # overlaps the other
            (IN_ARCHIPELAGO, islands),
        ],
    )


def _places(seed: int, lon: float, lat: float, n: int, spread: float = 3.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    wide = spread / max(0.1, np.cos(np.radians(lat)))
    return np.column_stack(
        [lon + rng.uniform(-wide, wide, n), np.clip(lat + rng.uniform(-spread, spread, n), -90, 90)]
    )


def _check(toy: Toy, places: np.ndarray, key: str) -> np.ndarray:
    lon, lat = places.T
    chart, want = toy.chart(key), toy.reference(lon, lat)
    quick, full = label(chart, lon, lat), classify(chart, lon, lat)
    for told in (quick, full):
        wrong = np.flatnonzero((told.zone != want.zone) & ~want.on_limit & ~want.tied)
        assert not len(wrong), (
            f"{len(wrong)} wrong, such as {lon[wrong[0]]!r} {lat[wrong[0]]!r}: "
            f"{told.zone[wrong[0]]}, not {want.zone[wrong[0]]} at {want.metres[wrong[0]]:.1f} m"
        )
        at_sea = (want.zone != LAND) & (want.metres > 0.0) & (told.state >= 0) & ~want.tied
        assert np.array_equal(told.state[at_sea], want.code[at_sea])
    known, away = np.isfinite(full.coast_m), np.abs(want.metres)
    edge = np.abs(away - REACH_NM * NM_M) < 1.0
    assert np.array_equal(known[~edge], away[~edge] <= REACH_NM * NM_M)
    assert np.array_equal(full.coast_m[known] < 0.0, want.metres[known] < 0.0)
    off = np.abs(full.coast_m) - away
    assert np.abs(off[known]).max() < 0.1
    return want.zone


@pytest.mark.parametrize("snap", SNAPS, ids=["free", "tiles", "tile middles", "cells", "middles"])
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_small_worlds_are_told_as_by_the_plain_reference(seed: int, snap: float) -> None:
    toy = _world(seed, 24.0, 35.0, snap)
    seen = _check(toy, _places(seed, 24.0, 35.5, 6_000), f"toy-{seed}-{snap}")
    assert len(np.unique(seen)) >= 6


@pytest.mark.parametrize(
    "snap",
    [0.0, pytest.param(1 / 4, marks=pytest.mark.slow), 1 / 128],
    ids=["free", "tiles", "middles"],
)
@pytest.mark.parametrize(
    ("lon", "lat"),
    [(180.0, -17.0), (0.0, 0.0), (-0.125, -0.125), (15.0, 79.0), (-60.0, -75.0)],
    ids=["antimeridian", "null island", "middle of a tile", "far north", "far south"],
)
def test_small_worlds_elsewhere(lon: float, lat: float, snap: float) -> None:
    toy = _world(3, lon, lat, snap)
    places = np.concatenate([_places(3, lon, lat + 0.5, 3_000), _places(4, lon, lat, 1_000, 7.0)])
    seen = _check(toy, places, f"toy-{lon}-{lat}-{snap}")
    assert len(np.unique(seen)) >= 6

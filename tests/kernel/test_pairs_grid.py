"""Pairs within a distance: the grid against all with all."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel.grid import count_near, pairs_at_mark, plain_pairs, sort_bands

BOXES = {
    "antimeridian": (179.95, 0.1, -0.3, 0.6),
    "dateline in the north": (179.0, 2.0, 70.0, 0.2),
    "north pole": (-180.0, 360.0, 89.9, 0.1),
    "south pole": (-180.0, 360.0, -90.0, 0.05),
    "near the pole": (-180.0, 360.0, 88.9, 0.3),
    "port": (4.0, 0.03, 51.9, 0.03),
    "equator": (-0.2, 0.4, -0.2, 0.4),
}


def pairs_of(a: np.ndarray, b: np.ndarray) -> set[tuple[int, int]]:
    told = [(min(i, j), max(i, j)) for i, j in zip(a.tolist(), b.tolist(), strict=True)]
    assert len(set(told)) == len(told)
    return set(told)


def places(box: str, n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    west, width, south, height = BOXES[box]
    rng = np.random.default_rng(seed)
    lon = (west + width * rng.random(n) + 180.0) % 360.0 - 180.0
    return lon, south + height * rng.random(n)


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("within_m", [500.0, 9260.0])
def test_grid_finds_what_all_with_all_finds(box: str, within_m: float) -> None:
    lon, lat = places(box, 400, 7)
    a, b, dist_m = pairs_at_mark(lon, lat, within_m)
    plain_a, plain_b, plain_m = plain_pairs(lon, lat, within_m)
    assert pairs_of(a, b) == pairs_of(plain_a, plain_b)
    assert np.sort(dist_m) == pytest.approx(np.sort(plain_m), rel=1e-6, abs=0.01)
    assert len(a) > 0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), max_size=25),
    st.sampled_from([(179.999, 0.0), (-180.0, 60.0), (180.0, -89.99), (0.0, 89.995), (12.0, 45.0)]),
    st.sampled_from([200.0, 500.0, 2000.0]),
)
def test_few_places_anywhere(steps: list, middle: tuple[float, float], within_m: float) -> None:
    lon = np.array([(middle[0] + 0.0021 * x + 180.0) % 360.0 - 180.0 for x, _ in steps])
    lat = np.clip([middle[1] + 0.0021 * y for _, y in steps], -90.0, 90.0)
    a, b, _ = pairs_at_mark(lon, np.asarray(lat), within_m)
    assert pairs_of(a, b) == pairs_of(*plain_pairs(lon, np.asarray(lat), within_m)[:2])


def test_only_those_that_are_wanted() -> None:
    lon, lat = places("port", 60, 1)
    wanted = np.arange(60) % 3 > 0
    a, b, _ = pairs_at_mark(lon, lat, 500.0, wanted)
    plain = pairs_of(*plain_pairs(lon, lat, 500.0)[:2])
    assert pairs_of(a, b) == {(i, j) for i, j in plain if wanted[i] and wanted[j]}


def test_nobody_and_one() -> None:
    assert len(pairs_at_mark(np.empty(0), np.empty(0), 500.0)[0]) == 0
    assert len(pairs_at_mark(np.zeros(1), np.zeros(1), 500.0)[0]) == 0


@pytest.mark.parametrize("box", BOXES)
def test_neighbours_are_counted_up_to_enough(box: str) -> None:
    lon, lat = places(box, 150, 3)
    counted = np.arange(150) % 4 > 0
    bands = sort_bands(lon, lat, np.ones(150, bool), 500.0)
    a, b, _ = plain_pairs(lon, lat, 2000.0)
    near = np.zeros((150, 150), bool)
    near[a, b] = near[b, a] = True
    for p, row in enumerate(bands.row.tolist()):
        if row >= 0:
            n = int((near[row] & counted).sum())
            assert count_near(bands, p, 2000.0, counted, 1000) == n
            assert count_near(bands, p, 2000.0, counted, 3) == min(3, n)

"""The chart against an independent exact computation: distances, zones and States."""

import numpy as np
import pytest
from exact import GEOD, Exact, ecef

from straitwatch.model.unit import NM_M
from straitwatch.zone.chart import (
    ECONOMIC,
    HIGH_SEAS,
    INTERNAL,
    LAND,
    NAMES,
    Chart,
    classify,
    label,
    nearest_coast,
    open_chart,
)

SEED = 20221216
EXACT_M = {3.0: 1.0, 12.0: 1.0, 24.0: 1.0, 200.0: 10.0}
"""Nautical miles to metres that a distance may be off there."""

JAPAN = (116.0, 16.0, 154.0, 50.0)
FIJI = (168.0, -28.0, 192.0, -6.0)
NORWAY = (0.0, 55.0, 34.0, 75.0)


@pytest.fixture(scope="module")
def chart() -> Chart:
    return open_chart()


def _somewhere(n: int, box: tuple[float, float, float, float], seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    sine = rng.uniform(*np.sin(np.radians([box[1], box[3]])), n)
    lon = (rng.uniform(box[0], box[2], n) + 180.0) % 360.0 - 180.0
    return np.column_stack([lon, np.degrees(np.arcsin(sine))])


def _inner(box: tuple[float, float, float, float], margin: float) -> tuple[float, ...]:
    west, south, east, north = box
    return west + margin, south + margin, east - margin, north - margin


def _on_limits(exact: Exact, limit_nm: float, n: int, seed: int) -> np.ndarray:
    """Places that lie about a limit from their nearest shore: lon, lat, shape (k, 2)."""
    rng = np.random.default_rng(seed)
    seg = rng.integers(0, len(exact.a), n)
    metres = limit_nm * NM_M * rng.uniform(0.999, 1.001, n)
    lon, lat, _ = GEOD.fwd(*exact.a[seg].T, rng.uniform(0.0, 360.0, n), metres)
    places = ((lon + 180.0) % 360.0 - 180.0, lat)
    near, _ = exact.tree.query(ecef(*places))
    west, south, east, north = _inner(exact.box, 6.5) if exact.box[0] > -180.0 else exact.box
    kept = (np.abs(near - metres) < 0.02 * metres) & (places[0] >= west) & (places[0] <= east)
    return np.column_stack(places)[kept & (lat >= south) & (lat <= north)]


def _check_distances(chart: Chart, exact: Exact, n: int) -> None:
    for limit_nm, within_m in EXACT_M.items():
        places = _on_limits(exact, limit_nm, n, SEED + int(limit_nm))
        assert len(places) >= 10, limit_nm
        lon, lat = places.T
        truth, _ = exact.distance(lon, lat)
        assert np.abs(nearest_coast(chart, lon, lat).dist_m - truth).max() < within_m, limit_nm
        if limit_nm < 30.0:
            told = np.abs(classify(chart, lon, lat).coast_m)
            assert np.abs(told - truth).max() < within_m, limit_nm


def _check_zones(chart: Chart, exact: Exact, places: np.ndarray) -> np.ndarray:
    """Compare what both say, up to what the distance may be off; the zones told."""
    lon, lat = places.T
    told = label(chart, lon, lat)
    zone, metres, code = exact.zones(lon, lat)
    wrong = np.flatnonzero(told.zone != zone)
    for k in wrong:
        limits = [0.0, 24.0 * NM_M, 200.0 * NM_M, *(b for b in chart.coast.plan.breadths)]
        limits += list(chart.coast.plan.area_breadth)
        off = np.abs(np.abs(metres[k]) - np.array(limits)).min()
        assert off < (10.0 if zone[k] in (ECONOMIC, HIGH_SEAS) else 1.0), (
            f"{lon[k]} {lat[k]}: {NAMES[told.zone[k]]}, not {NAMES[zone[k]]} at {metres[k]} m"
        )
    at_sea = (zone > INTERNAL) & (zone != HIGH_SEAS) & (told.zone == zone)
    other = np.flatnonzero(at_sea & (told.state != code))
    for k in other:  # two shores of different States equally far: told apart by millimetres
        mine = nearest_coast(chart, lon[k : k + 1], lat[k : k + 1])
        assert abs(mine.dist_m[0] - metres[k]) < 1.0, f"{lon[k]} {lat[k]}"
    assert len(other) < 1 + len(zone) // 1000
    return told.zone


@pytest.mark.parametrize(
    "box",
    [
        pytest.param(JAPAN, marks=pytest.mark.slow),
        pytest.param(NORWAY, marks=pytest.mark.slow),
        FIJI,
    ],
    ids=["japan", "norway", "fiji"],
)
def test_zones_and_distances_are_exact(
    chart: Chart, box: tuple[float, float, float, float]
) -> None:
    exact = Exact(chart, box)
    seen = _check_zones(chart, exact, _somewhere(4_000, _inner(box, 6.5), SEED))
    assert len(np.unique(seen)) >= 3
    if box is JAPAN:
        _check_distances(chart, exact, 12_000)


@pytest.mark.parametrize(
    "n", [pytest.param(1_000, marks=pytest.mark.slow), pytest.param(10_000, marks=pytest.mark.long)]
)
def test_many_points_of_each_zone_the_world_over(chart: Chart, n: int) -> None:
    exact = Exact(chart)
    _check_distances(chart, exact, 6 * n)
    world = _somewhere(400 * n, (-180.0, -90.0, 180.0, 90.0), SEED)
    told = label(chart, *world.T).zone
    for zone in range(LAND, HIGH_SEAS + 1):
        some = world[told == zone][:n]
        assert len(some) == n, NAMES[zone]
        _check_zones(chart, exact, some)


@pytest.mark.slow
def test_ten_million_points_agree_with_the_distance(chart: Chart) -> None:
    """Zones of cells that are told without a distance, against the distances of all points."""
    rng = np.random.default_rng(SEED)
    lon, lat = rng.uniform(120.0, 150.0, 10_000_000), rng.uniform(20.0, 46.0, 10_000_000)
    quick, full = label(chart, lon, lat), classify(chart, lon, lat)
    assert np.array_equal(quick.zone, full.zone)
    assert np.array_equal(quick.state, full.state)
    breadth = chart.coast.plan.breadths[full.state + 1]
    at_sea = np.isfinite(full.coast_m) & (full.coast_m > 0.0) & (full.zone >= 2)
    assert at_sea.mean() > 0.1
    inside = full.coast_m <= breadth
    areas = set(chart.coast.plan.area_state.tolist())
    plain = at_sea & ~np.isin(full.state, list(areas))
    assert np.array_equal(full.zone[plain] == 2, inside[plain])

"""Zones of places that a sailor can check, and laws of the chart."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from straitwatch.kernel.coastfind import trig_table
from straitwatch.kernel.rows import Rows, Words
from straitwatch.model.error import ContractError
from straitwatch.model.unit import NM_M
from straitwatch.zone.chart import (
    CONTIGUOUS,
    ECONOMIC,
    HIGH_SEAS,
    INTERNAL,
    LAND,
    TERRITORIAL,
    Chart,
    classify,
    coast_distance,
    nearest_coast,
    open_chart,
)
from straitwatch.zone.coastline import load_coastline
from straitwatch.zone.zoned import zone_rows

GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def chart() -> Chart:
    return open_chart()


@pytest.mark.parametrize(
    ("place", "lon", "lat", "zone"),
    [
        ("Tokyo", 139.69, 35.69, LAND),
        ("Beijing, far inland", 116.4, 39.9, LAND),
        ("South Pole", 0.0, -90.0, LAND),
        ("Antarctica on Greenwich", 0.0, -80.0, LAND),
        ("Chukotka on the antimeridian", 180.0, 67.5, LAND),
        ("North Pole", 0.0, 90.0, HIGH_SEAS),
        ("Lake Superior", -87.5, 47.7, INTERNAL),
        ("Caspian Sea", 51.0, 40.0, INTERNAL),
        ("Isle Royale in Lake Superior", -88.8, 48.0, LAND),
        ("Seto Inland Sea", 133.4, 34.2, INTERNAL),
        ("Osaka Bay", 135.2, 34.5, INTERNAL),
        ("Kii Channel, outside the line", 134.9, 33.75, TERRITORIAL),
        ("Bungo Channel, outside the line", 132.05, 33.1, TERRITORIAL),
        ("off Miyako", 125.36, 24.98, TERRITORIAL),
        ("middle of the Miyako Strait", 126.4, 25.5, ECONOMIC),
        ("20 nm off Shionomisaki", 135.76, 33.1, CONTIGUOUS),
        ("mid Atlantic", -30.0, 0.0, HIGH_SEAS),
        ("between Fiji's halves", 180.0, -16.6, TERRITORIAL),
    ],
)
def test_places(chart: Chart, place: str, lon: float, lat: float, zone: int) -> None:
    assert classify(chart, [lon], [lat]).zone[0] == zone, place


@pytest.mark.parametrize(
    ("lon", "lat", "state"),
    [
        (125.3, 24.6, "JP"),
        (123.5, 25.65, "CN|JP|TW"),
        (131.87, 37.15, "JP|KR"),
        (147.5, 44.6, "JP|RU"),
        (128.9, 34.9, "KR"),
        (121.9, 24.9, "TW"),
        (-51.5, 64.0, "DK"),
        (103.9, 1.25, "SG"),
        (145.3, 44.4, "JP"),
    ],
)
def test_states(chart: Chart, lon: float, lat: float, state: str) -> None:
    zoned = classify(chart, [lon], [lat])
    assert zoned.states[zoned.state[0]] == state


def test_distance_meets_the_geodesic_within_a_metre_at_12_nm(chart: Chart) -> None:
    rng = np.random.default_rng(12)
    lon, lat = rng.uniform(128, 134, 20_000), rng.uniform(30, 35, 20_000)
    zoned = classify(chart, lon, lat)
    near = np.flatnonzero(np.abs(zoned.coast_m / NM_M - 12.0) < 0.1)[:200]
    assert len(near) > 50
    foot = nearest_coast(chart, lon[near], lat[near])
    _, _, geodesic = GEOD.inv(lon[near], lat[near], foot.lon, foot.lat)
    assert np.abs(geodesic - zoned.coast_m[near]).max() < 1.0


def test_tiles_agree_with_the_whole_coastline(chart: Chart) -> None:
    rng = np.random.default_rng(3)
    lon = np.concatenate([rng.uniform(122, 132, 1500), rng.uniform(170, 190, 500)])
    lat = np.concatenate([rng.uniform(24, 35, 1500), rng.uniform(50, 70, 500)])
    zoned, exact = classify(chart, lon, lat), coast_distance(chart, lon, lat)
    known = np.isfinite(zoned.coast_m)
    assert 0.1 < known.mean() < 0.9
    assert np.abs(zoned.coast_m[known] - exact[known]).max() < 0.02
    assert (np.abs(exact[~known]) > 30.0 * NM_M - 1.0).all()
    land = np.isin(zoned.zone, (LAND, INTERNAL)) & (exact < 0)
    assert np.array_equal(exact < 0, land)


def test_far_from_any_coast(chart: Chart) -> None:
    metres = coast_distance(chart, [-123.3933, 0.0], [-48.8767, 90.0])
    assert metres[0] == pytest.approx(2_688_000, rel=0.005)  # Point Nemo
    assert metres[1] == pytest.approx(707_000, rel=0.02)  # pole to Greenland's islets


@settings(max_examples=30, deadline=None)
@given(st.floats(-180, 179.99), st.floats(-85, 85), st.integers(-2, 2))
def test_a_turn_of_the_circle_changes_nothing(lon: float, lat: float, turns: int) -> None:
    chart = open_chart()
    here, there = (classify(chart, [x], [lat]) for x in (lon, lon + 360.0 * turns))
    assert abs(int(here.zone[0]) - int(there.zone[0])) <= 1  # rounding may step over a limit
    if np.isfinite(here.coast_m[0]) and np.isfinite(there.coast_m[0]):
        assert here.coast_m[0] == pytest.approx(there.coast_m[0], abs=0.01)


@settings(max_examples=30, deadline=None)
@given(st.floats(122, 146), st.floats(24, 46), st.floats(0, 360), st.floats(1, 3000))
def test_distance_changes_by_no_more_than_the_way_gone(
    lon: float, lat: float, azimuth: float, dist: float
) -> None:
    chart = open_chart()
    lon_b, lat_b, _ = GEOD.fwd(lon, lat, azimuth, dist)
    a, b = np.abs(coast_distance(chart, [lon, lon_b], [lat, lat_b]))
    assert abs(a - b) <= dist + 1.0


def test_cutting_a_batch_changes_nothing(chart: Chart) -> None:
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(126, 132, 120_000), rng.uniform(30, 36, 120_000)
    whole = classify(chart, lon, lat)  # two threads
    parts = [classify(chart, lon[k::2], lat[k::2]) for k in (0, 1)]
    for k in (0, 1):
        assert np.array_equal(whole.zone[k::2], parts[k].zone)
        assert np.array_equal(whole.coast_m[k::2], parts[k].coast_m, equal_nan=True)


def test_a_full_pool_is_emptied_and_built_again(chart: Chart) -> None:
    other = Chart(chart.coast)
    before = classify(other, [130.0, 140.0], [33.0, 35.0])
    other.ranges._most = 0
    after = classify(other, [130.0, 140.0], [33.0, 35.0])
    assert np.array_equal(before.coast_m, after.coast_m, equal_nan=True)


def test_no_points_are_no_zones(chart: Chart) -> None:
    assert len(classify(chart, [], []).zone) == 0


@pytest.mark.parametrize(
    ("lon", "lat"), [([np.nan], [0.0]), ([0.0], [90.1]), ([0.0, 1.0], [0.0]), ([np.inf], [0.0])]
)
def test_senseless_places_are_refused(chart: Chart, lon: list[float], lat: list[float]) -> None:
    with pytest.raises(ContractError):
        classify(chart, lon, lat)


def rows_at(places: list[tuple[int, float, float]], fresh: bool = True) -> Rows:
    """Rows of a path; one slot an object."""
    n = len(places)
    known = {
        "object_id": np.array([p[0] for p in places], np.int64),
        "slot": np.array([p[0] & 0xFF for p in places], np.int32),
        "fresh": np.full(n, fresh),
        "lon": np.array([p[1] for p in places], float),
        "lat": np.array([p[2] for p in places], float),
    }
    ints = {"track_id": np.int64, "t": np.int64, "line": np.int64}
    codes = {"state": np.int32, "source": np.int32, "receiver": np.int32}
    kinds = ints | codes | {"nav_status": np.int8, "zone": np.int8}
    return Rows(
        **{
            f: known[f] if f in known else np.zeros(n, kinds.get(f, np.float32))
            for f in Rows._fields
        }
    )


WORDS = Words((), (), ())


def test_rows_get_their_zones(chart: Chart) -> None:
    rows, words, _ = zone_rows(rows_at([(1, 125.36, 24.98), (2, -30.0, 0.0)]), WORDS, chart, None)
    assert rows.zone.tolist() == [TERRITORIAL, HIGH_SEAS]
    assert [words.state[code] if code >= 0 else None for code in rows.state] == ["JP", None]
    assert rows.coast_m[0] == pytest.approx(609, abs=2)
    assert np.isnan(rows.coast_m[1])
    assert np.isnan(rows.breadth_m[1])
    empty, _, _ = zone_rows(rows_at([]), WORDS, chart, None)
    assert len(empty.zone) == 0


def test_a_fix_near_where_its_lane_was_placed_takes_that_over(chart: Chart) -> None:
    first = rows_at([(1, 125.36, 24.98)])
    _, _, shores = zone_rows(first, WORDS, chart, None)
    near, far = (1, 125.3603, 24.98), (1, 125.37, 24.98)  # 30 m and 1 km
    rows, _, shores = zone_rows(rows_at([near, far], fresh=False), WORDS, chart, shores)
    assert rows.coast_m[0] == pytest.approx(609, abs=2)
    assert rows.coast_m[1] == pytest.approx(classify(chart, [125.37], [24.98]).coast_m[0])
    again, _, _ = zone_rows(rows_at([near]), WORDS, chart, shores)  # another lane on that slot
    assert again.coast_m[0] == pytest.approx(classify(chart, [125.3603], [24.98]).coast_m[0])


def test_aircraft_over_land_are_not_measured(chart: Chart) -> None:
    plane = 1 << 56 | 5
    rows, _, _ = zone_rows(rows_at([(plane, 139.5, 35.9), (6, 139.5, 35.9)]), WORDS, chart, None)
    assert rows.zone.tolist() == [LAND, LAND]
    assert np.isnan(rows.coast_m).tolist() == [True, False]


def test_index_is_the_same_from_cache_and_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRAITWATCH_CACHE", str(tmp_path))
    built, cached = load_coastline(), load_coastline()
    assert {path.name.split("-")[0] for path in tmp_path.iterdir()} == {"shore", "waters"}
    assert np.array_equal(built.plan.sides, cached.plan.sides)
    assert np.array_equal(built.sea.chunks, cached.sea.chunks)


def test_an_unwritable_cache_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("STRAITWATCH_CACHE", str(tmp_path / "file" / "cache"))
    assert len(load_coastline().states) > 150


def test_table_of_sines() -> None:
    table = trig_table()
    row, col = 64 * (90 + 24), 64 * (180 + 125)
    assert table[row, 0] == pytest.approx(np.sin(np.radians(24 + 1 / 128)), abs=1e-15)
    assert table[col, 3] == pytest.approx(np.cos(np.radians(125 + 1 / 128)), abs=1e-15)

"""Tiles of the chart: however they came to be there, the same answers."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from straitwatch.model.error import ContractError
from straitwatch.model.unit import NM_M
from straitwatch.zone.chart import (
    INTERNAL,
    LAND,
    NAMES,
    Chart,
    classify,
    label,
    nearest_coast,
    open_chart,
)
from straitwatch.zone.coastline import Coastline, load_coastline
from straitwatch.zone.waters import read_cache

COASTS = {
    "Svalbard": (10.0, 76.0, 30.0, 81.0),
    "north of Greenland": (-60.0, 81.0, -20.0, 85.0),
    "Antarctic Peninsula": (-70.0, -70.0, -55.0, -62.0),
    "Ross Sea over the antimeridian": (160.0, -79.0, 200.0, -70.0),
    "Antarctica on Greenwich": (-4.0, -72.0, 4.0, -69.0),
    "Fiji": (176.0, -19.5, 182.0, -15.5),
    "Chukotka and Wrangel": (172.0, 64.0, 190.0, 72.0),
    "Gulf of Guinea": (-2.0, -2.0, 10.5, 6.0),
    "Halmahera on the equator": (127.0, -1.5, 129.5, 1.5),
    "Aegean Sea": (22.5, 35.0, 28.5, 41.0),
    "Tsugaru": (139.5, 40.5, 142.0, 42.5),
}


@pytest.fixture(scope="module")
def chart() -> Chart:
    return open_chart()


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STRAITWATCH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def _somewhere(box: tuple[float, float, float, float], n: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.stack([rng.uniform(box[0], box[2], n), rng.uniform(box[1], box[3], n)])


OFF_HOKKAIDO = _somewhere((141.0, 41.0, 144.5, 43.0), 5_000, 8)


@pytest.mark.parametrize("where", COASTS)
def test_both_ways_to_a_zone_agree(chart: Chart, where: str) -> None:
    lon, lat = _somewhere(COASTS[where], 20_000, 1)
    quick, full = label(chart, lon, lat), classify(chart, lon, lat)
    assert np.array_equal(quick.zone, full.zone)
    assert np.array_equal(quick.state, full.state)
    assert len(np.unique(full.zone)) >= 3
    some = slice(0, 400)
    near = nearest_coast(chart, lon[some], lat[some])
    known = np.isfinite(full.coast_m[some])
    assert np.abs(np.abs(full.coast_m[some]) - near.dist_m)[known].max() < 0.1
    assert (near.dist_m[~known] > 30.0 * NM_M - 1.0).all()
    on_land = np.isin(full.zone[some], (LAND, INTERNAL)) & (full.coast_m[some] < 0.0)
    assert np.array_equal(on_land[known], full.coast_m[some][known] < 0.0)


def _told(coast: Coastline) -> tuple[bytes, ...]:
    new = Chart(coast)
    quick, full = label(new, *OFF_HOKKAIDO), classify(new, *OFF_HOKKAIDO)
    return tuple(a.tobytes() for a in (quick.zone, quick.state, full.zone, full.coast_m))


@pytest.fixture(scope="module")
def kept(chart: Chart, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[bytes, ...]]:
    """A cache that a chart filled, and what it told then."""
    folder = tmp_path_factory.mktemp("kept") / "cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STRAITWATCH_CACHE", str(folder))
        told = _told(chart.coast)
    assert len(list(folder.glob("tiles-*/*.npz"))) >= 4
    return folder, told


def _cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _no_zip(path: Path) -> None:
    path.write_bytes(b"\x93NUMPY" + bytes(200))


def _one_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0x40
    path.write_bytes(bytes(data))


def _one_array(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.arange(3))


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("spoil", [_cut_short, _empty, _no_zip, _one_byte, _one_array, _folder])
def test_a_broken_cache_is_built_again(
    chart: Chart,
    kept: tuple[Path, tuple[bytes, ...]],
    own_cache: Path,
    spoil: object,
) -> None:
    copytree(kept[0], own_cache)
    for path in own_cache.glob("tiles-*/*.npz"):
        spoil(path)
    assert _told(chart.coast) == kept[1]
    assert not list(own_cache.rglob("*.part"))


def test_a_cache_kept_is_read_and_one_deleted_is_built(
    chart: Chart, kept: tuple[Path, tuple[bytes, ...]], own_cache: Path
) -> None:
    copytree(kept[0], own_cache)
    before = {path: path.stat().st_mtime_ns for path in own_cache.rglob("*.npz")}
    assert _told(chart.coast) == kept[1]
    assert {path: path.stat().st_mtime_ns for path in own_cache.rglob("*.npz")} == before
    for path in before:
        path.unlink()
    assert _told(chart.coast) == kept[1]


@pytest.mark.parametrize("where", ["/proc/straitwatch", "/dev/null/straitwatch"])
def test_a_folder_that_takes_no_files_costs_time_only(
    chart: Chart,
    kept: tuple[Path, tuple[bytes, ...]],
    monkeypatch: pytest.MonkeyPatch,
    where: str,
) -> None:
    monkeypatch.setenv("STRAITWATCH_CACHE", where)
    assert _told(chart.coast) == kept[1]


@pytest.mark.slow
def test_any_byte_of_a_kept_file_may_change(
    kept: tuple[Path, tuple[bytes, ...]], tmp_path: Path
) -> None:
    source = min(kept[0].glob("tiles-*/*.npz"), key=lambda path: path.stat().st_size)
    data, whole = source.read_bytes(), read_cache(source)
    rng, path = np.random.default_rng(4), tmp_path / "unit.npz"
    for at in np.concatenate([np.arange(400), rng.integers(0, len(data), 400)]):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << rng.integers(8)]) + data[at + 1 :])
        read = read_cache(path)
        for name in whole.keys() & read.keys():
            assert read[name].tobytes() == whole[name].tobytes()
    for size in range(0, len(data), max(1, len(data) // 300)):
        path.write_bytes(data[:size])
        assert read_cache(path) == {}


@pytest.mark.slow
def test_a_broken_index_is_built_again(own_cache: Path, chart: Chart) -> None:
    load_coastline()
    for path in own_cache.iterdir():
        _cut_short(path)
    again = load_coastline()
    assert np.array_equal(again.plan.sides, chart.coast.plan.sides)
    assert np.array_equal(again.sea.chunks, chart.coast.sea.chunks)


def test_a_prepared_world_that_is_broken_is_left_aside(
    chart: Chart, kept: tuple[Path, tuple[bytes, ...]], own_cache: Path
) -> None:
    told = _told(chart.coast)
    new = Chart(chart.coast)
    label(new, *OFF_HOKKAIDO)
    world = new.zones.keep_world()
    assert _told(chart.coast) == told == kept[1]  # from what was kept, and what it lacks
    _cut_short(world / "cells.npy")
    assert _told(chart.coast) == told
    (world / "cells.npy").unlink()
    assert _told(chart.coast) == told
    again = Chart(chart.coast)
    label(again, *OFF_HOKKAIDO)
    assert again.zones.keep_world() == world  # in the place of the broken one
    assert (world / "cells.npy").is_file()
    assert not (world / "before").exists()
    assert {path.name for path in world.parent.iterdir() if path.is_dir()} == {"world"}
    assert _told(chart.coast) == told
    assert own_cache in world.parents


PROCESS = """
import hashlib, sys
import numpy as np
from straitwatch.zone.chart import classify, label, open_chart
rng = np.random.default_rng(3)
lon, lat = rng.uniform(138.0, 141.0, 20_000), rng.uniform(34.0, 36.0, 20_000)
sys.stdin.readline()
a, b = label(open_chart(), lon, lat), classify(open_chart(), lon, lat)
print(hashlib.sha256(a.zone.tobytes() + a.state.tobytes() + b.coast_m.tobytes()).hexdigest())
"""


@pytest.mark.slow
def test_two_processes_fill_one_cache_at_once(own_cache: Path) -> None:
    """Both start at one word, with nothing kept: the index, waters and units are built twice."""
    both = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for one in both:
        one.stdin.write("go\n")
        one.stdin.flush()
    said = [one.communicate(timeout=120) for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert said[0][0] == said[1][0] != ""
    assert not list(own_cache.rglob("*.part"))


def test_threads_share_one_chart(chart: Chart, own_cache: Path) -> None:
    """Units are added while others read: nobody reads past the end of what was there before."""
    assert not own_cache.exists()
    parts = [_somewhere((k, 36.0, k + 3.0, 45.0), 4_000, k) for k in range(0, 24, 2)]
    want = [label(chart, *part).zone for part in parts]
    new = Chart(chart.coast)
    with ThreadPoolExecutor(6) as threads:
        for _ in range(3):
            told = list(threads.map(lambda part: label(new, *part).zone, parts))
            assert all(map(np.array_equal, told, want))


def test_a_pool_is_not_changed_by_what_is_built_later(chart: Chart, own_cache: Path) -> None:
    new = Chart(chart.coast)
    label(new, [139.0], [35.0])
    assert own_cache.is_dir()
    pool = new.zones.pool()
    slot = pool.slot.copy()
    label(new, *_somewhere((0.0, 36.0, 24.0, 45.0), 4_000, 1))
    assert np.array_equal(pool.slot, slot)
    assert pool.slot.max() < len(pool.cells)


def test_a_question_larger_than_the_room_is_answered(chart: Chart) -> None:
    """Both halves of it take more than may be kept: they must not drive each other out."""
    new = Chart(chart.coast)
    new.ranges._most = 1
    lon, lat = _somewhere((138.0, 33.0, 146.0, 36.0), 2_000, 2)
    west = lon < 141.0
    classify(new, lon[west], lat[west])
    told = classify(new, lon, lat)
    assert np.array_equal(told.coast_m, classify(chart, lon, lat).coast_m, equal_nan=True)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(st.floats(-360.0, 360.0), st.floats(-90.0, 90.0)), min_size=2, max_size=12),
    st.data(),
)
def test_a_cut_and_a_turn_change_nothing(
    places: list[tuple[float, float]], data: st.DataObject
) -> None:
    chart = open_chart()
    lon, lat = np.array(places).T
    cut = data.draw(st.integers(0, len(places)))
    whole, parts = label(chart, lon, lat), [label(chart, lon[k], lat[k]) for k in _halves(cut)]
    assert np.array_equal(whole.zone, np.concatenate([part.zone for part in parts]))
    assert np.array_equal(whole.state, np.concatenate([part.state for part in parts]))
    whole_turns = np.round(lon * 64) / 64  # a turn of these rounds nothing
    here, there = (label(chart, whole_turns + turn, lat) for turn in (0.0, -360.0))
    assert np.array_equal(here.zone, there.zone)
    assert np.array_equal(here.state, there.state)


def _halves(cut: int) -> tuple[slice, slice]:
    return slice(0, cut), slice(cut, None)


def test_more_points_than_a_block_and_than_a_thread(chart: Chart) -> None:
    lon, lat = _somewhere((139.0, 34.5, 140.5, 35.7), 130_001, 6)
    whole = label(chart, lon, lat)
    assert set(np.unique(whole.zone)) >= {LAND, NAMES.index("territorial_sea")}
    for n in (1, 511, 512, 513, 99_999, 100_000, 100_001):
        assert np.array_equal(label(chart, lon[:n], lat[:n]).zone, whole.zone[:n])


def test_a_bad_row_is_named_wherever_it_stands(chart: Chart) -> None:
    lon, lat = _somewhere((139.0, 34.5, 140.5, 35.7), 130_001, 6)
    for row in (0, 70_000, 130_000):
        bad = lat.copy()
        bad[row] = np.nan
        with pytest.raises(ContractError, match=f"row {row}:"):
            label(chart, lon, bad)

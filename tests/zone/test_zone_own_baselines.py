"""Baselines of a user's own TOML: the verdict moves with them."""

from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod

from straitwatch.model.error import ConfigError
from straitwatch.model.unit import NM_M
from straitwatch.zone.baseline import read_systems
from straitwatch.zone.chart import (
    ARCHIPELAGIC,
    CONTIGUOUS,
    INTERNAL,
    LAND,
    TERRITORIAL,
    Chart,
    classify,
    label,
    open_chart,
)
from straitwatch.zone.coastline import load_coastline
from straitwatch.zone.waters import waters_of

GEOD = Geod(ellps="WGS84")
HEAD = 'name = "A test"\nsource = "a test, not law"\ndate = 2024-05-01\n'

SURUGA = f"""
[[system]]
id = "suruga"
state = "JP"
kind = "internal"
{HEAD}
lines = [[{{ lon = 138.845, lat = 34.603 }}, {{ lon = 138.226, lat = 34.596 }}]]
inside = [{{ lon = 138.6, lat = 34.8 }}]
"""
FIJI = f"""
[[system]]
id = "fiji"
state = "FJ"
kind = "archipelagic"
{HEAD}
lines = [[
  {{ lon = 177.0, lat = -19.2 }}, {{ lon = 178.5, lat = -19.6 }}, {{ lon = -178.4, lat = -19.2 }},
  {{ lon = -178.3, lat = -17.2 }}, {{ lon = -179.0, lat = -15.9 }}, {{ lon = 179.0, lat = -15.9 }},
  {{ lon = 177.0, lat = -16.6 }}, {{ lon = 176.8, lat = -17.8 }}, {{ lon = 177.0, lat = -19.2 }},
]]
"""


def _area(name: str, west: float, east: float, breadth_nm: float) -> str:
    south, north = -18.5, -16.2
    corners = [(west, south), (west, north), (east, north), (east, south)]
    outline = ", ".join(f"{{ lon = {x}, lat = {y} }}" for x, y in corners)
    return (
        f'\n[[system]]\nid = "{name}"\nstate = "FJ"\nkind = "breadth"\nbreadth_nm = {breadth_nm}\n'
        f"{HEAD}outline = [{outline}]\n"
    )


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRAITWATCH_CACHE", str(tmp_path / "cache"))


def _chart(folder: Path, text: str) -> Chart:
    """The chart that a user's file gives, found as the command finds it."""
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STRAITWATCH_BASELINES", str(folder))
        return Chart(load_coastline(waters_of(read_systems())))


def _somewhere(box: tuple[float, float, float, float], n: int) -> np.ndarray:
    rng = np.random.default_rng(5)
    return np.stack([rng.uniform(box[0], box[2], n), rng.uniform(box[1], box[3], n)])


def test_a_line_across_a_bay_moves_the_limit(tmp_path: Path) -> None:
    chart, plain = _chart(tmp_path, SURUGA), open_chart()
    inside, just_out, south = (138.5, 34.7), (138.53, 34.55), (138.53, 34.42)
    lon, lat = np.array([inside, just_out, south]).T
    assert classify(plain, lon, lat).zone.tolist() == [TERRITORIAL, CONTIGUOUS, CONTIGUOUS]
    told = classify(chart, lon, lat)
    assert told.zone.tolist() == [INTERNAL, TERRITORIAL, TERRITORIAL]
    assert [told.states[k] for k in told.state] == ["JP"] * 3
    assert np.array_equal(label(chart, lon, lat).zone, told.zone)
    limit_lat = GEOD.fwd(138.53, 34.5994, 180.0, 12.0 * NM_M)[1]  # the line lies along 34.6 N
    across = np.array([limit_lat + 0.001, limit_lat - 0.001])
    assert classify(chart, [138.53] * 2, across).zone.tolist() == [TERRITORIAL, CONTIGUOUS]
    lon, lat = _somewhere((137.5, 34.0, 139.5, 35.3), 20_000)
    before, after = label(plain, lon, lat), label(chart, lon, lat)
    assert np.array_equal(before.zone == LAND, after.zone == LAND)
    sea = (after.zone >= TERRITORIAL) & (before.zone >= TERRITORIAL)
    assert (after.zone[sea] <= before.zone[sea]).all()  # limits move out, never in


def test_archipelagic_lines_over_the_antimeridian(tmp_path: Path) -> None:
    chart, plain = _chart(tmp_path, FIJI), open_chart()
    outline = next(w for w in chart.coast.waters.outlines if w.kind == "archipelagic").places
    lon, lat = _somewhere((175.5, -20.5, 183.0, -15.0), 30_000)
    middle = outline[:, 0].mean()
    inside = _holds(lon + 360.0 * np.round((middle - lon) / 360.0), lat, outline)
    on_land = label(plain, lon, lat).zone <= INTERNAL
    for turn in (0.0, -360.0, 360.0):
        told = label(chart, lon + turn, lat)
        assert np.array_equal(told.zone == ARCHIPELAGIC, inside & ~on_land)
        assert {told.states[k] for k in told.state[told.zone == ARCHIPELAGIC]} == {"FJ"}
        assert np.array_equal(told.zone <= INTERNAL, on_land)
    assert inside[lon > 180.0].sum() > 1_000
    assert inside[lon < 180.0].sum() > 1_000


def _holds(lon: np.ndarray, lat: np.ndarray, outline: np.ndarray) -> np.ndarray:
    import shapely

    return np.asarray(shapely.contains_xy(shapely.Polygon(outline), lon, lat))


@pytest.mark.parametrize(
    "areas",
    [
        pytest.param([(178.9, -178.9, 3.0)], marks=pytest.mark.slow),
        pytest.param([(178.9, 179.8, 3.0), (179.8, -178.9, 3.0)], marks=pytest.mark.slow),
        [(178.9, 180.0, 3.0), (-180.0, -178.9, 3.0)],
        [(178.9, -179.5, 3.0), (179.4, -178.9, 3.0)],
    ],
    ids=["one over 180", "side by side", "parted at 180", "one over the other"],
)
def test_areas_of_another_breadth(tmp_path: Path, areas: list[tuple[float, float, float]]) -> None:
    text = "".join(_area(f"a{k}", *area) for k, area in enumerate(areas))
    chart, plain = _chart(tmp_path, text), open_chart()
    lon, lat = _somewhere((178.2, -18.8, 181.8, -16.0), 20_000)
    told, before = classify(chart, lon, lat), classify(plain, lon, lat)
    edge = np.minimum(np.minimum(lon - 178.9, 181.1 - lon), np.minimum(lat + 18.5, -16.2 - lat))
    own, out = edge > 0.03, edge < -0.03  # between corners the bounds follow the ellipsoid
    beyond = own & (told.coast_m > 3.0 * NM_M) & (before.zone == TERRITORIAL)
    assert beyond.sum() > 500
    assert (told.zone[beyond] == CONTIGUOUS).all()
    same = out | (np.abs(told.coast_m) < 3.0 * NM_M)
    assert np.array_equal(told.zone[same], before.zone[same])
    assert np.array_equal(label(chart, lon, lat).zone, told.zone)


def test_a_state_that_has_no_land_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="'ZZ', which has no land on the chart"):
        _chart(tmp_path, FIJI.replace('state = "FJ"', 'state = "ZZ"'))


@pytest.mark.slow
def test_overlapping_waters_of_two_files_are_one_water(tmp_path: Path) -> None:
    more = FIJI.replace('id = "fiji"', 'id = "again"').replace("lat = -19.6", "lat = -20.0")
    one, two = _chart(tmp_path, FIJI), _chart(tmp_path, FIJI + more)
    lon, lat = _somewhere((175.5, -20.5, 183.0, -15.0), 20_000)
    before, after = label(one, lon, lat).zone, label(two, lon, lat).zone
    assert (after[before == ARCHIPELAGIC] == ARCHIPELAGIC).all()
    assert (after == ARCHIPELAGIC).sum() > (before == ARCHIPELAGIC).sum()

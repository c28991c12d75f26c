"""One State's waters: the bounds hold against the chart's own answers."""

import numpy as np
import pytest
from pyproj import Geod

from straitwatch.model.error import ContractError
from straitwatch.zone.chart import ARCHIPELAGIC, INTERNAL, LAND, TERRITORIAL, classify, open_chart
from straitwatch.zone.state_sea import measure_sea

WGS84 = Geod(ellps="WGS84")
ERROR_M = 510.0
AREAS = [
    ("JP", 123.0, 24.0, 143.0, 42.0),
    ("GB", -4.0, 49.5, 3.0, 52.0),
    ("JP", 128.0, 32.5, 131.5, 35.5),  # 3 nm in the straits of Tsushima
    ("GB", 0.9, 50.6, 1.9, 51.3),  # with a middle line
    ("GR", 26.0, 36.5, 28.0, 38.5),  # same
    ("GR", 18.0, 35.0, 28.0, 41.0),
    ("DE", 5.0, 46.5, 16.0, 56.0),  # with land borders
    ("ID", 115.0, -9.0, 125.0, -4.0),
    ("FJ", 176.0, -19.0, 182.0, -15.0),
]


def sample(
    state: str, west: float, south: float, east: float, north: float, n: int = 1500
) -> tuple[np.ndarray, ...]:
    """Random places, half of them within a few miles of each other; whether each is in the zone."""
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(west, east, n), rng.uniform(south, north, n)
    apart = (east - west) / 100.0
    lon[1::2] = lon[::2] + rng.normal(0.0, apart, n // 2)
    lat[1::2] = lat[::2] + rng.normal(0.0, apart, n // 2)
    lon = (lon + 180.0) % 360.0 - 180.0
    chart = open_chart()
    zoned = classify(chart, lon, lat)
    landward = np.isin(zoned.zone, (LAND, INTERNAL, TERRITORIAL, ARCHIPELAGIC))
    claimed = [k for k, name in enumerate(zoned.states) if state in name.split("|")]
    own = [k for k, name in enumerate(zoned.states) if name == state]
    inside = landward & np.isin(zoned.state, claimed)
    return lon, lat, inside, landward & np.isin(zoned.state, own)


@pytest.mark.parametrize("area", AREAS, ids=lambda area: f"{area[0]}-{area[1]:.0f}-{area[3]:.0f}")
def test_no_place_of_the_zone_is_nearer_and_no_way_out_shorter(area: tuple) -> None:
    lon, lat, inside, own = sample(*area)
    told = measure_sea(open_chart(), area[0], lon, lat, ERROR_M, over_land=True)
    assert inside.any()
    assert not inside.all()
    assert (told.out_m[inside] == 0.0).all()
    assert own[told.sure].all()
    assert told.sure[own].mean() > 0.8  # what is not sure lies near a limit
    afloat = measure_sea(open_chart(), area[0], lon, lat, ERROR_M)
    assert (afloat.out_m >= told.out_m).all()
    assert (afloat.out_m[inside] == 0.0).all()
    assert (afloat.out_m[~inside] == 0.0).mean() < 0.03  # same
    i, j = (axis.ravel() for axis in np.meshgrid(np.flatnonzero(~inside), np.flatnonzero(inside)))
    pick = np.random.default_rng(8).integers(0, len(i), 20_000)
    pick = np.concatenate([pick, np.flatnonzero(np.abs(i - j) == 1)])
    i, j = i[pick], j[pick]
    apart = np.asarray(WGS84.inv(lon[i], lat[i], lon[j], lat[j])[2])
    assert (told.out_m[i] <= apart).all()
    assert (told.deep_m[j] <= apart).all()


def test_places_that_a_sailor_knows() -> None:
    lon, lat = np.array([126.2, 125.36, 139.8, 123.5]), np.array([25.6, 24.98, 35.5, 25.75])
    told = measure_sea(open_chart(), "JP", lon, lat, ERROR_M)
    assert told.sure.tolist() == [False, True, True, False]  # the last: several States claim it
    assert told.out_m[0] / 1852 == pytest.approx(40.0, abs=0.2)  # 52 nm off, less 12 and the error
    assert told.out_m[3] == 0.0
    inner = measure_sea(open_chart(), "JP", lon, lat, ERROR_M, internal=True)
    assert not inner.sure.any()
    assert inner.out_m[1] < told.out_m[0]


def test_a_state_without_a_coast_is_refused() -> None:
    with pytest.raises(ContractError, match="'ZZ'"):
        measure_sea(open_chart(), "ZZ", np.array([0.0]), np.array([0.0]), ERROR_M)

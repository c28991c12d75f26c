"""Reach errs on the side of "may have"."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from straitwatch.model.error import ContractError
from straitwatch.reach.straight import Anchor, bound_reach, points_on_arc, spare_hours

NOON = datetime(2022, 12, 16, 12, tzinfo=UTC)
WGS84 = Geod(ellps="WGS84")
lons = st.floats(-180, 180)
lats = st.floats(-89, 89)


def test_a_ship_that_needs_all_its_time_has_none_to_spare_off_the_line() -> None:
    a, b = Anchor(0.0, 0.0, NOON), Anchor(4.0, 0.0, NOON + timedelta(hours=12))
    reach = bound_reach(a, b, speed_kn=20.1)
    assert reach.fits
    assert reach.needed_kn == pytest.approx(20.0, rel=0.01)
    assert spare_hours(reach, np.array([2.0]), np.array([2.0]))[0] < 0


def test_two_fixes_that_do_not_fit_are_told() -> None:
    a, b = Anchor(0.0, 0.0, NOON), Anchor(10.0, 0.0, NOON + timedelta(hours=12))
    reach = bound_reach(a, b, speed_kn=30.0)
    assert not reach.fits
    assert reach.needed_kn == pytest.approx(50.0, rel=0.01)


@pytest.mark.parametrize(("hours", "speed"), [(0, 20.0), (-1, 20.0), (1, 0.0)])
def test_senseless_questions_are_refused(hours: int, speed: float) -> None:
    with pytest.raises(ContractError):
        bound_reach(Anchor(0, 0, NOON), Anchor(1, 0, NOON + timedelta(hours=hours)), speed)


@settings(max_examples=200, deadline=None)
@given(lons, lats, lons, lats)
def test_the_bound_is_never_longer_than_the_geodesic(
    lon_a: float, lat_a: float, lon_b: float, lat_b: float
) -> None:
    b = Anchor(lon_b, lat_b, NOON + timedelta(hours=1))
    reach = bound_reach(Anchor(lon_a, lat_a, NOON), b, speed_kn=10.0)
    _, _, dist_m = WGS84.inv(lon_a, lat_a, lon_b, lat_b)
    assert reach.dist_nm * 1852 <= dist_m + 0.01
    assert reach.dist_nm * 1852 >= dist_m * 0.988


@settings(max_examples=100, deadline=None)
@given(lons, lats, st.floats(0, 1), st.floats(1, 40))
def test_where_a_ship_truly_went_is_never_excluded(
    lon: float, lat: float, share: float, speed: float
) -> None:
    there_lon, there_lat, _ = WGS84.fwd(lon, lat, 70.0, 10 * share * speed * 1852)
    back_lon, back_lat, _ = WGS84.fwd(there_lon, there_lat, 200.0, 10 * (1 - share) * speed * 1852)
    a = Anchor(lon, lat, NOON)
    b = Anchor(back_lon, back_lat, NOON + timedelta(hours=10))
    spare = spare_hours(bound_reach(a, b, speed), np.array([there_lon]), np.array([there_lat]))
    assert spare[0] >= -1e-6


def test_samples_cover_the_arc() -> None:
    lon, lat, radius = points_on_arc(127.53, 26.11, 125.36, 24.97)
    _, _, steps = WGS84.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    assert (lon[0], lat[0]) == (pytest.approx(127.53), pytest.approx(26.11))
    assert (lon[-1], lat[-1]) == (pytest.approx(125.36), pytest.approx(24.97))
    assert max(steps) / 2 < radius * 1.01

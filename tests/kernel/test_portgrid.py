"""The nearest port, seats of lanes and spreads against plain references."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel import spread
from straitwatch.kernel.portgrid import nearest_port, nearest_port_plain, to_port_grid
from straitwatch.kernel.seat import seat_lanes, seat_lanes_plain

SPOT = st.tuples(
    st.one_of(st.floats(-0.06, 0.06), st.floats(179.95, 180.0), st.floats(-180.0, -179.95)),
    st.one_of(st.floats(-0.06, 0.06), st.floats(83.95, 84.05), st.floats(-90, -89.9)),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(SPOT, max_size=12), SPOT, st.sampled_from([500.0, 3000.0, 5000.0]))
def test_the_grid_finds_what_looking_at_all_finds(
    ports: list[tuple[float, float]], spot: tuple[float, float], within_m: float
) -> None:
    lon, lat = np.array(ports).reshape(-1, 2).T
    grid = to_port_grid(lon.copy(), lat.copy())
    found, dist = nearest_port(grid, *spot, within_m)
    plain, plain_m = nearest_port_plain(grid, *spot, within_m)
    assert dist == plain_m
    assert (found < 0) == (plain < 0)
    if found >= 0:
        assert sorted(grid.index) == list(range(len(ports)))
        assert (lon[grid.index[found]], lat[grid.index[found]]) == (
            grid.lon[found],
            grid.lat[found],
        )


def test_no_port_at_all() -> None:
    none = np.empty(0)
    assert nearest_port(to_port_grid(none, none), 0.0, 0.0, 3000.0)[0] == -1


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), max_size=12), min_size=1, max_size=4))
def test_each_lane_keeps_its_seat(batches: list[list[int]]) -> None:
    seat, plain = np.full(10, -1, np.int32), np.full(10, -1, np.int32)
    taken = taken_plain = 0
    for batch in batches:
        slot = np.array(batch, np.int32)
        seats, seats_plain = np.empty(len(slot), np.int32), np.empty(len(slot), np.int32)
        taken = seat_lanes(slot, seat, taken, seats)
        taken_plain = seat_lanes_plain(slot, plain, taken_plain, seats_plain)
        assert taken == taken_plain == len(set(seat[seat >= 0]))
        assert np.array_equal(seats, seats_plain)
        assert np.array_equal(seats, seat[slot])


PLACE = st.tuples(st.floats(-900, 900), st.floats(-900, 900))


@settings(max_examples=100, deadline=None)
@given(st.lists(PLACE, max_size=20), PLACE)
def test_width_is_that_along_the_axes(places: list[tuple[float, float]], more: tuple) -> None:
    figures = np.full(10, np.nan)
    spread.begin_spread(figures, 1)
    for place in places:
        spread.add_place(figures, 1, *place)
    with_it = spread.width_with(figures, 1, *more)
    spread.add_place(figures, 1, *more)
    xy = np.array([(0.0, 0.0), *places, more])
    angle = np.radians([0, 90, 45, -45])
    along = xy @ np.stack([np.cos(angle), np.sin(angle)])
    assert spread.width(figures, 1) == pytest.approx(np.ptp(along, axis=0).max())
    assert with_it == spread.width(figures, 1)
    apart = np.linalg.norm(xy[:, None] - xy[None], axis=-1).max()
    assert spread.width(figures, 1) <= apart + 1e-6
    assert spread.width(figures, 1) >= apart * np.cos(np.pi / 8) - 1e-6


@pytest.mark.parametrize("lon_0", [20.0, 179.99, -180.0])
def test_local_metres_and_back(lon_0: float) -> None:
    figures = np.zeros(8)
    x, y = spread.local(lon_0 + 0.02, 40.01, lon_0, 40.0)
    assert (x, y) == pytest.approx((1703.4, 1111.95), rel=1e-3)
    spread.begin_spread(figures, 0)
    spread.add_place(figures, 0, x, y)
    lon, lat = spread.centre(figures, 0, lon_0, 40.0)
    assert (lon - lon_0 + 540) % 360 - 180 == pytest.approx(0.01, rel=1e-3)
    assert lat == pytest.approx(40.005)

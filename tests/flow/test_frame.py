"""The box of a map holds all places, over the antimeridian too."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from straitwatch.flow.frame import frame


def test_no_place_shows_the_whole_earth() -> None:
    assert frame(np.array([]), np.array([])) == (-180.0, -80.0, 180.0, 80.0)


def test_one_place_is_no_sliver() -> None:
    west, south, east, north = frame(np.array([127.5]), np.array([26.0]))
    assert west < 127.5 < east
    assert south < 26.0 < north


def test_fiji_is_not_shown_around_the_world() -> None:
    west, _, east, _ = frame(np.array([179.0, -179.0]), np.array([-17.0, -18.0]))
    assert west > 170
    assert east < -170


@given(st.lists(st.tuples(st.floats(-180, 179.9), st.floats(-80, 80)), min_size=1))
def test_every_place_is_in_the_box(places: list[tuple[float, float]]) -> None:
    lon, lat = np.array(places).T
    west, south, east, north = frame(lon, lat)
    assert ((south <= lat) & (lat <= north)).all()
    wide = (east - west) % 360.0 or 360.0
    assert ((lon - west) % 360.0 <= wide + 1e-9).all()

"""Shapes as vector tiles, read back by another program."""

from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from straitwatch.report.vector_tile import EXTENT, Shape, encode_layer, quantise

SQUARE = np.array([[0.1, 0.1], [0.5, 0.1], [0.5, 0.5], [0.1, 0.5], [0.1, 0.1]])


def read(tile: bytes) -> list[dict[str, Any]]:
    told = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})
    (layer,) = told.values()
    assert layer["extent"] == EXTENT
    assert layer["version"] == 2
    found: list[dict[str, Any]] = layer["features"]
    return found


def test_properties_keep_their_kinds() -> None:
    told = {"words": "宮古海峡", "count": 7, "less": -3, "part": 0.25, "yes": True, "none": None}
    shapes = [Shape("points", [np.array([[0.5, 0.25]])], told)]
    (one,) = read(encode_layer("a", shapes))
    assert one["properties"] == {k: v for k, v in told.items() if v is not None}
    assert one["geometry"] == {"type": "Point", "coordinates": [2048, 1024]}


def test_one_and_true_are_two_values() -> None:
    shapes = [
        Shape("points", [np.zeros((1, 2))], {"a": 1}),
        Shape("points", [np.zeros((1, 2))], {"a": True}),
        Shape("points", [np.zeros((1, 2))], {"a": 1.0}),
    ]
    values = [one["properties"]["a"] for one in read(encode_layer("a", shapes))]
    assert [(type(v), v) for v in values] == [(int, 1), (bool, True), (float, 1.0)]


@pytest.mark.parametrize("ring", [SQUARE, SQUARE[::-1]])
def test_outlines_run_clockwise_on_the_screen(ring: "np.typing.NDArray[np.float64]") -> None:
    (part,) = quantise([ring], 3)
    x, y = part.T.astype(float)
    assert (x * np.roll(y, -1) - np.roll(x, -1) * y).sum() > 0
    (one,) = read(encode_layer("a", [Shape("polygons", [ring])]))
    assert one["geometry"]["type"] == "Polygon"
    assert len(one["geometry"]["coordinates"][0]) == 5


def test_what_has_no_extent_is_left_out() -> None:
    dot, flat = np.full((4, 2), 0.3), np.array([[0.1, 0.1], [0.4, 0.1], [0.1, 0.1]])
    assert encode_layer("a", [Shape("polygons", [dot]), Shape("polygons", [flat])]) == b""
    assert encode_layer("a", [Shape("lines", [dot])]) == b""
    assert encode_layer("a", []) == b""


_DEGREE = st.floats(-0.1, 1.1)
_LINE = st.lists(st.tuples(_DEGREE, _DEGREE), min_size=1, max_size=12).map(np.array)


@given(st.lists(_LINE, min_size=1, max_size=4), st.sampled_from(["lines", "points"]))
def test_law_places_come_back_on_the_grid(parts: list[Any], kind: str) -> None:
    number = {"points": 1, "lines": 2}[kind]
    want = [part.tolist() for part in quantise(parts, number)]
    tile = encode_layer("a", [Shape(kind, parts)])
    if not want:
        assert tile == b""
        return
    told = read(tile)[0]["geometry"]
    found = told["coordinates"] if told["type"].startswith("Multi") else [told["coordinates"]]
    if kind == "points":
        want = [place for part in want for place in part]
    assert found == want
    off = np.concatenate(list(parts)) * EXTENT
    near = {tuple(place) for place in np.rint(off).astype(int).tolist()}
    assert {tuple(place) for part in quantise(parts, number) for place in part.tolist()} <= near


@given(st.integers(-(2**31), 2**31 - 1))
def test_law_numbers_come_back(number: int) -> None:
    (one,) = read(encode_layer("a", [Shape("points", [np.zeros((1, 2))], {"n": number})]))
    assert one["properties"]["n"] == number

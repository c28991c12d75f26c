"""Limits and gates in tiles: where the chart puts them, and joined."""

import numpy as np
import pyarrow as pa
import pytest
import shapely

from straitwatch.model.place import Box
from straitwatch.model.unit import NM_M
from straitwatch.zone.chart import coast_distance, open_chart
from straitwatch.zone.chart_tile import gate_lines, limits_in_box, limits_in_tile, tile_box
from straitwatch.zone.gate import gates

MIYAKO_9 = 9, 434, 219


def test_a_tile_has_the_bounds_of_web_mercator() -> None:
    world = tile_box(0, 0, 0)
    assert (world.west, world.east) == (-180.0, 180.0)
    assert (world.south, world.north) == pytest.approx((-85.0511, 85.0511), abs=1e-4)
    assert tile_box(1, 1, 0).south == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(
    ("tile", "off_m"), [(MIYAKO_9, 1.0), pytest.param((5, 27, 13), 1300.0, marks=pytest.mark.slow)]
)
def test_limits_lie_at_their_distance(tile: tuple[int, int, int], off_m: float) -> None:
    found = [f for f in limits_in_tile(*tile) if f.properties["basis"] == "computed"]
    nm = {f.properties["limit_nm"] for f in found}
    assert {12.0, 24.0} <= nm
    for feature in found:
        lon, lat = shapely.get_coordinates(feature.geometry)[::7].T
        metres = coast_distance(open_chart(), (lon + 540.0) % 360.0 - 180.0, lat)
        assert np.abs(metres - feature.properties["limit_nm"] * NM_M).max() < off_m


def test_the_territorial_sea_of_japan_is_told_as_such() -> None:
    told = [f.properties for f in limits_in_tile(*MIYAKO_9)]
    assert {"territorial_sea_limit", "contiguous_zone_limit"} <= {one["kind"] for one in told}
    assert {"JP"} <= {one["state"] for one in told}
    assert "distance" not in {one["kind"] for one in told}


def test_where_a_state_keeps_less_its_own_breadth_is_drawn() -> None:
    found = limits_in_tile(9, 440, 204)  # the Korea Strait: Japan keeps 3 nm there
    computed = [f.properties for f in found if f.properties["basis"] == "computed"]
    kinds = {(one["kind"], one["limit_nm"]) for one in computed if one["state"] == "JP"}
    assert ("territorial_sea_limit", 3.0) in kinds
    assert "distance" not in {one["kind"] for one in computed}


def test_far_out_only_what_can_be_paid_for() -> None:
    assert limits_in_tile(2, 3, 1) == []


@pytest.mark.slow
def test_between_them_the_200_mile_limits_alone() -> None:
    kinds = {f.properties["limit_nm"] for f in limits_in_tile(3, 6, 3)}
    assert kinds == {200.0}


def test_blocks_join() -> None:
    """The line of one tile goes on in the next: blocks are traced apart (zoom 8: 216 and 217)."""
    ends = []
    for x in (216, 217):
        box = tile_box(8, 217, 109)
        edge = shapely.linestrings([[box.west, box.south], [box.west, box.north]])
        lines = [f.geometry for f in limits_in_tile(8, x, 109) if f.properties["limit_nm"] == 24.0]
        met = shapely.intersection(shapely.union_all(lines), edge)
        ends.append(np.sort(shapely.get_coordinates(met)[:, 1]))
    assert len(ends[0]) >= 1
    assert ends[0] == pytest.approx(ends[1], abs=1e-5)  # a metre


def test_limits_of_a_box_are_cut_to_it() -> None:
    box = Box(125.0, 24.4, 125.8, 25.2)
    frame = shapely.box(box.west - 1e-6, box.south - 1e-6, box.east + 1e-6, box.north + 1e-6)
    found = limits_in_box(box)
    assert found
    assert all(shapely.covers(frame, feature.geometry) for feature in found)


def test_gates_are_great_circles_and_run_on_past_180() -> None:
    (miyako,) = (f for f in gate_lines(gates()) if f.properties["id"] == "miyako")
    assert miyako.properties["name_ja"] == "宮古海峡"
    assert len(shapely.get_coordinates(miyako.geometry)) > 100
    row = {**gates().to_pylist()[0], "lon_a": 179.0, "lon_b": -179.0, "lat_a": 60.0, "lat_b": 60.0}
    (line,) = gate_lines(pa.Table.from_pylist([row], gates().schema))
    lon, lat = shapely.get_coordinates(line.geometry).T
    assert lon[-1] == pytest.approx(181.0)
    assert lat.max() > 60.0  # the shortest way goes north

"""Features of a box: zones fill it and say what the chart says; lines know their State."""

import numpy as np
import pytest
import shapely

from straitwatch.model.place import Box, read_box
from straitwatch.model.unit import NM_M
from straitwatch.zone.area import zone_features
from straitwatch.zone.breadth import breadth_at, breadths_near
from straitwatch.zone.chart import NAMES, classify, nearest_coast, open_chart
from straitwatch.zone.layer import (
    baseline_features,
    equidistance_features,
    gate_features,
    limit_features,
)
from straitwatch.zone.published import NOT_INSTALLED, published_sets
from straitwatch.zone.published_layer import published_features

SEED = 20230106


@pytest.mark.parametrize(
    "text", ["0.5,50.3,2.5,51.7", "-6.2,35.4,-4.6,36.6", "179,-18,-179,-16", "131.5,32.8,135,34.5"]
)
def test_zones_fill_the_box_and_say_what_the_chart_says(text: str) -> None:
    chart, box = open_chart(), read_box(text)
    zones = zone_features(chart, box)
    shapes = np.array([feature.geometry for feature in zones])
    assert shapely.is_valid(shapes).all()
    frame = shapely.box(box.west, box.south, box.east, box.north)
    assert shapely.area(shapes).sum() == pytest.approx(frame.area, rel=1e-9)
    assert shapely.union_all(shapes).area == pytest.approx(frame.area, rel=1e-9)

    rng = np.random.default_rng(SEED)
    x, y = rng.uniform(box.west, box.east, 4000), rng.uniform(box.south, box.north, 4000)
    zoned = classify(chart, x, y)
    tree = shapely.STRtree(shapes)
    which, where = tree.query(shapely.points(x, y), predicate="intersects")
    near_limit = np.min([np.abs(np.abs(zoned.coast_m) - k * NM_M) for k in (0, 12, 24)], axis=0)
    said = np.full(len(x), "", object)
    said[which] = [zones[k].properties["zone"] for k in where]
    sure = ~(near_limit < 2.0)
    assert sure.mean() > 0.99
    assert (said[sure] == np.array(NAMES, object)[zoned.zone[sure]]).all()


def test_a_limit_belongs_to_the_state_of_its_coast() -> None:
    features = limit_features(open_chart(), read_box("0.5,50.3,2.5,51.7"), [12.0])
    assert {f.properties["state"] for f in features} == {"BE", "FR", "GB"}
    for feature in features:
        at = feature.geometry.interpolate(0.4, normalized=True)
        zoned = classify(open_chart(), [at.x], [at.y])
        assert zoned.states[int(zoned.state[0])] == feature.properties["state"]
        assert feature.properties["kind"] == "territorial_sea_limit"
        assert feature.properties["baseline"]


def test_where_3_nm_is_kept_the_limit_is_there() -> None:
    chart, box = open_chart(), read_box("139.8,40.9,141.4,41.9")  # Tsugaru, and the sea east of it
    assert breadths_near(chart, box) == [3.0, 12.0]
    features = limit_features(chart, box, [3.0, 12.0])
    japan, seen = chart.coast.states.index("JP"), set()
    for feature in features:
        if feature.properties["kind"] == "territorial_sea_limit":
            limit_nm, line = feature.properties["limit_nm"], feature.geometry
            for part in shapely.get_parts(line):
                middle = shapely.get_coordinates(part.interpolate(0.5, normalized=True))
                kept = breadth_at(chart, *middle.T, np.array([japan]))
                assert kept[0] == limit_nm
                seen.add(limit_nm)
    assert seen == {3.0, 12.0}


def test_equidistance_lines_stay_at_sea() -> None:
    features = equidistance_features(open_chart(), read_box("0.5,50.3,2.5,51.7"))
    assert "FR-GB" in {f.properties["states"] for f in features}
    for feature in features:
        places = shapely.get_coordinates(shapely.segmentize(feature.geometry, 0.02))[1:-1]
        zoned = classify(open_chart(), places[:, 0], places[:, 1])
        assert (zoned.zone != NAMES.index("land")).all()


def test_gates_and_baselines_of_a_box() -> None:
    gates = gate_features(read_box("0.5,50.3,2.5,51.7"))
    assert [f.properties["gate_id"] for f in gates] == ["dover"]
    assert gates[0].properties["width_nm"] == pytest.approx(17.1, abs=0.3)
    kinds = {
        f.properties["kind"] for f in baseline_features(open_chart(), Box(131.5, 33, 135, 34.5))
    }
    assert kinds == {"shoreline", "closing_line"}


def test_published_limits_lie_beside_the_computed_ones() -> None:
    if not published_sets():
        pytest.skip(NOT_INSTALLED)
    box = read_box("124.5,24,127.5,27")
    features = published_features(box)
    assert {f.layer for f in features} == {"published"}
    assert {f.properties["licence"] for f in features} == {
        "ODbL 1.0, (c) OpenStreetMap contributors"
    }
    limits = [f for f in features if f.properties["kind"] == "outer_limit"]
    assert {f.properties["states"] for f in limits} == {"JP"}
    frame = shapely.box(box.west, box.south, box.east, box.north)
    assert all(frame.buffer(1e-9).covers(f.geometry) for f in features)
    far = [  # of the nearest shore: 12 nm, but for reefs that only one of the two knows
        nearest_coast(open_chart(), *shapely.get_coordinates(f.geometry)[::40].T).dist_m / NM_M
        for f in limits
    ]
    assert 11.9 < np.median(np.concatenate(far)) < 12.3


def test_published_limits_over_the_antimeridian() -> None:
    if not published_sets():
        pytest.skip(NOT_INSTALLED)
    found = published_features(read_box("176,-20,-178,-14"))
    west, east = zip(*((f.geometry.bounds[0], f.geometry.bounds[2]) for f in found), strict=True)
    assert min(west) < 180.0 < max(east) <= 182.0

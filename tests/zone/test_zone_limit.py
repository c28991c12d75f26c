"""Limits and equidistance lines lie where they say: measured by pyproj, not by us."""

import numpy as np
import numpy.typing as npt
import pytest
from pyproj import Geod

from straitwatch.model.error import ContractError
from straitwatch.model.place import read_box
from straitwatch.model.unit import NM_M
from straitwatch.zone.chart import classify, nearest_coast, open_chart
from straitwatch.zone.equidistance import trace_divides
from straitwatch.zone.limit import trace_limit
from straitwatch.zone.trace import lay_grid

GEOD = Geod(ellps="WGS84")
SEED = 20230106
BOXES = {
    "dover": "0.5,50.5,2.5,51.7",
    "miyako": "124.5,24.3,127.5,26.6",
    "fiji, over the antimeridian": "178.5,-18,-178.5,-16",
    "tromso, 70 N": "17,69.5,22,71",
    "svalbard, 80 N": "15,79.5,28,80.9",
}
Floats = npt.NDArray[np.float64]


def _to_coast(places: Floats) -> Floats:
    near = nearest_coast(open_chart(), places[:, 0], places[:, 1])
    return np.asarray(GEOD.inv(places[:, 0], places[:, 1], near.lon, near.lat)[2])


def _somewhere_along(lines: list[Floats], most: int) -> Floats:
    rng = np.random.default_rng(SEED)
    legs = np.concatenate([np.stack([xy[:-1], xy[1:]], axis=1) for xy in lines])
    legs = legs[rng.choice(len(legs), min(most, len(legs)), replace=False)]
    share = rng.random(len(legs))[:, None]
    return np.asarray(legs[:, 0] + share * (legs[:, 1] - legs[:, 0]))


@pytest.mark.parametrize("box", BOXES.values(), ids=list(BOXES))
@pytest.mark.parametrize("limit_nm", [3.0, 12.0, 24.0])
def test_every_point_of_a_limit_lies_on_it(box: str, limit_nm: float) -> None:
    lines = [line.xy for line in trace_limit(open_chart(), read_box(box), limit_nm)]
    for places in (np.concatenate(lines), _somewhere_along(lines, 3000)):
        assert np.abs(_to_coast(places[:4000]) - limit_nm * NM_M).max() <= 1.0


def test_the_200_nm_limit_lies_within_10_m() -> None:
    lines = [line.xy for line in trace_limit(open_chart(), read_box("132,16,140,24"), 200.0)]
    places = np.concatenate([_somewhere_along(lines, 600), lines[0][:100]])
    assert np.abs(_to_coast(places) - 200.0 * NM_M).max() <= 10.0


def test_no_limit_is_left_out() -> None:
    """On random lines across the box, the zone changes at 12 nm only where a limit is."""
    import shapely

    chart, box = open_chart(), read_box(BOXES["fiji, over the antimeridian"])
    drawn = shapely.union_all(
        [shapely.linestrings(line.xy) for line in trace_limit(chart, box, 12.0)]
    )
    rng = np.random.default_rng(SEED)
    for _ in range(60):
        a, b = (
            np.array([rng.uniform(box.west, box.east), rng.uniform(box.south, box.north)])
            for _ in "ab"
        )
        way = a + np.linspace(0, 1, 4000)[:, None] * (b - a)
        zoned = classify(chart, way[:, 0], way[:, 1])
        beyond = ~(np.abs(zoned.coast_m) <= 12.0 * NM_M)
        changes = int((beyond[1:] != beyond[:-1]).sum())
        met = shapely.intersection(drawn, shapely.linestrings([a, b]))
        assert shapely.get_num_geometries(met) * (not met.is_empty) >= changes


@pytest.mark.parametrize("text", [BOXES["dover"], "117,-8.3,118.4,-6.7", "27,35.5,28.9,36.8"])
def test_limits_end_only_at_the_edge(text: str) -> None:
    """Two of these boxes hold channels narrower than the cells of the search."""
    box = read_box(text)
    lines = trace_limit(open_chart(), box, 12.0)
    assert lines
    for line in lines:
        for x, y in () if line.closed else line.xy[[0, -1]]:
            assert not (box.west < x < box.east and box.south < y < box.north)


def test_a_box_too_large_is_refused() -> None:
    with pytest.raises(ContractError, match="too large"):
        lay_grid(read_box("-180,-60,179,60"), 0.25)


@pytest.mark.parametrize("name", ["dover", "fiji, over the antimeridian"])
def test_an_equidistance_line_is_equally_far_from_both(name: str) -> None:
    chart = open_chart()
    boxes = {**BOXES, "fiji, over the antimeridian": "179,-18,-177,-15"}
    divides = trace_divides(chart, read_box(boxes[name]))
    assert divides
    for divide in divides:
        way = np.gradient(divide.xy, axis=0)
        across = np.column_stack([-way[:, 1], way[:, 0]]) / np.hypot(*way.T)[:, None]
        sides = [divide.xy + 1e-5 * across, divide.xy - 1e-5 * across]  # a metre to either side
        feet = [nearest_coast(chart, side[:, 0], side[:, 1]) for side in sides]
        far = [GEOD.inv(*divide.xy.T, foot.lon, foot.lat)[2] for foot in feet]
        apart = feet[0].state != feet[1].state
        assert apart.mean() > 0.9
        assert np.abs(far[0] - far[1])[apart].max() <= 1.0
        third = [~np.isin(foot.state[apart], divide.codes) for foot in feet]
        assert np.sum(third) <= 8  # only where three States' waters meet

"""What maps draw of the coastline."""

import numpy as np
import pytest

from straitwatch.flow.bench.zones import bench_zones
from straitwatch.flow.tell import SILENT
from straitwatch.model.error import ContractError
from straitwatch.model.unit import NM_M
from straitwatch.zone.basemap import FAR_M, clip, distance_grid, land_polygons
from straitwatch.zone.chart import coast_distance, open_chart

BOX = (122.0, 23.5, 132.0, 33.0)


def _area(outline: np.ndarray) -> float:
    x, y = outline[:, 0], outline[:, 1]
    return abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))) / 2.0


def test_land_stays_in_the_box_and_within_the_budget() -> None:
    outlines = land_polygons(*BOX)
    points = np.concatenate(outlines)
    assert len(points) <= 20_000
    assert (points.min(axis=0) >= BOX[:2]).all()
    assert (points.max(axis=0) <= BOX[2:]).all()
    assert all((outline[0] == outline[-1]).all() for outline in outlines)
    assert len(land_polygons(*BOX, max_points=2_000)) > 3
    assert sum(map(len, land_polygons(*BOX, max_points=2_000))) <= 2_000


def test_okinawa_keeps_its_size() -> None:
    okinawa = max(land_polygons(127.5, 26.0, 128.4, 27.0), key=_area)
    square_km = _area(okinawa) * 111.2**2 * np.cos(np.radians(26.5))
    assert square_km == pytest.approx(1207, rel=0.05)


def test_clip_cuts_a_square() -> None:
    square = np.array([[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]], float)
    assert _area(clip(square, 1.0, 1.0, 3.0, 3.0)) == pytest.approx(1.0)
    assert len(clip(square, 5.0, 5.0, 6.0, 6.0)) == 0
    assert _area(clip(square, -1.0, -1.0, 3.0, 3.0)) == pytest.approx(4.0)


def test_the_grid_agrees_with_the_exact_distance_to_a_cell() -> None:
    lons, lats, metres = distance_grid(124.5, 24.2, 126.5, 25.5, 81, 54)
    assert metres.shape == (54, 81) == (len(lats), len(lons))
    lon, lat = (axis.ravel() for axis in np.meshgrid(lons, lats))
    exact = np.minimum(np.abs(coast_distance(open_chart(), lon, lat)), FAR_M)
    cell_m = np.hypot((lons[1] - lons[0]) * 101_000, (lats[1] - lats[0]) * 111_200)
    assert np.abs(metres.ravel() - exact).max() < cell_m
    assert metres.min() < 0.5 * NM_M
    assert metres.max() > 24.0 * NM_M


def test_a_box_over_the_antimeridian_is_drawn() -> None:
    lons, _, metres = distance_grid(177.0, -19.0, -178.0, -15.0, 60, 50)
    assert (np.diff(lons) > 0).all()
    assert metres.min() < 5_000 < metres.max()
    east = np.concatenate(land_polygons(177.0, -19.0, -178.0, -15.0))
    assert (east[:, 0] > 0).any()
    assert (east[:, 0] < 0).any()


def test_an_empty_box_is_refused() -> None:
    with pytest.raises(ContractError):
        land_polygons(0.0, 1.0, 1.0, 1.0)


@pytest.mark.slow
def test_bench_tells_the_ratio() -> None:
    rows = bench_zones(SILENT, 40_000, check=2_000)
    told = {row["what"]: row for row in rows}
    assert told["zones, warm"]["ratio"] > 1.0
    assert told["shapely STRtree"]["ratio"] == 1.0
    assert told["geopandas sjoin"]["points_per_s"] > 1.0
    assert told["DuckDB spatial"]["points_per_s"] > 1.0
    assert "mismatches: 0" in told

"""Corridors: the gap between the belts of two sides, against a plain search; lines, measured."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from straitwatch.model.error import ContractError
from straitwatch.model.unit import NM_M
from straitwatch.zone.chart import coast_distance, nearest_coast, open_chart
from straitwatch.zone.corridor import (
    HOP_NM,
    is_left,
    land_on_line,
    line_points,
    measure_line,
    narrowest_corridor,
    width_nm,
)
from straitwatch.zone.gate import find_gate, gates
from straitwatch.zone.shore import polygons

GEOD = Geod(ellps="WGS84")
LON, LAT = st.floats(-179.0, 179.0), st.floats(-80.0, 80.0)


def ends(gate_id: str) -> tuple[tuple[float, float], tuple[float, float]]:
    gate = find_gate(gate_id)
    return (gate["lon_a"], gate["lat_a"]), (gate["lon_b"], gate["lat_b"])


def geodesic_nm(a: tuple[float, float], b: tuple[float, float]) -> float:
    return GEOD.inv(*a, *b)[2] / NM_M


def plain_gap_nm(a: tuple[float, float], b: tuple[float, float]) -> float | None:
    """Gap between the sides by vertices alone: every pair is looked at, hop by hop."""
    xy, _, _, _ = polygons()
    lon, lat = line_points(a, b, 1)[0]
    reach = geodesic_nm(a, b) / 2.0 + 12.0
    box = (np.abs(xy[:, 0] - lon) < reach / 60 / np.cos(np.radians(lat))) & (
        np.abs(xy[:, 1] - lat) < reach / 60
    )
    near = np.unique(xy[box].astype(float), axis=0)
    away = GEOD.inv(np.full(len(near), lon), np.full(len(near), lat), *near.T)[2] / NM_M
    near = near[away < reach]
    phi, lam = np.radians(near[:, 1]), np.radians(near[:, 0])
    flat = 1.0 - 0.006_694_379_990_14
    normal = 6_378_137.0 / np.sqrt(1.0 - (1.0 - flat) * np.sin(phi) ** 2)
    around = np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), flat * np.sin(phi)], 1)
    points = around * normal[:, None]

    def side_of(end: tuple[float, float]) -> np.ndarray:
        start = np.hypot((near[:, 0] - end[0]) * np.cos(np.radians(lat)), near[:, 1] - end[1])
        inside, front = np.zeros(len(near), bool), np.array([start.argmin()])
        while len(front):
            inside[front] = True
            rest = np.flatnonzero(~inside)
            apart = np.full(len(rest), np.inf)
            for block in np.array_split(front, 1 + len(front) // 200):
                gap = np.linalg.norm(points[rest][:, None] - points[block][None], axis=2)
                apart = np.minimum(apart, gap.min(axis=1))
            front = rest[apart <= HOP_NM * NM_M]
        return inside

    first, second = side_of(a), side_of(b)
    if (first & second).any():
        return None
    gaps = [np.linalg.norm(points[second] - point, axis=1).min() for point in points[first]]
    return float(min(gaps) / NM_M)


def test_between_the_okinawa_and_the_miyako_group() -> None:
    found = narrowest_corridor(*ends("miyako"))
    assert found.width_nm == pytest.approx(86.318, abs=0.001)
    assert found.a
    assert found.b
    assert geodesic_nm(found.a, found.b) - HOP_NM == pytest.approx(found.width_nm, abs=0.001)
    assert found.a == pytest.approx((126.715, 26.3512), abs=1e-3)  # Kume, of Okinawa's group
    assert found.b == pytest.approx((125.36083, 24.97456), abs=1e-3)  # the reef of Yabiji


@pytest.mark.parametrize(
    "gate_id", ["miyako", "tokara", "amami-yokoate", "sicily", "bashi", "yokoate-takara"]
)
def test_the_gap_is_that_of_a_plain_search(gate_id: str) -> None:
    found, plain = narrowest_corridor(*ends(gate_id)), plain_gap_nm(*ends(gate_id))
    if plain is None:
        assert found.width_nm == 0.0
        assert found.a is None
    else:
        assert found.gap_nm == pytest.approx(plain, abs=0.02)  # vertices, and chords not arcs
        assert found.gap_nm is not None
        assert found.gap_nm <= plain + 0.01
        assert found.width_nm == pytest.approx(found.gap_nm - HOP_NM, abs=0.0011)


@pytest.mark.parametrize("gate_id", ["miyako", "tokara", "malacca", "osumi"])
def test_the_sides_may_be_swapped(gate_id: str) -> None:
    a, b = ends(gate_id)
    there, back = narrowest_corridor(a, b), narrowest_corridor(b, a)
    assert there.width_nm == pytest.approx(back.width_nm, abs=0.002)
    assert (there.a is None) == (back.b is None)


def test_belts_that_meet_leave_none() -> None:
    for gate_id in ("dover", "osumi", "bosphorus"):
        found = narrowest_corridor(*ends(gate_id))
        assert (found.width_nm, found.gap_nm, found.a, found.b) == (0.0, None, None, None)


@pytest.mark.parametrize("b", [(-140.0, -41.0), (-85.0, -45.0), (-75.5, -46.0)])
def test_an_end_off_any_coast_has_no_side(b: tuple[float, float]) -> None:
    found = narrowest_corridor((-85.0, -46.0), b)
    assert (found.width_nm, found.gap_nm) == (None, None)


def test_the_table_is_what_is_computed() -> None:
    for gate_id in ("miyako", "tsushima-east", "malacca", "balintang"):
        row, line = find_gate(gate_id), measure_line(*ends(gate_id))
        found = narrowest_corridor(*ends(gate_id))
        assert row["corridor_nm"] == found.width_nm
        assert (row["width_nm"], row["beyond_12nm"]) == (line.width_nm, line.beyond_12nm)
        assert (row["corridor_lon_a"], row["corridor_lat_a"]) == found.a
        assert (row["corridor_lon_b"], row["corridor_lat_b"]) == found.b


def test_a_corridor_is_never_wider_than_the_gate_leaves() -> None:
    for row in gates().to_pylist():
        assert row["corridor_nm"] <= max(0.0, row["width_nm"] - HOP_NM) + 0.02, row["gate_id"]


def test_how_much_of_a_line_lies_off_the_coast() -> None:
    a, b = (-0.5, 49.0), (-0.5, 51.0)  # from Normandy, inland, to England, inland
    line = measure_line(a, b)
    assert line.width_nm == pytest.approx(geodesic_nm(a, b), abs=0.001)
    lon, lat = line_points(a, b, 3000).T
    near = nearest_coast(open_chart(), lon, lat).dist_m / NM_M
    at_sea = coast_distance(open_chart(), lon, lat) >= 0.0
    at_sea |= near > 24.0
    for limit in (3, 12, 24):
        plain = ((near > limit) & at_sea).mean() * line.width_nm
        assert getattr(line, f"beyond_{limit}nm") == pytest.approx(plain, abs=0.2)
    assert line.beyond_24nm > 10.0
    assert land_on_line(a, b) == pytest.approx((line.width_nm - 86.0) * NM_M, rel=0.4)
    assert land_on_line(*ends("dover")) == 0.0


def test_land_on_a_line_is_found() -> None:
    assert land_on_line((117.61955, 23.76164), (120.02789, 23.11078)) > 50.0  # over Penghu


def test_a_line_far_from_any_coast_is_all_beyond() -> None:
    line = measure_line((-140.0, -40.0), (-139.0, -41.0))
    assert line.beyond_3nm == line.beyond_24nm == pytest.approx(line.width_nm, abs=0.01)


def test_a_line_may_cross_the_antimeridian() -> None:
    line = measure_line((179.5, -16.0), (-179.5, -16.0))
    assert line.width_nm == pytest.approx(geodesic_nm((179.5, -16.0), (-179.5, -16.0)), abs=0.001)


@pytest.mark.parametrize(
    ("b", "told"), [((10.0, 20.0), "same place"), ((-170.0, -20.0), "opposite each other")]
)
def test_senseless_ends_are_refused(b: tuple[float, float], told: str) -> None:
    with pytest.raises(ContractError, match=told):
        measure_line((10.0, 20.0), b)


@settings(max_examples=60, deadline=None)
@given(lon=LON, lat=LAT, east=st.floats(-5.0, 5.0), north=st.floats(-5.0, 5.0))
def test_width_is_karneys(lon: float, lat: float, east: float, north: float) -> None:
    b = ((lon + east + 180.0) % 360.0 - 180.0, lat + north)
    assert width_nm((lon, lat), b) * NM_M == pytest.approx(GEOD.inv(lon, lat, *b)[2], abs=2.0)


@settings(max_examples=60, deadline=None)
@given(lon=LON, lat=LAT, bearing=st.floats(0.0, 360.0), off=st.floats(5.0, 175.0))
def test_left_is_left(lon: float, lat: float, bearing: float, off: float) -> None:
    east, north, _ = GEOD.fwd(lon, lat, bearing, 100_000.0)
    left = GEOD.fwd(lon, lat, bearing - off, 50_000.0)[:2]
    right = GEOD.fwd(lon, lat, bearing + off, 50_000.0)[:2]
    assert is_left((lon, lat), (east, north), left)
    assert not is_left((lon, lat), (east, north), right)
    assert is_left((east, north), (lon, lat), right)

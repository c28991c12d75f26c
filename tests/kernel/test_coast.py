"""Distances and sides from kernels, against plain geometry and geodesics."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from straitwatch.kernel.coast import Shore, arc_of_chord, gather, nearest, to_ecef, to_segment

GEOD = Geod(ellps="WGS84")
EVERYWHERE = np.array([[0.0, 0.0, 0.0, 1e8]])


def _shore(xy: np.ndarray) -> Shore:
    n, xy = len(xy), xy.astype(np.float32)
    xy.flags.writeable = False  # as a file that is mapped: the type for which kernels compile
    return Shore(
        xy,
        np.empty((0, 2)),
        EVERYWHERE,
        EVERYWHERE,
        np.array([0]),
        np.array([max(0, n - 1)]),
        np.zeros(n, np.int16),
        np.zeros(1, np.int16),
    )


def _to_segment_reference(p: np.ndarray, a: np.ndarray, d: np.ndarray) -> float:
    shares = np.linspace(0.0, 1.0, 100_001)
    return float(np.linalg.norm(p - (a + shares[:, None] * d), axis=1).min())


def _nearest_reference(lon: float, lat: float, xy: np.ndarray) -> float:
    points = np.array([to_ecef.py_func(float(x), float(y)) for x, y in xy.astype(np.float32)])
    p = np.array(to_ecef.py_func(lon, lat))
    a, d = points[:-1], np.diff(points, axis=0)
    share = np.clip(np.sum((p - a) * d, axis=1) / np.sum(d * d, axis=1), 0.0, 1.0)
    return float(np.linalg.norm(p - a - share[:, None] * d, axis=1).min())


def test_to_segment_agrees_with_plain_sampling() -> None:
    rng = np.random.default_rng(20221216)
    for _ in range(20):
        p, a, d = rng.normal(size=(3, 3))
        found2, _ = to_segment(*p, *a, *d)
        assert np.sqrt(found2) == pytest.approx(_to_segment_reference(p, a, d), abs=1e-4)


def test_a_segment_without_length_is_a_point() -> None:
    assert to_segment(3.0, 4.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)[0] == pytest.approx(25.0)


@settings(max_examples=50, deadline=None)
@given(
    st.floats(-180, 180),
    st.floats(-89, 89),
    st.floats(0, 360),
    st.floats(1.0, 60_000.0),
)
def test_chord_is_within_a_centimetre_of_the_geodesic(
    lon: float, lat: float, azimuth: float, dist: float
) -> None:
    lon_b, lat_b, _ = GEOD.fwd(lon, lat, azimuth, dist)
    chord = np.linalg.norm(np.subtract(to_ecef(lon, lat), to_ecef(lon_b, lat_b)))
    found = arc_of_chord(np.array([chord]), lon, lat, np.array([lon_b]), np.array([lat_b]))
    assert found[0] == pytest.approx(dist, abs=0.01)


def test_nearest_agrees_with_all_segments_tried() -> None:
    rng = np.random.default_rng(7)
    xy = np.array([130.0, 30.0]) + np.cumsum(rng.normal(scale=0.01, size=(300, 2)), axis=0)
    lon, lat = rng.uniform(129, 131, 100), rng.uniform(29, 31, 100)
    chord, where, _ = nearest(lon, lat, _shore(xy))
    want = [_nearest_reference(x, y, xy) for x, y in zip(lon, lat, strict=True)]
    assert np.allclose(chord, want, atol=1e-6)
    assert where.min() >= 0


def test_gather_leaves_out_what_is_far_and_seams() -> None:
    xy = np.array([[180.0, 60.0], [180.0, 60.1], [179.9, 60.1], [170.0, 60.0]])
    found = gather(*to_ecef(179.95, 60.05), 20_000.0, _shore(xy))
    assert found.tolist() == [1, 2]

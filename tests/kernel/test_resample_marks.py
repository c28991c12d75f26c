"""Where a ship was at marks of time: against plain interpolation; spots in order."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel import resample as kernel
from straitwatch.kernel.resample import SPOT, is_ship, order_by_mark, sweep_marks, take_spots
from straitwatch.kernel.rows import POINT, Rows
from straitwatch.kernel.sphere import along, to_degrees, to_vectors

STEP_US, GAP_US = 600_000_000, 3_600_000_000
SHIP = 431_000_001


class Spots(NamedTuple):
    spots: np.ndarray
    ends: np.ndarray


def rows_of(t_s: list[float], lon: list[float], lat: list[float], **more: np.ndarray) -> Rows:
    n = len(t_s)
    columns = {
        name: np.full(n, np.nan, np.float32)
        for name in ("sog_kn", "cog_deg", "alt_ft", "vrate_ft_min", "coast_m", "breadth_m")
    }
    columns |= {name: np.zeros(n, np.int32) for name in ("slot", "source", "receiver", "state")}
    columns |= {name: np.full(n, 4, np.int8) for name in ("nav_status", "zone")}
    columns |= {"track_id": np.ones(n, np.int64), "line": np.arange(n), "fresh": np.arange(n) == 0}
    columns["object_id"] = np.full(n, SHIP, np.int64)
    columns["t"] = np.round(np.array(t_s) * 1e6).astype(np.int64)
    columns |= {"lon": np.array(lon, float), "lat": np.array(lat, float)}
    return Rows(**(columns | more))


def sweep(rows: Rows, room: int = 4096, coast_m: float = -np.inf, least_kn: float = -1.0) -> Spots:
    """Sweep with little room at first, as the detectors do."""
    points = np.zeros((4, 1), POINT)
    marks = np.full((4, kernel.MARKS), -1, np.int64)
    figures = np.full((4, kernel.FIGURES), np.nan)
    lanes, done, found = np.zeros(1, np.int64), 0, 0
    spots, ends = np.zeros(room, SPOT), np.zeros((room, 2), POINT)
    while done < len(rows.t):
        done, found = sweep_marks(
            rows, rows.source, done, STEP_US, GAP_US, np.array([coast_m, least_kn]), points, marks,
            figures, lanes, spots, ends, found, np.empty((4, 3)),
        )  # fmt: skip
        if done < len(rows.t):
            spots, ends = (
                np.resize(spots, 2 * len(spots) + 8),
                np.resize(ends, (2 * len(ends) + 8, 2)),
            )
    return Spots(spots[:found], ends[:found])


LEG = st.tuples(
    st.sampled_from([1.0, 10.0, 600.0, 599.5, 1500.0, 3600.0, 3601.0]),
    st.floats(-0.3, 0.3),
    st.floats(-0.3, 0.3),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(LEG, min_size=1, max_size=20),
    st.sampled_from([(126.0, 27.0), (179.9, 60.0), (-10.0, -89.9)]),
    st.sampled_from([1, 8, 4096]),
)
def test_places_lie_on_the_legs(legs: list, start: tuple[float, float], room: int) -> None:
    t, lon, lat = [7.0], [start[0]], [start[1]]
    for step, x, y in legs:
        t.append(t[-1] + step)
        lon.append((lon[-1] + x + 180.0) % 360.0 - 180.0)
        lat.append(min(89.99, max(-89.99, lat[-1] + y)))
    spots, ends = sweep(rows_of(t, lon, lat), room)
    expected = [
        (k, i, (k * 600 - a) / (b - a))
        for i, (a, b) in enumerate(pairwise(t))
        if b - a <= 3600.0
        for k in range(int(a // 600) + 1, int(b // 600) + 1)
    ]
    assert spots["mark"].tolist() == [k for k, _, _ in expected]
    assert ends["line"].tolist() == [[i, i + 1] for _, i, _ in expected]
    if expected:
        leg = np.array([i for _, i, _ in expected])
        share = np.array([s for _, _, s in expected])
        x, y = to_degrees(along(to_vectors(lon, lat), leg, share))
        off = to_vectors(x, y) - to_vectors(spots["lon"], spots["lat"])
        assert np.abs(off).max() * 6_371_000 < 20.0


def test_speed_is_that_over_the_step() -> None:
    t = np.arange(0.0, 7200.0, 300.0)
    lon = 126.0 + 12.0 * t / 3600.0 / 60.0
    spots, _ = sweep(rows_of(t.tolist(), lon.tolist(), [0.0] * len(t)))
    assert spots["speed_kn"] == pytest.approx(12.0, abs=0.03)
    assert np.sqrt(spots["vx"] ** 2 + spots["vy"] ** 2 + spots["vz"] ** 2) == pytest.approx(
        spots["speed_kn"]
    )


def test_a_short_leg_trusts_the_speed_that_the_fix_tells() -> None:
    told = {"sog_kn": np.array([0.1, 0.1], np.float32)}
    spots, _ = sweep(rows_of([598.0, 601.0], [126.0, 126.0002], [27.0, 27.0], **told))
    assert spots["speed_kn"].tolist() == [pytest.approx(0.1)]
    spots, _ = sweep(rows_of([598.0, 601.0], [126.0, 126.0002], [27.0, 27.0]))
    assert spots["speed_kn"][0] > 10


def test_a_jitter_at_the_mark_is_no_speed() -> None:
    """A fix 60 m off a second before the mark: 0.2 kn over the step, over 100 kn on its leg."""
    t, lon = [0.0, 601.0, 1199.0, 1201.0], [126.0, 126.0, 126.0, 126.0012]
    spots, _ = sweep(rows_of(t, lon, [27.0] * 4))
    assert spots["mark"].tolist() == [1, 2]
    assert spots["speed_kn"][1] < 0.3


def test_who_is_left_out() -> None:
    t, lon, lat = [0.0, 1200.0, 2400.0], [126.0, 126.0, 126.1], [27.0] * 3
    near = {"coast_m": np.array([50_000.0, 9_000.0, 50_000.0], np.float32)}
    assert len(sweep(rows_of(t, lon, lat, **near), coast_m=10_000.0).spots) == 0
    assert sweep(rows_of(t, lon, lat), least_kn=3.0).spots["mark"].tolist() == [3, 4]
    fresh = {"fresh": np.array([True, True, True])}
    assert len(sweep(rows_of(t, lon, lat, **fresh)).spots) == 0


@pytest.mark.parametrize(
    ("object_id", "told"),
    [(431_000_001, True), (982_310_001, True), (111_232_001, False), (2_320_001, False),
     (43_100_001, False), (972_000_001, False), (992_320_001, False), (1 << 56 | 9, False)],
)  # fmt: skip
def test_ships(object_id: int, told: bool) -> None:
    assert is_ship(object_id) == told


@given(st.lists(st.integers(100, 112), max_size=40))
@settings(max_examples=40, deadline=None)
def test_order_by_mark_is_a_stable_sort(marks: list[int]) -> None:
    mark = np.array(marks, np.int64)
    order, first = np.empty(len(mark), np.int64), np.empty(14, np.int64)
    order_by_mark(mark, 100, order, first)
    assert order.tolist() == np.argsort(mark, kind="stable").tolist()
    assert first.tolist() == [int((mark < 100 + k).sum()) for k in range(14)]


def test_spots_are_taken_in_order() -> None:
    spots, ends = np.zeros(4, SPOT), np.zeros((4, 2), POINT)
    spots["lane"], ends["line"] = np.arange(4), np.arange(8).reshape(4, 2)
    own, own_ends = np.empty(2, SPOT), np.empty((2, 2), POINT)
    take_spots(spots, ends, np.array([3, 1]), own, own_ends)
    assert own["lane"].tolist() == [3, 1]
    assert own_ends["line"].tolist() == [[6, 7], [2, 3]]

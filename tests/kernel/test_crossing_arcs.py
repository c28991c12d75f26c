"""Legs against arcs: the pruned kernel against the plain reference, and laws of the sphere."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel.crossing import cross_arc, find_crossings, to_arcs
from straitwatch.kernel.sphere import to_vectors

MIYAKO = (127.53044, 26.11081, 125.36119, 24.97417)
GATES = [
    MIYAKO,
    (-5.9, 35.9, -5.6, 36.1),
    (179.0, 10.0, -179.0, 12.0),  # over the antimeridian
    (10.0, 88.0, 170.0, 88.5),  # near the pole
    (-60.0, -60.0, 40.0, -65.0),  # long
]


def arcs_of(gates: list[tuple]) -> object:
    return to_arcs(*np.array(gates, float).T)


def chain(n: int) -> np.ndarray:
    return np.arange(-1, n - 1)


def found(lon: list[float], lat: list[float], gates: list[tuple]) -> list[tuple]:
    row, gate, share, left = find_crossings(
        np.array(lon, float), np.array(lat, float), chain(len(lon)), 0, arcs_of(gates)
    )
    return list(zip(row.tolist(), gate.tolist(), share.tolist(), left.tolist(), strict=True))


def plain(lon: list[float], lat: list[float], gates: list[tuple]) -> list[tuple]:
    path, out = to_vectors(lon, lat), []
    for k, gate in enumerate(gates):
        a, b = to_vectors([gate[0], gate[2]], [gate[1], gate[3]])
        for leg, share, left in zip(*cross_arc(path, a, b), strict=True):
            out.append((int(leg) + 1, k, float(share), bool(left)))
    return sorted(out)


def same(a: list[tuple], b: list[tuple]) -> bool:
    return [(r[0], r[1], r[3]) for r in a] == [(r[0], r[1], r[3]) for r in b] and np.allclose(
        [r[2] for r in a], [r[2] for r in b], atol=1e-6
    )


LONG = st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=2, max_size=12)


@settings(max_examples=100, deadline=None)
@given(LONG)
def test_long_legs_agree_with_the_reference(places: list[tuple]) -> None:
    lon, lat = (list(part) for part in zip(*places, strict=True))
    assert same(found(lon, lat, GATES), plain(lon, lat, GATES))


@pytest.mark.parametrize("gate", range(len(GATES)))
def test_short_legs_near_gates_agree_with_the_reference(gate: int) -> None:
    rng = np.random.default_rng(gate)
    lon_a, lat_a, _, _ = GATES[gate]
    lon = (lon_a + rng.normal(0, 0.5, 3000) + 180.0) % 360.0 - 180.0
    lat = np.clip(lat_a + rng.normal(0, 0.5, 3000), -89.9, 89.9)
    got = found(lon.tolist(), lat.tolist(), GATES)
    assert got
    assert same(got, plain(lon.tolist(), lat.tolist(), GATES))


def test_the_cells_hold_every_crossing() -> None:
    """Legs of just 1° that begin 1° off a gate are still tried."""
    rng = np.random.default_rng(5)
    for gate in GATES:
        share = rng.uniform(0, 1, 300)
        lon = gate[0] + share * ((gate[2] - gate[0] + 180) % 360 - 180)
        lat = np.clip(gate[1] + share * (gate[3] - gate[1]), -89, 89)
        turn, rise = rng.uniform(-1, 1, (2, 300))
        lons = np.stack([lon - turn / 2, lon + turn / 2], axis=1).ravel()
        lats = np.clip(np.stack([lat - rise / 2, lat + rise / 2], axis=1).ravel(), -90, 90)
        lons = ((lons + 180) % 360 - 180).tolist()
        assert same(found(lons, lats.tolist(), [gate]), plain(lons, lats.tolist(), [gate]))


def test_more_crossings_than_the_first_room_are_all_found() -> None:
    lon, lat = [126.0, 127.0] * 1500, [26.5, 24.5] * 1500
    assert len(found(lon, lat, [MIYAKO])) == 2999


@settings(max_examples=50, deadline=None)
@given(LONG)
def test_a_mirrored_gate_gives_the_mirrored_sides(places: list[tuple]) -> None:
    lon, lat = (list(part) for part in zip(*places, strict=True))
    back = (MIYAKO[2], MIYAKO[3], MIYAKO[0], MIYAKO[1])
    one, other = found(lon, lat, [MIYAKO]), found(lon, lat, [back])
    assert [(r[0], r[3]) for r in one] == [(r[0], not r[3]) for r in other]


@settings(max_examples=50, deadline=None)
@given(LONG, st.floats(-360, 360))
def test_turned_around_the_pole_gives_the_same(places: list[tuple], turn: float) -> None:
    lon, lat = (list(part) for part in zip(*places, strict=True))

    def wrap(x: float) -> float:
        return (x + turn + 180.0) % 360.0 - 180.0

    turned = (wrap(MIYAKO[0]), MIYAKO[1], wrap(MIYAKO[2]), MIYAKO[3])
    here, there = found(lon, lat, [MIYAKO]), found([wrap(x) for x in lon], lat, [turned])
    assert [r[:2] for r in here] == [r[:2] for r in there]


def test_no_leg_without_a_row_before() -> None:
    lon, lat = np.array([126.0, 127.0]), np.array([26.5, 24.5])
    row, *_ = find_crossings(lon, lat, np.array([-1, -1]), 0, arcs_of([MIYAKO]))
    assert not len(row)


def test_no_gate_gives_nothing() -> None:
    empty = to_arcs(*(np.empty(0) for _ in range(4)))
    row, *_ = find_crossings(np.array([0.0, 5.0]), np.zeros(2), chain(2), 0, empty)
    assert not len(row)

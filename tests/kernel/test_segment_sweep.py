"""The sweep against a plain reference, and the pieces it is made of."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel import segment as kernel

SPEED = 60.0 * 1852.0 / 3600.0 / 1e6
SLACK, GAP, GHOST = 1852.0, 3.6e9, 3.6e9
MASK = (1 << 64) - 1

PLACE = st.sampled_from([(127.0, 25.0), (127.02, 25.0), (127.5, 25.0), (3.0, -50.0), (179.99, 0.0)])
STEP_S = st.sampled_from([0, 1, 60, 600, 3600, 3601, 9000])
FIXES = st.lists(st.tuples(STEP_S, PLACE), max_size=16)


def reach(a: tuple, b: tuple) -> bool:
    one = np.ones(1)
    pair = [(one * lon, one * lat, np.array([t])) for t, lon, lat in (a, b)]
    return bool(kernel.can_reach(pair[0], pair[1], SPEED, SLACK)[0])


def plain_sweep(rows: list[tuple]) -> tuple[list, list, int]:
    """One object, in the words of the docstring: what stands, what is set aside, duplicates."""
    good, bad, same = [], [], 0
    last = suspect = ghost = None
    held = False
    for row in rows:
        if row in [r for r in (last, suspect, ghost) if r]:
            same += 1
        elif last is None:
            last, held = row, True
        elif reach(last, row):
            if suspect:
                bad.append((suspect, last, row, is_ghost(ghost, suspect)))
                ghost, suspect = suspect, None
            good += [last, row] if held else [row]
            last, held = row, False
        elif suspect is None:
            suspect = row
        elif reach(suspect, row):
            if held:
                bad.append((last, None, suspect, False))
            good += [suspect, row]
            ghost, last, suspect, held = last, row, None, False
        else:
            bad.append((suspect, last, None, is_ghost(ghost, suspect)))
            ghost, suspect = suspect, row
    return good, bad, same


def is_ghost(ghost: tuple | None, suspect: tuple) -> bool:
    return ghost is not None and suspect[0] - ghost[0] <= GHOST and reach(ghost, suspect)


def run_kernel(rows: list[tuple]) -> tuple[list, list, int]:
    n = len(rows)
    t = np.array([row[0] for row in rows], np.int64)
    lon, lat = (np.array([row[k] for row in rows], float) for k in (1, 2))
    marks = np.full((1, kernel.MARKS), -1, np.int64)
    good, track = np.empty(n, np.int64), np.empty(n, np.int64)
    bad, closed = np.empty((n, 4), np.int64), np.empty((n, 6), np.int64)
    tally = np.zeros(5, np.int64)
    limits = np.array([SLACK, GAP, GHOST])
    objects, slot = np.full(n, 7, np.int64), np.zeros(n, np.int64)
    kernel.sweep_segments(
        objects,
        t,
        lon,
        lat,
        slot,
        np.array([SPEED]),
        limits,
        marks,
        good,
        track,
        bad,
        closed,
        tally,
    )
    pick = [*rows, None]  # -1 picks None
    told = [(pick[a], pick[b], pick[c], bool(d)) for a, b, c, d in bad[: tally[1]]]
    return [rows[k] for k in good[: tally[0]]], told, int(tally[3])


@settings(max_examples=150, deadline=None)
@given(FIXES)
def test_the_sweep_agrees_with_the_plain_reference(steps: list[tuple]) -> None:
    t = np.cumsum([step for step, _ in steps]) * 1_000_000
    rows = [(int(t[k]), *place) for k, (_, place) in enumerate(steps)]
    assert run_kernel(rows) == plain_sweep(rows)


@settings(max_examples=100, deadline=None)
@given(
    st.tuples(st.floats(-180, 180), st.floats(-90, 90)),
    st.tuples(st.floats(-180, 180), st.floats(-90, 90)),
    st.integers(0, 10**12),
)
def test_reach_agrees_with_its_reference(a: tuple, b: tuple, span_us: int) -> None:
    lon, lat = np.array([a[0], b[0]]), np.array([a[1], b[1]])
    t = np.array([0, span_us])
    assert kernel.is_reachable(lon, lat, t, 0, 1, SPEED, SLACK) == reach((0, *a), (span_us, *b))


def test_across_the_antimeridian_is_near() -> None:
    assert reach((0, 179.99, 0.0), (60_000_000, -179.99, 0.0))
    lon, lat, t = np.array([179.99, -179.99]), np.zeros(2), np.array([0, 60_000_000])
    assert kernel.is_reachable(lon, lat, t, 0, 1, SPEED, SLACK)


def plain_hash(object_id: int, t_us: int, lon: float, lat: float) -> int:
    x = object_id
    for word in (t_us, round(lon * 1e7), round(lat * 1e7)):
        x = x * 0x9E3779B97F4A7C15 + word & MASK
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & MASK
        x = (x ^ x >> 27) * 0x94D049BB133111EB & MASK
        x ^= x >> 31
    return x >> 1


@given(
    st.integers(0, 2**62), st.integers(0, 2**52), st.floats(-180.0, 180.0), st.floats(-90.0, 90.0)
)
def test_a_track_id_agrees_with_its_reference(who: int, t_us: int, lon: float, lat: float) -> None:
    assert kernel.hash_track(who, t_us, lon, lat) == plain_hash(who, t_us, lon, lat) >= 0


def test_track_ids_of_a_fleet_differ() -> None:
    ids = {
        int(kernel.hash_track(mmsi, t, 127.0, 25.0))
        for mmsi in range(431_000_000, 431_000_100)
        for t in range(99)
    }
    assert len(ids) == 9_900

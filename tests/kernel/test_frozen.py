"""Frozen fixes: the kernel against plain Python, and what is one."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel.frozen import mark_frozen, mark_frozen_reference

SECOND = 1_000_000
STEP = st.tuples(
    st.integers(0, 2),  # lane
    st.booleans(),  # whether it moved
    st.sampled_from([0.0, 2.0, 6.0, 12.0, 29.0, 31.0, 120.0, float("nan")]),
    st.integers(0, 60),  # seconds on
    st.integers(0, 19),  # 0: a lane anew
)


def columns(steps: list[tuple[int, bool, float, int, int]]) -> tuple[np.ndarray, ...]:
    slot, fresh, t, lon, sog = [], [], [], [], []
    now, places, seen = 0, [0.0, 0.0, 0.0], set()
    for lane, moved, speed, on, anew in steps:
        now += on * SECOND
        places[lane] += moved * 0.001
        slot.append(lane)
        fresh.append(lane not in seen or anew == 0)
        seen.add(lane)
        t.append(now)
        lon.append(places[lane])
        sog.append(speed)
    return (
        np.array(slot, np.int32),
        np.array(fresh, bool),
        np.array(t, np.int64),
        np.array(lon, float),
        np.zeros(len(slot)),
        np.array(sog, np.float32),
    )


def marks(made: tuple[np.ndarray, ...], *cuts: int) -> tuple[np.ndarray, int]:
    n, places, since = len(made[0]), np.full((3, 3), np.nan), np.zeros(3, np.int64)
    frozen, found = np.zeros(n, bool), 0
    edges = [0, *sorted(cuts), n]
    for a, b in pairwise(edges):
        part = tuple(column[a:b].copy() for column in made)
        out = np.zeros(b - a, bool)
        found += mark_frozen(*part, places, since, out)
        frozen[a:b] = out
    return frozen, found


@settings(max_examples=100, deadline=None)
@given(st.lists(STEP, max_size=40), st.integers(0, 40))
def test_the_kernel_agrees_with_the_reference_however_cut(
    steps: list[tuple[int, bool, float, int, int]], cut: int
) -> None:
    made = columns(steps)
    frozen, found = marks(made, min(cut, len(steps)))
    assert frozen.tolist() == mark_frozen_reference(*made).tolist()
    assert found == frozen.sum()


@pytest.mark.parametrize(
    ("sog_kn", "seconds", "frozen"),
    [
        (100.0, 1, True),  # 50 m on, and told at the same place
        (29.0, 1, False),  # a step of the grid at most
        (29.0, 60, True),  # 900 m on
        (6.0, 60, False),  # 185 m: within a coarse grid
        (6.0, 90, True),
        (2.0, 3600, False),  # it may stand
        (float("nan"), 3600, False),  # nobody says that it moves
    ],
)
def test_what_is_frozen(sog_kn: float, seconds: int, frozen: bool) -> None:
    made = columns([(0, True, sog_kn, 0, 1), (0, False, sog_kn, seconds, 1)])
    assert marks(made)[0].tolist() == [False, frozen]


def test_a_speed_that_is_not_told_is_that_of_the_fix_before() -> None:
    made = columns([(0, True, 100.0, 0, 1), (0, False, float("nan"), 1, 1)])
    assert marks(made)[0].tolist() == [False, True]

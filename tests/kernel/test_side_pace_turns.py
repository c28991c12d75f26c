"""Sides, usual speeds and turns of one lane against plain references."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel.pace import SPEEDS, add_speed, median_speed
from straitwatch.kernel.side import SIDE, begin_side, is_deep, lies_inside, turn
from straitwatch.kernel.turns import TURNS, begin_turns, break_turns, go_on

DWELL = 600
NM = 1852.0


def plain_sides(fixes: list[tuple[int, int, bool]]) -> list[int]:
    """Side held after each (t, side, sure)."""
    held, run, out = -1, [], []
    for t, side, sure in fixes:
        if side == held:
            run = []
        else:
            run = [*(run if run and run[0][1] == side else []), (t, side)]
            if held < 0 or sure or t - run[0][0] >= DWELL:
                held, run = side, []
        out.append(held)
    return out


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([0, 1, 200, 600]), st.integers(0, 2), st.booleans()), max_size=30
    )
)
def test_a_side_is_left_when_it_is_sure_or_after_the_dwell(steps: list) -> None:
    t, fixes = 0, []
    for step, side, sure in steps:
        t += step
        fixes.append((t, side, sure))
    one = np.zeros(1, SIDE)
    begin_side(one[0])
    held = []
    for t, side, sure in fixes:
        before = int(one["held"][0])
        changed = turn(one[0], side, sure, t, DWELL)
        assert changed == (one["held"][0] != before)
        held.append(int(one["held"][0]))
    assert held == plain_sides(fixes)


def test_what_is_inside_and_what_is_deep() -> None:
    assert [lies_inside(zone, True) for zone in range(-1, 7)] == [-1, 1, 1, 1, 0, 0, 0, 1]
    assert lies_inside(0, False) == -1
    assert lies_inside(2, False) == 1
    assert is_deep(2, 11.0 * NM, 12.0 * NM, 510.0)
    assert not is_deep(2, 11.9 * NM, 12.0 * NM, 510.0)
    assert is_deep(6, math.nan, 12.0 * NM, 510.0)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.floats(0, 40, width=32), max_size=200))
def test_the_median_is_that_of_speeds_under_way_to_a_quarter_of_a_knot(speeds: list) -> None:
    counts = np.zeros(SPEEDS, np.uint16)
    counted = [add_speed(counts, s) for s in speeds]
    way = sorted(min(s, 34.9) for s in speeds if s >= 3)
    assert sum(counted) == len(way)
    if len(way) < 30:
        assert math.isnan(median_speed(counts))
    else:
        lower = way[(len(way) - 1) // 2]  # of an even number: the lower of both in the middle
        assert median_speed(counts) == pytest.approx(lower, abs=0.2501)


def test_a_full_count_halves_all_and_keeps_the_median() -> None:
    counts = np.zeros(SPEEDS, np.uint16)
    counts[4], counts[20] = 1000, 65_535
    assert add_speed(counts, 13.1)
    assert (counts[4], counts[20]) == (500, 32_768)
    assert median_speed(counts) == 13.25
    assert not add_speed(counts, math.nan)


def plain_turns(chords: list[tuple[float, float]]) -> int:
    """Reversals of a path on a plane, in steps that are all chords."""
    recent: list[float] = []
    n = 0
    for east, north in chords:
        course = math.degrees(math.atan2(east, north))
        apart = [abs((course - c + 180) % 360 - 180) for c in recent[-4:]]
        if any(a > 125 for a in apart):
            n, recent = n + 1, []
        recent.append(course)
    return n


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 35), st.floats(0.6, 3.0)), max_size=30),
    st.sampled_from([(0.0, 0.0), (179.99, 10.0), (-179.99, -10.0)]),
)
def test_way_and_reversals_as_on_a_plane(steps: list, start: tuple[float, float]) -> None:
    one = np.zeros(1, TURNS)
    lon, lat = start
    begin_turns(one[0], lon, lat)
    way, chords = 0.0, []
    for tens, nm in steps:
        course = math.radians(tens * 10.0 + 3.0)
        east, north = nm * math.sin(course), nm * math.cos(course)
        lat += north / 60
        lon += east / 60 / math.cos(math.radians(lat))
        lon = (lon + 180) % 360 - 180
        way += go_on(one[0], lon, lat, 0.5 * NM, 125.0)
        chords.append((east, north))
    assert way / NM == pytest.approx(sum(nm for _, nm in steps), rel=0.01, abs=1e-6)
    assert one["n"][0] == plain_turns(chords)


def test_a_short_move_is_no_way_and_a_break_forgets_the_course() -> None:
    one = np.zeros(1, TURNS)
    begin_turns(one[0], 10.0, 0.0)
    assert go_on(one[0], 10.0, 0.4 / 60, 0.5 * NM, 120.0) == 0.0
    assert go_on(one[0], 10.0, 2.0 / 60, 0.5 * NM, 120.0) == pytest.approx(2 * NM, rel=0.01)
    break_turns(one[0])
    for north in (1.0, 0.0, -1.0):
        go_on(one[0], 10.0, north / 60, 0.5 * NM, 120.0)
    assert one["n"][0] == 0
    go_on(one[0], 10.0, 0.0, 0.5 * NM, 120.0)
    assert one["n"][0] == 1

"""A true voyage with fixes dropped from it: its judgement never denies what was."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from straitwatch.model.error import ContractError
from straitwatch.model.unit import NM_M
from straitwatch.reach.absence import Judged, Track, judge_absence
from straitwatch.reach.shape import Measured, box, chord_m, circle, farthest_m, line

WGS84 = Geod(ellps="WGS84")
HOUR = 3_600_000_000
T0 = 1_671_148_800_000_000
MINUTE = HOUR // 60
RADIUS = 10 * NM_M
MIDDLES = st.tuples(
    st.sampled_from([-180.0, -179.95, 0.0, 126.0, 179.9]), st.sampled_from([-60.0, 0.0, 26.0, 70.0])
)


def voyage(middle: tuple, start_nm: float, legs: list[tuple], step_min: int = 1) -> Track:
    """A dense true path: a start off the middle, then legs of (course, share of 20 kn, minutes)."""
    lon, lat, _ = WGS84.fwd(*middle, 90.0, start_nm * NM_M)
    lons, lats = [lon], [lat]
    for course, share, minutes in legs:
        for _ in range(0, minutes, step_min):
            lon, lat, _ = WGS84.fwd(lon, lat, course, share * 20.0 * NM_M * step_min / 60.0)
            lons.append(lon)
            lats.append(lat)
    t = T0 + np.arange(len(lons), dtype=np.int64) * step_min * MINUTE
    return Track(t, np.array(lons), np.array(lats))


def in_circle(track: Track, middle: tuple) -> np.ndarray:
    n = len(track.t)
    off = WGS84.inv(np.full(n, middle[0]), np.full(n, middle[1]), track.lon, track.lat)[2]
    return np.asarray(off) <= RADIUS


def judge(track: Track, middle: tuple, span: tuple, speed: float = 20.01) -> Judged:
    return judge_absence(track, circle(track.lon, track.lat, middle, RADIUS, 10.0), span, speed)


LEGS = st.lists(
    st.tuples(
        st.one_of(st.floats(0.0, 360.0), st.sampled_from([90.0, 270.0, 270.0])),
        st.sampled_from([0.0, 0.3, 0.9, 1.0, 1.0]),
        st.integers(5, 120),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(
    MIDDLES,
    st.floats(0.0, 40.0),
    LEGS,
    st.lists(st.integers(0, 10**6), max_size=8),
    st.integers(0, 10**6),
    st.integers(1, 10**6),
)
@example((126.0, 26.0), 15.0, [(270.0, 1.0, 15), (90.0, 1.0, 15)], [0, 30], 0, 30)
@example((126.0, 26.0), 0.0, [(90.0, 1.0, 60), (270.0, 1.0, 60)], [0, 120], 0, 119)
@example((126.0, 26.0), 10.1, [(270.0, 1.0, 2), (90.0, 1.0, 2)], [0, 4], 0, 4)
def test_the_truth_is_never_denied_and_the_hours_bound_it(
    middle: tuple, start_nm: float, legs: list, picks: list, first: int, length: int
) -> None:
    true = voyage(middle, start_nm, legs)
    n = len(true.t)
    i = first % (n - 1)
    j = i + 1 + length % (n - 1 - i)
    heard = true.take(np.unique(np.array([p % n for p in picks], np.int64)))
    judged = judge(heard, middle, (int(true.t[i]), int(true.t[j])))
    inside = in_circle(true, middle)[i : j + 1]
    whole = inside[:-1] & inside[1:]  # minutes that are inside for sure, and those that may be
    some = inside[:-1] | inside[1:]
    if inside.any():
        assert judged.verdict != "did_not_enter"
    if judged.verdict == "entered":
        assert some.any()
    assert whole.sum() / 60.0 <= judged.at_most_h + 1e-9
    assert some.sum() / 60.0 >= judged.inside_h - 1e-9
    parts = judged.inside_h, judged.uncertain_h, judged.covered_h, judged.uncovered_h
    assert min(parts) >= 0.0
    assert sum(parts) == pytest.approx((j - i) / 60.0)
    assert judged.n_doubtful == 0


@settings(max_examples=60, deadline=None)
@given(
    MIDDLES, st.floats(11.0, 40.0), LEGS, st.lists(st.integers(0, 10**6), min_size=2, max_size=6)
)
def test_below_the_speed_that_it_names_the_answer_is_no(
    middle: tuple, start_nm: float, legs: list, picks: list
) -> None:
    true = voyage(middle, start_nm, legs)
    heard = true.take(np.unique(np.array([p % len(true.t) for p in picks], np.int64)))
    span = int(true.t[0]), int(true.t[-1])
    judged = judge(heard, middle, span)
    flip = judged.flips_at_kn
    if flip is None or flip <= 20.0 or flip > 500.0:
        return  # the fixes themselves need up to 20 kn
    assert judge(heard, middle, span, flip * 0.999).verdict == "did_not_enter"
    assert judge(heard, middle, span, flip * 1.001).verdict == "may_have_entered"


@settings(max_examples=60, deadline=None)
@given(MIDDLES, st.floats(0.0, 40.0), LEGS, st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_a_faster_ship_may_have_done_no_less(
    middle: tuple, start_nm: float, legs: list, picks: list
) -> None:
    true = voyage(middle, start_nm, legs)
    heard = true.take(np.unique(np.array([p % len(true.t) for p in picks], np.int64)))
    span = int(true.t[0]), int(true.t[-1])
    slow, fast = judge(heard, middle, span), judge(heard, middle, span, 35.0)
    assert fast.at_most_h >= slow.at_most_h - 1e-9
    assert fast.inside_h <= slow.inside_h + 1e-9
    if fast.verdict == "did_not_enter":
        assert slow.verdict == "did_not_enter"


def at_hours(middle: tuple, *fixes: tuple[float, float]) -> Track:
    """Fixes of (hour, nautical miles east of the middle)."""
    places = [WGS84.fwd(*middle, 90.0, nm * NM_M)[:2] for _, nm in fixes]
    t = np.array([T0 + round(hour * HOUR) for hour, _ in fixes], np.int64)
    return Track(t, *(np.array(axis) for axis in zip(*places, strict=True)))


HERE = (126.0, 26.0)
DAY = (T0, T0 + 10 * HOUR)


def test_ten_hours_twenty_miles_off() -> None:
    near = at_hours(HERE, *((h / 4, 30.0) for h in range(41)))
    judged = judge(near, HERE, DAY, 30.0)
    assert (judged.verdict, judged.n_fixes) == ("did_not_enter", 41)
    assert judged.covered_h == pytest.approx(10.0)
    # 20 nm off, and back, in a quarter of an hour
    assert judged.flips_at_kn == pytest.approx(160.0, abs=0.5)


def test_a_gap_in_which_it_could_have() -> None:
    judged = judge(at_hours(HERE, (0, 30.0), (3.5, 30.0), (8.5, 30.0), (10, 30.0)), HERE, DAY, 10.0)
    # 20 nm at 10 kn are two hours: of five hours of silence one is left
    assert judged.verdict == "may_have_entered"
    assert judged.uncertain_h == pytest.approx(1.0, abs=0.01)
    assert judged.at_most_h == judged.uncertain_h
    assert judged.flips_at_kn == pytest.approx(8.0, abs=0.02)
    assert [leg[:2] for leg in judged.legs] == [(1, 2)]


def test_a_fix_inside() -> None:
    judged = judge(at_hours(HERE, (0, 15.0), (1, 5.0), (2, 5.0), (3, 15.0)), HERE, DAY, 10.01)
    assert (judged.verdict, judged.first_inside) == ("entered", 1)
    assert judged.inside_h == pytest.approx(2.0, abs=0.02)  # 5 nm from the rim, at 10 kn
    assert judged.uncovered_h == pytest.approx(6.5, abs=0.02)  # half an hour to the rim
    assert judged.flips_at_kn is None


def test_a_fix_within_the_error_of_the_rim_is_no_entry() -> None:
    off = 10.0 - 5.0 / NM_M
    judged = judge(at_hours(HERE, (0, 15.0), (1, off), (2, 15.0)), HERE, DAY, 10.0)
    assert judged.verdict == "may_have_entered"
    assert judged.first_inside == -1


def test_nobody_looked() -> None:
    for heard in (at_hours(HERE, (-1, 500.0), (11, 500.0)), at_hours(HERE, (20, 5.0))):
        judged = judge(heard, HERE, DAY, 10.0)
        assert (judged.verdict, judged.uncovered_h, judged.covered_h) == ("not_covered", 10.0, 0.0)
    none = Track(np.empty(0, np.int64), np.empty(0), np.empty(0))
    assert judge(none, HERE, DAY).verdict == "not_covered"


def test_what_is_before_the_first_fix_is_not_covered() -> None:
    judged = judge(at_hours(HERE, (5, 30.0), (10, 30.0)), HERE, DAY, 8.0)
    assert judged.verdict == "may_have_entered"
    assert judged.uncovered_h == pytest.approx(2.5, abs=0.01)  # 20 nm at 8 kn before the first
    assert judged.uncertain_h == pytest.approx(0.0, abs=0.02)


def test_a_false_fix_far_away_is_left_out() -> None:
    fixes = [(h / 4, 30.0) for h in range(41)]
    fixes[20] = (5.0, 2000.0)
    judged = judge(at_hours(HERE, *fixes), HERE, DAY, 25.0)
    assert (judged.verdict, judged.n_doubtful) == ("did_not_enter", 3)
    assert judged.needed_kn == pytest.approx(1970 * 4, rel=0.02)  # by the chord: at least so much
    fixes[20] = (5.0, 0.0)
    assert judge(at_hours(HERE, *fixes), HERE, DAY, 25.0).verdict == "did_not_enter"


def test_a_ship_faster_than_said_still_passes_between_its_fixes() -> None:
    fixes = at_hours(HERE, (0, -20.0), (1, -10.2), (1.02, 10.2), (2, 20.0))  # needs 1,020 kn
    assert judge(fixes, HERE, DAY, 20.0).n_doubtful == 2
    small = 0.3 * NM_M
    fixes = at_hours(HERE, (0, -6.45), (1, -0.5), (1.02, 0.5), (2.02, 6.45))  # 50 kn in a mile
    told = judge_absence(
        fixes, circle(fixes.lon, fixes.lat, HERE, small, 10.0), (T0, T0 + 2 * HOUR), 6.0
    )
    assert (told.verdict, told.n_doubtful) == ("may_have_entered", 0)


def test_a_ship_that_is_elsewhere_of_a_sudden_takes_its_last_hour_with_it() -> None:
    here = [(h / 4, 30.0) for h in range(6)]
    there = [(1.5 + h / 4, 3000.0) for h in range(4)]
    judged = judge(at_hours(HERE, *here, *there), HERE, DAY, 25.0)
    assert judged.verdict == "not_covered"
    assert judged.n_doubtful == 10  # eight that do not fit, and what is within an hour of them


def test_what_is_near_in_time_to_many_false_fixes_is_not_believed() -> None:
    fixes = [(h / 10, 30.0) for h in range(101)]
    drifted = [(h, 8.0 if 30 <= k < 40 else 30.0) for k, (h, _) in enumerate(fixes)]
    assert judge(at_hours(HERE, *drifted), HERE, DAY, 300.0).verdict == "entered"
    false = [(h, 2000.0 if 40 <= k < 50 else nm) for k, (h, nm) in enumerate(drifted)]
    judged = judge(at_hours(HERE, *false), HERE, DAY, 300.0)
    assert (judged.verdict, judged.first_inside) == ("may_have_entered", -1)
    # ten false ones, ten before them that they deny, and an hour on either side
    assert judged.n_doubtful == 40


@settings(max_examples=80, deadline=None)
@given(
    MIDDLES,
    st.floats(0.0, 40.0),
    LEGS,
    st.integers(1, 5),
    st.tuples(st.integers(0, 10**6), st.integers(1, 60)),
    st.booleans(),
)
def test_an_hour_of_false_fixes_neither_proves_nor_denies(
    middle: tuple, start_nm: float, legs: list, every: int, false: tuple, into: bool
) -> None:
    away = (middle[0], middle[1] - 5.0)  # 300 nm off
    true = voyage(away if into else middle, start_nm, [*legs, (0.0, 0.0, 180)])
    n = len(true.t)
    lon, lat = true.lon.copy(), true.lat.copy()
    first = false[0] % n
    block = slice(first, first + false[1])
    lon[block], lat[block] = middle if into else away
    heard = Track(true.t, lon, lat).take(np.arange(0, n, every))
    judged = judge(heard, middle, (int(true.t[0]), int(true.t[-1])))
    inside = in_circle(true, middle)
    if inside.any():
        assert judged.verdict != "did_not_enter"
    if judged.verdict == "entered":
        assert inside.any()
    some = inside[:-1] | inside[1:]
    assert judged.inside_h <= some.sum() / 60.0 + 1e-9
    assert judged.at_most_h >= (inside[:-1] & inside[1:]).sum() / 60.0 - 1e-9


def test_two_objects_under_one_identity_prove_nothing() -> None:
    fixes = [(h / 4, (30.0, 3000.0)[h % 2]) for h in range(41)]
    judged = judge(at_hours(HERE, *fixes), HERE, DAY, 25.0)
    assert (judged.verdict, judged.n_doubtful) == ("not_covered", 41)


@pytest.mark.parametrize(("span", "speed"), [((T0, T0), 10.0), (DAY, 0.0), (DAY, float("nan"))])
def test_senseless_questions_are_refused(span: tuple, speed: float) -> None:
    with pytest.raises(ContractError):
        judge(at_hours(HERE, (0, 1.0)), HERE, span, speed)


PLACES = st.tuples(st.floats(-180, 180), st.floats(-89, 89))


@settings(max_examples=200, deadline=None)
@given(PLACES, PLACES)
def test_the_shortest_way_lies_between_the_two_bounds(a: tuple, b: tuple) -> None:
    one, two = ([np.array([x]) for x in place] for place in (a, b))
    true = WGS84.inv(*a, *b)[2]
    assert chord_m(*one, *two)[0] <= true + 1e-3
    assert farthest_m(*one, *two)[0] >= true


@settings(max_examples=150, deadline=None)
@given(PLACES, PLACES, st.floats(0.1, 300.0), st.floats(0.1, 60.0), st.floats(0.0, 1.0), st.data())
def test_no_place_of_a_box_is_nearer_than_the_bound(
    a: tuple, corner: tuple, wide: float, high: float, share: float, data: st.DataObject
) -> None:
    west, south = corner[0], min(corner[1], 89.0 - 1e-6)
    sides = west, south, west + wide, min(south + high, 89.0)
    told = box(np.array([a[0]]), np.array([a[1]]), sides, 0.0)
    other = data.draw(st.floats(0.0, 1.0))
    inner = west + share * wide, sides[1] + other * (sides[3] - sides[1])
    assert told.out_m[0] <= WGS84.inv(*a, *inner)[2] + 1e-3
    rim = data.draw(st.sampled_from([(west, inner[1]), (sides[2], inner[1]), (inner[0], south)]))
    assert told.deep_m[0] <= WGS84.inv(*a, *rim)[2] + 1e-3


@settings(max_examples=100, deadline=None)
@given(PLACES, PLACES, st.floats(0.0, 360.0), st.floats(1.0, 3000.0), st.floats(0.0, 1.0))
def test_no_place_of_a_line_is_nearer_than_the_bound(
    a: tuple, end: tuple, course: float, long_nm: float, share: float
) -> None:
    from straitwatch.kernel.sphere import along, destination, to_degrees, to_vectors

    far = tuple(float(x) for x in destination(*end, course, long_nm * NM_M))
    told = line(np.array([a[0]]), np.array([a[1]]), end, far, 0.0)
    ends = to_vectors(*zip(end, far, strict=True))
    lon, lat = to_degrees(along(ends, np.array([0]), np.array([share])))
    assert told.out_m[0] <= WGS84.inv(*a, lon[0], lat[0])[2] + 1e-3


def test_shapes_at_places_that_a_sailor_knows() -> None:
    lon, lat = np.array([126.0, 126.0, 130.0]), np.array([26.0, 27.5, 26.0])
    told = box(lon, lat, (125.0, 25.0, 127.0, 27.0), 10.0)
    assert isinstance(told, Measured)
    assert told.sure.tolist() == [True, False, False]
    assert told.out_m / NM_M == pytest.approx([0.0, 30.0, 161.5], rel=0.01)
    assert told.deep_m[0] / NM_M == pytest.approx(54.0, rel=0.01)

"""The sweep of flights against plain Python."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel import flight_layout as lane
from straitwatch.kernel.flight import sweep_flights
from straitwatch.kernel.flight_reference import Fix, Told, find_flights
from straitwatch.kernel.rows import NEVER, POINT, Rows

SECOND = 1_000_000
LIMITS = lane.FlightLimits(
    silence_us=120 * SECOND,
    window_us=120 * SECOND,
    gap_us=3600 * SECOND,
    stand_us=60 * SECOND,
    ceiling_ft=1500.0,
    rise_ft=300.0,
    climb_ft_min=257.0,
    fastest_ft_min=20_000.0,
    airborne_kn=30.0,
    stand_kn=10.0,
    stand_ft=500.0,
    on_ground=16,
)
NAN = float("nan")
STEP = st.tuples(
    st.sampled_from([0, 1, 10, 10, 10, 30, 65, 119, 120, 600, 3600, 4000]),
    st.booleans(),  # whether it moved
    st.sampled_from([0.0, 8.0, 25.0, 31.0, 100.0, 150.0, NAN]),
    st.sampled_from([NAN, -50.0, 100.0, 200.0, 450.0, 600.0, 1400.0, 1600.0, 2000.0, 38_000.0]),
    st.sampled_from([0, 0, 4]),
    st.sampled_from([False, False, False, True]),
)
CLIMB = [(10, True, 100.0, 100.0 + 200.0 * k, 0, False) for k in range(12)]
DESCENT = [(10, True, 100.0, 2000.0 - 200.0 * k, 0, False) for k in range(10)]
STORY = st.lists(
    st.one_of(
        st.lists(STEP, min_size=1, max_size=6),
        st.just(CLIMB),
        st.just(DESCENT),
        st.just([(600, True, 100.0, 100.0, 4, False)]),
        st.just([(10, True, 60.0, NAN, 0, True)] * 3),
        st.just([(30, True, 2.0, 50.0, 0, False)] * 4),
    ),
    max_size=8,
)


def fixes_of(story: list[list[tuple[int, bool, float, float, int, bool]]]) -> list[Fix]:
    t, lon, made = 0, 0.0, []
    for on, moved, sog, alt, zone, ground in [step for part in story for step in part]:
        t, lon = t + on * SECOND, lon + moved * 0.01
        made.append(Fix(t, lon, 25.0, sog, alt, zone, ground))
    return made


def rows_of(fixes: list[Fix], first: bool) -> Rows:
    n = len(fixes)

    def column(name: str, kind: type) -> np.ndarray:
        return np.array([getattr(fix, name) for fix in fixes], kind)

    none, codes = np.full(n, np.nan, np.float32), np.full(n, -1, np.int32)
    fresh = np.zeros(n, bool)
    fresh[:1] = first
    return Rows(
        slot=np.zeros(n, np.int32),
        fresh=fresh,
        object_id=np.full(n, 1 << 56 | 7, np.int64),
        track_id=np.ones(n, np.int64),
        t=column("t", np.int64),
        lon=column("lon", float),
        lat=column("lat", float),
        sog_kn=column("sog_kn", np.float32),
        cog_deg=none,
        alt_ft=column("alt_ft", np.float32),
        vrate_ft_min=none.copy(),
        nav_status=np.where(column("ground", bool), 16, -1).astype(np.int8),
        zone=column("zone", np.int8),
        coast_m=none.copy(),
        breadth_m=none.copy(),
        state=codes,
        source=np.zeros(n, np.int32),
        receiver=codes.copy(),
        line=np.arange(n, dtype=np.int64),
    )


def sweep(fixes: list[Fix], cut: int) -> list[Told]:
    points = np.zeros((1, lane.POINTS), POINT)
    points["t"] = NEVER
    marks, figures = np.full((1, lane.MARKS), -1), np.full((1, lane.FIGURES), np.nan)
    told = []
    for part, first in ((fixes[:cut], True), (fixes[cut:], cut == 0)):
        rows, room = rows_of(part, first), 3 * len(part)
        out = np.zeros((room, lane.OUT_POINTS), POINT)
        found, numbers = (
            np.zeros((room, lane.OUT_MARKS), np.int64),
            np.zeros((room, lane.OUT_FIGURES)),
        )
        planes = np.zeros((1, 2), np.int64)
        given_ = rows, rows.source, planes, points, marks, figures, LIMITS, out, found, numbers
        n, _ = sweep_flights(*given_)
        for k in range(n):
            before, after, decided = out["t"][k, 0], out["t"][k, 2], out["t"][k, 3]
            if found[k, 1] in {lane.LANDED, lane.LEFT_GROUND}:
                after = out["t"][k, 1]
            known = None if before == NEVER else int(before)
            told.append(Told(int(found[k, 1]), known, int(after), int(decided)))
    return told


@settings(max_examples=300, deadline=None)
@given(STORY, st.integers(0, 40))
def test_the_kernel_agrees_with_the_reference_however_cut(
    story: list[list[tuple[int, bool, float, float, int, bool]]], cut: int
) -> None:
    fixes = fixes_of(story)
    assert sweep(fixes, min(cut, len(fixes))) == find_flights(fixes, LIMITS)


def test_a_flight_that_a_pilot_can_check() -> None:
    fixes = fixes_of([CLIMB, DESCENT, [(600, True, 100.0, 100.0, 4, False)], CLIMB])
    told = find_flights(fixes, LIMITS)
    assert [one.what for one in told] == [lane.TAKEOFF, lane.TAKEOFF]
    first, second = told
    assert (first.before, first.after, first.decided) == (None, 10 * SECOND, 30 * SECOND)
    assert second.before == 220 * SECOND
    assert second.after == 820 * SECOND
    assert sweep(fixes, 7) == told


def test_a_helicopter_that_was_seen_to_stand_takes_off_once() -> None:
    stands = [(30, True, 2.0, 50.0, 0, False)] * 4
    climbs = [(10, True, 60.0, 150.0 + 100.0 * k, 0, False) for k in range(8)]
    told = find_flights(fixes_of([stands, climbs]), LIMITS)
    assert [one.what for one in told] == [lane.LEFT_GROUND]
    assert sweep(fixes_of([stands, climbs]), 5) == told

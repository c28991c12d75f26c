"""Several objects under one identity, and positions that are away for a while."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sailing import HOUR, MINUTE, at, fix, world
from turning import sail, watch_fixes

from straitwatch.event import displaced, identity_shared, impossible_position
from straitwatch.kernel import slowhigh
from straitwatch.kernel.rows import NEVER, POINT

JET = 1 << 56 | 0x4BAAC6


def clones(hours: float = 5.0) -> list[dict]:
    minutes = np.arange(0.0, hours * 60.0, 6.0)
    return sail(minutes.tolist(), 127.0, 25.0) + sail((minutes + 2.5).tolist(), 3.0, 50.0)


def excursion(start: float = 60.0, end: float = 80.0) -> list[dict]:
    """A ship whose position goes to an airport for a while."""
    minutes = np.arange(0.0, 180.0, 4.0)
    away = (minutes >= start) & (minutes < end)
    there = [fix(m * 60.0, 37.27, 55.59, line=round(m * 60) + 1) for m in minutes[away]]
    return sail(minutes[~away].tolist(), 127.0, 25.0) + there


def test_two_ships_on_one_identity_are_one_event() -> None:
    (event,) = watch_fixes(identity_shared.make(world()), clones())
    assert event["kind"] == "identity_shared"
    assert event["t_start"] < at(20 * MINUTE)
    assert event["detail"]["turns"] == 97  # 50 fixes each: 99 turns, of which two are to one fix
    assert event["detail"]["apart_nm"] > 4000.0
    assert (event["certainty"], event["status"]) == ("inferred", "open")
    assert {fix["lon"] > 100 for fix in event["evidence"]} == {True, False}
    assert watch_fixes(displaced.make(world()), clones()) == []


def test_the_sharing_ends_after_a_day_without_a_turn() -> None:
    later = sail([3000.0, 3006.0], 127.0, 24.0)
    more = [row | {"t": row["t"]} for row in later]
    (event,) = watch_fixes(identity_shared.make(world()), clones() + more)
    assert event["status"] == "closed"
    assert at(4.9 * HOUR) < event["t_end"] < at(5.1 * HOUR)


def test_an_excursion_is_one_impossible_position_with_its_span() -> None:
    (event,) = watch_fixes(displaced.make(world()), excursion())
    assert (event["kind"], event["detail"]["pattern"]) == ("impossible_position", ["away and back"])
    assert (event["t_start"], event["t_end"]) == (at(60 * MINUTE), at(76 * MINUTE))
    assert (event["n"], event["lon"]) == (5, 37.27)
    assert event["detail"]["speed_kn"] > 10_000.0
    assert len(event["evidence"]) == 4  # the good fixes on either side, and both ends
    assert watch_fixes(identity_shared.make(world()), excursion()) == []


def test_a_place_inland_is_told_as_such() -> None:
    """An airport near Moscow lies far from any coast."""
    (event,) = watch_fixes(
        displaced.make(world(measure_coast=lambda _, lat: np.where(lat > 50.0, -9e5, 9e3))),
        excursion(),
    )
    assert event["detail"]["pattern"] == ["away and back", "on land"]
    jump = [*sail(list(range(0, 60, 4)), 127.0, 25.0), fix(62.0, 37.27, 55.59)]
    jump += sail([130.0, 134.0], 127.0, 25.0)
    chart = world(measure_coast=lambda _, lat: np.where(lat > 50.0, -9e5, 9e3))
    (event,) = watch_fixes(impossible_position.make(chart), jump)
    assert event["detail"]["pattern"] == ["on land"]


def test_two_excursions_within_the_hour_are_one_episode() -> None:
    minutes = np.arange(0.0, 240.0, 4.0)
    away = ((minutes >= 60) & (minutes < 70)) | ((minutes >= 84) & (minutes < 100))
    there = [fix(m * 60.0, 37.27, 55.59, line=round(m * 60) + 1) for m in minutes[away]]
    (event,) = watch_fixes(
        displaced.make(world()), sail(minutes[~away].tolist(), 127.0, 25.0) + there
    )
    assert (event["detail"]["spans"], event["n"]) == (2, 7)
    assert event["t_end"] == at(96 * MINUTE)


def test_a_single_jump_is_no_excursion_and_no_sharing() -> None:
    rows = [*sail(list(range(0, 60, 4)), 127.0, 25.0), fix(62.0, 3.0, 50.0)]
    assert watch_fixes(displaced.make(world()), rows) == []
    assert watch_fixes(identity_shared.make(world()), rows) == []


def flight(speeds: list[float], alt_ft: float = 38_000.0) -> list[dict]:
    more = {"object_id": JET, "alt_ft": alt_ft}
    return [
        fix(60.0 * k, 20.0, 50.0 + 0.01 * k, sog_kn=v, line=k + 1, **more)
        for k, v in enumerate(speeds)
    ]


def test_an_airliner_cannot_hang_in_the_air() -> None:
    rows = flight([470.0] * 5 + [51.0] * 6 + [460.0] * 90)
    (event,) = watch_fixes(displaced.make(world()), rows)
    assert event["detail"]["pattern"] == ["too slow for its height"]
    assert (event["t_start"], event["t_end"]) == (at(5 * MINUTE), at(10 * MINUTE))
    assert (event["n"], event["status"]) == (6, "open")


@pytest.mark.parametrize(
    "rows",
    [
        flight([30.0] * 20),  # a balloon
        flight([300.0] * 5 + [51.0] * 6 + [300.0] * 20, alt_ft=3_000.0),  # a helicopter
        flight([470.0] * 5 + [51.0] + [460.0] * 5),  # one report
    ],
)
def test_what_may_be_slow_is_not_told(rows: list[dict]) -> None:
    assert watch_fixes(displaced.make(world()), rows) == []


PIECES = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 2]), st.integers(1, 6), st.sampled_from([1.0, 4.0, 20.0, 90.0])
    ),
    min_size=1,
    max_size=10,
)
PLACES = [(127.0, 25.0), (37.27, 55.59), (-60.0, -30.0)]


@settings(max_examples=60, deadline=None)
@given(PIECES, st.lists(st.floats(0.0, 100_000.0), max_size=5))
def test_cut_anywhere_gives_the_same(pieces: list[tuple], cuts: list[float]) -> None:
    rows, minute = [], 0.0
    for place, n, step in pieces:
        for _ in range(n):
            minute += step
            lon, lat = PLACES[place]
            rows.append(fix(minute * 60.0, lon, lat + minute / 1e5, line=len(rows) + 1))
    for module in (displaced, identity_shared):
        detector = module.make(world())
        assert watch_fixes(detector, rows, *cuts) == watch_fixes(detector, rows)


def plain_runs(speeds: list[float], high: list[bool]) -> list[tuple[int, int, int]]:
    """First and last row and length of each run, in the words of the kernel's docstring."""
    out, run, fastest = [], [], -1.0
    for k, (speed, is_high) in enumerate(zip(speeds, high, strict=True)):
        if is_high and speed < 100.0:
            run.append(k)
            continue
        if run and speed >= 100.0:
            if len(run) > 1 and fastest >= 250.0:
                out.append((run[0], run[-1], len(run)))
            run = []
        fastest = max(fastest, speed)
    return out


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([50.0, 99.0, 150.0, 300.0]), st.booleans()),
        min_size=1,
        max_size=20,
    )
)
def test_slow_runs_agree_with_the_plain_reference(steps: list[tuple]) -> None:
    from sailing import batches, to_path

    rows_ = [
        fix(
            60.0 * k,
            20.0,
            50.0,
            sog_kn=v,
            alt_ft=30_000.0 if high else 1_000.0,
            object_id=JET,
            line=k,
        )
        for k, (v, high) in enumerate(steps)
    ]
    rows, n = batches(to_path(rows_))[0].rows, len(steps)
    points, marks, figures = (
        np.zeros((1, 2), POINT),
        np.zeros((1, 1), np.int64),
        np.full((1, 1), np.nan),
    )
    points["t"] = NEVER
    ends, runs = np.empty((n, 2), POINT), np.empty(n, slowhigh.RUN)
    found = slowhigh.sweep_slow_runs(
        rows, rows.source, points, marks, figures, 20_000.0, 100.0, 250.0, ends, runs
    )
    told = [
        (int(ends[k, 0]["line"]), int(ends[k, 1]["line"]), int(runs[k]["n"])) for k in range(found)
    ]
    assert told == plain_runs([v for v, _ in steps], [high for _, high in steps])

"""Aircraft that loiter: patrols and orbits, and flights that are neither."""

from collections.abc import Callable
from datetime import timedelta
from math import cos, radians, sin
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sailing import HOUR, at, batches, fix, observe, to_path, watch, world

from straitwatch.event.base import Batch
from straitwatch.event.orbiting import OrbitingDetector, make
from straitwatch.model.schema import JUMP, PATH

NM = 1 / 60.0  # of latitude, in degrees
PLANE = 1 << 56 | 0x84ABCD
Rows = list[dict[str, Any]]


def detector() -> OrbitingDetector:
    return make(world())


def fly(
    where: Callable[[float], tuple[float, float]],
    hours: float,
    start: float = 0.0,
    *,
    step: float = 15.0,
    lon_0: float = 140.0,
    lat_0: float = 30.0,
    **more: object,
) -> Rows:
    """Fixes of an aircraft at a place in nautical miles east and north at each hour since start."""
    rows = []
    for t in np.arange(0.0, hours * HOUR, step):
        x, y = where(t / HOUR)
        lon = lon_0 + x * NM / cos(radians(lat_0))
        lon = (lon + 540.0) % 360.0 - 180.0
        spot = {"object_id": PLANE, "zone": 5, "alt_ft": 9000.0} | more
        rows.append(fix(start + float(t), lon, lat_0 + y * NM, **spot))
    return rows


def orbit(kn: float, radius: float) -> Callable[[float], tuple[float, float]]:
    return lambda h: (radius * cos(kn * h / radius), radius * sin(kn * h / radius))


def line(kn: float, length: float) -> Callable[[float], tuple[float, float]]:
    """To and fro on a line."""
    return lambda h: (length * abs((kn * h / length + 1) % 2 - 1), 0.0)


def straight(kn: float) -> Callable[[float], tuple[float, float]]:
    return lambda h: (kn * h, 0.0)


def end(rows: Rows) -> float:
    return (rows[-1]["t"] - at(0)).total_seconds() + 15.0


def mission(hours: float) -> Rows:
    """200 nm out, on patrol, 200 nm back."""
    rows = fly(lambda h: (-200 + 300 * h, 0.0), 2 / 3)
    rows += fly(orbit(180, 6), hours, end(rows))
    return rows + fly(lambda h: (-300 * h, 0.0), 2 / 3, end(rows))


def test_a_patrol_of_two_hours() -> None:
    (event,) = observe(detector(), mission(2.0))
    detail = event["detail"]
    assert (event["kind"], event["status"], detail["of"]) == ("loitering", "closed", "aircraft")
    assert event["rule"] == "loitering_aircraft/1"
    # within 20 nm of the orbit it is some minutes before and after
    assert detail["hours"] == pytest.approx(2.1, abs=0.2)
    assert detail["radius_nm"] <= 20
    assert detail["ratio"] > 9
    assert detail["over"][0]["zone"] == "high_seas"
    assert sum(row["hours"] for row in detail["over"]) == pytest.approx(detail["hours"], abs=0.01)
    assert len(event["evidence"]) == 2
    assert event["certainty"] == "observed"


@pytest.mark.parametrize(("hours", "n"), [(0.5, 0), (0.8, 0), (1.2, 1), (1.5, 1)])
def test_near_misses_of_the_hour(hours: float, n: int) -> None:
    assert len(observe(detector(), fly(orbit(150, 5), hours))) == n


@pytest.mark.parametrize(("radius", "n"), [(10, 1), (18, 1), (23, 0), (30, 0)])
def test_near_misses_of_the_circle(radius: float, n: int) -> None:
    assert len(observe(detector(), fly(orbit(200, radius), 3))) == n


@pytest.mark.parametrize("kn", [38, 100, 450])
def test_going_somewhere_is_not_loitering(kn: float) -> None:
    assert observe(detector(), fly(straight(kn), 4)) == []


def test_there_and_back_is_not_loitering_but_a_shuttle_is() -> None:
    assert observe(detector(), fly(line(60, 35), 1.15)) == []
    assert len(observe(detector(), fly(line(60, 35), 3))) == 1


def test_a_holding_stack_is_not_loitering() -> None:
    rows = fly(straight(420), 1)
    rows += fly(orbit(220, 4), 25 / 60, end(rows), lon_0=148.0)
    assert observe(detector(), rows + fly(straight(420), 1, end(rows), lon_0=148.0)) == []


def test_what_stands_on_the_ground_does_not_loiter() -> None:
    assert observe(detector(), fly(lambda h: (0.01 * sin(900 * h), 0.01 * cos(700 * h)), 5)) == []


def test_a_silence_of_two_hours_ends_it() -> None:
    rows = fly(orbit(150, 5), 2)
    rows += fly(orbit(150, 5), 2, end(rows) + 2 * HOUR)
    events = observe(detector(), rows)
    assert [event["status"] for event in events] == ["closed", "open"]
    assert events[0]["event_id"] != events[1]["event_id"]


def test_zones_and_states_below_it() -> None:
    rows = fly(orbit(150, 5), 3)
    for row in rows:
        west = row["lon"] < 140.0
        row |= {"zone": 2 if west else 5, "state": "JP" if west else None}
    (event,) = observe(detector(), rows)
    over = {row["zone"]: row for row in event["detail"]["over"]}
    assert over["territorial_sea"]["state"] == "JP"
    assert over["territorial_sea"]["hours"] == pytest.approx(1.5, abs=0.1)
    assert over["high_seas"]["hours"] == pytest.approx(1.5, abs=0.1)


def test_it_is_named_after_the_gate_nearby() -> None:
    (event,) = observe(detector(), fly(orbit(150, 5), 2, lon_0=126.4, lat_0=25.5))
    assert (event["where"], event["detail"]["gate_id"]) == ("Miyako Strait", "miyako")


def test_open_and_closed_have_one_id() -> None:
    rows = mission(2.0)
    (early,), (late,) = observe(detector(), rows[:500]), observe(detector(), rows)
    assert (early["status"], late["status"]) == ("open", "closed")
    assert early["event_id"] == late["event_id"]
    assert early["t_end"] is None


def test_a_lane_given_up_ends_it() -> None:
    one = detector()
    _, fleet = one.detect(batches(to_path(fly(orbit(150, 5), 2)))[0], None)
    gone = Batch(PATH.empty_table(), JUMP.empty_table(), retired=np.array([0], np.int32))
    events, fleet = one.detect(gone, fleet)
    assert events["status"].to_pylist() == ["closed"]
    assert not one.close(fleet).num_rows


def test_one_not_heard_again_is_closed_when_others_go_on() -> None:
    (event,) = observe(detector(), [*fly(orbit(150, 5), 2), fix(5 * HOUR, 1.0, 50.0)])
    assert event["status"] == "closed"


def test_ships_are_passed_over() -> None:
    assert observe(detector(), fly(orbit(25, 3), 5, object_id=431_000_001)) == []


def test_simulated_traffic_is_said_to_be() -> None:
    (event,) = observe(detector(), fly(orbit(150, 5), 2, source="simulated:x"))
    assert event["certainty"] == "simulated"


PIECES = st.lists(
    st.tuples(st.sampled_from(["orbit", "go", "silent"]), st.sampled_from([0.2, 0.7, 1.4])),
    min_size=1,
    max_size=5,
)


def story(pieces: list[tuple[str, float]], lon_0: float = 140.0, side: float = 1.0) -> Rows:
    rows: Rows = []
    t, x = 0.0, 0.0
    for what, hours in pieces:
        if what == "silent":
            t += hours * HOUR
            continue
        way = orbit(140, 6) if what == "orbit" else straight(60)
        off = x
        rows += fly(
            lambda h, way=way, off=off: (off + way(h)[0], side * way(h)[1]),
            hours,
            t,
            step=30.0,
            lon_0=lon_0,
            lat_0=side * 30.0,
            line=7,
        )
        t += hours * HOUR
        x += 60 * hours if what == "go" else 0.0
    return rows or fly(orbit(140, 6), 0.1)


@settings(max_examples=25, deadline=None)
@given(PIECES, st.lists(st.floats(0, 6 * HOUR), max_size=6))
def test_cut_anywhere(pieces: list[tuple[str, float]], cuts: list[float]) -> None:
    rows = story(pieces)
    rows += [row | {"object_id": PLANE + 1, "t": row["t"] + timedelta(minutes=3)} for row in rows]
    assert observe(detector(), rows) == observe(detector(), rows, *cuts)


def facts(events: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    rows = []
    for event in events:
        detail = dict(event["detail"])
        rounded = tuple(round(detail.pop(k), 0) for k in ("path_nm", "radius_nm"))
        rows.append((rounded, detail["hours"], detail["over"], event["status"]))
    return rows


@settings(max_examples=15, deadline=None)
@given(PIECES, st.floats(0, 9e5))
def test_shift_mirror_and_antimeridian(pieces: list[tuple[str, float]], later: float) -> None:
    shift = timedelta(seconds=later)
    rows, below = story(pieces), story(pieces, side=-1.0)
    moved = [row | {"t": row["t"] + shift} for row in story(pieces, lon_0=179.9)]
    here, there, south = (watch(detector(), batches(to_path(r))) for r in (rows, moved, below))
    assert facts(here) == facts(there)
    assert facts(here) == facts(south)
    assert [e["t_start"] + shift for e in here] == [e["t_start"] for e in there]


@settings(max_examples=10, deadline=None)
@given(PIECES, st.lists(st.integers(0, 99), max_size=10))
def test_a_fix_said_twice_changes_nothing(
    pieces: list[tuple[str, float]], twice: list[int]
) -> None:
    rows = story(pieces)
    said = rows + [rows[k % len(rows)] | {"source": "b.nmea"} for k in twice]
    plain, double = observe(detector(), rows), observe(detector(), said)
    for event in (*plain, *double):
        del event["evidence"], event["source"]
    assert plain == double

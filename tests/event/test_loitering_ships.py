"""Loitering of ships: a drifting ship, and those that only look like one."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sailing import HOUR, at, batches, fix, observe, to_path, watch, world

from straitwatch.event.base import Batch
from straitwatch.event.loitering import LoiteringDetector, make
from straitwatch.model.schema import JUMP, PATH

KN = 1852.0 / 3600.0
DEG = 111_195.08


def sail(*legs: tuple[float, float], lon: float = 130.0, lat: float = 24.0, step: float = 240.0,
         start: float = 0.0, **more: object) -> list[dict[str, Any]]:  # fmt: skip
    """Fixes of a ship that goes north at so many knots for so many hours, leg after leg."""
    rows, t = [], start
    rows.append(fix(t, lon, lat, **more))
    for kn, hours in legs:
        end = t + hours * HOUR
        while t < end - 1e-6:
            dt = min(step, end - t)
            t, lat = t + dt, lat + kn * KN * dt / DEG
            rows.append(fix(t, lon, lat, **more))
    return rows


def detector() -> LoiteringDetector:
    return make(world())


def test_a_ship_that_drifts_for_five_hours_far_out() -> None:
    (event,) = observe(detector(), sail((12, 3), (1, 5), (12, 3)))
    assert (event["kind"], event["status"]) == ("loitering", "closed")
    assert abs((event["t_start"] - at(3 * HOUR)).total_seconds()) <= 720
    assert abs((event["t_end"] - at(8 * HOUR)).total_seconds()) <= 720
    assert event["detail"]["mean_kn"] == pytest.approx(1.0, abs=0.1)
    assert event["detail"]["hours"] == pytest.approx(5.0, abs=0.25)
    assert event["detail"]["of"] == "ship"
    assert [set(f) for f in event["evidence"]] == [{"source", "line", "t", "lon", "lat"}] * 2
    assert event["certainty"] == "observed"


@pytest.mark.parametrize(
    ("kn", "hours", "n"), [(1, 2, 0), (1, 3.6, 0), (1, 4.4, 1), (1.8, 5, 1), (2.4, 6, 0), (3, 9, 0)]
)
def test_near_misses(kn: float, hours: float, n: int) -> None:
    assert len(observe(detector(), sail((12, 2), (kn, hours), (12, 2)))) == n


def test_within_20_nm_of_a_coast_there_is_none() -> None:
    assert observe(detector(), sail((1, 6), coast_nm=18)) == []
    assert len(observe(detector(), sail((1, 6), coast_nm=22))) == 1


def test_an_anchored_speed_log_does_not_make_it_loiter() -> None:
    """It says 0 kn and sails at 8."""
    assert observe(detector(), sail((8, 6), sog_kn=0.0)) == []


def test_a_ship_that_drifts_on_is_open_with_the_id_of_the_closed_one() -> None:
    rows = sail((12, 1), (1, 6), (12, 2))
    (open_event,) = observe(detector(), rows[: 1 + 15 + 80])
    (closed,) = observe(detector(), rows)
    assert (open_event["status"], open_event["t_end"]) == ("open", None)
    assert open_event["event_id"] == closed["event_id"]


def test_a_short_stop_just_before_does_not_hide_it() -> None:
    rows = sail((12, 1), (0.5, 0.2), (6, 0.5), (1, 4.3), (12, 1))
    (event,) = observe(detector(), rows)
    assert event["detail"]["hours"] == pytest.approx(4.3, abs=0.25)


def test_a_silence_within_is_bridged_and_said() -> None:
    rows = [row for row in sail((12, 1), (1, 8), (12, 1)) if not 3 * HOUR < _s(row) < 5.5 * HOUR]
    (event,) = observe(detector(), rows)
    assert event["certainty"] == "inferred"
    assert "2.5 h" in event["detail"]["reason"]
    assert event["detail"]["hours"] == pytest.approx(8, abs=0.25)


def test_a_long_silence_ends_it() -> None:
    rows = [row for row in sail((1, 20)) if not 5 * HOUR < _s(row) < 14 * HOUR]
    events = observe(detector(), rows)
    assert [row["status"] for row in events] == ["closed", "open"]


def _s(row: dict[str, Any]) -> float:
    return (row["t"] - at(0)).total_seconds()


def test_a_lane_given_up_ends_it() -> None:
    one, memory = detector(), None
    path = to_path(sail((1, 6)))
    events, memory = one.detect(batches(path)[0], memory)
    assert not events.num_rows
    gone = Batch(PATH.empty_table(), JUMP.empty_table(), retired=np.array([0], np.int32))
    events, memory = one.detect(gone, memory)
    assert events["status"].to_pylist() == ["closed"]
    assert not one.close(memory).num_rows


def test_a_ship_not_heard_again_is_closed_when_others_go_on() -> None:
    late = [fix(12 * HOUR, 1.0, 50.0, object_id=1 << 56 | 9)]
    (event,) = observe(detector(), sail((1, 6)) + late)
    assert (event["status"], event["t_end"]) == ("closed", at(6 * HOUR))


def test_aids_to_navigation_and_aircraft_are_no_ships() -> None:
    for object_id in (992_351_000, 111_431_001, 2_320_001, 1 << 56 | 0xABC):
        assert observe(detector(), sail((0, 9), object_id=object_id)) == []


def test_it_is_named_after_the_gate_nearby() -> None:
    (event,) = observe(detector(), sail((0.5, 6), lon=126.4, lat=25.5, coast_nm=23))
    assert (event["where"], event["detail"]["gate_id"]) == ("Miyako Strait", "miyako")


def test_simulated_traffic_is_said_to_be() -> None:
    (event,) = observe(detector(), sail((1, 6), source="simulated:x"))
    assert event["certainty"] == "simulated"


SPEEDS = st.lists(
    st.tuples(st.sampled_from([0.3, 1.0, 1.9, 2.1, 5.0, 15.0]), st.sampled_from([0.3, 1.1, 4.6])),
    min_size=1, max_size=5,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(SPEEDS, st.lists(st.floats(0, 14 * HOUR), max_size=6), st.sampled_from([60.0, 700.0]))
def test_cut_anywhere(legs: list, cuts: list[float], step: float) -> None:
    rows = sail(*legs, step=step) + sail((0.8, 9), lane=1, lon=131.0, start=7.0)
    assert observe(detector(), rows) == observe(detector(), rows, *cuts)


@settings(max_examples=15, deadline=None)
@given(SPEEDS, st.floats(0, 9e5), st.sampled_from([(50.0, 0.0), (52.4, 11.0)]))
def test_shift_mirror_and_antimeridian(legs: list, later: float, move: tuple[float, float]) -> None:
    rows = sail(*legs)
    moved = [
        row | {"t": row["t"] + timedelta(seconds=later), "lon": _wrap(row["lon"] + move[0])}
        for row in rows
    ]
    south = [row | {"lat": -row["lat"]} for row in rows]
    here, there, below = (watch(detector(), batches(to_path(r))) for r in (rows, moved, south))
    assert [e["detail"] for e in here] == [e["detail"] for e in there]
    assert [e["detail"] for e in here] == [e["detail"] for e in below]
    shift = timedelta(seconds=later)
    assert [e["t_start"] + shift for e in here] == [e["t_start"] for e in there]


def _wrap(lon: float) -> float:
    return (lon + 540.0) % 360.0 - 180.0


@settings(max_examples=10, deadline=None)
@given(SPEEDS, st.lists(st.integers(0, 40), max_size=10))
def test_a_fix_said_twice_changes_nothing(legs: list, twice: list[int]) -> None:
    rows = sail(*legs)
    said = rows + [rows[k % len(rows)] | {"source": "b.nmea"} for k in twice]
    plain = [{k: v for k, v in e.items() if k != "evidence"} for e in observe(detector(), rows)]
    assert plain == [
        {k: v for k, v in e.items() if k != "evidence"} for e in observe(detector(), said)
    ]

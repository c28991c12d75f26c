"""Ships at anchor and in port: what a sailor would say, and the laws."""

from datetime import timedelta
from itertools import pairwise
from math import cos, pi, radians, sin
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sailing import HOUR, MINUTE, at, batches, fix, gate_row, observe, to_path, watch, world

from straitwatch.event import fleet
from straitwatch.event.base import Batch
from straitwatch.event.stop import StopDetector, make
from straitwatch.model.schema import JUMP, PATH

DEG = 111_195.08
KN = 1852.0 / 3600.0
PORT = (130.0, 33.0)
PORTS = pa.table(
    {
        "port_id": ["x:1", "x:2"],
        "name": ["Nishi Ko", "Kita Ko"],
        "lon": [130.0, 130.0],
        "lat": [33.0, 33.2],
    }
)
QUAY, ROADS = 0.05, 1.3  # nautical miles off


def detector(**more: float) -> StopDetector:
    return StopDetector(world(ports=PORTS), **more)


def place(east_m: float, north_m: float, lon_0: float = PORT[0]) -> tuple[float, float]:
    lat = PORT[1] + north_m / DEG
    lon = lon_0 + east_m / DEG / cos(radians(PORT[1]))
    return (lon + 540.0) % 360.0 - 180.0, lat


def lie(hours: float, start: float, east: float = 0, north: float = 0, *, noise: float = 5,
        swing: float = 0, step: float = 60, **more: object) -> list[dict[str, Any]]:  # fmt: skip
    """Fixes of a ship that lies there: still, or swinging to and fro in 6 hours."""
    rows = []
    for k, t in enumerate(np.arange(start, start + hours * HOUR, step)):
        turn = pi * sin(2 * pi * (t - start) / (6 * HOUR))
        x = east + swing * sin(turn) + noise * sin(2.4 * k)
        y = north + swing * cos(turn) + noise * cos(2.4 * k)
        rows.append(fix(float(t), *place(x, y), **more))
    return rows


def sail(start: float, kn: float, *way: tuple[float, float], step: float = 60.0,
         **more: object) -> list[dict[str, Any]]:  # fmt: skip
    """Fixes of a ship on a way of places in metres from the port, without the last."""
    rows, t = [], start
    for (x, y), (u, v) in pairwise(way):
        n = max(1, round(float(np.hypot(u - x, v - y)) / (kn * KN * step)))
        for k in range(n):
            rows.append(fix(t, *place(x + (u - x) * k / n, y + (v - y) * k / n), **more))
            t += step
    return rows


def end(rows: list[dict[str, Any]]) -> float:
    return (rows[-1]["t"] - at(0)).total_seconds() + MINUTE


def call(hours: float = 2.0, **more: object) -> list[dict[str, Any]]:
    """In from the south, at the quay, out again."""
    rows = sail(0.0, 10, (0, -9000), (0, 0), coast_nm=0.8)
    rows += lie(hours, end(rows), coast_nm=QUAY, **more)
    return rows + sail(end(rows), 10, (0, 0), (0, -9000), coast_nm=0.8)


def of_kind(kind: str, rows: list[dict[str, Any]], *cuts: float) -> list[dict[str, Any]]:
    return [event for event in observe(detector(), rows, *cuts) if event["kind"] == kind]


def test_a_call_at_a_port() -> None:
    (event,) = observe(detector(), call())
    assert (event["kind"], event["status"], event["where"]) == ("port_visit", "closed", "Nishi Ko")
    detail = event["detail"]
    assert (detail["confidence"], detail["stops"], detail["gaps"]) == (4, 1, 0)
    assert (detail["port"], detail["port_id"]) == ("Nishi Ko", "x:1")
    # 6,000 m at 10 kn are 19.4 min to the 3-km circle; 4,000 m out are 13 min
    assert abs((event["t_start"] - at(19.4 * MINUTE)).total_seconds()) <= 240
    assert abs((event["t_end"] - at((29.2 + 120 + 13) * MINUTE)).total_seconds()) <= 240
    assert event["certainty"] == "observed"
    assert len(event["evidence"]) == 4
    assert all(set(fix) == {"source", "line", "t", "lon", "lat"} for fix in event["evidence"])


def test_passing_a_port_is_no_visit() -> None:
    assert observe(detector(), sail(0.0, 10, (-9000, 800), (9000, 800), coast_nm=0.3)) == []


def test_a_ship_that_creeps_through_at_half_a_knot_does_not_stop() -> None:
    assert observe(detector(), sail(0.0, 0.6, (-2000, 400), (2000, 400), coast_nm=0.3)) == []


def test_a_ferry_that_turns_round_in_six_minutes() -> None:
    (event,) = observe(detector(), call(0.1))
    assert event["detail"]["confidence"] == 4
    assert event["detail"]["hours_to_last_stop"] < 0.4


def test_a_ship_that_never_moves_began_before() -> None:
    (event,) = observe(detector(), lie(2, 0.0, coast_nm=QUAY))
    assert event["status"] == "open"
    assert event["t_end"] is None
    assert event["detail"]["began_before"]
    assert event["detail"]["confidence"] == 2
    assert event["t_start"] == at(0)


def test_a_quay_with_no_listed_port_is_an_unlisted_place() -> None:
    (event,) = observe(detector(), lie(2, 0.0, 0, 9000, coast_nm=QUAY))
    assert event["where"] == "unlisted place"
    assert event["detail"]["port"] is None
    assert observe(make(world()), lie(2, 0.0, coast_nm=QUAY))[0]["where"] == "unlisted place"


def test_moored_at_a_platform_far_off_is_neither() -> None:
    assert observe(detector(), lie(3, 0.0, 0, 9000, coast_nm=6, nav_status=5)) == []


def test_a_ship_that_falls_silent_in_port_has_visited_it() -> None:
    rows = sail(0.0, 10, (0, -9000), (0, -500), coast_nm=0.8)
    rows += sail(end(rows) + 9 * HOUR, 10, (0, -500), (0, -9000), coast_nm=0.8)
    (event,) = observe(detector(), rows)
    assert (event["kind"], event["detail"]["gaps"], event["detail"]["stops"]) == (
        "port_visit",
        1,
        0,
    )


def test_a_silence_under_four_hours_is_none() -> None:
    rows = sail(0.0, 10, (0, -9000), (0, -500), coast_nm=0.8)
    rows += sail(end(rows) + 3 * HOUR, 10, (0, -500), (0, -9000), coast_nm=0.8)
    assert observe(detector(), rows) == []


def test_one_that_is_next_heard_far_away_was_not_seen_to_leave() -> None:
    rows = sail(0.0, 10, (0, -9000), (0, 0), coast_nm=0.8)
    rows += lie(2, end(rows), coast_nm=QUAY)
    last = end(rows) - MINUTE
    rows += sail(end(rows) + 20 * HOUR, 10, (0, -90_000), (0, -99_000), coast_nm=13)
    (event,) = observe(detector(), rows)
    assert (event["status"], event["certainty"]) == ("closed", "inferred")
    assert event["detail"]["confidence"] == 3
    assert abs((event["t_end"] - at(last)).total_seconds()) <= 120


def test_two_ports_are_two_visits() -> None:
    rows = call()
    rows += sail(end(rows), 12, (0, -9000), (3000, -9000), (3000, 22_239), (0, 22_239), coast_nm=2)
    rows += lie(1, end(rows), 0, 22_239, coast_nm=QUAY)
    events = observe(detector(), rows)
    assert [event["where"] for event in events] == ["Nishi Ko", "Kita Ko"]
    assert [event["status"] for event in events] == ["closed", "open"]


def anchor(hours: float = 6.0, swing: float = 150.0, **more: object) -> list[dict[str, Any]]:
    """From the south to the roads, 6 km off the port, and back."""
    more = {"coast_nm": ROADS} | more
    rows = sail(0.0, 10, (0, -19_000), (0, -6000), **more)
    rows += lie(hours, end(rows), 0, -6000, swing=swing, step=180.0, **more)
    return rows + sail(end(rows), 10, (0, -6000), (0, -19_000), **more)


def test_a_ship_that_swings_round_its_anchor() -> None:
    (event,) = observe(detector(), anchor())
    assert (event["kind"], event["status"], event["rule"]) == ("anchoring", "closed", "anchoring/1")
    assert event["detail"]["hours"] == pytest.approx(6, abs=0.2)
    assert event["detail"]["radius_m"] == pytest.approx(155, abs=25)
    assert event["detail"]["zone"] == "territorial_sea"
    assert event["detail"]["nav_status"] is None
    assert (event["lon"], event["lat"]) == pytest.approx(place(0, -6000), abs=1e-3)
    assert len(event["evidence"]) == 2


@pytest.mark.parametrize(
    ("hours", "swing", "n"), [(0.3, 20, 0), (0.8, 20, 1), (5, 40, 1), (5, 330, 1), (5, 800, 0)]
)
def test_near_misses_of_time_and_circle(hours: float, swing: float, n: int) -> None:
    events = of_kind("anchoring", anchor(hours, swing))
    assert sum(event["detail"]["hours"] >= 0.6 * hours for event in events) == n


@pytest.mark.parametrize("kn", [0.35, 0.7, 1.5])
def test_drifting_is_not_anchoring(kn: float) -> None:
    assert of_kind("anchoring", sail(0.0, kn, (0, 0), (0, 9000), coast_nm=9, step=180.0)) == []


def test_status_decides_between_anchor_and_berth() -> None:
    assert [e["kind"] for e in observe(detector(), lie(2, 0.0, coast_nm=QUAY, nav_status=1))] == [
        "anchoring"
    ]
    berthed = lie(6, 0.0, swing=80.0, coast_nm=0.3, nav_status=5)
    assert [e["kind"] for e in observe(detector(), berthed)] == ["port_visit"]


def test_an_anchorage_in_the_roads_of_a_port_is_no_visit() -> None:
    (event,) = observe(detector(), lie(5, 0.0, 0, -2000, swing=150, coast_nm=0.9))
    assert event["kind"] == "anchoring"
    assert event["detail"]["port_nearby"] == "Nishi Ko"


def test_a_harbour_ferry_within_the_circle_is_not_at_anchor() -> None:
    rows: list[dict[str, Any]] = []
    for _ in range(8):
        start = end(rows) if rows else 0.0
        rows += lie(0.12, start, coast_nm=QUAY)
        rows += sail(end(rows), 6, (0, 0), (480, 0), (0, 0), coast_nm=QUAY)
    events = observe(detector(), rows)
    assert [event["kind"] for event in events] == ["port_visit"] * len(events)
    assert sum(event["detail"]["stops"] for event in events) >= 5


def test_silence_at_anchor_is_bridged_and_said() -> None:
    rows = [
        row for row in anchor(12) if not 3 * HOUR < (row["t"] - at(0)).total_seconds() < 8 * HOUR
    ]
    (event,) = observe(detector(), rows)
    assert (event["kind"], event["certainty"]) == ("anchoring", "inferred")
    assert event["detail"]["hours"] == pytest.approx(12, abs=0.2)


def test_a_lane_given_up_ends_both() -> None:
    for rows, kind in ((anchor()[:100], "anchoring"), (call()[:100], "port_visit")):
        one = detector()
        events, carry = one.detect(batches(to_path(rows))[0], None)
        assert not events.num_rows
        gone = Batch(PATH.empty_table(), JUMP.empty_table(), retired=np.array([0], np.int32))
        events, carry = one.detect(gone, carry)
        assert (events["kind"].to_pylist(), events["status"].to_pylist()) == ([kind], ["closed"])
        assert not one.close(carry).num_rows


def test_open_and_closed_have_one_id() -> None:
    for rows, n in ((anchor(), 100), (call(), 100)):
        (early,), (late,) = observe(detector(), rows[:n]), observe(detector(), rows)
        assert (early["status"], late["status"]) == ("open", "closed")
        assert early["event_id"] == late["event_id"]


def test_portions_of_rows_are_no_seams(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = call() + other(anchor())
    whole = observe(detector(), rows)
    monkeypatch.setattr(fleet, "_PORTION", 11)
    assert observe(detector(), rows) == whole
    assert {event["kind"] for event in whole} == {"anchoring", "port_visit"}


def test_who_was_silent_for_a_day_lay_there_and_who_is_in_port_is() -> None:
    late = [fix(end(anchor()) + 20 * HOUR, 1.0, 50.0, object_id=1 << 56 | 9)]
    rows = anchor()[:100]
    (still,), (event,) = observe(detector(), rows), observe(detector(), rows + late)
    assert (still["status"], event["status"]) == ("open", "closed")
    assert event["t_end"] == rows[-1]["t"]
    assert event["event_id"] == still["event_id"]
    (visit,) = observe(detector(), call()[:100] + late)
    assert (visit["kind"], visit["status"]) == ("port_visit", "open")


def test_who_else_lies_still() -> None:
    """A lightship's AIS aid to navigation, a coast station, a SAR aircraft."""
    for object_id in (992_351_000, 4_310_001, 111_431_001):
        assert observe(detector(), lie(3, 0.0, coast_nm=QUAY, object_id=object_id)) == []


def test_one_fix_is_nothing() -> None:
    assert observe(detector(), [fix(0.0, *PORT, coast_nm=QUAY)]) == []
    jump = [fix(600.0, 131.0, 33.0, lane=1, fresh=True, coast_nm=5)]
    assert observe(detector(), call() + jump) == observe(detector(), call())


def test_simulated_traffic_is_said_to_be() -> None:
    (event,) = observe(detector(), call(source="simulated:x"))
    assert event["certainty"] == "simulated"


PIECES = st.lists(
    st.one_of(
        st.tuples(
            st.just("lie"), st.sampled_from([0.08, 0.3, 0.7, 2.0]), st.sampled_from([0, 150])
        ),
        st.tuples(st.just("sail"), st.sampled_from([0.3, 3.0, 12.0]), st.sampled_from([900, 5000])),
        st.tuples(st.just("silent"), st.sampled_from([0.7, 2.0, 5.0, 14.0]), st.just(0)),
    ),
    min_size=2,
    max_size=6,
)


def story(pieces: list[tuple], lon_0: float = PORT[0], **more: object) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    t, y, way = 0.0, -4500.0, 1.0
    for what, much, far in pieces:
        coast = abs(y) / 1852.0 + 0.05
        if what == "silent":
            t += much * HOUR
        elif what == "lie":
            rows += lie(much, t, 0, y, swing=far, coast_nm=coast, **more)
            t = end(rows)
        else:
            step = max(60.0, far / (much * KN) / 40)
            rows += sail(t, much, (0, y), (0, y + way * far), step=step, coast_nm=coast, **more)
            y, t = y + way * far, end(rows)
            way = -1.0 if y > 0 else 1.0
    for row in rows:
        row["lon"] = (row["lon"] - PORT[0] + lon_0 + 540.0) % 360.0 - 180.0
    return rows or [fix(0.0, *PORT)]


def other(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        row | {"lane": 1, "lat": row["lat"] + 3.0, "t": row["t"] + timedelta(seconds=7)}
        for row in rows
    ]


@settings(max_examples=40, deadline=None)
@given(PIECES, st.lists(st.floats(0, 20 * HOUR), max_size=6))
def test_cut_anywhere(pieces: list[tuple], cuts: list[float]) -> None:
    rows = story(pieces)
    both = rows + other(rows)
    assert observe(detector(), both) == observe(detector(), both, *cuts)


@settings(max_examples=25, deadline=None)
@given(PIECES, st.floats(0, 9e5))
def test_shift_mirror_and_antimeridian(pieces: list[tuple], later: float) -> None:
    rows, moved = story(pieces), story(pieces, lon_0=180.0)
    moved = [row | {"t": row["t"] + timedelta(seconds=later)} for row in moved]
    far = PORTS.set_column(2, "lon", pa.array([180.0, 180.0]))
    south = PORTS.set_column(3, "lat", pa.array([-33.0, -33.2]))
    mirror = [row | {"lat": -row["lat"]} for row in rows]
    here = watch(detector(), batches(to_path(rows)))
    there = watch(StopDetector(world(gate_row(), ports=far)), batches(to_path(moved)))
    below = watch(StopDetector(world(gate_row(), ports=south)), batches(to_path(mirror)))
    assert [e["detail"] for e in here] == [e["detail"] for e in there]
    assert [e["detail"] for e in here] == [e["detail"] for e in below]
    shift = timedelta(seconds=later)
    assert [e["t_start"] + shift for e in here] == [e["t_start"] for e in there]


@settings(max_examples=15, deadline=None)
@given(PIECES, st.lists(st.integers(0, 99), max_size=10))
def test_a_fix_said_twice_changes_nothing(pieces: list[tuple], twice: list[int]) -> None:
    rows = story(pieces)
    said = rows + [rows[k % len(rows)] | {"source": "b.nmea"} for k in twice]
    plain, double = observe(detector(), rows), observe(detector(), said)
    for event in (*plain, *double):
        del event["evidence"], event["source"]
    assert plain == double

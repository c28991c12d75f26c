"""Encounters that a sailor can check, and their laws, against a plain reference."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sailing import HOUR, MINUTE, SHIP, at, batches, fix, observe, to_path, world

from straitwatch.event.encounter import EncounterDetector, make
from straitwatch.kernel.sphere import arc_distance
from straitwatch.model.identity import text_of_object_id

OTHER = SHIP + 7
LON, LAT = 126.0, 27.0
DEG_M = 111_195.0
CUTS = st.lists(st.floats(0.0, 30_000.0), max_size=5)


def lie(
    start: float, end: float, lat: float = LAT, *, every: float = 300.0, lon: float = LON,
    drift_kn: float = 0.0, **more: object,
) -> list[dict[str, Any]]:  # fmt: skip
    """Fixes of a ship that lies or drifts east."""
    times = np.arange(start, end + 1.0, every).tolist()
    degrees = drift_kn * 1852.0 / 3600.0 / (DEG_M * np.cos(np.radians(lat)))
    return [fix(t, lon + degrees * (t - start), lat, **more) for t in times]


def metres(m: float) -> float:
    return LAT + m / DEG_M


def test_two_ships_lie_three_hours_300_m_apart() -> None:
    rows = [*lie(0, 8 * HOUR), *lie(0, HOUR, metres(9000), object_id=OTHER)]
    rows += lie(HOUR + 300, 4 * HOUR, metres(300), object_id=OTHER)
    rows += lie(4 * HOUR + 300, 8 * HOUR, metres(9000), object_id=OTHER)
    (event,) = observe(make(world()), rows, 5000.0)
    assert (event["kind"], event["object_id"]) == ("encounter", "mmsi:431000001")
    assert event["others"] == ["mmsi:431000008"]
    assert (event["t_start"], event["t_end"]) == (at(HOUR + 600), None)
    assert event["detail"]["hours"] == 3.0
    assert event["detail"]["mean_m"] == pytest.approx(300.0, abs=1.0)
    assert event["detail"]["speed_kn"] < 1.0
    assert (event["certainty"], event["status"]) == ("observed", "open")
    assert {fix["object_id"] for fix in event["evidence"]} == {"mmsi:431000001", "mmsi:431000008"}
    assert all(fix["source"] == "a.nmea" and fix["line"] for fix in event["evidence"])


def test_it_is_closed_when_four_hours_passed() -> None:
    met = [*lie(0, 9 * HOUR), *lie(0, 3 * HOUR, metres(300), object_id=OTHER)]
    (early,) = observe(make(world()), [row for row in met if row["t"] <= at(3 * HOUR)])
    assert early["status"] == "open"
    (late,) = observe(make(world()), met)
    assert (late["status"], late["t_end"]) == ("closed", at(3 * HOUR))
    assert late["event_id"] == early["event_id"]


@pytest.mark.parametrize(("dist_m", "told"), [(250.0, 1), (495.0, 1), (505.0, 0), (750.0, 0)])
def test_half_a_kilometre(dist_m: float, told: int) -> None:
    rows = [*lie(0, 5 * HOUR), *lie(0, 5 * HOUR, metres(dist_m), object_id=OTHER)]
    assert len(observe(make(world()), rows)) == told


@pytest.mark.parametrize(("hours", "told"), [(1.0, 0), (1.8, 0), (2.2, 1), (3.0, 1)])
def test_two_hours(hours: float, told: int) -> None:
    met = lie(60, 60 + hours * HOUR, metres(300), object_id=OTHER, every=60.0)
    assert len(observe(make(world()), [*lie(0, 5 * HOUR), *met])) == told


@pytest.mark.parametrize(("apart_h", "told"), [(3.0, 1), (3.8, 1), (4.2, 2), (6.0, 2)])
def test_two_meetings_less_than_four_hours_apart_are_one(apart_h: float, told: int) -> None:
    back = 3 * HOUR + apart_h * HOUR
    rows = [*lie(0, 20 * HOUR), *lie(0, 3 * HOUR, metres(300), object_id=OTHER)]
    rows += lie(3 * HOUR + 300, back - 300, metres(9000), object_id=OTHER)
    rows += lie(back, back + 3 * HOUR, metres(300), object_id=OTHER)
    events = observe(make(world()), rows)
    assert len(events) == told
    assert {event["detail"]["parts"] for event in events} == {3 - told}
    assert sum(event["detail"]["hours"] for event in events) == pytest.approx(6.2, abs=0.35)


def test_over_an_hour_of_silence_nothing_is_made_up() -> None:
    rows = lie(0, 6 * HOUR)
    often = lie(0, 6 * HOUR, metres(300), object_id=OTHER, every=59 * MINUTE)
    seldom = lie(0, 6 * HOUR, metres(300), object_id=OTHER, every=61 * MINUTE)
    assert len(observe(make(world()), rows + often)) == 1
    assert observe(make(world()), rows + seldom) == []


def test_a_mark_waits_for_the_leg_that_is_an_hour_long() -> None:
    rows = lie(0, 8 * HOUR, every=59 * MINUTE)
    rows += lie(1800, 8 * HOUR, metres(300), object_id=OTHER, every=59 * MINUTE)
    whole = observe(make(world()), rows)
    assert whole[0]["detail"]["hours"] > 6
    assert observe(make(world()), rows, *range(60, 30_000, 300)) == whole


def test_near_the_coast_there_is_none() -> None:
    for coast_nm, told in [(5.3, 0), (5.5, 1)]:
        rows = lie(0, 5 * HOUR, coast_nm=coast_nm)
        rows += lie(0, 5 * HOUR, metres(300), object_id=OTHER, coast_nm=coast_nm)
        assert len(observe(make(world()), rows)) == told
    inland = [row | {"zone": 0} for row in lie(0, 5 * HOUR)]
    assert observe(make(world()), inland + lie(0, 5 * HOUR, metres(300), object_id=OTHER)) == []


@pytest.mark.parametrize(("speed_kn", "told"), [(0.0, 1), (1.5, 1), (2.5, 0), (12.0, 0)])
def test_slow(speed_kn: float, told: int) -> None:
    rows = lie(0, 5 * HOUR, drift_kn=speed_kn)
    rows += lie(0, 5 * HOUR, metres(300), drift_kn=speed_kn, object_id=OTHER)
    events = observe(make(world()), rows)
    assert len(events) == told
    if told:
        assert events[0]["detail"]["speed_kn"] == pytest.approx(speed_kn, abs=0.02)


def test_company_before_a_meeting_is_no_part_of_it() -> None:
    rows = []
    for ship, lat in [(SHIP, LAT), (OTHER, metres(300))]:
        way = lie(0, 4 * HOUR, lat, drift_kn=12.0, object_id=ship)
        rows += way + lie(4 * HOUR + 300, 7 * HOUR, lat, lon=way[-1]["lon"], object_id=ship)
    (event,) = observe(make(world()), rows)
    assert event["t_start"] == at(4 * HOUR + 600)


def test_an_anchorage_far_out_is_a_crowd_and_a_few_ships_are_none() -> None:
    def lying(n: int) -> list[dict[str, Any]]:
        rows = []
        for k in range(n):
            place = {"lon": LON + 0.004 * (k % 4), "lat": LAT + 0.004 * (k // 4)}
            rows += lie(0, 5 * HOUR, **place, object_id=SHIP + k)
        return rows

    assert observe(make(world()), lying(16)) == []
    assert len(observe(make(world()), lying(4))) == 3
    assert len(observe(EncounterDetector(world(), crowd=100), lying(16))) == 24
    alongside = lie(0, 5 * HOUR, LAT + 0.001, object_id=OTHER + 90)
    (event,) = observe(make(world()), lying(16) + alongside)
    assert event["others"] == ["mmsi:431000098"]


def test_both_moored_far_out_is_a_berth() -> None:
    for status, told in [((5, 5), 0), ((5, 1), 1), ((0, 0), 1)]:
        rows = lie(0, 5 * HOUR, nav_status=status[0])
        rows += lie(0, 5 * HOUR, metres(300), object_id=OTHER, nav_status=status[1])
        assert len(observe(make(world()), rows)) == told


def test_two_lanes_of_one_identity_do_not_meet() -> None:
    rows = [*lie(0, 5 * HOUR), *lie(0, 5 * HOUR, metres(300), lane=1)]
    assert observe(make(world()), rows) == []


@pytest.mark.parametrize(
    "identity", [1 << 56 | 0x840001, 111_232_001, 2_320_001, 992_320_001, 970_123_456, 23_200_001]
)
def test_only_ships_meet(identity: int) -> None:
    rows = [*lie(0, 5 * HOUR), *lie(0, 5 * HOUR, metres(300), object_id=identity)]
    assert observe(make(world()), rows) == []


def test_a_lane_that_takes_the_slot_of_another_is_not_that_other() -> None:
    """The second ship goes on where the first was, under its slot: two short meetings."""
    rows = [*lie(0, 10 * HOUR), *lie(0, 1.5 * HOUR, metres(300), object_id=OTHER)]
    rows += [
        row | {"object_id": OTHER, "fresh": k == 0}
        for k, row in enumerate(lie(1.5 * HOUR + 300, 3 * HOUR, metres(300)))
    ]
    assert observe(make(world()), rows, 1.5 * HOUR + 100) == []


def test_simulated_traffic_says_so() -> None:
    rows = [*lie(0, 3 * HOUR), *lie(0, 3 * HOUR, metres(300), object_id=OTHER)]
    rows[2]["source"] = "simulated:x"
    assert observe(make(world()), rows)[0]["certainty"] == "simulated"


# Laws

STEP = st.tuples(
    st.sampled_from([60.0, 300.0, 600.0, 599.0, 1800.0, 3600.0, 4000.0]),
    st.sampled_from([0, 0, 0, 0, 1, 3]),
    st.integers(-2, 2),
    st.sampled_from([0] * 12 + [1]),
)
VOYAGES = st.lists(st.lists(STEP, max_size=30), min_size=2, max_size=4)
LEAST_H, MERGE_H = 0.5, 1.0


def detector() -> EncounterDetector:
    return EncounterDetector(world(), least_h=LEAST_H, merge_h=MERGE_H, crowd=3)


def sail(voyages: list[list[tuple]], shift: float = 0.0, **turn: float) -> list[dict[str, Any]]:
    rows = []
    for k, voyage in enumerate(voyages):
        t, lane = shift + 13.0 * k, 0
        for step, x, y, fresh in voyage:
            t, lane = t + step, lane + fresh
            lon = LON + 0.003 * x + turn.get("lon", 0.0)
            lat = (LAT + 0.001 * y + 0.002 * k) * turn.get("mirror", 1.0)
            place = {"lon": (lon + 180.0) % 360.0 - 180.0, "lat": lat}
            rows.append(fix(t, **place, object_id=SHIP + k, line=len(rows) + 1, lane=lane))
    return rows


def plain_spots(rows: list[dict[str, Any]]) -> dict[int, list[tuple]]:
    """At each mark: object, lane, lon, lat, speed of all ships, by the plainest of means."""
    lanes: dict[tuple[int, int], list[dict]] = {}
    for row in sorted(rows, key=lambda row: row["t"]):
        lanes.setdefault((row["object_id"], row.get("lane", 0)), []).append(row)
    spots: dict[int, list[tuple]] = {}
    for (ship, lane), way in lanes.items():
        before: tuple | None = None
        for a, b in pairwise(way):
            t_a, t_b = a["t"].timestamp(), b["t"].timestamp()
            marks = range(int(t_a // 600) + 1, int(t_b // 600) + 1) if t_b - t_a <= HOUR else []
            leg_kn = arc_distance(a["lon"], a["lat"], b["lon"], b["lat"]) / max(t_b - t_a, 1)
            for mark in marks:
                share = (mark * 600 - t_a) / (t_b - t_a)
                lon = a["lon"] + share * (b["lon"] - a["lon"])
                lat = a["lat"] + share * (b["lat"] - a["lat"])
                speed = leg_kn * 3600 / 1852
                if before and before[0] == mark - 1:
                    speed = arc_distance(*before[1:], lon, lat) / 600 * 3600 / 1852
                before = (mark, lon, lat)
                spots.setdefault(mark, []).append((ship, lane, lon, lat, speed))
    return spots


def plain_encounters(rows: list[dict[str, Any]]) -> set[tuple]:
    """Object, other, first and last mark of all encounters."""
    touch: dict[tuple, dict[int, float]] = {}
    for mark, spots in plain_spots(rows).items():
        still = [s for s in spots if s[4] <= 1.0]
        crowded = {
            s[:2] for s in still
            if sum(arc_distance(*s[2:4], *o[2:4]) <= 2000 for o in still if o is not s) >= 3
        }  # fmt: skip
        for a in spots:
            for b in spots:
                both = a[:2] in crowded and b[:2] in crowded
                dist_m = arc_distance(*a[2:4], *b[2:4])
                near = dist_m <= 500.0
                if (
                    a[0] < b[0]
                    and near
                    and not (both and dist_m > 150.0)
                    and min(a[4], b[4]) <= 4.0
                ):
                    touch.setdefault((*a[:2], *b[:2]), {})[mark] = a[4] + b[4]
    found = set()
    for (one, _, other, _), speeds in touch.items():
        for run in plain_runs(sorted(speeds)):
            if np.mean([speeds[mark] / 2 for mark in run]) <= 2.0:
                found.add((text_of_object_id(one), text_of_object_id(other), run[0], run[-1]))
    return found


def plain_runs(marks: list[int]) -> list[list[int]]:
    """Marks in a row, when long enough, those not far apart as one."""
    runs: list[list[int]] = []
    for mark in marks:
        if runs and runs[-1][-1] == mark - 1:
            runs[-1].append(mark)
        else:
            runs.append([mark])
    whole: list[list[int]] = []
    for run in (run for run in runs if len(run) >= LEAST_H * 6):
        if whole and run[0] - whole[-1][-1] < MERGE_H * 6:
            whole[-1] += run
        else:
            whole.append(run)
    return whole


@settings(max_examples=40, deadline=None)
@given(VOYAGES)
def test_the_plain_reference_finds_the_same(voyages: list) -> None:
    rows = sail(voyages)
    end = fix(10**7, 0.0, 0.0, object_id=SHIP + 99)
    events = observe(detector(), [*rows, end])
    found = [
        (e["object_id"], e["others"][0], *(e[t].timestamp() // 600 for t in ("t_start", "t_end")))
        for e in events
    ]  # fmt: skip
    assert len(set(found)) == len(found)
    assert set(found) == plain_encounters(rows)
    assert {e["status"] for e in events} <= {"closed"}


@settings(max_examples=40, deadline=None)
@given(VOYAGES, CUTS)
def test_cut_anywhere(voyages: list, cuts: list[float]) -> None:
    rows = sail(voyages)
    assert observe(detector(), rows, *cuts) == observe(detector(), rows)


def bare(events: list[dict[str, Any]], shift: float = 0.0) -> list[tuple]:
    """What stays the same when time and place do not."""
    told = [
        (e["object_id"], e["others"], e["t_start"] - timedelta(seconds=shift), e["status"],
         e["detail"]["hours"], [f["line"] for f in e["evidence"]])
        for e in events
    ]  # fmt: skip
    return sorted(told, key=repr)


@settings(max_examples=15, deadline=None)
@given(VOYAGES, st.integers(-1000, 1000))
def test_shifted_by_slots(voyages: list, slots: int) -> None:
    here, there = sail(voyages), sail(voyages, 600.0 * slots)
    assert bare(observe(detector(), here)) == bare(observe(detector(), there), 600.0 * slots)


@settings(max_examples=15, deadline=None)
@given(VOYAGES)
def test_mirrored_and_over_the_antimeridian(voyages: list) -> None:
    here = bare(observe(detector(), sail(voyages)))
    assert bare(observe(detector(), sail(voyages, mirror=-1.0))) == here
    assert bare(observe(detector(), sail(voyages, lon=180.0 - LON - 0.0015))) == here


@settings(max_examples=15, deadline=None)
@given(VOYAGES, st.data())
def test_a_fix_told_twice(voyages: list, data: st.DataObject) -> None:
    rows = sail(voyages)
    if rows:
        k = data.draw(st.integers(0, len(rows) - 1))
        twice = [*rows[: k + 1], *rows[k:]]
        assert bare(observe(detector(), twice)) == bare(observe(detector(), rows))


@settings(max_examples=15, deadline=None)
@given(VOYAGES, st.permutations(["a", "b", "c", "d"]))
def test_other_names_of_the_sources(voyages: list, names: list[str]) -> None:
    rows = [row | {"source": names[row["object_id"] % 4]} for row in sail(voyages)]
    assert bare(observe(detector(), rows)) == bare(observe(detector(), sail(voyages)))


def test_what_is_remembered_stays_small() -> None:
    rows = [*lie(0, 60 * HOUR), *lie(0, 60 * HOUR, metres(300), object_id=OTHER)]
    one, carry = make(world()), None
    for batch in batches(to_path(rows), cuts=tuple(range(3600, int(60 * HOUR), 3600))):
        _, carry = one.detect(batch, carry)
        assert carry.marked.n <= 2 * 8
        assert len(carry.runs) <= 1

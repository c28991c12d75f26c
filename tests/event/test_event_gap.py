"""Gaps that a sailor can check."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sailing import HOUR, SHIP, at, batches, fix, observe, to_path, watch, world

from straitwatch.event.gap import make

OTHER = SHIP + 1
TWICE = [fix(-60, 126.0, 27.0, line=1), fix(0, 126.0, 27.0)]


def test_seven_hours_of_silence() -> None:
    rows = [fix(0, 126.0, 27.0), fix(600, 126.0, 27.1), fix(600 + 7 * HOUR, 127.0, 27.1)]
    (event,) = observe(make(world()), rows)
    assert (event["kind"], event["status"], event["certainty"]) == ("gap", "closed", "observed")
    assert (event["t_start"], event["t_end"]) == (at(600), at(600 + 7 * HOUR))
    assert (event["lon"], event["lat"]) == (126.0, 27.1)
    assert event["detail"]["class"] == "6h"
    assert event["detail"]["hours"] == 7.0
    assert event["detail"]["dist_nm"] == pytest.approx(53.45, abs=0.1)
    assert event["detail"]["speed_kn"] == pytest.approx(7.64, abs=0.02)
    assert [e["lon"] for e in event["evidence"]] == [126.0, 127.0]


@pytest.mark.parametrize(
    ("hours", "size"), [(1.0, "1h"), (5.99, "1h"), (6.0, "6h"), (12.0, "12h"), (100.0, "12h")]
)
def test_classes(hours: float, size: str) -> None:
    (event,) = observe(make(world()), [fix(0, 126.0, 27.0), fix(hours * HOUR, 126.0, 27.0)])
    assert event["detail"]["class"] == size


def test_less_than_an_hour_is_no_gap() -> None:
    assert observe(make(world()), [fix(0, 126.0, 27.0), fix(3599.0, 126.0, 27.0)]) == []


def test_an_open_gap_counts_to_the_end_of_the_stream() -> None:
    rows = [*TWICE, *(fix(k * HOUR / 2, 130, 30, object_id=OTHER) for k in range(5))]
    (event,) = observe(make(world()), rows)
    assert (event["object_id"], event["status"], event["t_end"]) == ("mmsi:431000001", "open", None)
    assert (event["detail"]["class"], event["detail"]["hours"]) == ("1h", 2.0)
    assert "dist_nm" not in event["detail"]
    assert len(event["evidence"]) == 1


def test_who_was_heard_only_once_has_no_open_gap() -> None:
    rows = [fix(0, 126.0, 27.0), *(fix(k * HOUR / 2, 130, 30, object_id=OTHER) for k in range(5))]
    assert observe(make(world()), rows) == []


def test_a_closed_gap_takes_the_place_of_its_open_self() -> None:
    rows = [*TWICE, *(fix(k * HOUR / 2, 130, 30, object_id=OTHER) for k in range(5))]
    (early,) = observe(make(world()), rows)
    (late,) = observe(make(world()), [*rows, fix(2.5 * HOUR, 126.0, 27.1)])
    assert late["event_id"] == early["event_id"]
    assert (early["status"], late["status"]) == ("open", "closed")


def test_a_gap_over_a_break_of_the_track_is_still_a_gap() -> None:
    rows = [fix(0, 126.0, 27.0), fix(2 * HOUR, 3.0, 50.0, track_id=2)]
    (event,) = observe(make(world()), rows)
    assert event["detail"]["speed_kn"] > 2000
    assert event["track_id"] == 1


def test_simulated_traffic_says_so() -> None:
    rows = [fix(0, 126.0, 27.0, source="simulated:x"), fix(2 * HOUR, 126.0, 27.0)]
    assert observe(make(world()), rows)[0]["certainty"] == "simulated"


def test_one_fix_told_twice_is_heard_once_only() -> None:
    once = [fix(0, 125.0, 25.0), fix(3 * HOUR, 126.0, 25.0, object_id=OTHER)]
    assert observe(make(world()), once) == []
    assert observe(make(world()), [once[0], *once]) == []
    assert observe(make(world()), [once[0], *once], 1.0) == []


def test_a_repeated_last_fix_keeps_its_open_gap() -> None:
    rows = [
        fix(0, 125.0, 25.0),
        fix(60, 125.0, 25.1),
        fix(3 * HOUR, 126.0, 25.0, object_id=SHIP + 1),
    ]
    for told in (rows, [rows[0], rows[1], rows[1], rows[2]]):
        (gap,) = observe(make(world()), told)
        assert gap["status"] == "open"


def heard(first: float, last: float, *, n: int = 4, lon: float = 126.1, **more: object) -> list:
    """Others that send every 10 minutes from `first` to `last` hours, near where the ship is."""
    times = [first * HOUR + k * 600 for k in range(int((last - first) * 6) + 1)]
    return [fix(t, lon, 27.1, object_id=OTHER + k, **more) for t in times for k in range(n)]


def silent(hours: float, **more: object) -> list:
    """A ship that sends every 10 minutes for an hour and is silent for so many hours."""
    sent = [fix(k * 600, 126.0, 27.0, **more) for k in range(7)]
    return [*sent, fix(HOUR + hours * HOUR, 126.0, 27.0, **more)]


def told(rows: list, *cuts: float, **more: object) -> dict:
    """Detail of the ship's one gap that ended."""
    events = observe(make(world(**more)), rows, *cuts)
    ours = [e for e in events if e["object_id"] == "mmsi:431000001"]
    (event,) = (e for e in ours if e["status"] == "closed")
    return event["detail"]


@pytest.mark.parametrize(
    ("others", "verdict", "before", "after"),
    [
        (heard(0, 8), "good", 4, 4),
        (heard(0, 0.9), "poor", 4, 0),
        (heard(0, 0.4), "poor", 4, 0),
        (heard(0, 0.9, n=4) + heard(1, 8, n=1), "poor", 4, 1),
        (heard(0, 0.9, n=4) + heard(1, 8, n=2), "good", 4, 2),
        (heard(1, 8), "good", 0, 4),  # a first fix alone does not count, so none before
        (heard(3.1, 8), "unknown", 0, 0),  # later than two hours after it began
        (heard(0, 8, lon=127.0), "unknown", 0, 0),  # four cells away
        (heard(0, 8, lon=126.3), "good", 4, 4),  # the next cell
        ([], "unknown", 0, 0),
    ],
)
def test_reception_is_what_others_say(others: list, verdict: str, before: int, after: int) -> None:
    rows = silent(5) + others + heard(0, 8, n=1, lon=140.0)
    often = [600.0 * k + 1.0 for k in range(48)]
    for detail in (told(rows), told(rows, *often)):
        assert detail["reception"] == verdict
        assert (detail["others_before"], detail["others_heard"]) == (before, after)


def test_what_is_heard_after_it_ended_does_not_count() -> None:
    assert told(silent(1.2) + heard(2.25, 3))["reception"] == "unknown"
    assert told(silent(2.2) + heard(2.25, 3))["reception"] == "good"


def test_simulated_ships_bear_no_witness_of_real_receivers() -> None:
    assert told(silent(5) + heard(0, 8, source="simulated:x"))["reception"] == "unknown"


def test_an_aircraft_is_no_witness_for_a_ship() -> None:
    rows = [row | {"object_id": 1 << 56 | row["object_id"]} for row in heard(0, 8)]
    assert told(silent(5) + rows)["reception"] == "unknown"


def test_another_lane_of_the_same_identity_is_no_witness() -> None:
    clone = [fix(k * 600, 126.1, 27.1, lane=1) for k in range(40)]
    assert told(silent(5) + clone)["reception"] == "unknown"


def test_how_often_it_was_heard_and_by_whom() -> None:
    rows = [
        *(fix(k * HOUR / 2, 126.0, 27.0, receiver="old") for k in range(4)),
        *(fix((14 + k / 4) * HOUR, 126.0, 27.0, receiver=("a", "b")[k % 2]) for k in range(5)),
        fix(20 * HOUR, 126.0, 27.0),
    ]
    first, second = observe(make(world()), rows)
    assert (first["detail"]["fixes_12h"], first["detail"]["receivers"]) == (4, {"old": 4})
    assert (second["detail"]["fixes_12h"], second["detail"]["receivers"]) == (5, {"a": 3, "b": 2})


def test_a_fifth_receiver_counts_in_the_total_only() -> None:
    rows = [fix(k * 60, 126.0, 27.0, receiver="abcde"[k % 5]) for k in range(10)]
    detail = told([*rows, fix(5 * HOUR, 126.0, 27.0)])
    assert detail["fixes_12h"] == 10
    assert detail["receivers"] == dict.fromkeys("abcd", 2)


def criteria(**more: object) -> dict:
    sent = more.pop("sent", 20)
    hours = more.pop("hours", 13.0)
    rows = [fix(k * 600, 126.0, 27.0, **more) for k in range(sent)]
    return told([*rows, fix((sent - 1) * 600 + hours * HOUR, 126.0, 27.0)], measure_coast=far)


def far(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    return np.full(np.broadcast(lon, lat).shape, 60 * 1852.0)


def test_a_candidate_for_disabling_by_each_criterion() -> None:
    detail = criteria()
    assert detail["disabling_candidate"] is True
    assert [c["what"] for c in detail["criteria"]] == ["hours", "shore_nm", "fixes_12h"]
    assert [c["value"] for c in detail["criteria"]] == [13.0, 60.0, 20]
    assert criteria(sent=13)["disabling_candidate"] is False
    assert criteria(coast_nm=3)["disabling_candidate"] is False
    assert "disabling_candidate" not in criteria(hours=11.9)


def test_what_nobody_can_measure_is_not_known() -> None:
    rows = [fix(k * 600, 126.0, 27.0) for k in range(20)]
    detail = told([*rows, fix(40 * HOUR, 126.0, 27.0)])
    assert detail["disabling_candidate"] is None
    assert detail["criteria"][1] == {"what": "shore_nm", "value": None, "least": 50.0, "met": None}


def test_an_aircraft_on_the_ground_for_a_night_is_no_candidate() -> None:
    rows = [fix(k * 600, 126.0, 27.0, object_id=1 << 56 | 7) for k in range(20)]
    (event,) = observe(make(world()), [*rows, fix(40 * HOUR, 126.0, 27.0, object_id=1 << 56 | 7)])
    assert "criteria" not in event["detail"]


def test_each_lane_of_a_shared_identity_has_its_own_gap() -> None:
    here = silent(5)
    there = [fix(k * 600, 3.0, 50.0, lane=1, track_id=2) for k in range(37)]
    (event,) = observe(make(world()), here + there)
    assert (event["track_id"], event["detail"]["hours"]) == (1, 5.0)
    both = [*here, *(row | {"lane": 1, "track_id": 2, "lon": 3.0} for row in here)]
    events = observe(make(world()), both)
    assert [e["track_id"] for e in sorted(events, key=lambda e: e["track_id"])] == [1, 2]


def given_up(at_s: float, *cuts: float) -> list:
    """A lane that is given up after `at_s`, while the identity goes on in another one."""
    rows = [
        *heard(0, 2),
        *(fix(k * 600, 126.0, 27.0) for k in range(7)),
        *(fix(k * 600, 3.0, 50.0, lane=1, track_id=2) for k in range(40)),
    ]
    slices = batches(to_path(rows), cuts=(at_s, *cuts))
    slices[sum(cut < at_s for cut in cuts) + 1].retired = np.array([0], np.int32)
    return slices


@pytest.mark.parametrize("cuts", [(), (12_000.0, 22_000.0), (5000.0, 11_000.0, 16_000.0)])
@pytest.mark.parametrize("at_s", [4000.0, 10_000.0, 20_000.0])
def test_a_lane_that_was_given_up_keeps_its_gap_open(at_s: float, cuts: tuple) -> None:
    events = watch(make(world()), given_up(at_s, *cuts))
    (event,) = (e for e in events if e["object_id"] == "mmsi:431000001")
    assert event["detail"]["reception"] == "good"
    assert (event["status"], event["t_start"], event["track_id"]) == ("open", at(3600), 1)
    assert event["detail"]["lane"].startswith("given up")
    assert event["detail"]["hours"] == 5.5


def test_a_slot_that_is_used_again_is_another_lane() -> None:
    rows = [
        fix(0, 126.0, 27.0),
        fix(60, 126.0, 27.0),
        fix(5 * HOUR, 3.0, 50.0, fresh=True),
        fix(5 * HOUR + 60, 3.0, 50.0),
    ]
    assert observe(make(world()), rows) == []


STEP = st.tuples(
    st.sampled_from([0.0, 60.0, 600.0, 600.0, 1800.0, 3600.0, 7200.0, 50_000.0]),
    st.sampled_from([126.0, 126.0, 126.2, 127.0]),
    st.sampled_from(["r1", "r2", "r3", "r4", "r5", None]),
    st.sampled_from(["a.nmea", "b.csv", "simulated:x"]),
)
VOYAGES = st.lists(st.lists(STEP, max_size=14), min_size=1, max_size=4)
CUTS = st.lists(st.floats(0.0, 60_000.0), max_size=6)


def sail(voyages: list[list[tuple]], shift: float = 0.0) -> list:
    rows = []
    for k, voyage in enumerate(voyages):
        t = shift
        for step, lon, receiver, source in voyage:
            t += step
            more = {"object_id": SHIP + k // 2, "lane": k, "track_id": k}
            rows.append(fix(t, lon, 27.0, receiver=receiver, source=source, **more))
    return rows


@settings(max_examples=60, deadline=None)
@given(VOYAGES, CUTS)
def test_cut_anywhere_with_all_that_is_told(voyages: list, cuts: list) -> None:
    rows = sail(voyages)
    assert observe(make(world()), rows, *cuts) == observe(make(world()), rows)


GAPS = st.lists(st.sampled_from([1.0, 1.2, 1.7, 2.6, 4.0, 7.0]), min_size=1, max_size=4)
OTHERS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 3)), max_size=30)


@settings(max_examples=80, deadline=None)
@given(GAPS, OTHERS, st.lists(st.floats(0.0, 30 * HOUR), max_size=8))
def test_cut_anywhere_the_same_reception(gaps: list, others: list, cuts: list) -> None:
    """A ship with silences between short spells; others heard in some half-hours."""
    rows, t = [], 0.0
    for hours in [0.0, *gaps]:
        t += hours * HOUR
        rows += [fix(t + k * 300, 126.0, 27.0) for k in range(4)]
        t += 900
    rows += [
        fix(half * HOUR / 2 + k * 600 + 1, 126.1, 27.1, object_id=OTHER + n)
        for half, most in sorted({(0, 3), *others})
        for n in range(most)
        for k in range(2)
    ]
    assert observe(make(world()), rows, *cuts) == observe(make(world()), rows)


@settings(max_examples=30, deadline=None)
@given(VOYAGES, st.integers(-100, 100).filter(bool))
def test_shifted_by_whole_hours_all_is_the_same(voyages: list, hours: int) -> None:
    def bare(events: list) -> list:
        return sorted((e["object_id"], e["track_id"], repr(e["detail"])) for e in events)

    there = observe(make(world()), sail(voyages, hours * HOUR))
    assert bare(there) == bare(observe(make(world()), sail(voyages)))


@settings(max_examples=30, deadline=None)
@given(VOYAGES)
def test_the_order_of_sources_changes_nothing(voyages: list) -> None:
    rows = sail(voyages)
    swap = {"a.nmea": "b.csv", "b.csv": "a.nmea"}
    turned = [row | {"source": swap.get(row["source"], row["source"])} for row in rows]
    here, there = observe(make(world()), rows), observe(make(world()), turned)
    assert [(e["event_id"], e["detail"]) for e in here] == [
        (e["event_id"], e["detail"]) for e in there
    ]


@pytest.mark.parametrize(
    ("status", "lon", "told"), [(16, 140.0, 0), (16, 142.0, 1), (None, 140.0, 1)]
)
def test_an_aircraft_that_is_parked_has_no_gap(status: int | None, lon: float, told: int) -> None:
    plane = {"object_id": (1 << 56) | 0x84_0001, "zone": 0}
    rows = [fix(t, 140.0, 35.0, nav_status=status, **plane) for t in (0, 60)]
    later = fix(5 * HOUR, lon, 35.0, nav_status=status, **plane)
    assert len(observe(make(world()), [*rows, later])) == told
    silent = observe(make(world()), [*rows, fix(5 * HOUR, 0.0, 0.0)])
    assert [row["object_id"] for row in silent] == ([] if status else ["icao24:840001"])

"""Gaps that a sailor can check."""

import pytest
from sailing import HOUR, SHIP, at, fix, observe, world

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
    assert event["detail"] == {"class": "1h", "hours": 2.0}
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

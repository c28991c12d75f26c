"""Entries into a territorial sea and exits from it that a sailor can check."""

import pytest
from sailing import HOUR, MINUTE, at, fix, observe, world

from straitwatch.event.entry import make
from straitwatch.kernel.stay import sweep_stays


def ship(*steps: tuple, **more: object) -> list[dict]:
    """Fixes of (minutes, miles off the coast), coming from the east along 25 N."""
    return [fix(m * MINUTE, 126.0 + nm / 54.4, 25.0, coast_nm=nm, **more) for m, nm in steps]


def kinds(events: list[dict]) -> list[str]:
    return [event["kind"] for event in events]


def test_in_over_the_limit_and_out_again() -> None:
    rows = ship((0, 14), (10, 10), (20, 8), (30, 11), (40, 13))
    entry, exit_ = observe(make(world()), rows)
    assert (entry["kind"], exit_["kind"]) == ("entry", "exit")
    assert entry["t_start"] == at(5 * MINUTE)  # half way from 14 to 10 miles
    assert entry["t_end"] == exit_["t_start"] == exit_["t_end"] == at(35 * MINUTE)
    assert entry["lon"] == pytest.approx(126.0 + 12 / 54.4, abs=1e-4)
    assert (entry["where"], entry["certainty"], entry["status"]) == ("JP", "observed", "closed")
    assert (entry["baseline"], entry["uncertainty_m"]) == ("GSHHG 2.3.7 full", 510.0)
    assert entry["detail"]["nearest_nm"] == pytest.approx(8.0)
    assert entry["detail"]["within_error"] is False
    assert entry["detail"]["hours"] == 0.5
    assert [e["line"] for e in entry["evidence"]] == [1, 601, 1201, 1801, 2401]
    assert [e["line"] for e in exit_["evidence"]] == [1801, 2401]


def test_a_track_along_the_limit_does_not_flicker() -> None:
    wobble = [(k, 12.0 + (0.1 if k % 2 else -0.1)) for k in range(1, 60)]
    assert observe(make(world()), ship((0, 14), *wobble, (60, 14))) == []


def test_along_the_limit_for_long_is_an_entry_within_the_error() -> None:
    rows = ship((0, 14), *((k, 11.9) for k in range(10, 40, 5)), (50, 14))
    entry, exit_ = observe(make(world()), rows)
    assert entry["detail"]["within_error"] is True
    assert exit_["detail"]["within_error"] is True


def test_a_short_visit_within_the_error_is_none() -> None:
    assert observe(make(world()), ship((0, 14), (5, 11.9), (10, 11.9), (14, 14))) == []


def test_archipelagic_waters_are_a_states_own() -> None:
    """Further than 12 nm from any island, but within the baselines: inside all the same."""
    within = {"zone": 6, "state": "ID", "coast_m": 20 * 1852.0}
    out, shore = ship((0, 14)), ship((10, 11), state="ID")
    rows = [*out, *shore, *(fix(m * MINUTE, 125.9, 25.0, **within) for m in (20, 30, 40))]
    rows += ship((50, 11), state="ID") + ship((60, 14))
    entry, exit_ = observe(make(world()), rows)
    assert (entry["kind"], exit_["kind"]) == ("entry", "exit")
    assert entry["where"] == exit_["where"] == "ID"
    assert at(0) < entry["t_start"] < at(10 * MINUTE)
    assert exit_["t_start"] > at(50 * MINUTE)
    assert entry["detail"]["within_error"] is False


def test_still_inside_is_an_open_entry() -> None:
    rows = ship((0, 14), (10, 10), (20, 8))
    (entry,) = observe(make(world()), rows)
    assert (entry["kind"], entry["status"], entry["t_end"]) == ("entry", "open", None)
    closed, _ = observe(make(world()), rows + ship((30, 14)))
    assert closed["event_id"] == entry["event_id"]


def test_a_track_that_begins_inside_only_leaves() -> None:
    (event,) = observe(make(world()), ship((0, 5), (10, 8), (30, 14)))
    assert event["kind"] == "exit"
    assert event["detail"]["began_inside"] is True
    assert observe(make(world()), ship((0, 5), (10, 8))) == []


def test_a_break_inside_is_an_exit_that_nobody_saw() -> None:
    elsewhere = fix(30 * MINUTE, 3.0, 50.0, track_id=2, lane=1)
    rows = [*ship((0, 14), (10, 10), (20, 8)), elsewhere]
    entry, exit_ = observe(make(world()), rows, retired=((30 * MINUTE, 0),))
    assert (exit_["t_start"], exit_["certainty"]) == (at(20 * MINUTE), "inferred")
    assert exit_["detail"]["unknown"] is True
    assert "breaks off" in exit_["detail"]["reason"]
    assert entry["detail"]["exit_unknown"] is True
    assert [e["line"] for e in exit_["evidence"]] == [1201]
    (open_,) = observe(make(world()), rows)
    assert (open_["kind"], open_["status"]) == ("entry", "open")


def test_a_jump_into_the_sea_is_no_stay() -> None:
    rows = [*ship((0, 30), (10, 29)), fix(5 * MINUTE, 3.0, 50.0, coast_nm=3, lane=1)]
    assert observe(make(world()), rows, retired=((10 * MINUTE, 1),)) == []


def test_leaving_over_a_gap_is_an_exit_at_an_unknown_time() -> None:
    rows = ship((0, 14), (10, 10)) + ship((300, 14), track_id=2)
    entry, exit_ = observe(make(world()), rows)
    assert exit_["t_start"] == entry["t_end"] == at(10 * MINUTE)
    assert (exit_["certainty"], exit_["detail"]["unknown"]) == ("inferred", True)
    assert entry["certainty"] == "observed"


def test_coming_over_a_gap_is_an_entry_by_the_first_fix_inside() -> None:
    (entry,) = observe(make(world()), ship((0, 20), (120, 5)))
    assert (entry["t_start"], entry["certainty"]) == (at(2 * HOUR), "inferred")


def test_a_silence_inside_is_no_exit() -> None:
    rows = ship((0, 14), (10, 10)) + ship((600, 9), track_id=2)
    assert kinds(observe(make(world()), rows)) == ["entry"]


def test_from_one_states_sea_into_anothers() -> None:
    rows = ship((0, 14), (10, 10), (20, 9)) + [
        row | {"state": "KR"} for row in ship((30, 9), (35, 9), (41, 9), (50, 14))
    ]
    told = [(event["kind"], event["where"]) for event in observe(make(world()), rows)]
    assert sorted(told) == sorted(
        [("entry", "JP"), ("exit", "JP"), ("entry", "KR"), ("exit", "KR")]
    )


def test_internal_waters_far_from_any_coast_are_inside() -> None:
    rows = ship((0, 14), (10, 20), (20, 14))
    rows[1] |= {"zone": 1, "state": "JP"}
    assert sorted(kinds(observe(make(world()), rows))) == ["entry", "exit"]


def test_far_out_without_a_distance_is_outside() -> None:
    rows = [fix(0, 127.0, 25.0), *ship((20, 8)), fix(40 * MINUTE, 127.0, 25.0)]
    entry, exit_ = observe(make(world()), rows)
    assert (entry["t_start"], exit_["t_start"]) == (at(20 * MINUTE), at(20 * MINUTE))


def test_a_fix_without_a_zone_is_passed_over() -> None:
    rows = ship((0, 14), (10, 10), (20, 14))
    blind = fix(12 * MINUTE, 126.2, 25.0, zone=None)
    assert observe(make(world()), [*rows, blind]) == observe(make(world()), rows)


def test_simulated_traffic_says_so() -> None:
    rows = ship((0, 14), (10, 10), source="simulated:x")
    assert observe(make(world()), rows)[0]["certainty"] == "simulated"


def test_the_kernel_compiles_for_one_set_of_types() -> None:
    observe(make(world()), [])
    observe(make(world()), ship((0, 14), (10, 10)), 300.0)
    assert len(sweep_stays.signatures) == 1


def test_an_aircraft_far_inland_has_no_distance_and_no_complaint() -> None:
    aircraft = (1 << 56) | 0x84_0001
    flight = [
        fix(0, 140.0, 30.0, object_id=aircraft),
        fix(600, 138.5, 36.3, object_id=aircraft, zone=0, state="JP"),
        fix(1200, 138.4, 36.2, object_id=aircraft, zone=0, state="JP"),
        fix(1800, 140.0, 30.0, object_id=aircraft),
    ]
    told = observe(make(world()), flight)
    assert sorted(kinds(told)) == ["entry", "exit"]
    assert {row["detail"]["nearest_nm"] for row in told} == {None}


def test_land_of_which_no_state_is_known_is_no_way_out() -> None:
    rows = ship((0, 14), (10, 8), (20, 2), (30, 0), (40, 2), (50, 14))
    rows[3] |= {"zone": 0, "state": None, "coast_m": None}
    entry, exit_ = observe(make(world()), rows)
    assert (entry["where"], exit_["where"]) == ("JP", "JP")
    assert entry["t_start"] < at(10 * MINUTE) < at(40 * MINUTE) < exit_["t_start"]


def test_where_3_nm_is_kept_the_limit_is_there() -> None:
    rows = ship((0, 5), (10, 1), (20, 0.5), (30, 1), (40, 5), breadth_m=3 * 1852.0)
    for row in rows[::4]:
        row["zone"] = 3
    entry, exit_ = observe(make(world()), rows)
    assert entry["t_start"] == at(5 * MINUTE)  # half way from 5 to 1 miles
    assert exit_["t_start"] == at(35 * MINUTE)
    assert entry["detail"]["within_error"] is False
    close = ship((0, 5), *((k, 2.9) for k in range(10, 40, 5)), (50, 5), breadth_m=3 * 1852.0)
    close[0]["zone"] = close[-1]["zone"] = 3
    assert observe(make(world()), close)[0]["detail"]["within_error"] is True


AIRCRAFT = (1 << 56) | 0x84_0001


def plane(*steps: tuple, state: str = "JP", **more: object) -> list[dict]:
    """Fixes of (seconds, miles off the coast)."""
    about = {"object_id": AIRCRAFT, "state": state, **more}
    return [fix(s, 126.0 + nm / 54.4, 25.0, coast_nm=nm, **about) for s, nm in steps]


@pytest.mark.parametrize(("seconds", "told"), [(40, []), (80, ["exit", "entry", "exit", "entry"])])
def test_an_aircraft_is_over_another_states_sea_after_a_minute(
    seconds: int, told: list[str]
) -> None:
    before, after = plane((0, 9), (60, 8)), plane((300, 8), (400, 8))
    there = plane((100, 8), (100 + seconds, 8), state="KR")
    events = observe(make(world()), [*before, *there, *after])
    assert sorted(kinds(events)) == sorted(told)


def test_an_aircraft_that_clips_the_limit_within_the_error_enters_nothing() -> None:
    rows = plane((0, 14), (60, 11.9), (200, 11.9), (300, 14))
    assert observe(make(world()), rows) == []


def test_over_six_minutes_of_silence_an_aircraft_enters_at_a_moment_unknown() -> None:
    (entry,) = observe(make(world()), plane((0, 40), (360, 5), (370, 4)))
    assert (entry["t_start"], entry["certainty"]) == (at(360), "inferred")
    assert entry["detail"]["reason"] == "no fix for 6 min while the limit was passed"
    (seen,) = observe(make(world()), plane((0, 14), (120, 5), (130, 4)))
    assert seen["certainty"] == "observed"


def test_an_entry_over_land_says_so() -> None:
    rows = [
        *plane((0, 2), (60, 1)),
        *plane((70, -1), (140, -2), state="KR", zone=0),
    ]
    told = {
        (row["kind"], row["where"]): row["detail"]["zone"] for row in observe(make(world()), rows)
    }
    assert told == {("exit", "JP"): "territorial_sea", ("entry", "KR"): "land"}

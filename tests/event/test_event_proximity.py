"""How near ships and aircraft came to a State's waters, as a sailor can check it."""

import pytest
from coasting import coasting, off, ship, told
from hypothesis import given, settings
from hypothesis import strategies as st
from sailing import JUMP, START, at, batches, observe, to_path, watch, world

from straitwatch.event.base import Batch
from straitwatch.event.proximity import make
from straitwatch.model.error import ConfigError
from straitwatch.model.identity import parse_object_id

PAST = ((0, 30), (30, 22), (60, 16), (90, 14.5), (120, 17), (150, 23), (180, 26), (200, 30))


def test_a_ship_that_passes_miyakojima_at_14_miles_and_a_half() -> None:
    (event,) = observe(make(world()), ship(*PAST))
    assert (event["kind"], event["where"], event["status"]) == ("proximity", "JP", "closed")
    assert (event["t_start"], event["t_end"]) == (at(30 * 60), at(150 * 60))
    assert event["lon"] == pytest.approx(off(0, 14.5)["lon"])
    detail = event["detail"]
    assert (detail["nearest_nm"], detail["limit_nm"], detail["margin_nm"]) == (14.5, 12.0, 2.5)
    assert (detail["zone"], detail["state"]) == ("contiguous_zone", "JP")
    assert detail["t_nearest"] == "2022-12-16T01:30:00Z"
    assert detail["leg_s"] == {"before": 1800.0, "after": 1800.0}
    assert (detail["within_error"], detail["limit_within_error"]) == (False, False)
    assert (detail["ended"], detail["fixes"], detail["hours"]) == ("beyond", 5, 2.0)
    assert [e["line"] for e in event["evidence"]] == [1801, 5401, 9001]
    assert (event["certainty"], event["uncertainty_m"]) == ("observed", 510.0)


def test_one_fix_an_hour_is_enough_and_says_how_sure() -> None:
    (event,) = observe(make(world()), ship((0, 30), (60, 14), (120, 30), (180, 40)))
    assert event["t_start"] == event["t_end"] == at(3600)
    assert event["detail"]["leg_s"] == {"before": 3600.0, "after": 3600.0}
    assert len(event["evidence"]) == 1


def test_before_it_has_gone_it_is_open_under_the_same_id() -> None:
    (closed,) = observe(make(world()), ship(*PAST))
    (event,) = observe(make(world()), ship(*PAST[:5]))
    assert (event["status"], event["t_end"]) == ("open", None)
    assert event["event_id"] == closed["event_id"]


def test_a_ship_that_goes_on_into_the_territorial_sea_has_an_entry_instead() -> None:
    assert observe(make(world()), ship(*PAST[:4], (100, 11), (130, 5))) == []


def test_a_ship_that_comes_out_of_port_does_not_approach() -> None:
    assert observe(make(world()), ship((0, 1), (60, 13), (90, 20), (150, 30), (180, 40))) == []


def test_a_coaster_inside_the_limit_gives_none() -> None:
    rows = [off(m, 9 + (m % 7) / 10, m * 0.2) for m in range(0, 1440, 10)]
    assert observe(make(world()), rows) == []


def test_a_coaster_outside_the_limit_gives_one() -> None:
    rows = [off(m, 15 + (m % 7), m * 0.2) for m in range(0, 1440, 10)]
    (event,) = observe(make(world()), [*rows, *ship((1450, 30), (1470, 30))])
    assert event["detail"]["nearest_nm"] == 15.0
    assert event["detail"]["began_near"] is True
    assert event["detail"]["hours"] > 23


def test_along_the_line_at_24_miles_it_does_not_flicker() -> None:
    wobble = [(k, 24.0 + (0.2 if k % 2 else -0.2)) for k in range(75, 240, 3)]
    out = [(250, 30), (270, 30)]
    assert observe(make(world()), ship((0, 30), *wobble, *out)) == []
    near = [(60, 23.8), (65, 23.8), (70, 23.8)]
    (event,) = observe(make(world()), ship((0, 30), *near, *wobble, *out))
    assert event["detail"]["within_error"] is True
    assert event["t_end"] == at(234 * 60)


def test_a_short_visit_within_the_error_is_none() -> None:
    assert observe(make(world()), ship((0, 30), (5, 23.9), (10, 23.9), (14, 30), (30, 30))) == []


@pytest.mark.parametrize(("object_id", "count"), [(1 << 56 | 0xAE0455, 1), (431_000_001, 0)])
def test_an_aircraft_along_the_line_for_four_minutes_is_told(object_id: int, count: int) -> None:
    rows = ship((0, 30), *((5 + k / 2, 23.9) for k in range(9)), (10, 30), (12, 33))
    events = observe(make(world()), [row | {"object_id": object_id} for row in rows])
    assert len(events) == count


def test_an_aircraft_already_near_is_told_after_a_minute() -> None:
    rows = [row | {"object_id": 1 << 56 | 0xAE0455} for row in ship((0, 20), (2, 15), (4, 20))]
    (event,) = observe(make(world()), rows)
    assert (event["status"], event["detail"]["began_near"]) == ("open", True)
    assert observe(make(world()), ship((0, 20), (2, 15), (4, 20))) == []


def test_a_clip_over_the_limit_within_the_error_is_told_with_it() -> None:
    rows = ship((0, 30), (60, 14), (70, 11.9), (75, 11.9), (78, 14), (120, 30), (140, 30))
    (event,) = observe(make(world()), rows)
    assert event["detail"]["margin_nm"] == pytest.approx(-0.1)
    assert event["detail"]["limit_within_error"] is True


def test_where_3_miles_are_kept_the_margin_is_to_these() -> None:
    narrow = {"breadth_m": 3 * 1852.0, "zone": 3}
    rows = [off(0, 30), *(off(m, nm, **narrow) for m, nm in ((60, 9), (80, 5), (100, 9)))]
    (event,) = observe(make(world()), [*rows, off(160, 30), off(180, 30)])
    assert (event["detail"]["limit_nm"], event["detail"]["margin_nm"]) == (3.0, 2.0)


def test_along_an_equidistance_line_each_state_has_one() -> None:
    rows = ship((0, 30))
    rows += [off(m, 14.0, m * 0.2, state="JP" if m % 4 else "TW") for m in range(30, 150, 2)]
    events = observe(make(world()), [*rows, off(160, 30), off(180, 30)])
    assert sorted(event["where"] for event in events) == ["JP", "TW"]


def test_one_fix_nearer_to_another_state_is_no_approach_to_it() -> None:
    rows = [off(m, 14.0, m * 0.2, state="TW" if m == 60 else "JP") for m in range(30, 150, 2)]
    (event,) = observe(make(world()), [off(0, 30), *rows, off(160, 30), off(180, 30)])
    assert event["where"] == "JP"


def test_out_of_one_states_waters_along_anothers() -> None:
    rows = [off(0, 5), *(off(m, 14, state="TW") for m in (60, 70, 80)), off(140, 30), off(160, 30)]
    (event,) = observe(make(world()), rows)
    assert event["where"] == "TW"


def test_of_three_states_the_one_left_behind_is_told_first() -> None:
    rows = [off(0, 30)]
    for m, state in ((30, "JP"), (60, "TW"), (90, "PH")):
        rows += [off(m + k, 14, m + k, state=state) for k in range(0, 30, 5)]
    told_so_far = observe(make(world()), rows)
    status = {event["where"]: event["status"] for event in told_so_far}
    assert status == {"JP": "closed", "TW": "open", "PH": "open"}
    (left,) = (event for event in told_so_far if event["where"] == "JP")
    assert left["detail"]["ended"] == "nearer_to_others"


def test_far_out_once_and_back_is_an_approach() -> None:
    """From inside a fix beyond 24 miles is sure: it lies 12 miles beyond the limit."""
    rows = ship((0, 5), (120, 30), (180, 20), (200, 18), (260, 30), (280, 30))
    (event,) = observe(make(world()), rows)
    assert event["detail"]["nearest_nm"] == 18.0


def test_a_fix_far_off_alone_is_no_end_of_it() -> None:
    """The chart measures to 24 miles: a single fix beyond may be just beyond."""
    (event,) = observe(make(world()), ship((0, 30), (60, 20), (120, 25), (125, 20), (180, 30)))
    assert (event["status"], event["detail"]["fixes"]) == ("open", 2)


def test_a_long_silence_ends_it() -> None:
    rows = ship((0, 30), (60, 20), (80, 18), (900, 19), (930, 20))
    first, second = observe(make(world()), rows)
    assert (first["detail"]["ended"], first["t_end"]) == ("silence", at(80 * 60))
    assert second["detail"]["began_near"] is True
    assert second["status"] == "open"


def test_a_lane_that_is_given_up_ends_it() -> None:
    rows = to_path(ship(*PAST[:4]))
    ended = Batch(rows.slice(0, 0), JUMP.empty_table(), retired=rows["slot"].to_numpy()[:1])
    (event,) = watch(make(world()), [*batches(rows), ended])
    assert (event["status"], event["detail"]["ended"]) == ("closed", "track_ends")
    assert event["t_end"] == at(90 * 60)


def test_a_jump_to_the_coast_is_no_approach() -> None:
    """A lane of one fix, among those of a ship far out."""
    rows = [*ship((0, 200), (10, 200), (20, 200), (40, 200)), off(15, 14, lane=1)]
    assert observe(make(world()), rows) == []


def test_an_aircraft_off_the_coast() -> None:
    plane = {"object_id": parse_object_id("icao24:ae0455"), "sog_kn": 240.0}
    (event,) = observe(make(world()), ship((0, 60), (5, 40), (10, 20), (14, 40), (26, 60), **plane))
    assert event["object_id"] == "icao24:ae0455"
    assert event["detail"]["nearest_nm"] == 20.0


def test_of_a_simulated_source_it_is_simulated() -> None:
    (event,) = observe(make(world()), ship(*PAST, source="simulated:traffic"))
    assert event["certainty"] == "simulated"


@pytest.mark.parametrize("nm", [5.0, 12.0, 30.0])
def test_a_reach_that_the_chart_cannot_tell(nm: float) -> None:
    from straitwatch.event.proximity import ProximityDetector

    with pytest.raises(ConfigError, match="more than 12 nm and at most 24 nm"):
        ProximityDetector(world(), reach_m=nm * 1852.0)


@settings(max_examples=60, deadline=None)
@given(coasting(), st.lists(st.integers(0, 4000), max_size=4), st.floats(0, 1e7))
def test_laws(rows: list, cuts: list[int], later_s: float) -> None:
    """Cut anywhere, shifted in time, a fix twice, another source: the same approaches."""
    whole = observe(make(world()), rows)
    assert observe(make(world()), rows, *(m * 60.0 for m in cuts)) == whole
    assert told(observe(make(world()), [*rows, *rows[::3]])) == told(whole)
    assert told(observe(make(world()), [r | {"source": "b"} for r in rows])) == told(whole)
    shift = round(later_s)
    later = observe(make(world()), [r | {"t": r["t"] + (at(shift) - START)} for r in rows])
    moved = [(e["t_start"] - at(shift), e["detail"]["nearest_nm"]) for e in later]
    assert sorted(moved) == sorted((e["t_start"] - START, e["detail"]["nearest_nm"]) for e in whole)

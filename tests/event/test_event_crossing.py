"""Gate crossings that a sailor can check."""

import pytest
from sailing import ECS, HOUR, PHILIPPINE, at, fix, gate_row, observe, world

from straitwatch.event.crossing import make


def through(seconds: float = 600.0, **more: object) -> list[dict]:
    """South-east between Okinawa and Miyakojima: 26 N to 25 N on 126.5 E."""
    return [fix(0, 126.5, 26.0, **more), fix(seconds, 126.5, 25.0, **more)]


def test_a_ship_goes_out_through_the_miyako_strait() -> None:
    (event,) = observe(make(world(max_speed_kn=1e9)), through())
    assert (event["kind"], event["where"]) == ("crossing", "Miyako Strait")
    assert (event["from_sea"], event["to_sea"]) == (ECS, PHILIPPINE)
    assert event["lon"] == pytest.approx(126.5)
    assert event["lat"] == pytest.approx(25.578, abs=0.002)  # on the line from Okinawa to Miyako
    assert event["t_start"] == event["t_end"]
    share = (event["t_start"] - at(0)).total_seconds() / 600
    assert share == pytest.approx(26.0 - event["lat"], abs=1e-6)
    assert [e["lat"] for e in event["evidence"]] == [26.0, 25.0]
    assert event["detail"] == {"gate_id": "miyako", "to_left": True, "leg_s": 600.0}
    assert (event["certainty"], event["status"]) == ("observed", "closed")
    assert (event["object_id"], event["rule"]) == ("mmsi:431000001", "crossing/2")


def test_the_way_back_goes_from_the_other_sea() -> None:
    rows = [fix(0, 126.5, 25.0), fix(600, 126.5, 26.0)]
    (event,) = observe(make(world()), rows)
    assert (event["from_sea"], event["to_sea"]) == (PHILIPPINE, ECS)


def test_a_ship_that_turns_before_the_line_crosses_nothing() -> None:
    rows = [fix(0, 126.5, 26.0), fix(600, 126.5, 25.7), fix(1200, 126.5, 26.0)]
    assert observe(make(world()), rows) == []


def test_past_the_end_of_the_line_is_no_crossing() -> None:
    rows = [fix(0, 128.2, 27.0), fix(600, 128.2, 25.9)]
    assert observe(make(world()), rows) == []


def test_a_leg_over_a_gap_is_inferred_and_says_why() -> None:
    (event,) = observe(make(world()), through(10 * HOUR))
    assert event["certainty"] == "inferred"
    assert event["detail"]["leg_s"] == 36_000.0
    assert "10.0 h" in event["detail"]["reason"]


def test_no_leg_joins_two_lanes() -> None:
    first, second = through(600.0)
    assert observe(make(world()), [first, second | {"lane": 1}]) == []
    slow = [first, through(5 * HOUR)[1] | {"track_id": 2}]
    assert len(observe(make(world()), slow)) == 1


def test_no_leg_joins_two_ships() -> None:
    first, second = through()
    assert observe(make(world()), [first, second | {"object_id": 431_000_002}]) == []


def test_simulated_traffic_says_so() -> None:
    (event,) = observe(make(world()), through(source="simulated:traffic"))
    assert event["certainty"] == "simulated"
    assert event["source"] == "simulated:traffic"


def test_one_leg_through_two_gates_is_two_crossings() -> None:
    lower = gate_row(gate_id="lower", name="Lower", lat_a=25.7, lat_b=24.6)
    events = observe(make(world(gate_row(), lower)), through())
    assert [event["where"] for event in events] == ["Miyako Strait", "Lower"]
    assert events[0]["t_start"] < events[1]["t_start"]


def test_over_the_antimeridian() -> None:
    gate = gate_row(lon_a=179.5, lat_a=-16.0, lon_b=179.8, lat_b=-18.0, left_sea="E", right_sea="W")
    across = gate_row(gate_id="date", lon_a=180.0, lat_a=-16.0, lon_b=-180.0, lat_b=-18.0)
    rows = [fix(0, 179.0, -17.0), fix(6 * HOUR, -179.0, -17.0)]
    events = observe(make(world(gate, across)), rows)
    assert [event["to_sea"] for event in events] == ["E", PHILIPPINE]
    assert abs(events[1]["lon"]) == pytest.approx(180.0)


def test_a_cut_between_the_two_fixes_changes_nothing() -> None:
    assert observe(make(world()), through(), 300.0) == observe(make(world()), through())

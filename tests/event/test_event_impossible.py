"""Impossible positions."""

import pyarrow as pa
from sailing import SHIP, at, batches, to_path, watch, world

from straitwatch.event.impossible_position import make
from straitwatch.model.schema import JUMP

WRONG = dict.fromkeys(JUMP.names) | {
    "object_id": SHIP,
    "t": at(60),
    "lon": 54.83,
    "lat": 50.81,
    "t_before": at(0),
    "lon_before": -1.09,
    "lat_before": 50.81,
    "t_after": at(70),
    "speed_kn": 640_000.0,
    "source": "a.nmea",
    "line": 7,
}


def told(*jumps: dict, cuts: tuple = ()) -> list[dict]:
    table = pa.Table.from_pylist(list(jumps), schema=JUMP)
    return watch(make(world()), batches(to_path([]), table, cuts))


def test_a_jump_is_told_with_both_its_neighbours() -> None:
    (event,) = told(WRONG)
    assert (event["kind"], event["lon"], event["lat"]) == ("impossible_position", 54.83, 50.81)
    assert event["evidence"][0]["line"] == 7
    assert event["detail"]["speed_kn"] == 640_000.0
    assert event["detail"]["lon_before"] == -1.09
    assert event["detail"]["t_after"] == "2022-12-16T00:01:10Z"
    assert event["certainty"] == "observed"


def test_without_a_fix_before_or_after() -> None:
    (event,) = told(WRONG | {"t_before": None, "lon_before": None, "t_after": None})
    assert event["detail"]["t_before"] is None


def test_simulated_and_cut() -> None:
    one, two = WRONG | {"source": "simulated:x"}, WRONG | {"t": at(600)}
    assert told(one, two) == told(one, two, cuts=(100.0,))
    assert [event["certainty"] for event in told(one, two)] == ["simulated", "observed"]

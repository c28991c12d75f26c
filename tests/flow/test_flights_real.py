"""Take-offs and landings in real samples, through the stages: decode, track, zone, event."""

from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from staging import batch_of
from straitwatch.event.base import World
from straitwatch.event.flight import make
from straitwatch.model.schema import GATE


@cache
def flights(path: Path) -> list[dict[str, Any]]:
    """Events of one file, by time."""
    detector = make(World(gates=GATE.empty_table()))
    events, memory = detector.detect(batch_of(path), None)
    told = pa.concat_tables([events, detector.close(memory)]).to_pylist()
    return sorted(told, key=lambda event: event["t_start"])


def kinds(events: list[dict[str, Any]]) -> list[str]:
    return [event["kind"] for event in events]


def test_the_carrier_off_san_diego(shared: Path) -> None:
    events = flights(shared / "adsb" / "aircraft_carrier.json.gz")
    pairs = ["deck_landing", "deck_takeoff"] * 4
    assert kinds(events) == ["takeoff", *pairs, "landing"]
    at = [f"{event['t_start']:%H:%M}" for event in events]
    assert at == [
        *("21:47", "22:26", "22:51", "22:58", "23:06"),
        *("23:17", "23:42", "23:49", "00:29", "00:52"),
    ]
    details = [pa.scalar(event["detail"]).as_py() for event in events[1:-1]]
    assert all('"deck":"moving"' in detail for detail in details)
    assert len({detail.split('"deck_id":"')[1][:13] for detail in details}) == 1
    assert {event["certainty"] for event in events} == {"inferred"}


def test_the_patrol_over_the_dover_strait(shared: Path) -> None:
    events = flights(shared / "adsb" / "border_control.json.gz")
    assert kinds(events) == ["takeoff", "landing"]  # from Lydd, and back
    for event in events:
        assert event["lon"] == pytest.approx(0.939, abs=0.005)
        assert event["lat"] == pytest.approx(50.956, abs=0.005)


def test_a_flight_that_is_never_low(shared: Path) -> None:
    assert flights(shared / "adsb" / "noisy_spoofing.json.gz") == []


def test_an_airliner_between_airports_with_its_ground_state(shared: Path) -> None:
    events = flights(shared / "adsb" / "trace_full_ac671b.json")
    assert kinds(events) == ["landing", "takeoff", "landing", "takeoff", "landing"]
    assert {event["certainty"] for event in events} == {"observed"}


def test_twenty_minutes_over_england_have_a_rig_and_no_ship(shared: Path) -> None:
    events = flights(shared / "adsb" / "opensky-states-2021-07-12.csv.gz")
    assert set(kinds(events)) == {"takeoff", "landing"}
    fixed = [event for event in events if '"deck":"fixed"' in event["detail"]]
    assert kinds(fixed) == ["landing", "takeoff"]  # a helicopter in the Irish Sea
    assert {event["object_id"] for event in fixed} == {"icao24:407b02"}
    assert fixed[0]["lon"] == pytest.approx(-3.584, abs=0.001)

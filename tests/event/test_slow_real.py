"""Stops and loitering in real samples: the Solent on an afternoon, a patrol over Dover Strait."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from sailing import parsed

from staging import batch_of
from straitwatch.event import loitering, orbiting, stop
from straitwatch.event.base import Batch, Detector, World
from straitwatch.zone.gate import gates
from straitwatch.zone.port import ports

ANCHORED = {
    229847000, 236112059, 247006000, 249050000, 311758000, 355920000, 371172000, 372926000,
    538003523,
}  # fmt: skip
"""Ships that lay off St Helens and in the Nab anchorages, read off their tracks by eye: all the
afternoon over a mile from the coast, within 750 m, none faster than 1.3 kn."""


def told(detector: Detector, batch: Batch) -> list[dict[str, Any]]:
    events, carry = detector.detect(batch, None)
    return parsed(pa.concat_tables([events, detector.close(carry)]))


@pytest.fixture(scope="module")
def world() -> World:
    return World(gates=gates(), ports=ports())


@pytest.fixture(scope="module")
def solent(shared: Path, world: World) -> list[dict[str, Any]]:
    return told(stop.make(world), batch_of(shared / "ais/solent-2016-01-12.csv"))


def mmsi(event: dict[str, Any]) -> int:
    return int(event["object_id"].removeprefix("mmsi:"))


def test_who_lies_at_anchor_in_the_solent(solent: list[dict[str, Any]]) -> None:
    anchored = [event for event in solent if event["kind"] == "anchoring"]
    assert {mmsi(event) for event in anchored} == ANCHORED
    assert all(event["detail"]["radius_m"] < 400 for event in anchored)
    assert all(event["detail"]["coast_nm"] > 1 for event in anchored)


def calls(solent: list[dict[str, Any]], ship: int) -> list[tuple[str, int]]:
    visits = [event for event in solent if event["kind"] == "port_visit" and mmsi(event) == ship]
    return [(event["where"], event["detail"]["confidence"]) for event in visits]


def test_the_ferries_of_the_solent(solent: list[dict[str, Any]]) -> None:
    """The hovercraft, the car ferries, the catamarans to Ryde and Cowes, the Gosport ferry."""
    ryde, southsea = "Ryde Port", "Southsea Port"
    assert calls(solent, 235007473) == [(ryde, 3), (southsea, 4), (ryde, 4)]
    assert calls(solent, 235031617) == [("Fishbourne Port", 4)]
    assert calls(solent, 235031618)[0] == ("Fishbourne Port", 3)
    harbour = "Portsmouth Harbour"
    assert calls(solent, 235069877) == [(harbour, 3), (ryde, 4), (harbour, 4)]
    assert calls(solent, 235008564) == [("West Cowes Port", 3), ("West Cowes Port", 4)]
    gosport = [event for event in solent if mmsi(event) == 235024149]
    assert [(event["kind"], event["status"]) for event in gosport] == [("port_visit", "open")]
    assert gosport[0]["detail"]["stops"] >= 4


def test_who_lies_in_port_began_before_and_who_passes_gives_nothing(
    solent: list[dict[str, Any]],
) -> None:
    moored = [event for event in solent if event["detail"].get("began_before")]
    assert len({mmsi(event) for event in moored}) >= 45
    assert all(event["kind"] == "port_visit" for event in moored)
    passing = {232002589, 232005270, 235006680, 247005000, 247007000, 370869000, 566029000}
    assert not passing & {mmsi(event) for event in solent}
    assert all(event["evidence"] for event in solent)


def test_a_patrol_of_four_hours_over_the_dover_strait(shared: Path, world: World) -> None:
    batch = batch_of(shared / "adsb/border_control.json.gz")
    (event,) = told(orbiting.make(world), batch)
    assert (event["kind"], event["object_id"]) == ("loitering", "icao24:407918")
    assert (event["where"], event["detail"]["gate_id"]) == ("Dover Strait", "dover")
    assert event["detail"]["hours"] == pytest.approx(4.0, abs=0.1)
    over = {(row["zone"], row["state"]): row["hours"] for row in event["detail"]["over"]}
    assert over["territorial_sea", "GB"] > 3.5
    assert 0.1 < over["territorial_sea", "FR"] < 0.3
    assert told(stop.make(world), batch) == []


@pytest.mark.slow
def test_ships_of_one_fix_give_nothing(shared: Path, world: World) -> None:
    batch = batch_of(shared / "ais/noaa-marinecadastre-2023-01.csv")
    assert batch.path.num_rows == 1000
    for make in (stop.make, loitering.make, orbiting.make):
        assert told(make(world), batch) == []

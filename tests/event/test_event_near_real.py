"""Real samples: who came near, and what was no approach and no passage."""

import json
from pathlib import Path
from typing import Any

import pytest
from sailing import world

from staging import batch_of
from straitwatch.event import passage, proximity


def told(path: Path, module: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a module of event/
    detector = module.make(world())
    events, held = detector.detect(batch_of(path), None)
    return events.to_pylist() + detector.close(held).to_pylist()


def test_an_aircraft_from_a_carrier_off_california_came_near_mexico(shared: Path) -> None:
    """It flies out from San Diego: no approach to the United States, one to the Coronados."""
    (event,) = told(shared / "adsb" / "aircraft_carrier.json.gz", proximity)
    detail = json.loads(event["detail"])
    assert (event["object_id"], event["where"], detail["ended"]) == (
        "icao24:ae0455",
        "MX",
        "beyond",
    )
    assert detail["nearest_nm"] == pytest.approx(16.2, abs=0.3)
    assert {fix["source"] for fix in json.loads(event["evidence"])} == {event["source"]}


def test_in_the_solent_all_are_inside_and_nobody_passes(shared: Path) -> None:
    path = shared / "ais" / "solent-2016-01-12.csv"
    assert told(path, proximity) == []
    assert told(path, passage) == []

"""What several texts tell of one thing is told once, and as fully as any of them tells it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from straitwatch.event.reported import reported_events
from straitwatch.model.schema import SIGHTING
from straitwatch.zone.gate_file import watched_gates

DAY = datetime(2024, 9, 16, 15, tzinfo=UTC)  # midnight in Japan
SHIP = {"navy": "CN", "class": "Kuznetsov-class aircraft carrier", "name": "Liaoning"}
SHIP |= {"hull": "16", "count": 1, "count_is": "exact"}


def _row(number: int, **keys: Any) -> dict[str, Any]:  # noqa: ANN401 - any column
    return {
        "sighting_id": f"s{number}",
        "document": f"text {number}",
        "publisher": f"office {number}",
        "t_start": DAY,
        "t_end": DAY + timedelta(days=1),
        "objects": [SHIP],
        "counts": [],
        "observers": [],
        "negation": False,
        "text": "words",
        "confidence": 1.0,
        **keys,
    }


def _events(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return reported_events(
        pa.Table.from_pylist(list(rows), schema=SIGHTING), watched_gates([])
    ).to_pylist()


def _watcher(**keys: str) -> dict[str, str]:
    return {"service": "JMSDF", "name": "P-1", **keys}


def test_a_watcher_told_less_fully_by_another_text_is_the_same_one() -> None:
    full = _watcher(unit="4th Air Wing", base="Atsugi", as_written="第4航空群所属「P-1」（厚木）")
    bare = _watcher(as_written="a P-1")
    ship = {"service": "JMSDF", "name": "JS Ariake (DD-109)", "as_written": "Ariake"}
    (event,) = _events(
        _row(1, kind="observation", observers=[full]),
        _row(2, kind="observation", observers=[bare, ship]),
        _row(
            3, kind="observation", observers=[{**full, "as_written": "a P-1 of the 4th Air Wing"}]
        ),
    )
    told = json.loads(event["detail"])["observers"]
    assert sorted(one["name"] for one in told) == ["JS Ariake (DD-109)", "P-1"]
    assert next(one for one in told if one["name"] == "P-1")["base"] == "Atsugi"


def test_the_place_of_an_event_comes_from_whoever_tells_it() -> None:
    where = {"place": "Philippine Sea", "lon": 131.0, "lat": 22.0, "radius_km": 900.0}
    for first, second in ((1, 2), (2, 1)):
        (event,) = _events(
            _row(first, kind="observation", observers=[_watcher()]),
            _row(second, kind="observation", observers=[_watcher()], **where),
        )
        assert (event["where"], event["lon"], event["lat"]) == ("Philippine Sea", 131.0, 22.0)


def test_a_gate_is_told_before_a_place_near_it() -> None:
    near = {"place": "Miyakojima", "lon": 125.3, "lat": 24.8, "radius_km": 17.0}
    for first, second in ((1, 2), (2, 1)):
        (event,) = _events(
            _row(first, kind="first_sighting", **near),
            _row(second, kind="first_sighting", place="Miyako Strait", gate="miyako"),
        )
        assert event["where"] == "Miyako Strait"


def test_leaving_a_sea_is_no_entry_into_it() -> None:
    sea = "territorial sea of Japan"
    came = _row(1, kind="entry", to_sea=sea)
    left = _row(2, kind="entry", from_sea=sea)
    (event,) = _events(came, left)
    assert (event["kind"], event["where"], event["to_sea"]) == ("entry", "Japan", sea)
    assert _events(left) == []

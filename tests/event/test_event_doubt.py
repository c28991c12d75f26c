"""Events that rest on impossible positions say so, and how much of them does."""

import json
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from straitwatch.event.doubt import mark_doubtful
from straitwatch.event.table import events_table

PLANE, OTHER = "icao24:4baac6", "icao24:4baac7"


def at(minute: int) -> datetime:
    return datetime(2024, 9, 17, 9, minute, tzinfo=UTC)


def event(kind: str, start: int, end: int | None, *fixes: int, **more: object) -> dict[str, Any]:
    evidence = [
        {"source": "a", "line": m, "t": f"2024-09-17T09:{m:02}:00Z", "lon": float(m), "lat": 49.0}
        for m in fixes
    ]
    return {
        "event_id": f"{kind}-{start}",
        "kind": kind,
        "object_id": PLANE,
        "t_start": at(start),
        "t_end": None if end is None else at(end),
        "lon": float(start),
        "lat": 49.0,
        "certainty": "observed",
        "evidence": evidence,
        "detail": {"zone": "land"},
    } | more


def marked(*rows: dict[str, Any]) -> dict[str, dict[str, Any]]:
    told = mark_doubtful(events_table(rows))
    return {
        row["event_id"]: row | {"detail": json.loads(row["detail"])} for row in told.to_pylist()
    }


SPAN = event("impossible_position", 20, 40, 20, 40)


def test_an_entry_made_of_such_positions_is_in_doubt_itself() -> None:
    told = marked(event("entry", 25, 30, 10, 25, 30, 30), SPAN)["entry-25"]
    doubt = told["detail"]["doubt"]
    assert (doubt["own"], doubt["fixes"], doubt["of"]) == (True, 2, 3)
    assert doubt["positions"] == ["impossible_position-20"]
    assert told["certainty"] == "inferred"
    assert told["detail"]["reason"] == doubt["reason"]


def test_an_exit_before_them_only_has_one_beside_it() -> None:
    told = marked(event("exit", 10, 10, 10, 20), SPAN)["exit-10"]
    assert told["detail"]["doubt"] | {"reason": ""} == {
        "own": False,
        "fixes": 1,
        "of": 2,
        "reason": "",
        "positions": ["impossible_position-20"],
    }
    assert told["certainty"] == "observed"


def test_one_bad_position_casts_doubt_on_itself_only() -> None:
    single = event("impossible_position", 20, 20, 20)
    there = event("entry", 19, 21, 19, 21)
    resting = event("exit", 20, 20, 20)
    told = marked(single, there, resting)
    assert "doubt" not in told["entry-19"]["detail"]
    assert told["exit-20"]["detail"]["doubt"]["own"] is True


def test_what_rests_on_others_or_on_texts_is_left_as_it_is() -> None:
    rows = [
        event("entry", 25, 30, 25, object_id=OTHER),
        event("encounter", 26, 30, 26, others=[OTHER]),
        event("entry", 27, 30, 27, certainty="reported"),
        event("exit", 45, 45, 45),
    ]
    table = events_table([*rows, SPAN])
    assert mark_doubtful(table) == table
    assert mark_doubtful(table.slice(0, 0)).num_rows == 0
    assert isinstance(mark_doubtful(table), pa.Table)


def test_simulated_stays_simulated() -> None:
    told = marked(event("entry", 25, 30, 25, certainty="simulated"), SPAN)["entry-25"]
    assert told["certainty"] == "simulated"
    assert told["detail"]["doubt"]["own"] is True

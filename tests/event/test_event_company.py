"""Who was alone, and who was put to one place with others."""

import json
from typing import Any

import pyarrow as pa
from sailing import HOUR, at

from straitwatch.event.alone import alone_only
from straitwatch.event.one_place import gather_displaced
from straitwatch.event.table import events_table


def event(kind: str, who: str, start_h: float, end_h: float | None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any column
    end = None if end_h is None else at(end_h * HOUR)
    row = {"event_id": f"{kind}{who}{start_h}", "kind": kind, "object_id": who}
    return row | {"t_start": at(start_h * HOUR), "t_end": end, "detail": {}, **more}


def kept(rows: list[dict[str, Any]]) -> list[str]:
    return alone_only(events_table(rows))["object_id"].to_pylist()


def test_ships_that_met_did_not_loiter_alone() -> None:
    rows = [
        event("loitering", "mmsi:1", 0, 6),
        event("loitering", "mmsi:2", 0, 6),
        event("loitering", "mmsi:3", 0, 6),
        event("encounter", "mmsi:1", 1, 5, others=["mmsi:2"]),
    ]
    assert kept(rows) == ["mmsi:3", "mmsi:1"]


def test_a_short_meeting_leaves_the_loitering() -> None:
    rows = [
        event("loitering", "mmsi:1", 0, 20),
        event("encounter", "mmsi:1", 1, 4, others=["mmsi:2"]),
        event("loitering", "mmsi:1", 30, None),
    ]
    assert kept(rows) == ["mmsi:1"] * 3


def test_three_at_one_place_name_each_other() -> None:
    rows = [
        event("impossible_position", f"mmsi:{k}", k, k, lon=37.27 + k / 1000, lat=55.59)
        for k in range(3)
    ]
    far = [
        event("impossible_position", "mmsi:8", 0, 0, lon=38.0, lat=55.59),
        event("impossible_position", "mmsi:9", 90, 90, lon=37.27, lat=55.59),
    ]
    told = gather_displaced(events_table(rows + far)).to_pylist()
    assert told[0]["others"] == ["mmsi:1", "mmsi:2"]
    assert json.loads(told[0]["detail"]) == {"pattern": ["several at one place"], "objects": 3}
    assert told[3]["others"] is told[4]["others"] is None


def test_two_at_one_place_may_be_chance() -> None:
    rows = [
        event("impossible_position", "mmsi:1", k, k, lon=37.27, lat=55.59) for k in range(4)
    ] + [event("impossible_position", "mmsi:2", 0, 0, lon=37.27, lat=55.59)]
    table = events_table(rows)
    assert gather_displaced(table).equals(table)


def test_over_the_antimeridian_is_one_place() -> None:
    rows = [
        event("impossible_position", f"mmsi:{k}", k, k, lon=lon, lat=0.0)
        for k, lon in enumerate((179.99, -179.99, 180.0))
    ]
    told = gather_displaced(events_table(rows)).to_pylist()
    assert [len(row["others"]) for row in told] == [2, 2, 2]


def test_nothing_gives_nothing() -> None:
    empty = events_table([])
    assert pa.concat_tables([alone_only(empty), gather_displaced(empty)]).num_rows == 0

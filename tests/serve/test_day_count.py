"""Counts by local day: what is added up, and what never is."""

from datetime import UTC, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from small_store import at, event, table

from straitwatch.event.table import events_table
from straitwatch.model.error import ContractError
from straitwatch.model.schema import COVERAGE
from straitwatch.serve.day_count import count_days, count_watched
from straitwatch.serve.route_charts import zone_of

JST = timezone(timedelta(hours=9))
SEAS = {"where": "Miyako Strait", "from_sea": "A", "to_sea": "B", "detail": {"gate_id": "miyako"}}


def rows(chart: str, *events: dict[str, Any], zone: tzinfo = JST) -> list[dict[str, Any]]:
    found, _ = count_days(events_table(events), chart, zone)
    return found


def test_a_day_is_the_local_one() -> None:
    late = event("1", "transit", 14.9, **SEAS), event("2", "transit", 15.1, **SEAS)
    assert [(r["day"], r["n"]) for r in rows("transits", *late)] == [
        ("2022-12-16", 1),
        ("2022-12-17", 1),
    ]
    assert [(r["day"], r["n"]) for r in rows("transits", *late, zone=UTC)] == [("2022-12-16", 2)]


def test_simulated_reported_and_observed_are_never_added_up() -> None:
    told = [
        event(str(n), "transit", n, **SEAS, certainty=certainty)
        for n, certainty in enumerate(["observed", "observed", "simulated", "reported"])
    ]
    assert [(r["certainty"], r["n"], r["simulated"]) for r in rows("transits", *told)] == [
        ("observed", 2, 0),
        ("reported", 1, 0),
        ("simulated", 0, 1),
    ]


def test_a_transit_of_several_counts_each_ship() -> None:
    group = event("1", "transit", 0, **SEAS, n=6, n_is="at_least")
    others = event("2", "transit", 1, **SEAS, others=["mmsi:1", "mmsi:2"])
    (row,) = rows("transits", group, others)
    assert (row["n"], row["events"], row["n_is"]) == (9, 2, "at_least")
    assert (row["gate"], row["direction"]) == ("miyako", "A - B")


def test_reports_of_several_days_stand_once_and_alone() -> None:
    told = {"certainty": "reported", "object_id": "hull:CN/16"}
    found = rows(
        "flights",
        event("1", "flight_operations", -9, **told, n=320, n_is="about", t_end=at(63)),
        event("2", "flight_operations", -9, **told, n=60, t_end=at(15), detail={"part_of": "1"}),
        event("3", "flight_operations", -9, **told, t_end=at(15)),
        event("4", "deck_landing", 1),
        event("5", "deck_landing", 2),
    )
    kept = [(r["kind"], r["n"], r["n_is"], r["day_to"], r["part_of"]) for r in found]
    assert sorted(kept, key=str) == sorted(
        [
            ("deck_landing", 2, "exact", None, None),
            ("flight_operations", 320, "about", "2022-12-18", None),
            ("flight_operations", 60, "unknown", "2022-12-16", "1"),
            ("flight_operations", None, "unknown", "2022-12-16", None),
        ],
        key=str,
    )


def test_what_has_no_time_is_told() -> None:
    found, undated = count_days(
        events_table([event("1", "gap", 0, t_start=None, t_end=None)]), "gaps", UTC
    )
    assert (found, undated) == ([], 1)


def test_hours_are_counted_once_however_many_cells() -> None:
    cell = {
        "source": "a",
        "craft": "ship",
        "south": 1.0,
        "north": 1.25,
        "n_fixes": 1,
        "n_objects": 1,
    }
    cells = [
        {**cell, "source": source, "west": west, "east": west + 0.25, "t_start": at(hour)}
        for source in ("a", "simulated:b")
        for west in (1.0, 1.25)
        for hour in (0, 1, 20)
    ]
    assert count_watched(table(cells, COVERAGE), JST) == [
        {"day": "2022-12-16", "hours": 2, "simulated": 2},
        {"day": "2022-12-17", "hours": 1, "simulated": 1},
    ]


@pytest.mark.parametrize(
    ("word", "hours"), [("+09:00", 9), (" 0900", 9), ("-03:30", -3.5), ("Asia/Tokyo", 9)]
)
def test_zones_are_read(word: str, hours: float) -> None:
    assert zone_of(word).utcoffset(at(0).replace(tzinfo=None)) == timedelta(hours=hours)


@pytest.mark.parametrize("word", ["", "moon", "+99:00", "+09:99", "../x", "/etc/passwd"])
def test_what_is_no_zone_is_refused(word: str) -> None:
    with pytest.raises(ContractError, match="no time zone"):
        zone_of(word)


def test_daylight_saving_is_kept() -> None:
    found = rows("gaps", event("1", "gap", 23.5), zone=ZoneInfo("Europe/Berlin"))
    assert found[0]["day"] == "2022-12-17"

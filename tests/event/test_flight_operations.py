"""Deck landings and take-offs counted by ship and day."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.event.flight_operations import compose_flight_operations
from straitwatch.event.reported import RULE as REPORTED
from straitwatch.event.table import events_table

SHIP, HAWK, HORNET = "mmsi:369970406", "icao24:ae0455", "icao24:ae0001"
MIDNIGHT = datetime(2020, 9, 15, tzinfo=UTC)


def deck(hours: float, kind: str = "deck_landing", **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any column
    t = MIDNIGHT + timedelta(hours=hours)
    aircraft = more.get("object_id", HAWK)
    return {
        "event_id": f"{kind}{hours}{aircraft}",
        "kind": kind,
        "object_id": HAWK,
        "t_start": t,
        "t_end": t,
        "lon": -120.0 + hours / 10,
        "lat": 32.0,
        "others": [SHIP],
        "certainty": "observed",
        "evidence": [{"source": "a.json", "line": round(hours * 60), "lon": -120.0, "lat": 32.0}],
        "detail": {},
        "status": "closed",
        "source": "a.json",
        **more,
    }


def operations(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    told = compose_flight_operations(events_table(rows)).to_pylist()
    return [
        row | {"detail": json.loads(row["detail"]), "evidence": json.loads(row["evidence"])}
        for row in told
    ]


def test_a_day_at_a_carrier() -> None:
    rows = [
        deck(9, "deck_takeoff"),
        deck(10),
        deck(11, "deck_takeoff", object_id=HORNET),
        deck(12.5, object_id=HORNET),
        deck(13, "deck_takeoff"),
    ]
    (event,) = operations(*rows)
    assert (event["kind"], event["object_id"]) == ("flight_operations", SHIP)
    assert event["others"] == [HORNET, HAWK]
    assert (event["n"], event["n_is"]) == (5, "at_least")
    assert (event["certainty"], event["status"]) == ("inferred", "closed")
    assert (event["t_start"], event["t_end"]) == (rows[0]["t_start"], rows[4]["t_start"])
    assert (event["lon"], event["lat"]) == (pytest.approx(-119.1), 32.0)
    detail = event["detail"]
    assert (detail["day"], detail["takeoffs"], detail["landings"]) == ("2020-09-15", 3, 2)
    assert detail["aircraft"] == 2
    assert detail["by_aircraft"] == {
        HORNET: {"takeoffs": 1, "landings": 1},
        HAWK: {"takeoffs": 2, "landings": 1},
    }
    assert detail["parts"] == [row["event_id"] for row in rows]
    assert [fix["line"] for fix in event["evidence"]] == [540, 600, 660, 750, 780]


def test_a_count_from_tracks_is_never_taken_for_a_reported_tally() -> None:
    (event,) = operations(deck(1))
    assert event["detail"]["counted_from"] == "tracks"
    assert event["rule"] != REPORTED
    assert event["certainty"] != "reported"
    assert "part_of" not in event["detail"]


def test_midnight_utc_parts_two_days() -> None:
    events = operations(deck(-0.01), deck(0), deck(23.99), deck(24))
    assert [(event["detail"]["day"], event["n"]) for event in events] == [
        ("2020-09-14", 1),
        ("2020-09-15", 2),
        ("2020-09-16", 1),
    ]
    assert len({event["event_id"] for event in events}) == 3


def test_ships_are_kept_apart() -> None:
    events = operations(deck(1), deck(2, others=["mmsi:000000001"]), deck(3))
    counts = {event["object_id"]: event["n"] for event in events}
    assert counts == {SHIP: 2, "mmsi:000000001": 1}


def test_a_silent_ship_has_a_deck_of_its_own() -> None:
    silent = {"others": None, "detail": {"deck_id": "deck:d7"}}
    other = {"others": [], "detail": {"ship_track": 12}}
    alone = {"others": None}
    events = operations(
        deck(1, **silent), deck(2, "deck_takeoff", **silent), deck(3, **other), deck(4, **alone)
    )
    assert [(event["object_id"], event["n"]) for event in events] == [
        ("name:deck/d7", 2),
        ("name:deck/12", 1),
        (f"name:deck/{deck(4)['event_id']}", 1),
    ]
    assert {event["object_name"] for event in events} == {"ship that sent nothing"}


def test_one_simulated_part_makes_the_count_simulated() -> None:
    (event,) = operations(deck(1), deck(2, certainty="simulated"))
    assert event["certainty"] == "simulated"


def test_what_is_retracted_or_of_another_kind_does_not_count() -> None:
    assert operations(deck(1, status="retracted"), deck(2, "landing"), deck(3, "gap")) == []
    assert operations() == []


def test_the_zone_is_told_where_all_share_it() -> None:
    eez, high = {"detail": {"zone": "exclusive_economic_zone"}}, {"detail": {"zone": "high_seas"}}
    assert operations(deck(1, **eez), deck(2, **eez))[0]["detail"]["zone"] == eez["detail"]["zone"]
    assert "zone" not in operations(deck(1, **eez), deck(2, **high))[0]["detail"]


_OPERATIONS = st.lists(
    st.tuples(
        st.integers(-1500, 3000),
        st.sampled_from(["deck_landing", "deck_takeoff"]),
        st.sampled_from([HAWK, HORNET]),
        st.sampled_from([SHIP, "mmsi:1", None]),
    ),
    max_size=20,
    unique_by=lambda one: one[:3],
)


@settings(max_examples=50, deadline=None)
@given(_OPERATIONS, st.randoms())
def test_every_operation_counts_once_in_whatever_order(found: list, rng: Any) -> None:  # noqa: ANN401 - random.Random
    rows = [
        deck(minutes / 60, kind, object_id=aircraft, others=[ship] if ship else None)
        for minutes, kind, aircraft, ship in found
    ]
    told = operations(*rows)
    assert told == operations(*rng.sample(rows, len(rows)))
    assert sum(event["n"] for event in told) == len(rows)
    parts = [part for event in told for part in event["detail"]["parts"]]
    assert sorted(parts) == sorted(row["event_id"] for row in rows)
    for event in told:
        detail = event["detail"]
        assert detail["takeoffs"] + detail["landings"] == event["n"] == len(event["evidence"])
        assert event["t_start"].strftime("%Y-%m-%d") == detail["day"]


@settings(max_examples=30, deadline=None)
@given(_OPERATIONS, st.integers(-400, 400))
def test_shifted_by_whole_days_the_counts_are_the_same(found: list, days: int) -> None:
    def counts(shift_h: float) -> list[tuple]:
        rows = [deck(m / 60 + shift_h, kind, object_id=craft) for m, kind, craft, _ in found]
        return [(event["object_id"], event["n"], event["others"]) for event in operations(*rows)]

    assert counts(0.0) == counts(24.0 * days)

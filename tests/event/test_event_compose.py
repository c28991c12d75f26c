"""Crossings into transits, transits into deployments: examples and laws."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sailing import ECS, HOUR, MINUTE, PHILIPPINE, at, fix, observe, parsed, world

from straitwatch.event.crossing import make
from straitwatch.event.deployment import compose_deployments
from straitwatch.event.table import events_table
from straitwatch.event.transit import compose_transits

GROUP = [f"hull:CN/{n}" for n in (16, 103, 104, 120, 542, 901)]
DAY = timedelta(days=1)


def crossing(hours: float, *, left: bool = True, **more: object) -> dict[str, Any]:
    seas = (ECS, PHILIPPINE) if left else (PHILIPPINE, ECS)
    detail = {"gate_id": "miyako", "to_left": left, "leg_s": 360.0} | more.pop("detail", {})
    return {
        "event_id": f"{hours}{left}",
        "kind": "crossing",
        "object_id": "mmsi:431000001",
        "t_start": at(hours * HOUR),
        "t_end": at(hours * HOUR),
        "lon": 126.5,
        "lat": 25.5,
        "where": "Miyako Strait",
        "from_sea": seas[0],
        "to_sea": seas[1],
        "certainty": "observed",
        "evidence": [{"line": round(hours)}],
        "detail": detail,
        "status": "closed",
        **more,
    }


def transits(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return parsed(compose_transits(events_table(rows)))


def transit(start: datetime, end: datetime | None, *, out: bool = True, **more: object) -> dict:
    seas = (ECS, PHILIPPINE) if out else (PHILIPPINE, ECS)
    return {
        "event_id": f"{start}{out}{more.get('object_id')}",
        "kind": "transit",
        "object_id": GROUP[0],
        "object_name": "Liaoning",
        "others": GROUP[1:],
        "t_start": start,
        "t_end": end,
        "where": "Miyako Strait",
        "from_sea": seas[0],
        "to_sea": seas[1],
        "certainty": "reported",
        "evidence": [{"source": "https://example.org/release"}],
        "detail": {"gate_id": "miyako"},
        "status": "closed",
        **more,
    }


def deployments(*rows: dict[str, Any], **limits: float) -> list[dict[str, Any]]:
    return parsed(compose_deployments(events_table(rows), **limits))


def test_one_crossing_is_one_transit() -> None:
    (event,) = transits(crossing(1))
    assert (event["kind"], event["from_sea"], event["to_sea"]) == ("transit", ECS, PHILIPPINE)
    assert event["detail"] == {"gate_id": "miyako", "to_left": True, "crossings": 1, "leg_s": 360.0}
    assert (event["t_start"], event["certainty"]) == (at(HOUR), "observed")


def test_back_and_forth_nets_out() -> None:
    assert transits(crossing(1), crossing(2, left=False)) == []
    (event,) = transits(crossing(3), crossing(1), crossing(2, left=False))
    assert (event["t_start"], event["t_end"]) == (at(HOUR), at(3 * HOUR))
    assert (event["to_sea"], event["detail"]["crossings"]) == (PHILIPPINE, 3)
    assert [e["line"] for e in event["evidence"]] == [1, 2, 3]


def test_out_and_back_the_next_day_are_two_transits() -> None:
    events = transits(crossing(1), crossing(25, left=False))
    assert [event["to_sea"] for event in events] == [PHILIPPINE, ECS]


def test_gates_and_ships_are_kept_apart() -> None:
    other_gate = crossing(2, left=False, detail={"gate_id": "other"})
    other_ship = crossing(2, left=False, object_id="mmsi:1")
    assert len(transits(crossing(1), other_gate)) == 2
    assert len(transits(crossing(1), other_ship)) == 2


def test_a_transit_is_as_certain_as_its_weakest_crossing() -> None:
    weak = crossing(3, certainty="inferred", detail={"reason": "no fix for 2.0 h"})
    (event,) = transits(crossing(1), crossing(2, left=False), weak)
    assert event["certainty"] == "inferred"
    assert event["detail"]["reason"] == "no fix for 2.0 h"
    (event,) = transits(crossing(1, certainty="simulated"))
    assert event["certainty"] == "simulated"


def test_a_retracted_crossing_is_none() -> None:
    assert transits(crossing(1, status="retracted")) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), unique=True), st.randoms())
def test_the_order_of_crossings_does_not_matter(rows: list, rng: Any) -> None:  # noqa: ANN401 - random.Random
    table = [crossing(hours, left=left) for hours, left in rows]
    mixed = rng.sample(table, len(table))
    assert transits(*table) == transits(*mixed)


def test_a_ship_by_its_fixes_out_and_back_three_days_later() -> None:
    rows = [
        *(fix(m * MINUTE, 126.5, 26.0 - m / 120, line=m + 1) for m in (0, 60, 120)),
        fix(72 * HOUR, 126.5, 25.0),
        fix(76 * HOUR, 126.5, 26.0),
    ]
    crossings = observe(make(world()), rows)
    assert len(crossings) == 2
    passed = compose_transits(events_table(crossings))
    (event,) = parsed(compose_deployments(passed))
    assert (event["object_id"], event["n"], event["n_is"]) == ("mmsi:431000001", 3, "exact")
    assert (event["from_sea"], event["to_sea"]) == (ECS, PHILIPPINE)
    assert event["certainty"] == "inferred"


def test_the_carrier_group_of_december_2022() -> None:
    """Out on 16 December (Japan's day), back in the night of 1 January: sixteen days."""
    day = datetime(2022, 12, 15, 15, tzinfo=UTC)
    night = datetime(2023, 1, 1, 9, tzinfo=UTC)
    out = transit(day, day + DAY)
    back = transit(night, night + DAY / 4, out=False, others=GROUP[1:])
    (event,) = deployments(back, out)
    assert (event["object_id"], event["object_name"]) == ("hull:CN/16", "Liaoning")
    assert event["others"] == GROUP[1:]
    assert (event["n"], event["n_is"], event["certainty"]) == (16, "about", "inferred")
    assert (event["t_start"], event["t_end"]) == (day, night + DAY / 4)
    assert event["detail"]["days"] == pytest.approx(16.38, abs=0.01)
    assert event["detail"]["days_min"] == pytest.approx(15.75)
    assert event["detail"]["days_max"] == pytest.approx(17.0)
    assert (event["detail"]["out_gate"], event["detail"]["back_gate"]) == ("Miyako Strait",) * 2
    assert event["detail"]["out_event"] == out["event_id"]
    assert len(event["evidence"]) == 2
    assert (event["where"], event["detail"]["gate_id"]) == ("Miyako Strait", "miyako")


def test_back_by_another_gate() -> None:
    rows = transit(at(0), None), transit(at(0) + 5 * DAY, None, out=False, where="Osumi Strait")
    (event,) = deployments(*rows)
    assert (event["detail"]["back_gate"], event["n"], event["n_is"]) == ("Osumi Strait", 5, "exact")


def test_a_ferry_is_no_deployment() -> None:
    rows = [transit(at(0) + k * DAY / 3, None, out=k % 2 == 0) for k in range(12)]
    assert deployments(*rows) == []
    assert len(deployments(*rows, min_away_h=8.0)) == 6


def test_aircraft_are_none() -> None:
    for name in ("icao24:ae0455", "name:CN/wz-7"):
        drone = {"object_id": name, "others": None}
        assert not deployments(
            transit(at(0), None, **drone), transit(at(0) + 2 * DAY, None, out=False, **drone)
        )


def test_away_for_too_long_is_two_voyages() -> None:
    rows = transit(at(0), None), transit(at(0) + 201 * DAY, None, out=False)
    assert deployments(*rows) == []


def test_the_way_out_is_the_latest_one() -> None:
    rows = transit(at(0), None), transit(at(0) + 30 * DAY, None)
    (event,) = deployments(*rows, transit(at(0) + 40 * DAY, None, out=False))
    assert event["n"] == 10


def test_a_group_that_comes_back_in_two_parts() -> None:
    first = {"object_id": GROUP[1], "others": GROUP[2:3]}
    second = {"object_id": GROUP[0], "others": GROUP[3:]}
    rows = [
        transit(at(0), None),
        transit(at(0) + 5 * DAY, None, out=False, **first),
        transit(at(0) + 9 * DAY, None, out=False, **second),
    ]
    events = {event["object_id"]: event for event in deployments(*rows)}
    assert {lead: event["n"] for lead, event in events.items()} == {GROUP[1]: 5, GROUP[0]: 9}
    assert events[GROUP[1]]["others"] == GROUP[2:3]


def test_other_ships_do_not_close_a_deployment() -> None:
    stranger = {"object_id": "hull:US/71", "others": []}
    rows = transit(at(0), None), transit(at(0) + 5 * DAY, None, out=False, **stranger)
    assert deployments(*rows) == []


def test_simulated_stays_simulated() -> None:
    rows = transit(at(0), None), transit(at(0) + 5 * DAY, None, out=False, certainty="simulated")
    assert deployments(*rows)[0]["certainty"] == "simulated"


def test_the_order_of_transits_does_not_matter() -> None:
    rows = [transit(at(0) + k * 3 * DAY, None, out=k % 2 == 0) for k in range(5)]
    forth, back = (events_table(part) for part in (rows, rows[::-1]))
    told = compose_deployments(forth)
    assert told == compose_deployments(back)
    assert told.num_rows == 2


def test_nothing_gives_nothing() -> None:
    empty = events_table([])
    assert compose_transits(empty).num_rows == compose_deployments(empty).num_rows == 0
    assert isinstance(empty, pa.Table)
    assert json.loads(compose_transits(events_table([crossing(1)]))["detail"][0].as_py())

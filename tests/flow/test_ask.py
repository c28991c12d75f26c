"""A store asked in SQL: the shipped views hold what the events say."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from straitwatch.cli import app
from straitwatch.event.deployment import compose_deployments
from straitwatch.event.flight_operations import compose_flight_operations
from straitwatch.event.table import events_table
from straitwatch.flow.ask import TABLES, ask, ask_store, view_text, views
from straitwatch.model.error import ConfigError, ContractError
from straitwatch.store.store import Store, open_store

T0 = datetime(2022, 12, 31, tzinfo=UTC)
Row = dict[str, Any]


def at(hours: float) -> datetime:
    return T0 + timedelta(hours=hours)


def row(event_id: str, kind: str, hours: float, **more: Any) -> Row:  # noqa: ANN401 - any column
    known = {"event_id": event_id, "kind": kind, "object_id": "mmsi:431000001", "detail": {}}
    known |= {"t_start": at(hours), "t_end": at(hours), "certainty": "observed"}
    return known | {"status": "closed"} | more


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(tmp_path_factory.mktemp("ask"), create=True)


def answer(store: Store, question: str, *rows: Row) -> list[Row]:
    store.put_events(events_table(rows), complete=True)
    return ask_store(store, question).to_pylist()


SEAS = {"where": "Miyako Strait", "from_sea": "East China Sea", "to_sea": "Philippine Sea"}
BACK = {"where": "Miyako Strait", "from_sea": "Philippine Sea", "to_sea": "East China Sea"}


def test_transits_by_day(store: Store) -> None:
    told = {"certainty": "reported", "n": 6, "object_id": "hull:CN/16"}
    rows = [
        row("1", "transit", 1, **SEAS),
        row("2", "transit", 23, certainty="inferred", **SEAS),
        row("3", "transit", 2, **BACK),
        row("4", "transit", -9, **SEAS, **told | {"t_end": at(15)}),  # 31 December in Japan
        row("5", "transit", 3, **SEAS, certainty="simulated"),
        row("6", "transit", 3, **SEAS, status="retracted"),
        row("7", "transit", 25, **SEAS),
    ]
    found = answer(store, "transits_by_day", *rows)
    day = date(2022, 12, 31)
    assert [(one["day"], one["to_sea"], one["counted_from"], one["transits"]) for one in found] == [
        (day, "Philippine Sea", "reports", 1),
        (day, "Philippine Sea", "simulation", 1),
        (day, "Philippine Sea", "tracks", 2),
        (day, "East China Sea", "tracks", 1),
        (date(2023, 1, 1), "Philippine Sea", "tracks", 1),
    ]
    assert [one["craft"] for one in found] == [6, 1, 2, 1, 1]


def test_entries_by_year(store: Store) -> None:
    zone = {"zone": "territorial_sea", "hours": 1.5, "within_error": False}
    doubt = zone | {"within_error": True, "hours": None}
    told = {"certainty": "reported", "where": "Japan", "t_end": at(39)}
    rows = [
        row("1", "entry", 23, where="JP", detail=zone),
        row("2", "entry", 24, where="JP", detail=zone),
        row("3", "entry", 25, where="JP", detail=doubt),
        row("4", "entry", 26, where="JP", detail=zone, object_id="icao24:ae0455"),
        row("5", "entry", 15, **told, detail={"zone": "territorial sea of Japan"}),
        row("6", "exit", 15, where="JP"),
    ]
    found = answer(store, "SELECT * EXCLUDE (craft, flag, zone) FROM entries_by_year", *rows)
    assert [tuple(one.values()) for one in found] == [
        (2022, "JP", "tracks", 1, 1, 0, 1.5),
        (2023, "JP", "tracks", 3, 2, 1, 3.0),
        (2023, "Japan", "reports", 1, 1, 0, None),  # 1 January in Japan
    ]


def test_flight_operations_by_day_keep_reports_and_tracks_apart(store: Store) -> None:
    told = {"certainty": "reported", "object_id": "hull:CN/16", "n_is": "about"}
    rows = [
        row("1", "flight_operations", -9, **told, n=320, t_end=at(63)),  # three days in Japan
        row("2", "flight_operations", 39, **told, n=60, t_end=at(63), detail={"part_of": "1"}),
        row("3", "flight_operations", 2, n=3, t_end=at(4), detail={"counted_from": "tracks"}),
    ]
    found = answer(store, "flight_operations_by_day", *rows)
    assert [
        (one["day"], one["last_day"], one["n"], one["counted_from"], one["part_of"])
        for one in found
    ] == [
        (date(2022, 12, 31), date(2022, 12, 31), 3, "tracks", None),
        (date(2022, 12, 31), date(2023, 1, 2), 320, "reports", None),
        (date(2023, 1, 2), date(2023, 1, 2), 60, "reports", "1"),
    ]


def test_deployments_name_their_two_transits(store: Store) -> None:
    detail = {"out_event": "o", "back_event": "b", "out_gate": "Miyako Strait", "days_min": 15.75}
    rows = [
        row("o", "transit", 0, certainty="reported"),
        row("b", "transit", 90, certainty="inferred"),
        row("d", "deployment", 0, n=16, detail=detail, others=["hull:CN/103"]),
    ]
    (found,) = answer(store, "deployments", *rows)
    assert (found["ships"], found["days"], found["days_min"]) == (2, 16, 15.75)
    assert (found["out_is"], found["back_is"]) == ("reported", "inferred")
    assert (found["out_gate"], found["back_gate"]) == ("Miyako Strait", None)


def test_gaps_by_class(store: Store) -> None:
    rows = [
        row("1", "gap", 0, detail={"class": "1h", "hours": 2.0}),
        row("2", "gap", 9, detail={"class": "12h", "hours": 13.0}),
        row("3", "gap", 30, detail={"class": "12h", "hours": 14.0}),
        row("4", "gap", 60, detail={"class": "12h", "hours": 20.0}, status="open"),
    ]
    found = answer(store, "SELECT class, status, gaps, hours, longest_h FROM gaps_by_class", *rows)
    assert [tuple(one.values()) for one in found] == [
        ("1h", "closed", 1, 2.0, 2.0),
        ("12h", "closed", 2, 27.0, 14.0),
        ("12h", "open", 1, 20.0, 20.0),
    ]


_DECK = st.lists(
    st.tuples(
        st.integers(-2000, 4000),
        st.sampled_from(["deck_landing", "deck_takeoff"]),
        st.sampled_from(["icao24:ae0455", "icao24:ae0001"]),
        st.sampled_from([["mmsi:000000001"], ["hull:US/71"], [], None]),
        st.sampled_from([{}, {"deck_id": "deck:d7"}, {"ship_track": 12}]),
        st.sampled_from(["observed", "inferred", "simulated"]),
        st.sampled_from(["closed", "closed", "open", "retracted"]),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_DECK)
def test_sql_and_python_count_deck_operations_alike(store: Store, found: list) -> None:
    rows = [
        row(
            f"e{k}",
            kind,
            minutes / 60,
            object_id=aircraft,
            others=ships,
            detail=detail,
            certainty=certainty,
            status=status,
        )
        for k, (minutes, kind, aircraft, ships, detail, certainty, status) in enumerate(found)
    ]
    composed = compose_flight_operations(events_table(rows)).to_pylist()
    details = [json.loads(one["detail"]) for one in composed]
    told = {
        (detail["day"], one["object_id"]): (
            *(detail[name] for name in ("takeoffs", "landings", "aircraft")),
            one["n"],
            one["certainty"] == "simulated",
        )
        for one, detail in zip(composed, details, strict=True)
    }
    asked = {
        (f"{one['day']}", one["deck"]): tuple(
            one[name] for name in ("takeoffs", "landings", "aircraft", "n", "simulated")
        )
        for one in answer(store, "deck_operations_by_day", *rows)
    }
    assert asked == told


_GROUP = ["hull:CN/16", "hull:CN/103", "mmsi:000000001", "icao24:ae0455"]
_PASSAGES = st.lists(
    st.tuples(
        st.integers(0, 190 * 24),  # hours: within what one deployment may last
        st.integers(0, 48),
        st.permutations(["East China Sea", "Philippine Sea", "Sea of Japan"]),
        st.lists(st.sampled_from(_GROUP), min_size=1, max_size=4, unique=True),
        st.sampled_from(["closed", "closed", "closed", "retracted"]),
    ),
    max_size=14,
    unique_by=lambda one: 2 * one[0] + one[1],  # no two at one moment
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_PASSAGES)
def test_sql_and_python_pair_transits_alike(store: Store, found: list) -> None:
    rows = [
        row(
            f"t{k}",
            "transit",
            hours,
            t_end=at(hours + span),
            from_sea=seas[0],
            to_sea=seas[1],
            object_id=ships[0],
            others=ships[1:],
            status=status,
        )
        for k, (hours, span, seas, ships, status) in enumerate(found)
    ]
    composed = compose_deployments(events_table(rows)).to_pylist()
    details = [json.loads(one["detail"]) for one in composed]
    told = {(detail["out_event"], detail["back_event"]): detail["days"] for detail in details}
    asked = answer(store, "deployments_from_transits", *rows)
    days = {(one["out_event"], one["back_event"]): one["days"] for one in asked}
    assert days == pytest.approx(told, abs=0.011)  # halves are rounded either way
    for one in asked:
        both = [
            {ship for ship in [passed["object_id"], *passed["others"]] if ship in one["ships"]}
            for passed in rows
            if passed["event_id"] in (one["out_event"], one["back_event"])
        ]
        assert both == [set(one["ships"])] * 2


def test_every_table_and_view_answers_and_says_what_it_is(store: Store) -> None:
    listed = {one["name"] for one in ask_store(store, "SHOW TABLES").to_pylist()}
    assert listed == {*TABLES, *views()}
    for name, text in views().items():
        assert text.startswith("-- ")
        assert view_text(name) == text
        assert isinstance(ask_store(store, name), pa.Table)
    with pytest.raises(ConfigError, match="choose deck_operations_by_day, deployments"):
        view_text("nothing")
    with pytest.raises(ContractError, match="nothing"):
        ask_store(store, "nothing")


def test_the_story_in_tables(demo_out: Path) -> None:
    (away,) = ask(demo_out / "store", "deployments").to_pylist()
    assert (away["name"], away["ships"], away["days"]) == ("Liaoning", 6, 16)
    assert (away["out_gate"], away["back_gate"]) == ("Miyako Strait", "Miyako Strait")
    flags = ask(demo_out / "store", "SELECT DISTINCT flag FROM objects WHERE NOT simulated")
    assert flags["flag"].to_pylist() == ["CN"]


def test_the_command(store: Store) -> None:
    run = CliRunner().invoke
    answer(store, "events", row("1", "transit", 1, **SEAS))
    folder = ["--store", str(store.state.folder)]
    table = run(app, ["query", "transits_by_day", *folder])
    assert table.exit_code == 0
    assert table.stdout.splitlines()[0].split()[:2] == ["day", "gate"]
    years = "SELECT year(day) AS y, transits FROM transits_by_day"
    assert json.loads(run(app, ["query", years, "--json", *folder]).stdout) == {
        "y": 2022,
        "transits": 1,
    }
    comma = run(app, ["query", years, "--format", "csv", *folder]).stdout
    assert comma.splitlines() == ["y,transits", "2022,1"]
    assert "Deployments: who went out" in run(app, ["query"]).stdout
    assert "FROM events AS d" in run(app, ["query", "--show", "deployments"]).stdout
    assert run(app, ["query", "DROP TABLE events", *folder]).exit_code != 0

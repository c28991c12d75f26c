"""Objects of a store: who they are, and events that carry the name of their time."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from straitwatch.cli import app
from straitwatch.event.table import events_table
from straitwatch.flow.name import history_in, name_events
from straitwatch.flow.objects import know_object, list_objects
from straitwatch.flow.show_objects import change_words
from straitwatch.model.error import ContractError
from straitwatch.model.identity import parse_object_id
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import FIX, OBJECT, REJECT, SIGHTING, STATIC
from straitwatch.store.store import Store, open_store

T0 = datetime(2022, 12, 16, tzinfo=UTC)
CARGO, TWIN, SAR, HAWK, COAST, SIMULATED = (
    parse_object_id(text)
    for text in (
        *("mmsi:431000001", "mmsi:412345678", "mmsi:111265500", "icao24:ae0455"),
        *("mmsi:002190048", "mmsi:499000001"),
    )
)


def at(hours: float) -> datetime:
    return T0 + timedelta(hours=hours)


def fixes() -> pa.Table:
    many = (CARGO, CARGO, TWIN, SAR, HAWK, COAST)
    rows = [{"object_id": one, "t": at(k), "source": "a"} for k, one in enumerate(many)]
    rows.append({"object_id": SIMULATED, "t": at(9), "source": "simulated:traffic"})
    return pa.Table.from_pylist([{"lon": 125.0, "lat": 25.0, **row} for row in rows], schema=FIX)


def statics() -> pa.Table:
    rows: list[dict[str, Any]] = [
        {"object_id": CARGO, "t": at(0), "name": "OLD", "ship_type": 70, "imo": 9074729},
        {"object_id": CARGO, "t": at(8), "name": "NEW", "ship_type": 70, "length_m": 183.0},
        *({"object_id": TWIN, "t": at(h), "name": "AB"[h % 2]} for h in range(4)),
        {"object_id": HAWK, "t": at(0), "callsign": "PSWRD35"},
        {"object_id": HAWK, "t": at(5), "callsign": "PSWRD36", "aircraft_type": "C2"},
        {"object_id": SIMULATED, "t": at(9), "name": "SIM", "source": "simulated:traffic"},
    ]
    return pa.Table.from_pylist([{"source": "a", **row} for row in rows], schema=STATIC)


def fill(store: Store) -> None:
    with store.ingest("a") as intake:
        intake.add(Decoded(fixes(), statics(), REJECT.empty_table()))
        intake.commit(Tally("a"))
    ship = {"navy": "CN", "hull": "16", "name": "Liaoning", "class": "Kuznetsov-class"}
    told = {"sighting_id": "s", "t_start": at(1), "t_end": at(2), "objects": [ship]}
    store.put_sightings(pa.Table.from_pylist([told], schema=SIGHTING))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("objects") / "store"
    with open_store(folder, create=True) as store:
        fill(store)
    return folder


def test_who_is_in_the_store(folder: Path) -> None:
    table = list_objects(folder)
    assert table.schema == OBJECT
    rows = {row["object_id"]: row for row in table.to_pylist()}
    assert list(rows) == sorted(rows)
    told = {
        key: tuple(row[name] for name in ("flag", "craft", "name", "type", "fixes", "changes"))
        for key, row in rows.items()
    }
    assert told == {
        "hull:CN/16": ("CN", "ship", "Liaoning", "Kuznetsov-class", 0, 0),
        "icao24:ae0455": ("US", "aircraft", None, "C2, military address", 1, 0),
        "mmsi:002190048": ("DK", "station", None, "coast station", 1, 0),
        "mmsi:111265500": ("SE", "aircraft", None, "search and rescue aircraft", 1, 0),
        "mmsi:412345678": ("CN", "ship", "B", None, 1, 1),
        "mmsi:431000001": ("JP", "ship", "NEW", "cargo", 2, 1),
        "mmsi:499000001": (None, "ship", "SIM", None, 1, 0),
    }
    cargo = rows["mmsi:431000001"]
    assert (cargo["imo"], cargo["length_m"]) == (9074729, 183.0)
    assert (cargo["t_first"], cargo["t_last"]) == (at(0), at(8))
    assert (rows["hull:CN/16"]["sightings"], rows["hull:CN/16"]["t_last"]) == (1, at(2))
    assert [key for key, row in rows.items() if row["simulated"]] == ["mmsi:499000001"]


def test_one_object_and_its_history(folder: Path) -> None:
    for identity in ("mmsi:431000001", "431000001"):
        objects, history, changes = know_object(folder, identity)
        assert objects["object_id"].to_pylist() == ["mmsi:431000001"]
        assert set(history["object_id"].to_pylist()) == {CARGO}
        assert [change_words(change) for change in changes] == [
            "name changed from OLD to NEW at 2022-12-16 08:00Z, last OLD at 2022-12-16 00:00Z"
        ]
    alone = know_object(folder, "hull:CN/16")
    assert (alone[0].num_rows, alone[1].num_rows, alone[2]) == (1, 0, [])
    assert know_object(folder, "mmsi:1")[0].num_rows == 0
    with pytest.raises(ContractError, match="is no identity"):
        know_object(folder, "ship:1")


def test_two_names_in_turn_are_told_without_a_verdict(folder: Path) -> None:
    (change,) = know_object(folder, "mmsi:412345678")[2]
    assert change_words(change) == (
        "name B from 2022-12-16 01:00Z, and A still at 2022-12-16 02:00Z: two objects with one "
        "identity, or one that was set back"
    )


def test_an_event_has_the_name_of_its_time(folder: Path) -> None:
    rows = [
        {"object_id": "mmsi:431000001", "t_start": at(1)},
        {"object_id": "mmsi:431000001", "t_start": at(9)},
        {"object_id": "mmsi:431000001", "t_start": at(9), "object_name": "as told"},
        {"object_id": "icao24:ae0455", "t_start": at(1)},
        {"object_id": "hull:CN/16", "t_start": at(1)},
        {"object_id": "mmsi:431000001", "t_start": None},
        {"object_id": None, "t_start": at(1)},
    ]
    with open_store(folder) as store:
        named = name_events(events_table(rows), history_in(store))
    names = ["OLD", "NEW", "as told", None, None, "NEW", None]
    assert named["object_name"].to_pylist() == names


def test_the_command(folder: Path) -> None:
    run = CliRunner().invoke
    listed = run(app, ["objects", "--store", str(folder)])
    assert listed.exit_code == 0
    assert "NEW" in listed.stdout
    assert "SIM (simulated)" in listed.stdout
    told = run(app, ["objects", "--store", str(folder), "--object", "431000001", "--json"])
    record = json.loads(told.stdout)
    assert (record["object_id"], record["flag"], record["changes"]) == ("mmsi:431000001", "JP", 1)
    assert [row["value"] for row in record["history"] if row["attribute"] == "name"] == [
        "OLD",
        "NEW",
    ]
    assert (record["changed"][0]["before"], record["changed"][0]["t"]) == (
        "OLD",
        "2022-12-16T08:00:00Z",
    )
    lines = run(app, ["objects", "--store", str(folder), "--object", "431000001"]).stdout
    assert "cargo (70)" in lines
    assert "183 m" in lines
    missing = run(app, ["objects", "--store", str(folder), "--object", "1"])
    assert missing.exit_code != 0
    assert "straitwatch objects lists who is" in str(missing.exception)

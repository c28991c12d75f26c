"""A small store: two ships, one of which a partner may not see, and what they did."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from straitwatch.event.table import events_table
from straitwatch.model.identity import parse_object_id
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import COVERAGE, FIX, REJECT, SIGHTING, STATIC, TRACK
from straitwatch.store.store import Store, open_store

T0 = datetime(2022, 12, 16, 0, 0, tzinfo=UTC)
SEEN, HIDDEN = "mmsi:431000001", "mmsi:431000002"
NAME = 'A & B <"SHIP">\x07'
SECRET = "SECRET MARU"  # noqa: S105 - a ship

Row = dict[str, Any]


def at(hours: float) -> datetime:
    """A moment so many hours after the first."""
    return T0 + timedelta(hours=hours)


def table(rows: list[Row], schema: pa.Schema) -> pa.Table:
    """Rows as a table; what is not told is null."""
    return pa.Table.from_pylist([{n: row.get(n) for n in schema.names} for row in rows], schema)


def event(event_id: str, kind: str, hours: float, **more: Any) -> Row:  # noqa: ANN401 - any column
    """An event of the ship that all may see, by default."""
    row = {"event_id": event_id, "kind": kind, "object_id": SEEN, "object_name": NAME,
           "t_start": at(hours), "t_end": at(hours), "lon": 125.5, "lat": 25.5,
           "certainty": "observed", "status": "closed", "detail": {}}  # fmt: skip
    return row | more


EVENTS = [
    event("e1", "transit", 1, where="Miyako Strait", from_sea="East China Sea",
          to_sea="Philippine Sea", detail={"gate_id": "miyako"}),
    event("e2", "gap", 3, lon=-179.9, detail={"class": "6h"}),
    event("e3", "transit", 5, certainty="simulated", where="Miyako Strait",
          detail={"gate_id": "miyako"}),
    event("e4", "flight_operations", -9, object_id="hull:CN/16", certainty="reported", n=320,
          n_is="about", t_end=at(63), lon=None, lat=None),
    event("e5", "deck_takeoff", 2),
    event("e6", "deck_takeoff", 2.5),
    event("h1", "entry", 4, object_id=HIDDEN, object_name=SECRET, where="JP"),
]  # fmt: skip


def fill(folder: Path) -> Path:
    """Make the store in a folder."""
    with open_store(folder, create=True) as store:
        _put_fixes(store)
        store.put_events(events_table(EVENTS), complete=True)
        sighting = {
            "sighting_id": "s1", "document": "https://example.org/1", "kind": "sighting",
            "t_start": at(0), "t_end": at(24), "lon": 127.0, "lat": 26.0, "radius_km": 30.0,
            "place": "off Okinawa", "text": "seen off Okinawa",
        }  # fmt: skip
        store.put_sightings(table([sighting], SIGHTING), complete=True)
        cell = {"source": "a.nmea", "craft": "ship", "south": 25.0, "north": 25.25,
                "n_fixes": 7, "n_objects": 9}  # fmt: skip
        cells = [
            {**cell, "west": west, "east": west + 0.25, "t_start": at(hour)}
            for west in (125.0, 125.25)
            for hour in (0, 1)
        ]
        store.put_coverage(table(cells, COVERAGE), complete=True)
        tracks = [
            {"track_id": n, "object_id": 431000000 + n, "t_start": at(0), "t_end": at(6), "n": 37,
             "state": "closed", "shared_identity": False}
            for n in (1, 2)
        ]  # fmt: skip
        for track, text in zip(tracks, (SEEN, HIDDEN), strict=True):
            track["object_id"] = parse_object_id(text)
        store.put_tracks(table(tracks, TRACK), complete=True)
    return folder


def _put_fixes(store: Store) -> None:
    fixes, statics = [], []
    for text, name, south in ((SEEN, NAME, 25.0), (HIDDEN, SECRET, 26.0)):
        statics.append({"object_id": parse_object_id(text), "t": at(0), "name": name, "flag": "JP"})
        for n in range(37):
            hours = n / 6 + (3 if n > 20 else 0)  # three hours of silence
            fixes.append(
                {"object_id": parse_object_id(text), "t": at(hours), "lon": 125.0 + n / 40,
                 "lat": south, "sog_kn": 12.0, "source": "a.nmea", "line": n + 1}
            )  # fmt: skip
    ingest = store.ingest("a.nmea")
    ingest.add(Decoded(table(fixes, FIX), table(statics, STATIC), REJECT.empty_table()))
    ingest.commit(Tally("a.nmea"))

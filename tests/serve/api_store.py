"""A small store that holds a bit of everything, and a real server over it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from straitwatch.model.identity import parse_object_id
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import COVERAGE, EVENT, FIX, REJECT, SIGHTING, STATIC, TRACK
from straitwatch.store.store import Store, open_store

T0 = datetime(2023, 5, 1, tzinfo=UTC)
ALPHA, HIDDEN, CHARLIE = "mmsi:431000001", "mmsi:412000002", "mmsi:563000003"
PLANE, CARRIER, SIM = "icao24:ae0455", "hull:CN/16", "mmsi:499000001"
N_FIXES = 4 * 48 + 24
Row = dict[str, Any]


def rows_as(rows: list[Row], schema: pa.Schema) -> pa.Table:
    """Rows as a table; keys that a row lacks are null."""
    arrays = [pa.array([row.get(f.name) for row in rows], type=f.type) for f in schema]
    return pa.table(arrays, schema=schema)


def _way(
    identity: str, lon: float, lat: float, step: float, n: int = 48, source: str = "feed"
) -> list[Row]:
    """A fix each half hour, so many degrees further east each time."""
    return [
        {
            "object_id": parse_object_id(identity), "t": T0 + timedelta(minutes=30 * k),
            "lon": (lon + k * step + 180) % 360 - 180, "lat": lat, "sog_kn": 12.0,
            "cog_deg": 90.0, "source": source, "receiver": "r1", "line": k + 1,
        }
        for k in range(n)
    ]  # fmt: skip


def _said(identity: str, **more: object) -> Row:
    return {"object_id": parse_object_id(identity), "t": T0, "source": "feed", "line": 1} | more


STATICS = [
    _said(ALPHA, name="ALPHA MARU", callsign="JAAA", imo=9074729, ship_type=80, length_m=183.0),
    _said(ALPHA, name="ALPHA STAR", callsign="JAAA", t=T0 + timedelta(hours=20)),
    _said(HIDDEN, name="SECRETSHIP", callsign="BSECR", ship_type=30),
    _said(CHARLIE, name="チャーリー丸", ship_type=70),
    _said(PLANE, callsign="NAVY55", aircraft_type="P8"),
]


def event(event_id: str, kind: str, identity: str, **more: object) -> Row:
    """One row of EVENT; evidence and detail as values."""
    row: Row = {
        "event_id": event_id, "kind": kind, "object_id": identity, "t_start": T0,
        "t_end": T0 + timedelta(hours=1), "status": "closed", "certainty": "observed",
        "rule": f"{kind}/1", "source": "feed", "evidence": [{"source": "feed", "line": 1}],
        "detail": {}, "others": [],
    }  # fmt: skip
    row |= more
    return row | {name: json.dumps(row[name]) for name in ("evidence", "detail")}


EVENTS = [
    event(
        "e-transit", "transit", ALPHA, object_name="ALPHA MARU", where="Miyako Strait", lon=126.0,
        lat=25.5, from_sea="East China Sea", to_sea="Philippine Sea",
        detail={"gate_id": "miyako"}, legal_basis="UNCLOS 36, 58, 87: ...",
    ),
    event(
        "e-meet", "encounter", ALPHA, object_name="ALPHA MARU", others=[HIDDEN], lon=126.2,
        lat=25.2, t_start=T0 + timedelta(hours=2), t_end=T0 + timedelta(hours=5),
        detail={"hours": 3.0, "closest_m": 120.0, "names": {HIDDEN: "SECRETSHIP"}},
    ),
    event(
        "e-entry", "entry", HIDDEN, object_name="SECRETSHIP", where="JP", lon=123.5, lat=24.6,
        t_start=T0 + timedelta(hours=3), t_end=None, status="open",
        detail={"zone": "territorial_sea", "state": "JP"}, legal_basis="UNCLOS 3, 4, 17: ...",
    ),
    event("e-line", "gap", CHARLIE, object_name="チャーリー丸", lon=179.95, lat=-16.0,
          t_start=T0 + timedelta(days=1), t_end=T0 + timedelta(days=1, hours=9),
          detail={"hours": 9.0}),
    event(
        "e-told", "transit", CARRIER, object_name="Liaoning", where="Miyako Strait", lon=126.4,
        lat=25.5, certainty="reported", when="2023-05-02 JST", others=["hull:CN/104"],
        from_sea="East China Sea", to_sea="Philippine Sea", detail={"gate_id": "miyako"},
        t_start=T0 + timedelta(hours=15), t_end=T0 + timedelta(hours=39), n=2, n_is="exact",
        evidence=[{"source": "https://example.org/a", "sighting_id": "s-sector"}],
    ),
    event("e-sim", "port_visit", SIM, object_name="SIM ONE", certainty="simulated",
          detail={"port": "Ishigaki Kō"}, lon=124.1, lat=24.3),
    event("e-gone", "gap", ALPHA, object_name="ALPHA MARU", status="retracted"),
    event("e-undated", "observation", CARRIER, t_start=None, t_end=None, certainty="reported"),
]  # fmt: skip


def sighting(sighting_id: str, **more: object) -> Row:
    """One row of SIGHTING."""
    ship = {"navy": "CN", "class": "Kuznetsov", "name": "Liaoning", "hull": "16", "count": 1}
    return {
        "sighting_id": sighting_id, "document": "https://example.org/a", "publisher": "A paper",
        "kind": "transit", "t_start": T0 + timedelta(hours=15), "t_end": T0 + timedelta(hours=39),
        "objects": [ship], "counts": [], "observers": [], "negation": False, "text": "It passed.",
    } | more  # fmt: skip


SIGHTINGS = [
    sighting("s-sector", place="260 km SW of an island", lon=129.5, lat=24.0, bearing_deg=225.0,
             dist_km=260.0),
    sighting("s-circle", place="an island", lon=131.2, lat=25.8, radius_km=10.0, kind="sighting"),
    sighting("s-gate", gate="miyako", document="https://example.org/b"),
    sighting("s-none", kind="reported_absence", document="https://example.org/b"),
]  # fmt: skip

COVER = [
    {"source": "feed", "receiver": "r1", "craft": "ship", "west": west, "south": 24.5,
     "east": west + 0.25, "north": 24.75, "t_start": T0 + timedelta(hours=hour), "n_fixes": 20,
     "n_objects": 6}
    for west in (123.25, 126.0, 179.75)
    for hour in (0, 5)
]  # fmt: skip


def fill(store: Store) -> None:
    """Put everything into a store."""
    fixes = [
        *_way(ALPHA, 125.0, 25.0, 0.05), *_way(HIDDEN, 123.0, 24.6, 0.02),
        *_way(CHARLIE, 179.0, -16.0, 0.05), *_way(PLANE, 126.0, 26.0, 0.1),
    ]  # fmt: skip
    fake = _way(SIM, 124.0, 24.3, 0.01, n=24, source="simulated:traffic")
    for label, rows, said in (("feed", fixes, STATICS), ("simulated:traffic", fake, [])):
        with store.ingest(label) as intake:
            intake.add(Decoded(rows_as(rows, FIX), rows_as(said, STATIC), rows_as([], REJECT)))
            intake.commit(Tally(label, format="aivdm", lines=len(rows)))
    store.put_sightings(rows_as(SIGHTINGS, SIGHTING))
    store.put_events(rows_as(EVENTS, EVENT), complete=False)
    tracks = [
        {"track_id": k, "object_id": parse_object_id(one), "t_start": T0,
         "t_end": T0 + timedelta(hours=23.5), "n": 48, "state": "closed"}
        for k, one in enumerate((ALPHA, HIDDEN, CHARLIE, PLANE), start=1)
    ]  # fmt: skip
    store.put_tracks(rows_as(tracks, TRACK))
    store.put_coverage(rows_as(COVER, COVERAGE), complete=True)


def make_store(folder: Path) -> Path:
    """Make the store in a folder."""
    with open_store(folder, create=True) as store:
        fill(store)
    return folder

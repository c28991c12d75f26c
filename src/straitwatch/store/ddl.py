"""DDL: the tables of the SQLite file, laid once and widened when the schemas grow."""

import sqlite3

from straitwatch.model.schema import (
    AIRSPACE_VIOLATION,
    COVERAGE,
    EVENT,
    SIGHTING,
    STATISTIC,
    TRACK,
)
from straitwatch.store.row import column_types

__all__ = ["VERSION", "is_laid", "lay", "widen"]

VERSION = 1
"""Version of the layout. A store of a higher one is refused."""

_TABLES = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value)",
    """CREATE TABLE sources (
        source TEXT PRIMARY KEY, generation INTEGER NOT NULL, tally TEXT NOT NULL)""",
    """CREATE TABLE parts (
        path TEXT PRIMARY KEY, kind TEXT NOT NULL, day TEXT NOT NULL, source TEXT NOT NULL,
        n INTEGER NOT NULL, n_bytes INTEGER NOT NULL, digest TEXT NOT NULL,
        t_min INTEGER, t_max INTEGER, object_min INTEGER, object_max INTEGER)""",
    "CREATE INDEX parts_source ON parts (source)",
    """CREATE TABLE event_object (
        object_id TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (object_id, id))
        WITHOUT ROWID""",
    "CREATE INDEX event_object_id ON event_object (id)",
    "CREATE VIRTUAL TABLE event_box USING rtree (id, west, east, south, north)",
)

_ADD = (
    "INSERT OR IGNORE INTO event_object "
    "SELECT new.object_id, new.id WHERE new.object_id IS NOT NULL UNION "
    "SELECT value, new.id FROM json_each(coalesce(new.others, '[]')) WHERE value IS NOT NULL; "
    "INSERT INTO event_box SELECT new.id, new.lon, new.lon, new.lat, new.lat "
    "WHERE new.lon IS NOT NULL AND new.lat IS NOT NULL;"
)
_DROP = "DELETE FROM event_object WHERE id = old.id; DELETE FROM event_box WHERE id = old.id;"

_INDEXES = (
    "CREATE INDEX events_start ON events (t_start)",
    "CREATE INDEX events_kind ON events (kind, t_start)",
    f"CREATE TRIGGER events_in AFTER INSERT ON events BEGIN {_ADD} END",
    f"CREATE TRIGGER events_set AFTER UPDATE ON events BEGIN {_DROP} {_ADD} END",
    f"CREATE TRIGGER events_out AFTER DELETE ON events BEGIN {_DROP} END",
)

_KEEP_LOG = 200_000
"""Changes of events that are remembered: some hundred bytes each. Ours: weeks of a busy strait."""

_LOG = "INSERT INTO event_log (event_id, change, t) VALUES (new.event_id, {}, {});"
_NOW_US = "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"
_TURNED = (
    "CASE WHEN new.status IS 'retracted' THEN 'retracted' "
    "WHEN old.status IS 'retracted' THEN 'new' ELSE 'changed' END"
)
_NOTED = "CREATE TRIGGER IF NOT EXISTS events_noted"
_NEW, _SET = _LOG.format("'new'", _NOW_US), _LOG.format(_TURNED, _NOW_US)

_EVENT_LOG = (
    """CREATE TABLE IF NOT EXISTS event_log (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL, change TEXT NOT NULL,
        t INTEGER NOT NULL)""",
    f"{_NOTED}_in AFTER INSERT ON events BEGIN {_NEW} END",
    f"{_NOTED}_set AFTER UPDATE ON events BEGIN {_SET} END",
    f"""CREATE TRIGGER IF NOT EXISTS event_log_short AFTER INSERT ON event_log
        WHEN new.seq % 1000 = 0
        BEGIN DELETE FROM event_log WHERE seq <= new.seq - {_KEEP_LOG}; END""",  # noqa: S608 - own words
)
"""What was told of which event, in order; laid into older stores, too."""

_RAW = (
    f"""CREATE TABLE IF NOT EXISTS raw_events (
        id INTEGER PRIMARY KEY, {", ".join(column_types(EVENT))},
        deck TEXT, is_open INTEGER NOT NULL, UNIQUE (event_id))""",
    "CREATE INDEX IF NOT EXISTS raw_events_kind ON raw_events (kind, t_start)",
    "CREATE INDEX IF NOT EXISTS raw_events_open ON raw_events (event_id) WHERE is_open",
    """CREATE TABLE IF NOT EXISTS raw_object (
        object_id TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (object_id, id))
        WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS raw_object_id ON raw_object (id)",
    """CREATE TRIGGER IF NOT EXISTS raw_events_in AFTER INSERT ON raw_events BEGIN
        INSERT OR IGNORE INTO raw_object
        SELECT new.object_id, new.id WHERE new.object_id IS NOT NULL UNION
        SELECT new.deck, new.id WHERE new.deck IS NOT NULL UNION
        SELECT value, new.id FROM json_each(coalesce(new.others, '[]')) WHERE value IS NOT NULL;
        END""",
    """CREATE TRIGGER IF NOT EXISTS raw_events_out AFTER DELETE ON raw_events BEGIN
        DELETE FROM raw_object WHERE id = old.id; END""",
)
"""Events as the detectors told them, before they are composed: what the live watch goes on from."""

_DERIVED = {
    "events": (EVENT, "event_id", "event_history"),
    "sightings": (SIGHTING, "sighting_id", "sighting_history"),
    "tracks": (TRACK, "track_id", None),
}
_COUNTED = {
    "statistics": (STATISTIC, "statistic_id", "statistic_history"),
    "airspace_violations": (AIRSPACE_VIOLATION, "violation_id", "airspace_violation_history"),
}
"""Laid into stores that were made before there were these, too."""

_HELD = {"raw_events": (EVENT, "event_id", None)}

_COVERAGE = (
    f"CREATE TABLE IF NOT EXISTS coverage ({', '.join(column_types(COVERAGE))})",
    """CREATE UNIQUE INDEX IF NOT EXISTS coverage_key ON coverage (
        t_start, south, west, craft, coalesce(source, ''), coalesce(receiver, ''))""",
)
"""Laid into stores that were made before there was coverage, too."""


def is_laid(db: sqlite3.Connection) -> bool:
    """Tell whether the tables are there."""
    found = db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'meta'").fetchone()
    return bool(found[0])


def lay(db: sqlite3.Connection) -> None:
    """Make all tables, inside the caller's transaction."""
    for statement in _TABLES:
        db.execute(statement)
    for name in (*_DERIVED, *_COUNTED):
        _lay_derived(db, name)
    for statement in (*_INDEXES, *_COVERAGE, *_EVENT_LOG, *_RAW):
        db.execute(statement)
    db.execute("INSERT INTO meta VALUES ('version', ?)", [VERSION])


def _lay_derived(db: sqlite3.Connection, name: str) -> None:
    schema, key, history = (_DERIVED | _COUNTED)[name]
    columns = ", ".join(column_types(schema))
    make = "CREATE TABLE IF NOT EXISTS"
    db.execute(f"{make} {name} (id INTEGER PRIMARY KEY, {columns}, UNIQUE ({key}))")
    if history:
        db.execute(f"{make} {history} ({columns}, superseded INTEGER)")
        db.execute(f"CREATE INDEX IF NOT EXISTS {history}_key ON {history} ({key})")


def widen(db: sqlite3.Connection) -> None:
    """Add tables and columns that the schemas have gained since the store was made."""
    for statement in (*_COVERAGE, *_EVENT_LOG, *_RAW):
        db.execute(statement)
    for name in _COUNTED:
        _lay_derived(db, name)
    for name, (schema, _, history) in (_DERIVED | _COUNTED | _HELD).items():
        for table in filter(None, (name, history)):
            known = {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
            for declared, column in zip(column_types(schema), schema.names, strict=True):
                if column not in known:
                    db.execute(f"ALTER TABLE {table} ADD COLUMN {declared}")

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
    for statement in (*_INDEXES, *_COVERAGE):
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
    for statement in _COVERAGE:
        db.execute(statement)
    for name in _COUNTED:
        _lay_derived(db, name)
    for name, (schema, _, history) in (_DERIVED | _COUNTED).items():
        for table in filter(None, (name, history)):
            known = {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
            for declared, column in zip(column_types(schema), schema.names, strict=True):
                if column not in known:
                    db.execute(f"ALTER TABLE {table} ADD COLUMN {declared}")

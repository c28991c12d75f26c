"""Sightings kept: SIGHTING rows put beside those that are there, and found again."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa

from straitwatch.model.record import Tally
from straitwatch.model.schema import SIGHTING
from straitwatch.store.ingest import put_source
from straitwatch.store.row import table_of
from straitwatch.store.source import write_tally
from straitwatch.store.state import State
from straitwatch.store.upsert import Change, Target, upsert

__all__ = ["put_sightings", "put_texts", "sightings"]

_TARGET = Target(
    name="sightings",
    key="sighting_id",
    schema=SIGHTING,
    history="sighting_history",
    retract="DELETE FROM sightings",
)
_OF_TEXTS = replace(_TARGET, retractable="document IN (SELECT document FROM temp.read_whole)")


def put_sightings(state: State, table: pa.Table, *, complete: bool = False) -> Change:
    """Put sightings into the store by their id; a row that changes is kept in the history.

    Args:
        state: of the store.
        table: SIGHTING, any order; of two with one id the later counts.
        complete: whether sightings that are not among these leave (for the history).

    Raises:
        SchemaError: a column is missing or mistyped, or a sighting has no id.
    """
    with state.writing() as db:
        return upsert(db, _TARGET, table, complete=complete)


def put_texts(state: State, table: pa.Table, tallies: Sequence[Tally]) -> Change:
    """Put what some texts say in place of what they said before; all of it lasts, or none.

    A sighting of one of these documents that is not among the rows leaves (for the history); so
    do those of a document that one of these sources named before and that no source names now.

    Args:
        state: of the store.
        table: SIGHTING, any order: all rows of these documents.
        tallies: of the texts, each with its document.

    Raises:
        SchemaError: a column is missing or mistyped, or a sighting has no id.
        StoreError: another process writes, or the store is damaged.
        OutputError: no space left.
    """
    with state.turn:
        with state.writing() as db:
            before = _documents(db)
            old = [path for one in tallies for path in put_source(db, one.source, write_tally(one))]
            left = (before - _documents(db)) | {one.document for one in tallies}
            db.execute("CREATE TEMP TABLE read_whole (document TEXT PRIMARY KEY)")
            db.executemany("INSERT INTO temp.read_whole VALUES (?)", [(one,) for one in left])
            change = upsert(db, _OF_TEXTS, table, complete=True)
            db.execute("DROP TABLE temp.read_whole")  # after an error the rollback takes it
        if old:
            state.sweep()
    return change


def _documents(db: sqlite3.Connection) -> set[str]:
    found = db.execute("SELECT DISTINCT json_extract(tally, '$.document') FROM sources")
    return {document for (document,) in found if document}


def sightings(state: State) -> pa.Table:
    """Find all sightings; SIGHTING by t_start (undated last), sighting_id."""
    with state.reading() as db:
        cursor = db.execute(
            "SELECT * FROM sightings ORDER BY t_start IS NULL, t_start, sighting_id"
        )
        return table_of(cursor, SIGHTING)

"""Sightings kept: SIGHTING rows put beside those that are there, and found again."""

import pyarrow as pa

from straitwatch.model.schema import SIGHTING
from straitwatch.store.row import table_of
from straitwatch.store.state import State
from straitwatch.store.upsert import Change, Target, upsert

__all__ = ["put_sightings", "sightings"]

_TARGET = Target(
    name="sightings",
    key="sighting_id",
    schema=SIGHTING,
    history="sighting_history",
    retract="DELETE FROM sightings",
)


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


def sightings(state: State) -> pa.Table:
    """Find all sightings; SIGHTING by t_start (undated last), sighting_id."""
    with state.reading() as db:
        cursor = db.execute(
            "SELECT * FROM sightings ORDER BY t_start IS NULL, t_start, sighting_id"
        )
        return table_of(cursor, SIGHTING)

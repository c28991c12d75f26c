"""Tracks kept: TRACK rows put beside those that are there, and found again."""

import pyarrow as pa

from straitwatch.model.schema import TRACK
from straitwatch.store.row import table_of
from straitwatch.store.state import State
from straitwatch.store.upsert import Change, Target, upsert

__all__ = ["put_tracks", "tracks"]

_TARGET = Target(
    name="tracks", key="track_id", schema=TRACK, history=None, retract="DELETE FROM tracks"
)


def put_tracks(state: State, table: pa.Table, *, complete: bool = False) -> Change:
    """Put tracks into the store by their id.

    Args:
        state: of the store.
        table: TRACK, any order; of two with one id the later counts.
        complete: whether tracks that are not among these leave.

    Raises:
        SchemaError: a column is missing or mistyped, or a track has no id.
    """
    with state.writing() as db:
        return upsert(db, _TARGET, table, complete=complete)


def tracks(state: State, object_id: int | None = None) -> pa.Table:
    """Find all tracks, or those of one object; TRACK by object_id, t_start, track_id."""
    where, values = ("true", []) if object_id is None else ("object_id = ?", [object_id])
    with state.reading() as db:
        cursor = db.execute(
            f"SELECT * FROM tracks WHERE {where} ORDER BY object_id, t_start, track_id",  # noqa: S608 - own words only
            values,
        )
        return table_of(cursor, TRACK)

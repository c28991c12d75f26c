"""Events kept: EVENT rows put beside those that are there, and found again."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from straitwatch.model.schema import EVENT
from straitwatch.model.unit import to_us
from straitwatch.store.row import column_names, table_of
from straitwatch.store.state import State
from straitwatch.store.upsert import Change, Target, upsert

__all__ = [
    "EVENTS",
    "EVENT_CHANGE",
    "EVENT_HISTORY",
    "event_batches",
    "event_changes",
    "event_history",
    "event_seq",
    "events",
    "events_by_id",
    "put_events",
]

EVENT_HISTORY = EVENT.append(pa.field("superseded", pa.timestamp("us", tz="UTC")))
"""EVENT rows as they once stood, and when each was superseded."""

EVENT_CHANGE = EVENT.append(pa.field("seq", pa.int64())).append(pa.field("change", pa.string()))
"""EVENT rows as they stand, each with the number of a change: `new`, `changed`, `retracted`."""

EVENTS = Target(
    name="events",
    key="event_id",
    schema=EVENT,
    history="event_history",
    retract="UPDATE events SET status = 'retracted'",
    retractable="status IS NOT 'retracted'",
)
"""Where events stand."""

Box = tuple[float, float, float, float]
_NUMBERED = pa.schema([("id", pa.int64()), *EVENT])


def put_events(state: State, table: pa.Table, *, complete: bool) -> Change:
    """Put events into the store by their id; all of them last once this returns, or none.

    Args:
        state: of the store.
        table: EVENT, any order; of two with one id the later counts.
        complete: whether these are all events that the store's contents give. Those that are
            in the store and not among them become `retracted`; they stay, and come back when
            they are derived again.

    Returns:
        how many were new, changed, the same, retracted. A row that changes or is retracted is
        kept as it was in the history.

    Raises:
        SchemaError: a column is missing or mistyped, or an event has no id.
        StoreError: another process writes, or the store is damaged.
        OutputError: no space left.
    """
    with state.writing() as db:
        return upsert(db, EVENTS, table, complete=complete)


def events(
    state: State,
    *,
    kind: str | Sequence[str] | None = None,
    object_id: str | None = None,
    t_from: datetime | None = None,
    t_to: datetime | None = None,
    box: Box | None = None,
    retracted: bool = False,
) -> pa.Table:
    """Find events.

    Args:
        state: of the store.
        kind: one kind, or several.
        object_id: text identity of the object, or of one of the others.
        t_from: only what ends at this moment or later. An open event without an end goes on.
        t_to: only what starts at this moment or earlier. Undated events have no place in a span.
        box: west, south, east, north in degrees; west > east is a box over the antimeridian.
        retracted: whether retracted ones come too.

    Returns:
        EVENT by t_start (undated last), event_id.
    """
    tests, values = _span(t_from, t_to)
    for more, told in (_of_kind(kind), _of_object(object_id), _inside(box)):
        tests += more
        values += told
    if not retracted:
        tests.append("status IS NOT 'retracted'")
    where = " AND ".join(tests) or "true"
    with state.reading() as db:
        cursor = db.execute(
            f"SELECT * FROM events WHERE {where} ORDER BY t_start IS NULL, t_start, event_id",  # noqa: S608 - own words only
            values,
        )
        return table_of(cursor, EVENT)


def _span(t_from: datetime | None, t_to: datetime | None) -> tuple[list[str], list[Any]]:
    tests: list[str] = []
    values: list[Any] = []
    if t_from is not None:
        tests.append(
            "coalesce(t_end, CASE WHEN status = 'open' AND t_start IS NOT NULL "
            "THEN 9223372036854775807 END, t_start) >= ?"
        )
        values.append(to_us(t_from))
    if t_to is not None:
        tests.append("coalesce(t_start, t_end) <= ?")
        values.append(to_us(t_to))
    return tests, values


def _of_kind(kind: str | Sequence[str] | None) -> tuple[list[str], list[Any]]:
    if kind is None:
        return [], []
    kinds = [kind] if isinstance(kind, str) else list(kind)
    return [f"kind IN ({', '.join('?' * len(kinds))})"], kinds


def _of_object(object_id: str | None) -> tuple[list[str], list[Any]]:
    if object_id is None:
        return [], []
    return ["id IN (SELECT id FROM event_object WHERE object_id = ?)"], [object_id]


def _inside(box: Box | None) -> tuple[list[str], list[Any]]:
    if box is None:
        return [], []
    west, south, east, north = box
    across = "lon >= ? OR lon <= ?" if west > east else "lon >= ? AND lon <= ?"
    tests = [f"({across})", "lat BETWEEN ? AND ?"]
    values = [west, east, south, north]
    # the tree keeps 32-bit bounds, rounded outwards: it finds, the columns decide
    found = "SELECT id FROM event_box WHERE north >= ? AND south <= ?"
    if west > east:
        return [*tests, f"id IN ({found})"], [*values, south, north]
    found += " AND east >= ? AND west <= ?"
    return [*tests, f"id IN ({found})"], [*values, south, north, west, east]


def event_batches(state: State, *, batch_rows: int = 5_000) -> Iterator[pa.Table]:
    """Give all events, retracted ones too, in no order and in bounded pieces: EVENT.

    Args:
        state: of the store.
        batch_rows: rows of a piece, at most.
    """
    names, last = column_names(EVENT.names), -1
    with state.reading() as db:
        while True:
            sql = f"SELECT id, {names} FROM events WHERE id > ? ORDER BY id LIMIT {int(batch_rows)}"  # noqa: S608 - own words only
            some = table_of(db.execute(sql, [last]), _NUMBERED)
            if not len(some):
                return
            last = some["id"][-1].as_py()
            yield some.drop_columns(["id"])


def events_by_id(state: State, ids: Sequence[str]) -> pa.Table:
    """Find events by their ids, retracted ones too: EVENT in the order of the ids.

    An id that the store does not hold has no row.
    """
    asked = json.dumps(list(ids))
    sql = (
        f"SELECT {column_names(EVENT.names, 'e.')} FROM json_each(?) j "  # noqa: S608 - own words only
        "JOIN events e ON e.event_id = j.value ORDER BY j.key"
    )
    with state.reading() as db:
        return table_of(db.execute(sql, [asked]), EVENT)


def event_history(state: State, event_id: str) -> pa.Table:
    """Find how an event stood before; EVENT_HISTORY, oldest first."""
    names = column_names(EVENT_HISTORY.names)
    with state.reading() as db:
        cursor = db.execute(
            f"SELECT {names} FROM event_history WHERE event_id = ? ORDER BY superseded, rowid",  # noqa: S608 - own words only
            [event_id],
        )
        return table_of(cursor, EVENT_HISTORY)


def event_changes(state: State, after: int, *, limit: int = 1000) -> pa.Table:
    """Tell what changed among the events since a moment.

    Args:
        state: of the store.
        after: number of the last change that is known; 0 from the first that is remembered: the
            last 200,000 are.
        limit: so many changes at most.

    Returns:
        EVENT_CHANGE by seq; the rows are as they stand now, so one that changed twice comes twice
        the same. None of a store that no newer program wrote yet.
    """
    names = column_names(EVENT.names, "e.")
    with state.reading() as db:
        if not _has_log(db):
            return EVENT_CHANGE.empty_table()
        cursor = db.execute(
            f"SELECT {names}, l.seq, l.change FROM event_log l JOIN events e USING (event_id) "  # noqa: S608 - own words only
            "WHERE l.seq > ? ORDER BY l.seq LIMIT ?",
            [after, limit],
        )
        return table_of(cursor, EVENT_CHANGE)


def event_seq(state: State) -> int:
    """Number of the newest change of an event; 0 where there was none."""
    with state.reading() as db:
        if not _has_log(db):
            return 0
        found = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'event_log'").fetchone()
        return int(found[0]) if found else 0


def _has_log(db: sqlite3.Connection) -> bool:
    sql = "SELECT count(*) FROM sqlite_master WHERE name = 'event_log'"
    return bool(db.execute(sql).fetchone()[0])

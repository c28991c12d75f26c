"""Coverage kept: COVERAGE rows put beside those that are there, and found again."""

import sqlite3
from datetime import datetime
from typing import Any

import pyarrow as pa

from straitwatch.model.schema import COVERAGE, conform
from straitwatch.model.unit import to_us
from straitwatch.store.row import rows_of, table_of
from straitwatch.store.state import State

__all__ = ["count_coverage", "coverage", "put_coverage"]

_HOUR_US = 3_600_000_000
Box = tuple[float, float, float, float]


def put_coverage(state: State, table: pa.Table, *, complete: bool) -> int:
    """Put coverage into the store; all of it lasts once this returns, or none.

    Args:
        state: of the store.
        table: COVERAGE, any order; a row takes the place of the one of the same hour, cell, craft,
            source and receiver.
        complete: whether this is all that the store's contents give: the rest leaves.

    Returns:
        how many rows there are now.

    Raises:
        SchemaError: a column is missing or mistyped.
        StoreError: another process writes, or the store is damaged.
        OutputError: no space left.
    """
    rows = rows_of(_plain(conform(table, COVERAGE)))
    marks = ", ".join("?" * len(COVERAGE))
    with state.writing() as db:
        if complete:
            db.execute("DELETE FROM coverage")
        db.executemany(f"INSERT OR REPLACE INTO coverage VALUES ({marks})", rows)  # noqa: S608 - own words only
        return int(db.execute("SELECT count(*) FROM coverage").fetchone()[0])


def coverage(
    state: State,
    *,
    t_from: datetime | None = None,
    t_to: datetime | None = None,
    box: Box | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> pa.Table:
    """Find coverage.

    Args:
        state: of the store.
        t_from: only hours that end later.
        t_to: only hours that begin at this moment or earlier.
        box: west, south, east, north in degrees: only cells that meet it; west > east is a box
            over the antimeridian.
        limit: rows at most.
        offset: rows left out before them.

    Returns:
        COVERAGE by t_start, south, west, craft, source, receiver; none of a store that was made
        before there was coverage.
    """
    where, values = _where(t_from, t_to, box)
    order = "t_start, south, west, craft, source, receiver"
    sql = f"SELECT * FROM coverage WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"  # noqa: S608 - own words only
    with state.reading() as db:
        if not _is_laid(db):
            return COVERAGE.empty_table()
        cursor = db.execute(sql, [*values, -1 if limit is None else limit, offset])
        return table_of(cursor, COVERAGE)


def count_coverage(
    state: State,
    *,
    t_from: datetime | None = None,
    t_to: datetime | None = None,
    box: Box | None = None,
) -> int:
    """Count what `coverage` would find without a limit."""
    where, values = _where(t_from, t_to, box)
    with state.reading() as db:
        if not _is_laid(db):
            return 0
        found = db.execute(f"SELECT count(*) FROM coverage WHERE {where}", values)  # noqa: S608 - own words only
        return int(found.fetchone()[0])


def _is_laid(db: sqlite3.Connection) -> bool:
    known = "SELECT count(*) FROM sqlite_master WHERE name = 'coverage'"
    return bool(db.execute(known).fetchone()[0])


def _where(
    t_from: datetime | None, t_to: datetime | None, box: Box | None
) -> tuple[str, list[Any]]:
    tests: list[str] = []
    values: list[Any] = []
    if t_from is not None:
        tests, values = ["t_start > ?"], [to_us(t_from) - _HOUR_US]
    if t_to is not None:
        tests.append("t_start <= ?")
        values.append(to_us(t_to))
    if box is not None:
        west, south, east, north = box
        across = "(east > ? OR west < ?)" if west > east else "east > ? AND west < ?"
        tests += ["north > ? AND south < ?", across]
        values += [south, north, west, east]
    return " AND ".join(tests) or "true", values


def _plain(table: pa.Table) -> pa.Table:
    kinds = [f.type.value_type if pa.types.is_dictionary(f.type) else f.type for f in table.schema]
    return table.cast(pa.schema(list(zip(table.schema.names, kinds, strict=True))))

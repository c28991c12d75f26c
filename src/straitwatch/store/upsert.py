"""Upsert: rows put beside those that are there; what changes keeps its old row."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from straitwatch.model.error import SchemaError
from straitwatch.model.schema import conform
from straitwatch.model.unit import to_us
from straitwatch.store.row import column_names, column_types, rows_of

__all__ = ["Change", "Target", "keep_history", "upsert"]


@dataclass(frozen=True)
class Change:
    """What putting rows did.

    Attributes:
        new: rows that were not there.
        changed: rows that were there with another content.
        same: rows that were there just so.
        retracted: rows that were there and are no longer derived.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    retracted: int = 0


@dataclass(frozen=True)
class Target:
    """Where rows go.

    Attributes:
        name: the SQLite table.
        key: the column that tells rows apart.
        schema: the columns.
        history: table for superseded rows, None to keep none.
        retract: SQL that retracts a row (`DELETE FROM ...` or `UPDATE ...`, without WHERE).
        retractable: SQL that is true for a row that may still be retracted.
        passing: SQL that is true for a row, among those that change, of which no history is kept.
    """

    name: str
    key: str
    schema: pa.Schema
    history: str | None
    retract: str
    retractable: str = "true"
    passing: str = "false"


def upsert(db: sqlite3.Connection, target: Target, table: pa.Table, *, complete: bool) -> Change:
    """Put rows into their table, inside the caller's transaction.

    Args:
        db: with a transaction open.
        target: where they go.
        table: the rows; of two with one key the later counts.
        complete: whether rows that are not among these are no longer derived.

    Returns:
        how many rows were new, changed, the same, retracted.

    Raises:
        SchemaError: a column is missing or mistyped, or a key is null.
    """
    table = conform(table, target.schema)
    if table[target.key].null_count:
        raise SchemaError(f"column '{target.key}' holds {table[target.key].null_count} nulls")
    _stage(db, target, table)
    new, changed, same = _count(db, target)
    differing = f"{target.key} IN (SELECT {target.key} FROM temp.differing)"  # noqa: S608 - own words only
    keep_history(db, target, f"{differing} AND NOT ({target.passing})")
    _put(db, target)
    retracted = _retract(db, target) if complete else 0
    db.execute("DROP TABLE temp.incoming")  # after an error the rollback takes both
    db.execute("DROP TABLE temp.differing")
    return Change(new, changed, same, retracted)


def _stage(db: sqlite3.Connection, target: Target, table: pa.Table) -> None:
    columns = ", ".join(column_types(target.schema))
    db.execute(f"CREATE TEMP TABLE incoming ({columns}, PRIMARY KEY ({target.key}))")
    marks = ", ".join("?" * len(target.schema))
    db.executemany(f"INSERT OR REPLACE INTO temp.incoming VALUES ({marks})", rows_of(table))  # noqa: S608 - own words only
    differs = " OR ".join(f'o."{name}" IS NOT i."{name}"' for name in target.schema.names)
    db.execute(
        f"CREATE TEMP TABLE differing AS SELECT i.{target.key} AS {target.key} "  # noqa: S608 - own words only
        f"FROM temp.incoming i JOIN main.{target.name} o USING ({target.key}) WHERE {differs}"
    )


def _count(db: sqlite3.Connection, target: Target) -> tuple[int, int, int]:
    def count(sql: str) -> int:
        return int(db.execute(f"SELECT count(*) FROM {sql}").fetchone()[0])  # noqa: S608 - own words only

    all_, changed = count("temp.incoming"), count("temp.differing")
    known = count(f"temp.incoming JOIN main.{target.name} USING ({target.key})")
    return all_ - known, changed, known - changed


def keep_history(
    db: sqlite3.Connection, target: Target, which: str, values: Sequence[Any] = ()
) -> None:
    """Copy rows into the history as they stand, in the caller's transaction.

    Args:
        db: with a transaction open.
        target: where the rows are.
        which: SQL that is true for them.
        values: for its question marks.
    """
    if target.history is None:
        return
    names = column_names(target.schema.names)
    db.execute(
        f"INSERT INTO main.{target.history} ({names}, superseded) "  # noqa: S608 - own words only
        f"SELECT {names}, ? FROM main.{target.name} WHERE {which}",
        [to_us(datetime.now(UTC)), *values],
    )


def _put(db: sqlite3.Connection, target: Target) -> None:
    names = column_names(target.schema.names)
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in target.schema.names)
    known = f"SELECT {target.key} FROM main.{target.name}"  # noqa: S608 - own words only
    db.execute(
        f"INSERT INTO main.{target.name} ({names}) SELECT {names} FROM temp.incoming "  # noqa: S608 - own words only
        f"WHERE {target.key} NOT IN ({known}) "
        f"OR {target.key} IN (SELECT {target.key} FROM temp.differing) "
        f"ORDER BY {target.key} ON CONFLICT ({target.key}) DO UPDATE SET {sets}"
    )


def _retract(db: sqlite3.Connection, target: Target) -> int:
    gone = (
        f"{target.key} NOT IN (SELECT {target.key} FROM temp.incoming) AND ({target.retractable})"  # noqa: S608 - own words only
    )
    keep_history(db, target, gone)
    return db.execute(f"{target.retract} WHERE {gone}").rowcount

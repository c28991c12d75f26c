"""DuckDB: SQL over parts, within a set memory."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from uuid import uuid4

import duckdb
import pyarrow as pa

from straitwatch.store.guard import guarded_parts
from straitwatch.store.layout import TMP, Part
from straitwatch.store.state import State

__all__ = ["MEMORY_MB", "as_statics", "connect", "files_of", "read_batches", "read_table"]

MEMORY_MB = 256
_THREADS = 2


def connect(state: State) -> duckdb.DuckDBPyConnection:
    """Open an empty DuckDB in memory that spills into the store's own folder."""
    spill = state.folder / TMP
    if not os.access(spill, os.W_OK):
        spill = Path(gettempdir())
    config: dict[str, Any] = {
        "memory_limit": f"{MEMORY_MB}MB",
        "threads": _THREADS,
        "preserve_insertion_order": False,
        "temp_directory": str(spill / f"duckdb-{uuid4().hex}"),
    }
    db = duckdb.connect(config=config)
    db.execute("SET TimeZone = 'UTC'")
    db.execute("SET enable_progress_bar = false")  # it would write to the user's stdout
    return db


def files_of(state: State, parts: Sequence[Part]) -> str:
    """Write parts as a table in SQL."""
    paths = ", ".join("'" + str(state.folder / p.path).replace("'", "''") + "'" for p in parts)
    return (
        f"read_parquet([{paths}], hive_partitioning = false, union_by_name = true, "
        "file_row_number = true)"
    )


def as_statics(source: str) -> str:
    """Write parts of statics as a table that has every column, those of older parts too."""
    return (
        f"(FROM {source} UNION ALL BY NAME "
        "SELECT NULL::VARCHAR AS aircraft_type WHERE false)"  # the first stores had none
    )


@contextmanager
def _asked(
    state: State, parts: Sequence[Part], sql: str, values: Sequence[Any]
) -> Iterator[duckdb.DuckDBPyConnection]:
    with guarded_parts(state.folder, parts):
        db = connect(state)
        try:
            yield db.execute(sql.replace("{parts}", files_of(state, parts)), list(values))
        finally:
            db.close()


def read_table(
    state: State, parts: Sequence[Part], sql: str, values: Sequence[Any] = ()
) -> pa.Table:
    """Ask parts; the caller holds a pin on the store.

    Args:
        state: of the store.
        parts: at least one.
        sql: with `{parts}` where the table stands.
        values: for its question marks.

    Raises:
        StoreError: a part is missing or damaged; names it.
        OutputError: no space left to spill to.
    """
    with _asked(state, parts, sql, values) as answer:
        return answer.to_arrow_table()


def read_batches(
    state: State, parts: Sequence[Part], sql: str, *, batch_rows: int
) -> Iterator[pa.RecordBatch]:
    """Ask parts for more than may fit into memory; see `read_table`."""
    with _asked(state, parts, sql, ()) as answer:
        yield from answer.to_arrow_reader(batch_rows)

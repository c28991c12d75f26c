"""Parts of a store asked with a deadline: what nobody waits for any more stops."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa

from straitwatch.serve import deadline
from straitwatch.store.duck import connect, files_of
from straitwatch.store.guard import guarded_parts
from straitwatch.store.layout import Part
from straitwatch.store.state import State

__all__ = ["read_batches", "read_table"]

_BATCH_ROWS = 250_000


@contextmanager
def _asked(
    state: State, parts: Sequence[Part], sql: str, values: Sequence[Any]
) -> Iterator[duckdb.DuckDBPyConnection]:
    with guarded_parts(state.folder, parts):
        db = connect(state)
        try:
            with deadline.watched(db):
                yield db.execute(sql.replace("{parts}", files_of(state, parts)), list(values))
        finally:
            db.close()


def read_table(
    state: State, parts: Sequence[Part], sql: str, values: Sequence[Any] = ()
) -> pa.Table:
    """Ask parts, as `store.duck.read_table` does; the caller holds a pin on the store.

    Raises:
        Cut: the time of the question is over.
    """
    with _asked(state, parts, sql, values) as answer:
        return answer.to_arrow_table()


def read_batches(
    state: State, parts: Sequence[Part], sql: str, values: Sequence[Any] = ()
) -> Iterator[pa.Table]:
    """Ask parts for more than may fit into memory; likewise."""
    with _asked(state, parts, sql, values) as answer:
        for batch in answer.to_arrow_reader(_BATCH_ROWS):
            deadline.check()
            yield pa.Table.from_batches([batch])

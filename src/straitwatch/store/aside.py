"""Statics and rejects kept: what objects say of themselves, merged, and what became nothing."""

from collections.abc import Iterator

import pyarrow as pa

from straitwatch.model.schema import REJECT, STATIC
from straitwatch.store.duck import as_statics, read_batches, read_table
from straitwatch.store.row import column_names
from straitwatch.store.state import State

__all__ = ["REJECT_COUNT", "every_static", "reject_counts", "rejects", "statics"]

REJECT_COUNT = pa.schema([("source", pa.string()), ("fault", pa.string()), ("n", pa.int64())])
"""How many rejects of a fault a source gave."""

_STATICS = as_statics("{parts}")

# One 128-bit number that orders words by time, then source, then line: what costs least to compare.
_AGE = """
    coalesce(epoch_us(t), -(1::BIGINT << 61))::HUGEINT * (1::HUGEINT << 60)
    + coalesce(list_position(?, source), 0)::HUGEINT * (1::HUGEINT << 44) + coalesce(line, 0)
"""


def statics(state: State) -> pa.Table:
    """Merge what each object said of itself.

    Returns:
        STATIC, one row an object, by object_id: of each column the newest value that is known.
        Undated words count as older than dated ones.
    """
    with state.pinned():
        parts = state.parts("statics")
        if not parts:
            return STATIC.empty_table()
        named = read_table(state, parts, "SELECT DISTINCT source FROM {parts} ORDER BY source")
        newest = ", ".join(
            f'max_by("{name}", age) AS "{name}"' for name in STATIC.names if name != "object_id"
        )
        sql = (
            f"SELECT object_id, {newest} FROM (SELECT *, {_AGE} AS age FROM {_STATICS}) "  # noqa: S608 - own words only
            "GROUP BY object_id ORDER BY object_id"
        )
        found = read_table(state, parts, sql, [named["source"].to_pylist()])
        return _as(found, STATIC)


def every_static(
    state: State, *, object_id: int | None = None, batch_rows: int = 200_000
) -> Iterator[pa.Table]:
    """Give all that objects said of themselves, unmerged, in bounded pieces.

    Args:
        state: of the store.
        object_id: only of this one.
        batch_rows: rows of a piece, at most.

    Yields:
        STATIC in no order.
    """
    only = "true" if object_id is None else f"object_id = {int(object_id)}"
    with state.pinned():
        parts = state.parts("statics")
        if parts:
            sql = f"SELECT {column_names(STATIC.names)} FROM {_STATICS} WHERE {only}"  # noqa: S608 - own words only
            for batch in read_batches(state, parts, sql, batch_rows=batch_rows):
                yield _as(pa.Table.from_batches([batch]), STATIC)


def rejects(
    state: State, *, source: str | None = None, fault: str | None = None, limit: int = 1000
) -> pa.Table:
    """Find rejects.

    Args:
        state: of the store.
        source: only of this source.
        fault: only of this fault.
        limit: so many at most.

    Returns:
        REJECT by source, line, offset.
    """
    where = {"source": source, "fault": fault}
    tests = [f"{name} = ?" for name, value in where.items() if value is not None]
    values = [value for value in where.values() if value is not None]
    with state.pinned():
        parts = state.parts("rejects")
        if not parts:
            return REJECT.empty_table()
        sql = (
            f"SELECT {column_names(REJECT.names)} FROM {{parts}} "  # noqa: S608 - own words only
            f"WHERE {' AND '.join(tests) or 'true'} "
            f'ORDER BY source, line, "offset", fault, raw LIMIT {int(limit)}'
        )
        return _as(read_table(state, parts, sql, values), REJECT)


def reject_counts(state: State) -> pa.Table:
    """Count rejects; REJECT_COUNT by source, most first."""
    with state.pinned():
        parts = state.parts("rejects")
        if not parts:
            return REJECT_COUNT.empty_table()
        sql = (
            "SELECT source, fault, count(*) AS n FROM {parts} "
            "GROUP BY source, fault ORDER BY source, n DESC, fault"
        )
        return _as(read_table(state, parts, sql), REJECT_COUNT)


def _as(found: pa.Table, schema: pa.Schema) -> pa.Table:
    columns = []
    for field in schema:
        column = found[field.name]
        if pa.types.is_dictionary(field.type) and not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        columns.append(column.cast(field.type))
    return pa.table(columns, schema=schema)

"""Rows: Arrow tables turned into rows of SQLite, and back.

Moments become µs since 1970, lists and structs JSON; everything else stays what it is.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

__all__ = ["column_names", "column_types", "rows_of", "table_of"]

_US = pa.int64()


def _stored(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_timestamp(kind):
        return _US
    if pa.types.is_list(kind):
        return pa.list_(_stored(kind.value_type))
    if pa.types.is_struct(kind):
        inner = [kind.field(i) for i in range(kind.num_fields)]
        return pa.struct([(field.name, _stored(field.type)) for field in inner])
    return kind


def column_types(schema: pa.Schema) -> list[str]:
    """Write each column of a schema as SQLite declares it."""
    return [f'"{field.name}" {_declared(field.type)}' for field in schema]


def _declared(kind: pa.DataType) -> str:
    if pa.types.is_floating(kind):
        return "REAL"
    whole = pa.types.is_integer(kind) or pa.types.is_timestamp(kind) or pa.types.is_boolean(kind)
    return "INTEGER" if whole else "TEXT"


def column_names(names: Iterable[str], prefix: str = "") -> str:
    """Write names as a list in SQL; some of them (`where`, `when`) are words of SQL."""
    return ", ".join(f'{prefix}"{name}"' for name in names)


def rows_of(table: pa.Table) -> list[tuple[Any, ...]]:
    """Turn a table into tuples that SQLite takes, in order."""
    if not table.num_columns:
        return []
    return list(zip(*(_values(table[f.name], f.type) for f in table.schema), strict=True))


def _values(column: pa.ChunkedArray, kind: pa.DataType) -> list[Any]:
    stored = column.cast(_stored(kind)) if kind != _stored(kind) else column
    values: list[Any] = stored.to_pylist()
    if pa.types.is_nested(kind):
        return [None if v is None else json.dumps(v, ensure_ascii=False) for v in values]
    return values


def table_of(cursor: sqlite3.Cursor, schema: pa.Schema) -> pa.Table:
    """Turn the rest of a cursor into a table; columns that it lacks are null."""
    names = [description[0] for description in cursor.description]
    rows = cursor.fetchall()
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(names)
    found = dict(zip(names, columns, strict=True))
    arrays = [_array(found.get(f.name, (None,) * len(rows)), f.type) for f in schema]
    return pa.table(arrays, schema=schema)


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_nested(kind):
        values = [None if v is None else json.loads(v) for v in values]
    elif pa.types.is_boolean(kind):
        values = [None if v is None else bool(v) for v in values]
    array = pa.array(values, type=_stored(kind))
    return array if array.type == kind else array.cast(kind)

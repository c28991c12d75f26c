"""Rows of events into the EVENT table."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from straitwatch.model.error import SchemaError
from straitwatch.model.schema import EVENT

__all__ = ["events_table"]

_JSON = ("evidence", "detail")
_NAMES = frozenset(EVENT.names)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def events_table(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Turn rows into EVENT.

    Args:
        rows: one mapping an event; a key that is missing is null. Times are aware datetimes;
            `evidence` and `detail` are Python objects, or text that is JSON already.

    Raises:
        SchemaError: a key is no column of EVENT, or a value does not fit it.
    """
    rows = list(rows)
    if not rows:
        return EVENT.empty_table()
    unknown = {key for row in rows for key in row} - _NAMES
    if unknown:
        raise SchemaError(f"{sorted(unknown)} are no columns of EVENT")
    columns = []
    for field in EVENT:
        values = [row.get(field.name) for row in rows]
        try:
            if field.name in _JSON:
                values = [_as_json(value) for value in values]
            columns.append(pa.array(values, field.type))
        except (TypeError, ValueError) as error:  # Arrow's own are of these kinds
            raise SchemaError(f"column '{field.name}' of EVENT: {error}") from error
    return pa.table(columns, schema=EVENT)


def _as_json(value: Any) -> str | None:  # noqa: ANN401 - any JSON value
    if value is None or isinstance(value, str):
        return value
    return _encode(value)

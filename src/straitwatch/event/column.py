"""PATH tables into arrays with codes for words, and back."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.kernel.rows import Rows, Words
from straitwatch.model.error import SchemaError
from straitwatch.model.schema import PATH

__all__ = ["path_of", "read_path"]

Array = npt.NDArray[Any]

_WORDS = ("source", "receiver", "state")
_NEEDED = ("object_id", "t", "lon", "lat")
_FILL = {"slot": None, "fresh": False, "track_id": -1, "line": -1, "nav_status": -1, "zone": -1}


def read_path(path: pa.Table) -> tuple[Rows, Words]:
    """Turn a PATH table into arrays, and the words that their codes stand for.

    Args:
        path: PATH by object_id, t. Where `slot` is null everywhere, each object is given one; that
            will do for one slice, not for a stream.

    Raises:
        SchemaError: a column is missing or mistyped, or holds nulls where none may be.
    """
    columns = {name: _column(path, name) for name in PATH.names}
    arrays: dict[str, Array] = {}
    words: dict[str, tuple[str | None, ...]] = {}
    for name, column in columns.items():
        if name in _WORDS:
            arrays[name], words[name] = _codes(column)
        elif name == "slot" and column.null_count == len(column):
            arrays[name] = np.unique(arrays["object_id"], return_inverse=True)[1].astype(np.int32)
        else:
            arrays[name] = _array(column, name)
    return Rows(**{name: arrays[name] for name in Rows._fields}), Words(**words)


def _column(path: pa.Table, name: str) -> pa.ChunkedArray:
    if name not in path.column_names or path[name].type != PATH.field(name).type:
        raise SchemaError(f"column '{name}' of a path is missing or mistyped")
    if name in _NEEDED and path[name].null_count:
        raise SchemaError(f"column '{name}' of a path holds nulls")
    return path[name]


def _array(column: pa.ChunkedArray, name: str) -> Array:
    """Copy a column: kernels are compiled for arrays that may be written."""
    kind = np.dtype(PATH.field(name).type.to_pandas_dtype()) if name != "t" else np.dtype(np.int64)
    if name == "t":
        column = column.cast(pa.int64())
    if column.null_count:
        fill = _FILL.get(name, np.nan)
        if fill is None:
            raise SchemaError(f"column '{name}' of a path holds nulls beside values")
        column = pc.fill_null(column, pa.scalar(fill, column.type))
    return np.array(np.asarray(column), kind)  # a copy: that of Arrow may not be written


def _codes(column: pa.ChunkedArray) -> tuple[Array, tuple[str | None, ...]]:
    whole = column.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):  # of no chunk at all
        return np.empty(0, np.int32), ()
    return np.array(np.asarray(pc.fill_null(whole.indices, -1)), np.int32), tuple(
        whole.dictionary.to_pylist()
    )


def path_of(rows: Rows, words: Words) -> pa.Table:
    """Turn arrays back into a PATH table: nan and -1 become null."""
    columns = []
    for field in PATH:
        values = getattr(rows, field.name)
        if field.name in _WORDS:
            codes = pa.array(values, mask=values < 0)
            column = pa.DictionaryArray.from_arrays(
                codes, pa.array(getattr(words, field.name), pa.string())
            )
        elif field.name == "t":
            column = pa.array(values, field.type)
        elif values.dtype.kind == "f":
            column = pa.array(values, mask=np.isnan(values))
        elif field.name in {"nav_status", "zone", "line"}:
            column = pa.array(values, mask=values < 0)
        else:
            column = pa.array(values)
        columns.append(column)
    return pa.table(columns, schema=PATH)

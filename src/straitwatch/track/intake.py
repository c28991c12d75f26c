"""FIX tables into the arrays that the sweep reads, checked and in order."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.model.error import OrderError, SchemaError
from straitwatch.model.schema import FIX
from straitwatch.track.register import WordRegister

__all__ = ["read_fixes"]

Array = npt.NDArray[Any]

_FLOATS = ("sog_kn", "cog_deg", "alt_ft", "vrate_ft_min")
_FILL = {"nav_status": -1, "line": -1} | dict.fromkeys(_FLOATS, float("nan"))
_WORDS = ("source", "receiver")
_MUST = ("object_id", "t", "lon", "lat")


def read_fixes(fixes: pa.Table, source: WordRegister, receiver: WordRegister) -> dict[str, Array]:
    """Read what tracks are made of: arrays of shape (n,) that may be written, by column of FIX.

    Args:
        fixes: FIX by object_id, t.
        source: numbers the names of sources.
        receiver: numbers the names of receivers.

    Returns:
        t in µs; what is not available as nan, in whole numbers as -1. Fixes of one object and
        moment come by place, then by source, receiver and line, so that of several the same one is
        first whatever their order was.

    Raises:
        SchemaError: a column is missing or mistyped, or t, lon or lat hold nulls.
        OrderError: rows are not sorted by object_id, t.
    """
    names = (*_MUST, *_FILL, *_WORDS)
    missing = [name for name in names if name not in fixes.column_names]
    if missing:
        raise SchemaError(f"columns {missing} are missing; found {fixes.column_names}")
    arrays = {name: _array(fixes[name], name) for name in (*_MUST, *_FILL)}
    arrays["source"] = source.codes(_as_words(fixes["source"]))
    arrays["receiver"] = receiver.codes(_as_words(fixes["receiver"]))
    _check(arrays)
    order = _order_of_ties(arrays, [_ranks(source), _ranks(receiver)])
    return arrays if order is None else {name: array[order] for name, array in arrays.items()}


def _array(column: pa.ChunkedArray, name: str) -> Array:
    want = FIX.field(name).type
    try:
        column = column if column.type == want else column.cast(want)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise SchemaError(f"column '{name}' is {column.type}, not {want}") from error
    if column.null_count and name in _MUST:
        raise SchemaError(f"column '{name}' holds {column.null_count} nulls: remove them")
    if name == "t":
        column = column.cast(pa.int64())
    if column.null_count:
        column = pc.fill_null(column, pa.scalar(_FILL[name], column.type))
    return np.array(np.asarray(column))  # a copy: Arrow lends memory that may not be written


def _as_words(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        return column
    try:
        return column.cast(pa.string()).dictionary_encode()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise SchemaError(f"names of sources are {column.type}, not text") from error


def _check(arrays: dict[str, Array]) -> None:
    ids, t = arrays["object_id"], arrays["t"]
    back = (ids[1:] < ids[:-1]) | ((ids[1:] == ids[:-1]) & (t[1:] < t[:-1]))
    if back.any():
        raise OrderError("fixes must be sorted by object_id, t")


def _ranks(register: WordRegister) -> Array:
    """Place of each word in the order of the alphabet, and at the end that of none."""
    words = register.words
    ranks = np.empty(len(words) + 1, np.int64)
    ranks[sorted(range(len(words)), key=lambda k: words[k] or "")] = np.arange(len(words))
    ranks[-1] = -1
    return ranks


def _order_of_ties(arrays: dict[str, Array], ranks: list[Array]) -> Array | None:
    """Order fixes of one object and moment by place; None when there are none such."""
    ids, t = arrays["object_id"], arrays["t"]
    tied = (ids[1:] == ids[:-1]) & (t[1:] == t[:-1])
    if not tied.any():
        return None
    rows = np.flatnonzero(np.append(tied, False) | np.append(False, tied))
    order = np.arange(len(ids))
    said = [ranks[k][arrays[name][rows]] for k, name in enumerate(_WORDS)]
    place = arrays["lat"][rows], arrays["lon"][rows]
    keys = arrays["line"][rows], said[1], said[0], *place, t[rows], ids[rows]
    order[rows] = rows[np.lexsort(keys)]
    return order

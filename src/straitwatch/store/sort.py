"""Packed fixes turned into the same in order."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.kernel.order import order_rows

__all__ = ["UNDATED_T", "keys_of", "sort_rows"]

Ints = npt.NDArray[np.int64]


UNDATED_T = np.iinfo(np.int64).min
"""What stands for no time among keys: undated rows come first."""


def keys_of(packed: pa.Table, *names: str) -> list[Ints]:
    """Columns to sort by, nulls first: `object_id`, `t`, `line`."""
    null = {"t": UNDATED_T, "line": -1}
    return [_values(packed[name], null.get(name, 0)) for name in names]


def _values(column: pa.ChunkedArray, null: int) -> Ints:
    values: Ints = (column.fill_null(null) if column.null_count else column).to_numpy()
    return values


def sort_rows(packed: pa.Table, *keys: Ints) -> pa.Table:
    """Sort rows by keys, the first one foremost; equal rows keep their order.

    Args:
        packed: PACKED, n rows.
        keys: n each.
    """
    order = order_rows(*keys)
    if order is None:
        return packed
    places = pa.array(order)
    columns = [_taken(column, places) for column in packed.columns]
    return pa.table(columns, schema=packed.schema)


def _taken(column: pa.ChunkedArray, places: pa.Array) -> pa.Array:
    """Take rows of a column, all of them: where each holds the same, it is the column itself."""
    whole = column.combine_chunks()
    if whole.null_count == len(whole):
        return whole
    if pa.types.is_dictionary(whole.type) and len(whole.dictionary) == 1 and not whole.null_count:
        return whole
    return whole.take(places)

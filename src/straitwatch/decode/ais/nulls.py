"""Columns of nothing: nulls of any type, empty lists, in memory that all of them share."""

from functools import lru_cache

import numpy as np
import pyarrow as pa

__all__ = ["ROOM", "empty_lists", "null_column"]

ROOM = 1 << 16
"""Nulls that are ready; more are made when asked for."""


def null_column(kind: pa.DataType, n: int) -> pa.Array:
    """Give n nulls.

    Args:
        kind: of numbers, text, bytes, truths, times, dictionaries, lists and structs of these.
        n: how many.

    Notes:
        `pa.nulls` fills fresh memory for every field of a struct, and the structs of the
        applications have some six hundred.
    """
    return _ready(kind, ROOM).slice(0, n) if n <= ROOM else _made(kind, n, _zeros(n))


def empty_lists(kind: pa.ListType, n: int) -> pa.Array:
    """Give n lists of nothing."""
    zeros = _zeros(max(n, ROOM))
    inner = _made(kind.value_type, 0, zeros)
    return pa.Array.from_buffers(kind, n, [None, zeros], 0, children=[inner])


@lru_cache(maxsize=512)
def _ready(kind: pa.DataType, n: int) -> pa.Array:
    return _made(kind, n, _zeros(n))


@lru_cache(maxsize=1)
def _zeros(n: int) -> pa.Buffer:
    zeros = np.zeros(8 * (n + 1), np.uint8)
    zeros.flags.writeable = False
    return pa.py_buffer(zeros)


def _made(kind: pa.DataType, n: int, zeros: pa.Buffer) -> pa.Array:
    if pa.types.is_dictionary(kind):
        codes = _made(kind.index_type, n, zeros)
        return pa.DictionaryArray.from_arrays(codes, pa.array([], kind.value_type))
    if pa.types.is_struct(kind):
        children = [_made(kind.field(k).type, n, zeros) for k in range(kind.num_fields)]
        return pa.Array.from_buffers(kind, n, [zeros], n, children=children)
    if pa.types.is_list(kind):
        inner = _made(kind.value_type, 0, zeros)
        return pa.Array.from_buffers(kind, n, [zeros, zeros], n, children=[inner])
    if pa.types.is_string(kind) or pa.types.is_binary(kind):
        return pa.Array.from_buffers(kind, n, [zeros, zeros, zeros], n)
    return pa.Array.from_buffers(kind, n, [zeros, zeros], n)

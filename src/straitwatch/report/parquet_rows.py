"""Tables of one schema into a Parquet file; its bytes do not depend on how the rows were cut."""

import io
from collections.abc import Sequence
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

__all__ = ["GROUP_ROWS", "ParquetRows", "tidy"]

GROUP_ROWS = 1 << 18
"""Rows of a row group (ours): 25 MB of FIX in memory, 5 MB in the file. A reader skips groups by
their bounds; with groups four times as large the file would be 1 % smaller."""

_LEVEL = -1
"""Of zstd. Ours: level 1 takes an eighth longer for 2 to 3 % of the size, level 3 more again."""

_SPREAD = "BYTE_STREAM_SPLIT"
_STEPS = "DELTA_BINARY_PACKED"
_STEPPED = ("t", "line", "offset")
"""Columns that rise from row to row: their steps are small."""

_IDENTITY = "object_id"
_SAMPLE = 1 << 14  # rows of the first group in which identities are counted
_OFTEN = 15 / 16
"""Share of rows of the sample with an identity of their own (ours). With more, a row group names
more than some 130,000 objects: a dictionary of them does not fit in its page of 1 MB, and would be
made and thrown away, which takes as long as a third of all else."""

_BOUNDED = ("object_id", "t", "lon", "lat", "line")
"""Columns by which rows are looked for; of the others no bounds are kept, which would cost a tenth
of the time."""


class ParquetRows:
    """Writes tables of one schema to an open file.

    Rows wait until a row group is full, so the same rows give the same bytes, in whatever pieces
    they come.

    Args:
        file: open for bytes; it stays open.
        schema: of all tables.

    Notes:
        Coordinates are split by bytes, times and lines are stored as steps, all else by dictionary
        where one fits in a page (`BYTE_STREAM_SPLIT`, `DELTA_BINARY_PACKED`: Apache Parquet,
        Encodings.md); identities as steps where nearly each row names another. Chosen by
        measurement on 2.4 M positions: a fifth less time and a tenth less
        space than with dictionaries alone. polars, DuckDB and pandas read it.
    """

    def __init__(self, file: IO[bytes], schema: pa.Schema) -> None:
        self.n = 0
        self._file, self._schema = file, schema
        self._pending: list[pa.Table] = []
        self._n_pending = 0
        self._writer: pq.ParquetWriter | None = None

    def write(self, table: pa.Table) -> None:
        """Write rows after those that are there."""
        self.n += table.num_rows
        while table.num_rows:
            head = table.slice(0, GROUP_ROWS - self._n_pending)
            self._pending.append(head)
            self._n_pending += head.num_rows
            table = table.slice(head.num_rows)
            if self._n_pending == GROUP_ROWS:
                self._flush()

    def close(self) -> None:
        """Write the rows that wait, and the end of the file."""
        self._flush()
        (self._writer or _open(self._file, self._schema, _encodings(self._schema))).close()

    def _flush(self) -> None:
        if self._n_pending:
            rows = tidy(pa.concat_tables(self._pending))
            if self._writer is None:
                encoding = _encodings(self._schema) | _identities(rows)
                self._writer = _open(self._file, self._schema, encoding)
            self._writer.write_table(rows, row_group_size=GROUP_ROWS)
            self._pending, self._n_pending = [], 0


def _open(file: IO[bytes], schema: pa.Schema, encoding: dict[str, str]) -> pq.ParquetWriter:
    return pq.ParquetWriter(
        file,
        schema,
        compression="zstd",
        compression_level=_LEVEL,
        use_dictionary=[path for path in _leaves(schema) if path not in encoding],
        column_encoding=encoding or None,
        write_statistics=[name for name in _BOUNDED if name in schema.names],
    )


def tidy(table: pa.Table) -> pa.Table:
    """Lay each column in one piece; dictionaries keep only the words that rows name, in order."""
    columns = [_tidy(column) for column in table.columns]
    return pa.Table.from_arrays(columns, schema=table.schema)


def _tidy(column: pa.ChunkedArray) -> pa.Array:
    if not pa.types.is_dictionary(column.type):
        whole = column.combine_chunks()
        return whole if isinstance(whole, pa.Array) else pa.concat_arrays(whole.chunks)
    whole = column.unify_dictionaries().combine_chunks()
    array = whole if isinstance(whole, pa.Array) else whole.chunk(0)
    codes = array.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    used = np.flatnonzero(np.bincount(codes + 1, minlength=len(array.dictionary) + 1)[1:])
    if len(used) == len(array.dictionary):
        return array
    place = np.full(len(array.dictionary) + 1, -1, np.int32)  # the last one: of null
    place[used] = np.arange(len(used))
    indices = pa.array(place[codes], mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, array.dictionary.take(pa.array(used)))


def _encodings(schema: pa.Schema) -> dict[str, str]:
    found = {field.name: _SPREAD for field in schema if pa.types.is_float64(field.type)}
    for name in _STEPPED:
        if name in schema.names:
            found[name] = _STEPS
    return found


def _identities(rows: pa.Table) -> dict[str, str]:
    """Choose the encoding of identities by the rows of the first group."""
    if rows.num_rows < _SAMPLE or _IDENTITY not in rows.schema.names:
        return {}
    some = rows[_IDENTITY].chunk(0).to_numpy(zero_copy_only=False)[:: rows.num_rows // _SAMPLE]
    return {_IDENTITY: _STEPS} if len(np.unique(some)) > _OFTEN * len(some) else {}


def _leaves(schema: pa.Schema) -> Sequence[str]:
    """Name the columns as Parquet does: of lists and structs each leaf by its path."""
    file = io.BytesIO()
    pq.write_table(schema.empty_table(), file)
    found = pq.read_metadata(file).schema
    return [found.column(k).path for k in range(len(found))]

"""Parts: sorted rows turned into Parquet files that are on the disk for good."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from straitwatch.model.error import ContractError
from straitwatch.model.schema import REJECT, STATIC, conform
from straitwatch.store.layout import Part, settle
from straitwatch.store.pack import PACKED

__all__ = ["Aside", "Written", "write_part", "write_rows"]

_GROUP_ROWS = 1 << 17
_ASIDE_ROWS = 1 << 17  # statics and rejects gathered before they are written
_REPEATING = ("source", "receiver", "nav_status", "msg_type", "fault", "ship_type", "flag")

Written = tuple[Path, Part]


def write_part(folder: Path, table: pa.Table, part: Part) -> Written:
    """Write sorted rows as one part.

    Args:
        folder: where the file is made.
        table: PACKED, at least one row.
        part: its place.

    Returns:
        the file, synced, and the part that it is to become, with its counts and bounds.
    """
    file = folder / f"new-{Path(part.path).name}"
    with _open_part(file, PACKED) as writer:
        writer.write_table(table, row_group_size=_GROUP_ROWS)
    n_bytes, digest = settle(file)
    moments, ids = pc.min_max(table["t"]).as_py(), pc.min_max(table["object_id"]).as_py()
    return file, replace(
        part,
        n=table.num_rows,
        n_bytes=n_bytes,
        digest=digest,
        t_min=moments["min"],
        t_max=moments["max"],
        object_min=ids["min"],
        object_max=ids["max"],
    )


def write_rows(folder: Path, tables: list[pa.Table], part: Part) -> Written:
    """Write the rows of several parts of one kind as one part.

    Args:
        folder: where the file is made.
        tables: as read from parts of this kind; one row at least.
        part: its place.
    """
    if part.kind == "fixes":
        rows = pa.concat_tables(tables).unify_dictionaries().cast(PACKED)
        keys = [(name, "ascending") for name in ("object_id", "t", "line")]
        return write_part(folder, rows.sort_by(keys), part)
    aside = Aside(folder / "rows", {"statics": STATIC, "rejects": REJECT}[part.kind])
    for table in tables:
        aside.add(table)
    written = aside.end(part)
    if written is None:
        raise ContractError(f"{part.path}: no rows to write")
    return written


class Aside:
    """Statics or rejects on their way into one part, in the order in which they came.

    Args:
        path: file to make; it is made with the first row.
        schema: of the rows.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.n = 0
        self._path, self._schema = path, schema
        self._writer: pq.ParquetWriter | None = None
        self._pending: list[pa.Table] = []
        self._n_pending = 0

    def add(self, table: pa.Table) -> None:
        """Take rows."""
        rows = conform(table, self._schema)
        if rows.num_rows:
            self._pending.append(rows)
            self._n_pending += rows.num_rows
            if self._n_pending >= _ASIDE_ROWS:
                self._flush()

    def end(self, part: Part) -> Written | None:
        """Finish the file; returns it and its part, None when there was no row."""
        self._flush()
        if self._writer is None:
            return None
        self.close()
        n_bytes, digest = settle(self._path)
        return self._path, replace(part, n=self.n, n_bytes=n_bytes, digest=digest)

    def close(self) -> None:
        """Let go of the file."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.close()

    def _flush(self) -> None:
        if self._n_pending:
            if self._writer is None:
                self._writer = _open_part(self._path, self._schema)
            self._writer.write_table(pa.concat_tables(self._pending).unify_dictionaries())
            self.n += self._n_pending
            self._pending, self._n_pending = [], 0


def _open_part(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    return pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        use_dictionary=[name for name in _REPEATING if name in schema.names],
    )

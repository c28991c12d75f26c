"""Tables into lines of JSON or CSV, or into Parquet, chunk by chunk."""

from collections.abc import Iterator, Mapping
from typing import IO, Any, Protocol

import pyarrow as pa

from straitwatch.report.export import to_csv, to_ndjson, to_records, write_json
from straitwatch.report.parquet_rows import ParquetRows

__all__ = ["FORMATS", "MessageWriter", "TableWriter", "Writer", "new_writer"]

FORMATS = ("ndjson", "csv", "parquet")


class Writer(Protocol):
    """Writes the tables of one step after another."""

    def write_step(self, tables: Mapping[str, pa.Table]) -> None:
        """Write rows after those that are there."""

    def close(self) -> None:
        """Write what ends the form."""


class TableWriter:
    """Writes tables of one schema to an open file.

    Args:
        file: open for bytes; it stays open.
        form: one of `FORMATS`.
        schema: of all tables.
    """

    def __init__(self, file: IO[bytes], form: str, schema: pa.Schema) -> None:
        self._file, self._form = file, form
        self._parquet = ParquetRows(file, schema) if form == "parquet" else None
        if form == "csv":
            self._lines(to_csv(schema.empty_table()))

    def write(self, table: pa.Table) -> None:
        """Write rows after those that are there."""
        if self._parquet is not None:
            self._parquet.write(table)
        elif self._form == "csv":
            self._lines(to_csv(table, header=False))
        else:
            self._lines(to_ndjson(table))

    def write_step(self, tables: Mapping[str, pa.Table]) -> None:
        """Write the rows of the one table that there is."""
        for table in tables.values():
            self.write(table)

    def close(self) -> None:
        """Write what ends the form."""
        if self._parquet is not None:
            self._parquet.close()

    def _lines(self, lines: Iterator[str]) -> None:
        for line in lines:
            self._file.write(line.encode())


class MessageWriter:
    """Writes messages of all kinds as lines of JSON, in the order of their lines.

    Each names its kind, and only what it says: what is not available is left out.

    Args:
        file: open for bytes; it stays open.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write_step(self, tables: Mapping[str, pa.Table]) -> None:
        """Write the messages of a chunk."""
        told: list[tuple[int, str]] = []
        for kind, table in tables.items():
            told += [
                (record["line"] or 0, write_json({"kind": kind, **_said(record)}))
                for record in to_records(table)
            ]
        told.sort(key=lambda pair: pair[0])
        self._file.write("".join(line for _, line in told).encode())

    def close(self) -> None:
        """Nothing ends lines."""


def _said(value: Any) -> Any:  # noqa: ANN401 - any cell
    """Leave out what is not available, in lists and structs too, and lists of nothing."""
    if isinstance(value, dict):
        pairs = ((name, _said(each)) for name, each in value.items())
        return {name: each for name, each in pairs if each is not None and each != []}
    return [*map(_said, value)] if isinstance(value, list) else value


def new_writer(file: IO[bytes], form: str, schema: pa.Schema | None) -> Writer:
    """Choose the writer: of one schema, or of messages of every kind."""
    return MessageWriter(file) if schema is None else TableWriter(file, form, schema)

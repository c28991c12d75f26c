"""Sources into tables only: decode and write, nothing tracked and nothing kept."""

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from straitwatch.flow.config import Settings
from straitwatch.flow.ingest import Failure, decode_item
from straitwatch.flow.tell import SILENT, Tell
from straitwatch.model.error import ConfigError, OutputError, SourceError
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import FIX, REJECT, STATIC
from straitwatch.report.export import to_csv, to_ndjson
from straitwatch.source.file import find_items

__all__ = ["FORMATS", "TABLES", "Conversion", "convert", "decode", "whole_file"]

FORMATS = ("ndjson", "csv", "parquet")
TABLES = {"fix": FIX, "static": STATIC, "reject": REJECT}


@dataclass(frozen=True)
class Conversion:
    """What a conversion read."""

    tallies: list[Tally]
    failures: list[Failure]


class whole_file(AbstractContextManager[IO[bytes]]):  # noqa: N801 - reads as a verb in `with`
    """Write a file whole or not at all: a temporary name beside it, fsync, rename.

    Raises:
        OutputError: the file cannot be written; names it and the reason.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(f".{path.name}.{os.getpid()}.part")

    def __enter__(self) -> IO[bytes]:
        """Open the temporary file."""
        try:
            self._file = self._part.open("wb")
        except OSError as error:
            raise OutputError(f"{self._path}: cannot be written: {error.strerror}") from error
        return self._file

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Make the file appear, or nothing."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            if error is None:
                self._part.rename(self._path)
        except OSError as failure:
            raise OutputError(f"{self._path}: cannot be written: {failure.strerror}") from failure
        finally:
            self._file.close()
            self._part.unlink(missing_ok=True)
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise OutputError(f"{self._path}: cannot be written: {error.strerror}") from error


class _Writer:
    """Writes tables of one schema to an open file, chunk by chunk."""

    def __init__(self, file: IO[bytes], form: str, schema: pa.Schema) -> None:
        self._file, self._form = file, form
        self._parquet = (
            pq.ParquetWriter(file, schema, compression="zstd") if form == "parquet" else None
        )
        self._fresh = True
        if form == "csv":
            self._lines(to_csv(schema.empty_table()))

    def write(self, table: pa.Table) -> None:
        if self._parquet is not None:
            self._parquet.write_table(table)
        elif self._form == "csv":
            self._lines(to_csv(table, header=False))
        else:
            self._lines(to_ndjson(table))

    def close(self) -> None:
        if self._parquet is not None:
            self._parquet.close()

    def _lines(self, lines: Any) -> None:  # noqa: ANN401 - an iterator of text
        for line in lines:
            self._file.write(line.encode())


def convert(
    sources: Sequence[str],
    *,
    table: str,
    form: str,
    output: Path | None,
    stdout: IO[bytes],
    settings: Settings,
    tell: Tell,
) -> Conversion:
    """Decode sources and write one of their tables.

    Args:
        sources: files, folders, globs or `-`.
        table: `fix`, `static` or `reject`.
        form: `ndjson`, `csv` or `parquet`.
        output: a file, written whole or not at all; None: `stdout`.
        stdout: where rows go without a file.
        settings: what `watch.toml` says.
        tell: hears of progress.

    Raises:
        SourceError: nothing could be read.
        OutputError: the file could not be written.
    """
    done = Conversion([], [])
    items = find_items(sources)
    tell.stage(
        "decoding", None if any(i.size is None for i in items) else sum(i.size or 0 for i in items)
    )
    with whole_file(output) if output else nullcontext(stdout) as file:
        writer = _Writer(file, form, TABLES[table])
        for item in items:
            tally = Tally(item.label)
            try:
                for decoded in decode_item(item, tally, settings, tell):
                    writer.write(_pick(decoded, table))
            except SourceError as error:
                done.failures.append(Failure(item.label, str(error)))
            if tally.lines:
                done.tallies.append(tally)
        writer.close()
        if not done.tallies:
            raise SourceError("\n".join(failure.reason for failure in done.failures))
    return done


def _pick(decoded: Decoded, table: str) -> pa.Table:
    return {"fix": decoded.fixes, "static": decoded.statics, "reject": decoded.rejects}[table]


def decode(*sources: str, settings: Settings | None = None) -> dict[str, Any]:
    """Decode sources into Arrow tables, for a notebook.

    Args:
        sources: files, folders or globs.
        settings: what `watch.toml` says.

    Returns:
        `fixes` (FIX), `statics` (STATIC), `rejects` (REJECT), and `tallies`, one a source.

    Raises:
        SourceError: a source cannot be read.
    """
    if not sources:
        raise ConfigError("decode wants at least one file, folder or glob")
    parts: dict[str, list[pa.Table]] = {"fixes": [], "statics": [], "rejects": []}
    tallies = []
    for item in find_items(sources):
        tallies.append(Tally(item.label))
        for decoded in decode_item(item, tallies[-1], settings or Settings(), SILENT):
            for name, tables in parts.items():
                tables.append(getattr(decoded, name))
    schemas = {"fixes": FIX, "statics": STATIC, "rejects": REJECT}
    whole = {
        name: pa.concat_tables([schemas[name].empty_table(), *tables]).unify_dictionaries()
        for name, tables in parts.items()
    }
    return {**whole, "tallies": tallies}

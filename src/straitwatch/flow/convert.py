"""Sources into tables only: decode and write, nothing tracked and nothing kept."""

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from straitwatch.flow.config import Settings
from straitwatch.flow.ingest import Failure, Intake, decode_item, total_size
from straitwatch.flow.tell import SILENT, Tell
from straitwatch.model.error import ConfigError, SourceError
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import AIRSPACE_VIOLATION, FIX, REJECT, STATIC, STATISTIC
from straitwatch.report.export import to_csv, to_ndjson
from straitwatch.report.whole import whole_file
from straitwatch.source.file import find_items

__all__ = ["FORMATS", "TABLES", "TableWriter", "convert", "decode"]

FORMATS = ("ndjson", "csv", "parquet")
_MEND = "free space or choose another file with -o"
TABLES = {
    "fix": FIX,
    "static": STATIC,
    "reject": REJECT,
    "statistic": STATISTIC,
    "violation": AIRSPACE_VIOLATION,
}


class TableWriter:
    """Writes tables of one schema to an open file, chunk by chunk.

    Args:
        file: open for bytes; it stays open.
        form: one of `FORMATS`.
        schema: of all tables.
    """

    def __init__(self, file: IO[bytes], form: str, schema: pa.Schema) -> None:
        self._file, self._form = file, form
        self._parquet = (
            pq.ParquetWriter(file, schema, compression="zstd") if form == "parquet" else None
        )
        if form == "csv":
            self._lines(to_csv(schema.empty_table()))

    def write(self, table: pa.Table) -> None:
        """Write rows after those that are there."""
        if self._parquet is not None:
            self._parquet.write_table(table)
        elif self._form == "csv":
            self._lines(to_csv(table, header=False))
        else:
            self._lines(to_ndjson(table))

    def close(self) -> None:
        """Write what ends the form."""
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
) -> Intake:
    """Decode sources and write one of their tables.

    Args:
        sources: files, folders, globs or `-`.
        table: one of `TABLES`.
        form: `ndjson`, `csv` or `parquet`.
        output: a file, written whole or not at all; None: `stdout`.
        stdout: where rows go without a file.
        settings: what `watch.toml` says.
        tell: hears of progress.

    Raises:
        SourceError: nothing could be read.
        OutputError: the file could not be written.
    """
    done = Intake([], [])
    items = find_items(sources)
    tell.stage("decoding", total_size(items))
    with whole_file(output, mend=_MEND) if output else nullcontext(stdout) as file:
        writer = TableWriter(file, form, TABLES[table])
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
    return {
        "fix": decoded.fixes,
        "static": decoded.statics,
        "reject": decoded.rejects,
        "statistic": decoded.statistics,
        "violation": decoded.violations,
    }[table]


_NAMED = {
    "fixes": FIX,
    "statics": STATIC,
    "rejects": REJECT,
    "statistics": STATISTIC,
    "violations": AIRSPACE_VIOLATION,
}


def decode(*sources: str, settings: Settings | None = None) -> dict[str, Any]:
    """Decode sources into Arrow tables, for a notebook.

    Args:
        sources: files, folders or globs.
        settings: what `watch.toml` says.

    Returns:
        `fixes` (FIX), `statics` (STATIC), `rejects` (REJECT), `statistics` (STATISTIC),
        `violations` (AIRSPACE_VIOLATION), and `tallies`, one a source.

    Raises:
        SourceError: a source cannot be read.
    """
    if not sources:
        raise ConfigError("decode wants at least one file, folder or glob")
    parts: dict[str, list[pa.Table]] = {name: [] for name in _NAMED}
    tallies = []
    for item in find_items(sources):
        tallies.append(Tally(item.label))
        for decoded in decode_item(item, tallies[-1], settings or Settings(), SILENT):
            for name, tables in parts.items():
                tables.append(getattr(decoded, name))
    whole = {
        name: pa.concat_tables([_NAMED[name].empty_table(), *tables]).unify_dictionaries()
        for name, tables in parts.items()
    }
    return {**whole, "tallies": tallies}

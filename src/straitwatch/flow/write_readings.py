"""Readings into a file or a stream: a table, rows for machines, the texts, or explanations."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import IO

import pyarrow as pa

from straitwatch.decode.press import Reading
from straitwatch.flow.convert import TableWriter
from straitwatch.flow.explain import write_colours, write_page, write_plain
from straitwatch.flow.show_sightings import sighting_text
from straitwatch.model.schema import SIGHTING
from straitwatch.report.whole import whole_file

__all__ = ["write_readings"]

_MEND = "free space or choose another file with -o"


def write_readings(
    readings: Iterable[Reading],
    form: str,
    *,
    output: Path | None,
    stdout: IO[bytes],
    width: int | None,
    several: bool = False,
) -> None:
    """Write what was read, text by text as it is read where the form allows.

    Args:
        readings: of texts.
        form: `table`, `ndjson`, `csv`, `parquet`, `text` (the texts on which offsets count),
            `marks`, `colours` or `page` (explanations).
        output: a file, written whole or not at all; None: `stdout`.
        stdout: where it goes without a file.
        width: columns of the terminal; None: nothing is cut.
        several: whether a line names each text before it (of `text` only).

    Raises:
        OutputError: the file could not be written.
    """
    if form == "colours":
        write_colours(readings)
        return
    with whole_file(output, mend=_MEND) if output else nullcontext(stdout) as file:
        if form in _EXPLAIN:
            _EXPLAIN[form](readings, file)
        elif form == "text":
            _texts(readings, file, several=several)
        elif form == "table":
            _table(readings, file, None if output else width)
        else:
            _rows(readings, form, file)


_EXPLAIN: dict[str, Callable[[Iterable[Reading], IO[bytes]], None]] = {
    "page": write_page,
    "marks": write_plain,
}


def _rows(readings: Iterable[Reading], form: str, file: IO[bytes]) -> None:
    writer = TableWriter(file, form, SIGHTING)
    for table in _batches(reading.sightings for reading in readings):
        writer.write(table)
    writer.close()
    file.flush()


_BATCH_ROWS = 4096


def _batches(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Join tables of few rows: a Parquet row group of each text would be a waste."""
    held: list[pa.Table] = []
    n = 0
    for table in tables:
        held.append(table)
        n += table.num_rows
        if n >= _BATCH_ROWS:
            yield pa.concat_tables(held).combine_chunks()
            held, n = [], 0
    if n:
        yield pa.concat_tables(held).combine_chunks()


def _table(readings: Iterable[Reading], file: IO[bytes], width: int | None) -> None:
    tables = [SIGHTING.empty_table(), *(reading.sightings for reading in readings)]
    file.write(sighting_text(pa.concat_tables(tables), width=width).encode() + b"\n")
    file.flush()


def _texts(readings: Iterable[Reading], file: IO[bytes], *, several: bool) -> None:
    for reading in readings:
        if several:
            file.write(f"==> {reading.document.label} <==\n".encode())
        file.write(reading.document.text.encode("utf-8", "surrogatepass"))
        if several and not reading.document.text.endswith("\n"):
            file.write(b"\n")
    file.flush()

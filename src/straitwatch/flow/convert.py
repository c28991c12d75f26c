"""Sources into tables only: decode and write, nothing tracked and nothing kept."""

from collections.abc import Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from straitwatch.flow.config import Settings
from straitwatch.flow.ingest import Failure, Intake, total_size
from straitwatch.flow.pool import read_in_order, share_cores
from straitwatch.flow.reading import Task
from straitwatch.flow.tables import ALL, TABLES, kinds_for, kinds_of_messages, schema_of
from straitwatch.flow.tell import SILENT, Tell
from straitwatch.flow.writer import FORMATS, TableWriter, Writer, new_writer
from straitwatch.model.error import ConfigError, SourceError
from straitwatch.report.whole import whole_file
from straitwatch.source.file import Item, find_items

__all__ = ["FORMATS", "TABLES", "TableWriter", "convert", "decode"]

_MEND = "free space or choose another file with -o"


def convert(
    sources: Sequence[str],
    *,
    table: str,
    form: str,
    output: Path | None,
    stdout: IO[bytes],
    task: Task,
    tell: Tell,
    workers: int | None = None,
) -> Intake:
    """Decode sources and write one of their tables.

    Args:
        sources: files, folders, globs or `-`.
        table: one of `TABLES`, a kind of message, or `message`.
        form: `ndjson`, `csv` or `parquet`.
        output: a file, written whole or not at all; None: `stdout`.
        stdout: where rows go without a file.
        task: how they are read; its tables are set here.
        tell: hears of progress.
        workers: sources that are decoded at once; None: as many as there are cores.

    Raises:
        ConfigError: there is no such table, or it cannot be written in this form.
        SourceError: nothing could be read.
        OutputError: the file could not be written.

    Notes:
        Rows come in the order of the sources; the same bytes are written whatever the number of
        workers. Decoding goes on while rows are written.
    """
    if table == ALL:
        raise ConfigError("--table all is many tables: name a folder for them with -o FOLDER/")
    schema = schema_of(table)
    if schema is None and form != "ndjson":
        raise ConfigError(
            f"--table {table} is lines of JSON, for every kind has its own columns: leave out "
            "--to, or write all tables with --table all -o FOLDER/"
        )
    done = Intake([], [])
    items = find_items(sources)
    lanes, threads = share_cores(workers, len(items))
    threads = max(1, threads - 1)  # writing takes as long as decoding, and a core
    task = replace(task, tables=(table,), kinds=kinds_for([table]), threads=threads)
    tell.stage("decoding", total_size(items))
    with whole_file(output, mend=_MEND) if output else nullcontext(stdout) as file:
        writer = new_writer(file, form, schema)
        _write_all(items, task, lanes, tell, writer, done)
        writer.close()
        if not done.tallies:
            raise SourceError("\n".join(failure.reason for failure in done.failures))
        file.flush()
    return done


def _write_all(  # noqa: PLR0917 - what a conversion is
    items: list[Item], task: Task, lanes: int, tell: Tell, writer: Writer, done: Intake
) -> None:
    with closing(read_in_order(items, task, lanes, tell)) as found:
        for lane in found:
            try:
                for step in lane.steps():
                    writer.write_step(step.tables)
            except SourceError as error:
                done.failures.append(Failure(lane.item.label, str(error)))
            if lane.tally.lines:
                done.tallies.append(lane.tally)


_NAMED = {
    "fixes": "fix",
    "statics": "static",
    "rejects": "reject",
    "statistics": "statistic",
    "violations": "violation",
}


def decode(
    *sources: str,
    settings: Settings | None = None,
    kinds: Sequence[str] = (),
    types: Sequence[int] = (),
    workers: int | None = None,
) -> dict[str, Any]:
    """Decode sources into Arrow tables, for a notebook.

    Args:
        sources: files, folders or globs.
        settings: what `watch.toml` says.
        kinds: kinds of AIS messages, for example `aton`; or `all`; or `rest`: those that fixes
            and statics do not cover.
        types: types of AIS messages whose rows are kept; none: all.
        workers: sources that are decoded at once; None: as many as there are cores.

    Returns:
        `fixes` (FIX), `statics` (STATIC), `rejects` (REJECT), `statistics` (STATISTIC),
        `violations` (AIRSPACE_VIOLATION), `messages`, kind -> table (of
        kinds that were named, empty ones too), and `tallies`, one a source.

    Raises:
        ConfigError: there is no such kind or format.
        SourceError: a source cannot be read.
    """
    if not sources:
        raise ConfigError("decode wants at least one file, folder or glob")
    items = find_items(sources)
    lanes, threads = share_cores(workers, len(items))
    task = Task(
        settings or Settings(),
        (*TABLES, *kinds_for(kinds and ("message",))),
        tuple(kinds),
        frozenset(types),
        threads=threads,
    )
    parts: dict[str, list[pa.Table]] = {name: [] for name in TABLES}
    tallies = []
    with closing(read_in_order(items, task, lanes, SILENT)) as found:
        for lane in found:
            for step in lane.steps():
                for name, table in step.tables.items():
                    parts.setdefault(name, []).append(table)
            tallies.append(lane.tally)
    fixed = {name: _join(TABLES[of], parts.pop(of)) for name, of in _NAMED.items()}
    messages = {kind: _join(tables[0].schema, tables) for kind, tables in parts.items()}
    for kind in set(kinds) & kinds_of_messages().keys() - messages.keys():
        messages[kind] = kinds_of_messages()[kind].empty_table()
    return {**fixed, "messages": messages, "tallies": tallies}


def _join(schema: pa.Schema, tables: list[pa.Table]) -> pa.Table:
    return pa.concat_tables([schema.empty_table(), *tables]).unify_dictionaries()

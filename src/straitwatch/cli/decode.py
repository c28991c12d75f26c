"""The command that decodes to tables: files, a pipe, or an archive into a folder."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from straitwatch.cli.shared import (
    Columns,
    Format,
    Sources,
    Start,
    Watch,
    Workers,
    need_one_of,
    open_screen,
    say,
    settings_of,
    stdout,
)
from straitwatch.model.error import ConfigError

if TYPE_CHECKING:
    from straitwatch.flow.ingest import Intake
    from straitwatch.flow.reading import Task
    from straitwatch.flow.screen import Screen

__all__ = ["decode"]

_ENDINGS = {"jsonl": "ndjson", "json": "ndjson", "pq": "parquet"}
_PIPE_CLOSED = 141
"""What a shell sees of a program that SIGPIPE ended: 128 + 13."""


def decode(
    sources: Sources,
    table: Annotated[
        str,
        typer.Option(
            "--table",
            help="fix, static, reject, statistic, violation; message: every AIS message; a kind of "
            "message, such as aton; all: every table, into a folder.",
        ),
    ] = "fix",
    to: Annotated[str | None, typer.Option("--to", help="parquet, csv or ndjson.")] = None,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", help="File; or FOLDER/ for Parquet in parts; else stdout."),
    ] = None,
    types: Annotated[
        str | None, typer.Option("--types", help="Only these types of AIS messages: 6,8.")
    ] = None,
    form_in: Format = None,
    column: Columns = None,
    start: Start = None,
    workers: Workers = None,
    rows: Annotated[
        int, typer.Option("--rows", help="Rows of a part in a folder, about.", min=1)
    ] = 2_000_000,
    restart: Annotated[
        bool, typer.Option("--restart", help="Empty the folder's tables and begin anew.")
    ] = False,
    watch: Watch = None,
) -> None:
    """Decode to tables: nothing is tracked, nothing is kept.

    The format is found from the content, packed or not. What became of every line is told on
    standard error. Any size fits in memory. For example:

    straitwatch decode day.nmea -o day.parquet

    straitwatch decode day.nmea --table reject --to csv

    zcat feed.gz | straitwatch decode - --table message --types 6,8 | head

    straitwatch decode archive/ --table all -o tables/

    A folder can be stopped at any moment, even by a power cut: the same command again goes on
    where it was, and takes in sources that are new.

    Exit codes: 0 done, 1 a source failed (what could be read is written), 2 wrong usage.
    """
    from straitwatch.flow.reading import Task

    task = Task(settings_of(watch, form_in, column, start), types=_types(types), part_rows=rows)
    try:
        with open_screen() as screen:
            done = _convert(sources, table, to, output, task, workers, screen, restart=restart)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the last flush
        raise typer.Exit(_PIPE_CLOSED) from None
    _tell(done)
    if done.failures:
        raise typer.Exit(1)


def _convert(
    sources: list[str],
    table: str,
    to: str | None,
    output: str | None,
    task: "Task",
    workers: int | None,
    screen: "Screen",
    *,
    restart: bool,
) -> "Intake":
    from dataclasses import replace

    from straitwatch.flow.convert import FORMATS, convert
    from straitwatch.flow.convert_folder import convert_folder

    path = None if output is None else Path(output)
    if path is not None and _is_folder(output or "", path, to):
        if to not in (None, "parquet"):
            raise ConfigError(f"a folder holds Parquet, not {to}: leave out --to, or name a file")
        return convert_folder(
            sources, path, table=table, task=task, tell=screen, workers=workers, restart=restart
        )
    if restart:
        raise ConfigError("--restart is for a folder: name one with -o FOLDER/")
    form = to or (path.suffix.removeprefix(".").lower() if path else "ndjson")
    form = _ENDINGS.get(form, form)
    need_one_of("--to", form, FORMATS)
    if form == "parquet" and path is None and sys.stdout.isatty():
        raise ConfigError("Parquet does not belong on a terminal: add -o FILE.parquet")
    return convert(
        sources,
        table=table,
        form=form,
        output=path,
        stdout=stdout(),
        task=replace(task, part_rows=0),
        tell=screen,
        workers=workers,
    )


def _is_folder(word: str, path: Path, to: str | None) -> bool:
    """Tell a folder: it is there, it is written with a slash, or nothing tells of a form."""
    return path.is_dir() or word.endswith("/") or not (path.suffix or to)


def _types(text: str | None) -> frozenset[int]:
    if text is None:
        return frozenset()
    words = text.replace(",", " ").split()
    known = {str(number) for number in range(1, 28)}
    if not words or set(words) - known:
        raise ConfigError(f"--types '{text}': write types of AIS messages, 1 to 27: --types 6,8")
    return frozenset(map(int, words))


def _tell(done: "Intake") -> None:
    from straitwatch.report.listing import tally_lines

    for tally in done.tallies:
        say(*tally_lines(tally))
    say(*(f"straitwatch: {failure.reason}" for failure in done.failures))

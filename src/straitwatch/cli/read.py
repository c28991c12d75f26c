"""The command `read`: releases and news into sightings."""

import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from straitwatch.cli.shared import (
    AsJson,
    need_one_of,
    open_screen,
    say,
    stdout,
    store_folder,
    width,
)
from straitwatch.model.error import ConfigError

__all__ = ["read"]

_FORMS = ("table", "ndjson", "parquet", "csv", "text")
_SUFFIXES = {"json": "ndjson", "jsonl": "ndjson", "pq": "parquet", "txt": "text"}

Texts = Annotated[
    list[str],
    typer.Argument(metavar="TEXT...", help="Files, folders, globs, or - for stdin."),
]
Published = Annotated[
    str | None,
    typer.Option("--published", help="Date of publication of all of them, as 2022-12-17."),
]
Publisher = Annotated[str | None, typer.Option("--publisher", help="Who published all of them.")]
To = Annotated[
    str | None,
    typer.Option("--to", help="table, ndjson, parquet, csv; or text: that on which offsets count."),
]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="File; else stdout.")]
Explain = Annotated[
    bool,
    typer.Option("--explain", help="Show what was understood of each text, and what was not."),
]
Keep = Annotated[
    Path | None, typer.Option("--store", help="Put the sightings into this store too.")
]
Tables = Annotated[
    list[Path] | None,
    typer.Option(
        "--tables", help="Folder of your own names and rules: classes.csv, en.grammar, ..."
    ),
]


def read(
    texts: Texts,
    published: Published = None,
    publisher: Publisher = None,
    to: To = None,
    output: Output = None,
    as_json: AsJson = False,
    explain: Explain = False,
    store: Keep = None,
    tables: Tables = None,
) -> None:
    """Read releases and news into sightings: who was seen where and when, by whom.

    Plain text, HTML and PDF, in Japanese or English; one row a statement, with the characters
    that it rests on. What the words do not say stays empty. Date and publisher come from the
    text (lines `Published: ...`, `Publisher: ...` at its top too), the file's name or the
    options. On a terminal a table is shown, in a pipe one JSON object a line. For example:

    straitwatch read release.pdf

    straitwatch read news/ --to parquet -o sightings.parquet

    straitwatch read article.html --explain -o article-as-read.html

    curl ADDRESS | straitwatch read - --published 2022-12-17 --publisher "A paper"

    straitwatch read releases/ --store out

    straitwatch run releases/ --out out makes events of them and a report.
    """
    form = _form(to, output, as_json=as_json, explain=explain)
    day = _day(published)
    from straitwatch.flow.read import Harvest, find_items, open_shelf, read_items, use_tables
    from straitwatch.flow.show_sightings import harvest_lines
    from straitwatch.flow.write_readings import write_readings

    if tables:
        use_tables(*tables)
    items, harvest = find_items(texts), Harvest()
    write = partial(
        write_readings,
        form=form,
        output=output,
        stdout=stdout(),
        width=width(),
        several=len(items) > 1,
    )
    with open_shelf(store and store_folder(store)) as shelf:
        with open_screen() as screen:
            readings = read_items(
                items, harvest, published=day, publisher=publisher, shelf=shelf, tell=screen
            )
            held = list(readings) if output is None and sys.stdout.isatty() else None
            if held is None:
                write(readings)
        if held is not None:  # a terminal: the bar is gone before the first line is written
            write(held)
    say(*harvest_lines(harvest))
    if harvest.failures:
        raise typer.Exit(1)


def _form(to: str | None, output: Path | None, *, as_json: bool, explain: bool) -> str:
    """Choose what to write from the options, the file's name and where it goes."""
    if explain:
        if to or as_json:
            raise ConfigError("--explain shows the texts themselves: leave out --to and --json")
        page = output is not None and output.suffix.lower() in (".html", ".htm")
        colours = output is None and sys.stdout.isatty()
        return "page" if page else "colours" if colours else "marks"
    if as_json and to not in (None, "ndjson"):
        raise ConfigError(f"--json is --to ndjson: leave out one of --json and --to {to}")
    if as_json:
        return "ndjson"
    if to is None and output is not None and output.suffix:
        suffix = output.suffix.removeprefix(".").lower()
        form = _SUFFIXES.get(suffix, suffix)
        if form in ("html", "htm"):
            raise ConfigError(f"{output}: a page is written by --explain: add it")
        if form not in _FORMS:
            raise ConfigError(f"{output}: of what form? Add --to {'|'.join(_FORMS)}")
        return form
    form = to or ("table" if output is None and sys.stdout.isatty() else "ndjson")
    need_one_of("--to", form, _FORMS)
    if form == "parquet" and output is None and sys.stdout.isatty():
        raise ConfigError("Parquet does not belong on a terminal: add -o FILE.parquet")
    return form


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise ConfigError(
            f"--published '{text}' is no date: write it as 2022-12-17 (year-month-day)"
        ) from None

"""What commands share: options, and the ways to print and to stop."""

import json
import shutil
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from straitwatch.model.error import ConfigError
from straitwatch.model.unit import read_moment

if TYPE_CHECKING:
    from straitwatch.flow.config import Settings
    from straitwatch.flow.screen import Screen

__all__ = [
    "AsJson",
    "Columns",
    "Format",
    "Gates",
    "OutDir",
    "Since",
    "Sources",
    "Start",
    "StoreDir",
    "Until",
    "Watch",
    "Workers",
    "ndjson",
    "need_one_of",
    "open_screen",
    "put",
    "read_time",
    "say",
    "settings_of",
    "stdout",
    "store_folder",
    "width",
]

Sources = Annotated[list[str], typer.Argument(help="Files, folders, globs, or - for stdin.")]
OutDir = Annotated[Path, typer.Option("--out", help="Folder for the report and the store.")]
Watch = Annotated[Path | None, typer.Option("--watch", help="Settings: a watch.toml.")]
StoreDir = Annotated[
    Path, typer.Option("--store", help="Folder of a store, or the folder that `run --out` filled.")
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", help="Files decoded at once; else one a core.", min=1),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Gates = Annotated[
    list[Path] | None,
    typer.Option("--gates", help="Your own gates: TOML or GeoJSON, file or folder."),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format", help="Format or layout of the input (docs: archives); default: found."
    ),
]
Start = Annotated[
    str | None,
    typer.Option("--start", help="Time of the first message of raw Mode S, which tells no day."),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column", help="Column of the input: OURS=NAME, or 'OURS=NAME in UNIT'. May come again."
    ),
]
Since = Annotated[str | None, typer.Option("--from", help="From this date or time (UTC).")]
Until = Annotated[str | None, typer.Option("--to", help="To this date or time (UTC).")]


def settings_of(
    path: Path | None,
    form: str | None = None,
    columns: list[str] | None = None,
    start: str | None = None,
) -> "Settings":
    """Read the settings file, or take the defaults; how input is read may be said on the line."""
    from straitwatch.flow.config import read_settings, with_input

    return with_input(read_settings(path), form, columns or [], start)


def open_screen() -> "Screen":
    """Tell progress on standard error."""
    from straitwatch.flow.screen import Screen

    return Screen(sys.stderr)


def store_folder(folder: Path) -> Path:
    """Find the store in a folder that `run` or `demo` filled."""
    return folder / "store" if (folder / "store").is_dir() else folder


def read_time(text: str | None) -> datetime | None:
    """Read a date or a time; without a zone it is UTC."""
    return None if text is None else read_moment(text)


def need_one_of(option: str, value: str, known: Iterable[str]) -> None:
    """Refuse a value that is not among the known ones.

    Raises:
        ConfigError: names them.
    """
    if value not in known:
        raise ConfigError(f"{option} '{value}' is not known: choose {', '.join(known)}")


def ndjson(records: Iterable[dict[str, Any]]) -> Iterable[str]:
    """Write records as JSON, one a line."""
    return (json.dumps(record, ensure_ascii=False, default=str) for record in records)


def width() -> int | None:
    """Measure the terminal; None in a pipe, where nothing is cut."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def stdout() -> IO[bytes]:
    """Give standard output for bytes."""
    sys.stdout.flush()
    return sys.stdout.buffer


def put(lines: Iterable[str]) -> None:
    """Write data lines."""
    for line in lines:
        typer.echo(line)


def say(*lines: str) -> None:
    """Write words, beside the data."""
    for line in lines:
        typer.echo(line, err=True)

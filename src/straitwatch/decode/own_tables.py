"""Tables of names and grammars: those of the program, and the user's own beside them."""

import csv
import sys
from importlib.resources import files
from pathlib import Path

from straitwatch.model.error import ConfigError

__all__ = ["NAMES", "grammar_text", "table_rows", "use_tables"]

_KEYS = {
    "bases": ("name_ja",),
    "classes": ("id",),
    "gazetteer": ("id",),
    "navies": ("iso", "branch"),
    "observers": ("id",),
    "prefectures": ("name_ja",),
    "publishers": ("name",),
    "ships": ("navy", "hull"),
    "spans": ("word", "language"),
    "units": ("id",),
    "winds": ("letter",),
}
"""What tells the rows of a table apart."""

NAMES = tuple(_KEYS)
"""Tables that a folder of the user may add to, each `NAME.csv`."""

_GRAMMARS = ("ja.grammar", "en.grammar")
_folders: list[Path] = []


def use_tables(*folders: Path) -> None:
    """Take the user's own tables and rules beside those of the program, from now on.

    A folder holds any of `NAMES` as CSV with the columns of the program's own table (those that
    are left out are empty), and `ja.grammar` or `en.grammar` with further rules. A row that is of
    the same thing as one of the program's (the same `id`, or navy and hull) takes its place.

    Args:
        folders: none of them takes the program's tables alone.

    Raises:
        ConfigError: a folder is not there, holds none of these files, or a table has a column
            that is not known; names the file, what was found and the mend.
    """
    for folder in folders:
        _check(folder)
    _folders[:] = folders
    _forget()


def _check(folder: Path) -> None:
    if not folder.is_dir():
        raise ConfigError(f"{folder}: no such folder of tables; it holds for example classes.csv")
    known = [name for name in NAMES if (folder / f"{name}.csv").is_file()]
    if not known and not any((folder / name).is_file() for name in _GRAMMARS):
        names = ", ".join(f"{name}.csv" for name in NAMES)
        raise ConfigError(f"{folder}: holds no table of names; call it one of {names}")
    for name in known:
        ours, theirs = _header(_shipped(name)), _header(_read(folder / f"{name}.csv"))
        strange = [column for column in theirs if column not in ours]
        if strange or not theirs:
            found = f"column '{strange[0]}' is not known" if strange else "it has no header line"
            mend = f"the columns are {', '.join(ours)}"
            raise ConfigError(f"{folder / f'{name}.csv'}: {found}; {mend}")


def _header(text: str) -> list[str]:
    return next(csv.reader(text.splitlines()), [])


def _shipped(name: str) -> str:
    return files("straitwatch.decode").joinpath("data", f"{name}.csv").read_text("utf-8")


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as UTF-8: {error}; save it so") from error


def _forget() -> None:
    """Let go of all that was made of tables, so that it is made anew."""
    for name, module in list(sys.modules.items()):
        if name.startswith("straitwatch.decode"):
            for made in list(vars(module).values()):
                clear = getattr(made, "cache_clear", None)
                if clear is not None:
                    clear()


def table_rows(name: str) -> list[dict[str, str]]:
    """Read a table: the user's rows first, then those of the program that they do not replace.

    Args:
        name: one of `NAMES`.

    Returns:
        rows by column; a cell that is left out is empty.
    """
    shipped = _shipped(name)
    columns = _header(shipped)
    own = [
        {column: row.get(column) or "" for column in columns}
        for folder in _folders
        if (folder / f"{name}.csv").is_file()
        for row in csv.DictReader(_read(folder / f"{name}.csv").splitlines())
    ]
    key = _KEYS[name]
    replaced = {tuple(row[column] for column in key) for row in own}
    return own + [
        row
        for row in csv.DictReader(shipped.splitlines())
        if tuple(row[column] for column in key) not in replaced
    ]


def grammar_text(name: str) -> str:
    """Read a grammar file, with the user's own rules after it.

    Args:
        name: `ja.grammar` or `en.grammar`.
    """
    text = files("straitwatch.decode").joinpath("data", "grammar", name).read_text("utf-8")
    own = [_read(folder / name) for folder in _folders if (folder / name).is_file()]
    return "\n".join([text, *own])

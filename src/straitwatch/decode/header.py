"""The head of a CSV turned into its separator, its names and what they stand for."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass

from straitwatch.decode.columns import Match, match_columns, plain_name, settle_units
from straitwatch.model.error import ConfigError, SourceError

__all__ = [
    "Header",
    "find_header",
    "guess_separator",
    "note_times",
    "require_position",
    "split_cells",
]

_SEPARATORS = ",;\t|"
_BOM = b"\xef\xbb\xbf"
_HEAD, _HEAD_LINES = 1 << 20, 200
_MONTHS = 12
_SLASHED = re.compile(r"\s*\"?(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}\b", re.ASCII)
_ZONED = re.compile(r"(Z|z|UTC|GMT|[+-]\d{2}:?(\d{2})?)\"?\s*$", re.ASCII)
_UNIX = re.compile(r"\s*\"?\d{9,20}(\.\d*)?\"?\s*$", re.ASCII)


@dataclass(frozen=True)
class Header:
    """How a CSV is written.

    Attributes:
        separator: between cells.
        line: the header line as it stands, without its end.
        place: 0-based line of the header in the source.
        width: cells of a row: names, and empty ones where rows end in a separator.
        match: what was taken for what.
        day_first: whether 3/4/2020 is the third of April.
        notes: what the reader should know of the reading.
    """

    separator: str
    line: bytes
    place: int
    width: int
    match: Match
    day_first: bool
    notes: tuple[str, ...]


def find_header(head: bytes, label: str, given: Mapping[str, str] | None = None) -> Header:
    """Find the header line of a CSV and match its names.

    The header is the first line that is neither blank nor a comment (`#`); a comment that names
    the columns of a position, as the Danish archive's first line does, is one too.

    Args:
        head: the first bytes; the more, the surer.
        label: name of the source, for errors.
        given: the user's own map, our column -> name in the file.

    Raises:
        SourceError: no line, or no position can be read; says what was found and how to map it.
        ConfigError: the user's map does not fit.
    """
    lines = head[:_HEAD].removeprefix(_BOM).splitlines()[:_HEAD_LINES]
    for place, line in enumerate(lines):
        text = line.decode("utf-8", "replace").strip()
        is_comment = text.startswith("#")
        if not text or (is_comment and not _is_header(text.lstrip("# "), given)):
            continue
        return _read(text.lstrip("# "), lines, place, label, given)
    raise SourceError(
        f"{label}: no line but blank ones and comments in the first {len(head)} bytes"
    )


def _is_header(text: str, given: Mapping[str, str] | None) -> bool:
    names = split_cells(text, guess_separator(text))
    try:
        return not match_columns(names, given).missing
    except ConfigError:  # the user's map is not of this line
        return False


def _read(
    text: str, lines: list[bytes], place: int, label: str, given: Mapping[str, str] | None
) -> Header:
    separator = guess_separator(text)
    names = split_cells(text, separator)
    match = match_columns(names, given)
    require_position(match, label)
    rows = [row.decode("utf-8", "replace") for row in lines[place + 1 :] if row.strip()]
    cells = [split_cells(row, separator) for row in rows]
    ends_open = sum(len(row) == len(names) + 1 and not row[-1] for row in cells)
    whole = sum(len(row) == len(names) for row in cells)
    first = {name: [row[i] for row in cells if len(row) > i] for i, name in enumerate(names)}
    match = settle_units(match, first, given)
    width = len(names) + (ends_open > whole == 0)
    times = _column(cells, names.index(match.name_of("t") or names[0]))
    day_first, notes = note_times(times)
    shown = {"\t": "tab"}.get(separator, f"'{separator}'")
    notes = (f"{match.words}; separator {shown}", *match.remarks, *notes)
    return Header(separator, lines[place], place, width, match, day_first, notes)


def guess_separator(line: str) -> str:
    """Most frequent of the signs that may separate cells."""
    return max(_SEPARATORS, key=line.count)


def split_cells(line: str, separator: str) -> list[str]:
    """Cells of one line, bare; a line with an open quote is cut as it stands."""
    try:
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        cells = line.split(separator)
    return [cell.strip() for cell in cells]


def require_position(match: Match, label: str) -> None:
    """Refuse what has no dated positions, with the mend."""
    if match.archive and match.archive.refusal:
        raise SourceError(f"{label}: {match.archive.name}: {match.archive.refusal}")
    if not match.missing:
        return
    needs = ", ".join(match.missing)
    found = ", ".join(f"'{name[:40]}'" for name in match.names[:40])
    hint = 'map them: in [input.columns], for example lat = "Y", lon = "X", t = "seen"'
    if not any(re.search("[A-Za-z]", plain_name(name)) for name in match.names):
        hint = "the first line looks like data: put a line of names before it"
    raise SourceError(
        f"{label}: a table without dated positions: no column for {needs}; found {found}; {hint}"
    )


def _column(rows: list[list[str]], place: int) -> list[str]:
    return [row[place] for row in rows if len(row) > place and row[place]]


def note_times(times: list[str]) -> tuple[bool, tuple[str, ...]]:
    """Tell from the first rows how their times are to be read: day first or not, and remarks."""
    slashed = [found for found in map(_SLASHED.match, times) if found]
    day_first = not (
        any(int(found[2]) > _MONTHS for found in slashed)
        and not any(int(found[1]) > _MONTHS for found in slashed)
    )
    notes = []
    if slashed:
        order = "day first" if day_first else "month first"
        notes.append(f"dates such as '{times[0]}' are read {order}")
    if times and _UNIX.match(times[0]):
        notes.append(f"times such as {times[0]} are read as time since 1970")
    elif times and not _ZONED.search(times[0]):
        notes.append(f"times such as '{times[0]}' carry no zone: read as UTC")
    return day_first, tuple(notes)

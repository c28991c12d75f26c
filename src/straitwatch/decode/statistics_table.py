"""CSV tables of counts (scrambles, violations of airspace) turned into rows and rejects."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from straitwatch.decode.fiscal import fiscal_period
from straitwatch.decode.header import guess_separator, split_cells
from straitwatch.decode.layout import LAYOUTS, column_names, find_layout
from straitwatch.decode.lines import Block, cut_blocks, find_lines
from straitwatch.decode.sift import Reject, reject_table
from straitwatch.decode.statistic import Origin, count_row
from straitwatch.decode.violation import violation_row
from straitwatch.model.error import SourceError
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import AIRSPACE_VIOLATION, FIX, STATIC, STATISTIC

__all__ = ["decode_statistics"]

_GROUP_BY = {"all": "all", "region": "region", "country": "country", "month": "month"}
_VALUE_IS = ("exact", "about", "at_least", "at_most")
_MAX_RAW = 800
_BOM = b"\xef\xbb\xbf"


class _RowError(Exception):
    """A row that cannot be read, and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def decode_statistics(chunks: Iterable[bytes], source: str, tally: Tally) -> Iterator[Decoded]:
    """Decode a CSV of counts, block by block.

    Args:
        chunks: the bytes in order, cut anywhere; UTF-8.
        source: label of the source; it is the document of rows that name none in a column
            `document`. `published` (a date) and `publisher` may be columns too.
        tally: counts; changed. One line is one row.

    Yields:
        statistics or violations of each block, and its rejects.

    Raises:
        SourceError: the first line that is neither blank nor a comment is no header of `LAYOUTS`.
    """
    tally.format = tally.format or "statistics"
    sheet: _Sheet | None = None
    for block in cut_blocks(chunks):
        tally.n_bytes += len(block.data)
        sheet = sheet or _Sheet(source, tally)
        yield sheet.read(block)
    if sheet is None or not sheet.layout:
        raise SourceError(f"{source}: no header of a table of counts: {_needs()}")
    tally.notes.extend(sheet.notes())


def _needs() -> str:
    return " or ".join(",".join(sorted(names)) for names in LAYOUTS.values())


class _Sheet:
    """A table while it is read."""

    def __init__(self, source: str, tally: Tally) -> None:
        self.source, self.tally = source, tally
        self.layout, self.separator = "", ","
        self.names: list[str] = []
        self.n_lines = self.n_placed = self.n_rows = 0
        self.seen: set[str] = set()

    def read(self, block: Block) -> Decoded:
        """Read the lines of a block."""
        rows: list[dict[str, Any]] = []
        rejects: list[Reject] = []
        lines = find_lines(block.data)
        for start, end in zip(lines.start.tolist(), lines.end.tolist(), strict=True):
            self.n_lines += 1
            self.tally.lines += 1
            raw = block.data[start:end]
            try:
                row = self._line(raw, cut=block.cut and end == lines.end[-1])
            except _RowError as error:
                self.tally.rejects[str(error.fault)] += 1
                said = raw[:_MAX_RAW].decode("utf-8", "backslashreplace")
                rejects.append((self.n_lines, block.offset + start, error.fault, said))
                continue
            self.tally.skipped += row is None
            rows += [] if row is None else [row]
        self._count(rows)
        return self._tables(rows, reject_table(rejects, self.source))

    def notes(self) -> list[str]:
        """Say what the rows are."""
        if self.layout != "violations":
            return [f"{self.n_rows:,} counts of scrambles"]
        lost = self.n_rows - self.n_placed
        more = f"; of {lost:,} the place is not in the gazetteer" if lost else ""
        return [f"{self.n_rows:,} violations of airspace{more}"]

    def _count(self, rows: list[dict[str, Any]]) -> None:
        self.tally.messages += len(rows)
        self.n_rows += len(rows)
        self.n_placed += sum(row.get("lon") is not None for row in rows)

    def _tables(self, rows: list[dict[str, Any]], rejects: pa.Table) -> Decoded:
        schema = AIRSPACE_VIOLATION if self.layout == "violations" else STATISTIC
        table = pa.Table.from_pylist(rows, schema=schema)
        if self.layout == "violations":
            return Decoded(FIX.empty_table(), STATIC.empty_table(), rejects, violations=table)
        return Decoded(FIX.empty_table(), STATIC.empty_table(), rejects, statistics=table)

    def _line(self, raw: bytes, *, cut: bool) -> dict[str, Any] | None:
        """Read one line: a row, or None for one that claims nothing."""
        if cut:
            raise _RowError(Fault.TRUNCATED)
        try:
            text = raw.removeprefix(_BOM).decode("utf-8").strip()
        except UnicodeDecodeError:
            raise _RowError(Fault.ENCODING) from None
        if not text or text.startswith("#"):
            return None
        if not self.layout:
            self._head(text)
            return None
        cells = split_cells(text, self.separator)
        if len(cells) != len(self.names):
            raise _RowError(Fault.MALFORMED)
        row = self._row(dict(zip(self.names, cells, strict=True)), text)
        key = row.get("statistic_id") or row["violation_id"]
        if key in self.seen:
            raise _RowError(Fault.DUPLICATE)
        self.seen.add(key)
        return row

    def _head(self, text: str) -> None:
        layout = find_layout(text)
        if layout is None:
            raise SourceError(f"{self.source}: no header of a table of counts: {_needs()}")
        self.layout, self.separator, self.names = layout, guess_separator(text), column_names(text)

    def _row(self, cells: dict[str, str], text: str) -> dict[str, Any]:
        origin = _origin(cells, self.source)
        more = {"text": text, "line": self.n_lines}
        if self.layout == "violations":
            return _violation(cells, origin, more)
        return _count(cells, origin, more)


def _origin(cells: Mapping[str, str], source: str) -> Origin:
    published = None
    if cells.get("published"):
        published = datetime.combine(_day(cells["published"]), datetime.min.time(), UTC)
    document = cells.get("document") or source
    return Origin(document, published, cells.get("publisher") or None, source)


def _count(cells: Mapping[str, str], origin: Origin, more: dict[str, Any]) -> dict[str, Any]:
    group_by = _GROUP_BY.get(cells.get("table", "all"))
    group = cells.get("group") or None
    value_is = cells.get("value_is") or "exact"
    if group_by is None or (group is None) != (group_by == "all") or value_is not in _VALUE_IS:
        raise _RowError(Fault.VALUE)
    part = cells.get("period", "year")
    value = _number(cells.get("value", cells.get("scrambles", "")))
    try:
        period = fiscal_period(_number(cells["fiscal_year"]), "" if part == "year" else part)
    except ValueError:
        raise _RowError(Fault.TIME) from None
    return count_row(origin, period, group_by, group, value, value_is=value_is, **more)


def _violation(cells: Mapping[str, str], origin: Origin, more: dict[str, Any]) -> dict[str, Any]:
    if not cells["place"] or not cells["country"]:
        raise _RowError(Fault.MALFORMED)
    try:
        return violation_row(
            origin,
            no=_number(cells["no"]) if cells.get("no") else None,
            day=_day(cells["date"]),
            place=cells["place"],
            country=cells["country"],
            aircraft=cells["type"],
            **more,
        )
    except ValueError:
        raise _RowError(Fault.VALUE) from None


def _number(word: str) -> int:
    """Read a whole number, with or without signs for thousands."""
    digits = unicodedata.normalize("NFKC", word).replace(",", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):  # noqa: PLR2004 - a count
        raise _RowError(Fault.VALUE)
    return int(digits)


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise _RowError(Fault.TIME) from None

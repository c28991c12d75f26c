"""Lines of a CSV that are not written in the usual way turned into cells, all as text.

It is the reference: what `kernel.csv_cells` cuts, this would cut into the same cells.
"""

import csv
import io
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow.csv import ConvertOptions, ParseOptions, ReadOptions, read_csv

from straitwatch.decode.header import Header
from straitwatch.decode.lines import (
    MAX_LINE,
    Lines,
    find_lines,
    lines_of,
    replace_lines,
    take_lines,
)
from straitwatch.kernel.csv_word import NOTHING
from straitwatch.model.fault import Fault

__all__ = ["OddLines", "cut_odd"]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_NULLS = ["", *NOTHING]
_BOM = b"\xef\xbb\xbf"


class OddLines(NamedTuple):
    """Lines, cut.

    Attributes:
        skipped: places of lines that claim nothing.
        broken: places of lines that cannot be cut into cells, and why.
        rows: places of the lines that could, rising.
        text: their cells, by our columns.
    """

    skipped: Ints
    broken: dict[int, Fault]
    rows: Ints
    text: pa.Table


def cut_odd(data: bytes, header: Header, *, cut: bool) -> OddLines:
    """Cut whole lines into cells.

    Args:
        data: the lines.
        header: how they are written.
        cut: whether the source broke off in the middle of the last.
    """
    lines = find_lines(data)
    skipped = _find_skipped(data, lines, header)
    broken = _find_broken(data, lines, skipped, cut)
    keep = ~skipped
    keep[list(broken)] = False
    text, ragged = _parse(data, lines, keep, header)
    rows = np.flatnonzero(keep)
    broken.update((int(rows[row]), Fault.MALFORMED) for row in ragged)
    rows = np.delete(rows, ragged) if ragged else rows
    return OddLines(np.flatnonzero(skipped), broken, rows, text)


def _find_skipped(data: bytes, lines: Lines, header: Header) -> Bools:
    """Find what claims nothing: blank lines, comments, the header wherever it stands."""
    length = lines.end - lines.start
    raw = np.frombuffer(data, np.uint8)
    skipped: Bools = length == 0
    lead = raw[np.minimum(lines.start, len(raw) - 1)]
    for place in np.flatnonzero((lead == ord("#")) & (length > 0)).tolist():
        n_cells = data.count(header.separator.encode(), lines.start[place], lines.end[place]) + 1
        skipped[place] = n_cells != header.width  # else the first cell starts so: a row
    for place in np.flatnonzero(length == len(header.line)).tolist():
        if data.startswith(header.line, int(lines.start[place])):
            skipped[place] = True
    return skipped


def _find_broken(data: bytes, lines: Lines, skipped: Bools, cut: bool) -> dict[int, Fault]:
    """Find lines that are no text, beyond any length, or cut off by the end of the source."""
    broken = {int(i): Fault.TOO_LONG for i in np.flatnonzero(lines.end - lines.start >= MAX_LINE)}
    if cut and len(lines):
        broken[len(lines) - 1] = Fault.TRUNCATED
    if not _is_text(data):
        raw = np.frombuffer(data, np.uint8)
        for place in lines_of(np.flatnonzero(raw >= 0x80), lines).tolist():  # noqa: PLR2004 - beyond ASCII
            if not _is_text(data[lines.start[place] : lines.end[place]]):
                broken[place] = Fault.ENCODING
    return {place: fault for place, fault in broken.items() if not skipped[place]}


def _is_text(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _parse(data: bytes, lines: Lines, keep: Bools, header: Header) -> tuple[pa.Table, list[int]]:
    """Cut lines into cells; also the places, among those kept, of rows of another width."""
    plain = data if keep.all() else take_lines(data, lines, keep)
    if _BOM in plain:  # pyarrow drops one at the start of what it reads, and none elsewhere
        plain = plain.replace(_BOM, b" ")
    n_returns = plain.count(b"\r")
    if b'"' in plain or (n_returns and n_returns != plain.count(b"\r\n")):
        plain = _mend(plain, header.separator)
    return _read(plain, header)


def _read(plain: bytes, header: Header) -> tuple[pa.Table, list[int]]:
    ragged: list[int] = []

    def note(row: Any) -> str:  # noqa: ANN401 - pyarrow's InvalidRow is not typed
        ragged.append(row.number - 1)
        return "skip"

    names = [str(place) for place in range(header.width)]
    used = {c.target: str(header.match.names.index(name)) for c, name in header.match.used}
    if not plain:
        return pa.table({target: pa.array([], pa.string()) for target in used}), ragged
    text = read_csv(
        pa.BufferReader(plain),
        read_options=ReadOptions(use_threads=False, block_size=len(plain) + 1, column_names=names),
        parse_options=ParseOptions(
            delimiter=header.separator,
            quote_char='"' if b'"' in plain else False,
            invalid_row_handler=note,
        ),
        convert_options=ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(names, pa.string()),
            null_values=_NULLS,
            strings_can_be_null=True,
            include_columns=list(used.values()),
        ),
    )
    return text.rename_columns(list(used)), ragged


def _mend(plain: bytes, separator: str) -> bytes:
    """Write lines anew that hold a lone return or a quote out of its place, and only those."""
    lines = find_lines(plain)
    raw = np.frombuffer(plain, np.uint8)
    is_lone = (raw == ord("\r")) & (np.append(raw[1:], ord("\n")) != ord("\n"))
    odd = np.union1d(
        lines_of(np.flatnonzero(is_lone), lines), _find_odd_quotes(raw, lines, separator)
    )
    bounds = zip(odd.tolist(), lines.start[odd].tolist(), lines.end[odd].tolist(), strict=True)
    return replace_lines(
        plain, lines, {place: _mend_line(plain[a:b], separator) for place, a, b in bounds}
    )


def _find_odd_quotes(raw: npt.NDArray[np.uint8], lines: Lines, separator: str) -> Ints:
    """Find lines whose quotes are not those of RFC 4180.

    There every other quote of a line opens: before it is a separator, the line's start or, where
    a quote stands twice, a quote. The others close: the same is behind them.
    """
    places = np.flatnonzero(raw == ord('"'))
    own = np.searchsorted(lines.start, places, side="right") - 1
    count = np.bincount(own, minlength=len(lines))
    nth = np.arange(len(places)) - (np.cumsum(count) - count)[own]
    edges = np.frombuffer(f'"{separator}'.encode(), np.uint8)
    opens = (places == lines.start[own]) | np.isin(raw[places - 1], edges)
    behind = raw[np.minimum(places + 1, len(raw) - 1)]
    closes = (places + 1 >= lines.end[own]) | np.isin(behind, edges)
    good = np.where(nth % 2 == 0, opens, closes) & (count[own] % 2 == 0)
    return np.unique(own[~good])


def _mend_line(line: bytes, separator: str) -> bytes:
    line = line.replace(b"\r", b" ")
    if b'"' not in line:
        return line
    text = line.decode()
    try:
        cells = next(csv.reader([text], delimiter=separator, strict=True))
    except csv.Error:
        cells = text.split(separator)
    mended = io.StringIO()
    csv.writer(mended, delimiter=separator, lineterminator="").writerow(cells)
    return mended.getvalue().encode()

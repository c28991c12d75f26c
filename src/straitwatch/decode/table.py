"""CSV archives of AIS and ADS-B turned into FIX, STATIC and REJECT."""

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow.csv import ConvertOptions, ParseOptions, ReadOptions, read_csv

from straitwatch.decode.header import Header, find_header
from straitwatch.decode.lines import (
    BLOCK,
    MAX_LINE,
    Block,
    Lines,
    cut_blocks,
    find_lines,
    lines_of,
    replace_lines,
    take_lines,
)
from straitwatch.decode.sift import Reject, Sieve, sift
from straitwatch.model.error import SourceError
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally

__all__ = ["decode_block", "decode_csv", "parse_block"]

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_NULLS = ["", "NULL", "null", "NaN", "nan", "None", "N/A", "n/a", "NA", "\\N"]
_MAX_RAW_BYTES = 800
_AHEAD = 2  # blocks parsed ahead: enough for two cores, bounded in memory
_BOM = b"\xef\xbb\xbf"


def decode_csv(
    chunks: Iterable[bytes],
    source: str,
    tally: Tally,
    *,
    columns: Mapping[str, str] | None = None,
    block_size: int = BLOCK,
) -> Iterator[Decoded]:
    """Decode a CSV of dated positions, block by block.

    Args:
        chunks: the bytes in order, cut anywhere.
        source: label of the source.
        tally: counts; changed. One line is one row: blank lines, comments and header lines, also
            one that comes again in the middle, are skipped ones.
        columns: the user's own map, our column -> name in the file.
        block_size: bytes that are decoded at once, about.

    Yields:
        tables of a block of lines each. STATIC has a row when an object says something new.

    Raises:
        SourceError: nothing in it, or no dated position; or the source broke off, after all rows
            that came.
        ConfigError: the user's map does not fit.

    Notes:
        A line is a row: a line end inside quotes makes two rows. In a line whose quotes are not
        those of RFC 4180, as ships' names may hold, they are read as letters.
        Memory: a few blocks and one hash an object, whatever the size of the source.
    """
    tally.format = tally.format or "csv"
    blocks = cut_blocks(chunks, block_size)
    first = next(blocks, None)
    if first is None:
        raise SourceError(f"{source}: 0 bytes: nothing in it")
    header = find_header(first.data, source, columns)
    tally.notes.extend(header.notes)
    sieve = Sieve(source, header.match, header.day_first)
    try:
        for parsed in _parse_ahead(chain([first], blocks), header):
            yield decode_block(parsed, sieve, tally)
    finally:
        tally.notes.extend(_late_notes(sieve, tally))


def _late_notes(sieve: Sieve, tally: Tally) -> list[str]:
    """Remarks that are known only at the end."""
    n = tally.rejects[Fault.ENCODING]
    mend = "convert the file, for example iconv -f latin1 -t utf-8"
    return [*sieve.late_notes(), *([f"{n} lines are not UTF-8: {mend}"] if n else [])]


@dataclass(frozen=True)
class _Parsed:
    """A block cut into lines and cells.

    Attributes:
        block: the bytes.
        lines: where its lines are.
        n_skipped: lines that claim nothing.
        broken: lines that cannot be cut into cells, and why.
        rows: places of the lines that could, rising.
        text: their cells, by our columns.
    """

    block: Block
    lines: Lines
    n_skipped: int
    broken: dict[int, Fault]
    rows: Ints
    text: pa.Table


def _parse_ahead(blocks: Iterator[Block], header: Header) -> Iterator[_Parsed]:
    """Parse blocks in order, the next ones while the caller is at work on one."""
    ahead: deque[Future[_Parsed]] = deque()
    broken: SourceError | None = None
    with ThreadPoolExecutor(_AHEAD) as pool:
        while True:
            while not broken and len(ahead) < _AHEAD:
                try:
                    block = next(blocks, None)
                except SourceError as error:
                    broken = error  # told after the blocks that came before it
                    break
                if block is None:
                    break
                ahead.append(pool.submit(parse_block, block, header))
            if not ahead:
                break
            yield ahead.popleft().result()
    if broken:
        raise broken


def parse_block(block: Block, header: Header) -> _Parsed:
    """Cut whole lines into cells; touches nothing else."""
    data, lines = block.data, find_lines(block.data)
    skipped = _find_skipped(data, lines, header, is_first=block.offset == 0)
    broken = _find_broken(data, lines, skipped, block.cut)
    keep = ~skipped
    keep[list(broken)] = False
    text, ragged = _parse(data, lines, keep, header)
    rows = np.flatnonzero(keep)
    broken.update((int(rows[row]), Fault.MALFORMED) for row in ragged)
    rows = np.delete(rows, ragged) if ragged else rows
    return _Parsed(block, lines, int(np.count_nonzero(skipped)), broken, rows, text)


def decode_block(parsed: _Parsed, sieve: Sieve, tally: Tally) -> Decoded:
    """Turn the cells of a block into tables; blocks in their order."""
    data, lines, base = parsed.block.data, parsed.lines, tally.lines

    def reject(place: int, fault: Fault) -> Reject:
        start, end = int(lines.start[place]), int(lines.end[place])
        raw = data[start : min(end, start + _MAX_RAW_BYTES)].decode("utf-8", "backslashreplace")
        return base + place + 1, parsed.block.offset + start, fault, raw

    tally.lines += len(lines)
    tally.n_bytes += len(data)
    tally.skipped += parsed.n_skipped
    return sift(
        parsed.text,
        parsed.rows + base + 1,
        sieve,
        tally,
        reject=lambda row, fault: reject(int(parsed.rows[row]), fault),
        others=[reject(place, fault) for place, fault in parsed.broken.items()],
    )


def _find_skipped(data: bytes, lines: Lines, header: Header, *, is_first: bool) -> Bools:
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
    if is_first:
        skipped[: header.place + 1] = True
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

"""Documents of readsb as bytes turned into rows: lists, histories, chunks and traces."""
# Kernels take arrays one by one, and hand back the byte after what they read, or -1.
# ruff: noqa: PLR0911, PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel import aircraft_key as of
from straitwatch.kernel.aircraft_key import read_key
from straitwatch.kernel.aircraft_scan import (
    END,
    IDENT,
    N_MARKS,
    SAID,
    WORDS,
    hash_words,
    read_aircraft,
    read_ident,
    read_point,
    read_pruned,
    read_text,
    start_row,
)
from straitwatch.kernel.bare import entry, inner
from straitwatch.kernel.json_scan import (
    CLOSE_LIST,
    CLOSE_OBJECT,
    COLON,
    COMMA,
    OPEN_LIST,
    OPEN_OBJECT,
    QUOTE,
    SMALL_N,
    read_number,
    skip_blank,
    skip_value,
)

__all__ = ["LIST", "TRACE", "scan_documents"]

Bytes = npt.NDArray[np.uint8]
Wide = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LIST, TRACE = 1, 2
"""What a document is: marked where rows have the hash of their words."""

_KIND = SAID


@inner
def _read_row(
    data: Bytes,
    wide: Wide,
    at: int,
    end: int,
    numbers: Floats,
    marks: Ints,
    row: int,
    cells: Floats,
    kind: int,
) -> int:
    """Read one element of a list of aircraft or of a trace onto a row that is started."""
    if kind == TRACE:
        return (
            read_point(data, wide, at, end, numbers, marks, row, cells)
            if data[at] == OPEN_LIST
            else -1
        )
    if data[at] == OPEN_OBJECT:
        return read_aircraft(data, wide, at, end, numbers, marks, row)
    return read_pruned(data, wide, at, end, numbers, marks, row) if data[at] == OPEN_LIST else -1


@inner
def _read_rows(
    data: Bytes, wide: Wide, at: int, end: int, numbers: Floats, marks: Ints, row: int,
    cells: Floats, doc: int, kind: int,
) -> tuple[int, int]:  # fmt: skip
    """Read a list, from its bracket; returns the byte after it, or -1, and the next row."""
    first = row
    at = skip_blank(data, at + 1, end)
    while at < end and data[at] != CLOSE_LIST and row < len(marks):
        start_row(numbers, marks, row, at, doc)
        at = _read_row(data, wide, at, end, numbers, marks, row, cells, kind)
        if at < 0:
            return -1, row
        marks[row, END] = at
        if kind == TRACE and row > first and marks[row, WORDS + 1] == 0:
            for k in range(2):  # who tells no callsign keeps the last one
                marks[row, WORDS + k] = marks[row - 1, WORDS + k]
        hash_words(data, marks, row)
        row += 1
        at = skip_blank(data, at, end)
        if at >= end or (data[at] != COMMA and data[at] != CLOSE_LIST):
            return -1, row
        if data[at] == COMMA:
            at = skip_blank(data, at + 1, end)
    return (at + 1 if at < end and data[at] == CLOSE_LIST else -1), row


@inner
def _read_member(
    data: Bytes, wide: Wide, at: int, end: int, key: int, times: Floats, heads: Ints, doc: int,
    numbers: Floats, marks: Ints, row: int, cells: Floats,
) -> tuple[int, int]:  # fmt: skip
    """Read one member of a document."""
    if key in (of.NOW, of.TIMESTAMP):
        if data[at] == SMALL_N:
            return skip_value(data, wide, at, end), row
        times[doc], after = read_number(data, at, end)
        return after, row
    if key == of.ICAO:
        return read_ident(data, wide, at, end, heads, doc), row
    if key in (of.REG, of.TYPE):
        return read_text(data, wide, at, end, heads, doc, WORDS + 2 * (key - of.FLIGHT)), row
    if (key in (of.AIRCRAFT, of.TRACE)) and data[at] == OPEN_LIST:
        if heads[doc, _KIND]:
            return -1, row
        kind = TRACE if key == of.TRACE else LIST
        heads[doc, _KIND] = kind
        return _read_rows(data, wide, at, end, numbers, marks, row, cells, doc, kind)
    return skip_value(data, wide, at, end), row


@inner
def _read_name(data: Bytes, wide: Wide, at: int, end: int) -> tuple[int, int]:
    """Read a name and its colon; returns its key and the first byte of its value, or -1."""
    if at >= end or data[at] != QUOTE:
        return 0, -1
    key, stop = read_key(data, wide, at + 1, end)
    if stop < 0:
        return 0, -1
    at = skip_blank(data, stop + 1, end)
    if at >= end or data[at] != COLON:
        return 0, -1
    at = skip_blank(data, at + 1, end)
    return key, at if at < end else -1


@inner
def _read_document(
    data: Bytes, wide: Wide, at: int, end: int, times: Floats, heads: Ints, doc: int,
    numbers: Floats, marks: Ints, row: int, cells: Floats,
) -> tuple[int, int]:  # fmt: skip
    """Read a document from its brace; returns the byte after it, or -1, and the next row."""
    if doc >= len(times):
        return -1, row
    start_document(times, heads, doc)
    at = skip_blank(data, at + 1, end)
    if at < end and data[at] == CLOSE_OBJECT:
        return at + 1, row
    while True:
        key, at = _read_name(data, wide, at, end)
        if at < 0:
            return -1, row
        at, row = _read_member(
            data, wide, at, end, key, times, heads, doc, numbers, marks, row, cells
        )
        at = skip_blank(data, at, end) if at >= 0 else end
        if at >= end or (data[at] != COMMA and data[at] != CLOSE_OBJECT):
            return -1, row
        if data[at] == CLOSE_OBJECT:
            return at + 1, row
        at = skip_blank(data, at + 1, end)


@inner
def start_document(times: Floats, heads: Ints, doc: int) -> None:
    """Make a document that tells nothing."""
    times[doc] = np.nan
    for k in range(N_MARKS):
        heads[doc, k] = 0
    heads[doc, IDENT] = -1


@inner
def _find_files(data: Bytes, wide: Wide, at: int, end: int) -> int:
    """Find the bracket of the `files` that a chunk begins with; -1 where it is no chunk."""
    key, at = _read_name(data, wide, skip_blank(data, at + 1, end), end)
    return at if at >= 0 and key == of.FILES and data[at] == OPEN_LIST else -1


@inner
def _read_files(
    data: Bytes, wide: Wide, at: int, end: int, times: Floats, heads: Ints, doc: int,
    numbers: Floats, marks: Ints, row: int, cells: Floats,
) -> tuple[int, int, int]:  # fmt: skip
    """Read the documents of a chunk, from the bracket; returns the byte after the chunk."""
    at = skip_blank(data, at + 1, end)
    while at < end and data[at] != CLOSE_LIST:
        if data[at] != OPEN_OBJECT:
            return -1, doc, row
        at, row = _read_document(data, wide, at, end, times, heads, doc, numbers, marks, row, cells)
        if at < 0 or heads[doc, _KIND] == 0:
            return -1, doc, row
        doc += 1
        at = skip_blank(data, at, end)
        if at < end and data[at] == COMMA:
            at = skip_blank(data, at + 1, end)
    at = skip_blank(data, at + 1, end)
    return (at + 1 if at < end and data[at] == CLOSE_OBJECT else -1), doc, row


@entry
def scan_documents(
    data: Bytes, wide: Wide, end: int, numbers: Floats, marks: Ints, times: Floats, heads: Ints,
    cells: Floats,
) -> tuple[int, int, int, int]:  # fmt: skip
    """Read documents of readsb that follow each other.

    Args:
        data: text from `aivdm_scan.pad`, shape (m,).
        wide: the same as words.
        end: bytes of it.
        numbers: filled, shape (n, 17), columns as in `aircraft_key.NUMBERS`; NaN: not told.
        marks: filled, shape (n, N_MARKS): see `aircraft_scan`.
        times: of each document, seconds or milliseconds since 1970, shape (d,); NaN: none.
        heads: marks of each document, shape (d, N_MARKS): address, registration, type, and `LIST`
            or `TRACE` where rows have their hash.
        cells: room, shape (1, 14).

    Returns:
        documents, rows, the byte after the last whole document, and the rows that were begun.
        Where that byte is not the end, what follows is of a form that is not for here: a text
        where a number is due, an escape in a callsign, no list of aircraft, damage, or more than
        the arrays hold.

    Notes:
        O(m). Values that are skipped are only checked to be closed.
    """
    n_docs = n_rows = 0
    at = skip_blank(data, 0, end)
    while at < end and data[at] == OPEN_OBJECT:
        files = _find_files(data, wide, at, end)
        doc, row = n_docs, n_rows
        if files >= 0:
            after, doc, row = _read_files(
                data, wide, files, end, times, heads, doc, numbers, marks, row, cells
            )
        else:
            after, row = _read_document(
                data, wide, at, end, times, heads, doc, numbers, marks, row, cells
            )
            if after >= 0 and heads[doc, _KIND] == 0:
                after = -1
            doc += 1
        if after < 0:
            return n_docs, n_rows, at, row
        n_docs, n_rows = doc, row
        at = skip_blank(data, after, end)
    return n_docs, n_rows, at, n_rows

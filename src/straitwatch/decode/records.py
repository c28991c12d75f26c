"""JSON and NDJSON turned into FIX, STATIC and REJECT."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from straitwatch.decode.columns import match_columns, settle_units
from straitwatch.decode.header import require_position
from straitwatch.decode.lines import Block, cut_blocks, find_lines
from straitwatch.decode.metadata import decode_metadata, is_metadata
from straitwatch.decode.readsb import Record
from straitwatch.decode.shape import Shape, read_shape
from straitwatch.decode.sift import Reject, Sieve, reject_table, sift
from straitwatch.model.error import SourceError
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import FIX, STATIC

__all__ = ["decode_json", "decode_json_lines", "decode_rows"]

_MOST_BYTES = 1 << 30
_ROWS = 50_000
_MAX_RAW_BYTES = 800


def decode_json(
    chunks: Iterable[bytes],
    source: str,
    tally: Tally,
    *,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Decoded]:
    """Decode one JSON document of dated positions.

    Args:
        chunks: the bytes in order, cut anywhere; the document is held in memory.
        source: label of the source.
        tally: counts; changed. One record is one row; its place in the document is its line.
        columns: the user's own map, our column -> name in the file.

    Yields:
        tables, one for some thousands of records.

    Raises:
        SourceError: no JSON, cut short, of no known shape, too large, without positions.
        ConfigError: the user's map does not fit.

    Notes:
        Where only the list is dated the fixes are undated: positions may be years old.
    """
    if columns is None:
        lines, chunks = _split_lines(chunks, source, tally)
        if lines:
            yield from lines
            return
    data = _join(chunks, source, tally)
    if columns is None and (aircraft := _find_aircraft(data, source, tally)):
        yield from aircraft
        return
    shape = read_shape(_load(data, source))
    if shape is None:
        mend = "write a list of records with mmsi or icao24, t, lat and lon"
        raise SourceError(f"{source}: JSON of no shape known to us: {mend}")
    tally.format = tally.format or shape.format
    tally.notes.extend(shape.notes)
    if not shape.records:
        tally.notes.append("the list is empty")
        return
    if columns is None and is_metadata(shape.records):
        yield from decode_metadata(shape.records, source, tally)
        return
    sieve = _start(shape, source, tally, columns)
    for start in range(0, len(shape.records), _ROWS):
        rows = shape.records[start : start + _ROWS]
        tally.lines += len(rows)
        yield decode_rows(rows, list(range(start + 1, start + len(rows) + 1)), sieve, tally)
    tally.notes.extend(sieve.late_notes())


def decode_json_lines(
    chunks: Iterable[bytes],
    source: str,
    tally: Tally,
    *,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Decoded]:
    """Decode NDJSON: one document a line, a record or a whole list each.

    As `decode_json`, but in bounded memory, and a line that is no JSON is a reject. A line that
    holds a list counts a row for each of its records.
    """
    if columns is None:
        lines, chunks = _split_lines(chunks, source, tally)
        if lines:
            yield from lines
            return
    sieve: Sieve | None = None
    n_before = 0
    for block in cut_blocks(chunks):
        tally.n_bytes += len(block.data)
        rows, numbers, others = _read_lines(block, n_before, tally)
        n_before += len(find_lines(block.data))
        if rows and sieve is None:
            sieve = _start(Shape("ndjson", rows), source, tally, columns)
        if sieve is None:
            tally.rejects.update(str(row[2]) for row in others)
            yield Decoded(FIX.empty_table(), STATIC.empty_table(), reject_table(others, source))
        else:
            yield decode_rows(rows, numbers, sieve, tally, others)
    if sieve:
        tally.notes.extend(sieve.late_notes())


def _split_lines(
    chunks: Iterable[bytes], source: str, tally: Tally
) -> tuple[Iterator[Decoded] | None, Iterator[bytes]]:
    """Tell documents of aircraft, one a line; returns what gives their tables, and the chunks."""
    from straitwatch.decode.adsb_documents import (  # noqa: PLC0415 - compiles kernels
        decode_aircraft_lines,
        holds_aircraft,
        join_until_line,
    )

    line, stream = join_until_line(chunks)
    if not holds_aircraft(line):
        return None, stream
    return decode_aircraft_lines(stream, source, tally), iter(())


def _find_aircraft(data: bytes, source: str, tally: Tally) -> Iterator[Decoded] | None:
    """Tell a document of aircraft; returns what gives its tables."""
    from straitwatch.decode.adsb_documents import decode_aircraft  # noqa: PLC0415 - compiles kernels

    return decode_aircraft(data, source, tally)


def _read_lines(
    block: Block, n_before: int, tally: Tally
) -> tuple[list[Record], list[int], list[Reject]]:
    """Read the lines of a block: records, the line of each, and the lines that are no JSON."""
    rows: list[Record] = []
    numbers: list[int] = []
    others: list[Reject] = []
    lines = find_lines(block.data)
    places = zip(lines.start.tolist(), lines.end.tolist(), strict=True)
    for number, (start, end) in enumerate(places, n_before + 1):
        line = block.data[start:end]
        if not line.strip():
            tally.lines += 1
            tally.skipped += 1
            continue
        found, fault = _read_line(line)
        if block.cut and end == lines.end[-1]:
            found, fault = [], Fault.TRUNCATED
        if fault:
            raw = line[:_MAX_RAW_BYTES].decode("utf-8", "backslashreplace")
            others.append((number, block.offset + start, fault, raw))
        tally.lines += len(found) + bool(fault)
        rows += found
        numbers += [number] * len(found)
    return rows, numbers, others


def _read_line(line: bytes) -> tuple[list[Record], Fault | None]:
    try:
        shape = read_shape(json.loads(line.decode()))
    except UnicodeDecodeError:
        return [], Fault.ENCODING
    except (ValueError, RecursionError):
        return [], Fault.MALFORMED
    return (shape.records, None) if shape else ([], Fault.MALFORMED)


def _join(chunks: Iterable[bytes], source: str, tally: Tally) -> bytes:
    held, n = [], 0
    for chunk in chunks:
        held.append(chunk)
        n += len(chunk)
        tally.n_bytes += len(chunk)
        if n > _MOST_BYTES:
            raise SourceError(
                f"{source}: one JSON document of more than {_MOST_BYTES >> 30} GiB: "
                "write one record a line (NDJSON), or CSV"
            )
    return b"".join(held)


def _load(data: bytes, source: str) -> object:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SourceError(f"{source}: JSON that is not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise SourceError(
            f"{source}: damaged JSON at line {error.lineno}, column {error.colno} "
            f"(character {error.pos} of {len(error.doc)}): {error.msg}; fetch the file again"
        ) from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{source}: JSON that cannot be read: {error}") from error


def _start(shape: Shape, source: str, tally: Tally, columns: Mapping[str, str] | None) -> Sieve:
    """Match the names of the records, and say what was taken for what."""
    names = dict.fromkeys(name for record in shape.records for name in record)
    match = match_columns(list(names), columns)
    first = {name: [_text(row.get(name)) or "" for row in shape.records[:200]] for name in names}
    match = settle_units(match, first, columns)
    if match.missing == ("t",) and shape.taken:
        tally.notes.append(
            f"the list was taken at {shape.taken}, its positions carry no time of their own: "
            "their fixes are undated"
        )
    else:
        require_position(match, source)
    tally.notes += [match.words, *match.remarks]
    return Sieve(source, match)


def decode_rows(
    rows: list[Record],
    numbers: list[int],
    sieve: Sieve,
    tally: Tally,
    others: list[Reject] | None = None,
) -> Decoded:
    """Turn records into tables.

    Args:
        rows: records, n.
        numbers: line of each in the source, n.
        sieve: what is remembered, and what is taken for what; changed.
        tally: counts; changed, but for `lines`.
        others: rejects that were found already; counted here.
    """
    used = [(column.target, name) for column, name in sieve.match.used]
    text = pa.table(
        {
            target: pa.array([_text(row.get(name)) for row in rows], pa.string())
            for target, name in used
        }
    )

    def reject(place: int, fault: Fault) -> Reject:
        raw = json.dumps(rows[place], ensure_ascii=False, default=str)
        return numbers[place], None, fault, _speakable(raw[:_MAX_RAW_BYTES])

    lines = np.array(numbers, np.int64)
    return sift(text, lines, sieve, tally, reject=reject, others=others or [])


def _text(value: Any) -> str | None:  # noqa: ANN401 - whatever stands in the document
    """A value as a cell: nothing for null, an empty text and what is no number."""
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    return _speakable(value if isinstance(value, str) else repr(value))


def _speakable(text: str) -> str:
    """Text without half characters (lone surrogates), which JSON can write and UTF-8 cannot."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()

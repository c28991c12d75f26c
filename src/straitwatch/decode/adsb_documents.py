"""JSON of aircraft, as one document or line by line, turned into FIX, STATIC and REJECT."""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain

import numpy as np

from straitwatch.decode.adsb_json import AircraftReader
from straitwatch.decode.adsb_scan import Scan
from straitwatch.decode.lines import Block, Lines, cut_blocks, find_lines
from straitwatch.decode.sift import Reject
from straitwatch.kernel.aircraft_scan import DOC, START
from straitwatch.model.error import SourceError
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally

__all__ = ["decode_aircraft", "decode_aircraft_lines", "holds_aircraft", "join_until_line"]

_MAX_RAW_BYTES = 800
_THREADS = 2  # ours: the scan, which holds no lock, takes two thirds of the time
_BLOCK = 8 << 20  # a list of a busy receiver has 200 kB: enough of them to work on at once
_BOM = b"\xef\xbb\xbf"
_INK = re.compile(rb"[^\xef\xbb\xbf\s]")
_NAMES = (b'"aircraft"', b'"ac"', b'"trace"', b'"files"', b'"states"', b'"full_count"')


def holds_aircraft(line: bytes) -> bool:
    """Tell whether a line is a whole document of readsb."""
    if not any(name in line for name in _NAMES):
        return False
    scan, at = AircraftReader("", Tally("")).scan(line)
    return bool(len(scan.heads)) and at >= len(line)


def decode_aircraft(data: bytes, source: str, tally: Tally) -> Iterator[Decoded] | None:
    """Decode a document of aircraft.

    Args:
        data: all of it.
        source: label of the rows.
        tally: is counted up, but for its bytes. One aircraft or point is one row, in order.

    Returns:
        what gives the tables; None where it is of no shape of readsb, tar1090 or OpenSky, or no
        JSON.
    """
    if not any(name in data for name in _NAMES):
        return None
    reader = AircraftReader(source, tally)
    scan, at = reader.scan(data.removeprefix(_BOM))
    whole: Scan | None = scan
    if at < len(data.removeprefix(_BOM)) or not len(scan.heads):
        try:
            whole = reader.load(data.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            return None
    return None if whole is None else _decode_whole(reader, whole, data.removeprefix(_BOM), tally)


def _decode_whole(
    reader: AircraftReader, scan: Scan, data: bytes, tally: Tally
) -> Iterator[Decoded]:
    if not len(scan):
        tally.notes.append("the list is empty")
    yield from reader.decode(scan, data, np.arange(1, len(scan) + 1))
    tally.notes.extend(reader.late_notes())


def decode_aircraft_lines(chunks: Iterable[bytes], source: str, tally: Tally) -> Iterator[Decoded]:
    """Decode documents of aircraft, one a line, in bounded memory.

    Args:
        chunks: bytes in order.
        source: label of the rows.
        tally: is counted up. A line counts a row for each of its aircraft, or as skipped when it
            lists none; one that is none of these documents is a reject.

    Yields:
        tables.
    """
    reader = AircraftReader(source, tally)
    n_before = 0
    for block, scanned in _scan_ahead(reader, cut_blocks(chunks, _BLOCK)):
        tally.n_bytes += len(block.data)
        lines = find_lines(block.data)
        yield from _decode_block(reader, block, scanned, lines, n_before, tally)
        n_before += len(lines)
    tally.notes.extend(reader.late_notes())


def _scan_ahead(
    reader: AircraftReader, blocks: Iterator[Block]
) -> Iterator[tuple[Block, tuple[Scan, int]]]:
    """Scan blocks on threads of their own while those before them become tables, in order."""
    ahead: deque[tuple[Block, Future[tuple[Scan, int]]]] = deque()
    broken: SourceError | None = None
    with ThreadPoolExecutor(_THREADS) as pool:
        try:
            for block in blocks:
                ahead.append((block, pool.submit(reader.scan, block.data)))
                if len(ahead) > _THREADS:
                    done, scanned = ahead.popleft()
                    yield done, scanned.result()
        except SourceError as error:
            broken = error
        yield from ((done, scanned.result()) for done, scanned in ahead)
    if broken:
        raise broken


def _decode_block(  # noqa: PLR0917 - what is known of a block
    reader: AircraftReader,
    block: Block,
    scanned: tuple[Scan, int],
    lines: Lines,
    n_before: int,
    tally: Tally,
) -> Iterator[Decoded]:
    """Decode the lines of a block: runs that scan at once, and between them the odd ones."""
    data, first = block.data, 0
    _count_idle(data, lines, tally)
    while first < len(lines):
        start = int(lines.start[first])
        text = data[start:] if start else data
        scan, at = reader.scan(text) if start else scanned
        if len(scan.heads):
            tally.lines += _n_empty(scan)
            tally.skipped += _n_empty(scan)
            row = np.searchsorted(lines.start, scan.marks[:, START] + start, side="right")
            yield from reader.decode(scan, text, row + n_before)
        odd = int(np.searchsorted(lines.start, at + start, side="right")) - 1
        if at >= len(text):
            return
        place = (n_before + odd + 1, block.offset + int(lines.start[odd]))
        is_cut = block.cut and odd == len(lines) - 1
        line = data[int(lines.start[odd]) : int(lines.end[odd])]
        yield from _decode_odd(reader, line, place, tally, is_cut=is_cut)
        first = odd + 1


def _count_idle(data: bytes, lines: Lines, tally: Tally) -> None:
    """Count the blank lines."""
    short = np.flatnonzero(lines.end - lines.start < 80)  # noqa: PLR2004 - a longer line is not looked at: it holds a document
    idle = sum(not data[lines.start[k] : lines.end[k]].strip() for k in short.tolist())
    tally.lines += idle
    tally.skipped += idle


def _n_empty(scan: Scan) -> int:
    """Count the documents that list nothing."""
    return len(scan.heads) - len(np.unique(scan.marks[:, DOC]))


def _decode_odd(
    reader: AircraftReader, line: bytes, place: tuple[int, int], tally: Tally, *, is_cut: bool
) -> Iterator[Decoded]:
    """Decode a line that is of another form."""
    scan, fault = _load(reader, line)
    others: list[Reject] = []
    if is_cut:
        scan, fault = None, Fault.TRUNCATED
    if fault:
        raw = line[:_MAX_RAW_BYTES].decode("utf-8", "backslashreplace")
        others = [(place[0], place[1], fault, raw)]
        tally.lines += 1
    if scan is None:
        scan = reader.scan(b"")[0]
    if not fault and not len(scan):
        tally.lines += 1
        tally.skipped += 1
    yield from reader.decode(scan, line, np.full(len(scan), place[0], np.int64), others)


def _load(reader: AircraftReader, line: bytes) -> tuple[Scan | None, Fault | None]:
    try:
        scan = reader.load(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None, Fault.ENCODING
    except (ValueError, RecursionError):
        return None, Fault.MALFORMED
    return (scan, None) if scan is not None else (None, Fault.MALFORMED)


def join_until_line(chunks: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Read chunks until the first line is whole and more follows; returns it and all of them."""
    held: list[bytes] = []
    stream = iter(chunks)
    try:
        for chunk in stream:
            held.append(chunk)
            if b"\n" not in chunk:
                continue
            whole = b"".join(held)
            line = _first_line(whole)
            if line:
                return line, chain([whole], stream)
            held = [whole]
    except SourceError as error:
        return b"", chain(held, _break(error))
    return b"", iter(held)


def _first_line(text: bytes) -> bytes:
    """The first line that is not blank, where more follows."""
    first = _INK.search(text)
    end = text.find(b"\n", first.start()) if first else -1
    return text[first.start() : end] if first and end >= 0 and _INK.search(text, end) else b""


def _break(error: SourceError) -> Iterator[bytes]:
    raise error
    yield b""

"""CSV archives of AIS and ADS-B turned into FIX, STATIC and REJECT."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from straitwatch.decode.cells import type_cells
from straitwatch.decode.cut import cut_block
from straitwatch.decode.header import Header, find_header
from straitwatch.decode.lines import BLOCK, Block, Lines, cut_blocks
from straitwatch.decode.sift import Reject, Sieve, sift_typed
from straitwatch.decode.typed import Typed
from straitwatch.model.error import SourceError
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally

__all__ = ["decode_block", "decode_csv", "parse_block"]

_MAX_RAW_BYTES = 800
_AHEAD = 2  # blocks parsed ahead: enough for two cores, bounded in memory


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
class Parsed:
    """A block cut into lines and cells, and these read.

    Attributes:
        block: the bytes.
        lines: where its lines are.
        n_skipped: lines that claim nothing.
        broken: lines that cannot be cut into cells, and why.
        typed: what stands in each line, n; those that are no rows are gaps.
    """

    block: Block
    lines: Lines
    n_skipped: int
    broken: dict[int, Fault]
    typed: Typed


def _parse_ahead(blocks: Iterator[Block], header: Header) -> Iterator[Parsed]:
    """Parse blocks in order, the next ones while the caller is at work on one."""
    ahead: deque[Future[Parsed]] = deque()
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


def parse_block(block: Block, header: Header) -> Parsed:
    """Cut whole lines into cells and read them; touches nothing else."""
    cut = cut_block(block, header)
    typed = type_cells(cut.cells, header.day_first)
    typed = typed if cut.is_row.all() else replace(typed, is_row=cut.is_row)
    return Parsed(block, cut.lines, cut.n_skipped, cut.broken, typed)


def decode_block(parsed: Parsed, sieve: Sieve, tally: Tally) -> Decoded:
    """Turn the cells of a block into tables; blocks in their order."""
    data, lines, base = parsed.block.data, parsed.lines, tally.lines

    def reject(place: int, fault: Fault) -> Reject:
        start, end = int(lines.start[place]), int(lines.end[place])
        raw = data[start : min(end, start + _MAX_RAW_BYTES)].decode("utf-8", "backslashreplace")
        return base + place + 1, parsed.block.offset + start, fault, raw

    tally.lines += len(lines)
    tally.n_bytes += len(data)
    tally.skipped += parsed.n_skipped
    return sift_typed(
        parsed.typed,
        np.arange(base + 1, base + len(lines) + 1),
        sieve,
        tally,
        reject=reject,
        others=[reject(place, fault) for place, fault in parsed.broken.items()],
    )

"""Chunks of bytes turned into blocks of whole lines, and a block into lines with places."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from straitwatch.model.error import SourceError

__all__ = [
    "BLOCK",
    "MAX_LINE",
    "Block",
    "Lines",
    "cut_blocks",
    "find_lines",
    "lines_of",
    "replace_lines",
    "take_lines",
]

MAX_LINE = 1 << 20
"""Bytes of a line at most; what is longer is no line of an archive."""

BLOCK = 1 << 20
"""Bytes of a block, about: enough to keep the work on it vectorised."""

_NEWLINE, _RETURN = 0x0A, 0x0D

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Block:
    """Whole lines in one piece.

    Attributes:
        data: the bytes; each line ends in a newline, but for the last of a source.
        offset: byte offset of the first in the source.
        cut: the source broke off in the middle of this, its last line.
    """

    data: bytes
    offset: int
    cut: bool = False


@dataclass(frozen=True)
class Lines:
    """Where the lines of a block are: bytes start to end, without the line's end, n."""

    start: Ints
    end: Ints

    def __len__(self) -> int:
        """Lines in the block."""
        return len(self.start)


def cut_blocks(chunks: Iterable[bytes], size: int = BLOCK) -> Iterator[Block]:
    """Cut a stream at line ends.

    Args:
        chunks: bytes in order.
        size: bytes of a block, about; memory stays at a few of these.

    Yields:
        blocks that together are the stream, but for what of a line is beyond `MAX_LINE`.

    Raises:
        SourceError: as the chunks do, after all that came has been yielded.
    """
    held: list[bytes] = []  # pieces of lines that wait for more
    n_held = offset = lost = 0  # lost: bytes dropped from the end of a line beyond any length
    stream = iter(chunks)
    while True:
        chunk, broken = _next_of(stream)
        if chunk is None:
            break
        end = (chunk.find(b"\n") if lost else chunk.rfind(b"\n")) + 1
        if end and n_held + end >= (0 if lost else size):
            data = b"".join([*held, memoryview(chunk)[:end]])
            yield Block(data, offset)
            offset += len(data) + lost
            held, n_held, lost = [], 0, 0
            chunk = chunk[end:]
        held.append(chunk)
        n_held += len(chunk)
        if n_held < size + MAX_LINE:
            continue
        data = b"".join(held)  # the line that ends it is longer than any block
        end = 0 if lost else data.rfind(b"\n") + 1
        if end:
            yield Block(data[:end], offset)
            offset += end
        rest = data[end:]
        lost += max(0, len(rest) - MAX_LINE)
        held, n_held = [rest[:MAX_LINE]], min(len(rest), MAX_LINE)
    yield from _cut_rest(b"".join(held), offset, broken)


def _cut_rest(rest: bytes, offset: int, broken: SourceError | None) -> Iterator[Block]:
    """Cut off what a broken source holds of its last line, and break in turn."""
    end = rest.rfind(b"\n") + 1 if broken else len(rest)
    if end:
        yield Block(rest[:end], offset)
    if rest[end:]:
        yield Block(rest[end:], offset + end, cut=True)
    if broken:
        raise broken


def _next_of(stream: Iterator[bytes]) -> tuple[bytes | None, SourceError | None]:
    """Take the next chunk; a source that breaks off ends the stream, with its error."""
    try:
        return next(stream, None), None
    except SourceError as error:
        return None, error


def find_lines(data: bytes) -> Lines:
    """Find the lines of a block; the end leaves out newline, and return before it."""
    raw = np.frombuffer(data, np.uint8)
    newline = np.flatnonzero(raw == _NEWLINE)
    if len(raw) and raw[-1] != _NEWLINE:
        newline = np.append(newline, len(raw))
    start = np.concatenate([np.zeros(min(1, len(newline)), np.int64), newline[:-1] + 1])
    has_return = (newline > start) & (raw[newline - 1] == _RETURN) if len(newline) else []
    return Lines(start, newline - np.asarray(has_return, np.int64))


def take_lines(data: bytes, lines: Lines, keep: Bools) -> bytes:
    """Join the lines kept, each with its own end; runs of them are copied at once."""
    edge = np.flatnonzero(np.diff(keep, prepend=False, append=False))
    begin = np.append(lines.start, len(data))[edge].tolist()
    view = memoryview(data)
    return b"".join([view[a:b] for a, b in zip(begin[::2], begin[1::2], strict=True)])


def replace_lines(data: bytes, lines: Lines, new: dict[int, bytes]) -> bytes:
    """Put other lines, without their ends, in the place of some; those get a plain newline."""
    pieces: list[bytes | memoryview] = []
    view, start = memoryview(data), 0
    begin = np.append(lines.start, len(data)).tolist()
    for place, line in sorted(new.items()):
        pieces += [view[start : begin[place]], line, b"\n"]
        start = begin[place + 1]
    return b"".join([*pieces, view[start:]])


def lines_of(places: Ints, lines: Lines) -> Ints:
    """Find the lines that bytes are in, rising, each once."""
    return np.unique(np.searchsorted(lines.start, places, side="right") - 1)

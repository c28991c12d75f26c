"""Pieces of a live feed turned into numbered lines, each counted."""

from collections.abc import Iterator
from dataclasses import dataclass

from straitwatch.decode.sift import Reject
from straitwatch.model.fault import Fault
from straitwatch.model.record import Tally

__all__ = ["Line", "LineReader", "reject_line", "text_of"]

MAX_LINE = 64 << 10
"""Bytes of a line; a feed cuts what is longer (`source.feed_wire.MAX_LINE`)."""

_MAX_RAW_BYTES = 800


@dataclass(frozen=True)
class Line:
    """One line.

    Attributes:
        number: 1 and up, over all that was heard.
        offset: bytes heard before it.
        raw: without its line end.
        is_whole: it had a line end; else a disconnect cut it.
    """

    number: int
    offset: int
    raw: bytes
    is_whole: bool = True


class LineReader:
    """Numbers lines over all pieces; counts bytes, lines and blank lines.

    Args:
        tally: is counted up.
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._number = self._offset = 0

    def read(self, data: bytes) -> Iterator[Line]:
        """Cut a piece into its lines; blank ones are counted as skipped and left out."""
        self._tally.n_bytes += len(data)
        start = 0
        while start < len(data):
            end = data.find(b"\n", start)
            stop = len(data) if end < 0 else end
            self._number += 1
            self._tally.lines += 1
            raw = data[start:stop].removesuffix(b"\r")
            if raw.strip():
                yield Line(self._number, self._offset + start, raw, end >= 0)
            else:
                self._tally.skipped += 1
            start = stop + 1
        self._offset += len(data)


def reject_line(line: Line, fault: Fault) -> Reject:
    """Make the reject of a line."""
    raw = line.raw[:_MAX_RAW_BYTES].decode("utf-8", "backslashreplace")
    return line.number, line.offset, fault, raw


def text_of(line: Line) -> str | Fault:
    """Read a line as text, or say why it is none."""
    if len(line.raw) > MAX_LINE:
        return Fault.TOO_LONG
    try:
        return line.raw.decode()
    except UnicodeDecodeError:
        return Fault.ENCODING

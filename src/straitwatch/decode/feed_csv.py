"""Live CSV lines turned into FIX, STATIC and REJECT, once their header came."""

from straitwatch.decode.feed_lines import LineReader, reject_line
from straitwatch.decode.header import Header, find_header
from straitwatch.decode.lines import Block
from straitwatch.decode.sift import Sieve, reject_table
from straitwatch.decode.table import decode_block, parse_block
from straitwatch.decode.tables import no_rows
from straitwatch.model.error import SourceError
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally

__all__ = ["CsvFeed"]

_MOST_HEAD = 64 << 10


class CsvFeed:
    """Decoder of CSV lines. The header is told with the first row after it, which it waits for.

    Args:
        source: label of the rows.
        tally: is counted up.
    """

    def __init__(self, source: str, tally: Tally) -> None:
        self._source, self._tally = source, tally
        self._head = b""  # until the header is told
        self._header: Header | None = None
        self._sieve: Sieve | None = None
        self._offset = 0
        self._refused: LineReader | None = None  # there is no header: all are rejects
        tally.format = "csv"

    def feed(self, data: bytes, t_us: int | None) -> Decoded:  # noqa: ARG002 - a CSV tells its times
        """Decode lines; half a line at the end is `truncated`."""
        if self._refused:
            return self._reject(data)
        if self._header is None:
            self._head += data
            data = self._find_header()
        return self._decode(data) if self._header and data else no_rows()

    def close(self) -> Decoded:
        """What still waits for a header becomes rejects."""
        data, self._head = self._head, b""
        if not data:
            return no_rows()
        self._refused = self._refused or LineReader(self._tally)
        return self._reject(data)

    def _find_header(self) -> bytes:
        """Read the header once a row follows; give back all that waited, or nothing yet."""
        rows = [at for at, line in enumerate(self._head.split(b"\n")[:-1]) if _is_row(line)]
        if len(rows) < 2 and len(self._head) < _MOST_HEAD:  # noqa: PLR2004 - header and a row
            return b""
        lines = self._head.split(b"\n")
        head = b"\n".join(lines[: rows[1] + 1 if len(rows) > 1 else None])
        data, self._head = self._head, b""
        try:
            self._header = find_header(head, self._source)
        except SourceError as error:
            self._tally.notes.append(str(error))
            self._refused = LineReader(self._tally)
            self._head = data  # for close or the next piece
            return b""
        self._tally.notes.extend(self._header.notes)
        self._sieve = Sieve(self._source, self._header.match, self._header.day_first)
        return data

    def _decode(self, data: bytes) -> Decoded:
        if self._header is None or self._sieve is None:
            return no_rows()
        block = Block(data, self._offset, cut=not data.endswith(b"\n"))
        self._offset += len(data)
        return decode_block(parse_block(block, self._header), self._sieve, self._tally)

    def _reject(self, data: bytes) -> Decoded:
        held, self._head = self._head, b""
        reader = self._refused or LineReader(self._tally)
        rejects = [reject_line(line, Fault.MALFORMED) for line in reader.read(held + data)]
        self._tally.rejects.update(str(one[2]) for one in rejects)
        none = no_rows()
        return Decoded(none.fixes, none.statics, reject_table(rejects, self._source))


def _is_row(line: bytes) -> bool:
    return bool(line.strip()) and not line.startswith(b"#")

"""Bytes of a CSV turned into lines, and these into cells: where each begins and how long it is."""
# Bytes stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR0917, PLR2004

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inlined, inner
from straitwatch.kernel.vector import count_trailing, mark_high, marks

__all__ = ["BLANK", "LOOK", "ROW", "cut_cells"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

ROW, BLANK, LOOK = np.uint8(0), np.uint8(1), np.uint8(2)
"""What a line is: cut into cells; empty; to be looked at more closely (see `cut_cells`)."""

_FEED, _RETURN, _QUOTE, _HASH = np.uint8(10), np.uint8(13), np.uint8(34), np.uint8(35)
_ZERO, _ONE = np.uint64(0), np.uint64(1)
_QUOTED, _CLOSED, _ODD, _HIGH = (np.int64(k) for k in (1, 2, 4, 8))


@inlined
def _follows(value: np.uint8, low: int, high: int) -> bool:
    return low <= value <= high


@inner
def is_utf8(buf: Bytes, at: int, end: int) -> bool:
    """Tell whether bytes are UTF-8 and hold no byte order mark.

    Notes:
        Source: The Unicode Standard 15, table 3-7, well-formed byte sequences. One byte at least
        is read behind the end: it stops every sequence that is cut short there.
    """
    while at < end:
        a, b, c, d = buf[at], buf[at + 1], buf[at + 2], buf[at + 3]
        if a < 0x80:
            n = 1
        elif 0xC2 <= a <= 0xDF and _follows(b, 0x80, 0xBF):
            n = 2
        elif 0xE0 <= a <= 0xEF and _follows(c, 0x80, 0xBF):
            low, high = 0xA0 if a == 0xE0 else 0x80, 0x9F if a == 0xED else 0xBF
            if not _follows(b, low, high) or (a == 0xEF and b == 0xBB and c == 0xBF):
                return False
            n = 3
        elif 0xF0 <= a <= 0xF4 and _follows(c, 0x80, 0xBF) and _follows(d, 0x80, 0xBF):
            low, high = 0x90 if a == 0xF0 else 0x80, 0x8F if a == 0xF4 else 0xBF
            if not _follows(b, low, high):
                return False
            n = 4
        else:
            return False
        at += n
    return at == end


@inlined
def _kind_of(buf: Bytes, begin: int, end: int, mode: int, head: Bytes) -> np.uint8:
    """Tell what a line is."""
    if end == begin:
        return BLANK
    if end - begin == len(head) and buf[begin] == head[0]:
        return LOOK
    if mode & (_QUOTED | _ODD) or buf[begin] == _HASH:
        return LOOK
    return LOOK if mode & _HIGH and not is_utf8(buf, begin, end) else ROW


@inlined
def _mark(buf: Bytes, at: int, cell: int, separator: np.uint8, mode: int) -> int:
    """Take in a quote, a return, or what stands in quotes."""
    byte = buf[at]
    if byte == _RETURN:
        return mode if buf[at + 1] == _FEED else mode | _ODD
    if byte != _QUOTE:
        return mode  # a separator in quotes
    if mode & _QUOTED:
        after = buf[at + 1]
        is_end = after == separator or after == _FEED or after == _RETURN  # noqa: PLR1714 - a bare kernel makes no set
        mode ^= _QUOTED
        return mode | _CLOSED if is_end else mode | _ODD
    return mode | _QUOTED if at == cell else mode | _ODD


@entry
def cut_cells(
    buf: Bytes,
    n: int,
    separator: np.uint8,
    stream: Ints,
    head: Bytes,
    most: int,
    cells: Ints,
    start: Ints,
    end: Ints,
    kind: Bytes,
) -> int:
    """Cut text into lines, and lines into those of their cells that are wanted.

    Args:
        buf: text of n bytes that ends in a line feed, and PAD bytes behind it.
        n: bytes of the text.
        separator: between cells.
        stream: the row of `cells` that each column of the file goes to; one that is not wanted
            goes to the last, shape (columns + 1,), of which the last is for what is too many.
        head: the header line, one byte at least: a line of its length and first byte
            is to be looked at.
        most: a line that is as long is to be looked at.
        cells: out, shape (k + 1, lines): begin of each cell, and its length from bit 32 on.
        start: out, shape (lines,): first byte of each line.
        end: out, shape (lines,): byte behind its last, line feed and return left out.
        kind: out, shape (lines,): ROW, BLANK or LOOK.

    Returns:
        how many lines there are.

    Notes:
        A row has the cells of the header's width. A cell in quotes that has no quote in it is
        bare of them. To be looked at are lines of another width, with other quotes, with a
        return within, with a byte order mark or bytes that are not UTF-8, and comments. What is
        no row has empty cells.
    """
    width = np.int64(len(stream) - 1)
    line = column = begin = cell = mode = np.int64(0)
    for chunk in range(0, n, 64):
        found = marks(buf, chunk, separator) | marks(buf, chunk, _FEED)
        found |= marks(buf, chunk, _QUOTE) | marks(buf, chunk, _RETURN)
        high = mark_high(buf, chunk)
        while found != _ZERO:
            at = chunk + count_trailing(found)
            below = (found ^ (found - _ONE)) >> _ONE
            found &= found - _ONE
            byte = buf[at]
            if byte == separator and not mode & _QUOTED:
                length = at - np.int64(mode & _CLOSED != 0) - cell
                cells[stream[min(column, width)], line] = cell | length << 32
                column, cell = column + 1, at + 1
                mode &= ~_CLOSED
            elif byte != _FEED:
                before = mode
                mode = _mark(buf, at, cell, separator, mode)
                cell += np.int64(mode & ~before & _QUOTED != 0)
            elif at < n:
                stop = at - np.int64(at > begin and buf[at - 1] == _RETURN)
                length = stop - np.int64(mode & _CLOSED != 0) - cell
                cells[stream[min(column, width)], line] = cell | length << 32
                mode |= _HIGH if high & below != _ZERO else 0
                mode |= _ODD if column + 1 != width or stop - begin >= most else 0
                kind[line] = _kind_of(buf, begin, stop, mode, head)
                if kind[line] != ROW:
                    cells[:, line] = 0
                start[line], end[line] = begin, stop
                line, begin, cell = line + 1, at + 1, at + 1
                column = mode = np.int64(0)
                high &= ~below
        mode |= _HIGH if high != _ZERO else 0
    return line

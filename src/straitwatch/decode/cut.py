"""Blocks of a CSV turned into lines, and these into the cells that are used."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from straitwatch.decode.cells import Cells
from straitwatch.decode.header import Header
from straitwatch.decode.lines import MAX_LINE, Block, Lines
from straitwatch.decode.odd import OddLines, cut_odd
from straitwatch.decode.typed import text_cells
from straitwatch.kernel.csv_bytes import pad_bytes
from straitwatch.kernel.csv_cells import BLANK, LOOK, ROW, cut_cells
from straitwatch.model.fault import Fault

__all__ = ["Cut", "cut_block"]

Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Cut:
    """A block, cut.

    Attributes:
        lines: where its lines are, n.
        n_skipped: lines that claim nothing.
        broken: lines that cannot be cut into cells, and why.
        cells: of each line, n; empty ones where it is no row.
        is_row: whether it is one, n.
    """

    lines: Lines
    n_skipped: int
    broken: dict[int, Fault]
    cells: Cells
    is_row: Bools


def cut_block(block: Block, header: Header) -> Cut:
    """Cut whole lines into cells."""
    used = {column.target: header.match.names.index(name) for column, name in header.match.used}
    buf, n = pad_bytes(block.data)
    columns = sorted(set(used.values()))  # one may stand for several of ours
    lines, kind, at = _cut(buf, n, header, columns)
    rows = {target: at[columns.index(column)] for target, column in used.items()}
    if block.cut and len(lines):
        kind[-1] = LOOK
    if block.offset == 0:
        kind[: header.place + 1] = BLANK
        at[:, : header.place + 1] = 0
    n_skipped = int(np.count_nonzero(kind == BLANK))
    places = np.flatnonzero(kind == LOOK)
    broken: dict[int, Fault] = {}
    if len(places):
        at[:, places] = 0
        odd = cut_odd(_joined(block.data, lines, places), header, cut=block.cut)
        buf = _lay_behind(block.data, odd, places, rows)
        kind[places[odd.rows]] = ROW
        n_skipped += len(odd.skipped)
        broken = {int(places[place]): fault for place, fault in odd.broken.items()}
    return Cut(lines, n_skipped, broken, Cells(buf, rows), kind == ROW)


def _cut(buf: Bytes, n: int, header: Header, used: list[int]) -> tuple[Lines, Bytes, Ints]:
    """Lines of a text, the kind of each, and the cells of columns of the file, n each."""
    most = int(np.count_nonzero(buf[:n] == 10))  # noqa: PLR2004 - line feed
    stream = np.full(header.width + 1, len(used), np.int64)
    stream[used] = np.arange(len(used))
    cells = np.empty((len(used) + 1, most), np.int64)
    start, end = np.empty(most, np.int64), np.empty(most, np.int64)
    kind = np.empty(most, np.uint8)
    head = np.frombuffer(header.line, np.uint8)
    separator = np.uint8(ord(header.separator))
    cut_cells(buf, n, separator, stream, head, MAX_LINE, cells, start, end, kind)
    return Lines(start, end), kind, cells[:-1]


def _joined(data: bytes, lines: Lines, places: Ints) -> bytes:
    """Some lines one behind the other, each with its end."""
    begin = np.append(lines.start, len(data))
    view = memoryview(data)
    edges = zip(begin[places].tolist(), begin[places + 1].tolist(), strict=True)
    return b"".join([view[a:b] for a, b in edges])


def _lay_behind(data: bytes, odd: OddLines, places: Ints, at: Mapping[str, Ints]) -> Bytes:
    """Put the cells of odd lines behind the text, and where they are into `at`."""
    pieces: list[bytes] = []
    n = len(data) + (not data.endswith(b"\n"))
    rows = places[odd.rows]
    for target, cells in at.items():
        text, own = text_cells(odd.text[target].combine_chunks())
        cells[rows] = own + n
        pieces.append(text.tobytes())
        n += len(text)
    return pad_bytes(data, b"".join(pieces))[0]

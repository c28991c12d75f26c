"""Cells of a CSV turned into words: their hashes, their distinct ones, and runs of their bytes."""
# Bytes stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inlined
from straitwatch.kernel.vector import load_word

__all__ = [
    "NOTHING",
    "begin_of",
    "find_distinct",
    "gather_cells",
    "is_nothing",
    "length_of",
    "mix_cells",
]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.uint64]

NOTHING = ("NULL", "null", "NaN", "nan", "None", "N/A", "n/a", "NA", "\\N")
"""Words that stand for an empty cell in archives and in what databases write."""

_NOTHING = np.array([int.from_bytes(word.encode(), "little") for word in NOTHING], np.uint64)
_LONGEST = max(map(len, NOTHING))
_LOW = np.int64(0xFFFFFFFF)
_ALL, _U0, _U3, _U8, _U32 = (np.uint64(k) for k in (0xFFFFFFFFFFFFFFFF, 0, 3, 8, 32))
_BLANKS, _UNITS = np.uint64(0x2020202020202020), np.uint64(0x1F1F1F1F1F1F1F1F)

# Odd 64-bit constants of SplitMix64's finaliser (Steele, Lea, Flood 2014): they spread a product.
_SPREAD_A, _SPREAD_B = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


@inlined
def begin_of(cell: int) -> int:
    """First byte of a cell."""
    return cell & _LOW


@inlined
def length_of(cell: int) -> int:
    """Bytes of a cell."""
    return cell >> 32


@inlined
def _head(buf: Bytes, at: int, length: int) -> np.uint64:
    """Read the first bytes of a cell, eight at most; zeros behind a shorter one."""
    if length >= 8:
        return load_word(buf, at)
    return load_word(buf, at) & ~(_ALL << (np.uint64(length) << _U3))


@inlined
def is_nothing(buf: Bytes, at: int, length: int) -> bool:
    """Tell whether a cell is empty or a word of NOTHING."""
    if length == 0:
        return True
    if length > _LONGEST:
        return False
    word, found = _head(buf, at, length), False
    for k in range(len(_NOTHING)):
        found |= word == _NOTHING[k]
    return found


@inlined
def _mix(total: np.uint64, word: np.uint64) -> np.uint64:
    total = (total ^ word) * _SPREAD_A
    total = (total ^ (total >> _U32)) * _SPREAD_B
    return total ^ (total >> _U32)


@inlined
def _hash(buf: Bytes, at: int, length: int, total: np.uint64) -> np.uint64:
    total ^= np.uint64(length)
    while length > 0:
        total = _mix(total, _head(buf, at, length))
        at += 8
        length -= 8
    return total


@inlined
def _is_blank(buf: Bytes, at: int, length: int) -> bool:
    """Tell whether nothing but blanks and unit separators stands in a cell."""
    blank = True
    for k in range(at, at + length):
        blank &= buf[k] == 32 or buf[k] == 31
        if not blank:
            break
    return blank


@entry
def mix_cells(buf: Bytes, cells: Ints, hashes: Hashes, says: npt.NDArray[np.bool_]) -> None:
    """Mix one more cell of each row into the row's hash.

    Args:
        buf: text, PAD bytes behind it.
        cells: as from `cut_cells`, n.
        hashes: of the cells before, n; changed.
        says: whether a row says anything, n; set where a cell holds more than blanks.

    Notes:
        A word of NOTHING counts as an empty cell. The hash is the same in every process.
    """
    for row in range(len(cells)):
        at, length = begin_of(cells[row]), length_of(cells[row])
        if is_nothing(buf, at, length):
            hashes[row] = _mix(hashes[row], _U0)
        else:
            hashes[row] = _hash(buf, at, length, _mix(hashes[row], _ALL))
            if not says[row]:
                says[row] = not _is_blank(buf, at, length)


@inlined
def _is_same(buf: Bytes, a: int, b: int, length: int) -> bool:
    same = True
    while length > 0 and same:
        same = _head(buf, a, length) == _head(buf, b, length)
        a, b, length = a + 8, b + 8, length - 8
    return same


@entry
def find_distinct(buf: Bytes, cells: Ints, table: Codes, firsts: Ints, codes: Codes) -> int:
    """Number the distinct words of cells in the order of their coming.

    Args:
        buf: text, PAD bytes behind it.
        cells: as from `cut_cells`, n.
        table: of -1, shape (m,) with m a power of two: room for the search.
        firsts: out, fewer than m: the first cell that holds each word.
        codes: out, n: number of each cell's word, -1 where nothing stands.

    Returns:
        how many words there are; -1 when there are more than `firsts` holds.
    """
    n, last = np.int64(0), np.uint64(len(table) - 1)
    for row in range(len(cells)):
        at, length = begin_of(cells[row]), length_of(cells[row])
        codes[row] = -1
        if is_nothing(buf, at, length):
            continue
        seat = _hash(buf, at, length, _U0) & last
        while True:
            code = table[seat]
            if code < 0:
                if n == len(firsts):
                    return -1
                firsts[n] = cells[row]
                table[seat] = codes[row] = n
                n += 1
                break
            same = length_of(firsts[code]) == length
            if same and _is_same(buf, begin_of(firsts[code]), at, length):
                codes[row] = code
                break
            seat = (seat + np.uint64(1)) & last
    return n


@entry
def gather_cells(
    buf: Bytes, cells: Ints, ends: Codes, text: Bytes, valid: npt.NDArray[np.bool_]
) -> None:
    """Copy cells one behind the other.

    Args:
        buf: text, PAD bytes behind it.
        cells: as from `cut_cells`, n.
        ends: out, zeros, shape (n + 1,): offsets.
        text: out, as many bytes as the cells have together.
        valid: out, n: whether anything but a word of NOTHING stands in the cell.
    """
    used = np.int64(0)
    for row in range(len(cells)):
        at, length = begin_of(cells[row]), length_of(cells[row])
        valid[row] = not is_nothing(buf, at, length)
        for k in range(at, at + length):
            text[used] = buf[k]
            used += 1
        ends[row + 1] = used

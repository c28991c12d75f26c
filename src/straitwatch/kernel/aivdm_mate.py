"""Parts A and B of type 24 put together: each part with what the other said before, by MMSI."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004, PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel import aivdm_layout as at
from straitwatch.kernel.aivdm_bits import take, unpack
from straitwatch.kernel.aivdm_code import BITS, FAULT, LINE, NO_TIME, OK, TEXT, TIME
from straitwatch.kernel.aivdm_layout import START, WIDTH
from straitwatch.kernel.aivdm_rows import fault_of, mmsi_of
from straitwatch.kernel.aivdm_scan import Wide
from straitwatch.kernel.bare import entry, inner

__all__ = ["APART_LINES", "APART_US", "MATE_WORDS", "find_mates", "new_memory"]

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

APART_US = 13 * 60 * 1_000_000
"""Two parts of more than that apart are not put together.

Each is sent every 6 minutes, B within a minute of A (M.1371-5, annex 8, 3.22): two intervals and
that minute, so that one of the two may be lost once.
"""

APART_LINES = 100_000
"""Ditto in lines, where one of the two has no time: 13 minutes of 128 lines a second. Ours."""

MATE_WORDS = 3
"""Words of 64 bits that hold either part."""

_SLOTS = 1 << 15  # identities that are remembered: of all class B ships within reach of a network
_PROBES = 8  # places that an identity may stand in; the one heard longest ago gives way
_MIX, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(64 - 15)  # Fibonacci hashing
_MMSI, _LINES, _TIMES, _WORDS = 0, 1, 3, 5  # columns: of part A, then of part B
_COLUMNS = _WORDS + 2 * MATE_WORDS


def new_memory() -> Ints:
    """Make the empty memory that `find_mates` carries from slab to slab: 2.8 MB when full.

    Returns:
        for each identity its MMSI (0: free), lines, times and words of its last part A and B;
        shape (slots, 11).
    """
    return np.zeros((_SLOTS, _COLUMNS), np.int64)


@inner
def seat_of(memory: Ints, mmsi: int) -> int:
    """Find the row of an identity, or make one; what was heard longest ago gives way."""
    first = np.int64((np.uint64(mmsi) * _MIX) >> _SHIFT)
    oldest = first
    for p in range(_PROBES):
        row = (first + p) & (_SLOTS - 1)
        if memory[row, _MMSI] == mmsi:
            return row
        if memory[row, _MMSI] == 0:
            oldest = row
            break
        if last_line(memory, row) < last_line(memory, oldest):
            oldest = row
    for c in range(_COLUMNS):
        memory[oldest, c] = 0
    memory[oldest, _MMSI] = mmsi
    return oldest


@inner
def last_line(memory: Ints, row: int) -> int:
    """Tell the line of the newer of an identity's two parts."""
    return max(memory[row, _LINES], memory[row, _LINES + 1])


@inner
def is_near(memory: Ints, row: int, part: int, t: int, line: int) -> bool:
    """Tell whether an identity's part A or B was heard, and not too long ago."""
    before, since = memory[row, _TIMES + part], memory[row, _LINES + part]
    if since == 0:
        return False
    if NO_TIME in (t, before):
        return line - since <= APART_LINES
    return abs(t - before) <= APART_US


@entry
def find_mates(
    wide: Wide, rec: Ints, marks: Ints, line: int, memory: Ints, words: Words, mates: Words
) -> None:
    """Give each part of type 24 what the other part of its identity said before, and remember it.

    Args:
        wide: bytes of the slab, from `widen`.
        rec: records, after `join_parts`.
        marks: those of one sentence that begin as type 24 does, in order; shape (n,).
        line: line number (1-based) of the slab's first line.
        memory: from `new_memory`.
        words: room for a payload, shape (N_WORDS,).
        mates: words of the other part, zeros where there is none; out, shape (n, MATE_WORDS).
    """
    for k in range(len(marks)):
        i = marks[k]
        for w in range(MATE_WORDS):
            mates[k, w] = 0
        bits, t, own = rec[i, BITS], rec[i, TIME], line + rec[i, LINE]
        if rec[i, FAULT] != OK or not unpack(wide, rec[i, TEXT], (bits + 5) // 6, words):
            continue
        kind, mmsi = take(words, START[0, at.TYPE], WIDTH[0, at.TYPE]), mmsi_of(words)
        if kind != 24 or fault_of(words, kind, bits, mmsi) != OK:
            continue
        part = take(words, START[kind, at.PART_NUMBER], WIDTH[kind, at.PART_NUMBER])
        row = seat_of(memory, mmsi)
        if is_near(memory, row, 1 - part, t, own):
            for w in range(MATE_WORDS):
                mates[k, w] = np.uint64(memory[row, _WORDS + MATE_WORDS * (1 - part) + w])
        memory[row, _LINES + part], memory[row, _TIMES + part] = own, t
        for w in range(MATE_WORDS):
            memory[row, _WORDS + MATE_WORDS * part + w] = np.int64(words[w])

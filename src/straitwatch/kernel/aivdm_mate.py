"""Parts A and B of type 24 put together: each part with what the other said before, by MMSI."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004, PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel import aivdm_layout as at
from straitwatch.kernel.aivdm_bits import Short, take, unpack
from straitwatch.kernel.aivdm_code import BITS, FAULT, LINE, NO_TIME, OK, TEXT, TIME
from straitwatch.kernel.aivdm_fetch import FAR, NEAR, fetch_bytes, fetch_record
from straitwatch.kernel.aivdm_layout import START, WIDTH
from straitwatch.kernel.aivdm_rows import fault_of, mmsi_of
from straitwatch.kernel.aivdm_scan import Wide
from straitwatch.kernel.bare import entry, inlined, inner
from straitwatch.kernel.vector import count_trailing, prefetch

__all__ = [
    "APART_LINES",
    "APART_US",
    "MATE_WORDS",
    "WHEN",
    "find_mates",
    "new_memory",
    "read_parts",
]
__all__ += ["words_of"]

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint64]
Memory = tuple[Codes, Ints, Ints]

APART_US = 13 * 60 * 1_000_000
"""Two parts of more than that apart are not put together.

Each is sent every 6 minutes, B within a minute of A (M.1371-5, annex 8, 3.22): two intervals and
that minute, so that one of the two may be lost once.
"""

APART_LINES = 100_000
"""Ditto in lines, where one of the two has no time: 13 minutes of 128 lines a second. Ours."""

MATE_WORDS = 2
"""Words of 64 bits that hold either part behind its part number: bits 40 to 167."""

_SLOTS = 1 << 15  # identities that are remembered: of all class B ships within reach of a network
_PROBES = 8  # places that an identity may stand in; the one heard longest ago gives way
_MIX, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(64 - 15)  # Fibonacci hashing
_LINES, _TIMES, _WORDS = 0, 2, 4  # columns of what is known: of part A, then of part B
_COLUMNS = _WORDS + 2 * MATE_WORDS
_WHO, _PART, WHEN, _WHERE = range(4)
_U0, _S24, _S40 = np.uint64(0), np.uint64(24), np.uint64(40)


def new_memory() -> Memory:
    """Make the empty memory that `find_mates` carries from slab to slab: 2.5 MB when full.

    Returns:
        seats: MMSI of each identity, 0: free; shape (slots,);
        last: line of the newer of its two parts, shape (slots,);
        known: lines, times and words of its last part A and B, shape (slots, 8).
    """
    return (
        np.zeros(_SLOTS, np.int32),
        np.zeros(_SLOTS, np.int64),
        np.zeros((_SLOTS, _COLUMNS), np.int64),
    )


@inlined
def first_of(mmsi: int) -> int:
    """Tell the first place that an identity may stand in."""
    return np.int64((np.uint64(mmsi) * _MIX) >> _SHIFT)


@inlined
def seat_of(seats: Codes, last: Ints, mmsi: int) -> tuple[int, bool]:
    """Find the row of an identity, or give it one: free, or of what was heard longest ago.

    Returns:
        the row; whether it is new.
    """
    first = first_of(mmsi)
    own = free = _U0  # places, as bits: a branch for each could not be foretold
    for p in range(_PROBES):
        seat = seats[(first + p) & (_SLOTS - 1)]
        own |= np.uint64(seat == mmsi) << np.uint64(p)
        free |= np.uint64(seat == 0) << np.uint64(p)
    if own != _U0:
        return (first + count_trailing(own)) & (_SLOTS - 1), False
    if free != _U0:
        return (first + count_trailing(free)) & (_SLOTS - 1), True
    row, oldest = first, last[first]
    for p in range(1, _PROBES):
        other = (first + p) & (_SLOTS - 1)
        row = other if last[other] < oldest else row
        oldest = min(last[other], oldest)
    return row, True


@inner
def find_rows(told: Ints, line: int, seats: Codes, last: Ints, rows: Ints) -> None:
    """Find the row of each part's identity; where it is a new one, the row less _SLOTS."""
    for k in range(len(told)):
        ahead = first_of(told[min(k + FAR, len(told) - 1), _WHO])
        prefetch(seats, seats.itemsize * ahead)
        prefetch(last, last.itemsize * ahead)
        mmsi = told[k, _WHO]
        if mmsi > 0:
            row, is_new = seat_of(seats, last, mmsi)
            seats[row], last[row] = mmsi, line + told[k, _WHERE]
            rows[k] = row - _SLOTS if is_new else row


@inner
def is_near(known: Ints, row: int, part: int, t: int, line: int) -> bool:
    """Tell whether an identity's part A or B was heard, and not too long ago."""
    before, since = known[row, _TIMES + part], known[row, _LINES + part]
    if since == 0:
        return False
    if NO_TIME in (t, before):
        return line - since <= APART_LINES
    return abs(t - before) <= APART_US


@inlined
def words_of(mates: Words, m: int) -> Short:
    """Give the words of part m behind 40 bits of zeros, as they stood in its message."""
    first, second = mates[m, 0], mates[m, 1]
    return first >> _S40, first << _S24 | second >> _S40, second << _S24, _U0


@entry
def read_parts(wide: Wide, rec: Ints, marks: Ints, room: Words, told: Ints, said: Words) -> None:
    """Read parts of type 24.

    Args:
        wide: bytes of the slab, from `widen`.
        rec: records, from `parse_lines`.
        marks: those of one sentence that begin as type 24 does, in order; shape (n,).
        room: for a payload, shape (N_WORDS,).
        told: who, which part, when and in which line of the slab, out; shape (n, 4). Nobody (0)
            where it is not a good message.
        said: words of the part, out; shape (n, MATE_WORDS).
    """
    for k in range(len(marks)):
        i = marks[k]
        fetch_record(rec, marks[min(k + FAR, len(marks) - 1)])
        fetch_bytes(wide, rec[marks[min(k + NEAR, len(marks) - 1)], TEXT])
        bits, told[k, _WHO] = rec[i, BITS], 0
        if rec[i, FAULT] != OK or not unpack(wide, rec[i, TEXT], (bits + 5) // 6, room):
            continue
        kind, mmsi = take(room, START[0, at.TYPE], WIDTH[0, at.TYPE]), mmsi_of(room)
        if kind != 24 or fault_of(room, kind, bits, mmsi) != OK:
            continue
        told[k, _WHO], told[k, WHEN], told[k, _WHERE] = mmsi, rec[i, TIME], rec[i, LINE]
        told[k, _PART] = take(room, START[kind, at.PART_NUMBER], WIDTH[kind, at.PART_NUMBER])
        for w in range(MATE_WORDS):
            said[k, w] = room[w] << _S40 | room[w + 1] >> _S24


@entry
def find_mates(
    told: Ints, said: Words, line: int, seats: Codes, last: Ints, known: Ints, mates: Words,
    rows: Ints,
) -> None:  # fmt: skip
    """Give each part of type 24 what the other part of its identity said before, and remember it.

    Args:
        told: this and the next from `read_parts`.
        said: words of each part, shape (n, MATE_WORDS).
        line: line number (1-based) of the slab's first line.
        seats: this and the next two from `new_memory`.
        last: when each was heard.
        known: what each said.
        mates: words of the other part, zeros where there is none; out, shape (n, MATE_WORDS).
        rows: room, shape (n,).
    """
    find_rows(told, line, seats, last, rows)
    for k in range(len(told)):
        ahead = rows[min(k + FAR, len(told) - 1)] & (_SLOTS - 1)
        prefetch(known, known.itemsize * _COLUMNS * ahead)
        mates[k, 0] = mates[k, 1] = _U0
        if told[k, _WHO] == 0:
            continue
        part, t, own = told[k, _PART], told[k, WHEN], line + told[k, _WHERE]
        row = rows[k] & (_SLOTS - 1)
        if rows[k] < 0:
            known[row, _LINES + 1 - part] = 0
        elif is_near(known, row, 1 - part, t, own):
            for w in range(MATE_WORDS):
                mates[k, w] = np.uint64(known[row, _WORDS + MATE_WORDS * (1 - part) + w])
        known[row, _LINES + part], known[row, _TIMES + part] = own, t
        for w in range(MATE_WORDS):
            known[row, _WORDS + MATE_WORDS * part + w] = np.int64(said[k, w])

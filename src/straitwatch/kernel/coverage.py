"""Fixes counted by where, when and by whom they were heard: open tables that only a step empties.

A key is one integer: number of the time step, group (whose ears), craft, cell; so keys sort by
time first.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.craft import is_aircraft
from straitwatch.kernel.jit import jit
from straitwatch.kernel.rows import Rows

__all__ = [
    "CELL_DEG",
    "COLUMNS",
    "ROWS",
    "Heard",
    "count_heard",
    "empty_heard",
    "key_of",
    "others_heard",
    "rebuild",
    "split_keys",
    "step_of",
]

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.int8]

CELL_DEG = 0.25
"""Side of a cell: 15 nm from south to north. Ours: a ship at 15 kn needs an hour to cross it, so a
cell and its neighbours are what was near it in that hour; a shore station's reach of 20 to 60 nm
still shows as several cells; and it is the tile of the chart."""

ROWS, COLUMNS = 720, 1440
_PER_DEG = 1.0 / CELL_DEG
_CELL_BITS, _GROUP_BITS, _STEP_BITS = 20, 20, 22
_CRAFT_SHIFT = _CELL_BITS
_GROUP_SHIFT = _CRAFT_SHIFT + 1
_STEP_SHIFT = _GROUP_SHIFT + _GROUP_BITS
_MOST_STEPS = 1 << _STEP_BITS  # of a quarter of an hour: 1970 to 2089
_NONE = -1
_ENTRIES, _PAIRS = 0, 1


class Heard(NamedTuple):
    """What was heard so far; what is asked together lies together.

    Attributes:
        table: open table of keys (-1 where free) and their entries, shape (c, 2), c a power of 2.
        entry: key, fixes, distinct objects, in the order in which they came, shape (r, 3).
        pair: open table of key (-1 where free) and object that were counted, shape (d, 2).
        told: number of entries and of pairs, shape (2,).
    """

    table: Ints
    entry: Ints
    pair: Ints
    told: Ints


def empty_heard(entries: int, pairs: int) -> Heard:
    """Make room for so many of each; both are powers of 2."""
    return Heard(
        table=np.full((2 * entries, 2), _NONE, np.int64),
        entry=np.zeros((entries, 3), np.int64),
        pair=np.full((2 * pairs, 2), _NONE, np.int64),
        told=np.zeros(2, np.int64),
    )


@jit
def _mix(key: int) -> int:
    """Scatter the bits of a key (Steele et al. 2014, SplitMix64: its last steps)."""
    z = np.uint64(key)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.int64((z ^ (z >> np.uint64(31))) >> np.uint64(1))


@jit
def _place(table: Ints, key: int) -> int:
    """Where a key stands, or would stand."""
    last = len(table) - 1
    p = _mix(key) & last
    while table[p, 0] != _NONE and table[p, 0] != key:
        p = (p + 1) & last
    return p


@jit
def _pair_place(pair: Ints, key: int, object_id: int) -> int:
    last = len(pair) - 1
    p = _mix(key ^ _mix(object_id + 1)) & last
    while pair[p, 0] != _NONE and not (pair[p, 0] == key and pair[p, 1] == object_id):
        p = (p + 1) & last
    return p


@jit
def _cell(lon: float, lat: float) -> int:
    row = min(max(int((lat + 90.0) * _PER_DEG), 0), ROWS - 1)
    column = int(np.floor((lon + 180.0) * _PER_DEG))
    if not 0 <= column < COLUMNS:
        column %= COLUMNS
    return row * COLUMNS + column


@jit
def key_of(step: int, group: int, aircraft: bool, cell: int) -> int:
    """Pack a key."""
    craft = 1 if aircraft else 0
    return (step << _STEP_SHIFT) | (group << _GROUP_SHIFT) | (craft << _CRAFT_SHIFT) | cell


def step_of(key: Ints) -> Ints:
    """Take the number of the time step out of keys."""
    return key >> _STEP_SHIFT


def split_keys(key: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Take keys apart: step, group, craft (1 for aircraft), cell; shape (k,) each."""
    group = (key >> _GROUP_SHIFT) & ((1 << _GROUP_BITS) - 1)
    return key >> _STEP_SHIFT, group, (key >> _CRAFT_SHIFT) & 1, key & ((1 << _CELL_BITS) - 1)


@jit
def _enter(table: Ints, entry: Ints, told: Ints, key: int) -> int:
    """Find the entry of a key, or make it."""
    p = _place(table, key)
    if table[p, 0] == _NONE:
        e = told[_ENTRIES]
        table[p, 0], table[p, 1] = key, e
        entry[e, 0], entry[e, 1], entry[e, 2] = key, 0, 0
        told[_ENTRIES] = e + 1
    return table[p, 1]


@jit
def count_heard(  # noqa: PLR0917 - kernels take arguments in order: the compiler knows no keywords-only
    rows: Rows,
    group: Codes,
    step_us: int,
    first_step: int,
    start: int,
    heard: Heard,
    last_key: Ints,
    last_at: Codes,
) -> int:
    """Count rows, each in the entry of its step, group, craft and cell.

    The first fix of a lane is not counted: alone it proves nothing, and it may be a place where
    nobody was.

    Args:
        rows: n rows.
        group: who heard each row, 0 to 2^20 - 1, shape (n,).
        step_us: µs.
        first_step: what is earlier is not counted any more.
        start: first row.
        heard: counted into, in place.
        last_key: of each slot, the key under which it was last counted, -1 for none.
        last_at: of each slot, the entry of that key.

    Returns:
        n, or the row for which there is no room.
    """
    step, began = np.int64(0), np.int64(0)
    table, entry, pair, told = heard
    for i in range(start, len(rows.t)):
        s = rows.slot[i]
        if rows.fresh[i]:
            last_key[s] = _NONE
            continue
        if not 0 <= rows.t[i] - began < step_us:  # a division takes as long as all the rest
            step = rows.t[i] // step_us
            began = step * step_us
        lon, lat = rows.lon[i], rows.lat[i]
        if step < first_step or step >= _MOST_STEPS or not np.isfinite(lon + lat):
            continue
        key = key_of(step, group[i], is_aircraft(rows.object_id[i]), _cell(lon, lat))
        if last_key[s] == key and entry[last_at[s], 0] == key:
            entry[last_at[s], 1] += 1
            continue
        if told[_ENTRIES] >= len(entry) or 2 * told[_PAIRS] >= len(pair):
            return i
        e = _enter(table, entry, told, key)
        entry[e, 1] += 1
        p = _pair_place(pair, key, rows.object_id[i])
        if pair[p, 0] == _NONE:
            pair[p, 0], pair[p, 1] = key, rows.object_id[i]
            entry[e, 2] += 1
            told[_PAIRS] += 1
        last_key[s], last_at[s] = key, e
    return len(rows.t)


@jit
def rebuild(old: Heard, new: Heard, first_step: int) -> None:
    """Move what is of `first_step` or later into tables that are empty and have room for it."""
    for e in range(old.told[_ENTRIES]):
        key = old.entry[e, 0]
        if key >> _STEP_SHIFT >= first_step:
            at = _enter(new.table, new.entry, new.told, key)
            new.entry[at, 1], new.entry[at, 2] = old.entry[e, 1], old.entry[e, 2]
    for q in range(len(old.pair)):
        key = old.pair[q, 0]
        if key != _NONE and key >> _STEP_SHIFT >= first_step:
            p = _pair_place(new.pair, key, old.pair[q, 1])
            new.pair[p, 0], new.pair[p, 1] = key, old.pair[q, 1]
            new.told[_PAIRS] += 1


@jit
def _heard_near(heard: Heard, step: int, group: int, object_id: int, cell: int) -> int:
    """Count the other objects in one step, in a cell and the eight around it."""
    row, column, total = cell // COLUMNS, cell % COLUMNS, 0
    for r in range(max(row - 1, 0), min(row + 2, ROWS)):
        for c in range(column - 1, column + 2):
            key = key_of(step, group, is_aircraft(object_id), r * COLUMNS + c % COLUMNS)
            p = _place(heard.table, key)
            if heard.table[p, 0] == _NONE:
                continue
            total += heard.entry[heard.table[p, 1], 2]
            q = _pair_place(heard.pair, key, object_id)
            if heard.pair[q, 0] != _NONE:
                total -= 1
    return total


@jit
def others_heard(  # noqa: PLR0917 - see above
    heard: Heard,
    group: int,
    object_id: int,
    t: int,
    lon: float,
    lat: float,
    step_us: int,
    before_us: int,
    until: int,
) -> tuple[int, int]:
    """Count who else was heard near a place, before a moment and after it.

    Args:
        heard: what was heard.
        group: by whom.
        object_id: it is left out, and tells ships from aircraft.
        t: the moment, µs.
        lon: degrees.
        lat: degrees.
        step_us: time step of `heard`, µs.
        before_us: how far back to look, µs.
        until: how far on to look, µs; all of what is earlier must have been counted.

    Returns:
        the most objects in one whole step before t, and in one whole step after it, in the cell
        and the eight around it; one that went from cell to cell within the step counts in both.
    """
    cell, before, after = _cell(lon, lat), 0, 0
    for step in range(max((t - before_us) // step_us, 0), t // step_us):
        before = max(before, _heard_near(heard, step, group, object_id, cell))
    for step in range(max(-(-t // step_us), 0), until // step_us):
        after = max(after, _heard_near(heard, step, group, object_id, cell))
    return before, after

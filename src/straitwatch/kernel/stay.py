"""Fixes with a side into stays: runs on one side, with hysteresis and dwell."""

# Kernels take arrays one by one, in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit

__all__ = [
    "BROKEN",
    "CANDIDATE",
    "CHANGED",
    "IN_AFTER",
    "IN_BEFORE",
    "LAST",
    "MARKS",
    "NEAR",
    "SIDE",
    "sweep_stays",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

SIDE, CANDIDATE, IN_BEFORE, IN_AFTER, NEAR, LAST = range(6)
"""Marks of a slot, all row numbers: last fix on the side that holds, first of a run on another
side, last fix outside before the stay and first inside (the former -1 for one that began inside),
fix of the stay nearest the coast, last fix of all."""
MARKS = 6
CHANGED, BROKEN = 0, 1


@jit
def _end_stay(m: Ints, out_after: int, how: int, slot: int, stays: Ints, found: int) -> int:
    row = stays[found]
    row[0], row[1], row[2], row[3] = slot, m[IN_BEFORE], m[IN_AFTER], m[NEAR]
    row[4], row[5], row[6] = m[SIDE], out_after, how
    m[IN_BEFORE], m[IN_AFTER], m[NEAR] = -1, -1, -1
    return found + 1


@jit
def _begin(m: Ints, row: int, side: Ints) -> None:
    m[SIDE], m[CANDIDATE] = row, -1
    if side[row] > 0:
        m[IN_BEFORE], m[IN_AFTER], m[NEAR] = -1, row, row


@jit
def _go_on(m: Ints, row: int, side: Ints, coast: Floats) -> None:
    m[SIDE], m[CANDIDATE] = row, -1
    if side[row] > 0 and coast[row] < coast[m[NEAR]]:
        m[NEAR] = row


@jit
def _change(m: Ints, row: int, side: Ints, coast: Floats) -> None:
    if side[row] > 0:
        m[IN_BEFORE], m[IN_AFTER] = m[SIDE], m[CANDIDATE]
        m[NEAR] = row if coast[row] < coast[m[CANDIDATE]] else m[CANDIDATE]
    m[SIDE], m[CANDIDATE] = row, -1


@jit
def sweep_stays(
    t: Ints,
    side: Ints,
    coast: Floats,
    sure: Bools,
    broken: Bools,
    slot: Ints,
    dwell_us: int,
    marks: Ints,
    stays: Ints,
) -> int:
    """Sweep fixes in order of time and find the stays that end.

    A side is left when a fix on another one is sure, or when fixes on that other side go on for
    the dwell; a run that returns before either is no change.

    Args:
        t: µs, shape (n,): first the rows in memory, then the batch by object and time.
        side: 0 outside, above 0 inside (which number: inside whose), -1 not known: passed over.
        coast: metres to the coast, inf where far, shape (n,).
        sure: whether the fix is beyond the error on its side, shape (n,).
        broken: of the batch: whether the object cannot have come here from its fix before, (b,).
        slot: slot of each row of the batch, shape (b,).
        dwell_us: µs.
        marks: shape (m, 6), changed in place.
        stays: shape (k, 7): slot, IN_BEFORE, IN_AFTER, NEAR, last fix inside, first outside (or
            first after the break), CHANGED or BROKEN.

    Returns:
        how many stays ended; `stays` must have room for b of them.
    """
    start, found = len(t) - len(slot), 0
    for k in range(len(slot)):
        i, m = start + k, marks[slot[k]]
        m[LAST] = i
        if broken[k] and m[SIDE] >= 0:
            if side[m[SIDE]] > 0:
                found = _end_stay(m, i, BROKEN, slot[k], stays, found)
            m[SIDE], m[CANDIDATE] = -1, -1
        if side[i] < 0:
            continue
        if m[SIDE] < 0:
            _begin(m, i, side)
        elif side[i] == side[m[SIDE]]:
            _go_on(m, i, side, coast)
        else:
            if m[CANDIDATE] < 0 or side[m[CANDIDATE]] != side[i]:
                m[CANDIDATE] = i
            limit = side[i] == 0 or side[m[SIDE]] == 0  # between two States only the dwell speaks
            if (sure[i] and limit) or t[i] - t[m[CANDIDATE]] >= dwell_us:
                if side[m[SIDE]] > 0:
                    found = _end_stay(m, m[CANDIDATE], CHANGED, slot[k], stays, found)
                _change(m, i, side, coast)
    return found

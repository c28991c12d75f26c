"""Slots of a stream into seats: small numbers for the lanes that matter, in the order they came."""

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit

__all__ = ["seat_lanes", "seat_lanes_plain"]

Codes = npt.NDArray[np.int32]


@jit
def seat_lanes(slot: Codes, seat: Codes, taken: int, seats: Codes) -> int:
    """Give each slot its seat, and a new one where it has none.

    Args:
        slot: shape (n,).
        seat: seat of each slot, -1 for none yet, shape (m,), changed in place.
        taken: how many are given.
        seats: seat of each row, shape (n,), filled.

    Returns:
        how many are given by now.
    """
    for i in range(len(slot)):
        s = slot[i]
        if seat[s] < 0:
            seat[s] = taken
            taken += 1
        seats[i] = seat[s]
    return taken


def seat_lanes_plain(slot: Codes, seat: Codes, taken: int, seats: Codes) -> int:
    """Do the same with arrays: the reference."""
    rows = np.flatnonzero(seat[slot] < 0)
    new, first = np.unique(slot[rows], return_index=True)
    seat[new[np.argsort(first)]] = np.arange(taken, taken + len(new))
    seats[:] = seat[slot]
    return taken + len(new)

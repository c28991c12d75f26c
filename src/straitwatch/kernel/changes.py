"""Rows that objects say turned into those that say something else than the object's row before."""
# Kernels take arrays one by one.
# ruff: noqa: PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inlined

__all__ = ["find_changes", "keep_seats"]

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

_SPREAD, _HIGH = np.uint64(0x9E3779B97F4A7C15), np.uint64(32)  # 2^64 over the golden ratio: Knuth


@inlined
def _seat(ids: Ints, own: int) -> np.uint64:
    """Find the seat of an object, or the free one that it is to have."""
    last = np.uint64(len(ids) - 1)
    seat = (np.uint64(own) * _SPREAD) >> _HIGH & last
    while ids[seat] != 0 and ids[seat] != own:
        seat = (seat + np.uint64(1)) & last
    return seat


@entry
def find_changes(
    own: Ints,
    said: Hashes,
    now: int,
    ids: Ints,
    last_said: Hashes,
    heard: Ints,
    fresh: Ints,
) -> tuple[int, int]:
    """Find the rows that say something new, in their order.

    Args:
        own: object of each row, n, none 0.
        said: hash of what it says, n; 0 for nothing: such a row is none.
        now: number of this call.
        ids: seats, a power of two of them, with at least n more than there are objects: the
            objects; 0 for a free one. Changed, as are the next two.
        last_said: of each seat's object.
        heard: call in which it said something last.
        fresh: out, n.

    Returns:
        how many rows say something new, and how many objects are new.
    """
    n = n_objects = np.int64(0)
    for row in range(len(own)):
        if said[row] == np.uint64(0):
            continue
        seat = _seat(ids, own[row])
        if ids[seat] == 0:
            ids[seat] = own[row]
            n_objects += 1
        elif last_said[seat] == said[row]:
            heard[seat] = now
            continue
        last_said[seat], heard[seat] = said[row], now
        fresh[n] = row
        n += 1
    return n, n_objects


@entry
def keep_seats(
    old_ids: Ints, old_said: Hashes, old_heard: Ints, ids: Ints, said: Hashes, heard: Ints
) -> None:
    """Give objects seats in a larger room: `ids`, `said` and `heard`, all zeros before."""
    for row in range(len(old_ids)):
        if old_ids[row] != 0:
            seat = _seat(ids, old_ids[row])
            ids[seat], said[seat], heard[seat] = old_ids[row], old_said[row], old_heard[row]

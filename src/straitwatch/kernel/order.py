"""Keys of rows turned into the order that sorts them: a radix sort that skips what is in order."""
# Kernels take arrays one by one.
# ruff: noqa: PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry

__all__ = ["order_rows"]

Ints = npt.NDArray[np.int64]

_BITS = 11  # of a pass: 2,048 counts lie in the first cache
_MASK = np.uint64((1 << _BITS) - 1)


@entry
def _is_rising(key: Ints, order: Ints) -> bool:
    k, n = np.int64(1), len(order)
    while k < n and key[order[k]] >= key[order[k - 1]]:
        k += 1
    return k >= n


@entry
def _count_order(key: Ints, low: int, shift: int, order: Ints, out: Ints, count: Ints) -> None:
    """Sort an order by some bits of a key, keeping what is there among equals.

    Args:
        key: n.
        low: least of it.
        shift: first of the bits of key less low.
        order: rows, n.
        out: rows, n.
        count: zeros, 2^_BITS.
    """
    base, places = np.uint64(low), np.uint64(shift)
    for k in range(len(key)):
        count[(np.uint64(key[k]) - base) >> places & _MASK] += 1
    total = np.int64(0)
    for k in range(len(count)):
        total, count[k] = total + count[k], total
    for k in range(len(order)):
        digit = (np.uint64(key[order[k]]) - base) >> places & _MASK
        out[count[digit]] = order[k]
        count[digit] += 1


def order_rows(*keys: Ints) -> Ints | None:
    """Find the order that sorts rows by keys, the first one foremost; equal rows keep theirs.

    Args:
        keys: n each.

    Returns:
        places of the rows, n, as `np.lexsort(keys[::-1])` gives; None when they are in order.

    Notes:
        O(n) for each 11 bits by which a key differs: 30 bits of MMSI take three passes. Keys
        that rise already, as the times and lines of an archive do, take none.
        Source: Knuth, The Art of Computer Programming, vol. 3, 5.2.5.
    """
    n = len(keys[0])
    order, other = np.arange(n), np.empty(n, np.int64)
    is_same = True
    for key in map(np.ascontiguousarray, reversed(keys)):
        if _is_rising(key, order):
            continue
        low, high = int(key.min()), int(key.max())
        for shift in range(0, (high - low).bit_length(), _BITS):
            _count_order(key, low, shift, order, other, np.zeros(1 << _BITS, np.int64))
            order, other = other, order
        is_same = False
    return None if is_same else order

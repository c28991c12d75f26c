"""Speeds of a lane into its usual one: a histogram of fixed size, and its median."""

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit

__all__ = ["SPEEDS", "add_speed", "median_speed"]

Counts = npt.NDArray[np.uint16]

SPEEDS = 64
"""Bins of half a knot from 3 to 35 kn: below a ship is hardly under way, above is one bin."""
_FROM_KN, _BIN_KN = 3.0, 0.5
_MOST = 65_535
_LEAST = 30


@jit
def add_speed(counts: Counts, speed_kn: float) -> bool:
    """Count a speed, in place; returns whether it is one of a ship under way.

    Args:
        counts: shape (SPEEDS,). When a count is full all are halved: what is old weighs less.
        speed_kn: nan is none.
    """
    if np.isnan(speed_kn) or speed_kn < _FROM_KN:
        return False
    k = min(int((speed_kn - _FROM_KN) / _BIN_KN), SPEEDS - 1)
    if counts[k] == _MOST:
        for j in range(SPEEDS):
            counts[j] //= 2
    counts[k] += 1
    return True


@jit
def median_speed(counts: Counts) -> float:
    """Give the middle of the bin that holds the median: right to a quarter of a knot.

    nan while fewer than 30 speeds were counted: ours, half an hour at one a minute.
    """
    total = 0
    for k in range(SPEEDS):
        total += counts[k]
    if total < _LEAST:
        return np.nan
    below = 0
    for k in range(SPEEDS):
        below += counts[k]
        if 2 * below >= total:
            return _FROM_KN + (k + 0.5) * _BIN_KN
    return np.nan

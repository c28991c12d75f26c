"""Fixes with zones into sides of a limit: hysteresis and dwell, fix by fix."""

from typing import Any

import numpy as np

from straitwatch.kernel.jit import jit

__all__ = ["INTERNAL", "SIDE", "begin_side", "is_deep", "lies_inside", "turn"]

LAND, INTERNAL, TERRITORIAL, ARCHIPELAGIC = 0, 1, 2, 6
"""Codes of the column `zone`: land, internal waters, territorial sea and archipelagic waters are a
State's own (UNCLOS 2, 49)."""

SIDE = np.dtype([("held", np.int32), ("next", np.int32), ("since", np.int64)])
"""Side that a lane holds; another one where its latest fixes lie, since when in µs; -1: none."""


@jit
def begin_side(one: Any) -> None:  # noqa: ANN401 - a record of dtype SIDE
    """Forget what a lane held."""
    one.held, one.next, one.since = -1, -1, 0


@jit
def turn(one: Any, side: int, is_sure: bool, t: int, dwell_us: int) -> bool:  # noqa: ANN401 - as above
    """Take in one fix; returns whether the lane now holds another side than before.

    A side is left when a fix on another one is sure, or when fixes on that other side go on for
    the dwell; a run that returns before either is no change.

    Args:
        one: record of dtype SIDE, changed in place.
        side: side of the fix, 0 or more.
        is_sure: whether it lies there by more than the error.
        t: µs.
        dwell_us: µs.
    """
    if side == one.held:
        one.next = -1
        return False
    if one.next != side:
        one.next, one.since = side, t
    if one.held < 0 or is_sure or t - one.since >= dwell_us:
        one.held, one.next = side, -1
        return True
    return False


@jit
def lies_inside(zone: int, has_state: bool) -> int:
    """Say whether a zone is a State's own waters or land: 1, 0, or -1 where nobody knows.

    Land without a State is far inland, where the chart does not look.
    """
    if zone < 0 or (zone == LAND and not has_state):
        return -1
    return 1 if zone <= TERRITORIAL or zone == ARCHIPELAGIC else 0


@jit
def is_deep(zone: int, coast_m: float, limit_m: float, error_m: float) -> bool:
    """Tell whether a place inside is so by more than the error."""
    return zone <= INTERNAL or zone == ARCHIPELAGIC or coast_m < limit_m - error_m

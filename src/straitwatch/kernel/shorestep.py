"""Fixes of lanes into those that are worth placing anew, and what is found handed to all."""

# Kernels take arrays one by one, in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry
from straitwatch.kernel.rows import Rows

__all__ = ["SHORE", "Placed", "choose_rows", "put_places"]

Array = npt.NDArray[Any]

SHORE = np.dtype(
    [
        ("lon", np.float64),
        ("lat", np.float64),
        ("coast_m", np.float32),
        ("breadth_m", np.float32),
        ("state", np.int32),
        ("zone", np.int8),
        ("known", np.bool_),
        ("pick", np.int32),
    ]
)
"""Where a slot was placed last, and what was found there, if anything; and the number of the row
chosen in this batch, -1 for none."""

_METRES_PER_DEGREE = 6_371_008.8 * np.pi / 180.0


class Placed(NamedTuple):
    """What is told of n places: zone int8, State code int32, coast_m and breadth_m float32."""

    zone: Array
    state: Array
    coast_m: Array
    breadth_m: Array


@entry
def choose_rows(rows: Rows, shores: Array, step_m: float, picks: Array, pick: Array) -> int:
    """Choose the rows to be placed; the others take over what is known of their lane.

    A row is chosen when it is the first of its lane, or lies more than `step_m` from where the lane
    was placed last: so what is taken over is at most that wrong.

    Args:
        rows: n rows of a path.
        shores: of dtype SHORE, by slot; changed in place, `pick` being -1 before and after
            `put_places`.
        step_m: metres.
        picks: filled with rows to be placed, int64, shape (n,).
        pick: filled for each row with the number of its pick; -1: what the memory held before this
            batch; int32, shape (n,).

    Returns:
        how many rows are chosen.
    """
    found = 0
    for i in range(len(pick)):
        shore = shores[rows.slot[i]]
        north = rows.lat[i] - shore.lat
        east = (rows.lon[i] - shore.lon) * np.cos(rows.lat[i] * (np.pi / 180.0))
        moved = np.sqrt(north * north + east * east) * _METRES_PER_DEGREE
        if rows.fresh[i] or not shore.known or moved > step_m:
            shore.lon, shore.lat, shore.known, shore.pick = rows.lon[i], rows.lat[i], True, found
            picks[found] = i
            found += 1
        pick[i] = shore.pick
    return found


@entry
def put_places(
    rows: Rows, shores: Array, picks: Array, pick: Array, found: Placed, out: Placed
) -> None:
    """Hand what was found to all rows, and to the memory.

    Args:
        rows: as given to `choose_rows`; so are shores and pick.
        shores: changed in place.
        picks: rows placed, shape (k,).
        pick: see there.
        found: of the picks, shape (k,) each.
        out: filled, shape (n,) each.
    """
    for i in range(len(pick)):
        k = pick[i]
        if k >= 0:
            out.zone[i], out.state[i] = found.zone[k], found.state[k]
            out.coast_m[i], out.breadth_m[i] = found.coast_m[k], found.breadth_m[k]
        else:
            shore = shores[rows.slot[i]]
            out.zone[i], out.state[i] = shore.zone, shore.state
            out.coast_m[i], out.breadth_m[i] = shore.coast_m, shore.breadth_m
    for k in range(len(picks)):
        shore = shores[rows.slot[picks[k]]]
        shore.zone, shore.state, shore.pick = found.zone[k], found.state[k], -1
        shore.coast_m, shore.breadth_m = found.coast_m[k], found.breadth_m[k]

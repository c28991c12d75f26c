"""Fixes of lanes into those that are worth placing anew, and what is found handed to all."""

# Kernels take arrays one by one, in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inlined
from straitwatch.kernel.coastfind import NOT_BUILT
from straitwatch.kernel.coastlayout import (
    ECONOMIC,
    HIGH_SEAS,
    PER_DEGREE,
    SIDE,
    TILE_COLS,
    TILE_ROWS,
)
from straitwatch.kernel.rows import Rows

__all__ = ["SHORE", "Placed", "choose_rows", "find_missing", "put_places"]

Array = npt.NDArray[Any]
Record = Any  # one element of a record array

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

_FINE = PER_DEGREE * SIDE  # cells in a degree
_METRES_PER_DEGREE = 6_371_008.8 * np.pi / 180.0


class Placed(NamedTuple):
    """What is told of n places: zone int8, State code int32, coast_m and breadth_m float32."""

    zone: Array
    state: Array
    coast_m: Array
    breadth_m: Array


@inlined
def _answer(lon: float, lat: float, slot: Array, cells: Array) -> int:
    """What a tile that is built tells of the whole cell of a place: its answer, -1 for none.

    Notes:
        The same cells as in `coastfind.locate`, which tells of the rest.
    """
    if not (np.abs(lat) <= 90.0 and -180.0 <= lon < 180.0):  # noqa: PLR2004 - of the circle
        return -1
    col = min(TILE_COLS * SIDE - 1, int((lon + 180.0) * _FINE))
    row = min(TILE_ROWS * SIDE - 1, int((lat + 90.0) * _FINE))
    tile = slot[row // SIDE * TILE_COLS + col // SIDE]
    if tile >= 0:
        return cells[tile, row % SIDE * SIDE + col % SIDE]
    return -1 if tile == NOT_BUILT else -2 - tile


@inlined
def _has_moved(shore: Record, lon: float, lat: float, step_m: float) -> bool:
    """Tell whether a place lies farther than a step from the last; by degrees if that will do."""
    north, east = np.abs(lat - shore.lat), np.abs(lon - shore.lon)
    step = step_m / _METRES_PER_DEGREE
    if north + east <= step or north > step:
        return north > step
    east *= np.cos(lat * (np.pi / 180.0))
    return north * north + east * east > step * step


@entry
def find_missing(lon: Array, lat: Array, slot: Array, rows: Array) -> int:
    """Find the places whose tile is not built.

    Args:
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).
        slot: see `coastfind.Pool`.
        rows: filled with their numbers, int64, shape (n,).

    Returns:
        how many there are.
    """
    found = 0
    for i in range(len(lon)):
        if np.abs(lat[i]) <= 90.0 and -180.0 <= lon[i] < 180.0:  # noqa: PLR2004 - of the circle
            col = min(TILE_COLS * SIDE - 1, int((lon[i] + 180.0) * _FINE)) // SIDE
            row = min(TILE_ROWS * SIDE - 1, int((lat[i] + 90.0) * _FINE)) // SIDE
            if slot[row * TILE_COLS + col] == NOT_BUILT:
                rows[found] = i
                found += 1
    return found


@entry
def choose_rows(
    rows: Rows,
    shores: Array,
    step_m: float,
    slot: Array,
    cells: Array,
    picks: Array,
    pick: Array,
    out: Placed,
) -> int:
    """Choose the rows to be placed; far out the cell tells all, others take over from their lane.

    A row beyond 24 nm of any baseline, in a cell that lies there wholly, is answered. Of the others
    one is chosen when its lane was not placed since it was last out there, or lies more than
    `step_m` from where it was placed: so what is taken over is at most that wrong.

    Args:
        rows: n rows of a path.
        shores: of dtype SHORE, by slot; changed in place, `pick` being -1 before and after
            `put_places`.
        step_m: metres.
        slot: see `coastfind.Pool`; so is cells.
        cells: likewise.
        picks: filled with rows to be placed, int64, shape (n,).
        pick: filled for each row with the number of its pick; -1: what the memory held before this
            batch; -2: it is answered; int32, shape (n,).
        out: filled for rows that are answered.

    Returns:
        how many rows are chosen.
    """
    found = 0
    for i in range(len(pick)):
        shore = shores[rows.slot[i]]
        answer = _answer(rows.lon[i], rows.lat[i], slot, cells)
        zone = answer & 7
        if answer >= 0 and zone in (ECONOMIC, HIGH_SEAS):
            out.zone[i], out.state[i] = zone, (answer >> 3) - 1
            out.coast_m[i], out.breadth_m[i] = np.nan, np.nan
            shore.known, pick[i] = False, -2
            continue
        if rows.fresh[i] or not shore.known or _has_moved(shore, rows.lon[i], rows.lat[i], step_m):
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
        out: filled where it is not yet, shape (n,) each.
    """
    for i in range(len(pick)):
        k = pick[i]
        if k == -2:  # noqa: PLR2004 - answered
            continue
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

"""The grid that charts are kept in: units of 8×8 tiles of 0.25°, each cut into 16×16 cells."""

from typing import Any, NamedTuple

import numpy.typing as npt

from straitwatch.kernel.coast import Shore

__all__ = [
    "ARCHIPELAGIC",
    "AREA",
    "AREAS",
    "CELLS",
    "CONTIGUOUS",
    "ECONOMIC",
    "EDGE",
    "FIRST",
    "HAS_EDGE",
    "HAS_SHORE",
    "HIGH_SEAS",
    "INTERNAL",
    "IN_ARCHIPELAGO",
    "IN_INTERNAL",
    "KNOWN",
    "LAND",
    "ON_LAKE",
    "ON_LAND",
    "OPEN",
    "PER_DEGREE",
    "SIDE",
    "SIDES",
    "TERRITORIAL",
    "TILE_COLS",
    "TILE_ROWS",
    "UNITS",
    "UNIT_COLS",
    "UNIT_SIDE",
    "LandMap",
    "Plan",
    "breadth_at",
    "zone_at_sea",
    "zone_of_side",
]

Array = npt.NDArray[Any]

PER_DEGREE = 4
SIDE = 16
CELLS = SIDE * SIDE
TILE_COLS = 360 * PER_DEGREE
TILE_ROWS = 180 * PER_DEGREE
UNIT_SIDE = 8
"""Tiles along a unit: what is built, and kept on disk, at one go."""
UNIT_COLS = TILE_COLS // UNIT_SIDE
UNITS = UNIT_COLS * (TILE_ROWS // UNIT_SIDE)

ON_LAND, ON_LAKE, IN_INTERNAL, IN_ARCHIPELAGO, HAS_SHORE, HAS_EDGE, AREA = (
    1 << k for k in range(7)
)
"""Bits of a cell. Of its centre: on land, on a lake, behind a straight baseline, behind an
archipelagic one; from AREA on, in an area where a State keeps another breadth of the territorial
sea. Of the whole cell: a shore may cut it; the shore of a lake or the outline of such waters may.
"""
AREAS = 9
"""Such areas that can be told apart: pairs of State and breadth."""

LAND, INTERNAL, TERRITORIAL, CONTIGUOUS, ECONOMIC, HIGH_SEAS, ARCHIPELAGIC = range(7)
"""Zones."""

OPEN = -1
"""No one answer holds in the whole cell. An answer is zone + 8 * (State code + 1)."""


KNOWN, SIDES, FIRST, EDGE = range(4)
"""Columns of what is kept of an open cell: see `coastfind.Pool`."""


class LandMap(NamedTuple):
    """Whose the land is, row of cells by row: runs along each row, from the west.

    Attributes:
        start: first run of each row, int64, shape (rows + 1,).
        col: column where a run begins, uint16, shape (runs,).
        code: State code + 1, 0 for none, uint8, shape (runs,).
    """

    start: Array
    col: Array
    code: Array


class Plan(NamedTuple):
    """All that a unit is built from.

    Attributes:
        sea: what distances are taken to: the shores of the sea, and straight baselines.
        edges: what bounds sides alone: shores of lakes, outlines of waters; `code` is the bit
            that changes across a segment.
        sides: bits of the centre of each tile, int16, shape (tiles,).
        land: whose the land is.
        breadths: territorial sea of each State in metres, by State code + 1; float64.
        area_state: State code of each kind of area, int16, shape (a,).
        area_breadth: breadth that the State keeps there in metres, float64, shape (a,).
        limits: metres: contiguous zone, exclusive economic zone; float64, shape (2,).
    """

    sea: Shore
    edges: Shore
    sides: Array
    land: LandMap
    breadths: Array
    area_state: Array
    area_breadth: Array
    limits: Array


def breadth_at(
    bits: int, code: int, breadths: Array, area_state: Array, area_breadth: Array
) -> float:
    """Breadth of the territorial sea of a State, by its code, at a place of these bits."""
    if bits >= AREA:
        for k in range(len(area_state)):
            if bits & AREA << k and area_state[k] == code:
                return float(area_breadth[k])
    return float(breadths[code + 1])


def zone_at_sea(dist_m: float, breadth_m: float, limits: Array) -> int:
    """Zone of a place at sea from its distance to the baseline; on a limit is inside it."""
    if dist_m <= breadth_m:
        return TERRITORIAL
    if dist_m <= limits[0]:
        return CONTIGUOUS
    return ECONOMIC if dist_m <= limits[1] else HIGH_SEAS


def zone_of_side(bits: int) -> int:
    """Zone that the side alone tells, or OPEN: then the distance does."""
    if bits & ON_LAND:
        return INTERNAL if bits & ON_LAKE else LAND
    if bits & IN_INTERNAL:
        return INTERNAL
    return ARCHIPELAGIC if bits & IN_ARCHIPELAGO else OPEN

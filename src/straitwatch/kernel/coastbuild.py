"""Units of the chart turned into cells, from the shores around them."""

from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.coast import MIXED, Shore, vertex
from straitwatch.kernel.coastgather import (
    filter_chunks,
    gather_chunks,
    gather_edges,
    gather_segments,
)
from straitwatch.kernel.coastlayout import (
    CELLS,
    ECONOMIC,
    HAS_EDGE,
    HAS_SHORE,
    HIGH_SEAS,
    ON_LAKE,
    ON_LAND,
    OPEN,
    PER_DEGREE,
    SIDE,
    TILE_COLS,
    UNIT_COLS,
    UNIT_SIDE,
    Plan,
    zone_of_side,
)
from straitwatch.kernel.coastmark import cells_met, land_codes, mark_lines, share_lines
from straitwatch.kernel.coastsplit import CENTRE, split_tile, square_sites
from straitwatch.kernel.jit import jit

__all__ = ["build_unit"]

Array = npt.NDArray[Any]

_zone_of_side = jit(zone_of_side)


@jit
def _ends(shore: Shore, ids: Array) -> Array:
    """Lon, lat of both ends of segments, float64, shape (k, 4)."""
    ends = np.empty((len(ids), 4))
    for k in range(len(ids)):
        ends[k, 0], ends[k, 1] = vertex(shore.xy, shore.extra, ids[k])
        ends[k, 2], ends[k, 3] = vertex(shore.xy, shore.extra, ids[k] + 1)
    return ends


@jit
def _shore_bits(shore: Shore, ids: Array) -> Array:
    """ON_LAND for segments of shores, 0 for straight baselines: they part no land; int16."""
    bits = np.empty(len(ids), np.int16)
    for k in range(len(ids)):
        bits[k] = ON_LAND if ids[k] < len(shore.xy) else 0
    return bits


@jit
def _edge_bits(edges: Shore, ids: Array) -> Array:
    """Bits that change across the segments of `edges`, int16."""
    bits, n = np.empty(len(ids), np.int16), len(edges.xy)
    for k in range(len(ids)):
        bits[k] = ON_LAKE if ids[k] < n else edges.code[ids[k] - n]
    return bits


@jit
def _codes(shore: Shore, ids: Array) -> Array:
    codes = np.empty(len(ids), np.int16)
    for k in range(len(ids)):
        codes[k] = shore.code[ids[k]]
    return codes


@jit
def _one_code(shore: Shore, of: Array) -> int:
    """State code of all chunks, MIXED where they differ."""
    code = int(shore.chunk_code[of[0]])
    for k in range(1, len(of)):
        if shore.chunk_code[of[k]] != code:
            return MIXED
    return code


@jit
def _answer_tile(
    sides: int, low: Array, upper: float, radius: float, of: Array, land: Array, plan: Plan
) -> int:
    """Answer of a whole tile that no line of `edges` cuts, from its chunks alone, or OPEN."""
    least = low.min() if len(low) else np.inf
    zone = _zone_of_side(sides)
    if sides & ON_LAND:
        for cell in range(1, CELLS):
            if land[cell] != land[0]:
                return OPEN
        return zone + 8 * int(land[0]) if least > radius and land[0] > 0 else OPEN
    if zone != OPEN:
        return OPEN
    if len(of) == 0:
        return HIGH_SEAS
    state = _one_code(plan.sea, of)
    if state == MIXED or least - radius <= plan.limits[0] * 1.001:
        return OPEN
    return ECONOMIC + 8 * (state + 1) if upper + radius < plan.limits[1] * 0.999 else OPEN


@jit
def _forget_areas(edge_bits: Array, edges: Array, west: float, south: float, sea: Array) -> None:
    """Where the outline of waters cuts a cell, no one answer holds at sea."""
    for k in range(len(edges)):
        if edge_bits[k] == ON_LAKE:
            continue
        low, high, first, last = cells_met(edges[k], west, south)
        for row in range(first, last + 1):
            for col in range(low, high + 1):
                sea[row * SIDE + col] = OPEN


@jit
def _keep_cutting(
    sea: Array, start: Array, cand: Array, ends: Array, west: float, south: float
) -> tuple[Array, Array]:
    """Of cells whose answer at sea is known keep the candidates that may cut them: sides decide."""
    next_start, kept, n = np.zeros(CELLS + 1, np.int32), np.empty(len(cand), np.int32), 0
    for cell in range(CELLS):
        row, col = cell // SIDE, cell % SIDE
        for j in range(start[cell], start[cell + 1]):
            low, high, first, last = cells_met(ends[cand[j]], west, south)
            if sea[cell] == OPEN or (low <= col <= high and first <= row <= last):
                kept[n] = cand[j]
                n += 1
        next_start[cell + 1] = n
    return next_start, kept[:n]


@jit
def _split(
    west: float,
    south: float,
    sides: int,
    of: Array,
    edge_ids: Array,
    land: Array,
    plan: Plan,
    keep_m: float,
) -> tuple[Array, Array, Array, Array, Array, Array, Array]:
    """Cut a tile: bits, answer, answer at sea, start and candidates, start and edges of its cells."""
    edge = 1.0 / PER_DEGREE
    sites, radius = square_sites(west, south, edge)
    x, y, z = sites[CENTRE, 0], sites[CENTRE, 1], sites[CENTRE, 2]
    ids, seg = gather_segments(x, y, z, radius, plan.limits[1], plan.sea, of)
    bits, busy = np.full(CELLS, sides, np.int16), np.zeros(CELLS, np.int16)
    ends = _ends(plan.sea, ids)
    mark_lines(ends, _shore_bits(plan.sea, ids), west, south, HAS_SHORE, bits, busy)
    edges, edge_bits = _ends(plan.edges, edge_ids), _edge_bits(plan.edges, edge_ids)
    mark_lines(edges, edge_bits, west, south, HAS_EDGE, bits, busy)
    answer, sea, start, cand = split_tile(
        west, south, seg, _codes(plan.sea, ids), bits, busy, land, plan, keep_m
    )
    _forget_areas(edge_bits, edges, west, south, sea)
    if keep_m < 0.0:
        start, cand = _keep_cutting(sea, start, cand, ends, west, south)
    edge_start, rows = share_lines(edges, west, south)
    for cell in range(CELLS):
        bits[cell] |= busy[cell]
    return bits, answer, sea, start, ids[cand], edge_start, edge_ids[rows]


@jit
def _room(array: Array, n: int) -> Array:
    """An array with room for n rows, what it holds kept."""
    if n <= len(array):
        return array
    wider = np.empty(max(n, 2 * len(array)), array.dtype)
    wider[: len(array)] = array
    return wider


@jit
def build_unit(
    unit: int, plan: Plan, keep_m: float
) -> tuple[Array, Array, Array, Array, Array, Array, Array, Array, Array, Array]:
    """Build the 64 tiles of a unit.

    Args:
        unit: row * 180 + column, from 90° S 180° W.
        plan: the shores and the rules.
        keep_m: see `split_tile`.

    Returns:
        slot of each tile: its number among those that are cut, or -2 - its answer, int32,
        shape (64,); of each cut tile its cells, int16, shape (s, 256): an answer, or -1 - the
        number of an open cell, counted from `base`, int32, shape (s,); of each open cell its bits,
        int16, its answer or OPEN, int16, its answer at sea or OPEN, int16, where its candidates start in the next, and its edges in
        the last, int32, shape (m + 1, 2); candidates, segments of the sea, int32; edges, int32;
        its land's State code + 1, uint8.
    """
    size = 1.0 / PER_DEGREE
    row, col = unit // UNIT_COLS * UNIT_SIDE, unit % UNIT_COLS * UNIT_SIDE
    sites, radius = square_sites(col * size - 180.0, row * size - 90.0, size * UNIT_SIDE)
    x, y, z = sites[CENTRE, 0], sites[CENTRE, 1], sites[CENTRE, 2]
    near, _, _ = gather_chunks(x, y, z, radius, plan.limits[1], plan.sea)
    near_edges, _, _ = gather_chunks(x, y, z, radius, 0.0, plan.edges)
    slot, base = np.empty(UNIT_SIDE * UNIT_SIDE, np.int32), np.empty(UNIT_SIDE**2, np.int32)
    cells = np.empty((UNIT_SIDE * UNIT_SIDE, CELLS), np.int16)
    flags, known, land_of = np.empty(64, np.int16), np.empty(64, np.int16), np.empty(64, np.uint8)
    at_sea = np.empty(64, np.int16)
    first, edge_first = np.zeros(64, np.int32), np.zeros(64, np.int32)
    cand, edge_cand = np.empty(256, np.int32), np.empty(64, np.int32)
    slots, n, k, e = 0, 0, 0, 0
    land = np.empty(CELLS, np.uint8)
    for tile in range(UNIT_SIDE * UNIT_SIDE):
        r, c = row + tile // UNIT_SIDE, col + tile % UNIT_SIDE
        west, south = c * size - 180.0, r * size - 90.0
        sides = int(plan.sides[r * TILE_COLS + c])
        sites, radius = square_sites(west, south, size)
        x, y, z = sites[CENTRE, 0], sites[CENTRE, 1], sites[CENTRE, 2]
        of, low, upper = filter_chunks(x, y, z, radius, plan.limits[1], plan.sea, near)
        on_edges, _, _ = filter_chunks(x, y, z, radius, 0.0, plan.edges, near_edges)
        edge_ids = gather_edges(x, y, z, radius, plan.edges, on_edges)
        land_codes(plan.land, r * SIDE, c * SIDE, land)
        found = OPEN
        if len(edge_ids) == 0 and (len(low) == 0 or low.min() - radius > keep_m):
            found = _answer_tile(sides, low, upper, radius, of, land, plan)
        if found != OPEN:
            slot[tile] = -2 - found
            continue
        bits, answer, sea, start, ids, edge_start, edge_of = _split(
            west, south, sides, of, edge_ids, land, plan, keep_m
        )
        if start[CELLS] == 0 and answer.min() == answer.max() != OPEN:
            slot[tile] = -2 - answer[0]
            continue
        slot[tile], base[slots] = slots, n
        flags, known, land_of = (
            _room(flags, n + CELLS),
            _room(known, n + CELLS),
            _room(land_of, n + CELLS),
        )
        at_sea = _room(at_sea, n + CELLS)
        first, edge_first = _room(first, n + CELLS + 1), _room(edge_first, n + CELLS + 1)
        cand, edge_cand = _room(cand, k + len(ids)), _room(edge_cand, e + len(edge_of))
        for cell in range(CELLS):
            if answer[cell] != OPEN and start[cell] == start[cell + 1]:
                cells[slots, cell] = answer[cell]
                continue
            cells[slots, cell] = base[slots] - n - 1
            at_sea[n] = sea[cell]
            flags[n], known[n], land_of[n] = bits[cell], answer[cell], land[cell]
            for j in range(start[cell], start[cell + 1]):
                cand[k] = ids[j]
                k += 1
            for j in range(edge_start[cell], edge_start[cell + 1]):
                edge_cand[e] = edge_of[j]
                e += 1
            n += 1
            first[n], edge_first[n] = k, e
        slots += 1
    starts = np.stack((first[: n + 1], edge_first[: n + 1]), axis=1)
    return (
        slot,
        cells[:slots],
        base[:slots],
        flags[:n],
        known[:n],
        at_sea[:n],
        starts,
        cand[:k],
        edge_cand[:e],
        land_of[:n],
    )

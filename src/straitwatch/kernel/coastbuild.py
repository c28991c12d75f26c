"""Units of the chart turned into cells, from the shores around them."""

# ruff: noqa: PLR0917 - kernels take coordinates one by one: a tuple would cost time to compile

from typing import Any, NamedTuple

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
    EDGE,
    FIRST,
    HAS_EDGE,
    HAS_SHORE,
    HIGH_SEAS,
    KNOWN,
    ON_LAKE,
    ON_LAND,
    OPEN,
    PER_DEGREE,
    SIDE,
    SIDES,
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


class _Cut(NamedTuple):
    """A tile that is cut: what holds in its cells, and what decides where nothing does."""

    bits: Array
    answer: Array
    sea: Array
    land: Array
    start: Array
    cand: Array
    edge_start: Array
    edges: Array


class _Heap(NamedTuple):
    """Open cells of a unit, with room for more: see `coastfind.Pool`."""

    info: Array
    cand: Array
    edges: Array


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
    sides: int, least: float, upper: float, radius: float, of: Array, land: Array, plan: Plan
) -> int:
    """Answer of a whole tile that no line of `edges` cuts, from its chunks alone, or OPEN."""
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
def _one_answer(cut: _Cut) -> int:
    """Answer that all cells of a tile share, or OPEN."""
    for cell in range(1, CELLS):
        if cut.answer[cell] != cut.answer[0]:
            return OPEN
    return int(cut.answer[0]) if cut.start[CELLS] == 0 else OPEN


@jit
def _take(ids: Array, rows: Array) -> Array:
    """The ids of rows, int32."""
    taken = np.empty(len(rows), np.int32)
    for k in range(len(rows)):
        taken[k] = ids[rows[k]]
    return taken


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
) -> _Cut:
    """Cut a tile into cells."""
    sites, radius = square_sites(west, south, 1.0 / PER_DEGREE)
    x, y, z = sites[CENTRE, 0], sites[CENTRE, 1], sites[CENTRE, 2]
    ids, seg = gather_segments(x, y, z, radius, plan.limits[1], plan.sea, of)
    bits, busy = np.empty(CELLS, np.int16), np.zeros(CELLS, np.int16)
    for cell in range(CELLS):
        bits[cell] = sides
    ends = _ends(plan.sea, ids)
    mark_lines(ends, _shore_bits(plan.sea, ids), west, south, HAS_SHORE, bits, busy)
    edges, edge_bits = _ends(plan.edges, edge_ids), _edge_bits(plan.edges, edge_ids)
    mark_lines(edges, edge_bits, west, south, HAS_EDGE, bits, busy)
    codes = _codes(plan.sea, ids)
    answer, sea, start, cand = split_tile(west, south, seg, codes, bits, busy, land, plan, keep_m)
    _forget_areas(edge_bits, edges, west, south, sea)
    if keep_m < 0.0:
        start, cand = _keep_cutting(sea, start, cand, ends, west, south)
    edge_start, rows = share_lines(edges, west, south)
    for cell in range(CELLS):
        bits[cell] |= busy[cell]
    return _Cut(bits, answer, sea, land, start, _take(ids, cand), edge_start, _take(edge_ids, rows))


@jit
def _uncut() -> _Cut:
    """What stands for the cells of a tile that has one answer."""
    words, marks = np.empty(0, np.int16), np.empty(0, np.int32)
    return _Cut(words, marks, marks, np.empty(0, np.uint8), marks, marks, marks, marks)


@jit
def _room(array: Array, n: int) -> Array:
    """An array with room for n numbers, what it holds kept."""
    if n <= len(array):
        return array
    wider = np.zeros(max(n, 2 * len(array)), np.int32)
    for k in range(len(array)):
        wider[k] = array[k]
    return wider


@jit
def _grown(heap: _Heap, cells: int, cand: int, edges: int) -> _Heap:
    """A heap with room for so many; what it holds kept."""
    info = heap.info
    if cells + 1 > len(info):
        info = np.zeros((max(cells + 1, 2 * len(info)), 4), np.int32)
        for k in range(len(heap.info)):
            for c in range(4):
                info[k, c] = heap.info[k, c]
    return _Heap(info, _room(heap.cand, cand), _room(heap.edges, edges))


@jit
def _pack(cut: _Cut, heap: _Heap, n: int, cells: Array) -> int:
    """Put the open cells of a tile on the heap, after n others; the number then there."""
    base, k, e = n, heap.info[n, FIRST], heap.info[n, EDGE]
    for cell in range(CELLS):
        if cut.answer[cell] != OPEN and cut.start[cell] == cut.start[cell + 1]:
            cells[cell] = cut.answer[cell]
            continue
        cells[cell] = base - n - 1
        heap.info[n, KNOWN] = cut.answer[cell] << 16 | (cut.sea[cell] & 0xFFFF)
        heap.info[n, SIDES] = int(cut.land[cell]) << 16 | int(cut.bits[cell])
        for j in range(cut.start[cell], cut.start[cell + 1]):
            heap.cand[k] = cut.cand[j]
            k += 1
        for j in range(cut.edge_start[cell], cut.edge_start[cell + 1]):
            heap.edges[e] = cut.edges[j]
            e += 1
        n += 1
        heap.info[n, FIRST], heap.info[n, EDGE] = k, e
    return n


@jit
def _tile(
    row: int, col: int, plan: Plan, near: Array, near_edges: Array, keep_m: float
) -> tuple[int, _Cut]:
    """Answer of a whole tile, or OPEN and its cells."""
    size = 1.0 / PER_DEGREE
    west, south, sides = col * size - 180.0, row * size - 90.0, plan.sides[row * TILE_COLS + col]
    sites, radius = square_sites(west, south, size)
    x, y, z = sites[CENTRE, 0], sites[CENTRE, 1], sites[CENTRE, 2]
    of, least, upper = filter_chunks(x, y, z, radius, plan.limits[1], plan.sea, near)
    on_edges, _, _ = filter_chunks(x, y, z, radius, 0.0, plan.edges, near_edges)
    edge_ids = gather_edges(x, y, z, radius, plan.edges, on_edges)
    land = np.empty(CELLS, np.uint8)
    land_codes(plan.land, row * SIDE, col * SIDE, land)
    found = OPEN
    if len(edge_ids) == 0 and least - radius > keep_m:
        found = _answer_tile(sides, least, upper, radius, of, land, plan)
    if found != OPEN:
        return found, _uncut()
    cut = _split(west, south, sides, of, edge_ids, land, plan, keep_m)
    return _one_answer(cut), cut


@jit
def build_unit(
    unit: int, plan: Plan, keep_m: float
) -> tuple[Array, Array, Array, Array, Array, Array]:
    """Build the 64 tiles of a unit.

    Args:
        unit: row * 180 + column, from 90° S 180° W.
        plan: the shores and the rules.
        keep_m: see `split_tile`.

    Returns:
        slot of each tile, int32, shape (64,); then cells, base, info, cand and edges as in
        `coastfind.Pool`, all counted from this unit's first.
    """
    row, col = unit // UNIT_COLS * UNIT_SIDE, unit % UNIT_COLS * UNIT_SIDE
    size = 1.0 / PER_DEGREE
    sites, radius = square_sites(col * size - 180.0, row * size - 90.0, size * UNIT_SIDE)
    x, y, z = sites[CENTRE, 0], sites[CENTRE, 1], sites[CENTRE, 2]
    near, _, _ = gather_chunks(x, y, z, radius, plan.limits[1], plan.sea)
    near_edges, _, _ = gather_chunks(x, y, z, radius, 0.0, plan.edges)
    slot, base = np.empty(UNIT_SIDE**2, np.int32), np.empty(UNIT_SIDE**2, np.int32)
    cells, slots, n = np.empty((UNIT_SIDE**2, CELLS), np.int16), 0, 0
    heap = _Heap(
        np.zeros((CELLS + 1, 4), np.int32), np.zeros(CELLS, np.int32), np.zeros(64, np.int32)
    )
    for tile in range(UNIT_SIDE**2):
        at = row + tile // UNIT_SIDE, col + tile % UNIT_SIDE
        found, cut = _tile(at[0], at[1], plan, near, near_edges, keep_m)
        if found != OPEN:
            slot[tile] = -2 - found
            continue
        cand, edges = heap.info[n, FIRST] + len(cut.cand), heap.info[n, EDGE] + len(cut.edges)
        heap = _grown(heap, n + CELLS, cand, edges)
        slot[tile], base[slots] = slots, n
        n = _pack(cut, heap, n, cells[slots])
        slots += 1
    return (
        slot,
        cells[:slots],
        base[:slots],
        heap.info[: n + 1],
        heap.cand[: heap.info[n, FIRST]],
        heap.edges[: heap.info[n, EDGE]],
    )

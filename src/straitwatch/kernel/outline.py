"""Rings of polygons turned into arcs that each occur once, and owners on either side of them.

NumPy only: a build of the wheel runs this where no compiler of kernels is installed.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Arcs", "cut_arcs", "find_holders"]

Array = npt.NDArray[Any]
_Sides = tuple[Array, Array, list[tuple[int, ...]]]

_BIN_DEG = 0.02  # latitude bands in which points meet edges
_SEAM_DEG = 179.9999  # an edge beyond, east or west, only closes what the antimeridian cuts
_DEGREE_M = 111_320.0  # along the equator
_BLOCK = 4_000_000  # pairs of point and edge looked at together


class Arcs(NamedTuple):
    """Outlines cut where anything changes; one piece is an arc.

    Attributes:
        vertex: index into the vertices given, of each arc's points in order, int64, shape (p,).
        n: points of each arc, int64, shape (k,).
        ring_arc: arcs of each ring in order, ~k for one run backwards; int64, shape (r,).
        ring_n: arcs of each ring, int64, shape (rings,).
        sides: sets of owners, as sorted tuples.
        left: index into `sides`: who holds the left of each arc, int64, shape (k,).
        right: the same to the right.
    """

    vertex: Array
    n: Array
    ring_arc: Array
    ring_n: Array
    sides: list[tuple[int, ...]]
    left: Array
    right: Array


def find_holders(points: Array, a: Array, b: Array, owner: Array, owners: int) -> Array:
    """Find which owners' rings hold each point, by an even-odd count to the east.

    Args:
        points: lon, lat in degrees, float64, shape (n, 2).
        a: first end of each edge of all rings, shape (m, 2).
        b: second end, shape (m, 2).
        owner: owner of each edge, int64, shape (m,).
        owners: how many there are.

    Returns:
        pairs of point and owner, int64, shape (k, 2), by point, then owner.

    Notes:
        Points meet only the edges of their band of 0.02° of latitude: some 4 s for 265,000 points
        and 2 million edges. A point on an edge may be told to lie on either side of it.
    """
    low = np.floor(np.minimum(a[:, 1], b[:, 1]) / _BIN_DEG).astype(np.int64)
    high = np.floor(np.maximum(a[:, 1], b[:, 1]) / _BIN_DEG).astype(np.int64)
    many = high - low + 1
    edge = np.repeat(np.arange(len(a)), many)
    band = np.repeat(low, many) + np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    order = np.argsort(band, kind="stable")
    edge, band = edge[order], band[order]
    at = np.floor(points[:, 1] / _BIN_DEG).astype(np.int64)
    by_band = np.argsort(at, kind="stable")
    bands, start = np.unique(at[by_band], return_index=True)
    stop = np.append(start[1:], len(at))
    first, last = np.searchsorted(band, bands), np.searchsorted(band, bands, side="right")
    found = []
    for k in range(len(bands)):
        mine, near = by_band[start[k] : stop[k]], edge[first[k] : last[k]]
        step = max(1, _BLOCK // max(1, len(near)))
        for block in range(0, len(mine), step):
            part = mine[block : block + step]
            p, e = _crossed(points[part], a[near], b[near])
            found.append(part[p] * owners + owner[near[e]])
    key, count = np.unique(np.concatenate([np.empty(0, np.int64), *found]), return_counts=True)
    key = key[count % 2 == 1]
    return np.stack([key // owners, key % owners], axis=1)


def _crossed(points: Array, a: Array, b: Array) -> tuple[Array, Array]:
    """Pairs of point and edge whose edge lies across the way from the point to the east."""
    y = points[:, 1, None]
    p, e = np.nonzero((a[None, :, 1] <= y) != (b[None, :, 1] <= y))
    share = (points[p, 1] - a[e, 1]) / (b[e, 1] - a[e, 1])
    east = points[p, 0] < a[e, 0] + share * (b[e, 0] - a[e, 0])
    return p[east], e[east]


class _Edges(NamedTuple):
    """Half edges, each a step along a ring, and the edges that they share.

    `a`, `b`: ids of the vertices at either end; `uid`: its edge; `forth`: from the lower vertex id
    to the higher; `row`: index of its first vertex; `ring`: its ring. All of shape (half edges,).
    """

    a: Array
    b: Array
    uid: Array
    forth: Array
    row: Array
    ring: Array
    n_edges: int
    n_vertices: int


def _find_edges(xy: Array, ring_n: Array) -> _Edges:
    key = (xy[:, 0].astype(np.int64) << 32) + xy[:, 1]
    ids, vertex = np.unique(key, return_inverse=True)
    ring = np.repeat(np.arange(len(ring_n)), ring_n)
    row = np.flatnonzero((ring[:-1] == ring[1:]) & (vertex[:-1] != vertex[1:]))
    a, b = vertex[row], vertex[row + 1]
    pair = np.minimum(a, b) * len(ids) + np.maximum(a, b)
    edges, uid = np.unique(pair, return_inverse=True)
    return _Edges(a, b, uid, a < b, row, ring[row], len(edges), len(ids))


def _sides(
    edges: _Edges, ends: list[Array], owner: Array, gap_m: float, shores: Array | None
) -> _Sides:
    """Find who holds either side of each edge, seen from its lower vertex id to the higher.

    A ring's own side is its left: shells run anticlockwise, holes clockwise. Where one side has
    nobody so far, the middle of the edge is looked up in all other rings; where there is still
    nobody, a place `gap_m` further out.
    """
    owners = int(owner.max()) + 2  # the last is the land, where `shores` tells of it
    a, b = _ends_of(edges, ends)

    def look_up(rows: Array, places: Array) -> Array:
        pairs = find_holders(places, ends[0], ends[1], owner[edges.ring], owners)
        return np.asarray(rows[pairs[:, 0]] * owners + pairs[:, 1])

    ways = (edges.forth, ~edges.forth)
    known = [np.unique(edges.uid[way] * owners + owner[edges.ring[way]]) for way in ways]
    if shores is not None:
        known = [_with_land(edges, known[k], shores, owners, ways[1 - k]) for k in (0, 1)]
    bare = np.flatnonzero(~(_has(known[0], owners, edges) & _has(known[1], owners, edges)))
    more = look_up(bare, (a[bare] + b[bare]) / 2.0)
    more = more[~np.isin(more, np.concatenate(known))]
    full = [np.unique(np.concatenate([side, more])) for side in known]
    shut = edges.uid[(np.abs(ends[0][:, 0]) > _SEAM_DEG) & (np.abs(ends[1][:, 0]) > _SEAM_DEG)]
    for k, sign in ((0, 1.0), (1, -1.0)):
        bare = np.flatnonzero(~_has(full[k], owners, edges))
        beyond = look_up(bare, _beside(a[bare], b[bare], sign * gap_m))
        across = full[1 - k][np.isin(full[1 - k] // owners, shut)]
        full[k] = np.unique(np.concatenate([full[k], beyond, across]))
    return _number_sets(full, owners, edges.n_edges)


def _with_land(edges: _Edges, known: Array, shores: Array, owners: int, way: Array) -> Array:
    """Add the land to a side of edges where nobody is, and an edge that runs `way` says so."""
    land = edges.uid[way & shores[edges.row]]
    land = land[~_has(known, owners, edges)[land]]
    return np.unique(np.append(known, land * owners + owners - 1))


def _ends_of(edges: _Edges, ends: list[Array]) -> tuple[Array, Array]:
    """Ends of each edge in degrees, from the lower vertex id to the higher."""
    half = np.empty(edges.n_edges, np.int64)
    half[edges.uid] = np.arange(len(edges.uid))
    forth = edges.forth[half][:, None]
    one, other = ends[0][half], ends[1][half]
    return np.where(forth, one, other), np.where(forth, other, one)


def _has(keys: Array, owners: int, edges: _Edges) -> Array:
    """Tell which edges have any owner on a side."""
    return np.asarray(np.bincount(keys // owners, minlength=edges.n_edges) > 0)


def _beside(a: Array, b: Array, left_m: float) -> Array:
    """Places to the left of the middles of edges, or to the right where negative."""
    wide = np.cos(np.radians((a[:, 1] + b[:, 1]) / 2.0)) + 1e-9
    east, north = (b[:, 0] - a[:, 0]) * wide, b[:, 1] - a[:, 1]
    step = left_m / _DEGREE_M / np.maximum(np.hypot(east, north), 1e-12)
    return np.asarray((a + b) / 2.0 + np.stack([-north * step / wide, east * step], axis=1))


def _number_sets(full: list[Array], owners: int, n_edges: int) -> _Sides:
    """Turn pairs of edge and owner into one number a set of owners; 0 is the empty set."""
    sets: dict[tuple[int, ...], int] = {(): 0}
    sides = []
    for keys in full:
        edge, who = keys // owners, keys % owners
        count = np.bincount(edge, minlength=n_edges)
        code = np.zeros(n_edges, np.int64)
        single = count[edge] == 1
        for one in np.unique(who[single]).tolist():
            mine = single & (who == one)
            code[edge[mine]] = sets.setdefault((one,), len(sets))
        several = np.flatnonzero(~single)
        cuts = np.flatnonzero(np.diff(edge[several])) + 1
        for group in np.split(several, cuts) if len(several) else []:
            names = tuple(who[group].tolist())
            code[edge[group[0]]] = sets.setdefault(names, len(sets))
        sides.append(code)
    return sides[0], sides[1], list(sets)


def cut_arcs(
    xy: Array,
    ring_n: Array,
    owner: Array,
    *,
    scale: float,
    gap_m: float,
    shores: Array | None = None,
) -> Arcs:
    """Cut rings where they part, meet, or where who holds either side changes.

    Args:
        xy: vertices of all rings one after the other, whole units, int64, shape (n, 2); shells run
            anticlockwise, holes clockwise; a ring's last vertex is its first.
        ring_n: vertices of each ring, int64, shape (rings,).
        owner: owner of each ring, int64, shape (rings,).
        scale: degrees in a unit.
        gap_m: outlines this near to each other are neighbours, though their vertices differ.
        shores: which vertices start an edge beyond which the land lies, bool, shape (n,); the land
            is an owner too, one more than the greatest.

    Returns:
        the arcs; an outline that several rings share is one arc.
    """
    edges = _find_edges(xy, ring_n)
    ends = [xy[edges.row + k] * scale for k in (0, 1)]
    left, right, sets = _sides(edges, ends, owner, gap_m, shores)
    starts = np.flatnonzero(np.diff(edges.ring, prepend=-1))
    breaks = _breaks(edges, left, right, starts)
    first = np.flatnonzero(breaks[edges.a])
    n_half = np.diff(np.append(first, len(edges.a)))
    lead = np.minimum.reduceat(edges.uid, first)  # the same edge leads an arc in every ring
    _, where, number = np.unique(lead, return_index=True, return_inverse=True)
    forth = _lead_forth(edges, n_half, lead)
    back = forth != forth[where][number]
    took = _take(edges, first[where], n_half[where])
    uid, way = edges.uid[first[where]], edges.forth[first[where]]
    return Arcs(
        vertex=took,
        n=n_half[where] + 1,
        ring_arc=np.where(back, ~number, number),
        ring_n=np.bincount(edges.ring[first], minlength=len(ring_n)),
        sides=sets,
        left=np.where(way, left[uid], right[uid]),
        right=np.where(way, right[uid], left[uid]),
    )


def _breaks(edges: _Edges, left: Array, right: Array, starts: Array) -> Array:
    """Tell for each vertex whether an arc must end there: no plain passage between two edges."""
    _, half = np.unique(edges.uid, return_index=True)
    ends = np.concatenate([edges.a[half], edges.b[half]])
    breaks = np.asarray(np.bincount(ends, minlength=edges.n_vertices) != 2)  # noqa: PLR2004
    breaks[edges.a[starts]] = True
    ours = np.where(edges.forth, left[edges.uid], right[edges.uid])
    theirs = np.where(edges.forth, right[edges.uid], left[edges.uid])
    turned = (ours[:-1] != ours[1:]) | (theirs[:-1] != theirs[1:])
    breaks[edges.a[1:][turned & (edges.ring[:-1] == edges.ring[1:])]] = True
    return breaks


def _lead_forth(edges: _Edges, n_half: Array, lead: Array) -> Array:
    """Which way each run passes its lead edge, shape (runs,)."""
    run = np.repeat(np.arange(len(n_half)), n_half)
    hits = np.flatnonzero(edges.uid == lead[run])
    _, one = np.unique(run[hits], return_index=True)
    return np.asarray(edges.forth[hits[one]])


def _take(edges: _Edges, first: Array, n_half: Array) -> Array:
    """Vertices of runs of half edges, the last one's far end with them."""
    n = n_half + 1
    nth = np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n)
    at = np.repeat(first, n) + np.minimum(nth, np.repeat(n_half, n) - 1)
    return np.asarray(edges.row[at] + (nth == np.repeat(n_half, n)))

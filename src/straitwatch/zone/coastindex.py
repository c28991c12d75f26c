"""Polygons and lines turned into shores that kernels can search: chunks in spheres."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.coast import GROUP, MIXED, is_seam, to_ecef
from straitwatch.kernel.coastlayout import PER_DEGREE, TILE_COLS, TILE_ROWS

__all__ = ["Chain", "chunk_chains", "find_seams", "group_spheres", "holds_centres"]

Array = npt.NDArray[Any]

_CHUNK = 64  # segments in a chunk


class Chain(NamedTuple):
    """Lines among vertices: the first vertex of each and its number of vertices, shape (p,) each.

    `offset` is what the kernels add to the number of a vertex of this array.
    """

    xy: Array
    start: Array
    size: Array
    offset: int = 0


def _ecef_many(lon: Array, lat: Array) -> Array:
    """Earth-centred metres of many places, shape (n, 3)."""
    return np.stack(to_ecef.py_func(lon, lat), axis=-1)  # type: ignore[attr-defined]


def _chunk(first: Array, count: Array) -> tuple[Array, Array]:
    """Cut polygons into chunks of segments: first vertex and number of segments of each."""
    pieces = -(-(count - 1) // _CHUNK)
    poly = np.repeat(np.arange(len(first)), pieces)
    nth = np.arange(len(poly)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    start = first[poly] + nth * _CHUNK
    return start, np.minimum(_CHUNK, first[poly] + count[poly] - 1 - start)


def find_seams(xy: Array) -> Array:
    """Find the seams among the segments of a chain of vertices, (n, 2): see `kernel.coast.is_seam`.

    Returns:
        numbers of their first vertices, int64, ascending.
    """
    lon, lat = xy[:-1, 0], xy[:-1, 1]
    edge = np.flatnonzero((np.abs(lon) == 180.0) | (lon == 0.0) | (lat < -89.9))  # noqa: PLR2004
    seam = [is_seam.py_func(*xy[i], *xy[i + 1]) for i in edge]  # type: ignore[attr-defined]
    return np.asarray(edge[np.array(seam, bool)])


def _not_all_seam(xy: Array, first: Array, count: Array) -> Array:
    """Tell which chunks have a segment that is no seam; bool."""
    seam = find_seams(xy)
    within = np.searchsorted(seam, first + count) - np.searchsorted(seam, first)
    return np.asarray(within < count)


def _bound(xy: Array, first: Array, count: Array) -> Array:
    """Spheres around chunks: centre and radius, shape (c, 4)."""
    if not len(first):
        return np.empty((0, 4))
    cuts = np.stack([first, first + count + 1], axis=1).ravel()
    padded = cuts[:-1] if cuts[-1] == len(xy) else cuts
    low = np.minimum.reduceat(xy, padded)[::2].astype(float)
    high = np.maximum.reduceat(xy, padded)[::2].astype(float)
    middle = (low + high) / 2.0
    centre = _ecef_many(middle[:, 0], middle[:, 1])
    radius = np.zeros(len(first))
    for x in (low[:, 0], middle[:, 0], high[:, 0]):
        for y in (low[:, 1], middle[:, 1], high[:, 1]):
            radius = np.maximum(radius, np.linalg.norm(_ecef_many(x, y) - centre, axis=1))
    for k in np.flatnonzero(high[:, 0] - low[:, 0] > 2.0):  # noqa: PLR2004 - a box bulges: go by vertex
        part = xy[first[k] : first[k] + count[k] + 1].astype(float)
        away = _ecef_many(part[:, 0], part[:, 1])
        centre[k] = away.mean(axis=0)
        radius[k] = np.linalg.norm(away - centre[k], axis=1).max()
    return np.column_stack([centre, radius * 1.01 + 10.0])


def _order(spheres: Array) -> Array:
    """Order that puts near chunks together: interleaved bits of three coordinates."""
    key = np.zeros(len(spheres), np.int64)
    cube = ((spheres[:, :3] / 6.4e6 + 1.0) * 511.0).astype(np.int64)
    for bit in range(10):
        for axis in range(3):
            key |= (cube[:, axis] >> bit & 1) << (3 * bit + axis)
    return np.argsort(key, kind="stable")


def group_spheres(spheres: Array) -> Array:
    """Spheres around groups of chunks, shape (g, 4)."""
    groups = []
    for k in range(0, len(spheres), GROUP):
        part = spheres[k : k + GROUP]
        centre = part[:, :3].mean(axis=0)
        radius = (np.linalg.norm(part[:, :3] - centre, axis=1) + part[:, 3]).max()
        groups.append([*centre, radius])
    return np.array(groups).reshape(-1, 4)


def holds_centres(xy: Array, first: Array, count: Array) -> Array:
    """Tell for each tile's centre whether closed lines hold it: bool, shape (tiles,)."""
    toggles = np.zeros((TILE_ROWS, TILE_COLS + 1), np.int64)
    keep = np.zeros(len(xy), bool)
    for a, n in zip(first.tolist(), count.tolist(), strict=True):
        keep[a : a + n - 1] = True
    for block in range(0, len(xy) - 1, 1 << 20):
        part = xy[block : block + (1 << 20) + 1].astype(float)
        below = np.ceil((part[:, 1] + 90.0) * PER_DEGREE - 0.5).astype(np.int64)
        step = np.abs(np.diff(below)) * keep[block : block + len(part) - 1]
        seg = np.flatnonzero(step)
        many = step[seg]
        nth = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        seg = np.repeat(seg, many)
        row = np.minimum(below[seg], below[seg + 1]) + nth
        y = (row + 0.5) / PER_DEGREE - 90.0
        (xa, ya), (xb, yb) = part[seg].T, part[seg + 1].T
        x = xa + (y - ya) / (yb - ya) * (xb - xa)
        col = np.clip(np.floor((x + 180.0) * PER_DEGREE - 0.5).astype(np.int64) + 1, 0, TILE_COLS)
        np.add.at(toggles, (row, col), 1)
    return np.asarray((np.cumsum(toggles, axis=1)[:, :TILE_COLS] & 1).astype(bool).ravel())


def chunk_chains(chains: list[Chain], code: Array | None) -> dict[str, Array]:
    """Cut lines into chunks, near ones together, and bound them.

    Args:
        chains: the lines.
        code: label of each segment by the number that kernels know it by, int16; None: no labels.

    Returns:
        what `kernel.coast.Shore` has besides vertices and labels, by name.
    """
    spheres, start, number = [np.empty((0, 4))], [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for chain in chains:
        first, count = _chunk(chain.start, chain.size)
        keep = _not_all_seam(chain.xy, first, count) if len(first) else np.empty(0, bool)
        spheres.append(_bound(chain.xy, first[keep], count[keep]))
        start.append(first[keep] + chain.offset)
        number.append(count[keep])
    every, first, count = (np.concatenate(part) for part in (spheres, start, number))
    order = _order(every)
    first, count = first[order], count[order]
    return {
        "groups": group_spheres(every[order]),
        "chunks": every[order],
        "first": first,
        "segments": count,
        "chunk_code": _labels(code, first, count),
    }


def _labels(code: Array | None, first: Array, count: Array) -> Array:
    """Label of each chunk, MIXED where its segments differ; int16."""
    if code is None:
        return np.zeros(len(first), np.int16)
    by_place = np.argsort(first)
    cuts = np.stack([first[by_place], first[by_place] + count[by_place]], axis=1).ravel()
    cuts = cuts[:-1] if cuts[-1] == len(code) else cuts
    low = np.minimum.reduceat(code, cuts)[::2]
    high = np.maximum.reduceat(code, cuts)[::2]
    labels = np.empty(len(first), np.int16)
    labels[by_place] = np.where(low == high, low, MIXED)
    return labels

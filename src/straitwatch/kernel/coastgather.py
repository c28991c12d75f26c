"""Squares of the chart turned into the shore segments that can be nearest somewhere in them."""

# ruff: noqa: PLR0917 - kernels take coordinates one by one: a tuple would cost time to compile

from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.coast import GROUP, Shore, is_seam, to_ecef, to_segment, vertex
from straitwatch.kernel.jit import jit

__all__ = ["filter_chunks", "gather_chunks", "gather_edges", "gather_segments"]

Array = npt.NDArray[Any]


@jit
def _apart(px: float, py: float, pz: float, sphere: Array) -> float:
    x, y, z = px - sphere[0], py - sphere[1], pz - sphere[2]
    return float(np.sqrt(x * x + y * y + z * z))


@jit
def _more_ids(ids: Array) -> Array:
    """The same numbers in twice the room; int32. Plain loops compile in a tenth of the time."""
    wider = np.empty(2 * len(ids), np.int32)
    for k in range(len(ids)):
        wider[k] = ids[k]
    return wider


@jit
def _more_rows(rows: Array) -> Array:
    """The same rows in twice the room; float64."""
    wider = np.empty((2 * len(rows), rows.shape[1]))
    for k in range(len(rows)):
        for c in range(rows.shape[1]):
            wider[k, c] = rows[k, c]
    return wider


@jit
def _keep_low(ids: Array, low: Array, n: int, bound: float) -> tuple[Array, float]:
    """Of the first n ids those whose least distance is within a bound; the least of all."""
    kept, m, least = np.empty(n, np.int32), 0, np.inf
    for k in range(n):
        least = min(least, low[k])
        if low[k] <= bound:
            kept[m] = ids[k]
            m += 1
    return kept[:m], least


@jit
def gather_chunks(
    px: float, py: float, pz: float, radius: float, limit: float, shore: Shore
) -> tuple[Array, float, float]:
    """Find the chunks that may hold the nearest segment of a place within `radius` of p.

    Returns:
        ids, int32; a lower and an upper bound of the distance from p to the shore. Chunks further
        than `limit` from all such places are left out.
    """
    upper = np.inf
    for g in range(len(shore.groups)):
        upper = min(upper, _apart(px, py, pz, shore.groups[g]) + shore.groups[g, 3])
    ids, low, n = np.empty(256, np.int32), np.empty((256, 1)), 0
    for g in range(len(shore.groups)):
        bound = min(upper + 2.0 * radius, limit + radius)
        if _apart(px, py, pz, shore.groups[g]) - shore.groups[g, 3] > bound:
            continue
        for k in range(g * GROUP, min((g + 1) * GROUP, len(shore.chunks))):
            away = _apart(px, py, pz, shore.chunks[k])
            upper = min(upper, away + shore.chunks[k, 3])
            if away - shore.chunks[k, 3] > min(upper + 2.0 * radius, limit + radius):
                continue
            if n == len(ids):
                ids, low = _more_ids(ids), _more_rows(low)
            ids[n], low[n, 0] = k, away - shore.chunks[k, 3]
            n += 1
    kept, least = _keep_low(ids, low[:, 0], n, min(upper + 2.0 * radius, limit + radius))
    return kept, least, upper


@jit
def filter_chunks(
    px: float, py: float, pz: float, radius: float, limit: float, shore: Shore, of: Array
) -> tuple[Array, float, float]:
    """Do the same as `gather_chunks` among the chunks `of`, int32."""
    upper, low = np.inf, np.empty((len(of), 1))
    for j in range(len(of)):
        sphere = shore.chunks[of[j]]
        away = _apart(px, py, pz, sphere)
        upper, low[j, 0] = min(upper, away + sphere[3]), away - sphere[3]
    kept, least = _keep_low(of, low[:, 0], len(of), min(upper + 2.0 * radius, limit + radius))
    return kept, least, upper


@jit
def gather_segments(
    px: float, py: float, pz: float, radius: float, limit: float, shore: Shore, of: Array
) -> tuple[Array, Array]:
    """Find the segments of chunks that can be nearest to a place within `radius` of p.

    Returns:
        ids of their first vertices, int32, shape (k,); and a, b - a in earth-centred metres,
        1 / |b - a|² and the distance to p, float64, shape (k, 8). Seams are left out.
    """
    least, n = np.inf, 0
    ids, seg = np.empty(256, np.int32), np.empty((256, 8))
    for j in range(len(of)):
        first = shore.first[of[j]]
        lon_b, lat_b = vertex(shore.xy, shore.extra, first)
        bx, by, bz = to_ecef(lon_b, lat_b)
        for i in range(first, first + shore.segments[of[j]]):
            lon_a, lat_a, ax, ay, az = lon_b, lat_b, bx, by, bz
            lon_b, lat_b = vertex(shore.xy, shore.extra, i + 1)
            bx, by, bz = to_ecef(lon_b, lat_b)
            if is_seam(lon_a, lat_a, lon_b, lat_b):
                continue
            dx, dy, dz = bx - ax, by - ay, bz - az
            away = np.sqrt(to_segment(px, py, pz, ax, ay, az, dx, dy, dz)[0])
            least = min(least, away)
            if away > min(least + 2.0 * radius, limit + radius):
                continue
            if n == len(ids):
                ids, seg = _more_ids(ids), _more_rows(seg)
            ids[n] = i
            seg[n, 0], seg[n, 1], seg[n, 2] = ax, ay, az
            seg[n, 3], seg[n, 4], seg[n, 5] = dx, dy, dz
            length2 = dx * dx + dy * dy + dz * dz
            seg[n, 6], seg[n, 7] = (1.0 / length2 if length2 > 0.0 else 0.0), away
            n += 1
    bound, m = min(least + 2.0 * radius, limit + radius), 0
    for k in range(n):
        if seg[k, 7] <= bound:
            ids[m] = ids[k]
            for c in range(8):
                seg[m, c] = seg[k, c]
            m += 1
    return ids[:m], seg[:m]


@jit
def gather_edges(px: float, py: float, pz: float, radius: float, shore: Shore, of: Array) -> Array:
    """Find the segments of chunks within `radius` of p, seams left out: ids, int32."""
    ids, n = np.empty(64, np.int32), 0
    for j in range(len(of)):
        first = shore.first[of[j]]
        for i in range(first, first + shore.segments[of[j]]):
            lon_a, lat_a = vertex(shore.xy, shore.extra, i)
            lon_b, lat_b = vertex(shore.xy, shore.extra, i + 1)
            if is_seam(lon_a, lat_a, lon_b, lat_b):
                continue
            ax, ay, az = to_ecef(lon_a, lat_a)
            bx, by, bz = to_ecef(lon_b, lat_b)
            found2, _ = to_segment(px, py, pz, ax, ay, az, bx - ax, by - ay, bz - az)
            if found2 > radius * radius:
                continue
            if n == len(ids):
                ids = _more_ids(ids)
            ids[n] = i
            n += 1
    return ids[:n]

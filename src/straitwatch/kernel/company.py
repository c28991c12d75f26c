"""Pairs of ships that go one way at marks of time into links: pairs that keep their distance."""

# Kernels take arrays one by one, in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit
from straitwatch.kernel.meet import pair_key

__all__ = ["LINK", "count_links", "find_companions", "join_links", "label_links"]

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Records = npt.NDArray[np.void]
Record = np.record

LINK = np.dtype(
    [
        ("key", np.int64),
        ("lane_a", np.int64),
        ("lane_b", np.int64),
        ("object_a", np.int64),
        ("object_b", np.int64),
        ("start", np.int64),
        ("good", np.int64),
        ("seen", np.int64),
    ]
)
"""Two lanes in company: their key; a is that of the smaller identity; the mark since which they
keep their distance, the last at which they did, and the last at which they were companions."""


@jit
def find_companions(
    spots: Records, a: Codes, b: Codes, most_apart_kn: float, keys: Ints, which: Ints
) -> int:
    """Tell which pairs are of two identities and have nearly one velocity.

    Args:
        spots: of dtype SPOT.
        a: row of the one of each pair, shape (k,).
        b: of the other.
        most_apart_kn: greatest speed of one as seen from the other.
        keys: filled with the key of the lanes, shape (k,).
        which: filled with the number of the pair, shape (k,).

    Returns:
        how many do.
    """
    found, most = 0, most_apart_kn * most_apart_kn
    for k in range(len(a)):
        one, other = spots[a[k]], spots[b[k]]
        x, y, z = one.vx - other.vx, one.vy - other.vy, one.vz - other.vz
        if one.object_id != other.object_id and x * x + y * y + z * z <= most:
            keys[found], which[found] = pair_key(one.lane, other.lane), k
            found += 1
    return found


@jit
def _keeps(ring: Singles, link: Record, mark: int, dist_m: float, drift_m: float) -> bool:
    """Tell whether the distance is what it was a window ago, or at the earliest mark since."""
    window = len(ring)
    for m in range(max(link.start, mark - window), mark):
        if not np.isnan(ring[m % window]):
            return abs(dist_m - ring[m % window]) <= drift_m
    return True


@jit
def _kept_since(ring: Singles, link: Record, mark: int, dist_m: float, drift_m: float) -> int:
    """Give the mark since which the distance was never far from what it is now."""
    window, since = len(ring), mark
    for m in range(mark - 1, max(link.start, mark - window) - 1, -1):
        if np.isnan(ring[m % window]):
            continue
        if abs(dist_m - ring[m % window]) > drift_m:
            break
        since = m
    return since


@jit
def _begin(link: Record, ring: Singles, key: int, mark: int, one: Record, other: Record) -> None:
    if one.object_id > other.object_id:
        one, other = other, one
    link.key, link.start, link.good, link.seen = key, mark, mark, mark
    link.lane_a, link.lane_b = one.lane, other.lane
    link.object_a, link.object_b = one.object_id, other.object_id
    ring[:] = np.nan


@jit
def _go_on(
    link: Record, ring: Singles, mark: int, dist_m: float, drift_m: float, patience: int
) -> None:
    window = len(ring)
    for m in range(max(link.seen + 1, mark - window), mark):
        ring[m % window] = np.nan
    if _keeps(ring, link, mark, dist_m, drift_m):
        link.good = mark
    elif mark - link.start < window or mark - link.good > patience:
        link.start, link.good = _kept_since(ring, link, mark, dist_m, drift_m), mark
    link.seen = mark


@jit
def join_links(
    mark: int, spots: Records, a: Codes, b: Codes, dist_m: Floats, keys: Ints, which: Ints,
    drift_m: float, patience: int, old: Records, old_rings: Singles, new: Records,
    new_rings: Singles,
) -> int:  # fmt: skip
    """Join the companions of a mark to the links so far.

    A link holds as long as the distance is within `drift_m` of what it was a window of marks
    before, or within `patience` marks of a mark at which it was. Until it is a window old every
    change of the distance by more makes it start anew.

    Args:
        mark: number of the mark.
        spots: of dtype SPOT.
        a: row of the one of each pair.
        b: of the other.
        dist_m: between them.
        keys: of the companions, sorted, shape (c,).
        which: pair of each, shape (c,).
        drift_m: metres.
        patience: marks.
        old: links, of dtype LINK, sorted by key, shape (r,).
        old_rings: distance at each of the last marks, nan for none, shape (r, window).
        new: filled, sorted by key, shape (r + c,).
        new_rings: filled, shape (r + c, window).

    Returns:
        how many links there are.
    """
    at, n = 0, 0
    for k in range(len(keys) + 1):
        while at < len(old) and (k == len(keys) or old[at].key < keys[k]):
            if mark - old[at].good <= patience:
                new[n] = old[at]
                new_rings[n] = old_rings[at]
                n += 1
            at += 1
        if k == len(keys):
            break
        i, j, dist = a[which[k]], b[which[k]], dist_m[which[k]]
        if at < len(old) and old[at].key == keys[k]:
            new[n] = old[at]
            new_rings[n] = old_rings[at]
            at += 1
            _go_on(new[n], new_rings[n], mark, dist, drift_m, patience)
        else:
            _begin(new[n], new_rings[n], keys[k], mark, spots[i], spots[j])
        new_rings[n, mark % new_rings.shape[1]] = dist
        n += 1
    return n


@jit
def _root(parent: Ints, i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


@jit
def label_links(a: Ints, b: Ints, n: int) -> Ints:
    """Tell which things hang together: the smallest number of those that each is linked to.

    Args:
        a: number of the one of each link, shape (k,).
        b: of the other.
        n: how many things there are.

    Returns:
        shape (n,).
    """
    parent = np.arange(n)
    for k in range(len(a)):
        one, other = _root(parent, a[k]), _root(parent, b[k])
        parent[max(one, other)] = min(one, other)
    for i in range(n):
        parent[i] = _root(parent, i)
    return parent


@jit
def count_links(links: Records, lanes: Ints, label: Ints, window: int) -> tuple[Ints, Ints]:
    """Count, of all links of lanes that hang together, those that hold.

    Args:
        links: of dtype LINK.
        lanes: sorted, shape (n,).
        label: which hang together, as `label_links` tells it, shape (n,).
        window: marks that a link must have held.

    Returns:
        links within each label that held so long, and all links of its lanes; shape (n,) each.
    """
    n = len(lanes)
    held, total = np.zeros(n, np.int64), np.zeros(n, np.int64)
    if n == 0:
        return held, total
    for k in range(len(links)):
        link = links[k]
        i = min(n - 1, np.searchsorted(lanes, link.lane_a))
        j = min(n - 1, np.searchsorted(lanes, link.lane_b))
        one = label[i] if lanes[i] == link.lane_a else -1
        other = label[j] if lanes[j] == link.lane_b else -1
        if one >= 0:
            total[one] += 1
        if other >= 0 and other != one:
            total[other] += 1
        if one >= 0 and one == other:
            held[one] += link.good - link.start >= window
    return held, total

"""Pairs of ships near each other at marks of time into runs of marks."""

# Kernels take arrays one by one, in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.grid import Bands, count_near
from straitwatch.kernel.jit import jit
from straitwatch.kernel.rows import POINT

__all__ = ["CLOSEST", "FIRST", "LAST", "PROOFS", "RUN", "find_contacts", "join_runs", "pair_key"]

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Records = npt.NDArray[np.void]
Record = np.record

RUN = np.dtype(
    [
        ("key", np.int64),
        ("object_a", np.int64),
        ("object_b", np.int64),
        ("track_id", np.int64),
        ("first", np.int64),
        ("last", np.int64),
        ("n", np.int64),
        ("dist_m", np.float64),
        ("speed_kn", np.float64),
        ("closest_m", np.float64),
        ("closest", np.int64),
        ("lon", np.float64),
        ("lat", np.float64),
    ]
)
"""Marks in a row at which two lanes are near: their key; a is the ship of the smaller identity; the
first and the last mark and their number; sums over them; where a was at the first."""

FIRST, CLOSEST, LAST = range(3)
PROOFS = np.dtype((POINT, (3, 2, 2)))
"""Fixes that a run rests on: at its first, closest and last mark, of a and b, before and after."""

_LANE_BITS = 31


@jit
def pair_key(lane_a: int, lane_b: int) -> int:
    """Give one number for two lanes, in any order."""
    return min(lane_a, lane_b) << _LANE_BITS | max(lane_a, lane_b)


@jit
def _places(bands: Bands, n: int) -> Codes:
    """Tell where in the bands each row stands."""
    place = np.empty(n, np.int32)
    for p in range(len(bands.row)):
        if n and bands.row[p] >= 0:
            place[bands.row[p]] = p
    return place


@jit
def find_contacts(
    spots: Records, bands: Bands, a: Codes, b: Codes, dist_m: Floats, limits: Floats, crowd: int,
    keys: Ints, which: Ints,
) -> int:  # fmt: skip
    """Tell which pairs are contacts: of two identities, not both moored, slow, not in a crowd.

    Args:
        spots: of dtype SPOT, shape (n,).
        bands: of all of them.
        a: row of the one of each pair, shape (k,).
        b: of the other.
        dist_m: between them.
        limits: speed above which two ships are under way together (kn), speed up to which a ship
            lies still (kn), reach of a crowd (m), distance up to which two ships in it lie
            alongside each other (m); shape (4,).
        crowd: so many still ships within the reach of a still one are a crowd.
        keys: filled with the key of the lanes, shape (k,).
        which: filled with the number of the pair, shape (k,).

    Returns:
        how many are.
    """
    found, n = 0, len(spots) if len(a) else 0
    still, known, place = np.empty(n, np.bool_), np.full(n, -1, np.int8), _places(bands, n)
    for i in range(n):
        still[i] = spots[i].speed_kn <= limits[1]
        known[i] = -1 if still[i] else 0
    for k in range(len(a)):
        i, j = a[k], b[k]
        apart = dist_m[k] > limits[3]
        if apart and known[i] < 0:
            known[i] = count_near(bands, place[i], limits[2], still, crowd) >= crowd
        if apart and known[i] and known[j] < 0:
            known[j] = count_near(bands, place[j], limits[2], still, crowd) >= crowd
        if apart and known[i] and known[j]:
            continue
        one, other = spots[i], spots[j]
        if one.object_id == other.object_id or (one.moored and other.moored):
            continue
        if min(one.speed_kn, other.speed_kn) <= limits[0]:
            keys[found], which[found] = pair_key(one.lane, other.lane), k
            found += 1
    return found


@jit
def _begin(run: Record, key: int, mark: int, one: Record, other: Record, dist_m: float) -> None:
    run.key, run.first, run.last, run.n = key, mark, mark, 1
    run.object_a, run.object_b, run.track_id = one.object_id, other.object_id, one.track_id
    run.lon, run.lat = one.lon, one.lat
    run.dist_m, run.closest_m, run.closest = dist_m, dist_m, mark
    run.speed_kn = (one.speed_kn + other.speed_kn) / 2.0


@jit
def _go_on(run: Record, mark: int, one: Record, other: Record, dist_m: float) -> bool:
    """Lengthen a run; tells whether they are closer than ever."""
    run.last, run.n = mark, run.n + 1
    run.dist_m += dist_m
    run.speed_kn += (one.speed_kn + other.speed_kn) / 2.0
    closer = dist_m < run.closest_m
    if closer:
        run.closest_m, run.closest = dist_m, mark
    return closer


@jit
def _prove(proofs: Records, k: int, moment: int, ends: Records, i: int, j: int) -> None:
    for side in range(2):
        proofs[k, moment, 0, side] = ends[i, side]
        proofs[k, moment, 1, side] = ends[j, side]


@jit
def join_runs(
    mark: int, spots: Records, ends: Records, a: Codes, b: Codes, dist_m: Floats, keys: Ints,
    which: Ints, old: Records, old_proofs: Records, new: Records, new_proofs: Records,
    ended: Ints,
) -> int:  # fmt: skip
    """Join the contacts of a mark to the runs of the mark before.

    Args:
        mark: number of the mark.
        spots: of dtype SPOT.
        ends: fixes before and after each, of dtype POINT, shape (n, 2).
        a: row of the one of each pair.
        b: of the other.
        dist_m: between them.
        keys: of the contacts, sorted, shape (c,).
        which: pair of each contact, shape (c,).
        old: runs, of dtype RUN, sorted by key: all went on to the mark before.
        old_proofs: of each, shape (r, 3, 2, 2).
        new: filled, shape (c,): the runs that go on, sorted by key.
        new_proofs: filled, shape (c, 3, 2, 2).
        ended: filled with the rows of `old` that do not, shape (r,).

    Returns:
        how many runs ended.
    """
    at, n_ended = 0, 0
    for k in range(len(keys)):
        i, j, dist = a[which[k]], b[which[k]], dist_m[which[k]]
        if spots[i].object_id > spots[j].object_id:
            i, j = j, i
        while at < len(old) and old[at].key < keys[k]:
            ended[n_ended] = at
            at, n_ended = at + 1, n_ended + 1
        if at < len(old) and old[at].key == keys[k]:
            new[k] = old[at]
            new_proofs[k] = old_proofs[at]
            at += 1
            if _go_on(new[k], mark, spots[i], spots[j], dist):
                _prove(new_proofs, k, CLOSEST, ends, i, j)
        else:
            _begin(new[k], keys[k], mark, spots[i], spots[j], dist)
            _prove(new_proofs, k, FIRST, ends, i, j)
            _prove(new_proofs, k, CLOSEST, ends, i, j)
        _prove(new_proofs, k, LAST, ends, i, j)
    while at < len(old):
        ended[n_ended] = at
        at, n_ended = at + 1, n_ended + 1
    return n_ended

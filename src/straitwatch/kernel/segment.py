"""Fixes of each object into segments: good fixes, jumps, duplicates; one sweep in order of time.

K, the number of tracks held open for one identity, is 1 here: a second object that sends under
the same identity is recognised by its ghost (the last fix set aside) and counted, not followed. To
follow it, give `marks` an axis of length K and choose the slot that a fix fits best.
"""

# Kernels take arrays one by one, in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit
from straitwatch.kernel.sphere import EARTH_RADIUS_M, arc_distance

__all__ = [
    "ASIDE",
    "COUNT",
    "GHOST",
    "HELD",
    "LAST",
    "MARKS",
    "POINTS",
    "SUSPECT",
    "TRACK",
    "T_START",
    "can_reach",
    "hash_track",
    "is_reachable",
    "sweep_segments",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

LAST, SUSPECT, GHOST, HELD, TRACK, T_START, COUNT, ASIDE = range(8)
"""Marks of a slot: row numbers of the last good fix, the suspect and the ghost; whether the last
is a first fix not yet borne out; then track_id, its start in µs, its good fixes, its fixes set
aside."""
MARKS = 8
POINTS = 3

_N_GOOD, _N_BAD, _N_CLOSED, _N_SAME, _N_LATE = range(5)
_METRES_PER_DEGREE = EARTH_RADIUS_M * np.pi / 180.0
_HALF_TURN = 180.0


def can_reach(
    a: tuple[Floats, Floats, Ints],
    b: tuple[Floats, Floats, Ints],
    speed_m_us: npt.ArrayLike,
    slack_m: float,
) -> Bools:
    """Tell for pairs of fixes whether one can be reached from the other: the plain reference.

    Args:
        a: lon and lat in degrees and t in µs, shape (n,) each.
        b: the same.
        speed_m_us: top speed in metres per µs, shape (n,) or one.
        slack_m: distance that is always granted.
    """
    phi_a, phi_b = np.radians(a[1]), np.radians(b[1])
    half_lam = np.radians(b[0] - a[0]) / 2.0
    h = np.sin((phi_b - phi_a) / 2.0) ** 2 + np.cos(phi_a) * np.cos(phi_b) * np.sin(half_lam) ** 2
    dist_m = 2.0 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1.0, h)))
    reach = dist_m <= slack_m + np.asarray(speed_m_us) * np.abs(b[2] - a[2])
    return np.asarray(reach, bool)


@jit
def is_reachable(
    lon: Floats, lat: Floats, t: Ints, a: int, b: int, speed_m_us: float, slack_m: float
) -> bool:
    """Tell whether row b can be reached from row a; the way round by degrees is tried first."""
    reach = slack_m + speed_m_us * abs(t[b] - t[a])
    turn = abs(lon[b] - lon[a])
    turn = min(turn, abs(2.0 * _HALF_TURN - turn))
    if (abs(lat[b] - lat[a]) + turn) * _METRES_PER_DEGREE <= reach:
        return True
    return arc_distance(lon[a], lat[a], lon[b], lat[b]) <= reach


@jit
def hash_track(object_id: int, t_us: int, lon: float, lat: float) -> np.int64:
    """Hash an object and the fix at the start of its track into a positive 64-bit track_id.

    Notes:
        The place, to 1e-7 degrees, parts two tracks that begin in one moment.
        Source: finaliser of SplitMix64, Steele et al. 2014, OOPSLA.
    """
    x = np.uint64(object_id)
    for word in (t_us, np.int64(np.round(lon * 1e7)), np.int64(np.round(lat * 1e7))):
        x = x * np.uint64(0x9E3779B97F4A7C15) + np.uint64(word)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x = x ^ (x >> np.uint64(31))
    return np.int64(x >> np.uint64(1))


@jit
def _accept(m: Ints, row: int, good: Ints, good_track: Ints, tally: Ints) -> None:
    good[tally[_N_GOOD]] = row
    good_track[tally[_N_GOOD]] = m[TRACK]
    tally[_N_GOOD] += 1
    m[COUNT] += 1
    m[LAST] = row


@jit
def _bear_out(m: Ints, good: Ints, good_track: Ints, tally: Ints) -> None:
    """Let go of a first fix that was held back."""
    if m[HELD] == 1:
        _accept(m, m[LAST], good, good_track, tally)
        m[HELD] = 0


@jit
def _begin(m: Ints, row: int, object_id: Ints, t: Ints, lon: Floats, lat: Floats) -> None:
    m[TRACK] = hash_track(object_id[row], t[row], lon[row], lat[row])
    m[T_START] = t[row]
    m[COUNT] = 0
    m[ASIDE] = 0
    m[HELD] = 0


@jit
def _close(m: Ints, object_id: Ints, t: Ints, closed: Ints, tally: Ints) -> None:
    row = closed[tally[_N_CLOSED]]
    row[0], row[1], row[2], row[3] = m[TRACK], object_id[m[LAST]], m[T_START], t[m[LAST]]
    row[4], row[5] = m[COUNT], m[ASIDE]
    tally[_N_CLOSED] += 1


@jit
def _is_same(lon: Floats, lat: Floats, t: Ints, a: int, b: int) -> bool:
    return a >= 0 and t[a] == t[b] and lon[a] == lon[b] and lat[a] == lat[b]


@jit
def _is_dropped(lon: Floats, lat: Floats, t: Ints, m: Ints, i: int, tally: Ints) -> bool:
    """Count a fix that is late, or the same as one of those in memory."""
    if t[i] < t[m[SUSPECT] if m[SUSPECT] >= 0 else m[LAST]]:
        tally[_N_LATE] += 1
        return True
    for mark in range(POINTS):
        if _is_same(lon, lat, t, m[mark], i):
            tally[_N_SAME] += 1
            return True
    return False


@jit
def _is_ghost(
    lon: Floats, lat: Floats, t: Ints, m: Ints, speed: float, slack_m: float, ghost_us: float
) -> bool:
    """Tell whether the suspect goes on from the fix that was last set aside."""
    ghost, suspect = m[GHOST], m[SUSPECT]
    if ghost < 0 or t[suspect] - t[ghost] > ghost_us:
        return False
    return is_reachable(lon, lat, t, ghost, suspect, speed, slack_m)


@jit
def _set_aside(
    m: Ints,
    after: int,
    lon: Floats,
    lat: Floats,
    t: Ints,
    speed: float,
    limits: Floats,
    bad: Ints,
    tally: Ints,
) -> None:
    """Give the suspect up; `after` is the good row that denies it, or -1."""
    is_ghost = _is_ghost(lon, lat, t, m, speed, limits[0], limits[2])
    row = bad[tally[_N_BAD]]
    row[0], row[1], row[2], row[3] = m[SUSPECT], m[LAST], after, is_ghost
    tally[_N_BAD] += 1
    m[ASIDE] += is_ghost
    m[GHOST] = m[SUSPECT]
    m[SUSPECT] = -1


@jit
def _turn_to_suspect(
    m: Ints,
    object_id: Ints,
    t: Ints,
    lon: Floats,
    lat: Floats,
    bad: Ints,
    closed: Ints,
    tally: Ints,
) -> None:
    """End the track at the last good fix and begin one at the suspect, which a second bears out."""
    suspect, last = m[SUSPECT], m[LAST]
    if m[HELD] == 1:  # one first fix that two contradict: it is the jump
        row = bad[tally[_N_BAD]]
        row[0], row[1], row[2], row[3] = last, -1, suspect, 0
        tally[_N_BAD] += 1
    else:
        _close(m, object_id, t, closed, tally)
    _begin(m, suspect, object_id, t, lon, lat)
    m[GHOST], m[LAST], m[SUSPECT] = last, suspect, -1


@jit
def sweep_segments(
    object_id: Ints,
    t: Ints,
    lon: Floats,
    lat: Floats,
    slot: Ints,
    speed: Floats,
    limits: Floats,
    marks: Ints,
    good: Ints,
    good_track: Ints,
    bad: Ints,
    closed: Ints,
    tally: Ints,
) -> None:
    """Sweep fixes in order of time; all outputs are arrays given, filled from the front.

    Args:
        object_id: shape (n,): first the rows in memory, in any order, then the batch, sorted by
            object and time.
        t: µs, shape (n,).
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).
        slot: slot of each row of the batch, shape (b,), b <= n.
        speed: top speed of each slot in metres per µs, shape (m,).
        limits: slack in metres, silence in µs that ends a track, µs that a ghost lives.
        marks: shape (m, 8), changed in place.
        good: rows that stand, by object and time, shape (n,).
        good_track: their track_id, shape (n,).
        bad: shape (n, 4): row set aside, good row before or -1, good row after or -1, 1 if it fits
            the ghost.
        closed: shape (n, 6): track_id, object_id, start, end, good fixes, fixes set aside.
        tally: shape (5,), zeros: how many good, bad, closed, same, late.

    Notes:
        O(n). The answer does not depend on where the stream was cut: `marks` are all its memory.
    """
    start = len(t) - len(slot)
    slack_m, gap_us = limits[0], limits[1]
    for i in range(start, len(t)):
        m, v = marks[slot[i - start]], speed[slot[i - start]]
        if m[LAST] < 0:
            _begin(m, i, object_id, t, lon, lat)
            m[LAST], m[HELD] = i, 1
        elif _is_dropped(lon, lat, t, m, i, tally):
            continue
        elif is_reachable(lon, lat, t, m[LAST], i, v, slack_m):
            if m[SUSPECT] >= 0:
                _set_aside(m, i, lon, lat, t, v, limits, bad, tally)
            silent = t[i] - t[m[LAST]] > gap_us
            _bear_out(m, good, good_track, tally)
            if silent:
                _close(m, object_id, t, closed, tally)
                _begin(m, i, object_id, t, lon, lat)
            _accept(m, i, good, good_track, tally)
        elif m[SUSPECT] < 0:
            m[SUSPECT] = i
        elif is_reachable(lon, lat, t, m[SUSPECT], i, v, slack_m):
            _turn_to_suspect(m, object_id, t, lon, lat, bad, closed, tally)
            _accept(m, m[LAST], good, good_track, tally)
            _accept(m, i, good, good_track, tally)
        else:
            _set_aside(m, -1, lon, lat, t, v, limits, bad, tally)
            m[SUSPECT] = i

"""Rows of a path into where each ship was at marks of time, ten minutes apart or so."""

# Kernels take arrays one by one, in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inlined
from straitwatch.kernel.jit import jit
from straitwatch.kernel.rows import NEVER, Rows
from straitwatch.kernel.rows import keep as kept
from straitwatch.kernel.sphere import EARTH_RADIUS_M

__all__ = ["FIGURES", "MARKS", "SPOT", "is_ship", "order_by_mark", "sweep_marks", "take_spots"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]
Records = npt.NDArray[np.void]

SPOT = np.dtype(
    [
        ("mark", np.int64),
        ("lane", np.int64),
        ("object_id", np.int64),
        ("track_id", np.int64),
        ("lon", np.float64),
        ("lat", np.float64),
        ("vx", np.float64),
        ("vy", np.float64),
        ("vz", np.float64),
        ("speed_kn", np.float64),
        ("moored", np.bool_),
    ]
)
"""Where a lane was at a mark: number of the mark (its time over the step) and of the lane, degrees,
velocity in kn along the axes of `kernel.sphere.to_vectors`, whether it says that it is moored."""

_NEW, _NO_SHIP = -1, -2  # instead of the number of a lane
_LANE, _NEXT, _LAST = range(3)  # marks of a slot: number of its lane, time of next mark, last mark
MARKS = 3
_COAST, _X, _Y, _Z = range(4)  # figures: distance to the coast of its last fix, place at last mark
FIGURES = 4

_MOORED = 5  # navigational status, ITU-R M.1371-5
_SHIP_KIND = 56
_SHIPS, _SAR_AIRCRAFT, _BEACONS, _TENDERS, _AIDS = 100, 111, 970, 980, 990  # first three digits
_LEAST_LEG_US = 60_000_000
_M_S_TO_KN = 3600.0 / 1852.0


@jit
def is_ship(object_id: int) -> bool:
    """Tell an MMSI of a ship, or of a craft that belongs to one, from all other identities.

    Notes:
        ITU-R M.585-9: none are 00MIDxxxx (coast stations), 0MIDxxxxx (groups), 111MIDxxx (SAR
        aircraft), 97xxxxxxx (SART, MOB, EPIRB), 99MIDxxxx (aids to navigation).
    """
    if object_id >> _SHIP_KIND != 0:
        return False
    head = object_id // 1_000_000
    if head < _BEACONS:
        return head >= _SHIPS and head != _SAR_AIRCRAFT
    return _TENDERS <= head < _AIDS


_is_ship = inlined(is_ship.py_func)  # type: ignore[attr-defined]
_keep = inlined(kept.py_func)  # type: ignore[attr-defined]


@inlined
def _velocity(a: Floats, b: Floats, span_us: int, out: Floats) -> float:
    pace = EARTH_RADIUS_M * _M_S_TO_KN * 1e6 / span_us
    for k in range(3):
        out[k] = (b[k] - a[k]) * pace
    return np.sqrt(out[0] ** 2 + out[1] ** 2 + out[2] ** 2)


@inlined
def _to_vector(lon: float, lat: float, out: Floats) -> None:
    lam, phi = np.radians(lon), np.radians(lat)
    out[0], out[1], out[2] = np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)


@inlined
def _on_leg(a: Floats, b: Floats, share: float, out: Floats) -> None:
    norm = 0.0
    for k in range(3):
        out[k] = a[k] + share * (b[k] - a[k])
        norm += out[k] ** 2
    length = np.sqrt(norm)
    for k in range(3):
        out[k] /= length


@inlined
def _leg_velocity(a: Floats, b: Floats, span_us: int, sog_kn: float, out: Floats) -> float:
    """Of a whole leg; a short one gives the direction only where the fix tells a speed."""
    speed = _velocity(a, b, span_us, out)
    if span_us >= _LEAST_LEG_US or np.isnan(sog_kn):
        return speed
    if speed > 0.0:
        for k in range(3):
            out[k] *= sog_kn / speed
    return sog_kn


@inlined
def _put(
    spots: Records, found: int, mark: int, lane: int, rows: Rows, i: int, place: Floats,
    velocity: Floats, speed: float,
) -> None:  # fmt: skip
    spot = spots[found]
    spot.mark, spot.lane = mark, lane
    spot.object_id, spot.track_id = rows.object_id[i], rows.track_id[i]
    spot.lon = np.degrees(np.arctan2(place[1], place[0]))
    spot.lat = np.degrees(np.arctan2(place[2], np.sqrt(place[0] ** 2 + place[1] ** 2)))
    spot.vx, spot.vy, spot.vz = velocity[0], velocity[1], velocity[2]
    spot.speed_kn, spot.moored = speed, rows.nav_status[i] == _MOORED


@inlined
def _coast(rows: Rows, i: int) -> float:
    """Distance to the coast; none far inland, where the chart tells no distance."""
    if rows.zone[i] == 0 and np.isnan(rows.coast_m[i]):
        return 0.0
    return float(rows.coast_m[i])


@inlined
def _fill_leg(
    rows: Rows, source: Codes, i: int, step_us: int, limits: Floats, points: Records, marks: Ints,
    figures: Floats, vectors: Floats, spots: Records, ends: Records, found: int,
) -> int:  # fmt: skip
    s, t = rows.slot[i], rows.t[i]
    m, f = marks[s], figures[s]
    if _coast(rows, i) < limits[0] or f[_COAST] < limits[0]:
        return found
    before = points[s, 0]
    a, b, place, velocity = vectors[0], vectors[1], vectors[2], vectors[3]
    _to_vector(before.lon, before.lat, a)
    _to_vector(rows.lon[i], rows.lat[i], b)
    for mark in range(before.t // step_us + 1, t // step_us + 1):
        _on_leg(a, b, (mark * step_us - before.t) / (t - before.t), place)
        if m[_LAST] == mark - 1:
            speed = _velocity(f[_X : _Z + 1], place, step_us, velocity)
        else:
            speed = _leg_velocity(a, b, t - before.t, rows.sog_kn[i], velocity)
        m[_LAST] = mark
        f[_X], f[_Y], f[_Z] = place[0], place[1], place[2]
        if speed >= limits[1]:
            _put(spots, found, mark, m[_LANE], rows, i, place, velocity, speed)
            ends[found, 0] = before
            _keep(ends, found, 1, rows, source, i)
            found += 1
    return found


@entry
def sweep_marks(
    rows: Rows, source: Codes, start: int, step_us: int, gap_us: int, limits: Floats,
    points: Records, marks: Ints, figures: Floats, lanes: Ints, spots: Records, ends: Records,
    found: int, vectors: Floats,
) -> tuple[int, int]:  # fmt: skip
    """Sweep rows in order and tell where each ship was at every mark within a leg.

    A leg reaches the marks after its first fix up to its second one. No leg leads to the first fix
    of a lane. Speed is over the step before the mark where that is known, else over the leg.

    Args:
        rows: of a batch.
        source: code of each row's source, for evidence, shape (n,).
        start: row to begin with.
        step_us: µs between two marks; a mark is a multiple of it since 1970.
        gap_us: a longer leg tells nothing.
        limits: nothing is told where an end of the leg is nearer to the coast (m), nor of a ship
            that is slower (kn), shape (2,).
        points: last fix of each slot, shape (m, p), changed in place.
        marks: shape (m, MARKS), changed in place.
        figures: shape (m, FIGURES), changed in place.
        lanes: how many lanes there were so far, shape (1,), changed in place.
        spots: of dtype SPOT, shape (k,), filled.
        ends: the fixes before and after each, of dtype POINT, shape (k, 2), filled.
        found: how many of `spots` are taken.
        vectors: room to reckon in, shape (4, 3).

    Returns:
        the row to go on with, n when all are done, less when `spots` is full; and how many of
        `spots` are taken.
    """
    most, n = gap_us // step_us + 1, len(rows.t)
    for i in range(start, n):
        s, t = rows.slot[i], rows.t[i]
        if rows.fresh[i] or marks[s, _LANE] == _NEW:
            marks[s, _LANE], marks[s, _LAST] = _NO_SHIP, NEVER
            if _is_ship(rows.object_id[i]):
                marks[s, _LANE], lanes[0] = lanes[0], lanes[0] + 1
            marks[s, _NEXT] = (t // step_us + 1) * step_us
        if marks[s, _LANE] == _NO_SHIP:
            continue
        if t >= marks[s, _NEXT]:
            if found + most > len(spots):
                return i, found
            if t - points[s, 0].t <= gap_us:
                found = _fill_leg(
                    rows, source, i, step_us, limits, points, marks, figures, vectors, spots, ends,
                    found,
                )  # fmt: skip
            marks[s, _NEXT] = (t // step_us + 1) * step_us
        if i + 1 == n or rows.slot[i + 1] != s or rows.t[i + 1] >= marks[s, _NEXT]:
            _keep(points, s, 0, rows, source, i)  # the others are never asked for
            figures[s, _COAST] = _coast(rows, i)
    return n, found


@jit
def take_spots(
    spots: Records, ends: Records, order: Ints, spots_out: Records, ends_out: Records
) -> None:
    """Copy spots and their ends in an order, shape (n,): onto themselves where it ascends."""
    for k in range(len(order)):
        spots_out[k] = spots[order[k]]
        ends_out[k, 0] = ends[order[k], 0]
        ends_out[k, 1] = ends[order[k], 1]


@jit
def order_by_mark(mark: Ints, low: int, order: Ints, first: Ints) -> None:
    """Sort by mark, those of one mark in the order in which they came.

    Args:
        mark: shape (n,).
        low: the earliest.
        order: filled, shape (n,).
        first: where in `order` the k-th mark begins, filled, shape (marks + 1,).
    """
    first[:] = 0
    for i in range(len(mark)):
        first[mark[i] - low + 1] += 1
    for k in range(1, len(first)):
        first[k] += first[k - 1]
    at = first.copy()
    for i in range(len(mark)):
        k = mark[i] - low
        order[at[k]] = i
        at[k] += 1

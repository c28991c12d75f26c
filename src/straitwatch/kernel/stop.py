"""Fixes of ships into stops, at a berth or at anchor, and into visits to ports."""

# Kernels take arguments in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.call import (
    ANCHORED,
    BERTHED,
    COAST,
    CONFIRMED,
    CUT,
    END,
    FIGURES,
    Found,
    GAPS,
    HOW,
    LAST,
    LEFT,
    LONGEST,
    MARKS,
    N_RING,
    PLACE,
    POINTS,
    PORT,
    PORT_LAT,
    PORT_LON,
    SAID,
    START,
    STILL,
    STOPS,
    StopLimits,
    UNDECIDED,
    find_port,
    forget_stops,
    is_near,
    join_visit,
    tell_anchoring,
    tell_visit,
    trail,
)
from straitwatch.kernel.jit import jit
from straitwatch.kernel.portgrid import PortGrid, nearest_port
from straitwatch.kernel.rows import NEVER, Rows, keep
from straitwatch.kernel.sphere import arc_distance
from straitwatch.kernel.spread import add_place, begin_spread, local, width, width_with

__all__ = ["give_up", "sweep_stops"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Records = npt.NDArray[np.void]

_MOORED, _AT_ANCHOR = 5, 1  # navigational status, ITU-R M.1371-5 table 45


@jit
def _decide(marks: Ints, figures: Floats, s: int, limits: StopLimits) -> int:
    """Say whether a stop is at a berth."""
    if marks[s, SAID] == _MOORED:
        return BERTHED
    if marks[s, SAID] == _AT_ANCHOR:
        return ANCHORED
    if figures[s, COAST] < 0.0:  # basins, rivers and quays are land in a coastline
        return BERTHED
    tight = width(figures[s], STILL) <= 2.0 * limits.tight_m
    return BERTHED if tight and figures[s, COAST] <= limits.quay_m else ANCHORED


@jit
def _go_on_stopped(
    points: Records, marks: Ints, figures: Floats, s: int, ports: PortGrid, limits: StopLimits
) -> None:
    """Take in that the stop reaches to END."""
    span = points[s, END].t - points[s, START].t
    if span < limits.least_us:
        return
    if marks[s, HOW] == UNDECIDED:
        marks[s, HOW] = _decide(marks, figures, s, limits)
        if marks[s, HOW] == BERTHED:
            join_visit(points, marks, s)
            marks[s, STOPS] += 1
    if marks[s, HOW] == BERTHED:
        points[s, LEFT] = points[s, END]
        return
    a, b = points[s, START], points[s, END]
    rests = arc_distance(a.lon, a.lat, b.lon, b.lat) <= limits.stop_speed * span + limits.slack_m
    if rests or marks[s, SAID] == _AT_ANCHOR:
        marks[s, CONFIRMED] = 1


@jit
def _end_stop(
    points: Records, marks: Ints, figures: Floats, s: int, ports: PortGrid, limits: StopLimits,
    out: Found, n: int,
) -> int:  # fmt: skip
    """End a stop at END: what it was is told, or counted for the visit."""
    if points[s, START].t == NEVER:
        return n
    if marks[s, HOW] == UNDECIDED:
        long = points[s, END].t - points[s, START].t >= limits.call_us
        if long and _decide(marks, figures, s, limits) == BERTHED:
            join_visit(points, marks, s)
            marks[s, STOPS] += 1
    elif marks[s, CONFIRMED] == 1:
        n = tell_anchoring(s, points, marks, figures, out, n)
    points[s, START].t = NEVER
    return n


@jit
def _begin_stop(
    rows: Rows, i: int, state: Ints, points: Records, marks: Ints, figures: Floats, s: int,
    ports: PortGrid, limits: StopLimits,
) -> None:  # fmt: skip
    points[s, START] = points[s, LAST]
    begin_spread(figures[s], STILL)
    figures[s, LONGEST] = 0.0
    where = rows.state[i]
    marks[s, SAID], marks[s, HOW], marks[s, CONFIRMED] = -1, UNDECIDED, 0
    marks[s, PLACE] = (state[where] + 1 if where >= 0 else 0) * 16 + rows.zone[i] + 1
    coast = float(rows.coast_m[i])
    if np.isnan(coast):
        coast = -1.0 if 0 <= rows.zone[i] <= 1 else np.inf  # far inland, or far at sea
    figures[s, COAST] = coast
    find_port(points, marks, figures, s, coast, ports, limits)


@jit
def _stand(
    rows: Rows, i: int, source: Codes, state: Ints, points: Records, marks: Ints, figures: Floats,
    s: int, dist: float, dt: float, ports: PortGrid, limits: StopLimits, out: Found, n: int,
) -> int:  # fmt: skip
    """Begin, lengthen or end a stop by the leg from LAST to row i."""
    sog = rows.sog_kn[i]
    moves = sog > limits.move_kn or dist > limits.move_speed * dt + limits.slack_m
    stops = dist <= limits.stop_speed * dt + limits.slack_m and not moves
    rests = dist <= limits.start_speed * dt + limits.slack_m
    begun = points[s, START].t != NEVER
    if begun:
        a = points[s, START]
        x, y = local(rows.lon[i], rows.lat[i], a.lon, a.lat)
        moves = moves or (not rests and marks[s, HOW] != ANCHORED)
        if moves or width_with(figures[s], STILL, x, y) > 2.0 * limits.circle_m:
            n = _end_stop(points, marks, figures, s, ports, limits, out, n)
            begun = False
    if not begun:
        if not stops:
            return n
        _begin_stop(rows, i, state, points, marks, figures, s, ports, limits)
        a = points[s, START]
        x, y = local(rows.lon[i], rows.lat[i], a.lon, a.lat)
    if rests:
        add_place(figures[s], STILL, x, y)
        figures[s, LONGEST] = max(figures[s, LONGEST], dt)
        keep(points, s, END, rows, source, i)
        if rows.nav_status[i] == _AT_ANCHOR or rows.nav_status[i] == _MOORED:  # noqa: PLR1714 - compiled
            marks[s, SAID] = rows.nav_status[i]
        _go_on_stopped(points, marks, figures, s, ports, limits)
    return n


@jit
def _leave(
    rows: Rows, i: int, source: Codes, points: Records, marks: Ints, figures: Floats, s: int,
    dt: float, ports: PortGrid, limits: StopLimits, out: Found, n: int,
) -> int:  # fmt: skip
    """End a visit if row i lies outside the port. LAST becomes row i."""
    away = arc_distance(rows.lon[i], rows.lat[i], figures[s, PORT_LON], figures[s, PORT_LAT])
    seen = dt <= limits.known_us
    if marks[s, PORT] == -1 or away < limits.out_m:
        keep(points, s, LAST, rows, source, i)
        return n
    if seen:
        keep(points, s, LAST, rows, source, i)
    n = tell_visit(s, points, marks, figures, seen, out, n)
    keep(points, s, LAST, rows, source, i)
    if points[s, START].t != NEVER:  # a stop at the edge belongs to the port on its other side
        find_port(points, marks, figures, s, figures[s, COAST], ports, limits)
    return n


@jit
def _bridge(
    rows: Rows, i: int, points: Records, marks: Ints, figures: Floats, s: int, state: Ints,
    ports: PortGrid, limits: StopLimits, out: Found, n: int,
) -> int:  # fmt: skip
    """Take in a silence of `gap_us` before row i: it ends a stop, and is a call at a port."""
    anchored = points[s, START].t != NEVER and marks[s, HOW] == ANCHORED
    n = _end_stop(points, marks, figures, s, ports, limits, out, n)
    if marks[s, PORT] == -1 and not anchored:
        a = points[s, LAST]
        port, _ = nearest_port(ports, a.lon, a.lat, limits.in_m)
        if port >= 0 and is_near(rows, i, ports.lon[port], ports.lat[port], limits.in_m):
            _begin_stop(rows, i, state, points, marks, figures, s, ports, limits)
            points[s, END] = points[s, LAST]
            join_visit(points, marks, s)
            points[s, START].t = NEVER
    marks[s, N_RING], marks[s, CUT] = 0, 1
    return n


@jit
def _rests_on(
    rows: Rows, i: int, points: Records, figures: Floats, s: int, dt: float, limits: StopLimits
) -> bool:
    """Tell whether row i is still in the circle of the stop, after no more than `bridge_us`."""
    a = points[s, START]
    if a.t == NEVER or dt > limits.bridge_us:
        return False
    x, y = local(rows.lon[i], rows.lat[i], a.lon, a.lat)
    return width_with(figures[s], STILL, x, y) <= 2.0 * limits.circle_m


@jit
def sweep_stops(
    rows: Rows, source: Codes, state: Ints, points: Records, marks: Ints, figures: Floats,
    ports: PortGrid, limits: StopLimits, out: Found,
) -> int:  # fmt: skip
    """Sweep fixes and find the anchorings and the visits to ports that end.

    A lane is sampled: a fix within `step_us` of the sample before is passed over. A stop begins
    with a leg of samples under `stop_speed`, and reaches to the last leg under `start_speed`. It
    ends when the circle is left, by a leg over `move_speed` (over `start_speed` where it is not yet
    known to be at anchor) or a fix that says more than `move_kn`. After `least_us`, or when it ends before, it is judged once: at a berth or not.

    Args:
        rows: n fixes of ships.
        source: code of each row's source in the memory, shape (n,).
        state: code in the memory of each of the batch's States, shape (w,).
        points: shape (m, POINTS), changed in place, as are marks and figures.
        marks: shape (m, MARKS).
        figures: shape (m, FIGURES).
        ports: ports of the world.
        limits: thresholds; `slack_m` is granted to every leg for errors of both fixes.
        out: room for two a row.

    Returns:
        how many were found.
    """
    n = 0
    for i in range(len(rows.t)):
        s = rows.slot[i]
        if rows.fresh[i]:
            forget_stops(points, marks, s)
        dt = rows.t[i] - points[s, LAST].t
        if dt < limits.step_us:
            continue
        if points[s, LAST].t == NEVER:
            keep(points, s, LAST, rows, source, i)
            trail(rows, i, source, points, marks, s, limits.ring_m)
            continue
        if dt >= limits.gap_us and not _rests_on(rows, i, points, figures, s, dt, limits):
            n = _bridge(rows, i, points, marks, figures, s, state, ports, limits, out, n)
        else:
            p = points[s, LAST]
            dist = arc_distance(p.lon, p.lat, rows.lon[i], rows.lat[i])
            n = _stand(
                rows, i, source, state, points, marks, figures, s, dist, dt, ports, limits, out, n
            )
        if dt >= limits.gap_us and marks[s, PORT] != -1:
            marks[s, GAPS] += 1
        n = _leave(rows, i, source, points, marks, figures, s, dt, ports, limits, out, n)
        trail(rows, i, source, points, marks, s, limits.ring_m)
    return n


@jit
def give_up(
    s: int, points: Records, marks: Ints, figures: Floats, ports: PortGrid, limits: StopLimits,
    out: Found, n: int,
) -> int:  # fmt: skip
    """End what is open of a slot whose lane is given up; returns how many are found by now."""
    n = _end_stop(points, marks, figures, s, ports, limits, out, n)
    if marks[s, PORT] != -1:
        n = tell_visit(s, points, marks, figures, False, out, n)  # noqa: FBT003 - a kernel
    forget_stops(points, marks, s)
    return n

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
    GAPS,
    HOW,
    LAST,
    LEFT,
    LONGEST,
    N_RING,
    NOW,
    PLACE,
    PORT,
    PORT_LAT,
    PORT_LON,
    REST_T,
    REST_X,
    REST_Y,
    RESTED,
    RING,
    SAID,
    START,
    STILL,
    STOPS,
    UNDECIDED,
    Found,
    StopLimits,
    find_port,
    forget_stops,
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
_NOTHING, _GOES_ON, _BEGINS, _ENDS = range(4)
"""What a leg does to a stop; one that begins ends the one before, if there is any."""


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
    points: Records, marks: Ints, figures: Floats, s: int, dt: float, status: int,
    limits: StopLimits,
) -> None:  # fmt: skip
    """Take in that the stop reaches to END."""
    a, b = points[s, START], points[s, END]
    x, y = local(b.lon, b.lat, a.lon, a.lat)
    add_place(figures[s], STILL, x, y)
    figures[s, LONGEST] = max(figures[s, LONGEST], dt)
    _rest(marks, figures, s, x, y, b.t, limits)
    if status in {_AT_ANCHOR, _MOORED}:
        marks[s, SAID] = status
    span = b.t - a.t
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
    stays = np.hypot(x, y) <= limits.stop_speed * span + limits.slack_m
    if stays or marks[s, SAID] == _AT_ANCHOR or marks[s, RESTED] == 1:
        marks[s, CONFIRMED] = 1


@jit
def _rest(
    marks: Ints, figures: Floats, s: int, x: float, y: float, t: int, limits: StopLimits
) -> None:
    """Note whether the ship lay for `least_us` no farther away than `stop_speed` would take it."""
    lain = t - marks[s, REST_T]
    from_m = np.hypot(x - figures[s, REST_X], y - figures[s, REST_Y])
    if from_m > limits.stop_speed * lain + limits.slack_m:
        marks[s, REST_T], figures[s, REST_X], figures[s, REST_Y] = t, x, y
    elif lain >= limits.least_us:
        marks[s, RESTED] = 1


@jit
def _end_stop(
    points: Records, marks: Ints, figures: Floats, s: int, limits: StopLimits, out: Found, n: int
) -> int:
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
    points: Records, marks: Ints, figures: Floats, s: int, place: int, coast: float,
    ports: PortGrid, limits: StopLimits,
) -> None:  # fmt: skip
    """Begin a stop at LAST; zone and State are those of NOW."""
    points[s, START] = points[s, LAST]
    begin_spread(figures[s], STILL)
    figures[s, LONGEST], figures[s, COAST] = 0.0, coast
    marks[s, REST_T], marks[s, RESTED] = points[s, START].t, 0
    figures[s, REST_X], figures[s, REST_Y] = 0.0, 0.0
    marks[s, SAID], marks[s, HOW], marks[s, CONFIRMED], marks[s, PLACE] = -1, UNDECIDED, 0, place
    find_port(points, marks, figures, s, coast, ports, limits)


@jit
def _judge(
    points: Records, marks: Ints, figures: Floats, s: int, dist: float, dt: float, sog: float,
    by_quay: bool, limits: StopLimits,
) -> int:  # fmt: skip
    """Say what the leg from LAST to NOW does to the stop."""
    moves = sog > limits.move_kn or dist > limits.move_speed * dt + limits.slack_m
    rests = dist <= limits.start_speed * dt + limits.slack_m
    begins = dist <= limits.stop_speed * dt + limits.slack_m or (rests and not by_quay)
    begins = begins and not moves and dt <= limits.known_us
    if points[s, START].t == NEVER:
        return _BEGINS if begins else _NOTHING
    moves = moves or (not rests and by_quay and marks[s, HOW] != ANCHORED)
    if moves or not _in_circle(points, figures, s, limits):
        return _BEGINS if begins else _ENDS
    return _GOES_ON if rests else _NOTHING


@jit
def _in_circle(points: Records, figures: Floats, s: int, limits: StopLimits) -> bool:
    a, p = points[s, START], points[s, NOW]
    x, y = local(p.lon, p.lat, a.lon, a.lat)
    return width_with(figures[s], STILL, x, y) <= 2.0 * limits.circle_m


@jit
def _leave(
    points: Records, marks: Ints, figures: Floats, s: int, seen: bool, ports: PortGrid,
    limits: StopLimits, out: Found, n: int,
) -> int:  # fmt: skip
    """End the visit: NOW is outside; it was seen to leave, or last heard inside at LAST."""
    if seen:
        points[s, LAST] = points[s, NOW]
    n = tell_visit(s, points, marks, figures, seen, out, n)
    if points[s, START].t != NEVER:  # a stop at the edge belongs to the port on its other side
        find_port(points, marks, figures, s, figures[s, COAST], ports, limits)
    return n


@jit
def _bridge(
    points: Records, marks: Ints, figures: Floats, s: int, place: int, coast: float,
    ports: PortGrid, limits: StopLimits, out: Found, n: int,
) -> int:  # fmt: skip
    """Take in a silence of `gap_us` before NOW: it ends a stop, and is a call at a port."""
    anchored = points[s, START].t != NEVER and marks[s, HOW] == ANCHORED
    n = _end_stop(points, marks, figures, s, limits, out, n)
    a, b = points[s, LAST], points[s, NOW]
    port, _ = nearest_port(ports, a.lon, a.lat, limits.in_m)
    if port >= 0 and marks[s, PORT] == -1 and not anchored:
        away = arc_distance(b.lon, b.lat, ports.lon[port], ports.lat[port])
        if away <= limits.in_m:
            _begin_stop(points, marks, figures, s, place, coast, ports, limits)
            points[s, END] = points[s, LAST]
            join_visit(points, marks, s)
            points[s, START].t = NEVER
    marks[s, N_RING], marks[s, CUT] = 0, 1
    return n


@jit
def _is_apart(points: Records, s: int, dist_m: float) -> bool:
    """Tell whether NOW is as far from the newest place of the ring."""
    a, b = points[s, RING], points[s, NOW]
    return arc_distance(a.lon, a.lat, b.lon, b.lat) > dist_m


@jit
def sweep_stops(  # noqa: C901 - one machine: each part that is given the rows costs more than it does
    rows: Rows, source: Codes, state: Ints, points: Records, marks: Ints, figures: Floats,
    ports: PortGrid, limits: StopLimits, out: Found,
) -> int:  # fmt: skip
    """Sweep fixes and find the anchorings and the visits to ports that end.

    A lane is sampled: a fix within `step_us` of the sample before is passed over. A stop begins
    with a leg of samples under `stop_speed`, and reaches to the last leg under `start_speed`. It
    ends when the circle is left, by a leg over `move_speed` or a fix that says more than
    `move_kn`. Near to the coast, where it may be at a berth, it ends by a leg over `start_speed`
    until it is known to be at anchor; farther off, where it swings if it lies, such a leg may
    begin it too. After `least_us`, or when it ends before, it is judged once: at a berth or not.

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

    Notes:
        What is called for every sample is given few arrays: each costs a count of references.
    """
    n = 0
    for i in range(len(rows.t)):
        s = rows.slot[i]
        if rows.fresh[i]:
            forget_stops(points, marks, s)
        dt = rows.t[i] - points[s, LAST].t
        if dt < limits.step_us:
            continue
        keep(points, s, NOW, rows, source, i)
        if points[s, LAST].t != NEVER:
            p = points[s, LAST]
            dist = arc_distance(p.lon, p.lat, rows.lon[i], rows.lat[i])
            by_quay = not rows.coast_m[i] > limits.quay_m
            sog = rows.sog_kn[i]
            does = _judge(points, marks, figures, s, dist, dt, sog, by_quay, limits)
            silent = dt >= limits.gap_us
            if silent and not (does == _GOES_ON and dt <= limits.bridge_us):
                place, coast = _where(rows, i, state)
                n = _bridge(points, marks, figures, s, place, coast, ports, limits, out, n)
                does = _NOTHING
            if does >= _BEGINS:
                n = _end_stop(points, marks, figures, s, limits, out, n)
            if does == _BEGINS:
                place, coast = _where(rows, i, state)
                _begin_stop(points, marks, figures, s, place, coast, ports, limits)
            if _GOES_ON <= does <= _BEGINS:
                keep(points, s, END, rows, source, i)
                _go_on_stopped(points, marks, figures, s, dt, rows.nav_status[i], limits)
            if marks[s, PORT] != -1:
                if not _is_in_port(points, figures, s, limits.out_m):
                    seen = dt <= limits.known_us
                    n = _leave(points, marks, figures, s, seen, ports, limits, out, n)
                elif silent:
                    marks[s, GAPS] += 1
        keep(points, s, LAST, rows, source, i)
        if marks[s, N_RING] == 0 or _is_apart(points, s, limits.ring_m):
            trail(points, marks, s)
    return n


@jit
def _where(rows: Rows, i: int, state: Ints) -> tuple[int, float]:
    """Zone and State of row i as one number, and its distance to the coast."""
    code, coast = rows.state[i], float(rows.coast_m[i])
    if np.isnan(coast):
        coast = -1.0 if 0 <= rows.zone[i] <= 1 else np.inf  # far inland, or far at sea
    return (state[code] + 1 if code >= 0 else 0) * 16 + rows.zone[i] + 1, coast


@jit
def _is_in_port(points: Records, figures: Floats, s: int, out_m: float) -> bool:
    p = points[s, NOW]
    return arc_distance(p.lon, p.lat, figures[s, PORT_LON], figures[s, PORT_LAT]) < out_m


@jit
def give_up(
    s: int, points: Records, marks: Ints, figures: Floats, limits: StopLimits, out: Found, n: int
) -> int:  # fmt: skip
    """End what is open of a slot whose lane is given up; returns how many are found by now."""
    n = _end_stop(points, marks, figures, s, limits, out, n)
    if marks[s, PORT] != -1:
        n = tell_visit(s, points, marks, figures, False, out, n)
    forget_stops(points, marks, s)
    return n

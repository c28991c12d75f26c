"""Fixes of aircraft into spans in which they flew on and on over one small area."""

# Kernels take arguments in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit
from straitwatch.kernel.rows import NEVER, Rows, keep
from straitwatch.kernel.sphere import arc_distance
from straitwatch.kernel.spread import add_place, begin_spread, local, width

__all__ = [
    "CODES",
    "END",
    "FIGURES",
    "HOURS",
    "MARKS",
    "ON",
    "PLACES",
    "POINTS",
    "SPAN",
    "START",
    "SURE",
    "TOTAL",
    "OrbitLimits",
    "forget_orbit",
    "sweep_orbits",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Records = npt.NDArray[np.void]

_ROOM = 13
"""Samples remembered: twelve steps of at least five minutes are an hour."""
_EACH = 3
"""Zones told apart within a step; a further one counts for the last of them."""
PLACES = 8
"""Zones told apart within a span; a further one counts for the last of them."""

LAST, START, END, RING = range(4)
"""Points: last fix taken, first and last sample of the span, the samples from the oldest on."""
POINTS = RING + _ROOM
N, ON, SURE, CODES = range(4)
"""Marks: samples, 1 while a span goes on, 1 when it is long for its width; then zone and State of
each of its places, and of those of each step."""
_STEP_CODES = CODES + PLACES
MARKS = _STEP_CODES + _ROOM * _EACH
SPAN, TOTAL, HOURS = 0, 8, 9
"""Figures: spread and path in metres of the span, µs at each of its places; then path of each step,
and µs at each of its places."""
_STEP_PATH = HOURS + PLACES
_STEP_TIME = _STEP_PATH + _ROOM
FIGURES = _STEP_TIME + _ROOM * _EACH


class OrbitLimits(NamedTuple):
    """Thresholds: lengths in metres, times in µs, a speed in metres a µs."""

    leg_us: int
    step_us: int
    least_us: int
    gap_us: int
    width_m: float
    speed: float
    ratio: float


@jit
def forget_orbit(points: Records, marks: Ints, s: int) -> None:
    """Drop what is known of a slot."""
    points[s, LAST].t = NEVER
    marks[s, N], marks[s, ON], marks[s, SURE] = 0, 0, 0


@jit
def _spend(codes: Ints, spent: Floats, code: int, us: float) -> None:
    """Add time at a place to a short list of places, -1 where none is yet."""
    for k in range(len(codes)):
        if codes[k] == -1 or codes[k] == code or k == len(codes) - 1:
            if codes[k] == -1:
                codes[k] = code
            spent[k] += us
            return


@jit
def _open_step(points: Records, marks: Ints, figures: Floats, s: int) -> None:
    """Make LAST the newest sample; a step begins at it."""
    n = marks[s, N]
    if n == 13:  # noqa: PLR2004 - _ROOM
        n = 12
        for k in range(n):
            points[s, RING + k] = points[s, RING + k + 1]
            figures[s, _STEP_PATH + k] = figures[s, _STEP_PATH + k + 1]
        for k in range(n * 3):
            marks[s, _STEP_CODES + k] = marks[s, _STEP_CODES + k + 3]
            figures[s, _STEP_TIME + k] = figures[s, _STEP_TIME + k + 3]
    points[s, RING + n] = points[s, LAST]
    figures[s, _STEP_PATH + n] = 0.0
    for k in range(3):
        marks[s, _STEP_CODES + 3 * n + k] = -1
        figures[s, _STEP_TIME + 3 * n + k] = 0.0
    marks[s, N] = n + 1


@jit
def _window(points: Records, marks: Ints, s: int, least_us: int) -> int:
    """Find the latest sample that is `least_us` before the newest; -1 for none."""
    newest = marks[s, N] - 1
    for k in range(newest, -1, -1):
        if points[s, RING + newest].t - points[s, RING + k].t >= least_us:
            return k
    return -1


@jit
def _is_small(
    points: Records, marks: Ints, figures: Floats, s: int, first: int, limits: OrbitLimits
) -> bool:
    """Tell whether the samples from `first` on lie in the area, and the aircraft flew."""
    spread = np.zeros(8)
    path, a = 0.0, points[s, RING + first]
    newest = marks[s, N] - 1
    for k in range(first, newest + 1):
        p = points[s, RING + k]
        x, y = local(p.lon, p.lat, a.lon, a.lat)
        add_place(spread, 0, x, y)
        if k < newest:
            path += figures[s, _STEP_PATH + k]
    flew = path >= limits.speed * (points[s, RING + newest].t - a.t)
    return flew and width(spread, 0) <= limits.width_m


@jit
def _is_over(points: Records, s: int, first: int, width_m: float) -> bool:
    """Tell whether no small window can reach back to END: it would hold END and LAST."""
    a, b = points[s, END], points[s, LAST]
    if points[s, RING + first].t > a.t:
        return True
    spread = np.zeros(8)
    x, y = local(b.lon, b.lat, a.lon, a.lat)
    add_place(spread, 0, x, y)
    return width(spread, 0) > width_m


@jit
def _take_in(points: Records, marks: Ints, figures: Floats, s: int, first: int) -> None:
    """Let the span reach to the newest sample; without one, begin it at sample `first`."""
    if marks[s, ON] == 0:
        marks[s, ON], marks[s, SURE] = 1, 0
        points[s, START], points[s, END] = points[s, RING + first], points[s, RING + first]
        begin_spread(figures[s], SPAN)
        figures[s, TOTAL] = 0.0
        marks[s, CODES : CODES + 8] = -1
        figures[s, HOURS : HOURS + 8] = 0.0
    newest, a = marks[s, N] - 1, points[s, START]
    for k in range(first, newest):
        if points[s, RING + k].t < points[s, END].t:
            continue
        p = points[s, RING + k + 1]
        x, y = local(p.lon, p.lat, a.lon, a.lat)
        add_place(figures[s], SPAN, x, y)
        figures[s, TOTAL] += figures[s, _STEP_PATH + k]
        for j in range(3):
            code = marks[s, _STEP_CODES + 3 * k + j]
            if code >= 0:
                us = figures[s, _STEP_TIME + 3 * k + j]
                _spend(marks[s, CODES : CODES + 8], figures[s, HOURS : HOURS + 8], code, us)
    points[s, END] = points[s, RING + newest]


@jit
def _end_span(
    s: int, points: Records, marks: Ints, figures: Floats, found: int, slots: Ints, ends: Records,
    numbers: Floats, codes: Ints,
) -> int:  # fmt: skip
    """End the span of a slot, and append it if it is sure."""
    sure = marks[s, ON] == 1 and marks[s, SURE] == 1
    marks[s, ON], marks[s, SURE] = 0, 0
    if not sure:
        return found
    slots[found] = s
    ends[found, 0], ends[found, 1] = points[s, START], points[s, END]
    numbers[found] = figures[s, :17]
    codes[found] = marks[s, CODES : CODES + 8]
    return found + 1


@jit
def sweep_orbits(
    rows: Rows, source: Codes, state: Ints, points: Records, marks: Ints, figures: Floats,
    limits: OrbitLimits, slots: Ints, ends: Records, numbers: Floats, codes: Ints,
) -> int:  # fmt: skip
    """Sweep fixes and find the spans over one area that end.

    A lane is sampled every `step_us`. A window is the least run of samples that lasts `least_us`;
    it is small when it is no wider than `width_m` and its path over time at least `speed`. Small
    windows that overlap are one span; it is told when its path came to `ratio` times its width. A
    silence of `gap_us` ends it.

    Args:
        rows: n fixes of aircraft.
        source: code of each row's source in the memory, shape (n,).
        state: code in the memory of each of the batch's States, shape (w,).
        points: shape (m, POINTS), changed in place, as are marks and figures.
        marks: shape (m, MARKS).
        figures: shape (m, FIGURES).
        limits: thresholds; no step may be under a twelfth of `least_us`.
        slots: slot of each span found, shape (k,).
        ends: first and last sample, shape (k, 2), of dtype POINT.
        numbers: spread about the first sample, path, µs at each place: shape (k, 17).
        codes: zone and State of each place, -1 for none, shape (k, PLACES).

    Returns:
        how many; there must be room for one a row.
    """
    found = 0
    for i in range(len(rows.t)):
        s = rows.slot[i]
        if rows.fresh[i]:
            forget_orbit(points, marks, s)
        dt = rows.t[i] - points[s, LAST].t
        if dt < limits.leg_us:
            continue
        if dt >= limits.gap_us:  # or the first fix of all
            found = _end_span(s, points, marks, figures, found, slots, ends, numbers, codes)
            forget_orbit(points, marks, s)
            keep(points, s, LAST, rows, source, i)
            _open_step(points, marks, figures, s)
            continue
        p, where = points[s, LAST], rows.state[i]
        dist = arc_distance(p.lon, p.lat, rows.lon[i], rows.lat[i])
        code = (state[where] + 1 if where >= 0 else 0) * 16 + rows.zone[i] + 1
        _go(marks, figures, s, dist, code, dt)
        keep(points, s, LAST, rows, source, i)
        if rows.t[i] - points[s, RING + marks[s, N] - 1].t < limits.step_us:
            continue
        _open_step(points, marks, figures, s)
        first = _window(points, marks, s, limits.least_us)
        if first < 0:
            continue
        if marks[s, ON] == 1 and _is_over(points, s, first, limits.width_m):
            found = _end_span(s, points, marks, figures, found, slots, ends, numbers, codes)
        if _is_small(points, marks, figures, s, first, limits):
            _take_in(points, marks, figures, s, first)
            if figures[s, TOTAL] >= limits.ratio * width(figures[s], SPAN):
                marks[s, SURE] = 1
    return found


@jit
def _go(marks: Ints, figures: Floats, s: int, dist: float, code: int, dt: float) -> None:
    """Add a leg to the step that goes on."""
    newest = marks[s, N] - 1
    figures[s, _STEP_PATH + newest] += dist
    at = 3 * newest
    _spend(
        marks[s, _STEP_CODES + at : _STEP_CODES + at + 3],
        figures[s, _STEP_TIME + at : _STEP_TIME + at + 3],
        code,
        dt,
    )

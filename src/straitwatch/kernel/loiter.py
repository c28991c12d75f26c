"""Fixes of ships far off a coast into spans in which they hardly moved."""

# Kernels take arguments in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit
from straitwatch.kernel.rows import NEVER, Rows, keep
from straitwatch.kernel.sphere import arc_distance

__all__ = [
    "END",
    "FIGURES",
    "LONGEST",
    "MARKS",
    "PLACE",
    "POINTS",
    "START",
    "TO_END",
    "SlowLimits",
    "forget_slow",
    "sweep_slow",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Records = npt.NDArray[np.void]

LAST, START, END, SLOW = range(4)
"""Points: last sample; first and last of the slow span; first of the slow legs on end."""
POINTS = 4
SINCE, PLACE = range(2)
"""Marks: where the hour that is being measured began, in µs; zone and State at START."""
MARKS = 2
HOUR, TO_LAST, TO_END, OF_SLOW, LONGEST = range(5)
"""Figures: metres since SINCE, from START to LAST, from START to END, from SLOW to LAST; longest
silence between START and END in µs."""
FIGURES = 5

_CONTIGUOUS, _ARCHIPELAGIC = 3, 6
"""Zones between these are over 24 nm from the coast where the distance is not told."""


class SlowLimits(NamedTuple):
    """Thresholds of `sweep_slow`: lengths in metres, times in µs, a speed in metres a µs."""

    off_m: float
    speed: float
    step_us: int
    hour_us: int
    least_us: int
    bridge_us: int


@jit
def forget_slow(points: Records, s: int) -> None:
    """Drop what is known of a slot."""
    for k in range(4):
        points[s, k].t = NEVER


@jit
def _tell(
    s: int, points: Records, marks: Ints, figures: Floats, least_us: int,
    found: int, slots: Ints, ends: Records, numbers: Floats,
) -> int:  # fmt: skip
    """Append the span of a slot if it is long enough."""
    if points[s, START].t == NEVER or points[s, END].t - points[s, START].t < least_us:
        return found
    slots[found, 0], slots[found, 1] = s, marks[s, PLACE]
    ends[found, 0], ends[found, 1] = points[s, START], points[s, END]
    numbers[found, 0], numbers[found, 1] = figures[s, TO_END], figures[s, LONGEST]
    return found + 1


@jit
def _restart(points: Records, marks: Ints, figures: Floats, s: int, dt: float) -> None:
    """Begin anew at the slow legs on end, if there are any, else at nothing."""
    points[s, START] = points[s, SLOW]
    points[s, END].t = NEVER
    if points[s, START].t == NEVER:
        return
    points[s, END] = points[s, LAST]
    marks[s, SINCE] = points[s, START].t
    figures[s, HOUR] = figures[s, TO_LAST] = figures[s, TO_END] = figures[s, OF_SLOW]
    figures[s, LONGEST] = dt  # of the last leg; no other can be an hour


@jit
def sweep_slow(
    rows: Rows, source: Codes, state: Ints, points: Records, marks: Ints, figures: Floats,
    limits: SlowLimits, slots: Ints, ends: Records, numbers: Floats,
) -> int:  # fmt: skip
    """Sweep fixes and find the slow spans that end.

    A lane is sampled: a fix within `step_us` of the sample before is passed over. A span begins
    with a leg of samples slower than `speed`, and is measured in stretches of an hour or a little
    more: it goes on while path over time of each stretch is under `speed`; it ends at the last
    stretch, or later slow leg on end, for which that is so. A sample near a coast or a silence of
    `bridge_us` ends it too.

    Args:
        rows: n fixes of ships.
        source: code of each row's source in the memory, shape (n,).
        state: code in the memory of each of the batch's States, shape (w,).
        points: shape (m, POINTS), changed in place, as are marks and figures.
        marks: shape (m, MARKS).
        figures: shape (m, FIGURES).
        limits: thresholds.
        slots: slot, and zone and State as in PLACE, of each span found, shape (k, 2).
        ends: first and last fix, shape (k, 2), of dtype POINT.
        numbers: path in metres, longest silence in µs, shape (k, 2).

    Returns:
        how many; there must be room for one a row.
    """
    found = 0
    for i in range(len(rows.t)):
        s = rows.slot[i]
        if rows.fresh[i]:
            forget_slow(points, s)
        last = points[s, LAST]
        dt = rows.t[i] - last.t
        if dt < limits.step_us:
            continue
        coast, zone = rows.coast_m[i], rows.zone[i]
        off = coast > limits.off_m or (np.isnan(coast) and _CONTIGUOUS < zone < _ARCHIPELAGIC)
        if not off or dt > limits.bridge_us:
            if last.t != NEVER:
                found = _tell(
                    s, points, marks, figures, limits.least_us, found, slots, ends, numbers
                )
                forget_slow(points, s)
            if off:
                keep(points, s, LAST, rows, source, i)
            continue
        dist = arc_distance(last.lon, last.lat, rows.lon[i], rows.lat[i])
        slow = dist <= limits.speed * dt
        if points[s, START].t == NEVER and slow:
            where = rows.state[i]
            place = (state[where] + 1 if where >= 0 else 0) * 16 + zone + 1
            _begin(points, marks, figures, s, place)
        reached = points[s, END].t == last.t
        if points[s, START].t != NEVER:
            _lengthen(points, figures, s, dist, slow)
        keep(points, s, LAST, rows, source, i)
        if points[s, START].t != NEVER and _fails(
            points, marks, figures, s, slow and reached, dt, limits
        ):
            found = _tell(s, points, marks, figures, limits.least_us, found, slots, ends, numbers)
            _restart(points, marks, figures, s, dt)
    return found


@jit
def _begin(points: Records, marks: Ints, figures: Floats, s: int, place: int) -> None:
    """Begin a span at LAST."""
    points[s, START], points[s, END] = points[s, LAST], points[s, LAST]
    marks[s, SINCE], marks[s, PLACE] = points[s, LAST].t, place
    for k in range(5):
        figures[s, k] = 0.0


@jit
def _fails(
    points: Records, marks: Ints, figures: Floats, s: int, goes_on: bool, dt: float,
    limits: SlowLimits,
) -> bool:  # fmt: skip
    """Let the span reach to LAST, which a leg of dt µs leads to, if it may; tell if it must end."""
    if goes_on:
        _extend(points, figures, s, dt)
    span = points[s, LAST].t - marks[s, SINCE]
    if span >= limits.hour_us and figures[s, HOUR] <= limits.speed * span:
        _extend(points, figures, s, dt)
        marks[s, SINCE] = points[s, LAST].t
        figures[s, HOUR] = 0.0
    return figures[s, HOUR] > limits.speed * limits.hour_us


@jit
def _lengthen(points: Records, figures: Floats, s: int, dist: float, slow: bool) -> None:
    """Add a leg from LAST."""
    figures[s, HOUR] += dist
    figures[s, TO_LAST] += dist
    if not slow:
        points[s, SLOW].t = NEVER
        return
    if points[s, SLOW].t == NEVER:
        points[s, SLOW] = points[s, LAST]
        figures[s, OF_SLOW] = 0.0
    figures[s, OF_SLOW] += dist


@jit
def _extend(points: Records, figures: Floats, s: int, dt: float) -> None:
    """Let the span reach to LAST, by a leg of dt µs."""
    points[s, END] = points[s, LAST]
    figures[s, TO_END] = figures[s, TO_LAST]
    figures[s, LONGEST] = max(figures[s, LONGEST], dt)

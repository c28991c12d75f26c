"""One more fix inside into what its stay measures: way, turns, spells, statuses, silences."""

# Kernels take arguments in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit
from straitwatch.kernel.rows import Rows, keep
from straitwatch.kernel.side import INTERNAL, is_deep
from straitwatch.kernel.sphere import arc_distance
from straitwatch.kernel.staying import (
    FIRST,
    LAST,
    NEAREST,
    REVERSAL,
    SILENCE,
    SLOW,
    STATUS,
    Bounds,
    Stays,
)
from straitwatch.kernel.turns import break_turns, go_on

__all__ = ["fall_silent", "stay_on"]

Codes = npt.NDArray[np.int32]

_AT_ANCHOR, _NOT_UNDER_COMMAND, _BY_DRAUGHT, _AGROUND, _FISHING, _DISTRESS = 1, 2, 4, 6, 7, 14
"""Navigational status: ITU-R M.1371-5, table 45."""
_SHORT_US, _LONG_US = 60_000_000, 300_000_000
"""A leg shorter than the first tells no speed, one longer than the second a better one than the
ship reports at its end."""


@jit
def _speed(memory: Stays, s: int, rows: Rows, i: int, leg_us: int) -> float:
    """Speed on the leg to row i: the way made good on a long leg, else the one reported."""
    if leg_us >= _LONG_US or (np.isnan(rows.sog_kn[i]) and leg_us >= _SHORT_US):
        last = memory.points[s, LAST]
        leg_m = arc_distance(last.lon, last.lat, rows.lon[i], rows.lat[i])
        return leg_m / 1852.0 / (leg_us / 3.6e9)
    return rows.sog_kn[i]


@jit
def _spell(since: int, is_slow: bool, t_from: int) -> int:
    """When the spell began that goes on; -1 for none."""
    if not is_slow:
        return -1
    return t_from if since < 0 else since


@jit
def _be_slow(
    memory: Stays, s: int, rows: Rows, source: Codes, i: int, speed_kn: float, bounds: Bounds
) -> None:
    """Take a leg into the slow spells; one that breaks off before the least time leaves none."""
    stay, t, before = memory.stays[s], rows.t[i], memory.points[s, LAST].t
    if not np.isnan(speed_kn):
        stay.least_kn = speed_kn if np.isnan(stay.least_kn) else min(stay.least_kn, speed_kn)
        stay.slow_from = _spell(stay.slow_from, speed_kn < bounds.slow_kn, before)
        stay.half_from = _spell(stay.half_from, speed_kn < bounds.share * stay.usual_kn, before)
    slow_us = t - stay.slow_from if stay.slow_from >= 0 else 0
    half_us = t - stay.half_from if stay.half_from >= 0 else 0
    most = max(stay.slow_us, stay.half_us)
    if most <= bounds.spell_us < max(slow_us, half_us):
        keep(memory.points, s, SLOW, rows, source, i)
    stay.slow_us, stay.half_us = max(stay.slow_us, slow_us), max(stay.half_us, half_us)


@jit
def _say_status(
    memory: Stays, s: int, rows: Rows, source: Codes, i: int, leg_us: int, bounds: Bounds
) -> None:
    stay = memory.stays[s]
    status = stay.status
    most = max(stay.anchor_us, stay.fishing_us)
    if status == _AT_ANCHOR:
        stay.anchor_us += leg_us
    elif status == _FISHING:
        stay.fishing_us += leg_us
    elif (_NOT_UNDER_COMMAND <= status <= _BY_DRAUGHT) or status in (_AGROUND, _DISTRESS):
        stay.hampered_us += leg_us
    if most < bounds.status_us <= max(stay.anchor_us, stay.fishing_us):
        keep(memory.points, s, STATUS, rows, source, i)


@jit
def _be_heard(
    memory: Stays, s: int, rows: Rows, source: Codes, i: int, leg_us: int, bounds: Bounds
) -> None:
    """Take a leg inside without silence into the times: in internal waters, or on the sea."""
    stay = memory.stays[s]
    stay.heard_us += leg_us
    if rows.zone[i] <= INTERNAL or 0 <= stay.zone <= INTERNAL:
        stay.slow_from = stay.half_from = -1
        if rows.zone[i] <= INTERNAL and stay.zone <= INTERNAL:
            stay.internal_us += leg_us
        return
    speed_kn = _speed(memory, s, rows, i, leg_us)
    _be_slow(memory, s, rows, source, i, speed_kn, bounds)
    if speed_kn < bounds.slow_kn and rows.coast_m[i] < bounds.inshore_m:
        stay.inshore_us += leg_us
    _say_status(memory, s, rows, source, i, leg_us, bounds)


@jit
def _move(memory: Stays, s: int, rows: Rows, source: Codes, i: int, bounds: Bounds) -> None:
    """Take row i, inside, into the way that the stay made."""
    stay, turns, first = memory.stays[s], memory.turns[s], memory.points[s, FIRST]
    if rows.zone[i] <= INTERNAL:
        break_turns(turns)
    before = turns.n
    step_m = go_on(turns, rows.lon[i], rows.lat[i], bounds.step_m, bounds.turn_deg)
    if step_m == 0.0:
        return
    stay.path_m += step_m
    away_m = arc_distance(first.lon, first.lat, rows.lon[i], rows.lat[i])
    stay.farthest_m = max(stay.farthest_m, away_m)
    if turns.n > before:
        keep(memory.points, s, REVERSAL, rows, source, i)


@jit
def fall_silent(memory: Stays, s: int, leg_us: int) -> None:
    """Note the longest silence that began inside, and the fix before it."""
    if leg_us > memory.stays[s].silence_us:
        memory.stays[s].silence_us = leg_us
        memory.points[s, SILENCE] = memory.points[s, LAST]


@jit
def stay_on(
    memory: Stays, s: int, rows: Rows, source: Codes, i: int, lull_us: int, bounds: Bounds
) -> None:
    """Take row i into the stay of its lane; `lull_us` since the lane's fix before, wherever."""
    stay = memory.stays[s]
    leg_us = rows.t[i] - memory.points[s, LAST].t
    if leg_us > 0 and lull_us >= bounds.gap_us:
        stay.slow_from = stay.half_from = -1
        fall_silent(memory, s, lull_us)
        break_turns(memory.turns[s])
    elif leg_us > 0:
        _be_heard(memory, s, rows, source, i, leg_us, bounds)
    _move(memory, s, rows, source, i, bounds)
    stay.n += 1
    stay.n_status += rows.nav_status[i] >= 0
    stay.status, stay.zone = rows.nav_status[i], rows.zone[i]
    limit_m = bounds.limit_m if np.isnan(rows.breadth_m[i]) else rows.breadth_m[i]
    stay.deep = stay.deep or is_deep(rows, i, limit_m, bounds.error_m)
    if rows.coast_m[i] < stay.nearest_m:
        stay.nearest_m = rows.coast_m[i]
        keep(memory.points, s, NEAREST, rows, source, i)
    keep(memory.points, s, LAST, rows, source, i)

"""One more fix inside into what its stay measures: way, turns, spells, statuses, silences."""

from typing import Any

import numpy as np

from straitwatch.kernel.here import Here, put, put_again
from straitwatch.kernel.jit import jit
from straitwatch.kernel.side import INTERNAL, is_deep
from straitwatch.kernel.sphere import arc_distance
from straitwatch.kernel.staying import Bounds
from straitwatch.kernel.turns import break_turns, go_on

__all__ = ["fall_silent", "stay_on"]

# Records of the dtypes STAY, TURNS and POINT have no type of their own, and helpers take what they
# change one by one, in order: see kernel.here.
# ruff: noqa: ANN401, PLR0917

_AT_ANCHOR, _NOT_UNDER_COMMAND, _BY_DRAUGHT, _AGROUND, _FISHING, _DISTRESS = 1, 2, 4, 6, 7, 14
"""Navigational status: ITU-R M.1371-5, table 45."""
_SHORT_US, _LONG_US = 60_000_000, 300_000_000
"""A leg shorter than the first tells no speed, one longer than the second a better one than the
ship reports at its end."""


@jit
def _speed(last: Any, here: Here, leg_us: int) -> float:
    """Speed on a leg in kn: the way made good on a long one, else the one reported at its end."""
    if leg_us >= _LONG_US or (np.isnan(here.sog_kn) and leg_us >= _SHORT_US):
        leg_m = arc_distance(last.lon, last.lat, here.lon, here.lat)
        return leg_m / 1852.0 / (leg_us / 3.6e9)
    return here.sog_kn


@jit
def _spell(since: int, is_slow: bool, t_from: int) -> int:
    """When the spell began that goes on; -1 for none."""
    if not is_slow:
        return -1
    return t_from if since < 0 else since


@jit
def _be_slow(
    stay: Any, slow: Any, here: Here, speed_kn: float, leg_us: int, bounds: Bounds
) -> None:
    """Take a leg into the slow spells; where the first is long enough, `slow` is the fix."""
    if not np.isnan(speed_kn):
        before = here.t - leg_us
        stay.least_kn = speed_kn if np.isnan(stay.least_kn) else min(stay.least_kn, speed_kn)
        stay.slow_from = _spell(stay.slow_from, speed_kn < bounds.slow_kn, before)
        stay.half_from = _spell(stay.half_from, speed_kn < bounds.share * stay.usual_kn, before)
    slow_us = here.t - stay.slow_from if stay.slow_from >= 0 else 0
    half_us = here.t - stay.half_from if stay.half_from >= 0 else 0
    if max(stay.slow_us, stay.half_us) <= bounds.spell_us < max(slow_us, half_us):
        put(slow, here)
    stay.slow_us, stay.half_us = max(stay.slow_us, slow_us), max(stay.half_us, half_us)


@jit
def _say_status(stay: Any, said: Any, here: Here, leg_us: int, bounds: Bounds) -> None:
    """Take a leg into the time of the status at its start; `said` is the fix where it suffices."""
    status = stay.status
    most = max(stay.anchor_us, stay.fishing_us)
    if status == _AT_ANCHOR:
        stay.anchor_us += leg_us
    elif status == _FISHING:
        stay.fishing_us += leg_us
    elif _NOT_UNDER_COMMAND <= status <= _BY_DRAUGHT or status in (_AGROUND, _DISTRESS):
        stay.hampered_us += leg_us
    if most <= bounds.status_us < max(stay.anchor_us, stay.fishing_us):
        put(said, here)


@jit
def _be_heard(
    stay: Any, last: Any, slow: Any, said: Any, here: Here, leg_us: int, bounds: Bounds
) -> None:
    """Take a leg inside without silence into the times: in internal waters, or on the sea."""
    stay.heard_us += leg_us
    if here.zone <= INTERNAL or 0 <= stay.zone <= INTERNAL:
        stay.slow_from = stay.half_from = -1
        if here.zone <= INTERNAL and stay.zone <= INTERNAL:
            stay.internal_us += leg_us
        return
    speed_kn = _speed(last, here, leg_us)
    _be_slow(stay, slow, here, speed_kn, leg_us, bounds)
    if speed_kn < bounds.slow_kn and here.coast_m < bounds.inshore_m:
        stay.inshore_us += leg_us
    _say_status(stay, said, here, leg_us, bounds)


@jit
def _move(stay: Any, turns: Any, first: Any, back: Any, here: Here, bounds: Bounds) -> None:
    """Take a fix into the way that the stay made; `back` is the fix after the latest reversal."""
    if here.zone <= INTERNAL:
        break_turns(turns)
    before = turns.n
    step_m = go_on(turns, here.lon, here.lat, bounds.step_m, bounds.turn_deg)
    if step_m == 0.0:
        return
    stay.path_m += step_m
    away_m = arc_distance(first.lon, first.lat, here.lon, here.lat)
    stay.farthest_m = max(stay.farthest_m, away_m)
    if turns.n > before:
        put(back, here)


@jit
def fall_silent(stay: Any, last: Any, silence: Any, lull_us: int) -> None:
    """Note the longest silence that began inside, and the fix before it; none begins in port."""
    in_port = 0 <= stay.zone <= INTERNAL
    if lull_us > stay.silence_us and not in_port:
        stay.silence_us = lull_us
        put_again(silence, last)


@jit
def stay_on(
    stay: Any,
    turns: Any,
    first: Any,
    last: Any,
    nearest: Any,
    slow: Any,
    status: Any,
    back: Any,
    here: Here,
    bounds: Bounds,
) -> None:
    """Take a fix into the stay of its lane.

    Args:
        stay: record of dtype STAY, changed in place.
        turns: record of dtype TURNS, likewise.
        first: first fix of the stay, of dtype POINT as all that follow.
        last: its latest fix, changed in place.
        nearest: its fix nearest to the baseline, likewise.
        slow: where a slow spell was long enough, likewise.
        status: where a status was told for long enough, likewise.
        back: after the latest reversal, likewise.
        here: the fix.
        bounds: thresholds.
    """
    leg_us = here.t - last.t
    if leg_us >= bounds.gap_us:
        stay.slow_from = stay.half_from = -1
        break_turns(turns)
    elif leg_us > 0:
        _be_heard(stay, last, slow, status, here, leg_us, bounds)
    _move(stay, turns, first, back, here, bounds)
    stay.n += 1
    stay.n_status += here.status >= 0
    stay.status, stay.zone = here.status, here.zone
    stay.deep = stay.deep or is_deep(here.zone, here.coast_m, here.limit_m, bounds.error_m)
    if here.coast_m < stay.nearest_m:
        stay.nearest_m = here.coast_m
        put(nearest, here)
    put(last, here)

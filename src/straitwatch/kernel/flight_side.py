"""Fixes of an aircraft into whether it is in the air or on the ground, and when that changes."""

# Kernels take arrays one by one, in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.flight_layout import (
    AIR,
    CAND,
    GROUND,
    HELD,
    LANDED,
    LEFT_GROUND,
    OPEN,
    PHASE,
    SIDE,
    STAND,
    STOOD,
    TRACK,
    TURNING,
    FlightLimits,
    Seen,
)
from straitwatch.kernel.jit import inlined, jit
from straitwatch.kernel.rows import NEVER

__all__ = ["changes", "side_of", "tell_change"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Records = npt.NDArray[np.void]


@inlined
def side_of(point: Records, mark: Ints, now: Records, seen: Seen, limits: FlightLimits) -> int:
    """Tell whether a fix is in the air, on the ground by its word or by standing, or neither."""
    if seen.ground:
        point[STAND].t = NEVER
        return GROUND
    low = not seen.alt_ft > limits.stand_ft
    if low and seen.sog_kn < limits.stand_kn and seen.zone == 0:
        if point[STAND].t == NEVER:
            point[STAND] = now[0]
        return GROUND if seen.t - point[STAND].t >= limits.stand_us else -1
    point[STAND].t = NEVER
    if low and mark[STOOD] == 1 and mark[PHASE] == GROUND:
        return -1  # it may taxi: nothing but height tells
    return AIR if seen.sog_kn >= limits.airborne_kn and not np.isnan(seen.alt_ft) else -1


@inlined
def changes(side: int, point: Records, mark: Ints, now: Records) -> bool:
    """Tell whether the side has changed: two fixes say so, or one that stood long enough."""
    stood = 1 if side == GROUND and point[STAND].t != NEVER else 0
    if mark[PHASE] < 0 or side == mark[PHASE]:
        if mark[PHASE] < 0:
            mark[STOOD] = stood
        mark[PHASE], mark[TURNING], point[SIDE] = side, 0, now[0]
        return False
    if mark[TURNING] != 1 and stood == 0:
        point[CAND], mark[TURNING] = now[0], 1
        return False
    return True


@jit
def tell_change(
    k: int,
    side: int,
    point: Records,
    mark: Ints,
    now: Records,
    seen: Seen,
    out: Records,
    told: Ints,
    number: Floats,
) -> None:
    """Write a change between air and ground as what was found, and take it as the state."""
    stood = 1 if side == GROUND and point[STAND].t != NEVER else 0
    out[0], out[2], out[3] = point[SIDE], point[SIDE], now[0]
    out[1] = point[STAND] if stood else point[CAND]
    told[0], told[1], told[2] = k, LANDED if side == GROUND else LEFT_GROUND, 0
    told[3], told[4], told[5] = seen.zone, seen.zone, max(stood, mark[STOOD])
    told[6], told[7] = mark[TRACK], seen.track_id
    number[:] = np.nan
    number[3], number[6] = seen.coast_m, seen.alt_ft
    mark[PHASE], mark[TURNING], mark[STOOD] = side, 0, stood
    mark[OPEN], mark[HELD] = 0, 0
    point[SIDE] = now[0]

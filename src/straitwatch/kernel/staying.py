"""What is measured of a stay inside a State's waters: its record, its thresholds, its memory."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.pace import SPEEDS
from straitwatch.kernel.rows import POINT
from straitwatch.kernel.side import SIDE
from straitwatch.kernel.turns import TURNS

__all__ = [
    "BEFORE",
    "BEGAN_INSIDE",
    "ENTERED",
    "EXIT",
    "FIRST",
    "LAST",
    "NEAREST",
    "NEXT",
    "OPEN",
    "OTHER_STATE",
    "REVERSAL",
    "SILENCE",
    "SLOW",
    "STATUS",
    "STAY",
    "TRACK_ENDS",
    "WIDTH",
    "Bounds",
    "Stays",
    "Told",
    "empty_stays",
    "grow_stays",
    "room_for",
]

Records = npt.NDArray[np.void]
Counts = npt.NDArray[np.uint16]

ENTERED, BEGAN_INSIDE = 1, 2
EXIT, OTHER_STATE, TRACK_ENDS, OPEN = range(4)
BEFORE, FIRST, NEXT, LAST, NEAREST, SLOW, STATUS, REVERSAL, SILENCE = range(9)
"""Points of a slot: fix before the stay, first inside, first of a run on another side, latest and
nearest inside; where a slow spell and a status passed their least time, the latest reversal, the
fix before the longest silence."""
WIDTH = 9

STAY = np.dtype(
    [
        ("slot", np.int32),
        ("state", np.int32),
        ("began", np.int32),  # 0: no stay
        ("ended", np.int32),
        ("track_id", np.int64),
        ("n", np.int64),
        ("n_status", np.int64),  # fixes with a navigational status
        ("t_last", np.int64),  # of the lane
        ("side", np.int32),  # of that fix
        ("t_heard", np.int64),  # first fix of the lane
        ("status", np.int32),  # of the latest fix inside
        ("zone", np.int32),
        ("path_m", np.float64),
        ("farthest_m", np.float64),  # from the first fix
        ("heard_us", np.int64),  # without silences
        ("internal_us", np.int64),
        ("inshore_us", np.int64),  # slow and near the shore
        ("silence_us", np.int64),  # the longest
        ("anchor_us", np.int64),
        ("fishing_us", np.int64),
        ("hampered_us", np.int64),  # 2, 3, 4, 6, 14: cannot move as it would
        ("slow_from", np.int64),
        ("slow_us", np.int64),  # the longest spell
        ("half_from", np.int64),
        ("half_us", np.int64),
        ("usual_kn", np.float64),  # median before the stay
        ("least_kn", np.float64),
        ("nearest_m", np.float64),
        ("deep", np.bool_),
        ("out_side", np.int32),  # of the stay before
        ("out_t", np.int64),
        ("other_side", np.int32),  # of the last one before in another State's
        ("other_t", np.int64),
        ("away_us", np.int64),  # since the stay before in the same State's; -1: none
        ("t_counted", np.int64),
    ]
)


class Bounds(NamedTuple):
    """What a sweep holds against the fixes.

    Attributes:
        limit_m: breadth of the territorial sea where a row does not say.
        error_m: error of a distance.
        dwell_us: a change of side within the error counts after this long.
        gap_us: so long between two fixes is a silence.
        slow_kn: slow is below this.
        share: so is a speed below this share of the lane's usual one.
        spell_us: from here a slow spell is kept as evidence.
        status_us: from here a status is.
        inshore_m: near the shore.
        step_m: chord in which way is measured.
        turn_deg: a reversal is a change of course above this.
    """

    limit_m: float
    error_m: float
    dwell_us: int
    gap_us: int
    slow_kn: float
    share: float
    spell_us: int
    status_us: int
    inshore_m: float
    step_m: float
    turn_deg: float


class Stays(NamedTuple):
    """Memory of all lanes, one row a slot.

    Attributes:
        points: POINT, shape (m, WIDTH).
        sides: SIDE, shape (m,).
        stays: STAY, shape (m,).
        turns: TURNS, shape (m,).
        speeds: how often each speed was heard, uint16, shape (m, SPEEDS).
    """

    points: Records
    sides: Records
    stays: Records
    turns: Records
    speeds: Counts


class Told(NamedTuple):
    """Room for stays that end: POINT, shape (k, WIDTH); STAY and TURNS, shape (k,)."""

    points: Records
    stays: Records
    turns: Records


def room_for(n: int) -> Told:
    """Make room for n stays."""
    return Told(np.empty((n, WIDTH), POINT), np.empty(n, STAY), np.empty(n, TURNS))


def empty_stays(points: Records) -> Stays:
    """Make a memory of lanes that have not been heard, around their points, shape (m, WIDTH)."""
    n = len(points)
    sides, stays, turns = np.zeros(n, SIDE), np.zeros(n, STAY), np.zeros(n, TURNS)
    sides["held"] = sides["next"] = -1
    return Stays(points, sides, stays, turns, np.zeros((n, SPEEDS), np.uint16))


def grow_stays(memory: Stays, points: Records) -> Stays:
    """Give a memory as many lanes as there are points now."""
    have = len(memory.sides)
    if len(points) == have:
        return memory
    grown = empty_stays(points)
    for old, new in zip(memory[1:], grown[1:], strict=True):
        new[:have] = old
    return grown

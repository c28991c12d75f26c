"""What lanes, identities and their turns are made of: the records that the sweep keeps."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = [
    "AFTER",
    "ALONE",
    "BORNE_OUT",
    "CLOSED",
    "FREE",
    "LANE",
    "N_CLOSED",
    "N_JUMPS",
    "N_KEPT",
    "N_LATE",
    "N_RETIRED",
    "N_SAME",
    "N_SLOTS",
    "N_STALE",
    "N_SWITCHES",
    "OBJECT",
    "SHARED",
    "SWITCH",
    "TALLY",
    "Fixes",
    "K",
    "Kept",
    "Limits",
    "first_of",
    "make_room",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Singles = npt.NDArray[np.float32]
Codes = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
Records = npt.NDArray[Any]

FREE, ALONE, BORNE_OUT = range(3)
"""States of a lane: unused; of one fix that nothing bore out yet; of two or more."""

_PLACE = [
    ("t", np.int64),
    ("lon", np.float64),
    ("lat", np.float64),
    ("line", np.int64),
    ("source", np.int32),
]

LANE = np.dtype(
    [
        *_PLACE,
        ("state", np.int32),
        ("object_id", np.int64),
        ("track_id", np.int64),
        ("t_start", np.int64),
        ("n", np.int64),
        ("t_before", np.int64),
        ("lon_before", np.float64),
        ("lat_before", np.float64),
        ("t_after", np.int64),
        ("lon_after", np.float64),
        ("lat_after", np.float64),
    ]
)
"""A lane: its last fix, its state, its track and since when, fixes of the track; and while it is of
one fix, the fix of another lane before it and the first one after it (t is AFTER for none)."""

AFTER = -(2**62)
"""Time of a fix that there is not."""

OBJECT = np.dtype(
    [
        ("lanes", np.int32, (4,)),
        ("last", np.int32),
        ("switches", np.int32),
        ("t_run", np.int64),
        ("lon_run", np.float64),
        ("lat_run", np.float64),
        ("line_run", np.int64),
        ("source_run", np.int32),
        ("n_run", np.int32),
    ]
)
"""An identity: slots of its K = 4 lanes, -1 for none; which of them was heard last; how often
another one was heard than the time before; and of the run of fixes from that one lane: its first
fix, and how many it has."""
K = 4

SWITCH = np.dtype(
    [
        ("object_id", np.int64),
        ("slot_from", np.int32),
        ("slot_to", np.int32),
        ("opens", np.bool_),
        ("alone", np.bool_),
        ("n_run", np.int64),
        *[(name + end, kind) for end in ("_run", "_from", "_to") for name, kind in _PLACE],
    ]
)
"""Another lane of an identity is heard than the time before: both slots; whether
the lane now heard is new; whether that left is of one fix; fixes of the run that ended; its first
fix, the last one of it, and the one now heard."""

TALLY = 9
N_KEPT, N_SAME, N_LATE, N_JUMPS, N_CLOSED, N_RETIRED, N_SLOTS, N_SWITCHES, N_STALE = range(TALLY)

CLOSED = np.dtype(
    [
        ("track_id", np.int64),
        ("object_id", np.int64),
        ("t_start", np.int64),
        ("t_end", np.int64),
        ("n", np.int64),
        ("shared", np.bool_),
    ]
)
"""A track that ended."""
SHARED = 3
"""Away, back and away again: two objects; a jump is away and back."""


class Fixes(NamedTuple):
    """Fixes of a batch by object and time, shape (n,) each; `which` is the object's number."""

    which: Ints
    object_id: Ints
    t: Ints
    lon: Floats
    lat: Floats
    sog_kn: Singles
    source: Codes
    line: Ints


class Kept(NamedTuple):
    """Filled from the front: rows that stay, with their slot, track and whether they begin it."""

    row: Ints
    slot: Codes
    track_id: Ints
    fresh: Bools


def make_room(n: int) -> Kept:
    """Make room for n rows."""
    ids, slots = np.empty(n, np.int64), np.empty(n, np.int32)
    return Kept(np.empty(n, np.int64), slots, ids, np.empty(n, np.bool_))


def first_of(kept: Kept, n: int) -> Kept:
    """Take the first n rows."""
    return Kept(kept.row[:n], kept.slot[:n], kept.track_id[:n], kept.fresh[:n])


class Limits(NamedTuple):
    """Thresholds: metres, µs, metres per µs, knots."""

    slack_m: float
    gap_us: float
    alone_us: float
    given_up_us: float
    ship_m_us: float
    aircraft_m_us: float
    flying_kn: float

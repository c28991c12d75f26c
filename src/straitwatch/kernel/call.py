"""What is known of a ship that stops: memory of the stop and of the visit, and how they end."""

# Kernels take arguments in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit
from straitwatch.kernel.portgrid import PortGrid, nearest_port
from straitwatch.kernel.rows import NEVER
from straitwatch.kernel.sphere import arc_distance

__all__ = [
    "ANCHORED",
    "BEGAN",
    "BERTHED",
    "CALL",
    "COAST",
    "CONFIRMED",
    "CUT",
    "END",
    "ENTER",
    "FIGURES",
    "GAPS",
    "HOW",
    "LAST",
    "LEFT",
    "LONGEST",
    "MARKS",
    "NOW",
    "N_RING",
    "PLACE",
    "POINTS",
    "PORT",
    "PORT_LAT",
    "PORT_LON",
    "RESTED",
    "REST_T",
    "REST_X",
    "REST_Y",
    "RING",
    "SAID",
    "SEEN",
    "SEEN_ENTER",
    "START",
    "STILL",
    "STOPS",
    "STOP_PORT",
    "UNDECIDED",
    "UNKNOWN",
    "UNLISTED",
    "VISIT_PLACE",
    "Found",
    "StopLimits",
    "find_port",
    "forget_stops",
    "join_visit",
    "tell_anchoring",
    "tell_visit",
    "trail",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Records = npt.NDArray[np.void]

LAST, NOW, START, END, ENTER, CALL, LEFT, RING = range(8)
"""Points: last sample, the one that is looked at; first and last of the stop; of the visit where
the port was entered, first and last fix of its stops; then the places passed on the way here, one
every `ring_m`, the newest first."""
_RING_ROOM = 5
POINTS = RING + _RING_ROOM

(
    SAID,
    HOW,
    CONFIRMED,
    PLACE,
    STOP_PORT,
    STOP_SEEN,
    PORT,
    SEEN,
    STOPS,
    GAPS,
    VISIT_PLACE,
    N_RING,
    CUT,
    REST_T,
    RESTED,
) = range(15)
"""Marks. Of the stop: navigational status said (1, 5), how (UNDECIDED, BERTHED, ANCHORED), 1 when
it is sure to be at anchor, zone and State, port (-1 none), how that was entered. Of the visit: port
(-1 no visit), how it was entered, stops, silences, zone and State. Of the lane: places in the ring,
1 when some came before them. Of the stop again: since when it rests, in µs; 1 when it did for long
enough."""
MARKS = 15

STILL = 0
COAST, LONGEST, PORT_LON, PORT_LAT, REST_X, REST_Y = range(8, 14)
FIGURES = 14
"""Figures: spread of the stop (SPREAD of them), distance to the coast there, longest silence in it
in µs; place of the port; where the stop rests, in metres from START."""

UNDECIDED, BERTHED, ANCHORED = -1, 0, 1
UNLISTED = -2
SEEN_ENTER, BEGAN, UNKNOWN = 1, 0, 2
"""How a port was entered: seen to; the lane began inside; not known."""


class StopLimits(NamedTuple):
    """Thresholds: lengths in metres, times in µs, speeds in metres a µs."""

    step_us: int
    stop_speed: float
    start_speed: float
    move_speed: float
    move_kn: float
    slack_m: float
    circle_m: float
    least_us: int
    call_us: int
    tight_m: float
    quay_m: float
    in_m: float
    out_m: float
    off_m: float
    gap_us: int
    bridge_us: int
    known_us: int
    ring_m: float


class Found(NamedTuple):
    """Room for what is found: k of each.

    Attributes:
        what: slot, 0 for an anchoring and 1 for a visit, then of an anchoring SAID, PLACE,
            STOP_PORT; of a visit PORT, SEEN, STOPS, GAPS, VISIT_PLACE, 1 if it was seen to leave;
            shape (k, 8).
        ends: of an anchoring START, END; of a visit ENTER, CALL, LEFT, and the first fix outside
            (or the last inside, where it was not seen to leave); shape (k, 4), of dtype POINT.
        numbers: spread and COAST of an anchoring, PORT_LON and PORT_LAT; shape (k, FIGURES).
    """

    what: Ints
    ends: Records
    numbers: Floats


@jit
def forget_stops(points: Records, marks: Ints, s: int) -> None:
    """Drop what is known of a slot."""
    for k in range(12):
        points[s, k].t = NEVER
    marks[s, PORT], marks[s, N_RING], marks[s, CUT] = -1, 0, 0


@jit
def tell_anchoring(
    s: int, points: Records, marks: Ints, figures: Floats, out: Found, n: int
) -> int:
    """Append the anchoring that goes on at a slot."""
    out.what[n, 0], out.what[n, 1] = s, 0
    out.what[n, 2], out.what[n, 3] = marks[s, SAID], marks[s, PLACE]
    out.what[n, 4] = marks[s, STOP_PORT]
    out.ends[n, 0], out.ends[n, 1] = points[s, START], points[s, END]
    out.numbers[n] = figures[s]
    return n + 1


@jit
def tell_visit(
    s: int, points: Records, marks: Ints, figures: Floats, seen: bool, out: Found, n: int
) -> int:
    """Append a visit that ends at the sample LAST, seen outside or not; there is none after."""
    out.what[n, 0], out.what[n, 1] = s, 1
    for k in range(5):
        out.what[n, 2 + k] = marks[s, PORT + k]
    out.what[n, 7] = seen
    out.ends[n, 0], out.ends[n, 1] = points[s, ENTER], points[s, CALL]
    out.ends[n, 2], out.ends[n, 3] = points[s, LEFT], points[s, LAST]
    out.numbers[n] = figures[s]
    marks[s, PORT] = -1
    return n + 1


@jit
def join_visit(points: Records, marks: Ints, s: int) -> None:
    """Count a stop at a berth for the visit that goes on, or begin one."""
    if marks[s, PORT] != -1:
        points[s, LEFT] = points[s, END]
        return
    if marks[s, STOP_PORT] == -1:
        return
    points[s, CALL], points[s, LEFT] = points[s, START], points[s, END]
    marks[s, PORT], marks[s, SEEN] = marks[s, STOP_PORT], marks[s, STOP_SEEN]
    marks[s, STOPS], marks[s, GAPS] = 0, 0
    marks[s, VISIT_PLACE] = marks[s, PLACE]


@jit
def _place_port(points: Records, figures: Floats, s: int, port: int, ports: PortGrid) -> None:
    """Set the middle of a visit: the port, or the place itself where none is listed."""
    if port >= 0:
        figures[s, PORT_LON], figures[s, PORT_LAT] = ports.lon[port], ports.lat[port]
    else:
        figures[s, PORT_LON], figures[s, PORT_LAT] = points[s, START].lon, points[s, START].lat


@jit
def _look_back(points: Records, marks: Ints, figures: Floats, s: int, in_m: float) -> int:
    """Find when the lane came within `in_m` of the port; ENTER becomes the first fix there."""
    points[s, ENTER] = points[s, START]
    for k in range(marks[s, N_RING]):
        p = points[s, RING + k]
        if arc_distance(p.lon, p.lat, figures[s, PORT_LON], figures[s, PORT_LAT]) > in_m:
            return SEEN_ENTER
        points[s, ENTER] = points[s, RING + k]
    return UNKNOWN if marks[s, CUT] == 1 else BEGAN


@jit
def find_port(
    points: Records, marks: Ints, figures: Floats, s: int, coast: float, ports: PortGrid,
    limits: StopLimits,
) -> None:  # fmt: skip
    """Say to which port a stop that begins would belong, and how the lane came there."""
    p = points[s, START]
    port, _ = nearest_port(ports, p.lon, p.lat, limits.in_m)
    if port < 0 and coast <= limits.off_m:
        port = UNLISTED
    marks[s, STOP_PORT] = port
    if marks[s, PORT] == -1 and port != -1:
        _place_port(points, figures, s, port, ports)
        marks[s, STOP_SEEN] = _look_back(points, marks, figures, s, limits.in_m)


@jit
def trail(points: Records, marks: Ints, s: int) -> None:
    """Note the place NOW as the newest of the ring."""
    n = marks[s, N_RING]
    if n == 5:  # noqa: PLR2004 - _RING_ROOM
        marks[s, CUT] = 1
        n = 4
    for k in range(n, 0, -1):
        points[s, RING + k] = points[s, RING + k - 1]
    points[s, RING] = points[s, NOW]
    marks[s, N_RING] = n + 1

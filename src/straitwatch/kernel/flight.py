"""Fixes of aircraft into where each flight vanished low, came up low, or changed ground state.

One small machine a lane: an episode is a run of fixes without silence. The end of one is held until
the next begins, so that a landing and the take-off after it are told together.
"""

# Kernels take arrays one by one, in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.frozen import is_frozen
from straitwatch.kernel.jit import jit
from straitwatch.kernel.rows import NEVER, POINT, Rows

__all__ = ["FIGURES", "MARKS", "POINTS", "FlightLimits", "is_aircraft", "sweep_flights"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Records = npt.NDArray[np.void]

LAST, A, B, END, END_A, START, SIDE, CAND, STAND = range(9)
"""Points of an aircraft: last fix; one 30 s or more before it, and one that will be; last fix and
its A of the episode before; first fix of this one; last fix whose air or ground state is known;
first of a run on the other side; first of a run that stands."""
POINTS = 9

(PLACE_T, PHASE, TURNING, OPEN, HELD, ZONE, END_ZONE, START_ZONE, SMAX_T, ALT_T, STOOD,
 TRACK, END_TRACK, START_TRACK) = range(14)  # fmt: skip
"""Marks: when LAST's place was first told; AIR, GROUND or -1; whether CAND waits for a second fix;
whether START may yet prove a take-off; whether END is untold; zones of the three; start of SMAX;
time of ALT; whether the ground state was concluded from standing;
tracks of the three."""
MARKS = 14
AIR, GROUND = 0, 1

(ALT, SPIKE, A_ALT, B_ALT, SMAX, SMAX_OLD, COAST, END_ALT, END_A_ALT, END_SMAX, END_COAST) = range(11)
(START_ALT, START_COAST, END_SPIKE) = range(11, 14)
"""Figures: altitudes in ft, of a spike not borne out, of A and B; greatest speeds of 2.5 minutes;
metres to the coast; the same at END and at START."""
FIGURES = 14

TAKEOFF, VANISHED, LANDED, LEFT_GROUND = range(4)
"""What was found: a climb from low after silence (and END, where it is held); an END without it; a
change from air to ground; one from ground to air."""

PLANE = 1
OUT_POINTS, OUT_MARKS, OUT_FIGURES = 4, 8, 8

_ICAO24, _SAR_FIRST, _SAR_LAST = 1, 111_000_000, 111_999_999  # SAR: ITU-R M.585-9, 111MIDxxx
_ANCHOR_US = 30_000_000
_SPEED_US = 150_000_000
_MINUTE_US = 60e6
_LEAP_FT = 500.0


class FlightLimits(NamedTuple):
    """Thresholds; see `event.flight.FlightDetector`."""

    silence_us: int
    window_us: int
    gap_us: int
    stand_us: int
    ceiling_ft: float
    rise_ft: float
    climb_ft_min: float
    fastest_ft_min: float
    airborne_kn: float
    stand_kn: float
    stand_ft: float
    on_ground: int


class _Seen(NamedTuple):
    """One fix in scalars: a NamedTuple of arrays costs a microsecond to hand on."""

    t: int
    sog_kn: float
    alt_ft: float
    coast_m: float
    zone: int
    track_id: int
    ground: bool


@jit
def is_aircraft(object_id: int) -> bool:
    """Tell whether an identity is an ICAO address or the MMSI of a search and rescue aircraft."""
    return object_id >> 56 == _ICAO24 or _SAR_FIRST <= object_id <= _SAR_LAST


@jit
def sweep_flights(
    rows: Rows,
    source: Codes,
    planes: Ints,
    points: Records,
    marks: Ints,
    figures: Floats,
    limits: FlightLimits,
    out_points: Records,
    out_marks: Ints,
    out_figures: Floats,
) -> tuple[int, int]:
    """Sweep rows by object and time, and find what each aircraft's fixes complete.

    Args:
        rows: of the batch, n.
        source: codes of the memory, shape (n,).
        planes: by slot, shape (s, 2): column PLANE is the number of the aircraft.
        points: memory, shape (m, POINTS), changed in place.
        marks: memory, shape (m, MARKS), changed in place.
        figures: memory, shape (m, FIGURES), changed in place.
        limits: thresholds.
        out_points: shape (k, OUT_POINTS). TAKEOFF: END, its A, START, the fix that decides.
            VANISHED: END, its A, the fix after it. Changes: the fix before, the first after, -,
            the one that decides.
        out_marks: shape (k, OUT_MARKS): plane, what, whether END is held, zone of END (of the first
            after), zone of START, whether standing told the ground state, tracks of END and START.
        out_figures: shape (k, OUT_FIGURES): altitudes of END and its A, greatest speed before it,
            its metres to the coast; altitude and coast of START; altitude and speed that decide.

    Returns:
        how many were found, at most three a row; and how many rows are frozen.
    """
    found, frozen = 0, 0
    now = np.empty(1, POINT)
    for i in range(len(rows.t)):
        if not is_aircraft(rows.object_id[i]):
            continue
        k = planes[rows.slot[i], PLANE]
        point, mark, figure = points[k], marks[k], figures[k]
        begun = not rows.fresh[i] and point[LAST].t != NEVER
        if not begun:
            mark[:], figure[:], point[END].t, point[SIDE].t = -1, np.nan, NEVER, NEVER
        elif rows.lon[i] == point[LAST].lon and rows.lat[i] == point[LAST].lat:
            told = _says_nothing(point, mark[PLACE_T], rows.t[i], rows.sog_kn[i])
            if told:
                frozen += told > 1
                continue
        if not begun or rows.lon[i] != point[LAST].lon or rows.lat[i] != point[LAST].lat:
            mark[PLACE_T] = rows.t[i]
        one = now[0]  # written field by field: `keep` would be handed all arrays of the rows
        one.t, one.lon, one.lat = rows.t[i], rows.lon[i], rows.lat[i]
        one.line, one.source, one.sog_kn = rows.line[i], source[i], rows.sog_kn[i]
        alt = _believe(figure, mark, rows.alt_ft[i], rows.t[i], limits)
        seen = _Seen(
            rows.t[i],
            np.float64(rows.sog_kn[i]),
            alt,
            np.float64(rows.coast_m[i]),
            np.int64(rows.zone[i]),
            rows.track_id[i],
            rows.nav_status[i] == limits.on_ground,
        )
        if not begun or seen.t - point[LAST].t >= limits.silence_us:
            if mark[HELD] == 1:  # the episode before was too short to tell
                _tell(k, VANISHED, point, mark, figure, now, seen,
                      out_points[found], out_marks[found], out_figures[found])  # fmt: skip
                found += 1
            _begin(point, mark, figure, now, seen, begun, limits)
        if mark[OPEN] == 1 and _try_start(point, mark, figure, now, seen, limits):
            _tell(k, TAKEOFF, point, mark, figure, now, seen,
                  out_points[found], out_marks[found], out_figures[found])  # fmt: skip
            found += 1
            mark[HELD] = 0
        if mark[HELD] == 1 and mark[OPEN] != 1:
            _tell(k, VANISHED, point, mark, figure, now, seen,
                  out_points[found], out_marks[found], out_figures[found])  # fmt: skip
            found += 1
            mark[HELD], mark[PHASE] = 0, -1
        side = _side_of(point, mark, now, seen, limits)
        if side >= 0 and _changes(side, point, mark, now):
            _tell_change(k, side, point, mark, now, seen,
                         out_points[found], out_marks[found], out_figures[found])  # fmt: skip
            found += 1
        _remember(point, mark, figure, now, seen)
    return found, frozen


@jit
def _says_nothing(point: Records, since: int, t: int, sog_kn: float) -> int:
    """Tell whether a fix at the place of the last one is 1 a duplicate, 2 frozen, or 0 neither."""
    last = point[LAST]
    if t == last.t:
        return 1
    speed = last.sog_kn if np.isnan(sog_kn) else sog_kn
    return 2 if is_frozen(last.lon, last.lat, speed, last.lon, last.lat, t - since) else 0


@jit
def _believe(figure: Floats, mark: Ints, alt: float, t: int, limits: FlightLimits) -> float:
    """Give the altitude, or nan where it leaps away from the last one and no second fix follows."""
    if np.isnan(alt) or np.isnan(figure[ALT]):
        return np.float64(alt)
    reach = _LEAP_FT + limits.fastest_ft_min * (t - mark[ALT_T]) / _MINUTE_US
    if abs(alt - figure[ALT]) <= reach:
        figure[SPIKE] = np.nan
        return np.float64(alt)
    if abs(alt - figure[SPIKE]) <= _LEAP_FT:  # borne out: the one before was the spike
        figure[SPIKE], figure[A_ALT], figure[B_ALT] = np.nan, np.nan, np.nan
        return np.float64(alt)
    figure[SPIKE] = alt
    return np.nan


@jit
def _begin(
    point: Records,
    mark: Ints,
    figure: Floats,
    now: Records,
    seen: _Seen,
    begun: bool,
    limits: FlightLimits,
) -> None:
    """Hold the end of the episode before, and start another with a fix."""
    lately = point[SIDE].t != NEVER and seen.t - point[SIDE].t <= limits.gap_us
    mark[HELD] = 0
    if begun:
        point[END], point[END_A] = point[LAST], point[A]
        mark[END_ZONE], figure[END_ALT], figure[END_A_ALT] = mark[ZONE], figure[ALT], figure[A_ALT]
        figure[END_SMAX] = np.fmax(figure[SMAX], figure[SMAX_OLD])
        figure[END_COAST], mark[END_TRACK] = figure[COAST], mark[TRACK]
        low = mark[PHASE] != GROUND and figure[ALT] <= limits.ceiling_ft
        mark[HELD] = 1 if low and not (seen.ground and lately) else 0  # a ground state is better
    if not lately:
        mark[PHASE], mark[TURNING] = -1, 0
    point[START], point[A], point[B], point[STAND].t = now[0], now[0], now[0], NEVER
    on_ground = seen.ground or mark[PHASE] == GROUND
    mark[OPEN] = 0 if on_ground or seen.alt_ft > limits.ceiling_ft else 1
    mark[START_ZONE], mark[START_TRACK] = seen.zone, seen.track_id
    mark[SMAX_T], mark[STOOD] = seen.t, 0
    figure[START_ALT], figure[START_COAST] = seen.alt_ft, seen.coast_m
    figure[A_ALT], figure[B_ALT] = seen.alt_ft, seen.alt_ft
    figure[SMAX], figure[SMAX_OLD] = np.nan, np.nan


@jit
def _try_start(
    point: Records, mark: Ints, figure: Floats, now: Records, seen: _Seen, limits: FlightLimits
) -> bool:
    """Tell whether the episode has climbed far enough from START, or close the question."""
    alt, slow = seen.alt_ft, seen.sog_kn < limits.airborne_kn
    waits = mark[PHASE] < 0 and seen.zone == 0 and not alt > limits.stand_ft
    if waits and slow and not alt - figure[START_ALT] >= limits.rise_ft:
        point[START] = now[0]  # it may taxi: the last slow fix counts
        figure[START_ALT], figure[START_COAST] = alt, seen.coast_m
    span_us = seen.t - point[START].t
    if np.isnan(figure[START_ALT]) or alt < figure[START_ALT]:
        figure[START_ALT] = alt
    if span_us > limits.window_us or figure[START_ALT] > limits.ceiling_ft or seen.ground:
        mark[OPEN] = 0
        return False
    rise = alt - figure[START_ALT]
    if span_us <= 0 or not rise >= limits.rise_ft or slow:
        return False
    mark[OPEN] = 0
    rate = rise / (span_us / _MINUTE_US)
    return limits.climb_ft_min <= rate <= limits.fastest_ft_min


@jit
def _tell(
    k: int,
    what: int,
    point: Records,
    mark: Ints,
    figure: Floats,
    now: Records,
    seen: _Seen,
    out: Records,
    told: Ints,
    number: Floats,
) -> None:
    """Write END and START of plane k, and the fix that decides, as what was found."""
    out[0], out[1], out[2], out[3] = point[END], point[END_A], point[START], now[0]
    told[0], told[1], told[2] = k, what, mark[HELD]
    told[3], told[4], told[5] = mark[END_ZONE], mark[START_ZONE], 0
    told[6], told[7] = mark[END_TRACK], mark[START_TRACK]
    number[0], number[1], number[2] = figure[END_ALT], figure[END_A_ALT], figure[END_SMAX]
    number[3], number[4], number[5] = figure[END_COAST], figure[START_ALT], figure[START_COAST]
    number[6], number[7] = seen.alt_ft, seen.sog_kn


@jit
def _side_of(
    point: Records, mark: Ints, now: Records, seen: _Seen, limits: FlightLimits
) -> int:
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


@jit
def _changes(side: int, point: Records, mark: Ints, now: Records) -> bool:
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
def _tell_change(
    k: int,
    side: int,
    point: Records,
    mark: Ints,
    now: Records,
    seen: _Seen,
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


@jit
def _remember(point: Records, mark: Ints, figure: Floats, now: Records, seen: _Seen) -> None:
    """Make a fix the last one."""
    point[LAST] = now[0]
    mark[ZONE], figure[COAST], mark[TRACK] = seen.zone, seen.coast_m, seen.track_id
    if not np.isnan(seen.alt_ft):
        figure[ALT], mark[ALT_T] = seen.alt_ft, seen.t
        if seen.t - point[B].t >= _ANCHOR_US or np.isnan(figure[B_ALT]):
            point[A], figure[A_ALT] = point[B], figure[B_ALT]
            point[B], figure[B_ALT] = now[0], seen.alt_ft
    if seen.t - mark[SMAX_T] >= _SPEED_US:
        mark[SMAX_T], figure[SMAX_OLD], figure[SMAX] = seen.t, figure[SMAX], np.nan
    figure[SMAX] = np.fmax(figure[SMAX], seen.sog_kn)

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
from straitwatch.kernel.rows import NEVER, Rows, keep

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
    for i in range(len(rows.t)):
        if not is_aircraft(rows.object_id[i]):
            continue
        k = planes[rows.slot[i], PLANE]
        point, mark, figure = points[k], marks[k], figures[k]
        begun = not rows.fresh[i] and point[LAST].t != NEVER
        if not begun:
            mark[:], figure[:], point[END].t = -1, np.nan, NEVER
            point[SIDE].t = NEVER
        elif rows.lon[i] == point[LAST].lon and rows.lat[i] == point[LAST].lat:
            if rows.t[i] == point[LAST].t:
                continue  # a duplicate
            speed = rows.sog_kn[i]
            if np.isnan(speed):
                speed = point[LAST].sog_kn
            here, there = rows.lon[i], rows.lat[i]
            if is_frozen(here, there, speed, here, there, rows.t[i] - mark[PLACE_T]):
                frozen += 1
                continue
        else:
            mark[PLACE_T] = rows.t[i]
        alt = _believe(figure, mark, rows.alt_ft[i], rows.t[i], limits)
        if not begun or rows.t[i] - point[LAST].t >= limits.silence_us:
            found = _begin(points, marks, figures, k, rows, source, i, alt, begun, limits,
                           found, out_points, out_marks, out_figures)  # fmt: skip
        if mark[OPEN] == 1:
            found = _try_start(points, marks, figures, k, rows, source, i, alt, limits,
                               found, out_points, out_marks, out_figures)  # fmt: skip
        if mark[HELD] == 1 and mark[OPEN] != 1:
            found = _tell(VANISHED, points, marks, figures, k, found, out_points, out_marks, out_figures)
            mark[HELD], mark[PHASE] = 0, -1
        found = _settle_side(points, marks, figures, k, rows, source, i, alt, limits,
                             found, out_points, out_marks, out_figures)  # fmt: skip
        _remember(points, marks, figures, k, rows, source, i, alt, begun)
    return found, frozen


@jit
def _believe(figure: Floats, mark: Ints, alt: float, t: int, limits: FlightLimits) -> float:
    """Give the altitude, or nan where it leaps away from the last one and no second fix follows."""
    if np.isnan(alt) or np.isnan(figure[ALT]):
        return alt
    reach = 500.0 + limits.fastest_ft_min * (t - mark[ALT_T]) / _MINUTE_US
    if abs(alt - figure[ALT]) <= reach:
        figure[SPIKE] = np.nan
        return alt
    if abs(alt - figure[SPIKE]) <= 500.0:  # borne out: the one before was the spike
        figure[SPIKE], figure[A_ALT], figure[B_ALT] = np.nan, np.nan, np.nan
        return alt
    figure[SPIKE] = alt
    return np.nan


@jit
def _begin(
    points: Records, marks: Ints, figures: Floats, k: int, rows: Rows, source: Codes, i: int,
    alt: float, begun: bool, limits: FlightLimits, found: int,
    out_points: Records, out_marks: Ints, out_figures: Floats,
) -> int:  # fmt: skip
    """Hold the end of the episode before, and start another at row i."""
    point, mark, figure = points[k], marks[k], figures[k]
    if mark[HELD] == 1:  # the episode before was too short to tell
        found = _tell(VANISHED, points, marks, figures, k, found, out_points, out_marks, out_figures)
    mark[HELD] = 0
    t, ground = rows.t[i], rows.nav_status[i] == limits.on_ground
    lately = point[SIDE].t != NEVER and t - point[SIDE].t <= limits.gap_us
    if begun:
        point[END], point[END_A] = point[LAST], point[A]
        mark[END_ZONE], figure[END_ALT], figure[END_A_ALT] = mark[ZONE], figure[ALT], figure[A_ALT]
        figure[END_SMAX] = np.fmax(figure[SMAX], figure[SMAX_OLD])
        figure[END_COAST], mark[END_TRACK] = figure[COAST], mark[TRACK]
        low = mark[PHASE] != GROUND and figure[ALT] <= limits.ceiling_ft
        mark[HELD] = 1 if low and not (ground and lately) else 0  # a ground state tells it better
    if not lately:
        mark[PHASE], mark[TURNING] = -1, 0
    keep(points, k, START, rows, source, i)
    keep(points, k, A, rows, source, i)
    keep(points, k, B, rows, source, i)
    mark[OPEN] = 0 if ground or mark[PHASE] == GROUND or alt > limits.ceiling_ft else 1
    mark[START_ZONE], mark[SMAX_T], mark[STOOD] = rows.zone[i], t, 0
    mark[START_TRACK] = rows.track_id[i]
    point[STAND].t = NEVER
    figure[START_ALT], figure[START_COAST] = alt, rows.coast_m[i]
    figure[A_ALT], figure[B_ALT], figure[SMAX], figure[SMAX_OLD] = alt, alt, np.nan, np.nan
    return found


@jit
def _try_start(
    points: Records, marks: Ints, figures: Floats, k: int, rows: Rows, source: Codes, i: int,
    alt: float, limits: FlightLimits, found: int,
    out_points: Records, out_marks: Ints, out_figures: Floats,
) -> int:  # fmt: skip
    """Tell a take-off when the episode has climbed far enough, or close the question."""
    point, mark, figure = points[k], marks[k], figures[k]
    slow_kn = limits.airborne_kn
    waits = mark[PHASE] < 0 and rows.zone[i] == 0 and not alt > limits.stand_ft
    if waits and rows.sog_kn[i] < slow_kn and not alt - figure[START_ALT] >= limits.rise_ft:
        keep(points, k, START, rows, source, i)  # it may taxi: the last slow fix counts
        figure[START_ALT], figure[START_COAST] = alt, rows.coast_m[i]
    span_us = rows.t[i] - point[START].t
    if np.isnan(figure[START_ALT]) or alt < figure[START_ALT]:
        figure[START_ALT] = alt
    down = rows.nav_status[i] == limits.on_ground
    if span_us > limits.window_us or figure[START_ALT] > limits.ceiling_ft or down:
        mark[OPEN] = 0
        return found
    rise = alt - figure[START_ALT]
    if span_us <= 0 or not rise >= limits.rise_ft or rows.sog_kn[i] < slow_kn:
        return found
    rate = rise / (span_us / _MINUTE_US)
    if limits.climb_ft_min <= rate <= limits.fastest_ft_min:
        keep(out_points, found, 3, rows, source, i)
        out_figures[found, 6], out_figures[found, 7] = alt, rows.sog_kn[i]
        found = _tell(TAKEOFF, points, marks, figures, k, found, out_points, out_marks, out_figures)
        mark[HELD] = 0
    mark[OPEN] = 0
    return found


@jit
def _tell(
    what: int, points: Records, marks: Ints, figures: Floats, k: int, found: int,
    out_points: Records, out_marks: Ints, out_figures: Floats,
) -> int:  # fmt: skip
    """Write END and START of plane k as what was found; the deciding fix is the caller's."""
    point, mark, figure, out = points[k], marks[k], figures[k], out_points[found]
    out[0], out[1], out[2] = point[END], point[END_A], point[START]
    told, number = out_marks[found], out_figures[found]
    told[0], told[1], told[2] = k, what, mark[HELD]
    told[3], told[4], told[5] = mark[END_ZONE], mark[START_ZONE], 0
    told[6], told[7] = mark[END_TRACK], mark[START_TRACK]
    number[0], number[1], number[2] = figure[END_ALT], figure[END_A_ALT], figure[END_SMAX]
    number[3], number[4], number[5] = figure[END_COAST], figure[START_ALT], figure[START_COAST]
    if what == VANISHED:
        out[3] = point[START]
        number[6], number[7] = np.nan, np.nan
    return found + 1


@jit
def _side_of(
    points: Records, mark: Ints, figure: Floats, k: int, rows: Rows, source: Codes, i: int,
    alt: float, limits: FlightLimits,
) -> int:  # fmt: skip
    """Tell whether row i is in the air, on the ground by its own word or by standing, or neither."""
    stand, sog = points[k, STAND], rows.sog_kn[i]
    if rows.nav_status[i] == limits.on_ground:
        stand.t = NEVER
        return GROUND
    if sog < limits.stand_kn and not alt > limits.stand_ft and rows.zone[i] == 0:
        if stand.t == NEVER:
            keep(points, k, STAND, rows, source, i)
        return GROUND if rows.t[i] - stand.t >= limits.stand_us else -1
    stand.t = NEVER
    if mark[STOOD] == 1 and mark[PHASE] == GROUND and not alt > limits.stand_ft:
        return -1  # it may taxi: nothing but height tells
    return AIR if sog >= limits.airborne_kn and not np.isnan(alt) else -1


@jit
def _settle_side(
    points: Records, marks: Ints, figures: Floats, k: int, rows: Rows, source: Codes, i: int,
    alt: float, limits: FlightLimits, found: int,
    out_points: Records, out_marks: Ints, out_figures: Floats,
) -> int:  # fmt: skip
    """Tell a change between air and ground once two fixes say so, or one that stood long enough."""
    point, mark, figure = points[k], marks[k], figures[k]
    side = _side_of(points, mark, figure, k, rows, source, i, alt, limits)
    if side < 0:
        return found
    stood = 1 if side == GROUND and point[STAND].t != NEVER else 0
    if mark[PHASE] < 0 or side == mark[PHASE]:
        if mark[PHASE] < 0:
            mark[STOOD] = stood
        mark[PHASE], mark[TURNING] = side, 0
        keep(points, k, SIDE, rows, source, i)
        return found
    if mark[TURNING] != 1 and stood == 0:
        keep(points, k, CAND, rows, source, i)
        mark[TURNING] = 1
        return found
    out, told = out_points[found], out_marks[found]
    out[0], out[1], out[2] = point[SIDE], point[STAND] if stood else point[CAND], point[SIDE]
    keep(out_points, found, 3, rows, source, i)
    told[0], told[1], told[2], told[3] = k, LANDED if side == GROUND else LEFT_GROUND, 0, rows.zone[i]
    told[4], told[5] = rows.zone[i], max(stood, mark[STOOD])
    told[6], told[7] = mark[TRACK], rows.track_id[i]
    out_figures[found, :] = np.nan
    out_figures[found, 3], out_figures[found, 6] = rows.coast_m[i], alt
    mark[PHASE], mark[TURNING], mark[STOOD], mark[OPEN], mark[HELD] = side, 0, stood, 0, 0
    keep(points, k, SIDE, rows, source, i)
    return found + 1


@jit
def _remember(
    points: Records, marks: Ints, figures: Floats, k: int, rows: Rows, source: Codes, i: int,
    alt: float, begun: bool,
) -> None:  # fmt: skip
    """Make row i the last fix."""
    point, mark, figure = points[k], marks[k], figures[k]
    t = rows.t[i]
    if not begun:
        mark[PLACE_T] = t
    keep(points, k, LAST, rows, source, i)
    mark[ZONE], figure[COAST], mark[TRACK] = rows.zone[i], rows.coast_m[i], rows.track_id[i]
    if not np.isnan(alt):
        figure[ALT], mark[ALT_T] = alt, t
        if t - point[B].t >= _ANCHOR_US or np.isnan(figure[B_ALT]):
            point[A], figure[A_ALT] = point[B], figure[B_ALT]
            keep(points, k, B, rows, source, i)
            figure[B_ALT] = alt
    if t - mark[SMAX_T] >= _SPEED_US:
        mark[SMAX_T], figure[SMAX_OLD], figure[SMAX] = t, figure[SMAX], np.nan
    figure[SMAX] = np.fmax(figure[SMAX], np.float64(rows.sog_kn[i]))

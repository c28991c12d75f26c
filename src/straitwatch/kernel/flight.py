"""Fixes of aircraft into where each flight vanished low, came up low, or changed ground state.

One small machine a lane: an episode is a run of fixes without silence. The end of one is held until
the next begins, so that a landing and the take-off after it are told together.
"""

# Kernels take arrays one by one, in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.craft import is_aircraft
from straitwatch.kernel.flight_layout import (
    A_ALT,
    AIR,
    ALT,
    ALT_T,
    B_ALT,
    COAST,
    END,
    END_A,
    END_A_ALT,
    END_ALT,
    END_COAST,
    END_SMAX,
    END_TRACK,
    END_ZONE,
    GROUND,
    HELD,
    LAST,
    OPEN,
    PHASE,
    PLACE_T,
    PLANE,
    SIDE,
    SMAX,
    SMAX_OLD,
    SMAX_T,
    SPIKE,
    STAND,
    START,
    START_ALT,
    START_COAST,
    START_TRACK,
    START_ZONE,
    STOOD,
    TAKEOFF,
    TRACK,
    TURNING,
    VANISHED,
    ZONE,
    A,
    B,
    FlightLimits,
    Seen,
)
from straitwatch.kernel.flight_side import changes, side_of, tell_change
from straitwatch.kernel.frozen import is_frozen
from straitwatch.kernel.jit import inlined, jit
from straitwatch.kernel.rows import NEVER, POINT, Rows

__all__ = ["sweep_flights"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Records = npt.NDArray[np.void]

_ANCHOR_US = 30_000_000
_SPEED_US = 150_000_000
_MINUTE_US = 60e6
_LEAP_FT = 500.0


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
        one = now[0]  # written field by field: `keep` would be handed all arrays of the rows
        one.t, one.lon, one.lat = rows.t[i], rows.lon[i], rows.lat[i]
        one.line, one.source, one.sog_kn = rows.line[i], source[i], rows.sog_kn[i]
        begun = not rows.fresh[i] and points[k, LAST].t != NEVER
        still = rows.lon[i] == points[k, LAST].lon and rows.lat[i] == points[k, LAST].lat
        ground = rows.nav_status[i] == limits.on_ground
        alt = np.float64(rows.alt_ft[i])
        if (
            begun
            and not still
            and not ground
            and _cruises(k, alt, points, marks, figures, now, limits)
        ):
            figure, mark = figures[k], marks[k]
            zone, coast_m, track_id = rows.zone[i], rows.coast_m[i], rows.track_id[i]
            _remember(points[k], mark, figure, now, alt, coast_m, zone, track_id)
            marks[k, PLACE_T] = rows.t[i]
            _copy(points[k, SIDE], now[0])
            continue
        if begun and still:
            told = _says_nothing(points[k], marks[k, PLACE_T], rows.t[i], rows.sog_kn[i])
            if told:
                frozen += told > 1
                continue
        coast_m, zone = np.float64(rows.coast_m[i]), np.int64(rows.zone[i])
        seen = Seen(
            rows.t[i], np.float64(rows.sog_kn[i]), alt, coast_m, zone, rows.track_id[i], ground
        )
        if not (begun and still):
            marks[k, PLACE_T] = rows.t[i]
        found = _fly(k, begun, seen, now, points[k], marks[k], figures[k], limits,
                     found, out_points, out_marks, out_figures)  # fmt: skip
    return found, frozen


@inlined
def _cruises(
    k: int,
    alt: float,
    points: Records,
    marks: Ints,
    figures: Floats,
    now: Records,
    limits: FlightLimits,
) -> bool:
    """Tell whether a fix only goes on with a flight above the ceiling, as most do."""
    return (
        alt > limits.ceiling_ft
        and abs(alt - figures[k, ALT]) <= _LEAP_FT
        and now[0].sog_kn >= limits.airborne_kn
        and now[0].t - points[k, LAST].t < limits.silence_us
        and marks[k, PHASE] == AIR
        and marks[k, OPEN] != 1
        and marks[k, HELD] != 1
        and marks[k, TURNING] != 1
    )


@jit
def _fly(
    k: int,
    begun: bool,
    seen: Seen,
    now: Records,
    point: Records,
    mark: Ints,
    figure: Floats,
    limits: FlightLimits,
    found: int,
    out_points: Records,
    out_marks: Ints,
    out_figures: Floats,
) -> int:
    """Take a fix of an aircraft in; returns how many findings there are now."""
    if not begun:
        place_t = mark[PLACE_T]
        mark[:], figure[:], point[END].t, point[SIDE].t = -1, np.nan, NEVER, NEVER
        mark[PLACE_T] = place_t
    alt = _believe(figure, mark, seen.alt_ft, seen.t, limits)
    seen = Seen(seen.t, seen.sog_kn, alt, seen.coast_m, seen.zone, seen.track_id, seen.ground)
    if not begun or seen.t - point[LAST].t >= limits.silence_us:
        if mark[HELD] == 1:  # the episode before was too short to tell
            _tell(k, VANISHED, point, mark, figure, now, seen,
                  out_points[found], out_marks[found], out_figures[found])  # fmt: skip
            found += 1
        _begin(point, mark, figure, now, seen, begun, limits)
    if mark[PHASE] == GROUND and mark[HELD] != 1:
        mark[OPEN] = 0  # it was seen to stand: that it leaves the ground is told
    if mark[OPEN] == 1 and _try_start(point, mark, figure, now, seen, limits):
        _tell(k, TAKEOFF, point, mark, figure, now, seen,
              out_points[found], out_marks[found], out_figures[found])  # fmt: skip
        found += 1
        mark[HELD] = 0
        if mark[PHASE] == GROUND:  # the same is not told again as a change
            mark[PHASE], mark[TURNING] = AIR, 0
    if mark[HELD] == 1 and mark[OPEN] != 1:
        _tell(k, VANISHED, point, mark, figure, now, seen,
              out_points[found], out_marks[found], out_figures[found])  # fmt: skip
        found += 1
        mark[HELD], mark[PHASE] = 0, -1
    side = side_of(point, mark, now, seen, limits)
    if side >= 0 and changes(side, point, mark, now):
        tell_change(k, side, point, mark, now, seen,
                     out_points[found], out_marks[found], out_figures[found])  # fmt: skip
        found += 1
    _remember(point, mark, figure, now, alt, seen.coast_m, seen.zone, seen.track_id)
    return found


@jit
def _says_nothing(point: Records, since: int, t: int, sog_kn: float) -> int:
    """Tell whether a fix at the place of the last one is 1 a duplicate, 2 frozen, or 0 neither."""
    last = point[LAST]
    if t == last.t:
        return 1
    speed = last.sog_kn if np.isnan(sog_kn) else sog_kn
    return 2 if is_frozen(last.lon, last.lat, speed, last.lon, last.lat, t - since) else 0


@inlined
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
    seen: Seen,
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
    point: Records, mark: Ints, figure: Floats, now: Records, seen: Seen, limits: FlightLimits
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
    seen: Seen,
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


@inlined
def _copy(a: Any, b: Any) -> None:  # noqa: ANN401 - records
    """Copy a fix: field by field it takes a tenth of the time of a record."""
    a.t, a.lon, a.lat, a.line, a.source, a.sog_kn = b.t, b.lon, b.lat, b.line, b.source, b.sog_kn


@inlined
def _remember(
    point: Records,
    mark: Ints,
    figure: Floats,
    now: Records,
    alt: float,
    coast_m: float,
    zone: int,
    track_id: int,
) -> None:
    """Make a fix the last one."""
    t = now[0].t
    _copy(point[LAST], now[0])
    mark[ZONE], figure[COAST], mark[TRACK] = zone, coast_m, track_id
    if not np.isnan(alt):
        figure[ALT], mark[ALT_T] = alt, t
        if t - point[B].t >= _ANCHOR_US or np.isnan(figure[B_ALT]):
            _copy(point[A], point[B])
            _copy(point[B], now[0])
            figure[A_ALT], figure[B_ALT] = figure[B_ALT], alt
    if t - mark[SMAX_T] >= _SPEED_US:
        mark[SMAX_T], figure[SMAX_OLD], figure[SMAX] = t, figure[SMAX], np.nan
    if not figure[SMAX] >= now[0].sog_kn:
        figure[SMAX] = now[0].sog_kn

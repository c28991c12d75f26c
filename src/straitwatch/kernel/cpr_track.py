"""Position reports of many aircraft, in the order heard, turned into places that bear a test."""
# Kernels take arrays one by one; columns stand as numbers.
# ruff: noqa: PLR2004, PLR0917

import math

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inner
from straitwatch.kernel.cpr import place_near, place_pair
from straitwatch.kernel.mode_s import (
    AIRBORNE,
    COG,
    LAT_CPR,
    LON_CPR,
    NAC_P,
    ODD,
    ROLE,
    SOG,
    STATUS,
    SURFACE,
    VELOCITY,
    VRATE,
)

__all__ = [
    "FAR",
    "FRESH",
    "KEEP_S",
    "NO_PAIR",
    "N_FRAME",
    "PAIR_S",
    "PLACED",
    "STATE",
    "WAIT_S",
    "start_state",
    "track_reports",
]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

NO_PAIR, PLACED, FAR = 0, 1, 2
"""What became of a position report: no other bears it out; it has a place; it is too far from
where the aircraft was."""

PAIR_S = 10.0
"""Between the two of a pair, at most. Source: DO-260B, 2.2.10.3.1: in 10 s no aircraft flies as far
as to make the pair mean another cell."""

SURFACE_PAIR_S = 25.0
"""The same on the surface, at more than 25 kn. Source: DO-260B, 2.2.10.3.2 (slower: 50 s)."""

FRESH = 300.0
"""Seconds that a place stands as the reference of the next report. Ours: at 1,150 kn an aircraft is
96 nm away by then, of the 180 nm for which the decoding is unambiguous."""

WAIT_S = 20.0
"""How long a report waits for a pair: as long as two pairs may take."""

KEEP_S = 10.0
"""How long a velocity stands for the positions after it, as in `decode/sbs.py`."""

_HOLDS_S = 60.0  # an accuracy, told each 2.5 s in flight (DO-260B, 2.2.3.3.2.6)
_MOST_KN, _MOST_SURFACE_KN = 1150.0, 250.0
"""Ours: Mach 2, and the fastest landing. What is faster between two reports is no flight."""
_SLACK_NM = 0.5  # ours: the rounding of a time to a tenth of a second or so, and of the place
_NM_DEG = 60.0
_ONE_RECEIVER_DEG = 10.0
"""Ours: a receiver hears aircraft 250 nm away at most, so that all lie within 8.4 degrees of
latitude. While all do, any of them is a reference for who is first heard on the ground."""

T_EVEN, LAT_EVEN, LON_EVEN, T_ODD, LAT_ODD, LON_ODD = range(6)
T_PLACE, LAT, LON, T_GUESS, LAT_GUESS, LON_GUESS = range(6, 12)
IN_AIR, WAITING, T_SPEED, HELD_SOG, HELD_COG, HELD_VRATE, T_NAC, HELD_NAC = range(12, 20)
STATE = 20
"""Columns of what is remembered of an aircraft; NaN: nothing."""

N_FRAME = 4
"""What is remembered of the source: latitudes, lowest and highest, and a place in it."""


def start_state(n: int) -> Floats:
    """What is remembered of n aircraft that were never heard."""
    return np.full((n, STATE), np.nan)


@inner
def _distance_nm(lat: float, lon: float, lat_b: float, lon_b: float) -> float:
    """Distance on the sphere. Source: haversine formula, Sinnott 1984."""
    a = math.sin(math.radians(lat_b - lat) / 2.0) ** 2
    b = math.sin(math.radians(lon_b - lon) / 2.0) ** 2
    share = a + math.cos(math.radians(lat)) * math.cos(math.radians(lat_b)) * b
    return math.degrees(2.0 * math.asin(min(1.0, math.sqrt(share)))) * _NM_DEG


@inner
def _can_reach(
    state: Floats, s: int, first: int, t: float, lat: float, lon: float, surface: bool
) -> bool:
    """Tell whether an aircraft can be at a place, from the one whose time is in column `first`."""
    span_s = abs(t - state[s, first])
    if not span_s <= FRESH or not abs(lat) <= 90.0:
        return False
    most = (_MOST_SURFACE_KN if surface else _MOST_KN) * span_s / 3600.0 + _SLACK_NM
    return _distance_nm(state[s, first + 1], state[s, first + 2], lat, lon) <= most


@inner
def _hold(state: Floats, s: int, t: float, marks: Ints, i: int) -> None:
    """Keep a report as the newest of its kind; all that is older on the other surface is gone."""
    in_air = 1.0 if marks[i, ROLE] == AIRBORNE else 0.0
    if state[s, IN_AIR] != in_air:
        state[s, T_EVEN] = state[s, T_ODD] = np.nan
        state[s, IN_AIR] = in_air
    first = T_ODD if marks[i, ODD] else T_EVEN
    state[s, first] = t
    state[s, first + 1], state[s, first + 2] = marks[i, LAT_CPR], marks[i, LON_CPR]


@inner
def _pair(state: Floats, s: int, odd: bool, surface: bool, frame: Floats) -> tuple[float, float]:
    """Place an aircraft by its newest pair; NaN where there is none."""
    span_s = abs(state[s, T_EVEN] - state[s, T_ODD])
    if not span_s <= (SURFACE_PAIR_S if surface else PAIR_S):
        return np.nan, np.nan
    lat, lon = state[s, LAT], state[s, LON]
    if surface and np.isnan(lat):
        if not frame[1] - frame[0] <= _ONE_RECEIVER_DEG:
            return np.nan, np.nan
        lat, lon = frame[2], frame[3]
    return place_pair(
        np.int64(state[s, LAT_EVEN]),
        np.int64(state[s, LON_EVEN]),
        np.int64(state[s, LAT_ODD]),
        np.int64(state[s, LON_ODD]),
        odd,
        90.0 if surface else 360.0,
        lat,
        lon,
    )


@inner
def _settle(state: Floats, s: int, t: float, lat: float, lon: float, frame: Floats) -> None:
    """Take a place for where the aircraft is."""
    state[s, T_PLACE], state[s, LAT], state[s, LON] = t, lat, lon
    frame[0], frame[1] = np.fmin(frame[0], lat), np.fmax(frame[1], lat)
    frame[2], frame[3] = lat, lon


@inner
def _place_waiting(
    state: Floats, s: int, times: Floats, marks: Ints, places: Floats, said: Ints, links: Ints
) -> None:
    """Place the reports that waited for a pair, back from the place that is settled now."""
    i = np.int64(state[s, WAITING]) if not np.isnan(state[s, WAITING]) else np.int64(-1)
    lat, lon = state[s, LAT], state[s, LON]
    while i >= 0 and state[s, T_PLACE] - times[i] <= WAIT_S:
        surface = marks[i, ROLE] == SURFACE
        span = 90.0 if surface else 360.0
        a, b = place_near(marks[i, LAT_CPR], marks[i, LON_CPR], marks[i, ODD] != 0, span, lat, lon)
        if said[i] != PLACED and _can_reach(state, s, T_PLACE, times[i], a, b, surface):
            places[i, 0], places[i, 1], said[i] = a, b, PLACED
            lat, lon = a, b
        i = links[i]
    state[s, WAITING] = np.nan


@inner
def _track(
    state: Floats, s: int, t: float, marks: Ints, i: int, frame: Floats
) -> tuple[float, float, int]:
    """Place a report near the last place, else by its pair, which a second one has to bear out."""
    odd, surface = marks[i, ODD] != 0, marks[i, ROLE] == SURFACE
    said = NO_PAIR
    if abs(t - state[s, T_PLACE]) <= FRESH:
        span = 90.0 if surface else 360.0
        lat, lon = place_near(
            marks[i, LAT_CPR], marks[i, LON_CPR], odd, span, state[s, LAT], state[s, LON]
        )
        if _can_reach(state, s, T_PLACE, t, lat, lon, surface):
            _settle(state, s, t, lat, lon, frame)
            return lat, lon, PLACED
        said = FAR
    lat, lon = _pair(state, s, odd, surface, frame)
    if np.isnan(lat):
        return lat, lon, said
    oldest = min(state[s, T_EVEN], state[s, T_ODD])
    if oldest > state[s, T_GUESS] and _can_reach(state, s, T_GUESS, t, lat, lon, surface):
        _settle(state, s, t, lat, lon, frame)
        state[s, T_GUESS] = np.nan
        return lat, lon, PLACED
    if not _can_reach(state, s, T_GUESS, t, lat, lon, surface):
        state[s, T_GUESS], state[s, LAT_GUESS], state[s, LON_GUESS] = t, lat, lon
    return np.nan, np.nan, said


@inner
def _wait(state: Floats, s: int, links: Ints, i: int) -> None:
    """Put a report in front of those of the aircraft that wait."""
    links[i] = -1 if np.isnan(state[s, WAITING]) else np.int64(state[s, WAITING])
    state[s, WAITING] = np.float64(i)


@inner
def _hold_values(state: Floats, s: int, t: float, values: Floats, i: int, role: int) -> None:
    """Keep what a velocity or a status tells."""
    if role == VELOCITY:
        state[s, T_SPEED], state[s, HELD_SOG] = t, values[i, SOG]
        state[s, HELD_COG], state[s, HELD_VRATE] = values[i, COG], values[i, VRATE]
    elif not np.isnan(values[i, NAC_P]):
        state[s, T_NAC], state[s, HELD_NAC] = t, values[i, NAC_P]


@inner
def _give_values(state: Floats, s: int, t: float, values: Floats, i: int, role: int) -> None:
    """Give a position what was told shortly before it."""
    if role == AIRBORNE and 0.0 <= t - state[s, T_SPEED] <= KEEP_S:
        values[i, SOG], values[i, COG] = state[s, HELD_SOG], state[s, HELD_COG]
        values[i, VRATE] = state[s, HELD_VRATE]
    if 0.0 <= t - state[s, T_NAC] <= _HOLDS_S:
        values[i, NAC_P] = state[s, HELD_NAC]


@entry
def track_reports(
    times: Floats, slots: Ints, marks: Ints, values: Floats, state: Floats, frame: Floats,
    places: Floats, said: Ints, links: Ints, n_held: int,
) -> None:  # fmt: skip
    """Place the reports of a stretch of messages, and join to them what else was told.

    Args:
        times: seconds, of one clock, shape (n,).
        slots: row of `state` of each aircraft, -1 for none, shape (n,).
        marks: of `mode_s.read_messages`, shape (n, 8).
        values: of the same, shape (n, 8); speeds and accuracies are filled in.
        state: of `start_state`, changed.
        frame: what is remembered of the source, shape (N_FRAME,), changed.
        places: filled with latitude and longitude, NaN for none, shape (n, 2).
        said: filled with `NO_PAIR`, `PLACED` or `FAR`, shape (n,).
        links: room, shape (n,).
        n_held: so many of the first rows stood in the stretch before and wait: they may be placed
            by what follows, and are not heard anew.

    Notes:
        O(n). An aircraft is placed when two pairs without a common report agree, or when a report
        lies where it can be, seen from the last place (the reasonableness tests of DO-260B,
        2.2.10.6.2); what waited for that is placed then, as far as it stands in the same stretch.
    """
    state[:, WAITING] = np.nan
    for i in range(len(times)):
        s, role = slots[i], marks[i, ROLE]
        if i < n_held:
            _wait(state, s, links, i)
            continue
        places[i, 0] = places[i, 1] = np.nan
        said[i], links[i] = NO_PAIR, -1
        if s < 0:
            continue
        if role in (VELOCITY, STATUS):
            _hold_values(state, s, times[i], values, i, role)
        if role not in (AIRBORNE, SURFACE):
            continue
        _give_values(state, s, times[i], values, i, role)
        _hold(state, s, times[i], marks, i)
        lat, lon, said[i] = _track(state, s, times[i], marks, i, frame)
        places[i, 0], places[i, 1] = lat, lon
        if said[i] == PLACED:
            _place_waiting(state, s, times, marks, places, said, links)
        else:
            _wait(state, s, links, i)

"""Places of one lane into chords of its way, its reversals, and lines side by side."""

from typing import Any

import numpy as np

from straitwatch.kernel.jit import jit
from straitwatch.kernel.sphere import arc_distance

__all__ = ["TURNS", "begin_turns", "break_turns", "go_on"]

_RING = 4  # chords looked back at: a ship that turns in a wide bow takes some to come round
_DEGREE_M = 111_195.0
_LINE_M = 1852.0  # a shorter run between two reversals is no line
_OFFSET_M = (185.2, 9260.0)  # between neighbours: 0.1 nm, more than a ferry strays, to 5 nm
_RATIO = 2.0
_SLANT = np.sin(np.radians(20.0))

TURNS = np.dtype(
    [
        ("lon", np.float64),  # end of the latest chord
        ("lat", np.float64),
        ("cos", np.float64),  # of its latitude
        ("n", np.int64),  # reversals
        ("courses", np.float64, (_RING,)),  # of the latest chords, nan where none; in degrees
        ("next", np.int64),
        ("from_lon", np.float64),  # where the line began that is being run
        ("from_lat", np.float64),
        ("mid_lon", np.float64),  # of the line before
        ("mid_lat", np.float64),
        ("length_m", np.float64),
        ("axis_deg", np.float64),  # of the first line of the series
        ("way", np.int64),  # to which side of it the series goes
        ("lines", np.int64),
        ("most", np.int64),  # lines of the longest series
    ]
)


@jit
def begin_turns(one: Any, lon: float, lat: float) -> None:  # noqa: ANN401 - a record of dtype TURNS
    """Begin at a place."""
    one.lon, one.lat, one.cos = lon, lat, np.cos(np.radians(lat))
    one.n, one.most = 0, 0
    break_turns(one)
    one.from_lon, one.from_lat = lon, lat


@jit
def break_turns(one: Any) -> None:  # noqa: ANN401 - as above
    """Forget the courses: nobody saw how the ship turned, or it is in port."""
    one.next, one.lines, one.way = 0, 0, 0
    for k in range(_RING):
        one.courses[k] = np.nan
    one.from_lon, one.from_lat = np.nan, np.nan


@jit
def _east(lon_a: float, lon_b: float) -> float:
    """Degrees from a to b, the short way round; both are within a turn of each other."""
    east = lon_b - lon_a
    if east > 180.0:  # noqa: PLR2004 - half a turn
        return east - 360.0
    return east + 360.0 if east < -180.0 else east  # noqa: PLR2004


@jit
def _is_back(one: Any, course_deg: float, turn_deg: float) -> bool:  # noqa: ANN401 - as above
    for k in range(_RING):  # noqa: SIM110 - for the compiler
        if np.abs(_east(one.courses[k], course_deg)) > turn_deg:  # nan is not
            return True
    return False


@jit
def _end_line(one: Any) -> None:  # noqa: ANN401 - as above
    """Compare the line that ends at the latest chord with those of its series."""
    east = _east(one.from_lon, one.lon) * one.cos * _DEGREE_M
    north = (one.lat - one.from_lat) * _DEGREE_M
    length_m = np.hypot(east, north)
    mid_lon = one.from_lon + _east(one.from_lon, one.lon) / 2.0
    mid_lat = (one.from_lat + one.lat) / 2.0
    if not length_m >= _LINE_M:  # nan: its beginning was not seen
        one.lines, one.way = 0, 0
    else:
        axis = np.radians(one.axis_deg)
        slant = (east * np.cos(axis) - north * np.sin(axis)) / length_m
        aside_e = _east(one.mid_lon, mid_lon) * one.cos * _DEGREE_M
        aside_n = (mid_lat - one.mid_lat) * _DEGREE_M
        aside_m = aside_e * np.cos(axis) - aside_n * np.sin(axis)
        way = 1 if aside_m > 0.0 else -1
        ratio = length_m / one.length_m if one.lines > 0 else 0.0
        alike = 1.0 / _RATIO <= ratio <= _RATIO and np.abs(slant) <= _SLANT
        near = _OFFSET_M[0] <= np.abs(aside_m) <= _OFFSET_M[1]
        if one.lines > 0 and alike and near and one.way in (0, way):
            one.lines, one.way = one.lines + 1, way
        else:
            one.lines, one.way = 1, 0
            one.axis_deg = np.degrees(np.arctan2(east, north))
        one.mid_lon, one.mid_lat, one.length_m = mid_lon, mid_lat, length_m
        one.most = max(one.most, one.lines)
    one.from_lon, one.from_lat = one.lon, one.lat


@jit
def _steer(one: Any, course_deg: float, turn_deg: float) -> None:  # noqa: ANN401 - as above
    if _is_back(one, course_deg, turn_deg):
        one.n += 1
        _end_line(one)
        for k in range(_RING):
            one.courses[k] = np.nan
    one.courses[one.next] = course_deg
    one.next = (one.next + 1) % _RING


@jit
def go_on(one: Any, lon: float, lat: float, step_m: float, turn_deg: float) -> float:  # noqa: ANN401 - as above
    """Take a place into the way.

    A reversal is a chord whose course differs by more than `turn_deg` from that of one of the four
    chords before it: turning about on the spot and in a bow are both one. Lines are the runs from
    reversal to reversal; a series of them is parallel, alike in length, and each lies further to
    the same side than the one before: a ferry on its line makes none.

    Args:
        one: record of dtype TURNS, changed in place.
        lon: degrees.
        lat: degrees.
        step_m: least chord.
        turn_deg: degrees.

    Returns:
        length of the chord in metres; 0 while the place is nearer than `step_m` to its beginning.
    """
    east = _east(one.lon, lon) * one.cos * _DEGREE_M
    north = (lat - one.lat) * _DEGREE_M
    if east * east + north * north < step_m * step_m:
        return 0.0
    chord_m = arc_distance(one.lon, one.lat, lon, lat)
    if np.isnan(one.from_lon):  # nobody saw the course of this one
        one.from_lon, one.from_lat = lon, lat
    else:
        _steer(one, np.degrees(np.arctan2(east, north)), turn_deg)
    one.lon, one.lat, one.cos = lon, lat, np.cos(np.radians(lat))
    return chord_m

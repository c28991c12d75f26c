"""Words for a place turned into degrees: two numbers, or a latitude and a longitude in letters."""

import math
import re

from straitwatch.model.error import ContractError

__all__ = ["read_place"]

_ANGLE = re.compile(
    r"""\s*(?P<deg>\d+(?:\.\d+)?)\s*(?:[°dº:\s]\s*
    (?:(?P<min>\d+(?:\.\d+)?)\s*(?:['′m:\s]\s*
    (?:(?P<sec>\d+(?:\.\d+)?)\s*(?:"|″|''|s)?\s*)?)?)?)?
    (?P<side>[NSEW])\s*,?""",
    re.VERBOSE | re.IGNORECASE,
)
_SIXTY = 60.0
_POLE, _HALF_TURN = 90.0, 180.0
_HOW = 'write [lon, lat] in degrees, or words as "26°06\'39\\"N 127°31\'49\\"E"'


def read_place(given: object) -> tuple[float, float]:
    """Read a place.

    Args:
        given: a list of lon and lat in degrees, or text with a latitude and a longitude in any
            order, each with its letter: decimal degrees, degrees and minutes, or seconds too.

    Returns:
        lon, lat.

    Raises:
        ContractError: it is no place; says what was found and how a place is written.
    """
    if isinstance(given, str):
        lon, lat = _read_words(given)
    elif isinstance(given, list | tuple) and len(given) == 2 and all(map(_is_number, given)):  # noqa: PLR2004 - lon, lat
        lon, lat = float(given[0]), float(given[1])
    else:
        raise ContractError(f"{given!r} is no place: {_HOW}")
    if abs(lat) > _POLE and abs(lon) <= _POLE:
        raise ContractError(f"latitude {lat:g} is beyond a pole: swapped? {_HOW}")
    if not (abs(lat) <= _POLE and abs(lon) <= _HALF_TURN):
        raise ContractError(f"{given!r} is off the earth: latitude to 90, longitude to 180; {_HOW}")
    return lon, lat


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _read_words(text: str) -> tuple[float, float]:
    first = _ANGLE.match(text)
    second = _ANGLE.fullmatch(text, first.end()) if first else None
    if not first or not second:
        raise ContractError(f"'{text}' is no place: {_HOW}")
    found = dict(map(_angle, (first, second)))
    if set(found) != {"lon", "lat"}:
        raise ContractError(f"'{text}' names no latitude and longitude, one of each: {_HOW}")
    return found["lon"], found["lat"]


def _angle(found: re.Match[str]) -> tuple[str, float]:
    minutes, seconds = float(found["min"] or 0.0), float(found["sec"] or 0.0)
    if minutes >= _SIXTY or seconds >= _SIXTY:
        raise ContractError(f"'{found[0].strip()}': minutes and seconds are less than 60")
    side = found["side"].upper()
    value = float(found["deg"]) + minutes / _SIXTY + seconds / _SIXTY**2
    return "lat" if side in "NS" else "lon", -value if side in "SW" else value

"""Words for a unit turned into what a value in it is multiplied by to be in ours."""

import re
from dataclasses import dataclass

from straitwatch.model.error import ConfigError
from straitwatch.model.unit import FT_M, KN_TO_M_S, NM_M

__all__ = ["AIS_ROT", "UNITS", "Scale", "read_scale", "split_unit"]

AIS_ROT = "ais"
"""Rate of turn as AIS codes it, -127 to 127 (ITU-R M.1371-5, table 45)."""

_KM_H = 1000.0 / NM_M
_MPH = 1609.344 / NM_M  # the international mile of 1959
_SPEED = {"kn": 1.0, "m/s": 1.0 / KN_TO_M_S, "km/h": _KM_H, "mph": _MPH}
_LENGTH = {"m": 1.0, "dm": 0.1, "cm": 0.01, "ft": FT_M}
_ANGLE = {"deg": 1.0, "min": 1.0 / 60.0, "rad": 57.29577951308232}

UNITS = {
    "lat": _ANGLE,
    "lon": _ANGLE,
    "sog_kn": _SPEED,
    "cog_deg": _ANGLE,
    "heading_deg": _ANGLE,
    "rot_deg_min": {"deg/min": 1.0, "deg/s": 60.0, "rad/s": 57.29577951308232 * 60.0, AIS_ROT: 1.0},
    "alt_ft": {"ft": 1.0, "m": 1.0 / FT_M, "fl": 100.0},
    "alt_geom_ft": {"ft": 1.0, "m": 1.0 / FT_M},
    "vrate_ft_min": {"ft/min": 1.0, "m/s": 60.0 / FT_M, "m/min": 1.0 / FT_M},
    "length_m": _LENGTH,
    "beam_m": _LENGTH,
    "draught_m": _LENGTH,
    "age_s": {"s": 1.0, "ms": 0.001, "min": 60.0},
}
"""Units that each of our columns may be written in, and how many of ours one is."""

_SAME = {
    "knots": "kn",
    "knot": "kn",
    "kt": "kn",
    "kts": "kn",
    "kph": "km/h",
    "kmh": "km/h",
    "mps": "m/s",
    "metres": "m",
    "meters": "m",
    "metre": "m",
    "meter": "m",
    "feet": "ft",
    "degrees": "deg",
    "degree": "deg",
    "°": "deg",
    "minutes": "min",
    "radians": "rad",
    "ft/m": "ft/min",
    "fpm": "ft/min",
    "deg/minute": "deg/min",
    "°/min": "deg/min",
}
_FORM = re.compile(r"(?:(?P<a>\d+(?:\.\d+)?)(?:/(?P<b>\d+(?:\.\d+)?))?\s+)?(?P<unit>\S+)")
_MOST = 1e9


@dataclass(frozen=True)
class Scale:
    """What a unit makes of a value.

    Attributes:
        factor: what a value is multiplied by to be in our unit.
        is_ais_rot: the value is a rate of turn as AIS codes it, and is squared.
        unit: the unit as it was said.
    """

    factor: float
    is_ais_rot: bool
    unit: str


def read_scale(target: str, words: str) -> Scale:
    """Read a unit: `kn`, `0.1 kn`, `1/600000 deg`, `m/s`.

    Args:
        target: our column.
        words: the unit, with the number of it that 1 in the file means before it, where not 1.

    Raises:
        ConfigError: the column has no unit, or none of that name.
    """
    known = UNITS.get(target)
    if known is None:
        raise ConfigError(f"'{target}' has no unit: write the column's name only")
    found = _FORM.fullmatch(words.strip())
    unit = _unit(found["unit"]) if found else ""
    if found is None or unit not in known:
        raise ConfigError(
            f"'{words}' is no unit of {target}: known are {', '.join(known)}, with a number before "
            "it where 1 in the file is not 1 of it, as in '0.1 kn'"
        )
    n = float(found["a"] or 1) / (float(found["b"] or 1) or 1.0)
    if not 1.0 / _MOST <= n <= _MOST:
        raise ConfigError(f"'{words}' is no unit of {target}: the number before it is senseless")
    return Scale(n * known[unit], unit == AIS_ROT, words.strip())


def _unit(word: str) -> str:
    plain = word.casefold()
    return _SAME.get(plain, plain)


def split_unit(words: str, target: str) -> tuple[str, str]:
    """Split `SPEED in 0.1 kn` into the name and the unit; the unit is empty where none is told."""
    name, sign, unit = words.rpartition(" in ")
    if not sign:
        return words, ""
    try:
        read_scale(target, unit)
    except ConfigError:
        found = _FORM.fullmatch(unit.strip())
        if found is None or found["a"] is None:
            return words, ""  # a name with the word `in`, as it may be
        raise
    return name.strip(), unit.strip()

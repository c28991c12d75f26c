"""Tables of a TOML file turned into basepoints and checked values; errors say where and what."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from straitwatch.kernel.coast import to_ecef
from straitwatch.model.error import ConfigError
from straitwatch.model.unit import EARTH_RADIUS_M, NM_M

__all__ = [
    "LONG_NM",
    "Basepoint",
    "Table",
    "Where",
    "check_keys",
    "check_legs",
    "is_same",
    "read_date",
    "read_points",
    "read_text",
    "tables_of",
]

Table = Mapping[str, Any]

LONG_NM = 125.0
"""The longest baseline that UNCLOS allows anywhere: an archipelago's, 47(2)."""

_MOST = {"lon": 180.0, "lat": 90.0}
_LETTERS = {"lon": "EW", "lat": "NS"}
_KEYS = frozenset({"name", "lon", "lat", "source", "date"})
_DMS = re.compile(  # 33-52-55N, 33°52'55"N, 33 52.9 N, 33.88N
    r"\s*(\d{1,3}(?:\.\d+)?)(?:[-\s°º:]+(\d{1,2}(?:\.\d+)?))?(?:[-\s'′’:]+(\d{1,2}(?:\.\d+)?))?"
    r"[-\s°º\"″”'′’]*([NSEW])\s*"
)
_SIXTY = 60.0


@dataclass(frozen=True)
class Basepoint:
    """One point of a line: lon and lat in degrees; date as ISO 8601 writes it."""

    name: str
    lon: float
    lat: float
    source: str
    date: str


@dataclass
class Where:
    """Where in which file something is being read.

    Attributes:
        system: id of the system, or its number before the id is known.
        notes: what is odd about it, though no error.
    """

    path: Path
    system: str = ""
    notes: list[str] = field(default_factory=list)

    def error(self, found: str, mend: str) -> ConfigError:
        """Make the error that names file, system, what was found and the mend."""
        where = f"{self.path}, system '{self.system}'" if self.system else f"{self.path}"
        return ConfigError(f"{where}: {found}; {mend}")


def tables_of(value: object) -> list[Table] | None:
    """Take a list of tables as such; None if it is none."""
    if isinstance(value, list) and all(isinstance(table, dict) for table in value):
        return value
    return None


def check_keys(where: Where, table: Table, known: frozenset[str]) -> None:
    """Refuse a key that no one reads: it is a slip of the pen."""
    if unknown := sorted(set(table) - known):
        raise where.error(f"unknown key '{unknown[0]}'", f"the keys are {', '.join(sorted(known))}")


def read_text(where: Where, table: Table, key: str, *, needed: bool = True) -> str:
    """Read words; empty where there are none and none are needed."""
    value = table.get(key, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        found = f"{key} is {value!r}" if key in table else f"no {key}"
        raise where.error(found, f'write {key} = "..."')
    return value.strip()


def read_date(where: Where, table: Table, key: str) -> str:
    """Read a day: a TOML date, or text like one."""
    value = table.get(key)
    try:
        if value is not None:
            return date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise where.error(f"{key} is '{value}'", f"write {key} = 1977-06-17") from error
    raise where.error(f"no {key}", f"write {key} = 1977-06-17, the day of the law")


def read_points(
    where: Where, value: object, what: str, fewest: int, default: tuple[str, str]
) -> tuple[Basepoint, ...]:
    """Read a list of tables {name, lon, lat, source, date}; `default` holds source and date."""
    tables = tables_of(value)
    if tables is None:
        raise where.error(f"{what} is {value!r}", "write a list of {lon = ..., lat = ...}")
    if len(tables) < fewest:
        found = f"{len(tables)} point" + ("s" if len(tables) != 1 else "")
        raise where.error(f"{what} has {found}", f"it needs {fewest} or more")
    return tuple(_read_point(where, table, default) for table in tables)


def _read_point(where: Where, table: Table, default: tuple[str, str]) -> Basepoint:
    check_keys(where, table, _KEYS)
    return Basepoint(
        name=read_text(where, table, "name", needed=False),
        lon=_degrees(where, table, "lon"),
        lat=_degrees(where, table, "lat"),
        source=read_text(where, table, "source") if "source" in table else default[0],
        date=read_date(where, table, "date") if "date" in table else default[1],
    )


def _degrees(where: Where, table: Table, key: str) -> float:
    """Read a coordinate: decimal degrees, or degrees, minutes, seconds and a letter."""
    value, letters, most = table.get(key), _LETTERS[key], _MOST[key]
    read = math.nan
    if isinstance(value, int | float) and not isinstance(value, bool):
        read = float(value)
    elif isinstance(value, str) and (match := _DMS.fullmatch(value)):
        whole, minutes, seconds = (float(part or 0.0) for part in match.groups()[:3])
        if match[4] in letters and minutes < _SIXTY and seconds < _SIXTY:
            read = whole + minutes / _SIXTY + seconds / _SIXTY**2
            read = -read if match[4] in "SW" else read
    if not abs(read) <= most:  # nan too
        name = f" of '{table['name']}'" if table.get("name") else ""
        raise where.error(
            f"{key}{name} is {value!r}" if key in table else f"a point{name} without {key}",
            f"write degrees from {-most:g} to {most:g}, or text such as '33-52-55{letters[0]}'",
        )
    return read


def is_same(a: Basepoint, b: Basepoint) -> bool:
    """Tell whether two basepoints lie at one place."""
    return (a.lon, a.lat) == (b.lon, b.lat)


def check_legs(where: Where, line: tuple[Basepoint, ...]) -> None:
    """Refuse a leg without length; note one that is very long."""
    for a, b in pairwise(line):
        if is_same(a, b):
            raise where.error(f"'{b.name}' follows itself in a line", "take one of them out")
        ends = [np.array(to_ecef.py_func(p.lon, p.lat)) for p in (a, b)]  # type: ignore[attr-defined]
        chord = float(np.linalg.norm(ends[0] - ends[1]))
        long_nm = 2.0 * EARTH_RADIUS_M * math.asin(min(1.0, chord / 2.0 / EARTH_RADIUS_M)) / NM_M
        if long_nm > LONG_NM:
            where.notes.append(
                f"The line from {a.name or 'a point'} to {b.name or 'a point'} is {long_nm:.0f} nm "
                f"long: more than the {LONG_NM:.0f} nm of Art. 47(2)."
            )

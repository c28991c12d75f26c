"""TOML files turned into systems of baselines: checked, dated, each point with its source."""

import hashlib
import math
import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from straitwatch.model.error import ConfigError
from straitwatch.zone.basepoint import (
    Basepoint,
    Table,
    Where,
    check_keys,
    check_legs,
    is_same,
    read_date,
    read_points,
    read_text,
    tables_of,
)
from straitwatch.zone.shore import data_path

__all__ = [
    "KINDS",
    "Basepoint",
    "System",
    "baseline_files",
    "fingerprint",
    "is_closed",
    "read_systems",
]

KINDS = ("internal", "archipelagic", "breadth")
"""What a system encloses: internal waters, archipelagic waters, or a sea of set breadth."""

_BROADEST_NM = 12.0  # UNCLOS 3
_KEYS = frozenset(
    {
        *("id", "state", "kind", "name", "name_ja", "source", "date", "datum", "note"),
        *("lines", "inside", "outline", "breadth_nm", "approximate"),
    }
)


@dataclass(frozen=True)
class System:
    """Lines that one State drew by one law.

    Attributes:
        system_id: unique among all files.
        state: ISO 3166 alpha-2.
        kind: one of `KINDS`.
        lines: of internal and archipelagic systems; the last basepoint of a closed one is its
            first again.
        inside: places that lie in the enclosed water.
        outline: of the kind `breadth`: corners of the area, not closed.
        breadth_nm: of the kind `breadth`: how far the territorial sea reaches there; else nan.
        source: of all points that name none of their own; so `date`.
        note: what the file says, and what was odd about it.
        approximate: True: drawn by whoever wrote the file, for want of the law's own points.
    """

    system_id: str
    state: str
    kind: str
    name: str
    name_ja: str
    lines: tuple[tuple[Basepoint, ...], ...]
    inside: tuple[Basepoint, ...]
    outline: tuple[Basepoint, ...]
    breadth_nm: float
    source: str
    date: str
    datum: str = ""
    note: str = ""
    approximate: bool = False


def baseline_files() -> list[Path]:
    """Find the user's own files of baselines.

    Returns:
        files that STRAITWATCH_BASELINES names (folders and files, between colons; semicolons on
        Windows), else all `*.toml` of ~/.config/straitwatch/baselines, in the order of their names.

    Raises:
        ConfigError: STRAITWATCH_BASELINES names what does not exist.
    """
    named = os.environ.get("STRAITWATCH_BASELINES")
    if named is None:
        return sorted((Path.home() / ".config" / "straitwatch" / "baselines").glob("*.toml"))
    found: list[Path] = []
    for path in [Path(part).expanduser() for part in named.split(os.pathsep) if part]:
        if not path.exists():
            raise ConfigError(
                f"STRAITWATCH_BASELINES names {path}, which does not exist: "
                "name a folder or a TOML file, or unset it"
            )
        found.extend(sorted(path.glob("*.toml")) if path.is_dir() else [path])
    return found


def read_systems(paths: Sequence[Path] = ()) -> list[System]:
    """Read all systems: the project's own, those of `baseline_files`, those of the given files.

    Args:
        paths: more TOML files.

    Returns:
        systems in the order of the files. A user's system with the id of one of the project's takes
        its place.

    Raises:
        ConfigError: a file is not readable or no TOML; a system lacks something or says something
            senseless; two of the user's have one id. It names file, system, what was found and the
            mend.

    Notes:
        Format: docs/baselines.md. A line longer than `basepoint.LONG_NM` is no error: the note of
        the system tells it. Cost: 5 ms.
    """
    own = {system.system_id: system for system in _read_file(data_path("baselines.toml"))}
    users: dict[str, tuple[System, Path]] = {}
    files = {path.resolve(): path for path in [*baseline_files(), *map(Path, paths)]}
    for path in files.values():
        for system in _read_file(path):
            if system.system_id in users:
                other = users[system.system_id][1]
                raise Where(path, system.system_id).error(
                    f"the id stands in {other} too", "give one of them another id"
                )
            users[system.system_id] = (system, path)
    return list((own | {key: system for key, (system, _) in users.items()}).values())


def fingerprint(systems: Sequence[System]) -> str:
    """Sign what was read, to name a cache after it: 16 hexadecimal letters."""
    return hashlib.sha256(repr(list(systems)).encode()).hexdigest()[:16]


def is_closed(line: Sequence[Basepoint]) -> bool:
    """Tell whether a line comes back to where it began."""
    return is_same(line[0], line[-1])


def _read_file(path: Path) -> list[System]:
    where = Where(path)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise where.error(f"not readable ({error.strerror})", "name a TOML file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise where.error(f"no TOML: {error}", "mend that line") from error
    tables = tables_of(content.get("system"))
    if tables is None or len(content) > 1:
        raise where.error(
            f"found the keys {sorted(content) or 'none'} at the top",
            "write each system as a table [[system]], and nothing beside",
        )
    systems = [_read_system(Where(path), table, n + 1) for n, table in enumerate(tables)]
    ids = [system.system_id for system in systems]
    for key in ids:
        if ids.count(key) > 1:
            raise Where(path, key).error("the id stands here twice", "give one another id")
    return systems


def _read_system(where: Where, table: Table, number: int) -> System:
    where.system = f"number {number}"
    where.system = read_text(where, table, "id")
    check_keys(where, table, _KEYS)
    kind = _kind(where, table)
    source, day = read_text(where, table, "source"), read_date(where, table, "date")
    outline = _outline(where, table, (source, day))
    lines, inside = _lines(where, table, (source, day))
    _check_parts(where, kind, lines, inside, outline)
    approximate = table.get("approximate", False)
    if not isinstance(approximate, bool):
        raise where.error(f"approximate is {approximate!r}", "write true or false")
    note = read_text(where, table, "note", needed=approximate)
    return System(
        system_id=where.system,
        state=_state(where, table),
        kind=kind,
        name=read_text(where, table, "name"),
        name_ja=read_text(where, table, "name_ja", needed=False),
        lines=lines,
        inside=inside,
        outline=outline,
        breadth_nm=_breadth(where, table, kind),
        source=source,
        date=day,
        datum=read_text(where, table, "datum", needed=False),
        note=" ".join([note, *where.notes]).strip(),
        approximate=approximate,
    )


def _kind(where: Where, table: Table) -> str:
    kind = read_text(where, table, "kind")
    if kind not in KINDS:
        raise where.error(f"kind is '{kind}'", f"write one of {', '.join(KINDS)}")
    return kind


def _state(where: Where, table: Table) -> str:
    state = read_text(where, table, "state")
    if not (state.isascii() and state.isalpha() and state.isupper() and len(state) == len("JP")):
        raise where.error(f"state is '{state}'", "write ISO 3166 alpha-2, such as JP")
    return state


def _breadth(where: Where, table: Table, kind: str) -> float:
    value = table.get("breadth_nm")
    if kind != "breadth":
        if value is not None:
            mend = 'leave it out: only kind = "breadth" takes one'
            raise where.error(f"breadth_nm in a system of the kind '{kind}'", mend)
        return math.nan
    number = float(value) if isinstance(value, int | float) and value is not True else math.nan
    if not 0.0 < number <= _BROADEST_NM:  # nan too
        raise where.error(
            f"breadth_nm is {value!r}",
            "write nautical miles, more than 0 and at most 12 (UNCLOS 3)",
        )
    return number


def _lines(
    where: Where, table: Table, default: tuple[str, str]
) -> tuple[tuple[tuple[Basepoint, ...], ...], tuple[Basepoint, ...]]:
    lines = table.get("lines", [])
    if not isinstance(lines, list):
        raise where.error(f"lines is {lines!r}", "write a list of lines, each a list of points")
    read = tuple(
        read_points(where, line, f"line {n + 1}", 2, default) for n, line in enumerate(lines)
    )
    for line in read:
        check_legs(where, line)
    return read, read_points(where, table.get("inside", []), "inside", 0, default)


def _outline(where: Where, table: Table, default: tuple[str, str]) -> tuple[Basepoint, ...]:
    if "outline" not in table:
        return ()
    outline = read_points(where, table["outline"], "outline", 3, default)
    return outline[:-1] if is_closed(outline) else outline


def _check_parts(
    where: Where,
    kind: str,
    lines: tuple[tuple[Basepoint, ...], ...],
    inside: tuple[Basepoint, ...],
    outline: tuple[Basepoint, ...],
) -> None:
    """Hold the lines and the outline against what the kind needs."""
    if kind == "breadth":
        if not outline or lines or inside:
            found = "lines" if lines or inside else "no outline"
            raise where.error(
                f"{found} in a system of the kind '{kind}'", "give it an outline only"
            )
        return
    if outline:
        raise where.error(f"an outline in a system of the kind '{kind}'", "write its lines")
    if not lines:
        raise where.error("no lines", "write lines = [[{lon, lat}, {lon, lat}]]")
    if not inside and not all(is_closed(line) for line in lines):
        mend = "write inside = [{lon = ..., lat = ...}], a place in the water enclosed"
        raise where.error("no place inside", mend)

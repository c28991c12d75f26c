"""Files of published limits turned into the sets that are here: the project's own, the user's."""

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from straitwatch.model.error import ConfigError
from straitwatch.zone.published_pack import PACK_FILE
from straitwatch.zone.published_set import Labels, LimitLine, LimitSet, PublishedAnswer

if TYPE_CHECKING:
    from straitwatch.zone.published_shape import Corridor

__all__ = [
    "NOT_INSTALLED",
    "Labels",
    "LimitLine",
    "LimitSet",
    "PublishedAnswer",
    "corridor",
    "find_set",
    "limits_folder",
    "published_sets",
]

NOT_INSTALLED = "published limits: not installed; mend: python scripts/make_published.py"
"""What to say where the project's own pack is missing."""


def limits_folder() -> Path:
    """Folder of the sets that the user imported: STRAITWATCH_DATA, else the user's data folder."""
    base = os.environ.get("STRAITWATCH_DATA")
    return (Path(base) if base else Path.home() / ".local" / "share" / "straitwatch") / "limits"


@cache
def _open(path: Path, stamp: int) -> LimitSet:  # noqa: ARG001 - a new stamp opens the file anew
    return LimitSet(path)


def published_sets() -> list[LimitSet]:
    """Open every set of published limits that is here: the project's own, then the user's by name.

    Raises:
        SourceError: a file there is no pack of limits; names it and the mend.
    """
    paths = [PACK_FILE] if PACK_FILE.is_file() else []
    folder = limits_folder()
    paths += sorted(folder.glob("*.npz")) if folder.is_dir() else []
    return [_open(path, path.stat().st_mtime_ns) for path in paths]


def find_set(name: str) -> LimitSet:
    """Find one set by its name.

    Raises:
        ConfigError: there is none of that name; names those there are.
    """
    known = published_sets()
    for one in known:
        if one.name == name:
            return one
    here = ", ".join(one.name for one in known) or NOT_INSTALLED
    raise ConfigError(f"no published limits are called '{name}'; here are: {here}")


def corridor(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> "Corridor | None":
    """Measure the narrowest corridor between the published territorial seas beside a gate.

    Args:
        lon_a: one end of the gate, degrees east; so the other three.
        lat_a: degrees north.
        lon_b: other end.
        lat_b: degrees north.

    Returns:
        the corridor by the first set of territorial seas that is here; width 0 where the seas of
        both ends are one or touch beside the gate; None without a set, or without a sea there.

    Raises:
        ContractError: no such places.

    Notes:
        Geodesic to under 1 m; some 0.3 s. Needs shapely.
    """
    for one in published_sets():
        if one.kind == "12nm":
            from straitwatch.zone.published_shape import narrowest  # noqa: PLC0415 - loads shapely

            return narrowest(one.search, (lon_a, lat_a, lon_b, lat_b), str(one.about["title"]))
    return None

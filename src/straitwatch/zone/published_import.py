"""The user's own download of maritime zones turned into a set of published limits that stays."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.model.error import ConfigError, OutputError
from straitwatch.zone.published import find_set, limits_folder
from straitwatch.zone.published_pack import pack_outlines, write_pack
from straitwatch.zone.published_read import KINDS, Reading, read_zones
from straitwatch.zone.published_set import LimitSet

__all__ = ["Imported", "describe_set", "import_zones", "remove_zones"]

Array = npt.NDArray[Any]

LICENCE = "CC BY 4.0, Flanders Marine Institute, if it is a download of marineregions.org"
_ABOUT_KIND = {
    "12nm": ("Territorial Seas (12NM), version 4", "633"),
    "24nm": ("Contiguous Zones (24NM), version 4", "630"),
    "eez": ("Maritime Boundaries and Exclusive Economic Zones (200NM), version 12", "632"),
}
_SHORE_M = 1000.0  # an edge this near to the shore is none that a State publishes as outer limit
_ASIDE_DEG = 500.0 / 111_320.0  # how far outward is looked
_TURN_M = 250.0  # the shore falls back, or comes nearer, if by at least half of that
_OWN = "osm"


@dataclass(frozen=True)
class Imported:
    """What an import did.

    Attributes:
        name: name of the set.
        kind: 12nm, 24nm or eez.
        polygons: how many it holds.
        states: letters of the States, ascending.
        mended: features whose geometry had to be made valid.
        rejects: features left out, by reason.
        replaced: True: a set of this name was there before.
        path: the file.
        cite: what the user must say when using it in public.
    """

    name: str
    kind: str
    polygons: int
    states: tuple[str, ...]
    mended: int
    rejects: dict[str, int]
    replaced: bool
    path: Path
    cite: str


def import_zones(path: Path, *, name: str | None = None, kind: str | None = None) -> Imported:
    """Import a file of zones as a set of published limits, whole or not at all.

    Args:
        path: shapefile, zipped shapefile, GeoPackage or GeoJSON in the layout of Marine Regions.
        name: name of the set; None: the file's. A set of that name is replaced.
        kind: 12nm, 24nm or eez; None: found from the file.

    Returns:
        what was imported.

    Raises:
        ConfigError: a name or kind that cannot be, a package that is missing.
        SourceError: the file is none of that layout.
        OutputError: the set cannot be stored.

    Notes:
        Inner edges of belts are told from outer limits by the project's chart: 500 m beyond an
        outer limit the shore is further away, beyond an inner edge it is nearer. Some
        minutes for a file of the whole world.
    """
    if kind is not None and kind not in KINDS:
        raise ConfigError(f"--kind '{kind}' is not known: choose {', '.join(KINDS)}")
    called = _check_name(name if name is not None else path.stem.split(".")[0])
    reading = read_zones(path, kind)
    about = _about(path, called, reading)
    place = limits_folder() / f"{called}.npz"
    replaced = place.exists()
    write_pack(place, pack_outlines(reading.outlines, about, _find_shores))
    return Imported(
        name=called,
        kind=reading.kind,
        polygons=len(reading.outlines),
        states=tuple(sorted({s for one in reading.outlines for s in one.owner.split("|")})),
        mended=reading.mended,
        rejects=dict(reading.rejects),
        replaced=replaced,
        path=place,
        cite=about["cite"],
    )


def _about(path: Path, name: str, reading: Reading) -> dict[str, Any]:
    """What the set says of itself."""
    title, doi = _ABOUT_KIND[reading.kind]
    return {
        "name": name,
        "kind": reading.kind,
        "title": f"imported limits {name} ({reading.kind})",
        "source": f"imported from {path.name}, layer {reading.layer}",
        "licence": LICENCE,
        "cite": (
            f"Flanders Marine Institute (2023). Maritime Boundaries Geodatabase: {title}. "
            f"Available online at https://www.marineregions.org/. https://doi.org/10.14284/{doi} "
            "(for another version: as its download page says)"
        ),
        "date": date.fromtimestamp(path.stat().st_mtime).isoformat(),  # noqa: DTZ012 - a file's day
        "error_m": 0.1,
        "filled": False,
        "polygons": len(reading.outlines),
    }


def _check_name(name: str) -> str:
    called = re.sub(r"[^a-z0-9_-]+", "_", name.lower()).strip("_")
    if not called or called == _OWN:
        raise ConfigError(
            f"--name '{name}' cannot name a set: use letters and digits, and not '{_OWN}', "
            "which is the project's own"
        )
    return called


def _find_shores(xy: Array, ring_n: Array) -> Array:
    """Tell which edges of belts bound the land, or the waters behind a baseline.

    Outward of an outer limit the shore falls back; outward of an inner edge it comes nearer. Where
    it does neither (closing lines, the ends of a belt) an edge is like both its neighbours; where
    these differ, an outer limit.
    """
    is_last = np.zeros(len(xy), bool)
    is_last[np.cumsum(ring_n) - 1] = True
    edge = np.flatnonzero(~is_last)
    middle, beside = (xy[edge] + xy[edge + 1]) / 2.0, _outward(xy[edge], xy[edge + 1])
    here, there = _coast_m(middle), _coast_m(beside)
    ashore = (here < _SHORE_M) | (there < 0.0) | (there < here - _TURN_M)
    at_sea = np.isnan(here) | (there > here + _TURN_M)  # nan: far from any shore
    shores = np.zeros(len(xy), bool)
    said = np.where(ashore, 1, np.where(at_sea, 0, -1))
    stops = np.cumsum(ring_n - 1)
    for start, stop in zip(stops - ring_n + 1, stops, strict=True):
        shores[edge[start:stop]] = _settle(said[start:stop])
    return shores


def _outward(a: Array, b: Array) -> Array:
    """Places to the right of the middles of edges: outside a ring that runs as it should."""
    shrink = np.cos(np.radians((a[:, 1] + b[:, 1]) / 2.0)) + 1e-9
    east, north = (b[:, 0] - a[:, 0]) * shrink, b[:, 1] - a[:, 1]
    step = _ASIDE_DEG / np.maximum(np.hypot(east, north), 1e-12)
    return np.asarray((a + b) / 2.0 + np.stack([north * step / shrink, -east * step], axis=1))


def _coast_m(places: Array) -> Array:
    from straitwatch.zone.chart import classify, open_chart  # noqa: PLC0415 - loads numba

    return classify(open_chart(), places[:, 0], np.clip(places[:, 1], -90.0, 90.0)).coast_m


def _settle(said: Array) -> Array:
    """Let edges of a ring that say nothing, -1, follow both their neighbours: bool, shape (n,)."""
    sure = np.flatnonzero(said >= 0)
    if not len(sure):
        return np.zeros(len(said), bool)
    after = np.searchsorted(sure, np.arange(len(said)))
    following, before = sure[after % len(sure)], sure[after - 1]
    like_both = (said[following] == 1) & (said[before] == 1)
    return np.asarray(np.where(said >= 0, said == 1, like_both))


def describe_set(one: LimitSet) -> dict[str, Any]:
    """Say what a set is: one flat record."""
    about = one.about
    states = sorted({state for held in about["states"] for state in held})
    return {
        "name": one.name,
        "kind": one.kind,
        "states": len(states),
        "date": about["date"],
        "source": about["source"],
        "licence": about["licence"],
        "cite": about.get("cite", "(c) OpenStreetMap contributors"),
        "path": str(one.path),
    }


def remove_zones(name: str) -> Path:
    """Remove a set that the user imported.

    Returns:
        the file that was removed.

    Raises:
        ConfigError: there is no such set, or it is the project's own.
        OutputError: it cannot be removed.
    """
    if name == _OWN:
        raise ConfigError(f"'{_OWN}' is the project's own set; only imported ones are removed")
    place = limits_folder() / f"{name}.npz"
    if not place.is_file():  # also a broken one can be removed
        place = find_set(name).path
    try:
        place.unlink()
    except OSError as error:
        raise OutputError(f"{place} could not be removed: {error.strerror}") from error
    return place

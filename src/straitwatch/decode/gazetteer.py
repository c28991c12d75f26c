"""Place names in English and Japanese turned into positions with their errors."""

import csv
import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from math import cos, radians, sqrt

from straitwatch.kernel.sphere import destination
from straitwatch.model.error import ContractError

__all__ = ["Place", "find_place", "offset_place", "places"]

BEARING_ERROR_DEG = 22.5
"""Releases name eight winds only, so a bearing is good to half a wind."""

DIST_ERROR_KM = 5.0
"""Releases give distances in tens of kilometres, so a distance is good to half of ten."""

_KM_M = 1000.0
_NOISE = re.compile(r"[\W_]+")
_TAIL = re.compile(r"(mainisland|islands?|の?海域|沖|島)$")
_BETWEEN = [
    re.compile(r"between (?:the )?(?P<a>.+?) and (?:the )?(?P<b>.+)", re.IGNORECASE),
    re.compile(r"(?P<a>.+?)と(?P<b>.+?)との間"),
    re.compile(r"(?P<a>.+?)と(?P<b>.+?)の間"),
]


@dataclass(frozen=True)
class Place:
    """A named place.

    Attributes:
        place_id: short name, for example `oki-daito`.
        name: English name.
        name_ja: Japanese name, or empty.
        lon: degrees east of its middle.
        lat: degrees north of its middle.
        radius_km: how far the place reaches from its middle.
        kind: island, cape, sea or strait.
        gate_id: the gate that a strait stands for, or empty.
        source: where the position comes from.
    """

    place_id: str
    name: str
    name_ja: str
    lon: float
    lat: float
    radius_km: float
    kind: str
    gate_id: str
    source: str


def places() -> list[Place]:
    """List all places, in the order of the file."""
    return list(_book()[0].values())


def find_place(text: str) -> Place:
    """Find a place by its id, its name in either language, or as "between A and B".

    Args:
        text: for example `Oki-Daito Island`, `沖大東島`, `between Okinawa and Miyakojima`.

    Returns:
        The place; a strait where the text names its two ends.

    Raises:
        ContractError: no such place; the message lists the nearest names.
    """
    by_id, by_name, by_ends = _book()
    for word in (_plain(text), _TAIL.sub("", _plain(text))):
        if word in by_name:
            return by_id[by_name[word]]
    for pattern in _BETWEEN:
        ends = pattern.search(unicodedata.normalize("NFKC", text))
        if ends:
            pair = frozenset(find_place(ends[key]).place_id for key in "ab")
            if pair in by_ends:
                return by_id[by_ends[pair]]
    near = get_close_matches(_plain(text), by_name, n=4, cutoff=0.5)
    names = ", ".join(dict.fromkeys(by_id[by_name[word]].name for word in near))
    hint = f"the nearest are: {names}" if names else "give an id, an English or a Japanese name"
    raise ContractError(f"place '{text}' is not in the gazetteer; {hint}")


def offset_place(
    place: Place,
    bearing_deg: float,
    dist_km: float,
    *,
    bearing_error_deg: float = BEARING_ERROR_DEG,
    dist_error_km: float = DIST_ERROR_KM,
) -> tuple[float, float, float]:
    """Go from a place by a bearing and a distance as texts give them.

    Args:
        place: where from.
        bearing_deg: degrees from true north.
        dist_km: kilometres.
        bearing_error_deg: half a wind, as eight winds are all that releases name.
        dist_error_km: half of ten, as releases give tens of kilometres.

    Returns:
        lon and lat in degrees, and the radius in km of the circle that holds the whole sector:
        the extent of the place itself plus the way to the sector's far corner,
        sqrt(d² + (d + e)² - 2 d (d + e) cos w), with distance d, its error e and the bearing's
        error w. The text does not say from which point of the place was measured.

    Notes:
        Sphere: up to 0.6 % of the distance off the ellipsoid, far below the radius.
    """
    lon, lat = destination(place.lon, place.lat, bearing_deg, dist_km * _KM_M)
    far = dist_km + dist_error_km
    corner = dist_km**2 + far**2 - 2 * dist_km * far * cos(radians(bearing_error_deg))
    return float(lon), float(lat), place.radius_km + sqrt(corner)


@cache
def _book() -> tuple[dict[str, Place], dict[str, str], dict[frozenset[str], str]]:
    """Read the gazetteer once: places by id, ids by plain name, ids by the two ends."""
    text = files("straitwatch.decode").joinpath("data/gazetteer.csv").read_text("utf-8")
    by_id: dict[str, Place] = {}
    by_name: dict[str, str] = {}
    by_ends: dict[frozenset[str], str] = {}
    for row in csv.DictReader(text.splitlines()):
        place_id = row["id"]
        by_id[place_id] = _place(row)
        names = [place_id, row["name_en"], row["name_ja"], *row["aliases"].split(";")]
        for word in filter(None, map(_plain, names)):
            by_name.setdefault(word, place_id)
        if row["between"]:
            by_ends[frozenset(row["between"].split("+"))] = place_id
    return by_id, by_name, by_ends


def _place(row: dict[str, str]) -> Place:
    return Place(
        place_id=row["id"],
        name=row["name_en"],
        name_ja=row["name_ja"],
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        radius_km=float(row["radius_km"]),
        kind=row["kind"],
        gate_id=row["gate_id"],
        source=row["source"],
    )


def _plain(text: str) -> str:
    """Strip case, width, accents, spaces and marks, so that spellings meet."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(
        sign
        for sign in unicodedata.normalize("NFD", wide)
        if unicodedata.category(sign) != "Mn" or sign in "\u3099\u309a"
    )
    return _NOISE.sub("", unicodedata.normalize("NFC", bare))


@cache
def _aliases() -> dict[str, list[str]]:
    text = files("straitwatch.decode").joinpath("data/gazetteer.csv").read_text("utf-8")
    return {
        r["id"]: [r["name_en"], r["name_ja"], *filter(None, r["aliases"].split(";"))]
        for r in csv.DictReader(text.splitlines())
    }


def spellings_of(place: Place) -> list[str]:
    """TEMPORARY"""
    return [x for x in _aliases()[place.place_id] if x]

"""Place names in English and Japanese turned into positions with their errors."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from math import asin, cos, hypot, radians, sqrt

from straitwatch.decode.own_tables import table_rows
from straitwatch.decode.spelling import plain
from straitwatch.kernel.sphere import EARTH_RADIUS_M, destination, to_degrees, to_vectors
from straitwatch.model.error import ContractError

__all__ = ["Place", "find_place", "offset_place", "places", "prefectures"]

BEARING_ERROR_DEG = 22.5
"""Releases name eight winds only, so a bearing is good to half a wind."""

DIST_ERROR_KM = 5.0
"""Releases give distances in tens of kilometres, so a distance is good to half of ten."""

_KM_M = 1000.0
_LEAD = re.compile(
    r"^(?:the |japan's )*(?:(?!.*\band\b)[a-z ]*\bislands? of (?:the )?)?"
    r"|^\w{2,4}(?:諸島|列島|群島)の?(?=\w)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(mainisland|islands?|islets?|atoll|islandchain"
    r"|(の?(周辺|付近))?の?海域|の?周辺|の?付近|沖|島)$"
)
_BETWEEN = [
    re.compile(r"between (?:the )?(?P<a>.+?)(?: itself)? and (?:the )?(?P<b>.+)", re.IGNORECASE),
    re.compile(r"(?P<a>.+?)と(?P<b>.+?)との間"),
    re.compile(r"(?P<a>.+?)と(?P<b>.+?)の?間"),
    re.compile(r"(?P<a>.+?)[・~\-－―](?P<b>.+?)間"),
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
        kind: island, islands, cape, coast, town, sea or strait.
        gate_id: the gate that a strait stands for, or empty.
        source: where the position comes from.
        aliases: other names in both languages.
        reading: hiragana, or empty.
        prefecture: Japanese name of the prefecture, or empty: not in Japan, or in several.
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
    aliases: tuple[str, ...] = ()
    reading: str = ""
    prefecture: str = ""

    @property
    def spellings(self) -> tuple[str, ...]:
        """All its names in both languages, none twice."""
        return tuple(dict.fromkeys(filter(None, (self.name, self.name_ja, *self.aliases))))


@dataclass(frozen=True)
class _Book:
    """The gazetteer: places by id, ids by plain name (first the chief one), ids by the two ends."""

    by_id: dict[str, Place]
    by_name: dict[str, list[str]]
    by_ends: dict[frozenset[str], str]


def places() -> list[Place]:
    """List all places, in the order of the file."""
    return list(_book().by_id.values())


@cache
def prefectures() -> dict[str, str]:
    """Japanese names of the prefectures, each with its English name."""
    return {row["name_ja"]: row["name_en"] for row in table_rows("prefectures")}


def find_place(text: str, *, prefecture: str | None = None) -> Place:
    """Find a place by its id, its name in either language, or as "between A and B".

    Args:
        text: for example `Oki-Daito Island`, `沖大東島`, `between Okinawa and Miyakojima`; with the
            prefecture in it as texts have it: `硫黄島（鹿児島県）`, `鹿児島県の硫黄島`, `Iwojima,
            Kagoshima Prefecture`.
        prefecture: its Japanese or English name where it stands apart; tells namesakes apart.

    Returns:
        The place; a strait where the text names its two ends. A name that several places share
        is, without a prefecture, the one that the gazetteer gives it as its chief name. Two ends
        that no strait is listed for give a place halfway, `gate_id` empty.

    Raises:
        ContractError: no such place, or none of that prefecture; lists the nearest names.
    """
    bare, told = _apart(text)
    asked = _prefecture(prefecture)
    found = _named(text, asked) or _named(bare, told or asked) or _between(text)
    if found is not None:
        return found
    book = _book()
    near = get_close_matches(plain(bare), book.by_name, n=4, cutoff=0.5)
    names = ", ".join(dict.fromkeys(book.by_id[book.by_name[word][0]].name for word in near))
    hint = f"the nearest are: {names}" if names else "give an id, an English or a Japanese name"
    raise ContractError(f"place '{text}' is not in the gazetteer; {hint}")


def _named(text: str, prefecture: str) -> Place | None:
    """The place of that name, of that prefecture if one is told."""
    book = _book()
    whole = plain(_LEAD.sub("", text.strip()))
    for word in (plain(text), whole, _TAIL.sub("", whole)):
        for place_id in book.by_name.get(word, ()):
            place = book.by_id[place_id]
            if not prefecture or place.prefecture in ("", prefecture):
                return place
    return None


def _between(text: str) -> Place | None:
    """The strait whose two ends the text names."""
    book = _book()
    for pattern in _BETWEEN:
        ends = pattern.search(unicodedata.normalize("NFKC", text))
        if not ends:
            continue
        found = {key: _named(ends[key], "") or _named(*_apart(ends[key])) for key in "ab"}
        if not any(found.values()) or found["a"] == found["b"]:
            continue
        a, b = (found[key] or find_place(ends[key]) for key in "ab")
        listed = book.by_ends.get(frozenset((a.place_id, b.place_id)))
        return book.by_id[listed] if listed else _halfway(a, b)
    return None


def _halfway(a: Place, b: Place) -> Place:
    """The place between two places, out to their middles; named in the order of the file."""
    order = list(_book().by_id)
    a, b = sorted((a, b), key=lambda place: order.index(place.place_id))
    ends = to_vectors([a.lon, b.lon], [a.lat, b.lat])
    half = asin(hypot(*(ends[0] - ends[1])) / 2.0)
    lon, lat = to_degrees(ends.sum(axis=0))
    return Place(
        place_id=f"{a.place_id}+{b.place_id}",
        name=f"strait between {a.name} and {b.name}",
        name_ja=f"{a.name_ja}と{b.name_ja}との間" if a.name_ja and b.name_ja else "",
        lon=float(lon),
        lat=float(lat),
        radius_km=half * EARTH_RADIUS_M / _KM_M,
        kind="strait",
        gate_id="",
        source="derived: halfway between its two ends",
    )


def _apart(text: str) -> tuple[str, str]:
    """A name without its prefecture, and the prefecture, or an empty text."""
    wide = unicodedata.normalize("NFKC", text).strip()
    for name_ja, name_en in prefectures().items():
        for pattern in _told(name_ja, name_en):
            bare = pattern.sub("", wide, count=1).strip(" ,")
            if bare and bare != wide:
                return bare, name_ja
    return wide, ""


@cache
def _told(name_ja: str, name_en: str) -> tuple[re.Pattern[str], ...]:
    """How a text tells the prefecture of a name."""
    said = rf"(?:in )?{name_en} Prefecture"
    return (
        re.compile(rf"\({name_ja}\)|^{name_ja}の?"),
        re.compile(rf"\({said}\)|,? {said}$|^{said}(?:'s)? ", re.IGNORECASE),
    )


def _prefecture(name: str | None) -> str:
    """The Japanese name of a prefecture told in either language."""
    if not name:
        return ""
    word = plain(name).removesuffix("prefecture")
    for name_ja, name_en in prefectures().items():
        if word in (name_ja, plain(name_en)):
            return name_ja
    raise ContractError(f"prefecture '{name}' is not known; write it as 沖縄県 or Okinawa")


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
def _book() -> _Book:
    """Read the gazetteer once; chief names stand before other names, these before readings."""
    rows = table_rows("gazetteer")
    book = _Book({row["id"]: _place(row) for row in rows}, {}, {})
    found = book.by_id.values()
    _enter(book, ((p.place_id, (p.place_id, p.name, p.name_ja)) for p in found))
    _enter(book, ((p.place_id, p.aliases) for p in found))
    _enter(book, ((p.place_id, (p.reading,)) for p in found))
    for row in rows:
        for pair in filter(None, row["between"].split(";")):
            book.by_ends[frozenset(pair.split("+"))] = row["id"]
    return book


def _enter(book: _Book, names: Iterable[tuple[str, tuple[str, ...]]]) -> None:
    for place_id, words in names:
        for word in filter(None, map(plain, words)):
            ids = book.by_name.setdefault(word, [])
            if place_id not in ids:
                ids.append(place_id)


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
        aliases=tuple(filter(None, row["aliases"].split(";"))),
        reading=row["reading"],
        prefecture=row["prefecture"],
    )

"""One published violation of airspace: its words turned into State, aircraft and area."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from straitwatch.decode.fiscal import day_span
from straitwatch.decode.gazetteer import Place, find_place
from straitwatch.decode.statistic import Origin
from straitwatch.kernel.sphere import arc_distance, place_between
from straitwatch.model.error import ContractError
from straitwatch.model.identity import event_id

__all__ = ["Area", "find_area", "read_aircraft", "violation_row"]

_RULE = "airspace_violation/1"
_TERRITORIAL_KM = 12 * 1.852
"""Territorial airspace ends 12 nm off the baseline (UNCLOS 2 and 3; Japan's Act No. 30 of 1977)."""

_NEAR_KM = 60.0
"""An island lies this near to the group or the prefecture that is named before it: ours, from the
widest group of the published list, so that another island of the same name is not taken."""

_STATES = {
    "ソ連": "SU", "ロシア": "RU", "中国": "CN", "台湾": "TW", "北朝鮮": "KP", "韓国": "KR",
    "米国": "US", "アメリカ": "US", "soviet union": "SU", "ussr": "SU", "russia": "RU",
    "china": "CN", "taiwan": "TW", "north korea": "KP", "south korea": "KR",
    "united states": "US",
}  # fmt: skip
_TYPES = {"ヘリコプター": "helicopter", "小型無人機": "small drone", "無人機": "drone"}
_UNKNOWN = {"不明", "unknown"}
_PRESUMED = re.compile(r"^(推定|presumed |presumably )", re.IGNORECASE)
_ONE = re.compile(r"(?P<type>[^×]+?)\s*×\s*(?P<each>各)?\s*(?P<n>\d{1,3})機?")

_WINDS = {
    "北": 0.0, "北東": 45.0, "東": 90.0, "南東": 135.0, "南": 180.0, "南西": 225.0, "西": 270.0,
    "北西": 315.0,
}  # fmt: skip
_SIDE = re.compile(r"(?<=.)(北東|北西|南東|南西|北|東|南|西)(?:方|部)?(?:沖)?$")
_AIR = re.compile(r"(?:付近)?(?:の)?(?:沖合?)?(?:の)?(?:領海)?(?:領空)?上空$|の?領海上空$")
_PARTS = re.compile(r"及び|、|~|～|から|・|;| and ")
_TAIL = re.compile(r"(?:の)?(?:島嶼|間|までの間|南部|北部|西部|東部)$")


@dataclass(frozen=True)
class Area:
    """Where it was: names, the circle that holds it, and the side that the words name."""

    place: str
    lon: float
    lat: float
    radius_km: float
    bearing_deg: float | None


def violation_row(
    origin: Origin,
    *,
    no: int | None,
    day: date,
    place: str,
    country: str,
    aircraft: str,
    **more: object,
) -> dict[str, Any]:
    """Write one row of AIRSPACE_VIOLATION.

    Args:
        origin: the list.
        no: its number there.
        day: the day in Japan.
        place: as written.
        country: as written; a presumption (推定) is marked.
        aircraft: as written, for example `Tu-22×2、不明×2`.
        more: further columns.

    Raises:
        ValueError: the aircraft cannot be read.
    """
    craft = read_aircraft(aircraft)
    estimated = bool(_PRESUMED.search(country))
    state = _PRESUMED.sub("", country).strip()
    t_start, t_end = day_span(day)
    area = find_area(place)
    number = str(no) if no is not None else f"{place}\x1f{aircraft}"
    return {
        "violation_id": event_id("violation", origin.document, t_start, _RULE, number),
        "no": no,
        "date": day.isoformat(),
        "t_start": t_start,
        "t_end": t_end,
        "place_as_written": place,
        "country": _STATES.get(state.casefold(), state),
        "country_as_written": country,
        "estimated": estimated,
        "aircraft": craft,
        "document": origin.document,
        "published": origin.published,
        "publisher": origin.publisher,
        "confidence": 0.9 if estimated else 1.0,
        "source": origin.source,
        **_area_columns(area),
        **more,
    }


def _area_columns(area: Area | None) -> dict[str, Any]:
    if area is None:
        return {"derived": []}
    reason = "the places named, and 12 nm around them: the list says in their territorial airspace"
    return {**vars(area), "derived": [{"slot": "radius_km", "reason": reason}]}


def read_aircraft(words: str) -> list[dict[str, Any]]:
    """Read what flew, for example `Tu-16/95×各1`: one Tu-16 and one Tu-95.

    Returns:
        elements of AIRSPACE_VIOLATION.aircraft; the type is None where the list does not know it.

    Raises:
        ValueError: a part has no count.
    """
    found = []
    for part in re.split(r"[、,;]", unicodedata.normalize("NFKC", words)):
        one = _ONE.fullmatch(part.strip())
        if one is None:
            raise ValueError(words)
        names = _each(one["type"]) if one["each"] else [one["type"].strip()]
        found += [
            {"type": _type(name), "count": int(one["n"]), "as_written": part.strip()}
            for name in names
        ]
    return found


def _each(words: str) -> list[str]:
    """Spell out `Tu-16/95`: a bare number takes the letters of the first."""
    first, *others = words.strip().split("/")
    letters = re.match(r"[A-Za-z]+-", first)
    head = letters[0] if letters else ""
    return [first, *(head + name if name.isdigit() else name for name in others)]


def _type(name: str) -> str | None:
    return None if name.casefold() in _UNKNOWN else _TYPES.get(name, name)


def find_area(words: str) -> Area | None:
    """Find the circle around the airspace that a list names.

    Args:
        words: for example `北海道礼文島北方領海上空`.

    Returns:
        a circle around all places named and 12 nm beyond their coasts; None when one of them is
        not in the gazetteer. The side (北方) is given as a bearing and does not move the circle:
        the words do not say how far.
    """
    bare = re.sub(r"\s*\(.*?\)", "", unicodedata.normalize("NFKC", words)).strip()
    found = [_find_part(part) for part in filter(None, _PARTS.split(bare))]
    places = [one[0] for one in found if one[0] is not None]
    if not places or len(places) < len(found):
        return None
    sides = {one[1] for one in found}
    lon, lat, radius_km = _around(places)
    names = "; ".join(dict.fromkeys(place.name for place in places))
    bearing = sides.pop() if len(sides) == 1 else None
    return Area(names, lon, lat, radius_km + _TERRITORIAL_KM, bearing)


def _find_part(part: str) -> tuple[Place | None, float | None]:
    """Find one place and the side of it that is named."""
    bare = _AIR.sub("", part).removesuffix("間の").removesuffix("間").removesuffix("の")
    whole = _best(bare)
    if whole is not None:
        return whole, None
    side = _SIDE.search(bare)
    if side is None:
        return _best(_TAIL.sub("", bare)), None
    return _best(bare[: side.start()].removesuffix("の")), _WINDS[side[1]]


def _best(words: str) -> Place | None:
    """Find the longest end of the words that is a place, and near what is named before it."""
    for start in range(max(len(words) - 1, 0)):
        place = _find(words[start:])
        if place is not None:
            return _checked(place, words[:start])
    return None


def _checked(place: Place, before: str) -> Place:
    """Take the group named before an island where the island of that name lies elsewhere."""
    for end in range(len(before), 1, -1):
        for start in range(end - 1):
            group = _find(before[start:end].removesuffix("の"))
            if group is not None:
                room = group.radius_km + place.radius_km + _NEAR_KM
                return place if _apart_km(group, place) <= room else group
    return place


def _find(words: str) -> Place | None:
    try:
        place = find_place(words)
    except ContractError:
        return None
    return None if place.kind == "sea" else place


def _apart_km(a: Place, b: Place) -> float:
    return float(arc_distance(a.lon, a.lat, b.lon, b.lat)) / 1000.0


def _around(places: list[Place]) -> tuple[float, float, float]:
    """Draw a circle around places, from the middle of the two that lie farthest apart."""
    a, b = max(((p, q) for p in places for q in places), key=lambda two: _apart_km(*two))
    lon, lat = place_between(a.lon, a.lat, b.lon, b.lat, 0.5)
    reach = [arc_distance(lon, lat, p.lon, p.lat) / 1000.0 + p.radius_km for p in places]
    return float(lon), float(lat), float(max(reach))

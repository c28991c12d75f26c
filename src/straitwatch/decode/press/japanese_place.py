"""Japanese words of place turned into positions, gates and seas."""

from dataclasses import dataclass

from straitwatch.decode.gazetteer import Place, find_place
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.where import Where, offset, whole_place
from straitwatch.model.error import ContractError

__all__ = [
    "course_of",
    "isle_of",
    "letters_of",
    "passage_of",
    "sea_of",
    "seas_of",
    "seas_of_toward",
    "seen_of",
    "waters_of",
]

_NM_KM = 1.852
_STATUTE_KM = 1.609344
_SIDE_KM = 60.0
"""How far off "in the waters north-east of" an island reaches: ours, for want of a distance;
releases that leave it out tell of waters nearer than most of their distances."""

_UNITS = {
    "'海里'": (_NM_KM, "nautical miles"),
    "'浬'": (_NM_KM, "nautical miles"),
    "'マイル'": (_STATUTE_KM, "miles"),
}


def isle_of(token: Token) -> Place | None:
    """Find the island, cape or port of an `isle`; its prefecture tells same names apart."""
    name = token.get("name")
    if name is None:
        return None
    prefecture = token.get("prefecture")
    known = name.sense("PLACE") or name.sense("STRAIT")
    if known is None:
        return None
    told = prefecture.sense("PREFECTURE") if prefecture is not None else None
    try:
        return find_place(known.spelling, prefecture=told)
    except ContractError:
        found: Place = known.entry[0]
        return found


def seen_of(token: Token) -> Where | None:
    """Give the position of a `seen`, `spot`, `side` or `isle`."""
    if token.kind == "seen":
        at = token.get("at")
        return seen_of(at) if at is not None else None
    base = token.get("base")
    place = isle_of(base if base is not None else token)
    wind = token.get("wind")
    if place is None:
        return None
    if wind is None:
        return whole_place(place)
    dist, unit = token.number("dist"), token.get("unit")
    if dist is None:
        return _waters(place, wind.sense("WIND"))
    unit_km, name = _UNITS.get(unit.kind if unit is not None else "", (1.0, "km"))
    return offset(place, wind.sense("WIND"), dist, unit_km, name)


def _waters(place: Place, wind: str) -> Where:
    """Give the waters on one side of a place, at no distance told."""
    half = offset(place, wind, _SIDE_KM / 2)
    fields = half.fields | {
        "place": f"{wind} of {place.name}",
        "dist_km": None,
        "radius_km": place.radius_km + _SIDE_KM / 2,
        "dist_error_km": None,
    }
    return Where(fields, (f"radius_km: no distance is told, up to {_SIDE_KM:g} km is taken",))


@dataclass(frozen=True)
class Passage:
    """A way through a strait.

    Attributes:
        where: the strait, with its gate where the gazetteer knows one.
        heading: letters of the wind, or None.
    """

    where: Where
    heading: str | None


def passage_of(token: Token) -> Passage | None:
    """Give the strait of a `passed` or a `gate`, and the way through it."""
    gate = token.get("gate") if token.kind == "passed" else token
    if gate is None:
        return None
    place = _strait(gate)
    return None if place is None else Passage(whole_place(place), course_of(token))


def _strait(gate: Token) -> Place | None:
    named = gate.get("strait")
    if named is not None:
        found: Place = named.sense("STRAIT").entry[0]
        return found
    ends = [isle_of(end) for slot in "ab" for end in gate.all(slot)]
    if gate.get("taiwan"):
        ends.append(find_place("taiwan"))
    if len(ends) != 2 or ends[0] is None or ends[1] is None:  # noqa: PLR2004 - two ends
        return None
    try:
        return find_place(f"between {ends[0].place_id} and {ends[1].place_id}")
    except ContractError:
        return None


def course_of(token: Token) -> str | None:
    """Give the letters of the heading of a `seen` or `passed`."""
    toward = token.get("toward")
    return None if toward is None else letters_of(toward)


def letters_of(toward: Token) -> str | None:
    """Give the letters of the heading of a `toward`."""
    heading, wind = toward.get("heading"), toward.get("wind")
    if heading is not None:
        return _letters(heading.sense("COURSE"))
    return _letters(wind.sense("WIND")) if wind is not None else None


def _letters(found: object) -> str | None:
    return found if isinstance(found, str) else None


def seas_of(token: Token) -> tuple[str | None, str | None]:
    """Give from which sea to which the words before the heading say."""
    toward = token.get("toward")
    return (None, None) if toward is None else seas_of_toward(toward)


def seas_of_toward(toward: Token) -> tuple[str | None, str | None]:
    """Give from which sea to which a `toward` says."""
    found = [toward.get(slot) for slot in ("from", "to")]
    origin, goal = (sea_of(one) if one is not None else None for one in found)
    return origin, goal


def waters_of(token: Token | None) -> Where | None:
    """Give the place that a `sea` is, None where there is none."""
    named = token.get("sea") if token is not None else None
    return None if named is None else whole_place(named.sense("SEA").entry[0])


def sea_of(token: Token) -> str | None:
    """Give the English name of a `sea`."""
    named = token.get("sea")
    return None if named is None else named.sense("SEA").entry[0].name

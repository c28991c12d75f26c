"""English words of place turned into positions: so many miles off an island, straits, seas."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from straitwatch.decode.gazetteer import Place, find_place
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.where import WINDS, Where, offset, whole_place
from straitwatch.decode.press.words import Known
from straitwatch.model.error import ContractError

__all__ = ["beside", "gate_of", "inside_of", "last_place", "near_of", "sea_of", "spot_of"]

_KM_OF = {"k": 1.0, "n": 1.852, "s": 1.609344, "m": 1.609344}
_NAMES = {"k": "km", "n": "nautical miles", "s": "miles", "m": "miles"}
_HALF_WIND_DEG = 22.5
_HALF_SIXTEENTH_DEG = 11.25


def spot_of(token: Token, text: str, last: Place | None = None) -> Where | None:
    """Find a place by wind and distance from another.

    Args:
        token: `spot`.
        text: the plain text that it points into.
        last: the place told before, which "the island" means.

    Returns:
        with kilometres as told where the words give both; a place that the gazetteer lacks has
        no position. None where no place is named.
    """
    base = token.get("base")
    points_back = base is not None and (base.kind == "'it'" or base.get("ref") is not None)
    if base is None or (points_back and last is None):
        return None
    place = last if points_back else _place(base)
    if token.get("reach") is not None:
        return _reach(token.get("reach"), place)
    name = place.name if place is not None else _named(base, text)
    wind = token.get("wind")
    return _off(place, name, wind.sense("WIND") if wind is not None else None, token.get("dist"))


def _off(place: Place | None, name: str, wind: str | None, told: Token | None) -> Where:
    """Go from a place as far as the words say, or only say which way."""
    dist = _dist(told)
    if dist is None:
        return _only_wind(place, name, wind)
    n, km, unit = dist
    if wind is None:
        return _only_dist(place, name, n * km, unit)
    if place is None:
        return _unplaced(name, wind, n * km, unit)
    return offset(place, wind, n, km, unit)


def near_of(token: Token, text: str, last: Place | None = None) -> Where | None:
    """Find a place by its name alone; "the islands" are those told last."""
    base = token.get("place")
    if base is None or (base.get("ref") is not None and last is None):
        return None
    place = last if base.get("ref") is not None else _place(base)
    return whole_place(place) if place is not None else Where({"place": _named(base, text)})


def beside(near: Token, offset: Token, text: str) -> Where | None:
    """Find a place told in two parts: "off Cape Soya yesterday, forty kilometres to the south"."""
    base, wind = near.get("place"), offset.get("wind")
    if base is None or wind is None:
        return None
    place = _place(base)
    name = place.name if place is not None else _named(base, text)
    return _off(place, name, wind.sense("WIND"), offset.get("dist"))


def gate_of(token: Token) -> Where | None:
    """Find the strait, or the waters between two islands, that a phrase names."""
    strait = token.get("strait")
    if strait is not None:
        known = strait.sense("STRAIT")
        return whole_place(known.entry[0])
    a, b = token.get("a"), token.get("b")
    one, other = (_place(end) if end is not None else None for end in (a, b))
    if one is None or other is None:
        return None
    return _between(one.name, other.name)


@cache
def _between(one: str, other: str) -> Where:
    try:
        return whole_place(find_place(f"between {one} and {other}"))
    except ContractError:
        return Where({"place": f"between {one} and {other}"})


def sea_of(token: Token) -> str | None:
    """Give the English name of a sea: of a phrase `to` or `from`, or of a word SEA."""
    sea = token.get("sea") or token
    known = sea.sense("SEA")
    return str(known.entry[0].name) if isinstance(known, Known) else None


def last_place(tokens: Iterable[Token]) -> Place | None:
    """Give the place that phrases name last."""
    told = [one for token in tokens for _, one in token.walk() if one.kind == "isle"]
    return _place(told[-1]) if told else None


def inside_of(token: Token | None) -> Where | None:
    """Give the sea that something happened in, None where none is told."""
    sea = token.get("sea") if token is not None else None
    known = sea.sense("SEA") if sea is not None else None
    return whole_place(known.entry[0]) if isinstance(known, Known) else None


def _place(token: Token) -> Place | None:
    inner = token.get("place") or token
    for kind in ("PLACE", "STRAIT"):
        known = inner.sense(kind)
        if isinstance(known, Known):
            found: Place = known.entry[0]
            return found
    return None


def _named(token: Token, text: str) -> str:
    inner = token.get("place") or token
    name = text[inner.start : inner.end]
    return f"Cape {name}" if text[token.start : token.end].startswith("Cape ") else f"{name} Island"


def _dist(token: Token | None) -> tuple[float, float, str] | None:
    """Give number, kilometres of its unit, and the unit: kilometres where both are told."""
    if token is None:
        return None
    told = [
        (float(n.value), str(unit.value).strip().lower()[:1])
        for n, unit in zip(token.all("n"), token.all("unit"), strict=False)
    ]
    n, first = next((one for one in told if one[1] == "k"), told[0])
    return n, _KM_OF.get(first, 1.0), _NAMES.get(first, "km")


def _reach(token: Token | None, place: Place | None) -> Where | None:
    """Put "between 230 and 430 km south of" at the place itself, as wide as the farther number."""
    if token is None or place is None:
        return None
    high, unit = token.number("high"), token.get("unit")
    if high is None or unit is None:
        return None
    km = _KM_OF.get(str(unit.value).strip().lower()[:1], 1.0)
    whole = whole_place(place).fields
    reason = "radius_km: out to the farther of the two distances"
    return Where({**whole, "radius_km": whole["radius_km"] + high * km, "gate": None}, (reason,))


def _bearing(wind: str) -> dict[str, Any]:
    error = _HALF_SIXTEENTH_DEG if len(wind) > 2 else _HALF_WIND_DEG  # noqa: PLR2004 - NNE
    return {"bearing_deg": WINDS[wind], "bearing_error_deg": error}


def _only_wind(place: Place | None, name: str, wind: str | None) -> Where:
    told = {"place": f"{wind} of {name}", **_bearing(wind)} if wind else {"place": name}
    if place is None:
        return Where(told)
    fields = {**whole_place(place).fields, **told, "gate": None}
    return Where(fields, ("lon, lat: of the place itself, the distance is not told",))


def _only_dist(place: Place | None, name: str, km: float, unit: str) -> Where:
    told = {"place": f"{km:.4g} km from {name}", "dist_km": round(km, 1)}
    reasons = () if unit == "km" else (f"dist_km: told in {unit}",)
    if place is None:
        return Where(told, reasons)
    whole = whole_place(place).fields
    radius = whole["radius_km"] + km
    return Where({**whole, **told, "radius_km": radius, "gate": None}, reasons)


def _unplaced(name: str, wind: str, km: float, unit: str) -> Where:
    told = round(km, 1)
    reasons = ["lon, lat: the gazetteer has no such place"]
    if unit != "km":
        reasons.append(f"dist_km: told in {unit}")
    fields = {"place": f"{told:g} km {wind} of {name}", "dist_km": told, **_bearing(wind)}
    return Where(fields, tuple(reasons))

"""Japanese words for those who keep watch turned into elements of SIGHTING.observers."""

import unicodedata
from functools import cache
from typing import Any

import regex

from straitwatch.decode.press.craft import watcher
from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.words import Known, ship_names
from straitwatch.decode.vocabulary import Class, Observer, Unit, observers

__all__ = ["unit_of", "watchers_of"]

_Row = dict[str, Any]
_NUMBER = regex.compile(r"\([A-Z]{2,4}-?\d+\)$")  # ありあけ(DD-109)
_TYPE = regex.compile(r"^(P|OP|EP|UP|SH|E|F|RC|RQ|MQ|YS)(\d+[A-Z]{0,2})$")


def watchers_of(tokens: list[Token], scene: Scene) -> list[_Row]:
    """List who watched: one element a ship, a type of aircraft, or a unit that names neither.

    A unit named without a craft shares the craft of the next one, as in "4th and 1st Air Wing's
    P-1". The service named first holds for those that follow it.
    """
    told: list[_Row] = []
    service: str | None = None
    for group in tokens:
        for one in group.all("watcher"):
            named = one.get("service")
            service = (named.sense("SERVICE") if named is not None else None) or service
            told += _watcher(one, service, scene)
    return _share_names([one | _service(one) for one in told])


def _service(one: _Row) -> _Row:
    """Give a ship or type of the register that stands without a service the one it is of."""
    if one["service"] is not None or one["name"] is None:
        return {}
    return {"service": _services().get(one["name"])}


@cache
def _services() -> dict[str, str]:
    return {one.name: one.service for one in observers() if one.kind != "ship word"}


def _watcher(one: Token, service: str | None, scene: Scene) -> list[_Row]:
    own = one.get("own")
    if own is not None:
        named = own.get("service")
        own_service = named.sense("SERVICE") if named is not None else service
        words = scene.words(one)
        return [
            watcher(
                own_service, as_written=words, name=_craft(craft), base=_base_of(craft, one, scene)
            )
            for craft in (own, *one.all("named"))
        ]
    unit = one.get("unit")
    unit_service, unit_name = unit_of(unit) if unit is not None else (None, None)
    bases = [base for found in one.all("at") if (base := _base(found, scene))]
    ours = one.all("named")
    words = scene.words(one)
    service = unit_service or service
    if not ours:
        return [watcher(service, as_written=words, unit=unit_name, base=next(iter(bases), None))]
    told = []
    for craft in ours:
        other = craft.get("service")
        if other is not None:  # of another service, so not of the unit before it
            words = scene.words(craft)
            told.append(watcher(other.sense("SERVICE"), as_written=words, name=_craft(craft)))
            continue
        base, name = _base_of(craft, one, scene), _craft(craft)
        told.append(watcher(service, as_written=words, unit=unit_name, name=name, base=base))
    return told


def unit_of(token: Token) -> tuple[str | None, str | None]:
    """Give the service and the English name of a `unit`."""
    tail, part, whole = token.get("tail"), token.get("part"), token.get("unit")
    number = token.number("number")
    if tail is not None:
        unit = _unit(tail, "UNITTAIL")
        return (unit.service, unit.named(int(number or 0))) if unit else (None, None)
    if part is not None:
        unit, base = _unit(part, "UNITPART"), token.get("base")
        place = _base_name(base) if base is not None else None
        return (unit.service, unit.named(place=place or "")) if unit else (None, None)
    unit = _unit(whole, "UNIT") if whole is not None else None
    return (unit.service, unit.named()) if unit else (None, None)


def _unit(token: Token, kind: str) -> Unit | None:
    found = token.sense(kind)
    return found if isinstance(found, Unit) else None


def _base(token: Token, scene: Scene) -> str | None:
    """Give the English name of the base in brackets after a unit or a ship."""
    found = token.get("base")
    return None if found is None else _base_name(found) or scene.words(found)


def _base_of(craft: Token, one: Token, scene: Scene) -> str | None:
    """Give the base behind a craft, which those before it in a list share; else its unit's."""
    told = [(at.start, base) for at in one.all("at") if (base := _base(at, scene))]
    told += [(at.start, base) for at in one.all("home") if (base := _base_name(at))]
    behind = [base for start, base in told if start >= craft.end]
    return next(iter(behind), told[-1][1] if told else None)


def _base_name(token: Token) -> str | None:
    """Give the English name of a base, or of the place that it lies at."""
    inner = token.get("name") if token.kind == "isle" else token
    if inner is None or inner.kind == "WORD":
        return None
    senses = inner.value if isinstance(inner.value, dict) else {"": inner.value}
    known = senses.get("BASE", senses.get(""))
    if isinstance(known, str) and inner.kind != "PREFECTURE":
        return known
    place = inner.sense("PLACE")
    return place.entry[0].name if isinstance(place, Known) else None


def _craft(ours: Token) -> str | None:
    """Give the name of a ship of ours, or the type of an aircraft."""
    name = ours.get("name")
    if name is None:
        return None
    if name.kind == "QUOTE":
        words = _NUMBER.sub("", unicodedata.normalize("NFKC", name.value))
        found = ship_names().get(words)
        return found.name if isinstance(found, Observer) else _type_of(words)
    entry = name.sense("AIRCRAFT")
    if isinstance(entry, Class):
        return entry.designation or entry.name
    return _type_of(name.kind.strip("'"))


def _type_of(words: str) -> str:
    """Write the type of an aircraft of ours as its makers do: P1 is P-1."""
    return _TYPE.sub(r"\1-\2", words)


def _share_names(told: list[_Row]) -> list[_Row]:
    """Give a unit that names no craft, within a list, the craft that follows it."""
    for place in range(len(told) - 2, -1, -1):
        one, following = told[place], told[place + 1]
        flies = one["unit"] is not None and "Air Wing" in one["unit"]
        both = flies and "Air Wing" in (following["unit"] or "")
        if both and one["name"] is None and following["name"] is not None:
            told[place] = one | {"name": following["name"]}
    return told

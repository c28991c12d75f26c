"""English words for those who watched turned into elements of `observers`."""

from itertools import pairwise
from typing import Any

import regex

from straitwatch.decode.press.craft import watcher
from straitwatch.decode.press.token import Token

__all__ = ["fighters_of", "forces_of", "observers_of"]

_Row = dict[str, Any]
_MODEL = regex.compile(
    r"(OP-3C|UP-3D|EP-3|P-3C|P3C|P-3|P-1|F-15J|F-15|F-2|F-35A|F-35|E-2C|E-2D|E-767|SH-60[JK]|RQ-4B|MQ-9B|U-125A)"
)
_FIGHTS = ("F-", "E-2", "E-7", "RQ", "U-1")


def observers_of(tokens: list[Token], text: str) -> list[_Row]:
    """List who watched.

    Args:
        tokens: `watchers`.
        text: the plain text that they point into.

    Returns:
        elements of SIGHTING.observers; a service that stands alone is one too.
    """
    told = []
    for token in tokens:
        rows = [_one(one, text) for one in token.all("watcher")]
        for row, after in pairwise(rows):
            after["service"] = after["service"] or row["service"]
            if (
                _are_fighters(row, after) and row["unit"] is None
            ):  # "F-15s and F-2s of the ... force"
                row["unit"], row["base"] = after["unit"], after["base"]
        told += rows
    return told


def _are_fighters(*rows: _Row) -> bool:
    return all(str(row["name"]).startswith(("F-", "fighters")) for row in rows)


def fighters_of(tokens: list[Token], text: str) -> list[_Row]:
    """List the fighters that Japan sent up where the words name no service."""
    return [
        watcher("JASDF", as_written=_words(one, text), name="fighters")
        for token in tokens
        for one in token.all("plane")
    ]


def forces_of(tokens: list[Token], text: str, senders: list[Token]) -> list[_Row]:
    """List ships and aircraft that were sent where the words name no ship, only who sent them."""
    services = {row["service"] for row in observers_of(senders, text)} - {None}
    service = services.pop() if len(services) == 1 else "JSDF"
    return [
        watcher(service, as_written=_words(one, text), name=_words(one, text))
        for token in tokens
        for one in (*token.all("plane"), *token.all("ship"))
    ]


def _words(token: Token, text: str) -> str:
    return " ".join(text[token.start : token.end].split()).strip(" ,")


def _one(token: Token, text: str) -> _Row:
    unit = token.get("unit")
    service = token.get("service")
    told = service.sense("SERVICE") if service is not None else None
    name, own = _name(token, text)
    row = _unit(unit)
    if told is None:
        told = own or (row.service if row is not None else None)
    base = token.get("home")
    place = base.get("base") if base is not None else None
    of_unit = _unit_name(unit)
    if of_unit is not None and of_unit.endswith(" Base") and token.get("plane") is not None:
        of_unit, place = None, place or (unit.get("base") if unit is not None else None)
    return watcher(
        told,
        as_written=_words(token, text),
        unit=of_unit,
        name=name,
        base=place.sense("BASE") if place is not None else None,
    )


def _name(token: Token, text: str) -> tuple[str | None, str | None]:
    """Give the name of a ship or an aircraft, and the service that flies or sails it."""
    named = token.get("name")
    if named is not None:
        ship = named.sense("WATCHER") if not isinstance(named.value, str) else None
        hull = token.get("hull")
        told = text[hull.start : hull.end] if hull is not None else None
        if ship is not None and hasattr(ship, "service") and told in (None, ship.hull):
            return ship.name, ship.service
        after = f" ({text[hull.start : hull.end]})" if hull is not None else ""
        return f"JS {text[named.start : named.end]}{after}", "JMSDF"
    plane = token.get("plane")
    if plane is not None:
        found = _MODEL.search(text, plane.start, plane.end)
        model = found[1].replace("P3C", "P-3C") if found else text[plane.start : plane.end]
        return model, "JASDF" if model.startswith(_FIGHTS) else "JMSDF"
    for slot, kind in (("planes", "PLANETYPE"), ("ship", "SHIPTYPE")):
        bare = token.get(slot)
        row = bare.sense(kind) if bare is not None else None
        if row is not None and hasattr(row, "name"):
            word = row.name.split(" (")[0]
            return ("fighters" if word.endswith("fighter") else word), None
    return None, None


def _unit(token: Token | None) -> Any:  # noqa: ANN401 - a row of units.csv
    if token is None:
        return None
    for slot, kind in (
        ("tail", "UNITTAIL"),
        ("head", "UNITHEAD"),
        ("unit", "UNIT"),
        ("part", "UNITPART"),
    ):
        found = token.get(slot)
        if found is not None and hasattr(found.sense(kind), "named"):
            return found.sense(kind)
    return None


def _unit_name(token: Token | None) -> str | None:
    row = _unit(token)
    if row is None or token is None:
        return None
    number, base = token.get("number"), token.get("base")
    n = (
        (number.sense("ORDER") if number.kind == "ORDER" else number.value)
        if number is not None
        else None
    )
    place = base.sense("BASE") if base is not None else ""
    return str(row.named(int(n) if n is not None else None, place))

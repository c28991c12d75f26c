"""English words for a class of ships, or a type of aircraft, turned into its row of the table."""

from functools import cache
from typing import Any

from straitwatch.decode.press.token import Token
from straitwatch.decode.press.words import Flag
from straitwatch.decode.vocabulary import classes, ships

__all__ = [
    "VAGUE",
    "bound_of",
    "class_row",
    "is_foreign",
    "is_of",
    "is_plural",
    "kind_of_name",
    "navy_of_class",
    "navy_of_plane",
    "of_branch",
    "some_of",
]

_GUARD = "coast guard ship (class not told)"
VAGUE = frozenset({"warship", "escort", "aircraft", "uav"})
"""Bare words that stand for any ship or aircraft that was told before."""


def is_of(row: dict[str, Any], kind: str, bare: str) -> bool:
    """Tell whether an element of `objects` is of a class, or of a kind of ships."""
    told = str(row["class"] or "").casefold()
    return bare.casefold() in told or (kind not in ("aircraft", "") and kind in told)


def is_foreign(row: dict[str, Any]) -> bool:
    """Tell whether an element is somebody else's; no text calls Japan's own submarines seen."""
    return bool(row["navy"] or row["hull"]) or "submarine (" in str(row["class"])


def navy_of_class(name: str | None) -> str | None:
    """Give the navy that alone has a class, None where several do."""
    return _class_navies().get(name or "") or None


def navy_of_plane(name: str | None) -> str | None:
    """Give the navy that alone has a type of aircraft, None for ships and for types of several."""
    return _plane_navies().get(name or "") or None


@cache
def _plane_navies() -> dict[str, str]:
    return {one.name: one.navy for one in classes() if not one.generic and one.kind == "aircraft"}


@cache
def _class_navies() -> dict[str, str]:
    return {one.name: one.navy for one in classes() if not one.generic}


@cache
def _kinds_by_name() -> dict[str, str]:
    kinds = {one.class_id: one.kind for one in classes()}
    return {ship.name: kinds[ship.class_id] for ship in ships() if ship.class_id in kinds}


def kind_of_name(name: str) -> str | None:
    """Give the kind of a ship of that name in the register, where a bare word stands for it."""
    kind = _kinds_by_name().get(name)
    return kind if kind and any(one.generic and one.kind == kind for one in classes()) else None


def bound_of(number: Token) -> str:
    """Give what a number is: exact, about, at_least, at_most."""
    for slot, bound in (("least", "at_least"), ("most", "at_most"), ("about", "about")):
        if number.get(slot) is not None:
            return bound
    return "exact"


def is_plural(words: str) -> bool:
    """Tell whether words are of several; aircraft are the same in both numbers."""
    last = words.replace(")", " ").split("(")[0].split()[-1:] or [""]
    return last[0].casefold().endswith("s") or last[0].casefold().endswith("aircraft")


def of_branch(row: Any, token: Token) -> str:  # noqa: ANN401 - a row of classes.csv
    """Give the class that is told; the ships of a coast guard are no warships."""
    flags = [one.sense("NAVY") for one in token.all("navy")]
    guards = any(isinstance(flag, Flag) and flag.branch == "coast guard" for flag in flags)
    return _GUARD if guards and row.class_id == "warship" else str(row.name)


def _hulls_of(token: Token) -> list[Token]:
    """List "(that's 794, one of the Dongdiao spy ships)" and the like, which may hold a class."""
    named = [hulls for name in token.all("name") for hulls in name.all("hulls")]
    return [*token.all("hulls"), *named]


def class_row(token: Token) -> Any:  # noqa: ANN401 - a row of classes.csv
    """Find the class that is told, else the bare word that says most."""
    rows = [
        row
        for one in (*token.all("class"), *(c for h in _hulls_of(token) for c in h.all("class")))
        for kind in ("CLASS", "AIRCRAFT", "SHIPTYPE", "PLANETYPE")
        if (row := one.sense(kind)) is not None and hasattr(row, "class_id")
    ]
    told = [row for row in rows if not row.generic]
    bare = [row for row in rows if row.class_id not in VAGUE]
    return next(iter(told or bare or rows), None)


def some_of(objects: list[dict[str, Any]], number: Token) -> list[dict[str, Any]]:
    """Take n of those that one element counts; all where there are several elements."""
    n = number.number("n")
    if len(objects) != 1 or n is None or objects[0]["name"] or objects[0]["hull"]:
        return objects
    return [{**objects[0], "count": int(n), "count_is": bound_of(number)}]

"""Japanese words that name ships, or point back to those told before, turned into objects."""

from typing import Any

from straitwatch.decode.press.craft import craft
from straitwatch.decode.press.japanese_craft import entry_of, hulls_of, known_as, ships_of
from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.words import Flag

__all__ = [
    "SEEN",
    "first_list",
    "known_again",
    "last_list",
    "last_seen",
    "objects_of",
    "ships_told",
]

_Row = dict[str, Any]
_AND = ("、", "及び", "並びに", "と", "、及び")
_UNTOLD = "warship (class not told)"
SEEN = ("sighting", "transit", "entry")
"""Kinds of statements that say where ships were."""


def ships_told(who: Token, scene: Scene) -> tuple[list[_Row], list[tuple[str, str]]]:
    """List the ships that words name, or point back to."""
    if who.kind == "ships":
        objects, derived = ships_of(who, scene)
        before = _told_before(who, objects, scene)
        return (before, []) if before else (objects, derived)
    if who.kind in ("hulls", "barehulls"):
        return [_by_hull(hull, who, scene) for hull in hulls_of(who)], []
    if who.kind == "them":
        return _pointed(who, scene), []
    return [], []


def objects_of(named: list[Token], scene: Scene) -> tuple[list[_Row], list[tuple[str, str]]]:
    """List the ships of all phrases of one list."""
    told = [ships_told(who, scene) for who in named]
    objects = [one for found, _ in told for one in found]
    return objects, [reason for _, found in told for reason in found]


def known_again(
    objects: list[_Row], derived: list[tuple[str, str]], scene: Scene
) -> tuple[list[_Row], list[tuple[str, str]]]:
    """Give ships named by class and count the hulls of those told of, where they are as many."""
    told: list[_Row] = []
    for one in objects:
        kind, vague, _ = (one["class"] or "").partition(" (class not told)")
        same = [ship for ship in scene.ships if ship["class"] == one["class"]]
        alike = [ship for ship in scene.ships if (ship["class"] or "").endswith(kind)]
        alike = [ship for ship in (alike if vague else same) if ship["hull"]]
        bare = not one["hull"] and not one["name"] and one["class"] and kind != "warship"
        if bare and one["count"] == len(alike) and (vague or len(same) == len(alike)):
            reason = f"hull: that of the only {one['count']} of {one['class']} told before"
            derived = [*derived, ("objects", reason)]
            told += [ship | {"as_written": one["as_written"]} for ship in alike]
        else:
            told.append(one)
    return told, derived


def last_list(named: list[Token], scene: Scene) -> list[Token]:
    """Take the phrases for ships that make the last list: "that carrier, A and B"."""
    told = named[-1:]
    for token in reversed(named[:-1]):
        between = scene.plain.text[token.end : told[0].start]
        if between not in _AND:
            break
        told = [token, *told]
    return told


def first_list(named: list[Token], scene: Scene) -> list[Token]:
    """Take the phrases for ships that make the first list of several."""
    told = named[:1]
    for token in named[1:]:
        if scene.plain.text[told[-1].end : token.start] not in _AND:
            break
        told.append(token)
    return told


def last_seen(scene: Scene) -> list[_Row]:
    """List the ships that the last statement was of."""
    last = next((one for one in reversed(scene.part.statements) if one.kind in SEEN), None)
    return [dict(one) for one in last.objects] if last is not None else []


def _told_before(who: Token, objects: list[_Row], scene: Scene) -> list[_Row]:
    """Find the ships that a bare word for ships, such as "the survey ship", points back to."""
    ship = who.get("ship")
    if len(objects) != 1 or ship is None or len(who.all("ship")) != 1:
        return []
    one, kind = objects[0], (objects[0]["class"] or "").partition(" (class not told)")
    if kind[1] and one["count"] == sum(ship["count"] or 0 for ship in scene.announced) > 1:
        return [dict(ship) for ship in scene.announced]
    told = any(
        token.get(slot) for token in (who, ship) for slot in ("navy", "count", "total", "several")
    )
    if told or not kind[1] or one["hull"] or one["name"]:
        return []
    if kind[0] == "warship":
        return last_seen(scene)
    return [dict(one) for one in scene.ships if (one["class"] or "").endswith(kind[0])][-1:]


def _by_hull(hull: str, who: Token, scene: Scene) -> _Row:
    """Give the ship of which a list says nothing but the hull."""
    known = known_as(hull, scene)
    if known is not None:
        return dict(known)
    flags = {one["navy"] for one in scene.ships} - {None}
    navy = Flag(flags.pop(), "navy") if len(flags) == 1 else scene.flag
    return craft(navy, None, as_written=scene.words(who), hull=hull)


def _left(who: Token, scene: Scene) -> list[_Row]:
    """List the ships that "the one that is left" are: all but those that were told of last."""
    told, count = last_seen(scene), who.number("count")
    rest = [dict(one) for one in scene.ships if not any(_alike(one, each) for each in told)]
    n = sum(one["count"] or 0 for one in rest)
    return rest if count is None or count == n else []


def _alike(one: _Row, other: _Row) -> bool:
    """Tell whether a ship may be the one that words name by hull, name or class."""
    for slot in ("hull", "name"):
        if one[slot] and other[slot]:
            return bool(one[slot] == other[slot])
    kind, vague, _ = (other["class"] or "").partition(" (class not told)")
    return (one["class"] or "").endswith(kind) if vague else one["class"] == other["class"]


def _pointed(who: Token, scene: Scene) -> list[_Row]:
    """List the ships that "these ships" or "that ship" are."""
    if who.get("left") is not None:
        return _left(who, scene)
    pool = scene.recent or scene.group or scene.ships
    if who.all("but"):
        return _all_but(who, pool, scene)
    named, kind = who.get("class"), who.get("type")
    if named is not None:
        name = named.sense("CLASS").name
        pool = [one for one in scene.ships if one["class"] == name] or pool
    entry = entry_of(kind) if kind is not None else None
    if entry is not None and not entry.name.startswith("warship"):
        ending = entry.name.partition(" (class not told)")[0]
        pool = [one for one in pool if (one["class"] or "").endswith(ending)] or pool
    count = who.number("count")
    if isinstance(count, int):
        for choice in (scene.group, scene.recent, scene.ships):
            if sum(one["count"] or 0 for one in choice) == count:
                pool = choice
                break
    return [dict(one) for one in pool]


def _all_but(who: Token, pool: list[_Row], scene: Scene) -> list[_Row]:
    """List the ships of a group but those that the words leave out."""
    left = [one for token in who.all("but") for one in ships_told(token, scene)[0]]
    count = who.number("count")
    for choice in (pool, scene.group, scene.ships):
        kept = [dict(one) for one in choice if not any(_is_of(one, other) for other in left)]
        if not isinstance(count, int) or sum(one["count"] or 0 for one in kept) == count:
            return kept
    flags = {one["navy"] for one in pool} - {None}
    navy = Flag(flags.pop(), "navy") if len(flags) == 1 else scene.flag
    return [craft(navy, _UNTOLD, as_written=scene.words(who), count=int(count) if count else None)]


def _is_of(one: _Row, left: _Row) -> bool:
    """Tell whether a ship is one of those that the words leave out."""
    if left["hull"]:
        return bool(one["hull"] == left["hull"])
    if left["name"]:
        return bool(one["name"] == left["name"])
    ending = (left["class"] or "").partition(" (class not told)")[0]
    return bool(ending) and (one["class"] or "").endswith(ending)

"""Japanese words for ships and aircraft turned into elements of SIGHTING.objects."""

import unicodedata
from dataclasses import replace
from typing import Any

import regex

from straitwatch.decode.press.craft import craft
from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.words import Flag, ship_names
from straitwatch.decode.vocabulary import Class, Ship, classes, observer_ships

__all__ = ["each_ship", "hulls_of", "known_as", "planes_of", "ships_of"]

_Row = dict[str, Any]
_OF_THEM = regex.compile("うち、?$")
_UNTOLD = "warship (class not told)"
_GUARD = "coast guard ship (class not told)"
_AND_OTHERS = ("など", "などの", "など、", "等", "等の", "をはじめ", "を含む", "を含め")
_OUR_NAMES = frozenset(ship.name_ja for ship in observer_ships())


def ships_of(token: Token, scene: Scene) -> tuple[list[_Row], list[tuple[str, str]]]:
    """List the ships of a `ships`, and what was derived.

    The flag told first holds for those that follow it. A ship that the document has named before
    takes over what was told of it.
    """
    told: list[_Row] = []
    derived: list[tuple[str, str]] = []
    flag = _flag(token) or _flag_behind(token)
    ships = token.all("ship")
    whole = token.get("whole")
    if whole is not None:  # 艦艇3隻(A級「1」、B級2隻): what stands in the brackets
        flag = _flag(whole) or flag
        ships = ships if _is_vague_group(whole) else [whole, *ships]
    shared = _shared(ships)
    for ship, after in zip(ships, [*ships[1:], None], strict=True):
        flag = _flag(ship) or flag
        if after is not None and ship.end == after.start and _is_bare(ship):
            continue  # a navy's ships, and then their classes: ロシア海軍艦艇ウダロイⅠ級駆逐艦
        found = _ships(ship, flag, scene, derived)
        if ship.start in shared:
            found = [found[0] | {"count": shared[ship.start]}]
        if told and _is_rest(ship, found, token, scene):
            n = sum(one["count"] or 0 for one in told)
            found = [found[0] | {"count": found[0]["count"] - n}] if found[0]["count"] > n else []
        told += [one | _class_before(one, told, derived) for one in found]
    told = each_ship([one for one in told if not _is_ours(one)])
    told = _numbered(told, [hull for one in token.all("inorder") for hull in hulls_of(one)])
    flags = {one["navy"] for one in told} - {None}
    if len(flags) == 1 and any(one["navy"] is None for one in told) and token.get("ship"):
        told = [one | {"navy": one["navy"] or next(iter(flags))} for one in told]
    total = token.number("total")
    if told and isinstance(total, int):
        _check_total(told, total, derived)
        if token.get("etc") is not None:
            told += _others(told, total, token, scene)
    return told, derived


def _shared(ships: list[Token]) -> dict[int, int]:
    """Give the classes of a run the number that its last one tells for each: A, B and C各1隻."""
    told: dict[int, int] = {}
    each: int | None = None
    for ship in reversed(ships):
        count = ship.number("count")
        if count is not None or ship.get("several") is not None:
            each = int(count) if count is not None and ship.get("each") is not None else None
        elif each is not None and not ship.all("hulls") and ship.get("name") is None:
            told[ship.start] = each
    return told


def _numbered(told: list[_Row], hulls: list[str]) -> list[_Row]:
    """Give the ships of a list the numbers that follow it in the same order."""
    each = [one | {"count": 1} for one in told for _ in range(one["count"] or 0)]
    if not hulls or len(each) != len(hulls) or any(one["hull"] for one in told):
        return told
    return [one | {"hull": hull} for one, hull in zip(each, hulls, strict=True)]


def _flag_behind(token: Token) -> Flag | None:
    """Give the navy that stands behind a list: A, B and C, which make up a group of that navy."""
    behind = token.get("behind")
    return _flag(behind) if behind is not None else None


def _is_vague_group(ship: Token) -> bool:
    """Tell whether words for ships name neither class, hull nor name."""
    named = any(ship.get(slot) for slot in ("name", "hulls", "unknown", "like"))
    found = ship.get("class")
    entry = entry_of(found) if found is not None else None
    return not named and entry is not None and _is_vague(entry.name)


def _is_rest(ship: Token, found: list[_Row], token: Token, scene: Scene) -> bool:
    """Tell whether words count all ships of which a list named some: A など 4隻."""
    before = max((one.end for one in token.all("ship") if one.end <= ship.start), default=None)
    if before is None or scene.plain.text[before : ship.start] not in _AND_OTHERS:
        return False
    return len(found) == 1 and (found[0]["count"] or 0) > 1 and _is_vague(found[0]["class"])


def _is_bare(ship: Token) -> bool:
    """Tell whether words for a ship name neither a class nor a number of them."""
    named = any(ship.get(slot) for slot in ("name", "hulls", "count", "unknown"))
    found = ship.get("class")
    entry = entry_of(found) if found is not None else None
    bare = ship.get("bare") is not None
    return not named and (bare or (entry is not None and _is_vague(entry.name)))


def _class_before(one: _Row, told: list[_Row], derived: list[tuple[str, str]]) -> _Row:
    """Give a ship that a list names without a class that of the one before it."""
    if one["class"] is not None or not told:
        return {}
    derived.append(("objects", f"class: that of the ship named before {one['name']}"))
    return {"class": told[-1]["class"], "navy": one["navy"] or told[-1]["navy"]}


def _others(told: list[_Row], total: int, token: Token, scene: Scene) -> list[_Row]:
    """Count the ships that "and others, N in all" leaves without a name."""
    n = total - sum(one["count"] or 0 for one in told)
    flags = {one["navy"] for one in told}
    if n <= 0 or len(flags) != 1:
        return []
    flag = next(iter(flags))
    words = scene.words(token)
    rest = craft(Flag(flag, "navy") if flag else None, _UNTOLD, as_written=words, count=n)
    return [rest]


def each_ship(told: list[_Row]) -> list[_Row]:
    """Leave out a ship that a list names again by its hull or its name."""
    kept: list[_Row] = []
    for one in told:
        if not any(_same_ship(one, before) for before in kept):
            kept.append(one)
    return kept


def _same_ship(one: _Row, before: _Row) -> bool:
    if one["name"] and one["name"] == before["name"]:
        return True
    vague = _is_vague(one["class"]) or _is_vague(before["class"])
    alike = vague or one["class"] == before["class"]
    return bool(one["hull"]) and one["hull"] == before["hull"] and alike


def _is_ours(one: _Row) -> bool:
    """Tell whether a ship is one of those that observe: in a list that names no navy."""
    return one["navy"] in (None, "JP") and one["name"] in _OUR_NAMES


def _flag(token: Token) -> Flag | None:
    """Give the navy that words name; None where they name two: 中国海軍及びロシア海軍の艦艇."""
    navy = token.get("navy")
    found: Flag | None = navy.sense("NAVY") if navy is not None else None
    return found if token.get("other") is None else None


def _ships(
    ship: Token, flag: Flag | None, scene: Scene, derived: list[tuple[str, str]]
) -> list[_Row]:
    """List the ships of one class, one element a hull."""
    words, kind = scene.words(ship), _class(ship, scene)
    name = ship.get("name")
    written = _written(name) if name is not None else None
    called = name_of(written) if written is not None else None
    hulls = [hull for found in ship.all("hulls") for hull in hulls_of(found)]
    count = ship.number("count")
    if flag is None and kind is not None and kind[1]:
        flag = Flag(kind[1], "navy")
        derived.append(("objects", f"navy: that of the {kind[0]}"))
    flag = flag or scene.flag
    if flag is None and written is not None and isinstance(_registered(written), Ship):
        flag = Flag(_registered(written).navy, "navy")
        derived.append(("objects", f"navy: that of {called}, by its name"))
    class_name = kind[0] if kind else None
    part = _OF_THEM.search(scene.plain.text[max(0, ship.start - 4) : ship.start]) is not None
    if flag is None and class_name is not None and (part or not _is_vague(class_name)):
        flag = _flag_told(scene)
        derived += [("objects", "navy: that of all ships told before")] if flag else []
    if not hulls:
        several = ship.get("several") is not None
        n = count if isinstance(count, int) else None if several else 1
        return [_known(craft(flag, class_name, as_written=words, name=called, count=n), scene)]
    told = [
        _known(craft(flag, class_name, as_written=words, name=called, hull=hull), scene)
        for hull in dict.fromkeys(hulls)
    ]
    if isinstance(count, int) and count > len(told):
        told.append(craft(flag, class_name, as_written=words, count=count - len(told)))
    return told


def _written(name: Token) -> str:
    """Give the name of a ship as it is written, in brackets or without."""
    return str(name.value) if name.kind == "QUOTE" else name.kind.strip("'")


def _flag_told(scene: Scene) -> Flag | None:
    """Give the navy of the ships that the document has told of, where all are of one."""
    flags = {one["navy"] for one in scene.ships} - {None, "JP"}
    return Flag(flags.pop(), "navy") if len(flags) == 1 else None


def _class(ship: Token, scene: Scene) -> tuple[str, str] | None:
    """Give the name of the class, and whose it is where only one navy has it."""
    if ship.all("unknown"):
        start = ship.all("unknown")[0].start
        ends = [token.end for slot in ("type", "tail") for token in ship.all(slot)]
        return scene.plain.text[start : max(ends)], ""
    navy = _flag(ship)
    if navy is not None and ship.get("class") is None and not ship.get("like"):
        guards = navy.branch == "coast guard"
        if guards or ship.get("bare") is not None:
            return (_GUARD if guards else _UNTOLD), ""
    found = ship.get("class")
    entry = entry_of(found) if found is not None else None
    if entry is None and found is not None:
        return _UNTOLD, ""  # 中露の海軍艦艇
    return (entry.name, entry.navy) if entry is not None else None


def entry_of(token: Token) -> Class | None:
    for kind in ("CLASS", "SHIPTYPE"):
        entry = token.sense(kind)
        if isinstance(entry, Class):
            return entry
    return None


def hulls_of(token: Token) -> list[str]:
    """List the hull numbers of a `hulls`, as they are written."""
    return [
        number.value if isinstance(number.value, str) else str(number.value)
        for number in token.all("number")
    ]


def _registered(words: str) -> Any:  # noqa: ANN401 - a ship of ours or of another navy, or None
    return ship_names().get(unicodedata.normalize("NFKC", words))


def name_of(words: str) -> str:
    """Give the romanised name of a ship where the register knows it, else the words themselves."""
    found = _registered(words)
    return found.name if isinstance(found, Ship) else words


def _known(one: _Row, scene: Scene) -> _Row:
    """Fill in what the document told before of the same ship: by its hull, or by its name."""
    for before in reversed(scene.ships):
        same_hull = one["hull"] and before["hull"] == one["hull"]
        same_name = one["name"] and before["name"] == one["name"]
        if (same_hull or same_name) and None in (one["navy"], before["navy"], *_same(one, before)):
            filled = dict(one)
            for slot in ("navy", "name", "hull"):
                filled[slot] = one[slot] or before[slot]
            if before["class"] and _is_vague(one["class"]):
                filled["class"] = before["class"]
            return filled
    return one


def _same(one: _Row, before: _Row) -> tuple[None, ...]:
    """Hold one None where both fly the same flag."""
    return (None,) if one["navy"] == before["navy"] else ()


def _is_vague(class_name: str | None) -> bool:
    return class_name is None or class_name.endswith("not told)")


def known_as(hull: str, scene: Scene) -> _Row | None:
    """Find a ship by its hull among those that the document told of."""
    for before in reversed(scene.ships):
        if before["hull"] is not None and before["hull"].lstrip("0") == hull.lstrip("0"):
            return before
    return None


def _check_total(told: list[_Row], total: int, derived: list[tuple[str, str]]) -> None:
    """Hold the sum of a list against the total that the words give."""
    n = sum(one["count"] or 0 for one in told)
    sizes = [one["count"] or 0 for one in told]
    if all(sum(sizes[place:]) != total for place in range(len(sizes))):  # of the last ones maybe
        derived.append(("objects", f"the words say {total} in all and name {n}"))
    bare = told[0]["hull"] is None and told[0]["name"] is None
    if n < total and len(told) == 1 and bare and (told[0]["class"] or "").endswith("not told)"):
        told[0] = told[0] | {"count": total}


def planes_of(token: Token, scene: Scene) -> tuple[list[_Row], bool]:
    """List the aircraft of a `planes`, and whether whose they are is an estimate.

    Returns:
        elements of objects: the name is that of the type where one is told, and identifies it.
    """
    told: list[_Row] = []
    flag = scene.flag
    for plane in token.all("plane"):
        flag = _flag(plane) or flag
        if flag is not None and plane.get("guess") is not None:
            flag = replace(flag, estimated=True)
        told += _planes(plane, flag, scene)
    return told, bool(flag and flag.estimated)


def _planes(plane: Token, flag: Flag | None, scene: Scene) -> list[_Row]:
    words, count = scene.words(plane), plane.number("count")
    n = count if isinstance(count, int) else None
    about = "about" if plane.get("about") else "exact"
    types = [entry for one in plane.all("type") if (entry := one.sense("AIRCRAFT"))]
    if not types:
        role = _role(plane)
        return [craft(flag, role, as_written=words, count=n or 1, count_is=about)]
    if types[0].navy and (flag is None or _flag(plane) is None):
        flag = Flag(types[0].navy, "military", bool(flag and flag.estimated))
    each = n or 1
    return [
        craft(
            replace(flag) if flag else None,
            one.name,
            name=one.designation or one.name,
            as_written=words,
            count=each,
            count_is=about,
        )
        for one in types
    ]


def _role(plane: Token) -> str:
    """Name the role of an aircraft whose type is not told."""
    role = plane.get("role")
    if role is None:
        return "aircraft (type not told)"
    entry = role.sense("PLANETYPE")
    if isinstance(entry, Class):
        return entry.name
    words = role.kind.strip("'")
    for one in classes():
        if one.generic and words in one.spellings:
            return one.name
    return words

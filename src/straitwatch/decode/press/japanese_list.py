"""Ships that a text names apart from where they were seen turned into objects of those rows."""

from typing import Any

from straitwatch.decode.press.japanese_craft import hulls_of, ships_of
from straitwatch.decode.press.japanese_point import known_again
from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.statement import Statement
from straitwatch.decode.press.token import Token

__all__ = [
    "begin_list",
    "is_bare_group",
    "say_detail",
    "say_hulls",
    "say_item",
    "say_whose",
    "take_names",
]

_Row = dict[str, Any]
_OURS = ("JP", "US", "AU", "GB", "IN", "FR", "CA")
_REASON = "the ships that a list beside it names"


def say_detail(node: Token, scene: Scene) -> None:
    """Take the ships of a sentence such as "they are of these classes: A, B and C"."""
    objects, derived = _named(node, scene)
    hulls = [hull for token in node.all("hull") for hull in hulls_of(token)]
    if len(objects) == len(hulls) == 1 and objects[0]["hull"] is None:
        objects[0]["hull"] = hulls[0]
    if not objects or (len(objects) == 1 and is_bare_group(objects[0])):
        return
    if take_names(objects, scene):
        begin_list(objects, scene)
    elif not _are_known(objects, scene):
        _announce(objects, scene)
    _note(derived, scene)


def say_hulls(node: Token, scene: Scene) -> None:
    """Give ships the numbers of a sentence such as "the frigates are 531 and 577"."""
    for token, numbers in zip(node.all("who"), node.all("hull"), strict=True):
        kinds = [one for one in ships_of(token, scene)[0] if not one["hull"]]
        hulls = hulls_of(numbers)
        if len(kinds) != 1:
            continue
        ending = (kinds[0]["class"] or "").partition(" (class not told)")[0]
        bare = [
            one
            for one in scene.ships
            if not one["hull"] and (one["class"] or "").endswith(ending) and not is_bare_group(one)
        ] or [one for one in scene.ships if not one["hull"] and one["class"] == kinds[0]["class"]]
        if len(bare) == 1 and bare[0]["count"] == len(hulls):
            _put(bare, [bare[0] | {"hull": hull, "count": 1} for hull in hulls], scene)


def begin_list(objects: list[_Row], scene: Scene) -> None:
    """Let the lines that follow go on with a list that has begun."""
    scene.items, scene.item_at = list(objects), len(scene.part.sentences)


def say_item(node: Token, scene: Scene) -> None:
    """Take the ships of one line of a list, which goes on with that of the line before."""
    _go_on(scene)
    flag, scene.flag = scene.flag, scene.list_flag or scene.flag
    objects, derived = _named(node, scene)
    scene.flag = flag
    if not objects or any(is_bare_group(one) for one in objects):
        return
    if "at" in scene.form and "when" in scene.form:
        scene.form.setdefault("who", node)
    if scene.form_ships or "who" in scene.form:  # a further line under one heading of a form
        scene.form_ships += objects
        scene.ships += objects
        return
    if scene.listing and _heads_block(objects, scene):
        return
    known = scene.items
    if take_names(objects, scene):
        known = []
    elif not known or not _put(known, [*known, *objects], scene):
        if _are_known(objects, scene):
            return
        _announce(objects, scene)
    scene.items = [*known, *objects]
    _note(derived, scene)


def _heads_block(objects: list[_Row], scene: Scene) -> bool:
    """Take a ship that stands above its own lines in a list of earlier ways."""
    told, _ = known_again(objects, [], scene)
    known = [_bare(one) for one in scene.ships]
    if any(_bare(one) not in known for one in told):
        return False
    scene.legs_of = told
    return True


def _go_on(scene: Scene) -> None:
    """Start a list anew, unless the sentence just before was a line of it."""
    if len(scene.part.sentences) != scene.item_at + 1:
        scene.items, scene.list_flag = [], None
    scene.item_at = len(scene.part.sentences)


def say_whose(node: Token, scene: Scene) -> None:
    """Take the navy that a heading within a list gives for the ships below it."""
    navy = node.get("navy")
    if navy is not None:
        _go_on(scene)
        scene.list_flag = navy.sense("NAVY")


def _named(node: Token, scene: Scene) -> tuple[list[_Row], list[tuple[str, str]]]:
    told = [ships_of(token, scene) for token in node.all("who")]
    objects = [one for found, _ in told for one in found]
    return objects, [reason for _, found in told for reason in found]


def is_bare_group(one: _Row) -> bool:
    """Tell whether words for ships say no more than how many there were."""
    vague = (one["class"] or "").endswith("not told)")
    return vague and one["hull"] is None and one["name"] is None


def take_names(objects: list[_Row], scene: Scene) -> bool:
    """Put named ships in the place of the group without names that was told of last.

    Returns:
        whether there was such a group.
    """
    total = sum(one["count"] or 0 for one in objects)
    pool = scene.group or scene.ships
    flags = {one["navy"] for one in objects} - {None}
    bare = [
        one
        for one in pool
        if is_bare_group(one)
        and one["navy"] not in _OURS
        and (one["navy"] is None or flags <= {one["navy"]})
    ]
    chosen = [one for one in bare if one["count"] == total] or bare[-1:]
    if not chosen:
        return _fill_numbers(objects, scene)
    flag = chosen[0]["navy"]
    named = [one if one["navy"] else one | {"navy": flag} for one in objects]
    objects[:] = named
    if len(pool) > 1 and sum(one["count"] or 0 for one in pool) == total:
        return _put(list(pool), named, scene)  # A and others, 5 in all: all five are named
    done = [_put([one], named, scene) for one in chosen]
    return any(done)


def _fill_numbers(objects: list[_Row], scene: Scene) -> bool:
    """Give ships that were told of by their classes alone the numbers that a list adds."""
    done = False
    for kind in dict.fromkeys(one["class"] for one in objects):
        named = [one for one in objects if one["class"] == kind]
        bare = [one for one in scene.ships if one["class"] == kind and not one["hull"]]
        if len(bare) == 1 and bare[0]["count"] == len(named) and all(o["hull"] for o in named):
            done = _put(bare, named, scene) or done
    return done


def _put(old: list[_Row], new: list[_Row], scene: Scene) -> bool:
    """Put ships in the place of others wherever the document has told of these."""
    done = False
    for one in scene.part.statements:
        changed = _swapped(one.objects, old, new)
        if changed is not None:
            one.objects[:] = changed
            _because(one)
            done = True
    told = [one.objects for one in scene.part.statements]  # the group may be one of these
    others = (scene.group, scene.ships, scene.recent, scene.legs_of)
    for held in [one for one in others if not any(one is each for each in told)]:
        changed = _swapped(held, old, new)
        if changed is not None:
            held[:] = changed
            done = True
    return done


def _because(one: Statement) -> None:
    if ("objects", _REASON) not in one.derived:
        one.derived.append(("objects", _REASON))


def _swapped(held: list[_Row], old: list[_Row], new: list[_Row]) -> list[_Row] | None:
    """Swap a run of elements, compared by all but the words; None where they do not stand there."""
    bare = [_bare(one) for one in held]
    wanted = [_bare(one) for one in old]
    for place in range(len(held) - len(old) + 1):
        if bare[place : place + len(old)] == wanted:
            rest = [*held[:place], *held[place + len(old) :]]
            known = [_bare(one) for one in rest if one["hull"] or one["name"]]
            added = [dict(one) for one in new if _bare(one) not in known]
            return [*rest[:place], *added, *rest[place:]]
    return None


def _bare(one: _Row) -> _Row:
    return {name: value for name, value in one.items() if name != "as_written"}


def _are_known(objects: list[_Row], scene: Scene) -> bool:
    """Tell whether the document has told of all these ships before: captions, say."""
    known = [_bare(one) for one in scene.ships]
    return bool(scene.part.statements) and (
        all(_bare(one) in known for one in objects) or any(one["hull"] for one in scene.ships)
    )


def _announce(objects: list[_Row], scene: Scene) -> None:
    """Keep ships that are named before the sentence which tells where they were."""
    if all(one["navy"] in (None, *_OURS) for one in objects):
        return
    scene.group = [*(scene.group if scene.items else []), *objects]
    scene.announced = scene.group
    scene.know(objects, scene.ships)
    scene.know(objects, scene.recent)


def _note(derived: list[tuple[str, str]], scene: Scene) -> None:
    if scene.part.statements:
        scene.part.statements[-1].derived += derived

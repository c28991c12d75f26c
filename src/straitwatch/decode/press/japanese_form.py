"""A release in the form of numbered headings turned into the sighting that its lines make."""

from typing import Any

from straitwatch.decode.press.japanese_craft import planes_of, ships_of
from straitwatch.decode.press.japanese_list import begin_list, is_bare_group, take_names
from straitwatch.decode.press.japanese_place import Passage, course_of, passage_of, seen_of
from straitwatch.decode.press.japanese_say import time_before
from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.token import Token

__all__ = ["end_form", "say_dated", "say_located", "say_roster", "say_roster_alone", "say_there"]

_Row = dict[str, Any]
_OURS = (None, "JP", "US", "GB", "FR", "DE", "IT", "NL", "AU", "NZ", "CA", "IN", "PH")


def say_dated(node: Token, scene: Scene) -> None:
    """Take the day that the form of a release gives for all that follows."""
    end_form(scene)
    scene.when = time_before(node, node.end, scene) or scene.when
    scene.form["when"] = node


def say_located(node: Token, scene: Scene) -> None:
    """Take the place that the form of a release gives."""
    scene.form["at"] = node


def say_roster(node: Token, scene: Scene) -> None:
    """Take the ships and aircraft that the form of a release lists, for what follows."""
    flags = [token.sense("NAVY") for token in node.all("NAVY")]
    if len({one.iso for one in flags}) == 1:
        scene.flag = flags[0]
    for token in node.all("planes"):
        found, _ = planes_of(token, scene)
        scene.aircraft += found
        scene.roster = node
    found = [one for token in node.all("ships") for one in ships_of(token, scene)[0]]
    found = [one for one in found if not is_bare_group(one)] or found  # 艦艇: is but the heading
    if found and take_names(found, scene):
        begin_list(found, scene)
        return
    if not found:
        return
    scene.ships += found
    scene.form["who"] = node
    scene.form_ships += found


def end_form(scene: Scene) -> None:
    """Tell the sighting that the lines of a form make: a day, a place, ships."""
    at, ships = scene.form.get("at"), scene.form_ships
    nodes = list(scene.form.values())
    ready = at is not None and "when" in scene.form and scene.when is not None
    scene.form, scene.form_ships = {}, []
    if not ready or at is None or not ships or any(one["navy"] in _OURS for one in ships):
        return
    if any(word in scene.plain.text for word in ("訓練について", "演習")):
        return
    place = at.all("at")[0]
    passage = passage_of(place) if place.kind == "passed" else None
    where = passage.where if isinstance(passage, Passage) else seen_of(place)
    told = scene.tell(
        _whole(nodes),
        "sighting",
        when=scene.when,
        where=where,
        heading=course_of(place),
        objects=ships,
    )
    scene.seen(told)
    scene.formed = told


def _whole(nodes: list[Token]) -> Token:
    """Make one sentence of the lines of a form."""
    slots: dict[str, list[Token]] = {}
    for node in nodes:
        for slot, held in node.slots.items():
            slots[slot] = [*slots.get(slot, []), *held]
    return Token("form", min(n.start for n in nodes), max(n.end for n in nodes), None, slots)


def say_there(node: Token, scene: Scene) -> None:
    """Give the ships of a form the way that its text says they went in those waters."""
    if scene.formed is not None and scene.last is scene.formed and not scene.formed.heading:
        scene.formed.heading = course_of(node)


def say_roster_alone(scene: Scene) -> None:
    """Tell of the aircraft that a form lists, where its text says nothing of their way."""
    end_form(scene)
    if scene.roster is None or any(one.kind == "aircraft" for one in scene.part.statements):
        return
    scene.tell(scene.roster, "aircraft", when=scene.when, objects=list(scene.aircraft))

"""Japanese sentences as news words them turned into statements: who sailed where, who saw it."""

from straitwatch.decode.press.japanese_place import (
    course_of,
    letters_of,
    passage_of,
    sea_of,
    seas_of,
    seas_of_toward,
    seen_of,
)
from straitwatch.decode.press.japanese_point import last_seen, objects_of
from straitwatch.decode.press.japanese_say import after_last, in_order, say_sighting, time_before
from straitwatch.decode.press.japanese_shared import heading_before
from straitwatch.decode.press.japanese_time import when_of
from straitwatch.decode.press.japanese_watch import watchers_of
from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.token import Token

__all__ = [
    "learn_ships",
    "say_appeared",
    "say_back",
    "say_beside",
    "say_meeting",
    "say_onward",
    "say_onway",
    "say_spotted",
    "say_via",
    "say_voyage",
]

_OURS = ("JP", "US", "GB", "FR", "DE", "IT", "NL", "AU", "NZ", "CA", "IN", "PH")
"""Those whose ships sail with Japan's: where these were is told as news of another kind."""


def say_voyage(node: Token, scene: Scene) -> None:
    """Tell that ships sailed at a place, or one after another, and not who saw them."""
    dated = node.all("moment") or node.all("period")
    if not dated and scene.when is None:
        return
    objects, derived = objects_of(node.all("who"), scene)
    named = any(who.kind == "ships" for who in node.all("who"))
    if not objects or any(one["navy"] in ((None, *_OURS) if named else _OURS) for one in objects):
        return
    start, _ = scene.plain.span(node.start, node.end)
    known = [one for one in scene.part.statements if one.start >= start and one.kind == "sighting"]
    if not known:
        say_sighting(node, scene)
        return
    places = {one.where.fields.get("place") for one in known if one.where is not None}
    for _, token in in_order(node, "at", "seen"):
        where, heading = seen_of(token), heading_before(token, scene) or course_of(token)
        if where is None or where.fields.get("place") in places or heading is None:
            continue
        when = time_before(node, token.start, scene)
        from_sea, to_sea = seas_of(token)
        told = scene.tell(
            node,
            "sighting",
            when=when or scene.when,
            where=where,
            heading=heading,
            from_sea=from_sea,
            to_sea=to_sea,
            objects=objects,
            derived=derived,
        )
        scene.seen(told)


def say_onward(node: Token, scene: Scene) -> None:
    """Tell on which day ships went on towards a sea."""
    to, when = node.get("to"), node.get("when")
    named = [*node.all("ships"), *node.all("them")]
    objects = objects_of(named, scene)[0] or last_seen(scene)
    span = when_of(when, scene.calendar) if when is not None else None
    if to is None or span is None or not objects or scene.last is None:
        return
    if any(one["navy"] in (None, *_OURS) for one in objects) or scene.aircraft:
        return
    told = scene.tell(node, "sighting", when=span, to_sea=sea_of(to), objects=objects)
    scene.seen(told)


def say_onway(node: Token, scene: Scene) -> None:
    """Tell of the place that the ships of the sentence before went through next, on some course."""
    at, time = node.get("at"), node.get("when")
    placed = [one for one in scene.part.statements if one.kind != "observation"]
    if at is None or time is None or not placed or placed[-1].kind not in ("sighting", "transit"):
        return
    start, _ = scene.plain.span(node.start, node.end)
    objects, heading = last_seen(scene), course_of(at)
    ours = any(one["navy"] in (None, *_OURS) for one in objects)
    if placed[-1].start >= start or heading is None or not objects or ours:
        return
    when = when_of(time, scene.calendar)
    if when is None:
        return
    from_sea, to_sea = seas_of(at)
    told = scene.tell(
        node,
        "sighting",
        when=when,
        where=seen_of(at),
        heading=heading,
        from_sea=from_sea,
        to_sea=to_sea,
        objects=objects,
    )
    scene.seen(told)


def say_spotted(node: Token, scene: Scene) -> None:
    """Tell that our ships saw, at a place, the ships told of before."""
    at, objects = node.get("at"), last_seen(scene)
    if node.all("ships") or node.all("them") or at is None or not objects:
        return
    when = time_before(node, at.start, scene)
    told = scene.tell(
        node,
        "sighting",
        when=when or scene.when,
        where=seen_of(at),
        objects=objects,
        observers=watchers_of(node.all("by"), scene),
        derived=[] if when else [("time", "that of the sighting told before")],
    )
    scene.seen(told)


def say_appeared(node: Token, scene: Scene) -> None:
    """Tell that ships showed up at a place: those of the sentence, or those told of before."""
    at = node.get("at")
    named = [*node.all("ships"), *node.all("them")]
    objects = objects_of(named, scene)[0] or [dict(one) for one in scene.group or scene.ships]
    watched = all(one["navy"] is not None and one["navy"] not in _OURS for one in objects)
    if at is None or not objects or not watched:
        return
    when = time_before(node, at.start, scene)
    if when is None:
        return
    told = scene.tell(node, "sighting", when=when, where=seen_of(at), objects=objects)
    scene.seen(told)


def say_back(node: Token, scene: Scene) -> None:
    """Tell that ships went through the same waters again."""
    way, last = node.get("way"), scene.last
    toward = way.get("toward") if way is not None else None
    passed = [token for token in node.all("passed") if way is not None and token.end <= way.start]
    if last is None or way is None or len(passed) < len(node.all("passed")):
        return
    passage = passage_of(passed[-1]) if passed else None
    where = passage.where if passage is not None else last.where
    if where is None:
        return
    named = [*node.all("ships"), *node.all("them")]
    objects = objects_of(named, scene)[0] or last_seen(scene)
    when = time_before(node, way.start, scene)
    if not objects or (when is None and not passed):
        return
    seas = [token for token in node.all("sea") if token.start >= way.end]
    told = scene.tell(
        node,
        last.kind,
        when=when,
        where=where,
        heading=letters_of(toward) if toward is not None else None,
        from_sea=seas_of_toward(toward)[0] if toward is not None else None,
        to_sea=sea_of(seas[0]) if seas else None,
        objects=objects,
        derived=[("place", "the same as told before")],
    )
    scene.seen(told)


def say_meeting(node: Token, scene: Scene) -> None:
    """Tell where ships met others."""
    at = node.get("at")
    named = [*node.all("who")[-1:], *node.all("other")]
    objects, derived = objects_of(named, scene)
    if at is None or not objects:
        return
    told = scene.tell(
        node,
        "sighting",
        when=time_before(node, at.start, scene),
        where=seen_of(at),
        objects=objects,
        derived=derived,
    )
    scene.seen(told)


def say_via(node: Token, scene: Scene) -> None:
    """Tell of a place by way of which ships went on."""
    at = node.get("at")
    objects = objects_of([*node.all("ships"), *node.all("them")], scene)[0] or last_seen(scene)
    when = time_before(node, at.start, scene) if at is not None else None
    if at is None or not objects or (when or scene.when) is None:
        return
    scene.tell(
        node,
        "sighting",
        when=when or after_last(scene),
        where=seen_of(at),
        objects=objects,
    )


def learn_ships(nodes: list[Token], scene: Scene) -> None:
    """Take the ships of a sentence that says that they sailed, and neither when nor where."""
    for node in nodes:
        objects = objects_of(node.all("who"), scene)[0]
        if objects and all(one["navy"] not in (None, *_OURS) for one in objects):
            scene.know(objects, scene.ships)
            scene.group = scene.group or objects


def say_beside(node: Token, scene: Scene) -> None:
    """Tell that ships were seen at one side of a place; in the territorial sea: an entry."""
    at = node.get("at")
    objects, derived = objects_of(node.all("who"), scene)
    if at is None or not objects or all(one["navy"] in (None, *_OURS) for one in objects):
        return
    start = node.all("who")[0].start
    toward = [one for one in node.all("toward") if at.end <= one.start < start]
    inside = node.get("zone") is not None
    told = scene.tell(
        node,
        "entry" if inside else "sighting",
        when=time_before(node, at.start, scene) or scene.when,
        where=seen_of(at),
        heading=letters_of(toward[-1]) if toward else None,
        to_sea="territorial sea of Japan" if inside else None,
        objects=objects,
        observers=watchers_of(node.all("watchers"), scene),
        derived=derived,
    )
    scene.seen(told)

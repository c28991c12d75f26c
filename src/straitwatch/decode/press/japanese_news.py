"""Japanese sentences as news words them turned into statements: who sailed where, who saw it."""

from straitwatch.decode.press.japanese_place import letters_of, sea_of, seas_of_toward, seen_of
from straitwatch.decode.press.japanese_point import last_seen, objects_of
from straitwatch.decode.press.japanese_say import after_last, say_sighting, time_before
from straitwatch.decode.press.japanese_watch import watchers_of
from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.token import Token

__all__ = ["learn_ships", "say_back", "say_meeting", "say_spotted", "say_via", "say_voyage"]

_OURS = ("JP", "US")


def say_voyage(node: Token, scene: Scene) -> None:
    """Tell that ships sailed at a place, where the words do not say who saw them."""
    dated = node.all("moment") or node.all("period")
    if not dated and scene.when is None:
        return
    objects = objects_of(node.all("who"), scene)[0]
    if objects and all(one["navy"] is not None and one["navy"] not in _OURS for one in objects):
        say_sighting(node, scene)


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


def say_back(node: Token, scene: Scene) -> None:
    """Tell that ships went through the same waters again."""
    way, last = node.get("way"), scene.last
    toward = way.get("toward") if way is not None else None
    if last is None or last.where is None or way is None or node.all("passed"):
        return
    named = [*node.all("ships"), *node.all("them")]
    objects = objects_of(named, scene)[0] or last_seen(scene)
    when = time_before(node, way.start, scene)
    if not objects or when is None:
        return
    seas = [token for token in node.all("sea") if token.start >= way.end]
    told = scene.tell(
        node,
        last.kind,
        when=when,
        where=last.where,
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
    if at is None or not objects or scene.when is None:
        return
    when = time_before(node, at.start, scene)
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

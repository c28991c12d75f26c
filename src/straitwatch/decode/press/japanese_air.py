"""What a Japanese sentence says of aircraft and of watching turned into statements."""

from typing import Any

import regex

from straitwatch.decode.press.craft import watcher
from straitwatch.decode.press.japanese_craft import planes_of, ships_of
from straitwatch.decode.press.japanese_place import passage_of, sea_of, seen_of
from straitwatch.decode.press.japanese_say import in_order, time_before
from straitwatch.decode.press.japanese_watch import unit_of, watchers_of
from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.statement import Statement
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.where import Where, whole_place

__all__ = [
    "flies_before",
    "say_aircraft",
    "say_first",
    "say_joint",
    "say_observation",
    "say_scramble",
]

_Row = dict[str, Any]
_OURS = (None, "JP", "US")
_MET = regex.compile("合流|加わ|[国ア]軍?機と|両国")
_FLEW = regex.compile(
    "飛行し|通過し|往復し|旋回し|飛来し|[北南][上下]し|進し|反転し|抜け|出た|進出し|至"
)
_TO = regex.compile(r"(?:上空|上|方面|側)?(?:に(?!おい|て|係)|へ|まで)")
_ESTIMATED = 0.8
"""Confidence of what the office itself calls an estimate (推定)."""
_WATCHED_TOO = regex.compile("(?:監視|情報収集|追尾)[^。]*(?:とともに|と共に|ほか)")


def say_aircraft(node: Token, scene: Scene) -> None:
    """Tell where aircraft flew, and each way through a strait."""
    who = node.get("who")
    if who is None or who.kind == "craftref":
        objects, estimated = [dict(one) for one in scene.aircraft], False
    else:
        objects, estimated = _planes(who, node, scene)
    if not objects or all(one["navy"] in _OURS for one in objects):
        return
    when = time_before(node, who.start if who is not None else node.start, scene)
    derived = []
    if when is None and scene.when is not None:
        when, derived = scene.when, [("time", "the day told before")]
    ways = [token for _, token in in_order(node, "passed", "gate")]
    origin, goals, over = _seas(node, scene)
    passage = passage_of(ways[0]) if ways else None
    where = passage.where if passage else _where(node, over, origin)
    if where is None and not goals and origin is None and not node.all("moment"):
        return  # neither where nor when
    confidence = _ESTIMATED if estimated else 1.0
    told = scene.tell(
        node,
        "aircraft",
        when=when,
        where=where,
        heading=passage.heading if passage else None,
        from_sea=sea_of(origin) if origin else None,
        to_sea=sea_of(goals[0]) if goals else None,
        objects=objects,
        confidence=confidence,
        derived=derived,
    )
    scene.aircraft, scene.group, scene.last = objects, objects, told
    if who is not None and who.kind != "craftref":
        scene.flown += objects
    scene.when = when or scene.when
    _say_ways(told, node, scene, ways, goals)


def flies_before(node: Token, scene: Scene) -> bool:
    """Tell whether words say where aircraft flew before they say that fighters went up."""
    who = node.get("who")
    places = [token for slot in ("sea", "passed", "seen", "gate") for token in node.all(slot)]
    up = scene.plain.text.find("緊急発進", node.start)
    other = scene.plain.text.find("スクランブル", node.start)
    up = min((one for one in (up, other) if one >= 0), default=-1)
    if who is None or who.kind != "planes" or not places or who.start > up:
        return False
    before = scene.plain.text[who.end : up]
    return min(one.start for one in places) < up and _FLEW.search(before) is not None


def _planes(who: Token, node: Token, scene: Scene) -> tuple[list[_Row], bool]:
    """List all aircraft of a sentence; those of the observing side apart."""
    objects, estimated = planes_of(who, scene)
    for token in node.all("planes"):
        if token is not who:
            objects += planes_of(token, scene)[0]
    return [one for one in objects if one["navy"] not in _OURS[1:]], estimated


def say_joint(node: Token, scene: Scene) -> None:
    """Tell that aircraft of two States flew together."""
    objects = [one for token in node.all("planes") for one in planes_of(token, scene)[0]]
    objects = objects or [dict(one) for one in scene.aircraft]
    if not objects:
        return
    if node.all("planes"):
        flags = {one["navy"] for one in objects}
        joined = _MET.search(scene.plain.text, node.start, node.end) is not None
        more = "加わ" in scene.plain.text[node.start : node.end]  # those of the day before go on
        names = {one["name"] for one in objects}
        others = [
            dict(one)
            for one in scene.flown or scene.aircraft
            if (one["name"] not in names if more else one["navy"] not in flags)
        ]
        scene.flown += objects
        objects = [*objects, *others] if joined and len(flags) == 1 else objects
    when = time_before(node, node.end, scene) or scene.when
    if when is None:
        return
    ways = [token for _, token in in_order(node, "passed", "gate")]
    passage = passage_of(ways[0]) if ways else None
    met = [sea for sea in node.all("sea") if not _comes_from(sea, scene)]
    told = scene.tell(
        node,
        "joint_flight",
        when=when,
        where=passage.where if passage else _where(node, met or node.all("sea"), None),
        objects=objects,
    )
    scene.aircraft, scene.group, scene.last = objects, objects, told
    scene.when = when or scene.when


def _seas(node: Token, scene: Scene) -> tuple[Token | None, list[Token], list[Token]]:
    """Tell the sea that aircraft came from, those they flew to, and all but the first.

    Beyond a strait any sea is where they went; else only one that words such as "to" follow.
    """
    seas = [token for token in node.all("sea") if sea_of(token)]
    origin = seas[0] if seas and _comes_from(seas[0], scene) else None
    over = [one for one in seas if one is not origin]
    beyond = bool(node.all("passed") or node.all("gate"))
    goals = [one for one in over if not _comes_from(one, scene)] if beyond else []
    return origin, goals or [one for one in over if _goes_to(one, scene)], over


def _goes_to(sea: Token, scene: Scene) -> bool:
    return _TO.match(scene.plain.text, sea.end) is not None


def _comes_from(sea: Token, scene: Scene) -> bool:
    after = scene.plain.text[sea.end : sea.end + 4]
    return after.startswith(("から", "より")) or scene.plain.text[sea.start : sea.end].endswith(
        "方面"
    )


def _where(node: Token, goals: list[Token], origin: Token | None) -> Where | None:
    seen = node.get("seen")
    if seen is not None:
        return seen_of(seen)
    for sea in [*goals, *([origin] if origin else [])]:
        name = sea.get("sea")
        if name is not None:
            return whole_place(name.sense("SEA").entry[0])
    return None


def _say_ways(
    flight: Statement, node: Token, scene: Scene, ways: list[Token], goals: list[Token]
) -> None:
    """Tell each further way through a strait whose far side the words name."""
    came = flight.to_sea
    for place, way in enumerate(ways[1:], start=1):
        passage = passage_of(way)
        end = ways[place + 1].start if place + 1 < len(ways) else node.end
        far = next((one for one in goals if way.end <= one.start < end), None)
        if passage is not None and far is not None:
            scene.tell(
                node,
                "aircraft",
                when=flight.when,
                where=passage.where,
                heading=passage.heading,
                from_sea=came,
                to_sea=sea_of(far),
                objects=[dict(one) for one in flight.objects],
                confidence=flight.confidence,
                derived=list(flight.derived),
            )
            came = sea_of(far)


def say_scramble(node: Token, scene: Scene) -> None:
    """Tell that fighters went up, against what was told last."""
    groups = [one for one in node.all("watchers") if not _keeps_watch(one, node, scene)]
    named = [one for group in groups for one in group.all("watcher")]
    held = [unit for one in named for unit in one.all("unit")]
    both = scene.plain.text.startswith("これら", node.start) and len(scene.flown) > 1
    answered = scene.flown if both else scene.aircraft
    objects = [dict(one) for one in answered or scene.group or _deck(scene)]
    after = scene.plain.text[node.start : node.end].partition("緊急発進")[2]
    if not objects or after.startswith(("回数", "の回数", "実施状況")):
        return  # figures of a year, or fighters without what they answered
    units = [unit_of(token) for token in [*node.all("unit"), *held]]
    words = scene.words(node)
    services = [token.sense("SERVICE") for token in node.all("SERVICE")]
    service = next((one for one in services if one not in ("JSDF", None)), "JASDF")
    if units:
        observers = [
            watcher(own or service, as_written=words, unit=name, name="fighters")
            for own, name in units
        ]
    else:
        observers = [watcher(service, as_written=words, name="fighters")]
    when = time_before(node, node.start, scene)
    derived = []
    scene.flown = []
    if when is None and scene.when is not None:
        when = scene.when
        derived.append(("time", "that of the flight it answers"))
    scene.tell(
        node,
        "scramble",
        when=when,
        objects=objects,
        observers=observers,
        derived=derived,
    )


def _keeps_watch(group: Token, node: Token, scene: Scene) -> bool:
    """Tell whether those named kept watch, while others went up: 監視を行うとともに、…緊急発進."""
    words = scene.plain.text[group.end : node.end].partition("緊急発進")[0]
    return _WATCHED_TOO.search(words) is not None


def _deck(scene: Scene) -> list[_Row]:
    """Give the carrier whose aircraft were told of last."""
    told = scene.part.statements[-1:]
    return [one for last in told if last.kind == "flight_operations" for one in last.objects]


def _to_end(node: Token, scene: Scene) -> str:
    """Give the words of a sentence, those behind what its rule covers too."""
    text = scene.plain.text
    ends = [one for one in scene.plain.stops if one >= node.end]
    stop = text.find("。", node.end)
    return text[node.start : min([len(text), *ends, *([stop] if stop >= 0 else [])])]


def say_observation(node: Token, scene: Scene) -> None:
    """Tell who kept watch."""
    observers = watchers_of(node.all("by"), scene)
    up = any(word in _to_end(node, scene) for word in ("緊急発進", "スクランブル"))
    if up and all(one["service"] == "JASDF" for one in observers):
        return  # those who went up
    if not observers or not (scene.ships or scene.aircraft):
        return
    when = time_before(node, node.start, scene)
    derived = []
    if when is None and scene.when is not None:
        when, derived = scene.when, [("time", "that of the sighting told before")]
    scene.tell(
        node,
        "observation",
        when=when,
        objects=[dict(one) for one in scene.ships or scene.aircraft],
        observers=observers,
        derived=derived,
    )


def say_first(node: Token, scene: Scene) -> None:
    """Tell that something was seen for the first time."""
    objects: list[_Row] = []
    for slot, token in in_order(node, "ships", "planes"):
        found = ships_of(token, scene)[0] if slot == "ships" else planes_of(token, scene)[0]
        scene.know(found, objects)
    if not objects:
        objects = [dict(one) for one in scene.group]
    if not objects:
        return
    ways = node.all("passed")
    passage = passage_of(ways[0]) if ways else None
    seen = node.get("seen")
    where = passage.where if passage else seen_of(seen) if seen is not None else None
    if where is None and scene.last is not None:
        where = scene.last.where
    told = time_before(node, node.start, scene)
    scene.tell(
        node,
        "first_sighting",
        when=told or scene.when,
        where=where,
        objects=objects,
        derived=[] if told else [("time", "that of the sighting told before")],
    )

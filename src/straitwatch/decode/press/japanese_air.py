"""What a Japanese sentence says of aircraft and of watching turned into statements."""

from typing import Any

import regex

from straitwatch.decode.press.craft import watcher
from straitwatch.decode.press.japanese_craft import planes_of, ships_of
from straitwatch.decode.press.japanese_place import passage_of, sea_of, seen_of, waters_of
from straitwatch.decode.press.japanese_say import in_order, time_before
from straitwatch.decode.press.japanese_time import when_of
from straitwatch.decode.press.japanese_watch import unit_of, watchers_of
from straitwatch.decode.press.moment import When
from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.statement import Statement
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.where import Where, whole_place

__all__ = [
    "say_aircraft",
    "say_first",
    "say_flights",
    "say_joint",
    "say_observation",
    "say_scramble",
]

_Row = dict[str, Any]
_OURS = (None, "JP", "US")
_ESTIMATED = 0.8
"""Confidence of what the office itself calls an estimate (推定)."""


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
    seas = [token for token in node.all("sea") if sea_of(token)]
    origin = next((one for one in seas if _comes_from(one, scene)), None)
    goals = [one for one in seas if one is not origin]
    passage = passage_of(ways[0]) if ways else None
    where = passage.where if passage else _where(node, goals, origin)
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
    scene.when = when or scene.when
    _say_ways(told, node, scene, ways, goals)


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
    when = time_before(node, node.end, scene) or scene.when
    if when is None:
        return
    ways = [token for _, token in in_order(node, "passed", "gate")]
    passage = passage_of(ways[0]) if ways else None
    told = scene.tell(
        node,
        "joint_flight",
        when=when,
        where=passage.where if passage else _where(node, node.all("sea"), None),
        objects=objects,
    )
    scene.aircraft, scene.group, scene.last = objects, objects, told
    scene.when = when or scene.when


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
    named = [one for group in node.all("watchers") for one in group.all("watcher")]
    held = [unit for one in named for unit in one.all("unit")]
    objects = [dict(one) for one in scene.aircraft or scene.group or _deck(scene)]
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


def _deck(scene: Scene) -> list[_Row]:
    """Give the carrier whose aircraft were told of last."""
    told = scene.part.statements[-1:]
    return [one for last in told if last.kind == "flight_operations" for one in last.objects]


def say_observation(node: Token, scene: Scene) -> None:
    """Tell who kept watch."""
    observers = watchers_of(node.all("by"), scene)
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


_HELICOPTERS, _FIGHTERS = ("ヘリ",), ("戦闘機", "固定翼", "J-15")
_JOINED = regex.compile(r"[^。、]{0,12}(?:及び|並びに|と|や|・|、)(?:艦載|哨戒|早期警戒)?")
_BOTH = "take-offs and landings of carrier fighters and helicopters"


def say_flights(node: Token, scene: Scene) -> None:
    """Tell how often aircraft took off from and landed on a ship: each tally with its span."""
    words = scene.plain.text[node.start : node.end]
    if not node.all("tally") and any(one in words for one in ("緊急発進", "初めて", "訓練")):
        return  # what fighters answered, or a first time: told elsewhere
    ships = [one for token in node.all("ships") for one in ships_of(token, scene)[0]]
    carriers = [one for one in ships or scene.ships if "carrier" in (one["class"] or "")] or ships
    carriers = carriers or scene.ships[:1]
    if not carriers:
        return
    times = in_order(node, "moment", "period")
    spans = {id(token): when_of(token, scene.calendar) for _, token in times}
    told = [_count(tally, node, scene, times, spans) for tally in node.all("tally")]
    _span_totals(node.all("tally"), told, times)
    whens = [one for one in spans.values() if one is not None]
    derived = []
    when = None
    if whens:
        when = When(min(w.t_start for w in whens), max(w.t_end for w in whens))
    elif scene.when is not None:
        when, derived = scene.when, [("time", "that of the sighting told before")]
    for one in told:
        if one["t_start"] is None and when is not None:
            one["t_start"], one["t_end"] = when.t_start, when.t_end
    if not told:
        told = [_tally(_craft_of(words), None, None, when)]
    seen = node.get("seen")
    scene.know(carriers, scene.ships)
    scene.when = when or scene.when
    scene.tell(
        node,
        "flight_operations",
        when=when,
        where=seen_of(seen) if seen is not None else waters_of(node.get("sea")),
        objects=[dict(one) for one in carriers],
        counts=told,
        derived=derived,
    )


def _span_totals(tallies: list[Token], told: list[_Row], times: list[tuple[str, Token]]) -> None:
    """Give a total that follows its parts the span of all of them."""
    for place, tally in enumerate(tallies):
        before = tallies[place - 1].end if place else 0
        if place == 0 or not tally.get("total"):
            continue
        if any(before <= token.start < tally.start for _, token in times):
            continue  # it has a span of its own
        starts = [one["t_start"] for one in told[:place] if one["t_start"] is not None]
        ends = [one["t_end"] for one in told[:place] if one["t_end"] is not None]
        if starts and ends:
            told[place]["t_start"], told[place]["t_end"] = min(starts), max(ends)


def _count(
    tally: Token,
    node: Token,
    scene: Scene,
    times: list[tuple[str, Token]],
    spans: dict[int, When | None],
) -> _Row:
    before = [token for _, token in times if token.end <= tally.start]
    when = spans[id(before[-1])] if before else None
    start = max([node.start, *(one.end for one in node.all("tally") if one.end <= tally.start)])
    what = _craft_of(scene.plain.text[start : tally.start])
    n = tally.number("n")
    n_is = "about" if tally.get("about") else "at_least" if tally.get("least") else "exact"
    return _tally(what, int(n) if n is not None else None, n_is, when)


def _tally(what: str, n: int | None, n_is: str | None, when: When | None) -> _Row:
    return {
        "what": what,
        "n": n,
        "n_is": n_is if n is not None else None,
        "t_start": when.t_start if when else None,
        "t_end": when.t_end if when else None,
    }


def _craft_of(words: str) -> str:
    """Name the craft that a count is of, by the words for craft that stand last before it."""
    found = [(words.rfind(one), one, "helicopters") for one in _HELICOPTERS]
    found += [(words.rfind(one), one, "carrier fighters") for one in _FIGHTERS]
    found = sorted(one for one in found if one[0] >= 0)
    if len(found) > 1:
        place, word, name = found[-2]
        between = words[place + len(word) : found[-1][0]]
        if name != found[-1][2] and _JOINED.fullmatch(between):
            return _BOTH
    return f"take-offs and landings of {found[-1][2]}" if found else _BOTH

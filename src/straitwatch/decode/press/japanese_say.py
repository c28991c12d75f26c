"""What a Japanese sentence says of ships turned into statements."""

from typing import Any

import regex

from straitwatch.decode.press.japanese_place import (
    Passage,
    letters_of,
    passage_of,
    sea_of,
    seas_of,
    seen_of,
)
from straitwatch.decode.press.japanese_place import course_of as heading_of
from straitwatch.decode.press.japanese_point import (
    first_list,
    known_again,
    last_list,
    last_seen,
    objects_of,
)
from straitwatch.decode.press.japanese_shared import heading_before, heading_shared, times_after
from straitwatch.decode.press.japanese_time import when_of
from straitwatch.decode.press.japanese_watch import watchers_of
from straitwatch.decode.press.moment import Day, When, whole_days
from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.statement import Statement
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.where import Where, whole_place

__all__ = [
    "after_last",
    "in_order",
    "say_passage",
    "say_sighting",
    "sea_itself",
    "time_before",
]

_Row = dict[str, Any]
_DECK, _SAILS = (
    regex.compile("発着艦|離着艦|発艦|着艦"),
    regex.compile("航行|[東西南北]に?進|[南北]下|北上|隻|活動"),
)
_TOPIC = ("は", "については", "についても", "も")
"""What follows ships that were told of before."""

_TURN = regex.compile("し?た?後、?(?:反転|変針|引き返)")
_TURNED_THERE = regex.compile(
    "(?:で|にて|において)、?(?:反転|変針)し?(?:て|た後)?、?(?:(?:再び|同海域を|同海峡を))*"
)
_TIMES = ("moment", "period")


def in_order(node: Token, *slots: str) -> list[tuple[str, Token]]:
    """List what several slots hold, in the order of the text."""
    held = [(slot, token) for slot in slots for token in node.all(slot)]
    return sorted(held, key=lambda one: one[1].start)


def time_before(node: Token, place: int, scene: Scene) -> When | None:
    """Give the time told last before a place of the text, else the first of the sentence."""
    told = in_order(node, *_TIMES, "when")
    before = [token for _, token in told if token.end <= place]
    chosen = before[-1] if before else told[0][1] if told else None
    found = None
    for _, token in told:  # each in its turn: a day alone follows the one before it
        when = scene.when if token.get("same") else when_of(token, scene.calendar)
        if token is chosen:
            found = when
            break
    return found


def say_sighting(node: Token, scene: Scene) -> None:
    """Tell that ships were seen at a place."""
    who, at = node.get("who"), node.get("at")
    if who is None:
        return
    objects, derived = objects_of(node.all("who"), scene)
    if not objects or _flies_only(node, scene) or _turns(at, scene):
        return
    anchor = (
        at.start
        if at is not None and node.kind == "voyage"
        else min(token.start for token in (who, at) if token is not None)
    )
    when = time_before(node, anchor, scene)
    if node.kind == "listed" and any(word in scene.plain.text for word in ("訓練について", "演習")):
        return
    where = seen_of(at) if at is not None else None
    if where is not None and at is not None and _met_there(node, at, where, scene):
        return
    from_sea, to_sea = seas_of(at) if at is not None else (None, None)
    toward = node.get("to")
    told = scene.tell(
        node,
        "sighting",
        from_sea=from_sea,
        to_sea=sea_of(toward) if toward is not None else to_sea,
        when=when or _same_day(scene),
        where=where or (_of_sea(node) if at is not None and at.kind == "sea" else None),
        heading=_heading(node, at, scene) if at is not None else None,
        objects=objects,
        observers=watchers_of(node.all("watchers"), scene),
        derived=derived,
    )
    if node.all("period") and scene.period is None:
        scene.period = told.when
    scene.seen(told)
    _say_further(node, told, at, scene)


def _turns(at: Token | None, scene: Scene) -> bool:
    """Tell whether a place without a distance is no more than where ships went before a turn."""
    if at is None or at.all("spot") or at.get("at") is None:
        return False
    apart = at.all("at")[0].get("dist") is not None
    return not apart and _TURN.match(scene.plain.text, at.end) is not None


def _heading(node: Token, at: Token, scene: Scene) -> str | None:
    """Give the heading of ships at a place: with it, before it, or as what the ships do there."""
    found = heading_before(at, scene) or heading_of(at)
    if found is None and at.start < node.all("who")[-1].start:
        ends = node.all("who")[-1].end
        after = [one for one in node.all("toward") if one.start >= ends]
        does = after and scene.plain.text[ends : after[0].start] in ("が", "が、", "が同海域を")
        found = letters_of(after[0]) if does else None
    return found or _after_turn(at, node, scene) or heading_shared(at, node, scene)


def _after_turn(at: Token, node: Token, scene: Scene) -> str | None:
    """Give the heading that ships took where they turned about: 海域で反転し、同海域を北東進."""
    after = [one for one in node.all("toward") if one.start >= at.end]
    between = scene.plain.text[at.end : after[0].start] if after else ""
    return letters_of(after[0]) if _TURNED_THERE.fullmatch(between) else None


def _met_there(node: Token, at: Token, where: Where, scene: Scene) -> bool:
    """Tell whether the same words have told of a meeting of ships at this place."""
    last = scene.part.statements[-1] if scene.part.statements else None
    start, _ = scene.plain.span(node.start, node.end)
    after = scene.plain.text[at.end : node.end + 10]
    met = "合流" in after or "会合" in after
    return met and last is not None and last.start >= start and last.where == where


def _flies_only(node: Token, scene: Scene) -> bool:
    """Tell whether a sentence says of a ship no more than that aircraft flew from it."""
    stop = scene.plain.text.find("。", node.end)
    after = min(
        (one for one in scene.plain.stops if one >= node.end), default=len(scene.plain.text)
    )
    words = scene.plain.text[node.start : min(stop, after) if stop > 0 else after]
    return _DECK.search(words) is not None and _SAILS.search(words) is None


def _say_further(node: Token, told: Statement, at: Token | None, scene: Scene) -> None:
    """Tell the further places of one sentence: ... sailed W of A, then S off B."""
    for token in node.all("seen"):
        where, heading = seen_of(token), heading_of(token)
        if token is not at and where is not None and heading is not None:
            own = time_before(node, token.start, scene)
            further = told.but(where=where, heading=heading, observers=[], when=own or told.when)
            further.from_sea, further.to_sea = seas_of(token)
            scene.add(further)


def sea_itself(token: Token) -> Where | None:
    """Give the place that a `sea` is."""
    named = token.get("sea")
    return whole_place(named.sense("SEA").entry[0]) if named is not None else None


def _of_sea(node: Token) -> Where | None:
    sea = node.get("at") or node.get("sea")
    return sea_itself(sea) if sea is not None and sea.kind == "sea" else None


def say_passage(node: Token, scene: Scene, *, ways: list[Token] | None = None) -> None:
    """Tell that ships went through a strait."""
    passed = ways or [token for _, token in in_order(node, "way", "passed")]
    who = [token for _, token in in_order(node, "who", "ships", "them")]
    for way in passed:
        passage = passage_of(way)
        if passage is None:
            continue
        named = [token for token in who if token.end <= way.start] or first_list(who, scene)
        objects, derived = objects_of(last_list(named, scene), scene)
        if named and scene.plain.text.startswith(_TOPIC, named[-1].end):
            objects, derived = known_again(objects, derived, scene)
        if not named:
            objects = last_seen(scene)
        if not objects or all(_says_nothing(one) for one in objects):
            objects = [dict(one) for one in scene.recent or scene.ships] or objects
        if named and named[-1].kind == "them":
            scene.recent_told = True
        if objects:
            _say_transit(node, scene, way=way, passage=passage, objects=objects, derived=derived)


def _says_nothing(one: _Row) -> bool:
    """Tell whether words for a ship say no more than that it is one: 艦艇は."""
    bare = one["class"] is not None and one["class"].startswith("warship")
    return bare and one["hull"] is None and one["name"] is None and one["count"] == 1


def _say_transit(
    node: Token,
    scene: Scene,
    *,
    way: Token,
    passage: Passage,
    objects: list[_Row],
    derived: list[tuple[str, str]],
) -> None:
    later = _is_dated_later(node, way)
    own = times_after(node, scene).get(way.start)
    when = None if later else time_before(node, way.start, scene)
    when = when if own is None else when_of(own, scene.calendar)
    if when is None:
        when = after_last(scene)
    ways = [token.start for token in node.all("passed") if token.start > way.start]
    end = min(ways, default=node.end)
    beyond = [token for token in node.all("sea") if way.end <= token.start < end]
    seas = [token for token in beyond if not _is_origin(token, scene)]
    came = [token for token in node.all("sea") if token.end <= way.start]
    from_sea, to_sea = seas_of(way)
    came += [token for token in beyond[:1] if token not in seas]
    if from_sea is None and came and _is_origin(came[-1], scene):
        from_sea = sea_of(came[-1])
    told = scene.tell(
        node,
        "transit",
        when=when,
        where=passage.where,
        heading=passage.heading or heading_shared(way, node, scene),
        from_sea=from_sea,
        to_sea=to_sea or (sea_of(seas[0]) if seas else None),
        objects=objects,
        observers=watchers_of(node.all("watchers"), scene),
        derived=derived,
    )
    scene.last, scene.when = told, scene.when or when
    scene.know(objects, scene.ships)


def _is_dated_later(node: Token, way: Token) -> bool:
    """Tell whether the first day of a sentence is that of a later way than this one."""
    times = [token for _, token in in_order(node, *_TIMES)]
    if not times or times[0].start < way.end:
        return False
    return any(token.start >= times[0].end for token in node.all("passed"))


def _is_origin(sea: Token, scene: Scene) -> bool:
    """Tell whether ships came from a sea: 東シナ海から."""
    return scene.plain.text[sea.end : sea.end + 2] == "から"


def _same_day(scene: Scene) -> When | None:
    """Give the day told last as the time of a sentence that tells none."""
    if scene.calendar.last is None:
        return None
    return whole_days(Day(scene.calendar.last, ("none is told; the day told before",)))


def after_last(scene: Scene) -> When | None:
    """Give the span of "after that": from the time told last to the end of the day of release."""
    last = scene.when
    if last is None:
        return None
    published = scene.calendar.published
    end = last.t_end
    if published is not None:
        end = max(end, whole_days(Day(published)).t_end)
    reason = "after the sighting told before, and before the day of publication ended"
    return When(last.t_start, end, (reason,)) if end > last.t_start else last

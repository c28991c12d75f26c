"""What a Japanese sentence says of ships turned into statements."""

from typing import Any

from straitwatch.decode.press.craft import craft
from straitwatch.decode.press.japanese_craft import hulls_of, known_as, ships_of
from straitwatch.decode.press.japanese_place import Passage, passage_of, sea_of, seas_of, seen_of
from straitwatch.decode.press.japanese_place import course_of as heading_of
from straitwatch.decode.press.japanese_time import when_of
from straitwatch.decode.press.japanese_watch import watchers_of
from straitwatch.decode.press.moment import Day, When, whole_days
from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.statement import Statement
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.where import Where, whole_place
from straitwatch.decode.press.words import Flag

__all__ = [
    "after_last",
    "in_order",
    "say_leg_item",
    "say_legs",
    "say_passage",
    "say_sighting",
    "time_before",
]

_Row = dict[str, Any]
_TIMES = ("moment", "period")
_AS_FOLLOWS = ("以下のとおり", "次のとおり", "以下の通り", "次の通り", "下記のとおり")


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
    objects, derived = _all_objects(node.all("who"), scene)
    if not objects:
        return
    anchor = min(token.start for token in (who, at) if token is not None)
    when = time_before(node, anchor, scene)
    if node.kind == "listed" and any(word in scene.plain.text for word in ("訓練について", "演習")):
        return
    where = seen_of(at) if at is not None else None
    from_sea, to_sea = seas_of(at) if at is not None else (None, None)
    toward = node.get("to")
    told = scene.tell(
        node,
        "sighting",
        from_sea=from_sea,
        to_sea=sea_of(toward) if toward is not None else to_sea,
        when=when or _same_day(scene),
        where=where or (_of_sea(node) if at is not None and at.kind == "sea" else None),
        heading=heading_of(at) if at is not None else None,
        objects=objects,
        observers=watchers_of(node.all("watchers"), scene),
        derived=derived,
    )
    scene.seen(told)
    _say_further(node, told, at, scene)


def _say_further(node: Token, told: Statement, at: Token | None, scene: Scene) -> None:
    """Tell the further places of one sentence: ... sailed W of A, then S off B."""
    for token in node.all("seen"):
        where, heading = seen_of(token), heading_of(token)
        if token is not at and where is not None and heading is not None:
            further = told.but(where=where, heading=heading, observers=[])
            further.from_sea, further.to_sea = seas_of(token)
            scene.add(further)


def _sea_itself(token: Token) -> Where | None:
    named = token.get("sea")
    return whole_place(named.sense("SEA").entry[0]) if named is not None else None


def _of_sea(node: Token) -> Where | None:
    sea = node.get("at") or node.get("sea")
    return _sea_itself(sea) if sea is not None and sea.kind == "sea" else None


def _objects(who: Token, scene: Scene) -> tuple[list[_Row], list[tuple[str, str]]]:
    """List the ships that words name, or point back to."""
    if who.kind == "ships":
        return ships_of(who, scene)
    if who.kind in ("hulls", "barehulls"):
        return [_by_hull(hull, who, scene) for hull in hulls_of(who)], []
    if who.kind == "them":
        return _pointed(who, scene), []
    return [], []


def _all_objects(named: list[Token], scene: Scene) -> tuple[list[_Row], list[tuple[str, str]]]:
    """List the ships of all phrases of one list."""
    told = [_objects(who, scene) for who in named]
    objects = [one for found, _ in told for one in found]
    return objects, [reason for _, found in told for reason in found]


def _by_hull(hull: str, who: Token, scene: Scene) -> _Row:
    """Give the ship of which a list says nothing but the hull."""
    known = known_as(hull, scene)
    if known is not None:
        return dict(known)
    flags = {one["navy"] for one in scene.ships} - {None}
    navy = Flag(flags.pop(), "navy") if len(flags) == 1 else scene.flag
    return craft(navy, None, as_written=scene.words(who), hull=hull)


def _pointed(who: Token, scene: Scene) -> list[_Row]:
    """List the ships that "these ships" or "that ship" are."""
    pool = scene.recent or scene.group or scene.ships
    named = who.get("class")
    if named is not None:
        name = named.sense("CLASS").name
        pool = [one for one in scene.ships if one["class"] == name] or pool
    count = who.number("count")
    if isinstance(count, int):
        for choice in (scene.group, scene.recent, scene.ships):
            if sum(one["count"] or 0 for one in choice) == count:
                pool = choice
                break
    return [dict(one) for one in pool]


def say_passage(node: Token, scene: Scene, *, ways: list[Token] | None = None) -> None:
    """Tell that ships went through a strait."""
    passed = ways or [token for _, token in in_order(node, "way", "passed")]
    who = [token for _, token in in_order(node, "who", "ships", "them")]
    for way in passed:
        passage = passage_of(way)
        if passage is None:
            continue
        named = [token for token in who if token.end <= way.start] or who
        objects, derived = _objects(named[-1], scene) if named else ([], [])
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
    when = time_before(node, way.start, scene)
    if when is None:
        when = after_last(scene)
    ways = [token.start for token in node.all("passed") if token.start > way.start]
    end = min(ways, default=node.end)
    seas = [token for token in node.all("sea") if way.end <= token.start < end]
    came = [token for token in node.all("sea") if token.end <= way.start]
    from_sea, to_sea = seas_of(way)
    if from_sea is None and came and _is_origin(came[-1], scene):
        from_sea = sea_of(came[-1])
    told = scene.tell(
        node,
        "transit",
        when=when,
        where=passage.where,
        heading=passage.heading,
        from_sea=from_sea,
        to_sea=to_sea or (sea_of(seas[0]) if seas else None),
        objects=objects,
        observers=watchers_of(node.all("watchers"), scene),
        derived=derived,
    )
    scene.last = told
    scene.know(objects, scene.ships)


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


def say_leg_item(node: Token, scene: Scene) -> None:
    """Tell one line of a list of earlier ways, which a sentence before announced."""
    if scene.listing:
        say_legs(node, scene)


def say_legs(node: Token, scene: Scene) -> None:
    """Tell the earlier ways of ships that are the same: one statement a dated leg."""
    words = scene.plain.text[node.start : node.end]
    scene.listing = scene.listing or any(word in words for word in _AS_FOLLOWS)
    when: When | None = None
    objects: list[_Row] = scene.legs_of if node.kind == "leg" else []
    derived: list[tuple[str, str]] = []
    calendar_day = scene.calendar.last
    for slot, token in in_order(node, "ships", "them", "hulls", *_TIMES, "passed", "seen", "sea"):
        if slot in ("moment", "period"):
            when = when_of(token, scene.calendar)
        elif slot in ("ships", "them", "hulls"):
            objects, derived = _objects(token, scene)
        elif when is not None:
            _say_leg(node, scene, token, when=when, objects=objects or scene.ships, derived=derived)
    scene.legs_of = objects
    if not scene.listing:
        scene.calendar.last = calendar_day  # the legs are past; the text goes on with its own days


def _say_leg(
    node: Token,
    scene: Scene,
    token: Token,
    *,
    when: When,
    objects: list[_Row],
    derived: list[tuple[str, str]],
) -> None:
    passage = passage_of(token) if token.kind == "passed" else None
    if token.kind == "sea":
        after = scene.plain.text[token.end : token.end + 4]
        where = _sea_itself(token) if after.startswith(("において", "で", "にお")) else None
    else:
        where = passage.where if passage is not None else seen_of(token)
    if where is None:
        return
    seas = [sea for sea in node.all("sea") if sea.start >= token.end]
    scene.tell(
        node,
        "transit" if passage is not None else "sighting",
        when=when,
        where=where,
        heading=heading_of(token),
        to_sea=sea_of(seas[0]) if seas and passage is not None else None,
        objects=[dict(one) for one in objects],
        same_as=_today_of(objects, scene),
        derived=derived,
    )


def _today_of(objects: list[_Row], scene: Scene) -> Statement | None:
    """Find the statement of today that an earlier leg is linked to: of the same ships."""
    hulls = {one["hull"] for one in objects if one["hull"]}
    for told in scene.part.statements:
        if told.same_as is None and told.kind in ("sighting", "transit"):
            own = {one["hull"] for one in told.objects if one["hull"]}
            if hulls & own or (not hulls and told.objects):
                return told
    return scene.last

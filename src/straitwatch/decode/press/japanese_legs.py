"""What a Japanese sentence says of the earlier ways of ships turned into statements."""

from typing import Any

import regex

from straitwatch.decode.press.japanese_place import course_of as heading_of
from straitwatch.decode.press.japanese_place import letters_of, passage_of, sea_of, seen_of
from straitwatch.decode.press.japanese_point import SEEN, known_again, ships_told
from straitwatch.decode.press.japanese_say import in_order, sea_itself
from straitwatch.decode.press.japanese_shared import heading_shared, times_after
from straitwatch.decode.press.japanese_time import when_of
from straitwatch.decode.press.moment import When
from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.statement import Statement
from straitwatch.decode.press.token import Token

__all__ = ["say_leg_item", "say_legs"]

_Row = dict[str, Any]
_TIMES = ("moment", "period")
_NAMED = ("ships", "them", "hulls")
_AGAIN = ("again", "toward")
_PLACES = ("passed", "seen", "sea", *_AGAIN)
_SAME_WATERS = regex.compile(r"同(?:海域|海峡|水域)(?:を|で|において)、?$")
_AS_FOLLOWS = regex.compile("(?:以下|次|下記)の?(?:とおり|通り|ように)")


def say_leg_item(node: Token, scene: Scene) -> None:
    """Tell one line of a list of earlier ways, which a sentence before announced."""
    if scene.listing:
        say_legs(node, scene)


def say_legs(node: Token, scene: Scene) -> None:
    """Tell the earlier ways of ships that are the same: one statement a dated leg."""
    words = scene.plain.text[node.start : node.end]
    scene.listing = scene.listing or _AS_FOLLOWS.search(words) is not None
    when: When | None = None
    objects: list[_Row] = scene.legs_of if node.kind == "leg" else []
    derived: list[tuple[str, str]] = []
    days: list[tuple[When, list[_Row], list[tuple[str, str]]]] = []  # told, with no way as yet
    calendar_day = scene.calendar.last
    after = times_after(node, scene)
    for slot, token in in_order(node, *_NAMED, *_TIMES, *_PLACES):
        if slot in _TIMES:
            when = when_of(token, scene.calendar)
            days += [(when, objects, derived)] if when is not None else []
        elif slot in _NAMED:
            objects, derived = known_again(*ships_told(token, scene), scene)
        elif token.start in after:
            when, days = when_of(after[token.start], scene.calendar), []
            if when is not None:
                _say_leg(
                    node, scene, token, when=when, objects=objects or scene.ships, derived=derived
                )
        elif when is not None and (slot not in _AGAIN or (days and _is_again(token, scene))):
            each = days if _is_each(days, token, scene) else [(when, objects, derived)]
            for day, whose, reasons in each:
                _say_leg(
                    node, scene, token, when=day, objects=whose or scene.ships, derived=reasons
                )
            days = []
    scene.legs_of = objects
    if not scene.listing:
        scene.calendar.last = calendar_day  # the legs are past; the text goes on with its own days


def _is_each(days: list[Any], token: Token, scene: Scene) -> bool:
    """Tell whether one way is that of all days told: A on the 4th, B on the 6th, each through C."""
    return len(days) > 1 and scene.plain.text.endswith("それぞれ", 0, token.start)


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
    before = next((one for one in reversed(scene.part.statements) if one.kind in SEEN), None)
    if token.kind in _AGAIN:  # 同海域を南進したもの: the waters that were told of last
        where = before.where if before is not None else None
    elif token.kind == "sea":
        after = scene.plain.text[token.end : token.end + 4]
        where = sea_itself(token) if after.startswith(("において", "で", "にお")) else None
    else:
        where = passage.where if passage is not None else seen_of(token)
    if where is None:
        return
    seas = [sea for sea in node.all("sea") if sea.start >= token.end]
    scene.tell(
        node,
        _kind(token, passage is not None, before),
        when=when,
        where=where,
        heading=_heading_of(token) or heading_shared(token, node, scene),
        to_sea=sea_of(seas[0]) if seas and passage is not None else None,
        objects=[dict(one) for one in objects],
        same_as=_today_of(objects, scene),
        derived=derived,
    )


def _is_again(token: Token, scene: Scene) -> bool:
    """Tell whether words say that ships went some way in the waters told of last: 同海域を南進."""
    if token.kind == "again":
        return heading_of(token) is not None
    return _SAME_WATERS.search(scene.plain.text[max(0, token.start - 8) : token.start]) is not None


def _heading_of(token: Token) -> str | None:
    return letters_of(token) if token.kind == "toward" else heading_of(token)


def _kind(token: Token, passes: bool, before: Statement | None) -> str:
    """Tell what a leg is: a passage of a strait, also where it is that of the row before."""
    again = token.kind in _AGAIN and before is not None and before.kind == "transit"
    return "transit" if passes or again else "sighting"


def _today_of(objects: list[_Row], scene: Scene) -> Statement | None:
    """Find the statement of today that an earlier leg is linked to: of the same ships."""
    hulls = {one["hull"] for one in objects if one["hull"]}
    classes = {one["class"] for one in objects}
    today = [one for one in scene.part.statements if one.same_as is None and one.kind in SEEN]
    for told in today:
        own = {one["hull"] for one in told.objects if one["hull"]}
        alike = classes & {one["class"] for one in told.objects}
        if hulls & own or (not hulls and alike):
            return told
    return scene.last

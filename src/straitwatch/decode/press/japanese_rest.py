"""What a Japanese sentence says of waters entered or not, and of errors, turned into statements."""

from datetime import date
from typing import Any

from straitwatch.decode.press.japanese_craft import planes_of, ships_of
from straitwatch.decode.press.japanese_place import course_of as heading_of
from straitwatch.decode.press.japanese_place import seen_of, waters_of
from straitwatch.decode.press.japanese_point import objects_of
from straitwatch.decode.press.japanese_say import in_order, time_before
from straitwatch.decode.press.japanese_time import day_of, when_of
from straitwatch.decode.press.japanese_watch import watchers_of
from straitwatch.decode.press.moment import When
from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.statement import Statement
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.where import Where

__all__ = [
    "say_absence",
    "say_anew",
    "say_correction",
    "say_entry",
    "say_firing",
    "say_incursion",
    "say_leaving",
    "say_numbered",
]

_Row = dict[str, Any]
_SUBJECTS = ("動向", "飛行", "航行", "射撃", "艦艇", "空母", "軍機")
"""What the titles of releases on movements speak of."""

_ZONES = {
    "'領海'": "territorial sea of Japan",
    "'領空'": "airspace of Japan",
    "'領空侵犯'": "airspace of Japan",
    "'領海侵入'": "territorial sea of Japan",
    "'接続水域'": "contiguous zone of Japan",
}


def say_absence(node: Token, scene: Scene) -> None:
    """Tell that an office says that nothing entered."""
    zone = node.get("zone")
    objects = [dict(one) for one in scene.group or scene.ships]
    if not objects:
        return
    when = time_before(node, node.start, scene)
    scene.tell(
        node,
        "reported_absence",
        when=when or scene.when,
        where=scene.last.where if scene.last is not None else None,
        to_sea=_ZONES[zone.kind] if zone is not None else None,
        objects=objects,
        negation=True,
        derived=[] if when else [("time", "that of the sighting told before")],
    )


def say_entry(node: Token, scene: Scene) -> None:
    """Tell that ships came into the territorial sea or the contiguous zone, or left it."""
    zone, out = node.get("zone"), node.get("out")
    objects = objects_of(node.all("ships"), scene)[0]
    if not objects or any(one["hull"] is None and one["count"] == 1 for one in objects[1:]):
        objects = [dict(one) for one in scene.group or scene.ships] or objects
    if not objects or zone is None:
        return
    when = time_before(node, zone.start, scene)
    derived = []
    if when is None and scene.when is not None:
        when, derived = scene.when, [("time", "that of the sighting told before")]
    places = [token for _, token in in_order(node, "seen", "side", "isle")]
    near = [at for token in places if (at := seen_of(token)) is not None]
    waters = _ZONES[zone.kind]
    toward = node.get("toward")
    told = scene.tell(
        node,
        "entry",
        when=when,
        where=near[-1] if near else None,
        heading=heading_of(node) if toward is not None else None,
        from_sea=waters if out is not None else None,
        to_sea=waters if out is None else None,
        objects=objects,
        observers=watchers_of(node.all("watchers"), scene),
        counts=[_stay(token, when) for token in node.all("duration")],
        derived=derived,
    )
    _give_stay_to_entry(told, scene)
    scene.seen(told)


def _give_stay_to_entry(told: Statement, scene: Scene) -> None:
    """Count how long a ship stayed with its coming in, where the words tell it as it goes out."""
    known = [one for one in scene.part.statements[:-1] if one.kind == "entry"]
    if told.from_sea and told.counts and known:
        entry = known[-1]
        if entry.to_sea == told.from_sea and not entry.counts:
            entry.counts, told.counts = told.counts, []


def say_leaving(node: Token, scene: Scene) -> None:
    """Tell that ships went out again of the waters that the same sentence says they came into."""
    entry, time, out = scene.last, node.get("when"), node.get("out")
    if entry is None or entry.kind != "entry" or entry.to_sea is None or time is None:
        return
    when = when_of(time, scene.calendar)
    near = [
        at
        for _, token in in_order(node, "seen", "side", "isle")
        if token.start >= time.end and out is not None and token.end <= out.start
        if (at := seen_of(token)) is not None
    ]
    toward = node.get("toward")
    told = scene.tell(
        node,
        "entry",
        when=when,
        where=near[-1] if near else None,
        heading=heading_of(node) if toward is not None else None,
        from_sea=entry.to_sea,
        objects=[dict(one) for one in entry.objects],
    )
    scene.seen(told)


def say_incursion(node: Token, scene: Scene) -> None:
    """Tell that aircraft came into the airspace."""
    who = node.get("who")
    named = [token for token in node.all("who") if token.kind == "planes"]
    objects = [one for token in named for one in planes_of(token, scene)[0]]
    objects = objects or [dict(one) for one in scene.aircraft]
    if who is None or not objects:
        return
    near_by = [one["navy"] for token in node.all("ships") for one in ships_of(token, scene)[0]]
    flags = {one for one in near_by if one}
    if len(flags) == 1:  # a helicopter from one of those ships
        objects = [one | {"navy": one["navy"] or next(iter(flags))} for one in objects]
    places = [token for _, token in in_order(node, "seen", "side", "isle")]
    near = [at for token in places if (at := seen_of(token)) is not None]
    when = time_before(node, node.end, scene)
    told = scene.tell(
        node,
        "entry",
        when=when or scene.when,
        where=near[-1] if near else None,
        to_sea=_ZONES["'領空'"],
        objects=objects,
        derived=[] if when else [("time", "that of the sighting told before")],
    )
    scene.aircraft, scene.group, scene.last = objects, objects, told
    scene.when = told.when


def say_numbered(node: Token, scene: Scene) -> None:
    """Tell each of several times that a sentence before counts: the 1st from ... to ...."""
    entry = scene.part.statements[-1] if scene.part.statements else None
    times = [token for _, token in in_order(node, "when", "period", "moment")]
    if entry is None or entry.kind != "entry" or len(times) < 2:  # noqa: PLR2004 - several
        return
    whens = [when for token in times if (when := when_of(token, scene.calendar)) is not None]
    start, end = scene.plain.span(node.start, node.end)
    scene.part.statements.pop()
    for when in whens:
        scene.add(entry.but(when=when, start=start, end=end))
    scene.last = scene.part.statements[-1]


def say_anew(node: Token, scene: Scene) -> None:
    """Tell that what came in did so again at a later time of the same sentence."""
    entry = scene.part.statements[-1] if scene.part.statements else None
    when = when_of(node.all("when")[-1], scene.calendar)
    start, _ = scene.plain.span(node.start, node.end)
    if entry is None or entry.kind != "entry" or entry.start < start or when is None:
        return
    scene.add(entry.but(when=when, counts=[]))


def _stay(token: Token, when: When | None) -> _Row:
    """Count the minutes that the words give for a stay."""
    minutes = 60 * (token.number("hours") or 0) + (token.number("minutes") or 0)
    minutes += 30 if token.get("half") else 0
    return {
        "what": "minutes inside",
        "n": round(minutes),
        "n_is": "about" if token.get("about") else "exact",
        "t_start": when.t_start if when else None,
        "t_end": when.t_end if when else None,
    }


def say_correction(node: Token, scene: Scene) -> None:
    """Tell which earlier document is put right: its day and title, as the words give them."""
    titles = [token.value for token in node.all("QUOTE")]
    moments = node.all("moment")
    for issued in node.all("issued"):
        moments += issued.all("when")
        titles += [title.value for title in issued.all("title")]
    days = [day for token in moments for one in token.all("day") if (day := _day(one, scene))]
    if titles and not any(word in title for title in titles for word in _SUBJECTS):
        return  # of another book
    earlier = [day for day in days if day != scene.calendar.published]
    told = next((one for one in scene.part.statements if one.kind == "correction"), None)
    if told is None:
        told = scene.tell(node, "correction")
    known = (told.supersedes or "").split(" ", 1)
    issued_on = f"{earlier[0]}" if earlier else known[0]
    title = titles[0] if titles else "".join(known[1:])
    told.supersedes = f"{issued_on} {title}".strip() or None


def _day(token: Token, scene: Scene) -> date | None:
    found = day_of(token, scene.calendar)
    return found.date if found is not None else None


def say_firing(node: Token, scene: Scene) -> None:
    """Tell that ships fired their guns at sea."""
    objects = [one for token in node.all("ships") for one in ships_of(token, scene)[0]]
    objects = objects or [dict(one) for one in scene.group or scene.ships]
    if not objects or all(one["navy"] in ("JP", "US") for one in objects):
        return
    seen = node.get("seen")
    when = time_before(node, node.end, scene)
    if when is None and seen is None and not node.all("them"):
        return  # neither when nor where: drills in general
    told = scene.tell(
        node,
        "live_firing",
        when=when or scene.when,
        where=seen_of(seen)
        if seen is not None
        else _same_waters(node, scene) or waters_of(node.get("sea")),
        objects=objects,
        derived=[] if when else [("time", "that of the sighting told before")],
    )
    scene.seen(told)


def _same_waters(node: Token, scene: Scene) -> Where | None:
    """Give the place told last, where words such as 同海域 mean it."""
    words = scene.plain.text[node.start : node.end]
    return scene.last.where if "同海域" in words and scene.last is not None else None

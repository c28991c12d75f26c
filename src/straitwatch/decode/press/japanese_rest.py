"""What a Japanese sentence says of waters entered or not, and of errors, turned into statements."""

from datetime import date
from typing import Any

from straitwatch.decode.press.japanese_craft import planes_of, ships_of
from straitwatch.decode.press.japanese_place import seen_of
from straitwatch.decode.press.japanese_say import in_order, time_before
from straitwatch.decode.press.japanese_time import day_of, when_of
from straitwatch.decode.press.moment import When
from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.token import Token

__all__ = [
    "say_absence",
    "say_correction",
    "say_dated",
    "say_entry",
    "say_firing",
    "say_roster",
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
        derived=[] if when else [("time", "time: that of the sighting told before")],
    )


def say_entry(node: Token, scene: Scene) -> None:
    """Tell that ships were in the territorial sea or in the contiguous zone."""
    zone = node.get("zone")
    objects: list[_Row] = []
    for _, token in in_order(node, "ships"):
        objects += ships_of(token, scene)[0]
    if not objects:
        objects = [dict(one) for one in scene.group or scene.ships]
    if not objects or zone is None:
        return
    whens = [
        when
        for _, token in in_order(node, "moment", "period")
        if (when := when_of(token, scene.calendar)) is not None
    ]
    when = When(whens[0].t_start, max(w.t_end for w in whens), whens[0].reasons) if whens else None
    places = [token for _, token in in_order(node, "seen", "side", "isle")]
    where = next((at for token in places if (at := seen_of(token)) is not None), None)
    told = scene.tell(
        node,
        "entry",
        when=when,
        where=where,
        to_sea=_ZONES[zone.kind],
        objects=objects,
        counts=_stay(whens),
    )
    scene.seen(told)


def _stay(whens: list[When]) -> list[_Row]:
    """Count the minutes between the times of entering and of leaving, where both are told."""
    if len(whens) < 2:  # noqa: PLR2004 - in and out
        return []
    first, last = whens[0], whens[-1]
    middle = (last.t_start + (last.t_end - last.t_start) / 2) - (
        first.t_start + (first.t_end - first.t_start) / 2
    )
    about = first.t_end > first.t_start or last.t_end > last.t_start
    return [
        {
            "what": "minutes inside",
            "n": round(middle.total_seconds() / 60),
            "n_is": "about" if about else "exact",
            "t_start": first.t_start,
            "t_end": last.t_end,
        }
    ]


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
    day = f"{earlier[0]}" if earlier else known[0]
    title = titles[0] if titles else "".join(known[1:])
    told.supersedes = f"{day} {title}".strip() or None


def _day(token: Token, scene: Scene) -> date | None:
    found = day_of(token, scene.calendar)
    return found.date if found is not None else None


def say_dated(node: Token, scene: Scene) -> None:
    """Take the day that the form of a release gives for all that follows."""
    scene.when = time_before(node, node.end, scene) or scene.when


def say_roster(node: Token, scene: Scene) -> None:
    """Take the ships and aircraft that the form of a release lists, for what follows."""
    flags = [token.sense("NAVY") for token in node.all("NAVY")]
    if len({one.iso for one in flags}) == 1:
        scene.flag = flags[0]
    for token in node.all("planes"):
        found, _ = planes_of(token, scene)
        scene.aircraft += found
    for token in node.all("ships"):
        scene.ships += ships_of(token, scene)[0]


def say_firing(node: Token, scene: Scene) -> None:
    """Tell that ships fired their guns at sea."""
    objects = [one for token in node.all("ships") for one in ships_of(token, scene)[0]]
    objects = objects or [dict(one) for one in scene.group or scene.ships]
    if not objects or all(one["navy"] in ("JP", "US") for one in objects):
        return
    seen = node.get("seen")
    when = time_before(node, node.end, scene)
    scene.tell(
        node,
        "live_firing",
        when=when or scene.when,
        where=seen_of(seen) if seen is not None else None,
        objects=objects,
        derived=[] if when else [("time", "time: that of the sighting told before")],
    )

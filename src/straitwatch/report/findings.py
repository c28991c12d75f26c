"""Events become the headline: sentences with numbers, the weightiest first."""

import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from straitwatch.report import words
from straitwatch.report.document import Evidence, Text, text
from straitwatch.report.notable import find_notable, tell_wrong, wrong_positions
from straitwatch.report.rows import Row, Told, flies
from straitwatch.report.story import Story
from straitwatch.report.traffic import real_traffic

__all__ = ["find_findings", "headline", "remainder", "ships_of"]

_WIND_WORDS = dict(
    zip(
        ("N", "NE", "E", "SE", "S", "SW", "W", "NW"),
        ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"),
        strict=True,
    )
)
_DATED_ID = re.compile(r"-\d{4}-\d\d-\d\d$")  # the identity of a ship without a name
_SIDES = ("near", "off", *_WIND_WORDS.values())
_KINDS_OF_SHIP = (
    "boat", "carrier", "corvette", "cruiser", "destroyer", "frigate", "ship", "submarine", "tanker",
    "tug", "vessel",
)  # fmt: skip
_MAX_DEPLOYMENTS = 3  # told in the findings; all are in the table
_APART = ("impossible_position", "flight_operations")  # of which sentences of their own speak


def find_findings(story: Story, told: Told, book: Evidence) -> list[Text]:
    """Say what happened.

    Args:
        story: what was read.
        told: its events; simulated ones are not used.
        book: where evidence gets its numbers.

    Returns:
        sentences, the weightiest first; at least one.
    """
    found, transits = _deployments(told, book)
    found += _flight_operations(told, book) + _first_sightings(told, book)
    found += _transits(transits, book) + _entries(told, book)
    found += _absences(told, book) + _watch(told, book)
    found += find_notable(told, book) + _traffic(story, told) + tell_wrong(told, book)
    return found or [text(words.SAY["nothing"])]


def headline(story: Story, told: Told) -> str:
    """Give the story's title, or find one in its events."""
    if story.title:
        return words.clean(story.title, 120)
    for row in sorted(told.of("deployment"), key=_standing)[:1]:
        gate = _gate_of(row, told)
        rest = len(row.others)
        ships = (
            f" and {words.in_words(rest)} more {'ship' if rest == 1 else 'ships'}" if rest else ""
        )
        days = words.plural(row.n, "day") if row.n is not None else "Out and back"
        name = words.plain_name(row.name, 40) or words.who("", row.object_id)
        said = "title_beyond" if gate else "title_away"
        return words.say(said, who=name + ships, days=days, gate=gate)
    for row in told.of("transit"):
        if row.certainty == "reported":
            who, gate = words.who(row.name, row.object_id), words.clean(row.where or "")
            return words.say("title_transit", who=who, gate=gate)
    return _traffic_headline(story, told)


def _standing(row: Row) -> tuple[bool, int, int]:
    """Put first what a reader would: ships that are known, many of them, long away."""
    return bool(_DATED_ID.search(row.object_id or "")), -len(row.others), -(row.n or 0)


def _traffic_headline(story: Story, told: Told) -> str:
    """Find a headline in plain traffic: ninety ships in 85 minutes, and what cannot be true."""
    traffic, wrong = real_traffic(story), wrong_positions(told)
    if not traffic.objects:
        return words.SAY["title_none"]
    length = ""
    if story.t_from and story.t_to and story.t_to > story.t_from:
        length = f" in {words.span((story.t_to - story.t_from).total_seconds())}"
    false = words.say("title_wrong", n=_positions(wrong)) if wrong else ""
    title = words.say("title_traffic", ships=traffic.craft, length=length, wrong=false)
    return title.replace(" min", "\u00a0min")


def _positions(n: int) -> str:
    return f"{words.in_words(n)}\u00a0{'position' if n == 1 else 'positions'}"


def ships_of(row: Row) -> str:
    """Name the ships of an event: six Chinese naval ships, or one by its name."""
    n = row.n if row.kind == "transit" and row.n else 1 + len(row.others)
    state = words.nation(row.object_id)
    if n == 1:
        return words.who(row.name, row.object_id)
    kind = "naval ships" if row.object_id.startswith("hull:") else "ships"
    count = words.about(n, row.n_is) if row.n_is not in (None, "exact") else words.in_words(n)
    return " ".join(part for part in (count, state, kind) if part)


def _gate_of(row: Row, told: Told) -> str:
    out = next((r for r in told.rows if r.event_id == row.detail.get("out_event")), None)
    return words.clean((out.where if out else row.where) or "").split(" (")[0]


def _deployments(told: Told, book: Evidence) -> tuple[list[Text], list[Row]]:
    """One sentence a deployment; and the reported transits that belong to none."""
    by_id = {row.event_id: row for row in told.rows}
    said: set[str] = set()
    found: list[Text] = []
    for row in told.of("deployment"):
        out, back = (by_id.get(str(row.detail.get(key))) for key in ("out_event", "back_event"))
        if out and back and len(found) < _MAX_DEPLOYMENTS:
            said |= {out.event_id, back.event_id}
            found.append(text(_out_and_back(row, out, back), book.cite(row.evidence)))
    others = [r for r in told.of("transit") if r.event_id not in said and r.certainty == "reported"]
    return found, others


def _out_and_back(row: Row, out: Row, back: Row) -> str:
    gate, home = (words.clean(r.where or "a strait").split(" (")[0] for r in (out, back))
    seas = words.say("seas", a=out.from_sea, b=out.to_sea) if out.from_sea and out.to_sea else ""
    said = words.say(
        "out_and_back",
        who=_first_upper(ships_of(out)),
        gate=gate,
        out=words.on_when(out.when, out.t_start, out.t_end),
        seas=seas,
        way=words.SAY["same_way"] if gate == home else words.say("other_way", gate=home),
        back=words.on_when(back.when, back.t_start, back.t_end),
        days=f": {words.plural(row.n, 'day')}" if row.n is not None else "",
    )
    return words.clean(said)


def _first_upper(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _transits(rows: list[Row], book: Evidence) -> list[Text]:
    """One sentence for each object and gate, however often it passed."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.object_id, row.where or "a strait"), []).append(row)
    found = []
    for (ident, gate), some in groups.items():
        times = list(dict.fromkeys(words.on_when(r.when, r.t_start, r.t_end) for r in some))
        both = words.SAY["both"] if len({(r.from_sea, r.to_sea) for r in some}) > 1 else ""
        verb = "flew" if flies(some[0]) else "passed"
        who = _first_upper(_called(some[0]) if ident.startswith("name:") else ships_of(some[0]))
        times = _short_run(times[:6])
        place = words.clean(gate).split(" (")[0]
        told = words.say(verb, who=who, both=both, gate=place, when=words.join(times))
        found.append(text(told, book.cite([item for row in some for item in row.evidence])))
    return found[:12]


def _short_run(times: list[str]) -> list[str]:
    """Say a year once: on 1 January and on 2 January 2023."""
    years = {time[-4:] for time in times}
    if len(years) > 1 or not all(time[-4:].isdigit() for time in times):
        return times
    return [time[:-5] for time in times[:-1]] + times[-1:]


def _called(row: Row) -> str:
    """Name an object that has no number: a Chinese WZ-7, two Chinese H-6."""
    name = words.who(row.name, row.object_id)
    state = words.nation(row.object_id)
    if row.n and row.n > 1 and not row.others:
        many = f"{name} aircraft" if flies(row) else _several(name)
        return " ".join(part for part in (words.in_words(row.n), state, many) if part)
    if not state or state.lower() in name.lower() or _is_own_name(row):
        return name
    return f"{'an' if state == 'unidentified' else 'a'} {state} {name}"


def _several(name: str) -> str:
    """Put a class into the plural: warships, Slava-class cruisers, Yuanwang ships."""
    return f"{name}s" if name.endswith(_KINDS_OF_SHIP) else f"{name} ships"


def _is_own_name(row: Row) -> bool:
    """Tell the name of one ship from her class: of a class all but the first word is small."""
    parts = words.plain_name(row.name).split()
    return row.object_id.startswith("hull:") and bool(parts) and all(p[:1].isupper() for p in parts)


def _flight_operations(told: Told, book: Evidence) -> list[Text]:
    rows = told.of("flight_operations")
    found = []
    ids = {row.event_id for row in rows}
    wholes = [row for row in rows if row.detail.get("part_of") not in ids]
    for whole in [row for row in wholes if row.n is not None][:4]:
        parts = [row for row in rows if row.detail.get("part_of") == whole.event_id and row.n]
        tail = [
            words.say(
                "part",
                n=words.about(p.n, p.n_is),
                when=words.on_when(p.when, p.t_start, p.t_end),
            )
            for p in parts
        ]
        rest = remainder(whole, parts)
        if rest and tail:
            tail.append(words.say("leaves", n=rest[0], dates=rest[1]))
        evidence = whole.evidence + [item for part in parts for item in part.evidence]
        said = (
            _heard(whole)
            if whole.detail.get("counted_from") == "tracks"
            else words.say(
                "operations",
                n=_first_upper(words.about(whole.n, whole.n_is)),
                who=words.who(whole.name, whole.object_id),
                when=words.on_when(whole.when, whole.t_start, whole.t_end),
                parts="; " + ", ".join(tail) if tail else "",
            )
        )
        found.append(text(said, book.cite(evidence)))
    return found


def _heard(row: Row) -> str:
    """Say how many take-offs and landings receivers heard, at a ship or at a silent one."""
    silent = row.object_id.startswith("name:deck/")
    n = words.say("heard_of", n=_first_upper(words.about(row.n, row.n_is)))
    return words.say(
        "heard",
        n=words.SAY["heard_one"] if row.n == 1 else n,
        who=words.SAY["silent_ship"] if silent else words.who(row.name, row.object_id),
        verb="was" if row.n == 1 else "were",
        when=words.on_when(row.when, row.t_start, row.t_end),
    )


def remainder(whole: Row, parts: list[Row]) -> tuple[str, str] | None:
    """Take the parts of a count from the whole.

    Returns:
        the count that is left and its dates, in words; None when there is nothing to take away,
        or when the parts overlap, so that taking both away would count twice.
    """
    if whole.n is None or not parts or _overlap(parts):
        return None
    left = whole.n - sum(part.n or 0 for part in parts)
    kinds = {whole.n_is, *(part.n_is for part in parts)}
    if left <= 0 or kinds & {"at_least", "at_most"}:
        return None
    vague = "exact" if kinds <= {"exact", None} else "about"
    return words.about(left, vague), _dates_left(whole, parts)


def _overlap(parts: list[Row]) -> bool:
    spans = sorted((p.t_start, p.t_end or p.t_start) for p in parts if p.t_start)
    return any(a[1] > b[0] for a, b in pairwise(spans) if a[1] and b[0])


def _dates_left(whole: Row, parts: list[Row]) -> str:
    """Name the days of the whole that no part covers, when they are one run."""
    days, cut = words.days_of(whole.when), words.days_of(parts[0].when)
    if len(parts) == 1 and len(days) == 2 and cut and cut[-1] == days[-1]:  # noqa: PLR2004 - two ends
        try:
            last = date(*cut[0]) - timedelta(days=1)
            return words.long_dates(f"{date(*days[0]).isoformat()} to {last.isoformat()}")
        except ValueError:
            return words.SAY["rest"]
    return words.SAY["rest"]


def _first_sightings(told: Told, book: Evidence) -> list[Text]:
    found = []
    for row in told.of("first_sighting")[:6]:
        where = words.clean(row.where or "").split(" (")[0]
        place = (
            f" at the {where}" if where and "Strait" in where else f" at {where}" if where else ""
        )
        when = words.on_when(row.when, row.t_start, row.t_end)
        said = words.say("first", who=_first_upper(_called(row)), place=place, when=when)
        found.append(text(said, book.cite(row.evidence)))
    return found


def _entries(told: Told, book: Evidence) -> list[Text]:
    found = []
    for row in told.of("entry"):
        if row.certainty != "reported":
            continue
        near = _spelled(words.clean(row.detail.get("near") or row.detail.get("place") or "", 60))
        hours = row.detail.get("duration_h")
        length = (
            f", for about {words.span(float(hours) * 3600)}"
            if isinstance(hours, int | float)
            else ""
        )
        place = f" {near if near.startswith(_SIDES) else 'near ' + near}" if near else ""
        when = words.on_when(row.when, row.t_start, row.t_end)
        state = words.clean(row.where or "")
        zone = words.clean(row.detail.get("zone") or "", 60)
        sea = words.say("sea_of", state=state) if state else words.SAY["a_sea"]
        sea = f"the {zone}" if " of " in zone else sea
        who = _first_upper(_called(row))
        said = words.say("entered", who=who, sea=sea, place=place, when=when, length=length)
        found.append(text(said, book.cite(row.evidence)))
    return found[:6]


def _spelled(place: str) -> str:
    """Write "S of Yakushima" as "south of Yakushima"."""
    wind, of, base = place.partition(" of ")
    return f"{_WIND_WORDS[wind]}{of}{base}" if wind in _WIND_WORDS else place


def _absences(told: Told, book: Evidence) -> list[Text]:
    rows = told.of("reported_absence")
    if not rows:
        return []
    claims = list(dict.fromkeys(_denied(row) for row in rows))[:4]
    sayers = dict.fromkeys(
        words.clean(name, 80) for row in rows for name in _names_in(row.detail.get("stated_by"))
    )
    whose = words.join([name for name in sayers if name][:3]) or "the sources"
    whose = whose if whose.startswith("the ") else f"the {whose.removeprefix('The ')}"
    said = words.say("no_entry", claims=words.join(claims, "or"), whose=whose)
    return [text(said, book.cite([item for row in rows for item in row.evidence]))]


def _names_in(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _denied(row: Row) -> str:
    zone = words.clean(row.where or "territorial waters", 60)
    zone = f"the {zone}" if " of " in zone else zone
    who = words.plain_name(row.name, 40) or words.who("", row.object_id)
    group = " group" if row.others else ""
    when = words.on_when(row.when, row.t_start, row.t_end)
    return words.say("denied", zone=zone, who=who + group, when=when)


def _watch(told: Told, book: Evidence) -> list[Text]:
    scrambles, watchers = told.of("scramble"), told.of("observation")
    names = list(
        dict.fromkeys(
            words.clean(o.get("name") or o.get("unit") or "", 50)
            for row in watchers
            for o in row.detail.get("observers") or []
            if isinstance(o, dict)
        )
    )
    names = sorted((name for name in names if name), key=lambda name: not name.startswith("JS "))
    parts = []
    if scrambles:
        n = len(scrambles)
        reports = f"{words.in_words(n)} {'report' if n == 1 else 'reports'}"
        parts.append(words.say("scrambled", n=reports))
    if names:
        parts.append(words.say("watched", who=words.join(names[:6])))
    evidence = [item for row in scrambles + watchers for item in row.evidence]
    return [text(_first_upper("; ".join(parts)) + ".", book.cite(evidence))] if parts else []


def _traffic(story: Story, told: Told) -> list[Text]:
    traffic = real_traffic(story)
    if not traffic.fixes:
        return []
    length = ""
    if story.t_from and story.t_to:
        length = f" over {words.span((story.t_to - story.t_from).total_seconds())}"
    counts = Counter({k: n for k, n in told.counts.items() if k in words.KINDS})
    counts.subtract(row.kind for row in told.rows if row.from_text)
    shown = [words.count(counts[k], k) for k in words.KINDS if counts[k] > 0 and k not in _APART]
    listed = words.join(shown)
    found = words.say("traffic_events", events=listed) if shown else words.SAY["traffic_none"]
    said = words.say(
        "traffic",
        ships=traffic.craft,
        fixes=words.plural(traffic.fixes, "position"),
        length=length,
        feed=traffic.feed,
        found=found,
    )
    return [text(said)]

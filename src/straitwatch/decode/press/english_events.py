"""English clauses on entries, scrambles, watching and corrections turned into statements."""

from datetime import timedelta
from typing import Any

import regex

from straitwatch.decode.press.craft import watcher
from straitwatch.decode.press.english_class import is_foreign
from straitwatch.decode.press.english_leave import tell_exit
from straitwatch.decode.press.english_moves import add_observers, heading_of
from straitwatch.decode.press.english_story import MOVES, Clause, Story
from straitwatch.decode.press.english_watch import fighters_of, forces_of, observers_of
from straitwatch.decode.press.english_where import (
    gate_of,
    inside_of,
)
from straitwatch.decode.press.moment import When
from straitwatch.decode.press.statement import Statement
from straitwatch.decode.press.token import Token

__all__ = [
    "is_seen_near",
    "is_since",
    "sent_up",
    "tell_absence",
    "tell_correction",
    "tell_entry",
    "tell_first",
    "tell_scramble",
    "tell_watch",
    "time_entry",
]

_Row = dict[str, Any]
_ZONES = {
    "contiguous": "contiguous zone of Japan",
    "airspace": "airspace of Japan",
    "": "territorial sea of Japan",
}
_AGAINST = frozenset({"'after'", "'against'", "'whenever'", "'when'"})
_SENDERS = frozenset({"NAVY", "JAPAN", "watchers", "SERVICE", "'ministry'", "'Defense Ministry'"})
_MOST_SCRAMBLES = 30  # ours: as many against one flight or in one day were never told
_TITLE = regex.compile(r'"([^"]{4,200})"')


def is_seen_near(story: Story, clause: Clause) -> bool:
    """Tell whether a ship was seen in the contiguous zone, at a place that is told."""
    zones = _zones(story, clause)
    seen = "spot" in clause.kinds and story.is_(clause, "SEEN")
    return seen and zones == [_ZONES["contiguous"]]


def tell_correction(story: Story, clause: Clause) -> Statement:
    """Tell that an earlier text, or this one, was corrected."""
    one = story.new("correction", clause)
    one.supersedes = story.supersedes
    moment = clause.first("moment")
    title = _TITLE.search(story.text, clause.tokens[0].start, clause.tokens[-1].end)
    when = story.almanac.moment(moment) if moment is not None else None
    if when is not None and title is not None:
        one.supersedes = f"{when.first_day} {title[1]}"
    return one


def is_since(clause: Clause) -> bool:
    """Tell whether it was the first time since a day, not of all."""
    spans = (one.get("open") for one in clause.all("period"))
    return "'since'" in clause.kinds or any(one is not None for one in spans)


def tell_absence(story: Story, clause: Clause) -> list[Statement]:
    """Tell that nothing entered; territorial waters and airspace are a statement each."""
    one = story.with_objects(story.new("reported_absence", clause, negation=True))
    before = story.seen_before()
    undated = story.when is None and story.time(clause) is None
    if undated and before is not None and before.when is not None:
        end, base = before.when.t_end, story.almanac.base
        if base is not None:
            end = max(end, story.almanac.day_end(base))
        one.when = When(before.when.t_start, end)
        reason = "time: from what was told before to the day of speaking"
        one.derived.append(("time", reason))
    return [one.but(to_sea=zone) for zone in _zones(story, clause)]


def _zones(story: Story, clause: Clause) -> list[str]:
    zone = clause.first("zone")
    if zone is not None and any(one.sense("NAVY") for one in zone.all("of")):
        return []  # another state's waters
    words = [story.text[t.start : t.end].casefold() for t in zone.all("where")] if zone else []
    told = [next(name for key, name in _ZONES.items() if key in word) for word in words]
    if words in (["zone"], ["it"]):  # "the zone", "entered it": the one that was told of before
        entries = (one for one in reversed(story.told) if one.kind == "entry")
        known = next((one.to_sea or one.from_sea for one in entries), None)
        told = [known] if known is not None else []
    return list(dict.fromkeys(told))


def tell_scramble(story: Story, clause: Clause, sent: list[Token]) -> list[Statement]:
    """Tell that fighters were sent up, and against what."""
    numbers = [one.number("n") or 0 for t in clause.all("tally") for one in t.all("count")]
    if max(numbers, default=0) > _MOST_SCRAMBLES:
        return []  # those of a year
    one = story.new("scramble", clause)
    seen = observers_of(clause.all("watchers"), story.text)
    planes = fighters_of(sent, story.text) or _jets(story, clause)
    services = [row for row in seen if row["service"] in ("JASDF", "JSDF") or row["unit"]]
    bare = [row for row in services if not row["name"]]
    if planes and bare and len(services) == len(bare):
        first = bare[0]
        planes = [{**planes[0], "unit": first["unit"], "base": first["base"]}]
        services = []
    one.observers = services or planes
    if planes and not services and not bare:
        one.derived.append(("observers", "service: Japan's fighters are of the JASDF"))
    told_of = {row["service"] for row in one.observers if row["name"]}
    one.observers = [  # "the JASDF scrambled F-15s" names one observer
        row
        for row in one.observers
        if row["name"] or row["unit"] or row["base"] or row["service"] not in told_of
    ]
    if not one.observers:
        return []
    for row in one.observers:
        row["name"] = row["name"] or "fighters"
    return [story.with_objects(one, may_point_back=False)]


def _jets(story: Story, clause: Clause) -> list[_Row]:
    """Take "Japan scrambled jets" as its fighters, where the clause tells of no other aircraft."""
    if not clause.kinds.isdisjoint({"NAVY", "flight", "watchers"}):
        return []
    jets = [token for token in clause.tokens if token.kind in ("'jets'", "'warplanes'")][:1]
    words = [story.text[token.start : token.end] for token in jets]
    return [watcher("JASDF", as_written=one, name="fighters") for one in words]


def tell_entry(story: Story, clause: Clause) -> list[Statement] | None:
    """Tell an entry, or when it ended; None where the words are of neither."""
    if "zone" not in clause.kinds:
        return None
    if _is_of_another(story, clause):
        return []
    leaves = story.is_(clause, "EXIT") and not story.is_(clause, "INTRUDE")
    last = next((s for s in reversed(story.told) if s.kind == "entry"), None)
    if leaves and last is not None:
        return tell_exit(story, clause, last)
    if leaves and _is_them(clause):
        return None
    one = story.with_objects(story.new("entry", clause))
    one.to_sea = next(iter(_zones(story, clause)), None)
    if one.to_sea == _ZONES[""] and story.kind() == "aircraft":
        one.to_sea = _ZONES["airspace"]
    if one.to_sea is None or not any(is_foreign(row) or row["name"] for row in one.objects):
        return []
    gate = clause.first("gate")
    one.where = story.where(clause) or (gate_of(gate) if gate is not None else None)
    one.heading = heading_of(story, clause)
    one.counts = _durations(clause)
    one.when = _stay(story.time(clause), one.counts)
    one.counts = [] if one.when is not None else one.counts
    add_observers(story, one, clause)
    return [one] if one.objects else []


def _is_of_another(story: Story, clause: Clause) -> bool:
    """Tell whether a zone is only spoken of, or told of a time before that no word gives."""
    verbs = story.grammar.kinds["INTRUDE"] - story.grammar.kinds["BREACH"]
    seen = story.is_(clause, "SEEN")
    if story.is_(clause, "BREACH") and clause.kinds.isdisjoint(verbs) and not seen:
        return True  # "it was the third entry into ..."
    undated = story.time(clause) is None and story.when is not None
    return seen and undated and "'had'" in clause.kinds  # "after it had been spotted in the zone"


def time_entry(story: Story, clause: Clause) -> list[Statement]:
    """Give an entry told before the time of "the incursion took place from ... to ..."."""
    last = story.told[-1] if story.told else None
    own = story.time(clause)
    if last is None or last.kind != "entry" or last.when is None or own is None:
        return []
    if story.is_(clause, "EXIT"):
        return tell_exit(story, clause, last)
    if last.when.t_start <= own.t_start and own.t_end <= last.when.t_end:
        last.when = own
    return []


def _is_them(clause: Clause) -> bool:
    """Tell whether the zone that is left is only "it" or "them"."""
    zone = clause.first("zone")
    return zone is not None and all(one.kind == "them" for one in zone.all("where"))


def _durations(clause: Clause) -> list[_Row]:
    told = []
    for token in clause.all("duration"):
        n, unit = token.number("n"), token.get("unit")
        if n is None or unit is None:
            continue
        minutes = n + (0.5 if token.get("half") else 0)
        minutes *= 60 if str(unit.value).casefold().startswith("h") else 1
        bound = "about" if token.get("about") else "exact"
        row = {"what": "minutes inside", "n": int(minutes), "n_is": bound}
        told.append({**row, "t_start": None, "t_end": None})
    return told


def _stay(at: When | None, told: list[_Row]) -> When | None:
    """Give the time inside where the words say when it began and how many minutes it lasted."""
    if at is None or at.t_start != at.t_end or not told:
        return None
    reason = "time: it ends as many minutes later as the words say"
    return When(at.t_start, at.t_start + timedelta(minutes=told[0]["n"]), (*at.reasons, reason))


def tell_watch(
    story: Story, clause: Clause, sent: list[Token], told: list[Statement]
) -> list[Statement]:
    """Tell who watched."""
    seen = observers_of(clause.all("watchers"), story.text)
    if any(one.kind == "scramble" for one in told):
        return []
    own = sent if story.is_(clause, "SEND") else []
    seen = [row for row in seen if row["name"] or row["unit"]] or ([] if own else seen)
    seen += forces_of(own, story.text, clause.all("watchers"))
    if not seen or (told and not any(row["name"] or row["unit"] for row in seen)):
        return []
    one = story.with_objects(story.new("observation", clause), may_point_back=False)
    one.where = story.where(clause) or inside_of(clause.first("inside"))
    one.observers = seen
    if one.objects and not any(is_foreign(row) for row in one.objects):
        return []
    return [one]


def tell_first(story: Story, clause: Clause) -> list[Statement]:
    """Tell that it was the first time, of what was told before."""
    one = story.with_objects(story.new("first_sighting", clause))
    last = next((s for s in reversed(story.told) if s.kind in (*MOVES, "entry")), None)
    if last is not None:
        one.when, one.where = last.when, last.where
        whens = [
            s.when for s in story.told[story.sentence_from :] if s.kind == last.kind and s.when
        ]
        if len(whens) > 1 and last.when is not None:
            one.when = When(whens[0].t_start, last.when.t_end, last.when.reasons)
        one.derived.append(("time", "time and place: those of what was told before"))
    return [one] if any(row["navy"] for row in one.objects) else []


def sent_up(story: Story, clause: Clause, crafts: list[Token]) -> list[Token]:
    """Find Japan's own ships and aircraft: those that were scrambled, or sent."""
    if story.is_(clause, "SCRAMBLE"):
        verb = story.verb(clause, "SCRAMBLE")
        theirs = any(t.kind == "flight" and _navies(t) for t in crafts if t.end <= verb.start)
        if theirs and verb.kind == "'launched'":
            return []  # "Chinese fighters launched from the carrier"
        flights = [t for t in crafts if t.kind == "flight" and not _navies(t)]
        after = [t for t in flights if t.start > verb.start]
        return after[:1] or [t for t in flights if t.start < verb.start][-1:]
    if story.is_(clause, "SEND"):
        verb = story.verb(clause, "SEND")
        who = [t for t in clause.tokens if t.kind in _SENDERS and t.end <= verb.start]
        if who and who[-1].kind == "NAVY":
            return []  # "China's navy ... sent its carrier"
        then = next((t for t in clause.tokens if t.start >= verb.end), None)
        if then is not None and then.kind in ("to", "inside", "near", "'to'", "'into'", "'in'"):
            return []  # "the carrier group deployed to ...": nobody was sent to watch
        against = (t.start for t in clause.tokens if t.start > verb.start and t.kind in _AGAINST)
        till = next(against, clause.tokens[-1].end)
        own = [t for t in crafts if verb.start < t.start < till]
        return [t for t in own if not _navies(t) and not _named(t)]
    return []


def _navies(token: Token) -> bool:
    return any(slot == "navy" for slot, _ in token.walk())


def _named(token: Token) -> bool:
    return any(slot in ("name", "hulls") for slot, _ in token.walk())

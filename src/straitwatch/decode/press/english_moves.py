"""English clauses on where ships and aircraft were or went turned into statements."""

from itertools import pairwise

from straitwatch.decode.press.english_class import is_foreign
from straitwatch.decode.press.english_story import MOVES, Clause, Story
from straitwatch.decode.press.english_untold import is_on_others
from straitwatch.decode.press.english_watch import observers_of
from straitwatch.decode.press.english_where import (
    beside,
    gate_of,
    inside_of,
    near_of,
    sea_of,
    spot_of,
)
from straitwatch.decode.press.moment import When
from straitwatch.decode.press.statement import Span, Statement
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.where import Where

__all__ = ["add_observers", "heading_of", "lead_to", "shares", "tell_moves", "tell_simple"]

_USERS = frozenset({"fleet", "flight", "them", "'then'", "'later'", "'subsequently'", "'also'"})


def tell_moves(story: Story, clause: Clause, found: dict[str, Token]) -> list[Statement]:
    """Tell where something was seen, or which way it went."""
    if story.is_first and story.time(clause) is None and story.when is None:
        return []  # "the first time that ..." says of what was told that it was the first
    if story.is_item and not story.is_(clause, "HEAD") and is_on_others(clause.tokens):
        return []  # "June 3: a lecture on ships that ..."
    told = _way_told(story, clause, found)
    if told:
        return told
    near = clause.all("near")
    if _flies(story, clause) and "spot" not in clause.kinds and (len(near) != 1 or _leads(clause)):
        one = story.with_objects(story.new("aircraft", clause))
        one.heading = heading_of(story, clause)
        add_seas(story, one, clause)
        return _twice(story, one, clause)
    return _seen_at(story, clause, found)


def _way_told(story: Story, clause: Clause, found: dict[str, Token]) -> list[Statement]:
    """Tell a passage, the way back, or a way between seas."""
    gate = clause.first("gate")
    if gate is not None and _goes(story, clause) and _is_gate(story, clause, gate):
        return _passage(story, clause, gate)
    if gate is not None and story.is_(clause, "SEEN") and "spot" not in clause.kinds:
        return _in_strait(story, clause, gate)
    if "back" in found:
        return _way_back(story, clause)
    if "way" in found:
        return _way(story, clause)
    if not clause.kinds & {"spot", "near"}:
        _turn(story, clause)
    return []


def _is_gate(story: Story, clause: Clause, gate: Token) -> bool:
    """Tell whether "the strait" is one that was passed, and not only spoken of."""
    dated = story.time(clause) is not None or story.is_(clause, "LATER")
    dated = dated or story.is_(clause, "SEEN")
    return gate.get("ref") is None or dated


def _seen_at(story: Story, clause: Clause, found: dict[str, Token]) -> list[Statement]:
    """Tell where something was seen, near a place or in a sea."""
    flown = any(s.kind == "aircraft" for s in story.told[story.sentence_from :])
    if flown and story.kind() == "aircraft" and story.time(clause) is None:
        return []  # where a flight turned that the sentence tells of
    if story.is_(clause, "EXERCISE") and not story.is_(clause, "SEEN"):
        return []  # "they had been on an exercise off Kamchatka"
    told: list[Statement] = []
    zone = story.is_(clause, "EEZ") and story.is_(clause, "INTRUDE")
    item = story.is_item and {"spot", "fleet"} <= clause.kinds
    if "sighting" in found and (
        zone or story.is_(clause, "SEE") or story.is_(clause, "MOVE") or item
    ):
        told += _sightings(story, clause)
    seen = "inside" in clause.kinds and story.is_(clause, "SEEN") and not story.is_first
    if not told and seen and (story.time(clause) or story.told):
        told += _at_sea(story, clause)
    return told


def _in_strait(story: Story, clause: Clause, gate: Token) -> list[Statement]:
    """Tell that ships were seen in a strait, not which way they went."""
    strait = gate_of(gate)
    one = story.with_objects(story.new("sighting", clause))
    if strait is None or not story.ships() or not _is_sighted(story, one, clause):
        return []
    one.where = Where({**strait.fields, "gate": None}, strait.reasons)
    one.heading = heading_of(story, clause)
    add_observers(story, one, clause)
    return [one]


def _flies(story: Story, clause: Clause) -> bool:
    """Tell whether the clause names aircraft, a day, and that they flew."""
    named = story.party is not None and story.party.what == "plane" and story.party.named
    dated = not clause.kinds.isdisjoint({"moment", "period", "twice"})
    here = story.told[story.sentence_from :]
    dated = dated or (story.when is not None and any(one.kind == "scramble" for one in here))
    zone = story.is_(clause, "ADIZ") and any(
        story.is_(clause, verb) for verb in ("INTRUDE", "GO", "SEE")
    )
    return named and dated and (zone or story.is_(clause, "FLEW"))


def _goes(story: Story, clause: Clause) -> bool:
    ahead = any(a.kind == "heading" and b.kind == "gate" for a, b in pairwise(clause.tokens))
    if ahead or ("to" in clause.kinds and _uses(clause)):
        return True
    verbs = (token.get("go") for token in clause.all("to", "from"))
    return story.is_(clause, "GO") or any(verb is not None for verb in verbs)


def _uses(clause: Clause) -> bool:
    """Tell whether ships took a strait: "they then used the strait to get into ..."."""
    parts = zip(clause.tokens, clause.tokens[1:], clause.tokens[2:], strict=False)
    return any(
        a.kind in _USERS and b.kind == "'used'" and c.kind == "gate" and c.get("ref") is None
        for a, b, c in parts
    )


def add_seas(story: Story, one: Statement, clause: Clause) -> None:
    to, source = clause.first("to"), clause.first("from")
    if to is not None:
        one.to_sea = sea_of(to)
    if source is not None:
        one.from_sea = sea_of(source)
        course = source.get("course")
        if course is not None and one.heading is None:
            one.heading = course.sense("COURSE") or course.sense("WIND")
    if one.from_sea is None and story.from_sea is not None:
        one.from_sea = story.from_sea[0]
        token = story.from_sea[1]
        one.spans.append(Span("from_sea", *story.plain.span(token.start, token.end)))
    story.from_sea = None


def heading_of(story: Story, clause: Clause) -> str | None:
    """Give the letters of a heading; one that stood before its place is used up."""
    found = clause.first("heading")
    course = found.get("course") if found is not None else None
    if course is None:
        before, story.course = story.course, None
        return before
    told = course.sense("COURSE") if course.kind == "COURSE" else None
    told = told or course.sense("WIND")
    return str(told) if isinstance(told, str) else None


def _passage(story: Story, clause: Clause, gate: Token) -> list[Statement]:
    one = story.new(story.kind(), clause)
    one.where = gate_of(gate)
    story.with_objects(one)
    if gate.get("ref") is not None:
        one.where = _gate_before(story, one, gate)
    nameless = one.where is not None and one.where.fields.get("gate") is None
    if nameless and one.kind == "transit" and gate.get("a") is None:
        one.kind = "sighting"
    one.heading = heading_of(story, clause)
    add_seas(story, one, clause)
    if one.where is None or not one.objects:
        return []
    dated = one.when or story.when or story.time(clause)
    if not dated and not any(row["navy"] or row["name"] for row in one.objects):
        return []  # "a passage for fleets and submarines"
    if _joins(story, one):
        return []
    _link(story, one, clause)
    add_observers(story, one, clause)
    return _twice(story, one, clause)


def _gate_before(story: Story, one: Statement, gate: Token) -> Where | None:
    """Find what "the strait" means: the one told last; "the same strait" is these ships' own."""
    if "same" in story.text[gate.start : gate.end].casefold():
        ways = (s for s in reversed(story.told) if s.where and s.where.fields.get("gate"))
        return next((s.where for s in ways if shares(one, s)), story.gate)
    return story.gate


def _joins(story: Story, one: Statement) -> bool:
    """Put a passage into the way between seas that the same sentence tells just before."""
    here = story.told[story.sentence_from :]
    last = here[-1] if here else None
    if last is None or last.kind not in ("transit", "aircraft") or last.where is not None:
        return False
    last.where, last.kind = one.where, one.kind
    last.heading = last.heading or one.heading
    last.to_sea = last.to_sea or one.to_sea
    last.spans += one.spans
    last.end = max(last.end, one.end)
    return True


def _way_back(story: Story, clause: Clause) -> list[Statement]:
    gates = [s for s in reversed(story.told) if s.where and s.where.fields.get("gate")]
    if not gates:
        return []
    one = story.with_objects(story.new(story.kind(), clause))
    last = next((s for s in gates if s.kind == one.kind and shares(one, s)), gates[0])
    one.where = last.where
    add_seas(story, one, clause)
    if "'had'" in clause.kinds:  # "the same route that they had taken on ..."
        one.same_as = last
        one.derived.append(("gate", "gate: the way told before"))
        return [one]
    one.from_sea = one.from_sea or last.to_sea
    one.to_sea = one.to_sea or last.from_sea
    way = "the way out, told before, the other way round"
    one.derived += [("gate", f"gate: {way}"), ("to_sea", f"to_sea: {way}")]
    one.derived.append(("from_sea", f"from_sea: {way}"))
    return [one]


def _way(story: Story, clause: Clause) -> list[Statement]:
    """Add where a passage led to, in words of their own; or tell a way between two seas."""
    to, source = clause.first("to"), clause.first("from")
    if to is not None and lead_to(story, to):
        return []
    if source is not None and to is None:
        story.from_sea = (sea_of(source) or "", source)
    goes = _goes(story, clause) or story.is_(clause, "MOVE")
    dated = not clause.kinds.isdisjoint({"moment", "period"}) or story.when is not None
    dated = dated or (story.is_(clause, "LATER") and bool(story.told))
    out_of = source is not None or story.from_sea is not None
    before = [s for s in story.told if s.kind == story.kind() and (s.to_sea or s.from_sea)]
    anew = out_of and not before
    if not goes or to is None or not (dated or anew):
        return []
    one = story.with_objects(story.new(story.kind(), clause))
    one.heading = heading_of(story, clause)
    add_seas(story, one, clause)
    _link(story, one, clause)
    return [one] if one.objects else []


def _turn(story: Story, clause: Clause) -> None:
    """Add where a passage of the same sentence headed: "... and sailed north"."""
    heading = heading_of(story, clause)
    here = [s for s in story.told[story.sentence_from :] if s.kind in MOVES]
    if heading is not None and not here:
        story.course = heading
    if heading is not None and here and here[-1].heading is None and not story.is_(clause, "LATER"):
        here[-1].heading = heading
        token = clause.first("heading")
        if token is not None:
            span = story.plain.span(token.start, token.end)
            here[-1].spans.append(Span("heading", *span))
            here[-1].end = max(here[-1].end, span[1])


def lead_to(story: Story, to: Token) -> bool:
    """Add where the last passage of the sentence led to."""
    here = [s for s in story.told[story.sentence_from :] if s.kind in ("transit", "aircraft")]
    if not here or here[-1].to_sea:
        return False
    span = story.plain.span(to.start, to.end)
    here[-1].to_sea = sea_of(to)
    here[-1].spans.append(Span("to_sea", *span))
    here[-1].end = max(here[-1].end, span[1])
    return True


def _sightings(story: Story, clause: Clause) -> list[Statement]:
    told = []
    places = clause.all("spot") or clause.all("near")
    if story.kind() == "aircraft" and len(places) > 1 and "spot" not in clause.kinds:
        places = []  # from here to there is no place
    if story.kind() == "aircraft" and _leads(clause):
        places = []
    whens = _own_whens(story, clause, len(places))
    parties = story.crew.here if len(story.crew.here) == len(places) > 1 else []
    for number, place in enumerate(places):
        where = _place_of(story, place, clause.first("offset") if len(places) == 1 else None)
        kind = "aircraft" if story.kind() == "aircraft" else "sighting"
        one = story.with_objects(story.new(kind, clause))
        one.where = where
        one.when = whens[number]
        if parties:
            one.objects = [dict(row) for row in parties[number].objects]
        one.heading = heading_of(story, clause)
        add_seas(story, one, clause)
        if where is None or not _is_sighted(story, one, clause):
            continue
        if story.is_(clause, "EARLIER") and story.time(clause) is None:
            continue  # "previously spotted near ...": of what day is not told
        _link(story, one, clause)
        add_observers(story, one, clause)
        told += _twice(story, one, clause)
    return told


def _own_whens(story: Story, clause: Clause, places: int) -> list[When | None]:
    """Give each of several places its own time: "70 km ... on Monday, 220 km ... on Tuesday"."""
    moments = clause.all("moment")
    if places < 2 or len(moments) != places:  # noqa: PLR2004 - several
        return [None] * places
    return [story.almanac.moment(one) for one in moments]


def _place_of(story: Story, place: Token, offset: Token | None) -> Where | None:
    """Find a place; "in the same area" is where the last sighting was."""
    if place.kind == "near":
        there = beside(place, offset, story.text) if offset is not None else None
        return there or near_of(place, story.text, story.place)
    if place.get("again") is None:
        return spot_of(place, story.text, story.place)
    last = next((s.where for s in reversed(story.told) if s.where is not None), None)
    if last is None or last.fields.get("gate") is not None:
        return None
    return Where(last.fields, (*last.reasons, "place: that told before"))


def _leads(clause: Clause) -> bool:
    """Tell whether the place of a clause is only where a flight came from: from off Hokkaido."""
    near = clause.first("near")
    before = [token for token in clause.tokens if near is not None and token.end <= near.start]
    return bool(before) and before[-1].kind == "'from'" and "spot" not in clause.kinds


def _at_sea(story: Story, clause: Clause) -> list[Statement]:
    """Tell that ships were seen in a sea, where no nearer place is told."""
    plane = story.kind() == "aircraft"
    one = story.with_objects(story.new("aircraft" if plane else "sighting", clause))
    one.where = inside_of(clause.first("inside"))
    one.heading = heading_of(story, clause)
    add_observers(story, one, clause)
    return [one] if story.party is not None and _is_sighted(story, one, clause) else []


def _is_sighted(story: Story, one: Statement, clause: Clause) -> bool:
    """Tell whether somebody else's ships are told of, not Japan's own or any."""
    known = any(is_foreign(row) for row in one.objects)
    if one.kind == "aircraft" and not known:
        return False
    return known or (
        bool(one.objects) and "watchers" not in clause.kinds and story.is_(clause, "SEEN")
    )


def _twice(story: Story, one: Statement, clause: Clause) -> list[Statement]:
    """Make "on Sunday and again on Monday" two statements."""
    both = clause.first("twice")
    if both is None:
        return [one]
    told = []
    for slot in ("first", "second"):
        moment = both.get(slot)
        when = story.almanac.moment(moment) if moment is not None else None
        told.append(one.but(when=when))
    return told


def _link(story: Story, one: Statement, clause: Clause) -> None:
    now = [s for s in reversed(story.told) if s.kind in MOVES and s.same_as is None]
    last = next((s for s in now if shares(one, s)), next(iter(now), None))
    had = "'had'" in clause.kinds and one.kind == "transit" and not story.is_(clause, "SEEN")
    earlier = story.is_(clause, "EARLIER") or (had and _is_before(story, clause))
    if not (story.same or earlier):
        return
    if last is None or (earlier and not story.same and not shares(one, last)):
        return
    one.same_as = last


def _is_before(story: Story, clause: Clause) -> bool:
    own = story.time(clause)
    last = next(
        (s for s in reversed(story.told) if s.kind in MOVES and s.when and not s.same_as), None
    )
    return bool(own and last and last.when and own.t_end <= last.when.t_start)


def add_observers(story: Story, one: Statement, clause: Clause) -> None:
    """Put those who saw it into the statement, where the clause does not tell of watching."""
    if not story.is_(clause, "WATCH"):
        seen = observers_of(clause.all("watchers"), story.text)
        one.observers = [row for row in seen if row["name"] or row["unit"]]


def tell_simple(story: Story, clause: Clause, kind: str) -> list[Statement]:
    """Tell a statement of a kind that needs only its ships or aircraft."""
    one = story.with_objects(story.new(kind, clause))
    one.where = story.where(clause)
    return [one] if one.objects else []


def shares(one: Statement, other: Statement) -> bool:
    """Tell whether two statements have a ship or an aircraft in common."""
    names = {(row["name"], row["hull"], row["class"]) for row in other.objects}
    return any((row["name"], row["hull"], row["class"]) in names for row in one.objects)

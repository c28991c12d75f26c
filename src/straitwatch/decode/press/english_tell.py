"""What one English clause says turned into statements."""

from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import regex

from straitwatch.decode.gazetteer import Place
from straitwatch.decode.press.english_craft import Crew, Party
from straitwatch.decode.press.english_watch import fighters_of, forces_of, observers_of
from straitwatch.decode.press.english_when import Almanac
from straitwatch.decode.press.english_where import (
    gate_of,
    inside_of,
    last_place,
    near_of,
    sea_of,
    spot_of,
)
from straitwatch.decode.press.grammar import Grammar
from straitwatch.decode.press.moment import When
from straitwatch.decode.press.plain import Plain
from straitwatch.decode.press.statement import Span, Statement
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.where import Where

__all__ = ["Clause", "Teller"]

_Row = dict[str, Any]
_SLOT = {
    "moment": "time", "period": "time", "twice": "time", "spot": "place", "near": "place",
    "gate": "gate", "heading": "heading", "to": "to_sea", "from": "from_sea", "fleet": "objects",
    "flight": "objects", "them": "objects", "watchers": "observers", "tally": "counts",
    "zone": "to_sea", "duration": "counts",
}  # fmt: skip
_ZONES = {
    "contiguous": "contiguous zone of Japan",
    "airspace": "airspace of Japan",
    "": "territorial sea of Japan",
}
_MOVES = ("sighting", "transit", "aircraft")


@dataclass
class Clause:
    """A clause, what it is made of, and what goes over from those before it."""

    tokens: list[Token]
    kinds: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.kinds = {token.kind for token in self.tokens}

    def all(self, *kinds: str) -> list[Token]:
        """List its phrases of these kinds, in order."""
        return [token for token in self.tokens if token.kind in kinds]

    def first(self, *kinds: str) -> Token | None:
        """Give the first of its phrases of these kinds."""
        return next(iter(self.all(*kinds)), None)


class Teller:
    """Tells the statements of one text, clause by clause.

    Args:
        plain: the text.
        almanac: its days.
        grammar: of English.
        confidence: of a full plain statement of this publisher.
        supersedes: day and title of the text, which a correction in it takes the place of.
    """

    def __init__(
        self,
        plain: Plain,
        almanac: Almanac,
        grammar: Grammar,
        confidence: float,
        supersedes: str | None = None,
    ) -> None:
        self._plain = plain
        self._text = plain.text
        self._almanac = almanac
        self._grammar = grammar
        self._confidence = confidence
        self._supersedes = supersedes
        self._crew = Crew(plain.text)
        self.told: list[Statement] = []
        self._sentence_from = 0
        self._party: Party | None = None
        self._when: When | None = None
        self._same = False
        self._is_first = False
        self._own_subject = False
        self._has_opword = False
        self._gate: Where | None = None
        self._place: Place | None = None
        self._course: str | None = None
        self._from_sea: tuple[str, Token] | None = None

    # ---- sentences

    def sentence(self, parts: list[list[Token]]) -> list[Statement]:
        """Tell what a sentence says.

        Args:
            parts: its clauses.
        """
        self._almanac.begin()
        self._sentence_from = len(self.told)
        self._party, self._when, self._same, self._from_sea = None, None, False, None
        self._is_first, self._course, self._has_opword = False, None, False
        for token in (one for part in parts for one in part if one.kind == "said"):
            self._almanac.speak(token)
        for part in parts:
            self._clause(Clause(part))
        told = self.told[self._sentence_from :]
        self._fill(told)
        if not told and self._party is not None and self._party.named:
            self._refine(self._party)
        return told

    def _refine(self, party: Party) -> None:
        """Put what a sentence of its own names in the place of "eight ships" told before."""
        counts = [row["count"] for row in party.objects]
        if not self.told or None in counts or len(counts) < 2:  # noqa: PLR2004 - a list
            return
        vague = [
            row
            for row in self.told[-1].objects
            if str(row["class"]).startswith(("warship", "escort")) and row["count"] == sum(counts)
        ]
        if not vague:
            return
        for one in self.told:
            if vague[0] in one.objects:
                rest = [row for row in one.objects if row != vague[0]]
                one.objects = rest + [dict(row) for row in party.objects]
                one.derived.append(("objects", "named in a sentence that follows"))

    def _seen_before(self) -> Statement | None:
        """Give what was told last with its time, but for links to what was seen long before."""
        return next((s for s in reversed(self.told) if s.when and s.same_as is None), None)

    def _fill(self, told: list[Statement]) -> None:
        """Give what starts a sentence the time and the ships that only its later words tell."""
        before = self._seen_before()
        for one in told:
            if (
                one.when is None
                and self._when is None
                and before
                and one.kind in ("scramble", "observation")
            ):
                one.when = before.when
                one.derived.append(("time", "time: that of what was told before"))
            if (
                one.when is None
                and self._when is not None
                and one.kind in ("scramble", "observation")
            ):
                one.when = self._when
                one.derived.append(("time", "time: that of the words after, in the same sentence"))
            if not one.objects and self._party is not None:
                one.objects = [dict(row) for row in self._party.objects]
                one.derived.append(("objects", "those that the sentence tells after"))

    def _is(self, clause: Clause, word: str) -> bool:
        return not clause.kinds.isdisjoint(self._grammar.kinds[word])

    def _clause(self, clause: Clause) -> None:
        gate = clause.first("gate")
        self._gate = (gate_of(gate) if gate is not None else None) or self._gate
        self._place = last_place(clause.all("spot", "near", "gate")) or self._place
        own = self._time(clause)
        later = self._is(clause, "LATER")
        crafts = clause.all("fleet", "flight", "them")
        sent = self._sent_up(clause, crafts)
        party = self._crew.party([one for one in crafts if one not in sent])
        if party is not None:
            self._party = party
        vague = "vague" in clause.kinds and own is None
        counted = "tally" in clause.kinds and not self._is(clause, "SCRAMBLE")
        if "unreal" in clause.kinds or (vague and not counted):
            return
        self._has_opword = self._has_opword or "opword" in clause.kinds
        self._own_subject = "watchers" in clause.kinds and not (
            self._is(clause, "SEEN") or self._is(clause, "WATCH") or self._is(clause, "SCRAMBLE")
        )
        self._same = self._same or "same" in clause.kinds
        when, open_reason = self._when_of(own, later=later)
        found = {node.kind: node for node in self._grammar.parse(clause.tokens)}
        self._is_first = self._is_first or "first" in found
        for statement in self._statements(clause, found, sent):
            statement.when = statement.when or when
            if open_reason and statement.when is when and when is not None:
                statement.derived.append(("time", open_reason))
            self.told.append(statement)
        if own is not None:
            self._when = own

    def _sent_up(self, clause: Clause, crafts: list[Token]) -> list[Token]:
        """Find Japan's own ships and aircraft: those that were scrambled, or sent."""
        if self._is(clause, "SCRAMBLE"):
            verb = self._verb(clause, "SCRAMBLE")
            flights = [t for t in crafts if t.kind == "flight" and not _navies(t)]
            after = [t for t in flights if t.start > verb.start]
            return after[:1] or [t for t in flights if t.start < verb.start][-1:]
        if self._is(clause, "SEND"):
            verb = self._verb(clause, "SEND")
            return [t for t in crafts if t.start > verb.start and not _navies(t) and not _named(t)]
        return []

    def _verb(self, clause: Clause, word: str) -> Token:
        kinds = self._grammar.kinds[word]
        return next(token for token in clause.tokens if token.kind in kinds)

    # ---- time

    def _time(self, clause: Clause) -> When | None:
        period = clause.first("period")
        moments = clause.all("moment")
        if period is not None:
            first = period.get("from")
            dated = next((m.get("day") for m in moments if m.get("day") is not None), None)
            if dated is not None and first is not None and first.get("day") is None:
                self._almanac.day(dated)  # "on Tuesday from 6 to 8 a.m."
            return self._almanac.period(period)
        if not moments:
            return None
        dated = [one for one in moments if one.get("day") is not None]
        dated.sort(
            key=lambda one: one.all("day")[0].get("month") is None
        )  # a date before "the day before"
        clocked = [one for one in moments if one.get("clock") or one.get("part")]
        if dated and clocked and dated[0] is not clocked[0]:
            joined = Token("moment", dated[0].start, dated[0].end)
            joined.slots = {**clocked[0].slots, "day": dated[0].all("day")}
            first = self._almanac.moment(joined) if clocked[0].get("day") is None else None
            return first or self._almanac.moment(dated[0])
        whens = [one for one in map(self._almanac.moment, moments) if one is not None]
        if len(whens) > 1 and "zone" in clause.kinds:
            return When(whens[0].t_start, max(w.t_end for w in whens), whens[0].reasons)
        return whens[0] if whens else None

    def _when_of(self, own: When | None, *, later: bool) -> tuple[When | None, str | None]:
        """Give the time of a clause: its own, or that of the clause before it."""
        if own is not None:
            return own, None
        if self._when is None:
            return None, None
        if not later:
            return self._when, "time: that of the words before, in the same sentence"
        base = self._almanac.base
        if base is None:
            return None, None
        end = self._almanac.day_end(base)
        if end <= self._when.t_start:
            return self._when, "time: that of the words before, in the same sentence"
        return (
            When(self._when.t_start, end, self._when.reasons),
            f"time: after what the sentence tells before, and not after the day of speaking, {base}",
        )

    # ---- what a clause says

    def _statements(
        self, clause: Clause, found: dict[str, Token], sent: list[Token]
    ) -> list[Statement]:
        told: list[Statement] = []
        if "correction" in found:
            return [self._correction(clause)]
        if "absence" in found and "zone" in clause.kinds:
            return self._absence(clause)
        if "scramble" in found:
            told += self._scramble(clause, sent)
        if "flightops" in found and not self._is(clause, "SCRAMBLE"):
            told += self._flight_operations(clause)
        if "joint" in found:
            joint = self._simple(clause, "joint_flight")
            for one in joint:
                self._seas(one, clause)
            return [*told, *joint]
        if "firing" in found and self._ships():
            told += self._simple(clause, "live_firing")
        to = clause.first("to")
        if to is not None and "entry" in found:
            self._lead_to(to)
        if "entry" in found and not self._is(clause, "NOT") and not self._is_seen_near(clause):
            entered = self._entry(clause)
            told += entered if entered is not None else self._moves(clause, found)
        else:
            told += self._moves(clause, found)
        finds = "watchers" in clause.kinds and self._is(clause, "SEEN") and not told
        if finds or "watch" in found or ("watchers" in clause.kinds and self._is(clause, "WATCH")):
            told += self._watch(clause, sent, told)
        if "first" in found and not self._is_since(clause) and not self._is(clause, "MODAL"):
            told += self._first(clause)
        for one in told:
            if one.kind == "aircraft" and len({row["navy"] for row in one.objects}) > 1:
                one.kind = "joint_flight"
        return told

    def _is_seen_near(self, clause: Clause) -> bool:
        """Tell whether a ship was seen in the contiguous zone, at a place that is told."""
        zones = self._zones(clause)
        seen = "spot" in clause.kinds and self._is(clause, "SEEN")
        return seen and zones == [_ZONES["contiguous"]]

    def _correction(self, clause: Clause) -> Statement:
        one = self._new("correction", clause)
        one.supersedes = self._supersedes
        moment = clause.first("moment")
        title = _TITLE.search(self._text, clause.tokens[0].start, clause.tokens[-1].end)
        when = self._almanac.moment(moment) if moment is not None else None
        if when is not None and title is not None:
            one.supersedes = f"{when.first_day} {title[1]}"
        return one

    def _is_since(self, clause: Clause) -> bool:
        return "'since'" in clause.kinds

    def _ships(self) -> bool:
        return self._party is not None and self._party.what == "ship"

    def _new(self, kind: str, clause: Clause, **more: Any) -> Statement:  # noqa: ANN401 - its fields
        start, end = self._plain.span(clause.tokens[0].start, clause.tokens[-1].end)
        one = Statement(kind, "en", start, end, confidence=self._confidence, **more)
        if {"'suspected'", "'presumed'", "'believed'", "'apparently'"} & clause.kinds:
            one.confidence = round(self._confidence * _ESTIMATE, 2)
        one.spans = [
            Span(_SLOT[token.kind], *self._plain.span(token.start, token.end))
            for token in clause.tokens
            if token.kind in _SLOT
        ]
        return one

    def _with_objects(self, one: Statement, *, may_point_back: bool = True) -> Statement:
        party = self._party
        if party is None and self._own_subject:
            return one
        if party is None and may_point_back:
            party = self._crew.memory.last()
            if party is not None:
                one.derived.append(("objects", "those told before"))
        if party is not None:
            one.objects = [dict(row) for row in party.objects]
            one.derived += party.derived
        return one

    def _simple(self, clause: Clause, kind: str) -> list[Statement]:
        one = self._with_objects(self._new(kind, clause))
        one.where = self._where(clause)
        return [one] if one.objects else []

    def _where(self, clause: Clause) -> Where | None:
        spot = clause.first("spot")
        if spot is not None:
            return spot_of(spot, self._text, self._place)
        near = clause.first("near")
        return near_of(near, self._text) if near is not None else None

    def _absence(self, clause: Clause) -> list[Statement]:
        """Tell that nothing entered; territorial waters and airspace are a statement each."""
        one = self._with_objects(self._new("reported_absence", clause, negation=True))
        before = self._seen_before()
        if self._when is None and self._time(clause) is None and before is not None:
            one.when = before.when
            one.derived.append(("time", "time: that of what was told before"))
        return [one.but(to_sea=zone) for zone in self._zones(clause)]

    def _zones(self, clause: Clause) -> list[str]:
        zone = clause.first("zone")
        words = [self._text[t.start : t.end].casefold() for t in zone.all("where")] if zone else []
        told = [next(name for key, name in _ZONES.items() if key in word) for word in words]
        return list(dict.fromkeys(told))

    def _scramble(self, clause: Clause, sent: list[Token]) -> list[Statement]:
        one = self._new("scramble", clause)
        seen = observers_of(clause.all("watchers"), self._text)
        planes = fighters_of(sent, self._text)
        services = [row for row in seen if row["service"] in ("JASDF", "JSDF") or row["unit"]]
        bare = [row for row in services if not row["name"]]
        if planes and bare and len(services) == len(bare):
            first = bare[0]
            planes = [{**planes[0], "unit": first["unit"], "base": first["base"]}]
            services = []
        one.observers = services or planes
        if planes and not services and not bare:
            one.derived.append(("observers", "service: Japan's fighters are of the JASDF"))
        if not one.observers:
            return []
        for row in one.observers:
            row["name"] = row["name"] or "fighters"
        return [self._with_objects(one)]

    # ---- take-offs and landings

    def _flight_operations(self, clause: Clause) -> list[Statement]:
        tallies = clause.all("tally")
        if not tallies and "opword" not in clause.kinds:
            self._add_more(clause)
            self._total(clause, self.told[-1] if self.told else None)
            return []
        one = self._new("flight_operations", clause)
        self._with_deck(one, clause)
        one.where = self._where(clause) or inside_of(clause.first("inside"))
        when = self._time_of_tally(clause)
        one.when = when
        one.counts = [row for token in tallies for row in self._counts(token, when)]
        one.counts += self._more(clause)
        if tallies and not one.counts:
            return []
        self._total(clause, one)
        known = any(row["navy"] or "carrier" in str(row["class"]) for row in one.objects)
        return [one] if known or self.told else []

    def _total(self, clause: Clause, last: Statement | None) -> None:
        """Add "about 230 in all" to the take-offs told before; it spans theirs."""
        token = clause.first("sum")
        if last is None or last.kind != "flight_operations" or not last.counts or token is None:
            return
        run = [last, *takewhile(lambda one: one.kind == "flight_operations", reversed(self.told))]
        rows = [row for one in run for row in one.counts if row["t_start"] is not None]
        spans = [When(row["t_start"], row["t_end"]) for row in rows]
        at = token.get("at")
        turn = (
            self._almanac.period if at is not None and at.kind == "period" else self._almanac.moment
        )
        own = turn(at) if at is not None else None
        if own is None and clause.kinds.isdisjoint({"tally", "more"}):
            own = self._time(clause)
        if own is not None and spans and at is not None and at.get("open") is not None:
            own = When(own.t_start, max(w.t_end for w in spans))
        reason = "time: from the first to the last of those added up"
        if own is None and spans:
            start, end = min(w.t_start for w in spans), max(w.t_end for w in spans)
            own = When(start, end)
        row = self._row(token, own, "take-offs and landings")
        if row is not None:
            last.counts.append(row)
            last.derived.append(("counts", reason))
            last.end = self._plain.span(token.start, token.end)[1]

    def _with_deck(self, one: Statement, clause: Clause) -> None:
        """Give the ship that the aircraft fly from, not the aircraft."""
        ships = self._crew.party(clause.all("fleet")) if clause.all("fleet") else None
        if ships is None and self._ships():
            ships = self._party
        if ships is None:
            ships = self._crew.memory.last("ship")
            one.derived.append(("objects", "those told before"))
        if ships is not None:
            one.objects = [dict(row) for row in ships.objects]
            one.derived += ships.derived

    def _time_of_tally(self, clause: Clause) -> When | None:
        own = self._time(clause)
        if own is not None:
            return own
        if self.told and self.told[-1].kind == "flight_operations" and self._when is None:
            return self.told[-1].when
        return self._span_to_here() or self._when

    def _span_to_here(self) -> When | None:
        """Give the span from the way out to the way back, where the sentence tells the way back."""
        here = [s for s in self.told[self._sentence_from :] if s.kind == "transit" and s.when]
        out = [s for s in self.told[: self._sentence_from] if s.kind == "transit" and s.when]
        if not here or not out or here[-1].when is None or out[-1].when is None:
            return None
        start, end = out[-1].when.t_start, here[-1].when.t_end
        reason = "time: from the passage out to the passage back"
        return When(start, end, (reason,)) if start < end else None

    def _more(self, clause: Clause) -> list[_Row]:
        """List "about 80 on Dec. 20" after take-offs that were told, each with its own day."""
        told = []
        for token in clause.all("more"):
            when, number = token.get("when"), token.get("count")
            if when is None or number is None or not self._text[number.end - 1].isdigit():
                continue
            turn = self._almanac.period if when.kind == "period" else self._almanac.moment
            told.append(self._row(number, turn(when), "take-offs and landings"))
        return [row for row in told if row is not None]

    def _add_more(self, clause: Clause) -> None:
        last = self.told[-1] if self.told else None
        if last is not None and last.kind == "flight_operations" and last.counts:
            last.counts += self._more(clause)

    def _counts(self, token: Token, when: When | None) -> list[_Row]:
        numbers, whats = token.all("count"), token.all("what")
        if len(numbers) > 1 and len(numbers) == len(
            whats
        ):  # "90 fighter and 40 helicopter sorties"
            pairs = zip(numbers, whats, strict=True)
            ones = [
                Token("tally", n.start, what.end, None, {"count": [n], "what": [what]})
                for n, what in pairs
            ]
            about = next((one.all("about") for one in numbers if one.all("about")), [])
            for one in ones:
                if about:
                    one.slots["count"][0].slots.setdefault("about", about)
        else:
            ones = [token]
        return [row for one in ones if (row := self._count(one, when)) is not None]

    def _count(self, token: Token, when: When | None) -> _Row | None:
        number = token.get("count")
        if number is None or (token.get("ops") is not None and not self._counts_takeoffs(token)):
            return None
        words = " ".join(self._text[one.start : one.end] for one in token.all("what")).casefold()
        fighters = any(w in words for w in ("fighter", "jet", "j-15", "fixed", "plane"))
        rotor = "copter" in words or "chopper" in words
        of = " and ".join(w for w, on in (("fighters", fighters), ("helicopters", rotor)) if on)
        what = f"take-offs and landings of {of}" if of else "take-offs and landings"
        return self._row(number, when, what)

    def _counts_takeoffs(self, token: Token) -> bool:
        """Tell whether "20 times" are take-offs: the words beside it, or just before, say so."""
        ops = token.get("ops")
        bare = (
            ops is not None and ops.kind in self._grammar.kinds["TIMES"] and not token.get("what")
        )
        told = self.told[-1].kind == "flight_operations" if self.told else False
        return not bare or told or self._has_opword

    def _row(self, number: Token, when: When | None, what: str) -> _Row | None:
        n = number.number("n")
        if n is None or n > _MOST_TAKEOFFS:
            return None
        bound = next(
            (
                b
                for s, b in (("least", "at_least"), ("most", "at_most"), ("about", "about"))
                if number.get(s)
            ),
            "exact",
        )
        return {
            "what": what,
            "n": int(n),
            "n_is": bound,
            "t_start": when.t_start if when else None,
            "t_end": when.t_end if when else None,
        }

    # ---- ways and places

    def _moves(self, clause: Clause, found: dict[str, Token]) -> list[Statement]:
        told: list[Statement] = []
        if self._is_first and self._time(clause) is None and self._when is None:
            return []  # "the first time that ..." says of what was told that it was the first
        gate = clause.first("gate")
        if (
            gate is not None
            and self._goes(clause)
            and (
                gate.get("ref") is None
                or self._time(clause) is not None
                or self._is(clause, "LATER")
            )
        ):
            told += self._passage(clause, gate)
        elif "back" in found:
            told += self._way_back(clause)
        elif "way" in found:
            told += self._way(clause)
        elif not clause.kinds & {"spot", "near"}:
            self._turn(clause)
        if (
            not told
            and self._flies(clause)
            and "spot" not in clause.kinds
            and len(clause.all("near")) != 1
        ):
            one = self._with_objects(self._new("aircraft", clause))
            one.heading = self._heading(clause)
            self._seas(one, clause)
            return self._twice(one, clause)
        if (
            not told
            and "sighting" in found
            and (self._is(clause, "SEE") or self._is(clause, "MOVE"))
        ):
            told += self._sightings(clause)
        if (
            not told
            and "inside" in clause.kinds
            and self._is(clause, "SEEN")
            and self._time(clause)
        ):
            told += self._at_sea(clause)
        return told

    def _flies(self, clause: Clause) -> bool:
        """Tell whether the clause names aircraft, a day, and that they flew."""
        named = self._party is not None and self._party.what == "plane" and self._party.named
        dated = not clause.kinds.isdisjoint({"moment", "period", "twice"})
        return named and dated and self._is(clause, "FLEW")

    def _goes(self, clause: Clause) -> bool:
        verbs = (token.get("go") for token in clause.all("to", "from"))
        return self._is(clause, "GO") or any(verb is not None for verb in verbs)

    def _kind(self) -> str:
        plane = self._party is not None and self._party.what == "plane"
        last = self._crew.memory.last()
        if self._party is None and last is not None:
            plane = last.what == "plane"
        return "aircraft" if plane else "transit"

    def _seas(self, one: Statement, clause: Clause) -> None:
        to, source = clause.first("to"), clause.first("from")
        if to is not None:
            one.to_sea = sea_of(to)
        if source is not None:
            one.from_sea = sea_of(source)
        if one.from_sea is None and self._from_sea is not None:
            one.from_sea = self._from_sea[0]
            token = self._from_sea[1]
            one.spans.append(Span("from_sea", *self._plain.span(token.start, token.end)))
        self._from_sea = None

    def _heading(self, clause: Clause) -> str | None:
        found = clause.first("heading")
        course = found.get("course") if found is not None else None
        if course is None:
            before, self._course = self._course, None
            return before
        told = course.sense("COURSE") if course.kind == "COURSE" else None
        told = told or course.sense("WIND")
        return str(told) if isinstance(told, str) else None

    def _passage(self, clause: Clause, gate: Token) -> list[Statement]:
        one = self._new(self._kind(), clause)
        one.where = gate_of(gate) or (self._gate if gate.get("ref") is not None else None)
        if one.where is not None and one.where.fields.get("gate") is None and one.kind == "transit":
            one.kind = "sighting"
        one.heading = self._heading(clause)
        self._with_objects(one)
        self._seas(one, clause)
        if one.where is None or not one.objects:
            return []
        if self._joins(one):
            return []
        self._link(one, clause)
        self._observed(one, clause)
        return self._twice(one, clause)

    def _joins(self, one: Statement) -> bool:
        """Put a passage into the way between seas that the same sentence tells just before."""
        here = self.told[self._sentence_from :]
        last = here[-1] if here else None
        if last is None or last.kind not in ("transit", "aircraft") or last.where is not None:
            return False
        last.where, last.kind = one.where, one.kind
        last.heading = last.heading or one.heading
        last.to_sea = last.to_sea or one.to_sea
        last.spans += one.spans
        last.end = max(last.end, one.end)
        return True

    def _way_back(self, clause: Clause) -> list[Statement]:
        gates = [s for s in reversed(self.told) if s.where and s.where.fields.get("gate")]
        if not gates:
            return []
        one = self._with_objects(self._new(self._kind(), clause))
        last = next((s for s in gates if s.kind == one.kind and _shares(one, s)), gates[0])
        one.where = last.where
        self._seas(one, clause)
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

    def _way(self, clause: Clause) -> list[Statement]:
        """Add where a passage led to, in words of their own; or tell a way between two seas."""
        to, source = clause.first("to"), clause.first("from")
        if to is not None and self._lead_to(to):
            return []
        if source is not None and to is None:
            self._from_sea = (sea_of(source) or "", source)
        goes = self._goes(clause) or self._is(clause, "MOVE")
        dated = not clause.kinds.isdisjoint({"moment", "period"}) or self._when is not None
        anew = source is not None and not any(s.kind == self._kind() for s in self.told)
        if not goes or to is None or not (dated or anew):
            return []
        one = self._with_objects(self._new(self._kind(), clause))
        one.heading = self._heading(clause)
        self._seas(one, clause)
        self._link(one, clause)
        return [one] if one.objects else []

    def _turn(self, clause: Clause) -> None:
        """Add where a passage of the same sentence headed: "... and sailed north"."""
        heading = self._heading(clause)
        here = [s for s in self.told[self._sentence_from :] if s.kind in _MOVES]
        if heading is not None and not here:
            self._course = heading
        if (
            heading is not None
            and here
            and here[-1].heading is None
            and not self._is(clause, "LATER")
        ):
            here[-1].heading = heading
            token = clause.first("heading")
            if token is not None:
                span = self._plain.span(token.start, token.end)
                here[-1].spans.append(Span("heading", *span))
                here[-1].end = max(here[-1].end, span[1])

    def _lead_to(self, to: Token) -> bool:
        """Add where the last passage of the sentence led to."""
        here = [s for s in self.told[self._sentence_from :] if s.kind in ("transit", "aircraft")]
        if not here or here[-1].to_sea:
            return False
        span = self._plain.span(to.start, to.end)
        here[-1].to_sea = sea_of(to)
        here[-1].spans.append(Span("to_sea", *span))
        here[-1].end = max(here[-1].end, span[1])
        return True

    def _sightings(self, clause: Clause) -> list[Statement]:
        told = []
        places = clause.all("spot") or clause.all("near")
        if self._kind() == "aircraft" and len(places) > 1 and "spot" not in clause.kinds:
            places = []  # from here to there is no place
        for place in places:
            where = (
                spot_of(place, self._text, self._place)
                if place.kind == "spot"
                else near_of(place, self._text)
            )
            kind = "aircraft" if self._kind() == "aircraft" else "sighting"
            one = self._with_objects(self._new(kind, clause))
            one.where = where
            one.heading = self._heading(clause)
            self._seas(one, clause)
            if where is None or not self._is_sighted(one, clause):
                continue
            self._link(one, clause)
            self._observed(one, clause)
            told += self._twice(one, clause)
        return told

    def _at_sea(self, clause: Clause) -> list[Statement]:
        """Tell that ships were seen in a sea, where no nearer place is told."""
        one = self._with_objects(self._new("sighting", clause))
        one.where = inside_of(clause.first("inside"))
        one.heading = self._heading(clause)
        self._observed(one, clause)
        return [one] if self._ships() and self._is_sighted(one, clause) else []

    def _is_sighted(self, one: Statement, clause: Clause) -> bool:
        """Tell whether somebody else's ships are told of, not Japan's own or any."""
        known = any(row["navy"] or row["hull"] for row in one.objects)
        return known or (
            bool(one.objects) and "watchers" not in clause.kinds and self._is(clause, "SEEN")
        )

    def _twice(self, one: Statement, clause: Clause) -> list[Statement]:
        """Make "on Sunday and again on Monday" two statements."""
        both = clause.first("twice")
        if both is None:
            return [one]
        told = []
        for slot in ("first", "second"):
            moment = both.get(slot)
            when = self._almanac.moment(moment) if moment is not None else None
            told.append(one.but(when=when))
        return told

    def _link(self, one: Statement, clause: Clause) -> None:
        last = next(
            (s for s in reversed(self.told) if s.kind in _MOVES and s.same_as is None), None
        )
        had = "'had'" in clause.kinds and one.kind == "transit" and not self._is(clause, "SEEN")
        earlier = self._is(clause, "EARLIER") or (had and self._is_before(clause))
        if not (self._same or earlier):
            return
        if last is None or (earlier and not self._same and not _shares(one, last)):
            return
        one.same_as = last

    def _is_before(self, clause: Clause) -> bool:
        own = self._time(clause)
        last = next(
            (s for s in reversed(self.told) if s.kind in _MOVES and s.when and not s.same_as), None
        )
        return bool(own and last and last.when and own.t_end <= last.when.t_start)

    def _observed(self, one: Statement, clause: Clause) -> None:
        if not self._is(clause, "WATCH"):
            seen = observers_of(clause.all("watchers"), self._text)
            one.observers = [row for row in seen if row["name"] or row["unit"]]

    # ---- entries, watching, firsts

    def _entry(self, clause: Clause) -> list[Statement] | None:
        """Tell an entry, or when it ended; None where the words are of neither."""
        if "zone" not in clause.kinds:
            return None
        leaves = self._is(clause, "EXIT") and not self._is(clause, "INTRUDE")
        last = next((s for s in reversed(self.told) if s.kind == "entry"), None)
        if leaves and last is not None:
            when = self._time(clause)
            if when is not None and last.when is not None and when.t_end > last.when.t_start:
                last.when = When(last.when.t_start, when.t_end, last.when.reasons)
                last.end = self._plain.span(clause.tokens[0].start, clause.tokens[-1].end)[1]
            return []
        if leaves and self._is_them(clause):
            return None
        one = self._with_objects(self._new("entry", clause))
        one.to_sea = next(iter(self._zones(clause)), None)
        one.where = self._where(clause)
        one.heading = self._heading(clause)
        one.counts = self._durations(clause)
        self._observed(one, clause)
        return [one] if one.objects else []

    def _is_them(self, clause: Clause) -> bool:
        """Tell whether the zone that is left is only "it" or "them"."""
        zone = clause.first("zone")
        return zone is not None and all(one.kind == "them" for one in zone.all("where"))

    def _durations(self, clause: Clause) -> list[_Row]:
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

    def _watch(self, clause: Clause, sent: list[Token], told: list[Statement]) -> list[Statement]:
        seen = observers_of(clause.all("watchers"), self._text)
        if any(one.kind == "scramble" for one in told):
            return []
        own = sent if self._is(clause, "SEND") else []
        seen = [row for row in seen if row["name"] or row["unit"]] or ([] if own else seen)
        seen += forces_of(own, self._text)
        if not seen:
            return []
        one = self._with_objects(self._new("observation", clause))
        one.where = self._where(clause) or inside_of(clause.first("inside"))
        one.observers = seen
        if one.objects and not any(row["navy"] for row in one.objects):
            return []
        return [one]

    def _first(self, clause: Clause) -> list[Statement]:
        one = self._with_objects(self._new("first_sighting", clause))
        last = next((s for s in reversed(self.told) if s.kind in (*_MOVES, "entry")), None)
        if last is not None:
            one.when, one.where = last.when, last.where
            whens = [
                s.when for s in self.told[self._sentence_from :] if s.kind == last.kind and s.when
            ]
            if len(whens) > 1 and last.when is not None:
                one.when = When(whens[0].t_start, last.when.t_end, last.when.reasons)
            one.derived.append(("time", "time and place: those of what was told before"))
        return [one] if any(row["navy"] for row in one.objects) else []


_TITLE = regex.compile(r'"([^"]{4,200})"')
_ESTIMATE = 0.8  # ours: what is said to be only likely
_MOST_TAKEOFFS = 20_000  # ours: above this it is money or tonnes


def _navies(token: Token) -> bool:
    return any(slot == "navy" for slot, _ in token.walk())


def _named(token: Token) -> bool:
    return any(slot in ("name", "hulls") for slot, _ in token.walk())


def _shares(one: Statement, other: Statement) -> bool:
    names = {(row["name"], row["hull"], row["class"]) for row in other.objects}
    return any((row["name"], row["hull"], row["class"]) in names for row in one.objects)

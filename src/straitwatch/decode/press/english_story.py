"""A clause of an English text, and what the text has told before, as one record."""

from dataclasses import dataclass, field
from typing import Any

from straitwatch.decode.gazetteer import Place
from straitwatch.decode.press.english_craft import Crew
from straitwatch.decode.press.english_party import Party
from straitwatch.decode.press.english_when import Almanac
from straitwatch.decode.press.english_where import near_of, spot_of
from straitwatch.decode.press.grammar import Grammar
from straitwatch.decode.press.moment import When
from straitwatch.decode.press.plain import Plain
from straitwatch.decode.press.statement import Span, Statement
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.where import Where

__all__ = ["MOVES", "Clause", "Story"]

MOVES = ("sighting", "transit", "aircraft")
"""Kinds of statements that say where something was, or went."""

_ESTIMATE = 0.8  # ours: what is said to be only likely
_SLOT = {
    "moment": "time", "period": "time", "twice": "time", "spot": "place", "near": "place",
    "gate": "gate", "heading": "heading", "to": "to_sea", "from": "from_sea", "fleet": "objects",
    "flight": "objects", "them": "objects", "watchers": "observers", "tally": "counts",
    "zone": "to_sea", "duration": "counts",
}  # fmt: skip


@dataclass
class Clause:
    """A clause, what it is made of, and what goes over from those before it."""

    tokens: list[Token]
    kinds: set[str] = field(default_factory=set)
    times: list[When | None] = field(default_factory=list)  # its time, once it was asked for

    def __post_init__(self) -> None:
        """List its kinds of phrases."""
        self.kinds = {token.kind for token in self.tokens}

    def all(self, *kinds: str) -> list[Token]:
        """List its phrases of these kinds, in order."""
        return [token for token in self.tokens if token.kind in kinds]

    def first(self, *kinds: str) -> Token | None:
        """Give the first of its phrases of these kinds."""
        return next(iter(self.all(*kinds)), None)


@dataclass
class Story:
    """What a text has told so far.

    Attributes:
        plain: the text.
        almanac: its days.
        grammar: of English.
        confidence: of a full plain statement of this publisher.
        supersedes: day and title of the text, which a correction in it takes the place of.
        crew: its ships and aircraft.
        told: its statements.
        gate: the strait told last, which "the strait" means.
        place: the place told last, which "the island" means.
        before_from: which statement is the first of the last sentence that told any.
        sentence_from: which statement is the first of the sentence at hand.
        party: the ships or aircraft that the sentence at hand tells of.
        when: the time that it tells.
        same: whether it says that these are the same as before.
        is_first: whether it says that it was the first time.
        is_item: whether it is an item of a list, which starts with its day and a colon.
        denied: whether somebody denies what its further words tell.
        has_opword: whether it speaks of taking off and landing.
        own_subject: whether its clause tells what Japan's own ships did.
        course: a heading that stands before the place that it belongs to.
        from_sea: a sea that stands before the passage that it belongs to.
    """

    plain: Plain
    almanac: Almanac
    grammar: Grammar
    confidence: float
    supersedes: str | None = None
    crew: Crew = field(init=False)
    told: list[Statement] = field(default_factory=list)
    gate: Where | None = None
    place: Place | None = None
    before_from: int = 0
    sentence_from: int = 0
    party: Party | None = None
    when: When | None = None
    same: bool = False
    is_first: bool = False
    is_item: bool = False
    denied: bool = False
    has_opword: bool = False
    own_subject: bool = False
    course: str | None = None
    from_sea: tuple[str, Token] | None = None

    def __post_init__(self) -> None:
        """Start without ships."""
        self.crew = Crew(self.plain.text)

    @property
    def text(self) -> str:
        """The plain text."""
        return self.plain.text

    def new(self, kind: str, clause: Clause, **more: Any) -> Statement:  # noqa: ANN401 - its fields
        """Start a statement that rests on a clause."""
        start, end = self.plain.span(clause.tokens[0].start, clause.tokens[-1].end)
        one = Statement(kind, "en", start, end, confidence=self.confidence, **more)
        if {"'suspected'", "'presumed'", "'believed'", "'apparently'"} & clause.kinds:
            one.confidence = round(self.confidence * _ESTIMATE, 2)
        one.spans = [
            Span(_SLOT[token.kind], *self.plain.span(token.start, token.end))
            for token in clause.tokens
            if token.kind in _SLOT
        ]
        return one

    def with_objects(self, one: Statement, *, may_point_back: bool = True) -> Statement:
        """Put the ships or aircraft that are told of, or pointed back to, into a statement."""
        party = self.party
        if party is None and self.own_subject:
            return one
        if party is None and may_point_back:
            party = self.crew.memory.last()
            if party is not None:
                one.derived.append(("objects", "those told before"))
        if party is not None:
            one.objects = [dict(row) for row in party.objects]
            one.derived += party.derived
        return one

    def seen_before(self) -> Statement | None:
        """Give what was told last with its time, but for links to what was seen long before."""
        return next((s for s in reversed(self.told) if s.when and s.same_as is None), None)

    def ships(self) -> bool:
        """Tell whether the sentence tells of ships."""
        return self.party is not None and self.party.what == "ship"

    def kind(self) -> str:
        """Give the kind of a movement: transit of ships, aircraft else."""
        plane = self.party is not None and self.party.what == "plane"
        last = self.crew.memory.last()
        if self.party is None and last is not None:
            plane = last.what == "plane"
        return "aircraft" if plane else "transit"

    def is_(self, clause: Clause, word: str) -> bool:
        """Tell whether a clause has a word of this kind of the grammar."""
        return not clause.kinds.isdisjoint(self.grammar.kinds[word])

    def verb(self, clause: Clause, word: str) -> Token:
        """Give the first word of this kind of the grammar."""
        kinds = self.grammar.kinds[word]
        return next(token for token in clause.tokens if token.kind in kinds)

    def time(self, clause: Clause) -> When | None:
        """Give the time that a clause tells itself; words such as "the day before" count once."""
        if not clause.times:
            clause.times.append(self._time(clause))
        return clause.times[0]

    def _time(self, clause: Clause) -> When | None:
        period = clause.first("period")
        moments = clause.all("moment")
        if period is not None:
            first = period.get("from")
            day = next((m.get("day") for m in moments if m.get("day") is not None), None)
            if day is not None and first is not None and first.get("day") is None:
                self.almanac.day(day)  # "on Tuesday from 6 to 8 a.m."
            return self.almanac.period(period)
        if not moments:
            return None
        dated = [one for one in moments if one.get("day") is not None]
        if "'again'" in clause.kinds:  # "spotted on Monday, they were seen again on Friday"
            dated = dated[-1:]
        dated.sort(
            key=lambda one: one.all("day")[0].get("month") is None
        )  # a date before "the day before"
        clocked = [one for one in moments if one.get("clock") or one.get("part")]
        if dated and clocked and dated[0] is not clocked[0]:
            joined = Token("moment", dated[0].start, dated[0].end)
            joined.slots = {**clocked[0].slots, "day": dated[0].all("day")}
            whole = self.almanac.moment(dated[0])
            of_its_own = clocked[0].get("day") is not None  # "on Monday ... at 7 a.m. that day"
            return self.almanac.moment(clocked[0] if of_its_own else joined) or whole
        ordered = [*dated, *(one for one in moments if one not in dated)]
        whens = [one for one in map(self.almanac.moment, ordered) if one is not None]
        if len(whens) > 1 and "zone" in clause.kinds:
            start = min(w.t_start for w in whens)
            return When(start, max(w.t_end for w in whens), whens[0].reasons)
        return whens[0] if whens else None

    def where(self, clause: Clause) -> Where | None:
        """Give the place that a clause tells."""
        spot = clause.first("spot")
        if spot is not None:
            return spot_of(spot, self.text, self.place)
        near = clause.first("near")
        return near_of(near, self.text, self.place) if near is not None else None

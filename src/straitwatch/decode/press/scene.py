"""What a document has told so far: the days, the ships, who watches; for words that point back."""

from dataclasses import dataclass, field
from typing import Any

from straitwatch.decode.document.record import Document
from straitwatch.decode.press.moment import Calendar, When
from straitwatch.decode.press.plain import Plain
from straitwatch.decode.press.statement import Part, Span, Statement, spans_of
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.words import Flag

__all__ = ["Scene"]

_Row = dict[str, Any]


@dataclass
class Scene:
    """The state of a reading, sentence by sentence.

    Attributes:
        document: that is read.
        plain: the stretch that is read, made plain.
        language: ja or en.
        calendar: the days told so far.
        part: what was understood so far.
        group: objects that the last statement was of.
        ships: all ships that the document has told of so far.
        aircraft: the aircraft told of last.
        flown: all aircraft told of since fighters last went up.
        period: the days that the document says it is of.
        last: the last statement of ships or aircraft that were seen.
        when: the time told last.
        recent: ships seen since "these ships" were last told of.
        recent_told: whether they have been told of since.
        legs_of: the ships whose earlier ways are listed.
        roster: the list of a form, where nothing else has told of what it lists.
        items: ships of the list whose lines are read.
        item_at: how many sentences came before its last line.
        list_flag: whose they are, by a heading within the list.
        announced: ships named before any sentence says where they were.
        form: lines of a form by what they say (when, at, who) that no row tells as yet.
        formed: the statement that the lines of a form made.
        form_ships: the ships of these lines.
        table: the statement that the table's first line gave.
        spoken: whether the document says on which day an office told of what it saw.
        counting: whether a table of take-offs and landings is announced.
        listing: whether the lines that follow list earlier ways of the same ships.
        flag: whose the ships and aircraft are, where the form of a release says it apart.
    """

    document: Document
    plain: Plain
    language: str
    calendar: Calendar
    part: Part = field(default_factory=Part)
    group: list[_Row] = field(default_factory=list)
    ships: list[_Row] = field(default_factory=list)
    aircraft: list[_Row] = field(default_factory=list)
    flown: list[_Row] = field(default_factory=list)
    period: When | None = None
    last: Statement | None = None
    when: When | None = None
    flag: Flag | None = None
    listing: bool = False
    counting: bool = False
    table: Statement | None = None
    spoken: bool = False
    recent: list[_Row] = field(default_factory=list)
    recent_told: bool = False
    roster: Token | None = None
    legs_of: list[_Row] = field(default_factory=list)
    items: list[_Row] = field(default_factory=list)
    item_at: int = -1
    list_flag: Flag | None = None
    announced: list[_Row] = field(default_factory=list)
    form: dict[str, Token] = field(default_factory=dict)
    formed: Statement | None = None
    form_ships: list[_Row] = field(default_factory=list)

    def words(self, token: Token) -> str:
        """Give the document's own words for a token, line breaks left out."""
        start, end = self.plain.span(token.start, token.end)
        text = self.document.text[start:end]
        return "".join(text.split()) if self.language == "ja" else " ".join(text.split())

    def tell(self, node: Token, kind: str, **slots: Any) -> Statement:  # noqa: ANN401 - fields of it
        """Add a statement that rests on a sentence.

        Args:
            node: the sentence as its rule found it.
            kind: of the statement.
            slots: fields of `Statement`.
        """
        start, end = self.plain.span(node.start, node.end)
        spans = spans_of(node, self.plain)
        told = Statement(kind, self.language, start, end, spans=spans, **slots)
        self.part.statements.append(told)
        self.part.spans += spans
        return told

    def add(self, told: Statement) -> None:
        """Add a statement made from another one of the same sentence."""
        self.part.statements.append(told)

    def seen(self, told: Statement) -> None:
        """Take a statement as the one that words such as "these ships" point back to."""
        self.last, self.group = told, told.objects
        self.when = told.when or self.when
        if self.recent_told:
            self.recent, self.recent_told = [], False
        self.know(told.objects, self.recent)
        self.know(told.objects, self.ships)

    @staticmethod
    def know(objects: list[_Row], known: list[_Row]) -> None:
        """Add objects to those that are known, each once."""
        for one in objects:
            if _without_words(one) not in map(_without_words, known):
                known.append(one)

    def sentence(self, first: Token, last: Token, kinds: list[str]) -> None:
        """Note a sentence, and the kinds of statements that were found in it."""
        start, end = self.plain.span(first.start, last.end)
        self.part.sentences.append(Span(" ".join(kinds), start, end))


def _without_words(one: _Row) -> _Row:
    return {name: value for name, value in one.items() if name != "as_written"}

"""What one sentence says turned into a SIGHTING row, with the characters that it rests on."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from straitwatch.decode.document.record import Document
from straitwatch.decode.press.moment import When
from straitwatch.decode.press.plain import Plain
from straitwatch.decode.press.slot import column_of
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.where import Where
from straitwatch.model.identity import event_id
from straitwatch.model.schema import SIGHTING

__all__ = ["Part", "Span", "Statement", "rows_of", "spans_of"]

_RULE = "read/1"
_PLACED = {"gate", "observers"}  # what they name as their ends or bases is no place of its own
_Row = dict[str, Any]


@dataclass(frozen=True)
class Span:
    """Characters of the document, and the slot that rests on them."""

    slot: str
    start: int
    end: int


@dataclass
class Statement:
    """One statement of a document.

    Attributes:
        kind: one of the kinds of SIGHTING.
        language: ja or en.
        start: where its sentence starts in the document, in characters.
        end: where it ends.
        when: None where the words do not say, and nothing in the document does.
        where: None where they name no place.
        objects: elements of SIGHTING.objects.
        counts: elements of SIGHTING.counts.
        observers: elements of SIGHTING.observers.
        same_as: the statement of the same document whose ships these are.
        spans: of its slots.
        derived: pairs of slot and reason, besides those of when and where.
    """

    kind: str
    language: str
    start: int
    end: int
    when: When | None = None
    where: Where | None = None
    heading: str | None = None
    from_sea: str | None = None
    to_sea: str | None = None
    objects: list[_Row] = field(default_factory=list)
    counts: list[_Row] = field(default_factory=list)
    observers: list[_Row] = field(default_factory=list)
    same_as: "Statement | None" = None
    negation: bool = False
    confidence: float = 1.0
    supersedes: str | None = None
    spans: list[Span] = field(default_factory=list)
    derived: list[tuple[str, str]] = field(default_factory=list)

    def but(self, **changes: Any) -> "Statement":  # noqa: ANN401 - any of its own fields
        """Copy it with other values; the lists are its own."""
        lists = ("objects", "counts", "observers", "spans", "derived")
        return replace(self, **{name: list(getattr(self, name)) for name in lists} | changes)


@dataclass
class Part:
    """What one stretch of a document says.

    Attributes:
        statements: in the order of the text.
        sentences: spans of all sentences; the slot says which kinds were found there, or is empty.
        spans: characters that were understood, and as what.
    """

    statements: list[Statement] = field(default_factory=list)
    sentences: list[Span] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


def spans_of(node: Token, plain: Plain) -> list[Span]:
    """List the characters of the document on which each column rests, each stretch once.

    Of phrases within one another that are of one column, the outermost counts.
    """
    told: list[Span] = []
    for slot, token in node.walk():
        column = column_of(slot, token)
        if column is not None:
            start, end = plain.span(token.start, token.end)
            around = {s.slot for s in told if s.start <= start and end <= s.end}
            held = column in around or (column == "place" and around & _PLACED)
            told += [] if held else [Span(column, start, end)]
    return sorted(told, key=lambda one: (one.start, one.end))


def rows_of(document: Document, statements: Iterable[Statement]) -> pa.Table:
    """Write statements as SIGHTING, in the order of the text.

    The id of a row is made of the document (its address, else its label), the kind, the place of
    its words and which of several such it is: reading a document again gives the same ids.
    """
    ordered = sorted(statements, key=lambda one: (one.start, one.end))
    ids: dict[int, str] = {}
    seen: dict[tuple[str, int], int] = {}
    for one in ordered:
        which = seen[one.kind, one.start] = seen.get((one.kind, one.start), -1) + 1
        source = document.address or document.label
        ids[id(one)] = event_id("sighting", one.kind, None, _RULE, source, f"{one.start}.{which}")
    return pa.Table.from_pylist([_row(document, one, ids) for one in ordered], schema=SIGHTING)


def _row(document: Document, one: Statement, ids: dict[int, str]) -> _Row:
    when, where = one.when, one.where
    told = [("time", reason) for reason in when.reasons] if when else []
    told += [("place", reason) for reason in where.reasons] if where else []
    told += one.derived
    return {
        "sighting_id": ids[id(one)],
        "document": document.address or document.label,
        "published": document.published,
        "publisher": document.publisher,
        "kind": one.kind,
        "t_start": when.t_start if when else None,
        "t_end": when.t_end if when else None,
        **(where.fields if where else {}),
        **{name: getattr(one, name) for name in ("heading", "from_sea", "to_sea")},
        **{name: getattr(one, name) for name in ("objects", "counts", "observers")},
        "same_as": ids.get(id(one.same_as)) if one.same_as is not None else None,
        "negation": one.negation,
        "text": document.text[one.start : one.end],
        "start": one.start,
        "end": one.end,
        "confidence": one.confidence,
        "language": one.language,
        "title": document.title,
        "derived": [{"slot": slot, "reason": reason} for slot, reason in dict.fromkeys(told)],
        "spans": [{"slot": s.slot, "start": s.start, "end": s.end} for s in one.spans],
        "supersedes": one.supersedes,
    }

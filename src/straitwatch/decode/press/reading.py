"""A document turned into sightings: what was understood, and which sentences were not."""

from dataclasses import dataclass

import pyarrow as pa

from straitwatch.decode.document.record import Document
from straitwatch.decode.press.english import read_english
from straitwatch.decode.press.japanese import read_japanese
from straitwatch.decode.press.plain import Stretch, languages
from straitwatch.decode.press.statement import Part, Span, rows_of

__all__ = ["Reading", "read_sightings"]


@dataclass(frozen=True)
class Reading:
    """What a document says.

    Attributes:
        document: that was read.
        languages: of its stretches.
        sightings: SIGHTING, in the order of the text.
        spans: characters that were understood, and as what.
        unread: sentences that no rule understood: start and end in characters.
    """

    document: Document
    languages: tuple[str, ...]
    sightings: pa.Table
    spans: tuple[Span, ...]
    unread: tuple[tuple[int, int], ...]


def read_sightings(document: Document) -> Reading:
    """Read what a document says of ships and aircraft that were seen.

    Args:
        document: of `decode.document.read_document`.

    Returns:
        one row a statement, each with the characters that it rests on. A document that says
        nothing of the kind gives no row.

    Notes:
        The time taken grows with the length of the text; sentences of more than some hundred
        words are read in parts.
    """
    whole = Part()
    told = []
    for stretch in _bodies(document):
        told.append(stretch.language)
        part = _read(document, stretch)
        whole.statements += part.statements
        whole.sentences += part.sentences
        whole.spans += part.spans
    return Reading(
        document,
        tuple(dict.fromkeys(told)),
        rows_of(document, whole.statements),
        tuple(sorted(whole.spans, key=lambda one: (one.start, -one.end))),
        tuple((one.start, one.end) for one in whole.sentences if not one.slot),
    )


def _bodies(document: Document) -> list[Stretch]:
    start = document.body_start
    return [
        Stretch(one.language, one.start + start, one.end + start)
        for one in languages(document.text[start:])
    ]


def _read(document: Document, stretch: Stretch) -> Part:
    read = read_japanese if stretch.language == "ja" else read_english
    return read(document, stretch)

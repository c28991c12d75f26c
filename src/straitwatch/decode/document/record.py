"""The record of one document: its text, and what its head says of it."""

from dataclasses import dataclass
from datetime import datetime

__all__ = ["Document"]


@dataclass(frozen=True, slots=True)
class Document:
    """A release or an article as text, with where each of its particulars stood.

    Attributes:
        label: the path or name as given.
        text: its text; lines end in a line feed. All offsets of sightings count its characters.
        media: `text`, `html` or `pdf`: what the bytes were.
        encoding: the character set that the bytes were read in; empty for a PDF.
        title: its title, or None.
        address: the URL that it names as its own source, or None.
        published: midnight UTC of the date that it was published on, or None: never guessed.
        published_from: where that date stood: `option`, `text`, `page`, `file name`, or None.
        publisher: who published it, or None: never guessed.
        publisher_from: where the publisher stood: `option`, `text`, `page`, `address`, or None.
        body_start: offset in `text` where the front lines end (`Source: ...`, `Published: ...`);
            what stands before is about the document and holds no sentence of it.
        n_broken: characters of `text` that stand for bytes that could not be read (U+FFFD).
        notes: remarks for the reader, for example which bytes could not be read.
    """

    label: str
    text: str
    media: str
    encoding: str
    title: str | None = None
    address: str | None = None
    published: datetime | None = None
    published_from: str | None = None
    publisher: str | None = None
    publisher_from: str | None = None
    body_start: int = 0
    n_broken: int = 0
    notes: tuple[str, ...] = ()

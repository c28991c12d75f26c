"""Bytes of one file turned into a Document."""

from datetime import UTC, date, datetime, time

from straitwatch.decode.document.record import Document

__all__ = ["read_document"]


def read_document(
    data: bytes, label: str, *, published: date | None = None, publisher: str | None = None
) -> Document:
    """Read one document.

    Args:
        data: all of its bytes, after decompression.
        label: its path or name, for errors and for a date in a file's name.
        published: the date that the user gave; it goes before any that the document names.
        publisher: the publisher that the user gave; the same.

    Raises:
        SourceError: it cannot be read as text; says what it is, and the mend.
    """
    day = datetime.combine(published, time(), UTC) if published else None
    return Document(
        label=label,
        text=data.decode("utf-8-sig", "replace").replace("\r\n", "\n"),
        media="text",
        encoding="utf-8",
        published=day,
        published_from="option" if day else None,
        publisher=publisher,
        publisher_from="option" if publisher else None,
    )

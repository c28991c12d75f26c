"""Bytes of one file turned into a Document."""

import re
from datetime import UTC, date, datetime, time

from straitwatch.decode.document.charset import Decoding, decode_text
from straitwatch.decode.document.dateline import find_particulars
from straitwatch.decode.document.html import Page, read_page
from straitwatch.decode.document.limit import MOST_BYTES, MOST_CHARACTERS, refuse_long
from straitwatch.decode.document.pdf import is_pdf, read_pdf
from straitwatch.decode.document.prose import is_page, refuse_packed
from straitwatch.decode.document.record import Document
from straitwatch.model.error import SourceError

__all__ = ["read_document"]

_MARKED_TITLE = re.compile(
    r"Microsoft Word|\.(?:docx?|jtdc?|pptx?|xlsx?|pdf|indd)\b|untitled|無題", re.IGNORECASE
)


def read_document(
    data: bytes, label: str, *, published: date | None = None, publisher: str | None = None
) -> Document:
    """Read one document: plain text in any usual character set, an HTML page, or a PDF.

    What it is stands in its bytes; the ending of its name is never asked.

    Args:
        data: all of its bytes, after decompression.
        label: its path or name, for errors and for a date in a file's name.
        published: the date that the user gave; it goes before any that the document names.
        publisher: the publisher that the user gave; the same.

    Raises:
        SourceError: it is empty, packed, no text, broken, or longer than a document may be; says
            what was found, and the mend.

    Notes:
        Plain text: under 0.3 ms a release of 1,000 characters. A page: about 1 µs a tag. A PDF:
        about 70 ms, in a process of its own.
    """
    if not data:
        raise SourceError(f"{label}: 0 bytes: nothing in it")
    if len(data) > MOST_BYTES:
        raise SourceError(
            f"{label}: {len(data):,} bytes, more than {MOST_BYTES:,}, which is more than one "
            "document: split it, or save the part to be read"
        )
    refuse_packed(data, label)
    page, pdf_title, decoded = None, "", Decoding("", "", 0)
    if is_pdf(data):
        media, layer = "pdf", read_pdf(data, label)
        pdf_title = "" if _MARKED_TITLE.search(layer.title) else layer.title
        decoded = Decoding(layer.text, "", layer.text.count("\ufffd"))
    else:
        media, decoded, page = _read_text(data, label)
    text = decoded.text
    if len(text) > MOST_CHARACTERS:
        raise refuse_long(label)
    if not text.strip():
        raise SourceError(f"{label}: nothing but white space in {_name_media(media)}: no text")
    found = find_particulars(text, label, page=page, published=published, publisher=publisher)
    return Document(
        label=label,
        text=text,
        media=media,
        encoding=decoded.encoding,
        title=found.title or pdf_title or None,
        address=found.address,
        published=datetime.combine(found.published, time(), UTC) if found.published else None,
        published_from=found.published_from,
        publisher=found.publisher,
        publisher_from=found.publisher_from,
        body_start=found.body_start,
        n_broken=decoded.n_broken,
        notes=_note_broken(decoded) + found.notes,
    )


def _read_text(data: bytes, label: str) -> tuple[str, Decoding, Page | None]:
    decoded = decode_text(data, label)
    if not is_page(decoded.text):
        return "text", decoded, None
    page = read_page(decoded.text, label)
    n_broken = page.text.count("\ufffd")
    return "html", Decoding(page.text, decoded.encoding, n_broken), page


def _name_media(media: str) -> str:
    return {"text": "the text", "html": "the page's body", "pdf": "the PDF's text layer"}[media]


def _note_broken(decoded: Decoding) -> tuple[str, ...]:
    notes = []
    if decoded.n_broken:
        where = f" in {decoded.encoding}" if decoded.encoding else ""
        notes.append(f"{decoded.n_broken} characters could not be read{where}: shown as \ufffd")
    if "+" in decoded.encoding:
        notes.append(f"its lines are in several character sets: {decoded.encoding}")
    return tuple(notes)

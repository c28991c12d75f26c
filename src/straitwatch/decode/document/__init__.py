"""Documents: bytes of a release or an article turned into its text, date, publisher and title."""

from straitwatch.decode.document.prose import is_prose
from straitwatch.decode.document.read import read_document
from straitwatch.decode.document.record import Document

__all__ = ["Document", "is_prose", "read_document"]

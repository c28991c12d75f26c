"""English texts turned into statements."""

from straitwatch.decode.document.record import Document
from straitwatch.decode.press.plain import Stretch
from straitwatch.decode.press.statement import Part

__all__ = ["read_english"]


def read_english(document: Document, stretch: Stretch) -> Part:  # noqa: ARG001 - helper EN writes it
    """Read an English stretch of a document."""
    return Part()

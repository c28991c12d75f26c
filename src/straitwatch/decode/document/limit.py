"""How long a document may be, and the error for one that is longer."""

from straitwatch.model.error import SourceError

__all__ = ["MOST_BYTES", "MOST_CHARACTERS", "MOST_PAGES", "MOST_TAGS", "refuse_long"]

MOST_BYTES = 64 << 20
"""Bytes of a document. Ours: a release of a ministry with its pictures is under 20 MB."""

MOST_CHARACTERS = 2_000_000
"""Characters of text. Ours: a thousand releases, or two long novels; a White Paper has fewer."""

MOST_TAGS = 1_000_000
"""Tags, and pieces of text between them, of a page. Ours: the longest single-page HTML standard
has some 500,000; this many are scanned in about two seconds."""

MOST_PAGES = 2_000
"""Pages of a PDF. Ours: at 2 million characters a page of a longer one would be near empty."""


def refuse_long(label: str) -> SourceError:
    """Error for a text that is longer than one document may be."""
    return SourceError(
        f"{label}: more than {MOST_CHARACTERS:,} characters of text, which is more than one "
        "release or article: split it, or save the part to be read"
    )

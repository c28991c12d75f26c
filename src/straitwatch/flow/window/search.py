"""Words that people type turned into what is found: in any width, case and script."""

import unicodedata

__all__ = ["fold", "split_words"]


def fold(text: str) -> str:
    """Bring a text to one form: NFKC (full and half width are one), small letters."""
    return unicodedata.normalize("NFKC", text).casefold()


def split_words(q: str) -> list[str]:
    """Split what was typed into words; Japanese needs no blanks, so it is one word as a rule."""
    return fold(q).split()

"""Words that people type turned into what is found: in any width, case and script."""

import unicodedata
from collections.abc import Iterable, Sequence

__all__ = ["fold", "has_words", "split_words"]


def fold(text: str) -> str:
    """Bring a text to one form: NFKC (full and half width are one), small letters."""
    return unicodedata.normalize("NFKC", text).casefold()


def split_words(q: str) -> list[str]:
    """Split what was typed into words; Japanese needs no blanks, so it is one word as a rule."""
    return fold(q).split()


def has_words(told: Iterable[object], wanted: Sequence[str]) -> bool:
    """Tell whether every word is found somewhere in the texts; None is no text."""
    whole = fold("\n".join(str(one) for one in told if one is not None))
    return all(word in whole for word in wanted)

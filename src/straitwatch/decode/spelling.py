"""Spellings of one word turned into one key, and numbers into ordinals."""

import re
import unicodedata

__all__ = ["ordinal", "plain"]

_NOISE = re.compile(r"[\W_]+")
_VOICED = "\u3099\u309a"
_TEENS = (11, 12, 13)
_TAILS = {1: "st", 2: "nd", 3: "rd"}


def plain(text: str) -> str:
    """Strip case, width, accents, spaces and marks, so that spellings meet."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(
        sign
        for sign in unicodedata.normalize("NFD", wide)
        if unicodedata.category(sign) != "Mn" or sign in _VOICED
    )
    return _NOISE.sub("", unicodedata.normalize("NFC", bare))


def ordinal(number: int) -> str:
    """Write a number as `1st`, `2nd`, `11th`."""
    tail = "th" if number % 100 in _TEENS else _TAILS.get(number % 10, "th")
    return f"{number}{tail}"

"""Spellings of one word turned into one key, and numbers into ordinals."""

import re
import unicodedata

__all__ = ["ordinal", "plain"]

_NOISE = re.compile(r"[\s\-‐‑–'’\"・]+")
_TEENS = (11, 12, 13)
_ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def plain(text: str) -> str:
    """Strip case, width, spaces, hyphens and quotes, so that spellings meet."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


def ordinal(number: int) -> str:
    """Write a number as `1st`, `2nd`, `11th`."""
    tail = "th" if number % 100 in _TEENS else _ORDINALS.get(number % 10, "th")
    return f"{number}{tail}"

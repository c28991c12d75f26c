"""Words and numbers become XML elements, escaped, without signs that XML forbids."""

import re
from xml.sax.saxutils import escape

__all__ = ["element", "text"]

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(words: object) -> str:
    """Escape words for XML 1.0; a sign that it forbids becomes the replacement character."""
    return escape(_FORBIDDEN.sub("\ufffd", str(words)), {'"': "&quot;"})


def element(name: str, words: object | None) -> str:
    """Write one element with words in it; nothing where there are none."""
    return "" if words is None or words == "" else f"<{name}>{text(words)}</{name}>"

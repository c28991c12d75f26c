"""The first bytes of a file turned into whether it is a text for people: a release, an article."""

from collections.abc import Iterator

import regex

__all__ = ["is_prose"]

_DOCUMENT = regex.compile(
    rb"\s*(%PDF-|<(!doctype\s+html|html|head|body|article|p|div)\b)", regex.IGNORECASE
)
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_CHARSETS = ("utf-8", "cp932", "euc_jp")
_JAPANESE = regex.compile(r"\p{Hiragana}[^\n]*。")
_ENGLISH = regex.compile(
    r"(?:\p{Latin}[\p{Latin}’'-]*[,;:]?\s+){5,}[^\n]{0,80}?[.!?][”\"')]?(?:\s|$)"
)


def is_prose(head: bytes) -> bool:
    """Tell whether a file is a text for people: a PDF, a page, or sentences.

    Args:
        head: its first bytes after decompression, cut anywhere.

    Returns:
        True for a PDF, for HTML, and for text with a Japanese or an English sentence in it. Data
        in lines may hold such a sentence too: ask first whether it is of a known format.
    """
    if _DOCUMENT.match(head.removeprefix(b"\xef\xbb\xbf")):
        return True
    return any(_JAPANESE.search(text) or _ENGLISH.search(text) for text in _texts(head))


def _texts(head: bytes) -> Iterator[str]:
    """Read the bytes in each character set that they may be in."""
    for bom, charset in _BOMS.items():
        if head.startswith(bom):
            yield head.removeprefix(bom).decode(charset, "ignore")
            return
    if b"\0" not in head:
        for charset in _CHARSETS:
            yield head.decode(charset, "ignore")

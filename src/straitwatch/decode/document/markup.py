"""The text of a page turned into its tags and words, one by one, in linear time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

__all__ = ["Tag", "read_attributes", "scan_markup"]

_TAG = re.compile(
    r"""<(/?)([A-Za-z][^\s/>]*+)((?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+|["'])*+)>"""
)
"""A tag with its attributes. A `>` within quotes is none; a quote that never ends is no quote.
Possessive throughout: a sign is looked at a bounded number of times."""

_ATTRIBUTE = re.compile(r"""([^\s=/"'>]+)\s*+(?:=\s*+("[^"]*+"|'[^']*+'|[^\s"'>]++))?+""")
_LONGEST_TAG = 20_000  # characters of attributes that are read; ours
_RAW = {  # their content is no markup (HTML, section 13.1.2): ends at their own end tag alone
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: its name in lower case, whether it ends an element, its attributes as written."""

    name: str
    closes: bool
    written: str


def scan_markup(page: str) -> Iterator[Tag | str]:
    """Cut a page into tags and text.

    Args:
        page: all of it.

    Yields:
        tags, and between them text with its entities still written out. Comments, declarations
        and instructions are left out. What never ends (a comment, a script, a tag) ends with the
        page, as in a browser.

    Notes:
        O(n): no sign is looked at twice for want of an end; a test holds it to that.
    """
    place, end = 0, len(page)
    while place < end:
        opens = page.find("<", place)
        if opens < 0:
            yield page[place:]
            return
        if opens > place:
            yield page[place:opens]
        place = opens
        found = _TAG.match(page, place)
        if not found:
            place, text = _step_over(page, place)
            if text:
                yield text
            continue
        tag = Tag(found[2].lower(), bool(found[1]), found[3])
        place = found.end()
        yield tag
        if not tag.closes and (ending := _RAW.get(tag.name)):
            stop = ending.search(page, place)
            stop_at = stop.start() if stop else end
            yield page[place:stop_at]
            place = stop_at


def _step_over(page: str, place: int) -> tuple[int, str]:
    """Step over a `<` that starts no tag; returns where to go on, and what of it is text."""
    if page.startswith("<!--", place):
        if page.startswith((">", "->"), place + 4):
            return page.find(">", place) + 1, ""
        stop = page.find("-->", place + 4)
        return (stop + 3 if stop >= 0 else len(page)), ""
    if page.startswith(("<!", "<?", "</"), place):
        stop = page.find(">", place)
        return (stop + 1 if stop >= 0 else len(page)), ""
    if page[place + 1 : place + 2].isalpha() and page[place + 1].isascii():
        return len(page), ""  # a tag that never ends
    return place + 1, "<"


def read_attributes(written: str) -> dict[str, str]:
    """Attributes of a tag, names in lower case, entities read; the first of a name counts."""
    read: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(written[:_LONGEST_TAG]):
        bare = value[1:-1] if value[:1] in {'"', "'"} and value else value
        read.setdefault(name.lower(), unescape(bare))
    return read

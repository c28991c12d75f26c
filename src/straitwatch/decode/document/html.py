"""An HTML page turned into the text of its article, and what its head says of it."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape

from straitwatch.decode.document.limit import MOST_CHARACTERS, MOST_TAGS, refuse_long
from straitwatch.decode.document.markup import Tag, read_attributes, scan_markup
from straitwatch.model.error import SourceError

__all__ = ["Page", "read_page"]

_DROPPED = frozenset(
    "script style nav aside noscript template svg iframe object canvas select button textarea "  # noqa: SIM905 - a list would be a line a word
    "dialog title rt rp head xmp noembed noframes audio video".split()
)
"""Elements whose content is no text of the page; `rt` and `rp` are readings above kanji."""

_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset "  # noqa: SIM905 - same
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre "
    "section summary tbody tfoot thead ul".split()
)
_NESTED = _DROPPED | frozenset(
    {"article", "body", "div", "footer", "form", "header", "main", "pre", "section", "table"}
)
"""Elements whose end is looked for; of the others only the break in the line matters."""

_CELLS = frozenset({"td", "th"})
_HEAD = frozenset(
    {"base", "html", "link", "meta", "noscript", "script", "style", "template", "title"}
)
_DROPPED_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MAY_HIDE = re.compile(r"\b(?:hidden|role|style)\b", re.IGNORECASE)

_LEAST_ARTICLE = 100
"""Characters that an article or a main part must have to be taken for the page. Ours: the
shortest Japanese releases have some 150."""

_LONGEST_TITLE = 2_000  # characters looked at; ours

_BREAK, _ROW, _CELL = "\x1d", "\x1e", "\x1f"  # no text holds them: `charset` takes them out
_SPACE = re.compile(r"[ \t\n\r\f\xa0]+")
_MARKS = re.compile(f"[ {_BREAK}{_ROW}{_CELL}]+")
_UNSEEN = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")


@dataclass
class Page:
    """A page as text.

    Attributes:
        text: text of its article, or of its main part, or of its body: a line a block, a line a
            row of a table with tabs between the cells.
        metas: property or name of each meta element, in lower case -> its content, the first.
        title: content of the element `title`, or empty.
        canonical: address in `link rel=canonical`, or empty.
        times: `datetime` of the time elements within the article: (marked as the date of
            publication, the value).
        scripts: contents of its JSON-LD scripts.
    """

    text: str = ""
    metas: dict[str, str] = field(default_factory=dict)
    title: str = ""
    canonical: str = ""
    times: list[tuple[bool, str]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)


def read_page(page: str, label: str) -> Page:
    """Read a page.

    Args:
        page: all of its text.
        label: name of the source, for errors.

    Raises:
        SourceError: it has more tags or more text than a page to be read.

    Notes:
        O(n), about 1 µs a tag. No tree is built: elements are followed by their names alone, so
        a million nested ones cost what a million others do. (A tree builder takes 9 s for 100,000
        nested elements, and the square of it for more.)
    """
    reader = _Reader(label)
    for n_pieces, piece in enumerate(scan_markup(page)):
        if n_pieces >= MOST_TAGS:
            raise SourceError(
                f"{label}: a page of more than {MOST_TAGS:,} tags and pieces of text, which is "
                "more than one article: save the article alone, or its text"
            )
        if isinstance(piece, Tag):
            reader.take_tag(piece)
        else:
            reader.take_text(piece)
    return reader.finish()


@dataclass(frozen=True, slots=True)
class _Element:
    """An open element, and what it means for the text in it."""

    name: str = ""
    written: str = ""
    dropped: bool = False
    in_form: bool = False
    in_main: bool = False
    article: int = 0  # number of the outermost article, 0 outside of all


class _Reader:
    """State of one reading: the open elements, and the text so far by where it stands."""

    def __init__(self, label: str) -> None:
        self._page = Page()
        self._label = label
        self._open = [_Element()]
        self._n_open: Counter[str] = Counter()
        self._n_articles = 0
        self._in_cell = False
        self._row_begun = False
        self._pieces: list[tuple[str, _Element]] = []
        self._n_characters = 0

    def take_text(self, text: str) -> None:
        """Keep a piece of text where it counts."""
        where = self._open[-1]
        if not where.dropped:
            self._put(unescape(text) if "&" in text else text)
        elif where.name == "title" and not self._page.title and not self._n_open["svg"]:
            self._page.title = _tidy(unescape(text[:_LONGEST_TITLE])).replace("\n", " ")
        elif where.name == "script" and "ld+json" in where.written.lower():
            self._page.scripts.append(text)

    def take_tag(self, tag: Tag) -> None:
        """Follow a tag: what it opens or ends, and where it breaks the line."""
        if tag.closes:
            self._close(tag.name)
        else:
            if self._open[-1].name == "head" and tag.name not in _HEAD:
                self._close("head")  # it was never ended
            self._read_head(tag)
            if tag.name in _NESTED:
                self._enter(tag)
        if not self._open[-1].dropped:
            self._break(tag)

    def _read_head(self, tag: Tag) -> None:
        """Keep what meta, link and time elements say."""
        if tag.name == "meta":
            read = read_attributes(tag.written)
            name = read.get("property") or read.get("name") or read.get("itemprop") or ""
            self._page.metas.setdefault(name.lower(), read.get("content", "").strip())
        elif tag.name == "link" and "canonical" in tag.written.lower():
            read = read_attributes(tag.written)
            if read.get("rel", "").lower() == "canonical" and not self._page.canonical:
                self._page.canonical = read.get("href", "").strip()
        elif tag.name == "time" and (self._open[-1].article or self._open[-1].in_main):
            read = read_attributes(tag.written)
            marked = "pubdate" in read or "publish" in " ".join(read.values()).lower()
            self._page.times.append((marked, read.get("datetime", "")))

    def _enter(self, tag: Tag) -> None:
        above, name = self._open[-1], tag.name
        inside = bool(above.article) or above.in_main
        aside = name == "footer" or (name == "header" and not inside)
        article = above.article
        if name == "article" and not article:
            self._n_articles += 1
            article = self._n_articles
        element = _Element(
            name,
            tag.written if name == "script" else "",
            above.dropped or aside or name in _DROPPED or _is_hidden(tag),
            above.in_form or name == "form",
            above.in_main or name == "main",
            article,
        )
        self._open.append(element)
        self._n_open[name] += 1

    def _close(self, name: str) -> None:
        """End the innermost element of a name, and all that stand open in it."""
        while self._n_open[name]:
            gone = self._open.pop()
            self._n_open[gone.name] -= 1
            if gone.name == name:
                return

    def _break(self, tag: Tag) -> None:
        if tag.name in _CELLS and not tag.closes:
            self._put(_CELL if self._row_begun else _BREAK)
            self._row_begun = self._in_cell = True
        elif tag.name in {"tr", "table"}:
            self._put(_ROW)
            self._row_begun = self._in_cell = False
        elif tag.name == "br" and self._in_cell:
            self._put(" ")
        elif tag.name in _BLOCKS:
            self._put(_BREAK)

    def _put(self, text: str) -> None:
        self._n_characters += len(text)
        if self._n_characters > 4 * MOST_CHARACTERS:  # with the white space between the tags
            raise refuse_long(self._label)
        kept = text.replace("\n", _BREAK) if self._n_open["pre"] else text
        self._pieces.append((kept, self._open[-1]))

    def finish(self) -> Page:
        """Choose the part of the page that is its text."""
        n_articles: Counter[int] = Counter()
        n_main = 0
        for text, where in self._pieces:
            length = len(text.strip())
            n_articles[where.article] += length
            n_main += length * where.in_main
        del n_articles[0]
        longest = max(n_articles, key=lambda number: n_articles[number], default=0)
        n_longest = n_articles[longest]
        if n_longest >= _LEAST_ARTICLE and 2 * n_longest >= n_articles.total():
            text = _join(text for text, where in self._pieces if where.article == longest)
        elif n_main >= _LEAST_ARTICLE:
            text = _join(text for text, where in self._pieces if where.in_main)
        else:
            text = _join(text for text, where in self._pieces if not where.in_form)
            if len(text) < _LEAST_ARTICLE:  # a page may be one form from end to end
                text = _join(text for text, _ in self._pieces)
        self._page.text = text
        return self._page


def _is_hidden(tag: Tag) -> bool:
    if not _MAY_HIDE.search(tag.written):
        return False
    read = read_attributes(tag.written)
    return (
        "hidden" in read
        or read.get("aria-hidden", "").lower() == "true"
        or read.get("role", "").lower() in _DROPPED_ROLES
        or bool(_HIDDEN.search(read.get("style", "")))
    )


def _join(pieces: Iterable[str]) -> str:
    return _tidy("".join(pieces))


def _tidy(text: str) -> str:
    """White space as a reader sees it: one space, one line break, one tab between cells."""
    text = _SPACE.sub(" ", _UNSEEN.sub("", text))
    return _MARKS.sub(_settle_marks, text).strip(" \n")


def _settle_marks(found: re.Match[str]) -> str:
    """A run of marks as one: a row ends before a block does, a cell holds no line break."""
    run = found[0]
    if _ROW in run:
        before, _, after = run.partition(_ROW)
        return "\t" * before.count(_CELL) + "\n" + "\t" * after.rpartition(_ROW)[2].count(_CELL)
    return "\t" * run.count(_CELL) or ("\n" if _BREAK in run else " ")

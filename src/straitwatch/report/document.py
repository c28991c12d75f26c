"""The page as plain blocks, which HTML and Markdown both write; and its numbered evidence."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from straitwatch.report import words

__all__ = [
    "Block", "Evidence", "Figure", "Items", "Page", "Para", "Section", "Source", "Table", "Text",
    "text",
]  # fmt: skip

_MAX_SOURCES = 400
_MAX_STATEMENTS = 12


@dataclass(frozen=True)
class Text:
    """Words with the numbers of the evidence they rest on."""

    words: str
    refs: tuple[int, ...] = ()
    mark: str = ""  # css class: part, sim, num, strong


def text(words: str, refs: Iterable[int] = (), mark: str = "") -> Text:
    """Make a Text."""
    return Text(words, tuple(refs), mark)


@dataclass(frozen=True)
class Para:
    """A paragraph; `role` is lede, note or empty."""

    text: Text
    role: str = ""


@dataclass(frozen=True)
class Items:
    """A list; each item may begin with a bold word."""

    items: list[tuple[str, Text]]


@dataclass(frozen=True)
class Table:
    """A table with a caption; `more` says what is not shown."""

    caption: str
    columns: list[str]
    rows: list[list[Text]]
    more: str = ""
    numeric: tuple[int, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A drawing for wide pages and one for phones, both SVG, with a caption and a key."""

    wide: str
    narrow: str
    caption: str
    alt: str
    key: list[tuple[str, str]] = field(default_factory=list)


Block: TypeAlias = Para | Items | Table | Figure


@dataclass(frozen=True)
class Section:
    """A part of the page."""

    ident: str
    title: str
    blocks: list[Block]
    folded: bool = False
    summary: str = ""


@dataclass
class Source:
    """One numbered piece of evidence."""

    number: int
    label: str
    href: str | None
    statements: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """A whole report before it is written."""

    title: str
    deck: str
    findings: list[Text]
    banner: tuple[str, str] | None
    sections: list[Section]
    sources: list[Source]
    more_sources: int
    colophon: str


@dataclass
class Evidence:
    """A book of sources: an address has one number; the lines of a file one per event."""

    sources: list[Source] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    refused: int = 0

    def cite(self, items: list[dict[str, Any]]) -> tuple[int, ...]:
        """Number the evidence of one event.

        Args:
            items: evidence objects: source with publisher and text, or source with line and t.

        Returns:
            numbers, each once, in order; none beyond the page's limit.
        """
        found = [self._cite_text(item) for item in items if item.get("line") is None]
        fixes = [item for item in items if item.get("line") is not None]
        if fixes:
            found.append(self._cite_fixes(fixes))
        return tuple(sorted({number for number in found if number}))

    def _cite_text(self, item: dict[str, Any]) -> int:
        address = words.clean(item.get("source") or item.get("document") or "", 500)
        publisher = words.clean(item.get("publisher") or "", 80)
        href = (
            address if address.startswith(("https://", "http://")) and " " not in address else None
        )
        number = self._number(address or publisher, publisher or address, href)
        if number and item.get("text"):
            said = self.sources[number - 1].statements
            statement = words.clean(item["text"])
            if statement not in said and len(said) < _MAX_STATEMENTS:
                said.append(statement)
        return number

    def _cite_fixes(self, fixes: list[dict[str, Any]]) -> int:
        files: dict[str, list[str]] = {}
        for fix in fixes[:6]:
            source = words.clean(fix.get("source") or "", 200)
            files.setdefault(source, []).append(words.clean(fix.get("line"), 12))
        label = "; ".join(_lines(source, lines) for source, lines in files.items())
        number = self._number(label, label, None)
        if number and not self.sources[number - 1].statements:
            said = [_fix(fix) for fix in fixes[:6]]
            self.sources[number - 1].statements += [words for words in said if words]
        return number

    def _number(self, key: str, label: str, href: str | None) -> int:
        if not key:
            return 0
        if key not in self.numbers:
            if len(self.sources) >= _MAX_SOURCES:
                self.refused += 1
                return 0
            self.sources.append(Source(len(self.sources) + 1, label, href))
            self.numbers[key] = len(self.sources)
        return self.numbers[key]


def _lines(source: str, lines: list[str]) -> str:
    lines = list(dict.fromkeys(lines))
    return f"{source}, {'line' if len(lines) == 1 else 'lines'} {', '.join(lines)}"


def _fix(fix: dict[str, Any]) -> str:
    t, lon, lat = fix.get("t"), fix.get("lon"), fix.get("lat")
    parts = [words.clean(t.isoformat() if isinstance(t, datetime) else t, 40)] if t else []
    if isinstance(lon, int | float) and isinstance(lat, int | float):
        parts.append(words.lat_lon(lon, lat))
    return ": ".join(parts)

"""Citations turned into articles of treaties, and held against what those articles speak of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from straitwatch.model.error import ContractError
from straitwatch.zone.table import read_rows

__all__ = ["DEFAULT", "Article", "find_article", "misfits", "parse_articles", "spell_articles"]

DEFAULT = "UNCLOS"
"""The treaty of an article for which none is named."""

_ALL = "*"
_NAME = re.compile(r"([A-Za-z][A-Za-z' -]*?)\s+(?=\d|[IVX]+\b)")
_ONE = re.compile(r"(?:\d+|[IVX]+)(?:\(\w+\))*")
_RANGE = re.compile(r"(\d+)-(\d+)")
_ROMAN = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True)
class Article:
    """An article or one of its paragraphs.

    Attributes:
        treaty: its short name, as in treaty_names.csv.
        article: its number as the treaty writes it: `19`, `19(2)(e)`, `V(2)`.
        part: the part of the treaty; empty where it has none.
        zones: names of zones and regimes of which it speaks; `*` alone for all.
        craft: kinds of craft of which it speaks; `*` alone for all.
        subject: what it is on, in the project's own words.
    """

    treaty: str
    article: str
    part: str
    zones: frozenset[str]
    craft: frozenset[str]
    subject: str

    def speaks_of(self, zone: str, craft: str | None = None) -> bool:
        """Tell whether it has to do with this zone, and with this craft or (None) with any."""
        in_zone = _ALL in self.zones or zone in self.zones
        return in_zone and (craft is None or _ALL in self.craft or craft in self.craft)


@cache
def _articles() -> dict[tuple[str, str], Article]:
    return {
        (row["treaty"], row["article"]): Article(
            row["treaty"],
            row["article"],
            row["part"],
            frozenset(row["zones"].split("|")),
            frozenset(row["craft"].split("|")),
            row["subject"],
        )
        for row in read_rows("treaty.csv")
    }


@cache
def _names() -> dict[str, dict[str, str]]:
    return {row["treaty"]: row for row in read_rows("treaty_names.csv")}


def find_article(treaty: str, article: str) -> Article:
    """Find an article or a paragraph by the treaty's short name and its number.

    Raises:
        ContractError: treaty.csv has no such row.
    """
    found = _articles().get((treaty, article))
    if found is None:
        raise ContractError(
            f"no article {article} of {treaty} is known; zone/data/treaty.csv lists those that are"
        )
    return found


def parse_articles(text: str) -> list[Article]:
    """Read a citation: `17-19, 21`, `2(2); Chicago 1, 3(c)`, `UNCLOS 35(c); Montreux 2, 10-18`.

    Args:
        text: articles with commas between; `;` before the next treaty, whose name comes first.
            Without a name it is UNCLOS. A word `Convention` after the name is allowed.

    Returns:
        the articles in the order cited, each of a span for itself; none for an empty text.

    Raises:
        ContractError: it is no citation, or names an article that treaty.csv does not list.
    """
    return [
        find_article(treaty, article)
        for treaty, items in _split(text)
        for item in items
        for article in _spread(item, text)
    ]


def _split(text: str) -> Iterator[tuple[str, list[str]]]:
    """Split into a treaty's short name and its articles and spans, as written."""
    for part in text.split(";") if text.strip() else []:
        named = _NAME.match(part.strip())
        name = named.group(1).removesuffix(" Convention") if named else DEFAULT
        numbers = part.strip()[named.end() if named else 0 :]
        yield name, [item.strip() for item in numbers.split(",")]


def _spread(item: str, text: str) -> list[str]:
    if _ONE.fullmatch(item):
        return [item]
    span = _RANGE.fullmatch(item)
    if span and int(span[1]) < int(span[2]):
        return [str(number) for number in range(int(span[1]), int(span[2]) + 1)]
    raise ContractError(
        f"'{text}' is no citation of articles: '{item}' is neither 19(2)(e) nor 17-19"
    )


def misfits(text: str, zone: str, craft: str | None = None) -> list[str]:
    """Name the articles of a citation that have nothing to do with a zone and a craft.

    Args:
        text: as `parse_articles` takes it.
        zone: a zone or the regime of a strait, as law.csv names them.
        craft: a kind of craft; None for all together.

    Raises:
        ContractError: as `parse_articles`.
    """
    return [
        f"{one.treaty} {one.article} ({one.subject}) does not speak of {craft or 'any craft'} "
        f"in {zone}"
        for one in parse_articles(text)
        if not one.speaks_of(zone, craft)
    ]


def spell_articles(text: str, lang: str = "en") -> str:
    """Write a citation for a reader: `UNCLOS 17-19, 21`, `国連海洋法条約17~19条、21条`.

    Args:
        text: as `parse_articles` takes it.
        lang: `en`, `ja`.

    Raises:
        ContractError: in Japanese, that it is no citation, or of an unknown treaty.
    """
    text = text.strip()
    if lang == "en":
        return f"{DEFAULT} {text}" if text[:1].isdigit() else text
    return ";".join(
        _name_in_japanese(name) + "、".join(_in_japanese(item, text) for item in items)
        for name, items in _split(text)
    )


def _name_in_japanese(treaty: str) -> str:
    if treaty not in _names():
        raise ContractError(f"no treaty '{treaty}': known are {', '.join(_names())}")
    return _names()[treaty]["ja"]


def _in_japanese(item: str, text: str) -> str:
    _spread(item, text)
    number, *paragraphs = item.replace(")", "").split("(")
    words = f"{number.replace('-', '~') if number[0].isdigit() else _arabic(number)}条"
    for paragraph in paragraphs:
        words += f"{paragraph}項" if paragraph.isdigit() else f"({paragraph})"
    return words


def _arabic(roman: str) -> int:
    values = [_ROMAN[letter] for letter in roman]
    return sum(
        -value if value < after else value
        for value, after in zip(values, [*values[1:], 0], strict=True)
    )

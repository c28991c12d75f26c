"""Facts turned into English phrases, each with the truth in the notation of README.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

__all__ = [
    "Phrase",
    "Ships",
    "before",
    "day_words",
    "listed",
    "moment",
    "number_word",
    "offset",
    "pick_ships",
    "upper",
]

_MILE_KM = 1.609344
_NAUTICAL_KM = 1.852
_WEEK = 7
_NOON = 12
_HALF = 0.5
_MONTHS = (
    *("Jan.", "Feb.", "March", "April", "May", "June"),
    *("July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
)
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six")
_NAVY = {"CN": ("CNS", "Chinese"), "RU": ("RFS", "Russian")}

_PARTS = {"morning": "in the morning", "afternoon": "in the afternoon", "evening": "in the evening"}


@dataclass(frozen=True)
class Phrase:
    """Words, and what they say in the notation of the truth."""

    words: str
    truth: str


@dataclass(frozen=True)
class Ships:
    """Ships as a text lists them.

    Attributes:
        words: the list.
        truth: the objects, in the notation.
        n: how many ships.
        adjective: Chinese or Russian.
    """

    words: str
    truth: str
    n: int
    adjective: str


def upper(words: str) -> str:
    """Begin with a capital letter."""
    return words[:1].upper() + words[1:]


def number_word(n: int) -> str:
    """Spell a small number."""
    return _NUMBERS[n]


def listed(words: Sequence[str]) -> str:
    """Join as English does: `a, b and c`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def day_words(day: date, published: date, draw: Random, *, relative: bool = True) -> str:
    """Name a day as a text of a date does.

    Args:
        day: not after `published`.
        published: the dateline.
        draw: the die.
        relative: whether a weekday alone will do.

    Returns:
        for example `Tuesday`, `March 5`, `Tuesday, March 5`; with the year where it differs.
    """
    plain = f"{_MONTHS[day.month - 1]} {day.day}"
    if day.year != published.year:
        return f"{plain}, {day.year}"
    near = (published - day).days < _WEEK
    forms = [plain, f"{day:%A}, {plain}"]
    return draw.choice([f"{day:%A}", f"{day:%A}", *forms]) if near and relative else plain


def moment(day: date, published: date, draw: Random) -> Phrase:
    """Say when on a day something was seen.

    Args:
        day: the day.
        published: the dateline.
        draw: the die.

    Returns:
        `at around 9 a.m. on Tuesday`, with `2024-03-05 09:00~`, and the like.
    """
    words = day_words(day, published, draw)
    form = draw.randrange(5)
    if form == 0:
        return Phrase(f"on {words}", f"{day}")
    if form == 1:
        part = draw.choice(sorted(_PARTS))
        return Phrase(f"on {words} {_PARTS[part]}", f"{day} {part}")
    hour = draw.randrange(1, 24)
    clock = "noon" if hour == _NOON else f"{(hour - 1) % 12 + 1} {'a' if hour < _NOON else 'p'}.m."
    lead, mark = draw.choice([("at", ""), ("at around", "~"), ("at about", "~")])
    order = f"{lead} {clock} on {words}" if draw.random() < _HALF else f"on {words} {lead} {clock}"
    return Phrase(order, f"{day} {hour:02d}:00{mark}")


def offset(near: Sequence[str], wind: str, wind_word: str, draw: Random) -> Phrase:
    """Say how far from a place, in the unit of the day.

    Args:
        near: the gazetteer's name and the name to write.
        wind: letters.
        wind_word: the same in words.
        draw: the die.

    Returns:
        `75 miles northeast of Miyako Island`, with `Miyakojima NE 120.7`.
    """
    number = draw.randrange(3, 60) * 10
    unit, km = draw.choice(
        [
            (draw.choice(["kilometers", "km"]), 1.0),
            ("miles", _MILE_KM),
            ("nautical miles", _NAUTICAL_KM),
        ]
    )
    about = draw.choice(["", "about ", "some ", "approximately "])
    truth = f"{near[0]} {wind} {number * km:.1f}"
    return Phrase(f"{about}{number} {unit} {wind_word} of {near[1]}", truth)


def pick_ships(table: Sequence[dict[str, Any]], draw: Random) -> Ships:
    """Draw some ships of one navy and list them in one of the usual ways.

    Args:
        table: rows `ship` of the data file.
        draw: the die.

    Returns:
        by name and hull, by class and hull, or by class and number.
    """
    navy = draw.choice(["CN", "CN", "RU"])
    rows = [row for row in table if row["navy"] == navy]
    chosen = draw.sample(rows, draw.randrange(1, min(3, len(rows)) + 1))
    form = draw.choice([_by_name, _by_name, _by_hull, _by_hull, _by_number])
    made = [form(row, draw) for row in chosen]
    return Ships(
        words=listed([one.words for one in made]),
        truth=",".join(one.truth for one in made),
        n=sum(one.n for one in made),
        adjective=_NAVY[navy][1],
    )


def _by_name(row: dict[str, Any], draw: Random) -> Ships:
    name, hull = draw.choice(row["ships"])
    title, adjective = _NAVY[row["navy"]]
    words, kind = draw.choice([(row["plain"], row["plain"]), (row["nato"], row["class"])])
    shown = f"{adjective} {words} {title} {name} ({hull})"
    return Ships(shown, f'{row["navy"]} {kind} "{name}" #{hull}', 1, adjective)


def _by_hull(row: dict[str, Any], draw: Random) -> Ships:
    _, hull = draw.choice(row["ships"])
    adjective = _NAVY[row["navy"]][1]
    kind = draw.choice([row["nato"], row["national"]])
    tail = draw.choice([f"(hull {hull})", f"with hull number {hull}", f"(pennant number {hull})"])
    shown = f"a {adjective} {kind} {tail}"
    return Ships(shown, f"{row['navy']} {row['class']} #{hull}", 1, adjective)


def _by_number(row: dict[str, Any], draw: Random) -> Ships:
    n = draw.randrange(2, 5)
    adjective = _NAVY[row["navy"]][1]
    shown = f"{number_word(n)} {adjective} {row['nato']}s"
    return Ships(shown, f"{row['navy']} {row['class']} x{n}", n, adjective)


def before(day: date, draw: Random, least: int, most: int) -> date:
    """Draw a day some days before another."""
    return day - timedelta(days=draw.randrange(least, most))

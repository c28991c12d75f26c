"""Numbers, dates, places and names become words; the sentences themselves are in `english.py`."""

import re
from datetime import UTC, datetime, tzinfo

from straitwatch.report.english import (
    CAPTION,
    CERTAINTY,
    HEAD,
    ITEM,
    KIND,
    KINDS,
    LANE,
    MONTHS,
    NOTE,
    PART,
    SAY,
    SECTION,
    ZONE,
)

__all__ = [
    "CAPTION", "CERTAINTY", "HEAD", "ITEM", "KIND", "KINDS", "LANE", "NOTE", "PART", "SAY",
    "SECTION", "ZONE", "about", "amount", "clean", "clock", "count", "day",
    "days_of", "join", "kinds", "lat_lon", "long_dates", "lower_first", "metres", "on_when",
    "plain_name", "plural", "say", "span", "stamp", "waters", "who",
]  # fmt: skip

_ABOUT = {"exact": "", "about": "about ", "at_least": "at least ", "at_most": "at most "}
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_RANGE = re.compile(r"(\d{4})-(\d\d)-(\d\d)\s*(?:to|/|–|-)\s*(\d{4})-(\d\d)-(\d\d)")
_CLOCK = re.compile(r"(?:about )?\d\d:\d\d")
_DATED = re.compile(r"\s+\d{4}-\d\d-\d\d$")
_NATION = {
    "CN": "Chinese",
    "JP": "Japanese",
    "KR": "South Korean",
    "RU": "Russian",
    "US": "US",
    "XX": "unidentified",
}
_NUMBERS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_BAD = dict.fromkeys((*range(32), *range(127, 160), 8203, 65279))
_BAD |= dict.fromkeys((*range(8234, 8239), *range(8294, 8298), 8206, 8207))


def clean(text: object, limit: int = 400) -> str:
    """Take control and direction marks out of a text from outside, and cut it to a limit."""
    words = " ".join(str(text).replace("\n", " ").split()).translate(_BAD)
    return words if len(words) <= limit else words[: limit - 1] + "…"


def amount(n: float) -> str:
    """Write a number with commas."""
    return f"{n:,.0f}"


def in_words(n: int) -> str:
    """Write a small number as a word."""
    return _NUMBERS[n] if 0 <= n < len(_NUMBERS) else amount(n)


def plural(n: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun."""
    return f"{amount(n)} {one if n == 1 else many or one + 's'}"


def about(n: int | None, n_is: str | None) -> str:
    """Write a count with how it is meant."""
    return "number not given" if n is None else _ABOUT.get(n_is or "exact", "") + amount(n)


def join(parts: list[str], last: str = "and") -> str:
    """Join words as a sentence does."""
    return (
        parts[0]
        if len(parts) == 1
        else f"{', '.join(parts[:-1])} {last} {parts[-1]}"
        if parts
        else ""
    )


def lower_first(text: str) -> str:
    """Begin a text with a small letter."""
    return text[:1].lower() + text[1:]


def day(moment: datetime, zone: tzinfo = UTC, *, year: bool = False, short: bool = True) -> str:
    """Write a date: 16 Dec, or 16 December 2022."""
    local = moment.astimezone(zone)
    month = MONTHS[local.month - 1]
    tail = f" {local.year}" if year else ""
    return f"{local.day} {month[:3] if short else month}{tail}"


def stamp(moment: datetime | None) -> str:
    """Write a moment in UTC to the minute, or to the second when it has seconds."""
    if moment is None:
        return "not dated"
    at = moment.astimezone(UTC)
    return f"{day(at, year=True)} {at:%H:%M}{f':{at:%S}' if at.second else ''} UTC"


def clock(moment: datetime | None) -> str:
    """Write the time of day in UTC."""
    return f"{moment.astimezone(UTC):%H:%M:%S}Z" if moment else ""


def metres(length: float) -> str:
    """Write a length in metres, or in kilometres from ten on."""
    return f"{length / 1000:,.0f} km" if length >= 10_000 else f"{length:,.0f} m"  # noqa: PLR2004


def span(seconds: float) -> str:
    """Write a length of time in the two units that matter."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    if minutes < 120:  # noqa: PLR2004 - two hours
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 48:  # noqa: PLR2004 - two days
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days, hours = divmod(round(seconds / 3600), 24)
    return f"{days} d {hours} h" if hours else f"{days} d"


def lat_lon(lon: float, lat: float) -> str:
    """Write a place in degrees, with letters."""
    return f"{abs(lat):.2f}° {'N' if lat >= 0 else 'S'}, {abs(lon):.2f}° {'E' if lon >= 0 else 'W'}"


def days_of(when: str | None) -> list[tuple[int, int, int]]:
    """Find the dates in a source's wording."""
    return [(int(y), int(m), int(d)) for y, m, d in _DATE.findall(when or "")]


def long_dates(when: str, *, short: bool = False) -> str:
    """Turn ISO dates in a wording into dates as people write them."""

    def one(found: re.Match[str]) -> str:
        year, month, date = found.groups()
        return f"{int(date)} {_month(month, short=short)} {year}"

    def two(found: re.Match[str]) -> str:
        y1, m1, d1, y2, m2, d2 = found.groups()
        first = f"{int(d1)}"
        first += "" if (y1, m1) == (y2, m2) else f" {_month(m1, short=short)}"
        first += "" if y1 == y2 else f" {y1}"
        dash = "–" if first.isdigit() else " – "
        return f"{first}{dash}{int(d2)} {_month(m2, short=short)} {y2}"

    return _DATE.sub(one, _RANGE.sub(two, clean(when, 80)))


def _month(text: str, *, short: bool) -> str:
    number = int(text)
    name = MONTHS[number - 1] if 1 <= number <= len(MONTHS) else text
    return name[:3] if short else name


def on_when(when: str | None, t_start: datetime | None, t_end: datetime | None) -> str:
    """Say when, as a sentence does: on 16 December 2022, from 17 to 31 December 2022."""
    if when:
        bare = re.sub(r"\s+(JST|UTC|[A-Z]{3,4})$", "", long_dates(when))
        bare = bare.removeprefix("morning to afternoon of ")
        if "–" in bare:
            return "from " + bare.replace(" – ", " to ").replace("–", " to ", 1)
        clock, _, date = bare.partition(", ")
        if date and _CLOCK.fullmatch(clock):
            return f"at {clock} on {date}"
        return f"on {'' if bare[:1].isdigit() else 'the '}{bare}"
    if t_start is None:
        return "at a time not given"
    first = f"on {day(t_start, year=True, short=False)} at {t_start.astimezone(UTC):%H:%M} UTC"
    if t_end is None or t_end.date() == t_start.date():
        return first
    ends = day(t_start, short=False), day(t_end, year=True, short=False)
    return f"from {ends[0]} to {ends[1]}"


def plain_name(name: object, limit: int = 60) -> str:
    """Clean a name, and take off a date that only tells two nameless ships apart."""
    return _DATED.sub("", clean(name or "", limit))


def who(name: str, object_id: str) -> str:
    """Name an object: its name and what it is known by."""
    name, ident = plain_name(name), clean(object_id, 60)
    kind, _, value = ident.partition(":")
    if kind == "mmsi":
        return f"{name} (MMSI {value})" if name else f"MMSI {value}"
    if kind == "hull":
        number = value.replace("/", "\u00a0")
        return f"{name} ({number})" if name else number
    if kind == "icao24":
        return f"{name} ({value})" if name else f"aircraft {value}"
    return name or value.partition("/")[2] or ident


def count(n: int, kind: str) -> str:
    """Write how many events of a kind there are."""
    return plural(n, *KINDS.get(kind, (lower_first(KIND.get(kind, kind)),)))


def kinds(kind: str) -> str:
    """Name a kind of event as a heading of many does."""
    many = KINDS[kind][1] if kind in KINDS else KIND.get(kind, kind)
    return many[:1].upper() + many[1:]


def waters(state: str) -> str:
    """Name the State of a place; of a disputed one all that claim it."""
    return f"{join(state.split('|'))} (disputed)" if "|" in state else state


def nation(object_id: str) -> str:
    """Name the State of a hull or a name, as an adjective; empty when the id has none."""
    state = object_id.partition(":")[2].partition("/")[0] if "/" in object_id else ""
    return _NATION.get(state, state)


def say(name: str, **values: object) -> str:
    """Fill a sentence of the language's table with values."""
    return SAY[name].format(**values)

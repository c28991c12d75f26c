"""Words and figures of a date turned into a date; what does not say its year is none."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

__all__ = ["DATE", "JAPANESE_DATE", "find_date", "find_named_date", "read_instant"]

_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
_EARLIEST, _LATEST = 1945, 2100  # years of a release or an article; ours
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, start=1)}
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+)?"

JAPANESE_DATE = (
    r"(?:(?P<era>令和|平成|昭和|(?<![A-Za-z])[RHS])(?P<era_year>元|\d{1,2})|(?P<western>\d{4}))"
    r"[年./](?P<ja_month>\d{1,2})[月./](?P<ja_day>\d{1,2})(?:日|(?!\d))"
)
"""A date with its year in Japanese order, without white space, half-width: 令和5年1月2日, R5.1.2,
2023年1月2日, 2023.1.2, 2023/1/2."""

_ISO = r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:T[\d:.+Z-]+)?(?!\d)"
_MONTH_FIRST = (
    rf"(?P<name_a>{_MONTH})\s*(?P<day_a>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year_a>\d{{4}})"
)
_DAY_FIRST = (
    rf"(?P<day_b>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<name_b>{_MONTH}),?\s+"
    r"(?P<year_b>\d{4})"
)

DATE = rf"{_WEEKDAY}(?:(?<!\d){_ISO}|{_MONTH_FIRST}|(?<!\d){_DAY_FIRST}|(?<!\d){JAPANESE_DATE})"
"""A date with its year in any form that is read. Day and month in figures, in the order that
differs from country to country (1/2/2023), are none."""

_DATE = re.compile(DATE, re.IGNORECASE)
_JAPANESE_GAP = re.compile(r"(?<=[\d年月日元令平昭和成])\s+(?=[\d年月日元成和(])")
_NAME_DATE = re.compile(
    r"(?:^|[^0-9A-Za-z])[A-Za-z]{0,8}"
    r"((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?![0-9A-Za-z])"
)


def find_date(text: str) -> date | None:
    """Find the first date in a line.

    Args:
        text: words; full-width figures and spaces within a Japanese date are read too.

    Returns:
        the date, or None: none is there, its year is not, or there is no such day.
    """
    plain = unicodedata.normalize("NFKC", text)
    if "年" in plain:
        plain = _JAPANESE_GAP.sub("", plain)
    for found in _DATE.finditer(plain):
        if day := read_match(found):
            return day
    return None


def read_match(found: re.Match[str]) -> date | None:
    """Read a match of `DATE` or of `JAPANESE_DATE`."""
    groups = found.groupdict()
    if groups["ja_month"]:
        if groups["western"]:
            year = int(groups["western"])
        else:
            written = groups["era_year"]
            year = _ERAS[groups["era"].upper()] + (1 if written == "元" else int(written))
        return make_date(year, int(groups["ja_month"]), int(groups["ja_day"]))
    if groups["year"]:
        return make_date(int(groups["year"]), int(groups["month"]), int(groups["day"]))
    form = "a" if groups["name_a"] else "b"
    month = _MONTHS[groups[f"name_{form}"][:3].lower()]
    return make_date(int(groups[f"year_{form}"]), month, int(groups[f"day_{form}"]))


def make_date(year: int, month: int, day: int) -> date | None:
    """Make a date, or None where there is no such day, or none that a document could have."""
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_named_date(label: str) -> date | None:
    """Find the date in the name of a file: p20230101_01.pdf, 2022-12-19-name.txt, 令和5年1月2日.

    Returns:
        the date, or None: none is there, or two that differ.
    """
    name = unicodedata.normalize("NFKC", re.split(r"[/\\]", label)[-1])
    found = set(_name_dates(name))
    return found.pop() if len(found) == 1 else None


def _name_dates(name: str) -> Iterator[date]:
    for found in _NAME_DATE.finditer(name):
        if day := make_date(int(found[1]), int(found[3]), int(found[4])):
            yield day
    for found in re.finditer(f"(?<![0-9A-Za-z.]){JAPANESE_DATE}", name):
        if "月" in found[0] and (day := read_match(found)):
            yield day


def read_instant(written: str, zone: str) -> date | None:
    """Read a time stamp of a page's head as the day on which its publisher published.

    Args:
        written: for example `2023-01-01T23:30:00Z`, or words of a date.
        zone: IANA name of the publisher's time zone; empty: the day as written.
    """
    try:
        instant = datetime.fromisoformat(written.strip())
    except ValueError:
        return find_date(written[:100])
    if instant.tzinfo and zone:
        try:
            instant = instant.astimezone(ZoneInfo(zone))
        except (ZoneInfoNotFoundError, OverflowError):
            return make_date(instant.year, instant.month, instant.day)
    return make_date(instant.year, instant.month, instant.day)

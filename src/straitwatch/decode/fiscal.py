"""Fiscal years of Japan and their parts turned into spans of UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

__all__ = ["ERAS", "JST", "Period", "day_span", "fiscal_period", "fiscal_year_of"]

JST = timezone(timedelta(hours=9), "JST")

ERAS = {"昭和": 1925, "平成": 1988, "令和": 2018}
"""Year 1 of an era is this plus one (Era Name Act, Law 43 of 1979, and its cabinet orders)."""

_FIRST_MONTH = 4
"""A fiscal year runs from 1 April to 31 March (Public Finance Act of Japan, article 11)."""

_PARTS = {
    "": (0, 12),
    "H1": (0, 6),
    "H2": (6, 12),
    **{f"Q{n + 1}": (3 * n, 3 * n + 3) for n in range(4)},
    "Q1-Q2": (0, 6),
    "Q1-Q3": (0, 9),
}
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


@dataclass(frozen=True)
class Period:
    """A span that a count is of.

    Attributes:
        label: for example `FY2022`, `FY2026 Q1`, `FY2022 Q1-Q3`.
        start: its first moment, UTC.
        end: the first moment after it, UTC.
    """

    label: str
    start: datetime
    end: datetime


def fiscal_period(year: int, part: str = "") -> Period:
    """Give a fiscal year of Japan, or a part of it.

    Args:
        year: the year in which it begins.
        part: `H1`, `H2`, `Q1` to `Q4`, `Q1-Q3` (April to December), a month as `M04`; empty for
            all of it. `Q1-Q2` is the same as `H1`.

    Raises:
        ValueError: there is no such part, or the year is none that a table can mean.
    """
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(year)
    if part.startswith("M"):
        month = int(part[1:])
        first = (month - _FIRST_MONTH) % 12
        span = first, first + 1
        label = f"{year if month >= _FIRST_MONTH else year + 1}-{month:02d}"
    else:
        part = "H1" if part == "Q1-Q2" else part
        if part not in _PARTS:
            raise ValueError(part)
        span = _PARTS[part]
        label = f"FY{year} {part}".strip()
    return Period(label, _month(year, span[0]), _month(year, span[1]))


def _month(year: int, n: int) -> datetime:
    """First moment of the n-th month of a fiscal year, 0 for April."""
    turn, month = divmod(_FIRST_MONTH - 1 + n, 12)
    return datetime(year + turn, month + 1, 1, tzinfo=JST).astimezone(UTC)


def fiscal_year_of(day: date) -> int:
    """Give the fiscal year that a day lies in."""
    return day.year if day.month >= _FIRST_MONTH else day.year - 1


def day_span(day: date) -> tuple[datetime, datetime]:
    """Give the span of a day in Japan, UTC."""
    start = datetime.combine(day, time(), JST).astimezone(UTC)
    return start, start + timedelta(days=1)

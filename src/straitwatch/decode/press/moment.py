"""Words of time turned into spans: dates without a year, vague hours, days told by their name."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

__all__ = ["ABOUT", "JST", "Calendar", "Day", "When", "at_clock", "over_hours", "whole_days"]

JST = timezone(timedelta(hours=9), "JST")
"""The time of Japan, in which its releases speak."""

ABOUT = timedelta(minutes=30)
"""What "about 10 o'clock" is good to, either way: such texts name whole hours."""

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
"""Year before the first of each era: Reiwa 1 is 2019."""

_FORTHCOMING = timedelta(
    days=1
)  # a release tells of the past; its own day may have begun elsewhere


@dataclass(frozen=True)
class Day:
    """A day of the calendar, in the time of the place that is told of.

    Attributes:
        date: the day.
        reasons: why what the words leave out was filled in, one for each such part.
    """

    date: date
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class When:
    """A span of time, UTC; both ends the same where the words name an instant."""

    t_start: datetime
    t_end: datetime
    reasons: tuple[str, ...] = ()

    @property
    def first_day(self) -> date:
        """The day, in Japan, on which it starts."""
        return self.t_start.astimezone(JST).date()

    @property
    def last_day(self) -> date:
        """The day, in Japan, on which it ends."""
        end = max(self.t_start, self.t_end - timedelta(microseconds=1))
        return end.astimezone(JST).date()


class Calendar:
    """Dates as a document tells them, one after the other.

    Args:
        published: the day on which the document was published, None where nobody knows.
    """

    def __init__(self, published: date | None) -> None:
        self.published = published
        self.last: date | None = None  # the day told of last
        self.clock: int | None = None  # the hour told of last

    def day(
        self,
        day: int,
        month: int | None = None,
        year: int | None = None,
        *,
        era: str | None = None,
        weekday: int | None = None,
    ) -> Day | None:
        """Find a day that is told by its numbers.

        Args:
            day: of the month.
            month: None where only the day is told: it follows the day that was told last.
            year: of the era, or of the Christian calendar; None where it is not told.
            era: 令和, 平成, 昭和 or None.
            weekday: 0 is Monday; it helps to choose among years, and is checked.

        Returns:
            the day; None where there is no such day, or nothing to find year or month by.
        """
        reasons: list[str] = []
        if year is not None and era is not None:
            year += _ERAS[era]
        if month is None:
            found = self._of_day_alone(day, weekday, reasons)
        elif year is None:
            found = self._of_month(month, day, weekday, reasons)
        else:
            found = _date(year, month, day)
        if found is None:
            return None
        if weekday is not None and found.weekday() != weekday:
            reasons.append(f"the weekday told is not that of {found}")
        return self.told(found, *reasons)

    def told(self, found: date, *reasons: str) -> Day:
        """Take a day as the one told last."""
        self.last = found
        return Day(found, reasons)

    def _of_day_alone(self, day: int, weekday: int | None, reasons: list[str]) -> date | None:
        last = self.last or self.published
        if last is None:
            return None
        this = _date(last.year, last.month, day)
        following = _date(last.year + last.month // 12, last.month % 12 + 1, day)
        before = _date(last.year - (last.month == 1), (last.month + 10) % 12 + 1, day)
        latest = self.published + _FORTHCOMING if self.published else None
        near = sorted(
            (one for one in (this, following, before) if one is not None),
            key=lambda one: abs((one - last).days),
        )
        choice = [one for one in near if latest is None or one <= latest] or near
        fitting = [one for one in choice if weekday is None or one.weekday() == weekday]
        found = next(iter(fitting or choice), None)
        if found is not None:
            reasons.append("month and year: those of the day told before")
        return found

    def _of_month(
        self, month: int, day: int, weekday: int | None, reasons: list[str]
    ) -> date | None:
        known = self.published or self.last
        if known is None:
            return None
        years = (known.year - 1, known.year, known.year + 1)
        days = [one for year in years if (one := _date(year, month, day)) is not None]
        if self.published is not None:
            past = [one for one in days if one <= self.published + _FORTHCOMING]
            days = past or days
        fitting = [one for one in days if weekday is None or one.weekday() == weekday]
        found = min(fitting or days, key=lambda one: abs((one - known).days), default=None)
        if found is not None:
            of = "publication" if self.published is not None else "the day told before"
            reasons.append(f"year: the nearest to the day of {of}")
        return found

    def weekday(self, weekday: int) -> Day | None:
        """Find the last such weekday up to the day of publication, which counts itself."""
        if self.published is None:
            return None
        found = self.published - timedelta(days=(self.published.weekday() - weekday) % 7)
        return self.told(found, f"date: the last such weekday up to {self.published}")

    def shifted(self, days: int, *, of_publication: bool = False) -> Day | None:
        """Find the day some days from the one told last, or from that of publication."""
        known = self.published if of_publication else self.last or self.published
        if known is None:
            return None
        of = "publication" if of_publication else "the day told before"
        return self.told(known + timedelta(days=days), f"date: counted from the day of {of}")


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def at_clock(day: Day, hour: int, minute: int = 0, *, about: bool = False) -> When | None:
    """Give a time of day, in Japan; 24 is the end of the day.

    Args:
        day: of the calendar.
        hour: 0 to 24.
        minute: 0 to 59.
        about: whether the words say "about": then it is good to `ABOUT` either way.
    """
    if not (0 <= hour <= 24 and 0 <= minute < 60):  # noqa: PLR2004 - a clock
        return None
    midnight = datetime.combine(day.date, time(), JST)
    t = (midnight + timedelta(hours=hour, minutes=minute)).astimezone(UTC)
    slack = ABOUT if about else timedelta()
    return When(t - slack, t + slack, day.reasons)


def over_hours(day: Day, from_h: float, to_h: float, last: Day | None = None) -> When:
    """Give a span of hours, from those of one day to those of the same or a later one."""
    first = datetime.combine(day.date, time(), JST) + timedelta(hours=from_h)
    end = datetime.combine((last or day).date, time(), JST) + timedelta(hours=to_h)
    reasons = day.reasons + (last.reasons if last is not None else ())
    return When(first.astimezone(UTC), max(first, end).astimezone(UTC), reasons)


def whole_days(first: Day, last: Day | None = None) -> When:
    """Give one whole day, or all from one to another."""
    return over_hours(first, 0, 24, last)

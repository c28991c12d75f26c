"""English words of time turned into spans, and the day that a text without a date speaks on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from straitwatch.decode.press.moment import (
    ABOUT,
    JST,
    Calendar,
    Day,
    When,
    at_clock,
    over_hours,
    whole_days,
)
from straitwatch.decode.press.token import Token

__all__ = ["Almanac", "dateline"]

_NOON_H = 12
_UNIT_DAYS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "hours": 0, "month": 30, "months": 30}
_HALF_WORDS = {"morning": 0, "afternoon": 12, "evening": 12}
_RECENT = timedelta(days=400)  # a full date that is older is history, not what is reported


@dataclass(frozen=True)
class _Dateline:
    day: date
    reason: str


def dateline(told: Iterable[Token]) -> _Dateline | None:
    """Find the day on which a text speaks last, where nobody says when it was published.

    Args:
        told: phrases of the whole text, in order: `said` and `moment`.

    Returns:
        the latest day of speaking ("said on Jan. 6"); where its year is not told, the first such
        day on or after the latest full date of what is reported. None where the text has no full
        date, or tells no day of speaking.
    """
    full: list[date] = []
    speaking: list[tuple[int, int, int | None]] = []
    for token in told:
        for told_day in _days(token):
            month, number, year = (told_day.get(slot) for slot in ("month", "day", "year"))
            if month is None or number is None:
                continue
            found = (month.sense("MONTH"), number.value, year.value if year else None)
            if token.kind == "said":
                speaking.append(found)
            if found[2] is not None and (whole := _date(found[2], found[0], found[1])):
                full.append(whole)
    if not full or not speaking:
        return None
    latest = max(full)
    spoken = [day for one in speaking if (day := _first_after(latest, *one)) is not None]
    if not spoken:
        return None
    last = max(spoken)
    return _Dateline(last, f"the text speaks last on {last}; its latest full date is {latest}")


def _days(token: Token) -> list[Token]:
    return [one for _, one in token.walk() if one.kind == "day"]


def _first_after(latest: date, month: int, day: int, year: int | None) -> date | None:
    if year is not None:
        return _date(year, month, day)
    found = [_date(latest.year + more, month, day) for more in (0, 1)]
    return next((one for one in found if one is not None and one >= latest), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


class Almanac:
    """Turns the phrases of time of one text, in their order, into spans.

    Args:
        published: the day of publication, None where nobody knows.
        derived: in its place the day that the text speaks on, with the reason.
    """

    def __init__(self, published: date | None, derived: _Dateline | None) -> None:
        self._derived = derived if published is None else None
        base = published or (derived.day if derived else None)
        self._calendar = Calendar(base)
        self._spoken: date | None = None  # day of speaking told by its date
        self._here: date | None = None  # day of speaking of the sentence at hand
        self._span: When | None = None  # span told last
        self.event: Day | None = None  # day of an event told last

    @property
    def base(self) -> date | None:
        """The day from which weekdays and spans up to now are counted."""
        near = self._spoken if self._derived else None
        return self._here or near or self._calendar.published

    def day_end(self, day: date) -> datetime:
        """Give the end of a day in Japan."""
        return whole_days(Day(day)).t_end

    def begin(self) -> None:
        """Start a sentence."""
        self._here = None

    def speak(self, said: Token) -> None:
        """Take the day of speaking of a sentence."""
        token = said.get("day")
        if token is None:
            return
        day = self.day(token, of_speech=True)
        if day is not None:
            self._here = day.date
            if token.get("month"):
                self._spoken = day.date

    def day(self, token: Token, *, of_speech: bool = False) -> Day | None:
        """Find the day that a phrase names."""
        found = self._found(token, of_speech=of_speech)
        if found is None:
            return None
        if self._derived is not None and found.reasons:
            told = tuple(one.replace("publication", "speaking") for one in found.reasons)
            found = Day(found.date, (*told, f"day of speaking: {self._derived.reason}"))
        if not of_speech:
            self.event = found
        return found

    def _found(self, token: Token, *, of_speech: bool) -> Day | None:
        weekday = token.get("weekday")
        number, month, year = (token.get(slot) for slot in ("day", "month", "year"))
        if number is not None:
            return self._calendar.day(
                int(number.value),
                month.sense("MONTH") if month else None,
                year.value if year else None,
                weekday=weekday.sense("WEEKDAY") if weekday else None,
            )
        if weekday is not None and token.get("before_week") is not None:
            return self._last_week(weekday.sense("WEEKDAY"))
        if weekday is not None:
            return self._weekday(weekday.sense("WEEKDAY"), of_speech=of_speech)
        if token.get("today") or token.get("yesterday"):
            return self._calendar.shifted(-1 if token.get("yesterday") else 0, of_publication=True)
        return self._relative(token)

    def _weekday(self, weekday: int, *, of_speech: bool) -> Day | None:
        base = self._calendar.published if of_speech else self.base
        if base is None:
            return None
        found = base - timedelta(days=(base.weekday() - weekday) % 7)
        return self._calendar.told(found, f"date: the last such weekday up to {base}")

    def _last_week(self, weekday: int) -> Day | None:
        if self.base is None:
            return None
        monday = self.base - timedelta(days=self.base.weekday() + 7)
        found = monday + timedelta(days=weekday)
        return self._calendar.told(found, f"date: of the week before that of {self.base}")

    def _relative(self, token: Token) -> Day | None:
        if token.get("same"):
            last = self._calendar.last
            reason = "date: the day told before"
            return Day(last, (reason,)) if last else None
        last = self.event.date if self.event else self._calendar.last
        if last is None:
            return None
        later, earlier = token.number("later"), token.number("earlier")
        days = int(later or 0) - int(earlier or 0)
        days += bool(token.get("next")) - bool(token.get("before"))
        return self._calendar.told(
            last + timedelta(days=days), "date: counted from the day told before"
        )

    def moment(self, token: Token) -> When | None:
        """Turn a day, a time of day, or both into a span."""
        told, clock, part = token.get("day"), token.get("clock"), token.get("part")
        day = self.day(told) if told is not None else self._day_before()
        if day is None:
            return None
        if clock is not None:
            return _at(day, clock)
        if part is not None:
            hours = part.sense("SPAN")
            return over_hours(day, *hours)
        return whole_days(day)

    def _day_before(self) -> Day | None:
        known = self.event.date if self.event else self._here or self._calendar.last
        return Day(known, ("date: that of the day told before",)) if known else None

    def period(self, token: Token) -> When | None:
        """Turn a span between two times, or counted from one, into a span."""
        if token.get("told") is not None:
            return self._span
        self._span = self._period(token)
        return self._span

    def _period(self, token: Token) -> When | None:
        first, at = token.get("from"), token.get("at")
        if first is not None:
            return self._between(first, token)
        if at is None:
            return self._named(token)
        n = token.number("n")
        if token.get("open") is not None or n is None:
            return self._since(at)
        return self._days_to(at, int(n), forward=token.get("since") is not None)

    def _named(self, token: Token) -> When | None:
        """Turn a week, a weekend or so many days back into a span."""
        if token.get("weekend") is not None:
            return self._weekend()
        if token.get("last") is not None or token.get("this") is not None:
            return self._week(last=token.get("last") is not None)
        n, unit = token.number("n"), token.get("unit")
        if unit is not None and self.base is not None:
            return self._past(int(n or 1) * _UNIT_DAYS[str(unit.value).lower()], self.base)
        return None

    def _weekend(self) -> When | None:
        """Give the last Saturday and Sunday up to the day of speaking."""
        if self.base is None:
            return None
        sunday = self.base - timedelta(days=(self.base.weekday() - 6) % 7)
        first, last = Day(sunday - timedelta(days=1)), Day(sunday)
        return replace(
            whole_days(first, last), reasons=(f"date: the last weekend up to {self.base}",)
        )

    def _week(self, *, last: bool) -> When | None:
        """Give last week from Monday to Sunday, or this week up to the day of speaking."""
        if self.base is None:
            return None
        monday = self.base - timedelta(days=self.base.weekday() + 7 * last)
        end = monday + timedelta(days=6) if last else self.base
        reason = f"date: the week {'before' if last else 'of'} {self.base}"
        return replace(whole_days(Day(monday), Day(end)), reasons=(reason,))

    def _between(self, first: Token, token: Token) -> When | None:
        to, last = token.get("to"), token.get("last")
        if first.get("day") is None and to is not None and (told := to.get("day")) is not None:
            self.day(told)  # "from 2 to 4 p.m. on Monday"
        start = self.moment(first)
        if start is None:
            if to is None or (end := self.moment(to)) is None:
                return None
            return end if first.get("day") is None else None
        if last is not None:
            end_day = _date(start.first_day.year, start.first_day.month, int(last.value))
            if end_day is None or end_day < start.first_day:
                return start
            day = self._calendar.told(end_day)
            self.event = day
            return replace(start, t_end=whole_days(day).t_end)
        end = self.moment(to) if to is not None else None
        if end is None or end.t_end < start.t_start:
            return start
        reasons = tuple(dict.fromkeys((*start.reasons, *end.reasons)))
        return When(start.t_start, end.t_end, reasons)

    def _since(self, at: Token) -> When | None:
        start = self.moment(at)
        if start is None or self.base is None:
            return start
        end = whole_days(Day(self.base)).t_end
        reason = f"t_end: the end of the day of speaking, {self.base}"
        return When(start.t_start, max(end, start.t_end), (*start.reasons, reason))

    def _days_to(self, at: Token, n: int, *, forward: bool) -> When | None:
        one = self.moment(at)
        if one is None or not 0 < n < _RECENT.days:
            return one
        more = timedelta(days=n - 1)
        reason = f"time: {n} days, the day told counts"
        reasons = (*one.reasons, reason)
        if forward:
            return When(one.t_start, one.t_end + more, reasons)
        return When(one.t_start - more, one.t_end, reasons)

    def _past(self, days: int, base: date) -> When | None:
        if not 0 < days < _RECENT.days:
            return None
        reason = f"time: counted back from the day of speaking, {base}"
        start = base - timedelta(days=days)
        return replace(whole_days(Day(start), Day(base)), reasons=(reason,))


def _at(day: Day, clock: Token) -> When | None:
    about = clock.get("about") is not None
    if clock.get("noon"):
        return at_clock(day, _NOON_H, about=about)
    if clock.get("midnight"):
        reasons = (*day.reasons, "time: midnight at the start of the day told")
        return at_clock(Day(day.date, reasons), 0, about=about)
    hour, minute = _hour(clock)
    half = clock.get("half")
    if half is not None:
        known = half.sense("HALF")
        more = known if isinstance(known, int) else _HALF_WORDS.get(str(known).lower(), 0)
        if not 0 <= hour <= _NOON_H:
            return None
        hour = hour % _NOON_H + more
    if clock.get("utc"):
        return _utc(day, hour, minute, about=about)
    return at_clock(day, hour, minute, about=about)


def _hour(clock: Token) -> tuple[int, int]:
    four = clock.get("four")
    if four is not None and isinstance(four.value, float):  # 08.53 h
        return int(four.value), round(four.value % 1 * 100)
    if four is not None:
        return divmod(int(four.value), 100)
    told = clock.number("hour") or 0
    hour = int(told)
    minute = int(clock.number("minute") or 0)
    if isinstance(told, float):  # 11.29 a.m.
        minute = round((told - hour) * 100)
    return hour, minute


def _utc(day: Day, hour: int, minute: int, *, about: bool) -> When | None:
    at = at_clock(day, hour, minute)
    if at is None:
        return None
    t = datetime.combine(day.date, at.t_start.astimezone(JST).time(), UTC)
    slack = ABOUT if about else timedelta()
    return When(t - slack, t + slack, day.reasons)

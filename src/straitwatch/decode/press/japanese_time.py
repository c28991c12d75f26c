"""Japanese words of time turned into days and spans."""

from datetime import date

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

__all__ = ["day_of", "when_of"]

_WEEKDAYS = "月火水木金土日"
_NOON_H = 12
_LATE = {"'夜'": 5, "'深夜'": 8, "'夕方'": 3}
"""Words before a clock time of twelve hours, and from which hour on they mean the afternoon."""


def when_of(token: Token, calendar: Calendar) -> When | None:
    """Turn a moment or a period into a span.

    Args:
        token: `moment` or `period` of the grammar.
        calendar: days told so far; the day found is told to it.

    Returns:
        the span; None where there is no such day or hour.
    """
    if token.kind != "period":
        return _moment(token, calendar)
    first, last = token.get("from"), token.get("to")
    latest = calendar.last
    start = _moment(first, calendar) if first else None
    if start is not None and token.get("open"):
        return _until_told(start, latest, calendar)
    end = _moment(last, calendar) if last else None
    minute = token.number("minute")
    if start is not None and isinstance(minute, int):
        end = _same_hour(start, minute, about=token.get("about") is not None)
    if start is None or end is None:
        return start or end
    return When(start.t_start, max(start.t_end, end.t_end), start.reasons + end.reasons)


def _same_hour(start: When, minute: int, *, about: bool) -> When | None:
    """Give a minute of the hour told before: from 1:03 to about :04."""
    middle = (start.t_start + (start.t_end - start.t_start) / 2).astimezone(JST)
    return at_clock(Day(middle.date(), start.reasons), middle.hour, minute, about=about)


def _until_told(start: When, latest: date | None, calendar: Calendar) -> When:
    """Give "since that day": up to the latest day told before, else to that of publication."""
    told = latest is not None and latest > start.first_day
    end = latest if told else calendar.published
    if end is None:
        return start
    reason = f"t_end: up to the {'latest day told before' if told else 'day of publication'}"
    until = max(start.t_end, whole_days(Day(end)).t_end)
    return When(start.t_start, until, (*start.reasons, reason))


def _moment(token: Token, calendar: Calendar) -> When | None:
    day, hour = token.get("day"), token.get("hour")
    if day is not None:
        found = day_of(day, calendar)
    elif calendar.last is not None:
        found = Day(calendar.last, ("date: the day told before",))
    else:
        found = None
    if found is None:
        return None
    return whole_days(found) if hour is None else _hour(hour, found, calendar)


def _hour(token: Token, day: Day, calendar: Calendar) -> When | None:
    about = token.get("about") is not None
    if token.get("noon"):
        return at_clock(day, _NOON_H, about=about)
    part = token.get("part")
    if part is not None:
        return over_hours(day, *part.sense("SPAN"))
    hour, minute = token.number("hour"), token.number("minute") or 0
    half = token.get("half")
    ditto = token.get("ditto") is not None and calendar.clock is not None
    if ditto and hour is None and calendar.clock is not None:
        hour = calendar.clock
    if token.get("thirty"):
        minute = ABOUT.seconds // 60
    if not isinstance(hour, int) or not isinstance(minute, int):
        return None
    afternoon = half is not None and half.kind == "'午後'" and hour < _NOON_H
    late = token.get("late")
    afternoon |= ditto and calendar.clock is not None and hour < _NOON_H <= calendar.clock
    afternoon |= late is not None and late.kind in _LATE and _LATE[late.kind] <= hour < _NOON_H
    calendar.clock = hour + _NOON_H * afternoon
    return at_clock(day, calendar.clock, minute, about=about)


def day_of(token: Token, calendar: Calendar) -> Day | None:
    """Find the day that a `day` of the grammar means."""
    weekday = _weekday(token)
    day, month, year = (token.number(slot) for slot in ("day", "month", "year"))
    if token.get("same") or (token.get("today") and day is None):
        return _same(token, calendar)
    shift = 1 if token.get("next") else -1 if token.get("before") else 0
    if shift and day is None:
        return calendar.shifted(shift)
    if not isinstance(day, int) or isinstance(month, float) or isinstance(year, float):
        return None
    known = calendar.published or calendar.last
    reasons: tuple[str, ...] = ()
    this = token.get("thisyear")
    if this is not None and this.kind == "'同年'":
        known = calendar.last or known
    if known is not None and (this or token.get("lastyear")):
        year = known.year - (token.get("lastyear") is not None)
        reasons = ("year: counted from the day told before",)
    if known is not None and (token.get("thismonth") or token.get("lastmonth")):
        back, this = token.get("lastmonth") is not None, token.get("thismonth")
        if calendar.last is not None and (this is None or this.kind == "'同月'"):
            known = calendar.last
        year, month = _month_before(known.year, known.month) if back else (known.year, known.month)
        reasons = ("month: counted from the day told before",)
    era = token.get("era")
    name = era.kind.strip("'") if era else None
    written = token.get("year")
    if written is not None and written.kind == "'元'":
        year = 1
    found = calendar.day(day, month, year, era=name, weekday=weekday)
    return None if found is None else Day(found.date, found.reasons + reasons)


def _same(token: Token, calendar: Calendar) -> Day | None:
    today = token.get("today") is not None
    known = calendar.published if today else calendar.last or calendar.published
    if known is None:
        return None
    of = "publication" if today else "the sentence before"
    return calendar.told(known, f"date: the day of {of}")


def _month_before(year: int, month: int) -> tuple[int, int]:
    return (year - 1, 12) if month == 1 else (year, month - 1)


def _weekday(token: Token) -> int | None:
    found = token.get("weekday")
    if found is None:
        return None
    named = found.get("name")
    return _WEEKDAYS.index(named.kind.strip("'")) if named is not None else None

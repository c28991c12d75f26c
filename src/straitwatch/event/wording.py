"""Spans in UTC turned into the words of the zone in which they were reported."""

from datetime import datetime, time, timedelta, timezone

__all__ = ["word_span"]

_DAY = timedelta(days=1)
_PARTS: dict[tuple[float, float], str] = {
    (6.0, 12.0): "morning of",
    (6.0, 18.0): "morning to afternoon of",
    (12.0, 18.0): "afternoon of",
    (18.0, 24.0): "night of",
}
"""Hours of the day, start and end, that have a name: those that decode/data states."""


def word_span(
    t_start: datetime, t_end: datetime, *, zone: str = "JST", offset_h: float = 9.0
) -> str:
    """Word a span as a reader of that zone would.

    Args:
        t_start: start, with its zone.
        t_end: end, with its zone; midnight at the end of a day counts as that day.
        zone: name of the zone to word it in.
        offset_h: its hours east of UTC.

    Returns:
        For example `2022-12-16 JST`, `2022-12-17 to 2022-12-31 JST`, `night of 2023-01-01 JST`,
        `about 10:00, 2022-12-15 JST` (the middle of a span of up to two hours).
    """
    local = timezone(timedelta(hours=offset_h))
    start, end = t_start.astimezone(local), t_end.astimezone(local)
    midnight = datetime.combine(start.date(), time(), local)
    last = end - _DAY if end.time() == time() and end > start else end
    days = start.date().isoformat()
    if last.date() != start.date():
        days += f" to {last.date().isoformat()}"
    hours = ((start - midnight) / _DAY * 24, (end - midnight) / _DAY * 24)
    if start == midnight and end.time() == time() and end > start:
        return f"{days} {zone}"
    if hours in _PARTS:
        return f"{_PARTS[hours]} {days} {zone}"
    if end - start <= timedelta(hours=2):
        middle = start + (end - start) / 2
        about = "about " if end > start else ""
        return f"{about}{middle:%H:%M}, {middle.date().isoformat()} {zone}"
    if last.date() == start.date():
        return f"{start:%H:%M} to {end:%H:%M}, {days} {zone}"
    return f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} {zone}"

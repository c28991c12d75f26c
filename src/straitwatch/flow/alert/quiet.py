"""A moment into when a message may go out: quiet hours of a time zone."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from straitwatch.model.error import ConfigError

__all__ = ["Quiet", "read_quiet", "read_zone"]

_HOURS = re.compile(r"\s*(\d\d?):(\d\d)\s*[-–]\s*(\d\d?):(\d\d)\s*")


@dataclass(frozen=True)
class Quiet:
    """Hours of each day in which nothing is sent.

    Attributes:
        start: wall clock at which they begin.
        end: at which they end; earlier than the start, it is the next day.
        zone: of both.
    """

    start: time
    end: time
    zone: ZoneInfo

    def ends(self, now: datetime) -> datetime:
        """Give when a message may go out: now, or the end of the quiet hours that hold now.

        Args:
            now: aware.

        Returns:
            UTC. On the day on which clocks change, the end is the first moment with that time.
        """
        local = now.astimezone(self.zone)
        at = local.time().replace(tzinfo=None)
        across = self.start > self.end
        within = at >= self.start or at < self.end if across else self.start <= at < self.end
        if not within:
            return now
        day = local.date() + timedelta(days=across and at >= self.start)
        return datetime.combine(day, self.end, self.zone).astimezone(UTC)


def read_quiet(text: str, zone: ZoneInfo) -> Quiet | None:
    """Read `22:00-06:00`; nothing is no quiet hours.

    Raises:
        ConfigError: it is nothing of the kind.
    """
    if not text.strip():
        return None
    found = _HOURS.fullmatch(text)
    hours = [int(part) for part in found.groups()] if found else []
    try:
        start, end = _clock(*hours[:2]), _clock(*hours[2:])
    except (ValueError, TypeError) as error:
        raise ConfigError(f"quiet = '{text}' is no span of hours: write 22:00-06:00") from error
    if start == end:
        raise ConfigError(f"quiet = '{text}' is no span or a whole day: write 22:00-06:00")
    return Quiet(start, end, zone)


def _clock(hour: int, minute: int) -> time:
    return time() if (hour, minute) == (24, 0) else time(hour, minute)


def read_zone(name: str) -> ZoneInfo:
    """Find a time zone.

    Raises:
        ConfigError: there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ConfigError(f"timezone = '{name}' is not known: write Asia/Tokyo, or UTC") from error

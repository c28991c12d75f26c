"""A line of a record turned into the moment that it tells, where it tells one."""

import re
from datetime import UTC, datetime

__all__ = ["find_moment"]

_FIRST_S, _LAST_S = 631_152_000, 4_102_444_800  # 1990, as in the decoders, to 2100
_MS = 100_000_000_000

_TAG = re.compile(rb"\\[^\\]*?\bc:(\d{9,13})")
_PGHP = re.compile(rb"\$PGHP,\d+,(\d{4}),(\d+),(\d+),(\d+),(\d+),(\d+),(\d+)?")
_BEHIND = re.compile(rb"\*[0-9A-Fa-f]{2},(?:.*,)?(\d{10})\s*$")
_DIGITS = re.compile(rb'"rxtime"\s*:\s*"(\d{14})"')
_COUNT = re.compile(rb'"(?:rxuxtime|now|timestamp|time|t)"\s*:\s*"?(\d{9,13}(?:\.\d+)?)')
_DATE = re.compile(
    rb"(?:(\d{4})[-/](\d\d)[-/](\d\d)|(\d\d)/(\d\d)/(\d{4}))"
    rb"[T ,](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?"
)
_CELL = re.compile(rb"(?:^|[,;\t|])(\d{10}(?:\.\d+)?|\d{13})(?=[,;\t|\r\n]|$)")


def find_moment(line: bytes) -> int | None:
    """Find when a line says it was heard.

    Args:
        line: a sentence of NMEA 0183 with a tag block or a time behind its checksum, a `$PGHP`
            line, or a line of BaseStation, JSON or CSV.

    Returns:
        µs since 1970, UTC; None where the line tells no time.

    Notes:
        For the pace of a replay only: what a time means is told by the decoders. Dates such as
        03/04/2020 are taken day first, as the Danish archive writes them.
    """
    if line[:1] == b"\\":
        return _count(_TAG.match(line))
    if line[:1] in b"!$" and line[:1]:
        return _of_parts(_PGHP.match(line)) or _count(_BEHIND.search(line))
    found = _DIGITS.search(line)
    if found:
        word = found[1]
        cuts = ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14))
        return _us([int(word[start:end]) for start, end in cuts], 0)
    return _count(_COUNT.search(line)) or _of_date(_DATE.search(line)) or _count(_CELL.search(line))


def _count(found: re.Match[bytes] | None) -> int | None:
    """Seconds or milliseconds since 1970 as µs."""
    if not found:
        return None
    count = float(found[1])
    seconds = count / 1e3 if count >= _MS else count
    return round(seconds * 1e6) if _FIRST_S <= seconds < _LAST_S else None


def _of_parts(found: re.Match[bytes] | None) -> int | None:
    if not found:
        return None
    return _us([int(word) for word in found.groups()[:6]], int(found[7] or 0) * 1000)


def _of_date(found: re.Match[bytes] | None) -> int | None:
    if not found:
        return None
    year, month, day = found.groups()[:3] if found[1] else (found[6], found[5], found[4])
    clock = [int(word or 0) for word in found.groups()[6:9]]
    us = int((found[10] or b"0")[:6].ljust(6, b"0"))
    return _us([int(year), int(month), int(day), *clock], us)


def _us(parts: list[int], us: int) -> int | None:
    year, month, day, hour, minute, second = parts
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    seconds = int(moment.timestamp())
    return seconds * 1_000_000 + us if _FIRST_S <= seconds < _LAST_S else None

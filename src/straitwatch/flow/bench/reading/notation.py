"""Truth written a line a statement turned into statements; README.md has the notation."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

from straitwatch.flow.bench.reading.truth import (
    ObjectTruth,
    ObserverTruth,
    Place,
    Release,
    Statement,
    Tally,
)
from straitwatch.model.error import ContractError

__all__ = ["HOURS", "JST", "WINDS", "read_release", "read_statement"]

JST = timezone(timedelta(hours=9))
"""Releases speak Japan Standard Time."""

ABOUT = timedelta(minutes=30)
"""Half the width of a clock time with 頃 or "about"."""

HOURS: dict[str, tuple[int, int]] = {
    "未明": (0, 4),
    "早朝": (4, 7),
    "early-morning": (4, 7),
    "明け方": (4, 7),
    "dawn": (4, 7),
    "朝": (6, 10),
    "午前": (6, 12),
    "morning": (6, 12),
    "昼": (11, 14),
    "noon-time": (11, 14),
    "午後": (12, 18),
    "afternoon": (12, 18),
    "夕方": (16, 19),
    "evening": (17, 21),
    "夜": (18, 24),
    "night": (18, 24),
    "深夜": (22, 24),
    "late-night": (22, 24),
    "午前から午後": (6, 18),
    "午前から夜": (6, 24),
    "morning-to-afternoon": (6, 18),
}
"""What vague words stand for, in hours of the day: the contract of the SIGHTING table."""

WINDS = [
    *("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE"),
    *("S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"),
]
_WIND_DEG = 22.5
_IS = {"~": "about", "+": "at_least", "-": "at_most", "": "exact"}
_COUNT = re.compile(r"^x(\d+)([~+-]?)$")
_NAME = re.compile(r"「([^」]+)」|\"([^\"]+)\"")
_PARTS = re.compile(r"\s*;\s*")


def read_release(entry: Mapping[str, Any]) -> Release:
    """Turn one entry of a data file into a release.

    Args:
        entry: id, language, style, published, text, says (lines), and optionally named (objects
            by a short name, for `@name` in the lines).

    Returns:
        the release.

    Raises:
        ContractError: a line of its truth is not of the notation.
    """
    published: date = entry["published"]
    named = entry.get("named", {})
    says = entry.get("says", ())
    return Release(
        release_id=entry["id"],
        language=entry["language"],
        style=entry["style"],
        published=published,
        text=entry["text"],
        statements=tuple(read_statement(line, published.year, named) for line in says),
    )


def read_statement(line: str, year: int, named: Mapping[str, str]) -> Statement:
    """Turn one line of truth into a statement.

    Args:
        line: for example `transit; t=12-16; gate=miyako; head=SE; obj=@a,@b`.
        year: of dates that give none.
        named: objects by a short name, in the same notation.

    Returns:
        the statement.

    Raises:
        ContractError: the line is not of the notation.
    """
    head, *rest = _PARTS.split(line.strip())
    kind, *marks = head.split()
    parts = dict(part.split("=", 1) for part in rest)
    odd = set(parts) - _KEYS or set(marks) - _MARKS
    if odd:
        raise ContractError(f"truth '{line}': {sorted(odd)} is not of the notation; see README.md")
    start, end = _span(parts.get("t", ""), year)
    return Statement(
        kinds=_choice(kind),
        t_start=start,
        t_end=end,
        place=_place(parts["at"]) if "at" in parts else None,
        gate=_choice(parts.get("gate")),
        heading=_choice(parts.get("head")),
        to_sea=_choice(parts.get("to")),
        from_sea=_choice(parts.get("from")),
        objects=tuple(_object(word, named) for word in _listed(parts.get("obj"))),
        observers=tuple(_observer(word) for word in _listed(parts.get("obs"))),
        counts=tuple(_tally(word, year) for word in _listed(parts.get("n"))),
        same_as="same" in marks,
        negation="not" in marks,
        supersedes=_supersedes(parts.get("was")),
        free=frozenset(parts.get("free", "").split()),
        optional="optional" in marks,
        line=line,
    )


_KEYS = {"t", "at", "gate", "head", "to", "from", "obj", "obs", "n", "was", "free"}
_MARKS = {"same", "not", "optional"}


def _choice(words: str | None) -> tuple[str, ...]:
    return tuple(words.split("|")) if words else ()


def _supersedes(words: str | None) -> tuple[str, str] | None:
    day, _, title = (words or "").partition(" ")
    return (day, title) if words else None


def _listed(words: str | None) -> list[str]:
    return [word.strip() for word in words.split(",")] if words else []


def _place(words: str) -> Place:
    """`宮古島 NE 110`, `宮古島|Miyakojima`, `between 須美寿島/鳥島`."""
    if words.startswith("between "):
        return Place(between=tuple(words.removeprefix("between ").split("/")))
    tokens = words.split()
    dist = float(tokens.pop()) if _is_number(tokens[-1]) else None
    bearing = WINDS.index(tokens.pop()) * _WIND_DEG if tokens[-1] in WINDS else None
    return Place(_choice(" ".join(tokens)), bearing, dist)


def _is_number(token: str) -> bool:
    return token.replace(".", "", 1).isdigit()


def _object(words: str, named: Mapping[str, str]) -> ObjectTruth:
    """`CN ルーヤンⅢ級ミサイル駆逐艦 「名」 #155 x2~`, or `@short` for one of `named`."""
    if words.startswith("@"):
        words = named[words[1:]]
    name = _NAME.search(words)
    navy, *tokens = _NAME.sub(" ", words).split()
    counts = [found for token in tokens if (found := _COUNT.match(token))]
    hulls = [token[1:] for token in tokens if token.startswith("#")]
    plain = [t for t in tokens if not t.startswith("#") and not _COUNT.match(t)]
    return ObjectTruth(
        navy=None if navy == "?" else navy,
        class_name=" ".join(plain) or None,
        name=(name[1] or name[2]) if name else None,
        hull=hulls[0] if hulls else None,
        count=int(counts[0][1]) if counts else 1,
        count_is=_IS[counts[0][2]] if counts else "exact",
    )


def _observer(words: str) -> ObserverTruth:
    """`JMSDF 第8護衛隊 / きりさめ / 佐世保`; `-` where the words do not say."""
    service, _, rest = words.partition(" ")
    unit, name, base = ([part.strip() for part in rest.split("/")] + ["-", "-"])[:3]
    return ObserverTruth(*(None if word == "-" else word for word in (service, unit, name, base)))


def _tally(words: str, year: int) -> Tally:
    """`both 60~ 12-17` : what is counted (both, fighters, helicopters), how many, over what."""
    what, number, span = words.split(" ", 2)
    is_key = number[-1] if number[-1] in _IS else ""
    start, end = _span(span, year)
    return Tally(what, int(number.rstrip("~+-")), _IS[is_key], start, end)


def _span(words: str, year: int) -> tuple[datetime | None, datetime | None]:
    """`12-16`, `12-16 04:00~`, `12-16 夜`, or two of these with `..` between."""
    if not words:
        return None, None
    first, _, last = words.partition("..")
    start, end = _moment(first.strip(), year)
    return start, _moment(last.strip(), year)[1] if last else end


def _moment(words: str, year: int) -> tuple[datetime, datetime]:
    day_words, _, clock = words.partition(" ")
    numbers = [int(part) for part in day_words.split("-")]
    *years, month, of_month = numbers
    day = datetime(years[0] if years else year, month, of_month, tzinfo=JST)
    if not clock:
        return day, day + timedelta(days=1)
    if clock in HOURS:
        first, last = HOURS[clock]
        return day + timedelta(hours=first), day + timedelta(hours=last)
    hour, minute = clock.rstrip("~").split(":")
    at = day + timedelta(hours=int(hour), minutes=int(minute))
    slack = ABOUT if clock.endswith("~") else timedelta(0)
    return at - slack, at + slack

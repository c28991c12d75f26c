"""Evidence and detail of an event, as JSON, into what of them may be shown."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from math import isfinite
from typing import Any

from straitwatch.flow.release_area import Area
from straitwatch.flow.release_words import Words

__all__ = ["Trim", "keep_keys", "latest_time"]

_GONE = object()
"""Stands for what may not be shown."""

_TIME = re.compile(
    r"\b(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)\s*(Z|[+-]\d\d:?\d\d)?)?"
)
_PLACE = re.compile(
    r"\d{1,3}\.\d{2,}\s*,?\s*[NSEW]?[\s,]+-?\d{1,3}\.\d{2,}"  # 25.31, 126.14
    r"|\d{1,3}\s*[°度-]\s*\d{1,2}(?:\.\d+)?\s*['′分]?\s*(?:\d{1,2}(?:\.\d+)?\s*[\"″秒]?)?\s*[NSEW]"
    r"|[北南]緯\s*\d|[東西]経\s*\d",
)
_LENGTH = re.compile(r"\d\s*(?:nm|km|m|miles|海里|キロ|メートル)\b", re.IGNORECASE)
_LENGTHS = ("_nm", "_km", "_m", "_deg")
_FIGURES = frozenset({"value", "least"})  # of a sign or a criterion, whose unit may be nm
_OF_OTHERS = frozenset({"others_heard", "others_before", "objects", "n", "members"})
_COUNTS = re.compile(f'"(?:{"|".join(sorted(_OF_OTHERS))})"')
_ID = re.compile(r'"([^"]+)"')
_KEPT = 10_000  # texts
_BIG = 100_000_000  # the least number that may be an MMSI


@dataclass(frozen=True)
class Trim:
    """What is taken out of JSON.

    Attributes:
        area: where places may lie, and the grid that they are put on.
        words: what no text may say; None when all objects may be shown.
        withheld: ids of sightings that may not be shown: what rests on them goes.
    """

    area: Area
    words: Words | None
    withheld: frozenset[str] = frozenset()

    def trim(self, text: str | None) -> str | None:
        """Trim a JSON text; one that is no JSON is taken out whole."""
        if text is None or self._is_harmless(text):
            return text
        try:
            value = json.loads(text)
        except ValueError:
            return None
        kept = self._value(value, top=True)
        return (
            None if kept is _GONE else json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
        )

    def _is_harmless(self, text: str) -> bool:
        """Tell whether nothing in a JSON text can be of a kind that is taken out.

        All that is looked for in its parts would be found in the whole, unless it is escaped.
        """
        if self.area.bounds or "\\" in text:
            return False
        if self.words is None:
            return True
        return not (
            _COUNTS.search(text)
            or (self.withheld and not self.withheld.isdisjoint(_ID.findall(text)))
            or self.words.tell(text)
            or self.words.tell_hull(text)
        )

    def _value(self, value: Any, *, top: bool = False) -> Any:  # noqa: ANN401 - any JSON
        if isinstance(value, dict):
            return self._object(value, top=top)
        if isinstance(value, list):
            if self.area.bounds and _is_place(value):
                return _GONE
            kept = [self._value(one) for one in value]
            return [one for one in kept if one is not _GONE]
        if isinstance(value, str):
            return _GONE if self._tells(value) else value
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _BIG:
            return _GONE if self._tells(str(value)) else value
        return value

    def _object(self, value: dict[str, Any], *, top: bool) -> Any:  # noqa: ANN401 - any JSON
        placed, own = self._places(value)
        if not own and not top:
            return _GONE
        if self.words is not None and not top and self._of_hidden(placed):
            return _GONE
        kept = {}
        for key, one in placed.items():
            if not self._drops(key, one):
                shown = self._value(one)
                if shown is not _GONE:
                    kept[key] = shown
        return kept

    def _of_hidden(self, value: dict[str, Any]) -> bool:
        """Tell whether an object of JSON is about one that may not be shown: it goes whole."""
        return any(isinstance(one, str) and self._names(one) for one in value.values())

    def _places(self, value: dict[str, Any]) -> tuple[dict[str, Any], bool]:
        """Round the places of an object of JSON, and tell whether its own may be shown."""
        if not self.area.bounds:
            return value, True
        kept, own = dict(value), True
        for key in [key for key in value if key.startswith(("lon", "lat"))]:
            rest = key[3:]
            place = _number(value.get(f"lon{rest}")), _number(value.get(f"lat{rest}"))
            shown = None if None in place else self.area.show_one(*place)  # type: ignore[arg-type] # neither is None
            if shown is None:
                own = own and bool(rest)
                del kept[key]
            else:
                kept[key] = shown[key.startswith("lat")]
        return kept, own

    def _drops(self, key: str, value: Any) -> bool:  # noqa: ANN401 - any JSON
        if self.words is not None and (key in _OF_OTHERS or self._names(key)):
            return True
        if self.area.grid_deg > 0.0 and isinstance(value, int | float):
            return key.endswith(_LENGTHS) or key in _FIGURES
        return False

    def _names(self, text: str) -> bool:
        words = self.words
        if words is None:
            return False
        return text in self.withheld or words.tell_any(text)

    def _tells(self, text: str) -> bool:
        if self._names(text):
            return True
        return self.area.bounds and _places(text, lengths=self.area.grid_deg > 0.0)


@lru_cache(maxsize=_KEPT)
def _places(text: str, *, lengths: bool) -> bool:
    """Tell whether words give a place in figures, or a distance, which is a part of one."""
    return bool(_PLACE.search(text) or (lengths and _LENGTH.search(text)))


def keep_keys(text: str | None, keys: frozenset[str]) -> str | None:
    """Keep only some keys of a JSON object."""
    try:
        value = json.loads(text or "null")
    except ValueError:
        return None
    if not isinstance(value, dict):
        return None
    kept = {key: one for key, one in value.items() if key in keys}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _number(value: Any) -> float | None:  # noqa: ANN401 - any JSON
    if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value):
        return None
    return float(value)


def _is_place(value: list[Any]) -> bool:
    return len(value) in (2, 3) and all(_number(one) is not None for one in value)


def latest_time(text: str | None) -> datetime | None:
    """Find the latest date or time that a text writes as ISO 8601; without a zone it is UTC."""
    found = [_read_time(*parts) for parts in _TIME.findall(text or "")]
    return max((one for one in found if one is not None), default=None)


def _read_time(date: str, time: str, zone: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(f"{date}T{time or '00:00'}{zone or 'Z'}")
    except ValueError:
        return None
    return read.astimezone(UTC)

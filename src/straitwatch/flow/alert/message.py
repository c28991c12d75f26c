"""An event into a message: what happened, when, where, how sure, what the law says, and a link."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from straitwatch.flow.alert.words import CERTAINTY, KIND_JA, LABEL, PART
from straitwatch.report.words import KIND
from straitwatch.zone.basis import basis_of

__all__ = ["Message", "Scribe"]

_MOST_OTHERS = 10
_M_KM = 1000.0
_Row = Mapping[str, Any]


@dataclass(frozen=True)
class Message:
    """What is sent.

    Attributes:
        title: one line.
        body: lines of text.
    """

    title: str
    body: str


@dataclass(frozen=True)
class Scribe:
    """Writes messages.

    Attributes:
        lang: `en` or `ja`.
        zone: in which times are told, beside UTC.
        page: address of the page; empty: no link.
        gates: rows of GATE by id and by name.
    """

    lang: str = "en"
    zone: ZoneInfo = ZoneInfo("UTC")  # noqa: RUF009 - zones are constants
    page: str = ""
    gates: Mapping[str, dict[str, Any]] | None = None

    def write(self, event: _Row, part: str) -> Message:
        """Write a message.

        Args:
            event: a row of EVENT; its times may be datetimes or ISO 8601.
            part: `alert`, `closed`, `retracted` or `test`.
        """
        label = LABEL[self.lang]
        simulated = event["certainty"] == "simulated"
        lines = [label["simulated"]] if simulated else []
        lines += [
            f"{label[name]}: {text}" for name, text in self._told(event).items() if text is not None
        ]
        who = event["object_name"] or event["object_id"] or label["not_told"]
        where = self._where_name(event)
        marks = f"[{label['simulated'].partition(':')[0]}] " if simulated else ""
        title = f"{marks}{PART[self.lang][part]}{self._kind(event)}: {who}"
        return Message(title + (f", {where}" if where else ""), "\n".join(lines))

    def write_test(self, rule: str) -> Message:
        """Write a message that tests a rule's addresses."""
        words = LABEL[self.lang]["test"].format(rule=rule)
        return Message(f"Straitwatch: {PART[self.lang]['test']}{rule}", words)

    def _told(self, event: _Row) -> dict[str, str | None]:
        certainty = CERTAINTY[self.lang].get(event["certainty"], event["certainty"])
        link = f"{self.page.rstrip('/')}/event/{quote(event['event_id'], safe='')}"
        return {
            "what": self._kind(event),
            "who": self._who(event),
            "with": self._others(event),
            "when": self._when(event),
            "where": self._where(event),
            "certainty": certainty,
            "law": self._law(event),
            "page": link if self.page else None,
        }

    def _kind(self, event: _Row) -> str:
        kind = str(event["kind"])
        return KIND_JA.get(kind, kind) if self.lang == "ja" else KIND.get(kind, kind)

    def _who(self, event: _Row) -> str:
        identity = str(event["object_id"] or LABEL[self.lang]["not_told"])
        return f"{event['object_name']} ({identity})" if event["object_name"] else identity

    def _others(self, event: _Row) -> str | None:
        others = event["others"] or []
        if not others:
            return None
        rest = len(others) - _MOST_OTHERS
        more = [LABEL[self.lang]["and_more"].format(n=rest)] if rest > 0 else []
        return ", ".join([*others[:_MOST_OTHERS], *more])

    def _when(self, event: _Row) -> str:
        start, end = (self._moment(event[name]) for name in ("t_start", "t_end"))
        span = start or LABEL[self.lang]["not_told"]
        if event["status"] == "open":
            span += f" - ({LABEL[self.lang]['open']})"
        elif end and end != start:
            span += f" - {end}"
        return f"{event['when']} ({span})" if event["when"] else span

    def _moment(self, told: datetime | str | None) -> str | None:
        if told is None:
            return None
        moment = datetime.fromisoformat(told) if isinstance(told, str) else told
        utc = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        local = moment.astimezone(self.zone)
        return utc if self.zone.key == "UTC" else f"{local:%Y-%m-%d %H:%M %Z} ({utc})"

    def _where_name(self, event: _Row) -> str | None:
        where: str | None = event["where"]
        gate = (self.gates or {}).get(where or "")
        return (gate["name_ja"] or where) if gate and self.lang == "ja" else where

    def _where(self, event: _Row) -> str | None:
        lon, lat = event["lon"], event["lat"]
        parts = [self._where_name(event)]
        if lon is not None and lat is not None:
            east, north = "E" if lon >= 0 else "W", "N" if lat >= 0 else "S"
            parts.append(f"{abs(lat):.3f}{north} {abs(lon):.3f}{east}")
        if event["uncertainty_m"]:
            parts.append(LABEL[self.lang]["error"].format(km=event["uncertainty_m"] / _M_KM))
        return ", ".join(filter(None, parts)) or None

    def _law(self, event: _Row) -> str | None:
        if self.lang == "en":
            return event["legal_basis"] or None
        return basis_of(dict(event), dict(self.gates or {}), self.lang) or event["legal_basis"]

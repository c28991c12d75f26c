"""A count, its period and its group turned into a row of STATISTIC."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from straitwatch.decode.fiscal import Period
from straitwatch.model.identity import event_id

__all__ = ["Origin", "count_row", "statistic_id"]

_RULE = "statistic/1"


@dataclass(frozen=True)
class Origin:
    """Where a row comes from.

    Attributes:
        document: address or path as given.
        published: when, or None.
        publisher: who, or None.
        source: label of what was read.
    """

    document: str
    published: datetime | None
    publisher: str | None
    source: str


def statistic_id(document: str, period: Period, group_by: str, group: str | None) -> str:
    """Hash what a count is of: the same count in the same document overwrites itself."""
    return event_id("scrambles", document, period.start, _RULE, period.label, group_by, group or "")


def count_row(
    origin: Origin, period: Period, group_by: str, group: str | None, value: int, **more: object
) -> dict[str, Any]:
    """Write one row of STATISTIC; `more` names further columns."""
    return {
        "statistic_id": statistic_id(origin.document, period, group_by, group),
        "document": origin.document,
        "published": origin.published,
        "publisher": origin.publisher,
        "what": "scrambles",
        "period_start": period.start,
        "period_end": period.end,
        "period": period.label,
        "group_by": group_by,
        "group": group,
        "value": value,
        "value_is": "exact",
        "confidence": 1.0,
        "derived": [],
        "source": origin.source,
        **more,
    }

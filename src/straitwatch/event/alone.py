"""Loitering ships into those that were alone: who met another loitered with it."""

from collections import defaultdict
from datetime import datetime
from typing import Any

import pyarrow as pa

from straitwatch.model.schema import EVENT, conform

__all__ = ["alone_only"]

_Span = tuple[datetime, datetime | None]


def alone_only(events: pa.Table, *, share: float = 0.5) -> pa.Table:
    """Drop the loitering of ships that met another ship meanwhile: their encounter tells it.

    Args:
        events: EVENT, n rows.
        share: of the time, spent in encounters, from which on a ship was not alone. Ours: half.
            Global Fishing Watch too tells loitering of ships without an encounter only.

    Returns:
        EVENT, in the same order.
    """
    events = conform(events, EVENT)
    names = ("kind", "object_id", "others", "t_start", "t_end")
    rows = list(zip(*(events[name].to_pylist() for name in names), strict=True))
    met: dict[str, list[_Span]] = defaultdict(list)
    for kind, who, others, start, end in rows:
        if kind == "encounter":
            for one in (who, *(others or [])):
                met[one].append((start, end))
    kept = [
        kind != "loitering" or _shared(start, end, met.get(who, [])) < share
        for kind, who, _, start, end in rows
    ]
    return events.filter(pa.array(kept, pa.bool_()))


def _shared(start: datetime, end: datetime | None, spans: list[_Span]) -> float:
    """Share of a span that others cover; an open one reaches to the last end that is known."""
    known: list[Any] = [t for span in spans for t in span if t is not None]
    last = end or max([start, *known])
    whole = (last - start).total_seconds()
    if whole <= 0.0:
        return 0.0
    covered = sum(
        max(0.0, (min(last, to or last) - max(start, since)).total_seconds()) for since, to in spans
    )
    return covered / whole

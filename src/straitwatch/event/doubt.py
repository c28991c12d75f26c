"""Events that rest on positions that cannot be true into events that say so."""

import json
from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.event.table import events_table
from straitwatch.model.schema import EVENT, conform
from straitwatch.model.unit import read_moment

__all__ = ["mark_doubtful"]

_FALSE = "impossible_position"
_OWN = "where and when it is told to be lies among positions that cannot be true"
_SOME = "some of the fixes that it rests on lie among positions that cannot be true"
_SAME_DEG = 1e-6  # evidence rounds places

Row = dict[str, Any]


class _Span(NamedTuple):
    """When an object told positions that cannot be true, and in which event that is told."""

    start: datetime
    end: datetime
    place: tuple[float, float] | None
    event_id: str


def mark_doubtful(events: pa.Table) -> pa.Table:
    """Say of each event whether it rests on positions that are told to be impossible.

    Args:
        events: EVENT, n rows.

    Returns:
        EVENT, in the same order. Those with such a fix have `detail.doubt`: how many `fixes` of how
        many, in which `positions` (ids of events), and whether its `own` place and moment are such;
        what was `observed` is `inferred` then.

    Notes:
        An episode counts from its first position to its last; one single position, itself only.
        Events that name other objects are left: their evidence does not say which fix is whose.
    """
    events = conform(events, EVENT)
    spans = _spans(events.filter(pc.equal(events["kind"], _FALSE)))
    if not spans:
        return events
    rows = events.to_pylist()
    asked = (row for row in rows if _is_asked(row))
    found = {
        row["event_id"]: d for row in asked if (d := _doubt(row, spans.get(row["object_id"], [])))
    }
    if not found:
        return events
    return events_table(
        _marked(row, found[row["event_id"]]) if row["event_id"] in found else row for row in rows
    )


def _is_asked(row: Row) -> bool:
    return row["kind"] != _FALSE and not row["others"] and row["certainty"] != "reported"


def _spans(false: pa.Table) -> dict[str | None, list[_Span]]:
    spans: dict[str | None, list[_Span]] = defaultdict(list)
    for row in false.to_pylist():
        start, end = row["t_start"], row["t_end"] or row["t_start"]
        place = (row["lon"], row["lat"]) if start == end else None
        spans[row["object_id"]].append(_Span(start, end, place, row["event_id"]))
    return spans


def _doubt(row: Row, spans: list[_Span]) -> Row | None:
    """Count the fixes of an event within spans; None where there are none."""
    if not spans:
        return None
    fixes = {_key(fix) for fix in json.loads(row["evidence"] or "[]") if fix.get("t")}
    held = [[span.event_id for span in spans if _holds(span, *fix[2:])] for fix in fixes]
    false = [ids for ids in held if ids]
    if not false:
        return None
    ids = sorted({one for told in false for one in told})
    own = any(_holds(span, row["t_start"], row["lon"], row["lat"]) for span in spans)
    counts = {"fixes": len(false), "of": len(fixes), "positions": ids}
    return {"own": own, **counts, "reason": _OWN if own else _SOME}


def _key(fix: Row) -> tuple[str | None, int | None, datetime, float | None, float | None]:
    where = fix.get("lon"), fix.get("lat")
    return fix.get("source"), fix.get("line"), read_moment(fix["t"]), *where


def _holds(span: _Span, t: datetime, lon: float | None, lat: float | None) -> bool:
    if not span.start <= t <= span.end or span.place is None or lon is None or lat is None:
        return span.start <= t <= span.end and span.place is None
    return max(abs(lon - span.place[0]), abs(lat - span.place[1])) < _SAME_DEG


def _marked(row: Row, doubt: Row) -> Row:
    detail = json.loads(row["detail"] or "{}") | {"doubt": doubt}
    if not doubt["own"] or row["certainty"] != "observed":
        return row | {"detail": detail}
    return row | {"certainty": "inferred", "detail": {"reason": doubt["reason"]} | detail}

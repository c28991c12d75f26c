"""EVENT and COVERAGE rows turned into counts by local day, for charts."""

import json
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

import pyarrow as pa

__all__ = ["CHARTS", "count_days", "count_watched", "local_day"]

Row = dict[str, Any]

CHARTS = {
    "transits": ("transit",),
    "entries": ("entry",),
    "flights": ("flight_operations", "deck_takeoff", "deck_landing"),
    "gaps": ("gap",),
}
"""The kinds of event that each chart counts."""

_LEAST = timedelta(microseconds=1)
_SIMULATED = "simulated"


def local_day(moment: datetime, zone: tzinfo) -> date:
    """The day of a moment where people live by a time zone."""
    return moment.astimezone(zone).date()


def count_days(events: pa.Table, chart: str, zone: tzinfo) -> tuple[list[Row], int]:
    """Count events by day.

    Args:
        events: EVENT.
        chart: one of `CHARTS`.
        zone: whose days.

    Returns:
        rows by day: `day`, `certainty`, `n` (what is not simulated), `simulated`, `events` (how
        many events they come from), `n_is`, and of transits `gate`, `gate_name`, `direction`,
        `from_sea`, `to_sea`; of entries `state`; of flights `kind`, `what`, `day_to` and
        `event_id`; then how many events have no time and are in no row. What a text reports of
        several days stands once, on its first day, up to `day_to`; it is never added to what was
        observed, nor to another report. A transit of several ships counts each.
    """
    keyed: dict[tuple[Any, ...], Row] = {}
    undated = 0
    for event in events.to_pylist():
        start = event["t_start"] or event["t_end"]
        if start is None:
            undated += 1
            continue
        key = {"day": local_day(start, zone).isoformat(), **_KEYS[chart](event, zone)}
        key["certainty"] = event["certainty"]
        row = keyed.setdefault(
            tuple(key.values()), {**key, "n": 0, "simulated": 0, "events": 0, "n_is": "exact"}
        )
        _add(row, event, chart)
    rows = sorted(keyed.values(), key=lambda row: [str(value) for value in row.values()])
    return rows, undated


def _add(row: Row, event: Row, chart: str) -> None:
    n, n_is = _number(event, chart)
    column = "simulated" if event["certainty"] == _SIMULATED else "n"
    row["events"] += 1
    row[column] = None if n is None else row[column] + n  # a report without a number stands alone
    if n_is != "exact":
        row["n_is"] = n_is


def _number(event: Row, chart: str) -> tuple[int | None, str]:
    """How many an event stands for, and how sure that is."""
    if chart == "flights" and event["kind"] == "flight_operations":
        return event["n"], event["n_is"] or "unknown"
    if chart == "transits":
        ships = event["n"] or 1 + len(event["others"] or ())
        return ships, event["n_is"] or "exact"
    return 1, "exact"


def _transit_key(event: Row, _: tzinfo) -> Row:
    seas = event["from_sea"], event["to_sea"]
    return {
        "gate": _detail(event).get("gate_id"),
        "gate_name": event["where"],
        "direction": " - ".join(sea or "?" for sea in seas) if any(seas) else None,
        "from_sea": seas[0],
        "to_sea": seas[1],
    }


def _entry_key(event: Row, _: tzinfo) -> Row:
    return {"state": event["where"], "zone": _detail(event).get("zone")}


def _flight_key(event: Row, zone: tzinfo) -> Row:
    one = event["kind"] == "flight_operations"
    ends = event["t_end"] or event["t_start"]
    last = local_day(max(ends - _LEAST, event["t_start"] or ends), zone)
    detail = _detail(event)
    return {
        "kind": event["kind"],
        "object_id": event["object_id"],
        "object_name": event["object_name"],
        "what": detail.get("what"),
        "day_to": last.isoformat() if one else None,
        "event_id": event["event_id"] if one else None,
        "part_of": detail.get("part_of"),
    }


def _gap_key(event: Row, _: tzinfo) -> Row:
    return {"kind": _detail(event).get("class")}


_KEYS: dict[str, Callable[[Row, tzinfo], Row]] = {
    "transits": _transit_key,
    "entries": _entry_key,
    "flights": _flight_key,
    "gaps": _gap_key,
}


def _detail(event: Row) -> Row:
    try:
        told = json.loads(event["detail"] or "{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def count_watched(coverage: pa.Table, zone: tzinfo) -> list[Row]:
    """Count the hours of each day in which something was heard.

    Args:
        coverage: COVERAGE.
        zone: whose days.

    Returns:
        rows by day: `day`, `hours` of real sources, `simulated`: hours of simulated ones.
    """
    hours: dict[date, dict[bool, set[datetime]]] = defaultdict(lambda: {False: set(), True: set()})
    starts, sources = coverage["t_start"].to_pylist(), coverage["source"].cast(pa.string())
    for start, source in set(zip(starts, sources.to_pylist(), strict=True)):
        simulated = (source or "").startswith("simulated:")
        hours[local_day(start, zone)][simulated].add(start.astimezone(UTC))
    return [
        {"day": day.isoformat(), "hours": len(found[False]), "simulated": len(found[True])}
        for day, found in sorted(hours.items())
    ]

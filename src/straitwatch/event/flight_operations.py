"""Deck landings and take-offs into daily flight operations: how many were heard, at which ship."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.event.table import events_table
from straitwatch.model.identity import event_id

__all__ = ["DECK_KINDS", "compose_flight_operations", "decks_of"]

_RULE = "flight_operations/1"
_KINDS = {"deck_takeoff": "takeoffs", "deck_landing": "landings"}
_SILENT_NAME = "ship that sent nothing"

DECK_KINDS = tuple(_KINDS)
"""Kinds that are counted by the day."""


def compose_flight_operations(deck_events: pa.Table) -> pa.Table:
    """Count the take-offs and landings at each ship by the day.

    Args:
        deck_events: EVENT of kind deck_takeoff and deck_landing, in any order; other kinds and
            retracted ones are passed over. object_id is the aircraft, others the ship when it is
            known, else `ship_track` or `deck_id` in detail tells its deck from another. One that
            says none of these counts for itself alone.

    Returns:
        EVENT of kind flight_operations by t_start, object: one a ship, or deck, and UTC day, from
        its first to its last operation, at the place of the first. n is take-offs and landings
        together, `at_least`: what receivers heard. The aircraft are in others. Certainty is
        `simulated` when any part's is, else `inferred`.

    Notes:
        A count from tracks is never added to a tally that a text reports: its rule is another, and
        `detail.counted_from` is `tracks`. An operation belongs to the day on which it began.
    """
    days: dict[tuple[str, datetime], list[dict[str, Any]]] = defaultdict(list)
    on_deck = pc.is_in(deck_events["kind"], pa.array(list(_KINDS)))
    for row in deck_events.filter(on_deck).to_pylist():
        if row["status"] != "retracted" and row["t_start"]:
            row["detail"] = json.loads(row["detail"] or "{}")
            days[_deck(row), _midnight(row["t_start"])].append(row)
    told = [_day_at(deck, day, _in_order(rows)) for (deck, day), rows in days.items()]
    return events_table(sorted(told, key=lambda row: (row["t_start"], row["object_id"])))


def decks_of(events: pa.Table) -> list[str | None]:
    """Say at which deck each event was: what those share that are counted together; else None."""
    names = ("kind", "event_id", "others", "detail")
    columns = zip(*(events[name].to_pylist() for name in names), strict=True)
    return [
        _deck({"event_id": one, "others": others, "detail": json.loads(detail or "{}")})
        if kind in _KINDS
        else None
        for kind, one, others, detail in columns
    ]


def _deck(row: dict[str, Any]) -> str:
    """Say at which deck: the ship's identity, else one made of what tells the deck apart."""
    if row["others"]:
        return str(row["others"][0])
    found = row["detail"].get("ship_track") or row["detail"].get("deck_id")
    known = row["event_id"] if found is None else str(found).removeprefix("deck:")
    return f"name:deck/{known}"


def _midnight(t: datetime) -> datetime:
    return t.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["t_start"], row["event_id"]))


def _day_at(deck: str, day: datetime, rows: list[dict[str, Any]]) -> dict[str, Any]:
    first, aircraft = rows[0], {row["object_id"] for row in rows}
    simulated = any(row["certainty"] == "simulated" for row in rows)
    return {
        "event_id": event_id("flight_operations", deck, day, _RULE),
        "kind": "flight_operations",
        "object_id": deck,
        "object_name": _SILENT_NAME if deck.startswith("name:deck/") else None,
        "t_start": first["t_start"],
        "t_end": max(row["t_end"] or row["t_start"] for row in rows),
        **{name: first[name] for name in ("lon", "lat", "uncertainty_m", "source")},
        "where": _common(row["where"] for row in rows),
        "others": sorted(aircraft),
        "n": len(rows),
        "n_is": "at_least",
        "certainty": "simulated" if simulated else "inferred",
        "evidence": [fix for row in rows for fix in json.loads(row["evidence"] or "[]")],
        "detail": _detail(day, rows),
        "status": "open" if any(row["status"] == "open" for row in rows) else "closed",
        "rule": _RULE,
    }


def _detail(day: datetime, rows: list[dict[str, Any]]) -> dict[str, Any]:
    by_aircraft: dict[str, Counter[str]] = {row["object_id"]: Counter() for row in rows}
    for row in rows:
        by_aircraft[row["object_id"]][_KINDS[row["kind"]]] += 1
    counts = {one: _both(told) for one, told in sorted(by_aircraft.items())}
    detail = {
        "day": f"{day:%Y-%m-%d}",
        **_both(sum(by_aircraft.values(), Counter())),
        "aircraft": len(by_aircraft),
        "by_aircraft": counts,
        "counted_from": "tracks",
        "what": "take-offs and landings, counted from tracks",
        "zone": _common(row["detail"].get("zone") for row in rows),
        "parts": [row["event_id"] for row in rows],
        "reason": "the deck landings and take-offs of one UTC day that receivers heard",
    }
    return {key: value for key, value in detail.items() if value is not None}


def _both(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in _KINDS.values()}


def _common(values: Iterable[str | None]) -> str | None:
    """Give the value that all share, else None."""
    found = set(values)
    return found.pop() if len(found) == 1 else None

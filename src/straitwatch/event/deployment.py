"""Transits out and back into deployments: who was away beyond which gate, and how long."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from straitwatch.event.table import events_table
from straitwatch.model.identity import event_id, is_type

__all__ = ["compose_deployments"]

_RULE = "deployment/1"
_DAY = timedelta(days=1)
_HOURS = 24.0
_MIN_AWAY_H = 24.0
"""Less is a shuttle: a ferry comes back the same day."""
_MAX_AWAY_DAYS = 200.0
"""More is two voyages of which the ends were not seen: carrier deployments last six to seven
months."""


def compose_deployments(
    transits: pa.Table, *, min_away_h: float = _MIN_AWAY_H, max_away_days: float = _MAX_AWAY_DAYS
) -> pa.Table:
    """Pair each return with the latest way out, by any gate, of the same ships.

    A transit X→Y is a way out; a later Y→X of an object of the same set is its return, which uses
    both up for the objects that came back. A pair that was away for less than `min_away_h` is used
    up too, and tells nothing. Who of a group came back at another time has its own deployment.

    Args:
        transits: EVENT of kind transit, from fixes and reported, in any order; the set of a
            transit's objects is object_id and others. Aircraft (`icao24:`, and types such as
            `name:CN/wz-7`), retracted
            ones and those without both seas are passed over.
        min_away_h: hours between the middles of both spans.
        max_away_days: days between them.

    Returns:
        EVENT of kind deployment by t_start. Objects and name are those of the way out; n is days
        away, `exact` when both transits are instants, else `about`.

    Notes:
        A ship that goes out and back again and again gives every other leg: which sea is its home
        is not known, so the first transit counts as the way out.
    """
    rows = [row for row in transits.to_pylist() if _counts(row)]
    rows.sort(key=lambda row: (_middle(row), row["event_id"]))
    ways: dict[str, list[_WayOut]] = defaultdict(list)
    found = []
    for row in rows:
        left = _members(row)
        while left and (out := _latest_way_out(row, left, ways, max_away_days)):
            came_back = left & out.away
            out.away -= came_back
            left -= came_back
            if _away_days(out.row, row) * _HOURS >= min_away_h:
                found.append(_deployment(out.row, row, came_back))
        way = _WayOut(row, left)
        for member in left:
            ways[member].append(way)
    return events_table(sorted(found, key=lambda row: (row["t_start"], row["event_id"])))


@dataclass
class _WayOut:
    """A transit that may be a way out, and who of it has not come back yet."""

    row: dict[str, Any]
    away: set[str]


def _counts(row: dict[str, Any]) -> bool:
    if row["status"] == "retracted" or not (row["from_sea"] and row["to_sea"] and row["t_start"]):
        return False
    return bool(row["object_id"]) and not _flies(row["object_id"])


def _flies(identity: str) -> bool:
    return identity.startswith("icao24:") or is_type(identity)


def _members(row: dict[str, Any]) -> set[str]:
    return {row["object_id"], *(o for o in row["others"] or [] if not _flies(o))}


def _span(row: dict[str, Any]) -> tuple[datetime, datetime]:
    return row["t_start"], row["t_end"] or row["t_start"]


def _middle(row: dict[str, Any]) -> datetime:
    start, end = _span(row)
    return start + (end - start) / 2


def _away_days(out: dict[str, Any], back: dict[str, Any]) -> float:
    return (_middle(back) - _middle(out)) / _DAY


def _latest_way_out(
    back: dict[str, Any], left: set[str], ways: dict[str, list[_WayOut]], max_away_days: float
) -> _WayOut | None:
    """Find the latest transit the other way of any of these objects that is still away."""
    seas = back["to_sea"], back["from_sea"]
    fitting = [
        way
        for member in left
        for way in ways[member]
        if member in way.away
        and (way.row["from_sea"], way.row["to_sea"]) == seas
        and 0.0 < _away_days(way.row, back) <= max_away_days
    ]
    return max(fitting, key=lambda way: (_middle(way.row), way.row["event_id"]), default=None)


def _deployment(out: dict[str, Any], back: dict[str, Any], came_back: set[str]) -> dict[str, Any]:
    lead, others = out["object_id"], out["others"]
    if lead not in came_back:  # the lead stayed out: the first of those who came back
        order = [o for o in others if o in came_back]
        lead, others = order[0], order[1:]
    (out_start, out_end), (back_start, back_end) = _span(out), _span(back)
    return {
        "event_id": event_id(
            "deployment", lead, out_start, _RULE, out["event_id"], back["event_id"]
        ),
        "kind": "deployment",
        "object_id": lead,
        "object_name": out["object_name"] if lead == out["object_id"] else None,
        "others": others,
        "track_id": out["track_id"],
        "t_start": out_start,
        "t_end": back_end,
        "when": f"{out['when']} to {back['when']}" if out["when"] and back["when"] else None,
        **{name: out[name] for name in ("lon", "lat", "where", "from_sea", "to_sea", "source")},
        "n": round(_away_days(out, back)),
        "n_is": "exact" if out_start == out_end and back_start == back_end else "about",
        "certainty": "simulated" if "simulated" in _certainties(out, back) else "inferred",
        "evidence": _evidence(out) + _evidence(back),
        "detail": _detail(out, back),
        "status": "closed",
        "rule": _RULE,
    }


def _certainties(out: dict[str, Any], back: dict[str, Any]) -> tuple[str, str]:
    return out["certainty"], back["certainty"]


def _evidence(row: dict[str, Any]) -> list[Any]:
    return list(json.loads(row["evidence"])) if row["evidence"] else []


def _detail(out: dict[str, Any], back: dict[str, Any]) -> dict[str, Any]:
    (out_start, out_end), (back_start, back_end) = _span(out), _span(back)
    outward, inward = _certainties(out, back)
    gate_id = json.loads(out["detail"]).get("gate_id") if out["detail"] else None
    return {
        "gate_id": gate_id,
        "days": round(_away_days(out, back), 2),
        "days_min": round(max((back_start - out_end) / _DAY, 0.0), 2),
        "days_max": round((back_end - out_start) / _DAY, 2),
        "out_event": out["event_id"],
        "back_event": back["event_id"],
        "out_gate": out["where"],
        "back_gate": back["where"],
        "reason": f"a transit out ({outward}) and a later one back ({inward}) by the same objects",
    }

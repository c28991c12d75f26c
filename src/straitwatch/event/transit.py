"""Crossings of one gate into transits: back and forth within a window nets out."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pyarrow as pa

from straitwatch.event.table import events_table
from straitwatch.model.identity import event_id

__all__ = ["compose_transits"]

_RULE = "transit/1"
_WINDOW_H = 6.0
"""Ours: longer than a patrol along a gate takes to cross back, shorter than most turns in port."""

_WEAKEST = ("simulated", "inferred", "reported", "observed")


def compose_transits(crossings: pa.Table, *, window_h: float = _WINDOW_H) -> pa.Table:
    """Net each object's crossings of each gate.

    Crossings that follow each other within the window are one passage. When as many went one way
    as the other, it came back and nothing is told; else it is one transit, the net way.

    Args:
        crossings: EVENT of kind crossing, in any order; retracted ones are passed over.
        window_h: hours between two crossings of one passage.

    Returns:
        EVENT of kind transit by t_start, object; from the first to the last crossing of its
        passage. Certainty is that of the weakest crossing.
    """
    by_gate: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in crossings.to_pylist():
        if row["status"] != "retracted":
            row["detail"] = json.loads(row["detail"])
            by_gate[row["object_id"], row["detail"]["gate_id"]].append(row)
    window = timedelta(hours=window_h)
    transits = [
        _transit(passage, way)
        for rows in by_gate.values()
        for passage in _passages(rows, window)
        if (way := _net(passage)) != 0
    ]
    return events_table(sorted(transits, key=lambda row: (row["t_start"], row["event_id"])))


def _passages(rows: list[dict[str, Any]], window: timedelta) -> Iterator[list[dict[str, Any]]]:
    rows = sorted(rows, key=lambda row: (row["t_start"], row["event_id"]))
    passage = rows[:1]
    for row in rows[1:]:
        if row["t_start"] - passage[-1]["t_start"] >= window:
            yield passage
            passage = []
        passage.append(row)
    yield passage


def _net(passage: list[dict[str, Any]]) -> int:
    """Crossings to the left less those to the right."""
    return sum(1 if row["detail"]["to_left"] else -1 for row in passage)


def _transit(passage: list[dict[str, Any]], way: int) -> dict[str, Any]:
    last = [row for row in passage if row["detail"]["to_left"] == (way > 0)][-1]
    gate_id, t = last["detail"]["gate_id"], passage[0]["t_start"]
    reasons = [row["detail"]["reason"] for row in passage if "reason" in row["detail"]]
    detail = {
        "gate_id": gate_id,
        "to_left": way > 0,
        "crossings": len(passage),
        "leg_s": max(row["detail"]["leg_s"] for row in passage),
    }
    return {
        "event_id": event_id("transit", last["object_id"], t, _RULE, gate_id),
        "kind": "transit",
        **{name: last[name] for name in ("object_id", "object_name", "track_id", "lon", "lat")},
        **{name: last[name] for name in ("where", "from_sea", "to_sea", "source")},
        "t_start": t,
        "t_end": passage[-1]["t_start"],
        "certainty": min((row["certainty"] for row in passage), key=_WEAKEST.index),
        "evidence": [fix for row in passage for fix in json.loads(row["evidence"])],
        "detail": detail | ({"reason": "; ".join(dict.fromkeys(reasons))} if reasons else {}),
        "status": "closed",
        "rule": _RULE,
    }

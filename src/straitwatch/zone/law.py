"""Zones and gates turned into the law that governs them, and events tied to it.

Four statements stay apart: entered the territorial sea (a fact), passage not innocent (an
assessment that names the activity), entered an identification zone (no breach), overflew (aircraft
have no right of passage). Only the first and the last are said here.
"""

import csv
import json
from functools import cache
from typing import Any

import pyarrow as pa

from straitwatch.model.schema import EVENT, conform
from straitwatch.zone.chart import NAMES
from straitwatch.zone.shore import data_path

__all__ = ["basis_of", "law", "rule_of", "tie_law"]

_AT_GATE = {"crossing", "transit", "deployment"}
_OF_TERRITORY = {"entry", "exit", "could_have_entered"}
_OF_ABSENCE = {"reported_absence", "absence"}
_WATCHING = {"first_sighting", "observation", "proximity"}
_FREE = "UNCLOS 58, 87: freedom of navigation and overflight, with due regard"
_INNOCENT = "UNCLOS 3, 17-19, 21: territorial sea; ships have innocent passage"
_AIRSPACE = "UNCLOS 2(2), Chicago Convention 1, 2, 3(c): airspace over the territorial sea"
_REGIMES = {
    "transit_passage": "transit passage",
    "high_seas_corridor": "corridor of high seas or exclusive economic zone",
    "treaty": "passage as a treaty lays down",
    "non_suspendable_innocent_passage": "innocent passage that cannot be suspended",
    "innocent_passage": "innocent passage through the territorial sea",
    "canal": "canal",
    "archipelagic": "archipelagic waters and sea lanes passage",
    "disputed": "regime in dispute",
}


@cache
def law() -> pa.Table:
    """Read the table of zone and craft.

    Returns:
        columns zone, craft (ship, submarine, aircraft), allowed (no, consent, innocent_passage,
        free), articles, en, ja; 15 rows.

    Notes:
        Source: UNCLOS 2-8, 17-21, 33, 55-58, 87; Chicago Convention 1-3; own words.
    """
    with data_path("law.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return pa.Table.from_pylist(rows)


def rule_of(zone: str, craft: str) -> dict[str, str]:
    """The row of the law table for a zone's name and a craft."""
    rows: list[dict[str, str]] = law().to_pylist()
    return next(row for row in rows if row["zone"] == zone and row["craft"] == craft)


def tie_law(events: pa.Table, gates: pa.Table) -> pa.Table:
    """Fill legal_basis of every event that has one; what is filled stays.

    Args:
        events: EVENT, n rows.
        gates: GATE; an event finds its gate by `gate_id` in its detail, else by its `where`.

    Returns:
        EVENT, n rows in the same order.

    Notes:
        A basis names articles and what they say of the place; it is no finding of a breach.
    """
    events = conform(events, EVENT)
    if not len(events):
        return events
    by_name: dict[str, dict[str, Any]] = {}
    for gate in gates.to_pylist():
        by_name[gate["name"]] = by_name[gate["gate_id"]] = gate
    bases = [row["legal_basis"] or basis_of(row, by_name) for row in events.to_pylist()]
    at = events.column_names.index("legal_basis")
    return events.set_column(at, EVENT.field("legal_basis"), pa.array(bases, pa.string()))


def basis_of(  # noqa: PLR0911 - one line a kind
    event: dict[str, Any], gates: dict[str, dict[str, Any]]
) -> str | None:
    """Legal basis of one event, or None where none is known."""
    kind, detail = event["kind"], _detail(event)
    gate = gates.get(detail.get("gate_id") or "") or gates.get(event["where"] or "")
    craft = "aircraft" if _is_aircraft(event, detail) else "ship"
    if kind in _AT_GATE:
        return _of_gate(gate) if gate else None
    if kind in _OF_TERRITORY:
        return _of_zone(detail.get("zone"), craft)
    if kind in _OF_ABSENCE:
        return f"{_INNOCENT}; {_AIRSPACE}: aircraft have none; no entry into either was reported"
    if kind == "flight_operations" or kind.startswith("deck_"):
        return _of_flights(detail)
    if kind == "scramble":
        return f"{_FREE}; {_AIRSPACE} begins at 12 nm; no treaty defines an identification zone"
    if kind in _WATCHING:
        return _of_zone(detail["zone"], craft) if detail.get("zone") else _FREE
    return None


def _detail(event: dict[str, Any]) -> dict[str, Any]:
    try:
        detail = json.loads(event["detail"] or "{}")
    except ValueError:
        return {}  # a detail that is no JSON tells no zone and no gate
    return detail if isinstance(detail, dict) else {}


def _is_aircraft(event: dict[str, Any], detail: dict[str, Any]) -> bool:
    return (event["object_id"] or "").startswith("icao24:") or detail.get("craft") == "aircraft"


def _of_gate(gate: dict[str, Any]) -> str | None:
    if not gate["regime"]:
        return None  # a user's gate need not say
    regime = _REGIMES[gate["regime"]]
    if gate["regime"] == "high_seas_corridor" and gate["beyond_12nm"] > 0.0:
        regime = f"{regime}, {gate['beyond_12nm']:.1f} nm wide beyond 12 nm of any coast"
    return f"{gate['articles'] or 'no article of UNCLOS'}: {regime} ({gate['name']})"


def _of_zone(zone: object, craft: str) -> str:
    name = NAMES[zone] if isinstance(zone, int) and 0 <= zone < len(NAMES) else zone
    name = str(name or "territorial_sea").replace(" ", "_").removesuffix("_airspace")
    if name not in NAMES:
        name = "territorial_sea"
    rule = rule_of(name, craft)
    prefix = "" if not rule["articles"] or rule["articles"].startswith("Chicago") else "UNCLOS "
    return f"{prefix}{rule['articles']}: {rule['en']}" if rule["articles"] else rule["en"]


def _of_flights(detail: dict[str, Any]) -> str:
    if str(detail.get("zone") or "") in ("territorial_sea", "2"):
        return (
            "UNCLOS 19(2)(e): launching, landing or taking aboard aircraft is not innocent passage"
        )
    return f"{_FREE} (87(1)(b)); in a territorial sea 19(2)(e) would apply"

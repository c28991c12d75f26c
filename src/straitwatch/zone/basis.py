"""Events turned into events with their legal basis.

A basis names articles and what they say of the place; it is no finding of a breach. Its words are
those of law.csv, statement.csv and basis.csv.
"""

import json
from functools import cache
from typing import Any

import pyarrow as pa

from straitwatch.model.error import ContractError
from straitwatch.model.schema import EVENT, conform
from straitwatch.zone.law import CRAFT, find_zone, rule_of, tell_rule, title_of
from straitwatch.zone.statement import statements_of
from straitwatch.zone.table import read_rows
from straitwatch.zone.treaty import spell_articles

__all__ = ["basis_of", "tie_law"]

_AT_GATE = {"crossing", "transit", "deployment"}
_OF_TERRITORY = {"entry", "exit", "could_have_entered"}
_OF_ABSENCE = {"reported_absence", "absence"}
_OF_FLIGHTS = {"flight_operations", "deck_takeoff", "deck_landing"}
_WATCHING = {"first_sighting", "observation", "proximity"}
_OWN_LAW = {"treaty", "canal", "disputed"}  # the gate's note says more than the table can
_TERRITORIAL, _EEZ, _ADIZ = "territorial_sea", "exclusive_economic_zone", "adiz"
_AIRSPACE = ("airspace", "領空")


def tie_law(events: pa.Table, gates: pa.Table) -> pa.Table:
    """Fill legal_basis of every event that has one; what is filled stays.

    Args:
        events: EVENT, n rows.
        gates: GATE; an event finds its gate by `gate_id` in its detail, else by its `where`.

    Returns:
        EVENT, n rows in the same order.
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
    event: dict[str, Any], gates: dict[str, dict[str, Any]], lang: str = "en"
) -> str | None:
    """Legal basis of one event.

    Args:
        event: a row of EVENT. Its detail may tell `zone`, `gate_id`, and `craft` (of `CRAFT`).
        gates: rows of GATE by id and by name.
        lang: `en`, `ja`.

    Returns:
        articles and sentences; None where the event has to do with no zone and no gate.
    """
    kind, detail = event["kind"], _detail(event)
    gate = gates.get(detail.get("gate_id") or "") or gates.get(event["where"] or "")
    craft = _craft(event, detail)
    told = detail.get("zone")
    if kind in _AT_GATE:
        return _of_gate(gate, craft, lang) if gate and gate["regime"] else None
    if kind == "passage":
        rule = _of_zone(_TERRITORIAL if told is None else told, craft, lang)
        return f"{rule} {_words('signs', lang)}"
    if kind in _OF_TERRITORY:
        return _of_stay(kind, _TERRITORIAL if told is None else told, craft, lang)
    if kind in _OF_ABSENCE:
        return _of_absence(event["where"] or "", craft, lang)
    if kind in _OF_FLIGHTS:
        return _of_flights(told, craft, lang)
    if kind == "scramble":
        return " ".join(tell_rule(zone, "aircraft", lang) for zone in (_EEZ, _TERRITORIAL, _ADIZ))
    if told is not None:
        return _of_zone(told, craft, lang)
    if kind in _WATCHING:
        known = gate and gate["regime"]  # a user's gate need not say
        return _of_gate(gate, craft, lang) if gate and known else _words("place_not_told", lang)
    return None


def _detail(event: dict[str, Any]) -> dict[str, Any]:
    try:
        detail = json.loads(event["detail"] or "{}")
    except ValueError:
        return {}  # a detail that is no JSON tells no zone and no gate
    return detail if isinstance(detail, dict) else {}


def _craft(event: dict[str, Any], detail: dict[str, Any]) -> str | None:
    """Kind of craft, from the event's detail, else its identity; None where neither tells."""
    identity = event["object_id"] or ""
    if detail.get("craft") in CRAFT:
        return str(detail["craft"])
    if identity.startswith("icao24:") or _is_air(detail.get("zone")):
        return "aircraft"
    if identity.startswith("hull:"):
        return "warship"
    return "ship" if identity.startswith(("mmsi:", "imo:")) else None


def _is_air(told: object) -> bool:
    return isinstance(told, str) and any(word in told for word in _AIRSPACE)


@cache
def _basis() -> dict[str, dict[str, str]]:
    return {row["basis"]: row for row in read_rows("basis.csv")}


def _words(key: str, lang: str) -> str:
    row = _basis()[key]
    return f"{spell_articles(row['articles'], lang)}: {row[lang]}" if row["articles"] else row[lang]


def _of_gate(gate: dict[str, Any], craft: str | None, lang: str) -> str:
    """Articles and regime of the strait, and what they let this craft do there."""
    english = lang == "en"
    regime = title_of(gate["regime"], lang)
    if gate["regime"] == "high_seas_corridor" and gate["beyond_12nm"] > 0.0:
        wide = _words("width", lang).format(nm=gate["beyond_12nm"])
        regime += f", {wide}" if english else f"、{wide}"
    name = gate["name"] if english else gate["name_ja"] or gate["name"]
    basis = f"{_spell(gate['articles'], lang)}: {regime}"
    basis += f" ({name})" if english else f"({name})"
    more = gate.get("note" if english else "note_ja") if gate["regime"] in _OWN_LAW else None
    if not more and craft:
        more = rule_of(gate["regime"], craft)[lang]
    return f"{basis}{'. ' if english else '。'}{more}" if more else basis


def _spell(articles: str | None, lang: str) -> str:
    if not articles:
        return _words("no_article", lang)
    try:
        return spell_articles(articles, lang)
    except ContractError:
        return articles  # a user's own gate may cite what the project does not know: as written


def _of_zone(told: object, craft: str | None, lang: str) -> str:
    zone = find_zone(told)
    return tell_rule(zone, craft or "ship", lang) if zone else _words("place_not_told", lang)


def _of_stay(kind: str, told: object, craft: str | None, lang: str) -> str:
    """Rule of the zone; an entry also says which of the four statements it is."""
    zone, rule = find_zone(told), _of_zone(told, craft, lang)
    if kind != "entry" or zone is None:
        return rule
    said = statements_of(zone, craft or "ship")
    return " ".join([*(one.tell(lang) for one in said), rule])


def _of_absence(where: str, craft: str | None, lang: str) -> str:
    """What the sea, the airspace or both would have asked, and that nobody reported an entry."""
    kinds = (craft or "ship", "aircraft")
    if _is_air(where):
        kinds = ("aircraft", "aircraft")
    elif find_zone(where):
        kinds = (kinds[0], kinds[0])
    rules = [tell_rule(_TERRITORIAL, kind, lang) for kind in dict.fromkeys(kinds)]
    return " ".join([_words("no_entry", lang), *rules])


def _of_flights(told: object, craft: str | None, lang: str) -> str:
    """Flights from a ship: an assessment only where the ship is told to be in a territorial sea."""
    zone = find_zone(told)
    ship = craft if craft in ("ship", "warship") else "warship"
    said = statements_of(zone, ship, "aircraft_operations") if zone else []
    judged = [one for one in said if one.kind == "assessment"]
    return judged[0].tell(lang) if judged else _words("flights_at_sea", lang)

"""Dated reports by people turned into events, one for each thing that happened."""

import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from straitwatch.event.claim import TIGHT, Claim, claims_of, craft_of
from straitwatch.event.same import gather_same
from straitwatch.event.table import events_table
from straitwatch.event.whole import link_parts
from straitwatch.event.wording import word_span
from straitwatch.model.identity import event_id, is_type
from straitwatch.model.schema import GATE, SIGHTING, conform
from straitwatch.model.unit import iso

__all__ = ["RULE", "reported_events"]

RULE = "reported/1"

_SPAN_TELLS = ("flight_operations", "observation", "scramble")  # their end tells them apart
_WATCHER = ("service", "unit", "name", "base")
_Row = dict[str, Any]


def reported_events(sightings: pa.Table, gates: pa.Table) -> pa.Table:
    """Derive events from what people reported.

    Two sightings that tell of one thing make one event, which carries both as evidence: a transit
    is one where gate, direction and an object agree and the spans overlap, so the leg that a
    release recalls (`same_as`) is the transit that an earlier one told; flight operations are one
    where the spans are the same; observations and scrambles where an object is, and the spans are
    the same or of one day. A telling that names no ship joins the only event it fits, one that
    names a ship and no way all that it fits.
    The answer is a function of the set of sightings: their order does not matter, and a sighting
    told twice counts once. What was superseded makes no event.

    Args:
        sightings: SIGHTING, in any order. `entry` and `reported_absence` name the zone in
            `to_sea`, for example `territorial sea of Japan`. The observers of a
            `reported_absence` are those whose statement it is.
        gates: GATE, to name gates and the seas on both sides.

    Returns:
        EVENT, sorted by t_start, kind, object_id; certainty `reported`, status `closed`,
        legal_basis null. Kinds: transit, flight_operations (one for each count; where one span
        lies in another of the same ship, detail.part_of names the whole: never add them),
        first_sighting, scramble, entry, joint_flight, live_firing, observation (also for sightings
        and transits that name observers), reported_absence. A row of kind aircraft at a gate is a
        transit. A denied sighting of another kind, sighting, aircraft elsewhere and correction
        make no event of their own. detail.told_as lists the counts and spans that other tellings
        give.

    Raises:
        SchemaError: a column is missing or mistyped.

    Notes:
        O(n log n + n·k) for n sightings, k of which overlap in time at one place.
    """
    by_gate = {gate["gate_id"]: gate for gate in conform(gates, GATE).to_pylist()}
    rows = {row["sighting_id"]: row for row in conform(sightings, SIGHTING).to_pylist()}
    claims = [claim for row in rows.values() for claim in claims_of(row, by_gate, rows)]
    told = [_event(group) for group in gather_same(claims)]
    link_parts(told)
    told.sort(key=lambda one: (one["t_start"], one["kind"], one["object_id"], one["event_id"]))
    return events_table(told)


def _event(claims: list[Claim]) -> _Row:
    claims = sorted(claims, key=lambda claim: claim.order)
    best, first = claims[0], min(claims, key=lambda claim: (claim.leads, claim.order))
    lead, names = first.lead, _members(claims)
    others = sorted(set(names) - {lead}, key=lambda key: (len(key), key))
    row, placed = best.row, _placed(claims)
    where = placed.where
    to_sea = next((one.to_sea for one in claims if one.to_sea), None)
    n, n_is = _number(claims)
    more = (where or "", to_sea or "")
    if best.kind in _SPAN_TELLS:
        more = (iso(best.t_end) or "", craft_of(best.what))
    return {
        "event_id": event_id(best.kind, lead, best.t_start, RULE, *more),
        "kind": best.kind,
        "object_id": lead,
        "object_name": names[lead],
        "t_start": best.t_start,
        "t_end": best.t_end,
        "when": word_span(best.t_start, best.t_end),
        **_position(placed),
        "where": where,
        "from_sea": next((one.from_sea for one in claims if one.from_sea), None),
        "to_sea": to_sea,
        "others": others,
        "n": n if best.kind != "scramble" else None,
        "n_is": n_is if best.kind != "scramble" else None,
        "certainty": "reported",
        "evidence": [_evidence(one) for one in claims],
        "detail": _detail(best.kind, claims, names),
        "status": "closed",
        "rule": RULE,
        "source": row["document"],
    }


def _placed(claims: list[Claim]) -> Claim:
    """Choose who tells where it was: one that names the gate, else one that names a place."""
    at_gate = (one for one in claims if one.gate is not None)
    somewhere = (one for one in claims if one.where)
    return next(at_gate, None) or next(somewhere, claims[0])


def _members(claims: list[Claim]) -> dict[str, str]:
    """Names of the objects by identity; those without a name only where no fuller list is told."""
    told = {key: name for one in claims for key, name in zip(one.objects, one.names, strict=True)}
    known = frozenset().union(*(one.known for one in claims))
    named = {key: name for key, name in told.items() if key in known}
    n = max(one.n or 0 for one in claims)
    full = bool(named) and (len(named) >= n or claims[0].kind == "flight_operations")
    return named if full else told


def _number(claims: list[Claim]) -> tuple[int | None, str | None]:
    """Tell how many: of tallies the tightest, of ships the most, as no list has to be whole."""
    told = [one for one in claims if one.n is not None]
    if not told:
        return None, None
    if claims[0].kind == "flight_operations":
        best = min(told, key=lambda one: (TIGHT[one.n_is], -(one.n or 0)))
        return best.n, best.n_is
    best = min(told, key=lambda one: (-(one.n or 0), TIGHT[one.n_is]))
    known = len(frozenset().union(*(one.known for one in claims)))
    return (best.n, best.n_is) if known <= (best.n or 0) else (known, "exact")


def _position(best: Claim) -> _Row:
    """Middle of the gate line, or the sighting's own place with its radius as uncertainty."""
    gate, row = best.gate, best.row
    if gate is not None:
        turn = (gate["lon_b"] - gate["lon_a"] + 540.0) % 360.0 - 180.0
        lon = (gate["lon_a"] + turn / 2 + 540.0) % 360.0 - 180.0
        return {"lon": lon, "lat": (gate["lat_a"] + gate["lat_b"]) / 2}
    radius_m = None if row["radius_km"] is None else row["radius_km"] * 1000.0
    return {"lon": row["lon"], "lat": row["lat"], "uncertainty_m": radius_m}


def _evidence(claim: Claim) -> _Row:
    row = claim.row
    return {
        "source": row["document"],
        "publisher": row["publisher"],
        "published": (iso(row["published"]) or "")[:10] or None,
        "text": row["text"],
        "text_is": "summary" if row["start"] is None else "quote",
        "sighting_id": row["sighting_id"],
    }


def _detail(kind: str, claims: list[Claim], names: dict[str, str]) -> _Row:
    """Say what the columns cannot hold; keys with nothing to say are left out."""
    best = claims[0]
    detail: _Row = {
        "tz": "Asia/Tokyo",
        "gate_id": best.gate["gate_id"] if best.gate else best.row["gate"],
        "names": names,
        "place": best.row["place"],
        "domain": "air" if _flies(best) else None,
        "sightings": sorted({one.row["sighting_id"] for one in claims}),
        "told_as": _told_as(kind, claims),
        **_MORE.get(kind, _nothing)(claims),
    }
    return {key: value for key, value in detail.items() if value not in (None, [], {})}


def _flies(claim: Claim) -> bool:
    return claim.row["kind"] in ("aircraft", "joint_flight") or is_type(claim.lead)


def _told_as(kind: str, claims: list[Claim]) -> list[_Row]:
    """List what tellings say that differ from the best one in span or count: the bounds kept."""
    if kind == "flight_operations":
        return []
    best = claims[0]
    return [
        {
            "when": word_span(one.t_start, one.t_end),
            "n": one.n,
            "n_is": one.n_is,
            "source": one.row["document"],
        }
        for one in claims
        if (one.t_start, one.t_end, one.n, one.n_is)
        != (best.t_start, best.t_end, best.n, best.n_is)
    ]


def _nothing(claims: list[Claim]) -> _Row:  # noqa: ARG001 - one of several of one shape
    return {}


def _of_flights(claims: list[Claim]) -> _Row:
    counts = {(one.n, one.n_is) for one in claims if one.n is not None}
    also = sorted(counts, key=lambda one: (TIGHT[one[1]], -one[0]))[1:]
    return {
        "what": claims[0].what or "take-offs and landings",
        "craft": craft_of(claims[0].what),
        "counted": "take-offs and landings together: about half as many sorties",
        "also_told": [{"n": n, "n_is": n_is} for n, n_is in also],
    }


def _of_watch(claims: list[Claim]) -> _Row:
    """List who watched, each once: one that says less of the same says nothing of its own."""
    found = {
        json.dumps({key: one[key] for key in _WATCHER if one[key]}, sort_keys=True)
        for claim in claims
        for one in claim.row["observers"] or []
    }
    told = [json.loads(one) for one in sorted(found)]
    return {
        "observers": [one for one in told if not any(one.items() < other.items() for other in told)]
    }


def _of_absence(claims: list[Claim]) -> _Row:
    units = _of_watch(claims)["observers"]
    said = [one.get("service") or one.get("name") for one in units]
    by = sorted(filter(None, said)) or sorted({one.row["publisher"] or "" for one in claims})
    return {"stated_by": by, "statement": "reported by others; the project did not observe it"}


def _of_entry(claims: list[Claim]) -> _Row:
    counts = [count for one in claims for count in one.row["counts"] or []]
    minutes = [count["n"] for count in counts if "minutes" in count["what"] and count["n"]]
    about = {count["n_is"] for count in counts} - {"exact", None}
    return {
        "zone": claims[0].to_sea,
        "duration_h": min(minutes) / 60 if minutes else None,
        "duration_is": min(about, default="exact") if minutes else None,
        "navy": claims[0].row["objects"][0]["navy"],
    }


_MORE: dict[str, Callable[[list[Claim]], _Row]] = {
    "flight_operations": _of_flights,
    "observation": _of_watch,
    "scramble": _of_watch,
    "reported_absence": _of_absence,
    "entry": _of_entry,
}

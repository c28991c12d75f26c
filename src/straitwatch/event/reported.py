"""Dated reports by people turned into events, one for each thing that happened."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians, sin
from typing import Any

import pyarrow as pa

from straitwatch.event.table import events_table
from straitwatch.event.wording import word_span
from straitwatch.model.identity import event_id, identity_of
from straitwatch.model.schema import GATE, SIGHTING, conform
from straitwatch.model.unit import iso

__all__ = ["RULE", "reported_events"]

RULE = "reported/1"

_KINDS = ("transit", "flight_operations", "first_sighting", "scramble", "entry", "observation")
_SAME_SPAN = ("flight_operations", "observation", "scramble")  # told of a span, not of a moment
_WINDS = {"N": 0, "NE": 45, "E": 90, "SE": 135, "S": 180, "SW": 225, "W": 270, "NW": 315}
_TIGHT = {"exact": 0, "about": 1, "at_least": 2, "at_most": 3, None: 4}
_STATE = re.compile(r"(?:territorial sea|territorial waters|airspace) of (?P<state>.+)")
_FIXED = re.compile(r"fighter|fixed.wing|j-15|jet")
_Row = dict[str, Any]


@dataclass(frozen=True)
class _Claim:
    """What one sighting says of one thing that happened."""

    kind: str
    lead: str
    objects: tuple[str, ...]  # text identities, the lead first
    names: tuple[str, ...]
    n: int | None
    n_is: str | None
    what: str | None
    t_start: datetime
    t_end: datetime
    where: str | None
    from_sea: str | None
    to_sea: str | None
    row: _Row  # the sighting
    gate: _Row | None

    @property
    def theme(self) -> tuple[str, str, str]:
        """What two claims must share before their spans and objects are compared."""
        if self.kind in _SAME_SPAN:
            return self.kind, _craft(self.what), f"{self.t_start} {self.t_end}"
        return self.kind, self.where or "", self.to_sea or ""

    @property
    def order(self) -> tuple[Any, ...]:
        """Best told first: the narrowest span, the fullest list, the surest."""
        span, sure = self.t_end - self.t_start, -(self.row["confidence"] or 0.0)
        return span, -len(self.objects), sure, self.t_start, self.row["sighting_id"]


def reported_events(sightings: pa.Table, gates: pa.Table) -> pa.Table:
    """Derive events from what people reported.

    Two sightings that tell of one thing make one event, which carries both as evidence: a transit
    is one where gate, direction and an object agree and the spans overlap; flight operations,
    observations and scrambles are one where the spans are the same. The answer is a function of
    the set of sightings: their order does not matter, and a sighting told twice counts once.

    Args:
        sightings: SIGHTING, in any order. `entry` and `reported_absence` name the zone in
            `to_sea`, for example `territorial sea of Japan`. The observers of a
            `reported_absence` are those whose statement it is.
        gates: GATE, to name gates and the seas on both sides.

    Returns:
        EVENT, sorted by t_start, kind, object_id; certainty `reported`, status `closed`,
        legal_basis null. Kinds: transit, flight_operations (one for each count; where one span
        lies in another of the same ship, detail.part_of names the whole: never add them),
        first_sighting, scramble, entry, observation (also for sightings and transits that name
        observers), reported_absence. A denied sighting of another kind, and the kinds sighting,
        aircraft, live_firing, joint_flight and correction, make no event of their own.

    Raises:
        SchemaError: a column is missing or mistyped.

    Notes:
        O(n log n + n·k) for n sightings, k of which overlap in time at one place.
    """
    by_gate = {gate["gate_id"]: gate for gate in conform(gates, GATE).to_pylist()}
    unique = {row["sighting_id"]: row for row in conform(sightings, SIGHTING).to_pylist()}
    themes: dict[tuple[str, str, str], list[_Claim]] = defaultdict(list)
    for row in unique.values():
        for claim in _claims(row, by_gate):
            themes[claim.theme].append(claim)
    told = [_event(group) for claims in themes.values() for group in _same(claims)]
    _link_parts(told)
    told.sort(key=lambda one: (one["t_start"], one["kind"], one["object_id"], one["event_id"]))
    return events_table(told)


def _claims(row: _Row, gates: dict[str, _Row]) -> list[_Claim]:
    """List what one sighting claims: often one thing, with counts or observers more."""
    if not row["objects"] or row["t_start"] is None:
        return []
    kind, observed = row["kind"], bool(row["observers"])
    if kind == "reported_absence":
        return [_claim(kind, row, gates)]
    if row["negation"]:
        return []
    if kind == "flight_operations":
        found = [_claim(kind, row, gates, count) for count in row["counts"] or [None]]
    else:
        found = [_claim(kind, row, gates)] if kind in _KINDS else []
    if observed and kind not in ("observation", "scramble"):
        found.append(_claim("observation", row, gates))
    return found


def _claim(kind: str, row: _Row, gates: dict[str, _Row], count: _Row | None = None) -> _Claim:
    named = sorted(row["objects"], key=lambda one: "carrier" not in (one["class"] or "").lower())
    gate = gates.get(row["gate"] or "")
    from_sea, to_sea = _seas(row, gate) if kind == "transit" else (None, row["to_sea"])
    count = count or {}
    n, n_is = (count.get("n"), count.get("n_is")) if kind == "flight_operations" else _many(named)
    return _Claim(
        kind=kind,
        lead=identity_of(named[0]),
        objects=tuple(map(identity_of, named)),
        names=tuple(one["name"] or identity_of(one) for one in named),
        n=n,
        n_is=n_is if n is not None else None,
        what=count.get("what"),
        t_start=count.get("t_start") or row["t_start"],
        t_end=count.get("t_end") or row["t_end"] or row["t_start"],
        where=_where(kind, row, gate),
        from_sea=from_sea,
        to_sea=to_sea,
        row=row,
        gate=gate,
    )


def _craft(what: str | None) -> str:
    """Say which craft a count is of: helicopters, fixed-wing, or all together."""
    text = (what or "").lower()
    rotary, fixed = "helicopter" in text, bool(_FIXED.search(text))
    return "all" if rotary == fixed else "helicopters" if rotary else "fixed-wing"


def _many(objects: Iterable[_Row]) -> tuple[int, str]:
    counts = [(one["count"] or 1, one["count_is"] or "exact") for one in objects]
    return sum(n for n, _ in counts), max((n_is for _, n_is in counts), key=lambda i: _TIGHT[i])


def _where(kind: str, row: _Row, gate: _Row | None) -> str | None:
    zone = _STATE.search(row["to_sea"] or "")
    if kind == "entry" and zone:
        return zone["state"]
    found: str | None = gate["name"] if gate else row["place"] or row["gate"]
    if kind == "reported_absence":
        found = row["to_sea"] or found
    return found


def _seas(row: _Row, gate: _Row | None) -> tuple[str | None, str | None]:
    """Find from which sea to which: from the sea named, else from the heading across the gate."""
    to_sea = row["to_sea"]
    if gate is None:
        return None, to_sea
    left, right = gate["left_sea"], gate["right_sea"]
    if to_sea in (left, right):
        return (right if to_sea == left else left), to_sea
    if row["heading"] not in _WINDS:
        return None, to_sea
    wind = radians(_WINDS[row["heading"]])
    half = cos(radians((gate["lat_a"] + gate["lat_b"]) / 2))
    east, north = (gate["lon_b"] - gate["lon_a"]) * half, gate["lat_b"] - gate["lat_a"]
    to_left = east * cos(wind) - north * sin(wind) > 0  # cross product: gate × heading
    return (right, left) if to_left else (left, right)


def _same(claims: list[_Claim]) -> list[list[_Claim]]:
    """Group claims that tell of one thing: all that hang together, whatever their order."""
    done: list[list[_Claim]] = []
    groups: list[list[_Claim]] = []  # those that a later claim may still join
    for claim in sorted(claims, key=lambda one: one.t_start):
        past = [group for group in groups if max(one.t_end for one in group) < claim.t_start]
        done += past
        groups = [group for group in groups if group not in past]
        near = [group for group in groups if any(_is_same(claim, other) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([claim, *(other for group in near for other in group)])
    return done + groups


def _is_same(one: _Claim, other: _Claim) -> bool:
    if not set(one.objects) & set(other.objects):
        return False
    instants = one.t_start == other.t_start  # a span without length still meets itself
    return instants or (one.t_start < other.t_end and other.t_start < one.t_end)


def _event(claims: list[_Claim]) -> _Row:
    claims = sorted(claims, key=lambda claim: claim.order)
    best = claims[0]
    names = {key: name for one in claims for key, name in zip(one.objects, one.names, strict=True)}
    others = sorted(set(names) - {best.lead}, key=lambda key: (len(key), key))
    row, where, to_sea = best.row, best.where, best.to_sea
    told = min(claims, key=lambda one: (_TIGHT[one.n_is], -(one.n or 0)))
    n, n_is = told.n, told.n_is
    if best.kind != "flight_operations" and n is not None and n < len(names):
        n, n_is = len(names), "exact"
    more = (where or "", to_sea or "")
    if best.kind in _SAME_SPAN:
        more = (iso(best.t_end) or "", _craft(best.what))
    return {
        "event_id": event_id(best.kind, best.lead, best.t_start, RULE, *more),
        "kind": best.kind,
        "object_id": best.lead,
        "object_name": names[best.lead],
        "t_start": best.t_start,
        "t_end": best.t_end,
        "when": word_span(best.t_start, best.t_end),
        **_position(best),
        "where": where,
        "from_sea": best.from_sea,
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


def _position(best: _Claim) -> _Row:
    """Middle of the gate line, or the sighting's own place with its radius as uncertainty."""
    gate, row = best.gate, best.row
    if gate is not None:
        turn = (gate["lon_b"] - gate["lon_a"] + 540.0) % 360.0 - 180.0
        lon = (gate["lon_a"] + turn / 2 + 540.0) % 360.0 - 180.0
        return {"lon": lon, "lat": (gate["lat_a"] + gate["lat_b"]) / 2}
    radius_m = None if row["radius_km"] is None else row["radius_km"] * 1000.0
    return {"lon": row["lon"], "lat": row["lat"], "uncertainty_m": radius_m}


def _evidence(claim: _Claim) -> _Row:
    row = claim.row
    return {
        "source": row["document"],
        "publisher": row["publisher"],
        "published": (iso(row["published"]) or "")[:10] or None,
        "text": row["text"],
        "text_is": "summary" if row["start"] is None else "quote",
        "sighting_id": row["sighting_id"],
    }


def _detail(kind: str, claims: list[_Claim], names: dict[str, str]) -> _Row:
    """Say what the columns cannot hold; keys with nothing to say are left out."""
    best = claims[0]
    detail: _Row = {
        "tz": "Asia/Tokyo",
        "gate_id": best.gate["gate_id"] if best.gate else best.row["gate"],
        "names": names,
        "place": best.row["place"],
        "sightings": sorted({one.row["sighting_id"] for one in claims}),
        **_MORE.get(kind, _nothing)(claims),
    }
    return {key: value for key, value in detail.items() if value not in (None, [], {})}


def _nothing(claims: list[_Claim]) -> _Row:  # noqa: ARG001 - one of several of one shape
    return {}


def _of_flights(claims: list[_Claim]) -> _Row:
    counts = {(one.n, one.n_is) for one in claims if one.n is not None}
    also = sorted(counts, key=lambda one: (_TIGHT[one[1]], -one[0]))[1:]
    return {
        "what": claims[0].what or "take-offs and landings",
        "craft": _craft(claims[0].what),
        "counted": "take-offs and landings together: about half as many sorties",
        "also_told": [{"n": n, "n_is": n_is} for n, n_is in also],
    }


def _of_watch(claims: list[_Claim]) -> _Row:
    found = {
        json.dumps({key: value for key, value in one.items() if value}, sort_keys=True)
        for claim in claims
        for one in claim.row["observers"] or []
    }
    return {"observers": [json.loads(one) for one in sorted(found)]}


def _of_absence(claims: list[_Claim]) -> _Row:
    units = _of_watch(claims)["observers"]
    said = [one.get("service") or one.get("name") for one in units]
    by = sorted(filter(None, said)) or sorted({one.row["publisher"] or "" for one in claims})
    return {"stated_by": by, "statement": "reported by others; the project did not observe it"}


def _of_entry(claims: list[_Claim]) -> _Row:
    counts = [count for one in claims for count in one.row["counts"] or []]
    minutes = [count["n"] for count in counts if "minutes" in count["what"] and count["n"]]
    about = {count["n_is"] for count in counts} - {"exact", None}
    return {
        "zone": claims[0].to_sea,
        "duration_h": min(minutes) / 60 if minutes else None,
        "duration_is": min(about, default="exact") if minutes else None,
        "navy": claims[0].row["objects"][0]["navy"],
    }


_MORE: dict[str, Callable[[list[_Claim]], _Row]] = {
    "flight_operations": _of_flights,
    "observation": _of_watch,
    "scramble": _of_watch,
    "reported_absence": _of_absence,
    "entry": _of_entry,
}


def _link_parts(events: list[_Row]) -> None:
    """Name, for each count that lies inside another of the same ship, the smallest such whole."""
    counted = [one for one in events if one["kind"] == "flight_operations" and one["n"] is not None]
    for part in counted:
        wholes = [one for one in counted if _holds(one, part)]
        if wholes:
            whole = min(wholes, key=_size)
            part["detail"]["part_of"] = whole["event_id"]


def _size(event: _Row) -> tuple[Any, ...]:
    return event["t_end"] - event["t_start"], event["detail"]["craft"] == "all", event["event_id"]


def _holds(whole: _Row, part: _Row) -> bool:
    if whole["object_id"] != part["object_id"] or whole is part:
        return False
    craft, its_craft = whole["detail"]["craft"], part["detail"]["craft"]
    inside = whole["t_start"] <= part["t_start"] and part["t_end"] <= whole["t_end"]
    same_span = (whole["t_start"], whole["t_end"]) == (part["t_start"], part["t_end"])
    wider_craft = craft == "all" and its_craft != "all"
    return bool(inside and (wider_craft or (craft == its_craft and not same_span)))

"""A dated report becomes claims: what it says of each thing that happened."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians, sin
from typing import Any

from straitwatch.model.identity import identity_of, is_nameless
from straitwatch.model.wind import WINDS

__all__ = ["TIGHT", "Claim", "claims_of", "craft_of", "is_generic"]

TIGHT = {"exact": 0, "about": 1, "at_least": 2, "at_most": 3, None: 4}
"""What a count may be, the tightest first."""

_KINDS = {
    **{kind: kind for kind in ("transit", "flight_operations", "first_sighting", "scramble")},
    **{kind: kind for kind in ("entry", "observation", "joint_flight", "live_firing")},
    "aircraft": "transit",  # only where it names the gate
}
_STATE = re.compile(r"(?:territorial sea|territorial waters|airspace) of (?P<state>.+)")
_FIXED = re.compile(r"fighter|fixed.wing|j-15|jet")
_CARRIER = re.compile(r"carrier(?![- ](?:fighter|borne|based))", re.IGNORECASE)
_GENERIC = re.compile(r"(?:war ?|naval |navy |military )?(?:ship|vessel)s?")
_PACIFIC = {"pacific", "pacific ocean", "western pacific", "west pacific", "north pacific"}
_PACIFIC |= {f"{sea} ocean" for sea in _PACIFIC if not sea.endswith("ocean")}
_OF_PACIFIC = {"Philippine Sea", "Pacific", "Pacific Ocean", "N Pacific"}
"""Seas of gates.csv that a text may mean by the Pacific: the charts cut it in parts."""

_Row = dict[str, Any]


@dataclass(frozen=True)
class Claim:
    """What one sighting says of one thing that happened.

    Attributes:
        kind: of the event that it tells.
        lead: text identity of the first of its objects: a carrier before others.
        objects: text identities, the lead first.
        names: what to call them, in the same order.
        known: those of the objects that are told from others of their class.
        n: how many, or how often.
        n_is: exact, about, at_least, at_most.
        what: of flight operations, what was counted.
        t_start: when it began at the earliest.
        t_end: when it ended at the latest.
        where: gate, State or place.
        from_sea: of a transit.
        to_sea: of a transit; of an entry or its absence, the zone.
        row: the sighting, its objects filled in.
        gate: the gate that it names.
    """

    kind: str
    lead: str
    objects: tuple[str, ...]
    names: tuple[str, ...]
    known: frozenset[str]
    n: int | None
    n_is: str | None
    what: str | None
    t_start: datetime
    t_end: datetime
    where: str | None
    from_sea: str | None
    to_sea: str | None
    row: _Row
    gate: _Row | None

    @property
    def order(self) -> tuple[Any, ...]:
        """Best told first: the narrowest span, the fullest list, the surest."""
        span, sure = self.t_end - self.t_start, -(self.row["confidence"] or 0.0)
        full = -len(self.known), -len(self.objects)
        return span, full, sure, self.t_start, self.row["sighting_id"]

    @property
    def leads(self) -> tuple[bool, bool]:
        """Whose lead leads: a carrier's first, then one that is told from others."""
        return not _is_carrier(_led(self.row["objects"])[0]), self.lead not in self.known


def claims_of(row: _Row, gates: Mapping[str, _Row], rows: Mapping[str, _Row]) -> list[Claim]:
    """List what one sighting claims: often one thing, with counts or observers more.

    Args:
        row: of SIGHTING. One that names no object but points to another row of its document
            (`same_as`) is of that row's objects.
        gates: GATE rows by gate_id.
        rows: SIGHTING rows by sighting_id.

    Returns:
        none for what was superseded, what is not dated and what names no object.
    """
    if not row["objects"] and row["same_as"] in rows:
        row = {**row, "objects": rows[row["same_as"]]["objects"]}
    if row["superseded_by"] or not row["objects"] or row["t_start"] is None:
        return []
    kind, observed = row["kind"], bool(row["observers"])
    if kind == "reported_absence":
        return [_claim(kind, row, gates)]
    if row["negation"]:
        return []
    if kind == "flight_operations":
        found = [_claim(kind, row, gates, count) for count in row["counts"] or [None]]
    else:
        passed = kind != "aircraft" or row["gate"]
        came = kind != "entry" or row["to_sea"]  # one that tells of leaving is no entry
        told = kind in _KINDS and passed and came
        found = [_claim(_KINDS[kind], row, gates)] if told else []
    if observed and kind not in ("observation", "scramble"):
        found.append(_claim("observation", row, gates))
    return found


def _claim(kind: str, row: _Row, gates: Mapping[str, _Row], count: _Row | None = None) -> Claim:
    named = _led(row["objects"])
    gate = gates.get(row["gate"] or "")
    from_sea, to_sea = _seas(row, gate) if kind == "transit" else (None, row["to_sea"])
    count = count or {}
    n, n_is = (count.get("n"), count.get("n_is")) if kind == "flight_operations" else _many(named)
    return Claim(
        kind=kind,
        lead=identity_of(named[0]),
        objects=tuple(dict.fromkeys(map(identity_of, named))),
        names=tuple({identity_of(one): one["name"] or _called(one) for one in named}.values()),
        known=frozenset(identity_of(one) for one in named if not is_nameless(one)),
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


def _led(objects: Iterable[_Row]) -> list[_Row]:
    return sorted(objects, key=lambda one: (not _is_carrier(one), is_nameless(one)))


def _is_carrier(one: _Row) -> bool:
    return bool(_CARRIER.search(one["class"] or ""))


def _called(one: _Row) -> str:
    """Call an object without a name: by its number, or by its type or class."""
    identity = identity_of(one)
    bare = (one["class"] or "").partition(" (")[0]
    called = one["class"] if is_nameless(one) else bare if identity.startswith("hull:") else None
    slug = identity.partition("/")[2]
    return called or (slug.upper() if identity.startswith("name:") else identity)


def craft_of(what: str | None) -> str:
    """Say which craft a count is of: helicopters, fixed-wing, or all together."""
    text = (what or "").lower()
    rotary, fixed = "helicopter" in text, bool(_FIXED.search(text))
    return "all" if rotary == fixed else "helicopters" if rotary else "fixed-wing"


def is_generic(one: Mapping[str, Any]) -> bool:
    """Tell whether an object's class says no more than that it is a ship."""
    return bool(_GENERIC.fullmatch((one["class"] or "ship").lower()))


def _many(objects: list[_Row]) -> tuple[int, str]:
    """Count the objects; `five warships, at least one of them a destroyer` are five."""
    generic = {one["navy"] for one in objects if is_nameless(one) and is_generic(one)}
    counts = [
        (one["count"] or 1, one["count_is"] or "exact")
        for one in objects
        if not (one["navy"] in generic and _is_among(one))
    ]
    return sum(n for n, _ in counts), max((n_is for _, n_is in counts), key=lambda i: TIGHT[i])


def _is_among(one: _Row) -> bool:
    """Tell whether a lower bound of a class says what is among the ships that are told too."""
    return is_nameless(one) and not is_generic(one) and one["count_is"] == "at_least"


def _where(kind: str, row: _Row, gate: _Row | None) -> str | None:
    zone = _STATE.search(row["to_sea"] or "")
    if kind == "entry" and zone:
        return zone["state"]
    found: str | None = gate["name"] if gate else row["place"] or row["gate"]
    if kind == "reported_absence":
        found = row["to_sea"] or found
    return found


def _seas(row: _Row, gate: _Row | None) -> tuple[str | None, str | None]:
    """Find from which sea to which: from the seas named, else from the heading across the gate."""
    from_sea, to_sea = row["from_sea"], row["to_sea"]
    if gate is None:
        return from_sea, to_sea
    left, right = gate["left_sea"], gate["right_sea"]
    from_sea, to_sea = (_side(sea, (left, right)) for sea in (from_sea, to_sea))
    if to_sea in (left, right):
        return (right if to_sea == left else left), to_sea
    if to_sea is None and from_sea in (left, right):
        return from_sea, (right if from_sea == left else left)
    if row["heading"] not in WINDS:
        return from_sea, to_sea
    wind = radians(WINDS[row["heading"]])
    half = cos(radians((gate["lat_a"] + gate["lat_b"]) / 2))
    east, north = (gate["lon_b"] - gate["lon_a"]) * half, gate["lat_b"] - gate["lat_a"]
    to_left = east * cos(wind) - north * sin(wind) > 0  # cross product: gate × heading
    return (right, left) if to_left else (left, right)


def _side(sea: str | None, sides: tuple[str, str]) -> str | None:
    """Turn the Pacific of a text into the part of it on which the gate opens."""
    parts = [side for side in sides if side in _OF_PACIFIC]
    is_pacific = (sea or "").lower() in _PACIFIC and sea not in sides
    return parts[0] if is_pacific and len(parts) == 1 else sea

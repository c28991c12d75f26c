"""Sightings are matched to tracks, with a score; when it is low, or two compete, to none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.kernel.craft import are_aircraft
from straitwatch.model.identity import identity_of, is_type, text_of_object_id
from straitwatch.model.schema import GATE, SIGHTING, conform
from straitwatch.track.area import Area, area_of
from straitwatch.track.likeness import Part, Passing, compare

__all__ = ["LEAST", "Match", "match_sightings"]

LEAST = 0.6
"""Ours: two tracks that fit alike have one half each, so that more than that is wanted."""

_TELLS = 0.5
"""Ours: to have been there is not to be the one: most ships send nothing that names them to a
text, and a ship that sends nothing at all is seen by people all the same."""

_ABOUT = timedelta(hours=3)
"""Ours: three times the error of the time in `likeness`; beyond it a fix counts for under 2 %."""

_WORTH = 1e-3
_KINDS = ("sighting", "transit", "entry", "aircraft")
_FIXES = ("object_id", "t", "lon", "lat", "cog_deg")
_Row = dict[str, Any]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Match:
    """What one object of a sighting is held to be among the tracks.

    Attributes:
        sighting_id: of the sighting.
        object_id: text identity of the object in it.
        track: text identity of the track; None when it stays unmatched.
        score: of the best track, 0 to 1: the product of the parts, its share among all that fit.
        best: the best track, matched or not; None when no track was near.
        rivals: how many others fit at least half as well.
        parts: of the best track's score.
        why: in words.
    """

    sighting_id: str
    object_id: str
    track: str | None
    score: float
    best: str | None
    rivals: int
    parts: tuple[Part, ...]
    why: str


def match_sightings(
    sightings: pa.Table,
    fixes: pa.Table,
    objects: pa.Table,
    gates: pa.Table,
    *,
    least: float = LEAST,
    class_length_m: Mapping[str, tuple[float, float]] | None = None,
) -> list[Match]:
    """Find which track each object of each sighting is, if any.

    Args:
        sightings: SIGHTING in any order; rows that put no object at a place are passed over.
        fixes: FIX or PATH, any order.
        objects: OBJECT: what the tracks sent of themselves.
        gates: GATE.
        least: score from which on it is a match.
        class_length_m: shortest and longest ship of a class, by name.

    Returns:
        by sighting_id, object_id. A score is the product of the parts (see `likeness`), halved
        when nothing that tells a ship from others agrees, times the track's share in the sum over
        all tracks that are near: a coarse area with many ships matches none, unless one of them
        bears the name that is told.

    Raises:
        SchemaError: a column is missing or mistyped.
    """
    charted = {gate["gate_id"]: gate for gate in conform(gates, GATE).to_pylist()}
    known = {row["object_id"]: row for row in objects.to_pylist()}
    told = fixes.select(list(_FIXES))
    unique = {row["sighting_id"]: row for row in conform(sightings, SIGHTING).to_pylist()}
    found = []
    for row in unique.values():
        area = area_of(row, charted.get(row["gate"] or ""))
        counts = row["kind"] in _KINDS and not row["negation"] and not row["superseded_by"]
        if not counts or area is None or row["t_start"] is None:
            continue
        near = list(_near(row, area, told, known))
        for one in row["objects"] or []:
            scored = [(track, compare(row, one, area, track, class_length_m or {}))
                      for track in near if _is_of_kind(one, track)]  # fmt: skip
            found.append(_decide(row, one, scored, least))
    return sorted(found, key=lambda match: (match.sighting_id, match.object_id))


def _near(row: _Row, area: Area, fixes: pa.Table, known: Mapping[str, _Row]) -> Iterator[Passing]:
    """Cut out the tracks that were about there then."""
    t = fixes["t"]
    start, end = row["t_start"] - _ABOUT, (row["t_end"] or row["t_start"]) + _ABOUT
    some = fixes.filter(pc.and_(pc.greater_equal(t, start), pc.less_equal(t, end)))
    lon, lat = some["lon"].to_numpy(), some["lat"].to_numpy()
    wide = 4.0 * max(area.radius_km or 0.0, 10.0) / 111.0  # a degree of latitude is 111 km
    narrow = max(float(np.cos(np.radians(area.lat))), 0.05)
    off = np.abs((lon - area.lon + 540.0) % 360.0 - 180.0) * narrow
    some = some.filter(pa.array((off <= wide) & (np.abs(lat - area.lat) <= wide), pa.bool_()))
    some = some.sort_by([("object_id", "ascending"), ("t", "ascending")])
    ids = some["object_id"].to_numpy()
    cuts = np.flatnonzero(np.diff(ids)) + 1
    for first, last in zip([0, *cuts], [*cuts, len(ids)], strict=True):
        if last > first:
            text = text_of_object_id(int(ids[first]))
            part = some.slice(first, last - first)
            yield Passing(
                text,
                part["t"].cast(pa.int64()).to_numpy(),
                np.stack([part["lon"].to_numpy(), part["lat"].to_numpy()], axis=1),
                part["cog_deg"].to_numpy().astype(float),
                known.get(text, {}),
            )


def _is_of_kind(one: _Row, track: Passing) -> bool:
    """Tell whether both fly, or both do not."""
    number = track.object_id.partition(":")[2]
    flies = track.object_id.startswith("icao24:") or (
        track.object_id.startswith("mmsi:")
        and bool(are_aircraft(np.array([int(number)], np.int64))[0])
    )
    return flies == is_type(identity_of({**one, "name": None, "hull": None}))


def _decide(
    row: _Row, one: _Row, scored: list[tuple[Passing, tuple[Part, ...]]], least: float
) -> Match:
    head = row["sighting_id"], identity_of(one)
    named = [each for each in scored if _bears_name(each[1])]
    raw = [(_raw(parts), track, parts) for track, parts in named or scored]
    raw = [each for each in raw if each[0] > _WORTH]
    if not raw:
        return Match(*head, None, 0.0, None, 0, (), "no track fits its place, time and kind")
    best, track, parts = max(raw, key=lambda each: (each[0], each[1].object_id))
    share = best / sum(each[0] for each in raw)
    score, rivals = best * share, sum(each[0] * 2.0 >= best for each in raw) - 1
    why = f"{track.object_id}: " + "; ".join(
        f"{part.name} {part.value:.2f} ({part.why})" for part in parts if part.why != "not told"
    )
    if rivals:
        why += f"; {rivals} other tracks fit at least half as well"
    matched = track.object_id if score >= least else None
    return Match(*head, matched, score, track.object_id, rivals, parts, why)


def _bears_name(parts: tuple[Part, ...]) -> bool:
    return any(part.agrees for part in parts if part.name == "name")


def _raw(parts: tuple[Part, ...]) -> float:
    tells = 1.0 if any(part.agrees for part in parts) else _TELLS
    return tells * prod(part.value for part in parts)

"""What a window gives turned into collections of features, page by page."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.model.identity import parse_object_id, text_of_object_id
from straitwatch.model.unit import read_moment
from straitwatch.serve.window import (
    Asked,
    Box,
    CoverageQuestion,
    EventQuestion,
    FixQuestion,
    ObjectQuestion,
    Row,
    Scope,
    SightingQuestion,
    Window,
)

__all__ = [
    "COLLECTIONS",
    "Collection",
    "Items",
    "Makers",
    "Reading",
    "bounds_of",
    "find_item",
    "find_items",
]

MOST_POINTS = 1_000
"""Vertices of a track: more are thinned evenly. Ours: a line on a screen."""

MOST_TRACKS = 200
"""Tracks of a page: each wants a question of its own."""

_MOST_FIXES = 500_000
_NUMBER = re.compile(r"-?[0-9]{1,19}")
_LISTS = ("kind", "certainty", "status", "gate", "flag")
_HOME_DEG = 3.0  # around the middle of the events: where zones are given without a box


@dataclass(frozen=True)
class Makers:
    """What turns rows into GeoJSON features.

    Attributes:
        of_row: a row as JSON holds it, and the column that is its id.
        of_fixes: FIX.
        of_track: a row of TRACK, its FIX, and rows of OBJECT by identity.
        of_gates: GATE.
        of_zones: west, south, east, north; ContractError where that is too large.
        most_degrees: side of a box of zones at most.
    """

    of_row: Callable[[Mapping[str, Any], str], Row]
    of_fixes: Callable[[pa.Table], list[Row]]
    of_track: Callable[[Mapping[str, Any], pa.Table, Mapping[str, Row]], Row]
    of_gates: Callable[[pa.Table], list[Row]]
    of_zones: Callable[[Box], list[Row]]
    most_degrees: float


@dataclass(frozen=True)
class Collection:
    """A collection of features.

    Attributes:
        name: its id.
        title: of it, and `about` more words.
        about: what it holds.
        timed: whether its features have a time.
        filters: words of a query that choose by a property.
    """

    name: str
    title: str
    about: str
    timed: bool
    filters: tuple[str, ...]


COLLECTIONS = {
    one.name: one
    for one in (
        Collection(
            "events",
            "Events",
            "What happened: transits, entries, gaps and others, with what each rests on. Simulated "
            "ones have the certainty `simulated`.",
            timed=True,
            filters=("kind", "object_id", "certainty", "status", "gate", "flag", "q"),
        ),
        Collection(
            "fixes", "Fixes", "Dated positions of ships and aircraft, by object and time.",
            timed=True, filters=("object_id",),
        ),
        Collection(
            "tracks", "Tracks",
            f"The ways of ships and aircraft, {MOST_POINTS:,} vertices at most; `times` has the "
            "time of each.",
            timed=True, filters=("object_id",),
        ),
        Collection(
            "sightings", "Sightings",
            "Dated reports by people, as the area in which their words leave what they tell of.",
            timed=True, filters=("object_id",),
        ),
        Collection("gates", "Gates", "Lines across straits.", timed=False, filters=()),
        Collection(
            "zones", "Zones",
            "Limits of the territorial sea, the contiguous zone and 200 nautical miles, traced "
            "when asked for: with a bbox of 20 degrees a side at most; without one, around the "
            "middle of the events. Not for navigation.",
            timed=False, filters=(),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Items:
    """A page of features, and how many there are in all."""

    features: list[Row]
    n_found: int


@dataclass(frozen=True)
class Reading:
    """What a question works with: whom it asks, who asks, and what makes features."""

    window: Window
    scope: Scope
    makers: Makers


def find_items(desk: Reading, name: str, asked: Asked, words: Mapping[str, str]) -> Items:
    """Find a page of a collection.

    Args:
        desk: what the question works with.
        name: of the collection.
        asked: span, box, limit and offset.
        words: values of the collection's filters.
    """
    return _FIND[name](desk, asked, words)


def _events(desk: Reading, asked: Asked, words: Mapping[str, str]) -> Items:
    listed = {word: tuple(filter(None, words.get(word, "").split(","))) for word in _LISTS}
    question = EventQuestion(
        **vars(asked),
        object_id=words.get("object_id"),
        q=words.get("q", ""),
        kinds=listed["kind"],
        certainty=listed["certainty"],
        status=listed["status"],
        gates=listed["gate"],
        flags=listed["flag"],
    )
    found = desk.window.events(question, desk.scope)
    return Items([desk.makers.of_row(row, "event_id") for row in found.rows], found.n_found)


def _sightings(desk: Reading, asked: Asked, words: Mapping[str, str]) -> Items:
    question = SightingQuestion(**vars(asked), object_id=words.get("object_id"))
    found = desk.window.sightings(question, desk.scope)
    return Items([desk.makers.of_row(row, "sighting_id") for row in found.rows], found.n_found)


def _fixes(desk: Reading, asked: Asked, words: Mapping[str, str]) -> Items:
    question = FixQuestion(**vars(asked), object_id=words.get("object_id"))
    fixes, n = desk.window.fix_table(question, desk.scope)
    return Items(desk.makers.of_fixes(fixes), n)


def _tracks(desk: Reading, asked: Asked, words: Mapping[str, str]) -> Items:
    question = FixQuestion(**vars(asked), object_id=words.get("object_id"))
    tracks = desk.window.track_table(question, desk.scope)
    if asked.box is not None:
        tracks = _through(desk, tracks, question)
    limit = min(asked.limit, MOST_TRACKS)
    page = tracks.slice(asked.offset, limit)
    return Items(_drawn(desk, page), len(tracks))


def _through(desk: Reading, tracks: pa.Table, question: FixQuestion) -> pa.Table:
    """Keep the tracks of which a fix lies in the box."""
    fixes, _ = desk.window.fix_table(replace(question, limit=_MOST_FIXES, offset=0), desk.scope)
    seen = fixes.select(["object_id", "t"]).group_by("object_id", use_threads=False)
    times = {row["object_id"]: row["t_list"] for row in seen.aggregate([("t", "list")]).to_pylist()}
    ends = tracks.select(["object_id", "t_start", "t_end"]).to_pylist()
    kept = [
        any(row["t_start"] <= t <= row["t_end"] for t in times.get(row["object_id"], ()))
        for row in ends
    ]
    return tracks.filter(pa.array(kept, pa.bool_()))


def _drawn(desk: Reading, tracks: pa.Table) -> list[Row]:
    if not len(tracks):
        return []
    objects = desk.window.object_table(ObjectQuestion(), desk.scope)
    rows = objects.select(["object_id", "name", "flag", "craft"]).to_pylist()
    known = {row["object_id"]: row for row in rows}
    found = []
    for track in tracks.to_pylist():
        object_id = text_of_object_id(track["object_id"])
        span = FixQuestion(
            object_id=object_id, t_from=track["t_start"], t_to=track["t_end"], at_most=MOST_POINTS
        )
        fixes, _ = desk.window.fix_table(span, desk.scope)
        found.append(desk.makers.of_track({**track, "object_id": object_id}, fixes, known))
    return found


def _gates(desk: Reading, asked: Asked, _: Mapping[str, str]) -> Items:
    return _paged(desk.makers.of_gates(desk.window.gate_table()), asked)


def _zones(desk: Reading, asked: Asked, _: Mapping[str, str]) -> Items:
    box = asked.box or _home(desk)
    return _paged(desk.makers.of_zones(box), replace(asked, box=None))


def _home(desk: Reading) -> Box:
    """Around the middle of the events that may be seen, else the first gate."""
    events = desk.window.event_table(EventQuestion(), desk.scope)
    placed = events.filter(pc.and_(pc.is_valid(events["lon"]), pc.is_valid(events["lat"])))
    if len(placed):
        lon, lat = (pc.quantile(placed[name], 0.5)[0].as_py() for name in ("lon", "lat"))
    else:
        gate = desk.window.gate_table().slice(0, 1).to_pylist()[0]
        lon, lat = gate["lon_a"], gate["lat_a"]
    lon, lat = round(lon), min(max(round(lat), -80), 80)
    return lon - _HOME_DEG, lat - _HOME_DEG, lon + _HOME_DEG, lat + _HOME_DEG


def _paged(features: list[Row], asked: Asked) -> Items:
    if asked.box is not None:
        box = asked.box
        features = [feature for feature in features if _meets(feature["geometry"], box)]
    return Items(features[asked.offset : asked.offset + asked.limit], len(features))


def _meets(shape: Row, box: Box) -> bool:
    """Whether the box around a line meets a box."""
    lines = shape["coordinates"] if shape["type"].startswith("Multi") else [shape["coordinates"]]
    places = [place for line in lines for place in line]
    lons, lats = zip(*places, strict=True)
    west, south, east, north = box
    spans = [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]
    turns = (-360.0, 0.0, 360.0)
    across = any(
        min(lons) + turn <= e and max(lons) + turn >= w for w, e in spans for turn in turns
    )
    return across and min(lats) <= north and max(lats) >= south


_FIND: dict[str, Callable[[Reading, Asked, Mapping[str, str]], Items]] = {
    "events": _events,
    "sightings": _sightings,
    "fixes": _fixes,
    "tracks": _tracks,
    "gates": _gates,
    "zones": _zones,
}


def find_item(desk: Reading, name: str, fid: str) -> Row | None:
    """Find one feature; None: there is none to be seen."""
    window, scope, makers = desk.window, desk.scope, desk.makers
    if name == "events":
        told = window.one_event(fid, scope, "en")
        return None if told is None else makers.of_row(told["event"], "event_id")
    if name == "fixes":
        return _one_fix(desk, fid)
    if name == "tracks":
        number = int(fid) if _NUMBER.fullmatch(fid) else None
        tracks = window.track_table(FixQuestion(), scope)
        kept = [one == number for one in tracks["track_id"].to_pylist()]
        found = _drawn(desk, tracks.filter(pa.array(kept, pa.bool_())).slice(0, 1))
        return found[0] if found else None
    asked = Asked(limit=1_000_000)
    items = _FIND[name](desk, asked, {})
    return next((one for one in items.features if str(one["id"]) == fid), None)


def _one_fix(desk: Reading, fid: str) -> Row | None:
    """A fix by its object, time and line: `mmsi:431000001@2022-12-15T00:00:00Z~12`."""
    object_id, _, rest = fid.rpartition("@")
    when, _, _ = rest.rpartition("~")
    parse_object_id(object_id)
    t = read_moment(when)
    question = FixQuestion(object_id=object_id, t_from=t, t_to=t, limit=100)
    fixes, _n = desk.window.fix_table(question, desk.scope)
    return next((one for one in desk.makers.of_fixes(fixes) if one["id"] == fid), None)


def bounds_of(window: Window, scope: Scope, name: str) -> Box:
    """Bounds of a collection: of what may be seen; the world where that is not told."""
    world = (-180.0, -90.0, 180.0, 90.0)
    if name in {"fixes", "tracks"}:
        cells = window.coverage_table(CoverageQuestion(), scope)
        if len(cells):
            return (
                pc.min(cells["west"]).as_py(), pc.min(cells["south"]).as_py(),
                pc.max(cells["east"]).as_py(), pc.max(cells["north"]).as_py(),
            )  # fmt: skip
    if name == "events":
        places = window.event_table(EventQuestion(), scope).select(["lon", "lat"]).drop_null()
        if len(places):
            lon, lat = pc.min_max(places["lon"]).as_py(), pc.min_max(places["lat"]).as_py()
            return max(lon["min"], -180.0), lat["min"], min(lon["max"], 180.0), lat["max"]
    return world

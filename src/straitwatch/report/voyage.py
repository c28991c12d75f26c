"""Deployments told by texts become voyages: day by day, with bounds and with what is not known."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.model.identity import identity_of
from straitwatch.report.rows import Row, Told, pick_rows
from straitwatch.report.spell import Spell, find_spells
from straitwatch.report.tally import Bounds, Tally, agree, bounds_of, sum_bounds

__all__ = [
    "Day",
    "Member",
    "Place",
    "Teller",
    "Unknown",
    "Voyage",
    "find_voyages",
    "pick_voyage_rows",
]

_KINDS = pa.array(["deployment", "transit", "flight_operations", "observation"])
_MOST_ROWS = 5_000  # of a kind; what texts report goes first
_DAY = timedelta(days=1)
_Rec = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """One place where a text puts the lead or another of its ships."""

    t_start: datetime
    t_end: datetime
    words: str
    objects: tuple[str, ...]  # text identities that the text puts there
    evidence: tuple[_Rec, ...]


@dataclass(frozen=True)
class Day:
    """One day of a voyage, by the clock of the texts.

    Attributes:
        date: the day.
        places: where texts put its ships; none: not known.
        flights: bounds of the take-offs and landings of this day; None where none were told of it
            alone.
        within: the shortest longer count that holds the day; None where none does.
        watchers: ships, aircraft and units that kept watch.
        evidence: of flights and watchers.
    """

    date: date
    places: tuple[Place, ...]
    flights: Bounds | None
    within: Row | None
    watchers: tuple[str, ...]
    evidence: tuple[_Rec, ...]


@dataclass(frozen=True)
class Unknown:
    """A span of which no text says where the lead was."""

    t_start: datetime
    t_end: datetime
    place_before: str
    place_after: str
    dist_km: float
    least_kn: float | None
    top_kn: float
    reach_km: float
    possible: bool


@dataclass(frozen=True)
class Teller:
    """What one document told: when, who, and of what."""

    published: datetime | None
    publisher: str
    document: str
    kinds: tuple[str, ...]
    first_day: date
    last_day: date
    corrected_by: str | None


@dataclass(frozen=True)
class Member:
    """One of the ships.

    Attributes:
        object_id: text identity.
        t_first: start of the first listing that names it.
        t_last: end of the last.
        listings: how many times and places name it.
    """

    object_id: str
    t_first: datetime
    t_last: datetime
    listings: int


@dataclass(frozen=True)
class Voyage:
    """A deployment or a longer stay, as texts alone tell it.

    Attributes:
        spell: which ships, from when to when, by which straits.
        days: one for each day from the first to the last.
        flights: bounds of the total over all days that were told of; None when none were.
        uncounted: days of the voyage of which no text counts take-offs and landings.
        members: the ships, by how often they were listed.
        listings: times and places in all.
        unknown: spans between sightings of the lead.
        tellers: documents, by date.
    """

    spell: Spell
    days: tuple[Day, ...]
    flights: Bounds | None
    uncounted: tuple[date, ...]
    members: tuple[Member, ...]
    listings: int
    unknown: tuple[Unknown, ...]
    tellers: tuple[Teller, ...]


def pick_voyage_rows(events: pa.Table, names: dict[str, str]) -> Told:
    """Choose the events that voyages are told from: far more than a page tells in full."""
    return pick_rows(events.filter(pc.is_in(events["kind"], _KINDS)), _MOST_ROWS, 0, names)


def find_voyages(
    told: Told,
    routes: pa.Table,
    sightings: pa.Table,
    between: pa.Table,
    zone: tzinfo,
    *,
    most: int | None = None,
) -> list[Voyage]:
    """Tell each deployment that rests on texts, and each longer stay.

    Args:
        told: events of the page.
        routes: ROUTE.
        sightings: SIGHTING, corrected ones marked.
        between: BETWEEN.
        zone: clock of the texts: a day is a day there.
        most: how many at most: deployments before stays, the largest groups and longest first.

    Returns:
        by time, as `find_spells` finds them. Nothing is added up that is part of another count.
    """
    known = told, routes.to_pylist(), sightings.to_pylist(), between.to_pylist()
    spells = sorted(find_spells(told, routes), key=_weight)[:most]
    spells.sort(key=lambda spell: (spell.t_start, spell.lead))
    return [_voyage(spell, known, zone) for spell in spells]


def _weight(spell: Spell) -> tuple[bool, int, timedelta, str]:
    length = spell.t_end - spell.t_start
    return spell.deployment is None, -len(spell.others), -length, spell.lead


def _voyage(
    spell: Spell, known: tuple[Told, list[_Rec], list[_Rec], list[_Rec]], zone: tzinfo
) -> Voyage:
    told, routes, sightings, between = known
    ships, ends = spell.ships, spell.ends
    flown = [one for one in told.of("flight_operations") if one.from_text and _is_of(one, ships)]
    flown = [one for one in flown if _meets(one, ends)]
    seen = [one for one in told.of("observation") if _is_of(one, ships)]
    papers = {one["sighting_id"]: one for one in sightings}
    places = _places(routes, ships, ends, papers)
    tallies = [tally for one in flown if (tally := _tally(one))]
    days = [_day(day, zone, places, flown, seen) for day in _days(ends, zone)]
    covered = {day for one in tallies for day in _days((one.t_start, one.t_end), zone)}
    return Voyage(
        spell=spell,
        days=tuple(days),
        flights=sum_bounds(tallies),
        uncounted=tuple(day.date for day in days if day.date not in covered),
        members=tuple(_members(places)),
        listings=len(places),
        unknown=tuple(_unknown(between, spell.lead, ends)),
        tellers=tuple(_tellers(sightings, ships, ends, zone)),
    )


def _is_of(row: Row, ships: set[str]) -> bool:
    return row.object_id in ships


def _meets(row: Row, ends: tuple[datetime, datetime]) -> bool:
    if row.t_start is None:
        return False
    return row.t_start < ends[1] and (row.t_end or row.t_start) > ends[0]


def _days(ends: tuple[datetime, datetime], zone: tzinfo) -> list[date]:
    """List the days of a span; midnight at its end belongs to the day before."""
    first = ends[0].astimezone(zone).date()
    last = (ends[1] - timedelta(microseconds=1)).astimezone(zone).date()
    return [first + _DAY * number for number in range(max((last - first).days, 0) + 1)]


def _tally(row: Row) -> Tally | None:
    if row.n is None or row.t_start is None:
        return None
    craft = str(row.detail.get("craft") or "all")
    told = [(row.n, row.n_is)]
    told += [(int(o["n"]), str(o["n_is"])) for o in row.detail.get("also_told") or []]
    bounds = agree([bounds_of(n, n_is) for n, n_is in told])
    return Tally(row.t_start, row.t_end or row.t_start + _DAY, bounds, craft)


def _places(
    routes: list[_Rec],
    ships: set[str],
    ends: tuple[datetime, datetime],
    papers: dict[str, _Rec],
) -> list[Place]:
    """Gather the stops of all the ships by time and place."""
    spots: dict[tuple[datetime, datetime, str], list[_Rec]] = defaultdict(list)
    for stop in routes:
        start, end = stop["t_start"] or stop["t"], stop["t_end"] or stop["t"]
        if stop["object_id"] in ships and start and start < ends[1] and end >= ends[0]:
            spots[start, end, stop["place"] or ""].append(stop)
    found = []
    for (start, end, words), stops in sorted(spots.items()):
        sources = sorted({stop["sighting_id"] for stop in stops})
        evidence = tuple(_source(papers[one]) for one in sources if one in papers)
        objects = tuple(sorted({stop["object_id"] for stop in stops}, key=lambda i: (len(i), i)))
        found.append(Place(start, end, words, objects, evidence))
    return found


def _members(places: list[Place]) -> list[Member]:
    """Say of each ship when it was listed first and last, and how often."""
    listed: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        for one in place.objects:
            listed[one].append(place)
    found = [
        Member(one, min(p.t_start for p in some), max(p.t_end for p in some), len(some))
        for one, some in listed.items()
    ]
    return sorted(found, key=lambda one: (-one.listings, len(one.object_id), one.object_id))


def _source(row: _Rec) -> _Rec:
    return {"source": row["document"], "publisher": row["publisher"], "text": row["text"]}


def _day(day: date, zone: tzinfo, places: list[Place], flown: list[Row], seen: list[Row]) -> Day:
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    end = datetime(*(day + _DAY).timetuple()[:3], tzinfo=zone)
    alone = [row for row in flown if row.t_start == start and row.t_end == end]
    longer = [row for row in flown if row.n is not None and _holds(row, start, end)]
    watch = [row for row in seen if _meets(row, (start, end))]
    names = {
        str(one.get("name") or one.get("unit") or one.get("service"))
        for row in watch
        for one in row.detail.get("observers") or []
        if isinstance(one, dict) and any(one.get(key) for key in ("name", "unit", "service"))
    }
    return Day(
        date=day,
        places=tuple(one for one in places if one.t_start < end and _last(one) >= start),
        flights=sum_bounds(tally for row in alone if (tally := _tally(row))),
        within=None if alone else min(longer, key=lambda row: row.seconds or 0.0, default=None),
        watchers=tuple(sorted(names)),
        evidence=tuple(item for row in [*alone, *watch] for item in row.evidence),
    )


def _holds(row: Row, start: datetime, end: datetime) -> bool:
    return bool(row.t_start and row.t_end and row.t_start <= start and end <= row.t_end)


def _last(place: Place) -> datetime:
    """Last moment of a span that ends where the next day begins."""
    return max(place.t_end - timedelta(microseconds=1), place.t_start)


def _unknown(between: list[_Rec], lead: str, ends: tuple[datetime, datetime]) -> Iterable[Unknown]:
    for leg in between:
        inside = leg["object_id"] == lead and ends[0] <= leg["t_start"] and leg["t_end"] <= ends[1]
        if inside and (leg["unknown_h"] > 0.0 or not leg["possible"]):
            same = {name: leg[name] for name in Unknown.__dataclass_fields__}
            same |= {name: leg[name] or "" for name in ("place_before", "place_after")}
            yield Unknown(**same)


def _tellers(
    rows: list[_Rec], ships: set[str], ends: tuple[datetime, datetime], zone: tzinfo
) -> list[Teller]:
    """List the documents that tell of the ships in the time of the voyage."""
    papers: dict[str, list[_Rec]] = defaultdict(list)
    for row in rows:
        start, end = row["t_start"], row["t_end"] or row["t_start"]
        inside = start is not None and start < ends[1] and end >= ends[0]
        of_them = ships & {identity_of(one) for one in row["objects"] or []}
        if inside and of_them and row["document"]:
            papers[row["document"]].append(row)
    found = []
    for document, some in papers.items():
        first = min(row["t_start"] for row in some)
        last = max(row["t_end"] or row["t_start"] for row in some)
        span = _days((first, last), zone)
        found.append(
            Teller(
                published=some[0]["published"],
                publisher=some[0]["publisher"] or "",
                document=document,
                kinds=tuple(sorted({row["kind"] for row in some})),
                first_day=span[0],
                last_day=span[-1],
                corrected_by=some[0]["superseded_by"],
            )
        )
    return sorted(found, key=lambda one: (one.first_day, one.last_day, one.document))

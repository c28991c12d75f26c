"""Dated sightings become routes: who was told to be where, in what order."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyarrow as pa

from straitwatch.report.rows import Row

__all__ = ["Route", "Stop", "find_routes", "story_zone"]


@dataclass(frozen=True)
class Stop:
    """One place where a text puts an object."""

    t: datetime
    t_start: datetime
    t_end: datetime
    lon: float
    lat: float
    radius_km: float
    place: str
    ring: tuple[tuple[float, float], ...] = ()  # lon, lat of the sector's corners; none: a circle


@dataclass(frozen=True)
class Route:
    """The stops of one object, and how many others share them."""

    object_id: str
    name: str
    stops: list[Stop]
    company: int


def find_routes(routes: pa.Table, told: Sequence[Row] = ()) -> list[Route]:
    """Choose the objects whose sightings tell most, so that each sighting is drawn once.

    Args:
        routes: object_id, object_name, t, t_start, t_end, lon, lat, radius_km, place,
            sighting_id; area (WKT of a sector) where it is known.
        told: events; of two objects with as many sightings, the one they name more often leads.

    Returns:
        routes, the longest first; an object whose sightings another tells already is left out.
    """
    by_object: dict[str, list[dict[str, Any]]] = defaultdict(list)
    seen_by: dict[str, set[str]] = defaultdict(set)
    for row in routes.to_pylist():
        if row["lon"] is not None and row["lat"] is not None and row["t"] is not None:
            by_object[row["object_id"]].append(row)
            seen_by[row["sighting_id"]].add(row["object_id"])
    named = Counter(row.object_id for row in told)
    order = sorted(by_object, key=lambda i: (-len(by_object[i]), -named[i], i))
    drawn: set[str] = set()
    found: list[Route] = []
    for ident in order:
        rows = by_object[ident]
        new = {row["sighting_id"] for row in rows} - drawn
        if not new or (found and _sails_along(rows, found, drawn)):
            continue
        drawn |= new
        company = max(len(seen_by[row["sighting_id"]]) for row in rows)
        stops = [_stop(row) for row in sorted(rows, key=lambda row: row["t"])]
        found.append(Route(ident, rows[0]["object_name"] or "", _merge(stops), company))
    return found


def _sails_along(rows: list[dict[str, Any]], found: list[Route], told: set[str]) -> bool:
    """Tell whether an object is mostly told of already: a member of a group."""
    return bool(found) and sum(row["sighting_id"] in told for row in rows) * 2 >= len(rows)


def _stop(row: dict[str, Any]) -> Stop:
    return Stop(
        t=row["t"],
        t_start=row["t_start"] or row["t"],
        t_end=row["t_end"] or row["t"],
        lon=row["lon"],
        lat=row["lat"],
        radius_km=row["radius_km"] or 0.0,
        place=row["place"] or "",
        ring=_ring(row.get("area")),
    )


def _ring(wkt: str | None) -> tuple[tuple[float, float], ...]:
    """Read the corners of a polygon without holes, the last not told again."""
    if not wkt:
        return ()
    body = wkt[wkt.index("((") + 2 : wkt.index("))")]
    corners = [tuple(map(float, corner.split())) for corner in body.split(",")]
    return tuple((x, y) for x, y in corners[:-1])


def _merge(stops: list[Stop]) -> list[Stop]:
    """Keep one of stops that say the same place and time in other documents."""
    kept: dict[tuple[datetime, float, float], Stop] = {}
    for stop in stops:
        kept.setdefault((stop.t, round(stop.lon, 3), round(stop.lat, 3)), stop)
    return list(kept.values())


def story_zone(rows: list[Row]) -> tuple[tzinfo, str]:
    """Find the clock that the sources use, so that a date on the map is the date in the text.

    Returns:
        the time zone and its short name; UTC when the events name none.
    """
    names = [str(row.detail["tz"]) for row in rows if row.detail.get("tz")]
    if not names:
        return UTC, "UTC"
    name = max(sorted(set(names)), key=names.count)
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC, "UTC"
    moment = next((row.t_start for row in rows if row.t_start), datetime(2000, 1, 1, tzinfo=UTC))
    return zone, moment.astimezone(zone).tzname() or name

"""Rows of events, objects and sightings, and trails, become KML 2.2 with their times."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from straitwatch.model.unit import FT_M
from straitwatch.report.element import element, text
from straitwatch.report.placed import is_simulated, place_of, summary_of, title_of
from straitwatch.report.trail import Trail

__all__ = ["events_to_kml", "objects_to_kml", "sightings_to_kml", "trails_to_kml"]

Row = Mapping[str, Any]

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">\n'
)
_STYLES = (("real", "ffb27200"), ("simulated", "ff999999"))  # alpha, blue, green, red
_DATA = (
    "kind", "object_id", "object_name", "where", "from_sea", "to_sea", "n", "n_is", "certainty",
    "status", "legal_basis", "uncertainty_m", "rule", "source", "document", "publisher", "place",
    "confidence", "flag", "craft", "callsign", "imo", "type",
)  # fmt: skip


def events_to_kml(rows: Iterable[Row]) -> Iterator[str]:
    """Write events as placemarks.

    Args:
        rows: EVENT as JSON holds them (`export.to_records`), with `words` where there is one.

    Yields:
        pieces of the file.

    Notes:
        Source: OGC 07-147r2. An event without a place is a placemark without a shape; a simulated
        one says so in its name and has a style of its own.
    """
    return _document("events", (_row_mark(row, "event_id", _point) for row in rows))


def objects_to_kml(rows: Iterable[Row]) -> Iterator[str]:
    """Write objects where they were last: OBJECT with `t`, `lon`, `lat`; see `events_to_kml`."""
    return _document("objects", (_row_mark(row, "object_id", _point) for row in rows))


def sightings_to_kml(rows: Iterable[Row]) -> Iterator[str]:
    """Write sightings as the areas that their words leave; see `events_to_kml`.

    Args:
        rows: SIGHTING as JSON holds them, each with `area`, a GeoJSON geometry or None.
    """
    return _document("sightings", (_row_mark(row, "sighting_id", _area) for row in rows))


def trails_to_kml(trails: Iterable[Trail]) -> Iterator[str]:
    """Write trails as tracks with a time at each vertex (gx:Track)."""
    return _document("tracks", map(_trail_mark, trails))


def _document(name: str, marks: Iterable[str]) -> Iterator[str]:
    yield _HEAD
    yield f"<Document>{element('name', f'straitwatch: {name}')}\n"
    for style, colour in _STYLES:
        yield (
            f'<Style id="{style}"><IconStyle><color>{colour}</color></IconStyle>'
            f"<LineStyle><color>{colour}</color><width>2</width></LineStyle>"
            f"<PolyStyle><color>40{colour[2:]}</color></PolyStyle></Style>\n"
        )
    for mark in marks:
        yield mark + "\n"
    yield "</Document>\n</kml>\n"


def _row_mark(row: Row, key: str, shape: Callable[[Row], str]) -> str:
    told = {name: row.get(name) for name in (key, *_DATA)}
    data = _data(told)
    return (
        f"<Placemark>{element('name', title_of(row))}"
        f"{element('description', summary_of(row))}{_span(row)}"
        f"<styleUrl>#{_style(simulated=is_simulated(row))}</styleUrl>"
        f"<ExtendedData>{data}</ExtendedData>{shape(row)}</Placemark>"
    )


def _data(told: Row) -> str:
    return "".join(
        f'<Data name="{name}"><value>{text(value)}</value></Data>'
        for name, value in told.items()
        if value not in (None, "")
    )


def _style(*, simulated: bool) -> str:
    return "simulated" if simulated else "real"


def _span(row: Row) -> str:
    """When it was: a span, open where it goes on or its end is not told."""
    begin, end = row.get("t_start") or row.get("t"), row.get("t_end")
    if begin is None and end is None:
        return ""
    if "t_start" not in row or begin == end:
        return f"<TimeStamp>{element('when', begin)}</TimeStamp>"
    return f"<TimeSpan>{element('begin', begin)}{element('end', end)}</TimeSpan>"


def _point(row: Row) -> str:
    place = place_of(row)
    if place is None:
        return ""
    return f"<Point><coordinates>{place[0]:.6f},{place[1]:.6f}</coordinates></Point>"


def _area(row: Row) -> str:
    area = row.get("area")
    if not area:
        return _point(row)
    if area["type"] == "Point":
        return _point({"lon": area["coordinates"][0], "lat": area["coordinates"][1]})
    if area["type"] == "LineString":
        return f"<LineString><tessellate>1</tessellate>{_places(area['coordinates'])}</LineString>"
    ring = _places(area["coordinates"][0])
    return f"<Polygon><outerBoundaryIs><LinearRing>{ring}</LinearRing></outerBoundaryIs></Polygon>"


def _places(places: Iterable[Any]) -> str:
    told = " ".join(f"{lon:.6f},{lat:.6f}" for lon, lat in places)
    return f"<coordinates>{told}</coordinates>"


def _trail_mark(trail: Trail) -> str:
    high = [0.0 if math.isnan(a) else a * FT_M for a in trail.alt_ft.tolist()]
    mode = "absolute" if any(high) else "clampToGround"
    when = "".join(f"<when>{t}</when>" for t in trail.times)
    places = "".join(
        f"<gx:coord>{lon:.6f} {lat:.6f} {metres:.0f}</gx:coord>"
        for lon, lat, metres in zip(trail.lon.tolist(), trail.lat.tolist(), high, strict=True)
    )
    told = {"object_id": trail.object_id, "flag": trail.flag, "craft": trail.craft}
    data = _data(told)
    return (
        f"<Placemark>{element('name', trail.title)}"
        f"<styleUrl>#{_style(simulated=trail.simulated)}</styleUrl>"
        f"<ExtendedData>{data}</ExtendedData>"
        f"<gx:Track><altitudeMode>{mode}</altitudeMode>{when}{places}</gx:Track></Placemark>"
    )

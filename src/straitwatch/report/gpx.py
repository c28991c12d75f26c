"""Rows of events, objects and sightings become GPX 1.1 waypoints, and trails its tracks."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from straitwatch.model.unit import FT_M
from straitwatch.model.version import __version__
from straitwatch.report.element import element, text
from straitwatch.report.placed import is_simulated, place_of, summary_of, title_of
from straitwatch.report.trail import Trail

__all__ = ["rows_to_gpx", "trails_to_gpx"]

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<gpx version="1.1" creator="straitwatch {text(__version__)}" '
    'xmlns="http://www.topografix.com/GPX/1/1">\n'
)


def rows_to_gpx(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Write rows that have a place as waypoints.

    Args:
        rows: EVENT, OBJECT with `t`, `lon` and `lat`, or SIGHTING, as JSON holds them.

    Yields:
        pieces of the file. GPX has no shape without a place: rows without one are counted in its
        description.

    Notes:
        Source: GPX 1.1 schema, topografix.com; the order of the elements is its.
    """
    marks, lost = [], 0
    for row in rows:
        place = place_of(row)
        if place is None:
            lost += 1
            continue
        time = row.get("t_start") or row.get("t") or row.get("t_end")
        kind = "simulated" if is_simulated(row) else row.get("kind") or row.get("craft")
        marks.append(
            f'<wpt lat="{place[1]:.6f}" lon="{_west_of_180(place[0]):.6f}">{element("time", time)}'
            f"{element('name', title_of(row))}{element('desc', summary_of(row))}"
            f"{element('type', kind)}</wpt>\n"
        )
    yield _HEAD
    if lost:
        yield f"<metadata><desc>{lost} without a place are not in this file</desc></metadata>\n"
    yield from marks
    yield "</gpx>\n"


def trails_to_gpx(trails: Iterable[Trail]) -> Iterator[str]:
    """Write trails as tracks, one with all segments for each object.

    Args:
        trails: by object, then time.

    Yields:
        pieces of the file.
    """
    yield _HEAD
    last = None
    for trail in trails:
        if trail.object_id != last:
            yield "</trk>\n" if last is not None else ""
            last = trail.object_id
            kind = "simulated" if trail.simulated else trail.craft
            desc = f"{trail.object_id} {trail.flag}".strip()
            yield f"<trk>{element('name', trail.title)}{element('desc', desc)}"
            yield element("type", kind)
        yield "<trkseg>\n" + "".join(_points(trail)) + "</trkseg>\n"
    yield "</trk>\n" if last is not None else ""
    yield "</gpx>\n"


def _points(trail: Trail) -> Iterator[str]:
    columns = trail.lon.tolist(), trail.lat.tolist(), trail.alt_ft.tolist(), trail.times
    for lon, lat, alt_ft, time in zip(*columns, strict=True):
        high = "" if math.isnan(alt_ft) else f"<ele>{alt_ft * FT_M:.1f}</ele>"
        place = f'lat="{lat:.6f}" lon="{_west_of_180(lon):.6f}"'
        yield f"<trkpt {place}>{high}<time>{time}</time></trkpt>\n"


def _west_of_180(lon: float) -> float:
    """GPX has longitudes of -180 to under 180."""
    east = round(lon, 6)
    return -180.0 if east >= 180.0 else east  # noqa: PLR2004 - degrees

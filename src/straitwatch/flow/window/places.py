"""Questions about places turned into rows: sightings with their areas, coverage, zones."""

from collections.abc import Iterator
from itertools import pairwise

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.flow.show_verdict import verdict_record
from straitwatch.flow.window.base import Base
from straitwatch.flow.window.select import in_box, keep_where, page_of
from straitwatch.model.identity import identity_of
from straitwatch.report.export import plain, to_records
from straitwatch.serve.window import CoverageQuestion, Found, Row, Scope, SightingQuestion
from straitwatch.store.coverage import count_coverage, coverage
from straitwatch.track.area import area_of
from straitwatch.zone.verdict import zone_at

__all__ = ["answer_coverage", "answer_sightings", "find_coverage", "find_sightings", "tell_zone"]


def find_sightings(base: Base, asked: SightingQuestion, scope: Scope) -> pa.Table:
    """Find SIGHTING that a scope may see and that the question asks for."""
    found = in_box(base.view(scope).sightings(), asked.box)
    if asked.t_from is not None:
        ends = pc.coalesce(found["t_end"], found["t_start"])
        late = pc.greater_equal(ends, pa.scalar(asked.t_from))
        found = found.filter(pc.fill_null(late, False))
    if asked.t_to is not None:
        early = pc.less_equal(found["t_start"], pa.scalar(asked.t_to))
        found = found.filter(pc.fill_null(early, False))
    if asked.documents:
        found = found.filter(pc.is_in(found["document"], pa.array(asked.documents)))
    if asked.object_id:
        told = found["objects"].to_pylist()
        kept = [any(identity_of(o) == asked.object_id for o in one or ()) for one in told]
        found = keep_where(found, kept)
    return found


def answer_sightings(base: Base, asked: SightingQuestion, scope: Scope) -> Found:
    """Answer a question about sightings."""
    found = find_sightings(base, asked, scope)
    some, after = page_of(found, asked)
    return Found(list(tell_sightings(base, some)), len(found), after)


def tell_sightings(base: Base, sightings: pa.Table) -> Iterator[Row]:
    """Write sightings as JSON holds them, each with its `area`."""
    for row in sightings.to_pylist():
        yield {**plain(row), "area": sighting_area(row, base.gates.get(row["gate"] or ""))}


def sighting_area(row: Row, gate: Row | None) -> Row | None:
    """Give where the words of a sighting leave what they tell of: a GeoJSON geometry."""
    area = area_of(row, gate)
    if area is None:
        return None
    points = [[round(float(lon), 5), round(float(lat), 5)] for lon, lat in area.points]
    for before, place in pairwise(points):  # longitudes run on past 180 rather than jump
        place[0] = round(before[0] + (place[0] - before[0] + 540.0) % 360.0 - 180.0, 5)
    if len(points) == 1:
        return {"type": "Point", "coordinates": points[0]}
    if gate is not None:
        return {"type": "LineString", "coordinates": points}
    return {"type": "Polygon", "coordinates": [_against_the_clock([*points, points[0]])]}


def _against_the_clock(ring: list[list[float]]) -> list[list[float]]:
    """Turn a closed ring the way that RFC 7946 asks."""
    east = sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(ring))
    return ring if east < 0 else ring[::-1]


def find_coverage(base: Base, asked: CoverageQuestion, scope: Scope) -> pa.Table:
    """Find COVERAGE that a scope may see."""
    told = base.store.coverage(t_from=asked.t_from, t_to=asked.t_to, box=asked.box)
    view = base.view(scope)
    return view.release.coverage(told, view.now())


def answer_coverage(base: Base, asked: CoverageQuestion, scope: Scope) -> Found:
    """Answer a question about coverage."""
    if not base.view(scope).release.whole:
        found = find_coverage(base, asked, scope)
        some, after = page_of(found, asked)
        return Found(list(to_records(some)), len(found), after)
    span = {"t_from": asked.t_from, "t_to": asked.t_to, "box": asked.box}
    state = base.store.state
    n = count_coverage(state, **span)  # type: ignore[arg-type]  # three arguments of three types
    some = coverage(state, **span, limit=asked.limit, offset=asked.offset)  # type: ignore[arg-type]  # same
    after = asked.offset + len(some)
    return Found(list(to_records(some)), n, after if after < n and len(some) else None)


def tell_zone(lon: float, lat: float) -> Row:
    """Tell what zone a place is in, by each baseline, and under which law."""
    return verdict_record(zone_at(lon, lat))

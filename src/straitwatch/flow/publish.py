"""Store into pages: gather what a report shows, and write it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.flow.derive import names_of
from straitwatch.flow.frame import Box, frame
from straitwatch.flow.known import known_sightings
from straitwatch.kernel.sphere import destination
from straitwatch.model.identity import parse_object_id, text_of_object_id
from straitwatch.report.files import write_report
from straitwatch.report.story import Story
from straitwatch.store.store import Store
from straitwatch.track.correction import correction_words, corrections_of
from straitwatch.track.custody import custody_between
from straitwatch.track.sighted import route_of
from straitwatch.zone.basemap import distance_grid, land_polygons
from straitwatch.zone.gate_file import watched_gates

__all__ = ["publish", "tell_story"]

Floats = npt.NDArray[np.float64]

DRAWN_POINTS = 120_000
"""Track points that a page draws at most; the rest is thinned evenly."""
_GRID = 360
_HALF_ROUND = 90.0  # degrees: twice as wide would be all the way round


def publish(
    store: Store,
    out: Path,
    *,
    now: datetime,
    t_from: datetime | None = None,
    t_to: datetime | None = None,
    gate_files: Sequence[str] = (),
) -> list[Path]:
    """Write the report of a store, or of a span of it.

    Args:
        store: the store.
        out: folder for the pages.
        now: the moment that the report is dated.
        t_from: from this moment.
        t_to: to this moment.
        gate_files: users' gates, beside the project's own.

    Returns:
        the files written.

    Raises:
        OutputError: a file could not be written.
    """
    story = tell_story(store, now=now, t_from=t_from, t_to=t_to, gate_files=gate_files)
    return write_report(story, out)


def tell_story(
    store: Store,
    *,
    now: datetime,
    t_from: datetime | None = None,
    t_to: datetime | None = None,
    gate_files: Sequence[str] = (),
) -> Story:
    """Gather what the report shows from the store and the charts."""
    charted, sightings = watched_gates(gate_files), known_sightings(store)
    events = store.events(t_from=t_from, t_to=t_to)
    routes = _within(route_of(sightings, charted), t_from, t_to)
    tracks = _drawn(store, events, t_from, t_to)
    box = frame(*_shown(tracks, routes))
    violations = store.violations()
    counted = _counted_box(violations)
    extent, statics, tallies = store.extent(), store.statics(), store.sources()
    return Story(
        title=None,
        generated=now,
        t_from=t_from or _least(extent.t_min, events, "t_start", pc.min),
        t_to=t_to or _least(extent.t_max, events, "t_end", pc.max),
        events=events,
        sightings=sightings,
        statics=statics,
        tracks=tracks,
        routes=routes,
        gates=charted,
        land=land_polygons(*box),
        grid=distance_grid(*box, _GRID, _GRID),
        box=box,
        tallies=tallies,
        n_fixes=extent.n_fixes,
        n_objects=extent.n_objects,
        n_undated=extent.n_undated,
        simulated=any(tally.source.startswith("simulated:") for tally in tallies),
        names=_names(statics, routes),
        n_aircraft=_count_aircraft(store),
        between=custody_between(sightings, charted),
        corrections=_corrections(sightings),
        statistics=store.statistics(),
        violations=violations,
        counted_box=counted,
        counted_land=land_polygons(*_widened(counted)) if counted else [],
    )


def _corrections(sightings: pa.Table) -> list[tuple[str, str, str, str]]:
    """List in words which document corrects which, and what changed."""
    return [
        (
            one.document,
            one.publisher or "",
            one.corrected or one.says,
            f"nothing was marked: {one.why_not}" if one.why_not else correction_words(one),
        )
        for one in corrections_of(sightings)
    ]


def _counted_box(violations: pa.Table) -> Box | None:
    """Frame the places of the violations; None when none is known."""
    placed = violations.filter(pc.is_valid(violations["lon"]))
    if not placed.num_rows:
        return None
    return frame(placed["lon"].to_numpy(), placed["lat"].to_numpy())


def _widened(box: Box) -> Box:
    """Widen a box by half on either side, as a map of another shape shows more than the box."""
    west, south, east, north = box
    more = (east - west) % 360.0 / 2
    if more >= _HALF_ROUND or east < west:
        return box
    return max(west - more, -180.0), south, min(east + more, 180.0), north


def _count_aircraft(store: Store) -> int:
    objects = store.query("SELECT DISTINCT object_id FROM fixes WHERE t IS NOT NULL")["object_id"]
    first, last = parse_object_id("icao24:000000"), parse_object_id("icao24:~ffffff")
    aircraft = pc.and_(pc.greater_equal(objects, first), pc.less_equal(objects, last))
    return int(pc.sum(aircraft).as_py() or 0)


def _within(routes: pa.Table, t_from: datetime | None, t_to: datetime | None) -> pa.Table:
    if t_from is not None:
        routes = routes.filter(pc.greater_equal(routes["t_end"], pa.scalar(t_from)))
    if t_to is not None:
        routes = routes.filter(pc.less_equal(routes["t_start"], pa.scalar(t_to)))
    return routes


def _least(
    known: datetime | None, events: pa.Table, column: str, choose: object
) -> datetime | None:
    told = choose(events[column]).as_py()  # type: ignore[operator]
    both = [moment for moment in (known, told) if moment is not None]
    if not both:
        return None
    return min(both) if column == "t_start" else max(both)


def _names(statics: pa.Table, routes: pa.Table) -> dict[str, str]:
    told = zip(routes["object_id"].to_pylist(), routes["object_name"].to_pylist(), strict=True)
    return names_of(statics) | {object_id: name for object_id, name in told if name}


def _drawn(
    store: Store, events: pa.Table, t_from: datetime | None, t_to: datetime | None
) -> pa.Table:
    columns = ["object_id", "t", "lon", "lat", "source"]
    fixes = store.positions(t_from=t_from, t_to=t_to, columns=columns, at_most=DRAWN_POINTS)
    jumps = events.filter(pc.equal(events["kind"], "impossible_position"))
    wrong = set(zip(jumps["object_id"].to_pylist(), jumps["t_start"].to_pylist(), strict=True))
    if not wrong:
        return fixes
    rows = zip(fixes["object_id"].to_pylist(), fixes["t"].to_pylist(), strict=True)
    return fixes.filter(
        pa.array([(text_of_object_id(o), t) not in wrong for o, t in rows], pa.bool_())
    )


def _shown(tracks: pa.Table, routes: pa.Table) -> tuple[Floats, Floats]:
    """Places that the map must show: where texts put ships, circles whole; else all tracks."""
    if not routes.num_rows:
        return tracks["lon"].to_numpy(), tracks["lat"].to_numpy()
    lon, lat = routes["lon"].to_numpy(), routes["lat"].to_numpy()
    reach_m = pc.fill_null(routes["radius_km"], 0.0).to_numpy() * 1000.0
    rims = [destination(lon, lat, bearing, reach_m) for bearing in (0.0, 90.0, 180.0, 270.0)]
    return np.concatenate([rim[0] for rim in rims]), np.concatenate([rim[1] for rim in rims])

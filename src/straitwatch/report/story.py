"""What a report is told from: one frozen record of tables, shapes and counts."""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.model.record import Tally
from straitwatch.model.schema import AIRSPACE_VIOLATION, STATISTIC

__all__ = ["Box", "Grid", "Story"]

Floats = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]
Grid = tuple[Floats, Floats, Floats]


@dataclass(frozen=True)
class Story:
    """All that one report says, and from which it draws.

    Attributes:
        title: headline; None lets the report find one in the events.
        generated: when the report is made, aware.
        t_from: start of the time that was read; None when nothing is dated.
        t_to: its end.
        events: EVENT.
        sightings: SIGHTING.
        statics: STATIC.
        tracks: object_id int64, t, lon, lat, source; thinned for drawing, sorted by object_id, t.
        routes: object_id text, object_name, t, t_start, t_end, lon, lat, radius_km, place,
            sighting_id, area: where texts put an object, sorted by object_id, t_start.
        gates: GATE.
        land: polygons, each (n, 2) of lon, lat in degrees.
        grid: lons (nx,), lats (ny,), metres to the coast (ny, nx), land negative; or None.
        box: west, south, east, north in degrees; east < west crosses the antimeridian.
        tallies: what was read, by source.
        n_fixes: fixes in all, simulated ones too.
        n_objects: objects with a fix.
        n_undated: fixes of which nothing says when.
        simulated: whether some of the traffic is simulated.
        names: text identity to name.
        n_aircraft: how many of the objects are aircraft, by ICAO address.
        between: what lies between two sightings of one object: object_id, object_name, t_start,
            t_end, unknown_h, widest_h, place_before, place_after, dist_km, least_kn, top_kn,
            reach_km, possible.
        corrections: document, publisher, what it corrects, and what changed or why nothing was
            marked; one a correction.
        statistics: STATISTIC.
        violations: AIRSPACE_VIOLATION, by day.
        counted_box: box of the map of violations; None when no place of theirs is known.
        counted_land: polygons of it, as `land`.
    """

    title: str | None
    generated: datetime
    t_from: datetime | None
    t_to: datetime | None
    events: pa.Table
    sightings: pa.Table
    statics: pa.Table
    tracks: pa.Table
    routes: pa.Table
    gates: pa.Table
    land: list[Floats]
    grid: Grid | None
    box: Box
    tallies: list[Tally]
    n_fixes: int
    n_objects: int
    n_undated: int
    simulated: bool
    names: dict[str, str] = field(default_factory=dict)
    n_aircraft: int = 0
    between: pa.Table = field(default_factory=lambda: pa.table({}))
    corrections: list[tuple[str, str, str, str]] = field(default_factory=list)
    statistics: pa.Table = field(default_factory=STATISTIC.empty_table)
    violations: pa.Table = field(default_factory=AIRSPACE_VIOLATION.empty_table)
    counted_box: Box | None = None
    counted_land: list[Floats] = field(default_factory=list)

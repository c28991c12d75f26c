"""Store into events: fixes become tracks, tracks meet zones, meetings become events."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.event.base import Batch, World
from straitwatch.event.coverage import CoverageCarry, close_coverage, learn_coverage, merge_coverage
from straitwatch.event.deployment import compose_deployments
from straitwatch.event.register import detectors
from straitwatch.event.reported import reported_events
from straitwatch.event.transit import compose_transits
from straitwatch.flow.config import Settings
from straitwatch.flow.tell import Tell
from straitwatch.model.identity import text_of_object_id
from straitwatch.model.schema import COVERAGE, EVENT, TRACK
from straitwatch.store.store import Change, Store
from straitwatch.track.segment import Tracked, assign_tracks, close_tracks
from straitwatch.zone.basis import tie_law
from straitwatch.zone.chart import coast_distance, open_chart
from straitwatch.zone.gate_file import watched_gates
from straitwatch.zone.zoned import add_zones

__all__ = ["Derived", "derive_events", "names_of"]

_HOUR_S = 3600.0


@dataclass
class Derived:
    """What watching a whole store gave.

    Attributes:
        change: what it changed among the events kept.
        duplicates: fixes that said the same again.
        late: fixes older than what had been seen of their object.
        aside: fixes of a second object with the same identity: kept, and in no track.
    """

    change: Change = field(default_factory=Change)
    duplicates: int = 0
    late: int = 0
    aside: int = 0


def derive_events(store: Store, settings: Settings, tell: Tell) -> Derived:
    """Derive all events anew from what the store holds, and put them beside it.

    Runs the same stage functions as the live watch does, slice by slice. The same store gives
    the same events with the same ids, so a second run changes nothing.
    """
    derived, charted = Derived(), watched_gates(settings.gates.files)
    observed = _observe(store, charted, settings, tell, derived)
    reported = reported_events(store.sightings(), charted)
    transits = compose_transits(_of_kind(observed, "crossing"))
    known = pa.concat_tables([observed, reported, transits])
    away = compose_deployments(_of_kind(known, "transit"), min_away_h=settings.event.min_away_h)
    events = tie_law(pa.concat_tables([known, away]), charted)
    derived.change = store.put_events(
        _name_objects(events, names_of(store.statics())), complete=True
    )
    return derived


def _observe(
    store: Store, charted: pa.Table, settings: Settings, tell: Tell, derived: Derived
) -> pa.Table:
    watchers = detectors(_world(charted, settings))
    carries: dict[str, Any] = {}
    found, tracks = [EVENT.empty_table()], [TRACK.empty_table()]
    chart = open_chart()
    heard, covered = CoverageCarry(), [COVERAGE.empty_table()]
    for tracked in _tracked(store, settings, tell):
        derived.duplicates += tracked.duplicates
        derived.late += tracked.late
        derived.aside += tracked.aside.num_rows
        batch = Batch(path=add_zones(tracked.path, chart), jumps=tracked.jumps)
        tracks.append(tracked.tracks)
        told, heard = learn_coverage(batch, heard)
        covered.append(told)
        for watcher in watchers:
            events, carries[watcher.rule] = watcher.detect(batch, carries.get(watcher.rule))
            found.append(events)
    found += [w.close(carries[w.rule]) for w in watchers if w.rule in carries]
    store.put_tracks(pa.concat_tables(tracks), complete=True)  # the last row of a track holds
    store.put_coverage(merge_coverage([*covered, close_coverage(heard)]), complete=True)
    return pa.concat_tables(found)


def _world(charted: pa.Table, settings: Settings) -> World:
    return World(
        gates=charted,
        max_speed_kn=settings.track.max_speed_kn,
        gap_s=settings.track.gap_h * _HOUR_S,
        measure_coast=partial(coast_distance, open_chart()),
    )


def _tracked(store: Store, settings: Settings, tell: Tell) -> Iterator[Tracked]:
    limits = {"max_speed_kn": settings.track.max_speed_kn, "gap_s": settings.track.gap_h * _HOUR_S}
    tell.stage("watching", store.extent().n_fixes)
    carry = None
    for fixes in store.slices(max_rows=settings.event.slice_rows):
        tracked, carry = assign_tracks(fixes, carry, **limits)
        yield tracked
        tell.advance(fixes.num_rows)
    if carry is not None:
        yield close_tracks(carry)


def _of_kind(events: pa.Table, kind: str) -> pa.Table:
    return events.filter(pc.equal(events["kind"], kind))


def names_of(statics: pa.Table) -> dict[str, str]:
    """Give the name of each object by its text identity, where it sent one."""
    pairs = zip(statics["object_id"].to_pylist(), statics["name"].to_pylist(), strict=True)
    return {text_of_object_id(object_id): name for object_id, name in pairs if name}


def _name_objects(events: pa.Table, names: dict[str, str]) -> pa.Table:
    said = pa.array([names.get(o) for o in events["object_id"].to_pylist()], pa.string())
    named = pc.coalesce(events["object_name"], said)
    return events.set_column(
        EVENT.get_field_index("object_name"), EVENT.field("object_name"), named
    )

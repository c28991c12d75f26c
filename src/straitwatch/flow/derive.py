"""Store into events: fixes become tracks, tracks meet zones, meetings become events."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from straitwatch.event.base import Batch
from straitwatch.event.coverage import (
    CoverageCarry,
    close_coverage,
    learn_coverage,
    merge_coverage,
)
from straitwatch.event.reported import reported_events
from straitwatch.flow.compose import compose_events
from straitwatch.flow.config import Settings
from straitwatch.flow.known import keep_marks, known_sightings
from straitwatch.flow.name import history_in, name_events
from straitwatch.flow.tell import Tell
from straitwatch.flow.told import with_decks
from straitwatch.flow.watch import Watch
from straitwatch.model.identity import text_of_object_id
from straitwatch.model.schema import COVERAGE, EVENT, TRACK
from straitwatch.store.store import Change, Store
from straitwatch.zone.basis import tie_law
from straitwatch.zone.gate_file import watched_gates

__all__ = ["Derived", "derive_events", "names_of"]

THREADS = 2
"""Detectors that run at a time: their kernels let go of the interpreter."""


@dataclass
class Derived:
    """What watching a whole store gave.

    Attributes:
        change: what it changed among the events kept.
        duplicates: fixes that said the same again.
        late: fixes older than what had been seen of their object.
        stale: old places of aircraft, told again.
    """

    change: Change = field(default_factory=Change)
    duplicates: int = 0
    late: int = 0
    stale: int = 0


def derive_events(store: Store, settings: Settings, tell: Tell) -> Derived:
    """Derive all events anew from what the store holds, and put them beside it.

    Runs the same stage functions as the live watch does, slice by slice. The same store gives
    the same events with the same ids, so a second run changes nothing.
    """
    derived, charted = Derived(), watched_gates(settings.gates.files)
    observed = _observe(store, charted, settings, tell, derived)
    store.put_raw(with_decks(observed))
    keep_marks(store)
    reported = reported_events(known_sightings(store), charted)
    events = tie_law(compose_events(pa.concat_tables([observed, reported]), settings), charted)
    derived.change = store.put_events(name_events(events, history_in(store)), complete=True)
    return derived


def _observe(
    store: Store, charted: pa.Table, settings: Settings, tell: Tell, derived: Derived
) -> pa.Table:
    """Run the watch over the whole store; keep its tracks, and what each source could hear."""
    hearing = _Hearing()
    found, tracks = [EVENT.empty_table()], [TRACK.empty_table()]
    watch = Watch(charted, settings, threads=THREADS, hear=hearing.hear, keep_tracks=tracks.append)
    tell.stage("watching", store.extent().n_fixes)
    slices = store.slices(max_rows=settings.event.slice_rows)
    found += watch.run(_told(slices, tell))
    found.append(watch.finish())
    store.put_tracks(pa.concat_tables(tracks), complete=True)  # the last row of a track holds
    store.put_coverage(hearing.told(), complete=True)
    tallied = watch.state.tallied
    derived.duplicates, derived.late = tallied.duplicates, tallied.late
    derived.stale = tallied.stale
    return pa.concat_tables(found)


def _told(slices: Iterable[pa.Table], tell: Tell) -> Iterator[pa.Table]:
    for fixes in slices:
        yield fixes
        tell.advance(fixes.num_rows)


class _Hearing:
    """Learns coverage, batch by batch."""

    def __init__(self) -> None:
        self._carry, self._told = CoverageCarry(), [COVERAGE.empty_table()]

    def hear(self, batch: Batch) -> None:
        told, self._carry = learn_coverage(batch, self._carry)
        self._told.append(told)

    def told(self) -> pa.Table:
        return merge_coverage([*self._told, close_coverage(self._carry)])


def names_of(statics: pa.Table) -> dict[str, str]:
    """Give the latest name of each object by its text identity, where it sent one."""
    pairs = zip(statics["object_id"].to_pylist(), statics["name"].to_pylist(), strict=True)
    return {text_of_object_id(object_id): name for object_id, name in pairs if name}

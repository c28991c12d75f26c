"""Store: a folder turned into one thing that takes tables and finds them again.

A Store is thin: each of its methods is a function of a module beside it.

    fixes/day=YYYY-MM-DD/*.parquet   sorted by object_id, t, line; zstd; 1e-7 degrees, µs
    statics/*.parquet, rejects/*.parquet
    state.sqlite                     events, sightings, tracks, coverage, statistics, sources, the
                                     parts that count
    live/                            journal and checkpoints of the live watch
    writer.lock, readers.lock, tmp/
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa

from straitwatch.model.record import Tally
from straitwatch.store import (
    append,
    aside,
    coverage,
    event,
    fix,
    sighting,
    source,
    sql,
    statistic,
    telling,
    track,
)
from straitwatch.store.append import Addition
from straitwatch.store.creation import ask_readable
from straitwatch.store.creation import create as make_store
from straitwatch.store.fix import Extent
from straitwatch.store.guard import find_damage
from straitwatch.store.ingest import Ingest
from straitwatch.store.layout import KINDS
from straitwatch.store.state import State
from straitwatch.store.upsert import Change

__all__ = ["Addition", "Change", "Extent", "Ingest", "Store", "open_store"]


def open_store(folder: Path, *, create: bool = False) -> "Store":
    """Open a store.

    Args:
        folder: the store itself: it holds `state.sqlite`.
        create: make it when it is not there, and become its writer at once. Otherwise the
            writer's lock is taken with the first write.

    Raises:
        StoreError: there is no store, it is damaged, it is of a newer version, or, with
            `create`, another process writes it or the folder holds other files.
        OutputError: the folder cannot be made.
    """
    state = State(Path(folder))
    try:
        if create:
            make_store(state)
        ask_readable(state)
    except BaseException:
        state.close()
        raise
    return Store(state)


class _Recorded:
    """What sources gave: positions, statics, rejects, tallies."""

    def __init__(self, state: State) -> None:
        self.state = state

    def ingest(self, label: str) -> Ingest:
        """Take in a source; see `Ingest`. Nothing is visible before its `commit`."""
        return Ingest(self.state, label)

    def append(
        self,
        additions: Sequence[append.Addition],
        also: Callable[[sqlite3.Connection], None] | None = None,
    ) -> None:
        """Add parts to sources, all in one transaction; see `append.append`."""
        append.append(self.state, additions, also or (lambda _: None))

    def compact(self, labels: Sequence[str]) -> int:
        """Merge small parts of these sources; see `append.compact`."""
        return append.compact(self.state, labels)

    def slices(self, *, max_rows: int = 500_000) -> Iterator[pa.Table]:
        """Give all dated and placed fixes in time order; see `fix.slices`."""
        return fix.slices(self.state, max_rows=max_rows)

    def positions(
        self,
        object_id: int | str | None = None,
        t_from: datetime | None = None,
        t_to: datetime | None = None,
        *,
        limit: int | None = None,
        at_most: int | None = None,
        columns: Sequence[str] | None = None,
        undated: bool = False,
    ) -> pa.Table:
        """Find placed fixes; see `fix.positions`."""
        return fix.positions(
            self.state,
            object_id,
            t_from,
            t_to,
            limit=limit,
            at_most=at_most,
            columns=columns,
            undated=undated,
        )

    def extent(self) -> Extent:
        """Measure how far the fixes reach; see `fix.Extent`."""
        return fix.extent(self.state)

    def statics(self) -> pa.Table:
        """Merge what each object said of itself; see `aside.statics`."""
        return aside.statics(self.state)

    def every_static(self, *, object_id: int | None = None) -> Iterator[pa.Table]:
        """Give what each object said, unmerged, in pieces; see `aside.every_static`."""
        return aside.every_static(self.state, object_id=object_id)

    def rejects(
        self, *, source: str | None = None, fault: str | None = None, limit: int = 1000
    ) -> pa.Table:
        """Find rejects; see `aside.rejects`."""
        return aside.rejects(self.state, source=source, fault=fault, limit=limit)

    def reject_counts(self) -> pa.Table:
        """Count rejects by source and fault; see `aside.reject_counts`."""
        return aside.reject_counts(self.state)

    def sources(self) -> list[Tally]:
        """Give the tally of each source, by label."""
        return source.sources(self.state)


class _Counted:
    """What offices counted: statistics, violations of airspace."""

    state: State

    def put_statistics(self, table: pa.Table) -> Change:
        """Put counts by their id; see `statistic.put_statistics`."""
        return statistic.put_statistics(self.state, table)

    def statistics(self) -> pa.Table:
        """Find all counts, by period."""
        return statistic.statistics(self.state)

    def put_violations(self, table: pa.Table) -> Change:
        """Put violations of airspace by their id; see `statistic.put_violations`."""
        return statistic.put_violations(self.state, table)

    def violations(self) -> pa.Table:
        """Find all violations of airspace, by day."""
        return statistic.violations(self.state)


class _Derived:
    """What was told and derived: sightings, tracks, events, coverage."""

    state: State

    def put_events(self, table: pa.Table, *, complete: bool) -> Change:
        """Put events by their id; see `event.put_events`."""
        return event.put_events(self.state, table, complete=complete)

    def events(
        self,
        *,
        kind: str | Sequence[str] | None = None,
        object_id: str | None = None,
        t_from: datetime | None = None,
        t_to: datetime | None = None,
        box: tuple[float, float, float, float] | None = None,
        retracted: bool = False,
    ) -> pa.Table:
        """Find events; see `event.events`."""
        return event.events(
            self.state,
            kind=kind,
            object_id=object_id,
            t_from=t_from,
            t_to=t_to,
            box=box,
            retracted=retracted,
        )

    def event_changes(self, after: int, *, limit: int = 1000) -> pa.Table:
        """Tell what changed among the events; see `event.event_changes`."""
        return event.event_changes(self.state, after, limit=limit)

    def event_seq(self) -> int:
        """Number of the newest change of an event; see `event.event_seq`."""
        return event.event_seq(self.state)

    def telling(self) -> AbstractContextManager[telling.Telling]:
        """Open one transaction of raw and composed events; see `telling.Telling`."""
        return telling.telling(self.state)

    def put_raw(self, raw: pa.Table) -> None:
        """Let these be all raw events; see `telling.put_raw`."""
        telling.put_raw(self.state, raw)

    def event_history(self, event_id: str) -> pa.Table:
        """Find how an event stood before; see `event.event_history`."""
        return event.event_history(self.state, event_id)

    def put_sightings(self, table: pa.Table, *, complete: bool = False) -> Change:
        """Put sightings by their id; see `sighting.put_sightings`."""
        return sighting.put_sightings(self.state, table, complete=complete)

    def put_texts(self, table: pa.Table, tallies: Sequence[Tally]) -> Change:
        """Put what some texts say in place of what they said; see `sighting.put_texts`."""
        return sighting.put_texts(self.state, table, tallies)

    def sightings(self) -> pa.Table:
        """Find all sightings, by time."""
        return sighting.sightings(self.state)

    def put_tracks(self, table: pa.Table, *, complete: bool = False) -> Change:
        """Put tracks by their id; see `track.put_tracks`."""
        return track.put_tracks(self.state, table, complete=complete)

    def tracks(self, object_id: int | None = None) -> pa.Table:
        """Find all tracks, by object and time."""
        return track.tracks(self.state, object_id)

    def put_coverage(self, table: pa.Table, *, complete: bool) -> int:
        """Put coverage by hour, cell, craft and source; see `coverage.put_coverage`."""
        return coverage.put_coverage(self.state, table, complete=complete)

    def coverage(
        self,
        *,
        t_from: datetime | None = None,
        t_to: datetime | None = None,
        box: tuple[float, float, float, float] | None = None,
    ) -> pa.Table:
        """Find coverage; see `coverage.coverage`."""
        return coverage.coverage(self.state, t_from=t_from, t_to=t_to, box=box)


class Store(_Recorded, _Counted, _Derived):
    """A store that is open. Any number of processes read one while one writes.

    Use it as a context manager, or close it. Threads may share it.
    """

    def query(
        self,
        question: str,
        *,
        beside: sql.Beside | None = None,
        views: Mapping[str, str] | None = None,
    ) -> pa.Table:
        """Ask one SELECT of DuckDB's SQL; see `sql.query`."""
        return sql.query(self.state, question, beside=beside, views=views)

    def version(self) -> str:
        """Name the state of the store: another word after each change of anything in it."""
        return self.state.version()

    def check(self) -> None:
        """Compare every part with the hash that was taken when it was written.

        Raises:
            StoreError: one is missing or damaged; names it and the mend.
        """
        with self.state.pinned():
            for kind in KINDS:
                if damage := find_damage(self.state.folder, self.state.parts(kind)):
                    raise damage

    def close(self) -> None:
        """Let go of the files and of the writer's lock. A second call does nothing."""
        self.state.close()

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

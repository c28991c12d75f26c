"""Fixes into events, batch by batch: the one engine of archives and of live feeds."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from time import thread_time
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.event.base import Batch, Detector, World
from straitwatch.event.register import detectors as installed
from straitwatch.flow.config import Settings
from straitwatch.flow.order import Waiting
from straitwatch.model.schema import EVENT
from straitwatch.track.segment import TrackCarry, Tracked, assign_tracks, close_tracks
from straitwatch.zone.chart import Chart, coast_distance, open_chart
from straitwatch.zone.port import ports
from straitwatch.zone.zoned import zone_rows

__all__ = ["TRACKS", "ZONES", "State", "Tallied", "Watch", "world_of"]

TRACKS, ZONES = "tracks", "zones"
"""Stages before the detectors, which are named by their kind."""

Ints = npt.NDArray[np.int64]

_HOUR_S = 3600.0


@dataclass
class Tallied:
    """What became of the fixes.

    Attributes:
        fixes: fixes given.
        duplicates: of a moment and lane that were told before.
        late: older than the watermark, or than the last one of their object.
        stale: old places of aircraft, told again.
        unplaced: without a time or a place: not looked at.
        late_of: of each source those that came after the watermark.
    """

    fixes: int = 0
    duplicates: int = 0
    late: int = 0
    stale: int = 0
    unplaced: int = 0
    late_of: Counter[str] = field(default_factory=Counter)


@dataclass
class State:
    """All that a watch remembers; may be pickled."""

    tracks: TrackCarry | None = None
    shores: Any = None
    carries: dict[str, Any] = field(default_factory=dict)
    waiting: Waiting = field(default_factory=Waiting)
    tallied: Tallied = field(default_factory=Tallied)


def world_of(gates: pa.Table, settings: Settings) -> World:
    """Gather what detectors may know.

    Args:
        gates: GATE.
        settings: what `watch.toml` says.
    """
    return World(
        gates=gates,
        max_speed_kn=settings.track.max_speed_kn,
        gap_s=settings.track.gap_h * _HOUR_S,
        ports=ports(),
        measure_coast=partial(coast_distance, open_chart()),
    )


def _ignore(_: object) -> None:
    """Take something that nobody asked for."""


class Watch:
    """Turns fixes into events: tracks, then zones, then every detector.

    Whatever the batches are, the events are the same: their borders only decide when an event is
    told. `feed` takes fixes in any order and waits for the watermark; `feed_sorted` takes what is
    in order already.

    Attributes:
        state: all that is remembered.
        watermark_s: how long `feed` waits for fixes that come late; may be changed between calls.
        seconds: time spent in each stage so far, by its name or a detector's kind.
    """

    def __init__(
        self,
        gates: pa.Table,
        settings: Settings | None = None,
        *,
        state: State | None = None,
        watermark_s: float = 60.0,
        detectors: Sequence[Detector] | None = None,
        threads: int = 1,
        chart: Chart | None = None,
        zoned: bool = True,
        hear: Callable[[Batch], None] = _ignore,
        keep_tracks: Callable[[pa.Table], None] = _ignore,
    ) -> None:
        """Begin, or go on where a state was left.

        Args:
            gates: GATE.
            settings: what `watch.toml` says.
            state: of a watch of the same rules; used up.
            watermark_s: how long `feed` waits for fixes that come late; design.md: 60 s.
            detectors: instead of those installed.
            threads: detectors that run at a time.
            chart: instead of that of the world.
            zoned: False leaves zones unknown.
            hear: is given each batch, with its zones.
            keep_tracks: is given TRACK rows that were closed or updated; the last row of a
                track_id holds.
        """
        self.settings = settings or Settings()
        self.state = state or State()
        self._world = world_of(gates, self.settings)
        self.detectors = installed(self._world) if detectors is None else list(detectors)
        self.watermark_s = watermark_s
        self._chart = chart or open_chart()
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None
        self._zoned = zoned
        self._hear, self._keep_tracks = hear, keep_tracks
        self.seconds: dict[str, float] = defaultdict(float)

    def feed(self, fixes: pa.Table, *, came_us: Ints | None = None) -> pa.Table:
        """Take fixes in any order; tell the events that they complete.

        Args:
            fixes: FIX, n rows. Those without a time or a place are counted and left; so are those
                older than what has been looked at already.
            came_us: when each came, µs, shape (n,); see `Waiting.take`.

        Returns:
            EVENT, in the order of detectors.
        """
        state = self.state
        placed, which = _placed(fixes)
        state.tallied.fixes += fixes.num_rows
        state.tallied.unplaced += fixes.num_rows - placed.num_rows
        came_us = came_us if came_us is None or which is None else came_us[which]
        ready, late = state.waiting.take(placed, self.watermark_s, came_us=came_us)
        state.tallied.late += late.num_rows
        state.tallied.late_of.update(late["source"].to_pylist())
        return self._look(ready)

    def release(self, *, now_us: int | None = None) -> pa.Table:
        """Look at what still waits, but what is dated later than now; tell the events."""
        return self._look(self.state.waiting.release(now_us=now_us))

    def feed_sorted(self, fixes: pa.Table) -> pa.Table:
        """Take FIX by object_id, t, all later than every fix before; tell the events."""
        self.state.tallied.fixes += fixes.num_rows
        return self._look(fixes)

    def run(self, slices: Iterable[pa.Table]) -> Iterator[pa.Table]:
        """Take slices as `feed_sorted` wants them; tell the events of each.

        With several threads the tracks and zones of a slice are found while the detectors look at
        the one before.
        """
        if self._pool is None:
            yield from map(self.feed_sorted, slices)
            return
        with ThreadPoolExecutor(1) as maker:
            waiting: Future[Batch] | None = None
            for fixes in slices:
                self.state.tallied.fixes += fixes.num_rows
                made = maker.submit(self._prepare, fixes)
                if waiting is not None:
                    yield self._detect(waiting.result())
                waiting = made
            if waiting is not None:
                yield self._detect(waiting.result())

    def finish(self) -> pa.Table:
        """Look at what still waits, and tell what is open; the watch may go on all the same.

        Returns:
            EVENT: what came to an end, then what is open, status `open`.
        """
        return pa.concat_tables([self.release(), self.open_events()])

    def open_events(self) -> pa.Table:
        """Tell the events that are open now; changes nothing."""
        state = self.state
        found = [EVENT.empty_table()]
        if state.tracks is not None:
            tracked = close_tracks(state.tracks)
            self._keep_tracks(tracked.tracks)
            found.append(self._undecided(tracked))
        known = [one for one in self.detectors if one.rule in state.carries]
        return pa.concat_tables(found + [one.close(state.carries[one.rule]) for one in known])

    def _undecided(self, tracked: Tracked) -> pa.Table:
        """Tell of jumps that nothing bore out yet, by detectors that have no memory of them."""
        batch = Batch(None, tracked.jumps, rows=tracked.rows, words=tracked.words)
        told = [one.detect(batch, None)[0] for one in self.detectors if one.rule.startswith(_JUMPS)]
        return pa.concat_tables([EVENT.empty_table(), *told])

    def _look(self, fixes: pa.Table) -> pa.Table:
        return self._detect(self._prepare(fixes)) if fixes.num_rows else EVENT.empty_table()

    def _prepare(self, fixes: pa.Table) -> Batch:
        """Find the tracks and the zones of fixes."""
        state, limits = self.state, self.settings.track
        with self._timed(TRACKS):
            tracked, state.tracks = assign_tracks(
                fixes, state.tracks, max_speed_kn=limits.max_speed_kn, gap_s=limits.gap_h * _HOUR_S
            )
        self._count(tracked)
        rows, words = tracked.rows, tracked.words
        if self._zoned:
            with self._timed(ZONES):
                rows, words, state.shores = zone_rows(rows, words, self._chart, state.shores)
        batch = Batch(
            None,
            tracked.jumps,
            retired=tracked.retired,
            switches=tracked.switches,
            rows=rows,
            words=words,
        )
        self._hear(batch)
        return batch

    def _count(self, tracked: Tracked) -> None:
        tallied = self.state.tallied
        tallied.duplicates += tracked.duplicates
        tallied.late += tracked.late
        tallied.stale += tracked.stale
        self._keep_tracks(tracked.tracks)

    def _detect(self, batch: Batch) -> pa.Table:
        run = partial(self._detect_one, batch)
        if self._pool is None:
            found = [run(one) for one in self.detectors]
        else:
            found = list(self._pool.map(run, self.detectors))
        for one, (_, carry) in zip(self.detectors, found, strict=True):
            self.state.carries[one.rule] = carry
        return pa.concat_tables([EVENT.empty_table(), *(events for events, _ in found)])

    def _detect_one(self, batch: Batch, one: Detector) -> tuple[pa.Table, Any]:
        with self._timed(one.kind):
            return one.detect(batch, self.state.carries.get(one.rule))

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        began = thread_time()
        yield
        self.seconds[name] += thread_time() - began


_JUMPS = "impossible_position/"


def _placed(fixes: pa.Table) -> tuple[pa.Table, npt.NDArray[np.bool_] | None]:
    """Leave out fixes without a time or a place; tell which are left, None for all."""
    if not any(fixes[name].null_count for name in ("t", "lon", "lat")):
        return fixes, None
    whole = pc.and_(pc.is_valid(fixes["t"]), pc.is_valid(fixes["lon"]))
    whole = pc.and_(whole, pc.is_valid(fixes["lat"]))
    return fixes.filter(whole), np.asarray(whole, bool)

"""Slices of fixes turned into events by the project's own engine; writes seconds a pass.

Run as a module in a process of its own, on so many cores:
`python -m straitwatch.flow.bench.event_own FILE THREADS RUNS TASKS`.
"""

import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Protocol

import pyarrow as pa

from straitwatch.event.base import Batch, Detector, World
from straitwatch.event.register import detectors
from straitwatch.flow.config import Settings
from straitwatch.model.schema import EVENT
from straitwatch.track.segment import Tracked, assign_tracks, close_tracks
from straitwatch.zone.chart import open_chart
from straitwatch.zone.gate_file import watched_gates
from straitwatch.zone.zoned import add_zones

__all__ = [
    "TRACKS",
    "ZONES",
    "Engine",
    "open_engine",
    "pin",
    "read_slices",
    "run_ours",
    "time_runs",
]

TRACKS, ZONES = "tracks", "zones"
"""Stages before the detectors, which are named by their kind."""


class Engine(Protocol):
    """Turns fixes into events: what `flow.watch.Watch` is.

    Attributes:
        seconds: processor time spent in each stage so far.
    """

    seconds: dict[str, float]

    def feed(self, fixes: pa.Table) -> pa.Table:
        """Turn FIX rows, by object_id and t, later than those before, into EVENT rows."""

    def finish(self) -> pa.Table:
        """Tell what is still open."""


def open_engine(only: Collection[str] | None = None) -> Engine:
    """Make the engine that is measured: the one place to change when there is another.

    Args:
        only: stages to run, TRACKS, ZONES or kinds of detectors; None runs all.
    """
    return _Stages(only)


def run_ours(slices: Iterable[pa.Table], only: Collection[str] | None = None) -> pa.Table:
    """Turn slices into events, all in memory.

    Args:
        slices: FIX tables as a store gives them.
        only: as in `open_engine`.

    Returns:
        EVENT.
    """
    engine = open_engine(only)
    found = [engine.feed(fixes) for fixes in slices]
    return pa.concat_tables([*found, engine.finish()])


class _Stages:
    """Tracks, zones and detectors, one after the other: as `flow.derive` calls them."""

    def __init__(self, only: Collection[str] | None) -> None:
        settings = Settings()
        speed_kn, gap_s = settings.track.max_speed_kn, settings.track.gap_h * 3600.0
        charted = watched_gates(settings.gates.files)
        world = World(gates=charted, max_speed_kn=speed_kn, gap_s=gap_s)
        self._limits = {"max_speed_kn": speed_kn, "gap_s": gap_s}
        self._watchers = [w for w in detectors(world) if only is None or w.kind in only]
        self._zoned = only is None or ZONES in only
        self._chart = open_chart()
        self._carry: Any = None
        self._carries: dict[str, Any] = {}
        self.seconds: dict[str, float] = defaultdict(float)

    def feed(self, fixes: pa.Table) -> pa.Table:
        """Turn one slice into events."""
        began = process_time()
        tracked, self._carry = assign_tracks(fixes, self._carry, **self._limits)
        self.seconds[TRACKS] += process_time() - began
        return self._detect(tracked)

    def finish(self) -> pa.Table:
        """Let go of what is held back, and tell what is open."""
        if self._carry is None:
            return EVENT.empty_table()
        found = [self._detect(close_tracks(self._carry))]
        return pa.concat_tables(found + [w.close(self._carries[w.rule]) for w in self._watchers])

    def _detect(self, tracked: Tracked) -> pa.Table:
        path = tracked.path
        if self._zoned:
            began = process_time()
            path = add_zones(path, self._chart)
            self.seconds[ZONES] += process_time() - began
        batch = Batch(path=path, jumps=tracked.jumps)
        return pa.concat_tables(
            [EVENT.empty_table(), *(self._by(w, batch) for w in self._watchers)]
        )

    def _by(self, watcher: Detector, batch: Batch) -> pa.Table:
        began = process_time()
        events, self._carries[watcher.rule] = watcher.detect(batch, self._carries.get(watcher.rule))
        self.seconds[watcher.kind] += process_time() - began
        return events


def pin(threads: int) -> None:
    """Keep this process to so many cores, and Arrow to as many threads.

    Where the system cannot pin a process, only the threads are limited.
    """
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, cores[-threads:])
    pa.set_cpu_count(threads)


def read_slices(path: Path) -> list[pa.Table]:
    """Read FIX slices, each a batch of an Arrow file, into memory."""
    with pa.OSFile(str(path)) as file, pa.ipc.open_file(file) as batches:
        return [
            pa.Table.from_batches([batches.get_batch(k)]) for k in range(batches.num_record_batches)
        ]


def time_runs(work: Callable[[], object], runs: int) -> dict[str, list[float]]:
    """Do a piece of work some times: `seconds` by the clock, and `cpu_s` of the processor."""
    told: dict[str, list[float]] = {"seconds": [], "cpu_s": []}
    for _ in range(runs):
        began, cpu = perf_counter(), process_time()
        work()
        told["seconds"].append(perf_counter() - began)
        told["cpu_s"].append(process_time() - cpu)
    return told


def _staged(slices: Sequence[pa.Table]) -> dict[str, float]:
    engine = open_engine()
    for fixes in slices:
        engine.feed(fixes)
    engine.finish()
    return dict(engine.seconds)


def main(path: str, threads: int, runs: int, tasks: dict[str, list[str]]) -> None:
    """Run the whole engine, then each task alone; tell the seconds of each pass.

    The first pass loads kernels and tiles of zones, and is told apart.
    """
    pin(threads)
    slices = read_slices(Path(path))
    began = perf_counter()
    events = run_ours(slices)
    told = {
        "first_s": perf_counter() - began,
        "events": dict(Counter(events["kind"].to_pylist())),
        "all": time_runs(partial(run_ours, slices), runs),
        "tasks": {n: time_runs(partial(run_ours, slices, t), runs) for n, t in tasks.items()},
        "stages": _staged(slices),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), json.loads(sys.argv[4]))

"""Slices of fixes turned into events by the project's own engine; writes seconds a pass.

Run as a module in a process of its own, on so many cores:
`python -m straitwatch.flow.bench.event_own FILE THREADS RUNS TASKS`.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter, process_time

import pyarrow as pa

from straitwatch.event.register import detectors
from straitwatch.flow.config import Settings
from straitwatch.flow.watch import TRACKS, ZONES, Watch, world_of
from straitwatch.zone.gate_file import watched_gates

__all__ = [
    "TRACKS",
    "ZONES",
    "open_engine",
    "pin",
    "read_slices",
    "run_ours",
    "time_runs",
]


def open_engine(only: Collection[str] | None = None, *, threads: int = 1) -> Watch:
    """Make the engine that is measured.

    Args:
        only: stages to run, TRACKS, ZONES or kinds of detectors; None runs all.
        threads: detectors that run at a time.
    """
    settings = Settings()
    charted = watched_gates(settings.gates.files)
    chosen = [w for w in detectors(world_of(charted, settings)) if only is None or w.kind in only]
    zoned = only is None or ZONES in only
    return Watch(charted, settings, detectors=chosen, threads=threads, zoned=zoned)


def run_ours(
    slices: Iterable[pa.Table], only: Collection[str] | None = None, *, threads: int = 1
) -> pa.Table:
    """Turn slices into events, all in memory.

    Args:
        slices: FIX tables as a store gives them.
        only: as in `open_engine`; so is threads.
        threads: see there.

    Returns:
        EVENT.
    """
    engine = open_engine(only, threads=threads)
    return pa.concat_tables([*engine.run(slices), engine.finish()])


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
        engine.feed_sorted(fixes)
    engine.finish()
    return dict(engine.seconds)


def main(path: str, threads: int, runs: int, tasks: dict[str, list[str]]) -> None:
    """Run the whole engine, then each task alone; tell the seconds of each pass.

    The first pass loads kernels and tiles of zones, and is told apart.
    """
    pin(threads)
    slices = read_slices(Path(path))
    began = perf_counter()
    events = run_ours(slices, threads=threads)
    told = {
        "first_s": perf_counter() - began,
        "events": dict(Counter(events["kind"].to_pylist())),
        "all": time_runs(partial(run_ours, slices, threads=threads), runs),
        "tasks": {
            n: time_runs(partial(run_ours, slices, t, threads=threads), runs)
            for n, t in tasks.items()
        },
        "stages": _staged(slices),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), json.loads(sys.argv[4]))

"""Files turned into a store by the project; writes seconds and rows.

Run as a module in a process of its own: `python -m straitwatch.flow.bench.own_store FILE THREADS
HOW`, HOW one of store, tables. Threads other than 1 mean as many as `straitwatch run` takes.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from straitwatch.flow.config import Settings
from straitwatch.flow.ingest import ingest_items
from straitwatch.flow.pool import read_in_order
from straitwatch.flow.reading import Task
from straitwatch.flow.tell import SILENT
from straitwatch.source.file import find_items
from straitwatch.store.store import open_store

_WARM_BYTES = 200_000


def main(path: str, threads: int, how: str) -> None:
    """Do it; tell how long it took, imports and loading of kernels apart."""
    work = {"store": _store, "tables": _tables}[how]
    with tempfile.TemporaryDirectory(prefix="straitwatch-bench-") as folder:
        warm = Path(folder) / "warm"
        with Path(path).open("rb") as file:
            head = file.read(_WARM_BYTES)
        warm.write_bytes(head[: head.rfind(b"\n") + 1])
        work(str(warm), threads, Path(folder) / "warm-store")
        start, cpu = time.perf_counter(), time.process_time()
        rows = work(path, threads, Path(folder) / "store")
        seconds, cpu_s = time.perf_counter() - start, time.process_time() - cpu
    sys.stdout.write(json.dumps({"seconds": seconds, "cpu_s": cpu_s, "rows": rows}))


def _store(path: str, _: int, folder: Path) -> int:
    """Fill a new store, as `straitwatch run` does before it looks for events."""
    with open_store(folder, create=True) as store:
        intake = ingest_items(store, find_items([path]), Settings(), SILENT)
        return sum(tally.fixes for tally in intake.tallies)


def _tables(path: str, threads: int, _: Path) -> int:
    """Decode to tables, whatever the format is."""
    task = Task(tables=("fix", "static", "reject"), threads=threads)
    kept = []
    for lane in read_in_order(find_items([path]), task, 1, SILENT):
        kept += list(lane.steps())
    return sum(step.tables["fix"].num_rows for step in kept if "fix" in step.tables)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])

"""Several sources decoded at once, given in their order.

Threads do the work where kernels, readers of CSV and unpackers let go of the interpreter lock;
where Python decodes, each thread has a process (`child.py`). Of the sources behind the one that is
used only a few pieces wait, then their workers do: memory is bounded.
"""

import os
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock, Semaphore
from typing import Self

from straitwatch.flow.ahead import Stopped, Tube, start
from straitwatch.flow.child import Child
from straitwatch.flow.reading import Mark, Reading, Step, Task, format_of
from straitwatch.flow.tell import Tell
from straitwatch.model.error import SourceError, StraitwatchError
from straitwatch.model.record import Tally
from straitwatch.source.file import Item, read_chunks

__all__ = ["WORTH", "Lane", "Worker", "read_in_order", "share_cores"]

_HEAD = 64 << 10
_AHEAD = 4  # sources that may be done before they are used, for each worker

_HOLDS_LOCK = {"json", "ndjson", "aiscatcher", "aisstream", "sbs"}
"""Formats of which Python decodes much. Measured: a thread beside them waits for 11 to 14 ms at a
time (upper quartile) for plain JSON and BaseStation, 3 for readsb's, 0.1 for CSV."""

WORTH = 8 << 20
"""Bytes on disk of all sources from which on processes pay (ours): one starts in half a second, in
which 4 MB of JSON are decoded."""


@dataclass
class Lane:
    """A source on its way: its steps, and its tally, which is whole behind the last step."""

    item: Item
    tally: Tally
    tube: Tube[Step] = field(default_factory=Tube)

    def steps(self) -> Iterator[Step]:
        """Give the steps; raises as `Reading.steps` does."""
        yield from self.tube


def share_cores(wanted: int | None, n_items: int) -> tuple[int, int]:
    """Say how many sources are decoded at once, and how many threads each may use.

    Args:
        wanted: workers, as the user says; None: as many as there are cores.
        n_items: sources.
    """
    workers = wanted or os.cpu_count() or 1
    lanes = max(1, min(workers, n_items))
    return lanes, max(1, workers // lanes)


class Worker:
    """Decodes one source after another, here or in a process of its own.

    Args:
        task: what is wanted.
        tell: hears of bytes.
        can_start: whether a process may be started.
    """

    def __init__(self, task: Task, tell: Tell, *, can_start: bool) -> None:
        self._task, self._tell, self._can_start = task, tell, can_start
        self._child: Child | None = None

    def steps(self, item: Item, tally: Tally, mark: Mark | None = None) -> Iterator[Step]:
        """Decode a source, from a mark on; raises as `Reading.steps` does."""
        if self._can_start and self._is_python(item):
            self._child = self._child or Child()
            yield from self._child.steps(item, self._task, tally, mark)
            self._tell.advance(item.size or 0)
        else:
            yield from Reading(item, self._task, self._tell, mark, tally).steps()

    def _is_python(self, item: Item) -> bool:
        if item.path is None or (item.member is not None and item.member.held is not None):
            return False
        try:
            head = next(read_chunks(item, size=_HEAD), b"")
        except SourceError:
            return False
        return format_of(head[:_HEAD], item.label, self._task)[0] in _HOLDS_LOCK

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        if self._child is not None:
            self._child.close()


def read_in_order(
    items: Sequence[Item], task: Task, workers: int, tell: Tell
) -> Generator[Lane, None, None]:
    """Decode sources at once and give them in order; use up each before the next.

    Args:
        items: the sources.
        task: what is wanted of each.
        workers: how many are decoded at once.
        tell: hears of bytes.
    """
    pool = _Pool(items, task, workers, tell)
    try:
        for lane in pool.lanes:
            yield lane
            lane.tube.leave()
            pool.gate.release()
    finally:
        pool.stop()


class _Pool:
    def __init__(self, items: Sequence[Item], task: Task, workers: int, tell: Tell) -> None:
        self.lanes = [Lane(item, Tally(item.label)) for item in items]
        self.gate = Semaphore(_AHEAD * workers)
        self._next, self._turn, self._stopped = iter(self.lanes), Lock(), False
        self._task, self._tell = task, tell
        known = sum(item.size or 0 for item in items)
        self._can_start = workers > 1 and known >= WORTH
        self._threads = [start(self._work) for _ in range(workers)]

    def stop(self) -> None:
        """Take no more, and wait for those that work."""
        self._stopped = True
        for lane in self.lanes:
            lane.tube.leave()
        for thread in self._threads:
            self.gate.release()
            thread.join(2.0)

    def _work(self) -> None:
        with Worker(self._task, self._tell, can_start=self._can_start) as worker:
            while (lane := self._take()) is not None:
                try:
                    for step in worker.steps(lane.item, lane.tally):
                        lane.tube.put(step)
                    lane.tube.end()
                except Stopped:
                    return
                except BaseException as error:  # noqa: BLE001 - it is raised where the steps are used
                    try:
                        lane.tube.end(error)
                    except Stopped:
                        return
                    if not isinstance(error, StraitwatchError):
                        return

    def _take(self) -> Lane | None:
        self.gate.acquire()
        with self._turn:
            return None if self._stopped else next(self._next, None)

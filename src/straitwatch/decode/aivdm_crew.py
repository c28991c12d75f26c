"""Jobs shared out among threads; what they have in common each touches at its turn."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Condition, Lock
from typing import Generic, TypeVar

__all__ = ["Crew", "InOrder", "Job"]

Job = Callable[[], None]
T = TypeVar("T")


class _StoppedError(Exception):
    """Another job has failed: the turn of this one does not come."""


class Crew:
    """Threads that share out jobs; the one that asks for it is one of them.

    Args:
        pool: the others; none: it does all alone.
        threads: how many of them all are asked for.
    """

    def __init__(self, pool: ThreadPoolExecutor | None, threads: int) -> None:
        self._pool, self._threads = pool, threads
        self._todo: Iterator[Job] = iter(())
        self._urgent: deque[Job] = deque()
        self._now, self._failed = 0, False
        self._changed = Condition()

    def run(self, jobs: Iterable[Job]) -> None:
        """Do jobs, begun in their order, and those that they put; after a failure none is begun.

        Raises:
            Exception: what a job raised.
        """
        self._todo = iter(jobs)
        others: list[Future[None]] = []
        if self._pool is not None:
            others += [self._pool.submit(self._work) for _ in range(self._threads - 1)]
        try:
            self._work()
        finally:
            begun = [other for other in others if not other.cancel()]
            wait(begun)
        for other in begun:
            other.result()

    def put(self, jobs: Iterable[Job]) -> None:
        """Have jobs done before those that are not begun."""
        self._urgent.extend(jobs)

    def wait_turn(self, k: int) -> None:
        """Wait until `pass_turn` was called k times."""
        with self._changed:
            while self._now != k:
                if self._failed:
                    raise _StoppedError
                self._changed.wait()

    def pass_turn(self) -> None:
        """End this turn: the next begins."""
        with self._changed:
            self._now += 1
            self._changed.notify_all()

    def _work(self) -> None:
        try:
            while (job := self._next()) is not None:
                job()
        except _StoppedError:
            pass  # the one that failed tells why
        except BaseException:
            with self._changed:
                self._failed = True
                self._changed.notify_all()
            raise

    def _next(self) -> Job | None:
        with self._changed:
            if self._failed:
                return None
            return self._urgent.popleft() if self._urgent else next(self._todo, None)


class InOrder(Generic[T]):
    """Things that become ready in any order, taken on in theirs.

    Attributes:
        lock: to be held while things are added, and as long as what is done with them is in order.
        taken: those that were taken on so far.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.taken: list[T] = []
        self._early: dict[int, T] = {}

    def add(self, k: int, thing: T) -> list[T]:
        """Add the thing of place k; returns those whose turn has come."""
        n = len(self.taken)
        self._early[k] = thing
        while len(self.taken) in self._early:
            self.taken.append(self._early.pop(len(self.taken)))
        return self.taken[n:]

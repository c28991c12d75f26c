"""A question's patience: what runs in a thread is told to stop when its time is over."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any, Protocol

__all__ = ["Cut", "Deadline", "check", "is_running", "once", "started", "watched"]


class Cut(Exception):  # noqa: N818 - it is no error: nobody waits any more
    """The time of a question is over; what it worked out is thrown away."""


class Interruptible(Protocol):
    """What can be told to stop from another thread: a connection of DuckDB or SQLite."""

    def interrupt(self) -> object:
        """Stop what runs."""
        ...


class Deadline:
    """The time of one question."""

    def __init__(self) -> None:
        self._lock, self._over = Lock(), False
        self._running: list[Interruptible] = []
        self._known: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - what is made
        """Make something once for the whole question."""
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def cut(self) -> None:
        """End the time: interrupt what runs now, and what begins later."""
        with self._lock:
            self._over = True
            for one in self._running:
                one.interrupt()

    def check(self) -> None:
        """Ask whether there is time left.

        Raises:
            Cut: there is none.
        """
        if self._over:
            raise Cut

    def begin(self, one: Interruptible) -> None:
        """Note what runs."""
        self.check()
        with self._lock:
            self._running.append(one)

    def end(self, one: Interruptible) -> None:
        """Forget what ran."""
        with self._lock:
            self._running.remove(one)


_NOW: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def started() -> Iterator[Deadline]:
    """Begin the time of a question; threads that it starts know it."""
    deadline = Deadline()
    token = _NOW.set(deadline)
    try:
        yield deadline
    finally:
        _NOW.reset(token)


def is_running() -> bool:
    """Tell whether there is a question at hand."""
    return _NOW.get() is not None


def check() -> None:
    """Ask whether the question at hand has time left; outside of one there always is.

    Raises:
        Cut: there is none.
    """
    deadline = _NOW.get()
    if deadline is not None:
        deadline.check()


def once(key: Hashable, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - what is made
    """Make something once for the question at hand, so that it looks at one moment of the store."""
    deadline = _NOW.get()
    return make() if deadline is None else deadline.once(key, make)


@contextmanager
def watched(one: Interruptible) -> Iterator[None]:
    """Let a connection be interrupted when the time is over.

    Raises:
        Cut: the time is over, whatever the connection said of it.
    """
    deadline = _NOW.get()
    if deadline is None:
        yield
        return
    deadline.begin(one)
    try:
        yield
    except Exception:
        deadline.check()
        raise
    finally:
        deadline.end(one)
    deadline.check()

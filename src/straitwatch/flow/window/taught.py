"""A release that knows the store's names, taught those that are heard now and not yet stored."""

from collections.abc import Callable
from threading import Lock
from typing import Protocol

import pyarrow as pa

from straitwatch.flow.release import Release

__all__ = ["Names", "Taught"]


class Names(Protocol):
    """Names as they are heard: `serve.hub.Hub`."""

    @property
    def n_called(self) -> int:
        """How many were heard."""
        ...

    def called(self, place: int = 0) -> tuple[pa.Table, int]:
        """Give those from a place on, and the place behind them."""
        ...


class Taught:
    """Keeps what a release learned, so that each name is learned once.

    Args:
        names: of the live watch; None where there is none.

    Attributes:
        turn: rises whenever something was learned.
    """

    def __init__(self, names: Names | None) -> None:
        self._names, self._lock = names, Lock()
        self._base: Release | None = None
        self._now = Release.ALL
        self._place = self.turn = 0

    def release(self, base: Callable[[], Release]) -> Release:
        """Give what may be seen.

        Args:
            base: gives the release, knowing the store's names.
        """
        names, told = self._names, base()
        if names is None or not told.who:
            return told
        with self._lock:
            if told is not self._base:  # the store may have forgotten none: all is learned again
                self._base, self._place = told, 0
                self._learn(names, told)
            elif names.n_called != self._place:
                self._learn(names, self._now)
            return self._now

    def _learn(self, names: Names, known: Release) -> None:
        fresh, self._place = names.called(self._place)
        now = known.hearing(fresh, lambda: names.called()[0])
        if now != self._now:
            self._now, self.turn = now, self.turn + 1

"""Telling: what long work says while it runs. The command line draws it; a pipe hears nothing."""

from typing import Protocol

__all__ = ["SILENT", "Silent", "Tell"]


class Tell(Protocol):
    """Hears of progress. `total` None: not known."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a stage of the work."""

    def advance(self, step: int) -> None:
        """Go on by `step` of the stage's total."""

    def say(self, words: str) -> None:
        """Tell one thing worth a line."""


class Silent:
    """Hears and forgets."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a stage of the work."""

    def advance(self, step: int) -> None:
        """Go on by `step` of the stage's total."""

    def say(self, words: str) -> None:
        """Tell one thing worth a line."""


SILENT = Silent()

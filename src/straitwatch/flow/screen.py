"""Telling on a terminal: a bar for long work, a word when kernels are compiled."""

from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from straitwatch.kernel.jit import on_compile

__all__ = ["Screen"]


class Screen(AbstractContextManager["Screen"]):
    """Draws progress on a terminal; in a pipe only remarks are written.

    Args:
        stream: standard error.
    """

    def __init__(self, stream: TextIO) -> None:
        self._console = Console(file=stream, highlight=False, soft_wrap=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task: TaskID | None = None
        self._told = False

    def __enter__(self) -> Self:
        """Start drawing, and listen for compiling kernels."""
        on_compile(self._compiling)
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the terminal as it was."""
        self._bar.stop()

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a stage of the work."""
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(name, total=total)

    def advance(self, step: int) -> None:
        """Go on by `step` of the stage's total."""
        if self._task is not None:
            self._bar.advance(self._task, step)

    def say(self, words: str) -> None:
        """Tell one thing worth a line."""
        self._console.print(words, markup=False)

    def _compiling(self, _kernel: str) -> None:
        if not self._told:
            self._told = True
            self.say("Compiling the kernels: once after installation, under half a minute ...")

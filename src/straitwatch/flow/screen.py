"""Telling on a terminal: a bar for long work, a word when kernels are compiled."""

import subprocess
from collections.abc import Callable
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

from straitwatch.flow.warm import start_warming
from straitwatch.kernel.jit import on_compile

__all__ = ["Screen"]


_IN_BYTES = ("decoding", "reading")
"""Stages that advance by bytes on the disk: for these the speed is told."""


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
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task: TaskID | None = None
        self._in_bytes = False
        self._hear_no_more: Callable[[], None] | None = None
        self._warming: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start drawing, and listen for compiling kernels."""
        self._hear_no_more = on_compile(self._compiling)
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the terminal as it was."""
        if self._hear_no_more is not None:
            self._hear_no_more()
        self._bar.stop()
        if self._warming is not None:
            self._warming.wait()

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a stage of the work."""
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(name, total=total, rate="")
        self._in_bytes = name in _IN_BYTES

    def advance(self, step: int) -> None:
        """Go on by `step` of the stage's total."""
        if self._task is not None:
            self._bar.advance(self._task, step)
            if self._in_bytes:
                self._bar.update(self._task, rate=_rate(self._bar, self._task))

    def say(self, words: str) -> None:
        """Tell one thing worth a line."""
        self._console.print(words, markup=False)

    def _compiling(self, _kernel: str) -> None:
        if self._warming is None:
            self.say("Compiling the kernels: once after installation, about a minute ...")
            self._warming = start_warming()


def _rate(bar: Progress, task: TaskID) -> str:
    """Say how much was read, and how fast."""
    told = next(one for one in bar.tasks if one.id == task)
    done = f"{told.completed / 1e6:,.0f} MB"
    return f"{done}, {told.speed / 1e6:,.0f} MB/s" if told.speed else done

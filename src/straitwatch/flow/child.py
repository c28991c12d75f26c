"""Sources decoded in a process of their own, for formats whose decoder holds the interpreter lock.

The parent sends an item and a task, the child sends steps as they come: a pipe holds few bytes, so
the child waits for the parent, and memory stays bounded on either side.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import IO

from straitwatch.flow.reading import Mark, Reading, Step, Task
from straitwatch.flow.tell import Silent
from straitwatch.model.error import SourceError, StraitwatchError
from straitwatch.model.record import Tally
from straitwatch.source.file import Item

__all__ = ["Child"]


class Child:
    """A process that decodes one source after another."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "straitwatch.flow.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )

    def steps(
        self, item: Item, task: Task, tally: Tally, mark: Mark | None = None
    ) -> Iterator[Step]:
        """Decode a source there.

        Args:
            item: a file.
            task: what is wanted of it.
            tally: is filled at the end.
            mark: where an earlier run laid it aside.

        Raises:
            StraitwatchError: as in the child.
            SourceError: the child ended, as the system ends processes when memory is short.
        """
        pipe = self._process
        assert pipe.stdin is not None  # noqa: S101 - both were asked for
        assert pipe.stdout is not None  # noqa: S101 - same
        try:
            pickle.dump((item, task, mark), pipe.stdin, protocol=pickle.HIGHEST_PROTOCOL)
            pipe.stdin.flush()
            while isinstance(told := pickle.load(pipe.stdout), Step):  # noqa: S301 - our own process
                yield told
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise SourceError(
                f"{item.label}: the process that decoded it ended ({pipe.wait()}): is memory "
                "short? Try --workers 1"
            ) from error
        seen, failure = told
        vars(tally).update(vars(seen))
        if failure is not None:
            raise failure

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):  # what was not sent is not wanted any more
                    stream.close()


class _Bytes(Silent):
    """Bytes are told by the parent, when a source ends."""


def _serve(asked: IO[bytes], told: IO[bytes]) -> None:
    while True:
        try:
            item, task, mark = pickle.load(asked)  # noqa: S301 - from our own parent
        except EOFError:
            return
        reading, failure = Reading(item, task, _Bytes(), mark), None
        try:
            for step in reading.steps():
                pickle.dump(step, told, protocol=pickle.HIGHEST_PROTOCOL)
        except StraitwatchError as error:
            failure = error
        pickle.dump((reading.tally, failure), told, protocol=pickle.HIGHEST_PROTOCOL)
        told.flush()


def main() -> None:
    """Decode what the parent asks for, until it ends."""
    told = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may write between the steps
    with suppress(BrokenPipeError, KeyboardInterrupt):  # the parent has gone
        _serve(sys.stdin.buffer, told)
    os._exit(0)


if __name__ == "__main__":
    main()

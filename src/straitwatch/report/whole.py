"""Bytes into a file that appears whole or not at all."""

import os
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import IO

from straitwatch.model.error import OutputError

__all__ = ["whole_file"]


class whole_file(AbstractContextManager[IO[bytes]]):  # noqa: N801 - reads as a verb in `with`
    """Write a file whole or not at all: a temporary name beside it, fsync, rename.

    Args:
        path: the file.
        mend: what the user may do when it cannot be written.

    Raises:
        OutputError: the file cannot be written; names it, the reason and the mend.
    """

    def __init__(self, path: Path, *, mend: str) -> None:
        self._path, self._mend = path, mend
        self._part = path.with_name(f".{path.name}.{os.getpid()}.tmp")

    def __enter__(self) -> IO[bytes]:
        """Open the temporary file."""
        try:
            self._file = self._part.open("wb")
        except OSError as error:
            raise self._refused(error) from error
        return self._file

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Make the file appear, or nothing."""
        try:
            with self._file:
                self._file.flush()
                os.fsync(self._file.fileno())
            if error is None:
                self._part.replace(self._path)
        except OSError as failure:
            raise self._refused(failure) from failure
        finally:
            self._part.unlink(missing_ok=True)
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise self._refused(error) from error

    def _refused(self, error: OSError) -> OutputError:
        reason = error.strerror or type(error).__name__
        return OutputError(f"{self._path} could not be written: {reason}; {self._mend}")

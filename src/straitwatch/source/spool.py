"""A stream turned into a temporary file that can be read anywhere in it, of bounded size."""

import tempfile
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from straitwatch.model.error import SourceError

__all__ = ["MOST_SPOOLED", "Spool", "spool_stream"]

MOST_SPOOLED = 16 << 30
"""Bytes that a temporary file may hold. Ours: a month of a national network, packed, is 5 GiB."""


class Spool:
    """A temporary file that is gone when nobody holds it any more.

    Attributes:
        path: where it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._gone = weakref.finalize(self, path.unlink, missing_ok=True)

    def __getstate__(self) -> Path:
        """A copy in another process keeps the path; the file stays the first one's to remove."""
        return self.path

    def __setstate__(self, path: Path) -> None:
        """Know where the file is."""
        self.path = path

    def open_last(self) -> BinaryIO:
        """Open it from its start, and take its name away: it is gone when this is closed."""
        file = self.path.open("rb")
        self._gone()
        return file


def spool_stream(chunks: Iterable[bytes], label: str, *, most: int = MOST_SPOOLED) -> Spool:
    """Write a stream to a temporary file.

    Args:
        chunks: bytes in order.
        label: name of the source, for errors.
        most: bytes at most.

    Raises:
        SourceError: it is longer, there is no room for it, or the stream broke off; nothing of
            it stays.
    """
    n = 0
    with tempfile.NamedTemporaryFile(prefix="straitwatch-", delete=False) as file:
        held = Spool(Path(file.name))
        for chunk in chunks:
            n += len(chunk)
            if n > most:
                raise SourceError(
                    f"{label}: more than {most:,} bytes that must be read out of order: "
                    "unpack it to a file first and name that"
                )
            _write(file, chunk, label)
    return held


def _write(file: "tempfile._TemporaryFileWrapper[bytes]", chunk: bytes, label: str) -> None:
    try:
        file.write(chunk)
    except OSError as error:
        raise SourceError(
            f"{label}: no room for a temporary copy in {Path(file.name).parent} "
            f"({error.strerror}): set TMPDIR to a folder with more"
        ) from error

"""A folder that is watched turned into pieces: each new or changed document, once it is whole."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from straitwatch.model.error import SourceError
from straitwatch.source.feed_address import Address
from straitwatch.source.feed_retry import Session
from straitwatch.source.feed_wire import Wire
from straitwatch.source.file import Item, read_bytes

__all__ = ["MOST_DOCUMENT", "watch_folder"]

MOST_DOCUMENT = 64 << 20
"""Bytes of a document at most, as when texts are read from files."""

_PARTIAL = (".part", ".partial", ".tmp", ".crdownload", ".download", ".swp", "~")
_MOST_FILES = 200_000  # looked at in one folder: what it remembers is bounded
_Look = tuple[int, int, int]  # inode, size, time of change


def watch_folder(address: Address, *, poll_s: float) -> Session:
    """Make a session that gives each document of a folder, and of the folders in it.

    A file is whole when two looks, `poll_s` apart, find the same size and time of change. Hidden
    files, and those whose names say that they are being written, are left out. After a restart all
    are given again: the store knows its documents by what they say.
    """
    folder = Path(address.path)

    def session(wire: Wire) -> None:
        seen: dict[str, _Look] = {}
        given: dict[str, _Look] = {}
        is_open = False
        while not wire.stop.is_set():
            found = dict(_look(folder, address))
            if not is_open:
                wire.open()
                is_open = True
            for path, look in found.items():
                if seen.get(path) == look and given.get(path) != look:
                    given[path] = look
                    _give(path, wire)
                if wire.stop.is_set():
                    return
            seen = found
            given = {path: look for path, look in given.items() if path in found}
            wire.stop.wait(poll_s)

    return session


def _look(folder: Path, address: Address) -> Iterator[tuple[str, _Look]]:
    """Find the files, sorted by path, with what tells whether they changed."""
    if not folder.is_dir():
        raise SourceError(f"{address.url}: there is no such folder", retry=True)
    n = 0
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith(".") or name.lower().endswith(_PARTIAL):
                continue
            n += 1
            if n > _MOST_FILES:
                raise SourceError(f"{address.url}: more than {_MOST_FILES} files", retry=True)
            path = os.path.join(where, name)  # noqa: PTH118 - a Path a file would cost more
            try:
                about = os.stat(path)  # noqa: PTH116 - same
            except OSError:
                continue  # gone since it was listed: the next look tells
            if stat.S_ISREG(about.st_mode):
                yield path, (about.st_ino, about.st_size, about.st_mtime_ns)


def _give(path: str, wire: Wire) -> None:
    """Give one document; one that cannot be read is told, and does not stop the others."""
    try:
        data = read_bytes(Item(path, Path(path), None), most=MOST_DOCUMENT)
    except SourceError as error:
        wire.tell("open", str(error))
        return
    if len(data) > MOST_DOCUMENT:
        wire.tell("open", f"{path}: more than {MOST_DOCUMENT >> 20} MB: not read")
        return
    wire.hear()
    wire.give(data, path)

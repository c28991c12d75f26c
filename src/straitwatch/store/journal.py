"""Journal: bytes of feeds turned into records on the disk, in order, and those read again.

Segments follow each other in one folder; each is named by the place of its first byte in the whole
journal, so that one number says how far a reader has come.

    journal-00000000000000000000.log   records: length, CRC-32, time, feed, kind, bytes
"""

import io
import os
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from straitwatch.model.error import ContractError
from straitwatch.store.guard import guarded
from straitwatch.store.layout import sync_folder

__all__ = ["MOST_BYTES", "Journal", "Record", "set_aside"]

_HEAD = struct.Struct("<IIqHH")  # bytes that follow, CRC-32 of all that follows these two, ...
_UNCHECKED = 8
MOST_BYTES = 64 << 20
"""Of one record: a text may be so long."""

SEGMENT_BYTES = 64 << 20
"""Ours: half a minute of the busiest feed; what a restart may have to read again in vain."""

_T_LEAST, _T_MOST = 1 << 49, 1 << 52
"""Ours: times of records, years 1987 to 2112: where else eight bytes stand, no record is sought."""

_LOOK_BYTES = 1 << 20


@dataclass(frozen=True)
class Record:
    """One thing that came in.

    Attributes:
        end: place in the journal behind it.
        t_us: when, µs since 1970.
        feed: number of the feed.
        kind: what it is: the writer's own numbers.
        data: bytes.
    """

    end: int
    t_us: int
    feed: int
    kind: int
    data: bytes


class Journal:
    """Appends records, and reads those that are there. Threads must not append at a time.

    Args:
        folder: of the segments; is made.
        segment_bytes: a segment that is longer is followed by another.

    Attributes:
        end: place behind the last record.
        cut: bytes of a record that a crash left half, cut off at the start.
        lost: bytes of older segments that could not be read.

    Raises:
        StoreError: the folder cannot be read.
        OutputError: it cannot be written.
    """

    def __init__(self, folder: Path, *, segment_bytes: int = SEGMENT_BYTES) -> None:
        self._folder, self._segment_bytes = folder, segment_bytes
        self.cut = self.lost = 0
        self._handle: int | None = None
        self._dirty = False
        with guarded(folder):
            folder.mkdir(parents=True, exist_ok=True)
            starts = self._starts()
            self._start = starts[-1] if starts else 0
            self.end = self._start
            if starts:
                self._mend(self._path(self._start))

    def append(self, t_us: int, feed: int, kind: int, data: bytes) -> int:
        """Write a record; it survives the process at once, and the machine after `sync`.

        Returns:
            the place behind it.

        Raises:
            OutputError: no space left; the journal is as it was before.
            ContractError: it is too long.
        """
        if len(data) > MOST_BYTES:
            raise ContractError(f"a record of {len(data)} bytes: {MOST_BYTES} are the most")
        body = _HEAD.pack(len(data), 0, t_us, feed, kind)[_UNCHECKED:]
        check = zlib.crc32(data, zlib.crc32(body))
        head = struct.pack("<II", len(data), check) + body
        with guarded(self._folder):
            handle = self._open()
            before = self.end - self._start
            try:
                _write_all(handle, head + data)
            except OSError:
                os.ftruncate(handle, before)
                raise
        self._dirty = True
        self.end += len(head) + len(data)
        return self.end

    def is_new_segment(self) -> bool:
        """Tell whether the next record is the first of a segment."""
        return self._handle is None or self.end - self._start >= self._segment_bytes

    def sync(self) -> None:
        """Force all that was appended to the disk."""
        if self._dirty and self._handle is not None:
            with guarded(self._folder):
                os.fdatasync(self._handle)
            self._dirty = False

    def read(self, start: int = 0) -> Iterator[Record]:
        """Give the records from a place on, as far as they stand now.

        Args:
            start: place behind a record; one that was forgotten stands for the first that is kept.
        """
        end = self.end
        for first in self._starts():
            size = self._size(first)
            if first + size <= start or first >= end:
                continue
            with guarded(self._folder):
                yield from self._read_segment(first, start)

    def forget(self, before: int) -> None:
        """Remove the segments that lie before a place."""
        starts = self._starts()
        for first, following in pairwise(starts):
            if following <= before:
                with guarded(self._folder):
                    self._path(first).unlink()

    def restart_at(self, place: int) -> None:
        """Begin a segment at a place: where all records before were lost."""
        self.close()
        self._start = self.end = place

    def close(self) -> None:
        """Force what was appended to the disk, and let go of the file."""
        if self._handle is not None:
            self.sync()
            os.close(self._handle)
            self._handle = None

    def _path(self, start: int) -> Path:
        return self._folder / f"journal-{start:020d}.log"

    def _starts(self) -> list[int]:
        return sorted(int(path.stem[8:]) for path in self._folder.glob("journal-*.log"))

    def _size(self, start: int) -> int:
        with guarded(self._folder):
            return self._path(start).stat().st_size

    def _open(self) -> int:
        if self.is_new_segment():
            self.close()
            self._start = self.end
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
            self._handle = os.open(self._path(self._start), flags, 0o644)
            sync_folder([self._folder])
        if self._handle is None:
            raise ContractError("the journal is closed")
        return self._handle

    def _mend(self, path: Path) -> None:
        """Cut a half record off the last segment, and go on behind the whole ones."""
        good = self._start
        for record in self._read_segment(self._start, 0):
            good = record.end
        self.lost = 0  # counted when it is read in earnest
        self.cut = path.stat().st_size - (good - self._start)
        if self.cut:
            with path.open("r+b") as file:
                file.truncate(good - self._start)
                os.fsync(file.fileno())
        self.end = good
        self._handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)

    def _read_segment(self, first: int, start: int) -> Iterator[Record]:
        """Give the whole records of a segment; passes over what is broken, and counts it."""
        path = self._path(first)
        place, size = first, path.stat().st_size
        with path.open("rb") as file:
            while head := file.read(_HEAD.size):
                record = _read_record(head, file.read, place)
                if record is None:
                    found = _find_record(path, place - first + 1)
                    following = first + size if found is None else first + found
                    if following > start and (found is not None or first != self._start):
                        self.lost += following - max(place, start)
                    if found is None:
                        return
                    file.seek(found)
                    place = following
                    continue
                place = record.end
                if place > start:
                    yield record


def _read_record(head: bytes, read: Callable[[int], bytes], place: int) -> Record | None:
    if len(head) < _HEAD.size:
        return None
    n, check, t_us, feed, kind = _HEAD.unpack(head)
    if n > MOST_BYTES:
        return None
    data = read(n)
    if len(data) < n or zlib.crc32(data, zlib.crc32(head[_UNCHECKED:])) != check:
        return None
    return Record(place + len(head) + n, t_us, feed, kind, data)


def _find_record(path: Path, start: int) -> int | None:
    """Find the next whole record of a segment: where it begins, None when there is none."""
    with path.open("rb") as file:
        file.seek(start)
        data = file.read()
    n = len(data) - _HEAD.size + 1
    for begin in range(0, n, _LOOK_BYTES):
        times = np.ndarray(min(_LOOK_BYTES, n - begin), "<i8", data, begin + _UNCHECKED, (1,))
        for near in np.flatnonzero((times >= _T_LEAST) & (times < _T_MOST)).tolist():
            at = begin + near
            read = io.BytesIO(data[at : at + _HEAD.size + MOST_BYTES]).read
            if _read_record(read(_HEAD.size), read, 0) is not None:
                return start + at
    return None


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def set_aside(folder: Path) -> Path | None:
    """Move the segments of a journal into a folder beside them, so that a new one begins.

    Returns:
        that folder; None when there is no segment.
    """
    with guarded(folder):
        segments = sorted(folder.glob("journal-*.log"))
        if not segments:
            return None
        aside = folder / f"aside-{int(segments[-1].stat().st_mtime)}"
        aside.mkdir(exist_ok=True)
        for path in segments:
            path.replace(aside / path.name)
        sync_folder([aside, folder])
        return aside

"""Pieces of many feeds into one journal, and from there to the engine: in order, within bounds."""

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping

from straitwatch.model.error import OutputError
from straitwatch.store.journal import Journal, Record

__all__ = [
    "BYTES",
    "DOCUMENT",
    "ENDED",
    "FEEDS",
    "QUIET",
    "Intake",
    "document_record",
    "read_document_record",
]

FEEDS, BYTES, DOCUMENT, ENDED, QUIET = range(5)
"""Kinds of record: who has which number; lines; a document of a folder; the last of a feed's lines;
nothing came for so long that what waits for later fixes is looked at."""

_GROUP_S = 0.05
"""Ours: records of so long are forced to the disk together."""

_MOST_WAITING = 4 << 20
"""Ours: bytes of one feed that wait for the journal before its reader has to wait."""

_MOST_QUEUED = 16 << 20
"""Ours: bytes that wait for the engine: about ten seconds of 20,000 lines/s."""

_JOINED = 256 << 10
"""Ours: lines that came within one group are one record up to this length."""

_RETRY_S = 1.0

Waiting = tuple[int, int, int, bytes]  # time, feed, kind, data


class Intake:
    """Takes pieces from threads that read, writes them down, and hands them to the engine.

    Whoever puts waits while there is no room, be it that the engine is slow or that the disk is
    full: then nothing more is read from its socket.

    Args:
        journal: nobody else writes it from now on.
        names: of the feeds, by number.

    Attributes:
        trouble: why nothing can be written now; empty when all is well.
        failure: an error that trying again does not mend: nothing more is written.
    """

    def __init__(self, journal: Journal, names: Mapping[int, str]) -> None:
        self.trouble = ""
        self.failure: Exception | None = None
        self._journal, self._names = journal, dict(names)
        self._last_us, self._is_introduced = 0, False
        self._room = threading.Condition()
        self._waiting: list[Waiting] = []
        self._bytes: dict[int, int] = dict.fromkeys(names, 0)
        self._queue: deque[Record] = deque()
        self._queued = 0
        self._stop = False
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)

    def start(self, last_us: int) -> None:
        """Begin to write; no record is dated earlier than `last_us`."""
        self._last_us = last_us
        self._thread.start()

    def put(
        self, feed: int, kind: int, data: bytes, t_us: int, stop: Callable[[], bool], *, join: bool
    ) -> None:
        """Take a piece; waits for room, or until `stop` tells that nobody wants it any more.

        Args:
            feed: its number.
            kind: of the record.
            data: whole lines, or a document.
            t_us: when it came.
            stop: asked while there is no room.
            join: whether it may stand in one record with the one before.
        """
        with self._room:
            while self._bytes.get(feed, 0) >= _MOST_WAITING and not stop():
                self._room.wait(0.25)
            last = self._waiting[-1] if self._waiting else None
            if join and last is not None and last[1:3] == (feed, kind) and _may_join(last, data):
                self._waiting[-1] = (*last[:3], last[3] + data)
            else:
                self._waiting.append((t_us, feed, kind, data))
            self._bytes[feed] = self._bytes.get(feed, 0) + len(data)
            self._room.notify_all()

    def take(self, timeout_s: float, most: int = 4 << 20) -> list[Record]:
        """Give records that are on the disk for good, in order; waits for the first."""
        found: list[Record] = []
        n = 0
        with self._room:
            if not self._queue and not self._stop:
                self._room.wait_for(lambda: bool(self._queue) or self._stop, timeout_s)
            while self._queue and n < most:
                found.append(self._queue.popleft())
                n += len(found[-1].data)
            self._queued -= n
            self._room.notify_all()
        return found

    def close(self) -> None:
        """Write down what waits, if there is room, and stop; `take` may go on until it is empty."""
        with self._room:
            self._stop = True
            self._room.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def is_empty(self) -> bool:
        """Tell whether nothing waits."""
        with self._room:
            return not self._queue and not self._waiting

    def _run(self) -> None:
        try:
            while self._write_next():
                pass
        except Exception as error:  # noqa: BLE001 - told by the engine's thread
            self.failure = error

    def _write_next(self) -> bool:
        """Write what came within a group's time; tells whether to go on."""
        with self._room:
            self._room.wait_for(lambda: bool(self._waiting) or self._stop)
            if self._stop and not self._waiting:
                return False
            self._room.wait_for(lambda: self._stop, _GROUP_S)
            group, self._waiting = self._waiting, []
        records = self._write(group)
        with self._room:
            for _, feed, _, data in group:
                self._bytes[feed] = self._bytes.get(feed, 0) - len(data)
            while self._queued >= _MOST_QUEUED and not self._stop:
                self._room.wait(0.25)
            self._queue.extend(records)
            self._queued += sum(len(one.data) for one in records)
            self._room.notify_all()
        return True

    def _write(self, group: list[Waiting]) -> list[Record]:
        """Write a group; waits while the disk is full.

        What could not be written at the end is left: nothing told that it came.
        """
        records: list[Record] = []
        for t_us, feed, kind, data in group:
            self._last_us = max(self._last_us, t_us)
            if not self._is_introduced or self._journal.is_new_segment():
                names = json.dumps({str(number): name for number, name in self._names.items()})
                if not self._persist(records, 0, FEEDS, names.encode()):
                    return records
                self._is_introduced = True
            if not self._persist(records, feed, kind, data):
                return records
        return records if self._insist(self._journal.sync) else []

    def _persist(self, records: list[Record], feed: int, kind: int, data: bytes) -> bool:
        """Append a record to the journal, then to those that were written."""
        t_us = self._last_us
        end = self._insist(lambda: self._journal.append(t_us, feed, kind, data))
        if end is not None:
            records.append(Record(end, t_us, feed, kind, data))
        return end is not None

    def _insist(self, write: Callable[[], int | None]) -> int | None:
        """Try until it is written; None when there was no room to the end."""
        while True:
            try:
                done = write()
            except OutputError as error:
                self.trouble = str(error)
                if self._stop:
                    return None
                time.sleep(_RETRY_S)
            else:
                self.trouble = ""
                return done or 1


def _may_join(last: Waiting, data: bytes) -> bool:
    return last[3].endswith(b"\n") and len(last[3]) + len(data) <= _JOINED


def document_record(label: str, data: bytes) -> bytes:
    """Write a document of a folder, and its path, as one record's bytes."""
    name = label.encode("utf-8", "surrogateescape")
    return len(name).to_bytes(4, "little") + name + data


def read_document_record(data: bytes) -> tuple[str, bytes]:
    """Read what `document_record` wrote: path and content."""
    n = int.from_bytes(data[:4], "little")
    return data[4 : 4 + n].decode("utf-8", "surrogateescape"), data[4 + n :]

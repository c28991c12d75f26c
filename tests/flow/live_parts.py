"""What tests of the live watch share: simulated lines, a sender of them, a watch over a link."""

import json
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from straitwatch.flow.config import Settings
from straitwatch.flow.derive import derive_events
from straitwatch.flow.ingest import ingest_bytes
from straitwatch.flow.live.link import LinkReader, LinkWriter
from straitwatch.flow.live.watcher import Watcher
from straitwatch.flow.live_settings import FeedSettings, LiveSettings
from straitwatch.flow.retold import retold_readings
from straitwatch.flow.tell import SILENT
from straitwatch.flow.text import Shelf
from straitwatch.model.live import FeedHealth
from straitwatch.source.simulate import simulate_traffic
from straitwatch.store.store import Store, open_store

LABEL = "simulated:traffic"
WAIT_S = 60.0
"""Generous: no test passes or fails by the clock."""


def lines_of_days(days: int = 3, ships: int = 10) -> bytes:
    """AIVDM lines with tag blocks: ships through the straits, with names."""
    t_from = datetime(2022, 12, 15, tzinfo=UTC)
    t_to = t_from + timedelta(days=days)
    return b"".join(simulate_traffic(t_from=t_from, t_to=t_to, ships=ships))


def put_texts(store: Store) -> None:
    """Put the shipped texts into a store."""
    with Shelf(store) as shelf:
        for label, n, reading in retold_readings():
            shelf.put(reading, label, n)


def batch_events(folder: Path, lines: bytes, *, texts: bool = False) -> dict[str, Any]:
    """What a batch tells of the lines."""
    with open_store(folder, create=True) as store:
        if texts:
            put_texts(store)
        ingest_bytes(store, LABEL, [lines])
        derive_events(store, Settings(), SILENT)
        return events_of(store)


def events_of(store: Store) -> dict[str, Any]:
    """Events by id, JSON read; those that are not retracted."""
    rows = store.events().to_pylist()
    for row in rows:
        for name in ("evidence", "detail"):
            row[name] = json.loads(row[name] or "null")
    return {row["event_id"]: row for row in rows}


def assert_same_events(found: dict[str, Any], wanted: dict[str, Any], *, least: int = 20) -> None:
    """Ids and content are the same; sums may differ in their last digits."""
    assert len(wanted) > least
    assert found.keys() == wanted.keys()
    for key, row in wanted.items():
        assert _near(found[key], row), f"{found[key]} is not {row}"


def _near(a: Any, b: Any) -> bool:  # noqa: ANN401 - any JSON value
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_near(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_near, a, b))
    return bool(a == b)


class Heard:
    """A sink that keeps what it was told."""

    def __init__(self) -> None:
        self.rows: list[pa.Table] = []
        self.words: list[pa.Table] = []
        self.health: dict[str, FeedHealth] = {}
        self.seq = 0
        self.states: list[dict[str, Any]] = []

    def positions(self, rows: pa.Table) -> None:
        self.rows.append(rows)

    def said(self, rows: pa.Table) -> None:
        self.words.append(rows)

    def feeds(self, rows: list[FeedHealth]) -> None:
        self.health = {one.name: one for one in rows}

    def events(self, seq: int) -> None:
        self.seq = seq


class Sender:
    """A TCP server that sends bytes to whoever connects, from where it was, up to a goal."""

    def __init__(self, data: bytes, *, chunk: int = 20_000, goal: int | None = None) -> None:
        self.data, self.sent, self.goal = data, 0, len(data) if goal is None else goal
        self._chunk, self._chance = chunk, random.Random(1)
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self._server.getsockname()[1]}"
        self._closed, self.is_idle = False, False
        threading.Thread(target=self._run, daemon=True).start()

    def send(self, share: float) -> None:
        """Send so much of all, in whole lines, and wait until it is sent."""
        self.goal = self.data.rfind(b"\n", 0, int(share * len(self.data))) + 1
        until(lambda: self.sent == self.goal)

    def close(self) -> None:
        self._closed = True
        self._server.close()

    def _run(self) -> None:
        while not self._closed:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            with connection:
                self._send(connection)

    def _send(self, connection: socket.socket) -> None:
        try:
            while not self._closed:
                self.is_idle = self.sent >= self.goal
                if self.is_idle:
                    time.sleep(0.01)
                    connection.settimeout(0.001)
                    try:
                        if not connection.recv(1):
                            return
                    except TimeoutError:
                        continue
                end = min(self.sent + self._chance.randrange(1, self._chunk), self.goal)
                connection.settimeout(None)
                connection.sendall(self.data[self.sent : end])
                self.sent = end
        except OSError:
            return


@contextmanager
def watching(
    folder: Path, *feeds: FeedSettings, falls: int = 0, **live: float
) -> Iterator[tuple[Watcher, Heard]]:
    """A watch in threads of this process, over a real link; it ends cleanly."""
    ours, theirs = socket.socketpair()
    heard = Heard()
    reader = LinkReader(ours, heard, heard.states.append)
    with ours, theirs, open_store(folder, create=True) as store:
        link = LinkWriter(theirs)
        settings = Settings(feed=feeds, live=LiveSettings(**live))
        watcher = Watcher(store, settings, link, falls=falls)
        thread = threading.Thread(target=watcher.run)
        thread.start()
        try:
            yield watcher, heard
        finally:
            watcher.stop.set()
            thread.join(WAIT_S)
            link.close()
            theirs.shutdown(socket.SHUT_RDWR)
            reader.wait(WAIT_S)
    assert not thread.is_alive()


def until(claim: Callable[[], object]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + WAIT_S
    while not claim():
        assert time.monotonic() < end, "it did not come to be"
        time.sleep(0.02)

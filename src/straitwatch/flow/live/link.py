"""The link between the watch and the server: tables and words as frames over a pair of sockets."""

import json
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

import pyarrow as pa

from straitwatch.flow.live.newest import newest_of, said_of
from straitwatch.model.live import LIVE, SAID, FeedHealth, Sink

__all__ = ["LinkReader", "LinkWriter", "receive_words", "send_words"]

_HEAD = struct.Struct("<IB")
_POSITIONS, _SAID, _FEEDS, _EVENTS, _STATE, _WORDS = range(1, 7)
_MOST = 256 << 20
_TIMES = ("since", "last_heard")

Words = dict[str, Any]


class LinkWriter:
    """Tells the server, and never waits for it.

    While the server does not read, only the newest position and words of each object, the newest
    state of the feeds and the newest number of an event are kept.

    Args:
        connection: to the server.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._more = threading.Condition()
        self._rows: dict[int, list[pa.Table]] = {_SAID: [], _POSITIONS: []}
        self._words: dict[int, bytes] = {}
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="link", daemon=True)
        self._thread.start()

    def positions(self, rows: pa.Table) -> None:
        """Take LIVE."""
        self._add(_POSITIONS, rows, newest_of)

    def said(self, rows: pa.Table) -> None:
        """Take SAID."""
        self._add(_SAID, rows, said_of)

    def feeds(self, rows: list[FeedHealth]) -> None:
        """Take how every feed does."""
        told = [_plain(one) for one in rows]
        self._say(_FEEDS, json.dumps(told).encode())

    def events(self, seq: int) -> None:
        """Take the newest number of the store's log of events."""
        self._say(_EVENTS, json.dumps(seq).encode())

    def state(self, words: Words) -> None:
        """Tell how the watch itself does."""
        self._say(_STATE, json.dumps(words).encode())

    def close(self, timeout_s: float = 2.0) -> None:
        """Send what waits, if the server reads, and end."""
        with self._more:
            self._closed = True
            self._more.notify()
        self._thread.join(timeout_s)

    def _add(self, kind: int, rows: pa.Table, join: Callable[[list[pa.Table]], pa.Table]) -> None:
        if not len(rows):
            return
        with self._more:
            held = self._rows[kind]
            held.append(rows)
            if len(held) > 1:
                self._rows[kind] = [join(held)]
            self._more.notify()

    def _say(self, kind: int, data: bytes) -> None:
        with self._more:
            self._words[kind] = data
            self._more.notify()

    def _run(self) -> None:
        with suppress(OSError):  # the server is gone: who reads its commands sees it too
            while True:
                with self._more:
                    self._more.wait_for(lambda: self._has_any() or self._closed)
                    rows = {kind: held for kind, held in self._rows.items() if held}
                    self._rows = {_SAID: [], _POSITIONS: []}  # names first: they may hide a ship
                    words, self._words = self._words, {}
                    ending = self._closed
                for kind, held in rows.items():
                    _send(self._connection, kind, _write_table(held[0]))
                for kind, data in words.items():
                    _send(self._connection, kind, data)
                if ending and not self._has_any():
                    return

    def _has_any(self) -> bool:
        return bool(self._words) or any(self._rows.values())


class LinkReader:
    """Hears the watch in a thread of its own, and tells a sink.

    Args:
        connection: to the watch.
        sink: is told; its methods return at once.
        state: is told how the watch itself does.
    """

    def __init__(
        self, connection: socket.socket, sink: Sink, state: Callable[[Words], None]
    ) -> None:
        self._connection, self._sink, self._state = connection, sink, state
        self._thread = threading.Thread(target=self._run, name="link", daemon=True)
        self._thread.start()

    def wait(self, timeout_s: float | None = None) -> None:
        """Wait until the watch has ended the link."""
        self._thread.join(timeout_s)

    def _run(self) -> None:
        with suppress(OSError):  # the watch is gone
            while (frame := _receive(self._connection)) is not None:
                self._tell(*frame)

    def _tell(self, kind: int, data: bytes) -> None:
        if kind == _POSITIONS:
            self._sink.positions(_read_table(data).cast(LIVE))
        elif kind == _SAID:
            self._sink.said(_read_table(data).cast(SAID))
        elif kind == _FEEDS:
            self._sink.feeds([_health(one) for one in json.loads(data)])
        elif kind == _EVENTS:
            self._sink.events(json.loads(data))
        elif kind == _STATE:
            self._state(json.loads(data))


def send_words(connection: socket.socket, words: Words) -> None:
    """Send the settings, or a command, to the watch.

    Raises:
        OSError: it is gone.
    """
    _send(connection, _WORDS, json.dumps(words).encode())


def receive_words(connection: socket.socket) -> Words | None:
    """Wait for the settings, or a command; None when the server is gone."""
    with suppress(OSError):
        frame = _receive(connection)
        if frame is not None:
            found: Words = json.loads(frame[1])
            return found
    return None


def _send(connection: socket.socket, kind: int, data: bytes) -> None:
    connection.sendall(_HEAD.pack(len(data), kind) + data)


def _receive(connection: socket.socket) -> tuple[int, bytes] | None:
    head = _exactly(connection, _HEAD.size)
    if head is None:
        return None
    n, kind = _HEAD.unpack(head)
    data = _exactly(connection, n) if n <= _MOST else None
    return None if data is None else (kind, data)


def _exactly(connection: socket.socket, n: int) -> bytes | None:
    data = bytearray()
    while len(data) < n:
        more = connection.recv(min(n - len(data), 1 << 20))
        if not more:
            return None
        data += more
    return bytes(data)


def _write_table(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _read_table(data: bytes) -> pa.Table:
    with pa.ipc.open_stream(data) as reader:
        return reader.read_all()


def _plain(health: FeedHealth) -> Words:
    told = asdict(health)
    for name in _TIMES:
        told[name] = told[name] and told[name].isoformat()
    return told


def _health(told: Words) -> FeedHealth:
    known = {one.name for one in fields(FeedHealth)}
    times = {name: datetime.fromisoformat(told[name]) for name in _TIMES if told.get(name)}
    return FeedHealth(**{name: told[name] for name in told if name in known} | times)

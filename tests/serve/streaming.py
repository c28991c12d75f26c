"""A real server in a thread, and readers of its event streams, for the tests beside it."""

import base64
import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.kernel.pack_positions import COLUMNS
from straitwatch.kernel.unpack_positions import unpack_rows
from straitwatch.model.live import LIVE, SAID
from straitwatch.serve.app import make_app
from straitwatch.serve.broadcast import Broadcast
from straitwatch.serve.connection import Bounds
from straitwatch.serve.desk import Access
from straitwatch.serve.hub import Hub
from straitwatch.serve.run import Server, bind, make_server
from straitwatch.serve.stream import Seats, live_router
from straitwatch.serve.window import Limits, Scope, Window

Event = tuple[str, str, str]
Many = Sequence[object] | npt.NDArray[Any]


class Sees:
    """All is seen, live."""

    whole, live = True, True


def live_rows(object_id: Many, lon: Many, lat: Many, *, t_us: int = 1, **more: Many) -> pa.Table:
    """Make LIVE."""
    n = len(object_id)
    blank = dict.fromkeys(LIVE.names)
    stamp = {"t": [t_us] * n, "received": [t_us] * n, "source": ["a"] * n}
    columns = {**blank, "object_id": object_id, "lon": lon, "lat": lat, **stamp, **more}
    return pa.table(
        {name: pa.nulls(n) if value is None else value for name, value in columns.items()}
    ).cast(LIVE)


def said_rows(object_id: list[int], **more: list[Any]) -> pa.Table:
    """Make SAID."""
    rows = [{"object_id": one} for one in object_id]
    for name, values in more.items():
        for row, value in zip(rows, values, strict=True):
            row[name] = value
    return pa.Table.from_pylist(rows, schema=SAID)


@contextmanager
def serving(server: Server, port: int = 0) -> Iterator[int]:
    """Run a server in a thread: its port."""
    listener = bind("127.0.0.1", port)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()


@contextmanager
def live_server(
    hub: Hub,
    *,
    release_of: Callable[[Scope], Any] = lambda _: Sees(),
    limits: Limits | None = None,
    bounds: Bounds | None = None,
    access: Access | None = None,
    port: int = 0,
    renew_s: float = 60.0,
) -> Iterator[int]:
    """Serve a hub: the port."""
    broadcast = Broadcast(hub, least_tick_s=0.01, renew_s=renew_s)
    router = live_router(broadcast, release_of, Seats())
    app = make_app(cast("Window", None), access=access, limits=limits, routers=[router])
    with serving(make_server(app, bounds, on_stop=[broadcast.stop]), port) as found:
        yield found


class Listener:
    """Reads an event stream over a socket of its own."""

    def __init__(self, port: int, path: str, **headers: str) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self.link.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        self.answer = self.link.getresponse()

    def close(self) -> None:
        self.link.close()
        self.answer.close()

    def events(self) -> Iterator[Event]:
        """Give name, id and data of each message; comments are left out."""
        fields: dict[str, str] = {}
        while line := self.answer.readline():
            text = line.decode().rstrip("\n")
            if text:
                name, _, value = text.partition(": ")
                fields[name] = value
            elif fields:
                if "data" in fields:
                    yield fields.get("event", "message"), fields.get("id", ""), fields["data"]
                fields = {}

    def until(self, *names: str) -> Event:
        """Read up to a message of one of these names."""
        return next(event for event in self.events() if event[0] in names)


class Reader:
    """Does what the page does: keeps the newest state by slot."""

    def __init__(self) -> None:
        self.codes = np.zeros((4_096, COLUMNS), np.int32)
        self.t_ms = np.zeros(4_096, np.int64)
        self.there: set[int] = set()
        self.who: dict[int, dict[str, Any]] = {}
        self.pictures = 0

    def take(self, event: Event) -> None:
        name, _, text = event
        if name == "positions":
            self._unpack(text)
            return
        data = json.loads(text)
        if name == "snapshot":
            self.there.clear()
            self.who.clear()
            self.pictures += 1
            self._unpack(data["positions"])
        elif name == "said":
            for row in data["rows"]:
                told = dict(zip(data["columns"], row, strict=True))
                self.who[told["slot"]] = told
        elif name == "gone":
            for slot in data["slots"]:
                self.there.remove(slot)
                self.who.pop(slot, None)

    def _unpack(self, text: str) -> None:
        packed = np.frombuffer(base64.b64decode(text), np.uint8)
        self.there |= set(unpack_rows(packed, self.codes, self.t_ms).tolist())


def open_slow(
    port: int, source: str = "127.0.0.1", *, sent: bytes = b"GET /healthz HT"
) -> socket.socket:
    """Open a socket that sends a part of a head and no more."""
    one = socket.socket()
    one.settimeout(20)
    one.bind((source, 0))
    one.connect(("127.0.0.1", port))
    one.sendall(sent)
    return one

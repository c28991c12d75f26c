"""Connections within bounds: slow ones, greedy ones, many; others are answered all the same."""

import contextlib
import http.client
import json
import os
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any, cast

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from streaming import open_slow, serving

from straitwatch.serve.app import make_app
from straitwatch.serve.connection import Bounds, Connections, _host
from straitwatch.serve.run import Server, make_server
from straitwatch.serve.window import Window


async def _echo(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def _much(_: Request) -> Response:
    return PlainTextResponse("x" * 8_000_000)


@contextlib.contextmanager
def _serving(**bounds: float) -> Iterator[tuple[int, Server]]:
    app = make_app(cast("Window", None))
    app.router.routes[:0] = [Route("/echo", _echo, methods=["POST"]), Route("/much", _much)]
    server = make_server(app, Bounds(**cast("dict[str, Any]", bounds)))
    with serving(server) as port:
        yield port, server


def _healthy(port: int, source: str = "127.0.0.1") -> float:
    """Ask for /healthz: how long it took."""
    start = time.monotonic()
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=10, source_address=(source, 0))
    link.request("GET", "/healthz")
    assert json.loads(link.getresponse().read()) == {"status": "ok"}
    link.close()
    return time.monotonic() - start


def _ends(one: socket.socket) -> bytes:
    """Read until the server closes: what it said."""
    data = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := one.recv(65_536):
            data += piece
    one.close()
    return data


@pytest.mark.parametrize(
    "sent", [b"", b"GET / HTTP/1.1\r\nhost", b"\r\n", b"GET / HTTP/1.1\r\na: b\r\n"]
)
def test_a_head_that_does_not_end_is_not_waited_for(sent: bytes) -> None:
    with _serving(head_s=0.2) as (port, server):
        assert _ends(open_slow(port, sent=sent)) == b""
        assert server.connections.dropped == {"head too slow": 1}


def test_a_drop_at_a_time_does_not_gain_time() -> None:
    with _serving(head_s=0.4) as (port, server):
        one = open_slow(port, sent=b"GET / HTTP/1.1\r\n")
        with contextlib.suppress(OSError):
            for _ in range(200):
                one.sendall(b"a: b\r\n")
                time.sleep(0.05)
        assert server.connections.dropped == {"head too slow": 1}
        one.close()


def test_neither_does_a_further_request_on_the_same_connection() -> None:
    with _serving(head_s=0.3) as (port, server):
        one = open_slow(port, sent=b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n")
        assert b"200 OK" in one.recv(4_096)
        one.sendall(b"\r\n")
        _ends(one)
        assert server.connections.dropped == {"head too slow": 1}


def test_a_body_that_does_not_end_is_not_waited_for() -> None:
    with _serving(body_s=0.2) as (port, server):
        head = b"POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nabc"
        _ends(open_slow(port, sent=head))
        assert server.connections.dropped == {"body too slow": 1}


def test_an_idle_connection_is_closed() -> None:
    with _serving(idle_s=1.0) as (port, server):
        one = open_slow(port, sent=b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n")
        assert b"ok" in _ends(one)
        assert server.connections.dropped == {"idle": 1}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\nx: " + b"a" * 40_000, 431),
        (b"GET /" + b"a" * 40_000, 431),
        (b"POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 70000\r\n\r\n", 413),
        (b"POST /echo HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n"
         + b"4000\r\n%s\r\n" % (b"a" * 0x4000) * 9, 413),
    ],
)  # fmt: skip
def test_what_is_too_long_is_refused(sent: bytes, status: int) -> None:
    with _serving() as (port, server):
        told = _ends(open_slow(port, sent=sent))
        assert told.startswith(b"HTTP/1.1 %d " % status)
        assert server.connections.dropped == {f"refused {status}": 1}


@pytest.mark.parametrize("n", [0, 1, 60_000])
def test_a_body_within_bounds_is_taken(n: int) -> None:
    with _serving() as (port, _):
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        for _ in range(2):
            link.request("POST", "/echo", body=b"a" * n)
            assert link.getresponse().read() == str(n).encode()
        link.close()


def test_one_that_takes_nothing_is_dropped_and_one_that_takes_is_not() -> None:
    with _serving(stall_s=0.3) as (port, server):
        ask = b"GET /much HTTP/1.1\r\nhost: a\r\n\r\n"
        one, other = open_slow(port, sent=ask), open_slow(port, sent=ask)
        got = 0
        while got < 8_000_000:
            got += len(other.recv(400_000))
            time.sleep(0.05)
        for _ in range(100):
            if server.connections.dropped:
                break
            time.sleep(0.05)
        assert server.connections.dropped == {"takes nothing": 1}
        one.close()
        other.close()


class Guest:
    """A connection from elsewhere."""

    def __init__(self, address: str) -> None:
        self.address, self.dropped = address, ""

    def drop(self, reason: str) -> None:
        self.dropped = reason


def test_a_slow_reader_of_a_long_answer_gets_it_whole() -> None:
    with _serving(idle_s=1.0) as (port, server):
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        one.settimeout(20)
        one.connect(("127.0.0.1", port))
        one.sendall(b"GET /much HTTP/1.1\r\nhost: a\r\n\r\n")
        got, start = 0, time.monotonic()
        while got < 8_000_000:
            piece = one.recv(80_000)
            assert piece, server.connections.dropped
            got += len(piece)
            if time.monotonic() - start < 2.5:
                time.sleep(0.05)
        assert time.monotonic() - start > 2.0
        one.close()


def test_one_address_cannot_take_all() -> None:
    all_of_them = Connections(Bounds(max_clients=20, of_one=5))
    guests: list[Any] = [Guest("203.0.113.7") for _ in range(6)]
    for guest in guests[:5]:
        assert all_of_them.enter(guest)
    all_of_them.idle.pop(guests[0])  # it is at work
    assert all_of_them.enter(guests[5])
    assert [guest.dropped for guest in guests] == ["", "crowded", "", "", "", ""]
    all_of_them.idle.clear()  # all are
    assert not all_of_them.enter(cast("Any", Guest("203.0.113.7")))
    here: list[Any] = [Guest("127.0.0.1") for _ in range(10)]
    assert all(all_of_them.enter(one) for one in here)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("::1", "::1"),
        ("", ""),
    ],
)
def test_a_host_is_known_by_its_network(address: str, host: str) -> None:
    assert _host(address) == host


def test_where_all_places_are_taken_the_one_idle_for_longest_goes() -> None:
    with _serving(max_clients=10) as (port, server):
        slow = [open_slow(port) for _ in range(10)]
        for _ in range(3):
            _healthy(port)
        assert server.connections.dropped["crowded"] >= 1
        assert _ends(slow[0]) == b""
        for one in slow[1:]:
            one.close()


def test_where_all_are_at_work_a_further_one_is_told_to_wait() -> None:
    ask = b"GET /much HTTP/1.1\r\nhost: a\r\n\r\n"
    with _serving(max_clients=3) as (port, server):
        busy = [open_slow(port, sent=ask) for _ in range(3)]
        for one in busy:
            one.recv(10)
        told = _ends(open_slow(port, sent=b""))
        assert told.startswith(b"HTTP/1.1 503 ")
        assert b"retry-after: 5\r\n" in told
        assert server.connections.dropped == {"crowded": 1, "refused 503": 1}
        for one in busy:
            one.close()


def test_three_hundred_slow_ones_do_not_keep_others_waiting() -> None:
    with _serving() as (port, _):
        slow = [open_slow(port, f"127.0.0.{2 + k % 200}") for k in range(300)]
        assert all(_healthy(port) < _PATIENCE_S for _ in range(5))
        for one in slow:
            one.close()


_PATIENCE_S = 8.0
"""A healthy answer comes within it however busy the machine is; waiting ones get none at all."""

_SERVER = """
import sys
from straitwatch.serve.app import make_app
from straitwatch.serve.connection import Bounds, Connections, _host
from straitwatch.serve.run import bind, run_server
listener = bind("127.0.0.1", 0)
print(listener.getsockname()[1], flush=True)
run_server(make_app(None), [listener], Bounds(max_clients=int(sys.argv[1])))
"""


@pytest.mark.slow
@pytest.mark.parametrize("places", [2_000, 12_000])
def test_ten_thousand_slow_ones_do_not_keep_others_waiting(places: int) -> None:
    """As many as the system lets one process open, from many addresses; fewer places, and more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    room = 10_500 if hard == resource.RLIM_INFINITY else min(10_500, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, room), hard))
    n = min(10_000, max(soft, room) - 300)
    line = [sys.executable, "-c", _SERVER, str(places)]
    slow: list[socket.socket] = []
    server = subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        took = [_healthy(port)]
        done = threading.Event()

        def ask() -> None:
            while not done.wait(0.1):
                took.append(_healthy(port, "127.9.9.9"))

        asker = threading.Thread(target=ask)
        asker.start()
        slow += [open_slow(port, f"127.0.{1 + k % 50}.{1 + k // 50 % 250}") for k in range(n)]
        time.sleep(3.0)
        done.set()
        asker.join()
        assert len(took) > 5
        assert max(took) < _PATIENCE_S
        server.terminate()
        assert server.wait(10) is not None
    finally:
        server.kill()
        server.communicate()
        for one in slow:
            one.close()

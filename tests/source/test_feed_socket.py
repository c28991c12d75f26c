"""Feeds over real sockets: what is cut, half, silent, noise."""

import socket
import threading
import time
from pathlib import Path

import pytest
from feed_server import serving
from listening import hearing

from straitwatch.decode.feed import open_decoder
from straitwatch.model.record import Tally
from straitwatch.source.feed import Piece, open_feed, parse_address
from straitwatch.source.feed_retry import waits
from straitwatch.source.feed_socket import keep_alive
from straitwatch.source.feed_wire import MAX_LINE, Cutter

LINE = b"!AIVDM,1,1,,A,15MgK45P3@G?fl0E`JbR0OwT0@MS,0*4E\r\n"


def until_closed(client: socket.socket) -> None:
    client.settimeout(30)
    try:
        while client.recv(1000):
            pass
    except OSError:
        pass


def sends(data: bytes, *, stays: bool = False):  # noqa: ANN201 - a turn
    def turn(client: socket.socket) -> None:
        client.sendall(data)
        if stays:
            until_closed(client)

    return turn


def test_lines_that_come_in_crumbs_are_given_whole(shared: Path) -> None:
    data = (shared / "ais/dma-stream-example.nmea").read_bytes()[:20_000]
    data = data[: data.rfind(b"\n") + 1]

    def crumbs(client: socket.socket) -> None:
        for at in range(0, len(data), 777):
            client.sendall(data[at : at + 777])
            time.sleep(0.001)
        until_closed(client)

    with serving(crumbs) as port, hearing(f"tcp://127.0.0.1:{port}") as heard:
        heard.wait(lambda: len(heard.data) == len(data))
        assert heard.data == data
        assert all(piece.data.endswith(b"\n") for piece in heard.pieces)
        assert heard.words == ["connecting", "open"]
        times = [piece.t_us for piece in heard.pieces]
        assert times == sorted(times)


def test_a_cut_feed_comes_back_and_half_a_line_is_a_reject() -> None:
    turns = [sends(LINE + LINE[:20]), sends(LINE, stays=True)]
    with serving(*turns) as port, hearing(f"tcp://127.0.0.1:{port}") as heard:
        heard.wait(lambda: heard.data.count(b"*4E") == 2)
        assert [piece.data for piece in heard.pieces] == [LINE, LINE[:20], LINE]
        assert heard.words == ["connecting", "open", "waiting", "connecting", "open"]
        assert "closed" in heard.errors
    tally = Tally("x")
    decoder = open_decoder("nmea", "x", tally)
    found = [decoder.feed(piece.data, piece.t_us) for piece in heard.pieces]
    assert sum(len(one.fixes) for one in found) == 2
    assert tally.rejects == {"truncated": 1}
    assert tally.is_balanced()


def test_noise_without_line_ends_is_given_in_bounded_lines() -> None:
    noise = bytes(range(11, 256)) * 1100  # some 270 kB, no line feed
    with (
        serving(sends(noise + b"\n" + LINE, stays=True)) as port,
        hearing(f"tcp://127.0.0.1:{port}") as heard,
    ):
        heard.wait(lambda: heard.data.endswith(LINE))
        lines = heard.data.split(b"\n")
        assert max(map(len, lines)) <= MAX_LINE
        assert b"".join(lines[:-2]) == noise
    tally = Tally("x")
    decoder = open_decoder("nmea", "x", tally)
    fixes = sum(len(decoder.feed(piece.data, piece.t_us).fixes) for piece in heard.pieces)
    assert fixes == 1
    assert tally.is_balanced()
    assert sum(tally.rejects.values()) == len(lines) - 2


def test_a_cutter_never_holds_more_than_a_line() -> None:
    cutter = Cutter()
    given = b"".join(cutter.take(b"x" * 1000) for _ in range(1000))
    assert len(given) + len(cutter.rest()) == 1_000_000 + given.count(b"\n")
    assert given.count(b"\n") == 1_000_000 // MAX_LINE


def test_silence_is_told_and_ends_with_the_next_line() -> None:
    go = threading.Event()

    def quiet(client: socket.socket) -> None:
        client.sendall(LINE)
        go.wait(20)
        client.sendall(LINE)
        until_closed(client)

    with serving(quiet) as port, hearing(f"tcp://127.0.0.1:{port}", silent_s=0.3) as heard:
        heard.wait(lambda: "silent" in heard.words)
        go.set()
        heard.wait(lambda: len(heard.pieces) == 2)
        assert heard.words[:4] == ["connecting", "open", "silent", "open"]


def test_a_refused_connection_is_tried_again_until_somebody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with hearing(f"tcp://127.0.0.1:{port}") as heard:
        heard.wait(lambda: heard.words.count("waiting") >= 3)
        assert "refused" in heard.errors
        with socket.create_server(("127.0.0.1", port)) as server:
            client, _ = server.accept()
            with client:
                client.sendall(LINE)
                heard.wait(lambda: heard.data == LINE)


def test_a_name_that_is_not_found_is_said_so() -> None:
    with hearing("tcp://no-such-host.invalid:10110") as heard:
        heard.wait(lambda: "waiting" in heard.words)
        assert "the name no-such-host.invalid is not found" in heard.errors


def test_a_reset_connection_is_opened_again() -> None:
    def reset(client: socket.socket) -> None:
        client.sendall(LINE)
        time.sleep(0.05)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    with (
        serving(reset, sends(LINE, stays=True)) as port,
        hearing(f"tcp://127.0.0.1:{port}") as heard,
    ):
        heard.wait(lambda: heard.data == LINE * 2)


def test_gpsd_is_asked_to_watch() -> None:
    asked: list[bytes] = []

    def gpsd(client: socket.socket) -> None:
        asked.append(client.recv(1000))
        client.sendall(b'{"class":"VERSION","release":"3.25"}\r\n' + LINE)
        until_closed(client)

    with serving(gpsd) as port, hearing(f"gpsd://127.0.0.1:{port}") as heard:
        heard.wait(lambda: heard.data.endswith(LINE))
    assert asked == [b'?WATCH={"enable":true,"nmea":true}\n']


def test_half_open_connections_are_asked_whether_they_live() -> None:
    with socket.socket() as sock:
        keep_alive(sock)
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        names = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
        assert [sock.getsockopt(socket.IPPROTO_TCP, name) for name in names] == [30, 10, 3]


def test_back_pressure_stops_the_reading() -> None:
    total = 50_000_000
    sent = 0

    def flood(client: socket.socket) -> None:
        nonlocal sent
        client.settimeout(0.5)
        try:
            while sent < total:
                sent += client.send(LINE * 1000)
        except OSError:
            pass
        go.set()
        until_closed(client)

    go, full = threading.Event(), threading.Semaphore(3)
    stop = threading.Event()
    with serving(flood) as port:
        feed = open_feed(parse_address(f"tcp://127.0.0.1:{port}"))

        def put(_: Piece) -> None:
            while not full.acquire(timeout=0.05):
                if stop.is_set():
                    return

        thread = threading.Thread(target=feed.run, args=(put, stop, lambda *_: None))
        thread.start()
        try:
            assert go.wait(30)  # the sender could not go on
            assert 0 < sent < total
        finally:
            stop.set()
            thread.join(20)
    assert not thread.is_alive()


def free_udp() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
    return port


def test_datagrams_are_whole_lines() -> None:
    port = free_udp()
    with (
        hearing(f"udp://127.0.0.1:{port}", silent_s=0.3) as heard,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock,
    ):
        heard.wait(lambda: "open" in heard.words)
        for data in (LINE, LINE.rstrip(), LINE + LINE, b"", b'{"a":1}'):
            sock.sendto(data, ("127.0.0.1", port))
        heard.wait(lambda: heard.data.endswith(b'{"a":1}\n'))
        assert heard.data == LINE + LINE.rstrip() + b"\n" + LINE + LINE + b'{"a":1}\n'
        heard.wait(lambda: heard.words[-1] == "silent")


def test_datagrams_that_the_system_dropped_are_told() -> None:
    port, go, stop = free_udp(), threading.Event(), threading.Event()
    told: list[str | None] = []
    feed = open_feed(parse_address(f"udp://127.0.0.1:{port}"))

    def put(_: Piece) -> None:
        go.wait(20)

    thread = threading.Thread(
        target=feed.run, args=(put, stop, lambda _, error: told.append(error)), daemon=True
    )
    thread.start()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for _ in range(40):
            for _ in range(2000):
                sock.sendto(LINE * 4, ("127.0.0.1", port))
        go.set()
        end = time.monotonic() + 20
        while not any(told) and time.monotonic() < end:
            sock.sendto(LINE, ("127.0.0.1", port))
            time.sleep(0.01)
    stop.set()
    thread.join(20)
    assert any("dropped by the system" in (one or "") for one in told)


def test_a_port_that_is_taken_is_said_so() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
        with hearing(f"udp://127.0.0.1:{port}") as heard:
            heard.wait(lambda: "waiting" in heard.words)
            assert "cannot listen there" in heard.errors
            sock.close()
            heard.wait(lambda: heard.words[-1] == "open")


def test_senders_may_come_to_us() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with hearing(f"tcp-listen://127.0.0.1:{port}") as heard:
        heard.wait(lambda: "open" in heard.words)
        with (
            socket.create_connection(("127.0.0.1", port)) as one,
            socket.create_connection(("127.0.0.1", port)) as two,
        ):
            one.sendall(LINE[:10])
            time.sleep(0.05)
            two.sendall(LINE)
            heard.wait(lambda: heard.data == LINE)
            one.sendall(LINE[10:] + b"half")
        heard.wait(lambda: heard.data == LINE + LINE + b"half")
        assert heard.pieces[-1].data == b"half"


def test_waits_grow_to_their_bound_with_jitter() -> None:
    series = waits(0.5, 60.0)
    found = [next(series) for _ in range(12)]
    assert found[0] == 0.5
    assert all(0.5 * 2**k / 2 <= one <= 0.5 * 2**k for k, one in enumerate(found[:7]))
    assert all(30.0 <= one <= 60.0 for one in found[8:])
    assert len(set(found[8:])) > 1


@pytest.mark.parametrize("stop_first", [True, False])
def test_stopping_is_seen_soon(stop_first: bool) -> None:
    with serving(until_closed) as port:
        feed = open_feed(parse_address(f"tcp://127.0.0.1:{port}"))
        stop = threading.Event()
        states: list[str] = []
        if stop_first:
            stop.set()
        thread = threading.Thread(
            target=feed.run, args=(lambda _: None, stop, lambda state, _: states.append(state))
        )
        thread.start()
        stop.set()
        thread.join(20)
        assert not thread.is_alive()
        assert "ended" not in states  # it was stopped: its source is not at its end

"""A feed of Beast: bytes without lines are handed on as they come."""

import socket
from threading import Event, Thread

from straitwatch.source.feed import Piece, open_feed, parse_address
from straitwatch.source.feed_wire import Uncut


def test_addresses_of_beast() -> None:
    told = parse_address("beast://pi.example")
    assert (told.kind, told.port, told.format) == ("tcp", 30005, "beast")
    assert parse_address("tcp://pi.example:30005#format=beast").format == "beast"


def test_nothing_is_held_back() -> None:
    cutter = Uncut()
    assert (cutter.take(b"\x1a3abc"), cutter.rest()) == (b"\x1a3abc", b"")


def test_bytes_without_a_line_end_come_through() -> None:
    data = b"\x1a3" + bytes(range(100, 121))
    pieces: list[Piece] = []
    stop = Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        feed = open_feed(parse_address(f"beast://127.0.0.1:{server.getsockname()[1]}"))

        def put(piece: Piece) -> None:
            pieces.append(piece)
            if sum(len(one.data) for one in pieces) >= len(data):
                stop.set()

        hearer = Thread(target=feed.run, args=(put, stop, lambda *_: None))
        hearer.start()
        with server.accept()[0] as sender:
            sender.sendall(data)
            stop.wait(10)
        stop.set()
        hearer.join(10)
    assert b"".join(piece.data for piece in pieces) == data

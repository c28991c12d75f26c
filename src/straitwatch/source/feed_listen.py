"""TCP clients that send to us turned into pieces of whole lines."""

import selectors
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from straitwatch.model.error import SourceError
from straitwatch.source.feed_address import Address
from straitwatch.source.feed_retry import Session
from straitwatch.source.feed_socket import LOOK_S, NAP_S, keep_alive
from straitwatch.source.feed_wire import Cutter, Wire

__all__ = ["MOST_SENDERS", "hear_senders"]

MOST_SENDERS = 64
"""Connections at a time; what comes beyond is closed. Ours: memory stays below 64 x 320 kB."""

_READ = 256 << 10


def hear_senders(address: Address) -> Session:
    """Make a session that listens and reads the lines of all who connect, each in its order."""

    def session(wire: Wire) -> None:
        with _listening(address) as server, selectors.DefaultSelector() as chosen:
            chosen.register(server, selectors.EVENT_READ)
            senders: dict[socket.socket, Cutter] = {}
            wire.open()
            try:
                while not wire.stop.is_set():
                    _serve(server, chosen, senders, wire)
                    wire.stop.wait(NAP_S)
            finally:
                for sender, cutter in senders.items():
                    wire.give(cutter.rest())
                    sender.close()

    return session


@contextmanager
def _listening(address: Address) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        server = socket.create_server((address.host, address.port), family=family)
    except OSError as error:
        message = f"{address.url}: cannot listen there: {error.strerror or error}"
        raise SourceError(message, retry=True) from error
    with server:
        server.setblocking(False)
        yield server


def _serve(
    server: socket.socket,
    chosen: selectors.BaseSelector,
    senders: dict[socket.socket, Cutter],
    wire: Wire,
) -> None:
    """Take what is there from each sender, and new senders."""
    ready = chosen.select(LOOK_S)
    if not ready:
        wire.check_silence()
    for key, _ in ready:
        if key.fileobj is server:
            _welcome(server, chosen, senders)
            continue
        sender = key.fileobj
        if not isinstance(sender, socket.socket):
            continue
        data = _receive(sender)
        if data is None:
            continue
        if data:
            wire.hear()
            wire.give(senders[sender].take(data))
            continue
        chosen.unregister(sender)
        wire.give(senders.pop(sender).rest())
        sender.close()


def _welcome(
    server: socket.socket, chosen: selectors.BaseSelector, senders: dict[socket.socket, Cutter]
) -> None:
    try:
        sender, _ = server.accept()
    except OSError:
        return  # gone before it was taken
    if len(senders) >= MOST_SENDERS:
        sender.close()
        return
    sender.setblocking(False)
    keep_alive(sender)
    senders[sender] = Cutter()
    chosen.register(sender, selectors.EVENT_READ)


def _receive(sender: socket.socket) -> bytes | None:
    """Read what is there; nothing at the end, None where there was nothing after all."""
    try:
        return sender.recv(_READ)
    except BlockingIOError:
        return None
    except OSError:
        return b""

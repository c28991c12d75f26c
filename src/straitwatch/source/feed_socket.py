"""TCP and UDP sockets turned into pieces of whole lines."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

from straitwatch.model.error import SourceError
from straitwatch.source.feed_address import Address
from straitwatch.source.feed_retry import Session
from straitwatch.source.feed_wire import Cutter, Uncut, Wire

__all__ = ["hear_datagrams", "hear_socket", "keep_alive", "read_socket"]

LOOK_S = 0.25
"""How often a quiet socket is left to see whether to stop."""

_READ = 256 << 10
NAP_S = 0.02
"""After a read that emptied the socket: what comes meanwhile is read at once, so that a busy feed
gives some fifty pieces a second and not one a line: a piece costs its decoder milliseconds."""

_CONNECT_S = 10.0
_IDLE_S, _PROBE_S, _PROBES = 30, 10, 3  # half-open connections are found within a minute
_DATAGRAM = 65_535
_BUFFER = 8 << 20
_SO_RXQ_OVFL = 40  # Linux: each datagram tells how many were dropped before it
_MOST_AT_ONCE = 2_000
_DATAGRAM_NAP_S = 0.005
"""Shorter than for TCP: the usual buffer, 208 kB, holds some 250 datagrams."""


def hear_socket(address: Address) -> Session:
    """Make a session that connects to a TCP server and reads its lines."""

    def session(wire: Wire) -> None:
        with _connect(address) as sock:
            if address.hello:
                sock.sendall(address.hello)
            wire.open()
            read_socket(sock, wire, address.url, lines=address.format != "beast")

    return session


def _connect(address: Address) -> socket.socket:
    try:
        sock = socket.create_connection((address.host, address.port), _CONNECT_S)
    except socket.gaierror as error:
        reason = error.strerror or str(error)
        message = f"{address.url}: the name {address.host} is not found ({reason})"
        raise SourceError(message, retry=True) from error
    except TimeoutError as error:
        message = f"{address.url}: no answer within {_CONNECT_S:.0f} s; is it up, and not filtered?"
        raise SourceError(message, retry=True) from error
    except OSError as error:
        message = f"{address.url}: {error.strerror or error}; is the server up?"
        raise SourceError(message, retry=True) from error
    keep_alive(sock)
    return sock


def keep_alive(sock: socket.socket) -> None:
    """Have the system ask the other side whether it is still there."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _IDLE_S)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, _PROBE_S)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, _PROBES)


def read_socket(sock: socket.socket, wire: Wire, url: str, *, lines: bool = True) -> None:
    """Read lines, or bytes of a format that has none, until the wire says stop.

    Raises:
        SourceError: the connection ended; half a line that was heard has been given by then.
    """
    cutter = Cutter() if lines else Uncut()
    sock.settimeout(LOOK_S)
    try:
        while not wire.stop.is_set():
            try:
                data = sock.recv(_READ)
            except TimeoutError:
                wire.check_silence()
                continue
            except OSError as error:
                lost = f"{url}: the connection broke: {error.strerror or error}"
                raise SourceError(lost, retry=True) from error
            if not data:
                raise SourceError(f"{url}: the other side closed the connection", retry=True)
            wire.hear()
            wire.give(cutter.take(data))
            if len(data) < _READ:
                wire.stop.wait(NAP_S)
    finally:
        wire.give(cutter.rest())


def hear_datagrams(address: Address) -> Session:
    """Make a session that receives UDP; a datagram is whole lines, its last without a line end too.

    An address of a group (multicast) is joined.
    """

    def session(wire: Wire) -> None:
        with _bound(address) as sock:
            wire.open()
            _read_datagrams(sock, wire)

    return session


@contextmanager
def _bound(address: Address) -> Iterator[socket.socket]:
    host = address.host
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        sock.setsockopt(socket.SOL_SOCKET, _SO_RXQ_OVFL, 1)
        try:
            if _is_group(host):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                sock.bind((host, address.port))
                _join(sock, host)
            else:
                sock.bind((host, address.port))
        except OSError as error:
            message = f"{address.url}: cannot listen there: {error.strerror or error}"
            raise SourceError(message, retry=True) from error
        yield sock


def _is_group(host: str) -> bool:
    try:
        return ip_address(host).is_multicast
    except ValueError:
        return False


def _join(sock: socket.socket, host: str) -> None:
    if sock.family == socket.AF_INET6:
        member = socket.inet_pton(socket.AF_INET6, host) + struct.pack("@I", 0)
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, member)
    else:
        member = socket.inet_aton(host) + socket.inet_aton("0.0.0.0")  # noqa: S104 - any interface
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)


def _read_datagrams(sock: socket.socket, wire: Wire) -> None:
    room = socket.CMSG_SPACE(4)
    note: str | None = None
    while not wire.stop.is_set():
        heard: list[bytes] = []
        sock.settimeout(LOOK_S)
        try:
            while len(heard) < _MOST_AT_ONCE:
                data, about, _, _ = sock.recvmsg(_DATAGRAM, room)
                heard.append(data if data.endswith(b"\n") or not data else data + b"\n")
                note = _dropped(about) or note
                sock.setblocking(False)
        except (TimeoutError, BlockingIOError):
            pass  # read all there was
        if heard:
            wire.hear(note)
            wire.give(b"".join(heard))
            if len(heard) < _MOST_AT_ONCE:
                wire.stop.wait(_DATAGRAM_NAP_S)
        else:
            wire.check_silence()


def _dropped(about: list[tuple[int, int, bytes]]) -> str | None:
    """Say how many datagrams the system dropped since the socket was opened, if any."""
    for level, kind, data in about:
        n = (
            struct.unpack("@I", data)[0]
            if (level, kind) == (socket.SOL_SOCKET, _SO_RXQ_OVFL)
            else 0
        )
        if n:
            return (
                f"{n} datagrams were dropped by the system before they could be read: "
                "raise net.core.rmem_max"
            )
    return None

"""Connections kept within bounds: of one host, of all, in time and in bytes, whoever calls."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from socket import SO_SNDBUF, SOL_SOCKET
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["Bounds", "Connections", "guarded"]


@dataclass(frozen=True)
class Bounds:
    """What a connection may cost.

    Attributes:
        max_clients: connections at a time.
        of_one: of these from one address; of this machine all, as a proxy may stand there.
        head_s: seconds in which the head of a request must be whole.
        body_s: likewise its body.
        idle_s: seconds that a connection is kept for a further request.
        stall_s: seconds after which one that takes nothing of what is written is dropped.
        head_bytes: size of a head.
        body_bytes: size of a body.
        stream_buffer: bytes that the kernel holds of a stream that is not read.
    """

    max_clients: int = 2_000
    of_one: int = 500
    head_s: float = 10.0
    body_s: float = 20.0
    idle_s: float = 30.0
    stall_s: float = 30.0
    head_bytes: int = 32_768
    body_bytes: int = 65_536
    stream_buffer: int = 131_072


@dataclass
class Connections:
    """All connections of a server.

    Attributes:
        bounds: what they may cost.
        open: how many, by address; of IPv6 by its first 64 bits, which one host has to itself.
        idle: those that have not asked anything yet, or not again, the oldest first.
        dropped: why, and how many.
    """

    bounds: Bounds
    open: dict[str, int] = field(default_factory=dict)
    idle: "OrderedDict[Guarded, None]" = field(default_factory=OrderedDict)
    dropped: dict[str, int] = field(default_factory=dict)
    total: int = 0

    def enter(self, one: "Guarded") -> bool:
        """Let a connection in; where there are too many, the one idle for longest goes instead.

        Returns:
            whether it may stay.
        """
        address, bounds = one.address, self.bounds
        mine = self.open.get(address, 0)
        most = bounds.max_clients if _is_here(address) else bounds.of_one
        self.open[address], self.total = mine + 1, self.total + 1
        self.idle[one] = None
        if mine >= most:
            return self._put_out(one, lambda other: other.address == address)
        if self.total > bounds.max_clients:
            return self._put_out(one, lambda _: True)
        return True

    def _put_out(self, one: "Guarded", may_go: Callable[["Guarded"], bool]) -> bool:
        oldest = next((other for other in self.idle if other is not one and may_go(other)), None)
        if oldest is None:
            return False
        oldest.drop("crowded")
        return True

    def leave(self, one: "Guarded") -> None:
        """Forget a connection."""
        self.idle.pop(one, None)
        self.total -= 1
        left = self.open.get(one.address, 1) - 1
        if left:
            self.open[one.address] = left
        else:
            self.open.pop(one.address, None)

    def count(self, reason: str) -> None:
        """Count a connection that was dropped."""
        self.dropped[reason] = self.dropped.get(reason, 0) + 1


def _host(address: str) -> str:
    """Name who calls: an IPv4 address, or the network of an IPv6 one."""
    if not address:
        return ""
    number = ip_address(address.partition("%")[0])
    if isinstance(number, IPv4Address):
        return str(number)
    inside = number.ipv4_mapped
    return str(inside or IPv6Address(number if number.is_loopback else int(number) >> 64 << 64))


def _is_here(host: str) -> bool:
    return not host or ip_address(host).is_loopback


class Guarded(HttpToolsProtocol):
    """A connection that keeps to the bounds, or is closed."""

    all: Connections

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin."""
        super().connection_made(transport)
        self._timer: asyncio.TimerHandle | None = None
        self._stall: asyncio.TimerHandle | None = None
        self._taken, self._chunk, self._in_head, self._in_body = 0, 0, False, False
        self._inside, self._endless = False, False
        self.address = _host(self.client[0] if self.client else "")
        if self.all.enter(self):
            self._inside = True
            self._limit(self.all.bounds.head_s, "head too slow")
            return
        self.all.leave(self)
        self.all.count("crowded")
        self._refuse(503, b"too many connections from here: close some, or wait a little", b"5")

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._unlimit()
        self._unstall()
        if self._inside:
            self._inside = False
            self.all.leave(self)
        super().connection_lost(exc)

    def drop(self, reason: str) -> None:
        """Close at once."""
        self.all.count(reason)
        self.all.idle.pop(self, None)
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Take bytes."""
        if self.transport.is_closing():
            return
        self._chunk = len(data)
        self._taken += self._chunk
        super().data_received(data)
        if self.transport.is_closing():
            return
        bounds = self.all.bounds
        waiting = self.cycle is None or self.cycle.response_complete
        if self._in_head or (waiting and not self._in_body):
            if self._taken > bounds.head_bytes:
                self._refuse(431, b"the head of the request is too long")
            elif self._timer is None:
                self._limit(bounds.head_s, "head too slow")
        elif self._in_body and self._taken > bounds.head_bytes + bounds.body_bytes:
            self._refuse(413, b"the body is too long: 64 kB at most")

    def on_message_begin(self) -> None:
        """Take the first byte of a request."""
        self._taken, self._in_head = self._chunk, True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Take the last byte of a head."""
        self._in_head, self._in_body, self._endless = False, True, False
        self._unlimit()
        self.all.idle.pop(self, None)
        told = dict(self.headers).get(b"content-length", b"0")
        if told.isdigit() and int(told) > self.all.bounds.body_bytes:
            self._refuse(413, b"the body is too long: 64 kB at most")
            return
        self._limit(self.all.bounds.body_s, "body too slow")
        self.scope["state"]["connection"] = self
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take some of a body."""
        if not self.transport.is_closing():
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Take the last byte of a request."""
        self._in_body = False
        self._unlimit()
        if not self.transport.is_closing():
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Have answered."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._watch(self.transport.get_write_buffer_size())
        elif self._inside and not self.flow.write_paused:
            self.all.idle[self] = None

    def timeout_keep_alive_handler(self) -> None:
        """Have waited for a further request: what it did not take by now it does not get."""
        if self.flow.write_paused:  # it still takes the answer
            wait_s = self.all.bounds.idle_s
            again = self.timeout_keep_alive_handler
            self.timeout_keep_alive_task = self.loop.call_later(wait_s, again)
        else:
            self.drop("idle")

    def pause_writing(self) -> None:
        """Have written more than the other side takes."""
        super().pause_writing()
        self._watch(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        """Have room to write again."""
        self._unstall()
        super().resume_writing()
        if self._inside and self.cycle is not None and self.cycle.response_complete:
            self.all.idle[self] = None

    @property
    def over(self) -> bool:
        """Nothing is to come that would end by itself: it has its answer, or an endless one."""
        return self._endless or self.cycle is None or self.cycle.response_complete

    def narrow(self) -> None:
        """Hold less for a reader of a stream that falls behind: what it gets then is new."""
        self._endless = True
        socket: Any = self.transport.get_extra_info("socket")
        if socket is not None:
            socket.setsockopt(SOL_SOCKET, SO_SNDBUF, self.all.bounds.stream_buffer)

    def _watch(self, left: int) -> None:
        self._unstall()
        self._stall = self.loop.call_later(self.all.bounds.stall_s, self._stalled, left)

    def _stalled(self, left: int) -> None:
        now = self.transport.get_write_buffer_size()
        if now and now >= left:
            self.drop("takes nothing")
        elif now:
            self._watch(now)

    def _unstall(self) -> None:
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None

    def _limit(self, seconds: float, reason: str) -> None:
        self._timer = self.loop.call_later(seconds, self.drop, reason)

    def _unlimit(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, status: int, why: bytes, retry_s: bytes = b"") -> None:
        """Answer that it is not to be, and close."""
        self.all.count(f"refused {status}")
        retry = b"retry-after: %s\r\n" % retry_s if retry_s else b""
        body = b'{"error":"%s","mend":"see /api/docs"}' % why
        self.transport.write(
            b"HTTP/1.1 %d Refused\r\ncontent-type: application/json\r\ncontent-length: %d\r\n"
            b"%sconnection: close\r\n\r\n%s" % (status, len(body), retry, body)
        )
        self.transport.close()


def guarded(connections: Connections) -> type[Guarded]:
    """Make the protocol class of a server."""
    return type("GuardedHere", (Guarded,), {"all": connections})

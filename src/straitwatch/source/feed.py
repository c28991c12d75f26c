"""An address turned into a feed: pieces of whole lines, for as long as anybody wants them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Event

from straitwatch.source.feed_address import Address, parse_address
from straitwatch.source.feed_clock import Clock
from straitwatch.source.feed_file import hear_input, replay_file
from straitwatch.source.feed_folder import watch_folder
from straitwatch.source.feed_listen import hear_senders
from straitwatch.source.feed_retry import FIRST_WAIT_S, LONGEST_WAIT_S, Session, keep_running
from straitwatch.source.feed_socket import hear_datagrams, hear_socket
from straitwatch.source.feed_wire import Piece, Put, Status, Wire

__all__ = ["Address", "Clock", "Feed", "Piece", "Put", "Status", "open_feed", "parse_address"]

_SILENT_S, _POLL_S = 60.0, 1.0


@dataclass(frozen=True)
class Feed:
    """A source of pieces.

    Attributes:
        name: what it is called.
        address: where it is.
        session: opens it and hears.
        now_us: times of receipt.
        silent_s: silence after which its state is `silent`.
        first_s: wait before the second try.
        longest_s: wait between tries at most.
    """

    name: str
    address: Address
    session: Session
    now_us: Callable[[], int]
    silent_s: float = _SILENT_S
    first_s: float = FIRST_WAIT_S
    longest_s: float = LONGEST_WAIT_S

    def run(self, put: Put, stop: Event, status: Status) -> None:
        """Hear until `stop` is set or the source is at its end; blocks. Raises nothing of its own.

        Args:
            put: takes pieces in order; may block while there is no room, and then nothing is read.
            stop: set by the caller; seen within about a quarter of a second.
            status: told of states, with the error that led to them: `connecting`, `open`,
                `silent`, `waiting` (backs off, then tries again), `failed`, and `ended` where the
                source is at its end, which a stop is not.
        """
        wire = Wire(put, stop, status, self.now_us, self.silent_s)
        keep_running(self.session, wire, first_s=self.first_s, longest_s=self.longest_s)


def open_feed(
    address: Address,
    *,
    name: str = "",
    speed: float = 1.0,
    silent_s: float = _SILENT_S,
    poll_s: float = _POLL_S,
    headers: Mapping[str, str] | None = None,
    skip: int = 0,
    now_us: Callable[[], int] | None = None,
) -> Feed:
    """Make a feed; nothing is opened before it runs.

    Args:
        address: of `parse_address`.
        name: what it is called; default: its address.
        speed: of a replay; what the address says goes before.
        silent_s: silence after which its state is `silent`.
        poll_s: how often an HTTP document or a folder is looked at.
        headers: of an HTTP or websocket feed; a value `env:NAME` is read from the environment;
            `subscribe` is no header but the message that a websocket feed sends first.
        skip: of a file: bytes that were given before a restart, after decompression.
        now_us: times of receipt, µs since 1970; default: a `Clock` of its own.

    Raises:
        ConfigError: the settings do not fit the address, or a key is not in the environment.
    """
    speed = speed if address.speed is None else address.speed
    session = _session(address, speed, poll_s, dict(headers or {}), skip)
    return Feed(name or address.url, address, session, now_us or Clock(), silent_s)


def _session(
    address: Address, speed: float, poll_s: float, headers: dict[str, str], skip: int
) -> Session:
    """Find who hears an address; what needs large packages is loaded only here."""
    if address.kind in ("tcp", "udp", "tcp-listen"):
        return _socket_session(address)
    if address.kind == "http":
        from straitwatch.source.feed_http import hear_http  # noqa: PLC0415 - loads httpx

        return hear_http(address, poll_s=poll_s, headers=headers)
    if address.kind == "ws":
        from straitwatch.source.feed_ws import hear_websocket  # noqa: PLC0415 - loads websockets

        return hear_websocket(address, headers=headers)
    if address.kind == "folder":
        return watch_folder(address, poll_s=poll_s)
    if address.kind == "file":
        return replay_file(address, speed=speed, skip=skip)
    return hear_input()


def _socket_session(address: Address) -> Session:
    if address.kind == "tcp":
        return hear_socket(address)
    return hear_datagrams(address) if address.kind == "udp" else hear_senders(address)

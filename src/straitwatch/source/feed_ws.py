"""Messages of a websocket turned into pieces; aisstream.io is asked for its ships."""

import json
import math
import time
from collections.abc import Mapping

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI, WebSocketException
from websockets.sync.client import ClientConnection, connect

from straitwatch.model.error import ConfigError, SourceError
from straitwatch.source.feed_address import Address
from straitwatch.source.feed_headers import fill_values, from_environment
from straitwatch.source.feed_retry import Session
from straitwatch.source.feed_socket import LOOK_S
from straitwatch.source.feed_wire import Wire

__all__ = ["hear_websocket"]

_KEY = "AISSTREAM_API_KEY"
_SUBSCRIBE = "subscribe"
_WORLD = ((-90.0, -180.0), (90.0, 180.0))
_MOST_MESSAGE = 16 << 20
_MOST_AT_ONCE = 1_000
_SOON_S = 0.05
"""Messages that come within it go together: a piece costs its decoder some milliseconds."""

_MAX_LON, _MAX_LAT = 180.0, 90.0


def hear_websocket(address: Address, *, headers: Mapping[str, str]) -> Session:
    """Make a session that hears a websocket.

    Args:
        address: `ws://...`, `wss://...` or `aisstream://...`.
        headers: sent when it is opened; `subscribe` is the first message instead.

    Raises:
        ConfigError: a key is not in the environment, or the area is none.

    Notes:
        The connection is probed every 20 s (ping), so that one that is half open is found.
    """
    sent = fill_values(headers, address.url)
    first = sent.pop(_SUBSCRIBE, None)
    if address.format == "aisstream" and first is None and address.url.startswith("aisstream"):
        first = _subscription(address)

    def session(wire: Wire) -> None:
        try:
            with connect(
                address.target, additional_headers=sent, max_size=_MOST_MESSAGE, close_timeout=1
            ) as socket:
                if first:
                    socket.send(first)
                wire.open()
                _read(socket, wire, address)
        except ConnectionClosed as error:
            said = f" ({error.rcvd.reason})" if error.rcvd and error.rcvd.reason else ""
            message = f"{address.url}: the other side closed the connection{said}"
            raise SourceError(message, retry=True) from error
        except (InvalidHandshake, InvalidURI, WebSocketException, TimeoutError, OSError) as error:
            message = f"{address.url}: {str(error) or type(error).__name__}"
            raise SourceError(message, retry=True) from error

    return session


def _subscription(address: Address) -> str:
    """Write what aisstream.io wants to hear within 3 s: the key and the area."""
    box = dict(address.words).get("bbox")
    corners = _corners(box, address.url) if box else _WORLD
    asked = {"APIKey": from_environment(_KEY, address.url), "BoundingBoxes": [corners]}
    return json.dumps(asked)


def _corners(box: str, url: str) -> tuple[tuple[float, float], tuple[float, float]]:
    try:
        west, south, east, north = map(float, box.split(","))
    except ValueError as error:
        raise ConfigError(f"feed '{url}': bbox={box}: write west,south,east,north") from error
    if max(abs(west), abs(east)) > _MAX_LON or not -_MAX_LAT <= south < north <= _MAX_LAT:
        raise ConfigError(f"feed '{url}': bbox={box}: no such area; write west,south,east,north")
    return (south, west), (north, east)


def _read(socket: ClientConnection, wire: Wire, address: Address) -> None:
    while not wire.stop.is_set():
        heard = _receive(socket)
        if not heard:
            wire.check_silence()
            continue
        wire.hear()
        wire.give(b"".join(heard))
        refused = next((said for one in heard if (said := _refusal(one))), None)
        if refused:
            raise SourceError(f"{address.url}: the server says: {refused}", retry=True)


def _receive(socket: ClientConnection) -> list[bytes]:
    """Wait for a message, and take those that come soon after it; each is whole lines."""
    heard: list[bytes] = []
    end = math.inf
    try:
        while len(heard) < _MOST_AT_ONCE and (wait_s := end - time.monotonic()) > 0:
            message = socket.recv(timeout=min(wait_s, LOOK_S))
            data = message.encode() if isinstance(message, str) else bytes(message)
            heard.append(_lines(data))
            end = min(end, time.monotonic() + _SOON_S)
    except TimeoutError:
        pass  # no more for now
    except ConnectionClosed:
        if not heard:
            raise
    return heard


def _lines(data: bytes) -> bytes:
    """A message as lines: a document that is laid out over several becomes one."""
    if data.lstrip()[:1] in (b"{", b"[") and b"\n" in data.rstrip() and not _are_lines(data):
        data = data.replace(b"\r", b" ").replace(b"\n", b" ")
    return data if data.endswith(b"\n") or not data else data + b"\n"


def _are_lines(data: bytes) -> bool:
    return all(line.strip()[-1:] == b"}" for line in data.splitlines() if line.strip())


def _refusal(message: bytes) -> str | None:
    """What aisstream.io says where it refuses: `{"error": "Api Key Is Not Valid"}`."""
    if not message.lstrip()[:30].replace(b" ", b"").lower().startswith(b'{"error"'):
        return None
    try:
        said = json.loads(message)
    except ValueError:
        return None
    return str(next(iter(said.values())))[:200]

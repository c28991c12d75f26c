"""HTTP answers turned into pieces: a document that is asked for again and again, or a stream."""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import blake2b
from socket import SHUT_RDWR
from threading import Event, Thread

import httpx

from straitwatch.model.error import SourceError
from straitwatch.source.feed_address import Address
from straitwatch.source.feed_headers import fill_values
from straitwatch.source.feed_retry import Session
from straitwatch.source.feed_socket import LOOK_S
from straitwatch.source.feed_wire import Cutter, Wire

__all__ = ["MOST_DOCUMENT", "hear_http"]

MOST_DOCUMENT = 64 << 20
"""Bytes of a document at most. Ours: 10,000 aircraft of readsb are some 5 MB."""

_CONNECT_S, _ANSWER_S, _STREAM_S = 10.0, 10.0, 60.0
_NOW = re.compile(rb'"now"\s*:\s*"?(\d+(?:\.\d+)?)')
_NOW_WITHIN = 4 << 10  # readsb and tar1090 write it first
_STREAMS = ("application/x-ndjson", "application/jsonl", "application/json-seq", "text/plain")
_EVENTS = "text/event-stream"
_OK, _NOT_MODIFIED = 200, 304


def hear_http(address: Address, *, poll_s: float, headers: Mapping[str, str]) -> Session:
    """Make a session that asks an HTTP server.

    An answer of a type that is lines (NDJSON, `text/plain`, server-sent events) is a stream and
    read as it comes; any other is one document, asked for again every `poll_s`, with `ETag` and
    `Last-Modified` of the last one. A document is given when it is new: its `now`, or where it
    has none its bytes, differ from the last one's.
    """
    sent = {"user-agent": "straitwatch", **fill_values(headers, address.url)}

    def session(wire: Wire) -> None:
        limits = httpx.Timeout(_ANSWER_S, connect=_CONNECT_S)
        moves = not headers  # to another host they would go along
        with httpx.Client(headers=sent, timeout=limits, follow_redirects=moves) as client:
            try:
                _ask(client, address, wire, poll_s)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise SourceError(_lost(address, error), retry=True) from error

    return session


def _lost(address: Address, error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return f"{address.url}: no answer in time; is it up?"
    return (
        f"{address.url}: {str(error).replace(address.target, address.url) or type(error).__name__}"
    )


def _ask(client: httpx.Client, address: Address, wire: Wire, poll_s: float) -> None:
    known: dict[str, str] = {}
    last, is_open = b"", False
    while not wire.stop.is_set():
        start = time.monotonic()
        with client.stream("GET", address.target, headers=known) as answer:
            kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            if answer.status_code not in (_OK, _NOT_MODIFIED):
                word = f"{answer.status_code} {answer.reason_phrase}"
                raise SourceError(f"{address.url}: the server answered {word}", retry=True)
            if not is_open:
                wire.open()
                is_open = True
            if answer.status_code == _OK and _is_stream(kind, address):
                _read_stream(answer, wire, address, is_events=kind == _EVENTS)
                return
            if answer.status_code == _OK:
                data = _read_document(answer, address)
                mark = _mark(data)
                if mark != last:
                    wire.hear()
                    wire.give(data)
                last = mark
                known = _conditions(answer)
        wire.check_silence()
        wire.stop.wait(max(0.0, poll_s - (time.monotonic() - start)))


def _is_stream(kind: str, address: Address) -> bool:
    return address.format != "aircraft.json" and (kind in _STREAMS or kind == _EVENTS)


def _conditions(answer: httpx.Response) -> dict[str, str]:
    """What to send so that the server need not send the same again."""
    pairs = (("etag", "if-none-match"), ("last-modified", "if-modified-since"))
    return {ours: answer.headers[theirs] for theirs, ours in pairs if theirs in answer.headers}


def _read_document(answer: httpx.Response, address: Address) -> bytes:
    held = bytearray()
    for chunk in answer.iter_bytes():
        held += chunk
        if len(held) > MOST_DOCUMENT:
            raise SourceError(
                f"{address.url}: one document of more than {MOST_DOCUMENT >> 20} MB", retry=True
            )
    return bytes(held)


def _mark(data: bytes) -> bytes:
    """What tells one state of a document from the next."""
    found = _NOW.search(data, 0, _NOW_WITHIN) or _NOW.search(data, max(0, len(data) - _NOW_WITHIN))
    return found[1] if found else blake2b(data, digest_size=16).digest()


def _read_stream(answer: httpx.Response, wire: Wire, address: Address, *, is_events: bool) -> None:
    """Read lines as they come; a stream that says nothing for `_STREAM_S` is opened anew."""
    cutter = Cutter()
    answer.request.extensions["timeout"]["read"] = _STREAM_S  # from the first read of its body on
    with _watched(answer, wire):
        try:
            for data in answer.iter_bytes():
                wire.hear()
                lines = cutter.take(data)
                wire.give(b"".join(_event_lines(lines)) if is_events else lines)
        except httpx.HTTPError:
            if not wire.stop.is_set():
                raise
        finally:
            wire.give(b"" if is_events else cutter.rest())
    if not wire.stop.is_set():
        raise SourceError(f"{address.url}: the server ended the stream", retry=True)


@contextmanager
def _watched(answer: httpx.Response, wire: Wire) -> Iterator[None]:
    """Have a thread tell of silence, and shut the socket that a read waits for at a stop."""
    over = Event()
    socket = answer.extensions["network_stream"].get_extra_info("socket")

    def watch() -> None:
        while not over.wait(LOOK_S):
            wire.check_silence()
            if wire.stop.is_set():
                with suppress(OSError):  # closed meanwhile: that is all that is wanted
                    socket.shutdown(SHUT_RDWR)
                return

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _event_lines(lines: bytes) -> Iterator[bytes]:
    """Take the data out of server-sent events (WHATWG HTML, 9.2)."""
    for line in lines.splitlines():
        if line.startswith(b"data:"):
            yield line[5:].lstrip() + b"\n"

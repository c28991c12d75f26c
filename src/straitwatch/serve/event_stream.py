"""Events as they are committed, over an event stream: GET /api/stream/events."""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
from anyio import to_thread
from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request
from starlette.responses import Response

from straitwatch.model.error import ContractError, StoreError
from straitwatch.serve.broadcast import BEAT, HEARTBEAT_S
from straitwatch.serve.cursor import Cursors
from straitwatch.serve.desk import desk_of, scope_of, still_holds
from straitwatch.serve.filter import event_filter
from straitwatch.serve.hub import Hub
from straitwatch.serve.refuse import Refused
from straitwatch.serve.scene import Seen
from straitwatch.serve.stream import EventStream, Seats
from straitwatch.serve.window import EventQuestion, Row, Scope, Window

__all__ = ["Change", "EventLog", "EventWatch", "events_router"]

_POLL_S = 1.0
_STEP = 500
_ALL = ("open", "closed", "retracted")

Change = tuple[int, str, str]
"""Number in the log, `new`, `changed` or `retracted`, id of the event."""


class EventLog(Protocol):
    """What changed among the events of a store."""

    def seq(self) -> int:
        """Number of the newest change."""
        ...

    def after(self, seq: int, limit: int) -> list[Change]:
        """Give changes after one, in order."""
        ...


@dataclass(frozen=True)
class _Found:
    rows: list[tuple[int, str, Row]]
    upto: int
    more: bool


class EventWatch:
    """Wakes those who wait for events, and finds what each may see: once for those who ask alike.

    Args:
        window: on the store.
        log: of its events.
    """

    def __init__(self, window: Window, log: EventLog) -> None:
        self._window, self.log = window, log
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._looks: dict[Any, asyncio.Task[_Found]] = {}
        self._deaf: Callable[[], None] | None = None
        self._seq, self._heard, self.stopped = 0, 0, False

    def start(self, hub: Hub | None = None) -> None:
        """Begin to look at the log each second, in the running loop; once is enough.

        Args:
            hub: of the live watch: what it tells of events wakes at once.
        """
        loop = asyncio.get_running_loop()
        if self._task is None:
            self._task = loop.create_task(self._run())
        if hub is not None and self._deaf is None:
            self._deaf = hub.listen(partial(self._hear, hub, loop))

    def _hear(self, hub: Hub, loop: asyncio.AbstractEventLoop) -> None:
        if hub.seq > self._heard and not loop.is_closed():
            self._heard = hub.seq
            loop.call_soon_threadsafe(self.nudge)

    def stop(self) -> None:
        """Let all who wait go; from the loop."""
        self.stopped = True
        if self._deaf is not None:
            self._deaf()
        self.nudge()
        if self._task is not None:
            self._task.cancel()

    def nudge(self) -> None:
        """Wake all who wait; from the loop."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def wait(self, seconds: float) -> bool:
        """Wait until something changed.

        Returns:
            whether it did in this time.
        """
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def find(self, after: int, asked: EventQuestion, scope: Scope) -> _Found:
        """Find what changed after a number that a scope may see and that a filter asks for."""
        key = (after, asked, scope.release)
        look = self._looks.get(key)
        if look is None:
            work = to_thread.run_sync(self._find, after, asked, scope)
            look = self._looks[key] = asyncio.ensure_future(work)
            look.add_done_callback(lambda _: self._looks.pop(key, None))
        return await asyncio.shield(look)

    def _find(self, after: int, asked: EventQuestion, scope: Scope) -> _Found:
        changes = self.log.after(after, _STEP)
        if not changes:
            return _Found([], after, more=False)
        upto = changes[-1][0]
        newest = {event_id: (seq, change) for seq, change, event_id in changes}
        table = self._window.event_table(replace(asked, status=asked.status or _ALL), scope)
        mine = table.filter(pc.is_in(table["event_id"], pa.array(list(newest), pa.string())))
        rows = []
        for event_id in mine["event_id"].to_pylist():
            told = self._window.one_event(event_id, scope, asked.lang)
            if told is not None:
                rows.append((*newest[event_id], told["event"]))
        return _Found(sorted(rows, key=lambda row: row[0]), upto, more=len(changes) == _STEP)

    async def _run(self) -> None:
        while True:
            with suppress(StoreError):  # it is asked again; what it has by then is found
                seq = await to_thread.run_sync(self.log.seq)
                if seq != self._seq:
                    self._seq = seq
                    self.nudge()
            await asyncio.sleep(_POLL_S)


def events_router(
    watch: EventWatch, release_of: Callable[[Scope], Seen], seats: Seats, secret: bytes = b""
) -> APIRouter:
    """Make the router of events.

    Args:
        watch: finds them.
        release_of: what a scope may see.
        seats: of all streams.
        secret: of cursors; by default those of a server mean nothing to the next one.
    """
    cursors = Cursors(secret or secrets.token_bytes(32))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        watch.start()
        yield
        watch.stop()

    router = APIRouter(tags=["live"], lifespan=lifespan)

    @router.get("/api/stream/events", response_class=Response, responses=_RESPONSES)
    async def events(
        request: Request,
        scope: Annotated[Scope, Depends(scope_of)],
        asked: Annotated[EventQuestion, Depends(event_filter)],
        after: Annotated[
            str, Query(max_length=40, description="An id of this stream; by default what is new.")
        ] = "",
        last_event_id: Annotated[str, Header(max_length=40)] = "",
    ) -> Response:
        """Events as they are committed, changed and retracted; the same filters as /api/events.

        A client that comes back with `Last-Event-ID` gets what it missed.
        """
        seen = await to_thread.run_sync(release_of, scope)
        if not seen.live:
            raise Refused(
                403,
                "events are shown to you only after a delay, so not as they come",
                "ask for /api/events or /feeds/events.atom now and then",
            )
        desk, plain = desk_of(request), seen.whole
        watch.start(desk.hub)
        start = await _start(watch.log, cursors, last_event_id or after, plain=plain)
        seats.take(desk.limits.max_streams)
        listener = _Listener(watch, cursors, asked, scope, plain=plain)
        holds = partial(still_holds, request, scope)
        return EventStream(listener.pieces(start), listener.leave, seats, holds)

    return router


async def _start(log: EventLog, cursors: Cursors, text: str, *, plain: bool) -> int:
    """Find from where on changes are to be told."""
    if not text:
        return await to_thread.run_sync(log.seq)
    seq = cursors.read(text, plain=plain)
    if seq is None:
        raise ContractError("'after' is no id of this stream: leave it out, and read anew")
    return seq


class _Listener:
    def __init__(
        self,
        watch: EventWatch,
        cursors: Cursors,
        asked: EventQuestion,
        scope: Scope,
        *,
        plain: bool,
    ) -> None:
        self._watch, self._cursors, self._plain = watch, cursors, plain
        self._asked, self._scope, self._left = asked, scope, False

    def leave(self) -> None:
        """End it."""
        self._left = True

    async def pieces(self, seq: int) -> AsyncGenerator[bytes, None]:
        """Give what is to be written, from a place in the log on."""
        yield self._id(seq)
        beat_s = time.monotonic() + HEARTBEAT_S
        while not (self._left or self._watch.stopped):
            wait = self._watch.wait(beat_s - time.monotonic())
            ready = asyncio.ensure_future(wait)
            await asyncio.sleep(0)  # it waits from here on: what changes while we look wakes it
            try:
                found = await self._watch.find(seq, self._asked, self._scope)
                seq = found.upto
                for number, change, event in found.rows:
                    yield self._message(number, change, event)
                if not found.rows and not found.more:
                    await ready
                    if time.monotonic() < beat_s:
                        continue  # what changed may not be for us: the beat stays due
                    yield self._id(seq) + BEAT
                beat_s = time.monotonic() + HEARTBEAT_S
            finally:
                ready.cancel()

    def _id(self, seq: int) -> bytes:
        """Tell a place without an event: a comment keeps the id for the next one."""
        return b"id: %s\n: \n\n" % self._cursors.write(seq, plain=self._plain).encode()

    def _message(self, seq: int, change: str, event: Row) -> bytes:
        told = {"change": change, "event": event}
        data = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        number = self._cursors.write(seq, plain=self._plain).encode()
        return b"event: event\nid: %s\ndata: %s\n\n" % (number, data)


_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}},
    400: {"description": "A word of the filter is senseless."},
    403: {"description": "What may be seen is delayed."},
    503: {"description": "All streams are taken; Retry-After tells when to try again."},
}

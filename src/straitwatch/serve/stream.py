"""Positions as they come, over an event stream: GET /api/live."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from functools import partial
from typing import Annotated, Any, Literal

import anyio
from anyio import to_thread
from fastapi import APIRouter, Depends, FastAPI, Query, Request
from starlette.responses import Response
from starlette.types import Receive, Send
from starlette.types import Scope as AsgiScope

from straitwatch.serve.broadcast import Broadcast, Viewer
from straitwatch.serve.desk import desk_of, scope_of, still_holds
from straitwatch.serve.filter import box_of
from straitwatch.serve.refuse import Refused
from straitwatch.serve.scene import Seen
from straitwatch.serve.window import Box, Scope

__all__ = ["EventStream", "Seats", "live_router"]

RETRY_S = 5
CHECK_S = 15.0
"""Ours: how often it is looked whether the key of an open stream still holds."""
_FIRST = b"retry: 2000\n\n"
_PIECE = 65_536
_HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
}


class Seats:
    """Streams that are open; there are so many and no more.

    Attributes:
        taken: how many are open.
    """

    def __init__(self) -> None:
        self.taken = 0

    def take(self, most: int) -> None:
        """Take one; where all are taken, refuse.

        Raises:
            Refused: 503.
        """
        if self.taken >= most:
            raise Refused(
                503,
                f"{most} streams are open: no more are served at a time",
                "try again in a moment",
                {"Retry-After": str(RETRY_S)},
            )
        self.taken += 1

    def leave(self) -> None:
        """Give one back."""
        self.taken -= 1


class EventStream(Response):
    """An answer that goes on until its source ends or its reader goes.

    Args:
        pieces: what is written.
        end: called when it is over, whoever ended it.
        seats: of which it has one, which it gives back.
        holds: tells whether its reader may still read; asked each CHECK_S.
    """

    def __init__(
        self,
        pieces: AsyncGenerator[bytes, None],
        end: Callable[[], None],
        seats: Seats,
        holds: Callable[[], Awaitable[bool]],
    ) -> None:
        super().__init__(headers=_HEADERS)
        del self.headers["content-length"]
        self._pieces, self._end, self._seats = pieces, end, seats
        self._holds = holds

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Write."""
        narrow = getattr(scope.get("state", {}).get("connection"), "narrow", None)
        if narrow is not None:
            narrow()
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(self._listen, receive, group.cancel_scope)
                group.start_soon(self._check)
                await self._write(send)
                group.cancel_scope.cancel()
        finally:
            self._seats.leave()
            self._end()

    async def _listen(self, receive: Receive, writing: anyio.CancelScope) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        writing.cancel()

    async def _check(self) -> None:
        """End the source, and with it the answer, once its reader may not read any more."""
        holds = True
        while holds:
            await anyio.sleep(CHECK_S)
            holds = await self._holds()
        self._end()

    async def _write(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        await send({"type": "http.response.body", "body": _FIRST, "more_body": True})
        async with aclosing(self._pieces) as pieces:
            async for piece in pieces:
                for place in range(0, len(piece), _PIECE):
                    part = piece[place : place + _PIECE]
                    await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def live_router(
    broadcast: Broadcast, release_of: Callable[[Scope], Seen], seats: Seats
) -> APIRouter:
    """Make the router of live positions.

    Args:
        broadcast: of the hub.
        release_of: what a scope may see; it may take its time, and is asked from time to time.
        seats: of all streams.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        broadcast.start()
        yield
        broadcast.stop()

    router = APIRouter(tags=["live"], lifespan=lifespan)

    @router.get("/api/live", response_class=Response, responses=_RESPONSES)
    async def live(
        request: Request,
        scope: Annotated[Scope, Depends(scope_of)],
        box: Annotated[Box | None, Depends(box_of)],
        encoding: Annotated[
            Literal["json", "packed"], Query(description="packed: see docs/live-stream.md.")
        ] = "json",
    ) -> Response:
        """Positions as they come: `snapshot`, then `positions`, `said`, `gone`, `feeds`, `events`.

        The box is widened a little; `snapshot` tells what it became.
        """
        see = partial(release_of, scope)
        seen = await to_thread.run_sync(see)
        if not seen.live:
            raise Refused(
                403,
                "positions are shown to you only after a delay, so not live",
                "ask for /api/replay, or who runs this server for more",
            )
        seats.take(desk_of(request).limits.max_streams)
        try:
            viewer = await broadcast.join(scope.release, see, box, packed=encoding == "packed")
        except BaseException:
            seats.leave()
            raise
        holds = partial(still_holds, request, scope)
        return EventStream(viewer.pieces(), _parting(broadcast, viewer), seats, holds)

    return router


_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}},
    403: {"description": "What may be seen is delayed."},
    503: {"description": "All streams are taken; Retry-After tells when to try again."},
}


def _parting(broadcast: Broadcast, viewer: Viewer) -> Callable[[], None]:
    def end() -> None:
        with suppress(KeyError):
            broadcast.part(viewer)

    return end

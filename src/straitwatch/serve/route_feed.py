"""What an operator asks of a feed: a pause, and that it goes on."""

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import JSONResponse, Response

from straitwatch.serve.access import needs
from straitwatch.serve.desk import desk_of, scope_of
from straitwatch.serve.refuse import Refused
from straitwatch.serve.window import Scope

__all__ = ["feed_router"]

Command = Callable[[dict[str, str]], bool]


def feed_router(command: Command) -> APIRouter:
    """Make the router of commands to feeds.

    Args:
        command: sends `{"command": "pause", "feed": NAME}` to the watch; tells whether it went.
    """
    router = APIRouter(tags=["feeds"])

    @router.post("/api/feeds/{name:path}/{what}")
    async def order(
        request: Request,
        scope: Annotated[Scope, Depends(scope_of)],
        name: Annotated[str, Path(max_length=500)],
        what: Literal["pause", "resume"],
    ) -> Response:
        """Pause a feed, or let it go on. Needs the scope `operate`."""
        needs(scope, "operate")
        hub = desk_of(request).hub
        if name not in {feed.name for feed in hub.health}:
            raise Refused(404, "there is no such feed", "see /api/feeds")
        if not command({"command": what, "feed": name}):
            raise Refused(503, "the watch does not run now", "try again in a moment")
        return JSONResponse({"feed": name, "asked": what}, 202, {"Cache-Control": "no-store"})

    return router

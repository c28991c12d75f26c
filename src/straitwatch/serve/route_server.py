"""Questions about the server itself: how it does, what it has read, the written report."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import FileResponse, JSONResponse, Response

from straitwatch.model.live import FeedHealth
from straitwatch.model.unit import iso
from straitwatch.model.version import __version__
from straitwatch.serve import shape
from straitwatch.serve.desk import ask, desk_of, reply, reply_anew, scope_of, write_json
from straitwatch.serve.document import Address, add_routes
from straitwatch.serve.example import EXAMPLES
from straitwatch.serve.refuse import Refused
from straitwatch.serve.window import Row, Scope

__all__ = ["server_router"]

_FILES = {
    "report.html": "text/html; charset=utf-8",
    "report.md": "text/markdown; charset=utf-8",
    "map.png": "image/png",
    "events.geojson": "application/geo+json",
}
_REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)

Who = Annotated[Scope, Depends(scope_of)]


def server_router() -> APIRouter:
    """Make the router of the server itself."""
    router = APIRouter(tags=["server"])
    add_routes(
        router,
        (
            Address("/healthz", healthz, shape.Health, EXAMPLES["healthz"], cached=False),
            Address("/api/status", status, shape.Status, EXAMPLES["status"], cached=False),
            Address("/api/sources", sources, shape.SourceList, EXAMPLES["sources"]),
            Address("/api/feeds", feeds, shape.FeedList, EXAMPLES["feeds"], cached=False),
        ),
    )
    router.add_api_route(
        "/report/{name}",
        report,
        methods=["GET"],
        response_class=FileResponse,
        operation_id="report",
        responses={404: {"model": shape.Refusal, "description": "It is not written, or hidden."}},
    )
    return router


async def healthz() -> Response:
    """Tell that the server answers."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


async def status(request: Request, scope: Who) -> Response:
    """What the store holds, as far as the asker may see, who the asker is, and how the watch is."""
    desk = desk_of(request)
    extent = await ask(request, lambda: desk.window.status(scope))
    seen = await ask(request, lambda: desk.window.live(scope))
    told: Row = {
        "version": __version__,
        "now": iso(datetime.now(UTC).replace(microsecond=0)),
        "live": bool(desk.hub is not None and seen),
        "store": extent,
        "access": {
            "name": scope.name,
            "scopes": sorted(scope.scopes),
            "release": scope.release,
            "public": scope.name == "public",
        },
        "watch": _watch_told(desk.watch() if desk.watch else _NO_WATCH, scope),
        "languages": ["en", "ja"],
    }
    return reply_anew(request, write_json(told))


def _watch_told(watch: Row, scope: Scope) -> Row:
    """Tell how the watch is; why it fell may name files and feeds: only those who see all learn."""
    if scope.release is None and scope.name != "public":
        return watch
    return _NO_WATCH | {"state": watch["state"]}


_NO_WATCH: Row = {"state": "off", "pid": None, "restarts": 0, "error": None}


async def sources(request: Request, scope: Who) -> Response:
    """What was read, one row a source; empty for a scope with a release."""
    window = desk_of(request).window

    def make() -> Row:
        told = window.sources(scope)
        return {"n": len(told), "n_found": len(told), "sources": told, "next": None}

    return await reply(request, scope, make)


async def feeds(request: Request, scope: Who) -> Response:
    """How each feed does; empty for a scope with a release, and where nothing is watched."""
    hub = desk_of(request).hub
    rows = [] if hub is None or scope.release is not None else [told_of(one) for one in hub.health]
    told = {"n": len(rows), "n_found": len(rows), "feeds": rows, "next": None}
    return reply_anew(request, write_json(told))


def told_of(feed: FeedHealth) -> Row:
    """Write how a feed does as JSON holds it."""
    return {k: iso(v) if isinstance(v, datetime) else v for k, v in vars(feed).items()}


async def report(request: Request, scope: Who, name: str) -> Response:
    """The written report and the files beside it; they tell all, so a release hides them."""
    path = desk_of(request).window.report / name
    if name not in _FILES or scope.release is not None:
        raise Refused(404, "there is no such file")
    if not path.is_file():
        raise Refused(404, f"{name} is not written yet", "straitwatch report writes it")
    headers = {"Content-Security-Policy": _REPORT_POLICY, "Cache-Control": "private, no-cache"}
    return FileResponse(path, media_type=_FILES[name], headers=headers)

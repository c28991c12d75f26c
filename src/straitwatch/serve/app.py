"""A window on a store into an HTTP application: its page, and its rows as JSON."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from straitwatch.model.error import StraitwatchError

__all__ = ["MAX_ROWS", "Window", "make_app"]

MAX_ROWS = 10_000
"""Rows that one answer holds at most; what is cut is said in it."""

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
        "script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    ),
}

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Window:
    """What may be seen from outside, read anew at each question.

    Attributes:
        page: the folder with `report.html` and the files beside it.
        events: query words -> events.
        gates: the gates.
        sources: what was read, one row a source.
    """

    page: Path
    events: Callable[[Mapping[str, str]], Rows]
    gates: Callable[[], Rows]
    sources: Callable[[], Rows]


def make_app(window: Window) -> Starlette:
    """Build the application.

    Routes: `/` the report; `/map.png`, `/events.geojson`, `/report.md`; `/api/events` with `kind`,
    `object`, `from`, `to`, `limit`; `/api/gates`; `/api/sources`; `/healthz`.
    """
    files = ("map.png", "events.geojson", "report.md")
    routes = [
        Route("/", _file(window.page / "report.html")),
        *(Route(f"/{name}", _file(window.page / name)) for name in files),
        Route("/api/events", _events(window)),
        Route("/api/gates", _rows(window.gates)),
        Route("/api/sources", _rows(window.sources)),
        Route("/healthz", _healthy),
    ]
    return Starlette(routes=routes, middleware=[Middleware(BaseHTTPMiddleware, dispatch=_guard)])


async def _guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    try:
        response = await call_next(request)
    except StraitwatchError as error:
        response = JSONResponse({"error": str(error)}, status_code=400)
    response.headers.update(_HEADERS)
    return response


def _file(path: Path) -> Callable[[Request], Response]:
    def answer(_: Request) -> Response:
        if not path.is_file():
            return PlainTextResponse(f"{path.name} is not written yet: straitwatch report", 404)
        return FileResponse(path)

    return answer


def _events(window: Window) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        words = dict(request.query_params)
        limit = _limit(words.pop("limit", ""))
        found = window.events(words)
        shown = found[:limit]
        return JSONResponse({"events": shown, "n": len(shown), "n_found": len(found)})

    return answer


def _limit(text: str) -> int:
    return min(int(text), MAX_ROWS) if text.isascii() and text.isdigit() else MAX_ROWS


def _rows(read: Callable[[], Rows]) -> Callable[[Request], Response]:
    def answer(_: Request) -> Response:
        return JSONResponse(read())

    return answer


async def _healthy(_: Request) -> Response:
    return JSONResponse({"status": "ok"})

"""Every answer given its guards: headers that keep browsers careful; HEAD and OPTIONS answered."""

from collections.abc import Iterable, Iterator
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["PAGE_POLICY", "Guard"]

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self' blob:; child-src 'self' blob:; "
    "connect-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "font-src 'self' data:; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""MapLibre runs workers from blobs and sets styles on its elements (its documentation on CSP)."""

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Content-Security-Policy": PAGE_POLICY,
}


class Guard:
    """Puts headers on every answer, answers HEAD as GET without its body, and OPTIONS.

    Args:
        app: what answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if scope["method"] == "HEAD":
            await _Headless(self._app)(scope, receive, guarded)
        elif scope["method"] == "OPTIONS":
            await _options(scope)(scope, receive, guarded)
        else:
            await self._app(scope, receive, guarded)


class _Headless:
    """Answers HEAD by asking for GET and keeping its body back; a stream ends at once."""

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._sent = app, False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def hear() -> Message:
            return {"type": "http.disconnect"} if self._sent else await receive()

        async def keep_back(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
            elif not self._sent:
                self._sent = True
                await send({"type": "http.response.body", "body": b"", "more_body": False})

        await self._app({**scope, "method": "GET"}, hear, keep_back)


def _options(scope: Scope) -> Response:
    allowed = sorted(_methods(scope["app"], scope))
    if not allowed:
        return Response(status_code=404)
    return Response(status_code=204, headers={"Allow": ", ".join(allowed)})


def _methods(app: Starlette, scope: Scope) -> set[str]:
    """Find what may be done at an address."""
    found = {
        method
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH")
        if _matches(app.router.routes, {**scope, "method": method})
    }
    if found:
        found |= {"OPTIONS"} | ({"HEAD"} if "GET" in found else set())
    return found


def _matches(routes: Iterable[Any], scope: Scope) -> bool:
    return any(match == Match.FULL for match in _tried(routes, scope))


def _tried(routes: Iterable[Any], scope: Scope) -> Iterator[Match]:
    for route in routes:
        yield route.matches(scope)[0]

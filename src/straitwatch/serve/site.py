"""A request refused that a browser sends for another site than this one."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from straitwatch.serve.refuse import refusal

__all__ = ["Site", "is_loopback"]

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_OWN = frozenset({"same-origin", "none"})  # of Sec-Fetch-Site: the page itself; a person who typed


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches a server that listens there."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class Site:
    """Answers only for its own names, and changes nothing for other sites.

    A page of another site can make a browser ask this server: by a name of its own that it lets
    point to 127.0.0.1 (DNS rebinding), or by a form. The first bears its own name in `Host`, the
    second its own in `Origin`, and neither can lie about it.

    Args:
        app: what answers.
        names: hosts that `Host` may name beside those of this machine; None: any.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str] | None = ()) -> None:
        self._app = app
        self._names = None if names is None else _LOCAL | {name.lower() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] in ("http", "websocket"):
            headers = Headers(scope=scope)
            wrong = self._wrong_host(headers) or _wrong_origin(scope, headers)
            if wrong:
                await refusal(403, wrong, _MEND)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _wrong_host(self, headers: Headers) -> str | None:
        told = headers.getlist("host")
        if self._names is None:
            return None
        if len(told) != 1 or _host(f"//{told[0]}") not in self._names:
            return "this server does not go by that name"
        return None


_MEND = "open the page at the address that straitwatch serve printed, or name it with [serve] names"


def _wrong_origin(scope: Scope, headers: Headers) -> str | None:
    if scope.get("method", "GET") in _SAFE:
        return None
    origin = headers.get("origin")
    if origin is not None:
        same = urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
        return None if same and origin != "null" else "another site asked for a change"
    if headers.get("sec-fetch-site", "none") not in _OWN:
        return "another site asked for a change"
    return None


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None

"""A request turned into an answer: who asks, in how much time, and whether it is known already."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from typing import Any, Protocol

import anyio
from anyio import to_thread
from fastapi import Request
from starlette.responses import Response

from straitwatch.model.version import __version__
from straitwatch.serve import deadline
from straitwatch.serve.kept import Bodies, Body
from straitwatch.serve.metrics import Metric, Metrics
from straitwatch.serve.refuse import Refused
from straitwatch.serve.window import LOCAL, Found, Limits, Row, Scope, Window

__all__ = [
    "Access", "Desk", "ask", "desk_of", "listing", "reply", "reply_anew",
    "scope_of", "still_holds", "write_json",
]  # fmt: skip

_THREADS = 8
"""Questions answered at a time: ours, a few for each core, as most of a question is DuckDB's."""


class Access(Protocol):
    """What finds out who asks."""

    def scope_of(self, request: Request) -> Scope:
        """Give the scope of a request; refuse it where there is none."""
        ...

    def holds(self, request: Request, scope: Scope) -> bool:
        """Tell whether a request that is being answered would get the same scope now."""
        ...


@dataclass
class Desk:
    """What all routes share.

    Attributes:
        window: what may be asked.
        hub: the live watch; None where there is none.
        access: finds out who asks; None: everybody at this machine may everything.
        limits: of the server.
        metrics: what is counted of the answers.
        kept: answers by their ETag.
        watch: tells how the watch process is; None: there is none.
        counted: gives further numbers for `/metrics`.
        threads: how many questions are answered at a time.
    """

    window: Window
    hub: Any
    access: Access | None
    limits: Limits
    metrics: Metrics = field(default_factory=Metrics)
    kept: Bodies = field(default_factory=Bodies)
    watch: Callable[[], Row] | None = None
    counted: Callable[[], Iterable[Metric]] | None = None
    threads: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(_THREADS))


def desk_of(request: Request) -> Desk:
    """Give what all routes share."""
    desk: Desk = request.app.state.desk
    return desk


def scope_of(request: Request) -> Scope:
    """Find out who asks. Routes take it as `Depends(scope_of)`."""
    access = desk_of(request).access
    return LOCAL if access is None else access.scope_of(request)


async def still_holds(request: Request, scope: Scope) -> bool:
    """Tell whether who asked is still let in: a key may be revoked while a stream goes on."""
    access = desk_of(request).access
    return access is None or await to_thread.run_sync(access.holds, request, scope)


async def ask(request: Request, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is made
    """Work something out in a thread, within the time that a question may take.

    Raises:
        Refused: 503, it takes longer.
    """
    desk = desk_of(request)
    with deadline.started() as patience:
        try:
            with anyio.fail_after(desk.limits.query_s):
                return await to_thread.run_sync(make, limiter=desk.threads, abandon_on_cancel=True)
        except TimeoutError as error:
            raise Refused(
                503,
                f"the question takes longer than {desk.limits.query_s:g} s",
                "ask for a shorter span, a smaller box or fewer rows",
            ) from error
        finally:
            patience.cut()  # whoever asked is answered or gone: what still runs may stop


async def reply(request: Request, scope: Scope, make: Callable[[], Row | list[Row]]) -> Response:
    """Answer with JSON that is kept as long as what may be seen of the store stays the same.

    Args:
        request: of HTTP.
        scope: who asks.
        make: works the answer out; runs in a thread. Its words are those of the request alone.

    Returns:
        the answer with an ETag, or 304.
    """
    window = desk_of(request).window
    tag = etag(request, await ask(request, partial(window.state, scope)), scope)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}
    if tag in _known_tags(request):
        return Response(status_code=304, headers=headers)
    kept = desk_of(request).kept
    body = kept.get(tag)
    if body is None:
        body = await ask(request, lambda: Body.of(write_json(make())))
        kept.put(tag, body)
    if body.packed is not None and _takes_gzip(request):
        headers |= {"Content-Encoding": "gzip", "Vary": f"{headers['Vary']}, Accept-Encoding"}
        return Response(body.packed, media_type="application/json", headers=headers)
    return Response(body.plain, media_type="application/json", headers=headers)


def _takes_gzip(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "").lower()


def reply_anew(request: Request, told: bytes, kind: str = "application/json") -> Response:
    """Answer with what is worked out each time; its ETag is of the answer itself."""
    tag = f'W/"{blake2b(told, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}
    if tag in _known_tags(request):
        return Response(status_code=304, headers=headers)
    return Response(told, media_type=kind, headers=headers)


def etag(request: Request, state: str, scope: Scope) -> str:
    """Name an answer by all that it hangs on."""
    words = "&".join(sorted(request.url.query.split("&")))
    told = [__version__, state, request.url.path, words, scope.release or "", scope.name]
    digest = blake2b("\x1f".join(told).encode("utf-8", "surrogateescape"), digest_size=12)
    return f'W/"{digest.hexdigest()}"'


def _known_tags(request: Request) -> set[str]:
    told = request.headers.get("if-none-match", "")
    return {one.strip() for one in told.split(",")}


def write_json(told: Mapping[str, Any] | list[Row]) -> bytes:
    """Write JSON, Japanese as it is, without blanks."""
    return json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode(
        "utf-8", "replace"
    )


def listing(name: str, found: Found) -> Row:
    """Write a list answer: n, n_found, the rows under their name, next."""
    return {"n": len(found.rows), "n_found": found.n_found, name: found.rows, "next": found.next}

"""A key into a session of a browser: a cookie that scripts cannot read."""

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from straitwatch.serve.access import COOKIE, Access
from straitwatch.serve.bucket import who_of_address

__all__ = ["session_router"]

_PRIVATE = {"Cache-Control": "no-store"}


class Entry(BaseModel):
    """What is posted."""

    key: str = Field(max_length=200, description="as `straitwatch key new` showed it")


def session_router(access: Access) -> APIRouter:
    """Make the router of sessions."""
    router = APIRouter(tags=["access"])

    @router.post("/api/session")
    async def enter(request: Request, entry: Entry) -> Response:
        """Begin a session with a key."""
        address = who_of_address(request.client.host if request.client else None)
        key = await run_in_threadpool(access.check, entry.key.strip(), address)
        secret, lasts = await run_in_threadpool(access.keys.open_session, key, access.now())
        told = {"name": key.name, "scopes": sorted(key.scopes), "release": key.release}
        answer = JSONResponse(told, headers=_PRIVATE)
        answer.set_cookie(
            COOKIE,
            secret,
            max_age=int(lasts.total_seconds()),
            secure=_is_https(request),
            httponly=True,
            samesite="strict",
        )
        return answer

    @router.delete("/api/session", status_code=204)
    async def leave(request: Request) -> Response:
        """End the session, if there is one."""
        secret = request.cookies.get(COOKIE)
        if secret:
            await run_in_threadpool(access.keys.close_session, secret)
        answer = Response(status_code=204, headers=_PRIVATE)
        answer.delete_cookie(COOKIE, secure=_is_https(request), httponly=True, samesite="strict")
        return answer

    return router


def _is_https(request: Request) -> bool:
    """Tell whether the browser came by TLS, as far as a proxy says; to believe it costs nothing."""
    return "https" in (request.url.scheme, request.headers.get("x-forwarded-proto", ""))

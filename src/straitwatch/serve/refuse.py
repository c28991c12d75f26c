"""What goes wrong with a question turned into an answer: a status, what is wrong, and its mend."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from straitwatch.model.error import ContractError, StraitwatchError

__all__ = ["Refused", "catch_errors", "refusal"]

_MEND = {
    401: "give a key: Authorization: Bearer KEY, or log in on the page",
    403: "ask who runs this server for a key that may do it",
    404: "see /api/docs for what there is",
    405: "see /api/docs for what may be done here",
    413: "ask for less at a time",
    429: "wait a little, then ask again",
    500: "tell who runs this server; its log says more",
    503: "ask again in a moment, or for a shorter span",
}
_ERROR = {
    404: "there is no such thing here",
    405: "this may not be done here",
    500: "the server could not answer",
    503: "the store cannot be read right now",
}


class Refused(HTTPException):
    """A question that is refused.

    Args:
        status: of HTTP.
        error: what is wrong, in words.
        mend: what to do.
        headers: more headers.
    """

    def __init__(
        self, status: int, error: str, mend: str = "", headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(status, error, headers)
        self.mend = mend or _MEND.get(status, _MEND[404])


def refusal(
    status: int, error: str, mend: str = "", headers: dict[str, str] | None = None
) -> Response:
    """Write an answer that refuses."""
    told = {"error": error, "mend": mend or _MEND.get(status, "see /api/docs")}
    return JSONResponse(told, status, {"Cache-Control": "no-store", **(headers or {})})


def catch_errors(app: FastAPI) -> None:
    """Answer everything that goes wrong as `{"error", "mend"}`, and never with a path."""
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(RequestValidationError, _of_words)
    app.add_exception_handler(StraitwatchError, _of_ours)
    app.add_exception_handler(Exception, _of_any)


async def _of_http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - for mypy: it is registered for these
    mend = getattr(error, "mend", "")
    plain = error.detail if mend else _ERROR.get(error.status_code, error.detail)
    return refusal(error.status_code, plain, mend, dict(error.headers or {}))


async def _of_words(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - same
    first: dict[str, Any] = dict(error.errors()[0])
    place: Sequence[Any] = first["loc"]
    what = " ".join(str(one) for one in place[1:]) or str(place[0])
    return refusal(400, f"'{what}': {first['msg'][:200]}", "see /api/docs for what may be given")


async def _of_ours(_: Request, error: Exception) -> Response:
    if isinstance(error, ContractError):  # its words are of what was asked
        what, __, mend = str(error).partition(": ")
        return refusal(400, what, mend or "see /api/docs for what may be given")
    return refusal(503, _ERROR[503])


async def _of_any(request: Request, error: Exception) -> Response:
    del request, error  # uvicorn logs it; nothing of it is told
    return refusal(500, _ERROR[500])

"""Routes given what OpenAPI tells of them: the shape of answers, an example, what may go wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, FastAPI
from pydantic import BaseModel
from starlette.responses import JSONResponse

from straitwatch.serve.shape import Refusal

__all__ = ["Address", "add_routes", "refusals", "tell_plainly"]

_UNUSED = ("HTTPValidationError", "ValidationError")
_REFUSED = {
    400: "A word of the question makes no sense.",
    401: "The key is not known.",
    403: "The key may not do this.",
    404: "There is no such thing, or none that this key may see.",
    429: "Too many questions.",
    503: "The store cannot be read right now, or the question takes too long.",
}


@dataclass(frozen=True)
class Address:
    """One address of the API.

    Attributes:
        path: with its parameters in braces.
        answer: what answers; its first line is the summary.
        shape: of the answer.
        example: of the answer.
        cached: whether it carries an ETag.
    """

    path: str
    answer: Callable[..., Any]
    shape: type[BaseModel]
    example: Any
    cached: bool = True


def refusals(*types: str) -> dict[int | str, dict[str, Any]]:
    """Tell what may go wrong, for the `responses` of a route.

    Args:
        types: media types of its answer, where that is no JSON.
    """
    told: dict[int | str, dict[str, Any]] = {
        code: {"model": Refusal, "description": why} for code, why in _REFUSED.items()
    }
    if types:
        told[200] = {"description": "The answer.", "content": {one: {} for one in types}}
    return told


def add_routes(router: APIRouter, addresses: tuple[Address, ...]) -> None:
    """Put addresses into a router."""
    for one in addresses:
        told: dict[int | str, dict[str, Any]] = {
            200: {
                "model": one.shape,
                "description": "The answer.",
                "content": {"application/json": {"example": one.example}},
            },
            **refusals(),
        }
        if one.cached:
            told[304] = {"description": "What the browser holds is still right."}
        router.add_api_route(
            one.path,
            one.answer,
            methods=["GET"],
            response_model=None,
            response_class=JSONResponse,
            responses=told,
            operation_id=one.answer.__name__,
            summary=(one.answer.__doc__ or "").split("\n")[0],
        )


def tell_plainly(app: FastAPI) -> None:
    """Let the document tell of 400, which the server answers, and not of FastAPI's 422."""
    whole = app.openapi

    def told() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = whole()
            for methods in document.get("paths", {}).values():
                for one in methods.values():
                    one.get("responses", {}).pop("422", None)
            for name in _UNUSED:
                document.get("components", {}).get("schemas", {}).pop(name, None)
        return app.openapi_schema or {}

    app.openapi = told  # type: ignore[method-assign]  # so FastAPI's own documentation does it

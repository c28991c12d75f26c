"""Events as a feed for readers of news: `/feeds/events.atom`, with the filters of the list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from straitwatch.serve.desk import ask, desk_of, scope_of
from straitwatch.serve.document import refusals
from straitwatch.serve.filter import event_filter
from straitwatch.serve.window import EventQuestion, Scope

__all__ = ["atom_router"]

MOST_ENTRIES = 100
"""Entries of one page of the feed at most: ours."""

_DEFAULT = 50
_NO_FILTER = frozenset({"limit", "offset", "order", "lang"})
_MEDIA_TYPE = "application/atom+xml"

Write = Callable[..., Iterable[str]]
Updated = Callable[[Sequence[str]], Mapping[str, str]]
Who = Annotated[Scope, Depends(scope_of)]


def atom_router(write: Write, head: Callable[..., Any], updated: Updated) -> APIRouter:
    """Make the router of the feed.

    Args:
        write: rows and a head -> pieces of the feed.
        head: title, filter, home, links, lang, updated -> a head.
        updated: ids of events -> when each was last changed, as far as that is known.
    """
    router = APIRouter(prefix="/feeds", tags=["feeds"])

    @router.get("/events.atom", response_class=Response, responses=refusals(_MEDIA_TYPE))
    async def events(
        request: Request, scope: Who, asked: Annotated[EventQuestion, Depends(event_filter)]
    ) -> Response:
        """Events, newest first, 50 a page: an Atom feed (RFC 4287)."""
        limit = min(asked.limit, MOST_ENTRIES) if "limit" in request.query_params else _DEFAULT
        question = replace(asked, limit=limit, newest_first=True)
        window = desk_of(request).window

        def make() -> bytes:
            found = window.events(question, scope)
            ids = [row["event_id"] for row in found.rows]
            told = head(
                title=_title(question, request),
                filter=_filter(request),
                home=str(request.base_url),
                links=_links(request, question, found.next),
                lang=question.lang,
                updated=updated(ids),
            )
            return "".join(write(found.rows, told)).encode("utf-8", "replace")

        body = await ask(request, make)
        headers = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}
        return Response(body, media_type=_MEDIA_TYPE, headers=headers)

    return router


def _filter(request: Request) -> str:
    """The words that choose the events, sorted: not those that page them."""
    told = sorted(
        (key, value)
        for key, value in request.query_params.multi_items()
        if key not in {"limit", "offset", "order"}
    )
    return urlencode(told)


def _title(asked: EventQuestion, request: Request) -> str:
    chosen = "Straitwatch:海峡の出来事" if asked.lang == "ja" else "Straitwatch: events"
    words = [v for k, v in request.query_params.multi_items() if k not in _NO_FILTER]
    return f"{chosen} ({', '.join(words)})" if words else chosen


def _links(request: Request, asked: EventQuestion, after: int | None) -> dict[str, str]:
    """Addresses of this page, the first, and those beside it."""
    links = {"self": str(request.url)}
    links["first"] = str(request.url.remove_query_params("offset"))
    if after is not None:
        links["next"] = str(request.url.include_query_params(offset=after))
    if asked.offset:
        before = max(0, asked.offset - asked.limit)
        links["previous"] = str(request.url.include_query_params(offset=before))
    return links

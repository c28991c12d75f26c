"""Questions about objects, events, sightings and places: their addresses."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from straitwatch.serve import shape
from straitwatch.serve.desk import desk_of, listing, reply, scope_of
from straitwatch.serve.document import Address, add_routes
from straitwatch.serve.example import EXAMPLES
from straitwatch.serve.filter import (
    coverage_filter,
    event_filter,
    identity,
    lang_of,
    object_filter,
    replay_filter,
    sighting_filter,
    track_filter,
)
from straitwatch.serve.refuse import Refused
from straitwatch.serve.window import (
    CoverageQuestion,
    EventQuestion,
    FixQuestion,
    ObjectQuestion,
    ReplayQuestion,
    Row,
    Scope,
    SightingQuestion,
)

__all__ = ["store_router"]

Who = Annotated[Scope, Depends(scope_of)]
Language = Annotated[str, Depends(lang_of)]


def store_router() -> APIRouter:
    """Make the router of what a store holds."""
    router = APIRouter(prefix="/api", tags=["store"])
    add_routes(
        router,
        (
            Address("/objects", objects, shape.ObjectList, EXAMPLES["objects"]),
            Address("/objects/{object_id:path}/track", track, shape.Track, EXAMPLES["track"]),
            Address("/objects/{object_id:path}", one_object, shape.ObjectTold, EXAMPLES["object"]),
            Address("/events", events, shape.EventList, EXAMPLES["events"]),
            Address("/events/{event_id}", one_event, shape.EventTold, EXAMPLES["event"]),
            Address("/sightings", sightings, shape.SightingList, EXAMPLES["sightings"]),
            Address("/gates", gates, shape.GateList, EXAMPLES["gates"]),
            Address("/gates/{gate_id}", one_gate, shape.Gate, EXAMPLES["gate"]),
            Address("/coverage", coverage, shape.CoverageList, EXAMPLES["coverage"]),
            Address("/replay", replay, shape.Replay, EXAMPLES["replay"]),
            Address("/zone", zone, shape.Zone, EXAMPLES["zone"]),
        ),
    )
    return router


def _found(told: Row | None, what: str) -> Row:
    if told is None:
        raise Refused(404, f"there is no such {what}")
    return told


async def objects(
    request: Request, scope: Who, asked: Annotated[ObjectQuestion, Depends(object_filter)]
) -> Response:
    """Objects: who was heard or reported, where last, and which events it has."""
    window = desk_of(request).window
    return await reply(request, scope, lambda: listing("objects", window.objects(asked, scope)))


async def one_object(
    request: Request, scope: Who, lang: Language, object_id: Annotated[str, Path(max_length=200)]
) -> Response:
    """One object: what it said of itself and when, its tracks, and its events by kind."""
    window = desk_of(request).window
    ident = identity(object_id) or ""
    return await reply(
        request, scope, lambda: _found(window.one_object(ident, scope, lang), "object")
    )


async def track(
    request: Request,
    scope: Who,
    asked: Annotated[FixQuestion, Depends(track_filter)],
    object_id: Annotated[str, Path(max_length=200)],
) -> Response:
    """The way of one object as columns; `t` is ms since 1970."""
    window = desk_of(request).window
    question = FixQuestion(**{**vars(asked), "object_id": identity(object_id)})
    return await reply(request, scope, lambda: _found(window.track(question, scope), "object"))


async def events(
    request: Request, scope: Who, asked: Annotated[EventQuestion, Depends(event_filter)]
) -> Response:
    """Events, by time, each with a sentence, its legal basis and what it rests on."""
    window = desk_of(request).window
    return await reply(request, scope, lambda: listing("events", window.events(asked, scope)))


async def one_event(
    request: Request, scope: Who, lang: Language, event_id: Annotated[str, Path(max_length=64)]
) -> Response:
    """One event, how it stood before, its gate, its sightings and what belongs to it."""
    window = desk_of(request).window
    return await reply(
        request, scope, lambda: _found(window.one_event(event_id, scope, lang), "event")
    )


async def sightings(
    request: Request, scope: Who, asked: Annotated[SightingQuestion, Depends(sighting_filter)]
) -> Response:
    """Dated reports by people, each with the area in which its words leave what they tell of."""
    window = desk_of(request).window
    return await reply(request, scope, lambda: listing("sightings", window.sightings(asked, scope)))


async def gates(request: Request, scope: Who) -> Response:
    """The gates that are watched: directed lines across straits."""
    window = desk_of(request).window

    def make() -> Row:
        told = window.gates()
        return {"n": len(told), "n_found": len(told), "gates": told, "next": None}

    return await reply(request, scope, make)


async def one_gate(
    request: Request, scope: Who, gate_id: Annotated[str, Path(max_length=100)]
) -> Response:
    """One gate, with its regime and articles."""
    window = desk_of(request).window

    def make() -> Row:
        return _found(
            next((row for row in window.gates() if row["gate_id"] == gate_id), None), "gate"
        )

    return await reply(request, scope, make)


async def coverage(
    request: Request, scope: Who, asked: Annotated[CoverageQuestion, Depends(coverage_filter)]
) -> Response:
    """Who heard how much, where and in which hour: cells of 0.25 degrees."""
    window = desk_of(request).window
    return await reply(request, scope, lambda: listing("coverage", window.coverage(asked, scope)))


async def replay(
    request: Request, scope: Who, asked: Annotated[ReplayQuestion, Depends(replay_filter)]
) -> Response:
    """Fixes of all objects in a span as columns, thinned: what the time slider plays."""
    window = desk_of(request).window
    return await reply(request, scope, partial(window.replay, asked, scope))


async def zone(
    request: Request,
    scope: Who,
    lon: Annotated[float, Query(ge=-360, le=360, allow_inf_nan=False, examples=[125.36])],
    lat: Annotated[float, Query(ge=-90, le=90, allow_inf_nan=False, examples=[24.98])],
) -> Response:
    """What zone a place is in, by each baseline, how sure that is, and what the law says there."""
    window = desk_of(request).window
    return await reply(request, scope, partial(window.zone, lon, lat))

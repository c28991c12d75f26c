"""Tiles of the map: their addresses, and how long they are kept."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Annotated, Protocol

import anyio
import pyarrow as pa
from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse, Response

from straitwatch.serve.desk import ask, desk_of, scope_of
from straitwatch.serve.document import refusals
from straitwatch.serve.filter import coverage_filter
from straitwatch.serve.refuse import Refused
from straitwatch.serve.tile_door import TileDoor
from straitwatch.serve.window import Box, CoverageQuestion, Scope

__all__ = ["TileMaker", "Tiles", "tile_router"]

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"

_FOR_GOOD = "private, max-age=31536000, immutable"
_FOR_AN_HOUR = "private, max-age=3600"
_ASK_AGAIN = "private, no-cache"
_NOT_KEPT = {"Cache-Control": "no-store"}
_COVERAGE = "coverage"
_JSON = "application/json"
_MOST_WAITING = 256
"""Tiles that wait to be made: ours; a screen asks for some 40 of each layer."""

_LONGEST_S = 60.0
_TOLD = {
    **refusals(MEDIA_TYPE),
    204: {"description": "Nothing is drawn there."},
    304: {"description": "What the browser holds is still right."},
}
_LATER = {**_TOLD, 202: {"description": "It is being made: ask again."}}
_Key = tuple[str, int, int, int]

Who = Annotated[Scope, Depends(scope_of)]


class TileMaker(Protocol):
    """Makes the tiles that are the same for everybody."""

    @property
    def versions(self) -> Mapping[str, str]:
        """A word for each layer that changes with what it draws."""
        ...

    def tile(self, layer: str, z: int, x: int, y: int) -> bytes:
        """Give a tile; ContractError where there is no such layer or tile."""
        ...


@dataclass(frozen=True)
class Tiles:
    """What the routes of tiles need.

    Attributes:
        maker: makes land, limits, gates and places.
        draw_coverage: COVERAGE, z, x, y -> a tile.
        box_of: z, x, y -> west, south, east, north of a tile and what is around it, within 180;
            ContractError where there is no such tile.
        most_zoom: closer tiles are not made.
        credits: whom a layer's data is from, by layer.
    """

    maker: TileMaker
    draw_coverage: Callable[[pa.Table, int, int, int], bytes]
    box_of: Callable[[int, int, int], Box]
    most_zoom: int
    credits: Mapping[str, str]


@dataclass
class _Workshop:
    """Makes tiles in few threads of their own, so that slow ones hold up no question.

    Two are made at a time of each layer: the limits are traced one at a time anyhow. One tile that
    many ask for is made once: the others wait without a thread. It is made to its end, whoever
    goes away.
    """

    maker: TileMaker
    threads: dict[str, anyio.CapacityLimiter] = field(default_factory=dict)
    making: dict[_Key, asyncio.Task[bytes]] = field(default_factory=dict)

    async def tile(self, key: _Key, wait_s: float) -> bytes | None:
        """Give a tile; None: it is not ready in that time, and will be later.

        Raises:
            Refused: 503, too many wait.
        """
        task = self.making.get(key)
        if task is None:
            threads = self.threads.setdefault(key[0], anyio.CapacityLimiter(2))
            if threads.statistics().tasks_waiting >= _MOST_WAITING:
                raise Refused(503, "too many tiles are being made", headers={"Retry-After": "2"})
            work = to_thread.run_sync(self.maker.tile, *key, limiter=threads)
            task = self.making[key] = asyncio.ensure_future(work)
            task.add_done_callback(lambda _: self.making.pop(key, None))
        done, _ = await asyncio.wait({task}, timeout=wait_s)
        return task.result() if done else None

    async def versions(self) -> Mapping[str, str]:
        """Give the version of each layer; a second's work the first time."""
        return await to_thread.run_sync(lambda: self.maker.versions)


def tile_router(tiles: Tiles) -> APIRouter:
    """Make the router of tiles: `/tiles/{layer}/{z}/{x}/{y}.mvt` and `/tiles/{layer}.json`."""
    router = APIRouter(prefix="/tiles", tags=["tiles"])
    routes = _Routes(tiles, _Workshop(tiles.maker))
    door = [Depends(TileDoor())]
    for path, answer, told, guards in (
        ("/coverage/{z}/{x}/{y}.mvt", routes.coverage, _TOLD, []),
        ("/{layer}/{z}/{x}/{y}.mvt", routes.tile, _LATER, door),
        ("/{layer}.json", routes.about, refusals(_JSON), door),
    ):
        router.add_api_route(
            path,
            answer,
            methods=["GET"],
            response_class=Response,
            responses=told,
            dependencies=guards,
        )
    return router


@dataclass(frozen=True)
class _Routes:
    """Answers, by address."""

    tiles: Tiles
    workshop: _Workshop

    async def coverage(  # noqa: PLR0917 - the parts of the address
        self,
        request: Request,
        scope: Who,
        asked: Annotated[CoverageQuestion, Depends(coverage_filter)],
        z: int,
        x: int,
        y: int,
    ) -> Response:
        """Where and how much was heard in the span: what this scope may see."""
        window, box = desk_of(request).window, self.tiles.box_of(z, x, y)
        question = CoverageQuestion(t_from=asked.t_from, t_to=asked.t_to, box=box)

        def make() -> bytes:
            return self.tiles.draw_coverage(window.coverage_table(question, scope), z, x, y)

        return _tile(request, await ask(request, make), _ASK_AGAIN)

    async def tile(  # noqa: PLR0917 - the parts of the address
        self,
        request: Request,
        layer: str,
        z: int,
        x: int,
        y: int,
        v: Annotated[str, Query(max_length=40, description="Version: kept for good.")] = "",
        wait: Annotated[
            float, Query(ge=0, le=_LONGEST_S, description="Seconds; 202 if it is not made by then.")
        ] = _LONGEST_S,
    ) -> Response:
        """A Mapbox Vector Tile of land, limits, gates or places; none where it is empty.

        With `wait` a page need not hold a connection while limits are traced: 202 says ask again.
        """
        versions = await self.workshop.versions()
        if layer not in versions:
            raise Refused(404, f"there is no layer '{layer[:40]}'")
        known = v == versions[layer]
        made = await self.workshop.tile((layer, z, x, y), wait)
        if made is None:
            return Response(status_code=202, headers={"Retry-After": "1", **_NOT_KEPT})
        return _tile(request, made, _FOR_GOOD if known else _FOR_AN_HOUR)

    async def about(self, request: Request, layer: str) -> Response:
        """How to draw a layer: TileJSON 3.0.0, as MapLibre and QGIS read it."""
        versions = await self.workshop.versions()
        if layer not in {*versions, _COVERAGE}:
            raise Refused(404, f"there is no layer '{layer[:40]}'")
        version, base = versions.get(layer, ""), str(request.base_url)
        return JSONResponse(_about(self.tiles, layer, version, base))


def _about(tiles: Tiles, layer: str, version: str, base: str) -> dict[str, object]:
    address = f"{base}tiles/{layer}/{{z}}/{{x}}/{{y}}.mvt" + (f"?v={version}" if version else "")
    return {
        "tilejson": "3.0.0",
        "name": f"straitwatch {layer}",
        "tiles": [address],
        "minzoom": 0,
        "maxzoom": tiles.most_zoom,
        "attribution": tiles.credits.get(layer, ""),
        "vector_layers": [{"id": layer, "fields": {}}],
    }


def _tile(request: Request, made: bytes, kept: str) -> Response:
    """Answer with a tile and its ETag; 304 where it is known; 204 where nothing is drawn."""
    tag = f'"{blake2b(made, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": kept}
    if kept == _ASK_AGAIN:
        headers["Vary"] = "Authorization, Cookie"
    told = {one.strip() for one in request.headers.get("if-none-match", "").split(",")}
    if tag in told or f"W/{tag}" in told:
        return Response(status_code=304, headers=headers)
    if not made:
        return Response(status_code=204, headers=headers)
    return Response(made, media_type=MEDIA_TYPE, headers=headers)

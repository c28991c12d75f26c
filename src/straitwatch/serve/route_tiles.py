"""Tiles of the map: their addresses, and how long they are kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Annotated, Protocol

import pyarrow as pa
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse, Response

from straitwatch.serve.desk import ask, desk_of, scope_of
from straitwatch.serve.filter import coverage_filter
from straitwatch.serve.refuse import Refused
from straitwatch.serve.window import Box, CoverageQuestion, Scope

__all__ = ["TileMaker", "Tiles", "tile_router"]

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"

_FOR_GOOD = "public, max-age=31536000, immutable"
_FOR_AN_HOUR = "public, max-age=3600"
_ASK_AGAIN = "private, no-cache"
_COVERAGE = "coverage"

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


def tile_router(tiles: Tiles) -> APIRouter:
    """Make the router of tiles: `/tiles/{layer}/{z}/{x}/{y}.mvt` and `/tiles/{layer}.json`."""
    router = APIRouter(prefix="/tiles", tags=["tiles"])

    @router.get("/coverage/{z}/{x}/{y}.mvt", response_class=Response)
    async def coverage(  # noqa: PLR0917 - the parts of the address
        request: Request,
        scope: Who,
        asked: Annotated[CoverageQuestion, Depends(coverage_filter)],
        z: int,
        x: int,
        y: int,
    ) -> Response:
        """Where and how much was heard in the span: what this scope may see."""
        window, box = desk_of(request).window, tiles.box_of(z, x, y)
        question = CoverageQuestion(t_from=asked.t_from, t_to=asked.t_to, box=box)

        def make() -> bytes:
            return tiles.draw_coverage(window.coverage_table(question, scope), z, x, y)

        return _tile(request, await ask(request, make), _ASK_AGAIN)

    @router.get("/{layer}/{z}/{x}/{y}.mvt", response_class=Response)
    async def tile(  # noqa: PLR0917 - the parts of the address
        request: Request,
        layer: str,
        z: int,
        x: int,
        y: int,
        v: Annotated[str, Query(max_length=40, description="Version: kept for good.")] = "",
    ) -> Response:
        """A Mapbox Vector Tile of land, limits, gates or places; none where it is empty."""
        known = v and v == tiles.maker.versions.get(layer)
        made = await ask(request, lambda: tiles.maker.tile(layer, z, x, y))
        return _tile(request, made, _FOR_GOOD if known else _FOR_AN_HOUR)

    @router.get("/{layer}.json")
    async def about(request: Request, layer: str) -> Response:
        """How to draw a layer: TileJSON 3.0.0, as MapLibre and QGIS read it."""
        if layer not in {*tiles.maker.versions, _COVERAGE}:
            raise Refused(404, f"there is no layer '{layer[:40]}'")
        return JSONResponse(_about(tiles, layer, str(request.base_url)))

    return router


def _about(tiles: Tiles, layer: str, base: str) -> dict[str, object]:
    version = tiles.maker.versions.get(layer, "")
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

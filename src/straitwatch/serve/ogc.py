"""The store as OGC API - Features, Part 1: Core: landing page, collections, features."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from straitwatch.model.error import ContractError
from straitwatch.model.unit import iso, read_moment
from straitwatch.serve.desk import ask, desk_of, etag, scope_of, write_json
from straitwatch.serve.document import refusals
from straitwatch.serve.filter import box_of, identity
from straitwatch.serve.ogc_api import describe_api
from straitwatch.serve.ogc_items import (
    COLLECTIONS,
    Collection,
    Makers,
    Reading,
    bounds_of,
    find_item,
    find_items,
)
from straitwatch.serve.refuse import Refused
from straitwatch.serve.window import Asked, Row, Scope

__all__ = ["CONFORMS", "ogc_router", "read_span"]

CONFORMS = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{part}"
    for part in ("core", "oas30", "geojson")
)
"""Classes of OGC 17-069r4 that this server conforms to."""

_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
_GEOJSON = "application/geo+json"
_JSON = "application/json"
_OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
_DEFAULT = 100
_COMMON = ("bbox", "datetime", "limit", "offset", "f", "lang")
_MOST_WORD = 500  # letters

Who = Annotated[Scope, Depends(scope_of)]


@dataclass(frozen=True)
class _Page:
    """A question about a collection: what all share, and its filters."""

    asked: Asked
    words: dict[str, str] = field(default_factory=dict)


def ogc_router(makers: Makers) -> APIRouter:
    """Make the router of `/ogc`.

    Args:
        makers: what turns rows into features.

    Notes:
        Source: OGC 17-069r4, OGC API - Features - Part 1: Core.
    """
    router = APIRouter(prefix="/ogc", tags=["ogc"])
    routes = _Routes(makers)
    for path, answer in (
        ("", routes.landing),
        ("/api", routes.api),
        ("/conformance", routes.conformance),
        ("/collections", routes.collections),
        ("/collections/{name}", routes.collection),
        ("/collections/{name}/items", routes.items),
        ("/collections/{name}/items/{fid:path}", routes.item),
    ):
        told = refusals(_GEOJSON if "/items" in path else _JSON)
        router.add_api_route(path, answer, methods=["GET"], response_class=Response, responses=told)
    return router


@dataclass(frozen=True)
class _Routes:
    """Answers, by address."""

    makers: Makers

    async def landing(self, request: Request, scope: Who) -> Response:
        """Where to go from here."""
        _only(request, ("f",))
        return await _reply(request, scope, lambda: _landing(_base(request)))

    async def api(self, request: Request, scope: Who) -> Response:
        """What may be asked, as OpenAPI 3.0."""
        _only(request, ("f",))
        told = describe_api(_base(request), COLLECTIONS.values())
        return await _reply(request, scope, lambda: told, _OPENAPI)

    async def conformance(self, request: Request, scope: Who) -> Response:
        """What standards are met."""
        _only(request, ("f",))
        return await _reply(request, scope, lambda: {"conformsTo": list(CONFORMS)})

    async def collections(self, request: Request, scope: Who) -> Response:
        """What there is."""
        _only(request, ("f",))
        links = [_link(f"{_base(request)}/collections", "self")]

        def make() -> Row:
            told = [_collection(request, scope, one) for one in COLLECTIONS.values()]
            return {"links": links, "collections": told}

        return await _reply(request, scope, make)

    async def collection(self, request: Request, scope: Who, name: str) -> Response:
        """One collection."""
        _only(request, ("f",))
        one = _known(name)
        return await _reply(request, scope, lambda: _collection(request, scope, one))

    async def items(self, request: Request, scope: Who, name: str) -> Response:
        """Features of a collection, a page at a time."""
        one = _known(name)
        page = _read_page(request, one)
        return await _reply(
            request, scope, lambda: _items(request, scope, self.makers, one, page), _GEOJSON
        )

    async def item(self, request: Request, scope: Who, name: str, fid: str) -> Response:
        """One feature."""
        _only(request, ("f", "lang"))
        one = _known(name)
        return await _reply(
            request, scope, lambda: _item(request, scope, self.makers, one, fid), _GEOJSON
        )


def _item(request: Request, scope: Scope, makers: Makers, one: Collection, fid: str) -> Row:
    try:
        found = find_item(Reading(desk_of(request).window, scope, makers), one.name, fid)
    except ContractError:  # an id that has not the form of one is of nothing
        found = None
    if found is None:
        raise Refused(404, "there is no such feature")
    base = f"{_base(request)}/collections/{one.name}"
    links = [
        _link(f"{base}/items/{quote(fid, safe='')}", "self", _GEOJSON),
        _link(base, "collection"),
    ]
    return {**found, "links": links}


async def _reply(
    request: Request, scope: Scope, make: Callable[[], Row], media_type: str = _JSON
) -> Response:
    """Answer with JSON of a type, kept as long as what may be seen stays the same."""
    window = desk_of(request).window
    tag = etag(request, await ask(request, lambda: window.state(scope)), scope)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}
    if tag in {one.strip() for one in request.headers.get("if-none-match", "").split(",")}:
        return Response(status_code=304, headers=headers)
    body = await ask(request, lambda: write_json(make()))
    return Response(body, media_type=media_type, headers=headers)


def _base(request: Request) -> str:
    return f"{request.base_url}ogc"


def _link(href: str, rel: str, type_: str = _JSON, title: str = "") -> Row:
    told = {"href": href, "rel": rel, "type": type_}
    return {**told, "title": title} if title else told


def _known(name: str) -> Collection:
    if name not in COLLECTIONS:
        mend = f"there are {', '.join(COLLECTIONS)}"
        raise Refused(404, f"there is no collection '{name[:40]}'", mend)
    return COLLECTIONS[name]


def _landing(base: str) -> Row:
    links = [
        _link(base, "self", title="this page"),
        _link(f"{base}/api", "service-desc", _OPENAPI, "what may be asked"),
        _link(f"{base.removesuffix('ogc')}api/docs", "service-doc", "text/html", "to read"),
        _link(f"{base}/conformance", "conformance", title="standards that are met"),
        _link(f"{base}/collections", "data", title="collections"),
    ]
    about = "Fixes, tracks, events, sightings, gates and zones of a watch on straits."
    return {"title": "Straitwatch", "description": about, "links": links}


def _collection(request: Request, scope: Scope, one: Collection) -> Row:
    window, base = desk_of(request).window, f"{_base(request)}/collections/{one.name}"
    extent: Row = {"spatial": {"bbox": [list(bounds_of(window, scope, one.name))], "crs": _CRS84}}
    if one.timed:
        status = window.status(scope)
        span = [status.get("t_min"), status.get("t_max")]
        extent["temporal"] = {"interval": [span], "trs": _GREGORIAN}
    return {
        "id": one.name,
        "title": one.title,
        "description": one.about,
        "itemType": "feature",
        "extent": extent,
        "crs": [_CRS84],
        "links": [_link(base, "self"), _link(f"{base}/items", "items", _GEOJSON, one.title)],
    }


def _only(request: Request, known: tuple[str, ...]) -> None:
    """Refuse words that mean nothing here, as the standard asks (17-069r4, 7.6)."""
    for word in request.query_params:
        if word not in known:
            raise ContractError(f"'{word[:40]}' means nothing here: known are {', '.join(known)}")
    if request.query_params.get("f", "json") not in {"json", "geojson"}:
        raise ContractError("only JSON is written: leave out 'f'")


def _read_page(request: Request, one: Collection) -> _Page:
    _only(request, (*_COMMON, *one.filters))
    told = request.query_params
    t_from, t_to = read_span(told.get("datetime"))
    limit = _whole(told.get("limit"), "limit", _DEFAULT, least=1)
    asked = Asked(
        t_from=t_from if one.timed else None,
        t_to=t_to if one.timed else None,
        box=box_of(_flat_box(told.get("bbox"))),
        lang="ja" if told.get("lang") == "ja" else "en",
        limit=min(limit, desk_of(request).limits.max_rows),
        offset=_whole(told.get("offset"), "offset", 0, least=0),
    )
    words = {word: told[word][:_MOST_WORD] for word in one.filters if told.get(word)}
    if "object_id" in words:
        words["object_id"] = identity(words["object_id"]) or ""
    return _Page(asked, words)


def _flat_box(text: str | None) -> str | None:
    """A box of six numbers has heights: they are left out."""
    parts = (text or "").split(",")
    return ",".join([*parts[:2], *parts[3:5]]) if len(parts) == 6 else text  # noqa: PLR2004 - two corners of three


def _whole(text: str | None, name: str, default: int, *, least: int) -> int:
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 12 and int(text) >= least):  # noqa: PLR2004 - digits
        raise ContractError(f"{name} '{text[:40]}' is no number: write {least} or more")
    return int(text)


def read_span(text: str | None) -> tuple[datetime | None, datetime | None]:
    """Read `datetime`: a moment, or two with a slash between; `..` or nothing is open.

    Returns:
        from, to; a bare date goes from its begin to its end.

    Raises:
        ContractError: it is none of these.
    """
    if text is None or not text.strip():
        return None, None
    parts = text.strip().replace(" ", "+").split("/")
    if len(parts) > 2 or (len(parts) == 1 and parts[0] == ".."):  # noqa: PLR2004 - from and to
        raise ContractError(f"'{text[:60]}' is no span: write 2022-12-16T00:00Z/2022-12-17T00:00Z")
    first, last = parts[0], parts[-1]
    t_from = None if first in {"", ".."} else _moment(first)
    t_to = None if last in {"", ".."} else _moment(last)
    if t_to is not None and len(last) == len("2022-12-16"):
        t_to = t_to.replace(hour=23, minute=59, second=59, microsecond=999_999)
    if t_from is not None and t_to is not None and t_to < t_from:
        raise ContractError(f"'{text[:60]}' ends before it begins: swap the two")
    return t_from, t_to


def _moment(text: str) -> datetime:
    try:
        return read_moment(text)
    except (ValueError, OverflowError) as error:
        raise ContractError(f"'{text[:40]}' is no time: write 2022-12-16T08:00:00Z") from error


def _items(request: Request, scope: Scope, makers: Makers, one: Collection, page: _Page) -> Row:
    reading = Reading(desk_of(request).window, scope, makers)
    found = find_items(reading, one.name, page.asked, page.words)
    base = f"{_base(request)}/collections/{one.name}"
    after = page.asked.offset + len(found.features)
    links = [_link(str(request.url), "self", _GEOJSON), _link(base, "collection")]
    if found.features and after < found.n_found:
        address = request.url.include_query_params(offset=after)
        links.append(_link(str(address), "next", _GEOJSON))
    if page.asked.offset:
        before = max(0, page.asked.offset - page.asked.limit)
        address = request.url.include_query_params(offset=before)
        links.append(_link(str(address), "prev", _GEOJSON))
    return {
        "type": "FeatureCollection",
        "features": found.features,
        "links": links,
        "timeStamp": iso(datetime.now(UTC).replace(microsecond=0)),
        "numberMatched": found.n_found,
        "numberReturned": len(found.features),
    }

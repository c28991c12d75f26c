"""The collections turned into a description of their API: OpenAPI 3.0."""

from collections.abc import Iterable
from typing import Any

from straitwatch.model.version import __version__
from straitwatch.serve.ogc_items import Collection

__all__ = ["describe_api"]

Row = dict[str, Any]

_GEOJSON = "application/geo+json"
_MOST = 10_000


def describe_api(base: str, collections: Iterable[Collection]) -> Row:
    """Describe what may be asked.

    Args:
        base: address of the landing page.
        collections: what there is.

    Returns:
        an OpenAPI 3.0.3 document: a path for each collection, with its filters.
    """
    paths: Row = {
        "/": {"get": _operation("landing", "Where to go from here")},
        "/api": {"get": _operation("api", "This description")},
        "/conformance": {"get": _operation("conformance", "Standards that are met")},
        "/collections": {"get": _operation("collections", "What there is")},
    }
    for one in collections:
        path = f"/collections/{one.name}"
        paths[path] = {"get": _operation(f"{one.name}_about", one.about)}
        told = [*map(_parameter, _SHARED), *map(_filter, one.filters)]
        told += [_DATETIME] if one.timed else []
        paths[f"{path}/items"] = {
            "get": _operation(f"{one.name}_items", one.title, _GEOJSON) | {"parameters": told}
        }
        fid = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
        paths[f"{path}/items/{{featureId}}"] = {
            "get": _operation(f"{one.name}_item", f"One of {one.title.lower()}", _GEOJSON)
            | {"parameters": [fid]}
        }
    return {
        "openapi": "3.0.3",
        "info": {"title": "Straitwatch: OGC API - Features", "version": __version__},
        "servers": [{"url": base}],
        "paths": paths,
    }


_SHARED: tuple[Row, ...] = (
    {
        "name": "bbox",
        "schema": {
            "type": "array",
            "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
            "items": {"type": "number"},
        },
        "style": "form",
        "explode": False,
    },
    {
        "name": "limit",
        "schema": {"type": "integer", "minimum": 1, "maximum": _MOST, "default": 100},
        "style": "form",
        "explode": False,
    },
    {"name": "offset", "schema": {"type": "integer", "minimum": 0, "default": 0}},
)
_DATETIME: Row = {
    "name": "datetime",
    "in": "query",
    "required": False,
    "schema": {"type": "string"},
    "style": "form",
    "explode": False,
}


def _parameter(told: Row) -> Row:
    return {**told, "in": "query", "required": False}


def _filter(name: str) -> Row:
    return _parameter({"name": name, "schema": {"type": "string"}, "style": "form"})


def _operation(name: str, about: str, media_type: str = "application/json") -> Row:
    good = {"description": "good", "content": {media_type: {"schema": {"type": "object"}}}}
    error = {"description": "what is wrong, and its mend"}
    return {
        "operationId": name,
        "summary": about,
        "responses": {"200": good, "400": error, "404": error},
    }

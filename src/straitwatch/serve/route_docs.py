"""The description of the API into a page that people read: no script, nothing from elsewhere."""

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from straitwatch.model.version import __version__
from straitwatch.serve.desk import reply_anew, write_json

__all__ = ["docs_router"]

_Row = dict[str, Any]

_STYLE = """
:root{color-scheme:light dark;--line:#8886}
body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem}
h2{margin-top:2.5rem}h3{font:600 1rem/1.4 ui-monospace,monospace;margin:2rem 0 .3rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
td,th{text-align:left;vertical-align:top;padding:.25rem .5rem;border-bottom:1px solid var(--line)}
pre{overflow:auto;border:1px solid var(--line);border-radius:4px;padding:.6rem;font-size:.82rem}
code{font-size:.9em}nav a{margin-right:1rem}
"""
_EXAMPLE_LETTERS = 1_500


def docs_router() -> APIRouter:
    """Make the router of the page of the API."""
    router = APIRouter()

    @router.get("/api/docs", include_in_schema=False, response_class=HTMLResponse)
    async def docs(request: Request) -> Response:
        """Every address, its words and what it answers."""
        told = "".join(_page(request.app.openapi()))
        return reply_anew(request, told.encode(), "text/html; charset=utf-8")

    @router.get("/openapi.json", include_in_schema=False)
    async def document(request: Request) -> Response:
        """The description of the API for programs: OpenAPI 3.1."""
        return reply_anew(request, write_json(request.app.openapi()))

    return router


def _page(told: _Row) -> Iterator[str]:
    yield '<!doctype html><html lang="en"><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">'
    yield f"<title>Straitwatch API</title><link rel=icon href=data:,><style>{_STYLE}</style>"
    yield f"<h1>Straitwatch API {escape(__version__)}</h1>"
    yield (
        "<p>Times are ISO 8601 in UTC, places WGS 84 degrees, identities text such as "
        "<code>hull:CN/16</code> or <code>mmsi:431000001</code>. Lists have <code>n</code>, "
        "<code>n_found</code> and <code>next</code>, the <code>offset</code> of the next page. "
        "What goes wrong is <code>{error, mend}</code>. A key goes into "
        "<code>Authorization: Bearer KEY</code>. For programs: "
        '<a href="/openapi.json">openapi.json</a>.</p>'
    )
    groups: dict[str, list[tuple[str, str, _Row]]] = {}
    for path, methods in told["paths"].items():
        for method, one in methods.items():
            groups.setdefault((one.get("tags") or ["more"])[0], []).append((path, method, one))
    yield "<nav>" + " ".join(f'<a href="#{tag}">{tag}</a>' for tag in groups) + "</nav>"
    for tag, rows in groups.items():
        yield f'<h2 id="{escape(tag)}">{escape(tag)}</h2>'
        for path, method, one in rows:
            yield from _operation(path, method, one)


def _operation(path: str, method: str, told: _Row) -> Iterator[str]:
    yield f"<h3>{escape(method.upper())} {escape(path)}</h3>"
    yield f"<p>{escape(told.get('description') or told.get('summary') or '')}</p>"
    parameters = told.get("parameters") or []
    if parameters:
        yield "<table><tr><th>word<th>in<th>type<th>what</tr>"
        for one in parameters:
            cells = (one["name"], one["in"], _type(one.get("schema", {})), _what(one))
            yield "<tr>" + "".join(f"<td>{escape(cell)}" for cell in cells) + "</tr>"
        yield "</table>"
    for kind, content in told.get("responses", {}).get("200", {}).get("content", {}).items():
        if "example" in content:
            example = content["example"]
            shown = example if isinstance(example, str) else json.dumps(
                example, ensure_ascii=False, indent=1
            )  # fmt: skip
            cut = shown if len(shown) <= _EXAMPLE_LETTERS else shown[:_EXAMPLE_LETTERS] + "\n…"
            yield f"<details><summary>{escape(kind)}</summary><pre>{escape(cut)}</pre></details>"


def _type(schema: _Row) -> str:
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"] if one.get("type") != "null")
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return str(schema.get("type", "any"))


def _what(one: _Row) -> str:
    schema = one.get("schema", {})
    told = str(one.get("description") or schema.get("description") or "")
    examples = schema.get("examples") or []
    shown = ", ".join(",".join(e) if isinstance(e, list) else str(e) for e in examples)
    return f"{told} For example {shown}." if shown else told

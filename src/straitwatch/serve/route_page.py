"""The page: one file for every address that people see, and what it loads."""

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from straitwatch.serve.desk import reply_anew

__all__ = ["PAGE_PATHS", "page_routes"]

PAGE_PATHS = ("/", "/object/{rest:path}", "/event/{rest:path}", "/charts", "/feeds", "/help")
"""Addresses that the page itself knows."""

_UNBUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Straitwatch</title>
<link rel="icon" href="data:,">
<h1>The page is not built</h1>
<p>This copy of Straitwatch was installed from its sources without the page. Build it in the
folder <code>web</code>: <code>npm ci</code>, then <code>npm run build</code>, and load this
address anew. A released wheel brings the page with it.</p>
<p>Everything else answers: <a href="/api/docs">the API</a>, <a href="/api/status">how the server
is</a>, <a href="/report/report.html">the written report</a>.</p></html>
"""


def page_routes(page: Path | None) -> list[Route | Mount]:
    """Make the routes of the page.

    Args:
        page: folder with index.html and what it loads; None, or a folder without it: the page
            says how to build it.
    """

    async def answer(request: Request) -> Response:
        index = None if page is None else page / "index.html"
        if index is None or not index.is_file():
            return HTMLResponse(_UNBUILT, headers={"Cache-Control": "no-store"})
        return reply_anew(request, index.read_bytes(), "text/html; charset=utf-8")

    routes: list[Route | Mount] = [Route(path, answer, methods=["GET"]) for path in PAGE_PATHS]
    if page is not None:
        routes.append(Mount("/assets", _Kept(directory=page / "assets", check_dir=False)))
    return routes


class _Kept(StaticFiles):
    """Files whose names change with their content: browsers keep them."""

    def file_response(self, *told: Any, **more: Any) -> Response:  # noqa: ANN401 - of Starlette
        """Answer with a file."""
        response = super().file_response(*told, **more)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

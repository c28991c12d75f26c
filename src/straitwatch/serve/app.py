"""A window on a store into an HTTP application: the page, the API, live streams."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from straitwatch.model.version import __version__
from straitwatch.serve.desk import Access, Desk
from straitwatch.serve.guard import Guard
from straitwatch.serve.refuse import catch_errors
from straitwatch.serve.route_page import page_routes
from straitwatch.serve.route_server import server_router
from straitwatch.serve.route_store import store_router
from straitwatch.serve.window import Limits, Window

__all__ = ["make_app"]

_GZIP_LEAST = 1_000  # bytes; below it the packing costs more than it saves


def make_app(
    window: Window,
    *,
    hub: Any = None,  # noqa: ANN401 - the live watch, which only its own routers look into
    access: Access | None = None,
    limits: Limits | None = None,
    page: Path | None = None,
    routers: Sequence[APIRouter] = (),
) -> FastAPI:
    """Build the application.

    Args:
        window: what may be asked of the store.
        hub: the live watch; None where there is none.
        access: finds out who asks; None: everybody who reaches the server may everything.
        limits: of the server.
        page: folder of the built page.
        routers: further routes. They find what is shared by `Depends(scope_of)`,
            `desk_of(request)` and the filters of `serve/filter.py`.
    """
    app = FastAPI(
        title="Straitwatch",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        middleware=[Middleware(Guard), Middleware(GZipMiddleware, minimum_size=_GZIP_LEAST)],
    )
    app.state.desk = Desk(window, hub, access, limits or Limits())
    catch_errors(app)
    for router in (server_router(), store_router(), *routers):
        app.include_router(router)
    app.router.routes.extend(page_routes(page))
    return app

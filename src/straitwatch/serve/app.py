"""A window on a store into an HTTP application: the page, the API, live streams."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from straitwatch.model.version import __version__
from straitwatch.serve.desk import Access, Desk
from straitwatch.serve.document import tell_plainly
from straitwatch.serve.guard import Guard
from straitwatch.serve.metrics import Counted, Metric
from straitwatch.serve.refuse import catch_errors
from straitwatch.serve.route_docs import docs_router
from straitwatch.serve.route_metrics import metrics_router
from straitwatch.serve.route_page import page_routes
from straitwatch.serve.route_server import server_router
from straitwatch.serve.route_store import store_router
from straitwatch.serve.strict import check_words
from straitwatch.serve.window import Limits, Row, Window

__all__ = ["make_app"]

_GZIP_LEAST = 1_000  # bytes; below it the packing costs more than it saves
_GZIP_LEVEL = 4  # ours: on a replay of 60,000 fixes a third of the time of 9 for 4 % more bytes


def make_app(
    window: Window,
    *,
    hub: Any = None,  # noqa: ANN401 - the live watch, which only its own routers look into
    access: Access | None = None,
    limits: Limits | None = None,
    page: Path | None = None,
    routers: Sequence[APIRouter] = (),
    watch: Callable[[], Row] | None = None,
    counted: Callable[[], Iterable[Metric]] | None = None,
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
        watch: tells how the watch process is: state, pid, restarts, error.
        counted: gives further numbers for `/metrics`, for example of alerts.
    """
    desk = Desk(window, hub, access, limits or Limits(), watch=watch, counted=counted)
    app = FastAPI(
        title="Straitwatch",
        summary="Who passed which strait, who came how close to whose waters, and how sure.",
        version=__version__,
        openapi_url=None,  # docs_router answers it, with an ETag
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(check_words)],
        middleware=[
            Middleware(Counted, metrics=desk.metrics),
            Middleware(Guard),
            Middleware(GZipMiddleware, minimum_size=_GZIP_LEAST, compresslevel=_GZIP_LEVEL),
        ],
    )
    app.state.desk = desk
    catch_errors(app)
    own = (server_router(), metrics_router(), docs_router(), store_router())
    for router in (*own, *routers):
        app.include_router(router)
    app.router.routes.extend(page_routes(page))
    tell_plainly(app)
    return app

"""What a monitor asks: counters of the server, sizes of the store, feeds, the watch, alerts."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from straitwatch.serve.desk import ask, desk_of, scope_of
from straitwatch.serve.metrics import Metric, write_metrics
from straitwatch.serve.refuse import Refused
from straitwatch.serve.window import Row, Scope

__all__ = ["alert_metrics", "metrics_router"]

_STATES = ("off", "starting", "running", "waiting", "failed")
_FEED_COUNTS = (
    ("lines", "Lines looked at."),
    ("messages", "Lines that became rows."),
    ("fixes", "Positions."),
    ("statics", "Words of objects on themselves."),
    ("skipped", "Comments and blank lines."),
    ("late", "Fixes that came too late to be looked at; they are kept."),
    ("committed", "Lines that are in the store for good."),
    ("reconnects", "Times that the feed was opened anew."),
    ("n_bytes", "Bytes received."),
)


def metrics_router() -> APIRouter:
    """Make the router of `/metrics`."""
    router = APIRouter(tags=["server"])

    @router.get("/metrics", response_class=Response, responses={200: {"content": _TEXT}})
    async def tell(request: Request, scope: Annotated[Scope, Depends(scope_of)]) -> Response:
        """Counters and gauges for Prometheus; not for a scope with a release."""
        if scope.release is not None:
            raise Refused(404, "there is no such thing here")
        desk = desk_of(request)
        sizes = dict(await ask(request, desk.window.sizes))
        told = [_sizes(sizes), _of_watch(desk.watch), *_of_hub(desk.hub)]
        more = desk.counted
        if more is not None:
            told += await ask(request, lambda: list(more()))
        body = "".join(write_metrics(desk.metrics, told))
        headers = {"Cache-Control": "no-store"}
        return Response(body, media_type="text/plain; version=0.0.4", headers=headers)

    return router


_TEXT = {"text/plain": {"schema": {"type": "string"}, "example": "straitwatch_streams_open 2\n"}}


class Deliveries(Protocol):
    """What knows alerts."""

    def list_alerts(
        self, *, state: str | None = None, limit: int = 100, offset: int = 0
    ) -> tuple[list[dict[str, Any]], int]:
        """List deliveries, and count them."""
        ...


_SENT = ("waiting", "sending", "sent", "failed", "dropped", "unsure")


def alert_metrics(alerts: Deliveries) -> Iterator[Metric]:
    """Count deliveries of alerts by state: what `make_app` takes as `counted`."""
    counts = [
        ((("state", one),), float(alerts.list_alerts(state=one, limit=1)[1])) for one in _SENT
    ]
    yield Metric("alert_deliveries", "gauge", "Deliveries of alerts, by state.", counts)


def _sizes(sizes: dict[str, int]) -> Metric:
    values = [((("what", name),), float(n)) for name, n in sorted(sizes.items())]
    return Metric("store_size", "gauge", "Rows and bytes of the store.", values)


def _of_watch(watch: Callable[[], Row] | None) -> Metric:
    state = str(watch()["state"]) if watch else "off"
    values = [((("state", one),), float(one == state)) for one in dict.fromkeys((*_STATES, state))]
    return Metric("watch_state", "gauge", "1 at the state in which the watch is.", values)


def _of_hub(hub: Any) -> Iterator[Metric]:  # noqa: ANN401 - the live watch, or None
    feeds = [] if hub is None else list(hub.health)
    for name, told in _FEED_COUNTS:
        counts = [((("feed", one.name),), float(getattr(one, name))) for one in feeds]
        yield Metric(f"feed_{name.removeprefix('n_')}_total", "counter", told, counts)
    rejects = [
        ((("feed", one.name), ("fault", fault)), float(n))
        for one in feeds
        for fault, n in sorted(one.rejects.items())
    ]
    yield Metric("feed_rejects_total", "counter", "Lines that became nothing, by fault.", rejects)
    states = [((("feed", one.name), ("state", one.state)), 1.0) for one in feeds]
    yield Metric("feed_state", "gauge", "1 at the state in which a feed is.", states)
    heard = [
        ((("feed", one.name),), one.last_heard.timestamp())
        for one in feeds
        if one.last_heard is not None
    ]
    yield Metric("feed_last_heard_seconds", "gauge", "When bytes came last, since 1970.", heard)

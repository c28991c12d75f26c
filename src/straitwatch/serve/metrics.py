"""Answers counted: how many, how long they took, and what else a monitor asks, as Prometheus text.

Source: the text format of Prometheus, version 0.0.4.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Counted", "Metric", "Metrics", "write_metrics"]

_BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)
"""Upper bounds of the histogram: those that Prometheus clients use, and the time of a question."""

_STREAM = b"text/event-stream"


@dataclass(frozen=True)
class Metric:
    """One number, or several that differ in their labels.

    Attributes:
        name: without the prefix `straitwatch_`.
        kind: `counter`, `gauge`.
        told: what it counts.
        values: each its labels, as pairs, and the number.
    """

    name: str
    kind: str
    told: str
    values: Sequence[tuple[tuple[tuple[str, str], ...], float]]


@dataclass
class Metrics:
    """What was counted since the server began."""

    requests: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    buckets: dict[str, list[int]] = field(default_factory=dict)
    seconds: Counter[str] = field(default_factory=Counter)
    streams: int = 0
    open: int = 0
    lock: Lock = field(default_factory=Lock)

    def note(self, method: str, route: str, status: int, took_s: float) -> None:
        """Count an answer."""
        with self.lock:
            self.requests[method, route, status] += 1
            told = self.buckets.setdefault(route, [0] * (len(_BOUNDS_S) + 1))
            told[bisect_left(_BOUNDS_S, took_s)] += 1
            self.seconds[route] += took_s  # type: ignore[assignment]  # a Counter holds any number


class Counted:
    """Counts each answer by its route and status.

    Args:
        app: what answers.
        metrics: where it is counted.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and count it; of a stream the time to its first byte."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, stream = perf_counter(), 500, False
        first = began

        async def noted(message: Message) -> None:
            nonlocal status, stream, first
            if message["type"] == "http.response.start":
                status, first = message["status"], perf_counter()
                stream = any(_STREAM in v for k, v in message["headers"] if k == b"content-type")
                self._metrics.streams += stream
            await send(message)

        self._metrics.open += 1
        try:
            await self._app(scope, receive, noted)
        finally:
            self._metrics.open -= 1
            self._metrics.streams -= stream
            took = (first if stream else perf_counter()) - began
            self._metrics.note(scope["method"], _route_of(scope), status, took)


def _route_of(scope: Scope) -> str:
    """Name the route, never the address: there are few of them."""
    route = scope.get("route")
    path = getattr(route, "path_format", None) or getattr(route, "path", None)
    if path:
        return str(path)
    return "/assets" if str(scope.get("path", "")).startswith("/assets/") else "other"


def write_metrics(metrics: Metrics, more: Iterable[Metric]) -> Iterator[str]:
    """Write lines of the text format."""
    with metrics.lock:
        requests, seconds = dict(metrics.requests), dict(metrics.seconds)
        buckets = {route: list(told) for route, told in metrics.buckets.items()}
    yield from _metric(
        Metric(
            *("requests_total", "counter", "Answers by method, route and status."),
            [
                ((("method", method), ("route", route), ("status", str(status))), n)
                for (method, route, status), n in sorted(requests.items())
            ],
        )
    )
    yield from _histogram(buckets, seconds)
    for name, told, n in (
        ("streams_open", "Event streams that are open.", metrics.streams),
        ("requests_open", "Requests that are being answered.", metrics.open),
    ):
        yield from _metric(Metric(name, "gauge", told, [((), n)]))
    for metric in more:
        yield from _metric(metric)


def _histogram(buckets: Mapping[str, list[int]], seconds: Mapping[str, float]) -> Iterator[str]:
    name = "straitwatch_request_seconds"
    yield f"# HELP {name} Time of answers by route.\n# TYPE {name} histogram\n"
    for route, told in sorted(buckets.items()):
        n = 0
        for bound, more in zip([*map(str, _BOUNDS_S), "+Inf"], told, strict=True):
            n += more
            yield f"{name}_bucket{_labels((('route', route), ('le', bound)))} {n}\n"
        yield f"{name}_sum{_labels((('route', route),))} {seconds.get(route, 0.0):.6f}\n"
        yield f"{name}_count{_labels((('route', route),))} {n}\n"


def _metric(metric: Metric) -> Iterator[str]:
    name = f"straitwatch_{metric.name}"
    yield f"# HELP {name} {metric.told}\n# TYPE {name} {metric.kind}\n"
    for labels, value in metric.values:
        yield f"{name}{_labels(labels)} {_number(value)}\n"


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _labels(labels: Iterable[tuple[str, str]]) -> str:
    told = ",".join(f'{key}="{_escaped(value)}"' for key, value in labels)
    return f"{{{told}}}" if told else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

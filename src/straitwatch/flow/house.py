"""A plan into a running server: its parts put together, started and stopped in order."""

import signal
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import fields
from functools import partial
from pathlib import Path
from threading import Thread
from types import FrameType, TracebackType
from typing import Self

from fastapi import APIRouter, FastAPI

from straitwatch.flow.alert.open import lock_file, open_alerts
from straitwatch.flow.live.feeds import check_feeds
from straitwatch.flow.live.plan import WatchPlan
from straitwatch.flow.live.supervise import Supervisor
from straitwatch.flow.objects import identify
from straitwatch.flow.open_access import open_access, read_releases
from straitwatch.flow.public_routes import public_routers
from straitwatch.flow.release import Release
from straitwatch.flow.serve import Plan
from straitwatch.flow.server_file import ServerFile, server_file
from straitwatch.flow.window import open_window
from straitwatch.model.error import StoreError
from straitwatch.serve.app import make_app
from straitwatch.serve.broadcast import Broadcast
from straitwatch.serve.connection import Bounds
from straitwatch.serve.event_stream import EventWatch, events_router
from straitwatch.serve.hub import Hub
from straitwatch.serve.route_alert import alert_router
from straitwatch.serve.route_feed import feed_router
from straitwatch.serve.route_metrics import alert_metrics
from straitwatch.serve.route_session import session_router
from straitwatch.serve.run import bind, run_server
from straitwatch.serve.site import Site, is_loopback
from straitwatch.serve.stream import Seats, live_router
from straitwatch.serve.window import Limits, Scope
from straitwatch.store.store import Store, open_store

__all__ = ["House"]

_PAGE = Path(__file__).parent.parent / "serve" / "page"


class House:
    """A server with all that stands behind it. Use it as a context manager; `run` serves.

    Args:
        plan: what is served.
        say: tells the user.
    """

    def __init__(self, plan: Plan, say: Callable[..., None]) -> None:
        self._plan, self._say, self._open = plan, say, ExitStack()
        check_feeds(plan.settings.feed)
        self._store = self._open.enter_context(_open(plan.folder, make=bool(plan.settings.feed)))
        self._seats = Seats()
        read_releases(plan.settings)  # a senseless one is told at the start
        self._stops: list[Callable[[], None]] = []
        self._supervisor: Supervisor | None = None

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop what was started, the last first."""
        self._open.close()

    def run(self) -> None:
        """Serve until a signal says stop."""
        plan = self._plan
        socket = self._open.enter_context(bind(plan.host, plan.port))
        app, settings = self._build(), plan.settings.serve
        self._start()
        host, port = socket.getsockname()[:2]
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        feeds = len(plan.settings.feed)
        watched = f" and watches {feeds} feed{'' if feeds == 1 else 's'}" if feeds else ""
        self._say(f"{address}{plan.start} shows {plan.folder}{watched}; stop with Ctrl-C")
        bounds = Bounds(max_clients=settings.max_clients)
        signal.signal(signal.SIGTERM, _go_on)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # not under nohup
            signal.signal(signal.SIGHUP, _stop)
        run_server(app, [socket], bounds, on_stop=self._stops)

    def _build(self) -> FastAPI:
        plan, settings = self._plan, self._plan.settings
        access = open_access(plan.folder, settings, host=plan.host, public=plan.public)
        hub = Hub(identify) if settings.feed else None
        window = self._window = open_window(plan.folder, settings, hub)
        events = EventWatch(window, _Log(self._store))
        self._stops.append(events.stop)
        routers = self._live(hub) if hub else []
        alerts = open_alerts(plan.folder, self._store, settings, say=self._say)
        self._alerts = alerts
        routers += [
            session_router(access),
            events_router(events, self._seen, self._seats, self._secret()),
            alert_router(alerts),
            *public_routers(
                plan.folder, gate_files=[Path(one) for one in settings.gates.files], warm=True
            ),
        ]
        names = [one.name for one in fields(Limits)]
        app = make_app(
            window,
            hub=hub,
            access=access,
            limits=Limits(**{name: getattr(settings.serve, name) for name in names}),
            page=_PAGE if (_PAGE / "index.html").is_file() else None,
            routers=routers,
            watch=self._supervisor.told if self._supervisor else None,
            counted=partial(alert_metrics, alerts) if alerts else None,
        )
        app.add_middleware(Site, names=self._names())
        return app

    def _live(self, hub: Hub) -> list[APIRouter]:
        """Make what watches and shows feeds."""
        plan, settings = self._plan, self._plan.settings
        watch = WatchPlan(plan.folder, plan.settings_path, settings.feed, settings.live)
        self._supervisor = Supervisor(watch, hub)
        broadcast = Broadcast(hub)
        self._stops.append(broadcast.stop)
        live = live_router(broadcast, self._seen, self._seats)
        return [live, feed_router(self._supervisor.command)]

    def _start(self) -> None:
        if self._supervisor is not None:
            self._supervisor.start()
            self._open.callback(self._supervisor.stop)
        if self._alerts is not None:
            self._alerts.start(lock_file(self._plan.folder))
            self._open.callback(self._alerts.stop)
        Thread(target=self._window.prepare, name="prepare", daemon=True).start()

    def _secret(self) -> bytes:
        """Give what places in the log of events are written with for partners; empty for none."""
        plan = self._plan
        if not plan.settings.release:
            return b""
        return ServerFile(server_file(plan.folder)).secret("cursors")

    def _names(self) -> tuple[str, ...] | None:
        """Hosts by which browsers may ask; None: any."""
        named = self._plan.settings.serve.names
        return named if named or is_loopback(self._plan.host) else None

    def _seen(self, scope: Scope) -> Release:
        """Find what a scope may see; it knows how hidden objects are called."""
        return self._window.release_of(scope)


def _go_on(_number: int, _frame: FrameType | None) -> None:
    """Let `run` end as it would: uvicorn raises the signal again once it has stopped."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    """Stop cleanly when the terminal is closed."""
    signal.raise_signal(signal.SIGTERM)


def _open(folder: Path, *, make: bool) -> Store:
    """Open the store; make it where it is not, or where its making was cut short."""
    try:
        return open_store(folder)
    except StoreError:
        if not make:
            raise
    open_store(folder, create=True).close()
    return open_store(folder)


class _Log:
    """What changed among the events of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def seq(self) -> int:
        """Number of the newest change."""
        return self._store.event_seq()

    def after(self, seq: int, limit: int) -> list[tuple[int, str, str]]:
        """Give changes after one, in order."""
        found = self._store.event_changes(seq, limit=limit)
        columns = (found[name].to_pylist() for name in ("seq", "change", "event_id"))
        return list(zip(*columns, strict=True))

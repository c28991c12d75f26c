"""A store, feeds and settings into a server: the page, the API, live streams."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from straitwatch.flow.config import Settings
from straitwatch.flow.release import Release
from straitwatch.model.error import ConfigError
from straitwatch.store.store import Store, open_store

__all__ = ["Plan", "serve_store"]

_PAGE = Path(__file__).parent.parent / "serve" / "page"


@dataclass(frozen=True)
class Plan:
    """What is served, and to whom.

    Attributes:
        folder: the store itself.
        settings: what `watch.toml` says; its feeds are watched.
        host: address to listen at.
        port: 0: a free one.
        public: whether anybody who reaches the server may read.
        start: path of the page that is told to the user.
    """

    folder: Path
    settings: Settings = field(default_factory=Settings)
    host: str = "127.0.0.1"
    port: int = 8080
    public: bool = False
    start: str = ""


def serve_store(plan: Plan, say: Callable[..., None]) -> None:
    """Serve a store until stopped.

    Raises:
        ConfigError: the server's packages are not installed, the port is taken, or others could
            reach the server and nothing says who they are.
        StoreError: the folder holds no store.
    """
    try:
        _serve(plan, say)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("straitwatch"):
            raise
        raise ConfigError(f"{error.name} is missing: pip install 'straitwatch[server]'") from error


def _serve(plan: Plan, say: Callable[..., None]) -> None:
    from straitwatch.serve.connection import Bounds  # noqa: PLC0415 - an extra
    from straitwatch.serve.run import bind, run_server  # noqa: PLC0415 - same

    told = plan.settings.serve
    with open_store(plan.folder) as store:
        app, stops = _build(plan, store)
        socket = bind(plan.host, plan.port)
        host, port = socket.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        say(f"http://{shown}:{port}/{plan.start} shows {plan.folder}; stop with Ctrl-C")
        run_server(app, [socket], Bounds(max_clients=told.max_clients), on_stop=stops)


def _build(plan: Plan, store: Store) -> tuple[Any, list[Callable[[], None]]]:
    """Put the application together; also what is to be called when it stops."""
    from straitwatch.flow.open_access import open_access, read_releases  # noqa: PLC0415 - an extra
    from straitwatch.flow.public_routes import public_routers  # noqa: PLC0415 - same
    from straitwatch.flow.window import open_window  # noqa: PLC0415 - same
    from straitwatch.serve.app import make_app  # noqa: PLC0415 - same
    from straitwatch.serve.event_stream import EventWatch, events_router  # noqa: PLC0415 - same
    from straitwatch.serve.route_session import session_router  # noqa: PLC0415 - same
    from straitwatch.serve.stream import Seats  # noqa: PLC0415 - same
    from straitwatch.serve.window import Limits  # noqa: PLC0415 - same

    settings = plan.settings
    window = open_window(plan.folder, settings)
    releases = read_releases(settings)
    access = open_access(plan.folder, settings, host=plan.host, public=plan.public)
    watch, seats = EventWatch(window, _Log(store)), Seats()
    routers = [
        session_router(access),
        events_router(watch, _seen(releases), seats),
        *public_routers(plan.folder, gate_files=[Path(one) for one in settings.gates.files]),
    ]
    limits = Limits(**{part.name: getattr(settings.serve, part.name) for part in fields(Limits)})
    page = _PAGE if (_PAGE / "index.html").is_file() else None
    app = make_app(window, access=access, limits=limits, page=page, routers=routers)
    return app, [watch.stop]


def _seen(releases: Mapping[str, Release]) -> Callable[[Any], Release]:
    """Find what a scope may see by the name of its release."""

    def seen(scope: Any) -> Release:  # noqa: ANN401 - its type needs the extra
        return Release.ALL if scope.release is None else releases[scope.release]

    return seen


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

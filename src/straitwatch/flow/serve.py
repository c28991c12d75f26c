"""A store, feeds and settings into a server: the page, the API, live streams."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path

from straitwatch.flow.config import Settings
from straitwatch.model.error import ConfigError
from straitwatch.store.store import open_store

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
        ConfigError: the server's packages are not installed, or the port is taken.
        StoreError: the folder holds no store.
    """
    try:
        from straitwatch.flow.window import open_window  # noqa: PLC0415 - an extra
        from straitwatch.flow.window.run import run_server  # noqa: PLC0415 - same
        from straitwatch.serve.app import make_app  # noqa: PLC0415 - same
        from straitwatch.serve.window import Limits  # noqa: PLC0415 - same
    except ImportError as error:
        raise ConfigError(f"{error.name} is missing: pip install 'straitwatch[server]'") from error
    with open_store(plan.folder):
        window = open_window(plan.folder, plan.settings)
    told = plan.settings.serve
    limits = Limits(**{part.name: getattr(told, part.name) for part in fields(Limits)})
    app = make_app(window, limits=limits, page=_PAGE if (_PAGE / "index.html").is_file() else None)

    def greet(address: str) -> None:
        say(f"{address}{plan.start} shows {plan.folder}; stop with Ctrl-C")

    run_server(app, plan.host, plan.port, told=greet, most=limits.max_clients)

"""Store into a server: what the page and the API read, each time anew."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from straitwatch.flow.query import select_events
from straitwatch.model.error import ConfigError
from straitwatch.model.unit import read_moment
from straitwatch.report.export import plain, to_records
from straitwatch.store.store import open_store
from straitwatch.zone.gate_file import watched_gates

__all__ = ["open_window", "serve_store"]

_WORDS = ("kind", "object", "from", "to")


def serve_store(folder: Path, *, host: str, port: int, say: Callable[..., None]) -> None:
    """Serve a store until stopped.

    Raises:
        ConfigError: the server's packages are not installed, or the port is taken.
        StoreError: the folder holds no store.
    """
    try:
        import uvicorn  # noqa: PLC0415 - an extra: only this command needs it

        from straitwatch.serve.app import make_app  # noqa: PLC0415 - same
    except ImportError as error:
        raise ConfigError(f"{error.name} is missing: pip install 'straitwatch[server]'") from error
    with open_store(folder):
        app = make_app(open_window(folder))
    config = uvicorn.Config(app, host=host, port=port, log_level="warning", server_header=False)
    socket = config.bind_socket()
    say(f"http://{host}:{socket.getsockname()[1]}/ shows {folder}; stop with Ctrl-C")
    uvicorn.Server(config).run(sockets=[socket])


def open_window(folder: Path) -> Any:  # noqa: ANN401 - its type needs the extra
    """Open a window on a store for `serve/`."""
    from straitwatch.serve.app import Window  # noqa: PLC0415 - an extra

    def events(words: Mapping[str, str]) -> list[dict[str, Any]]:
        unknown = sorted(set(words) - set(_WORDS))
        if unknown:
            raise ConfigError(f"unknown word '{unknown[0]}'; known are {', '.join(_WORDS)}, limit")
        found = select_events(
            folder,
            kind=words.get("kind"),
            identity=words.get("object"),
            t_from=read_moment(words["from"]) if "from" in words else None,
            t_to=read_moment(words["to"]) if "to" in words else None,
        )
        return list(to_records(found))

    def sources() -> list[dict[str, Any]]:
        with open_store(folder) as store:
            return [plain(vars(tally)) for tally in store.sources()]

    return Window(
        page=folder.parent,
        events=events,
        gates=lambda: watched_gates().to_pylist(),
        sources=sources,
    )

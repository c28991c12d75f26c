"""The command that keeps watch and shows it: serve."""

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from straitwatch.cli.shared import StoreDir, Watch, say, settings_of, store_folder

if TYPE_CHECKING:
    from straitwatch.flow.serve import Plan

__all__ = ["Port", "run_server", "serve"]

Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes a free one.")]


def serve(
    store: StoreDir = Path("straitwatch-out"),
    feed: Annotated[
        list[str] | None,
        typer.Option("--feed", help="Address of a feed; may be given more than once."),
    ] = None,
    watch: Watch = None,
    port: Port = 8080,
    host: Annotated[
        str, typer.Option("--host", help="Loopback unless you say otherwise.")
    ] = "127.0.0.1",
    public: Annotated[
        bool, typer.Option("--public", help="Whoever reaches the server may read.")
    ] = False,
) -> None:
    """Keep watch on feeds, and show a store: live page and API.

    For example:

    straitwatch serve --store out

    straitwatch serve --store live --feed tcp://192.168.1.20:5012

    straitwatch serve --store live --watch watch.toml --host 0.0.0.0 --public
    """
    from straitwatch.flow.live_settings import FeedSettings
    from straitwatch.flow.serve import Plan

    settings = settings_of(watch)
    more = tuple(FeedSettings(url=one) for one in feed or ())
    settings = replace(settings, feed=settings.feed + more)
    folder = store_folder(store) if not settings.feed else _live_folder(store)
    run_server(Plan(folder, settings, watch, host, port, public))


def run_server(plan: "Plan") -> NoReturn:
    """Serve until a signal says stop, then end the process.

    It ends at once: by then all is stopped and written, and what threads still work out, tiles for
    example, is for nobody. Python would wait for some of them, and be aborted by others.
    """
    from straitwatch.flow.serve import serve_store

    status = 0
    try:
        serve_store(plan, say)
    except KeyboardInterrupt:
        say("straitwatch: stopped")
        status = 130
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _live_folder(given: Path) -> Path:
    """Find the store, or the place of the one that the feeds will fill."""
    return given if (given / "state.sqlite").is_file() else given / "store"

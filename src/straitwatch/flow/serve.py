"""A store, feeds and settings into a server: the page, the API, the live watch, alerts."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from straitwatch.flow.config import Settings
from straitwatch.model.error import ConfigError

__all__ = ["Plan", "serve_store"]

_STDERR = 2


@dataclass(frozen=True)
class Plan:
    """What is served, and to whom.

    Attributes:
        folder: the store itself; where there are feeds it is made when it is not there.
        settings: what `watch.toml` says; its feeds are watched.
        settings_path: that file, read again by the watch.
        host: address to listen at.
        port: 0: a free one.
        public: whether anybody who reaches the server may read.
        start: path of the page that is told to the user.
    """

    folder: Path
    settings: Settings = field(default_factory=Settings)
    settings_path: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8080
    public: bool = False
    start: str = ""


def serve_store(plan: Plan, say: Callable[..., None]) -> None:
    """Serve a store until stopped; watch its feeds meanwhile.

    Raises:
        ConfigError: the server's packages are not installed, the port is taken, a setting is
            senseless, or others could reach the server and nothing says who they are.
        StoreError: the folder holds no store.
    """
    try:
        from straitwatch.flow.house import House  # noqa: PLC0415 - an extra: only a server needs it
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("straitwatch"):
            raise
        raise ConfigError(f"{error.name} is missing: pip install 'straitwatch[server]'") from error
    _hold_standard_handles()
    with House(plan, partial(_say_if_heard, say)) as house:
        house.run()


def _hold_standard_handles() -> None:
    """Open those of stdin, stdout, stderr that are closed: else the store's files are taken so."""
    while (handle := os.open(os.devnull, os.O_RDWR)) <= _STDERR:
        os.set_inheritable(handle, True)
    os.close(handle)


def _say_if_heard(say: Callable[..., None], *words: object) -> None:
    """Tell the user; a server goes on when nobody reads its stderr any more."""
    with suppress(OSError):
        say(*words)

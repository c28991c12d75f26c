"""An application into a server that answers until it is stopped."""

import asyncio
from collections.abc import Callable
from typing import Any

from straitwatch.model.error import ConfigError

__all__ = ["run_server"]


def run_server(
    app: Any,  # noqa: ANN401 - its type needs the extra
    host: str,
    port: int,
    *,
    told: Callable[[str], None] = lambda _: None,
    most: int | None = None,
) -> None:
    """Answer until stopped.

    Args:
        app: what `serve.app.make_app` built.
        host: address to listen at.
        port: 0: a free one.
        told: hears the address once connections are taken.
        most: connections at a time; beyond it 503.

    Raises:
        ConfigError: the server's packages are not installed, or the port is taken.
    """
    try:
        import uvicorn  # noqa: PLC0415 - an extra: only the server needs it
    except ImportError as error:
        raise ConfigError(f"{error.name} is missing: pip install 'straitwatch[server]'") from error
    config = uvicorn.Config(
        app, host=host, port=port, log_level="warning", server_header=False, limit_concurrency=most
    )
    try:
        socket = config.bind_socket()
    except SystemExit as error:  # so uvicorn ends where a port is taken
        raise ConfigError(f"{host}:{port} is taken: choose another --port") from error
    told(f"http://{host}:{socket.getsockname()[1]}/")
    asyncio.run(uvicorn.Server(config).serve(sockets=[socket]))

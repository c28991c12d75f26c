"""An application into a server that cannot be worn down, until it is told to stop."""

import asyncio
import resource
import socket
from collections.abc import Callable, Sequence
from dataclasses import replace

import uvicorn
from starlette.types import ASGIApp

from straitwatch.model.error import ConfigError
from straitwatch.serve.connection import Bounds, Connections, Guarded, guarded

__all__ = ["STOP_S", "Server", "bind", "make_server", "run_server"]

STOP_S = 3.0
"""Seconds that answers under way have when the server is to stop: ours; in 5 s it has stopped."""
_READ_S = 1.0
"""Seconds that those have who do not read the end of their stream, or of an answer: ours."""
_SPARE_FILES = 256
_BACKLOG = 2_048


class Server(uvicorn.Server):
    """A server that first lets its streams go when it is to stop.

    Args:
        config: of uvicorn.
        connections: of it.
        on_stop: what is called, in the loop, before it waits for answers under way.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        connections: Connections,
        on_stop: Sequence[Callable[[], None]],
    ) -> None:
        super().__init__(config)
        self.connections, self._on_stop = connections, on_stop

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        for stop in self._on_stop:
            stop()
        asyncio.get_running_loop().call_later(_READ_S, self._abort, True)
        await asyncio.sleep(0)
        await super().shutdown(sockets)
        self._abort(over_only=False)

    def _abort(self, over_only: bool) -> None:
        """Cut connections; of those that are at an answer only streams, if so asked."""
        for one in list(self.server_state.connections):
            if isinstance(one, Guarded) and (one.over or not over_only):
                one.transport.abort()


def bind(host: str, port: int) -> socket.socket:
    """Listen at an address.

    Args:
        host: name or number; `::` and names with a v6 address are bound as such.
        port: 0 takes a free one.

    Raises:
        ConfigError: it cannot be had.
    """
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(place[:2], family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or str(error)
        mend = "another --port, or --port 0 for a free one, may do"
        raise ConfigError(f"cannot listen at {host}:{port}: {why}; {mend}") from error


def make_server(
    app: ASGIApp, bounds: Bounds | None = None, *, on_stop: Sequence[Callable[[], None]] = ()
) -> Server:
    """Make a server; `Server.run(sockets=[...])` runs it, `should_exit = True` stops it.

    Args:
        app: what answers.
        bounds: what connections may cost; fewer are let in where the system allows fewer files.
        on_stop: called in the loop when it stops: streams end by it.
    """
    bounds = bounds or Bounds()
    connections = Connections(replace(bounds, max_clients=_room(bounds.max_clients)))
    config = uvicorn.Config(
        app,
        http=guarded(connections),
        ws="none",
        log_level="warning",
        use_colors=False,  # else it asks stdout, which a service may have closed
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=_BACKLOG,
        timeout_keep_alive=int(bounds.idle_s),
        timeout_graceful_shutdown=int(STOP_S),
    )
    return Server(config, connections, on_stop)


def run_server(
    app: ASGIApp,
    sockets: list[socket.socket],
    bounds: Bounds | None = None,
    *,
    on_stop: Sequence[Callable[[], None]] = (),
) -> None:
    """Serve until a signal says stop; what is under way has STOP_S seconds. See `make_server`."""
    make_server(app, bounds, on_stop=on_stop).run(sockets=sockets)


def _room(clients: int) -> int:
    """Let the process open the files that so many clients need; tell how many it then can have."""
    need = clients + _SPARE_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = need if hard == resource.RLIM_INFINITY else min(need, hard)
    if soft != resource.RLIM_INFINITY and soft < limit:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
    else:
        limit = need if soft == resource.RLIM_INFINITY else soft
    return max(1, min(clients, limit - _SPARE_FILES))

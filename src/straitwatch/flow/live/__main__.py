"""`python -m straitwatch.flow.live FD`: the watch as a process of its own, over a socket of FD."""

import signal
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from straitwatch.flow.live.link import LinkWriter, Words, receive_words
from straitwatch.flow.live.plan import WatchPlan
from straitwatch.model.error import StraitwatchError
from straitwatch.store.store import open_store

__all__ = ["main"]

_BAD = 2


def main(handle: int) -> int:
    """Watch until the server tells to stop, or is gone.

    Args:
        handle: of a connected socket: the plan comes first, then commands.

    Returns:
        exit status: 0 for a clean end.
    """
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    for one in (signal.SIGINT, signal.SIGHUP):
        signal.signal(one, signal.SIG_IGN)  # of a terminal: the server hears it too, and says stop
    connection = socket.socket(fileno=handle)
    words = receive_words(connection)
    if words is None:
        return 0
    link = LinkWriter(connection)
    try:
        _watch(WatchPlan.read(words), connection, link, stop)
    except StraitwatchError as error:
        link.state({"state": "failed", "error": str(error)})
        link.close()
        return _BAD
    link.close()
    return 0


def _watch(
    plan: WatchPlan, connection: socket.socket, link: LinkWriter, stop: threading.Event
) -> None:
    settings = plan.settings()
    with open_store(plan.folder, create=True) as store:
        from straitwatch.decode.own_tables import use_tables  # noqa: PLC0415 - what is refused
        from straitwatch.flow.live.watcher import Watcher  # noqa: PLC0415 - is refused at once

        if settings.reading.tables:
            use_tables(*map(Path, settings.reading.tables))
        watcher = Watcher(store, settings, link, stop=stop, falls=plan.falls, paused=plan.paused)
        obey = partial(_obey, connection, watcher.command, stop)
        threading.Thread(target=obey, name="commands", daemon=True).start()
        watcher.run()


def _obey(
    connection: socket.socket, command: Callable[[Words], None], stop: threading.Event
) -> None:
    """Take commands; without a server there is nobody to watch for."""
    while (words := receive_words(connection)) is not None:
        if words.get("command") == "stop":
            break
        command(words)
    stop.set()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))

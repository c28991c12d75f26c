"""`python -m straitwatch.flow.live FD`: the watch as a process of its own, over a socket of FD."""

import signal
import socket
import sys
import threading
from pathlib import Path

from straitwatch.decode.own_tables import use_tables
from straitwatch.flow.live.link import LinkWriter, receive_words
from straitwatch.flow.live.plan import WatchPlan
from straitwatch.flow.live.watcher import Watcher
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
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stop.set())
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
    if settings.reading.tables:
        use_tables(*map(Path, settings.reading.tables))
    with open_store(plan.folder, create=True) as store:
        watcher = Watcher(store, settings, link)
        watcher.stop = stop
        threading.Thread(target=_obey, args=(connection, watcher), daemon=True).start()
        watcher.run()


def _obey(connection: socket.socket, watcher: Watcher) -> None:
    """Take commands; without a server there is nobody to watch for."""
    while (words := receive_words(connection)) is not None:
        if words.get("command") == "stop":
            break
        watcher.command(words)
    watcher.stop.set()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))

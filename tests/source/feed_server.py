"""A TCP server of a test: it does to each client in turn what the test says."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Turn = Callable[[socket.socket], None]


@contextmanager
def serving(*turns: Turn) -> Iterator[int]:
    """Listen on a free port; each client that comes meets the next turn, the last one for good."""
    server = socket.create_server(("127.0.0.1", 0))
    closing = threading.Event()

    def work() -> None:
        n = 0
        while not closing.is_set():
            try:
                client, _ = server.accept()
            except OSError:
                return
            with client:
                turns[min(n, len(turns) - 1)](client)
            n += 1

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        closing.set()
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(10)

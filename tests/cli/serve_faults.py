"""What the tests of faults share: a source that is driven by hand, an ear for events, clients."""

import json
import socket
import threading
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from server_process import Server, wait_for

from straitwatch.kernel.encode import encode_position


def numbered(first: int, n: int, *, ships: int = 200) -> bytes:
    """Lines of ships that sail north, each line another place: none is like another."""
    number = np.arange(first, first + n)
    ship, step = number % ships, number // ships
    lines = encode_position(
        431_000_000 + ship, 0, np.nan, 10.0, 130.0 + ship * 0.01, 20.0 + step * 1e-4, 0.0, np.nan, 0
    )
    return b"\n".join(lines) + b"\n"


class Source:
    """A TCP server that keeps the newest connection, to be driven by hand."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._taken: list[socket.socket] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        with suppress(OSError):
            while True:
                self._taken.append(self._server.accept()[0])

    @property
    def n(self) -> int:
        """How often somebody connected."""
        return len(self._taken)

    def send(self, data: bytes) -> None:
        self._taken[-1].sendall(data)

    def cut(self) -> None:
        """End the connection; wait until the other side has come back."""
        before = self.n
        self._taken[-1].shutdown(socket.SHUT_RDWR)
        wait_for(lambda: self.n > before, "the feed's return")

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        for one in (self._server, *self._taken):
            one.close()


class Ear:
    """Listens to `/api/stream/events` and keeps what was told."""

    def __init__(self, port: int, after: int) -> None:
        self.told: list[tuple[int, str, str]] = []  # seq, change, event id
        url = f"http://127.0.0.1:{port}/api/stream/events?after={after}"
        self._answer = urllib.request.urlopen(url, timeout=120.0)
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        seq = 0
        with self._answer, suppress(OSError, ValueError):  # the server was killed
            for line in self._answer:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name == "id":
                    seq = int(value)
                elif name == "data" and '"event"' in value:
                    words: dict[str, Any] = json.loads(value)
                    self.told.append((seq, words["change"], words["event"]["event_id"]))


def watch_file(folder: Path, port: int, more: str = "", *, commit_s: float = 1.0) -> Path:
    """Write a `watch.toml` with one feed."""
    path = folder / "watch.toml"
    path.write_text(
        f'[[feed]]\nname = "mast"\nurl = "tcp://127.0.0.1:{port}"\nsilent_s = 2.0\n'
        f"[live]\ncommit_s = {commit_s}\n{more}"
    )
    return path


def memory_mb(pid: int) -> int:
    """Tell how much a process holds."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    return 0


def watch_pid(server: Server) -> int:
    """Find the process of the watch."""
    wait_for(lambda: server.get("/api/status")["watch"]["pid"], "the watch")
    pid: int = server.get("/api/status")["watch"]["pid"]
    return pid


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that is dead and not yet fetched does not."""
    with suppress(OSError):
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2]
        return not state.startswith("Z")
    return False

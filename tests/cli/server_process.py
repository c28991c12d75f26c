"""`straitwatch serve` as a process of its own, with what it says and answers."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

PATIENCE_S = 120.0


class Server:
    """`straitwatch serve` in a process group of its own."""

    def __init__(self, *words: object, env: dict[str, str] | None = None) -> None:
        given = map(str, words if words[0] == "demo" else ("serve", *words))
        line = [sys.executable, "-m", "straitwatch", *given, "--port", "0"]
        self.process = subprocess.Popen(
            line,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env=env,
        )
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        wait_for(lambda: self.port or self.process.poll() is not None, "its address")

    def _read(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as stream:
            for line in stream:
                self.said.append(line)

    @property
    def port(self) -> int:
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", "".join(self.said))
        return int(found[1]) if found else 0

    def get(self, path: str) -> dict[str, Any]:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=60.0
            ) as answer:
                told: dict[str, Any] = json.load(answer)
        except urllib.error.HTTPError as error:
            error.close()  # it holds the socket
            raise
        return told

    def feed(self) -> dict[str, Any]:
        feeds = self.get("/api/feeds")["feeds"]
        return feeds[0] if feeds else {"lines": 0, "committed": 0, "state": ""}

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._reader.join()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(60.0)
        self._reader.join()
        return status


@contextmanager
def serving(*words: object, env: dict[str, str] | None = None) -> Iterator[Server]:
    server = Server(*words, env=env)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.kill()


def wait_for(is_so: Callable[[], Any], what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, f"{what} did not come in {PATIENCE_S} s"
        time.sleep(0.1)

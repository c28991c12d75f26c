"""The command as people have it: a feed over TCP, a page, a kill, a second server."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from straitwatch.flow.bench.live_lines import Sender
from straitwatch.store.store import open_store

_PATIENCE_S = 120.0
Command = Callable[..., subprocess.CompletedProcess[str]]


class Server:
    """`straitwatch serve` in a process group of its own."""

    def __init__(self, *words: object) -> None:
        given = map(str, words if words[0] == "demo" else ("serve", *words))
        line = [sys.executable, "-m", "straitwatch", *given, "--port", "0"]
        self.process = subprocess.Popen(
            line,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
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
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60.0) as answer:
            told: dict[str, Any] = json.load(answer)
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
def serving(*words: object) -> Iterator[Server]:
    server = Server(*words)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.kill()


def wait_for(is_so: Callable[[], Any], what: str) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, f"{what} did not come in {_PATIENCE_S} s"
        time.sleep(0.1)


def _watch_file(folder: Path, port: int) -> Path:
    path = folder / "watch.toml"
    path.write_text(
        f'[[feed]]\nname = "mast"\nurl = "tcp://127.0.0.1:{port}"\n[live]\ncommit_s = 1.0\n'
    )
    return path


@pytest.mark.slow
def test_a_feed_is_kept_over_a_kill_and_stops_cleanly(tmp_path: Path) -> None:
    sender = Sender(300, 300, 6.0)
    watch = _watch_file(tmp_path, sender.port)
    store = tmp_path / "live"
    with serving("--store", store, "--watch", watch) as server:
        wait_for(lambda: server.feed()["lines"] >= 600, "the first words of the ships")
        sender.go.set()
        wait_for(lambda: server.feed()["committed"] > 900, "a commit")
        told = server.feed()["committed"]
        server.kill()
    sender.close()
    with open_store(store / "store") as opened:
        kept = {one.source: one for one in opened.sources()}["mast"]
        assert kept.lines >= told
        assert kept.is_balanced()
        before = opened.events(retracted=True).to_pylist()
    again = Sender(10, 10, 1.0)
    with serving("--store", store, "--watch", _watch_file(tmp_path, again.port)) as server:
        wait_for(lambda: server.feed()["state"] == "open", "the feed")
        assert server.feed()["lines"] >= told
        with serving("--store", store, "--watch", watch) as second:
            wait_for(lambda: second.get("/api/status")["watch"]["error"], "its words")
            assert "is being written by process" in second.get("/api/status")["watch"]["error"]
            assert second.get("/api/status")["store"]["n_fixes"] > 0
        assert server.stop() == 0
    again.close()
    with open_store(store / "store") as opened:
        opened.check()
        ids = [row["event_id"] for row in opened.events(retracted=True).to_pylist()]
        assert len(ids) == len(set(ids))
        assert {row["event_id"] for row in before} <= set(ids)


def test_a_feed_that_is_nonsense_is_refused(command: Command, tmp_path: Path) -> None:
    done = command("serve", "--store", tmp_path, "--feed", "carrier-pigeon://loft")
    assert done.returncode == 2
    assert "carrier-pigeon" in done.stderr


def test_a_port_that_is_taken_is_named(command: Command, demo_out: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = command("serve", "--store", demo_out, "--port", port)
    assert done.returncode == 2
    assert f"127.0.0.1:{port}" in done.stderr
    assert "--port" in done.stderr


def test_others_are_not_let_in_by_accident(command: Command, demo_out: Path) -> None:
    done = command("serve", "--store", demo_out, "--host", "0.0.0.0", "--port", 0)  # noqa: S104 - that is the test
    assert done.returncode == 2
    assert "--public" in done.stderr


def test_a_folder_without_a_store_is_refused(command: Command, tmp_path: Path) -> None:
    done = command("serve", "--store", tmp_path)
    assert done.returncode == 1
    assert str(tmp_path) in done.stderr


def test_a_store_is_shown_to_its_end(demo_out: Path) -> None:
    with serving("--store", demo_out) as server:
        status = server.get("/api/status")
        assert status["store"]["simulated"]
        assert not status["live"]
        with pytest.raises(urllib.error.HTTPError, match="404"):
            server.get("/api/live")
        assert server.stop() == 0


@pytest.mark.slow
def test_the_demonstration_is_shown_in_replay(tmp_path: Path) -> None:
    with serving("demo", "--out", tmp_path / "demo", "--serve") as server:
        address = next(line for line in server.said if "http://" in line).split()[0]
        with urllib.request.urlopen(address, timeout=60.0) as answer:  # noqa: S310 - our own server
            assert "<html" in answer.read().decode()
        asked = "/api/events?kind=transit&object=hull:CN/16&certainty=reported&lang=ja"
        told = server.get(asked)["events"]
        assert [row["from_sea"] for row in told] == ["East China Sea", "Philippine Sea"]
        assert all("宮古海峡" in row["words"] for row in told)
        assert server.get("/api/status")["store"]["simulated"]
        replay = server.get("/api/replay?at_most=500")
        assert any(one["simulated"] for one in replay["objects"])
        assert server.stop() == 0

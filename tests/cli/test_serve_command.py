"""The command as people have it: a feed over TCP, a page, a kill, a second server."""

import socket
import subprocess
import urllib.error
from collections.abc import Callable
from pathlib import Path

import pytest
from server_process import serving, wait_for

from straitwatch.flow.bench.live_lines import Sender
from straitwatch.store.store import open_store

Command = Callable[..., subprocess.CompletedProcess[str]]


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

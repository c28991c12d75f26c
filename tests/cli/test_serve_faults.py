"""Faults tried on the command itself: feeds, disks, clocks, clients, files, signals."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from serve_faults import Source, is_alive, memory_mb, numbered, watch_file, watch_pid
from server_process import Server, serving, wait_for

from straitwatch.store.store import open_store

Command = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.slow


@pytest.fixture
def source() -> Iterator[Source]:
    one = Source()
    yield one
    one.close()


def _opened(server: Server) -> None:
    wait_for(lambda: server.feed()["state"] in ("open", "silent"), "the feed")


def _kept(store: Path) -> int:
    """Tell how many lines are kept, each once, in a store that is whole."""
    with open_store(store) as opened:
        opened.check()
        (tally,) = opened.sources()
        assert tally.is_balanced()
        assert len(opened.positions()) == tally.fixes
        return tally.lines


def test_noise_cuts_and_floods_cost_nothing_that_is_good(tmp_path: Path, source: Source) -> None:
    """Half lines, noise with and without line feeds, and more than can be handled."""
    dice = random.Random(3)
    with serving("--store", tmp_path, "--watch", watch_file(tmp_path, source.port)) as server:
        _opened(server)
        source.send(numbered(0, 1000) + b"!AIVDM,1,1,,A,13u?etPv2;0n")
        wait_for(lambda: server.feed()["lines"] >= 1000, "the first lines")
        source.cut()
        source.send(numbered(1000, 1000) + b"!AIVDM,1,1,,B,half")
        wait_for(lambda: server.feed()["state"] == "silent", "silence")
        found = server.feed()
        assert (found["lines"], found["fixes"], found["rejects"]) == (2001, 2000, {"truncated": 1})
        n = 2000
        for _ in range(10):
            source.send(b"\n" + dice.randbytes(100_000) + b"\n" + numbered(n, 100))
            n += 100
        source.send(b"\xff\x00\x80" * 400_000 + b"\n" + numbered(n, 100))
        wait_for(lambda: server.feed()["fixes"] >= 3100, "the good lines")
        lot, more, n = numbered(0, 20_000), threading.Event(), server.feed()["lines"]
        sent = [0]

        def flood() -> None:
            while not more.is_set():
                source.send(lot)
                sent[0] += 20_000

        sender = threading.Thread(target=flood)
        sender.start()
        pid = watch_pid(server)
        for _ in range(5):
            assert server.get("/healthz")["status"] == "ok"
            assert memory_mb(pid) < 1500
            time.sleep(1.0)
        more.set()
        sender.join()
        wait_for(lambda: server.feed()["lines"] >= n + sent[0], "all that was sent")
        assert server.feed()["lines"] == n + sent[0]
        assert server.stop() == 0
    assert _kept(tmp_path / "store") == n + sent[0]


def _faked(folder: Path) -> dict[str, str]:
    """Make the environment of a process whose wall clock is what a file says."""
    found = list(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        pytest.skip("libfaketime is not here: apt-get install faketime")
    return os.environ | {
        "LD_PRELOAD": str(found[0]),
        "FAKETIME_TIMESTAMP_FILE": str(folder / "wall"),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }


def test_a_clock_that_is_set_back_makes_nothing_late(tmp_path: Path, source: Source) -> None:
    wall, environment = tmp_path / "wall", _faked(tmp_path)
    wall.write_text("+0")
    watch = watch_file(tmp_path, source.port)
    with serving("--store", tmp_path, "--watch", watch, env=environment) as server:
        _opened(server)
        for number, (moved, word) in enumerate([("+0", ""), ("-3600", "set back"), ("+7200", "")]):
            wall.write_text(moved)
            time.sleep(0.5)
            source.send(numbered(number * 1000, 1000))
            wait_for(lambda: server.feed()["fixes"] >= number * 1000 + 1000, "the lines")  # noqa: B023 - used at once
            found = server.feed()
            assert found["late"] == 0
            wait_for(lambda: word in " ".join(server.feed()["notes"]), "its words")  # noqa: B023 - used at once
        assert "set back" not in " ".join(server.feed()["notes"])
        assert server.stop() == 0
    with open_store(tmp_path / "store") as store:
        rows = store.positions().sort_by("line")["t"].to_pylist()
    assert rows == sorted(rows)
    assert (rows[-1] - rows[0]).total_seconds() > 7000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system with room for 24 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    line = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(line, check=False, capture_output=True).returncode:
        pytest.skip("a small file system cannot be mounted here: it needs the right to mount")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def _fill(path: Path) -> None:
    for size in (1 << 16, 512):
        with suppress(OSError), path.open("ab", buffering=0) as file:
            while file.write(b"x" * size) == size:
                pass


def test_a_full_disk_is_said_and_waited_for(tmp_path: Path, disk: Path, source: Source) -> None:
    """Filled while lines come; the watch is killed meanwhile; then there is room again."""
    with serving("--store", disk, "--watch", watch_file(tmp_path, source.port)) as server:
        _opened(server)
        source.send(numbered(0, 3000))
        wait_for(lambda: server.feed()["committed"] >= 3000, "a commit")
        _fill(disk / "fill")
        source.send(numbered(3000, 3000))
        wait_for(lambda: "no space left" in " ".join(server.feed()["notes"]).lower(), "its words")
        told = server.feed()["committed"]
        for path in ("/healthz", "/api/status", "/api/events?limit=1", "/api/objects?limit=1"):
            assert server.get(path)
        pid, came = watch_pid(server), source.n
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: server.get("/api/status")["watch"]["pid"] != pid, "the fall")
        assert server.feed()["state"] == "waiting"
        assert server.feed()["error"]
        (disk / "fill").unlink()
        wait_for(lambda: source.n > came, "a new watch")
        source.send(numbered(6000, 3000))
        wait_for(lambda: server.feed()["lines"] >= told + 3000, "the lines after")
        wait_for(lambda: server.feed()["committed"] == server.feed()["lines"], "a commit")
        assert "no space" not in " ".join(server.feed()["notes"]).lower()
        assert server.stop() == 0
    assert _kept(disk / "store") >= told + 3000


def test_two_writers_and_a_reader(
    command: Command, tmp_path: Path, source: Source, shared: Path
) -> None:
    """`run` into a store that is watched is refused; into one that is only shown, it is seen."""
    record = shared / "ais" / "dma-stream-example.nmea"
    with serving("--store", tmp_path, "--watch", watch_file(tmp_path, source.port)) as server:
        _opened(server)
        source.send(numbered(0, 1000))
        wait_for(lambda: server.feed()["committed"] >= 1000, "a commit")
        done = command("run", record, "--out", tmp_path)
        assert done.returncode == 1
        assert f"is being written by process {watch_pid(server)}" in done.stderr
        assert server.feed()["state"] in ("open", "silent")
        assert server.stop() == 0
    with serving("--store", tmp_path) as server:
        before = server.get("/api/status")["store"]["n_fixes"]
        assert command("run", record, "--out", tmp_path).returncode == 0
        wait_for(lambda: server.get("/api/status")["store"]["n_fixes"] > before + 1000, "its fixes")


def _slow(port: int, n: int, sent: bytes) -> list[socket.socket]:
    """Open so many connections that say little and read nothing."""
    found = []
    for k in range(n):
        one = socket.socket()
        one.settimeout(5.0)
        with suppress(OSError):
            one.bind((f"127.0.{k // 200 + 1}.{k % 200 + 1}", 0))
            one.connect(("127.0.0.1", port))
            one.sendall(sent)
            found.append(one)
    return found


_CLIENTS = int(os.environ.get("STRAITWATCH_CLIENTS", "2000"))
"""10,000 were tried when this was written."""


def test_slow_clients_do_not_hold_up_a_feed(tmp_path: Path, source: Source) -> None:
    """5,000 lines a second, thousands that dawdle, and some that never read their stream."""
    with serving("--store", tmp_path, "--watch", watch_file(tmp_path, source.port)) as server:
        _opened(server)
        n, done = [0], threading.Event()

        def feed() -> None:
            while not done.is_set():
                source.send(numbered(n[0], 500))
                n[0] += 500
                time.sleep(0.1)

        sender = threading.Thread(target=feed)
        sender.start()
        deaf = _slow(server.port, 20, b"GET /api/live HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
        slow = _slow(server.port, _CLIENTS, b"GET /api/status HTTP/1.1\r\nhost: 127.0.0.1\r\n")
        live = urllib.request.urlopen(f"http://127.0.0.1:{server.port}/api/live", timeout=60.0)
        for _ in range(5):
            assert server.get("/healthz")["status"] == "ok"
            assert any(b"positions" in live.readline() for _ in range(2000))
            time.sleep(0.5)
        done.set()
        sender.join()
        live.close()
        wait_for(lambda: server.feed()["lines"] >= n[0], "every line")
        assert memory_mb(server.process.pid) < 1500
        for one in deaf + slow:
            one.close()
        assert server.stop() == 0
    assert _kept(tmp_path / "store") == n[0]


def test_damage_is_said_and_survived(tmp_path: Path, source: Source) -> None:
    """A flipped byte in the journal, then a checkpoint of rubbish, after a kill."""
    watch = watch_file(tmp_path, source.port, commit_s=600.0)
    with serving("--store", tmp_path, "--watch", watch) as server:
        _opened(server)
        for k in range(8):
            source.send(numbered(k * 500, 500))
            wait_for(lambda: server.feed()["lines"] >= k * 500 + 500, "lines")  # noqa: B023 - used at once
        server.kill()
    (journal,) = (tmp_path / "store" / "live").glob("journal-*.log")
    data = bytearray(journal.read_bytes())
    data[len(data) // 2] ^= 4
    journal.write_bytes(data)
    with serving("--store", tmp_path, "--watch", watch) as server:
        wait_for(lambda: server.get("/api/status")["watch"]["state"] == "running", "the watch")
        wait_for(lambda: "could not be read" in str(server.get("/api/status")["watch"]), "words")
        _opened(server)
        assert 3000 <= server.feed()["lines"] < 4000
        assert server.stop() == 0
    for path in (tmp_path / "store" / "live").glob("checkpoint-*.bin"):
        path.write_bytes(b"rubbish")
    with serving("--store", tmp_path, "--watch", watch) as server:
        wait_for(lambda: "begins anew" in str(server.get("/api/status")["watch"]), "its words")
        _opened(server)
        before = server.feed()["lines"]
        source.send(numbered(9000, 500))
        wait_for(lambda: server.feed()["lines"] == before + 500, "the lines after")
        assert server.get("/api/status")["watch"]["restarts"] == 0
        assert server.stop() == 0
    assert _kept(tmp_path / "store") == before + 500


@pytest.mark.parametrize("sent", [signal.SIGHUP, signal.SIGINT])
def test_a_terminal_that_ends_is_a_clean_end(tmp_path: Path, source: Source, sent: int) -> None:
    """The signal goes to all processes of the terminal; that of ^C comes twice."""
    watch = watch_file(tmp_path, source.port, commit_s=600.0)
    with serving("--store", tmp_path, "--watch", watch) as server:
        _opened(server)
        source.send(numbered(0, 1000))
        wait_for(lambda: server.feed()["lines"] >= 1000, "the lines")
        pid = watch_pid(server)
        os.killpg(server.process.pid, sent)
        if sent == signal.SIGINT:
            time.sleep(0.2)
            with suppress(ProcessLookupError):
                os.killpg(server.process.pid, sent)
        server.process.wait(60.0)
        wait_for(lambda: not is_alive(pid), "the end of the watch")
        assert "Traceback" not in "".join(server.said)
    assert _kept(tmp_path / "store") == 1000


@pytest.mark.parametrize("closed", ["<&- >&-", "2>&-", "2>&1 | true"])
def test_nobody_needs_to_read_what_it_writes(tmp_path: Path, closed: str) -> None:
    """Without stdin and stdout, without stderr, with a reader that went away."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = f"-m straitwatch serve --store {tmp_path} --port {port} --feed tcp://127.0.0.1:1"
    line = f"{sys.executable} {words} {closed}"
    process = subprocess.Popen(["bash", "-c", line], start_new_session=True)

    def running() -> bool:
        with suppress(OSError):
            address = f"http://127.0.0.1:{port}/api/status"
            with urllib.request.urlopen(address, timeout=5.0) as answer:
                return bool(json.load(answer)["watch"]["state"] == "running")
        return False

    try:
        wait_for(running, "the watch")
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_store_whose_making_was_cut_short_is_made(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    for name in ("state.sqlite", "readers.lock"):
        (tmp_path / "store" / name).touch()
    with serving("--store", tmp_path, "--feed", "tcp://127.0.0.1:1") as server:
        wait_for(lambda: server.get("/api/status")["watch"]["state"] == "running", "the watch")


def test_a_state_of_rubbish_is_refused(command: Command, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "state.sqlite").write_bytes(random.Random(1).randbytes(20_000))
    (tmp_path / "store" / "readers.lock").touch()
    for more in ([], ["--feed", "tcp://127.0.0.1:1"]):
        done = command("serve", "--store", tmp_path, "--port", 0, *more)
        assert done.returncode == 1
        assert "state.sqlite is damaged" in done.stderr
        assert "Traceback" not in done.stderr

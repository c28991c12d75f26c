"""The whole command killed, in part or as one, at any moment: what it told is kept, once."""

import json
import os
import random
import signal
import sqlite3
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from serve_faults import Ear, is_alive, watch_file, watch_pid
from server_process import Server, serving, wait_for

from straitwatch.source.simulate import simulate_traffic
from straitwatch.store.store import open_store

sys.path.append(str(Path(__file__).parent.parent / "flow"))
from live_parts import Sender

_ROUNDS = int(os.environ.get("STRAITWATCH_KILLS", "6"))
"""100 were run when this was written; a start of the command takes seconds."""


class _Hook:
    """A webhook that counts what it is sent."""

    def __init__(self) -> None:
        self.titles: list[str] = []
        heard = self.titles

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                heard.append(f"{body['title']} {body['message']}")
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _kill(server: Server, who: str) -> None:
    """Kill one of the two, or both; wait until none is left, or both are there again."""
    pid = watch_pid(server)
    if who == "watch":
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: server.get("/api/status")["watch"]["restarts"] == 1, "a new watch")
        wait_for(lambda: server.get("/api/status")["watch"]["state"] == "running", "it running")
    elif who == "web":
        server.process.kill()
        wait_for(lambda: not is_alive(pid), "the end of a watch without a server")
    if server.process.poll() is None or who == "both":
        server.kill()
    else:
        server.process.wait()


def _round(store: Path, watch: Path, who: str, pause_s: float, after: int) -> tuple[Ear, int]:
    """Serve, hear, kill; gives what was heard and the most lines that were told as kept."""
    with serving("--store", store, "--watch", watch) as server:
        ear = Ear(server.port, after)
        wait_for(lambda: server.feed()["state"] == "open", "the feed")
        time.sleep(pause_s)
        told = server.feed()["committed"]
        _kill(server, who)
    return ear, told


@pytest.mark.slow
def test_what_was_told_is_kept_once(tmp_path: Path) -> None:
    t_from, t_to = datetime(2022, 12, 15, tzinfo=UTC), datetime(2022, 12, 25, tzinfo=UTC)
    lines = b"".join(simulate_traffic(t_from=t_from, t_to=t_to, ships=20))
    sender, hook, chance = Sender(lines, chunk=6000, goal=0), _Hook(), random.Random(6)
    more = f'[[rule]]\nname = "all"\nto = ["json://127.0.0.1:{hook.port}/"]\n'
    watch = watch_file(tmp_path, int(sender.url.rpartition(":")[2]), more, commit_s=0.3)
    heard, seq, most = dict[int, tuple[str, str]](), 0, 0
    for k in range(_ROUNDS):
        sender.goal = lines.rfind(b"\n", 0, int((k + 1) / _ROUNDS * len(lines))) + 1
        who = ("watch", "web", "both")[k % 3]
        ear, told = _round(tmp_path / "live", watch, who, chance.uniform(0.0, 1.5), seq)
        most = max(most, told)
        heard |= {number: (change, event) for number, change, event in ear.told}
        assert [one[0] for one in ear.told] == sorted({one[0] for one in ear.told})
        seq = max(heard, default=0)
        with open_store(tmp_path / "live" / "store") as store:
            assert store.event_seq() >= seq
            assert sum(one.lines for one in store.sources()) >= most
            ids = set(store.events(retracted=True)["event_id"].to_pylist())
            assert {event for _, event in heard.values()} <= ids
    sender.close()
    _check(tmp_path / "live" / "store", heard)
    hook.close()
    assert len(hook.titles) > 0
    twice = sum(n - 1 for n in Counter(hook.titles).values())
    assert twice <= _ROUNDS  # at least once: one that was under way at a kill is sent again
    told = f"{len(heard)} changes, {len(hook.titles)} alerts, {twice} twice, {most} lines\n"
    sys.stderr.write(f"{_ROUNDS} kills: {told}")


def _check(folder: Path, heard: dict[int, tuple[str, str]]) -> None:
    """What was heard is what the log of the store says; no line and no event is there twice."""
    with open_store(folder) as store:
        store.check()
        (tally,) = store.sources()
        assert tally.is_balanced()
        number = store.positions()["line"].to_numpy()
        assert len(np.unique(number)) == len(number) == tally.fixes
    db = sqlite3.connect(folder / "state.sqlite")
    log = dict(db.execute("SELECT seq, event_id FROM event_log").fetchall())
    new = db.execute("SELECT event_id FROM event_log WHERE change = 'new'").fetchall()
    again = db.execute("SELECT event_id FROM event_log WHERE change = 'retracted'").fetchall()
    db.close()
    assert len(heard) > 0
    assert all(log.get(number, event) == event for number, (_, event) in heard.items())
    born = Counter(new)
    assert all(n <= 1 + Counter(again)[event] for event, n in born.items())

"""The real command with a real feed, asked by an unkind partner and by a careful operator."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from straitwatch.flow.keys import KeyBook
from straitwatch.flow.server_file import ServerFile, server_file
from straitwatch.kernel.encode import encode_position, encode_static, tag_block
from straitwatch.kernel.position_code import to_values

sys.path.append(str(Path(__file__).parent))
sys.path.append(str(Path(__file__).parent.parent / "serve"))
from server_process import Server, serving, wait_for
from streaming import Listener, Reader

Command = Callable[..., subprocess.CompletedProcess[str]]
OPEN, HIDDEN, LATER, FAR, SHY = 431_000_001, 431_900_001, 412_000_016, 431_000_003, 431_000_004
SECRET = re.compile(rb"GHOST|4319\d{5}|LIAONING|412000016|FARAWAY|431000003", re.IGNORECASE)

Command = Callable[..., subprocess.CompletedProcess[str]]


class Mast:
    """A receiver: whoever connects gets the lines that are sent from then on."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self.links: list[socket.socket] = []
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        with suppress(OSError):
            while True:
                self.links.append(self._server.accept()[0])

    def send(self, lines: list[bytes]) -> None:
        wait_for(lambda: self.links, "a watch that listens")
        for link in list(self.links):
            try:
                link.sendall(b"\r\n".join(lines) + b"\r\n")
            except OSError:
                self.links.remove(link)
                link.close()

    def close(self) -> None:
        for link in [self._server, *self.links]:
            with suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)
            link.close()


def fixes(mmsi: int, t: float, lon: float, lat: float, cog: float = 150.0) -> list[bytes]:
    """Write one report, with the time at which it was heard."""
    [line] = encode_position([mmsi], 0, np.nan, 15.0, lon, lat, cog, cog, int(t) % 60)
    return [tag_block([int(t)], b"mast")[0] + line]


def names(mmsi: int, name: str, destination: str = "") -> list[bytes]:
    return encode_static([mmsi], 0, [""], [name], 70, 100.0, 20.0, 6.0, [destination])


class Hook(ThreadingHTTPServer):
    """Receives alerts."""

    def __init__(self, port: int = 0) -> None:
        got: list[dict[str, Any]] = []

        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        super().__init__(("127.0.0.1", port), Receiver)
        self.got = got
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.shutdown()
        self.server_close()


def key(store: Path, name: str, release: str | None = None, scopes: str = "read,export") -> str:
    book = KeyBook(ServerFile(server_file(store / "store")))
    return book.new(
        name, scopes=frozenset(scopes.split(",")), now=datetime.now(UTC), release=release
    )


def watch_file(folder: Path, port: int, more: str = "") -> Path:
    path = folder / "watch.toml"
    path.write_text(
        f'[[feed]]\nurl = "tcp://127.0.0.1:{port}"\n[live]\ncommit_s = 2.0\n'
        '[[release]]\nname = "p"\nboxes = ["122,24,132,31"]\nround_deg = 0.1\n'
        'hidden = ["mmsi:4319*", "hull:CN/16"]\nkinds = ["transit", "entry", "exit"]\n'
        '[[release]]\nname = "late"\ndelay_min = 60\n' + more
    )
    return path


def ask(
    server: Server, path: str, secret: str = "", verb: str = "GET", **headers: str
) -> tuple[int, bytes, dict[str, str]]:
    """Ask as it stands: nothing of the address is made proper."""
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    told = {k.replace("_", "-"): v for k, v in headers.items()}
    if secret:
        told["Authorization"] = f"Bearer {secret}"
    link.putrequest(verb, path, skip_host="Host" in told)
    for name, value in told.items():
        link.putheader(name, value)
    link.endheaders()
    with link.getresponse() as answer:
        found = answer.status, answer.read(), {k.lower(): v for k, v in answer.getheaders()}
    link.close()
    return found


class Stage:
    """A server with a mast, and keys."""

    def __init__(self, folder: Path, mast: Mast, server: Server, keys: dict[str, str]) -> None:
        self.folder, self.mast, self.server, self.keys = folder, mast, server, keys

    def json(self, path: str, who: str = "all", verb: str = "GET") -> dict[str, Any]:
        status, body, _ = ask(self.server, path, self.keys[who], verb)
        assert status in (200, 202), (path, status, body)
        told: dict[str, Any] = json.loads(body)
        return told


@contextmanager
def staged(folder: Path, more: str = "", *words: str) -> Iterator[Stage]:
    mast, store = Mast(), folder / "live"
    (store / "store").mkdir(parents=True)
    scopes = "read,export,operate"
    keys = {
        "all": key(store, "all", scopes=scopes), "p": key(store, "p", "p", scopes),
        "late": key(store, "late", "late"), "reader": key(store, "reader"),
    }  # fmt: skip
    watch = watch_file(folder, mast.port, more)
    try:
        with serving("--store", store, "--watch", watch, *words) as server:
            yield Stage(folder, mast, server, keys)
            assert server.stop() == 0
    finally:
        mast.close()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("partners"), "[serve]\nper_minute = 60000\n") as made:
        yield made


class Ears:
    """Keeps every byte of a stream."""

    def __init__(self, stage: Stage, path: str, who: str = "p") -> None:
        secret = f"Bearer {stage.keys[who]}"
        self.listener = Listener(stage.server.port, path, Authorization=secret)
        self.heard: list[tuple[str, str, str]] = []
        self.ended = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        with suppress(OSError, ValueError, AttributeError):
            for event in self.listener.events():
                self.heard.append(event)
        self.listener.close()
        self.ended.set()

    def text(self, start: int = 0) -> bytes:
        return "\n".join(map(str, self.heard[start:])).encode()


PATHS = (
    "/api/objects", "/api/objects?q=liaoning", "/api/objects/mmsi:412000016", "/api/events",
    "/api/objects/mmsi:431900001/track", "/api/replay", "/api/feeds", "/metrics", "/api/status",
    "/api/sources", "/api/coverage", "/api/charts/transits", "/api/charts/entries",
    "/api/export/events.csv", "/api/export/tracks.geojson", "/api/export/objects.ndjson",
    "/api/export/tracks.gpx", "/api/export/events.kml", "/feeds/events.atom",
    "/ogc/collections/fixes/items?limit=1000", "/ogc/collections/events/items?limit=1000",
    "/ogc/collections/tracks/items?limit=1000", "/ogc/collections/fixes",
    "/tiles/coverage/6/54/27.mvt", "/api/alerts",
)  # fmt: skip


def _sail(stage: Stage, step: int, *, hidden: bool = True) -> None:
    """Have all ships report, each a minute later than before."""
    t = time.time() - 4 * 3600 + 60 * step
    lines = fixes(OPEN, t, 126.3 + 0.0022 * step, 25.9 - 0.0039 * step)
    lines += fixes(FAR, t, 140.0, 30.0 + 0.001 * step) + fixes(SHY, t, 126.0, 25.9 - 0.003 * step)
    if hidden:
        lines += fixes(HIDDEN, t, 126.31 + 0.0022 * step, 25.91 - 0.0039 * step)
        lines += fixes(LATER, t, 126.32 + 0.0022 * step, 25.92 - 0.0039 * step)
    stage.mast.send(lines)


def test_a_partner_learns_nothing_hidden_from_a_feed_that_runs(stage: Stage) -> None:
    whole = Ears(stage, "/api/live", "all")
    _sail(stage, 0)
    stage.mast.send(names(HIDDEN, "GHOST SHIP") + names(FAR, "FARAWAY"))
    wait_for(lambda: b"412000016" in whole.text(), "the ships")
    one, packed = Ears(stage, "/api/live"), Ears(stage, "/api/live?encoding=packed")
    events, told = Ears(stage, "/api/stream/events"), Ears(stage, "/api/stream/events", "all")
    wait_for(lambda: b"412000016" in one.text() and b"412000016" in packed.text(), "the ship")
    for step in range(1, 130):
        _sail(stage, step)
    stage.mast.send(names(LATER, "LIAONING") + names(SHY, "SHY ONE", "TO LIAONING"))
    wait_for(lambda: any(e[0] == "gone" for e in one.heard), "its going, told in json")
    wait_for(lambda: any(e[0] == "gone" for e in packed.heard), "its going, told packed")
    since = next(k for k, e in enumerate(one.heard) if e[0] == "gone")
    begun = next(k for k, e in enumerate(packed.heard) if e[0] == "gone")
    for path in PATHS:  # before the store has the name
        status, body, _ = ask(stage.server, path, stage.keys["p"])
        assert status in (200, 204, 404, 403), (path, status)
        found = SECRET.search(body.replace(b"q=liaoning", b""))
        assert found is None, (path, body[max(0, found.start() - 80) : found.end() + 80])
    for step in range(130, 180):
        _sail(stage, step)
    again = Ears(stage, "/api/live")
    wait_for(
        lambda: "transit" in {e["kind"] for e in stage.json("/api/events")["events"]}, "a gate"
    )
    wait_for(lambda: b"transit" in events.text() and b"transit" in told.text(), "the news of it")
    wait_for(lambda: len(again.heard) > 1, "a picture")
    for ears, start in ((one, since), (packed, begun), (again, 0)):
        assert SECRET.search(ears.text(start)) is None
        assert re.search(rb"GHOST|4319\d{5}|LIAONING|FARAWAY|tcp://", ears.text()) is None
    assert b"SHY" not in one.text(since)  # what it says names a hidden one: all of it is dropped
    assert re.search(rb"GHOST|4319\d{5}|LIAONING|FARAWAY", events.text()) is None
    reader = Reader()
    for event in packed.heard:
        if event[0] in ("snapshot", "said", "gone", "positions"):
            reader.take(event)
    lon, lat, *_ = to_values(reader.codes[sorted(reader.there)])
    assert len(lon) == 2
    assert np.allclose(np.round(lon * 10), lon * 10, atol=1e-3)
    assert np.allclose(np.round(lat * 10), lat * 10, atol=1e-3)
    wait_for(lambda: stage.json("/api/status")["store"]["n_fixes"] > 500, "a commit")
    for path in PATHS:
        status, body, _ = ask(stage.server, path, stage.keys["p"])
        assert status in (200, 204, 404, 403), (path, status)
        found = SECRET.search(body.replace(b"q=liaoning", b""))
        assert found is None, (path, body[max(0, found.start() - 80) : found.end() + 80])
    assert b"mmsi:431000001" in ask(stage.server, "/api/objects", stage.keys["p"])[1]


def test_a_delay_delays_all_and_says_so(stage: Stage) -> None:
    for path in ("/api/live", "/api/stream/events"):
        status, body, _ = ask(stage.server, path, stage.keys["late"])
        assert status == 403
        assert b"delay" in body
    t = time.time()
    old, young = t - 3600 * 5, t - 60
    stage.mast.send(fixes(440_000_001, old, 129.0, 35.5))
    stage.mast.send(fixes(440_000_001, young, 129.1, 35.5) + fixes(440_000_002, young, 129.2, 35.5))
    wait_for(lambda: stage.json("/api/objects?q=440000002")["n"], "its commit")
    wait_for(lambda: stage.json("/api/objects?q=440000001", "late")["n"], "what is old")
    assert stage.json("/api/objects?q=440000002", "late")["n"] == 0
    limit = datetime.fromtimestamp(t - 3590, UTC)
    times = re.findall(rb"20\d\d-\d\d-\d\dT[\d:]+", ask(
        stage.server, "/api/export/tracks.csv", stage.keys["late"])[1])  # fmt: skip
    assert times
    assert max(datetime.fromisoformat(one.decode() + "+00:00") for one in times) <= limit
    status, _, headers = ask(stage.server, "/api/objects", stage.keys["late"])
    assert status == 200
    again, *_ = ask(stage.server, "/api/objects", stage.keys["late"], If_None_Match=headers["etag"])
    assert again in (200, 304)
    other, *_ = ask(stage.server, "/api/objects", stage.keys["p"], If_None_Match=headers["etag"])
    assert other == 200  # what one may see is not what another has


TRICKS = (
    "//etc/passwd", "/assets/%2e%2e/%2e%2e/app.py", "/assets/..%2f..%2fapp.py", "/../../etc/passwd",
    "/report/%2e%2e%2fstore", "/report/..%2fserver.sqlite", "/api/objects/..%2f..",
    "/api/objects/%00",
    "/api/objects/mmsi%3A431000001%2Ftrack%2F..", "/api/events/%ff%fe", "/api/events/" + "a" * 5000,
    "/api/objects?q=" + "%E9%81%BC" * 2000, "/api/objects?q=%00",
    "/api/objects?limit=99999999999999",
    "/api/objects?offset=99999999999999999999", "/api/objects?limit=-1", "/api/objects?offset=1e9",
    "/api/events?bbox=1,2,3", "/api/events?bbox=nan,0,inf,1", "/api/events?bbox=" + "1," * 3000,
    "/api/events?from=9999999-01-01", "/api/events?to=%00", "/api/replay?at_most=-5",
    "/api/replay?at_most=999999999999999999999", "/api/zone?lon=1e400&lat=nan",
    "/tiles/land/99/0/0.mvt", "/tiles/land/3/-1/0.mvt", "/tiles/coverage/22/99999999/0.mvt",
    "/tiles/x/1/1/1.mvt", "/api/export/events.exe", "/api/export/..%2fserver.csv",
    "/ogc/collections/%2e%2e/items", "/ogc/collections/fixes/items/%00", "/feeds/%2e%2e",
    "/ogc/collections/fixes/items?limit=0&datetime=../..", "/api/charts/gaps?tz=%2b99:99",
    "/api/stream/events?after=%00", "/api/stream/events?after=99999999999999999999",
    "/api/live?bbox=1,1,1,1,1", "/api/live?encoding=../packed", "/object/%2e%2e%2f%00", "/%00",
    "/api/feeds/x/pause", "/api/alerts/0/retry", "/api/gates/%2e%2e",
    "/api/objects/hull:CN/16/%2e%2e",
)  # fmt: skip


@pytest.mark.parametrize("path", TRICKS)
@pytest.mark.parametrize("who", ["all", "p"])
def test_tricks_with_addresses_open_nothing(stage: Stage, path: str, who: str) -> None:
    status, body, _ = ask(stage.server, path, stage.keys[who])
    assert status < 500
    if status == 200:  # the page itself, or an empty list: nothing that lies in a file
        assert b"<html" in body or body.startswith((b"{", b"<?xml")) or ".mvt" in path, body[:200]
    assert str(stage.folder).encode() not in body
    assert b"site-packages" not in body
    assert b"root:" not in body
    assert b"SQLite" not in body
    assert b"Traceback" not in body


def test_other_hosts_and_other_sites_get_nothing(stage: Stage) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "evil.example:80", "", "[::2]"):
        assert ask(stage.server, "/api/status", stage.keys["all"], Host=host)[0] in (400, 403)
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1"):
        body = ask(stage.server, "/api/session", "", "DELETE", Origin=origin)
        assert body[0] == 403
    assert ask(stage.server, "/api/status", X_Forwarded_For="127.0.0.1")[0] == 401
    assert ask(stage.server, "/api/status", Forwarded="for=127.0.0.1")[0] == 401
    assert ask(stage.server, "/api/status", "sw_" + "x" * 43)[0] == 401
    assert ask(stage.server, "/api/status", "\u00e9" * 9)[0] in (400, 401)


def _feed(stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = stage.json("/api/feeds")["feeds"][0]
    return found


@pytest.mark.slow
def test_a_feed_is_paused_and_goes_on_by_its_address(stage: Stage) -> None:
    _sail(stage, 181)
    name = _feed(stage)["name"]
    assert name == f"tcp://127.0.0.1:{stage.mast.port}"
    for written in (name, name.replace(":", "%3A").replace("/", "%2F")):
        for who in ("reader", "late"):
            path = f"/api/feeds/{written}/pause"
            assert ask(stage.server, path, stage.keys[who], "POST")[0] == 403
        assert stage.json(f"/api/feeds/{written}/pause", "all", "POST")["asked"] == "pause"
        wait_for(lambda: _feed(stage)["state"] == "paused", "the pause")
        before = _feed(stage)["lines"]
        stage.mast.send(fixes(OPEN, time.time(), 127.0, 24.7))
        time.sleep(1.5)
        assert _feed(stage)["lines"] == before
        assert stage.json(f"/api/feeds/{written}/resume", "all", "POST")["asked"] == "resume"
        wait_for(lambda: _feed(stage)["state"] == "open", "its going on")
    stage.json(f"/api/feeds/{name}/pause", "all", "POST")
    wait_for(lambda: _feed(stage)["state"] == "paused", "the pause")
    pid = stage.json("/api/status")["watch"]["pid"]
    os.kill(pid, signal.SIGKILL)

    def is_new() -> bool:
        watch = stage.json("/api/status")["watch"]
        return watch["pid"] not in (None, pid) and watch["state"] == "running"

    wait_for(is_new, "a new watch")
    time.sleep(1.5)
    assert _feed(stage)["state"] == "paused"
    stage.json(f"/api/feeds/{name}/resume", "all", "POST")
    wait_for(lambda: _feed(stage)["state"] == "open", "its going on in the new watch")
    assert ask(stage.server, "/api/feeds/nothing/pause", stage.keys["all"], "POST")[0] == 404


@pytest.mark.slow
def test_streams_end_when_a_key_is_revoked_and_a_release_changes_with_a_restart(
    tmp_path: Path, command: Command
) -> None:
    with staged(tmp_path) as stage:
        _sail(stage, 0)
        streams = [Ears(stage, "/api/live"), Ears(stage, "/api/stream/events")]
        body = json.dumps({"key": stage.keys["p"]}).encode()
        link = http.client.HTTPConnection("127.0.0.1", stage.server.port, timeout=60)
        link.request("POST", "/api/session", body, {"Content-Type": "application/json"})
        answer = link.getresponse()
        answer.read()
        cookie = str(answer.getheader("set-cookie")).partition(";")[0]
        link.close()
        assert ask(stage.server, "/api/alerts", Cookie=cookie)[0] in (403, 404)
        assert json.loads(ask(stage.server, "/api/status", Cookie=cookie)[1])["access"]["name"] == (
            "p"
        )
        wait_for(lambda: streams[0].heard, "a picture")
        kept = Ears(stage, "/api/live", "reader")
        store = stage.folder / "live"
        assert command("key", "revoke", "p", "--store", store).returncode == 0
        assert ask(stage.server, "/api/status", stage.keys["p"])[0] == 401
        told = json.loads(ask(stage.server, "/api/status", Cookie=cookie)[1])
        assert told["access"]["name"] == "local"  # the session is gone with its key
        for ears in streams:
            assert ears.ended.wait(60.0)
        assert not kept.ended.is_set()
        wait_for(lambda: stage.json("/api/status")["store"]["n_fixes"], "a commit")
    mast = Mast()
    path = watch_file(tmp_path, mast.port)
    path.write_text(path.read_text().replace("delay_min = 60", 'objects = ["mmsi:431000004"]'))
    with serving("--store", tmp_path / "live", "--watch", path) as server:
        told = json.loads(ask(server, "/api/objects", stage.keys["late"])[1])
        assert [one["object_id"] for one in told["objects"]] == ["mmsi:431000004"]
        assert server.stop() == 0
    mast.close()


@pytest.mark.slow
def test_who_asks_too_often_waits_and_forwarded_words_help_nobody(tmp_path: Path) -> None:
    more = '[serve]\nper_minute = 20\n[[release]]\nname = "public"\nhidden = ["mmsi:*"]\n'
    with staged(tmp_path, more, "--public") as stage:
        assert ask(stage.server, "/api/status")[0] == 200
        access = json.loads(ask(stage.server, "/api/status", X_Forwarded_For="127.0.0.1")[1])
        assert access["access"]["release"] == "public"
        codes = []
        for k in range(30):
            status, _, headers = ask(stage.server, "/api/gates", X_Forwarded_For=f"10.0.0.{k}")
            codes.append(status)
        assert 429 in codes
        assert int(headers["retry-after"]) >= 1
        assert ask(stage.server, "/api/gates", stage.keys["reader"])[0] == 200  # its own measure
        wrong = [ask(stage.server, "/api/gates", f"sw_{k}")[0] for k in range(14)]
        assert wrong[:8] == [401] * 8
        assert 429 in wrong
        assert ask(stage.server, "/api/alerts/1/retry", stage.keys["reader"], "POST")[0] in (
            403, 404, 429,
        )  # fmt: skip


RULES = """
[alert]
page = "https://watch.example.org"
[[rule]]
name = "strait"
kinds = ["transit", "entry", "exit"]
box = [122, 24, 132, 31]
to = ["json://127.0.0.1:{port}/hook"]
[[rule]]
name = "asleep"
kinds = ["transit"]
quiet = "{quiet}"
to = ["json://127.0.0.1:{port}/quiet"]
"""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
    return port


@pytest.mark.slow
def test_an_alert_waits_for_its_receiver_and_comes_once(tmp_path: Path, command: Command) -> None:
    port, now = _free_port(), datetime.now(UTC)
    quiet = f"{(now.hour - 1) % 24:02d}:00-{(now.hour + 2) % 24:02d}:00"
    pretend = Mast()
    simulated = f'[[feed]]\nname = "simulated:mast"\nurl = "tcp://127.0.0.1:{pretend.port}"\n'
    with staged(tmp_path, RULES.format(port=port, quiet=quiet) + simulated) as stage:
        _sail(stage, 0)
        stage.mast.send(names(OPEN, "PLAIN ONE"))
        for step in range(1, 180):
            _sail(stage, step, hidden=False)
        wait_for(lambda: stage.json("/api/events?kind=transit")["n"], "a transit")

        def waiting() -> list[dict[str, Any]]:
            return [one for one in stage.json("/api/alerts")["alerts"] if one["rule"] == "strait"]

        wait_for(lambda: [one for one in waiting() if one["tries"]], "a first try")
        first = waiting()
        assert {one["state"] for one in first} == {"waiting"}
        assert any(one["reason"] for one in first)
        listed = command("alert", "list", "--store", tmp_path / "live").stdout
        assert "waiting" in listed
        assert f":{port}/hook" not in listed + json.dumps(first)
        for who in ("p", "reader"):
            path = f"/api/alerts/{first[0]['id']}/retry"
            assert ask(stage.server, path, stage.keys[who], "POST")[0] == 403
        assert ask(stage.server, "/api/alerts", stage.keys["p"])[0] == 403
        hook = Hook(port)
        for one in first:
            stage.json(f"/api/alerts/{one['id']}/retry", verb="POST")
        wait_for(lambda: len(hook.got) == len(first), "the messages")
        wait_for(lambda: {one["state"] for one in waiting()} == {"sent"}, "that they are noted")
        told = next(one for one in hook.got if one["title"].startswith("Transit: PLAIN ONE"))
        assert len({one["message"] for one in hook.got}) == len(hook.got)
        for word in ("PLAIN ONE", "Miyako", "UNCLOS", "https://watch.example.org/event/", "25."):
            assert word in told["message"] + told["title"], told
        t = time.time() - 3500
        for step in range(58):
            pretend.send(fixes(431_000_009, t + 60 * step, 126.4, 25.9 - 0.01 * step))
        asked = "/api/events?kind=transit&certainty=simulated"
        wait_for(lambda: stage.json(asked)["n"], "a simulated one")
        fake = stage.json(asked)["events"][0]
        time.sleep(2.0)  # alerts look each second
        assert fake["event_id"] not in json.dumps(stage.json("/api/alerts"))
        asleep = [r for r in stage.json("/api/alerts")["alerts"] if r["rule"] == "asleep"]
        assert {(one["state"], one["tries"]) for one in asleep} == {("waiting", 0)}
    pretend.close()
    mast = Mast()
    watch = watch_file(tmp_path, mast.port, RULES.format(port=port, quiet=quiet))
    with serving("--store", tmp_path / "live", "--watch", watch) as server:
        wait_for(lambda: server.feed()["state"] == "open", "the feed")
        time.sleep(3.0)
        assert len(hook.got) == len(first)  # a new start doubles none
        assert server.stop() == 0
    hook.close()
    mast.close()

"""Live positions over real sockets: what browsers are told, and what they are not."""

import http.client
import json
import socket
import threading
import time
from datetime import datetime
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest
from starlette.requests import Request
from streaming import Listener, Reader, live_rows, live_server, said_rows

from straitwatch.flow.live_settings import ReleaseSettings
from straitwatch.flow.release import Release
from straitwatch.kernel.position_code import to_codes
from straitwatch.model.live import FeedHealth
from straitwatch.serve import broadcast, stream
from straitwatch.serve.connection import Bounds
from straitwatch.serve.hub import Hub
from straitwatch.serve.run import STOP_S
from straitwatch.serve.window import Asker, Limits, Scope

LIVE_PACKED = "/api/live?encoding=packed"


def test_a_picture_then_what_changes() -> None:
    hub = Hub()
    chance = np.random.default_rng(5)
    ids = np.arange(431_000_000, 431_000_300)
    lon, lat = chance.uniform(-180, 180, 300), chance.uniform(-80, 80, 300)
    hub.positions(live_rows(ids, lon, lat, cog_deg=chance.uniform(0, 360, 300)))
    hub.said(said_rows(ids[:2].tolist(), name=["A", "B"]))
    with live_server(hub) as port:
        one, reader = Listener(port, LIVE_PACKED), Reader()
        reader.take(one.until("snapshot"))
        assert len(reader.there) in {0, 300}  # before or after the first tick
        for turn in range(2, 22):
            some = np.sort(chance.permutation(300)[:120])
            lon[some] += chance.normal(0, 1e-3, 120)
            hub.positions(
                live_rows(ids[some], np.clip(lon[some], -180, 180), lat[some], t_us=turn,
                          sog_kn=chance.uniform(0, 30, 120))
            )  # fmt: skip
        hub.positions(live_rows([1], [0.0], [0.0], t_us=99))
        events = one.events()
        while not any(who["id"] == "mmsi:000000001" for who in reader.who.values()):
            reader.take(next(events))
        reader.take(next(event for event in events if event[0] == "positions"))
        rows = hub.all_positions()
        np.testing.assert_array_equal(reader.codes[rows.slots], to_codes(list(rows.values.T)))
        assert reader.who[0]["name"] == "A"
        hub.said(said_rows([int(ids[0])], name=["RENAMED"]))
        reader.take(one.until("said"))
        assert reader.who[0]["name"] == "RENAMED"
        assert one.answer.headers["content-type"].startswith("text/event-stream")
        assert "access-control-allow-origin" not in one.answer.headers
        one.close()


def test_a_box_is_kept_on_the_server() -> None:
    hub = Hub()
    hub.positions(live_rows([1, 2], [125.0, 20.0], [25.0, 25.0]))
    with live_server(hub) as port:
        one, reader = Listener(port, LIVE_PACKED + "&bbox=124,24,126,26"), Reader()
        picture = one.until("snapshot")
        reader.take(picture)
        assert json.loads(picture[2])["box"] == [124.0, 24.0, 126.0, 26.0]
        hub.positions(live_rows([2], [125.5], [25.0], t_us=2))
        while len(reader.there) < 2 or not reader.who.get(1):
            reader.take(next(one.events()))
        assert reader.who[1]["id"] == "mmsi:000000002"
        hub.positions(live_rows([1], [30.0], [25.0], t_us=3))
        reader.take(one.until("gone"))
        assert reader.there == {1}
        one.close()


def test_columns_for_people() -> None:
    hub = Hub()
    hub.positions(live_rows([1], [125.123456], [25.0], sog_kn=[12.34], t_us=5_000_000))
    hub.feeds([FeedHealth("a", state="open", lines=3)])
    hub.events(17)
    with live_server(hub) as port:
        one = Listener(port, "/api/live")
        told = json.loads(one.until("snapshot")[2])["positions"]
        if not told["id"]:
            told = json.loads(one.until("positions")[2])
        assert told["id"] == ["mmsi:000000001"]
        assert (told["lon"], told["sog_kn"], told["cog_deg"]) == ([125.12346], [12.3], [None])
        assert told["fix_ms"] == [5_000]
        feeds = json.loads(one.until("feeds")[2])["feeds"]
        assert (feeds[0]["name"], feeds[0]["lines"]) == ("a", 3)
        assert json.loads(one.until("events")[2]) == {"seq": 17}
        one.close()


class Keys:
    """Everybody has the same key."""

    def __init__(self, release: str) -> None:
        self._release, self.good = release, True

    def scope_of(self, _: Request) -> Asker:
        return Asker("partner", frozenset({"read"}), self._release)

    def holds(self, _request: Request, _scope: Scope) -> bool:
        return self.good


def test_a_partner_sees_what_is_released_and_no_more() -> None:
    settings = ReleaseSettings(
        name="p", boxes=("120,20,130,30",), hidden=("mmsi:000000002",), round_deg=0.1
    )
    hub = Hub()
    rows = live_rows([1, 2, 3], [125.123, 125.0, 10.0], [25.0, 25.0, 25.0], t_us=1)
    hub.positions(rows)
    hub.said(said_rows([1, 2, 3], name=["ONE", "SECRET", "FAR"]))
    hub.feeds([FeedHealth("a", url="tcp://receiver")])
    hub.events(17)
    release = Release.of(settings)
    with live_server(hub, release_of=lambda _: release, access=Keys("p")) as port:
        one, text = Listener(port, "/api/live"), ""
        for turn in range(2, 9):
            hub.positions(live_rows([1, 2, 3], [125.123, 125.0, 10.0], [25.0] * 3, t_us=turn))
            time.sleep(0.03)
        hub.positions(live_rows([1], [126.0], [25.0], t_us=10))
        for name, _, data in one.events():
            text += f"{name} {data}\n"
            if "126.0" in data:
                break
        one.close()
    assert "mmsi:000000001" in text
    assert '"ONE"' in text
    for secret in (
        '"a"',
        "000000002",
        "000000003",
        "SECRET",
        "FAR",
        "125.123",
        "receiver",
        "events {",
    ):
        assert secret not in text


def test_what_becomes_known_of_a_hidden_object_holds_for_those_who_look_already() -> None:
    hub, hidden = Hub(), ["mmsi:000000009"]
    hub.positions(live_rows([1, 2], [125.0, 126.0], [25.0, 25.0]))

    def release_of(_: Scope) -> Release:
        return Release.of(ReleaseSettings(name="p", hidden=tuple(hidden)))

    with live_server(hub, release_of=release_of, access=Keys("p"), renew_s=0.05) as port:
        one = Listener(port, "/api/live?encoding=packed")
        while "mmsi:000000002" not in one.until("said")[2]:
            pass
        hidden.append("mmsi:000000002")
        time.sleep(0.1)
        hub.positions(live_rows([1], [125.1], [25.0], t_us=2))
        assert json.loads(one.until("gone")[2])["slots"] == [1]
        one.close()


def test_a_name_first_heard_live_hides_its_ship_at_once_and_before_the_next_picture() -> None:
    hub = Hub()
    hub.positions(live_rows([1, 2, 3], [125.0, 126.0, 127.0], [25.0] * 3))
    hub.said(said_rows([1, 3], name=["PLAIN", "SECRET ONE"]))
    release = Release.of(ReleaseSettings(name="p", hidden=("mmsi:000000009",)))
    with live_server(hub, release_of=lambda _: release, access=Keys("p")) as port:
        one, reader = Listener(port, "/api/live?encoding=packed"), Reader()
        while len(reader.who) < 3 or len(reader.there) < 3:
            reader.take(next(one.events()))
        hub.said(said_rows([9, 2], name=["SECRET ONE", "SECRET  ONE"]))  # 9 has no place as yet
        hub.positions(live_rows([1], [125.01], [25.0], t_us=2))
        name, _, data = one.until("gone", "positions")
        assert name == "gone"  # before anything else is told of them
        gone = json.loads(data)["slots"]
        assert {reader.who[slot]["id"] for slot in gone} == {"mmsi:000000002", "mmsi:000000003"}
        three = Listener(port, "/api/live?encoding=packed")  # the same channel, a moment later
        assert "mmsi:000000003" not in three.until("said")[2]
        three.close()
        two, text = Listener(port, "/api/live"), ""
        hub.positions(live_rows([1, 2, 3], [125.1, 126.1, 127.1], [25.0] * 3, t_us=5))
        for name, _, data in two.events():
            text += f"{name} {data}\n"
            if "125.1" in data:
                break
        assert "mmsi:000000001" in text
        assert "SECRET" not in text
        assert "mmsi:000000002" not in text
        assert "mmsi:000000003" not in text
        one.close()
        two.close()


def test_a_stream_ends_when_its_key_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "CHECK_S", 0.1)
    keys = Keys("p")
    with live_server(Hub(), release_of=lambda _: Release.ALL, access=keys) as port:
        one = Listener(port, "/api/live")
        one.until("snapshot")
        keys.good = False
        one.link.sock.settimeout(10.0)  # beats come each 15 s
        assert one.answer.read() is not None  # ended as HTTP ends
        one.close()


def test_where_a_release_has_a_delay_nothing_is_live() -> None:
    release = Release.of(ReleaseSettings(name="p", delay_min=60.0))
    with live_server(Hub(), release_of=lambda _: release, access=Keys("p")) as port:
        one = Listener(port, "/api/live")
        assert one.answer.status == 403
        assert "delay" in json.loads(one.answer.read())["error"]
        one.close()


@pytest.mark.parametrize("words", ["bbox=1,2,3", "bbox=a,b,c,d", "encoding=xml", "bbox=0,9,1,8"])
def test_senseless_words_are_refused(words: str) -> None:
    with live_server(Hub()) as port:
        one = Listener(port, f"/api/live?{words}")
        assert one.answer.status == 400
        assert set(json.loads(one.answer.read())) == {"error", "mend"}
        one.close()


def test_streams_are_counted_and_a_seat_is_freed() -> None:
    with live_server(Hub(), limits=Limits(max_streams=2)) as port:
        first, second = Listener(port, "/api/live"), Listener(port, "/api/live")
        third = Listener(port, "/api/live")
        assert (third.answer.status, third.answer.headers["retry-after"]) == (503, "5")
        third.close()
        first.until("snapshot")
        first.close()
        for _ in range(100):
            again = Listener(port, "/api/live")
            if again.answer.status == 200:
                break
            again.close()
            time.sleep(0.05)
        assert again.answer.status == 200
        again.close()
        second.close()


def _read_on(link: socket.socket, until: bytes) -> bytes:
    data = b""
    while until not in data:
        piece = link.recv(1 << 20)
        assert piece, "the server closed"
        data += piece
    return data


def test_one_that_lags_gets_a_new_picture_and_the_others_do_not_wait() -> None:
    hub = Hub()
    n = 3_000
    ids = list(range(n))
    chance = np.random.default_rng(1)
    hub.positions(live_rows(ids, [0.0] * n, [0.0] * n))
    bounds = Bounds(stream_buffer=4_096)
    with live_server(hub, bounds=bounds) as port:
        lazy = socket.socket()
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        lazy.settimeout(20)
        lazy.connect(("127.0.0.1", port))
        lazy.sendall(b"GET %s HTTP/1.1\r\nhost: a\r\n\r\n" % LIVE_PACKED.encode())
        eager = Listener(port, LIVE_PACKED)
        eager.until("snapshot")
        ticks = 0
        for turn in range(2, 60):
            lon = chance.uniform(-170, 170, n)
            hub.positions(live_rows(ids, lon, lon / 2, t_us=turn))
            eager.until("positions")
            ticks += 1
        hub.positions(live_rows([999_999], [0.0], [0.0], t_us=100))
        data = _read_on(lazy, b"mmsi:000999999")
        told = data.count(b"event: positions")
        assert data.count(b"event: snapshot") >= 2
        assert told < ticks / 2
        lazy.close()
        eager.close()


def test_silence_is_told_though_ticks_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broadcast, "HEARTBEAT_S", 0.3)
    monkeypatch.setattr(broadcast, "_IDLE_S", 0.05)
    with live_server(Hub()) as port:
        one = Listener(port, "/api/live")
        one.until("snapshot")
        lines = [one.answer.readline() for _ in range(5)]
        assert b": \n" in lines
        one.close()


def test_it_stops_soon_with_streams_open() -> None:
    hub = Hub()
    hub.positions(live_rows([1], [0.0], [0.0]))
    with live_server(hub) as port:
        listeners = [Listener(port, "/api/live") for _ in range(20)]
        listeners[0].until("snapshot")
        start = time.monotonic()
    assert time.monotonic() - start < 5.0
    for one in listeners:
        assert one.answer.read().endswith(b"\n\n")  # ended as HTTP ends, not cut
        one.close()


def test_it_stops_soon_though_some_never_read() -> None:
    hub, n = Hub(), 20_000
    hub.positions(live_rows(list(range(n)), [1.0] * n, [2.0] * n))
    with live_server(hub, bounds=Bounds(stream_buffer=4_096)) as port:
        lazy = socket.create_connection(("127.0.0.1", port))
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        lazy.sendall(b"GET /api/live HTTP/1.1\r\nhost: a\r\n\r\n")
        lazy.recv(10)
        time.sleep(0.3)
        start = time.monotonic()
    assert time.monotonic() - start < STOP_S
    lazy.close()


def test_a_failure_of_a_tick_ends_streams_and_the_next_one_begins_anew() -> None:
    hub, faults = Hub(), [1]
    release = SimpleNamespace(whole=False, live=True, statics=None)

    def fixes(table: pa.Table, _: datetime) -> pa.Table:
        if len(table) and faults and table["t"][0].value == 2:
            faults.pop()
            raise ArithmeticError("on purpose")
        return table

    release.fixes = fixes
    release.statics = lambda table, _now, seen: table  # noqa: ARG005 - as the release has it
    release.hearing = lambda *_: release
    hub.positions(live_rows([1], [0.0], [0.0]))
    with live_server(hub, release_of=lambda _: release, access=Keys("p")) as port:
        one = Listener(port, "/api/live")
        one.until("snapshot")
        hub.positions(live_rows([1], [1.0], [0.0], t_us=2))
        assert threading.active_count() > 1
        one.answer.read()  # it ends
        two = Listener(port, "/api/live")
        two.until("snapshot")
        hub.positions(live_rows([1], [2.0], [0.0], t_us=3))
        assert "2.0" in two.until("positions")[2]
        two.close()
        one.close()


def test_no_answer_but_event_streams_is_endless() -> None:
    with live_server(Hub()) as port:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        link.request("GET", "/healthz")
        assert json.loads(link.getresponse().read()) == {"status": "ok"}
        link.close()

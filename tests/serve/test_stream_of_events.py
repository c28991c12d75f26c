"""Events as they are committed, over real sockets, from a store that others write."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_store import EVENTS, HIDDEN, event, fill
from starlette.requests import Request
from streaming import Event, Listener, serving

from straitwatch.event.table import events_table
from straitwatch.flow.config import Settings
from straitwatch.flow.house import _Log
from straitwatch.flow.live_settings import ReleaseSettings
from straitwatch.flow.release import Release
from straitwatch.flow.window import open_window
from straitwatch.serve import event_stream
from straitwatch.serve.app import make_app
from straitwatch.serve.cursor import Cursors
from straitwatch.serve.event_stream import EventWatch, events_router
from straitwatch.serve.hub import Hub
from straitwatch.serve.run import make_server
from straitwatch.serve.stream import Seats
from straitwatch.serve.window import LOCAL, Asker, Scope
from straitwatch.store.store import open_store

PATH = "/api/stream/events"


class Keys:
    """A key for those who ask as partners; all others may see all."""

    def scope_of(self, request: Request) -> Scope:
        name = request.headers.get("x-release")
        return Asker("partner", frozenset({"read"}), name) if name else LOCAL

    def holds(self, _request: Request, _scope: Scope) -> bool:
        return True


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("stream") / "store")


@contextmanager
def _serving(
    folder: Path, hub: Hub | None = None, release: ReleaseSettings | None = None
) -> Iterator[int]:
    settings = Settings(release=(release or ReleaseSettings(name="p"),))
    releases = {None: Release.ALL, "p": Release.of(settings.release[0])}
    with open_store(folder) as store:
        window = open_window(folder, settings)
        watch = EventWatch(window, _Log(store))
        router = events_router(watch, lambda scope: releases[scope.release], Seats())
        app = make_app(window, hub=hub, access=Keys(), routers=[router])  # type: ignore[arg-type]
        with serving(make_server(app, on_stop=[watch.stop])) as port:
            yield port


def _put(folder: Path, *rows: dict[str, Any]) -> int:
    with open_store(folder) as store:
        store.put_events(events_table(list(rows)), complete=False)
        return store.event_seq()


def _told(event: Event) -> tuple[str, str]:
    data = json.loads(event[2])
    return data["change"], data["event"]["event_id"]


def _take(listener: Listener, n: int) -> list[Event]:
    events = listener.events()
    return [next(events) for _ in range(n)]


def test_what_another_one_commits_is_told_and_what_was_missed_too(folder: Path) -> None:
    with _serving(folder) as port:
        one = Listener(port, PATH)
        assert one.answer.readline() == b"retry: 2000\n"
        _put(folder, event("n1", "gap", 6), event("n2", "transit", 7, where="Miyako Strait"))
        first = _take(one, 2)
        assert [_told(each) for each in first] == [("new", "n1"), ("new", "n2")]
        assert json.loads(first[1][2])["event"]["words"]
        one.close()
        _put(folder, event("n3", "gap", 8), event("n1", "gap", 6, status="open"))
        two = Listener(port, PATH, Last_Event_ID=first[1][1])
        assert {_told(each) for each in _take(two, 2)} == {("new", "n3"), ("changed", "n1")}
        _put(folder, event("n4", "gap", 9))
        assert _told(_take(two, 1)[0]) == ("new", "n4")
        two.close()


def test_from_the_first_change_on_all_are_told_once(folder: Path) -> None:
    with _serving(folder) as port:
        one = Listener(port, f"{PATH}?after=0&certainty=observed,reported,simulated&kind=transit")
        told = [_told(each)[1] for each in _take(one, 2)]
        assert told[:2] == ["e1", "e3"]
        one.close()


def test_what_is_retracted_is_told_as_such(tmp_path: Path) -> None:
    folder = fill(tmp_path / "store")
    with _serving(folder) as port:
        one = Listener(port, PATH)
        one.answer.readline()
        with open_store(folder) as store:
            store.put_events(
                events_table([r for r in EVENTS if r["event_id"] != "e2"]), complete=True
            )
        assert _told(_take(one, 1)[0]) == ("retracted", "e2")
        one.close()


def test_the_filters_of_events_hold(folder: Path) -> None:
    with _serving(folder) as port:
        one = Listener(port, f"{PATH}?kind=entry&lang=ja")
        one.answer.readline()
        _put(folder, event("f1", "gap", 10), event("f2", "entry", 10, where="JP"))
        assert _told(_take(one, 1)[0]) == ("new", "f2")
        one.close()


def test_a_partner_learns_nothing_of_what_is_hidden(folder: Path) -> None:
    with _serving(folder, release=ReleaseSettings(name="p", hidden=(HIDDEN,))) as port:
        one = Listener(port, PATH, x_release="p")
        one.answer.readline()
        secret = [event(f"s{k}", "gap", 11, object_id=HIDDEN, object_name="X") for k in range(3)]
        _put(folder, *secret, event("p1", "gap", 11))
        told = _take(one, 1)[0]
        assert _told(told) == ("new", "p1")
        assert told[1][0] == "x"
        one.close()
        _put(folder, event("p2", "gap", 12))
        two = Listener(port, PATH, x_release="p", Last_Event_ID=told[1])
        assert _told(_take(two, 1)[0]) == ("new", "p2")
        two.close()
        for after in ("3", "x" + "0" * 16, "xyz", "x-1", "x" * 17):
            bad = Listener(port, f"{PATH}?after={after}", x_release="p")
            assert bad.answer.status == 400
            assert "after" in json.loads(bad.answer.read())["error"]
            bad.close()


def test_what_is_delayed_is_not_streamed(folder: Path) -> None:
    with _serving(folder, release=ReleaseSettings(name="p", delay_min=60.0)) as port:
        one = Listener(port, PATH, x_release="p")
        assert one.answer.status == 403
        one.close()


def test_the_live_watch_wakes_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "_POLL_S", 3_600.0)
    monkeypatch.setattr(event_stream, "HEARTBEAT_S", 3_600.0)
    hub = Hub()
    with _serving(folder, hub) as port:
        one = Listener(port, PATH)
        one.answer.readline()
        time.sleep(0.3)  # the one look at the start is over
        hub.events(_put(folder, event("w1", "gap", 13)))
        assert _told(_take(one, 1)[0]) == ("new", "w1")
        one.close()


def test_silence_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "HEARTBEAT_S", 0.1)
    with _serving(folder) as port:
        one = Listener(port, PATH)
        lines = [one.answer.readline() for _ in range(30)]
        assert lines.count(b": \n") >= 5
        one.close()


def test_silence_is_told_though_others_are_told_things(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_stream, "HEARTBEAT_S", 0.5)
    hub = Hub()
    with _serving(folder, hub) as port:
        one = Listener(port, f"{PATH}?kind=anchoring")
        for _ in range(4):
            one.answer.readline()

        def put() -> None:
            for k in range(20):
                hub.events(_put(folder, event(f"o{k}", "gap", 20 + k)))
                time.sleep(0.1)

        putting = threading.Thread(target=put)
        putting.start()
        while one.answer.readline() != b": \n":
            pass
        assert putting.is_alive()
        putting.join()
        one.close()


def test_it_stops_soon_with_listeners(folder: Path) -> None:
    with ExitStack() as stack:
        with _serving(folder) as port:
            one = Listener(port, PATH)
            stack.callback(one.close)
            one.answer.readline()
            start = time.monotonic()
        assert time.monotonic() - start < 15.0  # soon, not when the listener leaves


@given(seq=st.integers(0, 2**47), other=st.integers(0, 2**47))
def test_cursors_come_back_and_tell_nothing(seq: int, other: int) -> None:
    mine, theirs = Cursors(b"a"), Cursors(b"b")
    text = mine.write(seq, plain=False)
    assert mine.read(text, plain=False) == seq
    assert theirs.read(text, plain=False) is None or theirs.read(text, plain=False) != seq
    assert mine.read(str(seq), plain=True) == seq
    assert mine.read(str(seq), plain=False) is None
    if other != seq:
        assert mine.write(other, plain=False) != text

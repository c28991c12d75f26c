"""Feeds over real HTTP and websocket servers."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from listening import Heard, hearing
from websockets.sync.server import ServerConnection, serve

Answer = Callable[[BaseHTTPRequestHandler], None]
AREA = "bbox=120,20,140,40"


@contextmanager
def answering(answer: Answer) -> Iterator[tuple[int, list[dict[str, str]]]]:
    """Serve HTTP on a free port; also gives the headers of each question, names small."""
    asked: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append({name.lower(): value for name, value in self.headers.items()})
            answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1], asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def reply(to: BaseHTTPRequestHandler, status: int, data: bytes = b"", **headers: str) -> None:
    to.send_response(status)
    for name, value in {"Content_Type": "application/json", **headers}.items():
        to.send_header(name.replace("_", "-"), value)
    to.send_header("Content-Length", str(len(data)))
    to.end_headers()
    to.wfile.write(data)


def aircraft(now: float) -> bytes:
    return json.dumps({"now": now, "messages": 1, "aircraft": []}).encode()


def test_a_list_is_given_when_its_now_moves_on() -> None:
    nows = [1.0, 1.0, 1.0, 2.0]

    def answer(to: BaseHTTPRequestHandler) -> None:
        now = nows.pop(0) if len(nows) > 1 else nows[0]
        reply(to, 200, aircraft(now))

    with answering(answer) as (port, asked):
        url = f"http://127.0.0.1:{port}/data/aircraft.json"
        with hearing(url, poll_s=0.01) as heard:
            heard.wait(lambda: len(asked) > 8)
            assert [piece.data for piece in heard.pieces] == [aircraft(1.0), aircraft(2.0)]
            assert heard.words == ["connecting", "open"]


def test_what_did_not_change_is_not_asked_for_again() -> None:
    def answer(to: BaseHTTPRequestHandler) -> None:
        if to.headers.get("If-None-Match") == '"a"':
            reply(to, 304)
        else:
            reply(to, 200, aircraft(1.0), ETag='"a"', Last_Modified="Fri, 16 Dec 2022 01:02:03 GMT")

    with answering(answer) as (port, asked):
        url = f"http://127.0.0.1:{port}/aircraft.json"
        with hearing(url, poll_s=0.01, silent_s=0.3) as heard:
            heard.wait(lambda: "silent" in heard.words)
            assert len(heard.pieces) == 1
    assert asked[1]["if-none-match"] == '"a"'
    assert asked[1]["if-modified-since"] == "Fri, 16 Dec 2022 01:02:03 GMT"


def test_a_server_that_fails_is_asked_again_and_headers_are_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FEED_TOKEN", "Bearer sesame")
    answers = [503, 404, 200]

    def answer(to: BaseHTTPRequestHandler) -> None:
        status = answers.pop(0) if len(answers) > 1 else answers[0]
        reply(to, status, aircraft(time.time()) if status == 200 else b"")

    with answering(answer) as (port, asked):
        url = f"http://127.0.0.1:{port}/aircraft.json"
        headers = {"authorization": "env:FEED_TOKEN"}
        with hearing(url, poll_s=0.01, headers=headers) as heard:
            heard.wait(lambda: len(heard.pieces) > 1)
            assert "answered 503" in heard.errors
            assert "answered 404" in heard.errors
            assert "sesame" not in heard.errors
    assert asked[0]["authorization"] == "Bearer sesame"


def test_a_stream_of_lines_is_read_as_it_comes_and_left_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("straitwatch.source.feed_http._ANSWER_S", 0.15)  # a stream may take longer
    go = threading.Event()

    def answer(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.send_header("Content-Type", "application/x-ndjson")
        to.end_headers()
        to.wfile.write(b'{"a":1}\n{"b"')
        to.wfile.flush()
        go.wait(20)
        to.wfile.write(b":2}\n")
        to.wfile.flush()
        time.sleep(0.1 if to.path == "/cut" else 3)
        to.close_connection = True

    with answering(answer) as (port, _):
        with hearing(f"http://127.0.0.1:{port}/cut", silent_s=0.2) as heard:
            heard.wait(lambda: "silent" in heard.words)
            assert heard.data == b'{"a":1}\n'
            time.sleep(0.3)
            assert "waiting" not in heard.words
            go.set()
            heard.wait(lambda: heard.data.count(b'{"b":2}\n') > 1)
            assert "ended the stream" in heard.errors
        with hearing(f"http://127.0.0.1:{port}/stays") as heard:
            heard.wait(lambda: heard.data.endswith(b'{"b":2}\n'))
            start = time.monotonic()
            heard.stop.set()
            heard.wait(heard.ended)
            assert time.monotonic() - start < 15.0  # soon, not when the stream ends
            assert heard.words[-1] == "open"


def test_a_server_that_does_not_answer_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("straitwatch.source.feed_http._ANSWER_S", 0.1)
    waited = threading.Event()

    def answer(to: BaseHTTPRequestHandler) -> None:
        if waited.is_set():
            reply(to, 200, aircraft(1.0))
        else:
            time.sleep(0.4)
            waited.set()
            to.close_connection = True

    with (
        answering(answer) as (port, _),
        hearing(f"http://127.0.0.1:{port}/a", poll_s=0.01) as heard,
    ):
        heard.wait(lambda: heard.data == aircraft(1.0))
        assert "no answer in time" in heard.errors


def test_server_sent_events_are_lines() -> None:
    def answer(to: BaseHTTPRequestHandler) -> None:
        reply(to, 200, b"event: nmea\ndata: one\n\n: note\ndata: two\n\n",
              Content_Type="text/event-stream; charset=utf-8")  # fmt: skip

    with answering(answer) as (port, _), hearing(f"http://127.0.0.1:{port}/sse") as heard:
        heard.wait(lambda: heard.data.startswith(b"one\ntwo\n"))


def test_a_document_beyond_all_bounds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("straitwatch.source.feed_http.MOST_DOCUMENT", 1 << 20)

    def answer(to: BaseHTTPRequestHandler) -> None:
        reply(to, 200, b"x" * (1 << 20) + b"x")

    with answering(answer) as (port, _), hearing(f"http://127.0.0.1:{port}/a.json") as heard:
        heard.wait(lambda: "waiting" in heard.words)
        assert "more than 1 MB" in heard.errors
        assert heard.pieces == []


@contextmanager
def talking(turn: Callable[[ServerConnection], None]) -> Iterator[int]:
    with serve(turn, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.socket.getsockname()[1]
        server.shutdown()
        thread.join(10)


def stay(connection: ServerConnection) -> None:
    for _ in connection:
        pass


def test_aisstream_is_asked_for_an_area_within_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AISSTREAM_API_KEY", "sesame")
    asked: list[str | bytes] = []

    def turn(connection: ServerConnection) -> None:
        asked.append(connection.recv(timeout=20))
        connection.send(b'{"MessageType":\n "PositionReport"}')  # bytes, laid out
        connection.send('{"MessageType":"ShipStaticData"}')
        stay(connection)

    with talking(turn) as port:
        url = f"aisstream+ws://127.0.0.1:{port}/v0/stream?{AREA}"
        with hearing(url) as heard:
            heard.wait(lambda: heard.data.count(b"\n") == 2)
            assert heard.words == ["connecting", "open"]
    assert json.loads(asked[0]) == {
        "APIKey": "sesame",
        "BoundingBoxes": [[[20.0, 120.0], [40.0, 140.0]]],
    }
    assert heard.data.splitlines()[0] == b'{"MessageType":  "PositionReport"}'


def test_a_refusal_of_aisstream_is_told_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AISSTREAM_API_KEY", "sesame")

    def turn(connection: ServerConnection) -> None:
        connection.recv(timeout=20)
        connection.send('{"error": "Api Key Is Not Valid"}')
        stay(connection)

    with talking(turn) as port, hearing(f"aisstream+ws://127.0.0.1:{port}") as heard:
        heard.wait(lambda: len(heard.pieces) > 1)
        assert "Api Key Is Not Valid" in heard.errors
        assert "sesame" not in repr(heard.states)


def test_a_websocket_that_closes_is_opened_again_with_its_message() -> None:
    said: list[str | bytes] = []

    def turn(connection: ServerConnection) -> None:
        said.append(connection.recv(timeout=20))
        connection.send("!AIVDM,one\r\n!AIVDM,two")
        connection.close(1001, "going down")

    headers = {"subscribe": '{"all":true}', "x-who": "me"}
    with talking(turn) as port, hearing(f"ws://127.0.0.1:{port}/", headers=headers) as heard:
        heard.wait(lambda: len(said) > 1)
        heard.wait(lambda: len(heard.pieces) > 1)
        assert heard.pieces[0].data == b"!AIVDM,one\r\n!AIVDM,two\n"
        assert "going down" in heard.errors
    assert said[0] == '{"all":true}'


def test_a_server_that_is_no_websocket_is_said_so() -> None:
    def answer(to: BaseHTTPRequestHandler) -> None:
        reply(to, 404)

    with answering(answer) as (port, _):
        heard: Heard
        with hearing(f"ws://127.0.0.1:{port}/") as heard:
            heard.wait(lambda: "waiting" in heard.words)
            assert "404" in heard.errors

"""What the server does for every answer: methods, guards, packing, the page, counting."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from api_store import N_FIXES, make_store
from serving import serving

from straitwatch.flow.window import open_window
from straitwatch.serve.app import make_app
from straitwatch.serve.kept import Bodies, Body
from straitwatch.serve.route_metrics import alert_metrics


@pytest.fixture(scope="module")
def store_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("server") / "store")


@pytest.fixture(scope="module")
def client(store_folder: Path) -> Iterator[httpx.Client]:
    app = make_app(open_window(store_folder))
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


def test_head_is_get_without_its_body_and_options_tells_what_may_be_done(
    client: httpx.Client,
) -> None:
    for path in ("/", "/api/events", "/api/nothing", "/healthz"):
        got, head = client.get(path), client.head(path)
        assert head.status_code == got.status_code
        assert head.content == b""
        assert head.headers["content-type"] == got.headers["content-type"]
    told = client.options("/api/events")
    assert (told.status_code, told.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    assert client.options("/nothing").status_code == 404
    assert client.post("/api/events").status_code == 405


def test_every_answer_that_can_be_kept_says_how_long(client: httpx.Client) -> None:
    for path in (
        "/api/status", "/api/events", "/api/gates", "/api/feeds", "/api/docs", "/openapi.json",
    ):  # fmt: skip
        first = client.get(path)
        assert "no-cache" in first.headers["cache-control"]
        again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304 or path == "/api/status"  # it tells the time


def test_every_answer_has_its_guards(client: httpx.Client) -> None:
    for path in ("/", "/api/events", "/api/nothing", "/api/docs", "/metrics"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "worker-src 'self' blob:" in policy
        assert "http" not in policy


def test_a_long_answer_is_packed_and_a_short_one_is_not(client: httpx.Client) -> None:
    assert client.get("/api/replay").headers["content-encoding"] == "gzip"
    assert "content-encoding" not in client.get("/healthz").headers


def test_the_page_answers_at_each_of_its_addresses(store_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>page</title>")
    (tmp_path / "assets" / "a-1b2c.js").write_text("1")
    (tmp_path / "secret.txt").write_text("no")
    window = open_window(store_folder)
    with (
        serving(make_app(window, page=tmp_path)) as address,
        httpx.Client(base_url=address) as client,
    ):
        for path in ("/", "/object/hull:CN/16", "/event/e1", "/charts", "/feeds", "/help"):
            answer = client.get(path)
            assert "<title>page</title>" in answer.text
            assert answer.headers["cache-control"] == "private, no-cache"
            again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")
        script = client.get("/assets/a-1b2c.js")
        assert script.text == "1"
        assert "immutable" in script.headers["cache-control"]
        for path in ("/secret.txt", "/assets/../secret.txt", "/assets/%2e%2e/secret.txt"):
            assert client.get(path).status_code == 404
    with serving(make_app(window)) as address:
        assert "npm run build" in httpx.get(f"{address}/").text


class Waiting:
    """Three deliveries wait."""

    def list_alerts(
        self, *, state: str | None = None, limit: int = 100, offset: int = 0
    ) -> tuple[list[dict[str, object]], int]:
        del limit, offset
        return [], 3 if state == "waiting" else 0


def test_metrics_count_what_was_answered(store_folder: Path) -> None:
    app = make_app(
        open_window(store_folder),
        watch=lambda: {"state": "running", "pid": 7, "restarts": 0, "error": None},
        counted=lambda: alert_metrics(Waiting()),
    )
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        for _ in range(3):
            client.get("/api/events/e-transit")
        client.get("/api/events?from=soon")
        client.get("/nowhere")
        text = client.get("/metrics").text
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    count = 'straitwatch_requests_total{method="GET",route="%s",status="%d"}'
    assert lines[count % ("/api/events/{event_id}", 200)] == "3"
    assert lines[count % ("/api/events", 400)] == "1"
    assert lines[count % ("other", 404)] == "1"
    bucket = 'straitwatch_request_seconds_bucket{route="/api/events/{event_id}",le="+Inf"}'
    assert lines[bucket] == "3"
    assert lines['straitwatch_store_size{what="fixes_rows"}'] == str(N_FIXES)
    assert lines['straitwatch_watch_state{state="running"}'] == "1"
    assert lines["straitwatch_requests_open"] == "1"
    assert lines['straitwatch_alert_deliveries{state="waiting"}'] == "3"
    assert lines['straitwatch_alert_deliveries{state="failed"}'] == "0"


def test_an_answer_is_worked_out_once_for_all_who_ask(store_folder: Path) -> None:
    window, asked = open_window(store_folder), []
    events = window.events
    window.events = lambda *told: asked.append(1) or events(*told)  # type: ignore[func-returns-value,method-assign]
    with serving(make_app(window)) as address, httpx.Client(base_url=address) as client:
        first, again = client.get("/api/events"), client.get("/api/events")
        plain = client.get("/api/events", headers={"Accept-Encoding": "identity"})
    assert len(asked) == 1
    assert first.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert first.content == again.content == plain.content


def test_kept_answers_stay_within_their_bounds() -> None:
    kept = Bodies(1_000)
    for k in range(20):
        kept.put(str(k), Body(b"x" * 100, None))
    assert [k for k in range(20) if kept.get(str(k))] == list(range(10, 20))
    kept.put("big", Body(b"x" * 300, None))
    assert kept.get("big") is None
    assert kept.get("19") is not None

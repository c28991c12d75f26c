"""The server over a real socket: the page, the rows, and what it refuses."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest


@pytest.fixture(scope="module")
def client(demo_out: Path) -> Iterator[httpx.Client]:
    line = [sys.executable, "-m", "straitwatch", "serve", "--store", str(demo_out), "--port", "0"]
    with subprocess.Popen(line, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        told = server.stderr.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", told)
        assert address, told
        transport = httpx.HTTPTransport(retries=20)
        with httpx.Client(base_url=address[0], transport=transport, timeout=30) as client:
            yield client
        server.terminate()


def test_the_page_is_served_with_guards(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "Miyako Strait" in page.text
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_events_are_found_by_words(client: httpx.Client) -> None:
    found = client.get("/api/events", params={"kind": "deployment"}).json()
    assert {row["kind"] for row in found["events"]} == {"deployment"}
    one = client.get("/api/events", params={"object": "hull:CN/104", "limit": 1}).json()
    assert one["n"] == 1
    assert one["n_found"] > 1


@pytest.mark.parametrize(
    ("words", "told"), [({"colour": "red"}, "unknown word"), ({"from": "soon"}, "is no time")]
)
def test_bad_words_are_refused(client: httpx.Client, words: dict[str, str], told: str) -> None:
    answer = client.get("/api/events", params=words)
    assert answer.status_code == 400
    assert told in answer.json()["error"]


def test_gates_sources_and_health(client: httpx.Client) -> None:
    assert len(client.get("/api/gates").json()) == 69
    assert "simulated:traffic" in {row["source"] for row in client.get("/api/sources").json()}
    assert client.get("/healthz").json() == {"status": "ok"}


def test_nothing_else_of_the_folder_is_served(client: httpx.Client) -> None:
    for path in ("/store/state.sqlite", "/../store/state.sqlite", "/report.html", "/docs"):
        assert client.get(path).status_code == 404

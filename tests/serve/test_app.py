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
        try:
            assert server.stderr is not None
            told = server.stderr.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+", told)
            assert address, told
            transport = httpx.HTTPTransport(retries=20)
            with httpx.Client(base_url=address[0], transport=transport, timeout=30) as client:
                yield client
        finally:
            server.terminate()


def test_the_written_report_is_served_with_guards(client: httpx.Client) -> None:
    page = client.get("/report/report.html")
    assert page.status_code == 200
    assert "Miyako Strait" in page.text
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert client.get("/report/map.png").headers["content-type"] == "image/png"
    assert "server" not in page.headers


def test_events_of_the_demonstration_are_found(client: httpx.Client) -> None:
    found = client.get("/api/events", params={"kind": "deployment"}).json()
    assert {row["kind"] for row in found["events"]} == {"deployment"}
    one = client.get("/api/events", params={"object": "hull:CN/104", "limit": 1}).json()
    assert one["n"] == 1
    assert one["n_found"] > 1


def test_gates_sources_and_health(client: httpx.Client) -> None:
    assert client.get("/api/gates").json()["n"] == 69
    sources = client.get("/api/sources").json()["sources"]
    assert "simulated:traffic" in {row["source"] for row in sources}
    assert client.get("/healthz").json() == {"status": "ok"}


def test_nothing_else_of_the_folder_is_served(client: httpx.Client) -> None:
    for path in ("/store/state.sqlite", "/../store/state.sqlite", "/report.html", "/docs"):
        assert client.get(path).status_code == 404

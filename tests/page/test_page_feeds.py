"""Feeds and alerts on the page of a server that watches: counters, faults, and what a key opens."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from opened import OpenPage, start_server, stop_server

pytestmark = pytest.mark.page


@pytest.fixture(scope="module")
def watched(
    built_page: Path, shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """A server with a feed that has ended and one that cannot be had; its address and its store."""
    assert built_page.is_file()
    folder = tmp_path_factory.mktemp("watched")
    settings = folder / "watch.toml"
    nmea = shared / "ais" / "dma-stream-example.nmea"
    settings.write_text(
        f'[[feed]]\nurl = "file:{nmea}"\nname = "harbour"\nspeed = 0\n'
        '[[feed]]\nurl = "tcp://127.0.0.1:9"\nname = "north"\n'
        '[[rule]]\nname = "all"\nto = ["json://127.0.0.1:9/none"]\n'
    )
    process, address = start_server(folder / "store", "--watch", str(settings))
    yield address, folder / "store"
    stop_server(process)


def _settled(base: str) -> list[dict[str, Any]]:
    """Ask until the feeds tell twice the same, and something: a feed ends before it is decoded."""
    before: list[dict[str, Any]] = []
    for _ in range(60):
        told: list[dict[str, Any]] = httpx.get(f"{base}/api/feeds").json()["feeds"]
        counts = [one["lines"] for one in told]
        if max(counts, default=0) and counts == [one["lines"] for one in before]:
            return told
        before = told
        time.sleep(1.5)
    raise AssertionError(before)


def test_each_feed_tells_its_state_counters_and_faults(
    open_page: OpenPage, watched: tuple[str, Path]
) -> None:
    base, _ = watched
    one = open_page("/feeds?lang=en", base=base, settle=False)
    one.until("document.querySelector('[data-feed=harbour][data-state=ended]')")
    told = {feed["name"]: feed for feed in _settled(base)}
    one.until(f"document.querySelector('[data-feed=harbour]').innerText.includes("
              f"'{told['harbour']['lines']:,}')")  # fmt: skip
    harbour = one.page.locator("[data-feed=harbour]")
    words = harbour.inner_text()
    for column in ("lines", "messages", "fixes", "statics", "late"):
        assert f"{told['harbour'][column]:,}" in words
    harbour.get_by_text("Rejected, by reason").click()
    table = harbour.locator("table").inner_text()
    assert "no position given" in table
    assert str(told["harbour"]["rejects"]["no_position"]) in table
    north = one.page.locator("[data-feed=north]")
    assert "Connection refused" in north.get_by_role("alert").inner_text()
    assert one.page.locator(".feed-pill").get_attribute("data-state") == "waiting"
    assert not harbour.get_by_role("button", name="Pause").count()
    assert one.page.get_by_text("Alerts are shown to operators").is_visible()


def test_a_key_opens_alerts_and_lets_a_feed_be_paused(
    open_page: OpenPage, watched: tuple[str, Path]
) -> None:
    base, store = watched
    line = [sys.executable, "-m", "straitwatch", "key", "new", "officer", "--store", str(store)]
    made = subprocess.run(
        [*line, "--scopes", "read,operate"], capture_output=True, text=True, check=True
    )
    key = made.stdout.split()[0]
    one = open_page("/feeds?lang=en", base=base, settle=False)
    one.page.get_by_role("button", name="Enter a key").click()
    one.page.get_by_label("Access key").fill(key)
    one.page.get_by_role("button", name="Enter", exact=True).click()
    one.page.get_by_text("Signed in as officer").wait_for()
    assert key not in one.page.evaluate("document.cookie")
    north = one.page.locator("[data-feed=north]")
    north.get_by_role("button", name="Pause").click()
    one.until("document.querySelector('[data-feed=north][data-state=paused]')")
    north.get_by_role("button", name="Resume").click()
    one.until("document.querySelector('[data-feed=north]:not([data-state=paused])')")
    alerts = one.page.locator(".alert")
    alerts.first.wait_for()
    assert re.search(r"Transit|Gate crossing", alerts.first.inner_text())
    assert alerts.first.get_by_role("button", name="Send again").is_visible()
    event = str(alerts.first.get_by_role("link").get_attribute("href"))
    assert httpx.get(f"{base}/api/events/{event.removeprefix('/event/')}").is_success


def test_objects_of_a_feed_stand_in_the_list_with_their_events(
    open_page: OpenPage, watched: tuple[str, Path]
) -> None:
    base, _ = watched
    one = open_page("/?tab=events&lang=ja", base=base, settle=False)
    one.until("document.querySelectorAll('.rows .event-row').length > 0")
    row = one.page.locator(".rows .event-row").first
    assert row.locator(".certainty").get_attribute("data-certainty") in {"observed", "inferred"}
    assert not one.page.locator("[data-certainty=simulated]").count()
    row.click()
    one.page.locator("[data-event]").wait_for()
    assert "行" in one.page.locator(".fixes").inner_text()


def test_what_happens_while_the_page_is_open_is_told_and_can_be_shown(
    open_page: OpenPage, built_page: Path, shared: Path, tmp_path: Path
) -> None:
    assert built_page.is_file()
    lines = (shared / "ais" / "dma-stream-example.nmea").read_bytes()
    with socket.create_server(("127.0.0.1", 0)) as receiver:
        receiver.settimeout(60)
        port = receiver.getsockname()[1]
        process, base = start_server(tmp_path / "store", "--feed", f"tcp://127.0.0.1:{port}")
        try:
            held, _ = receiver.accept()
            with held:
                one = open_page("/?tab=events&lang=en&lon=11&lat=56&z=6", base=base)
                one.page.get_by_text("No event in this span").wait_for()
                one.page.wait_for_timeout(1500)  # until the stream of events is open
                held.sendall(lines)
                said = str(one.until("document.querySelector('[data-announcer]').textContent"))
                assert said.startswith("New event: ")
                one.page.get_by_role("button", name=re.compile("new event")).click()
                one.until("document.querySelectorAll('.rows .event-row').length > 0")
                told = [row["words"] for row in httpx.get(f"{base}/api/events").json()["events"]]
                assert said.removeprefix("New event: ") in told
                one.page.get_by_role("button", name="Objects").click()
                one.until("document.querySelectorAll('.rows .object-row').length > 5")
                row = one.page.locator(".rows .object-row").first.inner_text()
                assert "MMSI" in row
                one.page.close()  # before its server stops
        finally:
            stop_server(process)

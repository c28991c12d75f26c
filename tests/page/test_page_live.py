"""The live watch in a browser: ships from a feed are drawn, move, and come back after a cut."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from opened import OpenPage, start_server, stop_server

from straitwatch.flow.bench.live_lines import Sender

pytestmark = pytest.mark.page

WORLD = "lon=120&lat=20&z=2&tab="
FRAMES = """async ms => {
  const map = straitwatch.map;
  let frames = 0;
  const count = () => { frames += 1; };
  map.on('render', count);
  const from = performance.now();
  map.panBy([ms / 8, 0], {duration: ms, easing: x => x});
  await new Promise(done => map.once('moveend', done));
  map.off('render', count);
  return frames / (performance.now() - from) * 1000;
}"""


@pytest.fixture
def live(built_page: Path, tmp_path: Path) -> Iterator[tuple[Path, Sender]]:
    """A folder for a store, and 300 ships that report each second once somebody listens."""
    assert built_page.is_file()
    sender = Sender(300, 300, 300.0)
    sender.go.set()
    yield tmp_path / "live", sender
    sender.close()


def test_ships_of_a_feed_move_and_come_back_after_a_cut(
    open_page: OpenPage, live: tuple[Path, Sender]
) -> None:
    store, sender = live
    process, address = start_server(store, "--feed", f"tcp://127.0.0.1:{sender.port}")
    try:
        one = open_page(f"/?{WORLD}", base=address)
        one.until("straitwatch.onMap.ships >= 300")
        assert one.page.locator("[data-mode=live]").inner_text() == "LIVE"
        one.settle()
        assert len(one.drawn("objects")) > 100
        assert {ship["icon"].split("/")[2] for ship in one.drawn("objects")} == {"solid"}
        first = one.page.evaluate("Object.fromEntries(straitwatch.things.map(s => [s.id, s.lon]))")
        moved = "straitwatch.things.some(s => Math.abs(s.lon - first[s.id]) > 1e-4)"
        one.page.evaluate("first => { window.first = first; }", first)
        one.until(moved)
    finally:
        stop_server(process)
    one.until("document.querySelector('[data-mode=waiting]') !== null")
    assert one.page.locator("[data-mode=waiting]").inner_text() == "Reconnecting"
    one.faults.clear()  # the browser's own words on a server that is gone


def test_five_thousand_ships_are_drawn_while_the_map_moves(
    open_page: OpenPage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sender = Sender(5000, 5000, 120.0)
    sender.go.set()
    feed = f"tcp://127.0.0.1:{sender.port}"
    process, address = start_server(tmp_path / "live", "--feed", feed)
    try:
        one = open_page(f"/?{WORLD}", base=address)
        one.until("straitwatch.onMap.ships >= 5000")
        assert len(one.drawn("objects")) > 3000
        tick = one.page.evaluate("straitwatch.things[0].t")
        frames = one.page.evaluate(FRAMES, 8000)
        one.until(f"straitwatch.things[0].t > {tick}")  # they moved on meanwhile
        one.page.close()  # before its server goes
        assert frames > 0.0
    finally:
        stop_server(process)
        sender.close()
    with capsys.disabled():
        sys.stderr.write(f"{frames:.1f} frames/s with 5,000 ships, load {os.getloadavg()[0]:.1f}\n")

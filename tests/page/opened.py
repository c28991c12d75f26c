"""A page that is open, and a server of its own: what the tests of the page drive."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

_ROOT = Path(__file__).parent.parent.parent
_WAIT_S = 60.0


@dataclass
class Opened:
    """A page that is open.

    Attributes:
        page: playwright's.
        base: the server's address.
        faults: console errors and requests beyond the server, so far.
    """

    page: "Page"
    base: str
    faults: list[str] = field(default_factory=list)

    def until(self, script: str, wait_s: float = _WAIT_S) -> object:
        """Wait until an expression of the page is true; gives its value.

        The page forbids `eval`, so playwright's own `wait_for_function` would fail.
        """
        end = time.monotonic() + wait_s
        while time.monotonic() < end:
            value = self.page.evaluate(script)
            if value:
                return value
            self.page.wait_for_timeout(50)
        pytest.fail(f"not true within {wait_s:.0f} s: {script}")
        return None

    def settle(self) -> None:
        """Wait until the map is drawn and nothing more is on its way."""
        self.until("Boolean(window.straitwatch?.map)")
        self.until("window.straitwatch.map.loaded() && !window.straitwatch.map.isMoving()")

    def drawn(self, *layers: str) -> list[dict[str, Any]]:
        """Properties of what is drawn in some layers of the map, as the renderer tells it."""
        script = (
            "layers => layers.flatMap(id => id === 'objects' ? straitwatch.drawn :"
            " straitwatch.map.queryRenderedFeatures({layers: [id]}).map(f => f.properties))"
        )
        return list(self.page.evaluate(script, list(layers)))

    def go(self, lon: float, lat: float, z: float) -> None:
        """Move the map at once."""
        self.page.evaluate(
            "([lon, lat, zoom]) => straitwatch.map.jumpTo({center: [lon, lat], zoom})",
            [lon, lat, z],
        )
        self.settle()

    def screen(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a place of the map is on the page, in pixels."""
        place = self.page.evaluate(
            "([lon, lat]) => { const p = straitwatch.map.project([lon, lat]);"
            " const b = document.getElementById('map').getBoundingClientRect();"
            " return [p.x + b.x, p.y + b.y]; }",
            [lon, lat],
        )
        return place[0], place[1]

    def click(self, lon: float, lat: float, button: Literal["left", "right"] = "left") -> None:
        """Click a place of the map."""
        self.page.mouse.click(*self.screen(lon, lat), button=button)

    @property
    def query(self) -> dict[str, str]:
        """The words of the address, once the page has written them."""
        self.page.wait_for_timeout(600)
        script = "Object.fromEntries(new URLSearchParams(location.search))"
        return dict(self.page.evaluate(script))


def start_server(store: Path, *words: str) -> tuple[subprocess.Popen[str], str]:
    """Start `straitwatch serve` on a free port; gives the process and its address."""
    line = [sys.executable, "-m", "straitwatch", "serve", "--store", str(store), "--port", "0"]
    line += words
    env = {**os.environ, "PYTHONPATH": str(_ROOT / "src"), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env
    )
    assert process.stdout is not None
    said = ""
    for told in process.stdout:
        said += told
        found = re.search(r"http://[\d.]+:\d+", told)
        if found:
            return process, found.group()
    stop_server(process)
    raise AssertionError(f"the server told no address: {said}")


def stop_server(process: "subprocess.Popen[str]") -> None:
    """Stop a server and wait for its end."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(20)
    if process.stdout:
        process.stdout.close()


OpenPage = Callable[..., Opened]

"""The page over the demonstration's store, and over a feed, turned into docs/pictures/page-*.png.

Run by hand: `python scripts/make_page_pictures.py out/demo/store`. Wants the built page, playwright
and Debian's chromium. Look at what it draws.
"""

import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

from straitwatch.flow.bench.live_lines import Sender

OUT = Path(__file__).resolve().parent.parent / "docs" / "pictures"
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --use-gl=angle --use-angle=swiftshader "
    "--enable-unsafe-swiftshader --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
_HINT = re.compile("Understood|わかりました|了解")
_DRAWN_S = 15.0  # tiles come, and a replay: a stream never ends, so no silence can be waited for
_MIYAKO = "t=2022-12-16T03:00:00Z&lat=25.6&lon=126&z=6.2"


@dataclass(frozen=True)
class View:
    """A view of the page: where it is, how large, dark or light."""

    name: str
    path: str
    size: tuple[int, int] = (1440, 900)
    scheme: str = "dark"


VIEWS = (
    View("replay", f"/?{_MIYAKO}&tab=events"),
    View("light", f"/?{_MIYAKO}&lang=ja&tab=objects", scheme="light"),
    View("object", "/object/hull:CN/16?t=2022-12-17T00:00:00Z&lat=24.5&lon=128&z=5.4"),
    View("event", "/event/{transit}?lat=25.6&lon=126&z=6.2&lang=en"),
    View("event-ja", "/event/{transit}?lat=25.6&lon=126&z=6.2&lang=ja", scheme="light"),
    View("charts", "/charts?lang=en"),
    View("help", "/help?lang=en"),
    View("phone", f"/?{_MIYAKO}&lang=ja", size=(390, 844)),
    View("wall", f"/?{_MIYAKO}&wall=1", size=(2560, 1440)),
)


LIVE = (
    View("live", "/?lat=30&lon=130&z=4.6&lang=en"),
    View("feeds", "/feeds?lat=34&lon=132&z=5&lang=en", scheme="light"),
)


def main(store: Path, only: set[str]) -> None:
    """Start a server, open each view, keep its picture; then likewise with a feed."""
    if wanted := [view for view in VIEWS if not only or view.name in only]:
        _serve(["--store", str(store)], wanted)
    if wanted := [view for view in LIVE if not only or view.name in only]:
        sender = Sender(3_000, 3_000, 600.0)
        sender.go.set()
        with TemporaryDirectory() as folder:
            watch = Path(folder) / "watch.toml"
            url = f"tcp://127.0.0.1:{sender.port}"
            watch.write_text(f'[[feed]]\nname = "simulated:mast"\nurl = "{url}"\n')
            _serve(["--store", folder, "--watch", str(watch)], wanted)
        sender.close()


def _serve(words: list[str], views: list[View]) -> None:
    line = [sys.executable, "-m", "straitwatch", "serve", *words, "--port", "0"]
    with subprocess.Popen(line, stderr=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own command
        try:
            said = server.stderr.readline() if server.stderr else ""
            address = re.search(r"http://\S+?:\d+", said)
            if address is None:
                raise SystemExit(said)
            _draw(address[0], views)
        finally:
            server.terminate()


def _draw(address: str, views: list[View]) -> None:
    names = {"transit": _event(address) if any("{" in view.path for view in views) else ""}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=_FLAGS.split())
        for view in views:
            width, height = view.size
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme=view.scheme
            )
            page.on("console", lambda message: print(message.type, message.text[:200]))
            page.goto(address + view.path.format(**names))
            time.sleep(_DRAWN_S)
            for button in page.get_by_role("button", name=_HINT).all():
                button.dispatch_event("click")  # a sheet may lie over it
            time.sleep(1.0)
            page.screenshot(path=OUT / f"page-{view.name}.png")
            page.close()
            print(view.name)
        browser.close()


def _event(address: str) -> str:
    """Find the way out of the six ships in the store."""
    asked = f"{address}/api/events?kind=transit&object=hull:CN/16"
    with urlopen(asked, timeout=60.0) as answer:  # noqa: S310 - the server that was started here
        found = re.search(r'"event_id":"(\w+)"', answer.read().decode())
    if found is None:
        raise SystemExit("the store does not hold the transit: straitwatch demo")
    return found[1]


if __name__ == "__main__":
    main(Path(sys.argv[1]), set(sys.argv[2:]))

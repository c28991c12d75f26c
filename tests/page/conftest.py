"""The page in a real Chromium, over a real server with the demonstration's store.

`opened = open_page("/?lang=ja")` gives an `Opened`: its `.page` is playwright's. What the page asks
for beyond the server, or writes on the console, fails the test when it ends.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from opened import Opened, OpenPage, start_server, stop_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Request

_ROOT = Path(__file__).parent.parent.parent
_PAGE = _ROOT / "src" / "straitwatch" / "serve" / "page" / "index.html"
_CHROMIUM = "/usr/bin/chromium"
# a machine without a GPU, and no request of the browser's own: notes of the project
_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_HARMLESS = re.compile(r"GPU stall due to ReadPixels")  # drawing without a GPU says so


@pytest.fixture(scope="session")
def built_page() -> Path:
    """The built page; skipped, with the mend, where there is none."""
    if not _PAGE.is_file():
        pytest.skip("the page is not built: python scripts/build_page.py")
    return _PAGE


@pytest.fixture(scope="session")
def served(
    built_page: Path, demo_out: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of a server over a copy of the demonstration's store."""
    assert built_page.is_file()
    store = tmp_path_factory.mktemp("served") / "store"
    shutil.copytree(demo_out / "store", store)
    process, address = start_server(store)
    yield address
    stop_server(process)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Chromium; skipped, with the mend, where it or its driver is missing."""
    if not Path(_CHROMIUM).is_file():
        pytest.skip(f"no browser at {_CHROMIUM}: install Debian's chromium")
    driver = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
    with driver.sync_playwright() as play:
        held = play.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        yield held
        held.close()


@pytest.fixture
def open_page(browser: "Browser", served: str) -> Iterator[OpenPage]:
    """Open the page as a person would; at the end there must be no fault of it."""
    opened: list[Opened] = []
    contexts = []

    def watch(one: Opened) -> None:
        def on_console(message: "ConsoleMessage") -> None:
            if message.type in {"error", "warning"} and not _HARMLESS.search(message.text):
                one.faults.append(f"console: {message.text}")

        def on_request(request: "Request") -> None:
            if not request.url.startswith((one.base, "data:", "blob:")):
                one.faults.append(f"request beyond the server: {request.url}")

        one.page.on("console", on_console)
        one.page.on("pageerror", lambda error: one.faults.append(f"error: {error}"))
        one.page.on("request", on_request)

    def run(
        path: str = "/",
        *,
        width: int = 1280,
        height: int = 800,
        settle: bool = True,
        base: str | None = None,
        **context: str | bool,
    ) -> Opened:
        held = browser.new_context(
            viewport={"width": width, "height": height}, **{"locale": "en-GB", **context}
        )
        contexts.append(held)
        one = Opened(held.new_page(), base or served)
        opened.append(one)
        watch(one)
        one.page.goto(one.base + path)
        if settle:
            one.settle()
        return one

    yield run
    for held in contexts:
        held.close()
    faults = [fault for one in opened for fault in one.faults]
    assert not faults, faults

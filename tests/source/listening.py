"""A feed of a test that runs in a thread, and what it said."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from straitwatch.source.feed import Feed, Piece, open_feed, parse_address

PATIENCE_S = 20.0


@dataclass
class Heard:
    """What a feed gave and told so far."""

    pieces: list[Piece] = field(default_factory=list)
    states: list[tuple[str, str | None]] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None

    @property
    def data(self) -> bytes:
        return b"".join(piece.data for piece in self.pieces)

    @property
    def words(self) -> list[str]:
        return [state for state, _ in self.states]

    @property
    def errors(self) -> str:
        return "\n".join(error for _, error in self.states if error)

    def wait(self, claim: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not claim():
            assert time.monotonic() < end, (self.states, self.data[-500:])
            time.sleep(0.005)

    def ended(self) -> bool:
        return self.thread is not None and not self.thread.is_alive()


@contextmanager
def hearing(feed: Feed | str, **settings: object) -> Iterator[Heard]:
    """Run a feed until the test is done with it; it must then stop soon."""
    if isinstance(feed, str):
        feed = open_feed(parse_address(feed), **settings)  # type: ignore[arg-type]
    feed = replace(feed, first_s=0.01, longest_s=0.05)
    heard = Heard()

    def run() -> None:
        feed.run(heard.pieces.append, heard.stop, lambda *told: heard.states.append(told))

    heard.thread = threading.Thread(target=run, daemon=True)
    heard.thread.start()
    try:
        yield heard
    finally:
        heard.stop.set()
        heard.thread.join(PATIENCE_S)
        assert not heard.thread.is_alive()

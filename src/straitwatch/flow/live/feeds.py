"""The feeds of a watch, each read by a thread of its own: begun, paused, and how each does."""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

from straitwatch.decode.feed import open_decoder
from straitwatch.flow.live.intake import BYTES, DOCUMENT, ENDED, Intake, document_record
from straitwatch.flow.live.remember import Heard
from straitwatch.flow.live_settings import FeedSettings
from straitwatch.model.error import ConfigError, StraitwatchError
from straitwatch.model.live import FeedHealth
from straitwatch.model.record import Tally
from straitwatch.model.unit import moment
from straitwatch.source.feed import Address, Feed, Piece, open_feed, parse_address
from straitwatch.store.journal import MOST_BYTES

__all__ = ["Runner", "check_feeds", "name_of"]

_SPEED_S = 10.0
"""Over which lines a second are counted."""

_JOINING = ("tcp", "udp")
"""Kinds of feed of which lines that came at once are one record."""


def name_of(feed: FeedSettings) -> str:
    """What a feed is called: its name, else its address without credentials."""
    return feed.name or parse_address(feed.url).url


def check_feeds(feeds: Sequence[FeedSettings]) -> None:
    """Ask that feeds can be opened and told apart.

    Raises:
        ConfigError: an address or a format is nonsense, or two have one name.
    """
    seen = set()
    for feed in feeds:
        name = name_of(feed)
        if name in seen:
            raise ConfigError(f"two feeds are called '{name}': give one of them another `name`")
        seen.add(name)
        open_decoder(_format(feed, parse_address(feed.url)), name, Tally(name))


def _format(feed: FeedSettings, address: Address) -> str | None:
    return feed.format or address.format or None


@dataclass
class Runner:
    """One feed and its thread.

    Attributes:
        feed: its settings.
        number: in the journal.
        intake: takes its pieces.
        now_us: times of receipt.
        health: state, since, error, reconnects.
        committed: lines that are in the store for good; those of documents are so at once.
    """

    feed: FeedSettings
    number: int
    intake: Intake
    now_us: Callable[[], int]
    health: FeedHealth = field(init=False)
    committed: int = 0

    def __post_init__(self) -> None:
        """Read the address."""
        self._address = parse_address(self.feed.url)
        name = name_of(self.feed)
        self.health = FeedHealth(
            name,
            url=self._address.url,
            kind=self._address.kind,
            since=datetime.now(UTC),
            simulated=name.startswith("simulated:"),
        )
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._speed: deque[tuple[float, int]] = deque()
        self._opened = self._n_bytes = 0

    @property
    def name(self) -> str:
        """What it is called."""
        return self.health.name

    @property
    def format(self) -> str:
        """What its lines are told to be; empty where that is to be found."""
        return _format(self.feed, self._address) or ""

    def start(self, heard: Heard) -> None:
        """Begin to read, of a file behind what was heard."""
        self._stop = threading.Event()
        self._n_bytes = max(self._n_bytes, heard.n_bytes)
        told = self.feed
        try:
            feed = open_feed(
                self._address,
                name=self.name,
                speed=told.speed,
                silent_s=told.silent_s,
                poll_s=told.poll_s,
                headers=told.headers,
                skip=self._n_bytes if self._address.kind == "file" else 0,
                now_us=self.now_us,
            )
        except StraitwatchError as error:
            self._tell("failed", str(error))
            return
        stop = self._stop
        run = partial(self._run, feed, stop)
        self._thread = threading.Thread(target=run, name=self.name, daemon=True)
        self._thread.start()

    def _run(self, feed: Feed, stop: threading.Event) -> None:
        try:
            feed.run(lambda one: self._put(one, stop), stop, self._tell)
        except Exception as error:  # noqa: BLE001 - else it would look as if it were read
            self._tell("failed", f"{type(error).__name__}: {error}; please report this")

    @property
    def is_running(self) -> bool:
        """Tell whether it is read, or tried to."""
        return self.health.state not in ("paused", "failed", "ended")

    def pause(self) -> None:
        """Stop reading, until it is started again."""
        self.stop()
        self._tell("paused", None)

    def stop(self) -> None:
        """Ask the thread to end."""
        self._stop.set()

    def wait(self, timeout_s: float) -> None:
        """Wait for the thread's end."""
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _put(self, piece: Piece, stop: threading.Event) -> None:
        kind, data = BYTES, piece.data
        if piece.label is not None:
            kind, data = DOCUMENT, document_record(piece.label, data)
        if len(data) > MOST_BYTES:
            self._tell("open", f"{piece.label or 'a document'}: {len(data)} bytes are too many")
            return
        self._n_bytes += len(piece.data)
        join = kind == BYTES and self._address.kind in _JOINING
        self.intake.put(self.number, kind, data, piece.t_us, stop.is_set, join=join)

    def _tell(self, state: str, error: str | None) -> None:
        before = self.health.state
        if self._stop.is_set() and state != "paused":
            return  # a thread that was told to end has nothing to tell: the feed goes on later
        if state == "open" and before not in ("open", "silent"):
            self._opened += 1
        if state == "ended" and before != "ended":
            self.intake.put(self.number, ENDED, b"", self.now_us(), self._stop.is_set, join=False)
        since = self.health.since if state == before else datetime.now(UTC)
        self.health = replace(self.health, state=state, error=error or "", since=since)

    def measure(self, heard: Heard, late: int, notes: list[str]) -> FeedHealth:
        """Tell how it does."""
        count = heard.count
        counts = ("lines", "messages", "fixes", "statics", "parts", "skipped", "times")
        return replace(
            self.health,
            **{name: getattr(count, name) for name in counts},
            format=count.format,
            last_heard=moment(heard.last_us) if heard.last_us else None,
            n_bytes=heard.n_bytes,
            rejects=dict(count.rejects),
            late=late,
            committed=count.lines if heard.documents else self.committed,
            reconnects=max(0, self._opened - 1),
            per_s=self._per_s(count.lines),
            notes=[*notes, *count.notes[-5:]],
        )

    def _per_s(self, lines: int) -> float:
        now = time.monotonic()
        self._speed.append((now, lines))
        while len(self._speed) > 1 and now - self._speed[1][0] >= _SPEED_S:
            self._speed.popleft()
        since, before = self._speed[0]
        return round((lines - before) / (now - since), 1) if now > since else 0.0

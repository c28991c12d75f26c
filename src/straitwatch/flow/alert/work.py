"""Changes of a store's events into alerts that are delivered, by one thread of one server.

Delivery is at least once. Before a message goes out it is noted as `sending`, after it as `sent`;
between the two a kill leaves it open whether it went. It is then sent once more, and never a third
time by itself: of two such deaths it is shown as `unsure`.
"""

import fcntl
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from straitwatch.flow.alert.book import AlertBook, Delivery
from straitwatch.flow.alert.message import Scribe
from straitwatch.flow.alert.rule import Rule
from straitwatch.flow.alert.send import Sender
from straitwatch.model.error import OutputError, StraitwatchError

__all__ = ["Alerts", "Log", "retry_after"]

_POLL_S = 1.0
_BATCH = 1000
_FIRST = timedelta(minutes=1)
_LONGEST = timedelta(hours=6)
_GIVE_UP = timedelta(days=3)
"""Back-off of mail servers, roughly: RFC 5321 4.5.4.1 asks for 30 minutes and 4 to 5 days at least;
ours is quicker at first and ends sooner, for an alert of last week helps nobody."""


class Log(Protocol):
    """Where changes of events are read: a `Store`."""

    def event_changes(self, after: int, *, limit: int = _BATCH) -> pa.Table:
        """EVENT as they stand, with `seq` and `change`, by seq."""
        ...

    def event_seq(self) -> int:
        """Number of the newest change."""
        ...


def retry_after(tries: int, since: datetime, now: datetime) -> datetime | None:
    """Say when a message that failed is tried again: after 1, 2, 4 ... minutes, up to 6 hours.

    Returns:
        UTC; None once it was tried for 3 days.
    """
    wait = min(_FIRST * 2 ** min(max(tries - 1, 0), 20), _LONGEST)
    return now + wait if now + wait - since <= _GIVE_UP else None


class Alerts:
    """Plans and delivers alerts.

    Args:
        log: changes of events.
        book: what is planned and how it went.
        rules: in force.
        scribe: writes messages.
        sender: sends them.
        say: tells what the operator should know.
        now: the clock.
    """

    def __init__(
        self,
        log: Log,
        book: AlertBook,
        rules: tuple[Rule, ...],
        scribe: Scribe,
        *,
        sender: Sender | None = None,
        say: Callable[[str], None] = lambda _: None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.book = book
        self._log, self._rules, self._scribe = log, rules, scribe
        self._by_name = {rule.name: rule for rule in rules}
        self._sender, self._say, self._now = sender or Sender(), say, now
        self._stop = threading.Event()
        self._nudged = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Take up where an earlier server stopped; on a store's first start, begin with now."""
        newest, seq = self._log.event_seq(), self.book.seq()
        if seq is None or seq > newest:  # a first start, or a store that was made anew
            self.book.start_at(newest)
            self._say("alerts: they begin with what happens from now on; older events raise none")
        left = self.book.recover()
        if left:
            self._say(f"alerts: {left} may have been sent when the server stopped; sent once more")

    def step(self) -> int:
        """Look at new changes, and send what is due; returns how many messages were tried."""
        self._look()
        return self._deliver()

    def _look(self) -> None:
        while not self._stop.is_set():
            changes = self._log.event_changes(self.book.seq() or 0, limit=_BATCH)
            if not changes.num_rows:
                return
            last = int(changes["seq"][-1].as_py())
            self.book.plan(changes.to_pylist(), self._rules, last, self._now())

    def _deliver(self) -> int:
        tried, down = 0, dict[str, datetime]()
        for delivery in self.book.due(self._now()):
            if self._stop.is_set():
                break
            tried += self._send_one(delivery, down)
        return tried

    def _send_one(self, delivery: Delivery, down: dict[str, datetime]) -> bool:
        """Send one message, unless it has to wait; returns whether it was tried."""
        book, now = self.book, self._now()
        rule = self._by_name.get(delivery.rule)
        to = [one for one in rule.to if one.key == delivery.address] if rule else []
        if rule is None or not to:
            gone = "its rule, or its address in the rule, is no longer in watch.toml"
            book.note_failed(delivery.delivery_id, gone, None)
            return False
        until = rule.quiet.ends(now) if rule.quiet else now
        if until > now:
            book.put_off(delivery.delivery_id, until, afresh=delivery.tries == 0)
            return False
        if self._sender.is_busy(to[0]):
            down.setdefault(delivery.address, now + _FIRST)
        if delivery.address in down:  # it has just failed for another message
            book.put_off(delivery.delivery_id, down[delivery.address])
            return False
        book.begin(delivery.delivery_id)
        why_not = self._sender.send(to[0], self._scribe.write(delivery.event, delivery.part))
        if why_not is None:
            book.note_sent(delivery.delivery_id, self._now())
        else:
            again = retry_after(delivery.tries + 1, delivery.since, self._now())
            book.note_failed(delivery.delivery_id, why_not, again)
            down[delivery.address] = again or self._now() + _LONGEST
        return True

    def start(self, lock: Path) -> None:
        """Work in a thread until `stop`; of several servers on a store one alone delivers.

        Args:
            lock: file that the one who delivers holds.

        Raises:
            OutputError: it cannot be made.
        """
        try:
            handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise OutputError(f"{lock}: {error.strerror}: make its folder writable") from error
        self._thread = threading.Thread(
            target=self._run, args=(handle,), name="alerts", daemon=True
        )
        self._thread.start()

    def nudge(self) -> None:
        """Look at once: an event was committed."""
        self._nudged.set()

    def stop(self, patience_s: float = 5.0) -> None:
        """End the thread; a message that is being sent is waited for a little."""
        self._stop.set()
        self._nudged.set()
        if self._thread is not None:
            self._thread.join(patience_s)

    def _run(self, handle: int) -> None:
        try:
            if self._take(handle):
                self._work()
        finally:
            os.close(handle)

    def _take(self, handle: int) -> bool:
        """Become the one that delivers; waits while another server is."""
        said = False
        while not self._stop.is_set():
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if not said:
                    self._say("alerts: another server on this store delivers them")
                said = True
                self._stop.wait(_POLL_S)
            else:
                return True
        return False

    def _work(self) -> None:
        begun, trouble = False, ""
        while not self._stop.is_set():
            try:
                if not begun:
                    self.begin()
                    begun = True
                self.step()
                trouble = ""
            except (
                StraitwatchError
            ) as error:  # a full disk, a store that is being moved: it may end
                if str(error) != trouble:
                    self._say(f"alerts: {error}")
                trouble = str(error)
            self._nudged.wait(_POLL_S)
            self._nudged.clear()

    def list_alerts(
        self, *, state: str | None = None, limit: int = 100, offset: int = 0
    ) -> tuple[list[dict[str, Any]], int]:
        """List deliveries; see `AlertBook.listing`."""
        return self.book.listing(state=state, limit=limit, offset=offset)

    def retry(self, alert_id: int) -> int:
        """Try again what was not delivered of an alert; returns to how many addresses."""
        found = self.book.retry(alert_id, self._now())
        self.nudge()
        return found

"""The watch itself: records of the intake through the engine, into the store and to the server."""

import threading
import time
from collections.abc import Collection
from copy import deepcopy

from straitwatch.flow.config import Settings
from straitwatch.flow.live.committer import Committer, Work
from straitwatch.flow.live.engine import Engine
from straitwatch.flow.live.feeds import Runner, check_feeds, name_of
from straitwatch.flow.live.herald import Herald
from straitwatch.flow.live.intake import QUIET, Intake
from straitwatch.flow.live.link import LinkWriter, Words
from straitwatch.flow.live.remember import write_checkpoint
from straitwatch.flow.live.start import begin
from straitwatch.flow.told import Teller
from straitwatch.model.record import Tally
from straitwatch.source.feed import Clock
from straitwatch.store.journal import Record
from straitwatch.store.store import Store
from straitwatch.zone.gate_file import watched_gates

__all__ = ["Watcher"]

_LOOK_S = 0.1
"""Ours: how often fixes are looked at; events are told within a second."""

_QUIET_S = 2.0
"""Ours: after so long without a line, what waits for later fixes is looked at all the same."""

_FULL_ROWS = 2_000_000
"""Ours: rows that are held before they are committed, however short the time: some 400 MB."""

_REPLAY_BYTES = 1 << 20


class Watcher:
    """Runs feeds into a store until it is stopped.

    Args:
        store: open for writing; its writer's lock is taken.
        settings: what `watch.toml` says: its feeds are read.
        link: to the server.
        stop: set it to end: what is known is committed, and `run` returns.
        falls: how often in a row a watch of this store fell over soon after its start.
        paused: names of feeds that are not read before they are resumed.

    Attributes:
        stop: as given, or its own.

    Raises:
        ConfigError: a feed is nonsense.
        StoreError: another process writes the store.
        OutputError: no space left to begin.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        link: LinkWriter,
        *,
        stop: threading.Event | None = None,
        falls: int = 0,
        paused: Collection[str] = (),
    ) -> None:
        check_feeds(settings.feed)
        link.state({"state": "starting", "notes": []})
        self.stop = stop or threading.Event()
        self._store, self._live = store, settings.live
        self._begun = begun = begin(store, settings, falls=falls)
        self._clock = Clock()
        names = {k: name_of(feed) for k, feed in enumerate(settings.feed, 1)}
        self._intake = Intake(begun.journal, names)
        self._runners = [
            Runner(feed, k, self._intake, self._clock) for k, feed in enumerate(settings.feed, 1)
        ]
        charted = watched_gates(settings.gates.files)
        formats = {one.name: one.format for one in self._runners}
        for one in self._runners:
            if one.name in paused:
                one.pause()
        self._engine = Engine(settings, charted, formats, begun.known)
        teller = Teller(store, settings, charted, begun.known.names)
        self._herald = Herald(store, link, teller, self._engine, self._runners)
        self._herald.stop = self.stop
        self._herald.notes = begun.notes
        self._committer = Committer(store, begun.journal, begun.kept, self._count)
        self._committed_place, self._commit_due = begun.known.place, 0.0
        self._count({tally.source: tally for tally in store.sources()})

    def run(self) -> None:
        """Replay the journal, then read the feeds until `stop` is set.

        Raises:
            StoreError: the store refused for good.
        """
        self._replay()
        self._herald.state = "running"
        self._commit_due = time.monotonic() + self._live.commit_s
        self._intake.start(self._begun.known.t_us)
        for runner in self._runners:
            if runner.is_running:
                runner.start(self._engine.heard(runner.name))
        self._tell_what_is_due()
        heard = time.monotonic()
        while not self.stop.is_set():
            records = self._intake.take(_LOOK_S)
            self._take(records)
            if records:
                heard = time.monotonic()
            elif time.monotonic() - heard > _QUIET_S and self._engine.is_waiting():
                heard = time.monotonic()
                self._intake.put(0, QUIET, b"", self._clock(), self.stop.is_set, join=False)
            self._tell_what_is_due()
            self._commit_if_due()
        self._end()

    def command(self, words: Words) -> None:
        """Pause or resume a feed: `{"command": "pause", "feed": NAME}`; from any thread."""
        for runner in self._runners:
            if runner.name == words.get("feed"):
                if words.get("command") == "pause":
                    runner.pause()
                elif words.get("command") == "resume" and not runner.is_running:
                    runner.start(self._engine.heard(runner.name))

    def _replay(self) -> None:
        """Take what the journal holds behind the checkpoint; its rows, where the store has not."""
        self._herald.state = "replaying"
        begun, lot, n = self._begun, list[Record](), 0
        self._engine.keep_rows = begun.known.place >= begun.committed
        for record in begun.journal.read(begun.known.place):
            if not self._engine.keep_rows and record.end > begun.committed:
                self._take(lot)
                lot = []
                self._keep_rows()
            lot.append(record)
            n += len(record.data)
            if n >= _REPLAY_BYTES:
                self._take(lot)
                self._tell_what_is_due()
                lot, n = [], 0
        self._take(lot)
        self._keep_rows()
        if begun.journal.lost:
            self._herald.notes.append(
                f"{begun.journal.lost} bytes of the journal could not be read"
            )

    def _keep_rows(self) -> None:
        """From here on rows are for the store; an engine that began anew counts from its counts."""
        if self._engine.keep_rows:
            return
        self._engine.keep_rows = True
        if self._begun.afresh:
            for tally in self._store.sources():
                vars(self._engine.heard(tally.source).count).update(vars(tally))

    def _take(self, records: list[Record]) -> None:
        if records:
            self._herald.tell(self._engine.take(records))

    def _tell_what_is_due(self) -> None:
        troubles = self._intake.trouble, self._committer.trouble, self._clock.note
        self._herald.tell_what_is_due(troubles, self._live.tick_s)

    def _commit_if_due(self) -> None:
        for failure in (self._committer.failure, self._intake.failure):
            if failure is not None:
                raise failure
        full = self._engine.gathered.n_rows >= _FULL_ROWS
        if full:
            self._committer.wait()
        if self._committer.is_busy():
            return
        if full or time.monotonic() >= self._commit_due:
            self._commit_due = time.monotonic() + self._live.commit_s
            self._commit()

    def _commit(self, *, last: bool = False) -> None:
        """Begin a commit of all that is known now, if anything came; the last one in any case."""
        known = self._engine.known
        if self._herald.spoiled or (known.place == self._committed_place and not last):
            return
        gathered, coverage = self._engine.rows_for_store()
        tallies = {
            name: deepcopy(heard.count)
            for name, heard in known.feeds.items()
            if heard.n_bytes and not heard.documents
        }
        self._committer.begin(
            Work(gathered, coverage, tallies, write_checkpoint(known), known.place)
        )
        self._committed_place = known.place

    def _count(self, tallies: dict[str, Tally]) -> None:
        for runner in self._runners:
            if runner.name in tallies:
                runner.committed = tallies[runner.name].lines

    def _end(self) -> None:
        """Stop reading, take what came, commit."""
        self._herald.state = "stopping"
        for runner in self._runners:
            runner.stop()
        for runner in self._runners:
            runner.wait(_QUIET_S)
        self._intake.close()
        while records := self._intake.take(0.0):
            self._take(records)
        self._herald.tell_open()
        self._committer.wait(give_up=bool(self._committer.trouble))
        if not self._committer.trouble:
            self._commit(last=True)
            self._committer.wait(give_up=True)
        self._begun.journal.close()
        self._herald.state = "stopped"
        self._herald.tell_feeds()

"""The watch itself: records of the intake through the engine, into the store and to the server."""

import threading
import time
from collections.abc import Callable
from copy import deepcopy
from typing import TypeVar

import pyarrow as pa

from straitwatch.flow.config import Settings
from straitwatch.flow.live.committer import Committer, Work
from straitwatch.flow.live.document import Document, put_documents
from straitwatch.flow.live.engine import Engine
from straitwatch.flow.live.feeds import Runner, check_feeds, name_of
from straitwatch.flow.live.intake import QUIET, Intake
from straitwatch.flow.live.link import LinkWriter, Words
from straitwatch.flow.live.opened import OpenEvents
from straitwatch.flow.live.remember import write_checkpoint
from straitwatch.flow.live.start import begin
from straitwatch.flow.told import Teller
from straitwatch.model.error import OutputError
from straitwatch.model.record import Tally
from straitwatch.model.schema import EVENT
from straitwatch.source.feed import Clock
from straitwatch.store.journal import Record
from straitwatch.store.store import Store
from straitwatch.zone.gate_file import watched_gates

__all__ = ["Watcher"]

_T = TypeVar("_T")

_LOOK_S = 0.1
"""Ours: how often fixes are looked at; events are told within a second."""

_LINK_S = 0.1
"""Ours: how often positions go to the server, which sends them on by a tick of its own."""

_OPEN_S = 60.0
"""Ours: how often it is looked which events are open."""

_OPEN_LOT = 100
"""Ours: open events that are told at a time: a tenth of a second."""

_SECOND_S = 1.0
"""Ours: how often the state of feeds, and new names of events, are told."""

_QUIET_S = 2.0
"""Ours: after so long without a line, what waits for later fixes is looked at all the same."""

_FULL_ROWS = 2_000_000
"""Ours: rows that are held before they are committed, however short the time: some 400 MB."""

_RETRY_S = 1.0
_REPLAY_BYTES = 1 << 20
_NOTES = 8


class Watcher:
    """Runs feeds into a store until it is stopped.

    Args:
        store: open for writing; its writer's lock is taken.
        settings: what `watch.toml` says: its feeds are read.
        link: to the server.
        falls: how often in a row a watch of this store fell over soon after its start.

    Attributes:
        stop: set it to end: what is known is committed, and `run` returns.

    Raises:
        ConfigError: a feed is nonsense.
        StoreError: another process writes the store.
        OutputError: no space left to begin.
    """

    def __init__(
        self, store: Store, settings: Settings, link: LinkWriter, *, falls: int = 0
    ) -> None:
        check_feeds(settings.feed)
        self.stop = threading.Event()
        self._store, self._live, self._link = store, settings.live, link
        self._notes: list[str] = []
        self._state, self._trouble, self._spoiled = "starting", "", False
        self._tell_state()
        self._begun = begun = begin(store, settings, falls=falls)
        self._notes = begun.notes[:_NOTES]
        self._clock = Clock()
        names = {k: name_of(feed) for k, feed in enumerate(settings.feed, 1)}
        self._intake = Intake(begun.journal, names)
        self._runners = [
            Runner(feed, k, self._intake, self._clock) for k, feed in enumerate(settings.feed, 1)
        ]
        charted = watched_gates(settings.gates.files)
        formats = {one.name: one.format for one in self._runners}
        self._engine = Engine(settings, charted, formats, begun.known)
        self._teller = Teller(store, settings, charted, begun.known.names)
        self._committer = Committer(store, begun.journal, begun.kept, self._count)
        self._committed_place = begun.known.place
        self._renamed: set[str] = set()
        self._open = OpenEvents()
        self._due = dict.fromkeys(("tick", "second", "open", "commit"), time.monotonic())
        self._count({tally.source: tally for tally in store.sources()})

    def run(self) -> None:
        """Replay the journal, then read the feeds until `stop` is set.

        Raises:
            StoreError: the store refused for good.
        """
        self._replay()
        self._state = "running"
        self._due["commit"] = time.monotonic() + self._live.commit_s
        self._intake.start(self._begun.known.t_us)
        for runner in self._runners:
            runner.start(self._engine.heard(runner.name))
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
                elif words.get("command") == "resume":
                    runner.start(self._engine.heard(runner.name))

    def _replay(self) -> None:
        """Take what the journal holds behind the checkpoint; its rows, where the store has not."""
        self._state = "replaying"
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
            self._notes.append(f"{begun.journal.lost} bytes of the journal could not be read")

    def _keep_rows(self) -> None:
        """From here on rows are for the store; an engine that began anew counts from its counts."""
        if self._engine.keep_rows:
            return
        self._engine.keep_rows = True
        if self._begun.afresh:
            for tally in self._store.sources():
                vars(self._engine.heard(tally.source).count).update(vars(tally))

    def _take(self, records: list[Record]) -> None:
        if not records:
            return
        found = self._engine.take(records)
        self._renamed |= found.renamed
        if len(found.closed) or found.documents:
            self._tell(found.closed, found.documents)

    def _tell(self, closed: pa.Table, documents: list[Document] | None = None) -> None:
        """Put events into the store, and say so: from then on they count as told."""
        texts = documents and self._insist(lambda: put_documents(self._store, documents))
        renamed, self._renamed = self._renamed, set()
        self._insist(lambda: self._teller.tell(closed, None, renamed))
        if texts:
            self._insist(self._teller.tell_reports)
        for document in documents or ():
            if document.error and document.error not in self._notes:
                self._notes = [*self._notes, document.error][-_NOTES:]
        self._link.events(self._store.event_seq())

    def _tell_open(self, *, every: bool = False) -> None:
        """Find what is open now, and tell what is no longer so; the rest is told in lots."""
        self._open.renew(self._engine.open_events(), time.monotonic(), every=every)
        none = EVENT.empty_table()
        self._insist(lambda: self._teller.tell(none, open_ids=self._open.ids))
        while self._tell_open_lot() and every:
            pass

    def _tell_open_lot(self) -> bool:
        """Tell some open events; tells whether there were any."""
        lot = self._open.next_lot(_OPEN_LOT)
        if len(lot):
            self._insist(lambda: self._teller.tell(EVENT.empty_table(), lot))
            self._link.events(self._store.event_seq())
        return bool(len(lot))

    def _insist(self, work: Callable[[], _T]) -> _T | None:
        """Try until there is room on the disk; at the end, leave it to the next start."""
        while True:
            try:
                done = work()
            except OutputError as error:
                self._trouble = str(error)
                self._tell_feeds()
                if self.stop.wait(_RETRY_S):
                    self._spoiled = True
                    return None
            else:
                self._trouble = ""
                return done

    def _tell_what_is_due(self) -> None:
        if self._is_due("tick", min(_LINK_S, self._live.tick_s)):
            self._link.positions(self._engine.newest.positions())
            self._link.said(self._engine.newest.said())
        if self._is_due("second", _SECOND_S):
            self._tell_feeds()
            if self._renamed:
                self._tell(EVENT.empty_table())
        if self._is_due("open", _OPEN_S):
            self._tell_open()
        self._tell_open_lot()

    def _is_due(self, what: str, every_s: float) -> bool:
        now = time.monotonic()
        if now < self._due[what]:
            return False
        self._due[what] = now + every_s
        return True

    def _tell_feeds(self) -> None:
        troubles = (self._intake.trouble, self._committer.trouble, self._trouble)
        notes = [one for one in (*troubles, self._clock.note) if one]
        late, heard = self._engine.late, self._engine.heard
        self._link.feeds(
            [r.measure(heard(r.name), late.get(r.name, 0), notes) for r in self._runners]
        )
        self._tell_state(*notes)

    def _tell_state(self, *notes: str) -> None:
        self._link.state({"state": self._state, "notes": [*self._notes, *notes]})

    def _commit_if_due(self) -> None:
        for failure in (self._committer.failure, self._intake.failure):
            if failure is not None:
                raise failure
        full = self._engine.gathered.n_rows >= _FULL_ROWS
        if full:
            self._committer.wait()
        if self._committer.is_busy():
            return
        if full or self._is_due("commit", self._live.commit_s):
            self._commit()

    def _commit(self) -> None:
        """Begin a commit of all that is known now."""
        known = self._engine.known
        if known.place == self._committed_place or self._spoiled:
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
        self._state = "stopping"
        for runner in self._runners:
            runner.stop()
        for runner in self._runners:
            runner.wait(_QUIET_S)
        self._intake.close()
        while records := self._intake.take(0.0):
            self._take(records)
        self._tell_open(every=True)
        self._committer.wait(give_up=bool(self._committer.trouble))
        if not self._committer.trouble:
            self._commit()
            self._committer.wait(give_up=True)
        self._begun.journal.close()
        self._state = "stopped"
        self._tell_feeds()

"""What the engine found into the store, and from there to the server: events, positions, feeds."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import pyarrow as pa

from straitwatch.flow.live.document import Document, put_documents
from straitwatch.flow.live.engine import Engine, Found
from straitwatch.flow.live.feeds import Runner
from straitwatch.flow.live.link import LinkWriter
from straitwatch.flow.live.opened import OpenEvents
from straitwatch.flow.told import Teller
from straitwatch.model.error import OutputError
from straitwatch.model.schema import EVENT
from straitwatch.store.store import Store

__all__ = ["Herald"]

_T = TypeVar("_T")

_OPEN_S = 60.0
"""Ours: how often it is looked which events are open."""

_OPEN_LOT = 100
"""Ours: open events that are told at a time: a tenth of a second."""

_LINK_S = 0.1
"""Ours: how often positions go to the server, which sends them on by a tick of its own."""

_SECOND_S = 1.0
"""Ours: how often the state of feeds, and new names of events, are told."""

_RETRY_S = 1.0
_NOTES = 8


class Herald:
    """Tells what was found: events to the store first, so that what is told is kept.

    Args:
        store: open for writing.
        link: to the server.
        teller: composes events and puts them.
        engine: its positions and open events are told.
        runners: feeds whose state is told.

    Attributes:
        stop: set when the watch is to end: nothing is waited for any more.
        state: of the watch.
        notes: what the user should know of its start and of documents.
        spoiled: whether something could not be put, as there was no room to the end: then nothing
            may be committed, so that the next start tells it.
    """

    def __init__(
        self,
        store: Store,
        link: LinkWriter,
        teller: Teller,
        engine: Engine,
        runners: Sequence[Runner],
    ) -> None:
        self.state, self.notes, self.spoiled = "starting", list[str](), False
        self._store, self._link, self._teller = store, link, teller
        self._engine, self._runners = engine, runners
        self.stop = threading.Event()
        self._trouble = ""
        self._renamed: set[str] = set()
        self._open = OpenEvents()
        self._due = dict.fromkeys(("tick", "second", "open"), time.monotonic())

    def tell(self, found: Found) -> None:
        """Put what was found into the store, and say so: from then on it counts as told."""
        self._renamed |= found.renamed
        if len(found.closed) or found.documents:
            self._put(found.closed, found.documents)

    def tell_open(self) -> None:
        """Tell all that is open now, as it stands."""
        self._renew(every=True)
        while self._tell_open_lot():
            pass

    def tell_what_is_due(self, troubles: Sequence[str | None], tick_s: float) -> None:
        """Tell positions each tick, feeds each second, open events each minute."""
        if self._is_due("tick", min(_LINK_S, tick_s)):
            self._link.said(self._engine.newest.said())
            self._link.positions(self._engine.newest.positions())
        if self._is_due("second", _SECOND_S):
            self.tell_feeds(troubles)
            if self._renamed:
                self._put(EVENT.empty_table(), [])
        if self._is_due("open", _OPEN_S):
            self._renew()
        self._tell_open_lot()

    def tell_feeds(self, troubles: Sequence[str | None] = ()) -> None:
        """Tell how each feed does, and the watch itself."""
        notes = [one for one in (*troubles, self._trouble) if one]
        late, heard = self._engine.late, self._engine.heard
        self._link.feeds(
            [r.measure(heard(r.name), late.get(r.name, 0), notes) for r in self._runners]
        )
        self._link.state({"state": self.state, "notes": [*self.notes[-_NOTES:], *notes]})

    def _put(self, closed: pa.Table, documents: list[Document]) -> None:
        texts = self._insist(lambda: put_documents(self._store, documents)) if documents else False
        renamed, self._renamed = self._renamed, set()
        self._insist(lambda: self._teller.tell(closed, None, renamed))
        if texts:
            self._insist(self._teller.tell_reports)
        for document in documents:
            if document.error and document.error not in self.notes:
                self.notes = [*self.notes, document.error][-_NOTES:]
        self._link.events(self._store.event_seq())

    def _renew(self, *, every: bool = False) -> None:
        """Find what is open now, and tell what is no longer so."""
        self._open.renew(self._engine.open_events(), time.monotonic(), every=every)
        none = EVENT.empty_table()
        self._insist(lambda: self._teller.tell(none, open_ids=self._open.ids))
        self._link.events(self._store.event_seq())

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
                self.tell_feeds()
                if self.stop.wait(_RETRY_S):
                    self.spoiled = True
                    return None
            else:
                self._trouble = ""
                return done

    def _is_due(self, what: str, every_s: float) -> bool:
        now = time.monotonic()
        if now < self._due[what]:
            return False
        self._due[what] = now + every_s
        return True

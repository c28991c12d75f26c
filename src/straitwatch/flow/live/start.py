"""A store and its journal into a watch that goes on where the last one ended."""

from dataclasses import dataclass, field

from straitwatch.flow.config import Settings
from straitwatch.flow.derive import derive_events
from straitwatch.flow.live.committer import Kept, find_known
from straitwatch.flow.live.remember import Heard, Remembered
from straitwatch.flow.name import history_in
from straitwatch.flow.names import NameBook
from straitwatch.flow.tell import SILENT
from straitwatch.store.journal import Journal, set_aside
from straitwatch.store.layout import LIVE
from straitwatch.store.store import Store
from straitwatch.store.telling import RAW, let_go, raw_is_kept

__all__ = ["Begun", "begin"]


@dataclass
class Begun:
    """Where a watch begins.

    Attributes:
        known: at the place where it begins to read the journal.
        journal: open.
        kept: checkpoints that count, newest first.
        committed: place of the journal of which all before is in the store.
        afresh: whether nothing was remembered.
        notes: what the user should know.
    """

    known: Remembered
    journal: Journal
    kept: list[Kept]
    committed: int
    afresh: bool
    notes: list[str] = field(default_factory=list)


_FORGET_AFTER, _ASIDE_AFTER = 3, 5
"""Ours: falls in a row after which what was remembered is not used, and the journal is set aside:
what made the watch fall over would do so for ever."""


def begin(store: Store, settings: Settings, *, falls: int = 0) -> Begun:
    """Find where the last watch of this store ended; never refuses for what it left behind.

    Args:
        store: open; its writer's lock is taken.
        settings: what `watch.toml` says.
        falls: how often in a row a watch of this store fell over soon after its start.

    Raises:
        StoreError: another process writes the store.
        OutputError: no space left.
    """
    store.state.lock()
    _ask_raw(store, settings)
    known, kept, committed, notes = find_known(store)
    if falls >= _FORGET_AFTER:
        known, kept = None, []
    folder = store.state.folder / LIVE
    if falls >= _ASIDE_AFTER and (aside := set_aside(folder)):
        notes.append(f"the watch fell over {falls} times: its journal was set aside as {aside}")
    journal = Journal(folder)
    if journal.cut:
        notes.append(f"{journal.cut} bytes of the journal's last record were half written: cut off")
    if journal.end < committed:
        notes.append("the journal is shorter than the store says: what it held more is lost")
        journal.restart_at(committed)
    if known is not None:
        return Begun(known, journal, kept, committed, False, notes)
    if committed:
        notes.append(
            "what the watch remembered cannot be read: it begins anew; events that were open stay "
            "as they were until `straitwatch run` derives all anew"
        )
    let_go(store.state)
    return Begun(_afresh(store), journal, kept, committed, True, notes)


def _ask_raw(store: Store, settings: Settings) -> None:
    """See to it that raw events are kept: of an older store all events are derived anew, once."""
    if raw_is_kept(store.state):
        return
    if store.extent().n_fixes or store.sightings().num_rows:
        derive_events(store, settings, SILENT)
    else:
        store.put_raw(RAW.empty_table())


def _afresh(store: Store) -> Remembered:
    names = NameBook()
    names.learn_history(history_in(store))
    feeds = {tally.source: Heard(tally) for tally in store.sources()}
    return Remembered(names=names, feeds=feeds)

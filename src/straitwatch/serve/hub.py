"""What the watch tells into the newest state of every object, and ticks of what changed.

The thread that reads the watch writes here; the server's loop takes a tick when it wants one.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.kernel.pack_positions import COLUMNS, LAT, LON
from straitwatch.model.live import FeedHealth
from straitwatch.serve.fleet import SAID_COLUMNS, Fleet, Identify, Positions
from straitwatch.serve.slots import NO_SLOT

__all__ = ["SILENT_AIRCRAFT_S", "SILENT_SHIP_S", "Hub", "HubCounts", "Tick"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SILENT_SHIP_S = 1_800.0
"""Ours: ten reports of a ship at anchor (ITU-R M.1371-5: one in 3 minutes)."""
SILENT_AIRCRAFT_S = 120.0
"""Ours: aircraft report each half second; what is silent for two minutes is out of reach."""
MOST_OBJECTS = 500_000
"""Ours: some times what all receivers of the world hear in a day."""
_SWEEP_S = 5.0
_AHEAD_US = 60_000_000
_VALUES = ("lon", "lat", "cog_deg", "sog_kn", "heading_deg", "alt_ft", "vrate_ft_min", "nav_status")


@dataclass(frozen=True)
class Tick:
    """What changed since the last tick.

    Attributes:
        number: rises by one a tick.
        t_ms: the moment of it, ms since 1970.
        positions: objects that were heard.
        gone: slots of objects that fell silent; others may have these slots at the next tick.
        said: slots of objects that told something new of themselves.
        feeds: how the feeds do, when that was told anew.
        seq: newest number of the log of events, when that changed.
    """

    number: int
    t_ms: int
    positions: Positions
    gone: Ints
    said: Ints
    feeds: tuple[FeedHealth, ...] | None
    seq: int | None


@dataclass(frozen=True)
class HubCounts:
    """What passed through a hub.

    Attributes:
        objects: shown now.
        positions: taken.
        unplaced: not taken: without a place on earth.
        older: not taken: made before the one that is known.
        crowded: not taken since all slots were in use; others were put out to make room.
        silent: objects that fell silent.
    """

    objects: int = 0
    positions: int = 0
    unplaced: int = 0
    older: int = 0
    crowded: int = 0
    silent: int = 0


class Hub:
    """The newest state of every object: a `model.live.Sink` for the watch, ticks for the pages.

    Args:
        identify: identities -> of each its flag, craft and type, as far as the identity tells.
        silent_s: silence after which ships, and aircraft, are gone.
        most: objects at most; those silent for longest make room.
        clock: seconds that only go forward.

    Attributes:
        health: how every feed does, as told last.
        seq: newest number of the log of events, as told last; 0 before.
        counts: what passed through.
    """

    def __init__(
        self,
        identify: Identify | None = None,
        *,
        silent_s: tuple[float, float] = (SILENT_SHIP_S, SILENT_AIRCRAFT_S),
        most: int = MOST_OBJECTS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fleet, self._silent_s, self._clock = Fleet(identify, most), silent_s, clock
        self._lock = threading.Lock()
        self._told_feeds, self._told_seq = True, True
        self._number, self._swept_s = 0, clock()
        self._wakes: tuple[Callable[[], None], ...] = ()
        self.health: tuple[FeedHealth, ...] = ()
        self.seq = 0
        self.counts = HubCounts()

    def listen(self, wake: Callable[[], None]) -> Callable[[], None]:
        """Call `wake`, from whatever thread, whenever there is something for a tick.

        Returns:
            what ends that.
        """
        self._wakes = (*self._wakes, wake)
        return partial(self._unlisten, wake)

    def _unlisten(self, wake: Callable[[], None]) -> None:
        self._wakes = tuple(one for one in self._wakes if one is not wake)

    def _wake(self) -> None:
        for wake in self._wakes:
            wake()

    def positions(self, rows: pa.Table) -> None:
        """Take LIVE."""
        ids, t_us, values, received_us, sources = _columns(rows)
        good = np.flatnonzero(_on_earth(values))
        ids, t_us, values, received_us = ids[good], t_us[good], values[good], received_us[good]
        with self._lock:
            slots = self._place(ids)
            state = self._fleet.state
            held = state.t_us[slots]
            stale = state.placed[slots] & (t_us < held)
            stale &= held <= received_us + _AHEAD_US  # else its own clock was wrong before
            take = np.flatnonzero((slots != NO_SLOT) & ~stale)
            names = [sources[place] for place in good[take].tolist()]
            self._fleet.move(slots[take], t_us[take], values[take], names)
            self._count(
                positions=len(take),
                unplaced=len(rows) - len(good),
                older=int(np.count_nonzero(stale & (slots != NO_SLOT))),
            )
        self._wake()

    def said(self, rows: pa.Table) -> None:
        """Take SAID."""
        told = zip(*(rows[name].to_pylist() for name in SAID_COLUMNS), strict=True)
        with self._lock:
            slots = self._place(rows["object_id"].to_numpy().astype(np.int64))
            for slot, words in zip(slots.tolist(), told, strict=True):
                if slot != NO_SLOT:
                    self._fleet.say(slot, words)
        self._wake()

    def feeds(self, rows: list[FeedHealth]) -> None:
        """Take how every feed does."""
        with self._lock:
            before = _simulated(self.health)
            self.health, self._told_feeds = tuple(map(replace, rows)), False
            turned = before ^ _simulated(self.health)
            if turned:
                self._fleet.respeak(turned)
        self._wake()

    def events(self, seq: int) -> None:
        """Take the newest number of the store's log of events."""
        with self._lock:
            self._told_seq = self._told_seq and seq == self.seq
            self.seq = seq
        self._wake()

    def take(self, t_ms: int) -> Tick:
        """Make a tick of what changed since the last one.

        Args:
            t_ms: now, ms since 1970.
        """
        with self._lock:
            self._sweep()
            gone, state = self._fleet.take_gone(), self._fleet.state
            moved = np.flatnonzero(state.moved)
            spoke = np.flatnonzero(state.spoke & state.placed)
            state.moved[moved] = False
            state.spoke[spoke] = False
            self._number += 1
            feeds = None if self._told_feeds else self.health
            seq = None if self._told_seq else self.seq
            self._told_feeds = self._told_seq = True
            return Tick(self._number, t_ms, self._copy(moved), gone, spoke, feeds, seq)

    def all_positions(self) -> Positions:
        """Give the newest fix of every object that is shown."""
        with self._lock:
            return self._copy(np.flatnonzero(self._fleet.state.placed))

    def who(self, slots: Ints) -> list[list[Any]]:
        """Tell who has these slots.

        Returns:
            rows of the slot and the columns of `fleet.WHO`; none for a slot that is empty by now.
        """
        with self._lock:
            there = slots[self._fleet.state.placed[slots]]
            simulated = _simulated(self.health)
            return [self._fleet.who(slot, simulated) for slot in there.tolist()]

    @property
    def n_called(self) -> int:
        """Tell how many names were heard: it rises with each."""
        return self._fleet.called.end

    def called(self, place: int = 0) -> tuple[pa.Table, int]:
        """Give the names that were heard, from a place on, and the place behind them.

        Returns:
            CALLED, as far as it is kept: the store has what is older; the place for the next time.
        """
        with self._lock:
            return self._fleet.called.since(place), self._fleet.called.end

    def _place(self, object_id: Ints) -> Ints:
        """Find slots; where there are none left, those silent for longest go at the next tick."""
        slots = self._fleet.place(object_id, self._clock())
        lacking = int(np.count_nonzero(slots == NO_SLOT))
        if lacking:
            self._count(crowded=lacking)
            self._fleet.put_out(self._fleet.longest_silent(lacking))
            slots[self._fleet.state.object_id[slots] != object_id] = NO_SLOT
        return slots

    def _copy(self, slots: Ints) -> Positions:
        state = self._fleet.state
        return Positions(slots, state.object_id[slots], state.t_us[slots], state.values[slots])

    def _sweep(self) -> None:
        now_s = self._clock()
        if now_s - self._swept_s >= _SWEEP_S:
            self._swept_s = now_s
            silent = self._fleet.silent(now_s, *self._silent_s)
            self._fleet.put_out(silent)
            self._count(silent=len(silent))

    def _count(self, **more: int) -> None:
        added = {name: getattr(self.counts, name) + n for name, n in more.items()}
        objects = int(np.count_nonzero(self._fleet.state.placed))
        self.counts = replace(self.counts, **{**added, "objects": objects})


def _simulated(feeds: tuple[FeedHealth, ...]) -> set[str]:
    return {one.name for one in feeds if one.simulated}


def _columns(rows: pa.Table) -> tuple[Ints, Ints, Floats, Ints, list[str]]:
    """Take LIVE apart; a fix without a time is dated when it was received."""
    t = pc.coalesce(rows["t"], rows["received"]).cast(pa.int64()).to_numpy()
    received = rows["received"].cast(pa.int64()).to_numpy()
    values = np.empty((len(rows), COLUMNS))
    for place, name in enumerate(_VALUES):
        values[:, place] = rows[name].cast(pa.float64()).to_numpy()
    ids = rows["object_id"].to_numpy().astype(np.int64)
    return ids, t, values, received, rows["source"].to_pylist()


def _on_earth(values: Floats) -> Flags:
    lon, lat = values[:, LON], values[:, LAT]
    return np.asarray((np.abs(lon) <= 180.0) & (np.abs(lat) <= 90.0), np.bool_)  # noqa: PLR2004 - degrees

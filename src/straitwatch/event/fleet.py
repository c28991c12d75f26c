"""A batch narrowed to the rows of ships, or of aircraft, and what a detector remembers of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from straitwatch.event.base import Batch
from straitwatch.event.memory import Memory
from straitwatch.event.whereabouts import learn_words
from straitwatch.kernel.rows import NEVER, Rows
from straitwatch.kernel.seat import seat_lanes

__all__ = ["Fleet", "aircraft_of", "portions", "ships_of"]

Codes = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]

_SHIPS = (200_000_000, 800_000_000)
"""MMSI that begin with a country's MID, 2 to 7, are ships'; coast stations, aids to navigation,
SAR aircraft, handhelds and distress beacons begin with 0, 1, 8 or 9 (ITU-R M.585-9)."""
_AIRCRAFT = (1 << 56, 2 << 56)
_PORTION = 1 << 15


def ships_of(batch: Batch) -> Batch:
    """Take the rows of ships: a view, not a copy."""
    return _between(batch, *_SHIPS)


def aircraft_of(batch: Batch) -> Batch:
    """Take the rows of aircraft with an ICAO address: a view, not a copy."""
    return _between(batch, *_AIRCRAFT)


def _between(batch: Batch, low: int, high: int) -> Batch:
    a, b = np.searchsorted(batch.rows.object_id, [low, high])
    rows = Rows._make(column[a:b] for column in batch.rows)
    return Batch(None, batch.jumps, retired=batch.retired, rows=rows, words=batch.words)


def portions(rows: Rows, source: Codes) -> Iterator[tuple[Rows, Codes]]:
    """Take rows in portions, so that room for what may be found in each stays small."""
    for a in range(0, len(rows.t), _PORTION):
        part = slice(a, a + _PORTION)
        yield Rows._make(column[part] for column in rows), source[part]


@dataclass
class Fleet:
    """A memory of lanes that has its own numbers for them, and names of States.

    Attributes:
        memory: by seat.
        seat: number in the memory of each slot of the stream, -1 for none yet, int32, shape (m,).
        taken: how many seats are given.
        states: names of the codes of places, in the order in which they came.
        t_max: latest fix of the stream, of whomever, in µs.
    """

    memory: Memory
    seat: Codes = field(default_factory=lambda: np.empty(0, np.int32))
    taken: int = 0
    states: list[str | None] = field(default_factory=list)
    t_max: int = NEVER

    def take_in(self, batch: Batch, own: Batch) -> tuple[Rows, Codes, Ints]:
        """Seat the lanes of the own part of a batch, and learn its words and the batch's time.

        Returns:
            the own rows, with seats as slots; code of each row's source; code of each State.
        """
        slot = own.rows.slot
        self.t_max = max(self.t_max, batch.t_max)
        if own.n_slots > len(self.seat):
            longer = np.full(max(own.n_slots + own.n_slots // 4, 2 * len(self.seat)), -1, np.int32)
            longer[: len(self.seat)] = self.seat
            self.seat = longer
        seats = np.empty(len(slot), np.int32)
        self.taken = seat_lanes(slot, self.seat, self.taken, seats)
        rows = own.rows._replace(slot=seats)
        seated = Batch(None, own.jumps, rows=rows, words=own.words)
        source = self.memory.take_in(seated)
        return rows, source, learn_words(self.states, own.words.state)

    def retired(self, batch: Batch) -> Ints:
        """Seats of the lanes that a batch gives up, shape (k,)."""
        slots = batch.retired[batch.retired < len(self.seat)]
        seats = self.seat[slots]
        return np.array(seats[seats >= 0], np.int64)

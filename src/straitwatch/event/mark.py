"""Batches into where each ship was at marks of time: what pairwise detectors look at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from straitwatch.event.base import Batch
from straitwatch.event.memory import Memory
from straitwatch.kernel.resample import (
    FIGURES,
    MARKS,
    SPOT,
    order_by_mark,
    sweep_marks,
    take_spots,
)
from straitwatch.kernel.rows import NEVER, POINT
from straitwatch.model.unit import US_PER_S

__all__ = ["GAP_S", "STEP_S", "Marked", "Sieve", "Sighted"]

Records = npt.NDArray[np.void]
Ints = npt.NDArray[np.int64]

STEP_S = 600.0
"""Time between two marks: slots of 10 min, as pipe-encounters of Global Fishing Watch has."""

GAP_S = 3600.0
"""No place is told on a longer leg: pipe-encounters."""

_ROOM = 256


@dataclass(frozen=True)
class Sieve:
    """Which ships are told of at a mark.

    Attributes:
        coast_m: none with an end of the leg nearer to the coast.
        least_kn: none slower.
        step_s: seconds between marks, counted from 1970.
        gap_s: none on a leg that is longer.
    """

    coast_m: float = -np.inf
    least_kn: float = -1.0
    step_s: float = STEP_S
    gap_s: float = GAP_S

    @property
    def step_us(self) -> int:
        """Time between marks in µs."""
        return round(self.step_s * US_PER_S)

    @property
    def gap_us(self) -> int:
        """Longest leg in µs."""
        return round(self.gap_s * US_PER_S)

    def slots(self, hours: float) -> int:
        """How many steps a time is at least."""
        return int(np.ceil(hours * 3600.0 / self.step_s - 1e-9))


@dataclass(frozen=True, eq=False)
class Sighted:
    """All ships at one mark.

    Attributes:
        mark: its time over the step.
        spots: of dtype SPOT, shape (n,).
        ends: fixes before and after, of dtype POINT, shape (n, 2).
    """

    mark: int
    spots: Records
    ends: Records


@dataclass
class Marked:
    """What is remembered of a stream between two batches: last fixes, and marks not yet settled.

    A mark is settled once no fix can come that ends a leg over it: an hour of the stream later.
    Only settled marks are looked at, each once and in order, so it is all one where the stream is
    cut.

    Attributes:
        memory: last fix of each slot.
        lanes: how many lanes there were.
        spots: of dtype SPOT, the first n of which are taken.
        ends: of dtype POINT, shape (k, 2).
        n: how many spots wait.
        settled: the last mark that was looked at; NEVER before the first.
    """

    memory: Memory
    lanes: Ints = field(default_factory=lambda: np.zeros(1, np.int64))
    spots: Records = field(default_factory=lambda: np.empty(_ROOM, SPOT))
    ends: Records = field(default_factory=lambda: np.empty((_ROOM, 2), POINT))
    n: int = 0
    settled: int = NEVER

    @classmethod
    def empty(cls) -> "Marked":
        """Make one that remembers nothing."""
        return cls(Memory.empty(points=1, marks=MARKS, figures=FIGURES))

    def take_in(self, batch: Batch, sieve: Sieve) -> None:
        """Add what a batch says. Lanes given up need no farewell: their numbers are not reused."""
        memory, done = self.memory, 0
        source = memory.take_in(batch)
        limits, vectors = np.array([sieve.coast_m, sieve.least_kn]), np.empty((4, 3))
        while True:
            done, self.n = sweep_marks(
                batch.rows, source, done, sieve.step_us, sieve.gap_us, limits, memory.points,
                memory.marks, memory.figures, self.lanes, self.spots, self.ends, self.n,
                vectors,
            )  # fmt: skip
            if done == len(batch.rows.t):
                return
            self._grow(2 * len(self.spots) + sieve.slots(sieve.gap_s / 3600.0))

    def _grow(self, room: int) -> None:
        spots, ends = np.empty(room, SPOT), np.empty((room, 2), POINT)
        spots[: self.n], ends[: self.n] = self.spots[: self.n], self.ends[: self.n]
        self.spots, self.ends = spots, ends

    def horizon(self, sieve: Sieve) -> int:
        """Give the last mark that is settled."""
        return (self.memory.t_max - sieve.gap_us) // sieve.step_us

    def settle(self, sieve: Sieve, is_busy: Callable[[], bool]) -> Iterator[Sighted]:
        """Give each mark up to the horizon, in order, and forget it.

        Args:
            sieve: the same as for `take_in`.
            is_busy: whether marks at which no ship was seen are wanted, too; asked after each.
        """
        horizon = self.horizon(sieve)
        if horizon <= self.settled:
            return
        marks, after = self.spots["mark"][: self.n], self.settled + 1
        due, rest = np.flatnonzero(marks <= horizon), np.flatnonzero(marks > horizon)
        sightings = list(_by_mark(self.spots, self.ends, due))
        take_spots(self.spots, self.ends, rest, self.spots, self.ends)
        self.n, self.settled = len(rest), horizon
        for sighted in sightings:
            yield from _nobody(after, sighted.mark, is_busy)
            yield sighted
            after = sighted.mark + 1
        yield from _nobody(after, horizon + 1, is_busy)

    def waiting(self, is_busy: Callable[[], bool]) -> Iterator[Sighted]:
        """Give each mark that is not settled, as far as it is known, and keep it."""
        after = self.settled + 1
        for sighted in _by_mark(self.spots, self.ends, np.arange(self.n)):
            yield from _nobody(after, sighted.mark, is_busy)
            yield sighted
            after = sighted.mark + 1


def _nobody(start: int, end: int, is_busy: Callable[[], bool]) -> Iterator[Sighted]:
    mark = start
    while mark < end and is_busy():
        yield Sighted(mark, np.empty(0, SPOT), np.empty((0, 2), POINT))
        mark += 1


def _by_mark(spots: Records, ends: Records, which: Ints) -> Iterator[Sighted]:
    if not len(which):
        return
    mark = spots["mark"][which]
    low, high = int(mark.min()), int(mark.max())
    order, first = np.empty(len(which), np.int64), np.empty(high - low + 2, np.int64)
    order_by_mark(mark, low, order, first)
    own, own_ends = np.empty(len(which), SPOT), np.empty((len(which), 2), POINT)
    take_spots(spots, ends, which[order], own, own_ends)
    for k in np.flatnonzero(np.diff(first)).tolist():
        mine = slice(first[k], first[k + 1])
        yield Sighted(low + k, own[mine], own_ends[mine])

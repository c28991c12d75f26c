"""What is remembered of aircraft and of ships between batches."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.event.deck import Decks
from straitwatch.event.memory import Memory
from straitwatch.event.ship_near import Near, ships_memory
from straitwatch.event.touch import Edge, edge_of_lane
from straitwatch.kernel import flight_layout as lane
from straitwatch.kernel.rows import NEVER, POINT
from straitwatch.model.identity import text_of_object_id

__all__ = ["Aboard", "FlightCarry", "Lifted"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Records = npt.NDArray[np.void]

_LEAST = 16


class Aboard(NamedTuple):
    """How an aircraft came to a deck: its last fix in the air, the ship there, whether told."""

    end: Edge
    ship: Near | None
    told: bool


class Lifted(NamedTuple):
    """How an aircraft came up from the sea, not told so far: first fix, the ship there, fix before.

    Attributes:
        other_us: time of its last fix before; None at the lane's start.
    """

    start: Edge
    ship: Near | None
    other_us: int | None


@dataclass
class FlightCarry:
    """What the detector remembers; may be pickled.

    Attributes:
        memory: of every slot: last fix of a ship, her identity, number of the aircraft, course.
        points: of each aircraft, see `kernel.flight`.
        marks: the same.
        figures: the same.
        slot: of each aircraft, shape (m,).
        n_planes: how many numbers are given.
        near: by aircraft and moment: the ship that was near, looked up when it was the last news.
        decks: silent decks.
        aboard: by aircraft: how it came to the deck on which it was seen since.
        lifted: by aircraft: a take-off at sea that a landing of the same flight may bear out.
        n_frozen: fixes that only repeated a position.
    """

    memory: Memory = field(default_factory=ships_memory)
    points: Records = field(default_factory=lambda: np.zeros((0, lane.POINTS), POINT))
    marks: Ints = field(default_factory=lambda: np.empty((0, lane.MARKS), np.int64))
    figures: Floats = field(default_factory=lambda: np.empty((0, lane.FIGURES)))
    slot: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    n_planes: int = 0
    near: dict[int, dict[int, Near | None]] = field(default_factory=dict)
    decks: Decks = field(default_factory=Decks)
    aboard: dict[int, Aboard] = field(default_factory=dict)
    lifted: dict[int, Lifted] = field(default_factory=dict)
    n_frozen: int = 0

    def admit(self, slots: Ints) -> None:
        """Give numbers to the slots of aircraft that have none."""
        new = slots[self.memory.marks[slots, lane.PLANE] < 0]
        if len(new):
            self._grow(self.n_planes + len(new))
            numbers = np.arange(self.n_planes, self.n_planes + len(new))
            self.memory.marks[new, lane.PLANE] = numbers
            self.slot[numbers] = new
            self.n_planes += len(new)

    def _grow(self, need: int) -> None:
        have = len(self.marks)
        if need <= have:
            return
        more = max(need, 2 * have, _LEAST) - have
        fresh = np.zeros((more, lane.POINTS), POINT)
        fresh["t"] = NEVER
        self.points = np.concatenate([self.points, fresh])
        self.marks = np.concatenate([self.marks, np.full((more, lane.MARKS), -1)])
        self.figures = np.concatenate([self.figures, np.full((more, lane.FIGURES), np.nan)])
        self.slot = np.concatenate([self.slot, np.full(more, -1)])

    def edge(self, plane: int, *, held: bool = False) -> Edge:
        """The last fix of an aircraft, or the one held, as an edge."""
        told = self.points[plane], self.marks[plane], self.figures[plane]
        return edge_of_lane(*told, held=held)

    def forget_ships(self, plane: int) -> None:
        """Keep of the ships looked up those that may still be asked for."""
        kept = self.points[plane, [lane.LAST, lane.END, lane.START, lane.CAND, lane.SIDE]][
            "t"
        ].tolist()
        near = {t: ship for t, ship in self.near.pop(plane).items() if t in kept}
        if near:
            self.near[plane] = near

    def text(self, plane: int) -> str:
        """Identity of an aircraft."""
        return text_of_object_id(int(self.memory.object_id[self.slot[plane]]))

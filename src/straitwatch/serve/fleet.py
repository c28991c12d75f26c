"""Fixes and words of objects into arrays by slot: the newest state of each, bounded in number."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.craft import are_aircraft
from straitwatch.kernel.pack_positions import COLUMNS
from straitwatch.model.identity import text_of_object_id
from straitwatch.model.ship_type import ship_type_word
from straitwatch.serve.called import Called
from straitwatch.serve.slots import NO_SLOT, Slots

__all__ = ["SAID_COLUMNS", "WHO", "Fleet", "Identify", "Positions"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Identify = Callable[[Ints], list[tuple[str | None, str | None, str | None]]]

_FIRST_SIZE = 1_024
SAID_COLUMNS = (
    "name", "callsign", "imo", "ship_type", "aircraft_type", "flag", "length_m", "destination",
)  # fmt: skip
"""What is kept of SAID."""
WHO = (
    "id", "name", "callsign", "flag", "craft", "type", "imo", "length_m", "destination",
    "source", "simulated",
)  # fmt: skip
"""What is told of an object when it is first shown."""


@dataclass(frozen=True)
class Positions:
    """Newest fixes of some objects.

    Attributes:
        slots: their numbers, rising, shape (n,).
        object_id: their identities, n.
        t_us: when the fixes were made, µs since 1970, n.
        values: shape (n, COLUMNS), in the order of `kernel.position_code`; NaN is null.
    """

    slots: Ints
    object_id: Ints
    t_us: Ints
    values: Floats


@dataclass
class _State:
    """Arrays by slot."""

    object_id: Ints = field(default_factory=lambda: np.full(_FIRST_SIZE, -1, np.int64))
    t_us: Ints = field(default_factory=lambda: np.zeros(_FIRST_SIZE, np.int64))
    heard_s: Floats = field(default_factory=lambda: np.zeros(_FIRST_SIZE))
    values: Floats = field(default_factory=lambda: np.zeros((_FIRST_SIZE, COLUMNS)))
    placed: Flags = field(default_factory=lambda: np.zeros(_FIRST_SIZE, np.bool_))
    moved: Flags = field(default_factory=lambda: np.zeros(_FIRST_SIZE, np.bool_))
    spoke: Flags = field(default_factory=lambda: np.zeros(_FIRST_SIZE, np.bool_))
    aircraft: Flags = field(default_factory=lambda: np.zeros(_FIRST_SIZE, np.bool_))

    def grow(self, size: int) -> None:
        """Make room for slots below `size`, at least doubling."""
        have = len(self.object_id)
        if size <= have:
            return
        for name, column in vars(self).items():
            more = np.zeros((max(size, 2 * have) - have, *column.shape[1:]), column.dtype)
            if name == "object_id":
                more -= 1
            setattr(self, name, np.concatenate([column, more]))


class Fleet:
    """The newest state of each object. Not for two threads at a time: its owner holds a lock.

    Args:
        identify: identities -> of each its flag, craft and type, as far as the identity tells.
        most: objects at most; those silent for longest make room.

    Attributes:
        called: what they said they are called.
    """

    def __init__(self, identify: Identify | None, most: int) -> None:
        self._identify = identify or _by_number
        self._slots, self.state = Slots(most), _State()
        self._words: dict[int, tuple[Any, ...]] = {}
        self.called = Called(most)
        self._known: dict[int, tuple[str | None, str | None, str | None]] = {}
        self._source: dict[int, str] = {}
        self._gone: list[Ints] = []

    @property
    def size(self) -> int:
        """One more than the highest slot: how long arrays by slot must be."""
        return self._slots.end

    def place(self, object_id: Ints, now_s: float) -> Ints:
        """Find the slots of objects that are heard now; new ones get one, or NO_SLOT."""
        slots, fresh = self._slots.give(object_id)
        state = self.state
        state.grow(self._slots.end)
        state.heard_s[slots[slots != NO_SLOT]] = now_s
        if not len(fresh):
            return slots
        new, ids = slots[fresh], object_id[fresh]
        state.object_id[new], state.aircraft[new] = ids, are_aircraft(ids)
        state.placed[new] = state.moved[new] = state.spoke[new] = False
        self._known.update(zip(new.tolist(), self._identify(ids), strict=True))
        return slots

    def move(self, slots: Ints, t_us: Ints, values: Floats, sources: list[str]) -> None:
        """Write newest fixes, and the feed that told each object first."""
        state = self.state
        state.t_us[slots], state.values[slots] = t_us, values
        state.placed[slots] = state.moved[slots] = True
        for slot, name in zip(slots.tolist(), sources, strict=True):
            self._source.setdefault(slot, name)

    def say(self, slot: int, told: tuple[Any, ...]) -> None:
        """Write what an object says of itself, SAID_COLUMNS; null tells nothing."""
        old = self._words.get(slot, (None,) * len(told))
        known = tuple(was if now is None else now for was, now in zip(old, told, strict=True))
        if known != old:
            self._words[slot] = known
            self.state.spoke[slot] = True
            name, callsign, imo = known[:3]
            if (name, callsign, imo) != old[:3]:
                self.called.add((int(self.state.object_id[slot]), name, callsign, imo))

    def respeak(self, sources: set[str]) -> None:
        """Have all objects of some feeds told anew."""
        of_them = [slot for slot, name in self._source.items() if name in sources]
        self.state.spoke[np.array(of_them, np.int64)] = True

    def silent(self, now_s: float, ship_s: float, aircraft_s: float) -> Ints:
        """Find the slots of objects that were not heard for so long."""
        state = self.state
        limit_s = np.where(state.aircraft, aircraft_s, ship_s)
        return np.flatnonzero((state.object_id >= 0) & (now_s - state.heard_s > limit_s))

    def longest_silent(self, lacking: int) -> Ints:
        """Find whom to put out, those not heard for longest, so that so many more have a slot."""
        n = max(0, lacking - self._slots.freed)
        used = np.flatnonzero(self.state.object_id >= 0)
        return used[np.argsort(self.state.heard_s[used], kind="stable")[:n]]

    def put_out(self, slots: Ints) -> None:
        """Forget objects; others get their slots after `take_gone`."""
        state = self.state
        self._slots.free(state.object_id[slots])
        self._gone.append(slots[state.placed[slots]])
        state.object_id[slots] = -1
        state.placed[slots] = state.moved[slots] = state.spoke[slots] = False
        for slot in slots.tolist():
            self._words.pop(slot, None)
            self._source.pop(slot, None)
            del self._known[slot]

    def take_gone(self) -> Ints:
        """Give the slots, rising, of those put out that had been placed."""
        gone = np.sort(np.concatenate([np.empty(0, np.int64), *self._gone]))
        self._gone.clear()
        self._slots.settle()
        return gone

    def who(self, slot: int, simulated: set[str]) -> list[Any]:
        """Tell who has a slot: the slot and the columns of WHO."""
        flag, craft, kind = self._known[slot]
        source = self._source.get(slot)
        words = self._words.get(slot, (None,) * len(SAID_COLUMNS))
        name, callsign, imo, ship_type, aircraft_type, said_flag, length_m, destination = words
        return [
            slot, text_of_object_id(int(self.state.object_id[slot])), name, callsign,
            said_flag or flag, craft, ship_type_word(ship_type) or aircraft_type or kind, imo,
            length_m, destination, source, source in simulated,
        ]  # fmt: skip


def _by_number(object_id: Ints) -> list[tuple[str | None, str | None, str | None]]:
    """Tell of identities what their number alone tells: ship or aircraft."""
    crafts = ("ship", "aircraft")
    return [(None, crafts[int(flies)], None) for flies in are_aircraft(object_id).tolist()]

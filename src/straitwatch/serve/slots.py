"""Identities into slots: small numbers, given anew when their object is gone."""

import numpy as np
import numpy.typing as npt

__all__ = ["NO_SLOT", "Slots"]

Ints = npt.NDArray[np.int64]

NO_SLOT = -1


class Slots:
    """Numbers of objects, from 0; those freed are given again after `settle`.

    Args:
        most: slots at most.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._of: dict[int, int] = {}
        self._free: list[int] = []
        self._freed: list[int] = []
        self._end = 0

    @property
    def end(self) -> int:
        """One more than the highest slot ever given."""
        return self._end

    @property
    def freed(self) -> int:
        """How many slots will be free after `settle` that are not yet."""
        return len(self._freed)

    def give(self, object_id: Ints) -> tuple[Ints, Ints]:
        """Find the slots of objects; those that have none get one.

        Args:
            object_id: identities, shape (n,).

        Returns:
            slots, n, NO_SLOT where all are taken; the positions of those that are new.
        """
        find = self._of.get
        slots = [find(one, NO_SLOT) for one in object_id.tolist()]
        new = [place for place, slot in enumerate(slots) if slot == NO_SLOT]
        fresh = []
        for place in new:
            one = int(object_id[place])
            slots[place] = slot = self._of.get(one, NO_SLOT)  # named twice in these rows
            if slot == NO_SLOT and (slot := self._next()) != NO_SLOT:
                slots[place] = self._of[one] = slot
                fresh.append(place)
        return np.array(slots, np.int64), np.array(fresh, np.int64)

    def _next(self) -> int:
        if self._free:
            return self._free.pop()
        if self._end == self._most:
            return NO_SLOT
        self._end += 1
        return self._end - 1

    def free(self, object_id: Ints) -> None:
        """Take the slots of objects back; nobody gets them before `settle`."""
        self._freed += [self._of.pop(one) for one in object_id.tolist()]

    def settle(self) -> None:
        """Let freed slots be given again: all readers know by now that they are empty."""
        self._free += self._freed
        self._freed.clear()

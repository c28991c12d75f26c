"""Batches into counts of who was heard where, in whole steps of time; grows, and forgets."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from straitwatch.event.base import Batch
from straitwatch.kernel.coverage import Heard, count_heard, empty_heard, rebuild, step_of

__all__ = ["Hearing"]

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]

_LEAST = 1024


@dataclass
class Hearing:
    """Tables that grow with what is heard; may be pickled.

    Attributes:
        step_us: length of a step of time, µs.
        first_step: earliest step that is still kept.
        heard: the counts.
        last_key: of each slot, see `kernel.coverage.count_heard`.
        last_at: same.
    """

    step_us: int
    first_step: int = 0
    heard: Heard = field(default_factory=lambda: empty_heard(_LEAST, _LEAST))
    last_key: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    last_at: Codes = field(default_factory=lambda: np.empty(0, np.int32))

    def count(self, batch: Batch, group: Codes) -> None:
        """Count a batch; `group` says by whom each row was heard, int32, shape (n,)."""
        if batch.n_slots > len(self.last_key):
            room = max(batch.n_slots + batch.n_slots // 4, 2 * len(self.last_key))
            more = room - len(self.last_key)
            self.last_key = np.append(self.last_key, np.full(more, -1, np.int64))
            self.last_at = np.append(self.last_at, np.zeros(more, np.int32))
        row, n = 0, len(batch.rows.t)
        while row < n:
            row = count_heard(
                batch.rows,
                group,
                self.step_us,
                self.first_step,
                row,
                self.heard,
                self.last_key,
                self.last_at,
            )
            if row < n:
                self._make_room()

    def _make_room(self) -> None:
        entries, pairs = self.heard.told.tolist()
        room, pair_room = len(self.heard.entry), len(self.heard.pair) // 2
        self._move(
            2 * room if 2 * entries > room else room,
            2 * pair_room if 2 * pairs > pair_room else pair_room,
        )

    def _move(self, entries: int, pairs: int) -> None:
        fresh = empty_heard(entries, pairs)
        rebuild(self.heard, fresh, self.first_step)
        self.heard = fresh

    def entries_before(self, step: int) -> tuple[Ints, Ints, Ints]:
        """Give key, fixes and objects of the entries before a step, by key."""
        n = int(self.heard.told[0])
        key, n_fixes, n_objects = self.heard.entry[:n].T
        found = np.flatnonzero(step_of(key) < step)
        found = found[np.argsort(key[found], kind="stable")]
        return key[found], n_fixes[found], n_objects[found]

    def forget_before(self, step: int) -> None:
        """Drop what is before a step; what comes late for it is not counted any more."""
        if step <= self.first_step:
            return
        self.first_step = step
        n = int(self.heard.told[0])
        kept = int((step_of(self.heard.entry[:n, 0]) >= step).sum())
        room = len(self.heard.entry)
        if kept == n:
            return
        while room > _LEAST and 4 * kept < room:
            room //= 2
        self._move(room, len(self.heard.pair) // 2)

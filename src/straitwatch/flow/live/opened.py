"""Events that are open now into those that are to be told: new ones first, others now and then."""

from collections import deque

import pyarrow as pa

from straitwatch.model.schema import EVENT
from straitwatch.store.row import rows_of

__all__ = ["OpenEvents"]

_AGAIN_S = 600.0
"""Ours: how often an open event that goes on is told; that it began, and that it ended, at once."""


class OpenEvents:
    """Knows which open events were told, and how they stood.

    Thousands of ships at anchor are open events that change with every fix: to tell them all each
    minute would cost more than everything else.
    """

    def __init__(self) -> None:
        self._told: dict[str, tuple[int, float]] = {}  # hash of the row, and when
        self._rows = EVENT.empty_table()
        self._waiting: deque[int] = deque()
        self.ids: set[str] = set()

    def renew(self, opened: pa.Table, now_s: float, *, every: bool = False) -> None:
        """Take all events that are open now: EVENT.

        Args:
            opened: the events.
            now_s: of a clock that nobody sets.
            every: whether all that changed are to be told, however short the time.
        """
        rows = rows_of(opened)
        self.ids = {row[0] for row in rows}
        self._told = {one: told for one, told in self._told.items() if one in self.ids}
        new, again = [], []
        for k, row in enumerate(rows):
            digest, when = self._told.get(row[0], (0, -_AGAIN_S))
            if row[0] not in self._told:
                new.append(k)
            elif digest != hash(row) and (every or now_s - when >= _AGAIN_S):
                again.append(k)
        for k in (*new, *again):
            self._told[rows[k][0]] = (hash(rows[k]), now_s)
        self._rows, self._waiting = opened, deque([*new, *again])

    def next_lot(self, most: int) -> pa.Table:
        """Give some of those that are to be told: EVENT, empty when all were."""
        lot = [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]
        return self._rows.take(pa.array(lot, pa.int64()))

"""What objects say turned into the rows that are news: a hash of each one's last words is kept."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.changes import find_changes, keep_seats

__all__ = ["LastSaid"]

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

_MOST_OBJECTS = 500_000
_FEWEST_SEATS = 64


def _seats() -> Ints:
    return np.zeros(_FEWEST_SEATS, np.int64)


@dataclass
class LastSaid:
    """Memory of what each object last said, as hashes.

    Past 500,000 objects the half longest unheard of is forgotten.
    """

    most: int = _MOST_OBJECTS
    _n: int = 0
    _n_calls: int = 0
    _ids: Ints = field(default_factory=_seats)
    _heard: Ints = field(default_factory=_seats)
    _said: Hashes = field(default_factory=lambda: np.zeros(_FEWEST_SEATS, np.uint64))

    def find(self, ids: Ints, said: Hashes) -> Ints:
        """Find the rows that say something else than the same object's row before.

        Args:
            ids: object of each row, n, none 0.
            said: hash of what each row says, n; 0 for nothing.

        Returns:
            places of such rows, rising. A row that says nothing is none and changes nothing.
        """
        self._n_calls += 1
        self._make_room(len(ids))
        fresh = np.empty(len(ids), np.int64)
        n, n_new = find_changes(ids, said, self._n_calls, self._ids, self._said, self._heard, fresh)
        self._n += n_new
        return fresh[:n]

    def _make_room(self, n: int) -> None:
        """Keep half of the seats free, whatever the next n rows name."""
        old = self._ids, self._said, self._heard
        if self._n > self.most:
            seats = np.flatnonzero(self._ids)
            recent = seats[np.argsort(self._heard[seats], kind="stable")[len(seats) // 2 :]]
            old = self._ids[recent], self._said[recent], self._heard[recent]
            self._n = len(recent)
        elif 2 * (self._n + n) <= len(self._ids):
            return
        size = 1 << max(2 * (self._n + n) - 1, _FEWEST_SEATS - 1).bit_length()
        self._ids, self._heard = np.zeros(size, np.int64), np.zeros(size, np.int64)
        self._said = np.zeros(size, np.uint64)
        keep_seats(*old, self._ids, self._said, self._heard)

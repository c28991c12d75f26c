"""Identities turned into what was kept of each: sorted arrays that grow, of bounded size."""

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Memory"]

Ints = npt.NDArray[np.int64]
Values = npt.NDArray[Any]

_MOST_OBJECTS = 500_000


class Memory:
    """Some values of each object; past 500,000 the half longest unheard of is forgotten.

    Args:
        empty: one array a value, without rows: their types.
    """

    def __init__(self, *empty: Values) -> None:
        self._ids = np.zeros(0, np.int64)
        self._heard = np.zeros(0, np.int64)
        self._kept = list(empty)
        self._n_calls = 0

    def recall(self, ids: Ints) -> tuple[npt.NDArray[np.bool_], list[Values]]:
        """Find what was kept: which ids are known, and their values (any where they are not)."""
        place = np.minimum(np.searchsorted(self._ids, ids), max(0, len(self._ids) - 1))
        if not len(self._ids):
            return np.zeros(len(ids), bool), [np.zeros(len(ids), k.dtype) for k in self._kept]
        return self._ids[place] == ids, [kept[place] for kept in self._kept]

    def remember(self, ids: Ints, *values: Values) -> None:
        """Keep values of ids, rising, each once."""
        self._n_calls += 1
        known, _ = self.recall(ids)
        place = np.searchsorted(self._ids, ids)
        self._heard[place[known]] = self._n_calls
        for kept, value in zip(self._kept, values, strict=True):
            kept[place[known]] = value[known]
        if not known.all():
            at, new = place[~known], ~known
            self._ids = np.insert(self._ids, at, ids[new])
            self._heard = np.insert(self._heard, at, self._n_calls)
            self._kept = [
                np.insert(kept, at, value[new])
                for kept, value in zip(self._kept, values, strict=True)
            ]
        if len(self._ids) > _MOST_OBJECTS:
            self._forget()

    def _forget(self) -> None:
        recent = np.sort(np.argsort(self._heard, kind="stable")[len(self._ids) // 2 :])
        self._ids, self._heard = self._ids[recent], self._heard[recent]
        self._kept = [kept[recent] for kept in self._kept]

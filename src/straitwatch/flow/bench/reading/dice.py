"""A seed turned into choices: the same seed, the same release."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

import numpy as np

__all__ = ["Dice"]

_T = TypeVar("_T")


class Dice:
    """Seeded chance.

    Args:
        seeds: numbers that name this one stream of choices.
    """

    def __init__(self, *seeds: int) -> None:
        self._chance = np.random.default_rng(seeds)

    def pick(self, among: Sequence[_T]) -> _T:
        """Choose one."""
        return among[int(self._chance.integers(len(among)))]

    def some(self, among: Sequence[_T], n: int) -> list[_T]:
        """Choose n different ones, in the order in which they stand."""
        at = sorted(self._chance.choice(len(among), size=min(n, len(among)), replace=False))
        return [among[int(k)] for k in at]

    def comes(self, share: float) -> bool:
        """Tell whether something that happens this often happens now."""
        return bool(self._chance.random() < share)

    def whole(self, low: int, high: int) -> int:
        """Choose a whole number, both ends included."""
        return int(self._chance.integers(low, high + 1))

    def day(self, first: date, last: date) -> date:
        """Choose a day, both ends included."""
        return first + timedelta(days=self.whole(0, (last - first).days))

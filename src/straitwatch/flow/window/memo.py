"""What was worked out once kept while it holds: a few things, none worked out twice at once."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

__all__ = ["Memo"]


class Memo:
    """Keeps the newest answers by their key.

    Args:
        most: how many; the one that was asked for longest ago leaves first.
    """

    def __init__(self, most: int = 16) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._turns: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is made
        """Give what was made for a key, or make it; others who want it wait for the first."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            turn = self._turns.setdefault(key, Lock())
        with turn:
            with self._lock:
                if key in self._kept:
                    return self._kept[key]
            made = make()
            with self._lock:
                self._kept[key] = made
                self._turns.pop(key, None)
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            return made

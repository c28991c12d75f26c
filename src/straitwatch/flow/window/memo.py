"""What was worked out once kept while it holds: a few things, none worked out twice at once.

Work that many will use is not tied to the patience of the one who asks first: it goes on when that
one leaves, so that the next finds it done.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Waiting
from typing import Any

from straitwatch.serve import deadline

__all__ = ["Memo"]

_LOOK_S = 0.05  # how often one who waits looks whether there is time left


class Memo:
    """Keeps the newest answers by their key.

    Args:
        most: how many; the one that was asked for longest ago leaves first.
    """

    def __init__(self, most: int = 16) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Future[Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is made
        """Give what was made for a key, or make it; all who want it meanwhile wait for it.

        Raises:
            Cut: the time of the question is over; what is being made is made all the same.
        """
        with self._lock:
            told = self._kept.get(key)
            mine = told is None
            if told is None:
                told = self._kept[key] = Future()
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
        if mine and deadline.is_running():
            work = threading.Thread(target=self._make, args=(key, told, make), daemon=True)
            work.start()  # a new thread: no deadline is known in it
        elif mine:
            self._make(key, told, make)
        return _wait(told)

    def _make(self, key: Hashable, told: "Future[Any]", make: Callable[[], Any]) -> None:
        try:
            told.set_result(make())
        except BaseException as error:  # noqa: BLE001 - whoever waits raises it
            with self._lock:
                if self._kept.get(key) is told:
                    del self._kept[key]
            told.set_exception(error)


def _wait(told: "Future[Any]") -> Any:  # noqa: ANN401 - same
    while True:
        try:
            return told.result(_LOOK_S)
        except Waiting:
            if told.done():
                raise
            deadline.check()

"""The system's clocks turned into times of receipt that never go back."""

import time
from collections.abc import Callable
from threading import Lock

__all__ = ["Clock"]

_US_PER_NS = 1e-3
_STEP_US = 2_000_000
"""Microseconds by which the clocks must part before it is called a step. Ours: time servers slew
smaller differences, some 0.5 ms a second."""


class Clock:
    """Times of receipt, µs since 1970, UTC: wall clock at the start plus what passed since.

    A wall clock that is set forward (a small computer without a battery gets its time late) is
    followed; one that is set back is noted and moves nothing: times of receipt do not go back.

    Args:
        wall: nanoseconds since 1970.
        passed: nanoseconds of a clock that nobody sets, and that counts while the machine sleeps.
    """

    def __init__(
        self,
        wall: Callable[[], int] = time.time_ns,
        passed: Callable[[], int] | None = None,
    ) -> None:
        self._wall, self._passed = wall, passed or _boot_ns
        self._base = wall() - self._passed()
        self._behind_us = 0
        self._last = 0
        self._lock = Lock()

    def __call__(self) -> int:
        """Tell the time of receipt, µs; no smaller than any told before."""
        with self._lock:
            wall, since = self._wall(), self._passed()
            step_us = (wall - self._base - since) * _US_PER_NS
            if step_us > _STEP_US:
                self._base = wall - since
            self._behind_us = int(max(0.0, -step_us))
            self._last = max(self._last, (self._base + since) // 1000)
            return self._last

    @property
    def note(self) -> str | None:
        """What is odd about the wall clock, or None."""
        if self._behind_us < _STEP_US:
            return None
        return (
            f"the clock was set back by {self._behind_us / 1e6:.0f} s: "
            "times of receipt go on from the later time until the next start"
        )


def _boot_ns() -> int:
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME)

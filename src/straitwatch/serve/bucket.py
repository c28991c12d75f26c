"""How often somebody asked into whether they may ask now: a token bucket for each asker."""

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

__all__ = ["Buckets", "who_of_address"]

_MOST = 10_000  # askers that are remembered: 2 MB; those heard of longest ago are forgotten
_V6_BITS = 64  # one customer has a /64 of IPv6 at least (RFC 6177): it counts as one


class Buckets:
    """Token buckets: `per_minute` at once, and refilled at that rate.

    Args:
        per_minute: questions a minute; 0 is no limit.
        clock: seconds, monotonic.
    """

    def __init__(self, per_minute: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._rate, self._clock = per_minute, per_minute / 60.0, clock
        self._turn = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str, n: float = 1.0) -> float:
        """Take tokens; returns 0, or the seconds to wait when there are too few."""
        if self._rate <= 0.0:
            return 0.0
        with self._turn:
            left, now = self._level(who)
            wait = max(0.0, (n - left) / self._rate)
            self._left[who] = (left if wait else left - n, now)
            return wait

    def wait(self, who: str) -> float:
        """Give the seconds until there is one token; takes none."""
        if self._rate <= 0.0:
            return 0.0
        with self._turn:
            left, now = self._level(who)
            self._left[who] = (left, now)
            return max(0.0, (1.0 - left) / self._rate)

    def _level(self, who: str) -> tuple[float, float]:
        now = self._clock()
        left, then = self._left.pop(who, (self._most, now))
        while len(self._left) >= _MOST:
            self._left.popitem(last=False)
        return min(self._most, left + (now - then) * self._rate), now


def who_of_address(address: str | None) -> str:
    """Give whom an address counts for: itself, or its /64 of IPv6."""
    try:
        found = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return address or "unknown"
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _V6_BITS), strict=False))

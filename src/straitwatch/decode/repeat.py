"""Rows of aircraft turned into a mask of those that only repeat the position before."""

import numpy as np
import numpy.typing as npt

from straitwatch.decode.memory import Memory

__all__ = ["Repeats"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_MOVING_KN = 30.0
"""An aircraft that says it is this fast is 15 m further each second: to repeat all digits of its
position is to have sent none. Slower ones, for example on a deck, may stand still."""


class Repeats:
    """Memory of the last row of each aircraft: receivers fill silence with the last position."""

    def __init__(self) -> None:
        self._last = Memory(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))

    def find(self, ids: Ints, t_us: Ints, lon: Floats, lat: Floats, sog_kn: Floats) -> Bools:
        """Find rows with the position of the same aircraft's row before, at speed or at one time.

        Args:
            ids: identities, n.
            t_us: times, n.
            lon: degrees, n.
            lat: degrees, n.
            sog_kn: speed that the row tells, n; NaN where it tells none.

        Returns:
            mask, n.
        """
        order = np.argsort(ids, kind="stable")
        own, when, x, y = ids[order], t_us[order], lon[order], lat[order]
        first = np.flatnonzero(np.r_[True, own[1:] != own[:-1]]) if len(own) else order
        same_place = np.zeros(len(own), bool)
        same_time = np.zeros(len(own), bool)
        same_place[1:] = (x[1:] == x[:-1]) & (y[1:] == y[:-1])
        same_time[1:] = when[1:] == when[:-1]
        known, before = self._last.recall(own[first])
        same_time[first] = known & (when[first] == before[0])
        same_place[first] = known & (x[first] == before[1]) & (y[first] == before[2])
        last = np.r_[first[1:], len(own)] - 1 if len(own) else order
        self._last.remember(own[last], when[last], x[last], y[last])
        repeats = np.zeros(len(ids), bool)
        repeats[order] = same_place & (same_time | (sog_kn[order] >= _MOVING_KN))
        return repeats

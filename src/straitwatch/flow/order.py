"""Fixes in any order into slices of time, each later than the one before."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.kernel.rows import NEVER
from straitwatch.model.schema import FIX
from straitwatch.model.unit import US_PER_S

__all__ = ["Waiting"]

Ints = npt.NDArray[np.int64]

_NO_BOUND = int(np.iinfo(np.int64).max)


@dataclass
class Waiting:
    """Fixes that wait for those that may still come before them.

    Attributes:
        held: FIX, in the order in which they came.
        t_max: latest fix that came, µs.
        horizon: all fixes before this have been handed on, µs.
    """

    held: pa.Table | None = None
    t_max: int = NEVER
    horizon: int = NEVER

    def take(
        self, fixes: pa.Table, watermark_s: float, *, came_us: Ints | None = None
    ) -> tuple[pa.Table, pa.Table]:
        """Take fixes, and hand on those that nothing can come before any more.

        Args:
            fixes: FIX with time and place, n rows.
            watermark_s: a fix that comes so much after a later one is too late.
            came_us: when each came, µs, shape (n,), in order: one that is dated later waits until
                then, so that one wrong clock makes no other fix late. Which are late does not
                depend on how the stream is cut then. None: in any order, all came at once, and
                their own times are trusted.

        Returns:
            FIX by object_id, t, source, line: never a part of one moment; and those of `fixes` that
            are too late.
        """
        t, wait_us = _times(fixes), int(watermark_s * US_PER_S)
        late = t < self.horizon
        if came_us is not None and len(t):
            before = np.maximum.accumulate(np.concatenate([[self.t_max], t[:-1]]))
            late |= t < np.minimum(before, came_us) - wait_us
        now_us = _NO_BOUND if came_us is None or not len(came_us) else int(came_us[-1])
        too_late = fixes.filter(pa.array(late))
        if late.any():
            fixes, t = fixes.filter(pa.array(~late)), t[~late]
        if len(t):
            self.t_max = max(self.t_max, int(t.max()))
            self.horizon = max(self.horizon, min(self.t_max, now_us) - wait_us)
        rows = fixes if self.held is None else pa.concat_tables([self.held, fixes])
        ready = _times(rows) < self.horizon
        self.held = rows.filter(pa.array(~ready)).combine_chunks()
        return _sorted(rows.filter(pa.array(ready))), too_late

    def release(self, *, now_us: int | None = None) -> pa.Table:
        """Hand on all that waits, but what is dated later than now."""
        rows = FIX.empty_table() if self.held is None else self.held
        last = self.t_max if now_us is None else min(self.t_max, now_us)
        self.horizon = max(self.horizon, last + 1)
        ready = _times(rows) < self.horizon
        held = rows.filter(pa.array(~ready))
        self.held = held.combine_chunks() if len(held) else None
        return _sorted(rows.filter(pa.array(ready)))


def _times(fixes: pa.Table) -> Ints:
    return np.asarray(fixes["t"].cast(pa.int64()), np.int64)


def _sorted(rows: pa.Table) -> pa.Table:
    """Sort by object_id, t, source, line, as the store gives them."""
    rows = rows.unify_dictionaries().combine_chunks()
    source = rows["source"].combine_chunks()
    rank = np.argsort(np.argsort(np.array(source.dictionary.to_pylist(), dtype=object)))
    code = np.append(rank, -1)[np.asarray(source.indices.fill_null(-1))]
    line = np.asarray(rows["line"].fill_null(-1), np.int64)
    order = np.lexsort((line, code, _times(rows), np.asarray(rows["object_id"], np.int64)))
    return rows.take(pa.array(order))

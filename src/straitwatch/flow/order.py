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

    def take(self, fixes: pa.Table, watermark_s: float) -> tuple[pa.Table, int]:
        """Take fixes, and hand on those that nothing can come before any more.

        Args:
            fixes: FIX with time and place, in any order.
            watermark_s: a fix that comes so much after a later one is too late.

        Returns:
            FIX by object_id, t: never a part of one moment; and how many of `fixes` are too late.
        """
        t = _times(fixes)
        late = t < self.horizon
        if late.any():
            fixes, t = fixes.filter(pa.array(~late)), t[~late]
        if len(t):
            self.t_max = max(self.t_max, int(t.max()))
        rows = fixes if self.held is None else pa.concat_tables([self.held, fixes])
        self.horizon = max(self.horizon, self.t_max - int(watermark_s * US_PER_S))
        ready = _times(rows) < self.horizon
        self.held = rows.filter(pa.array(~ready)).combine_chunks()
        return _sorted(rows.filter(pa.array(ready))), int(late.sum())

    def release(self) -> pa.Table:
        """Hand on all that waits."""
        rows = FIX.empty_table() if self.held is None else self.held
        self.held, self.horizon = None, max(self.horizon, self.t_max + 1)
        return _sorted(rows)


def _times(fixes: pa.Table) -> Ints:
    return np.asarray(fixes["t"].cast(pa.int64()), np.int64)


def _sorted(rows: pa.Table) -> pa.Table:
    """Sort by object_id, t; rows of one object and moment keep their order."""
    order = np.lexsort((_times(rows), np.asarray(rows["object_id"], np.int64)))
    return rows.unify_dictionaries().take(pa.array(order))

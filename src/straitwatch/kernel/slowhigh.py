"""Fixes of aircraft into runs that are too slow for their height."""

# Kernels take arrays one by one, in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inlined
from straitwatch.kernel.rows import NEVER, Rows
from straitwatch.kernel.rows import keep as kept

__all__ = ["FIRST", "LAST", "RUN", "N", "sweep_slow_runs"]

Array = npt.NDArray[Any]

FIRST, LAST = range(2)
"""Points of a slot: first and last fix of the run that is open; t is NEVER for none."""
N = 0
"""Mark of a slot: fixes of that run."""

RUN = np.dtype([("slot", np.int32), ("n", np.int64)])

_KIND_SHIFT, _ICAO24 = 56, 1
_keep = inlined(kept.py_func)  # type: ignore[attr-defined]


@entry
def sweep_slow_runs(
    rows: Rows,
    source: Array,
    points: Array,
    marks: Array,
    figures: Array,
    high_ft: float,
    slow_kn: float,
    fast_kn: float,
    ends: Array,
    runs: Array,
) -> int:
    """Find the runs of fixes of aircraft that are high and slow, of those that were fast before.

    Args:
        rows: n rows of a path.
        source: codes of their sources in the memory, shape (n,).
        points: of dtype POINT, by slot, shape (m, 2); changed in place.
        marks: shape (m, 1); changed in place.
        figures: fastest speed of each slot so far in kn, nan for none, shape (m, 1); changed.
        high_ft: height from which on an aircraft has to be fast.
        slow_kn: below this it is slow.
        fast_kn: an aircraft that was never so fast may be one that is slow: a balloon, a glider.
        ends: of dtype POINT, filled with first and last fix of each run, shape (n, 2).
        runs: of dtype RUN, filled, shape (n,).

    Returns:
        how many runs of at least two fixes ended.
    """
    found = 0
    for i in range(len(rows.t)):
        if rows.object_id[i] >> _KIND_SHIFT != _ICAO24:
            continue
        slot, sog = rows.slot[i], rows.sog_kn[i]
        if rows.fresh[i]:
            points[slot, FIRST].t, marks[slot, N], figures[slot, 0] = NEVER, 0, np.nan
        if np.isnan(sog) or np.isnan(rows.alt_ft[i]):
            continue
        if rows.alt_ft[i] >= high_ft and sog < slow_kn:
            if points[slot, FIRST].t == NEVER:
                _keep(points, slot, FIRST, rows, source, i)
                marks[slot, N] = 0
            _keep(points, slot, LAST, rows, source, i)
            marks[slot, N] += 1
            continue
        if points[slot, FIRST].t != NEVER and sog >= slow_kn:
            if marks[slot, N] > 1 and figures[slot, 0] >= fast_kn:
                ends[found, 0], ends[found, 1] = points[slot, FIRST], points[slot, LAST]
                runs[found].slot, runs[found].n = slot, marks[slot, N]
                found += 1
            points[slot, FIRST].t = NEVER
        if not sog <= figures[slot, 0]:
            figures[slot, 0] = sog
    return found

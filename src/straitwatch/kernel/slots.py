"""Rows of objects into slots, one an object, whose marks are row numbers: a sweep's memory."""

import numpy as np
import numpy.typing as npt

__all__ = ["compact_marks", "find_runs", "merge_slots"]

Ints = npt.NDArray[np.int64]


def find_runs(object_id: Ints) -> tuple[Ints, Ints]:
    """Find where each object starts in sorted rows.

    Args:
        object_id: shape (n,), sorted.

    Returns:
        ids, shape (m,), sorted and unique; and the first row of each, shape (m,).
    """
    if not len(object_id):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    first = np.flatnonzero(np.concatenate([[True], object_id[1:] != object_id[:-1]]))
    return object_id[first], first


def merge_slots(old_ids: Ints, old_marks: Ints, ids: Ints) -> tuple[Ints, Ints]:
    """Add slots for objects that are new; their marks are -1.

    Args:
        old_ids: shape (m,), sorted and unique.
        old_marks: shape (m, k).
        ids: shape (j,), sorted and unique.

    Returns:
        ids of all slots, sorted and unique, and their marks: new arrays.
    """
    merged = np.union1d(old_ids, ids)
    marks = np.full((len(merged), old_marks.shape[1]), -1, np.int64)
    marks[np.searchsorted(merged, old_ids)] = old_marks
    return merged, marks


def compact_marks(marks: Ints, width: int) -> tuple[Ints, Ints]:
    """Keep only the rows that a mark points at.

    Args:
        marks: shape (m, k); the first `width` columns are row numbers, -1 for none.
        width: how many columns are row numbers.

    Returns:
        the rows to keep, sorted; and marks that point into them: a new array.
    """
    points = marks[:, :width]
    rows = np.unique(points[points >= 0])
    out = marks.copy()
    out[:, :width] = np.where(points >= 0, np.searchsorted(rows, points), -1)
    return rows, out

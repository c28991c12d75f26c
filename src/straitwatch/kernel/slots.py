"""Rows sorted by object into runs, one an object."""

import numpy as np
import numpy.typing as npt

__all__ = ["find_runs"]

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

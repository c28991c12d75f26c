"""Points and the edges of an outline into which points lie inside."""

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit

__all__ = ["are_inside", "are_inside_plain"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def are_inside_plain(x: Floats, y: Floats, a: Floats, b: Floats) -> Bools:
    """Count the edges west of points: the plain reference; arguments as in `are_inside`."""
    px, py = x[:, None], y[:, None]
    across = (a[:, 1] <= py) != (b[:, 1] <= py)
    at = a[:, 0] + (py - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])
    return np.asarray((across & (px < at)).sum(axis=1) % 2 == 1)


@jit
def are_inside(x: Floats, y: Floats, a: Floats, b: Floats) -> Bools:
    """Tell which points lie inside an outline, straight in degrees.

    Args:
        x: longitudes of the points, shape (n,).
        y: latitudes, shape (n,).
        a: first ends of the edges, none of which is level, shape (e, 2).
        b: second ends, shape (e, 2).

    Returns:
        shape (n,).
    """
    inside = np.zeros(len(x), np.bool_)
    for i in range(len(x)):
        odd = False
        for k in range(len(a)):
            if (a[k, 1] <= y[i]) != (b[k, 1] <= y[i]):
                share = (y[i] - a[k, 1]) / (b[k, 1] - a[k, 1])
                odd ^= x[i] < a[k, 0] + share * (b[k, 0] - a[k, 0])
        inside[i] = odd
    return inside

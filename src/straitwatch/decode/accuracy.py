"""What aircraft say of how sure their position is turned into metres."""

import numpy as np
import numpy.typing as npt

__all__ = ["accuracy_of"]

Floats = npt.NDArray[np.float64]

_EPU_M = np.array(
    [np.nan, 18520.0, 7408.0, 3704.0, 1852.0, 926.0, 555.6, 185.2, 92.6, 30.0, 10.0, 3.0]
)
"""Estimated position uncertainty (95 %) by NACp, metres. Source: DO-260B, table 2-70."""


def accuracy_of(nac_p: Floats, rc_m: Floats) -> Floats:
    """Accuracy of positions, metres: the uncertainty by NACp, else the radius of containment.

    Args:
        nac_p: categories, shape (n,); NaN: not told.
        rc_m: radii of containment, metres, shape (n,); NaN: not told.

    Returns:
        metres, shape (n,); NaN: not known.

    Notes:
        The two are not the same: with 95 % probability the aircraft is within the first, while the
        second is what it hardly ever leaves, and so is larger (DO-260B, 2.2.3.2.7.2.6 and .7).
    """
    with np.errstate(invalid="ignore"):
        known = (nac_p >= 1) & (nac_p < len(_EPU_M))
        place = np.where(known, nac_p, 0).astype(np.int64)
        return np.where(known, _EPU_M[place], np.where(rc_m > 0, rc_m, np.nan))

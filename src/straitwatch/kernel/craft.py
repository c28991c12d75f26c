"""Identities into what kind of craft they are of."""

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit

__all__ = ["are_aircraft", "is_aircraft"]

_KIND_SHIFT, _ICAO24 = 56, 1
_SAR_FIRST, _SAR_LAST = 111_000_000, 111_999_999  # ITU-R M.585-9, annex 1: 111MIDxxx


@jit
def is_aircraft(object_id: int) -> bool:
    """Tell whether an identity is an aircraft's: an ICAO address, or a SAR aircraft's MMSI."""
    return object_id >> _KIND_SHIFT == _ICAO24 or _SAR_FIRST <= object_id <= _SAR_LAST


def are_aircraft(object_id: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Tell the same of identities, shape (n,)."""
    sar = (object_id >= _SAR_FIRST) & (object_id <= _SAR_LAST)
    return np.asarray((object_id >> _KIND_SHIFT == _ICAO24) | sar, bool)

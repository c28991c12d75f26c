"""Records that come soon turned into requests for their memory, so that nobody waits for it."""

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_code import COLUMNS
from straitwatch.kernel.bare import inlined
from straitwatch.kernel.vector import STEP, prefetch

__all__ = ["FAR", "NEAR", "fetch_bytes", "fetch_record"]

FAR, NEAR = 16, 8
"""How far ahead of the one at work to fetch records, and the bytes that they tell of; measured."""

_ROW = 8 * COLUMNS


@inlined
def fetch_record(rec: npt.NDArray[np.int64], i: int) -> None:
    """Fetch record i."""
    prefetch(rec, _ROW * i)
    prefetch(rec, _ROW * i + _ROW - 8)


@inlined
def fetch_bytes(buf: npt.NDArray[np.unsignedinteger], start: int) -> None:
    """Fetch a line or a payload: as many bytes as most have."""
    prefetch(buf, start)
    prefetch(buf, start + STEP)

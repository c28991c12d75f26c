"""Which columns of eight rows have a value turned into a byte of each column's validity bits."""
# Kernels take arrays one by one.

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import inlined

__all__ = ["put_valid"]

_U7, _U14, _U28, _U255 = (np.uint64(k) for k in (7, 14, 28, 255))
_SWAP_1, _SWAP_2, _SWAP_4 = (
    np.uint64(0x00AA00AA00AA00AA),
    np.uint64(0x0000CCCC0000CCCC),
    np.uint64(0x00000000F0F0F0F0),
)


@inlined
def put_valid(valid: npt.NDArray[np.uint8], byte: np.uint64, flags: np.uint64) -> None:
    """Write a byte of each of the first eight columns' validity bits.

    Args:
        valid: out, shape (eight or more, m).
        byte: which of them.
        flags: eight rows, the first lowest, of eight columns, the first lowest.

    Notes:
        Source: Warren, Hacker's Delight, 7-3: transposing an 8 x 8 bit matrix.
    """
    swap = (flags ^ flags >> _U7) & _SWAP_1
    flags = flags ^ swap ^ swap << _U7
    swap = (flags ^ flags >> _U14) & _SWAP_2
    flags = flags ^ swap ^ swap << _U14
    swap = (flags ^ flags >> _U28) & _SWAP_4
    flags = flags ^ swap ^ swap << _U28
    for c in range(8):
        valid[c, byte] = np.uint8(flags >> np.uint64(8 * c) & _U255)

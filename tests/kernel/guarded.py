"""Damaged lines decoded with a page behind every array that nobody may touch.

Run in a process of its own, for a read or write past the end of an array kills it:
`python tests/kernel/guarded.py SEED STREAMS LINES`, or with the word `trespass` to see it die.
With NUMBA_BOUNDSCHECK=1 every index is checked too, where kernels were compiled so.
"""

import ctypes
import math
import mmap
import sys
from collections import Counter
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from straitwatch.decode.aivdm import decode_aivdm
from straitwatch.flow.bench.fuzz_child import damaged_blocks
from straitwatch.flow.bench.fuzz_lines import good_lines
from straitwatch.model.record import Tally

_PAGE = mmap.PAGESIZE
_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.mprotect.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
_FILL = 0xA5  # what memory holds that nobody has written: the decoder must not rely on zeros


def guarded(shape: int | tuple[int, ...], dtype: npt.DTypeLike = float) -> npt.NDArray[np.generic]:
    """Make an array that ends where a page begins that can be neither read nor written."""
    size = math.prod(shape) if isinstance(shape, tuple) else int(shape)
    n_bytes = size * np.dtype(dtype).itemsize
    room = -(-n_bytes // _PAGE) * _PAGE
    memory = mmap.mmap(-1, room + _PAGE)
    raw = np.frombuffer(memory, np.uint8)
    if _LIBC.mprotect(raw.ctypes.data + room, _PAGE, 0):
        raise OSError(ctypes.get_errno(), "mprotect")
    raw[:room] = _FILL
    return raw[room - n_bytes : room].view(dtype).reshape(shape)


def guarded_zeros(
    shape: int | tuple[int, ...], dtype: npt.DTypeLike = float
) -> npt.NDArray[np.generic]:
    """Make a guarded array of zeros."""
    array = guarded(shape, dtype)
    array[...] = 0
    return array


def decode_guarded(data: bytes) -> Tally:
    """Decode with guards behind all arrays that the decoder makes."""
    tally = Tally("guarded")
    names = decode_aivdm.__kwdefaults__ or {}
    more = {"kinds": ("all",)} if "kinds" in names else {}
    with patch.object(np, "empty", guarded), patch.object(np, "zeros", guarded_zeros):
        list(decode_aivdm([data], "guarded", tally, threads=1, **more))
    return tally


def trespass() -> None:
    """Read one byte too far, with the decoder's own kernel, to see that the guard stands."""
    from straitwatch.kernel.aivdm_raw import gather

    rec = np.zeros((1, 8), np.int64)
    buf = guarded_zeros(64, np.uint8)
    rec[0, 1], rec[0, 2] = 0, 65
    gather(buf, rec, np.empty(200, np.uint8), np.zeros(2, np.int32))


def main(words: list[str]) -> None:
    """Decode streams of damaged lines, each from its own memory; tells what became of them."""
    if words == ["trespass"]:
        trespass()
        return
    seed, streams, lines = (int(word) for word in words)
    seen: Counter[str] = Counter()
    for data in damaged_blocks(good_lines(seed), seed, 0, streams, lines):
        tally = decode_guarded(data)
        if not tally.is_balanced():
            raise AssertionError(f"{tally} of {data!r}")
        seen["lines"] += tally.lines
        seen["messages"] += tally.messages
    sys.stdout.write(f"{seen['lines']} {seen['messages']}")


if __name__ == "__main__":
    main(sys.argv[1:])

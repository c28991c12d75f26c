"""Memory for rows and scratch, in as few and as large pages as the system hands out."""

import mmap
import threading
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Memory", "Scratch"]

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

_BLOCK = 32 << 20  # bytes of memory for rows that are asked for at once
_PAGE = 2 << 20  # bytes of a large page on x86-64 and on arm64 with pages of 4 kB
_SCRATCH = 4 * _PAGE  # what a slab's scratch takes, a little more or less


def _new_block(n: int) -> Bytes:
    """Ask the system for n bytes or more; of much, for whole large pages: few faults, not many."""
    if n < _PAGE or not hasattr(mmap, "MADV_HUGEPAGE"):
        return np.empty(n, np.uint8)
    size = (n + _PAGE - 1) // _PAGE * _PAGE  # a multiple of it is put where a large page starts
    block = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    block.madvise(mmap.MADV_HUGEPAGE)
    return np.frombuffer(block, np.uint8)


class Memory:
    """Memory cut from large blocks, of which nothing is given back before all of it is.

    Args:
        first: bytes of the first block, if the first to ask wants less.
    """

    def __init__(self, first: int = 0) -> None:
        self._left = np.empty(0, np.uint8)
        self._block = first // 2
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[type["Memory"], tuple[()]]:
        """Pickle none of it."""
        return Memory, ()

    def take(self, n: int) -> Bytes:
        """Cut n bytes, or up to 63 more, that nobody else has; any thread may."""
        n = (n + 63) // 64 * 64
        with self._lock:
            if n > len(self._left):
                self._block = max(n, min(2 * self._block, _BLOCK))
                self._left = _new_block(self._block)
            taken, self._left = self._left[:n], self._left[n:]
        return taken

    def copy(self, values: npt.NDArray[Any], kind: type[np.generic]) -> npt.NDArray[Any]:
        """Copy numbers, shape (n,), to a place of their own, as another type if need be."""
        size = len(values) * np.dtype(kind).itemsize
        out = self.take(size)[:size].view(kind)
        out[:] = values
        return out


class Scratch:
    """Arrays that one slab after another uses: fresh memory would cost more than to fill it."""

    def __init__(self) -> None:
        self.buf = np.empty(0, np.uint8)
        self._memory = Memory(_SCRATCH)
        self._room: dict[str, Bytes] = {}

    def room(self, name: str, n: int) -> Bytes:
        """Give n bytes for each name; the same ones again the next time."""
        if name not in self._room or len(self._room[name]) < n:
            self._room[name] = self._memory.take(n + n // 8)
        return self._room[name][:n]

    def take(self, name: str, rows: int, columns: int) -> Ints:
        """Give an array of numbers for each name."""
        return self.room(name, 8 * rows * columns).view(np.int64).reshape(rows, columns)

    def take_table(self, size: int) -> npt.NDArray[np.int32]:
        """Give that many zeros."""
        table = self.room("table", 4 * size).view(np.int32)
        table[:] = 0
        return table

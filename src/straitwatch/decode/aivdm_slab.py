"""What a slab of whole lines carries on its way to tables, and what of type 24 it needs."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.aivdm_memory import Scratch
from straitwatch.decode.aivdm_table import Lost
from straitwatch.kernel.aivdm_bits import N_WORDS
from straitwatch.kernel.aivdm_code import TIME
from straitwatch.kernel.aivdm_join import RAW
from straitwatch.kernel.aivdm_line import N_GOOD
from straitwatch.kernel.aivdm_mate import MATE_WORDS, WHEN, find_mates, new_memory, read_parts
from straitwatch.kernel.aivdm_scan import PAD, widen

__all__ = ["Mates", "Slab", "new_lost"]

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]


def new_lost(n: int) -> Lost:
    """Make room for n parts that are given up."""
    return Lost(np.empty((n, 4), np.int64), np.empty((n, RAW), np.uint8))


class Mates:
    """What the parts of type 24 said; pickled, only what is used of it."""

    def __init__(self) -> None:
        self.memory = new_memory()

    def __getstate__(self) -> tuple[npt.NDArray[np.signedinteger], ...]:
        """Keep the rows in use."""
        used = np.flatnonzero(self.memory[0])
        return used, *(part[used] for part in self.memory)

    def __setstate__(self, state: tuple[npt.NDArray[np.signedinteger], ...]) -> None:
        """Put them where they stood."""
        self.memory = new_memory()
        used, seats, last, known = state
        self.memory[0][used], self.memory[1][used], self.memory[2][used] = seats, last, known


@dataclass
class Slab:
    """Whole lines on their way from bytes to tables."""

    scratch: Scratch
    buf: Bytes
    n_bytes: int
    rec: Ints
    parts: Ints
    receivers: list[bytes]
    counts: Ints  # of parse_lines
    line: int = 0
    offset: int = 0
    n_parts: int = 0
    names: npt.NDArray[np.int32] = field(default_factory=lambda: np.array([-1], np.int32))
    codes: pa.Array = None  # the stream's receivers so far
    lost: Lost = field(default_factory=lambda: new_lost(0))
    marks: Ints = field(default_factory=lambda: np.empty(0, np.int64))  # records of type 24
    told: Ints = field(default_factory=lambda: np.empty((0, 4), np.int64))  # and what they say
    said: Words = field(default_factory=lambda: np.empty((0, MATE_WORDS), np.uint64))
    mates: Words = field(default_factory=lambda: np.empty((0, MATE_WORDS), np.uint64))

    def read_parts(self, marks: Ints) -> None:
        """Read its messages of type 24; touches nothing of the stream."""
        self.marks = marks.copy()
        self.told = np.empty((len(marks), 4), np.int64)
        self.said = np.empty((len(marks), MATE_WORDS), np.uint64)
        room = np.empty(N_WORDS, np.uint64)
        read_parts(widen(self.buf), self.rec, self.marks, room, self.told, self.said)

    def pair(self, mates: Mates) -> None:
        """Find the other parts of its messages of type 24, and remember these.

        A message may have its time from its tag-block group, which is known only by now.
        """
        self.told[:, WHEN] = self.rec[self.marks, TIME]
        self.mates, rows = np.empty_like(self.said), np.empty(len(self.said), np.int64)
        find_mates(self.told, self.said, self.line, *mates.memory, self.mates, rows)

    def put_in(self, extra: Ints) -> None:
        """Put records of messages that a later line decided before that line's record."""
        places = np.concatenate([2 * extra[:, -1], 2 * np.arange(len(self.rec)) + 1])
        rows = np.concatenate([extra[:, :-1], self.rec])
        order = np.argsort(places, kind="stable")
        self.rec = rows[order]
        self.marks = np.argsort(order, kind="stable")[len(extra) + self.marks]
        self.counts[N_GOOD] += len(extra)

    @property
    def joined(self) -> int:
        """Where in `buf` joined payloads start."""
        return self.n_bytes + PAD

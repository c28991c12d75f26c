"""Whole AIVDM messages kept while lines go by, and turned into tables when there are enough."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.kernel import message_copy as copy
from straitwatch.kernel.aivdm_bits import N_WORDS
from straitwatch.kernel.aivdm_scan import Wide

__all__ = ["Heard", "Keep", "copy_heard"]

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Heard:
    """Whole messages as they were heard, in the order of their lines.

    Attributes:
        words: the first bit highest; shape (n, N_WORDS).
        bits: length of each; shape (n,).
        t: microseconds since 1970, or NO_TIME; shape (n,).
        line: 1-based line of each in its source; shape (n,).
        receiver: number of its receiver, or -1; shape (n,).
        flags: FLAG_... or'ed; shape (n,).
    """

    words: Words
    bits: Ints
    t: Ints
    line: Ints
    receiver: Ints
    flags: Ints

    def take(self, which: npt.NDArray[np.integer | np.bool_]) -> "Heard":
        """Give some of them."""
        rows = (self.bits, self.t, self.line, self.receiver, self.flags)
        return Heard(self.words[which], *(row[which] for row in rows))


def copy_heard(  # noqa: PLR0917 - what a slab knows of itself
    wide: Wide, joined: int, rec: Ints, names: npt.NDArray[np.int32], which: Ints, line: int
) -> Heard:
    """Copy messages out of a slab's records.

    Args:
        wide: bytes of the slab and joined payloads.
        joined: where the joined payloads start.
        rec: records, after `read_messages`.
        names: number in the stream of each of the slab's receivers; -1 last.
        which: the records, shape (n,).
        line: line number (1-based) of the slab's first line.
    """
    words = np.empty((len(which), N_WORDS), np.uint64)
    known = np.empty((copy.ROWS, len(which)), np.int64)
    room = np.empty(N_WORDS, np.uint64)
    copy.copy_messages(wide, joined, rec, names, which, line, room, words, known)
    order = copy.R_BITS, copy.R_TIME, copy.R_LINE, copy.R_RECEIVER, copy.R_FLAGS
    return Heard(words, *(known[row] for row in order))


class Keep:
    """Messages that wait to become tables: the more at once, the less each costs.

    Args:
        kinds: names of kinds, `all` or `rest`; none: nothing is kept.
        source: array of the one source label.
        hold: how many to wait for.

    Raises:
        ConfigError: there is no such kind.
    """

    def __init__(self, kinds: Sequence[str], source: pa.Array, hold: int) -> None:
        self._source, self._hold = source, hold
        self._waiting: list[Heard] = []
        self._kinds: tuple[str, ...] = ()
        self.mask = 0
        if kinds:
            from straitwatch.decode.ais.kinds import choose_kinds, types_mask  # noqa: PLC0415 - only when asked for

            self._kinds = choose_kinds(kinds)
            self.mask = types_mask(self._kinds)

    def add(self, heard: Heard | None) -> None:
        """Keep messages of the lines that come next."""
        if heard is not None and len(heard.bits):
            self._waiting.append(heard)

    def give(self, receivers: pa.Array, *, at_end: bool = False) -> dict[str, pa.Table]:
        """Turn what waits into tables, if it is enough or the last.

        Args:
            receivers: names of all receivers, by number.
            at_end: whether nothing comes any more.
        """
        n = sum(len(heard.bits) for heard in self._waiting)
        if n == 0 or (n < self._hold and not at_end):
            return {}
        from straitwatch.decode.ais.tables import make_tables  # noqa: PLC0415 - only when asked for

        waiting, self._waiting = self._waiting, []
        parts = [
            [getattr(heard, name) for heard in waiting]
            for name in ("words", "bits", "t", "line", "receiver", "flags")
        ]
        heard = waiting[0] if len(waiting) == 1 else Heard(*map(np.concatenate, parts))
        return make_tables(heard, self._kinds, self._source, receivers)

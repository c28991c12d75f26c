"""Whole AIVDM messages kept while lines go by, and turned into tables when there are enough."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.kernel import message_copy as copy
from straitwatch.kernel.aivdm_bits import N_WORDS
from straitwatch.kernel.aivdm_scan import Wide

__all__ = ["Heard", "Keep", "Kept", "keep_records"]

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Job = Callable[[], None]

_TYPE_SHIFT = np.uint64(58)  # of a message's first word: its type is the first six bits


@dataclass(frozen=True)
class Heard:
    """Whole messages as they were heard, in the order of their lines.

    Attributes:
        words: the first bit highest; shape (n, w), for w words of the longest or more.
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


@dataclass(frozen=True)
class Kept:
    """Messages as a slab gives them: words one behind the other, as short as they are.

    Attributes:
        words: (bits + 63) // 64 of each message.
        known: R_BITS ... R_FLAGS of `kernel.message_copy`, shape (ROWS, n).
    """

    words: Words
    known: Ints


def keep_records(  # noqa: PLR0917 - what a slab knows of itself
    wide: Wide, joined: int, rec: Ints, names: npt.NDArray[np.int32], which: Ints, line: int
) -> Kept:
    """Copy messages out of a slab's records.

    Args:
        wide: bytes of the slab and joined payloads.
        joined: where the joined payloads start.
        rec: records, after `read_messages`.
        names: number in the stream of each of the slab's receivers; -1 last.
        which: the records, shape (n,).
        line: line number (1-based) of the slab's first line.
    """
    texts, known = np.empty(len(which), np.int64), np.empty((copy.ROWS, len(which)), np.int64)
    total = copy.copy_known(joined, rec, names, which, line, texts, known)
    words = np.empty(total, np.uint64)
    copy.copy_words(wide, texts, known, np.empty(N_WORDS, np.uint64), words)
    return Kept(words, known)


def _lay_out(kept: Kept, starts: Ints, which: Ints) -> Heard:
    """Give some messages as rows of words, as many as the longest has."""
    bits = kept.known[copy.R_BITS]
    longest = int(bits[which].max(initial=1))
    out = np.empty((len(which), (longest + 63) // 64), np.uint64)
    known = np.empty((copy.ROWS, len(which)), np.int64)
    copy.gather_messages(kept.words, starts, kept.known, which, out, known)
    order = copy.R_BITS, copy.R_TIME, copy.R_LINE, copy.R_RECEIVER, copy.R_FLAGS
    return Heard(out, *(known[row] for row in order))


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
        self._waiting: list[Kept] = []
        self._n = 0
        self._kinds: tuple[str, ...] = ()
        self.mask = 0
        if kinds:
            from straitwatch.decode.ais.kinds import choose_kinds, types_mask  # noqa: PLC0415 - only when asked for

            self._kinds = choose_kinds(kinds)
            self.mask = types_mask(self._kinds)

    def add(self, kept: Kept | None) -> None:
        """Keep messages of the lines that come next."""
        if kept is not None and kept.known.shape[1]:
            self._waiting.append(kept)
            self._n += kept.known.shape[1]

    def is_due(self, *, at_end: bool = False) -> bool:
        """Tell whether what waits is enough to become tables, or the last."""
        return self._n > 0 and (at_end or self._n >= self._hold)

    def give(self, receivers: pa.Array) -> tuple[dict[str, pa.Table], Iterator[Job]]:
        """Turn what waits into tables, later.

        Args:
            receivers: names of all receivers, by number.

        Returns:
            where the tables will stand, and jobs that make them, in any order and any thread: that
            of the most messages first. The messages are looked at when the first job is asked for.
        """
        waiting, self._waiting, self._n = self._waiting, [], 0
        tables: dict[str, pa.Table] = {}
        return tables, self._jobs(waiting, receivers, tables)

    def _jobs(
        self, waiting: list[Kept], receivers: pa.Array, tables: dict[str, pa.Table]
    ) -> Iterator[Job]:
        from straitwatch.decode.ais.kinds import KINDS  # noqa: PLC0415 - only when asked for

        kept = Kept(
            np.concatenate([each.words for each in waiting]),
            np.concatenate([each.known for each in waiting], axis=1),
        )
        ends = np.cumsum((kept.known[copy.R_BITS] + 63) // 64)
        starts = np.concatenate([[0], ends[:-1]])
        kinds = _kind_of([KINDS[name].types for name in self._kinds])
        kind = kinds[(kept.words[starts] >> _TYPE_SHIFT).astype(np.intp)]
        order = np.argsort(kind, kind="stable")
        cuts = np.cumsum([0, *np.bincount(kind, minlength=len(self._kinds))])
        found = {name: order[cuts[k] : cuts[k + 1]] for k, name in enumerate(self._kinds)}
        tables.update((name, None) for name, which in found.items() if len(which))
        for name in sorted(tables, key=lambda name: -len(found[name])):
            yield partial(self._fill, tables, name, kept, starts, found[name], receivers)

    def _fill(  # noqa: PLR0917 - what a table is made of
        self, tables: dict[str, pa.Table], name: str, kept: Kept, starts: Ints, which: Ints,
        receivers: pa.Array,
    ) -> None:  # fmt: skip
        from straitwatch.decode.ais.tables import make_table  # noqa: PLC0415 - only when asked for

        tables[name] = make_table(name, _lay_out(kept, starts, which), self._source, receivers)


def _kind_of(types: Sequence[Sequence[int]]) -> npt.NDArray[np.uint8]:
    """Give the number of the kind of each message type; one more than the last: none of them."""
    kinds = np.full(64, len(types), np.uint8)
    for k, some in enumerate(types):
        kinds[list(some)] = k
    return kinds

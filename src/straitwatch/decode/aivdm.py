"""AIVDM and AIVDO sentences, with tag blocks or $PGHP times, turned into FIX, STATIC and REJECT."""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.aivdm_count import Made, count_made, note_tags
from straitwatch.decode.aivdm_crew import Crew, InOrder, Job
from straitwatch.decode.aivdm_cut import bytes_of, cut_slabs, last_line, line_end
from straitwatch.decode.aivdm_memory import Memory, Scratch
from straitwatch.decode.aivdm_slab import Mates, Slab, new_lost
from straitwatch.decode.aivdm_table import (
    Lost,
    chain_tables,
    count_faults,
    fix_table,
    lay_together,
    quote,
    reject_table,
    static_table,
)
from straitwatch.decode.heard import Keep, keep_records
from straitwatch.kernel import aivdm_code as code
from straitwatch.kernel import aivdm_fix as fix
from straitwatch.kernel import aivdm_join as join
from straitwatch.kernel import aivdm_line as scan
from straitwatch.kernel.aivdm_bits import N_WORDS
from straitwatch.kernel.aivdm_scan import count_lines, pad, padded, widen
from straitwatch.kernel.aivdm_static import new_statics, put_statics, static_bytes
from straitwatch.kernel.aivdm_tag import MORE
from straitwatch.model.error import ConfigError
from straitwatch.model.record import Decoded, Tally

__all__ = ["HOLD", "AivdmStream", "decode_aivdm"]

_SLAB = 1 << 21  # bytes that one thread takes at a time: records and rows stay near the cache
_MAX_RECEIVERS = 1 << 16
_POLICIES = ("reject", "accept")

HOLD = 1 << 17
"""Messages that wait for their tables, in some 10 MB, at most 26: each batch costs 4 ms more."""


Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


class AivdmStream:
    r"""A stream of AIVDM bytes, archive or live, cut anywhere.

    The same bytes in other cuts, or with another number of threads, give the same rows, rejects
    and tally. All 27 types are messages; 1 to 4, 9, 11, 18, 19, 21 and 27 give a fix, 5, 19, 21
    and 24 a static, and each a row of its kind's table where that is asked for. A position that
    is not available makes a NO_POSITION reject, except in types 19 and
    21, whose static row still counts. Types 4 and 11 use their own UTC time when nothing else
    says when.

    A line's time is that of its tag block (`c`), else of the `$PGHP` line before it, else a time
    stamp behind the checksum, else one before the sentence, else that of its tag-block group; a
    message of several parts takes time and receiver from its first part that has one. A tag block
    without a right checksum is not trusted: the sentence, which has its own checksum, is decoded
    without the block's time, receiver and group, and the tally's notes count how often. The
    position is good whatever became of its label, but a wrong time or receiver would be a false
    statement.

    Args:
        source: label for the rows, normally the path as given.
        tally: is counted up as lines come in.
        threads: how many to use; all cores when not given.
        kinds: of messages that become tables too: names of `ais/kinds.py`, `all`, or `rest` for
            those that FIX and STATIC do not cover.
        hold: messages that wait until there are so many before they become tables.
        missing_checksum: `reject` sentences without checksum, as NMEA 0183 wants it, or `accept`
            them: their messages have the flag `no_checksum`. A wrong checksum is always a reject.

    Raises:
        ConfigError: there is no such kind, or no such policy.
    """

    def __init__(
        self,
        source: str,
        tally: Tally,
        *,
        threads: int | None = None,
        kinds: Sequence[str] = (),
        hold: int = 0,
        missing_checksum: str = "reject",
    ) -> None:
        if missing_checksum not in _POLICIES:
            raise ConfigError(f"missing_checksum {missing_checksum!r}: reject or accept")
        self._tally = tally
        self._threads = threads or os.cpu_count() or 1
        self._source = pa.array([source])
        self._rest = b""  # start of a line whose end has not come
        self._cut = False  # whether _rest is the start of an overlong line, the middle dropped
        self._dropped = 0  # bytes dropped from it
        self._line, self._offset, self._pending = 1, 0, code.NO_TIME
        self._waiting = join.new_waiting()
        self._mates = Mates()
        self._hold = hold
        self._keep_messages = Keep(kinds, self._source, hold)
        self._told: list[dict[str, pa.Table]] = []  # tables of messages, before they are given
        self._codes: dict[bytes, int] = {}
        self._words = pa.array([], pa.string())  # of _codes, in their order
        self._bad_tags = 0
        self._pool: ThreadPoolExecutor | None = None  # begun when there is work for more than one
        self._memory = Memory()
        self._idle: list[Scratch] = []
        self._lost, self._extra = new_lost(0), np.empty((0, code.COLUMNS + 1), np.int64)
        self._lenient = missing_checksum == "accept"
        tally.format = "aivdm"

    def __getstate__(self) -> dict[str, Any]:
        """Keep what the stream remembers of its lines; scratch memory is made anew."""
        extra = np.empty((0, code.COLUMNS + 1), np.int64)
        scratch = {"_memory": Memory(), "_idle": [], "_lost": new_lost(0), "_extra": extra}
        return {**self.__dict__, **scratch, "_pool": None}

    def count_for(self, tally: Tally) -> None:
        """Count up another tally from now on; what was counted stays in the one before."""
        self._tally = tally

    def spare_memory(self) -> None:
        """Forget memory cut for coming rows: the next rows stand in a block of their own size.

        A live stream gives few rows at a time, which would else keep a large block alive.
        """
        self._memory = Memory()

    def feed(self, data: bytes | memoryview) -> Decoded:
        """Decode the lines that end in `data`; the start of the next is kept.

        Args:
            data: the next bytes of the stream, of any length, cut anywhere; nothing of them is
                used later, so that they may be of a file that is mapped, or overwritten.

        Returns:
            rows in the order of their lines; a message of several parts stands at its last.

        Notes:
            Memory: about four times `len(data)`, 1 MB for parts that wait, for each thread the
            scratch of a slab, and some 80 bytes, of long messages 200, for each that waits to
            become a row of its kind. Rows stand in blocks of at most 32 MB, which tables share.
        """
        view = np.frombuffer(data, np.uint8)
        self._tally.n_bytes += len(view)
        stop = last_line(view)
        if not stop:
            self._keep(view)
            return self._together([])
        made: list[Made] = []
        start = 0
        if self._cut:
            start = line_end(view, 0)
            self._dropped += start - 1
            made += self._end_long_line()
        rest, self._rest = self._rest, b""
        made += self._decode(view[start:stop], rest)
        self._keep(view[stop:])
        return self._together(made)

    def close(self) -> Decoded:
        """Decode a last line without line end; parts that still wait become rejects."""
        made = self._end_long_line() if self._cut else self._decode(bytes_of(self._rest))
        self._rest = b""
        made.append(self._make(self._join(np.empty(0, np.uint8), at_end=True)))
        self._keep_messages.add(made[-1].kept)
        done = self._together(made, at_end=True)
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None
        return done

    def _together(self, made: list[Made], *, at_end: bool = False) -> Decoded:
        """Count what was made and lay it together; messages too, if they are enough."""
        bad_tags = count_made(self._tally, made)
        self._bad_tags = note_tags(self._tally, self._bad_tags, bad_tags)
        if self._keep_messages.is_due(at_end=at_end):
            self._crew(self._threads).run(self._give_messages())
        told, self._told = self._told, []
        return replace(lay_together([one.decoded for one in made]), messages=chain_tables(told))

    def _give_messages(self) -> Iterator[Job]:
        """Make room for tables of the messages that wait; returns the jobs that make them."""
        tables, jobs = self._keep_messages.give(self._words)
        self._told.append(tables)
        return jobs

    def _keep(self, data: Bytes) -> None:
        """Keep the start of a line; of an overlong one only as much as shows that it is."""
        if self._cut:
            self._dropped += len(data)
            return
        room = code.MAX_LINE + 1 - len(self._rest)
        self._rest += data[:room].tobytes()
        if len(data) >= room:
            self._cut, self._dropped = True, len(data) - room

    def _end_long_line(self) -> list[Made]:
        made = self._decode(bytes_of(self._rest + b"\n"))
        self._offset += self._dropped
        self._rest, self._cut, self._dropped = b"", False, 0
        return made

    def _decode(self, data: Bytes, rest: bytes = b"") -> list[Made]:
        """Parse in parallel, join parts in order, make tables in parallel.

        A thread does all with one slab after another, so that its scratch stays in its cache.

        The lines are `rest` and then `data`, of which no copy is made in one piece.
        """
        pieces = cut_slabs(data, _SLAB, self._threads)
        if rest:
            pieces[:1] = [np.concatenate([bytes_of(rest), *pieces[:1]])]
        crew, made = self._crew(len(pieces)), InOrder[Made]()
        crew.run(partial(self._work, crew, made, k, piece) for k, piece in enumerate(pieces))
        return made.taken

    def _crew(self, jobs: int) -> Crew:
        """Call threads together, for no more jobs than there are; they wait for the next time."""
        threads = min(self._threads, jobs)
        if threads > 1 and self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads - 1)
        return Crew(self._pool, threads)

    def _work(self, crew: Crew, made: InOrder[Made], k: int, piece: Bytes) -> None:
        """Do all with a slab, what touches the stream at its turn."""
        slab = self._parse(piece)
        crew.wait_turn(k)
        slab = self._join(piece, slab)
        crew.pass_turn()
        one = self._make(slab)
        jobs: Iterator[Job] = iter(())
        with made.lock:
            for each in made.add(k, one):
                self._keep_messages.add(each.kept)
            if self._hold and self._keep_messages.is_due():
                jobs = self._give_messages()
        crew.put(jobs)

    def _join(self, piece: Bytes, slab: Slab | None = None, *, at_end: bool = False) -> Slab:
        """Give a slab its place in the stream, its receivers' numbers, and join its parts."""
        if slab is None or self._pending != code.NO_TIME:
            if slab is not None:
                self._idle.append(slab.scratch)
            slab = self._parse(piece, self._pending)
        self._pending = int(slab.counts[scan.PENDING])
        slab.line, slab.offset = self._line, self._offset
        self._line += int(slab.counts[scan.N_LINES])
        self._offset += len(piece)
        slab.names = np.full(len(slab.receivers) + len(slab.parts) + 1, -1, np.int32)
        slab.names[: len(slab.receivers)] = [*map(self._number, slab.receivers)]
        slab.codes = self._receivers
        if len(slab.parts) or at_end:
            self._join_parts(slab, at_end)
        slab.pair(self._mates)
        return slab

    def _join_parts(self, slab: Slab, at_end: bool) -> None:
        if len(self._lost.place) < len(slab.parts) + join.LOST_ROOM:
            self._lost = new_lost(2 * len(slab.parts) + join.LOST_ROOM)
            self._extra = np.empty((len(self._lost.place), code.COLUMNS + 1), np.int64)
        lost, extra = self._lost, self._extra
        bases = np.array([slab.line, slab.offset])
        n = np.array([0, 0, slab.joined, at_end, 0, 0])
        join.join_parts(
            slab.buf, slab.rec, slab.parts, slab.names, bases, *self._waiting, lost.place,
            lost.raw, extra, n,
        )  # fmt: skip
        if n[join.N_LOST]:
            slab.lost = Lost(lost.place[: n[join.N_LOST]].copy(), lost.raw[: n[join.N_LOST]].copy())
        slab.n_parts = int(n[join.N_PARTS])
        if n[join.N_EXTRA]:
            slab.put_in(extra[: n[join.N_EXTRA]])

    def _parse(self, piece: Bytes, pending: int = code.NO_TIME) -> Slab:
        """Turn lines into records; touches nothing of the stream but idle scratch."""
        scratch = self._scratch()
        room = len(piece) + join.MAX_OPEN * code.MAX_PAYLOAD
        buf = pad(piece, room, scratch.room("buf", padded(len(piece), room)))
        lines = count_lines(widen(buf), len(piece)) + 1
        rec = scratch.take("rec", lines, code.COLUMNS)
        parts = scratch.take("parts", lines, code.PART_COLUMNS)
        names = scratch.take("names", lines, 2)
        table = scratch.take_table(1 << (lines + 1).bit_length())
        more, counts = np.empty(MORE + 7, np.int64), np.zeros(11, np.int64)
        counts[scan.LENIENT] = self._lenient
        marks = scratch.take("marks", lines, 1).ravel()
        scan.parse_lines(
            buf, widen(buf), len(piece), pending, rec, parts, names, table, marks, more, counts
        )
        starts = names[: counts[scan.N_RECEIVERS]].tolist()
        receivers = [buf[at : at + n].tobytes() for at, n in starts]
        rec, parts = rec[: counts[scan.N_RECORDS]], parts[: counts[scan.N_PIECES]]
        slab = Slab(scratch, buf, len(piece), rec, parts, receivers, counts)
        slab.read_parts(marks[: counts[scan.N_MARKS]])
        return slab

    def _scratch(self) -> Scratch:
        try:
            return self._idle.pop()
        except IndexError:
            return Scratch()

    def _number(self, name: bytes) -> int:
        """Give a receiver its number in the stream, or -1 when there are too many to be true."""
        if name not in self._codes:
            if len(self._codes) >= _MAX_RECEIVERS:
                return -1
            self._codes[name] = len(self._codes)
        return self._codes[name]

    @property
    def _receivers(self) -> pa.Array:
        if len(self._words) < len(self._codes):
            self._words = pa.array([quote(name) for name in self._codes], pa.string())
        return self._words

    def _make(self, slab: Slab) -> Made:
        """Turn a slab's records into tables; touches nothing of the stream."""
        counts = np.zeros(fix.COUNTS, np.int64)
        good, scratch, memory = int(slab.counts[scan.N_GOOD]), slab.scratch, self._memory
        rows, rare = fix.fix_bytes(good)
        fixes = fix.new_fixes(good, memory.take(rows), scratch.room("rare", rare))
        later = scratch.take("later", 3, len(slab.rec))
        wide, words = widen(slab.buf), np.empty(N_WORDS, np.uint64)
        wanted = self._keep_messages.mask
        fix.read_messages(
            wide, slab.joined, slab.rec, slab.names, slab.line, *fixes, wanted, later, words, counts
        )
        kept = None
        if wanted:
            which = later[2, : counts[fix.N_KEPT]]
            kept = keep_records(wide, slab.joined, slab.rec, slab.names, which, slab.line)
        named = later[0, : counts[fix.N_STATICS]]
        rows, texts = static_bytes(len(named))
        statics = new_statics(len(named), memory.take(rows), scratch.room("texts", texts))
        put_statics(wide, slab.rec, named, slab.marks, slab.mates, slab.line, *statics, words)
        bad = slab.rec[later[1, : counts[fix.N_BAD]]]
        decoded = Decoded(
            fix_table(fixes, int(counts[fix.N_FIXES]), self._source, slab.codes, memory),
            static_table(statics, len(named), self._source, memory),
            reject_table(slab.buf, bad, slab.lost, slab.line, slab.offset, self._source),
        )
        faults = count_faults(bad, slab.lost)
        self._idle.append(scratch)
        return Made(decoded, kept, slab.counts, counts, faults, slab.n_parts)


def decode_aivdm(
    chunks: Iterable[bytes | memoryview],
    source: str,
    tally: Tally,
    *,
    threads: int | None = None,
    kinds: Sequence[str] = (),
    missing_checksum: str = "reject",
) -> Iterator[Decoded]:
    """Decode a whole source.

    Args:
        chunks: its bytes, in order, cut anywhere.
        source: label for the fix.
        tally: is counted up.
        threads: how many to use; all cores when not given.
        kinds: of messages that become tables too: names of `ais/kinds.py`, `all`, or `rest` for
            those that FIX and STATIC do not cover.
        missing_checksum: `reject` or `accept`, as of `AivdmStream`.

    Yields:
        one Decoded for each chunk, and one for what was left at the end. Messages wait until they
        are many: they come with a later chunk than their lines.

    Raises:
        ConfigError: there is no such kind, or no such policy.
    """
    stream = AivdmStream(
        source, tally, threads=threads, kinds=kinds, hold=HOLD, missing_checksum=missing_checksum
    )
    for chunk in chunks:
        yield stream.feed(chunk)
    yield stream.close()

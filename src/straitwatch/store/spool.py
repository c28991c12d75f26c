"""Spooling: fixes in any order turned into sorted runs on disk, and those into days.

A run is half a million rows sorted by day and time, in batches that each lie in one day. A day is
merged from its runs range after range of time, so memory is bounded by the size of a range, not by
the rows of a day; only rows of one and the same moment stay together however many they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.model.schema import FIX, conform
from straitwatch.store.pack import PACKED, pack_fixes
from straitwatch.store.sort import UNDATED_T, keys_of, sort_rows

__all__ = ["FixSpool"]

Ints = npt.NDArray[np.int64]

_DAY_US = 86_400_000_000
_UNDATED = np.iinfo(np.int64).min  # days are counted from 1970; this one is none
_BATCH_ROWS = 1 << 15  # what a merge holds of each run
_SAMPLE = 256  # one key of so many is remembered to cut a day into ranges
_RANGE_ROWS = 1 << 20


@dataclass
class _Piece:
    """The batches of one run that lie in one day."""

    run: Path
    batches: range
    n: int
    sample: Ints


@dataclass
class FixSpool:
    """Sorted runs of one ingest.

    Attributes:
        folder: where the runs lie.
        run_rows: rows of a run.
    """

    folder: Path
    run_rows: int = 1 << 19
    _pending: list[pa.Table] = field(default_factory=list)
    _n_pending: int = 0
    _n_runs: int = 0
    _days: dict[int, list[_Piece]] = field(default_factory=dict)

    def add(self, fixes: pa.Table) -> None:
        """Take FIX rows, in any order and number."""
        fixes = conform(fixes, FIX)
        while fixes.num_rows:
            room = self.run_rows - self._n_pending
            self._pending.append(fixes.slice(0, room))
            self._n_pending += self._pending[-1].num_rows
            fixes = fixes.slice(room)
            if self._n_pending >= self.run_rows:
                self._flush()

    def days(self) -> Iterator[tuple[int | None, Iterator[pa.Table]]]:
        """Give each day (days since 1970; None: undated) with its rows.

        Yields:
            the day, and PACKED tables, each of about a million rows, sorted by object_id, t,
            line. No row of one is later than one of the next.
        """
        self._flush()
        for day in sorted(self._days):
            if day == _UNDATED:
                yield None, _merge(self._days[day], "object_id")
            else:
                yield day, _merge(self._days[day], "t")

    def _flush(self) -> None:
        if not self._n_pending:
            return
        packed = pack_fixes(pa.concat_tables(self._pending).unify_dictionaries())
        self._pending, self._n_pending = [], 0
        if packed["t"].null_count:  # undated rows are one day, sorted by object
            packed = sort_rows(packed, *keys_of(packed, "object_id"))
        packed = sort_rows(packed, *keys_of(packed, "t"))
        (t_us,) = keys_of(packed, "t")
        self._write_run(packed, np.where(t_us == UNDATED_T, _UNDATED, t_us // _DAY_US))

    def _write_run(self, packed: pa.Table, days: Ints) -> None:
        path = self.folder / f"run-{self._n_runs:05d}.arrow"
        self._n_runs += 1
        starts = np.flatnonzero(np.r_[True, days[1:] != days[:-1]])
        options = pa.ipc.IpcWriteOptions(compression="lz4", unify_dictionaries=True)
        with (
            pa.OSFile(str(path), "wb") as file,
            pa.ipc.new_file(file, packed.schema, options=options) as writer,
        ):
            done = 0
            for start, end in zip(starts, [*starts[1:], len(days)], strict=True):
                rows = packed.slice(start, end - start)
                batches = rows.to_batches(max_chunksize=_BATCH_ROWS)
                for batch in batches:
                    writer.write_batch(batch)
                day = int(days[start])
                key = rows["object_id" if day == _UNDATED else "t"].to_numpy()
                batch_range = range(done, done + len(batches))
                piece = _Piece(path, batch_range, rows.num_rows, key[::_SAMPLE].copy())
                self._days.setdefault(day, []).append(piece)
                done += len(batches)


def _merge(pieces: list[_Piece], key: str) -> Iterator[pa.Table]:
    """Give the rows of one day, range after range of a key by which its runs are sorted."""
    cursors = [_Cursor(piece, key) for piece in pieces]
    try:
        for bound in [*_bounds(pieces), None]:
            taken = [batch for cursor in cursors for batch in cursor.below(bound)]
            if taken:
                rows = pa.Table.from_batches(taken, schema=PACKED).unify_dictionaries()
                yield sort_rows(rows, *keys_of(rows, "object_id", "t", "line"))
    finally:
        for cursor in cursors:
            cursor.close()


def _bounds(pieces: list[_Piece]) -> Ints:
    """Choose the keys that cut a day into ranges of about _RANGE_ROWS."""
    sample = np.sort(np.concatenate([piece.sample for piece in pieces]))
    n_ranges = sum(piece.n for piece in pieces) // _RANGE_ROWS
    at = np.arange(1, n_ranges + 1) * (_RANGE_ROWS // _SAMPLE)
    return np.unique(sample[at[at < len(sample)]])


class _Cursor:
    """Reads one piece onwards, each batch once."""

    def __init__(self, piece: _Piece, key: str) -> None:
        self._key = key
        self._file = pa.OSFile(str(piece.run), "rb")
        self._reader = pa.ipc.open_file(self._file)
        self._left = list(reversed(piece.batches))
        self._rest: pa.RecordBatch | None = None

    def below(self, bound: int | None) -> Iterator[pa.RecordBatch]:
        """Give the rows not yet given whose key is below a bound; all for None."""
        while self._rest is not None or self._left:
            batch = self._rest
            if batch is None:
                batch = self._reader.get_batch(self._left.pop())
            keys = batch.column(self._key).to_numpy()
            n = len(keys) if bound is None else int(np.searchsorted(keys, bound))
            self._rest = batch.slice(n) if n < len(keys) else None
            if n:
                yield batch.slice(0, n)
            if self._rest is not None:
                return

    def close(self) -> None:
        self._file.close()

"""Appending: what feeds gave since the last time turned into further parts of their sources."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pyarrow.parquet as pq

from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import REJECT, STATIC
from straitwatch.store.guard import guarded
from straitwatch.store.ingest import add_parts, new_names, place_of, placed, write_all
from straitwatch.store.layout import TMP, Part
from straitwatch.store.part import Aside, Written, write_rows
from straitwatch.store.source import write_tally
from straitwatch.store.spool import FixSpool
from straitwatch.store.state import State

__all__ = ["Addition", "append", "compact"]

_FEW_PARTS = 32
"""Ours: small parts of one day and source that are read together without being felt."""

_SMALL_ROWS = 1 << 18
"""Ours: a part of so many rows reads as fast as a larger one; 3 MB of fixes."""

_MOST_ROWS = 1 << 20
"""Rows that a merge holds in memory: about 100 MB of fixes."""


@dataclass(frozen=True)
class Addition:
    """What one feed gave.

    Attributes:
        label: of its source; one that is there grows.
        decoded: the rows.
        tally: of all that it ever gave: takes the place of the one that is there.
    """

    label: str
    decoded: Sequence[Decoded]
    tally: Tally


def _nothing(_: sqlite3.Connection) -> None:
    """Do nothing more."""


def append(
    state: State,
    additions: Sequence[Addition],
    also: Callable[[sqlite3.Connection], None] = _nothing,
) -> None:
    """Add parts to sources; all of it lasts once this returns, or none.

    Args:
        state: of the store.
        additions: of different labels.
        also: does more in the same transaction.

    Raises:
        SchemaError: a column is missing or mistyped, or a place is out of range.
        StoreError: another process writes, or the store is damaged.
        OutputError: no space left.
    """
    with _workshop(state) as folder:
        written: list[Written] = []
        for number, one in enumerate(additions):
            own = folder / str(number)
            own.mkdir()
            written += _write(state, own, one)
        with state.turn, placed(state, written) as parts, state.writing() as db:
            for one in additions:
                mine = [part for part in parts if part.source == one.label]
                add_parts(db, one.label, write_tally(one.tally), mine)
            also(db)


@contextmanager
def _workshop(state: State) -> Iterator[Path]:
    """Make a folder for files that do not count yet; takes the writer's lock."""
    name = f"append-{uuid4().hex}"
    with state.turn, state.writing():  # takes the writer's lock, or says who holds it
        state.busy |= {name}
    folder = state.folder / TMP / name
    try:
        with guarded(state.folder):
            folder.mkdir(parents=True)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # the next sweep takes what stays
        state.busy -= {name}


def _write(state: State, folder: Path, addition: Addition) -> list[Written]:
    spool = FixSpool(folder)
    statics = Aside(folder / "statics", STATIC)
    rejects = Aside(folder / "rejects", REJECT)
    try:
        for decoded in addition.decoded:
            spool.add(decoded.fixes)
            statics.add(decoded.statics)
            rejects.add(decoded.rejects)
        names = new_names(state, addition.label)
        return write_all(folder, addition.label, names, spool, (statics, rejects))
    finally:
        statics.close()
        rejects.close()


def compact(state: State, labels: Sequence[str], *, few: int = _FEW_PARTS) -> int:
    """Merge small parts of one day and source into one, where there are many.

    Args:
        state: of the store; readers may read meanwhile.
        labels: of the sources that are looked at.
        few: so many small parts stay.

    Returns:
        how many parts were merged. Their files are swept when nobody reads.
    """
    merged = 0
    for lot in _lots(state, labels, few):
        with _workshop(state) as folder:
            names = new_names(state, lot[0].source)
            place = place_of(lot[0].source, names, lot[0].kind, lot[0].day)
            tables = [pq.read_table(state.folder / part.path, partitioning=None) for part in lot]
            written = write_rows(folder, tables, place)
            with state.turn, placed(state, [written]) as parts, state.writing() as db:
                db.executemany("DELETE FROM parts WHERE path = ?", [(part.path,) for part in lot])
                sql = "SELECT tally FROM sources WHERE source = ?"
                tally = db.execute(sql, [lot[0].source]).fetchone()[0]
                add_parts(db, lot[0].source, tally, parts)
        merged += len(lot)
    state.sweep()
    return merged


def _lots(state: State, labels: Sequence[str], few: int) -> Iterator[list[Part]]:
    """Find parts to merge, no more of them at a time than fit into memory."""
    for label in labels:
        for kind in ("fixes", "statics", "rejects"):
            small: dict[str, list[Part]] = {}
            for part in state.parts(kind, " AND source = ? AND n < ?", [label, _SMALL_ROWS]):
                small.setdefault(part.day, []).append(part)
            for parts in small.values():
                if len(parts) > few:
                    yield _as_many_as_fit(parts)


def _as_many_as_fit(parts: list[Part]) -> list[Part]:
    n = 0
    for k, part in enumerate(parts):
        n += part.n
        if n > _MOST_ROWS:
            return parts[:k]
    return parts

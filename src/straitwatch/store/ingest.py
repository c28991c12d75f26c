"""Ingesting: the decoded chunks of one source turned into parts that count all at once."""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import astuple, fields
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

import pyarrow as pa

from straitwatch.model.error import ContractError, StoreError
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import REJECT, STATIC
from straitwatch.store.guard import guarded
from straitwatch.store.layout import (
    TMP,
    UNDATED,
    Part,
    day_name,
    part_name,
    sync_folder,
)
from straitwatch.store.part import Aside, Written, write_part
from straitwatch.store.source import write_tally
from straitwatch.store.spool import FixSpool
from straitwatch.store.state import State

__all__ = [
    "Ingest",
    "add_parts",
    "new_names",
    "place_of",
    "placed",
    "put_source",
    "replace_parts",
    "write_all",
]


class Ingest:
    """Takes what one source gives. Nothing of it is visible before `commit`.

    Use it as a context manager: leaving it without a commit aborts.

    Args:
        state: of the store; the writer's lock is held.
        source: label; a source of the same label that is there is replaced at commit.

    Raises:
        StoreError: the same source is under ingest already.
    """

    def __init__(self, state: State, source: str) -> None:
        self._state, self._source = state, source
        self._name = f"ingest-{uuid4().hex}"
        self._folder = state.folder / TMP / self._name
        with state.turn, state.writing():  # takes the writer's lock, or says who holds it
            if source in state.busy:
                raise StoreError(f"the source '{source}' is being read into the store already")
            state.busy |= {source, self._name}
        with guarded(state.folder):
            self._folder.mkdir(parents=True)
        self._spool = FixSpool(self._folder)
        self._statics = Aside(self._folder / "statics", STATIC)
        self._rejects = Aside(self._folder / "rejects", REJECT)
        self._open = True

    def add(self, decoded: Decoded) -> None:
        """Take one chunk; rows in any order.

        Raises:
            SchemaError: a column is missing or mistyped, or a place is out of range. The latter
                may show only at a later `add` or at `commit`.
            ContractError: the ingest has ended.
            OutputError: no space left.
        """
        self._ask_open()
        with guarded(self._state.folder):
            self._spool.add(decoded.fixes)
            self._statics.add(decoded.statics)
            self._rejects.add(decoded.rejects)

    def commit(self, tally: Tally) -> None:
        """Make all that was added count, in place of what the same source gave before.

        It lasts once this returns: files and folders are synced, then one transaction names
        them. If it raises, the store is as it was before.

        Raises:
            SchemaError: see `add`.
            ContractError: the ingest has ended.
            OutputError: no space left.
        """
        self._ask_open()
        try:
            with guarded(self._state.folder):
                parts = self._write()
                self._publish(parts, write_tally(tally))
        finally:
            self.abort()

    def abort(self) -> None:
        """Drop all that was added and not committed. A second call does nothing."""
        if self._open:
            self._open = False
            for aside in (self._statics, self._rejects):
                with suppress(OSError, pa.ArrowException):  # a full disk: the file goes anyway
                    aside.close()
            shutil.rmtree(self._folder, ignore_errors=True)  # the next sweep takes what stays
            self._state.busy -= {self._source, self._name}
            pa.default_memory_pool().release_unused()

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Abort what was not committed."""
        self.abort()

    def _ask_open(self) -> None:
        if not self._open:
            raise ContractError(f"the ingest of '{self._source}' has ended: open another one")

    def _write(self) -> list[Written]:
        names = new_names(self._state, self._source)
        return write_all(
            self._folder, self._source, names, self._spool, (self._statics, self._rejects)
        )

    def _publish(self, written: list[Written], tally: str) -> None:
        with self._state.turn:
            with placed(self._state, written) as parts:
                old = replace_parts(self._state, self._source, tally, parts)
            if old:
                self._state.sweep()


def new_names(state: State, source: str) -> Iterator[str]:
    """Give names for the parts of the next ingest of a source."""
    found = state.rows("SELECT generation FROM sources WHERE source = ?", [source])
    generation = found[0][0] + 1 if found else 1
    return (part_name(source, generation, number) for number in count())


def write_all(
    folder: Path, source: str, names: Iterator[str], spool: FixSpool, asides: tuple[Aside, Aside]
) -> list[Written]:
    """Write parts of all that was gathered: fixes by day, then statics and rejects.

    Args:
        folder: where the files are made.
        source: whose they are.
        names: for them.
        spool: fixes.
        asides: statics, rejects.
    """
    written: list[Written] = []
    with ThreadPoolExecutor(1) as pool:  # a table is sorted while the one before is written
        waiting: Future[Written] | None = None
        for day, tables in spool.days():
            name = UNDATED if day is None else day_name(day)
            for table in tables:
                written += [] if waiting is None else [waiting.result()]
                place = place_of(source, names, "fixes", name)
                waiting = pool.submit(write_part, folder, table, place)
        written += [] if waiting is None else [waiting.result()]
    for kind, aside in zip(("statics", "rejects"), asides, strict=True):
        done = aside.end(place_of(source, names, kind, ""))
        written += [] if done is None else [done]
    return written


@contextmanager
def placed(state: State, written: Sequence[Written]) -> Iterator[list[Part]]:
    """Move files to where they belong, for good; away again when the body fails."""
    moved: list[Path] = []
    try:
        for file, part in written:
            target = state.folder / part.path
            target.parent.mkdir(exist_ok=True)
            moved.append(target)
            file.replace(target)
        sync_folder({path.parent for path in moved} | {path.parent.parent for path in moved})
        yield [part for _, part in written]
    except BaseException:
        for path in moved:
            path.unlink(missing_ok=True)
        raise


def place_of(source: str, names: Iterator[str], kind: str, day: str) -> Part:
    """Name the place of a part that is to be written."""
    folder = f"{kind}/day={day}" if day else kind
    return Part(f"{folder}/{next(names)}", kind, day, source, 0, 0, "")


def replace_parts(state: State, source: str, tally: str, parts: Sequence[Part]) -> list[str]:
    """Let new parts of a source count instead of its old ones, in one transaction.

    Returns:
        paths of the old ones.
    """
    with state.writing() as db:
        return put_source(db, source, tally, parts)


def put_source(
    db: sqlite3.Connection, source: str, tally: str, parts: Sequence[Part] = ()
) -> list[str]:
    """Let a source's tally and parts take the place of its old ones, in the caller's transaction.

    Returns:
        paths of the old parts.
    """
    old = db.execute("SELECT path FROM parts WHERE source = ?", [source]).fetchall()
    db.execute("DELETE FROM parts WHERE source = ?", [source])
    add_parts(db, source, tally, parts)
    return [path for (path,) in old]


def add_parts(db: sqlite3.Connection, source: str, tally: str, parts: Sequence[Part]) -> None:
    """Let parts of a source count beside those that do, in the caller's transaction."""
    names = [field.name for field in fields(Part)]
    insert = f"INSERT INTO parts ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - own words only
    db.executemany(insert, [astuple(part) for part in parts])
    db.execute(
        "INSERT INTO sources VALUES (?, 1, ?) ON CONFLICT (source) DO UPDATE "
        "SET generation = generation + 1, tally = excluded.tally",
        [source, tally],
    )

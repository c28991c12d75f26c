"""State: the SQLite file of a store, its locks, and the list of Parquet parts that count."""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import quote

from straitwatch.model.error import StoreError, StraitwatchError
from straitwatch.store.ddl import is_laid, widen
from straitwatch.store.guard import guarded
from straitwatch.store.layout import PINS, STATE, WRITER, Part
from straitwatch.store.sweep import sweep_strays

__all__ = ["State"]

_WAIT_S = 30.0
_CHANGES = "changes"
_COUNT_CHANGE = (
    f"INSERT INTO meta VALUES ('{_CHANGES}', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1"  # noqa: S608 - own words only
)
_PART = [field.name for field in fields(Part)]


class State:
    """What stands behind a Store: one folder, one writer's lock, one SQLite file.

    Readers open SQLite anew for each question and need no lock of the writer's. While they read
    parts they hold a shared pin, so that no sweep takes a file away under them.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.busy: set[str] = set()  # labels under ingest, and their folders in tmp
        self.turn = threading.RLock()  # one write at a time in this process
        self._db: sqlite3.Connection | None = None
        self._lock: int | None = None

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Ask SQLite; returns all rows."""
        with self.reading() as db:
            return db.execute(sql, values).fetchall()

    def version(self) -> str:
        """Name the state of the store: another word after each change of anything in it."""
        found = self.rows("SELECT value FROM meta WHERE name = ?", [_CHANGES])
        with guarded(self.folder):
            made = (self.folder / STATE).stat().st_ino
        return f"{made:x}-{found[0][0] if found else 0:x}"

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Open SQLite for reading only; what is seen inside is one moment of the store."""
        with guarded(self.folder):
            state = self.folder / STATE
            address = f"file:{quote(str(state.resolve()))}?mode=ro"
            if not os.access(self.folder, os.W_OK) and not Path(f"{state}-wal").exists():
                address += "&immutable=1"  # SQLite could not make the files that it shares
            db = sqlite3.connect(address, uri=True, timeout=_WAIT_S, isolation_level=None)
            try:
                db.execute("BEGIN")
                yield db
            finally:
                db.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Open one transaction: all of it lasts once this returns, or none of it."""
        with self.turn, guarded(self.folder):
            db = self._writer()
            db.execute("BEGIN IMMEDIATE")
            before = db.total_changes
            try:
                yield db
                if db.total_changes != before:
                    db.execute(_COUNT_CHANGE)
                db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # the first error is the one to tell
                    db.execute("ROLLBACK")
                raise

    @contextmanager
    def pinned(self) -> Iterator[None]:
        """Keep every part that counts now from being swept until this ends."""
        with guarded(self.folder):
            pin = os.open(self.folder / PINS, os.O_RDONLY)
        try:
            with guarded(self.folder):
                fcntl.flock(pin, fcntl.LOCK_SH)
            yield
        finally:
            os.close(pin)

    def parts(self, kind: str, where: str = "", values: Sequence[Any] = ()) -> list[Part]:
        """List the parts that count, by day, then path. Read them inside `pinned`."""
        sql = f"SELECT {', '.join(_PART)} FROM parts WHERE kind = ?{where} ORDER BY day, path"  # noqa: S608 - own words only
        return [Part(*row) for row in self.rows(sql, [kind, *values])]

    def lock(self) -> None:
        """Become the writer, and sweep what a dead one left behind.

        Raises:
            StoreError: another one writes.
        """
        with self.turn:
            if self._lock is not None:
                return
            with guarded(self.folder):
                handle = os.open(self.folder / WRITER, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                who = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
                os.close(handle)
                raise StoreError(
                    f"the store {self.folder} is being written by process {who}: "
                    "wait until it ends, or write to another folder"
                ) from error
            with guarded(self.folder):
                os.ftruncate(handle, 0)
                os.pwrite(handle, str(os.getpid()).encode(), 0)
            self._lock = handle

    def sweep(self) -> bool:
        """Remove files that no longer count, unless someone reads; returns whether it did.

        What cannot be removed now stays for the next sweep: it counts for nobody.
        """
        with self.turn:
            try:
                counted = {path for (path,) in self.rows("SELECT path FROM parts")}
                return sweep_strays(self.folder, counted, self.busy)
            except StraitwatchError:
                return False

    def _writer(self) -> sqlite3.Connection:
        self.lock()
        if self._db is None:
            db = sqlite3.connect(
                self.folder / STATE, timeout=_WAIT_S, isolation_level=None, check_same_thread=False
            )
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA temp_store = MEMORY")
            self._db = db
            if is_laid(db):
                widen(db)
                self.sweep()
        return self._db

    def close(self) -> None:
        """Let go of SQLite and of the writer's lock."""
        with self.turn:
            if self._db is not None:
                with guarded(self.folder):
                    self.sweep()
                    self._db.close()
                self._db = None
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None

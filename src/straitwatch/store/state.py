"""State: the SQLite file of a store, its locks, and the list of Parquet parts that count."""

import fcntl
import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any
from urllib.parse import quote

from straitwatch.model.error import StoreError, StraitwatchError
from straitwatch.store.ddl import VERSION, is_laid, lay, widen
from straitwatch.store.guard import guarded
from straitwatch.store.layout import (
    KINDS,
    PINS,
    STATE,
    TMP,
    WRITER,
    Part,
    is_own,
    sync_folder,
)

__all__ = ["State"]

_WAIT_S = 30.0
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
            try:
                yield db
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

    def replace_parts(self, source: str, tally: str, parts: Sequence[Part]) -> list[str]:
        """Let new parts of a source count instead of its old ones, in one transaction.

        Returns:
            paths of the old ones.
        """
        with self.writing() as db:
            old = db.execute("SELECT path FROM parts WHERE source = ?", [source]).fetchall()
            db.execute("DELETE FROM parts WHERE source = ?", [source])
            marks = ", ".join("?" * len(_PART))
            db.executemany(
                f"INSERT INTO parts ({', '.join(_PART)}) VALUES ({marks})",  # noqa: S608 - own words only
                [astuple(part) for part in parts],
            )
            db.execute(
                "INSERT INTO sources VALUES (?, 1, ?) ON CONFLICT (source) DO UPDATE "
                "SET generation = generation + 1, tally = excluded.tally",
                [source, tally],
            )
        return [path for (path,) in old]

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

    def create(self) -> None:
        """Make the folder a store, if it is none yet; the writer's lock is held after."""
        with guarded(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            if not (self.folder / STATE).exists() and not is_own(self.folder):
                raise StoreError(
                    f"the folder {self.folder} holds other files and is no store: name another one"
                )
            self.lock()
            for name in (*KINDS, TMP):
                (self.folder / name).mkdir(exist_ok=True)
            (self.folder / PINS).touch()
        with self.writing() as db:
            if not is_laid(db):
                lay(db)
        with guarded(self.folder):
            sync_folder([self.folder, self.folder.parent])

    def check(self) -> None:
        """Ask that this is a store that can be read.

        Raises:
            StoreError: it is none, it is damaged, or it is of a newer version.
        """
        if not (self.folder / STATE).is_file() or not (self.folder / PINS).is_file():
            raise StoreError(
                f"there is no store at {self.folder}: make one with `straitwatch run SOURCE "
                "--out DIR`, which puts it at DIR/store"
            )
        found = self.rows("SELECT value FROM meta WHERE name = 'version'")
        version = found[0][0] if found else None
        if not isinstance(version, int) or version > VERSION:
            raise StoreError(
                f"the store {self.folder} is of version {version}, this program reads up to "
                f"{VERSION}: bring the program up to date, or name another folder"
            )

    def sweep(self) -> bool:
        """Remove files that no longer count, unless someone reads; returns whether it did.

        What cannot be removed now stays for the next sweep: it counts for nobody.
        """
        with self.turn:
            pin = None
            try:
                pin = os.open(self.folder / PINS, os.O_RDONLY)
                fcntl.flock(pin, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._remove_strays()
            except (OSError, StraitwatchError):
                return False
            finally:
                if pin is not None:
                    os.close(pin)
            return True

    def _remove_strays(self) -> None:
        counted = {path for (path,) in self.rows("SELECT path FROM parts")}
        for kind in KINDS:
            for path in sorted((self.folder / kind).rglob("*"), reverse=True):
                if path.is_dir():
                    with suppress(OSError):  # not empty: it stays
                        path.rmdir()
                elif path.relative_to(self.folder).as_posix() not in counted:
                    path.unlink()
        for path in (self.folder / TMP).iterdir():
            if path.name not in self.busy:
                shutil.rmtree(path) if path.is_dir() else path.unlink()

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

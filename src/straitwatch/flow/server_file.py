"""A path into the server's own file beside a store, which holds keys, sessions and alerts."""

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from straitwatch.model.error import StoreError

__all__ = ["ServerFile", "server_file"]

NAME = "server.sqlite"
_WAIT_S = 30.0
_making = threading.Lock()  # of one thread at a time: the file is closed before another opens it
_VERSION = 1
_DDL = """
    CREATE TABLE IF NOT EXISTS keys (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, salt BLOB NOT NULL,
        digest BLOB NOT NULL, scopes TEXT NOT NULL, release TEXT, created INTEGER NOT NULL,
        expires INTEGER, revoked INTEGER, last_used INTEGER) STRICT;
    CREATE UNIQUE INDEX IF NOT EXISTS keys_live ON keys (name) WHERE revoked IS NULL;
    CREATE TABLE IF NOT EXISTS sessions (
        digest BLOB PRIMARY KEY, key_id INTEGER NOT NULL, created INTEGER NOT NULL,
        expires INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS alert_state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS alerts (
        id INTEGER PRIMARY KEY AUTOINCREMENT, rule TEXT NOT NULL, event_id TEXT NOT NULL,
        part TEXT NOT NULL, status TEXT NOT NULL, event TEXT NOT NULL, planned INTEGER NOT NULL,
        UNIQUE (rule, event_id, part)) STRICT;
    CREATE TABLE IF NOT EXISTS deliveries (
        id INTEGER PRIMARY KEY AUTOINCREMENT, alert_id INTEGER NOT NULL REFERENCES alerts (id),
        address TEXT NOT NULL, shown TEXT NOT NULL, state TEXT NOT NULL, due INTEGER NOT NULL,
        since INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, deaths INTEGER NOT NULL DEFAULT 0,
        reason TEXT, sent INTEGER, UNIQUE (alert_id, address)) STRICT;
    CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (state, due);
"""


def server_file(store: Path) -> Path:
    """Say where the server's file of a store lies: in the folder that holds the store's own."""
    return store.resolve().parent / NAME


class ServerFile:
    """One SQLite file that only its owner may read; one connection, which threads share.

    Args:
        path: of the file; made at the first write.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._turn = threading.RLock()
        self._db: sqlite3.Connection | None = None

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Ask; nothing is there while the file is not."""
        if self._db is None and not self.path.exists():
            return []
        with self._turn, self._guarded():
            return self._open().execute(sql, values).fetchall()

    def stamp(self) -> tuple[int, int] | None:
        """Give a word that changes whenever the file does, by any process; None: no file."""
        if self._db is None and not self.path.exists():
            return None
        with self._turn, self._guarded():
            db = self._open()
            (version,) = db.execute("PRAGMA data_version").fetchone()
            return int(version), db.total_changes

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Open one transaction: all of it lasts once this returns, or none of it."""
        with self._turn, self._guarded():
            db = self._open()
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # the first error is the one to tell
                    db.execute("ROLLBACK")
                raise

    def secret(self, name: str) -> bytes:
        """Give 32 random bytes that stay the same for this file."""
        with self.writing() as db:
            made = (name, secrets.token_bytes(32))
            db.execute("INSERT OR IGNORE INTO secrets VALUES (?, ?)", made)
            found = db.execute("SELECT value FROM secrets WHERE name = ?", [name]).fetchone()
        return bytes(found[0])

    def close(self) -> None:
        """Close the file."""
        with self._turn:
            if self._db is not None:
                self._db.close()
                self._db = None

    def _open(self) -> sqlite3.Connection:
        if self._db is None:
            _make(self.path)
            db = sqlite3.connect(
                self.path, timeout=_WAIT_S, isolation_level=None, check_same_thread=False
            )
            try:
                _lay(db, self.path)
            except BaseException:
                db.close()
                raise
            self._db = db
        return self._db

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"the server's file {self.path}: {error}") from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise StoreError(f"the server's file {self.path}: {reason}") from error


def _make(path: Path) -> None:
    """Make an empty file that only its owner may read, before SQLite makes one.

    A file that is there is not opened: closing it again would drop the locks of all connections
    that this process has to it (POSIX advisory locks; sqlite.org, "How To Corrupt", 2.2), and
    another process that leaves would take it for unused and throw away its journal.
    """
    with _making:
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        path.chmod(0o600)


def _lay(db: sqlite3.Connection, path: Path) -> None:
    db.execute("PRAGMA journal_mode = WAL")  # its side files take the mode of the file itself
    db.execute("PRAGMA synchronous = FULL")  # what was noted as sent stays noted
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > _VERSION:
        raise StoreError(f"the server's file {path} is of a newer version: update straitwatch")
    if version < _VERSION:
        db.executescript(f"BEGIN IMMEDIATE; {_DDL} PRAGMA user_version = {_VERSION}; COMMIT;")

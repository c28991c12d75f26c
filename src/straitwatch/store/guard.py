"""Guard: errors of the disk, of SQLite and of DuckDB turned into words with a mend."""

import errno
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from straitwatch.model.error import OutputError, StoreError, StraitwatchError
from straitwatch.store.layout import STATE, Part, digest_of

__all__ = ["check_parts", "find_cause", "find_damage", "guarded", "guarded_parts"]

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SHUT = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_ROOM_WORDS = ("No space left", "File too large", "Disk quota exceeded", "disk space")


@contextmanager
def guarded(folder: Path) -> Iterator[None]:
    """Turn errors of the disk and of SQLite inside into StoreError or OutputError."""
    try:
        yield
    except sqlite3.Error as error:
        raise _from_sqlite(folder, error) from error
    except OSError as error:
        raise _from_disk(folder, error) from error


@contextmanager
def guarded_parts(folder: Path, parts: Sequence[Part]) -> Iterator[None]:
    """Turn errors while parts are read into a StoreError that names the damaged one."""
    check_parts(folder, parts)
    try:
        yield
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        found = find_cause(folder, parts, error)
        words = str(error).splitlines()[0]
        raise found or StoreError(f"the store {folder} could not be read: {words}") from error


def find_cause(folder: Path, parts: Sequence[Part], error: Exception) -> StraitwatchError | None:
    """Find what made reading fail: no room to spill, or a damaged part; None when neither."""
    if any(words in str(error) for words in _NO_ROOM_WORDS):
        return _no_room(folder)
    return find_damage(folder, parts)


def check_parts(folder: Path, parts: Sequence[Part]) -> None:
    """Ask that each part is there in its full size.

    Raises:
        StoreError: one is not; names it, its source and the mend.
    """
    for part in parts:
        try:
            found = (folder / part.path).stat().st_size
        except OSError as error:
            raise _damaged(folder, part, error.strerror or "cannot be opened") from error
        if found != part.n_bytes:
            raise _damaged(folder, part, f"{found} bytes, not {part.n_bytes}")


def find_damage(folder: Path, parts: Sequence[Part]) -> StoreError | None:
    """Compare parts with what was written; returns words on the first that differs."""
    for part in parts:
        try:
            check_parts(folder, [part])
            if digest_of(folder / part.path) != part.digest:
                return _damaged(folder, part, "its content has changed")
        except StoreError as error:
            return error
        except OSError as error:
            return _damaged(folder, part, error.strerror or "cannot be read")
    return None


def _damaged(folder: Path, part: Part, found: str) -> StoreError:
    return StoreError(
        f"{folder / part.path} is missing or damaged ({found}): "
        f"read the source '{part.source}' again, which writes it anew"
    )


def _from_sqlite(folder: Path, error: sqlite3.Error) -> StraitwatchError:
    code = getattr(error, "sqlite_errorcode", 0) or 0
    base = code & 0xFF
    if base == sqlite3.SQLITE_FULL or code in (
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_TRUNCATE,
        sqlite3.SQLITE_IOERR_SHMSIZE,
    ):
        return _no_room(folder)
    if base in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(f"the store {folder} is busy: another process writes; try again")
    if base in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return OutputError(f"the store {folder} cannot be written: no permission")
    if base == sqlite3.SQLITE_CANTOPEN:
        return StoreError(f"{folder / STATE} cannot be opened: is the folder there and readable?")
    return StoreError(
        f"{folder / STATE} is damaged ({error}): move the folder {folder} away and read the "
        "sources again"
    )


def _from_disk(folder: Path, error: OSError) -> StraitwatchError:
    if error.errno in _FULL:
        return _no_room(folder)
    if error.errno in _SHUT:
        return OutputError(f"the store {folder} cannot be written: {error.strerror}")
    return StoreError(f"the store {folder}: {error}")


def _no_room(folder: Path) -> OutputError:
    return OutputError(
        f"no space left on the disk of {folder}: make room and run again; "
        "the store is whole as it was before"
    )

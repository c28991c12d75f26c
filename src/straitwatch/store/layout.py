"""Layout: names turned into the files of a store, and those forced to the disk."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import blake2b, file_digest
from pathlib import Path

__all__ = [
    "KINDS",
    "LIVE",
    "PINS",
    "STATE",
    "TMP",
    "UNDATED",
    "WRITER",
    "Part",
    "day_name",
    "digest_of",
    "is_own",
    "part_name",
    "settle",
    "sync_folder",
]

STATE = "state.sqlite"
WRITER = "writer.lock"  # held by the one process that writes
PINS = "readers.lock"  # shared by readers while they read Parquet parts
TMP = "tmp"
LIVE = "live"  # journal and checkpoints of the live watch, which looks after them itself
KINDS = ("fixes", "statics", "rejects")
UNDATED = "undated"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OWN = {STATE, f"{STATE}-wal", f"{STATE}-shm", f"{STATE}-journal", WRITER, PINS, TMP, LIVE, *KINDS}


@dataclass(frozen=True)
class Part:
    """One Parquet file that counts.

    Attributes:
        path: relative to the store's folder, with forward slashes.
        kind: one of KINDS.
        day: `YYYY-MM-DD` or `undated` for fixes; empty otherwise.
        source: label of the ingest that wrote it.
        n: rows.
        n_bytes: size of the file.
        digest: hash of the file, see `settle`.
        t_min: first moment in µs since 1970, None when nothing in it is dated.
        t_max: last moment.
        object_min: least object_id, None for rejects.
        object_max: greatest object_id.
    """

    path: str
    kind: str
    day: str
    source: str
    n: int
    n_bytes: int
    digest: str
    t_min: int | None = None
    t_max: int | None = None
    object_min: int | None = None
    object_max: int | None = None


def day_name(day: int) -> str:
    """Turn days since 1970 into the name of a partition."""
    return (_EPOCH + timedelta(days=day)).date().isoformat()


def part_name(source: str, generation: int, number: int) -> str:
    """Name a part: a hash of the source, the how-manieth ingest of it, a running number."""
    digest = blake2b(source.encode(), digest_size=8).hexdigest()
    return f"{digest}-{generation:04d}-{number:03d}.parquet"


def is_own(folder: Path) -> bool:
    """Tell whether a folder holds nothing but what a store is made of."""
    return all(entry.name in _OWN for entry in folder.iterdir())


def digest_of(path: Path) -> str:
    """Hash a file: BLAKE2b, 32 hexadecimal digits."""
    with path.open("rb") as file:
        return file_digest(file, partial(blake2b, digest_size=16)).hexdigest()


def settle(path: Path) -> tuple[int, str]:
    """Force a file to the disk.

    Returns:
        its size in bytes and its digest.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
        return os.fstat(handle).st_size, digest_of(path)
    finally:
        os.close(handle)


def sync_folder(folders: Iterable[Path]) -> None:
    """Force the names in folders to the disk: a rename lasts only after that."""
    for folder in folders:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

"""Sweeping: files that count for nobody removed from a store's folder."""

import fcntl
import os
import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from straitwatch.store.layout import KINDS, PINS, TMP

__all__ = ["sweep_strays"]


def sweep_strays(folder: Path, counted: Collection[str], busy: Collection[str]) -> bool:
    """Remove parts that are not counted and what dead processes left in `tmp`.

    The caller is the store's writer. While any reader holds a pin nothing is removed: it may
    read a part that counted when it began.

    Args:
        folder: of the store.
        counted: paths of the parts that count, relative to it.
        busy: names in `tmp` that are in use.

    Returns:
        whether all could be removed; what stays is there for the next sweep.
    """
    pin = None
    try:
        pin = os.open(folder / PINS, os.O_RDONLY)
        fcntl.flock(pin, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _remove(folder, counted, busy)
    except OSError:
        return False
    finally:
        if pin is not None:
            os.close(pin)
    return True


def _remove(folder: Path, counted: Collection[str], busy: Collection[str]) -> None:
    for kind in KINDS:
        for path in sorted((folder / kind).rglob("*"), reverse=True):
            if path.is_dir():
                with suppress(OSError):  # not empty: it stays
                    path.rmdir()
            elif path.relative_to(folder).as_posix() not in counted:
                path.unlink()
    for path in (folder / TMP).iterdir():
        if path.name not in busy:
            shutil.rmtree(path) if path.is_dir() else path.unlink()

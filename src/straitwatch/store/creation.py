"""Creation: a folder made a store, and asked whether it is one that can be read."""

from straitwatch.model.error import StoreError
from straitwatch.store.ddl import VERSION, is_laid, lay
from straitwatch.store.guard import guarded
from straitwatch.store.layout import KINDS, PINS, STATE, TMP, is_own, sync_folder
from straitwatch.store.state import State

__all__ = ["ask_readable", "create"]


def create(state: State) -> None:
    """Make the folder a store, if it is none yet; the writer's lock is held after.

    Raises:
        StoreError: the folder holds other files, or another process writes.
        OutputError: the folder cannot be made.
    """
    folder = state.folder
    with guarded(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / STATE).exists() and not is_own(folder):
            raise StoreError(
                f"the folder {folder} holds other files and is no store: name another one"
            )
        state.lock()
        for name in (*KINDS, TMP):
            (folder / name).mkdir(exist_ok=True)
        (folder / PINS).touch()
    with state.writing() as db:
        if not is_laid(db):
            lay(db)
    with guarded(folder):
        sync_folder([folder, folder.parent])


def ask_readable(state: State) -> None:
    """Ask that this is a store that can be read.

    Raises:
        StoreError: it is none, it is damaged, or it is of a newer version.
    """
    folder = state.folder
    if not (folder / STATE).is_file() or not (folder / PINS).is_file():
        raise StoreError(
            f"there is no store at {folder}: make one with `straitwatch run SOURCE --out DIR`, "
            "which puts it at DIR/store"
        )
    found = state.rows("SELECT value FROM meta WHERE name = 'version'")
    version = found[0][0] if found else None
    if not isinstance(version, int) or version > VERSION:
        raise StoreError(
            f"the store {folder} is of version {version}, this program reads up to {VERSION}: "
            "bring the program up to date, or name another folder"
        )

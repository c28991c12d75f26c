"""The keys of a store's server into lines and records; keys made and ended."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from straitwatch.flow.config import read_settings
from straitwatch.flow.keys import Key, KeyBook, read_scopes
from straitwatch.flow.open_access import read_releases
from straitwatch.flow.server_file import ServerFile, server_file
from straitwatch.model.error import ConfigError
from straitwatch.model.unit import iso

__all__ = ["end_key", "key_lines", "key_records", "make_key"]


def make_key(
    store: Path,
    name: str,
    *,
    scopes: str,
    release: str | None,
    expires: datetime | None,
    watch: Path | None,
) -> str:
    """Make a key and give it.

    Raises:
        ConfigError: a word is senseless, the name is in use, the settings have no such release, or
            there is no folder for the server's file.
    """
    if watch is not None and release is not None:
        known = read_releases(read_settings(watch))
        if release not in known:
            found = ", ".join(sorted(known)) or "none"
            raise ConfigError(
                f"--release {release}: {watch} has no such [[release]]; it has {found}"
            )
    return _book(store).new(
        name,
        scopes=read_scopes(scopes),
        release=release or None,
        expires=expires,
        now=datetime.now(UTC),
    )


def end_key(store: Path, name: str) -> None:
    """Revoke a key; see `KeyBook.revoke`."""
    _book(store).revoke(name, datetime.now(UTC))


def key_records(store: Path) -> Iterator[dict[str, Any]]:
    """Give each key as a record."""
    now = datetime.now(UTC)
    for key in _book(store).every():
        yield {
            "name": key.name,
            "scopes": sorted(key.scopes),
            "release": key.release,
            "state": _state(key, now),
            "created": iso(key.created),
            "expires": iso(key.expires),
            "last_used": iso(key.last_used),
        }


def key_lines(store: Path) -> Iterator[str]:
    """Give each key as a line."""
    now, any_key = datetime.now(UTC), False
    for key in _book(store).every():
        any_key = True
        used = f"last used {key.last_used:%Y-%m-%d %H:%M}" if key.last_used else "never used"
        ends = f", until {key.expires:%Y-%m-%d %H:%M}" if key.expires else ""
        sees = f"release {key.release}" if key.release else "sees all"
        scopes = ",".join(sorted(key.scopes))
        yield f"{key.name:<20} {_state(key, now):<8} {scopes}; {sees}; {used}{ends}"
    if not any_key:
        yield "no keys: straitwatch key new NAME makes one"


def _state(key: Key, now: datetime) -> str:
    if key.revoked is not None:
        return "revoked"
    return "good" if key.good(now) else "expired"


def _book(store: Path) -> KeyBook:
    path = server_file(store)
    if not path.parent.is_dir():
        raise ConfigError(f"--store {store}: {path.parent} is no folder: straitwatch run makes it")
    return KeyBook(ServerFile(path))

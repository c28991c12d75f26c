"""Names into keys, and keys into who bears them: made once, shown once, hashed at rest.

A key is 256 random bits. Nobody can try so many, so a fast hash keeps it as well as a slow one,
which is for passwords that people choose (NIST SP 800-63B 5.1.1.2 asks for it there; secrets of 112
bits or more need none, 5.1.2.2). The salt, one a key, hides whether two files hold the same.
"""

import hmac
import re
import secrets
import sqlite3
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from straitwatch.flow.server_file import ServerFile
from straitwatch.model.error import ConfigError
from straitwatch.model.unit import moment, to_us

__all__ = ["SCOPES", "Key", "KeyBook", "read_scopes"]

SCOPES = ("read", "export", "operate")
"""What a key may do: look; take files away; retry alerts and pause feeds."""

_SIGN = "sw_"
_SESSION = timedelta(days=7)  # ours: a wall screen logs in once a week
_SESSIONS = 50  # of one key at a time; the oldest goes
_NOTED = timedelta(minutes=1)  # how often the last use is written down
_NAME = re.compile(r"[\w.@-]{1,60}")
_COLUMNS = "id, name, salt, digest, scopes, release, created, expires, revoked, last_used"


@dataclass(frozen=True)
class Key:
    """A key without its secret.

    Attributes:
        key_id: number in the file.
        name: whom it was made for.
        scopes: what it may do.
        release: which `[[release]]` bounds what it sees; None: it sees all.
        created: when it was made.
        expires: when it ends; None: never.
        revoked: when it was revoked; None: it was not.
        last_used: to the minute; None: never.
    """

    key_id: int
    name: str
    scopes: frozenset[str]
    release: str | None
    created: datetime
    expires: datetime | None
    revoked: datetime | None
    last_used: datetime | None

    def good(self, now: datetime) -> bool:
        """Tell whether it opens anything."""
        return self.revoked is None and (self.expires is None or now < self.expires)


@dataclass(frozen=True)
class _Hashed:
    key: Key
    salt: bytes
    digest: bytes


def read_scopes(text: str) -> frozenset[str]:
    """Read `read,export,operate`; every key reads, named or not.

    Raises:
        ConfigError: a word is none of these, or there is none.
    """
    found = frozenset(part.strip() for part in text.split(",") if part.strip())
    unknown = sorted(found - set(SCOPES))
    if unknown or not found:
        what = f"'{unknown[0]}'" if unknown else "nothing"
        raise ConfigError(f"--scopes: {what} is no scope; known are {', '.join(SCOPES)}")
    return found | {"read"}


class KeyBook:
    """The keys and sessions of a server's file. Threads may share it.

    Args:
        file: of the server.
    """

    def __init__(self, file: ServerFile) -> None:
        self._file = file
        self._turn = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._known: list[_Hashed] = []

    def new(
        self,
        name: str,
        *,
        scopes: frozenset[str],
        now: datetime,
        release: str | None = None,
        expires: datetime | None = None,
    ) -> str:
        """Make a key.

        Returns:
            the key itself: it is kept nowhere.

        Raises:
            ConfigError: the name is senseless or in use, or the end has passed.
        """
        if not _NAME.fullmatch(name):
            raise ConfigError(f"'{name}' is no name of a key: write letters, digits, . @ - or _")
        if expires is not None and expires <= now:
            raise ConfigError(f"--expires {expires:%Y-%m-%d} has passed: write a later day")
        secret, salt = _SIGN + secrets.token_urlsafe(32), secrets.token_bytes(16)
        row = (
            name, salt, _hash(salt, secret), ",".join(sorted(scopes)), release, to_us(now),
            None if expires is None else to_us(expires),
        )  # fmt: skip
        columns = "name, salt, digest, scopes, release, created, expires"
        with self._file.writing() as db:
            try:
                db.execute(f"INSERT INTO keys ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608 - own words
            except sqlite3.IntegrityError as error:
                mend = f"straitwatch key revoke {name}, or take another name"
                raise ConfigError(f"there is a key '{name}' already: {mend}") from error
        return secret

    def revoke(self, name: str, now: datetime) -> None:
        """End a key and its sessions at once.

        Raises:
            ConfigError: there is no such key.
        """
        with self._file.writing() as db:
            ended = db.execute(
                "UPDATE keys SET revoked = ? WHERE name = ? AND revoked IS NULL RETURNING id",
                (to_us(now), name),
            ).fetchall()
            db.executemany("DELETE FROM sessions WHERE key_id = ?", ended)
        if not ended:
            raise ConfigError(f"there is no key '{name}': straitwatch key list names them")

    def every(self) -> list[Key]:
        """List all keys, revoked ones too, in the order in which they were made."""
        rows = self._file.rows(f"SELECT {_COLUMNS} FROM keys ORDER BY id")  # noqa: S608 - own words
        return [_read(row).key for row in rows]

    def any_good(self, now: datetime) -> bool:
        """Tell whether some key opens something."""
        return any(key.good(now) for key in self.every())

    def find(self, secret: str, now: datetime) -> Key | None:
        """Find whose key it is.

        Every key is compared, in time that tells nothing of how much was right; the same work is
        done where there is no key at all.
        """
        found = None
        for one in [*self._hashed(), _NOBODY]:
            same = hmac.compare_digest(_hash(one.salt, secret), one.digest)
            if same and one.key.good(now):
                found = one.key
        if found is not None:
            self._note_use(found, now)
        return found

    def open_session(self, key: Key, now: datetime) -> tuple[str, timedelta]:
        """Begin a session.

        Returns:
            what the cookie holds, and how long it lasts.
        """
        secret, ends = secrets.token_urlsafe(32), now + _SESSION
        if key.expires is not None:
            ends = min(ends, key.expires)
        with self._file.writing() as db:
            db.execute("DELETE FROM sessions WHERE expires <= ?", (to_us(now),))
            db.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?)",
                (_hash(b"", secret), key.key_id, to_us(now), to_us(ends)),
            )
            db.execute(
                "DELETE FROM sessions WHERE key_id = ?1 AND digest NOT IN (SELECT digest FROM "
                "sessions WHERE key_id = ?1 ORDER BY created DESC, rowid DESC LIMIT ?2)",
                (key.key_id, _SESSIONS),
            )
        return secret, ends - now

    def find_session(self, secret: str, now: datetime) -> Key | None:
        """Find whose session it is; None once it or its key has ended.

        The hash is looked up as it is: whoever times that learns of a hash, not of the secret.
        """
        found = self._file.rows(
            "SELECT key_id FROM sessions WHERE digest = ? AND expires > ?",
            (_hash(b"", secret), to_us(now)),
        )
        keys = [one.key for one in self._hashed() if found and one.key.key_id == found[0][0]]
        return keys[0] if keys and keys[0].good(now) else None

    def close_session(self, secret: str) -> None:
        """End a session."""
        with self._file.writing() as db:
            db.execute("DELETE FROM sessions WHERE digest = ?", (_hash(b"", secret),))

    def _hashed(self) -> list[_Hashed]:
        """Give all keys, read anew whenever any process changed the file."""
        with self._turn:
            stamp = self._file.stamp()
            if stamp is None or stamp != self._stamp:
                rows = self._file.rows(f"SELECT {_COLUMNS} FROM keys WHERE revoked IS NULL")  # noqa: S608 - own words
                self._known, self._stamp = [_read(row) for row in rows], stamp
            return self._known

    def _note_use(self, key: Key, now: datetime) -> None:
        if key.last_used is None or now - key.last_used >= _NOTED:
            with self._file.writing() as db:
                db.execute("UPDATE keys SET last_used = ? WHERE id = ?", (to_us(now), key.key_id))


def _hash(salt: bytes, secret: str) -> bytes:
    return sha256(salt + secret.encode("utf-8", "surrogatepass")).digest()


def _read(row: tuple[Any, ...]) -> _Hashed:
    key_id, name, salt, digest, scopes, release, created, *times = row
    expires, revoked, used = (None if t is None else moment(t) for t in times)
    key = Key(
        key_id, name, frozenset(scopes.split(",")), release, moment(created), expires, revoked, used
    )
    return _Hashed(key, salt, digest)


_NOBODY = _Hashed(
    Key(0, "", frozenset(), None, moment(0), moment(0), None, None), b"0" * 16, b"0" * 32
)
"""Compared last, so that a server without keys works as long; it ended in 1970."""

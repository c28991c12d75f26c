"""A request into who asks: by key, by session, or as what those without a key are."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from fastapi import Request

from straitwatch.serve.bucket import Buckets, who_of_address
from straitwatch.serve.refuse import Refused
from straitwatch.serve.window import Asker, Scope

__all__ = ["ANYONE_HERE", "COOKIE", "Access", "BearerKey", "Keys", "needs", "public_asker"]

COOKIE = "straitwatch_session"
ANYONE_HERE = Asker("local", frozenset({"read", "export"}))
"""Who asks without a key at a server that only this machine reaches. Actions need a key."""

_WRONG_PER_MINUTE = 10.0  # ours: a person mistypes a few times; 256 bits are not guessed anyway
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


class BearerKey(Protocol):
    """What is known of a key."""

    @property
    def key_id(self) -> int:
        """Number of the key."""
        ...

    @property
    def name(self) -> str:
        """Whom it was made for."""
        ...

    @property
    def scopes(self) -> frozenset[str]:
        """What it may do."""
        ...

    @property
    def release(self) -> str | None:
        """Which release bounds it."""
        ...


class Keys(Protocol):
    """What knows keys and sessions: `flow/keys.py`."""

    def find(self, secret: str, now: datetime) -> Any:  # noqa: ANN401 - BearerKey | None
        """Find whose key it is."""
        ...

    def find_session(self, secret: str, now: datetime) -> Any:  # noqa: ANN401 - same
        """Find whose session it is."""
        ...

    def open_session(self, key: Any, now: datetime) -> tuple[str, timedelta]:  # noqa: ANN401 - BearerKey
        """Begin a session: what the cookie holds, and how long."""
        ...

    def close_session(self, secret: str) -> None:
        """End a session."""
        ...


def public_asker(release: str | None) -> Asker:
    """Give who asks without a key at a public server."""
    return Asker("public", frozenset({"read", "export"}), release)


@dataclass
class Access:
    """Finds out who asks, and how often.

    Attributes:
        keys: knows keys and sessions.
        nobody: who those without a key are; None: they are refused.
        asked: how often each may ask.
        wrong: how often each address may come with a wrong key.
        now: the clock.
    """

    keys: Keys
    nobody: Asker | None
    asked: Buckets
    wrong: Buckets = field(default_factory=lambda: Buckets(_WRONG_PER_MINUTE))
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def scope_of(self, request: Request) -> Scope:
        """Give the scope of a request.

        Raises:
            Refused: 401, the key is wrong or needed; 429, too many questions.
        """
        address = who_of_address(request.client.host if request.client else None)
        key = self._key_of(request, address)
        _wait(self.asked.take(f"key {key.key_id}" if key else address), "too many questions")
        if key is not None:
            return Asker(key.name, key.scopes, key.release)
        if self.nobody is None or (self.nobody is ANYONE_HERE and _was_passed_on(request)):
            raise Refused(401, "a key is needed", headers=_CHALLENGE)
        return self.nobody

    def _key_of(self, request: Request, address: str) -> BearerKey | None:
        kind, _, secret = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return self.check(secret.strip(), address)
        cookie = request.cookies.get(COOKIE)
        return self.keys.find_session(cookie, self.now()) if cookie else None

    def holds(self, request: Request, scope: Scope) -> bool:
        """Tell whether who asked still is who they were; nothing is counted."""
        kind, _, secret = request.headers.get("authorization", "").partition(" ")
        cookie = request.cookies.get(COOKIE)
        key: BearerKey | None = None
        if kind.lower() == "bearer":
            key = self.keys.find(secret.strip(), self.now())
        elif cookie:
            key = self.keys.find_session(cookie, self.now())
        if key is None:
            return self.nobody == scope
        return Asker(key.name, key.scopes, key.release) == scope

    def check(self, secret: str, address: str) -> BearerKey:
        """Give whose key it is.

        Raises:
            Refused: 401, it is nobody's; 429, the address came with too many wrong ones.
        """
        _wait(self.wrong.wait(address), "too many wrong keys")
        key: BearerKey | None = self.keys.find(secret, self.now())
        if key is None:
            self.wrong.take(address)
            raise Refused(401, "the key is not known here, or has ended", headers=_CHALLENGE)
        return key


_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="straitwatch"'}


def needs(scope: Scope, what: str) -> None:
    """Refuse a scope that may not do something.

    Raises:
        Refused: 403.
    """
    if what not in scope.scopes:
        mend = f"ask who runs this server for a key with the scope '{what}'"
        raise Refused(403, f"this needs the scope '{what}'", mend)


def _wait(seconds: float, why: str) -> None:
    if seconds > 0.0:
        whole = max(1, math.ceil(seconds))
        raise Refused(429, why, f"wait {whole} s", {"Retry-After": str(whole)})


def _was_passed_on(request: Request) -> bool:
    """Tell whether a proxy on this machine passed it on: then it came from who knows where."""
    return any(name in request.headers for name in _FORWARDED)

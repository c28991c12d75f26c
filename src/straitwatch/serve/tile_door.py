"""Requests for tiles let in: a screen asks for fifty, so each is not a question of its own."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from threading import Lock

from fastapi import Request

from straitwatch.serve.bucket import Buckets, who_of_address
from straitwatch.serve.desk import scope_of
from straitwatch.serve.refuse import Refused

__all__ = ["TILES_PER_MINUTE", "TileDoor"]

TILES_PER_MINUTE = 3_000
"""Tiles a minute of one address: ours; sixty screens."""

_AGAIN_S = 60.0  # so long who was let in is not asked again; a key that ends meanwhile, too
_MOST = 10_000  # askers that are remembered
_PASSING = frozenset({b"if-none-match", b"if-modified-since", b"range", b"referer", b"priority"})


@dataclass(eq=False)
class TileDoor:
    """Lets in who may ask questions.

    Only for what is the same for everybody: who asks is found out once a minute.

    Attributes:
        clock: seconds, monotonic.
        asked: how often each address may ask.
        known: until when each asker is let in.
        turn: of who writes there.
    """

    clock: Callable[[], float] = time.monotonic
    asked: Buckets = field(default_factory=lambda: Buckets(TILES_PER_MINUTE))
    known: OrderedDict[bytes, float] = field(default_factory=OrderedDict)
    turn: Lock = field(default_factory=Lock)

    def __call__(self, request: Request) -> None:
        """Let a request in; routes take it as `Depends`.

        Raises:
            Refused: 401, a key is needed; 429, too many tiles.
        """
        host = request.client.host if request.client else ""
        wait_s = self.asked.take(who_of_address(host))
        if wait_s > 0.0:
            raise Refused(429, "too many tiles", headers={"Retry-After": str(int(wait_s) + 1)})
        told = (b"\x1f".join(one) for one in request.headers.raw if one[0] not in _PASSING)
        who = blake2b(b"\x1e".join([host.encode(), *told]), digest_size=16).digest()
        now = self.clock()
        if self.known.get(who, 0.0) > now:
            return
        scope_of(request)
        with self.turn:
            while len(self.known) >= _MOST:
                self.known.popitem(last=False)
            self.known[who] = now + _AGAIN_S

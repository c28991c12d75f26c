"""Numbers of the log of events into words that tell nothing, and back.

Whoever may see only some events would learn from gaps between numbers how many there are that it
may not see.
"""

import re
from hashlib import blake2b

__all__ = ["Cursors"]

_WRITTEN = re.compile("x[0-9a-f]{16}")
_HALF = 32
_MASK = (1 << _HALF) - 1
_CHECK = 16
_ROUNDS = 6


class Cursors:
    """Writes and reads places in the log.

    Args:
        secret: whoever has it can read them; the same from one start to the next, or what was
            written before is not understood.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def write(self, seq: int, *, plain: bool) -> str:
        """Write a place: the number itself, or 16 hexadecimal digits after an `x`."""
        if plain:
            return str(seq)
        left, right = (seq << _CHECK) >> _HALF & _MASK, (seq << _CHECK) & _MASK
        for turn in range(_ROUNDS):
            left, right = right, left ^ self._mix(turn, right)
        return f"x{left:08x}{right:08x}"

    def read(self, text: str, *, plain: bool) -> int | None:
        """Read a place; None for what was not written for such a reader."""
        if plain:
            return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None  # noqa: PLR2004 - below 2**63
        if not _WRITTEN.fullmatch(text):
            return None
        left, right = int(text[1:9], 16), int(text[9:], 16)
        for turn in reversed(range(_ROUNDS)):
            left, right = right ^ self._mix(turn, left), left
        number = left << _HALF | right
        return None if number & ((1 << _CHECK) - 1) else number >> _CHECK

    def _mix(self, turn: int, half: int) -> int:
        word = bytes([turn]) + half.to_bytes(4, "big")
        return int.from_bytes(blake2b(word, key=self._secret, digest_size=4).digest(), "big")

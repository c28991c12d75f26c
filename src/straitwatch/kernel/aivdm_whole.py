"""Two runs of characters turned into how well they would make one message."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR2004, PLR0917

from functools import cache

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_ports import PORTS
from straitwatch.kernel.bare import inlined, inner
from straitwatch.kernel.vector import load_word

__all__ = [
    "BROKEN",
    "HEARD",
    "ILLEGAL",
    "KNOWN",
    "PLAUSIBLE",
    "Digests",
    "new_memory",
    "quality",
    "remember",
]

Bytes = npt.NDArray[np.uint8]
Digests = npt.NDArray[np.uint64]

ILLEGAL, BROKEN, PLAUSIBLE, KNOWN, HEARD = range(5)
"""How well parts go together: a length that the type cannot have; text that goes on behind its
end; nothing against it; a destination that was heard or is a port; this ship was heard so."""

_MEMORY = 2048  # digests of each sort that are remembered; ours: 16 kB, some hours of a busy port
_FIRST = 50  # character of a type 5 in which its destination, bits 302 to 421, starts
_TOLD_BITS = 422
_MIX, _HALF, _SLOT = np.uint64(0x9E3779B97F4A7C15), np.uint64(32), np.uint64(_MEMORY - 1)
_U1, _THREE, _FIVE = np.uint64(1), np.uint64((1 << 24) - 1), np.uint64((1 << 40) - 1)
_PORT, _TOLD, _SHIP = range(3)  # rows of the memory


def _odd() -> npt.NDArray[np.bool_]:
    table = np.ones(64, np.bool_)
    table[:27] = table[44:58] = False  # @ A-Z, and , - . / 0-9
    table[[32, 38, 39, 40, 41, 43, 58, 59, 60, 61, 62]] = False  # space & ' ( ) + : ; < = >
    return table


_ODD = _odd()
"""Whether a six-bit character is one that nobody writes in a destination."""


@inlined
def six(char: int) -> int:
    """Value of an armoured character."""
    value = np.int64(char) - 48
    return (value - 8 if value >= 40 else value) & 63


@inlined
def letter(text: Bytes, at: int, k: int) -> int:
    """Character k of the destination of the type 5 whose payload stands at `at`."""
    at += _FIRST + k
    return (six(text[at]) & 15) << 2 | six(text[at + 1]) >> 4


@inlined
def mix(digest: np.uint64, value: np.uint64) -> np.uint64:
    """Take another number into a digest."""
    digest = (digest ^ value) * _MIX
    return digest ^ digest >> _HALF


@inlined
def place_digest(text: Bytes, at: int) -> np.uint64:
    """Digest of a destination: all its characters but of the first and last some bits."""
    edges = np.uint64((six(text[at + _FIRST]) & 15) << 2 | six(text[at + _FIRST + 20]) >> 4)
    digest = mix(edges, load_word(text, at + _FIRST + 1))
    digest = mix(digest, load_word(text, at + _FIRST + 9))
    return mix(digest, load_word(text, at + _FIRST + 17) & _THREE)


@inlined
def has_place(text: Bytes, at: int) -> bool:
    """Tell whether a destination starts with anything but three times the end of text."""
    return letter(text, at, 0) | letter(text, at, 1) | letter(text, at, 2) != 0


@inlined
def ship_digest(text: Bytes, at: int, cut: int, length: int) -> np.uint64:
    """Digest of who sends a message, and of its last part."""
    digest = mix(np.uint64(six(text[at + 1]) & 15), load_word(text, at + 2) & _FIVE)
    for k in range(cut, length, 8):
        word = load_word(text, at + k)
        if length - k < 8:
            word &= (_U1 << np.uint64(8 * (length - k))) - _U1
        digest = mix(digest, word)
    return digest


@inner
def is_known(memory: Digests, row: int, digest: np.uint64) -> bool:
    """Tell whether a digest is remembered."""
    return memory[row, np.int64(digest & _SLOT)] == digest


@inner
def is_broken(text: Bytes, at: int, cut: int) -> bool:
    """Tell whether the destination that the cut goes through is one nobody would send."""
    straddles = cut - _FIRST - 1  # this character has bits on both sides
    if straddles < 0 or straddles > 19:
        return False
    if _ODD[letter(text, at, straddles)]:
        return True
    ended = False
    for k in range(straddles + 1):
        ended |= letter(text, at, k) == 0
    if ended:
        for k in range(straddles, 20):
            if letter(text, at, k) != 0:
                return True
    return False


@inner
def is_told(text: Bytes, at: int, cut: int) -> bool:
    """Tell whether a destination goes on behind the cut: else any start of it would be known.

    Spaces tell nothing: many ships fill up with them.
    """
    for k in range(max(cut - _FIRST, 0), 20):  # noqa: SIM110 - numba has no any()
        if letter(text, at, k) & 31 != 0:
            return True
    return False


@inner
def quality(  # noqa: PLR0911 - one return a kind of evidence
    text: Bytes, at: int, cut: int, length: int, bits: int, memory: Digests
) -> int:
    """Tell how well the parts of a message go together.

    Args:
        text: bytes.
        at: where the joined payload stands.
        cut: its characters before the last part.
        length: its characters.
        bits: its bits.
        memory: what was heard.

    Returns:
        ILLEGAL, BROKEN, PLAUSIBLE, KNOWN or HEARD.

    Notes:
        Source: ITU-R M.1371-5, annex 8, 3.3 (type 5, 424 bits, of which some leave out the last
        two) and 3.17 (type 19, 312 bits); table 47: `@` ends a text.
    """
    if length == 0 or (text[at] != 53 and text[at] != 67):
        return PLAUSIBLE
    if text[at] == 67:
        return PLAUSIBLE if 306 <= bits <= 318 else ILLEGAL
    if not 420 <= bits <= 426:
        return ILLEGAL
    if bits < _TOLD_BITS:
        return PLAUSIBLE
    if is_known(memory, _SHIP, ship_digest(text, at, cut, length)):
        return HEARD
    if is_broken(text, at, cut):
        return BROKEN
    if not (has_place(text, at) and is_told(text, at, cut)):
        return PLAUSIBLE
    place = place_digest(text, at)
    known = is_known(memory, _PORT, place) or is_known(memory, _TOLD, place)
    return KNOWN if known else PLAUSIBLE


@inlined
def remember(text: Bytes, at: int, cut: int, length: int, bits: int, memory: Digests) -> None:
    """Remember a message that nothing else could have been: arguments as of `quality`."""
    if text[at] == 53 and _TOLD_BITS <= bits <= 426:
        ship = ship_digest(text, at, cut, length)
        if has_place(text, at):
            place = place_digest(text, at)
            memory[_TOLD, np.int64(place & _SLOT)] = place
        memory[_SHIP, np.int64(ship & _SLOT)] = ship


def new_memory() -> Digests:
    """Make a memory that knows the names of ports only.

    Returns:
        digests of ports, destinations and ships, each in the place that its low bits say; a later
        one takes the place of an earlier one. Shape (3, 2048).
    """
    memory = np.zeros((3, _MEMORY), np.uint64)
    memory[_PORT] = _ports()
    return memory


@cache
def _ports() -> npt.NDArray[np.uint64]:
    """Put the digests of ports in their places: made once, as they are many."""
    ports = np.zeros(_MEMORY, np.uint64)
    for name in PORTS:
        place = _digest("".join(f"{ord(c) & 63:06b}" for c in name.ljust(20, "@")))
        ports[place & (_MEMORY - 1)] = place
    return ports


def _digest(bits: str) -> int:
    """Digest of a destination, as `place_digest` makes it."""
    codes = [int(bits[k : k + 6], 2) for k in range(4, 118, 6)]
    chars = bytes(code + 48 if code < 40 else code + 56 for code in codes)
    digest = int(bits[:4] + bits[-2:], 2)
    for k in (0, 8, 16):
        digest = (digest ^ int.from_bytes(chars[k : k + 8], "little")) * int(_MIX) % 2**64
        digest ^= digest >> 32
    return digest

"""Receivers' names in lines turned into numbers."""
# Kernels take arrays one by one.
# ruff: noqa: PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_scan import Wide
from straitwatch.kernel.bare import inlined, inner
from straitwatch.kernel.vector import count_leading, load_word

__all__ = ["name_code"]

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]

_MOST = 64
"""Bytes of a name that count: room for any station's, and a bound for what is damaged."""

_SHORT = 16
"""Bytes of a name that two words hold, as nearly all do."""

_U0, _U1 = np.uint64(0), np.uint64(1)
_LEFT, _RIGHT = np.uint64(29), np.uint64(35)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2^64 by the golden ratio


@inlined
def first_bytes(n: int) -> np.uint64:
    """Give the mask of a word's first n bytes: none below one, all from eight on."""
    some = (_U1 << np.uint64(8 * n & 63)) - _U1
    return _ALL if n >= 8 else some if n > 0 else _U0  # noqa: PLR2004 - bytes of a word


@inlined
def mix(digest: np.uint64, first: np.uint64, second: np.uint64) -> np.uint64:
    """Mix two words into a digest, of which the highest bits hang on all of theirs."""
    return (digest ^ first ^ (second << _LEFT | second >> _RIGHT)) * _MIX


@inlined
def is_name(wide: Wide, a: int, b: int, length: int) -> bool:
    """Tell whether two names of one length are the same."""
    for k in range(0, length, 8):
        odd = load_word(wide, a + k) ^ load_word(wide, b + k)
        if odd & first_bytes(length - k) != _U0:
            return False
    return True


@inner
def seek_name(
    wide: Wide, at: int, length: int, digest: np.uint64, names: Ints, table: Codes, n: int
) -> int:
    """Find a name of any length as `name_code` does, which mixed its first two words."""
    for k in range(_SHORT, length, 16):
        first = load_word(wide, at + k) & first_bytes(length - k)
        digest = mix(digest, first, load_word(wide, at + k + 8) & first_bytes(length - k - 8))
    slot = np.int64(digest >> np.uint64(count_leading(np.uint64(len(table))) + 1))
    while table[slot] > 0:
        code = np.int64(table[slot]) - 1
        if names[code, 1] == length and is_name(wide, names[code, 0], at, length):
            return code
        slot = (slot + 1) & (len(table) - 1)
    names[n, 0], names[n, 1] = at, length
    table[slot] = n + 1
    return n


@inlined
def name_code(wide: Wide, at: int, length: int, names: Ints, table: Codes, n: int) -> int:
    """Give a receiver its number in this slab, the same for the same bytes (open addressing).

    Args:
        wide: bytes from `pad`.
        at: where its name stands.
        length: bytes of the name, one or more; of a longer one the first 64 count.
        names: where the names stand that were seen, and their lengths, shape (lines, 2).
        table: their numbers and one, zeros where there are none, shape (a power of two above the
            lines,).
        n: how many were seen.

    Returns:
        the number; n for a new name, which is put in.
    """
    length = min(length, _MOST)
    low, high = first_bytes(length), first_bytes(length - 8)
    first, second = load_word(wide, at) & low, load_word(wide, at + 8) & high
    digest = mix(np.uint64(length), first, second)
    slot = digest >> np.uint64(count_leading(np.uint64(len(table))) + 1)
    code = np.uint64(table[slot] - 1)
    if length <= _SHORT and table[slot] > 0 and names[code, 1] == length:
        known = names[code, 0]
        odd = load_word(wide, known) & low ^ first | load_word(wide, known + 8) & high ^ second
        if odd == _U0:
            return np.int64(code)
    return seek_name(wide, at, length, digest, names, table, n)

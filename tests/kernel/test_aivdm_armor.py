"""Thirty-two characters in one step give what one at a time gives."""

import numba
import numpy as np
import pytest

from straitwatch.kernel import aivdm_armor
from straitwatch.kernel.aivdm_armor import CHARS
from straitwatch.kernel.aivdm_scan import pad, widen

ALPHABET = bytes([*range(48, 88), *range(96, 120)])


@numba.njit
def unarmor(wide: object, at: int, n: int) -> object:
    return aivdm_armor.unarmor(wide, at, n)  # type: ignore[call-arg, func-returns-value]


@numba.njit
def spell(text: object, at: int, first: int, second: int) -> object:
    return aivdm_armor.spell(text, at, first, second)  # type: ignore[call-arg, func-returns-value]


def words_of(text: bytes) -> list[int]:
    bits = "".join(f"{ALPHABET.index(c):06b}" for c in text).ljust(192, "0")
    return [int(bits[k : k + 64], 2) for k in (0, 64, 128)]


@pytest.mark.parametrize("n", [1, 7, 8, 20, 27, 28, 31, 32, 33, 200])
def test_only_the_first_are_used(n: int) -> None:
    rng = np.random.default_rng(n)
    text = rng.choice(np.frombuffer(ALPHABET, np.uint8), CHARS)
    given = np.concatenate([[255], text, [255] * 8]).astype(np.uint8)
    given[1 + n :] = rng.integers(0, 256, max(0, len(given) - 1 - n))
    is_good, *words = unarmor(widen(pad(given)), 1, n)
    assert is_good
    assert words == words_of(text[:n].tobytes())


def test_every_byte_anywhere_is_judged() -> None:
    for byte in range(256):
        for place in (0, 3, 15, 16, 31):
            text = np.full(CHARS, 119, np.uint8)
            text[place] = byte
            is_good, *words = unarmor(widen(pad(text)), 0, CHARS)
            assert is_good == (byte in ALPHABET)
            if is_good:
                assert words == words_of(text.tobytes())


def test_bits_are_spelt_as_letters() -> None:
    rng = np.random.default_rng(7)
    for _ in range(200):
        codes = rng.choice([*range(64), *[0, 32] * 20], 21).tolist()
        bits = "".join(f"{code:06b}" for code in codes) + "00"
        text = np.full(40, 7, np.uint8)
        ends, told = spell(text, 3, *(np.uint64(int(bits[k : k + 64], 2)) for k in (0, 64)))
        letters = [code + 64 if code < 32 else code for code in codes] + [64] * 11
        assert text.tolist() == [7] * 3 + letters + [7] * 5
        assert [ends >> k & 1 for k in range(21)] == [code == 0 for code in codes]
        assert [told >> k & 1 for k in range(21)] == [code != 32 for code in codes]

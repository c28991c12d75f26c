"""What is known of messages beside their bits turned into Arrow validity and lists of words."""
# Kernels take arrays one by one.
# ruff: noqa: PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry
from straitwatch.kernel.message_column import put_bit

__all__ = ["count_flags", "fill_flag_words", "fill_valid"]

Bytes = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]


@entry
def fill_valid(values: Ints, least: int, valid: Bytes) -> int:
    """Tell which values are there: those that are not below the least; returns how many are not.

    Args:
        values: shape (n,).
        least: of them.
        valid: validity bits out, shape (n / 8 + 1,).
    """
    nulls = byte = np.int64(0)
    n = len(values)
    for i in range(n):
        known = values[i] >= least
        byte = put_bit(valid, i, n, byte, known)
        nulls += not known
    return nulls


@entry
def count_flags(flags: Ints, cuts: Ints, counts: Ints) -> None:
    """Count flags and the letters of their words.

    Args:
        flags: or'ed, shape (n,).
        cuts: where the word of each bit starts, and where the last ends; shape (bits + 1,).
        counts: out: flags, letters.
    """
    counts[0] = counts[1] = 0
    for i in range(len(flags)):
        if flags[i] == 0:
            continue
        for b in range(len(cuts) - 1):
            if flags[i] >> b & 1:
                counts[0] += 1
                counts[1] += cuts[b + 1] - cuts[b]


@entry
def fill_flag_words(
    flags: Ints, cuts: Ints, letters: Bytes, ends: Codes, word_ends: Codes, text: Bytes
) -> None:
    """Write the words of each message's flags, as Arrow lays lists of text out.

    Args:
        flags: or'ed, shape (n,).
        cuts: where the word of each bit starts, and where the last ends; shape (bits + 1,).
        letters: of all words.
        ends: zeros, shape (n + 1,): offsets of the lists out.
        word_ends: zeros, shape (flags + 1,): offsets of the words out.
        text: out.
    """
    words = used = np.int64(0)
    for i in range(len(flags)):
        if flags[i] != 0:
            for b in range(len(cuts) - 1):
                if flags[i] >> b & 1:
                    for c in range(cuts[b], cuts[b + 1]):
                        text[used] = letters[c]
                        used += 1
                    words += 1
                    word_ends[words] = used
        ends[i + 1] = words

"""Records of messages that are kept turned into words: what becomes a table later."""
# Bytes and bits stand as numbers, as in the documents; kernels take arrays one by one.
# ruff: noqa: PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_bits import unpack
from straitwatch.kernel.aivdm_code import BITS, FLAGS, LINE, RECEIVER, TEXT, TIME
from straitwatch.kernel.aivdm_scan import Wide
from straitwatch.kernel.bare import entry

__all__ = ["ROWS", "R_BITS", "R_FLAGS", "R_LINE", "R_RECEIVER", "R_TIME", "copy_known"]
__all__ += ["copy_words", "gather_messages"]

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint64]

R_BITS, R_TIME, R_LINE, R_RECEIVER, R_FLAGS = range(5)
ROWS = 5
"""Rows of what is known of a message beside its words, and how many."""

_ZERO = np.uint64(0)


@entry
def copy_known(
    joined: int, rec: Ints, names: Codes, which: Ints, line: int, texts: Ints, known: Ints
) -> int:
    """Copy what is known of the messages of records beside their words.

    Args:
        joined: where the joined payloads start.
        rec: records, after `read_messages`.
        names: number in the stream of each of the slab's receivers; -1 last.
        which: the records, shape (n,).
        line: line number (1-based) of the slab's first line.
        texts: where each payload starts, out; shape (n,).
        known: out, R_BITS ... R_FLAGS of each, shape (ROWS, n).

    Returns:
        words of all of them.
    """
    total = np.int64(0)
    for k in range(len(which)):
        i = which[k]
        bits, receiver, text = rec[i, BITS], rec[i, RECEIVER], rec[i, TEXT]
        if text < joined:
            receiver = np.int64(names[receiver])
        texts[k], known[R_BITS, k], known[R_TIME, k] = text, bits, rec[i, TIME]
        known[R_LINE, k], known[R_RECEIVER, k] = line + rec[i, LINE], receiver
        known[R_FLAGS, k] = rec[i, FLAGS]
        total += (bits + 63) // 64
    return total


@entry
def copy_words(wide: Wide, texts: Ints, known: Ints, room: Words, words: Words) -> None:
    """Unpack the payloads of records.

    Args:
        wide: bytes of the slab and joined payloads, from `widen`.
        texts: this and the next from `copy_known`, filled.
        known: of each message.
        room: for a payload, shape (N_WORDS,).
        words: out, the words of one message behind those of the other: (bits + 63) // 64 of each.
    """
    used = np.int64(0)
    for k in range(len(texts)):
        bits = known[R_BITS, k]
        unpack(wide, texts[k], (bits + 5) // 6, room)
        full = (bits + 63) // 64
        for w in range(full):
            words[used + w] = room[w]
        used += full


@entry
def gather_messages(
    words: Words, starts: Ints, known: Ints, which: Ints, out: Words, told: Ints
) -> None:
    """Lay some messages out in rows.

    Args:
        words: of all messages, one behind the other.
        starts: where those of each begin, shape (n,).
        known: of each, R_BITS ... R_FLAGS, shape (ROWS, n).
        which: the messages, shape (k,).
        out: their words, shape (k, w), w of the longest; zeros behind the end.
        told: what is known of them, out; shape (ROWS, k).
    """
    for k in range(len(which)):
        i = which[k]
        full = (known[R_BITS, i] + 63) // 64
        for w in range(out.shape[1]):
            out[k, w] = words[starts[i] + w] if w < full else _ZERO
        for row in range(ROWS):
            told[row, k] = known[row, i]

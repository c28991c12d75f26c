"""Payload letters turned into VDM and VDO sentences, in as many parts as they need."""

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.encode import same, seal

__all__ = ["MOST_LETTERS", "make_sentences", "parts_of"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

MOST_LETTERS = 60
"""Letters of a part: a sentence has at most 82 characters (IEC 61162-1), 22 of them around it."""

_BITS = 6
_ZERO = ord("0")


def parts_of(bits: Ints) -> Ints:
    """Count the parts of messages of so many bits, shape (n,)."""
    return np.maximum(-(-bits // (_BITS * MOST_LETTERS)), 1)


def make_sentences(
    letters: Bytes, bits: int, sequence: Ints, *, head: bytes = b"!AIVDM", channel: bytes = b"A"
) -> list[list[bytes]]:
    """Write messages of one length.

    Args:
        letters: payloads, shape (n, w); those beyond `bits` are not used.
        bits: of each message, at least 1.
        sequence: sequential message identifier of each, 0 to 9; not written where there is one
            part only; shape (n,).
        head: start of the sentence, with talker and formatter.
        channel: radio channel, or empty.

    Returns:
        for each part a list of n sentences, without line end.

    Notes:
        Source: IEC 61162-1, VDM and VDO. Fill bits stand behind the last part only.
    """
    n, length = len(letters), -(-bits // _BITS)
    total = int(parts_of(np.array([bits]))[0])
    fill = length * _BITS - bits
    out = []
    for part in range(total):
        payload = letters[:, MOST_LETTERS * part : min(MOST_LETTERS * (part + 1), length)]
        start = same(b"%b,%d,%d," % (head, total, part + 1), n)
        number = (sequence[:, None] + _ZERO).astype(np.uint8)
        own = [] if total == 1 else [number]
        tail = same(b",%d" % (fill if part == total - 1 else 0), n)
        out.append(seal([start, *own, same(b",%b," % channel, n), payload, tail], b""))
    return out

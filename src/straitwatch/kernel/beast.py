"""Bytes of the Beast format turned into frames: escapes undone, each with its kind and time."""
# Bytes stand as numbers; kernels take arrays one by one.
# ruff: noqa: PLR0917, PLR2004

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inner

__all__ = ["FRAME", "cut_frames", "room_for"]

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

ESCAPE = 0x1A
FRAME = ("kind", "length", "ticks", "offset", "size")
"""Columns of a frame: its type byte, 0 for bytes that are of none; bytes of its message; its time
stamp, 48 bits; where it starts; bytes that it takes."""

KIND, LENGTH, TICKS, OFFSET, SIZE = range(5)
_HEAD = 7  # time stamp and signal
_LONGEST = 14


def room_for(size: int) -> int:
    """Frames that so many bytes can hold: an escape and a type each, and bytes between them."""
    return size // 2 + 2


@inner
def _read_body(data: Bytes, at: int, end: int, messages: Bytes, frames: Ints, n: int) -> int:
    """Read time and message of a frame from the byte after its type.

    Returns:
        the byte after it, where the frame is whole; else -1.
    """
    kind, length, ticks = frames[n, KIND], -_HEAD, np.int64(0)
    want = 2 if kind == 49 else 7 if kind == 50 else 14 if kind == 51 else 1 << 30
    whole = False
    while at < end and not whole:
        if data[at] == ESCAPE:
            if at + 1 >= end:
                break
            whole = data[at + 1] != ESCAPE
            at += 1
        if not whole:
            if length < -1:
                ticks = ticks << 8 | np.int64(data[at])
            elif 0 <= length < _LONGEST:
                messages[n, length] = data[at]
            length += 1
            at += 1
    frames[n, LENGTH], frames[n, TICKS] = max(length, 0), ticks
    if whole:
        return at - 1
    return at if length == want and at >= end else -1


@entry
def cut_frames(data: Bytes, end: int, last: bool, messages: Bytes, frames: Ints) -> tuple[int, int]:
    """Cut bytes into frames.

    Args:
        data: shape (m,).
        end: how many of them.
        last: nothing follows: what is cut short is a frame too.
        messages: filled with the bytes of the messages, shape (n, 14); n of `room_for`.
        frames: filled, shape (n, 5): columns as in `FRAME`.

    Returns:
        frames, and the byte after the last; what follows there waits for more.

    Notes:
        A frame ends where the next escape begins that is not doubled, or, for the last one, when
        it has its bytes. Source: Mode-S Beast wiki, "Data Output Formats": an escape (0x1a), type
        1 (Mode A/C), 2 (short), 3 (long) or 4 (status), six bytes of time, one of signal, and
        2, 7 or 14 of message; an escape in them is doubled.
    """
    at = n = 0
    while at < end:
        start, framed = at, data[at] == ESCAPE
        if framed and at + 1 >= end and not last:
            break
        for k in range(_LONGEST):
            messages[n, k] = 0
        named = framed and at + 1 < end and data[at + 1] != ESCAPE
        frames[n, KIND] = np.int64(data[at + 1]) if named else 0
        at = _read_body(data, min(at + 2, end) if framed else at, end, messages, frames, n)
        if at < 0 and not last:
            at = start
            break
        if at < 0:
            at = end
        frames[n, OFFSET], frames[n, SIZE] = start, at - start
        n += 1
    return n, at

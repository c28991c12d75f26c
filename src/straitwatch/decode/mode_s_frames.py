"""Raw Mode S as receivers write it, AVR lines or Beast bytes, turned into dated frames."""

import json
import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from straitwatch.decode.feed_lines import Line, LineReader, reject_line
from straitwatch.decode.sift import Reject
from straitwatch.kernel.beast import KIND, LENGTH, OFFSET, TICKS, cut_frames, room_for
from straitwatch.model.fault import Fault
from straitwatch.model.record import Tally

__all__ = ["MLAT_TICKS", "NO_TICKS", "AvrReader", "BeastReader", "Frames"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]

NO_TICKS = -1
"""Of a frame without a time stamp."""

MLAT_TICKS = 0xFF004D4C4154
"""Time stamp that says that a position was computed from several receivers. Source: net_io.c of
dump1090 and readsb: the letters `MLAT`."""

_AVR = re.compile(
    rb"\s*(?:[*:]|[@%](?P<ticks>[0-9A-F]{12})|<(?P<signed>[0-9A-F]{12})[0-9A-F]{2})"
    rb"(?P<hex>(?:[0-9A-F]{2}){2,14});\s*",
    re.IGNORECASE,
)
_DATED = re.compile(
    rb"\s*(?P<t>\d{9,10}(?:\.\d{1,9})?)[,;\s]+\"?(?P<hex>[0-9A-F]{28}|[0-9A-F]{14})\"?(?:[,;\s].*)?",
    re.IGNORECASE,
)
_SIZES = (2, 7, 14)
_LONGEST = 14
_TYPES = {0x31: 2, 0x32: 7, 0x33: 14}
_KNOWN = frozenset((*_TYPES, 0x34, 0xE3, 0xE4))
"""Types of frames: beside the messages the status of a receiver, and its number before a message
(0xe3, 0xe4: readsb)."""


@dataclass(frozen=True)
class Frames:
    """Messages with their times, n.

    Attributes:
        messages: bytes, shape (n, 14).
        lengths: 2, 7 or 14.
        ticks: time stamps of the receiver, 48 bits; `NO_TICKS` for none.
        t_s: seconds since 1970 that the line tells; NaN for none.
        lines: line, or frame, of each.
        rejects: lines that hold none.
    """

    messages: Bytes
    lengths: Ints
    ticks: Ints
    t_s: Floats
    lines: Ints
    rejects: list[Reject]


class AvrReader:
    """Reads lines; pickles.

    Args:
        tally: its bytes, lines and blank lines are counted.
    """

    def __init__(self, tally: Tally) -> None:
        self._lines = LineReader(tally)

    def read(self, data: bytes, *, last: bool) -> Frames:  # noqa: ARG002 - as `BeastReader` has it
        """Read whole lines; half a line at the end is `truncated` (`last` changes nothing)."""
        messages, lengths, ticks, times, lines = bytearray(), [], [], [], []
        rejects: list[Reject] = []
        for line in self._lines.read(data):
            found = _read_line(line)
            if isinstance(found, Fault):
                rejects.append(reject_line(line, found))
                continue
            message, tick, t_s = found
            messages += message.ljust(_LONGEST, b"\0")
            lengths.append(len(message))
            ticks.append(tick)
            times.append(t_s)
            lines.append(line.number)
        return Frames(
            np.frombuffer(bytes(messages), np.uint8).reshape(-1, _LONGEST),
            np.array(lengths, np.int64),
            np.array(ticks, np.int64),
            np.array(times, float),
            np.array(lines, np.int64),
            rejects,
        )


def _read_line(line: Line) -> tuple[bytes, int, float] | Fault:
    if not line.is_whole:
        return Fault.TRUNCATED
    if found := _AVR.fullmatch(line.raw):
        told = found["ticks"] or found["signed"]
        message, tick, t_s = found["hex"], int(told, 16) if told else NO_TICKS, np.nan
    elif found := _DATED.fullmatch(line.raw):
        message, tick, t_s = found["hex"], NO_TICKS, float(found["t"])
    elif line.raw.lstrip()[:1] == b"{":
        return _read_json(line.raw)
    else:
        return Fault.MALFORMED
    size = len(message) // 2
    return (bytes.fromhex(message.decode()), tick, t_s) if size in _SIZES else Fault.MALFORMED


def _read_json(raw: bytes) -> tuple[bytes, int, float] | Fault:
    """Read a line of jet1090: `timestamp` in seconds and `frame` in hexadecimal."""
    try:
        doc = json.loads(raw)
        message, t_s = bytes.fromhex(doc["frame"]), float(doc["timestamp"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return Fault.MALFORMED
    return (message, NO_TICKS, t_s) if len(message) in _SIZES else Fault.MALFORMED


class BeastReader:
    """Reads frames from bytes that are cut anywhere; pickles.

    Args:
        tally: its bytes and lines are counted, a frame for a line, and as skipped those that are
            no message: a receiver's status and number.
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._held = b""
        self._number = self._offset = 0

    def read(self, data: bytes, *, last: bool) -> Frames:
        """Read the frames that are whole; with `last` half a frame is `truncated`."""
        self._tally.n_bytes += len(data)
        held = self._held + data
        view = np.frombuffer(held, np.uint8)
        room = room_for(len(held))
        messages, frames = np.empty((room, _LONGEST), np.uint8), np.empty((room, 5), np.int64)
        n, at = cut_frames(view, len(held), last, messages, frames)
        frames = frames[:n]
        number = self._number + 1 + np.arange(n)
        want = np.select([frames[:, KIND] == kind for kind in _TYPES], list(_TYPES.values()), -1)
        good = frames[:, LENGTH] == want
        idle = np.isin(frames[:, KIND], [kind for kind in _KNOWN if kind not in _TYPES])
        rejects = [
            self._reject(held, frames[k], int(number[k]), at_end=last and k == n - 1)
            for k in np.flatnonzero(~good & ~idle).tolist()
        ]
        self._tally.lines += n
        self._tally.skipped += int(np.count_nonzero(idle))
        self._held = held[at:]
        self._number += n
        self._offset += at
        return Frames(
            messages[:n][good],
            want[good],
            frames[good, TICKS],
            np.full(int(np.count_nonzero(good)), np.nan),
            number[good],
            rejects,
        )

    def _reject(self, held: bytes, frame: Ints, number: int, *, at_end: bool) -> Reject:
        start, size = int(frame[OFFSET]), int(frame[4])
        short = at_end and frame[LENGTH] < _TYPES.get(int(frame[KIND]), 0)
        raw = held[start : start + min(size, 64)].hex()
        return number, self._offset + start, Fault.TRUNCATED if short else Fault.MALFORMED, raw

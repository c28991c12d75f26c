"""What a connection hears turned into pieces of whole lines, and its state told."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

__all__ = ["MAX_LINE", "Cutter", "Piece", "Put", "Status", "Uncut", "Wire"]

MAX_LINE = 64 << 10
"""Bytes without a line end after which what came is given as a line. Ours: the longest line of
any format here, a message of AIS-catcher with all its sentences, is some 4 kB."""


@dataclass(frozen=True)
class Piece:
    """What was heard at once.

    Attributes:
        data: whole lines, each with its line feed; at a disconnect half a line as it is, without
            one; or one whole document; or, of Beast, bytes cut anywhere.
        t_us: time of receipt, µs since 1970, UTC.
        label: of a document from a folder: its path; else None.
    """

    data: bytes
    t_us: int
    label: str | None = None


Put = Callable[[Piece], None]
"""Takes a piece; blocks while there is no room."""

Status = Callable[[str, str | None], None]
"""Told of a new state, and of the error that led to it."""


class Cutter:
    """Bytes cut anywhere turned into whole lines, in bounded memory."""

    def __init__(self) -> None:
        self._held = bytearray()

    def take(self, data: bytes) -> bytes:
        """Give the lines that end in `data`; keep the start of the next.

        A line that grows beyond `MAX_LINE` is given with a line feed, piece by piece.
        """
        stop = data.rfind(b"\n") + 1
        whole = _bounded(bytes(self._held) + data[:stop]) if stop else b""
        if stop:
            self._held.clear()
        self._held += data[stop:]
        while len(self._held) >= MAX_LINE:
            whole += bytes(self._held[:MAX_LINE]) + b"\n"
            del self._held[:MAX_LINE]
        return whole

    def rest(self) -> bytes:
        """Give the half line that is left, as it is."""
        rest = bytes(self._held)
        self._held.clear()
        return rest


class Uncut:
    """Bytes of a format without lines: handed on as they come; its decoder keeps half a frame."""

    def take(self, data: bytes) -> bytes:
        """Give all of it."""
        return data

    def rest(self) -> bytes:
        """Nothing is left."""
        return b""


def _bounded(lines: bytes) -> bytes:
    """Cut lines that are longer than `MAX_LINE`."""
    if len(lines) <= MAX_LINE or all(len(line) <= MAX_LINE for line in lines.split(b"\n")):
        return lines
    pieces = (
        line[at : at + MAX_LINE]
        for line in lines.split(b"\n")[:-1]
        for at in range(0, max(1, len(line)), MAX_LINE)
    )
    return b"".join(piece + b"\n" for piece in pieces)


class Wire:
    """What a session has in hand: where pieces go, when to stop, how to tell of its state.

    Args:
        put: takes pieces.
        stop: set when the feed shall end.
        status: told of states; each state only once in a row.
        now_us: times of receipt.
        silent_s: silence after which the state is `silent`.
    """

    def __init__(
        self, put: Put, stop: Event, status: Status, now_us: Callable[[], int], silent_s: float
    ) -> None:
        self.stop, self.now_us = stop, now_us
        self.n_given = 0
        self._put, self._status, self._silent_s = put, status, silent_s
        self._told: tuple[str, str | None] = ("", None)
        self._heard = time.monotonic()

    def tell(self, state: str, error: str | None = None) -> None:
        """Tell a state, if it is new."""
        if (state, error) != self._told:
            self._told = state, error
            self._status(state, error)

    def open(self) -> None:
        """Tell that the connection stands; silence counts from now."""
        self._heard = time.monotonic()
        self.tell("open")

    def give(self, data: bytes, label: str | None = None) -> None:
        """Hand on what was heard; nothing for nothing."""
        if data:
            self.n_given += 1
            self._put(Piece(data, self.now_us(), label))

    def hear(self, note: str | None = None) -> None:
        """Note that something came."""
        self._heard = time.monotonic()
        self.tell("open", note)

    def check_silence(self) -> None:
        """Tell `silent` where nothing came for long; to be called about each second."""
        if time.monotonic() - self._heard >= self._silent_s:
            self.tell("silent")
